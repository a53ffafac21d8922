// Package reminders keeps what people were reminded of, and finds whom a reminder may be due to. When one is due is core/reminder's.
package reminders

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/store/engine"
)

// Late is a contract that is past due, with what was last told of it.
type Late struct {
	Contract contract.ID
	Days     int
	Due      civil.Date // of what was told last; none when nothing was
	Stage    int
}

// PastDue lists at most limit active contracts that are past due, in the order of their ids after the given one.
func PastDue(r engine.Reader, after contract.ID, limit int) ([]Late, error) {
	rows, err := r.Query(`select s.contract_id, s.days_past_due, t.due, coalesce(t.stage, 0) from contract_states s
		left join reminders t on t.contract_id = s.contract_id and t.stage > 0 and not exists (select 1 from reminders o
			where o.contract_id = t.contract_id and o.stage > 0 and (o.due > t.due or o.due = t.due and o.stage > t.stage))
		where s.days_past_due > 0 and s.status = 'active' and s.contract_id > $1 order by s.contract_id limit $2`, after.String(), limit)
	return engine.All(rows, err, func(rows *engine.Rows) (Late, error) {
		var l Late
		err := rows.Scan(&l.Contract, &l.Days, &l.Due, &l.Stage)
		return l, err
	})
}

// Ahead lists at most limit active contracts with nothing past due whose next payment falls due after one day and up to another, and of which
// nobody was reminded yet.
func Ahead(r engine.Reader, day, until civil.Date, after contract.ID, limit int) ([]contract.ID, error) {
	rows, err := r.Query(`select s.contract_id from contract_states s where s.next_due > $1 and s.next_due <= $2 and s.next_amount > 0 and s.days_past_due = 0
		and s.status = 'active' and s.contract_id > $3
		and not exists (select 1 from reminders t where t.contract_id = s.contract_id and t.due = s.next_due and t.stage = 0)
		order by s.contract_id limit $4`, day, until, after.String(), limit)
	return engine.All(rows, err, func(rows *engine.Rows) (contract.ID, error) {
		var c contract.ID
		err := rows.Scan(&c)
		return c, err
	})
}

// Tell keeps that somebody was reminded; it returns false when that was so already.
func Tell(tx *engine.Tx, contractID contract.ID, due civil.Date, stage int, day civil.Date) (bool, error) {
	n, err := tx.Exec(`insert into reminders (contract_id, due, stage, told_on) values ($1, $2, $3, $4) on conflict do nothing`, contractID, due, stage, day)
	if err != nil {
		return false, fmt.Errorf("keep a reminder: %w", err)
	}
	return n == 1, nil
}
