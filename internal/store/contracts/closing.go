package contracts

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/store/engine"
)

// Standing is where a contract's cache stands: what was folded, as of when, and up to which day its cycle has run. While none of it changes,
// neither has anything that the cache and the ledger rest on.
type Standing struct {
	Events       int
	AsOf, Cycled civil.Date
	Entries      int   // in the journal
	Booked       int64 // checksum of what was booked then; 0 is not known
}

// Waiting is a contract that a day's cycle has to look at.
type Waiting struct {
	Contract
	Standing Standing
}

// Awake lists at most limit contracts after the given one, and up to another where that is given, whose cycle of a day has not run and which
// may have something to do on it.
func Awake(r engine.Reader, day civil.Date, after, through contract.ID, limit int) ([]Waiting, error) {
	rows, err := r.Query(`select c.id, c.vin, c.terms, c.opened, s.events, s.as_of, s.cycled, s.entries, s.booked from contract_states s join contracts c on c.id = s.contract_id
		where s.cycled < $1 and s.wakes <= $1 and s.contract_id > $2 and s.contract_id <= $3 order by s.contract_id limit $4`,
		day, floor(after), ceiling(through), limit)
	return engine.All(rows, err, func(rows *engine.Rows) (Waiting, error) {
		var w Waiting
		var err error
		w.Contract, err = scan(with{rows, []any{&w.Standing.Events, &w.Standing.AsOf, &w.Standing.Cycled, &w.Standing.Entries, &w.Standing.Booked}})
		return w, err
	})
}

// Sleeper is a contract with where its cache stands and the first day on which its close may find something to do.
type Sleeper struct {
	Waiting
	Wakes civil.Date
}

// Sleeping returns a contract by its number, awake or not, or fault.NotFound.
func Sleeping(r engine.Reader, number string) (Sleeper, error) {
	var s Sleeper
	var err error
	s.Contract, err = scan(with{r.QueryRow(`select c.id, c.vin, c.terms, c.opened, s.events, s.as_of, s.cycled, s.entries, s.booked, s.wakes
		from contract_states s join contracts c on c.id = s.contract_id where c.number = $1`, number),
		[]any{&s.Standing.Events, &s.Standing.AsOf, &s.Standing.Cycled, &s.Standing.Entries, &s.Standing.Booked, &s.Wakes}})
	if engine.NoRows(err) {
		return s, errNone
	}
	return s, err
}

// with scans more columns after those of a contract.
type with struct {
	row  scanner
	more []any
}

func (w with) Scan(dest ...any) error { return w.row.Scan(append(dest, w.more...)...) }

// Hold takes the rows of contracts until the end of the transaction, which must be asked for in the order of their ids, and returns where their
// caches stand.
func Hold(tx *engine.Tx, ids []contract.ID) (map[contract.ID]Standing, error) {
	held := make(map[contract.ID]Standing, len(ids))
	for _, group := range engine.Groups(texts(ids)) {
		rows, err := tx.Query(`select id from contracts
			where id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) order by id`+tx.ForUpdate(), group...)
		if _, err = engine.All(rows, err, func(rows *engine.Rows) (contract.ID, error) {
			var one contract.ID
			err := rows.Scan(&one)
			return one, err
		}); err != nil {
			return nil, fmt.Errorf("hold contracts: %w", err)
		}
		// Only now: what another transaction wrote before it let go must be seen.
		rows, err = tx.Query(`select contract_id, events, as_of, cycled, entries, booked from contract_states
			where contract_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`, group...)
		_, err = engine.All(rows, err, func(rows *engine.Rows) (int, error) {
			var one contract.ID
			var s Standing
			err := rows.Scan(&one, &s.Events, &s.AsOf, &s.Cycled, &s.Entries, &s.Booked)
			held[one] = s
			return 0, err
		})
		if err != nil {
			return nil, fmt.Errorf("read where contracts stand: %w", err)
		}
	}
	return held, nil
}

// PutClosed stores the states of contracts whose cycle of a day has run.
func PutClosed(tx *engine.Tx, day civil.Date, all []State) error {
	rows := make([][]any, len(all))
	for i, s := range all {
		rows[i] = []any{
			s.Contract, s.AsOf, s.Events, s.Status, s.Balance, s.DueNow, s.PastDue, s.DaysPastDue, s.NextDue, s.NextAmount, s.Digest, day, s.Wakes,
			s.Posted, s.Booked,
		}
	}
	_, err := tx.ExecEach(`update contract_states set as_of = $2, events = $3, status = $4, balance = $5, due_now = $6, past_due = $7,
		days_past_due = $8, next_due = $9, next_amount = $10, digest = $11, cycled = $12, wakes = $13, entries = entries + $14,
		booked = $15 where contract_id = $1`, rows)
	if err != nil {
		return fmt.Errorf("put closed states: %w", err)
	}
	return nil
}
