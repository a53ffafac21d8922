package app_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/id"
	"marque/internal/service/paying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// BenchmarkStatements closes a day on which every contract's period ends: each statement is folded, laid out, printed, sealed, stored and announced.
func BenchmarkStatements(b *testing.B) {
	const n = 10_000
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		for b.Loop() {
			w := apptest.Open(b, db, apptest.NewClock("2026-11-27T15:00:00Z"))
			fillBook(b, w, n, func(int) int { return 18 })
			through := func(day string) int {
				done, err := w.Billing.Close(b.Context(), civil.MustParse(day), nil)
				if err != nil {
					b.Fatal(err)
				}
				return done.Statements
			}
			through("2026-11-27")
			start := time.Now()
			issued := through("2026-11-28")
			took := time.Since(start).Seconds()
			if issued != n-1 && issued != n { // the model is another's
				b.Fatalf("got %d statements, want %d", issued, n)
			}
			b.ReportMetric(float64(issued)/took, "statements/s")
			b.ReportMetric(float64(issued)/took/float64(runtime.NumCPU()), "statements/s/core")
		}
	})
}

// payers is how many customers pay at a time, and how many connections pgbench has.
const payers = 8

// BenchmarkPayments takes payments through the service, each from another contract. The limit is pgbench in the same run, over the same server: as many
// rows of the same content, with an index each, in one transaction, without a check.
func BenchmarkPayments(b *testing.B) {
	pgbench := findPgbench(b)
	url := enginetest.PostgresURL(b)
	db, err := engine.Open(b.Context(), engine.Config{URL: url})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const n = 4000
	for b.Loop() {
		w := apptest.Open(b, db, apptest.NewClock("2026-11-27T15:00:00Z"))
		first, by := fillBook(b, w, n, nil)
		order := paying.Order{Contract: first, Amount: 10_001, Kind: contract.RegularPayment, Date: civil.MustParse("2026-12-01"), Key: "warm", New: typed("880012347777")}
		account, err := w.Paying.Prepare(b.Context(), by, order)
		if err != nil {
			b.Fatal(err)
		}
		order.Account = account.ID
		script := sampled(b, db, func() {
			if _, err := w.Paying.PayOnce(b.Context(), by, order); err != nil {
				b.Fatal(err)
			}
		})
		order.New = paying.Order{}.New
		served := pay(b, w, by, order, n)
		raw := bench(b, pgbench, url, script)
		b.ReportMetric(served, "payments/s")
		b.ReportMetric(raw, "raw/s")
		b.ReportMetric(served/raw, "of-raw")
	}
}

// pay takes one payment from each contract that fillBook made and returns how many a second.
func pay(b *testing.B, w *apptest.World, by access.Actor, order paying.Order, n int) float64 {
	b.Helper()
	var next atomic.Int64
	var all sync.WaitGroup
	start := time.Now()
	for range payers {
		all.Go(func() {
			for i := int(next.Add(1)); i < n; i = int(next.Add(1)) {
				o := order
				o.Contract, o.Key = id.Derive[contract.Contract]("bench", fmt.Sprintf("B%07d", i)), "form"
				if _, err := w.Paying.PayOnce(b.Context(), by, o); err != nil {
					b.Errorf("pay: %v", err)
					return
				}
			}
		})
	}
	all.Wait()
	return float64(n-1) / time.Since(start).Seconds()
}

// sampled runs fn and returns a script that writes what it wrote, an insertion for each table, into tables of the same columns.
func sampled(b *testing.B, db *engine.DB, fn func()) string {
	b.Helper()
	exec := func(sql string) {
		if _, err := db.Pool().Exec(b.Context(), sql); err != nil {
			b.Fatalf("%s: %v", sql, err)
		}
	}
	rows, err := db.Pool().Query(b.Context(), `select table_name::text from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`)
	var tables []string
	for err == nil && rows.Next() {
		var name string
		if err = rows.Scan(&name); err == nil {
			tables = append(tables, name)
		}
	}
	if err != nil {
		b.Fatal(err)
	}
	for _, t := range tables {
		exec("create unlogged table before_" + t + " as table " + t)
	}
	fn()
	var script strings.Builder
	script.WriteString("begin;\n")
	for _, t := range tables {
		exec("create table sample_" + t + " as select * from " + t + " except select * from before_" + t)
		var n int
		if err := db.Pool().QueryRow(b.Context(), "select count(*) from sample_"+t).Scan(&n); err != nil {
			b.Fatal(err)
		}
		if n > 0 {
			exec("create table raw_" + t + " as select * from sample_" + t + " where false")
			exec("create index on raw_" + t + " (" + keyOf(b, db, t) + ")")
			script.WriteString("insert into raw_" + t + " select * from sample_" + t + ";\n")
			b.Logf("%s: %d rows", t, n)
		}
		exec("drop table before_" + t)
	}
	script.WriteString("commit;\n")
	return script.String()
}

// keyOf lists the columns of a table's primary key.
func keyOf(b *testing.B, db *engine.DB, table string) string {
	b.Helper()
	var key string
	err := db.Pool().QueryRow(b.Context(), `select string_agg(a.attname, ', ') from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
		where i.indrelid = cast($1 as text)::regclass and i.indisprimary`, table).Scan(&key)
	if err != nil {
		b.Fatal(err)
	}
	return key
}

func findPgbench(b *testing.B) string {
	b.Helper()
	if found, err := exec.LookPath("pgbench"); err == nil {
		return found
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if len(found) == 0 {
		b.Skip("NOT MEASURED: pgbench is not installed")
	}
	return found[len(found)-1]
}

var tps = regexp.MustCompile(`tps = ([0-9.]+)`)

// bench runs a script with pgbench and returns its transactions a second.
func bench(b *testing.B, pgbench, url, script string) float64 {
	b.Helper()
	file := filepath.Join(b.TempDir(), "payment.sql")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		b.Fatal(err)
	}
	var out bytes.Buffer
	cmd := exec.CommandContext(b.Context(), pgbench, "-n", "-M", "prepared", "-c", strconv.Itoa(payers), "-j", "2", "-T", "5", "-f", file, url) //nolint:gosec // our own script
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		b.Fatalf("pgbench: %v\n%s", err, out.String())
	}
	m := tps.FindStringSubmatch(out.String())
	if m == nil {
		b.Fatalf("got %s", out.String())
	}
	rate, _ := strconv.ParseFloat(m[1], 64)
	return rate
}
