package engine

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Tx is one write transaction. It is a Reader too. It belongs to one goroutine and ends with the function it was given to.
type Tx struct {
	*session
	after []func()
}

// Exec runs a statement and returns how many rows it touched.
func (t *Tx) Exec(sql string, args ...any) (affected int64, err error) { return t.exec(sql, args) }

// ForUpdate is appended to a constant select to lock its rows: PostgreSQL locks them, SQLite's only writer has them.
func (t *Tx) ForUpdate() string {
	if t.pg != nil {
		return " for update"
	}
	return ""
}

// AfterCommit keeps fn until the transaction is committed; it runs once, or never. It is for wake-ups, not for work.
func (t *Tx) AfterCommit(fn func()) { t.after = append(t.after, fn) }

func (t *Tx) committed() {
	for _, fn := range t.after {
		fn()
	}
}

// retryable tells whether a statement failed that may succeed in another transaction, whatever fn made of its error.
func (t *Tx) retryable() bool { return t != nil && retryable(t.failed) }

// PGX returns the transaction on PostgreSQL, else nil. Only store/queue may call it.
func (t *Tx) PGX() pgx.Tx { return t.pg }

// SQL returns the transaction on SQLite, else nil. Only store/queue may call it.
func (t *Tx) SQL() *sql.Tx { return t.lite }

// copyFrom is the number of rows from which COPY's two more round trips pay.
const copyFrom = 32

// liteBatches are the rows to a statement on SQLite, largest first: few sizes keep few statements prepared.
var liteBatches = [...]int{64, 8, 1}

// liteVariables is SQLite's limit of variables in one statement.
const liteVariables = 32766

// Insert adds many rows: by COPY on PostgreSQL, by several rows to a statement on SQLite. Table and columns are
// written in the code, never taken from input.
func (t *Tx) Insert(table string, columns []string, rows [][]any) error {
	if err := t.insertable(table, columns, rows); err != nil {
		return t.fail(fmt.Errorf("insert into %s: %w", head(table), err))
	}
	var err error
	switch {
	case len(rows) == 0:
		return nil
	case t.lite != nil:
		err = t.insertLite(table, columns, rows)
	case len(rows) < copyFrom:
		err = t.insertBatch(table, columns, rows)
	default:
		err = t.insertCopy(table, columns, rows)
	}
	if err != nil {
		return t.fail(fmt.Errorf("insert into %s: %w", table, err))
	}
	return nil
}

func (t *Tx) insertable(table string, columns []string, rows [][]any) error {
	if _, err := t.ready(table, nil); err != nil {
		return err
	}
	if len(columns) == 0 || len(columns) > liteVariables {
		return fmt.Errorf("engine: %d columns", len(columns))
	}
	for _, name := range append([]string{table}, columns...) {
		if !plainName(name) {
			return fmt.Errorf("engine: %q is not a plain name", name)
		}
	}
	for i, row := range rows {
		if len(row) != len(columns) {
			return fmt.Errorf("engine: row %d has %d values for %d columns", i, len(row), len(columns))
		}
	}
	return nil
}

func (t *Tx) insertCopy(table string, columns []string, rows [][]any) error {
	source := pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
		out := make([]any, len(columns))
		for j, a := range rows[i] {
			v, err := bindCopy(a)
			if err != nil {
				return nil, fmt.Errorf("row %d, %s: %w", i, columns[j], err)
			}
			out[j] = v
		}
		return out, nil
	})
	_, err := t.pg.CopyFrom(t.ctx, pgx.Identifier{table}, columns, source)
	return err
}

func (t *Tx) insertBatch(table string, columns []string, rows [][]any) error {
	text := pgInsert(table, columns)
	var batch pgx.Batch
	for i, row := range rows {
		bound, err := bindAll(row)
		if err != nil {
			return fmt.Errorf("row %d: %w", i, err)
		}
		batch.Queue(text, bound...)
	}
	return t.pg.SendBatch(t.ctx, &batch).Close()
}

func (t *Tx) insertLite(table string, columns []string, rows [][]any) error {
	for _, size := range liteBatches {
		if size > 1 && size*len(columns) > liteVariables || len(rows) < size {
			continue
		}
		stmt, err := t.statement(liteInsert(table, columns, size))
		if err != nil {
			return err
		}
		for len(rows) >= size {
			if err := t.insertChunk(stmt, rows[:size]); err != nil {
				return err
			}
			rows = rows[size:]
		}
	}
	return nil
}

func (t *Tx) insertChunk(stmt *sql.Stmt, rows [][]any) error {
	bound := make([]any, 0, len(rows)*len(rows[0]))
	for _, row := range rows {
		for _, a := range row {
			v, err := bind(a)
			if err != nil {
				return err
			}
			bound = append(bound, v)
		}
	}
	_, err := stmt.ExecContext(t.ctx, bound...)
	return err
}

// pgInsert writes "insert into t (a, b) values ($1, $2)".
func pgInsert(table string, columns []string) string {
	marks := make([]string, len(columns))
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(i+1)
	}
	return "insert into " + table + " (" + strings.Join(columns, ", ") + ") values (" + strings.Join(marks, ", ") + ")"
}

// liteInsert writes "insert into t (a, b) values (?, ?), (?, ?)". SQLite takes $1 for a name, and looks names up one by
// one: with hundreds of them that is most of an insert's time.
func liteInsert(table string, columns []string, rows int) string {
	row := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", ") + ")"
	return "insert into " + table + " (" + strings.Join(columns, ", ") + ") values " +
		strings.TrimSuffix(strings.Repeat(row+", ", rows), ", ")
}

// plainName tells whether a name needs no quoting on either engine.
func plainName(s string) bool {
	if s == "" || len(s) > 63 { // PostgreSQL's limit
		return false
	}
	for i, c := range []byte(s) {
		letter := c == '_' || 'a' <= c && c <= 'z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}

var errNoRows = errors.New("no rows")
