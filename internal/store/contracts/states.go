package contracts

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/money"
	"marque/internal/store/engine"
)

// State is the cached row of a folded contract: what lists and cycles need without folding. It can be thrown away.
type State struct {
	Contract    contract.ID
	AsOf        civil.Date
	Events      int // how many events were folded
	Status      string
	Balance     money.Cents
	DueNow      money.Cents
	PastDue     money.Cents
	DaysPastDue int
	NextDue     civil.Date
	NextAmount  money.Cents
	Digest      []byte     // SHA-256 of the whole state
	Posted      int        // entries that the journal got with it; read, all that it has
	Booked      int64      // checksum of what the state wants booked: booking.Expected
	Wakes       civil.Date // first day on which its close may find something to do; NoWake is never
}

// NoWake stands for a day that never comes.
func NoWake() civil.Date { return civil.Must(civil.MaxYear, 12, 31) }

// PutStates stores contracts' cached states in place of those before. The day up to which one was cycled stays; a new contract's
// first cycle is that of the day it was opened.
func PutStates(tx *engine.Tx, all ...State) error {
	_, err := tx.ExecEach(`insert into contract_states
		(contract_id, as_of, events, status, balance, due_now, past_due, days_past_due, next_due, next_amount, digest, cycled, wakes, entries,
			booked)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		on conflict (contract_id) do update set as_of = excluded.as_of, events = excluded.events, status = excluded.status,
			balance = excluded.balance, due_now = excluded.due_now, past_due = excluded.past_due, days_past_due = excluded.days_past_due,
			next_due = excluded.next_due, next_amount = excluded.next_amount, digest = excluded.digest,
			wakes = excluded.wakes, entries = contract_states.entries + excluded.entries, booked = excluded.booked`, stateRows(all))
	if err != nil {
		return fmt.Errorf("put states: %w", err)
	}
	return nil
}

// AddStates is PutStates for contracts that had none.
func AddStates(tx *engine.Tx, all ...State) error {
	err := tx.Insert("contract_states", []string{
		"contract_id", "as_of", "events", "status", "balance", "due_now", "past_due", "days_past_due", "next_due", "next_amount", "digest", "cycled", "wakes",
		"entries", "booked",
	}, stateRows(all))
	if err != nil {
		return fmt.Errorf("add states: %w", err)
	}
	return nil
}

func stateRows(all []State) [][]any {
	rows := make([][]any, len(all))
	for i, s := range all {
		rows[i] = []any{
			s.Contract, s.AsOf, s.Events, s.Status, s.Balance, s.DueNow, s.PastDue, s.DaysPastDue, s.NextDue, s.NextAmount, s.Digest, s.AsOf - 1, s.Wakes,
			s.Posted, s.Booked,
		}
	}
	return rows
}

// StateOf returns a contract's cached state.
func StateOf(r engine.Reader, contractID contract.ID) (State, error) {
	s := State{Contract: contractID}
	err := r.QueryRow(`select as_of, events, status, balance, due_now, past_due, days_past_due, next_due, next_amount, digest, wakes, entries, booked
		from contract_states where contract_id = $1`, contractID).
		Scan(&s.AsOf, &s.Events, &s.Status, &s.Balance, &s.DueNow, &s.PastDue, &s.DaysPastDue, &s.NextDue, &s.NextAmount, &s.Digest, &s.Wakes, &s.Posted, &s.Booked)
	if engine.NoRows(err) {
		return s, errNone
	}
	if err != nil {
		return s, fmt.Errorf("read state: %w", err)
	}
	return s, nil
}
