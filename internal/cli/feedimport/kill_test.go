package feedimport_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"marque/internal/book"
	"marque/internal/cli/feedimport"
	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/service/onboarding"
	"marque/internal/service/verifying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/queue"
)

// child makes the test program import a feed instead of running tests, so that it can be killed.
const child = "FEEDIMPORT_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(child) != "" {
		os.Exit(runChild())
	}
	enginetest.Main(m)
}

// runChild imports standard input into the place that the environment names.
func runChild() int {
	h, err := openPlace(place{url: os.Getenv("PLACE_URL"), path: os.Getenv("PLACE_PATH"), keys: os.Getenv("PLACE_KEYS")})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println("ready")
	if _, err := feedimport.Run(context.Background(), h.options(func(o *feedimport.Options) { o.Batch = 10 }), os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// place is a database and its keys.
type place struct{ url, path, keys string }

func (p place) name() string {
	if p.url != "" {
		return "postgres"
	}
	return "sqlite"
}

func sqlite(t testing.TB) place {
	t.Helper()
	dir := t.TempDir()
	p := place{path: filepath.Join(dir, "marque.db"), keys: filepath.Join(dir, "keys.json")}
	return p
}

func postgres(t testing.TB) place {
	t.Helper()
	return place{url: enginetest.PostgresURL(t), keys: filepath.Join(t.TempDir(), "keys.json")}
}

func each(t *testing.T, fn func(t *testing.T, where place)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, sqlite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, postgres(t)) })
}

func anotherPlace(t testing.TB, like place) place {
	t.Helper()
	if like.url != "" {
		return postgres(t)
	}
	return sqlite(t)
}

// now is after everything in the sample. Like a real clock it has nanoseconds and a zone, which no database keeps.
func now() time.Time {
	return time.Date(2026, 11, 22, 9, 0, 0, 123_456_789, time.FixedZone("EST", -5*60*60))
}

// house is an open installation, without pages.
type house struct {
	service *onboarding.Service
	verify  *verifying.Service
	db      *engine.DB
}

func openPlace(p place) (house, error) {
	ctx := context.Background()
	db, err := engine.Open(ctx, engine.Config{URL: p.url, Path: p.path})
	if err != nil {
		return house{}, err
	}
	if !db.Postgres() {
		if err := errors.Join(db.Migrate(ctx), queue.Migrate(ctx, db)); err != nil {
			return house{}, err
		}
	}
	box, err := seal.Load(p.keys, true)
	if err != nil {
		return house{}, err
	}
	ids, brands := id.NewSource(now, rand.Reader), map[string]notice.Brand{
		"aurelia": {Key: "aurelia", Name: "Aurelia", Site: "https://aurelia.example"}, "norden": {Key: "norden", Name: "Norden", Site: "https://norden.example"},
	}
	d, b := door.New(db, ids, now), book.New(now, time.UTC)
	return house{db: db, verify: verifying.New(verifying.Deps{Door: d, Book: b, Box: box}), service: onboarding.New(onboarding.Deps{
		Door: d, Book: b, Box: box, IDs: ids, Random: rand.Reader, Now: now, Brands: brands,
		Courier: courier.New(courier.Deps{Box: box, IDs: ids, Now: now, Zone: time.UTC, Brands: brands}),
	})}, nil
}

func open(t testing.TB, p place) house {
	t.Helper()
	h, err := openPlace(p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.db.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func (h house) options(change func(*feedimport.Options)) feedimport.Options {
	o := feedimport.Options{Service: h.service, By: access.System("feed"), Now: now}
	if change != nil {
		change(&o)
	}
	return o
}

func (h house) run(t testing.TB, data []byte, change func(*feedimport.Options)) (report feedimport.Report, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	report, err := feedimport.Run(context.Background(), h.options(change), bytes.NewReader(data), &o, &e)
	if err != nil {
		t.Fatal(err)
	}
	return report, o.String(), e.String()
}

// proved verifies the book and returns its digest.
func (h house) proved(t testing.TB) string {
	t.Helper()
	report, err := h.verify.Verify(context.Background(), access.System("verify"))
	if err != nil || len(report.Findings) > 0 {
		t.Errorf("verify: %v, %v", report.Findings, err)
	}
	digest, err := h.verify.Digest(context.Background(), access.System("verify"))
	if err != nil {
		t.Fatal(err)
	}
	return digest
}

func (h house) rows(t testing.TB, table string) int {
	t.Helper()
	var n int
	if err := h.db.Reader(context.Background()).QueryRow("select count(*) from " + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAnImportKilledTenTimesAndRunAgainIsWhole(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, where place) {
		whole := open(t, anotherPlace(t, where))
		whole.run(t, file(t, "retail.jsonl"), nil)
		want := whole.proved(t)

		open(t, where) // so that keys and schema are there
		random := mathrand.New(mathrand.NewPCG(10, 10))
		lines := bytes.SplitAfter(file(t, "retail.jsonl"), []byte("\n"))
		for i := range 10 {
			some := lines[:(i+1)*len(lines)/11]
			kill(t, where, bytes.Join(some, nil), time.Duration(random.Int64N(int64(300*time.Millisecond))))
		}
		h := open(t, where)
		between := h.rows(t, "feed_events")
		for after := 300 * time.Millisecond; between == 0 && after < 10*time.Second; after *= 2 { // a slow machine applies nothing within the first moments
			kill(t, where, bytes.Join(lines[:len(lines)/2], nil), after)
			between = h.rows(t, "feed_events")
		}
		report, _, _ := h.run(t, file(t, "retail.jsonl"), nil)
		if got := h.proved(t); got != want {
			t.Errorf("got digest %s, want %s", got, want)
		}
		if report.Applied+report.Repeated != 565 || report.Repeated != between {
			t.Errorf("the last run: got %+v after %d", report, between)
		}
		if between == 0 || between == 565 {
			t.Errorf("%d messages were applied before the last run: the test did not test", between)
		}
		if got := h.rows(t, "invitations"); got != 281 {
			t.Errorf("got %d invitations, want one for each person", got)
		}
	})
}

// kill starts an import in a process of its own, gives it the beginning of a file and kills it after a while, whatever it is doing then. It
// waits for the rest of the file, so it cannot have ended before.
func kill(t *testing.T, where place, beginning []byte, after time.Duration) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), child+"=1", "PLACE_URL="+where.url, "PLACE_PATH="+where.path, "PLACE_KEYS="+where.keys)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("the child said %q, %v", line, err)
	}
	var fed sync.WaitGroup
	fed.Go(func() { _, _ = in.Write(beginning) }) // ends with the child
	time.Sleep(after)                             // the moment of death is what is tested
	if err := cmd.Process.Kill(); err != nil {
		t.Errorf("kill: %v", err)
	}
	fed.Wait()
	if err := cmd.Wait(); err == nil {
		t.Error("the child ended by itself")
	}
}
