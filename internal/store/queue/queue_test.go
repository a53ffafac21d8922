package queue_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"marque/internal/fault"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/queue"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

const kind = "test.job"

// patience bounds every wait of these tests; the machine may be busy.
const patience = 30 * time.Second

func add(t *testing.T, db *engine.DB, jobs ...queue.Job) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *engine.Tx) error {
		for _, j := range jobs {
			if err := queue.Add(tx, j); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// start runs a queue with one worker and stops it with the test, unless the test did.
func start(t *testing.T, db *engine.DB, do queue.Handler) *queue.Queue {
	t.Helper()
	q, err := queue.New(db, queue.Config{Workers: map[string]queue.Worker{kind: {Do: do, Within: patience}}, StopAfter: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, q) })
	return q
}

func stop(t *testing.T, q *queue.Queue) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := q.Stop(ctx); err != nil {
		t.Error(err)
	}
}

// await returns the next value, or fails after a while.
func await[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatalf("waited %s for %s", patience, what)
		panic("unreachable")
	}
}

func countJobs(t *testing.T, db *engine.DB) int {
	t.Helper()
	var n int
	if err := db.Reader(t.Context()).QueryRow(`select count(*) from river_job`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAJobOfARolledBackTransactionNeverWas(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		undo := errors.New("undo")
		err := db.Write(t.Context(), func(tx *engine.Tx) error {
			return errors.Join(queue.Add(tx, queue.Job{Kind: kind}), undo)
		})
		if !errors.Is(err, undo) {
			t.Fatal(err)
		}
		if n := countJobs(t, db); n != 0 {
			t.Errorf("got %d jobs, want none", n)
		}
	})
}

func TestAJobRunsOnceWithItsArguments(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		got := make(chan string, 10)
		start(t, db, func(_ context.Context, args json.RawMessage, attempt int) error {
			if attempt != 1 {
				t.Errorf("got attempt %d, want 1", attempt)
			}
			got <- string(args)
			return nil
		})
		add(t, db, queue.Job{Kind: kind, Args: map[string]int{"n": 1}})
		if args := await(t, got, "the job"); args != `{"n":1}` && args != `{"n": 1}` { // PostgreSQL's jsonb sets a space
			t.Errorf("got %s, want the arguments", args)
		}
		add(t, db, queue.Job{Kind: kind, Args: "last"})
		if args := await(t, got, "the last job"); args != `"last"` {
			t.Errorf("got %s, want the last job: the first ran twice", args)
		}
	})
}

func TestAddingAJobNotifiesNobody(t *testing.T) {
	t.Parallel()
	db := enginetest.SQLite(t) // where a notification is a row; the same driver is quiet on PostgreSQL
	add(t, db, queue.Job{Kind: kind})
	var n int
	if err := db.Reader(t.Context()).QueryRow(`select count(*) from river_notification`).Scan(&n); err != nil || n != 0 {
		t.Errorf("got %d notifications and %v, want none in the caller's transaction", n, err)
	}
}

func TestMigratingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		if err := queue.Migrate(t.Context(), db); err != nil {
			t.Error(err)
		}
		if n, err := queue.Pending(t.Context(), db); err != nil || n != 0 {
			t.Errorf("got %d pending and %v, want none", n, err)
		}
	})
}

