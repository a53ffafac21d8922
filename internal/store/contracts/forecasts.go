package contracts

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/money"
	"marque/internal/store/engine"
)

// Forecast is what the close of a day will do to a contract if nothing happens to it before: one entry of two postings, and the state after it.
type Forecast struct {
	State             // its AsOf is the day to come
	Made   civil.Date // where the contract stood when it was made: AsOf then
	Entry  ledger.ID
	Key    string
	Cause  string
	Debit  ledger.Account
	Credit ledger.Account
	Amount money.Cents
}

// PutForecasts replaces what was foreseen of contracts.
func PutForecasts(tx *engine.Tx, of []contract.ID, all []Forecast) error {
	for _, group := range engine.Groups(texts(of)) {
		_, err := tx.Exec(`delete from contract_forecasts
			where contract_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`, group...)
		if err != nil {
			return fmt.Errorf("forget forecasts: %w", err)
		}
	}
	rows := make([][]any, len(all))
	for i := range all {
		f := &all[i]
		rows[i] = []any{
			f.Contract, f.AsOf, f.Made, f.Entry, f.Key, f.Cause, int(f.Debit), int(f.Credit), f.Amount, f.Events, f.Status, f.Balance, f.DueNow, f.PastDue,
			f.DaysPastDue, f.NextDue, f.NextAmount, f.Digest, f.Booked, f.Wakes,
		}
	}
	err := tx.Insert("contract_forecasts", []string{
		"contract_id", "day", "made", "entry_id", "key", "cause", "debit", "credit", "amount", "events", "status", "balance", "due_now", "past_due",
		"days_past_due", "next_due", "next_amount", "digest", "booked", "wakes",
	}, rows)
	if err != nil {
		return fmt.Errorf("put forecasts: %w", err)
	}
	return nil
}

// Foreseen returns the last of at most limit contracts after one, and up to another where that is given, of which the close of a day was foreseen; none
// is the zero id. Forecasts that something has overtaken are among them.
func Foreseen(r engine.Reader, day civil.Date, after, through contract.ID, limit int) (last contract.ID, err error) {
	err = r.QueryRow(`select contract_id from (select contract_id from contract_forecasts where day = $1 and contract_id > $2 and contract_id <= $3
		order by contract_id limit $4) f order by contract_id desc limit 1`, day, floor(after), ceiling(through), limit).Scan(&last)
	if engine.NoRows(err) {
		return last, nil
	}
	if err != nil {
		return last, fmt.Errorf("look for forecasts: %w", err)
	}
	return last, nil
}

// HoldForeseen takes the rows of contracts whose close of a day was foreseen until the end of the transaction.
func HoldForeseen(tx *engine.Tx, day civil.Date, after, through contract.ID) error {
	if tx.ForUpdate() == "" {
		return nil // the only writer has them
	}
	rows, err := tx.Query(`select id from contracts
		where id in (select contract_id from contract_forecasts where day = $1 and contract_id > $2 and contract_id <= $3) order by id`+tx.ForUpdate(),
		day, floor(after), ceiling(through))
	if err != nil {
		return fmt.Errorf("hold contracts: %w", err)
	}
	for rows.Next() { //nolint:revive // only their locks are wanted
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("hold contracts: %w", err)
	}
	return rows.Close()
}

// CloseForeseen brings the states of contracts to what was foreseen of a day, where it still holds, and returns how many. What the ledger gets is posted
// before (ledgers.PostForeseen), under the same condition.
func CloseForeseen(tx *engine.Tx, day civil.Date, after, through contract.ID) (int, error) {
	n, err := tx.Exec(`update contract_states set as_of = f.day, events = f.events, status = f.status, balance = f.balance, due_now = f.due_now,
			past_due = f.past_due, days_past_due = f.days_past_due, next_due = f.next_due, next_amount = f.next_amount, digest = f.digest, booked = f.booked,
			cycled = f.day, wakes = f.wakes, entries = contract_states.entries + 1
		from contract_forecasts f where f.day = $1 and f.contract_id > $2 and f.contract_id <= $3 and contract_states.contract_id = f.contract_id
			and case when contract_states.cycled < f.day and contract_states.wakes = f.day and contract_states.events = f.events
				and contract_states.as_of = f.made then 1 else 0 end = 1`,
		day, floor(after), ceiling(through))
	if err != nil {
		return 0, fmt.Errorf("close what was foreseen: %w", err)
	}
	return int(n), nil
}

// ceiling makes the zero id, where it means no bound, greater than every id.
func ceiling(through contract.ID) string {
	if through.IsZero() {
		return "ffffffff-ffff-ffff-ffff-ffffffffffff"
	}
	return through.String()
}
