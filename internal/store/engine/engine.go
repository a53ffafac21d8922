// Package engine opens the database, SQLite in one file or PostgreSQL, and gives the two ways to use it: a Reader and a
// Tx. It translates and runs the schema, retries what a database asks to be retried, and tells its errors apart.
// It leaves the statements to the topic packages beside it: they are written once, with $1 placeholders, for both.
package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"marque/internal/fault"
)

// Config says which database to open.
type Config struct {
	URL     string       // postgres://…; empty means SQLite
	Path    string       // the SQLite file, made when it is missing; its folder too
	Log     *slog.Logger // nil writes nothing
	Readers int          // most SQLite connections that read; 0 means the cores and two more
}

// DB is an open database. It is safe for use by several goroutines.
type DB struct {
	log  *slog.Logger
	pool *pgxpool.Pool // PostgreSQL, else nil
	lite *lite         // SQLite, else nil
}

// Reader runs statements that only read. It carries the context that it was opened with, so that functions of the
// store take it as their only handle: contracts.ByID(r, id). A snapshot's Reader is for one goroutine.
type Reader interface {
	Query(sql string, args ...any) (*Rows, error)
	QueryRow(sql string, args ...any) *Row
	Context() context.Context
}

// Open opens the database and reaches it once. It does not migrate.
func Open(ctx context.Context, c Config) (*DB, error) {
	db := &DB{log: c.Log}
	if db.log == nil {
		db.log = slog.New(slog.DiscardHandler)
	}
	if c.Readers <= 0 {
		c.Readers = runtime.NumCPU() + 2
	}
	var err error
	switch {
	case c.URL != "" && c.Path != "":
		return nil, errors.New("open database: give a PostgreSQL URL or an SQLite path, not both")
	case c.URL != "":
		db.pool, err = openPostgres(ctx, c.URL)
	case c.Path != "":
		db.lite, err = openLite(ctx, c.Path, c.Readers)
	default:
		return nil, errors.New("open database: neither a PostgreSQL URL nor an SQLite path is given")
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return db, nil
}

// Postgres tells whether the database is PostgreSQL.
func (db *DB) Postgres() bool { return db.pool != nil }

// Ping reaches the database.
func (db *DB) Ping(ctx context.Context) error {
	if db.pool != nil {
		return db.pool.Ping(ctx)
	}
	return db.lite.ping(ctx)
}

// Close closes every connection, and waits for those in use.
func (db *DB) Close() error {
	if db.pool != nil {
		db.pool.Close()
		return nil
	}
	return db.lite.close()
}

// Reader returns a Reader whose statements stand each by itself: two of them may see different states.
func (db *DB) Reader(ctx context.Context) Reader { return &single{db: db, ctx: ctx} }

// Read runs fn over one snapshot: all its statements see the same state. Nothing can be written there.
func (db *DB) Read(ctx context.Context, fn func(Reader) error) error {
	s, err := db.begin(ctx, reading)
	if err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	defer s.end()
	return s.verdict(fn(s))
}

// mostRetries bounds how often a whole write is repeated: five conflicts in a row mean a jam that waiting longer here
// would only feed.
const mostRetries = 5

// Write runs fn in one transaction and commits when it returns nil. On a serialization failure, a deadlock or a busy
// database the whole of fn runs again, at most five times: it must be safe to run twice and touch only tx. After any
// failed statement the transaction is lost on both engines, whatever fn returns.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	return db.write(ctx, durable, fn)
}

// WriteSoon is Write for what must be seen by everybody before the next step, and be on the disk only when the next Write is: a counter that
// is followed, before anybody is answered, by the record of what came of it. It waits for no disk. The end of this process loses nothing of
// it; a machine or a PostgreSQL that breaks down within the moment in between may.
func (db *DB) WriteSoon(ctx context.Context, fn func(*Tx) error) error {
	return db.write(ctx, soon, fn)
}

// kind is what a transaction is for.
type kind uint8

const (
	reading kind = iota
	durable
	soon
)

func (db *DB) write(ctx context.Context, k kind, fn func(*Tx) error) error {
	for attempt := 0; ; attempt++ {
		tx, err := db.writeOnce(ctx, k, fn)
		if err == nil {
			tx.committed()
			return nil
		}
		if attempt == mostRetries || !retryable(err) && !tx.retryable() || ctx.Err() != nil {
			return err
		}
		db.log.DebugContext(ctx, "write repeated", "attempt", attempt+1, "error", err)
		if err := pause(ctx, attempt); err != nil {
			return err
		}
	}
}

func (db *DB) writeOnce(ctx context.Context, k kind, fn func(*Tx) error) (*Tx, error) {
	s, err := db.begin(ctx, k)
	if err != nil {
		return nil, fmt.Errorf("begin writing: %w", err)
	}
	defer s.end()
	tx := &Tx{session: s}
	if err := s.verdict(fn(tx)); err != nil {
		return tx, err
	}
	if err := s.commit(); err != nil {
		return tx, fmt.Errorf("commit: %w", err)
	}
	return tx, nil
}

// firstPause is the longest wait before the first repetition; it doubles with each.
const firstPause = 10 * time.Millisecond

func pause(ctx context.Context, attempt int) error {
	wait := time.NewTimer(rand.N(firstPause << attempt)) //nolint:gosec // jitter, not a secret
	defer wait.Stop()
	select {
	case <-wait.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// longestWait bounds the wait for a connection. Whoever opens a write inside a write waits for himself on SQLite, and
// should learn it.
const longestWait = 30 * time.Second

func (db *DB) begin(ctx context.Context, k kind) (*session, error) {
	s := &session{ctx: ctx, watch: watch(ctx)}
	wait, cancel := context.WithTimeout(ctx, longestWait)
	defer cancel()
	var err error
	switch {
	case db.pool != nil:
		err = s.beginPostgres(wait, db.pool, k)
	case k == soon:
		err = s.beginLiteSoon(wait, db.lite.writing)
	case k == durable:
		err = s.beginLite(wait, db.lite.writing)
	default:
		err = s.beginLite(wait, db.lite.reading)
	}
	if err != nil && wait.Err() != nil && ctx.Err() == nil {
		busy := fault.New(fault.Unavailable, "The database is busy. Please try again in a moment.")
		return nil, fmt.Errorf("no connection within %s: %w", longestWait, busy)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Micros is how an instant is stored: UTC microseconds since 1970. The zero time is 0.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// FromMicros is the instant that Micros stored; 0 is the zero time.
func FromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}
