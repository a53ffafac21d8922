package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// session is an open transaction of either engine: a snapshot to read, or the inside of a Tx.
type session struct {
	ctx      context.Context
	pg       pgx.Tx // PostgreSQL, else nil
	lite     *sql.Tx
	prepared *prepared            // SQLite's statements
	fresh    map[string]*sql.Stmt // statements met for the first time; they are kept after the end
	open     int                  // row sets not closed yet
	release  func()               // gives the connection back
	failed   error                // the first statement that failed; nothing runs after it
	watch    func(Statement)      // nil unless the context is Watched
	told     bool                 // watch was told a statement
}

// watching is the key of a watched context.
type watching struct{}

// Statement is what a watched transaction is asked.
type Statement struct {
	SQL   string
	Args  []any
	First bool // of its transaction
}

// Watched returns a context whose transactions tell fn each statement before it runs: tests compare what two requests ask, and benchmarks ask
// the same again. The job library's own statements are not told.
func Watched(ctx context.Context, fn func(Statement)) context.Context {
	return context.WithValue(ctx, watching{}, fn)
}

func watch(ctx context.Context) func(Statement) {
	fn, _ := ctx.Value(watching{}).(func(Statement))
	return fn
}

func (s *session) beginLite(ctx context.Context, from *prepared) error {
	conn, err := from.db.Conn(ctx)
	if err != nil {
		return err
	}
	s.prepared, s.release = from, func() { _ = conn.Close() }
	if s.lite, err = conn.BeginTx(s.ctx, nil); err != nil {
		s.release()
	}
	return err
}

// beginLiteSoon begins a transaction that does not wait for the disk: what it writes into the log gets there with the next that does.
func (s *session) beginLiteSoon(ctx context.Context, from *prepared) error {
	conn, err := from.db.Conn(ctx)
	if err != nil {
		return err
	}
	s.prepared, s.release = from, func() {
		if _, err := conn.ExecContext(context.WithoutCancel(ctx), `pragma synchronous = full`); err != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // one that stays as it is must not be used again
		}
		_ = conn.Close()
	}
	if _, err = conn.ExecContext(ctx, `pragma synchronous = normal`); err == nil {
		s.lite, err = conn.BeginTx(s.ctx, nil)
	}
	if err != nil {
		s.release()
	}
	return err
}

func (s *session) beginPostgres(ctx context.Context, pool *pgxpool.Pool, k kind) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	s.release = conn.Release
	mode := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	switch k {
	case durable:
		mode = pgx.TxOptions{IsoLevel: pgx.ReadCommitted}
	case soon:
		mode = pgx.TxOptions{BeginQuery: `begin isolation level read committed; set local synchronous_commit to off`}
	}
	if s.pg, err = conn.BeginTx(s.ctx, mode); err != nil {
		s.release()
	}
	return err
}

// Context returns the context that the transaction was opened with.
func (s *session) Context() context.Context { return s.ctx }

// Query runs a statement that returns rows. Close them before the next statement.
func (s *session) Query(sql string, args ...any) (*Rows, error) {
	bound, err := s.ready(sql, args)
	if err != nil {
		return nil, err
	}
	rows := &Rows{session: s}
	if s.pg != nil {
		rows.pg, err = s.pg.Query(s.ctx, sql, bound...)
	} else {
		rows.lite, err = s.queryLite(sql, bound)
	}
	if err != nil {
		return nil, s.fail(err)
	}
	s.open++
	return rows, nil
}

// QueryRow runs a statement of which one row is wanted. Row.Scan must follow: it closes.
func (s *session) QueryRow(sql string, args ...any) *Row {
	rows, err := s.Query(sql, args...)
	return &Row{rows: rows, err: err}
}

func (s *session) exec(sql string, args []any) (int64, error) {
	bound, err := s.ready(sql, args)
	if err != nil {
		return 0, err
	}
	if s.pg != nil {
		tag, err := s.pg.Exec(s.ctx, sql, bound...)
		return tag.RowsAffected(), s.fail(err)
	}
	stmt, err := s.statement(sql)
	if err != nil {
		return 0, s.fail(err)
	}
	done, err := stmt.ExecContext(s.ctx, bound...)
	if err != nil {
		return 0, s.fail(err)
	}
	return done.RowsAffected()
}

