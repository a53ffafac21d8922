package engine_test

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"marque/internal/civil"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestTheSchemaIsTranslatedForEachEngine(t *testing.T) {
	t.Parallel()
	const source = `
-- A comment; with a semicolon.
create table a ( -- and one behind
	id ID primary key,
	day DATE not null,
	said TEXT not null default 'a BIGINT; DATE',
	sum BIGINT not null check (sum > 0)
);
create index a_day on a (day) where sum > 1;
-- append-only: a
`
	want := map[bool][]string{
		true: {
			"create table a (\nid uuid primary key,\nday date not null,\nsaid text collate \"C\" not null default 'a BIGINT; DATE',\n" +
				"sum bigint not null check (sum > 0)\n)",
			"create index a_day on a (day) where sum > 1",
			"create or replace function marque_append_only() returns trigger language plpgsql as " +
				"$$ begin raise exception '% is append-only', tg_table_name; end $$",
			"create trigger a_append_only before update or delete on a for each row execute function marque_append_only()",
			"create trigger a_no_truncate before truncate on a execute function marque_append_only()",
		},
		false: {
			"create table a (\nid TEXT check (length(id) = 36) primary key,\n" +
				"day TEXT check (day is null or (length(day) = 10 and day is date(day, '+0 days'))) not null,\n" +
				"said TEXT not null default 'a BIGINT; DATE',\nsum INTEGER not null check (sum > 0)\n) strict",
			"create index a_day on a (day) where sum > 1",
			"create trigger a_no_update before update on a begin select raise(abort, 'a is append-only'); end",
			"create trigger a_no_delete before delete on a begin select raise(abort, 'a is append-only'); end",
		},
	}
	for postgres, statements := range want {
		got, err := engine.Translate(source, postgres)
		if err != nil || !slices.Equal(got, statements) {
			t.Errorf("postgres %v: got %v and\n%s\nwant\n%s", postgres, err, strings.Join(got, "\n"), strings.Join(statements, "\n"))
		}
	}
}

func TestOfAFrozenTableOnlyTheOtherColumnsMayBeWrittenAnew(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		run(t, db, "-- append-only: thing\n-- frozen: thing (id, born)\n")
		put(t, db, 0, 3)
		write := func(sql string) error {
			return db.Write(t.Context(), func(tx *engine.Tx) error { _, err := tx.Exec(sql); return err })
		}
		if err := write(`update thing set amount = 1`); err != nil {
			t.Errorf("got %v", err)
		}
		for _, bad := range []string{`update thing set born = '2026-02-03'`, `update thing set amount = 2, born = '2026-02-03'`, `delete from thing`} {
			if err := write(bad); err == nil || !strings.Contains(err.Error(), "thing is append-only") {
				t.Errorf("%s: got %v, want it refused by name", bad, err)
			}
		}
	})
}

func TestASchemaThatIsCutOffIsRefused(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"no semicolon":             "create table a (id ID)",
		"append-only in the midst": "create table a (\n-- append-only: a\nid ID);",
	} {
		if got, err := engine.Translate(source, true); err == nil {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestBothEnginesRefuseWhatATypeCannotHold(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		put(t, db, 0, 1)
		for _, bad := range []string{
			`update thing set born = '2026-02-30'`, `update thing set born = 'today-ish'`,
			`update thing set id = 'abc'`, `update thing set amount = 'much'`, `update thing set open = 'ajar'`,
		} {
			err := db.Write(t.Context(), func(tx *engine.Tx) error { _, err := tx.Exec(bad); return err })
			if err == nil {
				t.Errorf("%s: got no error", bad)
			}
		}
		for _, day := range []string{"2024-02-29", "1900-01-01", "2199-12-31"} {
			err := db.Write(t.Context(), func(tx *engine.Tx) error {
				_, err := tx.Exec(`update thing set born = $1`, civil.MustParse(day))
				return err
			})
			if err != nil {
				t.Errorf("%s: %v", day, err)
			}
		}
	})
}

func TestAnAppendOnlyTableKeepsItsRows(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		table(t, db)
		run(t, db, "-- append-only: thing\n")
		put(t, db, 0, 40)
		for _, bad := range []string{`update thing set amount = 1`, `delete from thing where id is not null`} {
			err := db.Write(t.Context(), func(tx *engine.Tx) error { _, err := tx.Exec(bad); return err })
			if err == nil || !strings.Contains(err.Error(), "thing is append-only") {
				t.Errorf("%s: got %v, want it refused by name", bad, err)
			}
		}
		if n := count(t, db.Reader(t.Context())); n != 40 {
			t.Errorf("got %d rows, want 40", n)
		}
	})
}

func TestMigrateRunsOnceAndPendingCounts(t *testing.T) {
	t.Parallel()
	db, err := engine.Open(t.Context(), engine.Config{Path: filepath.Join(t.TempDir(), "sub", "new.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if n, err := db.Pending(t.Context()); err != nil || n == 0 {
		t.Errorf("got %d pending and %v on a new file, want some", n, err)
	}
	for range 2 {
		if err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n, err := db.Pending(t.Context()); err != nil || n != 0 {
			t.Errorf("got %d pending and %v after migrating, want none", n, err)
		}
	}
}

func TestTwoProcessesMigrateOneDatabaseInTurn(t *testing.T) {
	t.Parallel()
	url := enginetest.EmptyURL(t)
	var group sync.WaitGroup
	for range 3 {
		db, err := engine.Open(t.Context(), engine.Config{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		group.Go(func() {
			if err := db.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
			if n, err := db.Pending(t.Context()); err != nil || n != 0 {
				t.Errorf("got %d pending and %v, want none", n, err)
			}
		})
	}
	group.Wait()
}
