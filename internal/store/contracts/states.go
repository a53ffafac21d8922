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
	Digest      []byte // SHA-256 of the whole state
}

// PutStates stores contracts' cached states in place of those before. The day up to which one was cycled stays; a new contract's
// first cycle is that of the day it was opened.
func PutStates(tx *engine.Tx, all ...State) error {
	_, err := tx.ExecEach(`insert into contract_states
		(contract_id, as_of, events, status, balance, due_now, past_due, days_past_due, next_due, next_amount, digest, cycled)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		on conflict (contract_id) do update set as_of = excluded.as_of, events = excluded.events, status = excluded.status,
			balance = excluded.balance, due_now = excluded.due_now, past_due = excluded.past_due, days_past_due = excluded.days_past_due,
			next_due = excluded.next_due, next_amount = excluded.next_amount, digest = excluded.digest`, stateRows(all))
	if err != nil {
		return fmt.Errorf("put states: %w", err)
	}
	return nil
}

// AddStates is PutStates for contracts that had none.
func AddStates(tx *engine.Tx, all ...State) error {
	err := tx.Insert("contract_states", []string{
		"contract_id", "as_of", "events", "status", "balance", "due_now", "past_due", "days_past_due", "next_due", "next_amount", "digest", "cycled",
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
			s.Contract, s.AsOf, s.Events, s.Status, s.Balance, s.DueNow, s.PastDue, s.DaysPastDue, s.NextDue, s.NextAmount, s.Digest, s.AsOf - 1,
		}
	}
	return rows
}

// StateOf returns a contract's cached state.
func StateOf(r engine.Reader, contractID contract.ID) (State, error) {
	s := State{Contract: contractID}
	err := r.QueryRow(`select as_of, events, status, balance, due_now, past_due, days_past_due, next_due, next_amount, digest
		from contract_states where contract_id = $1`, contractID).
		Scan(&s.AsOf, &s.Events, &s.Status, &s.Balance, &s.DueNow, &s.PastDue, &s.DaysPastDue, &s.NextDue, &s.NextAmount, &s.Digest)
	if engine.NoRows(err) {
		return s, errNone
	}
	if err != nil {
		return s, fmt.Errorf("read state: %w", err)
	}
	return s, nil
}

// Uncycled lists at most limit contracts after the given one whose cycle of a day has not run.
func Uncycled(r engine.Reader, day civil.Date, after contract.ID, limit int) ([]Contract, error) {
	rows, err := r.Query(`select c.id, c.vin, c.terms, c.opened from contract_states s join contracts c on c.id = s.contract_id
		where s.cycled < $1 and s.contract_id > $2 order by s.contract_id limit $3`, day, floor(after), limit)
	return engine.All(rows, err, scanRows)
}

// SetCycled records that the cycle of a day has run for a contract.
func SetCycled(tx *engine.Tx, contractID contract.ID, day civil.Date) error {
	_, err := tx.Exec(`update contract_states set cycled = $2 where contract_id = $1`, contractID, day)
	if err != nil {
		return fmt.Errorf("mark cycle: %w", err)
	}
	return nil
}
