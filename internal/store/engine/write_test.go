package engine_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// count returns the rows of thing.
func count(t *testing.T, r engine.Reader) int {
	t.Helper()
	var n int
	if err := r.QueryRow(`select count(*) from thing`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// put writes n rows with the ids from first.
func put(t testing.TB, db *engine.DB, first, n int) {
	t.Helper()
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = row{ID: number(first + i), Name: fmt.Sprint("name ", first+i)}.values()
	}
	if err := db.Write(t.Context(), func(tx *engine.Tx) error { return tx.Insert("thing", columns(), rows) }); err != nil {
		t.Fatal(err)
	}
}

func TestAConflictIsRetriedAtMostFiveTimes(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		for _, c := range []struct{ failures, runs, rows int }{{0, 1, 1}, {5, 6, 2}, {6, 6, 2}} {
			runs, after := 0, 0
			err := db.Write(t.Context(), func(tx *engine.Tx) error {
				runs++
				tx.AfterCommit(func() { after++ })
				if err := tx.Insert("thing", columns(), [][]any{row{ID: number(c.failures), Name: fmt.Sprint(c.failures)}.values()}); err != nil {
					return err
				}
				if runs <= c.failures {
					return fmt.Errorf("post: %w", &pgconn.PgError{Code: "40001"})
				}
				return nil
			})
			if (err == nil) != (c.failures <= 5) || runs != c.runs {
				t.Errorf("%d conflicts: got %d runs and %v, want %d runs", c.failures, runs, err, c.runs)
			}
			if wantAfter := c.runs - c.failures; err == nil && after != wantAfter {
				t.Errorf("%d conflicts: got %d calls after the commit, want %d", c.failures, after, wantAfter)
			}
			if n := count(t, db.Reader(t.Context())); n != c.rows {
				t.Errorf("%d conflicts: got %d rows, want %d", c.failures, n, c.rows)
			}
		}
	})
}

func TestADeadlockIsRetriedUntilBothAreDone(t *testing.T) {
	t.Parallel()
	db := enginetest.Postgres(t) // SQLite's only writer meets nobody
	table(t, db)
	put(t, db, 0, 2)
	holding := [2]chan struct{}{make(chan struct{}), make(chan struct{})}
	var group sync.WaitGroup
	var runs atomic.Int32
	for me := range holding {
		group.Go(func() {
			var first sync.Once
			err := db.Write(t.Context(), func(tx *engine.Tx) error {
				runs.Add(1)
				for _, n := range []int{me, 1 - me} {
					if _, err := tx.Exec(`update thing set amount = amount + 1 where id = $1`, number(n)); err != nil {
						return fault.New(fault.Unavailable, "This hides what the database said.")
					}
					first.Do(func() { close(holding[me]) })
					<-holding[1-me] // both hold one row before they ask for the other's
				}
				return nil
			})
			if err != nil {
				t.Errorf("got %v, want both to end well", err)
			}
		})
	}
	group.Wait()
	var sum int
	err := db.Reader(t.Context()).QueryRow(`select cast(sum(amount) as bigint) from thing`).Scan(&sum)
	if err != nil || sum != 4 || runs.Load() < 3 { // whoever lost may lose again before the winner wakes
		t.Errorf("got the sum %d after %d runs and %v, want 4 after 3 or more", sum, runs.Load(), err)
	}
}

