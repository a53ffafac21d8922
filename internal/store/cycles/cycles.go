// Package cycles keeps the shards into which the close of a day is cut: who works on which, and what was done in each. They are only a plan: which
// contracts a day has closed stands with the contracts.
package cycles

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/store/engine"
)

// Counts is what the close of a day did.
type Counts struct {
	Contracts, Fees, Statements int
	ChargedOff                  int // losses that the product wants charged off without a person
	Losses                      int // losses that wait for a person to charge them off
	Refunds                     int // credit balances that are to be paid out by now (12 CFR 1026.21(c))
}

// Add adds what more was done.
func (c *Counts) Add(more Counts) {
	c.Contracts, c.Fees, c.Statements = c.Contracts+more.Contracts, c.Fees+more.Fees, c.Statements+more.Statements
	c.ChargedOff, c.Losses, c.Refunds = c.ChargedOff+more.ChargedOff, c.Losses+more.Losses, c.Refunds+more.Refunds
}

// Shard is the contracts after one id and up to another; none is no bound.
type Shard struct {
	Day            civil.Date
	Number         int // of the day, from 1
	After, Through contract.ID
	Awake          int       // how many contracts it was cut for
	Until          time.Time // somebody works on it until then, unless he says so again
	Done           bool
	Counts         Counts
}

// Of lists the shards of a day from a number on.
func Of(r engine.Reader, day civil.Date, from int) ([]Shard, error) {
	rows, err := r.Query(`select number, after_id, through_id, awake, until, done, contracts, fees, statements, charged_off, losses, refunds
		from cycle_shards where day = $1 and number >= $2 order by number`, day, from)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (Shard, error) {
		s := Shard{Day: day}
		var until int64
		err := rows.Scan(&s.Number, &s.After, &s.Through, &s.Awake, &until, &s.Done, &s.Counts.Contracts, &s.Counts.Fees, &s.Counts.Statements,
			&s.Counts.ChargedOff, &s.Counts.Losses, &s.Counts.Refunds)
		s.Until = engine.FromMicros(until)
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("list shards: %w", err)
	}
	return all, nil
}

// Cut returns the bounds that cut the contracts which may have something to do on a day into shards of a size, and how many contracts they are.
func Cut(r engine.Reader, day civil.Date, size int) (bounds []contract.ID, awake int, err error) {
	if err := r.QueryRow(`select count(*) from contract_states where cycled < $1 and wakes <= $1`, day).Scan(&awake); err != nil {
		return nil, 0, fmt.Errorf("count who is awake: %w", err)
	}
	if awake <= size {
		return nil, awake, nil
	}
	rows, err := r.Query(`select contract_id from (select contract_id, row_number() over (order by contract_id) as place
		from contract_states where cycled < $1 and wakes <= $1) w where place % $2 = 0 order by contract_id`, day, size)
	bounds, err = engine.All(rows, err, func(rows *engine.Rows) (contract.ID, error) {
		var one contract.ID
		err := rows.Scan(&one)
		return one, err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("cut the day: %w", err)
	}
	return bounds, awake, nil
}

// Add keeps shards. One whose number is taken is left out: another process has planned at the same time.
func Add(tx *engine.Tx, all []Shard) error {
	rows := make([][]any, len(all))
	for i, s := range all {
		rows[i] = []any{s.Day, s.Number, s.After, s.Through, s.Awake}
	}
	_, err := tx.ExecEach(`insert into cycle_shards (day, number, after_id, through_id, awake, until, done, contracts, fees, statements, charged_off, losses, refunds)
		values ($1, $2, $3, $4, $5, 0, false, 0, 0, 0, 0, 0, 0) on conflict (day, number) do nothing`, rows)
	if err != nil {
		return fmt.Errorf("plan shards: %w", err)
	}
	return nil
}

// Claim takes a shard until an instant and tells whether it was free.
func Claim(tx *engine.Tx, s Shard, until time.Time) (bool, error) {
	n, err := tx.Exec(`update cycle_shards set until = $4 where day = $1 and number = $2 and until = $3 and done = false`,
		s.Day, s.Number, engine.Micros(s.Until), engine.Micros(until))
	if err != nil {
		return false, fmt.Errorf("claim shard %d: %w", s.Number, err)
	}
	return n == 1, nil
}

// Note adds what was done in a shard and holds it until an instant.
func Note(tx *engine.Tx, s Shard, more Counts, until time.Time) error {
	_, err := tx.Exec(`update cycle_shards set until = $3, contracts = contracts + $4, fees = fees + $5, statements = statements + $6,
		charged_off = charged_off + $7, losses = losses + $8, refunds = refunds + $9 where day = $1 and number = $2`,
		s.Day, s.Number, engine.Micros(until), more.Contracts, more.Fees, more.Statements, more.ChargedOff, more.Losses, more.Refunds)
	if err != nil {
		return fmt.Errorf("note shard %d: %w", s.Number, err)
	}
	return nil
}

// Finish says that a shard is done.
func Finish(tx *engine.Tx, s Shard) error {
	if _, err := tx.Exec(`update cycle_shards set done = true where day = $1 and number = $2`, s.Day, s.Number); err != nil {
		return fmt.Errorf("finish shard %d: %w", s.Number, err)
	}
	return nil
}

// Free gives a shard back that was not finished.
func Free(tx *engine.Tx, s Shard) error {
	if _, err := tx.Exec(`update cycle_shards set until = 0 where day = $1 and number = $2 and done = false`, s.Day, s.Number); err != nil {
		return fmt.Errorf("free shard %d: %w", s.Number, err)
	}
	return nil
}

// Forget drops the plans of the days before one.
func Forget(tx *engine.Tx, before civil.Date) error {
	if _, err := tx.Exec(`delete from cycle_shards where day < $1`, before); err != nil {
		return fmt.Errorf("forget shards: %w", err)
	}
	return nil
}
