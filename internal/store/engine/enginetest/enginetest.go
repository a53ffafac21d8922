// Package enginetest runs a test on both engines, each time in a migrated, empty database of its own. It leaves what is
// tested to the caller.
package enginetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"marque/internal/store/engine"
	"marque/internal/store/queue"
)

// Env names a PostgreSQL server that runs already: its URL, of a role that may create databases. Without it each test
// program starts one of its own when it first needs it.
const Env = "MARQUE_TEST_POSTGRES"

// Quick, when it is not empty, keeps tests from starting a server: they run on SQLite only, and say so.
const Quick = "MARQUE_QUICK"

var errQuick = errors.New(Quick + " is set")

// Main runs a package's tests, does what is to be done after them, and stops the server that they started. It is called from TestMain.
func Main(m *testing.M, after ...func()) {
	code := m.Run()
	for _, do := range after {
		do()
	}
	if err := shared.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "enginetest:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// Each runs fn as the subtests "sqlite" and "postgres". Where PostgreSQL is not installed, the second is skipped by
// name; with CI=true it fails.
func Each(t *testing.T, fn func(t *testing.T, db *engine.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// Bench is Each for benchmarks.
func Bench(b *testing.B, fn func(b *testing.B, db *engine.DB)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { fn(b, SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { fn(b, Postgres(b)) })
}

// SQLite opens a migrated, empty SQLite database that goes with the test.
func SQLite(t testing.TB) *engine.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "marque.db")
	template, err := shared.file()
	if err != nil {
		t.Fatalf("make the SQLite template: %v", err)
	}
	if err := os.WriteFile(path, template, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, engine.Config{Path: path})
}

// Postgres opens a migrated, empty PostgreSQL database that goes with the test.
func Postgres(t testing.TB) *engine.DB {
	t.Helper()
	return open(t, engine.Config{URL: PostgresURL(t)})
}

// PostgresURL makes a migrated, empty PostgreSQL database that goes with the test and returns its URL, for tests that
// open it several times or from another process.
func PostgresURL(t testing.TB) string {
	t.Helper()
	return made(t, shared.clone)
}

// EmptyURL makes a PostgreSQL database without any table that goes with the test and returns its URL.
func EmptyURL(t testing.TB) string {
	t.Helper()
	return made(t, shared.empty)
}

func made(t testing.TB, database func(context.Context) (url string, drop func() error, err error)) string {
	t.Helper()
	url, drop, err := database(context.Background())
	if errors.Is(err, errQuick) || errors.Is(err, errNoServer) && os.Getenv("CI") != "true" {
		t.Skipf("NOT TESTED ON POSTGRESQL: %v", err)
	}
	if err != nil {
		t.Fatalf("make a PostgreSQL database: %v", err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Errorf("drop the database: %v", err)
		}
	})
	return url
}

func open(t testing.TB, c engine.Config) *engine.DB {
	t.Helper()
	db, err := engine.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	return db
}

// suite is what the tests of one program share.
type suite struct {
	fileOnce  sync.Once
	fileBytes []byte
	fileErr   error

	serverOnce sync.Once
	server     *Server       // nil when Env names one
	admin      string        // the URL of the server's own database
	pool       *pgxpool.Pool // of the same, for what is done to databases
	template   string        // the name of the migrated database
	serverErr  error
}

// shared is the one suite of a test program: it begins empty and each part is made once, when first needed.
var shared suite

// file returns the bytes of a migrated SQLite file.
func (s *suite) file() ([]byte, error) {
	s.fileOnce.Do(func() { s.fileBytes, s.fileErr = makeFile() })
	return s.fileBytes, s.fileErr
}

func makeFile() ([]byte, error) {
	dir, err := os.MkdirTemp("", "marque-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	if err := migrated(engine.Config{Path: path}); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// migrated opens a database, migrates it and closes it again, after which its file holds everything.
func migrated(c engine.Config) error {
	ctx := context.Background()
	db, err := engine.Open(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(Migrate(ctx, db), db.Close())
}

// Migrate gives an empty database everything that the program needs.
func Migrate(ctx context.Context, db *engine.DB) error {
	return errors.Join(db.Migrate(ctx), queue.Migrate(ctx, db))
}
