package engine

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// PostgreSQL's error codes that we act on (its manual, appendix A).
const (
	pgUnique        = "23505"
	pgSerialization = "40001"
	pgDeadlock      = "40P01"
)

// NoRows tells whether Row.Scan found no row.
func NoRows(err error) bool { return errors.Is(err, errNoRows) }

// Unique tells whether a unique constraint or a primary key was broken, and names what: the constraint on PostgreSQL,
// the columns ("users.email_index") on SQLite.
func Unique(err error) (what string, broken bool) {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.ConstraintName, pg.Code == pgUnique
	}
	code, text := liteError(err)
	if code != liteUnique && code != litePrimaryKey {
		return "", false
	}
	_, columns, _ := strings.Cut(text, "UNIQUE constraint failed: ")
	columns, _, _ = strings.Cut(columns, " (")
	return columns, true
}

// retryable tells whether the whole transaction may succeed when it runs again.
func retryable(err error) bool {
	if err == nil {
		return false
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == pgSerialization || pg.Code == pgDeadlock
	}
	code, _ := liteError(err)
	return code&0xff == liteBusy
}
