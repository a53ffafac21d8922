package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// lite is an SQLite file: one connection that writes, in immediate transactions, and several that read. With a single
// writer nobody is ever refused as busy inside this process; readers do not wait in WAL mode.
type lite struct {
	path             string
	writing, reading *prepared
}

// SQLite's result codes that we act on.
const (
	liteBusy       = sqlite3.SQLITE_BUSY
	liteUnique     = sqlite3.SQLITE_CONSTRAINT_UNIQUE
	litePrimaryKey = sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
)

// liteError returns the result code and text of an SQLite error, or zero.
func liteError(err error) (code int, text string) {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code(), e.Error()
	}
	return 0, ""
}

// litePragmas hold for every connection: a wait of ten seconds for another process; the log is folded in at 16 MiB.
var litePragmas = [...]string{
	"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(1)", "temp_store(memory)",
	"trusted_schema(0)", "wal_autocheckpoint(4000)",
}

// The page caches, at most: a bulk insert that fits the writer's is not written twice.
const (
	writeCache = "cache_size(-65536)" // 64 MiB
	readCache  = "cache_size(-16384)" // 16 MiB a connection
)

func openLite(ctx context.Context, path string, readers int) (l *lite, err error) {
	if err := makeFile(path); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err != nil || info.Size() > 0 {
		return openPools(ctx, path, readers)
	}
	err = alone(ctx, path, func() error {
		l, err = openPools(ctx, path, readers)
		return err
	})
	return l, err
}

func openPools(ctx context.Context, path string, readers int) (*lite, error) {
	write, err := openLitePool(ctx, path, 1, url.Values{"_txlock": {"immediate"}, "_pragma": {writeCache}})
	if err != nil {
		return nil, err
	}
	read, err := openLitePool(ctx, path, readers, url.Values{"_pragma": {"query_only(1)", readCache}})
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	return &lite{path: path, writing: &prepared{db: write}, reading: &prepared{db: read}}, nil
}

// makeFile makes the file for its owner only: it will hold people's data. SQLite gives its side files the same mode.
func makeFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the database's folder: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("make the database file: %w", err)
	}
	return f.Close()
}

func openLitePool(ctx context.Context, path string, most int, query url.Values) (*sql.DB, error) {
	query["_pragma"] = append(litePragmas[:len(litePragmas):len(litePragmas)], query["_pragma"]...)
	query.Set("_dqs", "0")
	db, err := sql.Open("sqlite", fileURL(path, query))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.Close())
	}
	return db, nil
}

func (l *lite) ping(ctx context.Context) error {
	return l.reading.db.PingContext(ctx)
}

func (l *lite) close() error {
	return errors.Join(l.reading.close(), l.writing.close())
}

// Writer returns SQLite's pool of one writing connection, else nil. Only store/queue may call it.
func (db *DB) Writer() *sql.DB {
	if db.lite == nil {
		return nil
	}
	return db.lite.writing.db
}

// prepared keeps the statements of a pool. Kept ones belong to the pool, not to a connection: database/sql then finds
// them again on each connection, where a statement of one connection would be prepared anew in each transaction.
type prepared struct {
	db   *sql.DB
	mu   sync.RWMutex
	kept map[string]*sql.Stmt
}

// boundLimit is a limit whose number is bound. SQLite since 3.47 looks at such a number while it plans, and so plans the statement anew each time
// that one is bound; a sign before it spares that (sqlite3ExprIsInteger). Half of what a short query costs was planning.
var boundLimit = regexp.MustCompile(`(?i)\blimit (\$[0-9]+)`)

// planOnce is a statement in the form that SQLite plans once.
func planOnce(text string) string { return boundLimit.ReplaceAllString(text, "limit +$1") }

// mostKept bounds the kept statements: the program's are a few hundred constants; what is beyond is prepared each time.
const mostKept = 2000

func (p *prepared) find(text string) *sql.Stmt {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.kept[text]
}

// query runs a statement outside a transaction, keeping it prepared.
func (p *prepared) query(ctx context.Context, text string, bound []any) (*sql.Rows, error) {
	kept := p.find(text)
	if kept == nil {
		var err error
		if kept, err = p.keep(ctx, text); err != nil {
			return nil, err
		}
	}
	if kept == nil { // there is no room for it
		return p.db.QueryContext(ctx, planOnce(text), bound...)
	}
	return kept.QueryContext(ctx, bound...)
}

// keep prepares a statement for good; nil when there is no room. It waits for a connection, so no transaction of the
// same pool may be open in the caller.
func (p *prepared) keep(ctx context.Context, text string) (*sql.Stmt, error) {
	p.mu.RLock()
	full := len(p.kept) >= mostKept
	p.mu.RUnlock()
	if full {
		return nil, nil
	}
	s, err := p.db.PrepareContext(ctx, planOnce(text))
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if other := p.kept[text]; other != nil { // another goroutine was first
		return other, s.Close()
	}
	if p.kept == nil {
		p.kept = make(map[string]*sql.Stmt)
	}
	p.kept[text] = s
	return s, nil
}

// learn keeps the statements that a transaction met for the first time, once it has given back its connection. What
// cannot be kept now will be met again.
func (p *prepared) learn(ctx context.Context, fresh map[string]*sql.Stmt) {
	for text := range fresh {
		if p.find(text) == nil {
			_, _ = p.keep(ctx, text)
		}
	}
}

// close closes the statements and the pool, the file's last connection folding the log into it.
func (p *prepared) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.kept {
		_ = s.Close()
	}
	p.kept = nil
	return p.db.Close()
}