func TestANewDatabaseHasPendingTables(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]engine.Config{
		"sqlite":   {Path: filepath.Join(t.TempDir(), "new.db")},
		"postgres": {URL: enginetest.EmptyURL(t)},
	} {
		db, err := engine.Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := queue.Pending(t.Context(), db); err != nil || n == 0 {
			t.Errorf("%s: got %d pending and %v, want some", name, n, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAKeyMakesAJobTheOnlyOne(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		add(t, db, queue.Job{Kind: kind, Args: 1, Key: "a"}, queue.Job{Kind: kind, Args: 2, Key: "a"})
		add(t, db, queue.Job{Kind: kind, Args: 3, Key: "a"}, queue.Job{Kind: kind, Args: 1, Key: "b"}, queue.Job{Kind: "other.job", Key: "a"})
		add(t, db, queue.Job{Kind: kind}, queue.Job{Kind: kind})
		err := db.Write(t.Context(), func(tx *engine.Tx) error {
			return queue.Add(tx, queue.Job{Kind: kind, Args: 4, Key: "c"}, queue.Job{Kind: kind, Args: 5, Key: "c"}, queue.Job{Kind: kind, Args: 6, Key: "a"})
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := countJobs(t, db); n != 6 {
			t.Errorf("got %d jobs, want 6: one of each key and kind, and two without a key", n)
		}
	})
}

func TestALaterJobWaits(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		got := make(chan string, 2)
		start(t, db, func(_ context.Context, args json.RawMessage, _ int) error {
			got <- string(args)
			return nil
		})
		add(t, db, queue.Job{Kind: kind, Args: "tomorrow", At: time.Now().Add(24 * time.Hour)})
		add(t, db, queue.Job{Kind: kind, Args: "today"})
		if args := await(t, got, "a job"); args != `"today"` {
			t.Errorf("got %s first, want today's", args)
		}
		if len(got) != 0 {
			t.Error("got tomorrow's job today")
		}
	})
}

func TestAFailedJobIsTriedAgain(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		attempts := make(chan int, 5)
		start(t, db, func(_ context.Context, _ json.RawMessage, attempt int) error {
			attempts <- attempt
			if attempt == 1 {
				return errors.New("the bank is closed")
			}
			return nil
		})
		add(t, db, queue.Job{Kind: kind})
		if a, b := await(t, attempts, "attempt 1"), await(t, attempts, "attempt 2"); a != 1 || b != 2 {
			t.Errorf("got attempts %d and %d, want 1 and 2", a, b)
		}
	})
}

func TestAJobThatIsGivenUpIsListedAndCanBeRevived(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		runs := make(chan string, 5)
		var mended atomic.Bool
		q := start(t, db, func(_ context.Context, args json.RawMessage, _ int) error {
			defer func() { runs <- string(args) }()
			if mended.Load() {
				return nil
			}
			if string(args) == `"never"` {
				return queue.Never(errors.New("no such account"))
			}
			return errors.New("the bank is closed")
		})
		add(t, db, queue.Job{Kind: kind, Args: "never"}, queue.Job{Kind: kind, Args: "once", Attempts: 1})
		await(t, runs, "a job")
		await(t, runs, "the other job")
		dead := deadJobs(t, q, 2)
		for _, d := range dead {
			want := map[string]string{`"never"`: "JobCancelError: no such account", `"once"`: "the bank is closed"}[string(d.Args)]
			if d.Error != want || d.Attempts != 1 || d.Kind != kind || d.At.IsZero() {
				t.Errorf("got %+v, want the error %q after one attempt", d, want)
			}
		}
		mended.Store(true)
		if err := q.Revive(t.Context(), dead[0].ID); err != nil {
			t.Fatal(err)
		}
		if args := await(t, runs, "the revived job"); args != string(dead[0].Args) {
			t.Errorf("got %s, want %s", args, dead[0].Args)
		}
		if err := q.Revive(t.Context(), 1<<40); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v for a job that is not there, want NotFound", err)
		}
	})
}

// deadJobs asks until n jobs are given up: their ends are written a moment after their handlers return.
func deadJobs(t *testing.T, q *queue.Queue, n int) []queue.Dead {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		dead, err := q.Dead(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(dead) == n {
			return dead
		}
	}
	t.Fatalf("waited %s for %d jobs to be given up", patience, n)
	return nil
}

