package feedimport_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/cli/feedimport"
	"marque/internal/core/vehicle"
	"marque/internal/store/engine"
)

// benchContracts is the size of the measured book: large enough that opening and closing do not count.
const benchContracts = 2000

// tables are those that an import fills; the queue's own is left out, for its rows hold types that only its library writes.
var tables = []string{
	"parties", "vehicles", "contracts", "contract_events", "contract_states", "contract_parties", "vehicle_readings", "vehicle_services",
	"vehicle_recalls", "vehicle_titles", "vehicle_ownership", "ledger_entries", "ledger_postings", "ledger_balances", "feed_events", "invitations", "outbox",
}

// BenchmarkImport measures an import of fresh contracts and what was told of their vehicles, against the bare insertion of the very
// same rows into the same tables: everything that reading, judging, folding, booking, sealing and auditing cost is the difference.
func BenchmarkImport(b *testing.B) {
	for name, fresh := range map[string]func(testing.TB) place{"sqlite": sqlite, "postgres": postgres} {
		b.Run(name, func(b *testing.B) {
			data := feedOf(b, benchContracts)
			for b.Loop() {
				h := open(b, fresh(b))
				start := time.Now()
				if _, err := feedimport.Run(context.Background(), h.options(nil), bytes.NewReader(data), io.Discard, io.Discard); err != nil {
					b.Fatal(err)
				}
				took := time.Since(start)
				rows, n := everything(b, h.db)
				bare := insert(b, open(b, fresh(b)).db, rows)
				b.ReportMetric(float64(bytes.Count(data, []byte("\n")))/took.Seconds(), "messages/s")
				b.ReportMetric(float64(n)/took.Seconds(), "rows/s")
				b.ReportMetric(float64(n)/bare.Seconds(), "bare-rows/s")
				b.ReportMetric(bare.Seconds()/took.Seconds(), "of-bare")
			}
		})
	}
}

var numbered = regexp.MustCompile(`"(C\d{9}|L\d{9}|evt-\d+|P\d{6})"`)

// feedOf makes a feed of n contracts by repeating the sample with other numbers, people and vehicles.
func feedOf(b *testing.B, n int) []byte {
	b.Helper()
	sample := file(b, "retail.jsonl")
	contracts := bytes.Count(sample, []byte(`"contract.activated.v1"`))
	var out bytes.Buffer
	for round := 0; round*contracts < n; round++ {
		text := numbered.ReplaceAllString(string(sample), fmt.Sprintf(`"$1-%d"`, round))
		out.WriteString(vins.ReplaceAllStringFunc(text, func(v string) string { return renumbered(v, round) }))
	}
	return out.Bytes()
}

var vins = regexp.MustCompile(`"[A-HJ-NPR-Z0-9]{17}"`)

// renumbered gives a VIN another middle and the check digit that belongs to it.
func renumbered(quoted string, round int) string {
	v := []byte(strings.Trim(quoted, `"`))
	copy(v[4:8], fmt.Sprintf("%04d", round))
	for _, digit := range []byte("0123456789X") {
		if v[8] = digit; vehicle.VIN(v).CheckDigitFits() {
			break
		}
	}
	return `"` + string(v) + `"`
}

// filled is a table's content.
type filled struct {
	table   string
	columns []string
	rows    [][]any
}

// everything reads the tables as they are.
func everything(b *testing.B, db *engine.DB) (all []filled, n int) {
	b.Helper()
	r := db.Reader(context.Background())
	for _, table := range tables {
		f := filled{table: table, columns: columnsOf(b, db, table)}
		rows, err := r.Query("select " + strings.Join(f.columns, ", ") + " from " + table)
		f.rows, err = engine.All(rows, err, func(rows *engine.Rows) ([]any, error) {
			values, into := make([]any, len(f.columns)), make([]any, len(f.columns))
			for i := range values {
				into[i] = &values[i]
			}
			err := rows.Scan(into...)
			for i, v := range values {
				if at, ok := v.(time.Time); ok {
					values[i] = civil.On(at, time.UTC)
				}
			}
			return values, err
		})
		if err != nil {
			b.Fatal(err)
		}
		n += len(f.rows)
		all = append(all, f)
	}
	return all, n
}

func columnsOf(b *testing.B, db *engine.DB, table string) []string {
	b.Helper()
	query := `select name from pragma_table_info('` + table + `')`
	if db.Postgres() {
		query = `select column_name::text from information_schema.columns where table_name = '` + table + `' and table_schema = 'public'`
	}
	rows, err := db.Reader(context.Background()).Query(query)
	names, err := engine.All(rows, err, func(rows *engine.Rows) (string, error) {
		var s string
		err := rows.Scan(&s)
		return s, err
	})
	if err != nil || len(names) == 0 {
		b.Fatalf("columns of %s: %v, %v", table, names, err)
	}
	return names
}

// insert writes all rows in one transaction and returns how long it took.
func insert(b *testing.B, db *engine.DB, all []filled) time.Duration {
	b.Helper()
	start := time.Now()
	err := db.Write(context.Background(), func(tx *engine.Tx) error {
		for _, f := range all {
			if err := tx.Insert(f.table, f.columns, f.rows); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}
