package engine

import (
	"database/sql"

	"github.com/jackc/pgx/v5"
)

// Rows is what a query found. Read it with Next and Scan, then ask Err, and always Close it; All does the four.
type Rows struct {
	session *session // nil outside a transaction
	pg      pgx.Rows // PostgreSQL, else nil
	lite    *sql.Rows
	closed  bool
}

// Next goes to the next row and tells whether there is one.
func (r *Rows) Next() bool {
	if r.pg != nil {
		return r.pg.Next()
	}
	return r.lite.Next()
}

// Scan reads the row's columns into pointers. NULL goes into ids, dates, []byte and pointers to pointers only.
func (r *Rows) Scan(into ...any) error {
	if r.pg != nil {
		return r.failed(r.pg.Scan(into...))
	}
	return r.failed(r.lite.Scan(into...))
}

// Err returns what ended the rows early, if anything did.
func (r *Rows) Err() error {
	if r.pg != nil {
		return r.failed(r.pg.Err())
	}
	return r.failed(r.lite.Err())
}

// Close ends the reading; twice does no harm.
func (r *Rows) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	if r.session != nil {
		r.session.open--
	}
	if r.pg != nil {
		r.pg.Close()
		return r.failed(r.pg.Err())
	}
	return r.failed(r.lite.Close())
}

func (r *Rows) failed(err error) error {
	if r.session != nil {
		return r.session.fail(err)
	}
	return err
}

// Row is one row, or the reason why there is none.
type Row struct {
	rows *Rows
	err  error
}

// Scan reads the row's columns and closes it. Without a row the error answers to NoRows.
func (r *Row) Scan(into ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return errNoRows
	}
	if err := r.rows.Scan(into...); err != nil {
		return err
	}
	return r.rows.Close()
}

// All collects every row and closes. It takes Query's two results as they are:
//
//	return engine.All(r, err, scanContract)
func All[T any](rows *Rows, err error, scan func(*Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return all, rows.Close()
}