func TestStopLetsAJobFinishOrGivesItBack(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		began := make(chan int, 2)
		q := start(t, db, func(ctx context.Context, _ json.RawMessage, attempt int) error {
			began <- attempt
			<-ctx.Done() // a long job: StopAfter ends it
			return ctx.Err()
		})
		add(t, db, queue.Job{Kind: kind, Attempts: 1})
		await(t, began, "the job")
		stop(t, q)
		again := make(chan int, 2)
		start(t, db, func(_ context.Context, _ json.RawMessage, attempt int) error {
			again <- attempt
			return nil
		})
		if a := await(t, again, "the job that was given back"); a != 1 {
			t.Errorf("got attempt %d, want 1: a stop is no failure", a)
		}
	})
}

func TestAJobWhoseProcessDiedRunsAgain(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		add(t, db, queue.Job{Kind: kind})
		abandon(t, db)
		again := make(chan int, 2)
		start(t, db, func(_ context.Context, _ json.RawMessage, attempt int) error {
			again <- attempt
			return nil
		})
		if a := await(t, again, "the lost job"); a != 2 {
			t.Errorf("got attempt %d, want 2", a)
		}
	})
}

// abandon leaves the only job as a process that was killed an hour ago leaves it: running, with nobody who runs it.
func abandon(t *testing.T, db *engine.DB) {
	t.Helper()
	text := `update river_job set state = 'running', attempt = 1, attempted_at = datetime('now', '-1 hour')`
	if db.Postgres() {
		text = `update river_job set state = 'running', attempt = 1, attempted_at = now() - interval '1 hour'`
	}
	err := db.Write(t.Context(), func(tx *engine.Tx) error {
		n, err := tx.Exec(text)
		if n != 1 {
			t.Errorf("got %d jobs to abandon, want 1", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTwoProcessesShareTheWorkOfOneDatabase(t *testing.T) {
	t.Parallel()
	url := enginetest.PostgresURL(t)
	const jobs = 60
	done := make(chan string, 2*jobs)
	arrived := map[string]chan struct{}{"a": make(chan struct{}), "b": make(chan struct{})}
	var once [2]sync.Once
	for _, name := range []string{"a", "b"} {
		db, err := engine.Open(t.Context(), engine.Config{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		start(t, db, func(ctx context.Context, args json.RawMessage, _ int) error {
			once[name[0]-'a'].Do(func() { close(arrived[name]) })
			for _, c := range arrived { // nobody goes on before both have a job
				select {
				case <-c:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			done <- name + string(args)
			return nil
		})
		if name == "b" {
			for i := range jobs {
				add(t, db, queue.Job{Kind: kind, Args: i})
			}
		}
	}
	seen := map[string]bool{}
	for range jobs {
		got := await(t, done, "a job")
		if seen[got[1:]] {
			t.Errorf("job %s ran twice", got[1:])
		}
		seen[got[1:]] = true
	}
}

func TestAQueueThatStoppedLeavesNoGoroutine(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		before := goleak.IgnoreCurrent()
		q := start(t, db, func(context.Context, json.RawMessage, int) error { return nil })
		add(t, db, queue.Job{Kind: kind})
		stop(t, q)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		goleak.VerifyNone(t, before)
	})
}

func TestWhatACallerGetsWrongIsRefused(t *testing.T) {
	t.Parallel()
	db := enginetest.SQLite(t)
	if _, err := queue.New(db, queue.Config{Workers: map[string]queue.Worker{kind: {Do: func(context.Context, json.RawMessage, int) error { return nil }}}}); err == nil {
		t.Error("got a queue with an unbounded worker, want an error")
	}
	for name, job := range map[string]queue.Job{
		"large arguments": {Kind: kind, Args: string(make([]byte, 20<<10))},
		"a long key":      {Kind: kind, Key: string(make([]byte, 201))},
		"no JSON":         {Kind: kind, Args: func() {}},
	} {
		err := db.Write(t.Context(), func(tx *engine.Tx) error { return queue.Add(tx, job) })
		if err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}
