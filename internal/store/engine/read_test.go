package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestASnapshotSeesNothingOfALaterWrite(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		put(t, db, 0, 1)
		err := db.Read(t.Context(), func(r engine.Reader) error {
			before := count(t, r)
			put(t, db, 1, 1)
			if after := count(t, r); before != 1 || after != 1 {
				t.Errorf("got %d, then %d rows in one snapshot, want 1 and 1", before, after)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, db.Reader(t.Context())); n != 2 {
			t.Errorf("got %d rows after it, want 2", n)
		}
	})
}

func TestASnapshotCannotWrite(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		err := db.Read(t.Context(), func(r engine.Reader) error {
			var name string
			return r.QueryRow(`insert into thing (id, name) values ($1, 'x') returning name`, number(1)).Scan(&name)
		})
		if err == nil {
			t.Error("got a row written by a reader")
		}
		if n := count(t, db.Reader(t.Context())); n != 0 {
			t.Errorf("got %d rows, want none", n)
		}
	})
}

func TestAllStopsAndClosesAtTheFirstError(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		put(t, db, 0, 3)
		stop := errors.New("stop")
		err := db.Read(t.Context(), func(r engine.Reader) error {
			rows, err := r.Query(selectThing)
			_, err = engine.All(rows, err, func(*engine.Rows) (int, error) { return 0, stop })
			if !errors.Is(err, stop) {
				t.Errorf("got %v, want the scan's error", err)
			}
			if n := count(t, r); n != 3 { // would be refused with open rows
				t.Errorf("got %d rows, want 3", n)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestAReaderCarriesItsContext(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		r := db.Reader(ctx)
		cancel()
		var n int
		if err := r.QueryRow(`select 1`).Scan(&n); !errors.Is(err, context.Canceled) || r.Context() != ctx {
			t.Errorf("got %v, want the context's end", err)
		}
	})
}

func TestNullGoesWhereItMayAndNowhereElse(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		if err := db.Write(t.Context(), func(tx *engine.Tx) error {
			_, err := tx.Exec(`insert into thing (id) values ($1)`, number(1))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var (
			parent  = number(9)
			born    = civil.MustParse("2026-01-01")
			raw     = []byte{1}
			name    = new(string)
			plain   string
			integer int
		)
		r := db.Reader(t.Context())
		err := r.QueryRow(`select parent, born, raw, name from thing`).Scan(&parent, &born, &raw, &name)
		if err != nil || !parent.IsZero() || !born.IsZero() || raw != nil || name != nil {
			t.Errorf("got %v %v %v %v and %v, want nothing in each", parent, born, raw, name, err)
		}
		if err := r.QueryRow(`select name from thing`).Scan(&plain); err == nil {
			t.Error("got NULL in a string without an error")
		}
		if err := r.QueryRow(`select small from thing`).Scan(&integer); err == nil {
			t.Error("got NULL in an int without an error")
		}
	})
}

type word string

func TestArgumentsAreBoundAlike(t *testing.T) {
	t.Parallel()
	cents, text := money.Cents(5), "hello"
	good := map[string]struct {
		arg  any
		want string
	}{
		"a word":           {word("w"), "w"},
		"a pointer":        {&text, "hello"},
		"raw JSON":         {json.RawMessage(`{}`), "{}"},
		"an id":            {number(0), number(0).String()},
		"a date":           {civil.MustParse("2026-03-01"), "2026-03-01"},
		"a pointer to one": {new(civil.MustParse("2026-03-01")), "2026-03-01"},
	}
	bad := map[string]any{
		"a time": time.Unix(0, 0), "a float": 1.5, "NUL": "a\x00", "not UTF-8": "\xff", "too large": uint64(math.MaxUint64),
		"a struct": struct{}{}, "a list": []string{"a"}, "an array": [16]byte{},
	}
	nothing := map[string]any{
		"nil": nil, "no id": id.Of[thing]{}, "no date": civil.Date(0), "a nil pointer": (*string)(nil), "a nil id": (*id.Of[thing])(nil),
	}
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		r := db.Reader(t.Context())
		for name, c := range good {
			var got string
			if err := r.QueryRow(`select cast($1 as text)`, c.arg).Scan(&got); err != nil || got != c.want {
				t.Errorf("%s: got %q and %v, want %q", name, got, err, c.want)
			}
		}
		for _, n := range []any{cents, &cents, 5, int32(5), uint8(5), state(5)} {
			var got int
			if err := r.QueryRow(`select cast($1 as bigint)`, n).Scan(&got); err != nil || got != 5 {
				t.Errorf("%T: got %d and %v, want 5", n, got, err)
			}
		}
		for name, arg := range bad {
			if _, err := r.Query(`select cast($1 as text)`, arg); err == nil {
				t.Errorf("%s: got no error", name)
			}
		}
		for name, arg := range nothing {
			var null bool
			if err := r.QueryRow(`select cast($1 as text) is null`, arg).Scan(&null); err != nil || !null {
				t.Errorf("%s: got %v and %v, want NULL", name, null, err)
			}
		}
	})
}

