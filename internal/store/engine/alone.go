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

// Exclusively runs fn while nobody else on this database runs something under the same name: what concerns the outside and may happen once
// only cannot be guarded by a transaction. The lock ends with the process or its connection.
func (db *DB) Exclusively(ctx context.Context, name string, fn func() error) error {
	if db.lite != nil {
		return locked(ctx, db.lite.path+"-"+name, fn)
	}
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	const lock, unlock = `select pg_advisory_lock(hashtext($1))`, `select pg_advisory_unlock(hashtext($1))`
	if _, err := conn.Exec(ctx, lock, "marque-"+name); err != nil {
		return fmt.Errorf("wait for %s: %w", name, err)
	}
	err = fn()
	if _, failed := conn.Exec(context.WithoutCancel(ctx), unlock, "marque-"+name); failed != nil {
		err = errors.Join(err, conn.Conn().Close(context.WithoutCancel(ctx))) // a closed connection holds no lock
	}
	return err
}

func alone(ctx context.Context, path string, fn func() error) error {
	return locked(ctx, path+"-starting", fn)
}

func locked(ctx context.Context, beside string, fn func() error) error {
	if err := makeFile(beside); err != nil {
		return err
	}
	lock, err := sql.Open("sqlite", fileURL(beside, url.Values{"_pragma": {"busy_timeout(60000)"}, "_txlock": {"exclusive"}}))
	if err != nil {
		return err
	}
	tx, err := lock.BeginTx(ctx, nil)
	if err != nil {
		return errors.Join(fmt.Errorf("wait for another process: %w", err), lock.Close())
	}
	return errors.Join(fn(), tx.Rollback(), lock.Close())
}

// fileURL names a file for the driver.
func fileURL(path string, query url.Values) string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path) + "?" + query.Encode()
}
