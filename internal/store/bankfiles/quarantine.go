package bankfiles

import (
	"fmt"
	"strconv"
	"time"

	"marque/internal/core/payment"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/store/engine"
)

// Kept is a line of the bank's that nothing could be made of, or that a person should look at.
type Kept struct {
	File   payment.FileID
	Name   string // of the file, when listed
	Line   int
	Code   string
	Trace  string
	Amount money.Cents
	Reason string
	At     time.Time
}

// Keep puts a line into quarantine, once for its file and code.
func Keep(tx *engine.Tx, k Kept) error {
	_, err := tx.Exec(`insert into bank_quarantine (id, file_id, line, code, trace, amount, reason, at) values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (id) do nothing`, id.Derive[Kept](k.File.String(), strconv.Itoa(k.Line), k.Code, k.Reason), k.File, k.Line, k.Code, k.Trace, k.Amount, k.Reason,
		engine.Micros(k.At))
	if err != nil {
		return fmt.Errorf("put line %d into quarantine: %w", k.Line, err)
	}
	return nil
}

// Quarantine lists the newest lines in quarantine, and how many there are.
func Quarantine(r engine.Reader, limit int) ([]Kept, int, error) {
	var n int
	if err := r.QueryRow(`select count(*) from bank_quarantine`).Scan(&n); err != nil {
		return nil, 0, fmt.Errorf("count the quarantine: %w", err)
	}
	rows, err := r.Query(`select q.file_id, f.name, q.line, q.code, q.trace, q.amount, q.reason, q.at from bank_quarantine q
		join bank_files f on f.id = q.file_id order by q.at desc, q.id limit $1`, limit)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (Kept, error) {
		var k Kept
		var at int64
		err := rows.Scan(&k.File, &k.Name, &k.Line, &k.Code, &k.Trace, &k.Amount, &k.Reason, &at)
		k.At = engine.FromMicros(at)
		return k, err
	})
	return all, n, err
}