func (s *session) queryLite(sql string, bound []any) (*sql.Rows, error) {
	stmt, err := s.statement(sql)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(s.ctx, bound...) //nolint:sqlclosecheck // Rows closes it
}

// ready refuses a statement that one of the two engines would refuse, so that both do.
func (s *session) ready(sql string, args []any) ([]any, error) {
	if s.failed != nil {
		return nil, fmt.Errorf("an earlier statement of this transaction failed: %w", s.failed)
	}
	if s.open > 0 {
		return nil, s.fail(errors.New("engine: close the rows of the last query before the next statement: " + head(sql)))
	}
	if s.watch != nil {
		s.watch(Statement{sql, args, !s.told})
		s.told = true
	}
	bound, err := bindAll(args)
	if err != nil {
		return nil, s.fail(fmt.Errorf("%w in %s", err, head(sql)))
	}
	return bound, nil
}

// statement returns the prepared form of a statement on SQLite: the kept one, or a fresh one of this transaction.
// Preparing on the pool here would wait for the connection that this transaction holds.
func (s *session) statement(text string) (*sql.Stmt, error) {
	if kept := s.prepared.find(text); kept != nil {
		return s.lite.StmtContext(s.ctx, kept), nil
	}
	if fresh := s.fresh[text]; fresh != nil {
		return fresh, nil
	}
	fresh, err := s.lite.PrepareContext(s.ctx, planOnce(text))
	if err != nil {
		return nil, err
	}
	if s.fresh == nil {
		s.fresh = make(map[string]*sql.Stmt)
	}
	s.fresh[text] = fresh // the transaction closes it
	return fresh, nil
}

// fail remembers the first error: PostgreSQL refuses whatever follows it, and SQLite may have left the transaction.
func (s *session) fail(err error) error {
	if err != nil && s.failed == nil {
		s.failed = err
	}
	return err
}

// verdict is the caller's error, or the mistake that he passed over.
func (s *session) verdict(err error) error {
	switch {
	case err != nil:
		return err
	case s.failed != nil:
		return fmt.Errorf("a statement failed and its error was passed over: %w", s.failed)
	case s.open > 0:
		return errors.New("engine: the rows of a query were not closed")
	}
	return nil
}

func (s *session) commit() error {
	if s.pg != nil {
		return s.pg.Commit(s.ctx)
	}
	return s.lite.Commit()
}

// rollbackWithin bounds a rollback whose caller has gone already.
const rollbackWithin = 5 * time.Second

// end undoes what was not committed and gives the connection back. A rollback's own error adds nothing: the
// connection is dropped then.
func (s *session) end() {
	if s.pg != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), rollbackWithin)
		defer cancel()
		_ = s.pg.Rollback(ctx)
		s.release()
		return
	}
	_ = s.lite.Rollback()
	s.release()
	s.prepared.learn(s.ctx, s.fresh)
}

// single is a Reader outside any transaction.
type single struct {
	db  *DB
	ctx context.Context
}

func (r *single) Context() context.Context { return r.ctx }

func (r *single) QueryRow(sql string, args ...any) *Row {
	rows, err := r.Query(sql, args...)
	return &Row{rows: rows, err: err}
}

func (r *single) Query(sql string, args ...any) (*Rows, error) {
	if fn := watch(r.ctx); fn != nil {
		fn(Statement{sql, args, true})
	}
	bound, err := bindAll(args)
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, head(sql))
	}
	if r.db.pool != nil {
		rows, err := r.db.pool.Query(r.ctx, sql, bound...)
		if err != nil {
			return nil, err
		}
		return &Rows{pg: rows}, nil
	}
	rows, err := r.db.lite.reading.query(r.ctx, sql, bound)
	if err != nil {
		return nil, err
	}
	return &Rows{lite: rows}, nil
}

// head is the beginning of a statement, enough to find it.
func head(sql string) string {
	const most = 60
	if len(sql) > most {
		return sql[:most] + "…"
	}
	return sql
}
