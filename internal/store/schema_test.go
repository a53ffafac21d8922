package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// sameAs says which word of SQLite stands for each type of PostgreSQL.
var sameAs = map[string]string{
	"uuid": "TEXT", "text": "TEXT", "date": "TEXT", "bigint": "INTEGER", "integer": "INTEGER", "boolean": "INTEGER", "bytea": "BLOB",
}

const (
	liteColumns = `select m.name, c.name, c.type, c."notnull" = 1 or c.pk > 0 from sqlite_master m, pragma_table_info(m.name) c
		where m.type = 'table'`
	postgresColumns = `select table_name::text, column_name::text, data_type::text, is_nullable = 'NO' from information_schema.columns
		where table_schema = 'public' and table_name in (select tablename from pg_tables where schemaname = 'public')`
	liteIndexes = `select m.name, i.name, group_concat(k.name), i."unique" = 1 from sqlite_master m, pragma_index_list(m.name) i,
		pragma_index_info(i.name) k where m.type = 'table' group by m.name, i.name`
	postgresIndexes = `select t.relname::text, i.relname::text, string_agg(coalesce(a.attname::text, '?'), ',' order by k.n), x.indisunique
		from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
		join pg_namespace s on s.oid = t.relnamespace and s.nspname = 'public'
		cross join lateral unnest(x.indkey::int[]) with ordinality k(at, n)
		left join pg_attribute a on a.attrelid = t.oid and a.attnum = k.at group by t.relname, i.relname, x.indisunique`
	liteGuards     = `select tbl_name, 'append-only', '', sql like '%append-only%' from sqlite_master where type = 'trigger' group by tbl_name`
	postgresGuards = `select t.relname::text, 'append-only', '', true from pg_trigger g join pg_class t on t.oid = g.tgrelid
		join pg_proc p on p.oid = g.tgfoid where p.proname = 'marque_append_only' group by t.relname`
)

// ours leaves out the tables of the two libraries that keep their own.
func ours(table string) bool {
	return !strings.HasPrefix(table, "river_") && !strings.HasPrefix(table, "sqlite_") && table != "schema_migrations"
}

// question asks each engine about its schema: table, name, text and flag in each row.
type question struct {
	what, lite, postgres string
	least                int  // fewer answers mean that the question is wrong
	nameless             bool // the engines choose the names differently
}

// facts are an engine's answers, a line each.
func (q question) facts(t *testing.T, db *engine.DB) []string {
	t.Helper()
	text := q.lite
	if db.Postgres() {
		text = q.postgres
	}
	rows, err := db.Reader(t.Context()).Query(text)
	all, err := engine.All(rows, err, func(r *engine.Rows) (string, error) {
		var table, name, what string
		var flag bool
		err := r.Scan(&table, &name, &what, &flag)
		if !ours(table) {
			return "", err
		}
		if same, ok := sameAs[what]; ok {
			what = same
		}
		if q.nameless {
			name = "*"
		}
		return fmt.Sprintf("%s.%s %s %v", table, name, what, flag), err
	})
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(s string) bool { return s == "" })
	slices.Sort(all)
	return all
}

func TestBothEnginesHaveTheSameSchema(t *testing.T) {
	t.Parallel()
	lite, postgres := enginetest.SQLite(t), enginetest.Postgres(t)
	for _, q := range []question{
		{what: "columns with type and whether required", lite: liteColumns, postgres: postgresColumns, least: 100},
		{what: "indexes with columns and whether unique", lite: liteIndexes, postgres: postgresIndexes, least: 20, nameless: true},
		{what: "append-only tables", lite: liteGuards, postgres: postgresGuards, least: 1},
	} {
		a, b := q.facts(t, lite), q.facts(t, postgres)
		if len(a) < q.least {
			t.Errorf("%s: got %d on SQLite, want at least %d", q.what, len(a), q.least)
		}
		for _, line := range missing(a, b) {
			t.Errorf("%s: only SQLite has %s", q.what, line)
		}
		for _, line := range missing(b, a) {
			t.Errorf("%s: only PostgreSQL has %s", q.what, line)
		}
	}
}

// missing are the lines of a that b has not, each as often as it lacks.
func missing(a, b []string) []string {
	left := slices.Clone(b)
	var out []string
	for _, line := range a {
		if i := slices.Index(left, line); i >= 0 {
			left = slices.Delete(left, i, i+1)
			continue
		}
		out = append(out, line)
	}
	return out
}

func TestEveryTextOfPostgresIsComparedByItsBytes(t *testing.T) {
	t.Parallel()
	const text = `select table_name::text, column_name::text, coalesce(collation_name::text, ''), true from information_schema.columns
		where table_schema = 'public' and data_type = 'text' and coalesce(collation_name, '') <> 'C'`
	for _, line := range (question{postgres: text}).facts(t, enginetest.Postgres(t)) {
		t.Errorf("this column's order is not that of its bytes: %s", line)
	}
}

func TestEveryTableOfSQLiteIsStrict(t *testing.T) {
	t.Parallel()
	const text = `select name, '', '', strict from pragma_table_list where type = 'table' and strict = 0`
	for _, line := range (question{lite: text}).facts(t, enginetest.SQLite(t)) {
		t.Errorf("this table is not strict: %s", line)
	}
}
