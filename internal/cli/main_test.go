package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"marque/internal/cli"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// asMarque makes the test program be marque, so that it can be signalled and killed.
const asMarque = "CLI_TEST_MARQUE"

func TestMain(m *testing.M) {
	if os.Getenv(asMarque) != "" {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		status := cli.Main(ctx, cli.Env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.LookupEnv, Now: now}, os.Args[1:])
		stop()
		os.Exit(status)
	}
	if raced && os.Getenv(plain) == "" {
		os.Exit(besidePlain())
	}
	enginetest.Main(m, forgetTheDemo)
}

// plain names the variable that holds the path of this program without the race detector.
const plain = "CLI_TEST_PLAIN"

// program is what children run: this very program, or the same without the race detector. The detector watches what happens in one process,
// and a demo's book takes minutes under it.
func program() string {
	if path := os.Getenv(plain); path != "" {
		return path
	}
	return os.Args[0]
}

// besidePlain builds this test program without the race detector, runs the tests beside it, and takes it away again.
func besidePlain() int {
	dir, err := os.MkdirTemp("", "marque-cli-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "marque")
	if out, err := exec.Command("go", "test", "-c", "-o", path, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build marque for children: %v: %s\n", err, out)
		return 1
	}
	cmd := exec.Command(os.Args[0], os.Args[1:]...) //nolint:gosec // this very program
	cmd.Env, cmd.Stdout, cmd.Stderr = append(os.Environ(), plain+"="+path), os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return cmd.ProcessState.ExitCode()
}

// now is the evening of 2 November 2026 in New York: after everything in the sample.
func now() time.Time { return time.Date(2026, 11, 3, 0, 30, 0, 0, time.UTC) }

// patience bounds every wait; the machine may be busy.
const patience = 60 * time.Second

// place is where an installation lives.
type place struct{ data, url string }

func (p place) env() map[string]string {
	env := map[string]string{"MARQUE_DATA": p.data}
	if p.url != "" {
		env["MARQUE_DATABASE_URL"] = p.url
	}
	return env
}

// result is what a command left.
type result struct {
	status   int
	out, err string
}

// run runs a command within the test.
func (p place) run(t *testing.T, in string, args ...string) result {
	t.Helper()
	var out, errOut bytes.Buffer
	env := p.env()
	status := cli.Main(t.Context(), cli.Env{
		In: strings.NewReader(in), Out: &out, Err: &errOut, Now: now, Getenv: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
	}, args)
	return result{status, out.String(), errOut.String()}
}

// must is run for what has to succeed; it returns what was printed.
func (p place) must(t *testing.T, args ...string) string {
	t.Helper()
	r := p.run(t, "", args...)
	if r.status != 0 {
		t.Fatalf("marque %s: got status %d: %s", strings.Join(args, " "), r.status, r.err)
	}
	return strings.TrimSpace(r.out)
}

// process makes a command of a process of its own.
func (p place) process(args ...string) *exec.Cmd {
	cmd := exec.Command(program(), args...) //nolint:gosec // this very program
	cmd.Env = append(os.Environ(), asMarque+"=1")
	for name, value := range p.env() {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

// each runs a test in a new SQLite directory and over a migrated PostgreSQL database.
func each(t *testing.T, fn func(t *testing.T, p place)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, lite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, place{data: t.TempDir(), url: enginetest.PostgresURL(t)}) })
}

// another is a fresh place like this one.
func (p place) another(t *testing.T) place {
	t.Helper()
	if p.url == "" {
		return lite(t)
	}
	return place{data: t.TempDir(), url: enginetest.PostgresURL(t)}
}

// bare is a place like this one in which nothing is yet.
func (p place) bare(t *testing.T) place {
	t.Helper()
	if p.url == "" {
		return lite(t)
	}
	return place{data: t.TempDir(), url: enginetest.EmptyURL(t)}
}

// lite is a directory that is not there yet.
func lite(t *testing.T) place {
	t.Helper()
	return place{data: filepath.Join(t.TempDir(), "new", "data")}
}

// count asks the database for a number.
func (p place) count(t *testing.T, query string) int {
	t.Helper()
	db := p.open(t)
	defer db.Close()
	var n int
	if err := db.Reader(t.Context()).QueryRow(query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func (p place) open(t *testing.T) *engine.DB {
	t.Helper()
	c := engine.Config{URL: p.url}
	if p.url == "" {
		c.Path = filepath.Join(p.data, "marque.db")
	}
	db, err := engine.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// The samples of the retail feed: made-up people.
const (
	goodFeed = "../core/feed/testdata/retail.jsonl"
	badFeed  = "../core/feed/testdata/retail-bad.jsonl"
)

// some writes the beginning of the sample to a file and returns its name.
func some(t *testing.T, lines int) string {
	t.Helper()
	data, err := os.ReadFile(goodFeed)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "some.jsonl")
	if err := os.WriteFile(name, bytes.Join(bytes.SplitAfter(data, []byte("\n"))[:lines], nil), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// object reads one line of JSON.
func object(t *testing.T, line string) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(line), &v); err != nil {
		t.Fatalf("no JSON: %v in %q", err, line)
	}
	return v
}

// sentence fails unless an error is one line that begins with the program's name and ends with something told.
func sentence(t *testing.T, what string, r result, status int, want string) {
	t.Helper()
	if r.status != status {
		t.Errorf("%s: got status %d, want %d", what, r.status, status)
	}
	line, rest, _ := strings.Cut(r.err, "\n")
	if !strings.HasPrefix(line, "marque: ") || rest != "" || !strings.Contains(line, want) {
		t.Errorf("%s: got %q, want one line with %q", what, r.err, want)
	}
}
