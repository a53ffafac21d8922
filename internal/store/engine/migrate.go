package engine

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed schema
var schemaFiles embed.FS

// schemaTable is where goose notes the migrations that ran.
const schemaTable = "schema_migrations"

// Migrate brings the schema to this program's state, each migration in a transaction of its own. Several processes may
// call it at once: one works, the others wait.
func (db *DB) Migrate(ctx context.Context) error {
	return db.Alone(ctx, func() error { return db.up(ctx) })
}

func (db *DB) up(ctx context.Context) error {
	return db.withProvider(func(p *goose.Provider) error {
		done, err := p.Up(ctx)
		for _, m := range done {
			db.log.InfoContext(ctx, "schema migrated", "version", m.Source.Version, "took", m.Duration)
		}
		if err != nil {
			return fmt.Errorf("migrate the schema: %w", err)
		}
		return nil
	})
}

// Pending returns how many migrations have not run yet.
func (db *DB) Pending(ctx context.Context) (int, error) {
	n := 0
	err := db.withProvider(func(p *goose.Provider) error {
		all, err := p.Status(ctx)
		if err != nil {
			return fmt.Errorf("look at the schema: %w", err)
		}
		for _, m := range all {
			if m.State == goose.StatePending {
				n++
			}
		}
		return nil
	})
	return n, err
}

// Schema returns the number of the newest migration that ran.
func (db *DB) Schema(ctx context.Context) (int64, error) {
	var at int64
	err := db.withProvider(func(p *goose.Provider) error {
		var err error
		if at, err = p.GetDBVersion(ctx); err != nil {
			return fmt.Errorf("look at the schema: %w", err)
		}
		return nil
	})
	return at, err
}

// KnownSchema returns the number of the newest migration that this program knows.
func KnownSchema() (int64, error) {
	all, err := migrationsOf(schemaFiles, false)
	var newest int64
	for _, m := range all {
		newest = max(newest, m.Version)
	}
	return newest, err
}

// withProvider gives fn goose's provider over the translated migrations; none yet is no error.
func (db *DB) withProvider(fn func(*goose.Provider) error) error {
	migrations, err := migrationsOf(schemaFiles, db.Postgres())
	if err != nil || len(migrations) == 0 {
		return err
	}
	options := []goose.ProviderOption{
		goose.WithGoMigrations(migrations...), goose.WithDisableGlobalRegistry(true), goose.WithTableName(schemaTable),
		goose.WithSlog(slog.New(slog.DiscardHandler)),
	}
	if !db.Postgres() {
		return runProvider(goose.DialectSQLite3, db.lite.writing.db, options, fn)
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return fmt.Errorf("make the schema's lock: %w", err)
	}
	pool := stdlib.OpenDBFromPool(db.pool)
	err = runProvider(goose.DialectPostgres, pool, append(options, goose.WithSessionLocker(locker)), fn)
	return errors.Join(err, pool.Close())
}

func runProvider(d goose.Dialect, pool *sql.DB, options []goose.ProviderOption, fn func(*goose.Provider) error) error {
	p, err := goose.NewProvider(d, pool, nil, options...)
	if err != nil {
		return fmt.Errorf("read the schema's migrations: %w", err)
	}
	return fn(p)
}

// migrationsOf translates schema/NNNN_topic.sql into goose's migrations.
func migrationsOf(files fs.FS, postgres bool) ([]*goose.Migration, error) {
	names, err := fs.Glob(files, "schema/*.sql")
	if err != nil {
		return nil, err
	}
	out := make([]*goose.Migration, 0, len(names))
	for _, name := range names {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, "schema/"), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: the name does not begin with a number", name)
		}
		source, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		statements, err := translate(string(source), postgres)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, goose.NewGoMigration(version, &goose.GoFunc{RunTx: runner(name, statements)}, nil))
	}
	return out, nil
}

func runner(name string, statements []string) func(context.Context, *sql.Tx) error {
	return func(ctx context.Context, tx *sql.Tx) error {
		for _, s := range statements {
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return fmt.Errorf("%s: %w in %s", name, err, head(s))
			}
		}
		return nil
	}
}
