package queue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"marque/internal/store/engine"
)

type (
	postgresClient = river.Client[pgx.Tx]
	liteClient     = river.Client[*sql.Tx]
)

// quiet is a driver that sends no NOTIFY from the transaction that adds a job.
type quiet[TTx any] struct{ riverdriver.Driver[TTx] }

// SupportsListenNotify implements riverdriver.Driver.
func (quiet[TTx]) SupportsListenNotify() bool { return false }

func quietPostgres(pool *pgxpool.Pool) quiet[pgx.Tx] { return quiet[pgx.Tx]{riverpgxv5.New(pool)} }

func quietLite(pool *sql.DB) quiet[*sql.Tx] { return quiet[*sql.Tx]{riversqlite.New(pool)} }

// migrateLock is the advisory lock that lets one process at a time migrate PostgreSQL: "marque q" in ASCII.
const migrateLock = 0x6d61727175652071

// Migrate brings the queue's tables to the state of this program, on either engine. It stands beside engine.DB.Migrate
// because only this package knows River.
func Migrate(ctx context.Context, db *engine.DB) error {
	if !db.Postgres() {
		return db.Alone(ctx, func() error { return up(ctx, riversqlite.New(db.Writer())) })
	}
	conn, err := db.Pool().Acquire(ctx)
	if err != nil {
		return fmt.Errorf("migrate the queue: %w", err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", int64(migrateLock)); err != nil {
		return fmt.Errorf("migrate the queue: lock: %w", err)
	}
	err = up(ctx, riverpgxv5.New(db.Pool()))
	_, unlockErr := conn.Exec(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", int64(migrateLock))
	return errors.Join(err, unlockErr)
}

func up[TTx any](ctx context.Context, driver riverdriver.Driver[TTx]) error {
	m, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: adding().Logger})
	if err != nil {
		return fmt.Errorf("migrate the queue: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the queue: %w", err)
	}
	return nil
}

// Pending returns how many of the queue's migrations have not run yet.
func Pending(ctx context.Context, db *engine.DB) (int, error) {
	if db.Postgres() {
		return pending(ctx, riverpgxv5.New(db.Pool()))
	}
	return pending(ctx, riversqlite.New(db.Writer()))
}

func pending[TTx any](ctx context.Context, driver riverdriver.Driver[TTx]) (int, error) {
	m, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: adding().Logger})
	if err != nil {
		return 0, fmt.Errorf("look at the queue's schema: %w", err)
	}
	done, err := m.ExistingVersions(ctx)
	if err != nil {
		return 0, fmt.Errorf("look at the queue's schema: %w", err)
	}
	return len(m.AllVersions()) - len(done), nil
}