func TestThirtyTwoWritersMeetNoErrorAndLoseNothing(t *testing.T) {
	t.Parallel()
	const writers, writes = 32, 10
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		put(t, db, 0, 1)
		var group sync.WaitGroup
		for range writers {
			group.Go(func() {
				for range writes {
					err := db.Write(t.Context(), addOne)
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		var n int
		if err := db.Reader(t.Context()).QueryRow(`select amount from thing`).Scan(&n); err != nil || n != writers*writes {
			t.Errorf("got %d and %v, want %d", n, err, writers*writes)
		}
	})
}

func TestTwoProcessesWriteOneFileInTurn(t *testing.T) {
	t.Parallel()
	const writes = 50
	path := filepath.Join(t.TempDir(), "with ? and # and %41.db")
	var dbs [2]*engine.DB
	for i := range dbs {
		db, err := engine.Open(t.Context(), engine.Config{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		dbs[i] = db
	}
	table(t, dbs[0])
	put(t, dbs[0], 0, 1)
	var group sync.WaitGroup
	var runs atomic.Int32
	for _, db := range dbs {
		group.Go(func() {
			for range writes {
				err := db.Write(t.Context(), func(tx *engine.Tx) error {
					runs.Add(1)
					return addOne(tx)
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	var n int
	err := dbs[0].Reader(t.Context()).QueryRow(`select amount from thing`).Scan(&n)
	if err != nil || n != 2*writes || runs.Load() != 2*writes {
		t.Errorf("got %d after %d runs and %v, want %d and none repeated", n, runs.Load(), err, 2*writes)
	}
}

// addOne reads the row 0 and writes what it read and one.
func addOne(tx *engine.Tx) error {
	var n int
	if err := tx.QueryRow(`select amount from thing where id = $1`+tx.ForUpdate(), number(0)).Scan(&n); err != nil {
		return err
	}
	_, err := tx.Exec(`update thing set amount = $2 where id = $1`, number(0), n+1)
	return err
}

// mistakes are statements that fail on both engines over a table with the row 0.
func mistakes() map[string]func(tx *engine.Tx) error {
	insert := func(table string, columns []string, values ...any) func(tx *engine.Tx) error {
		return func(tx *engine.Tx) error { return tx.Insert(table, columns, [][]any{values}) }
	}
	exec := func(text string, args ...any) func(tx *engine.Tx) error {
		return func(tx *engine.Tx) error { _, err := tx.Exec(text, args...); return err }
	}
	return map[string]func(tx *engine.Tx) error{
		"a key that is taken":      exec(`insert into thing (id) values ($1)`, number(0)),
		"a float":                  exec(`update thing set amount = $1`, 1.5),
		"no such table":            exec(`delete from nothing`),
		"a parent that is not":     insert("thing", []string{"id", "parent"}, number(2), number(9)),
		"a table that is no name":  insert("thing; drop", []string{"id"}, number(2)),
		"a column that is no name": insert("thing", []string{"1d"}, number(2)),
		"no columns":               insert("thing", nil),
		"a short row":              insert("thing", []string{"id", "name"}, number(2)),
		"a scan into a wrong type": func(tx *engine.Tx) error { return tx.QueryRow(`select name from thing`).Scan(new(int)) },
		"a statement over open rows": func(tx *engine.Tx) error {
			if _, err := tx.Query(`select id from thing`); err != nil {
				return err
			}
			return tx.QueryRow(`select id from thing`).Scan(new(string))
		},
	}
}

func TestAfterAFailedStatementNothingIsCommitted(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		put(t, db, 0, 1)
		for name, mistake := range mistakes() {
			err := db.Write(t.Context(), func(tx *engine.Tx) error {
				if _, err := tx.Exec(`update thing set amount = 7`); err != nil {
					return err
				}
				if err := mistake(tx); err == nil {
					t.Errorf("%s: got no error", name)
				}
				if _, err := tx.Exec(`update thing set amount = 8`); err == nil {
					t.Errorf("%s: got another statement done in a lost transaction", name)
				}
				return nil // the caller passes it over
			})
			if err == nil {
				t.Errorf("%s: got a commit", name)
			}
			var n, amount int
			err = db.Reader(t.Context()).QueryRow(`select count(*), max(amount) from thing`).Scan(&n, &amount)
			if err != nil || n != 1 || amount != 0 {
				t.Errorf("%s: got %d rows, amount %d and %v; want the one row as it was", name, n, amount, err)
			}
		}
	})
}

func TestRowsThatStayOpenAreAMistakeOnBothEngines(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		err := db.Write(t.Context(), func(tx *engine.Tx) error {
			_, err := tx.Query(`select id from thing`)
			return err
		})
		if err == nil {
			t.Error("got a commit with open rows")
		}
		put(t, db, 0, 1) // and the connection is free again
	})
}

func TestAPanicUndoesTheWriteAndFreesTheConnection(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		func() {
			defer func() { _ = recover() }()
			_ = db.Write(t.Context(), func(tx *engine.Tx) error {
				_, _ = tx.Exec(`insert into thing (id) values ($1)`, number(1))
				panic("a mistake of ours")
			})
		}()
		put(t, db, 2, 1)
		if n := count(t, db.Reader(t.Context())); n != 1 {
			t.Errorf("got %d rows, want only the later one", n)
		}
	})
}

func TestWhoWaitsForTheWriterGoesWhenHisContextEnds(t *testing.T) {
	t.Parallel()
	db := enginetest.SQLite(t)
	err := db.Write(t.Context(), func(*engine.Tx) error {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := db.Write(ctx, func(*engine.Tx) error { return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want the context's error", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestInsertAddsEachRowOnceWhateverTheirNumber(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		total := 0
		for _, n := range []int{0, 1, 7, 8, 9, 31, 32, 33, 64, 73, 200} {
			put(t, db, total, n)
			total += n
			if got := count(t, db.Reader(t.Context())); got != total {
				t.Fatalf("after %d more: got %d rows, want %d", n, got, total)
			}
		}
		rows, err := db.Reader(t.Context()).Query(selectThing)
		got, err := engine.All(rows, err, scanThing)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range got {
			if v.ID != number(i) || v.Name != fmt.Sprint("name ", i) || v.Raw != nil || v.Born != 0 || v.Parent != (id.Of[thing]{}) {
				t.Fatalf("got %+v at %d", v, i)
			}
		}
	})
}

func TestOneBadRowOfManyKeepsAllOut(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		for _, n := range []int{3, 100} {
			rows := make([][]any, n)
			for i := range rows {
				rows[i] = row{ID: number(i), Name: fmt.Sprint(i)}.values()
			}
			rows[n-1][0] = number(0)
			err := db.Write(t.Context(), func(tx *engine.Tx) error { return tx.Insert("thing", columns(), rows) })
			if _, broken := engine.Unique(err); !broken {
				t.Errorf("%d rows: got %v, want a broken unique constraint", n, err)
			}
			rows[n-1][0] = 1.5
			if err := db.Write(t.Context(), func(tx *engine.Tx) error { return tx.Insert("thing", columns(), rows) }); err == nil {
				t.Errorf("%d rows: got a float stored", n)
			}
		}
		if n := count(t, db.Reader(t.Context())); n != 0 {
			t.Errorf("got %d rows, want none", n)
		}
	})
}
