package audits_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/id"
	"marque/internal/store/audits"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

// write appends n entries to each of two contracts' chains.
func write(t *testing.T, db *engine.DB, n int) []access.Subject {
	t.Helper()
	ids := id.NewSource(time.Now, rand.Reader)
	contracts := []access.Subject{access.OnContract(id.New[contract.Contract](ids)), access.OnContract(id.New[contract.Contract](ids))}
	for i := range n {
		for _, on := range contracts {
			err := db.Write(t.Context(), func(tx *engine.Tx) error {
				return audits.Append(tx, audits.Entry{
					ID: id.New[audits.Entry](ids), At: time.Date(2026, 11, 22, 12, i, 0, 0, time.UTC), By: access.System("cycle"), Do: access.CycleRun,
					On: on, Outcome: audits.Done, Note: "entry",
				})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return contracts
}

// rewrite appends n entries to one contract's chain that say something else.
func rewrite(t *testing.T, db *engine.DB, on access.Subject, n int) {
	t.Helper()
	ids := id.NewSource(time.Now, rand.Reader)
	for i := range n {
		err := db.Write(t.Context(), func(tx *engine.Tx) error {
			return audits.Append(tx, audits.Entry{
				ID: id.New[audits.Entry](ids), At: time.Date(2026, 11, 22, 12, i, 0, 0, time.UTC), By: access.System("cycle"), Do: access.CycleRun,
				On: on, Outcome: audits.Done, Note: "forged",
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func verify(t *testing.T, db *engine.DB) []string {
	t.Helper()
	found, err := audits.Verify(db.Reader(t.Context()), 100)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// tamper changes what nobody may change: like an attacker with the database's password, it takes the triggers away first.
func tamper(t *testing.T, db *engine.DB, statements ...string) {
	t.Helper()
	disarm := []string{"drop trigger audits_no_update", "drop trigger audits_no_delete"}
	if db.Postgres() {
		disarm = []string{"drop trigger audits_append_only on audits"}
	}
	for _, sql := range append(disarm, statements...) {
		if err := db.Write(t.Context(), func(tx *engine.Tx) error { _, err := tx.Exec(sql); return err }); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

func TestAnUntouchedRecordIsWhole(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		contracts := write(t, db, 5)
		if found := verify(t, db); len(found) != 0 {
			t.Errorf("got %v", found)
		}
		rows, err := audits.On(db.Reader(t.Context()), contracts[0])
		if err != nil || len(rows) != 5 || !rows[0].At.After(rows[4].At) {
			t.Errorf("got %d rows, %v; want five, the newest first", len(rows), err)
		}
	})
}

func TestRowsCannotBeChangedOrRemoved(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		write(t, db, 1)
		for _, sql := range []string{"update audits set note = 'x'", "delete from audits"} {
			if err := db.Write(t.Context(), func(tx *engine.Tx) error { _, err := tx.Exec(sql); return err }); err == nil {
				t.Errorf("%s went through", sql)
			}
		}
	})
}

func TestEveryTamperingIsFound(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string][]string{
		"a changed note":                 {"update audits set note = 'other' where n = 3"},
		"a flipped outcome":              {"update audits set outcome = 'refused' where n = 2"},
		"a moved instant":                {"update audits set at = at + 1 where n = 1"},
		"another actor":                  {"update audits set actor_id = 'feed' where n = 4"},
		"a removed row":                  {"delete from audits where n = 3"},
		"a removed last row":             {"delete from audits where n = 5"},
		"a removed chain":                {"delete from audits"},
		"a head that was moved":          {"delete from audits where n = 5", "update audit_heads set n = 4"},
		"two rows in each other's place": {"update audits set n = 99 where n = 2", "update audits set n = 2 where n = 3", "update audits set n = 3 where n = 99"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			enginetest.Each(t, func(t *testing.T, db *engine.DB) {
				write(t, db, 5)
				tamper(t, db, sql...)
				if found := verify(t, db); len(found) == 0 || !strings.HasPrefix(found[0], "audit chain contract/") {
					t.Errorf("got %q", found)
				}
			})
		})
	}
}

func TestChainsDoNotMix(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		contracts := write(t, db, 2)
		tamper(t, db, "update audits set note = 'x' where subject_id = '"+contracts[0].ID+"' and n = 2")
		found := verify(t, db)
		for _, f := range found {
			if !strings.Contains(f, contracts[0].ID) {
				t.Errorf("got %q, want findings about the first contract only", f)
			}
		}
		if len(found) == 0 {
			t.Error("nothing was found")
		}
	})
}
