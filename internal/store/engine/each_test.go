package engine_test

import (
	"slices"
	"testing"

	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestOneStatementForManyRowsTellsWhatEachTouched(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		const upsert = `insert into settings (name, value) values ($1, $2) on conflict (name) do nothing`
		rows := [][]any{{"a", "1"}, {"b", "1"}, {"a", "2"}}
		want := []int64{1, 1, 0}
		for i := range 1200 { // more than are sent at once
			rows, want = append(rows, []any{string(rune('c'+i%3)) + string(rune('0'+i/3%10)), "1"}), append(want, 0)
			if i < 30 {
				want[len(want)-1] = 1
			}
		}
		var got []int64
		err := db.Write(t.Context(), func(tx *engine.Tx) (err error) { got, err = tx.ExecEach(upsert, rows); return err })
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("got %v, %v", got[:min(len(got), 40)], err)
		}
		var value string
		if err := db.Reader(t.Context()).QueryRow(`select value from settings where name = 'a'`).Scan(&value); err != nil || value != "1" {
			t.Errorf("got %q, %v", value, err)
		}
	})
}

func TestOneBadRowAmongManyLosesTheTransaction(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		const insert = `insert into settings (name, value) values ($1, $2)`
		for name, rows := range map[string][][]any{
			"a broken constraint": {{"a", "1"}, {"a", "2"}, {"b", "1"}}, "what cannot be stored": {{"a", "1"}, {"b", "\x00"}},
		} {
			err := db.Write(t.Context(), func(tx *engine.Tx) error {
				_, err := tx.ExecEach(insert, rows)
				if err == nil {
					t.Errorf("%s: got no error", name)
				}
				if _, again := tx.Exec(`update settings set value = '3'`); again == nil {
					t.Errorf("%s: the transaction goes on", name)
				}
				return nil // a mistake of the caller's
			})
			if err == nil {
				t.Errorf("%s: got a commit", name)
			}
		}
		n := 0
		if err := db.Reader(t.Context()).QueryRow(`select count(*) from settings`).Scan(&n); err != nil || n != 0 {
			t.Errorf("got %d rows, %v, want none", n, err)
		}
	})
}

func TestATransactionThatExpectsGrowthPlansEachTime(t *testing.T) {
	t.Parallel()
	db := enginetest.Postgres(t)
	mode := func(r engine.Reader) (mode string) {
		if err := r.QueryRow(`select current_setting('plan_cache_mode')`).Scan(&mode); err != nil {
			t.Fatal(err)
		}
		return mode
	}
	err := db.Write(t.Context(), func(tx *engine.Tx) error {
		if err := tx.ExpectGrowth(); err != nil {
			return err
		}
		if got := mode(tx); got != "force_custom_plan" {
			t.Errorf("inside: got %s", got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := mode(db.Reader(t.Context())); got != "auto" {
		t.Errorf("after it: got %s", got)
	}
	lite := enginetest.SQLite(t)
	if err := lite.Write(t.Context(), func(tx *engine.Tx) error { return tx.ExpectGrowth() }); err != nil {
		t.Error(err)
	}
}
