package engine_test

import (
	"context"
	"errors"
	"testing"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

type thing struct{}

type state uint8

// table makes a table of every type.
func table(t *testing.T, db *engine.DB) {
	t.Helper()
	run(t, db, `create table thing (
		id ID primary key,
		parent ID references thing,
		born DATE,
		amount BIGINT not null default 0,
		small INT,
		name TEXT unique,
		raw BYTES,
		open BOOL not null default false
	);`)
}

// run translates and runs a schema.
func run(t testing.TB, db *engine.DB, schema string) {
	t.Helper()
	statements, err := engine.Translate(schema, db.Postgres())
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), func(tx *engine.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

type row struct {
	ID, Parent id.Of[thing]
	Born       civil.Date
	Amount     money.Cents
	Small      state
	Name       string
	Raw        []byte
	Open       bool
}

const selectThing = `select id, parent, born, amount, small, name, raw, open from thing order by id`

func scanThing(r *engine.Rows) (row, error) {
	var v row
	err := r.Scan(&v.ID, &v.Parent, &v.Born, &v.Amount, &v.Small, &v.Name, &v.Raw, &v.Open)
	return v, err
}

func columns() []string {
	return []string{"id", "parent", "born", "amount", "small", "name", "raw", "open"}
}

func (v row) values() []any {
	return []any{v.ID, v.Parent, v.Born, v.Amount, v.Small, v.Name, v.Raw, v.Open}
}

func TestOurTypesComeBackAsTheyWentIn(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		full := row{ID: id.Derive[thing]("a"), Born: civil.MustParse("2024-02-29"), Amount: -1234, Small: 7, Name: "Zoë", Raw: []byte{0, 1}, Open: true}
		full.Parent = full.ID
		empty := row{ID: id.Derive[thing]("b")}
		err := db.Write(t.Context(), func(tx *engine.Tx) error {
			const insert = `insert into thing (id, parent, born, amount, small, name, raw, open) values ($1, $2, $3, $4, $5, $6, $7, $8)`
			for _, v := range []row{full, empty} {
				if _, err := tx.Exec(insert, v.values()...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := db.Reader(t.Context()).Query(selectThing)
		got, err := engine.All(rows, err, scanThing)
		if err != nil || len(got) != 2 {
			t.Fatalf("got %d rows and %v, want 2", len(got), err)
		}
		for _, v := range got {
			want := full
			if v.ID == empty.ID {
				want = empty
			}
			if v.Parent != want.Parent || v.Born != want.Born || v.Amount != want.Amount || v.Small != want.Small ||
				v.Name != want.Name || string(v.Raw) != string(want.Raw) || v.Open != want.Open {
				t.Errorf("got %+v, want %+v", v, want)
			}
		}
	})
}

func TestAWriteThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		mine := errors.New("mine")
		called := false
		err := db.Write(t.Context(), func(tx *engine.Tx) error {
			tx.AfterCommit(func() { called = true })
			if err := tx.Insert("thing", columns(), [][]any{row{ID: id.Derive[thing]("x")}.values()}); err != nil {
				return err
			}
			return mine
		})
		if !errors.Is(err, mine) || called {
			t.Errorf("got %v, called %v; want the function's error and no call after it", err, called)
		}
		var n int
		if err := db.Reader(t.Context()).QueryRow(`select count(*) from thing`).Scan(&n); err != nil || n != 0 {
			t.Errorf("got %d rows and %v, want none", n, err)
		}
	})
}

func TestErrorsAreToldApart(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		r := db.Reader(t.Context())
		var n int
		if err := r.QueryRow(`select amount from thing where name = $1`, "none").Scan(&n); !engine.NoRows(err) {
			t.Errorf("got %v, want no rows", err)
		}
		twice := [][]any{row{ID: id.Derive[thing]("1"), Name: "same"}.values(), row{ID: id.Derive[thing]("2"), Name: "same"}.values()}
		err := db.Write(t.Context(), func(tx *engine.Tx) error { return tx.Insert("thing", columns(), twice) })
		if what, broken := engine.Unique(err); !broken || what == "" {
			t.Errorf("got %q, %v of %v; want a broken unique constraint with its name", what, broken, err)
		}
		if err := r.QueryRow(`select amount from thing where name = $1`, "a\x00b").Scan(&n); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v for text with NUL, want an Invalid fault", err)
		}
	})
}

func TestACancelledContextEndsTheWrite(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Write(ctx, func(tx *engine.Tx) error {
			err := tx.Insert("thing", columns(), [][]any{row{ID: id.Derive[thing]("x")}.values()})
			cancel()
			return err
		})
		if err == nil {
			t.Error("got a commit after the context was cancelled, want an error")
		}
		var n int
		if err := db.Reader(t.Context()).QueryRow(`select count(*) from thing`).Scan(&n); err != nil || n != 0 {
			t.Errorf("got %d rows and %v, want none", n, err)
		}
	})
}
