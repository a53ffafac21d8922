package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Alone runs fn while no other process is inside Alone over the same SQLite file: migrations look first and then change, and a file is
// brought into WAL mode once. The lock is one of SQLite's own, on an empty file beside, so it ends with a process that dies, on every
// system. PostgreSQL's migrations have locks of their own there; for it fn just runs.
func (db *DB) Alone(ctx context.Context, fn func() error) error {
	if db.lite == nil {
		return fn()
	}
	return alone(ctx, db.lite.path, fn)
}

func alone(ctx context.Context, path string, fn func() error) error {
	beside := path + "-starting"
	if err := makeFile(beside); err != nil {
		return err
	}
	lock, err := sql.Open("sqlite", fileURL(beside, url.Values{"_pragma": {"busy_timeout(60000)"}, "_txlock": {"exclusive"}}))
	if err != nil {
		return err
	}
	tx, err := lock.BeginTx(ctx, nil)
	if err != nil {
		return errors.Join(fmt.Errorf("wait for another process that starts: %w", err), lock.Close())
	}
	return errors.Join(fn(), tx.Rollback(), lock.Close())
}

// fileURL names a file for the driver.
func fileURL(path string, query url.Values) string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path) + "?" + query.Encode()
}