func TestMicrosGoThereAndBack(t *testing.T) {
	t.Parallel()
	for _, want := range []time.Time{{}, time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC), time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if got := engine.FromMicros(engine.Micros(want)); !got.Equal(want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]engine.Config{
		"nothing":        {},
		"both":           {URL: "postgres://x", Path: "y"},
		"a bad URL":      {URL: "postgres://%zz"},
		"no server":      {URL: "postgres:///x?host=" + t.TempDir()},
		"a folder":       {Path: t.TempDir()},
		"no SQLite file": {Path: "/dev/null/x"},
	} {
		db, err := engine.Open(t.Context(), c)
		if err == nil {
			t.Errorf("%s: got a database", name)
			_ = db.Close()
		}
	}
}

func TestPingReachesTheDatabaseUntilItIsClosed(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		if err := db.Ping(t.Context()); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if err := db.Ping(t.Context()); err == nil {
			t.Error("got an answer from a closed database")
		}
	})
}

func TestEqualTextsSortByTheirBytes(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		if err := db.Write(t.Context(), func(tx *engine.Tx) error {
			var rows [][]any
			for i, name := range []string{"b", "a", "B", "é", "Z", "a b", "a-b", "ab"} {
				rows = append(rows, row{ID: number(i), Name: name}.values())
			}
			return tx.Insert("thing", columns(), rows)
		}); err != nil {
			t.Fatal(err)
		}
		rows, err := db.Reader(t.Context()).Query(`select name from thing order by name`)
		got, err := engine.All(rows, err, func(r *engine.Rows) (string, error) {
			var s string
			err := r.Scan(&s)
			return s, err
		})
		if want := []string{"B", "Z", "a", "a b", "a-b", "ab", "b", "é"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("got %v and %v, want %v", got, err, want)
		}
	})
}

func TestAWatchedContextTellsEachStatement(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		var told []engine.Statement
		ctx := engine.Watched(t.Context(), func(s engine.Statement) { told = append(told, s) })
		ask := func(r engine.Reader) error {
			var n int64
			return r.QueryRow("select cast($1 as integer)", 7).Scan(&n)
		}
		twice := func(r engine.Reader) error { return errors.Join(ask(r), ask(r)) }
		if err := errors.Join(ask(db.Reader(ctx)), db.Read(ctx, twice), db.Write(ctx, func(tx *engine.Tx) error { return ask(tx) }), db.Read(t.Context(), ask)); err != nil {
			t.Fatal(err)
		}
		if len(told) != 4 {
			t.Fatalf("got %v, want one statement of the reader, two of the snapshot and one of the write", told)
		}
		for i, first := range []bool{true, true, false, true} {
			if s := told[i]; s.First != first || len(s.Args) != 1 || s.Args[0] != 7 {
				t.Errorf("got %v at %d, want its argument, and that %t says whether it is the first of its transaction", s, i, first)
			}
		}
	})
}

func TestABoundLimitHasASign(t *testing.T) {
	cases := map[string]string{
		`select a from b where c = $1 order by d limit $2`:               `select a from b where c = $1 order by d limit +$2`,
		`select a from (select a from b LIMIT $12) x order by a limit 5`: `select a from (select a from b limit +$12) x order by a limit 5`,
		`select amount_limit, $1 from b`:                                 `select amount_limit, $1 from b`,
	}
	for text, want := range cases {
		if got := engine.PlanOnce(text); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
