package enginetest_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	for range 2 {
		enginetest.Each(t, func(t *testing.T, db *engine.DB) {
			err := db.Write(t.Context(), func(tx *engine.Tx) error {
				_, err := tx.Exec(`create table mine (id integer)`) // refused where another test made it
				return err
			})
			if err != nil {
				t.Error(err)
			}
			if n, err := db.Pending(t.Context()); err != nil || n != 0 {
				t.Errorf("got %d pending migrations and %v, want none", n, err)
			}
		})
	}
}

// child runs the test above in a program of its own with more environment, and returns what it says.
func child(t *testing.T, env ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run", "^TestEachTestHasADatabaseOfItsOwn$") //nolint:gosec // this very program
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestOneServerServesSeveralPrograms(t *testing.T) {
	t.Parallel()
	enginetest.EmptyURL(t) // skips where there is no PostgreSQL
	server, err := enginetest.StartServer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		out, err := child(t, enginetest.Env+"="+server.URL)
		if err != nil || strings.Contains(out, "SKIP") {
			t.Errorf("got %v: %s", err, out)
		}
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
	if out, err := child(t, enginetest.Env+"="+server.URL); err == nil {
		t.Errorf("got a pass with a server that is gone: %s", out)
	}
}

func TestAMissingServerIsSkippedByNameAndFailsInCI(t *testing.T) {
	t.Parallel()
	const name = "NOT TESTED ON POSTGRESQL"
	out, err := child(t, enginetest.Env+"=", enginetest.Quick+"=1")
	if err != nil || !strings.Contains(out, name) {
		t.Errorf("quick: got %v: %s, want a skip that says so", err, out)
	}
	nowhere := []string{enginetest.Env + "=", enginetest.Quick + "=", "MARQUE_TEST_POSTGRES_BIN=" + t.TempDir()}
	out, err = child(t, append(nowhere, "CI=")...)
	if err != nil || !strings.Contains(out, name) {
		t.Errorf("not installed: got %v: %s, want a skip that says so", err, out)
	}
	out, err = child(t, append(nowhere, "CI=true")...)
	if err == nil {
		t.Errorf("not installed in CI: got a pass: %s", out)
	}
}

func BenchmarkClone(b *testing.B) {
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		for b.Loop() {
			if db.Postgres() {
				enginetest.PostgresURL(b)
			} else {
				enginetest.SQLite(b)
			}
		}
	})
}
