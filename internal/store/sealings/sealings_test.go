package sealings_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/sealings"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

// bytesColumns asks each engine for every column of bytes that is ours.
func bytesColumns(t *testing.T, db *engine.DB) []string {
	t.Helper()
	text := `select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and c.type = 'BLOB'`
	if db.Postgres() {
		text = `select table_name::text, column_name::text from information_schema.columns where table_schema = 'public' and data_type = 'bytea'`
	}
	rows, err := db.Reader(t.Context()).Query(text)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (string, error) {
		var table, column string
		err := rows.Scan(&table, &column)
		return table + "." + column, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(name string) bool { return strings.HasPrefix(name, "river_") })
}

// listed is every column of bytes that the code knows.
func listed() []string {
	var out []string
	for _, table := range sealings.Tables() {
		for _, column := range table.Sealed {
			out = append(out, table.Name+"."+column)
		}
		for _, index := range table.Indexes {
			out = append(out, table.Name+"."+index.Column)
		}
	}
	for name := range sealings.Plain() {
		out = append(out, name)
	}
	return out
}

func TestEverySealedColumnIsInTheListAndNothingElse(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		known, there := listed(), bytesColumns(t, db)
		for _, name := range there {
			if !slices.Contains(known, name) {
				t.Errorf("%s holds bytes: name it in sealings.Tables (sealed, and rotated with the keys) or in sealings.Plain with a reason", name)
			}
		}
		for _, name := range known {
			if !slices.Contains(there, name) {
				t.Errorf("%s is listed, but the schema has no such column of bytes", name)
			}
		}
		if len(there) < 30 {
			t.Errorf("found %d columns: is the question wrong?", len(there))
		}
	})
}

func TestAColumnThatNobodyListedIsSeen(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		kind := "blob"
		if db.Postgres() {
			kind = "bytea"
		}
		err := db.Write(t.Context(), func(tx *engine.Tx) error {
			_, err := tx.Exec("create table secrets (id text primary key, value " + strings.ToUpper(kind) + ")")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(bytesColumns(t, db), "secrets.value") || slices.Contains(listed(), "secrets.value") {
			t.Error("a new column of bytes was not seen")
		}
	})
}

func TestEachTablesStatementsReadAndWriteItsColumns(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		for _, table := range sealings.Tables() {
			if _, _, more, err := table.Look(db.Reader(t.Context()), seal.NewTest(), sealings.Row{}); err != nil || more {
				t.Errorf("%s: got %v, %v", table.Name, more, err)
			}
			for i, column := range append(slices.Clone(table.Sealed), indexColumns(table)...) {
				if want := fmt.Sprintf("%s = $%d", column, i+3); !strings.Contains(table.UpdateText(), want) {
					t.Errorf("%s: its update has no %q", table.Name, want)
				}
				if from := strings.Index(table.PageText(), " from "); !strings.Contains(table.PageText()[:from], column) {
					t.Errorf("%s: its page does not read %s", table.Name, column)
				}
			}
		}
	})
}

func indexColumns(t sealings.Table) []string {
	var out []string
	for _, i := range t.Indexes {
		out = append(out, i.Column)
	}
	return out
}
