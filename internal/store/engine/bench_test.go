package engine_test

import (
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"marque/internal/civil"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// benchTable makes a postings table: what a ledger writes most.
func benchTable(b *testing.B, db *engine.DB) {
	b.Helper()
	run(b, db, `create table posting (
		contract_id ID not null,
		id ID not null,
		entry_id ID not null,
		account TEXT not null,
		amount BIGINT not null,
		booked DATE not null,
		primary key (contract_id, id)
	);`)
}

func postingColumns() []string {
	return []string{"contract_id", "id", "entry_id", "account", "amount", "booked"}
}

// number makes the nth id, sortable as ours are.
func number(n int) id.Of[thing] {
	var out id.Of[thing]
	binary.BigEndian.PutUint64(out[:8], uint64(n+1)) //nolint:gosec // counts up
	out[15] = 1
	return out
}

func posting(n int) []any {
	return []any{number(n % 1000), number(n), number(n / 2), "1210", int64(n), civil.MustParse("2026-03-01")}
}

// BenchmarkInsert adds rows in bulk: 10,000 to a transaction.
func BenchmarkInsert(b *testing.B) {
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		benchTable(b, db)
		const chunk = 10_000
		n := 0
		for b.Loop() {
			rows := make([][]any, chunk)
			for i := range rows {
				rows[i] = posting(n)
				n++
			}
			err := db.Write(b.Context(), func(tx *engine.Tx) error { return tx.Insert("posting", postingColumns(), rows) })
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
	})
}

// BenchmarkPosting writes one balanced entry to a transaction, two postings of two statements.
func BenchmarkPosting(b *testing.B) {
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		benchTable(b, db)
		n := 0
		for b.Loop() {
			err := db.Write(b.Context(), func(tx *engine.Tx) error {
				for range 2 {
					if _, err := tx.Exec(insertPosting, posting(n)...); err != nil {
						return err
					}
					n++
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
	})
}

const insertPosting = `insert into posting (contract_id, id, entry_id, account, amount, booked) values ($1, $2, $3, $4, $5, $6)`

// BenchmarkPostingLimit is BenchmarkPosting with the driver alone and arguments that need no binding: the engine's own
// cost is the difference.
func BenchmarkPostingLimit(b *testing.B) {
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		benchTable(b, db)
		write := postgresPosting(b, db)
		if !db.Postgres() {
			write = litePosting(b, db)
		}
		n := 0
		for b.Loop() {
			if err := write(n); err != nil {
				b.Fatal(err)
			}
			n += 2
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
	})
}

// plain is a posting in the types that the drivers take.
func plain(n int) []any {
	return []any{number(n % 1000).String(), number(n).String(), number(n / 2).String(), "1210", int64(n), "2026-03-01"}
}

func postgresPosting(b *testing.B, db *engine.DB) func(n int) error {
	return func(n int) error {
		return pgx.BeginFunc(b.Context(), db.Pool(), func(tx pgx.Tx) error {
			_, err1 := tx.Exec(b.Context(), insertPosting, plain(n)...)
			_, err2 := tx.Exec(b.Context(), insertPosting, plain(n+1)...)
			return errors.Join(err1, err2)
		})
	}
}

func litePosting(b *testing.B, db *engine.DB) func(n int) error {
	b.Helper()
	kept, err := db.Writer().PrepareContext(b.Context(), insertPosting)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = kept.Close() })
	return func(n int) error {
		tx, err := db.Writer().BeginTx(b.Context(), nil)
		if err != nil {
			return err
		}
		stmt := tx.StmtContext(b.Context(), kept)
		_, err1 := stmt.ExecContext(b.Context(), plain(n)...)
		_, err2 := stmt.ExecContext(b.Context(), plain(n+1)...)
		return errors.Join(err1, err2, tx.Commit())
	}
}

// BenchmarkRead reads one row by its key, as a session check does.
func BenchmarkRead(b *testing.B) {
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		benchTable(b, db)
		rows := make([][]any, 10_000)
		for i := range rows {
			rows[i] = posting(i)
		}
		err := db.Write(b.Context(), func(tx *engine.Tx) error { return tx.Insert("posting", postingColumns(), rows) })
		if err != nil {
			b.Fatal(err)
		}
		b.RunParallel(func(pb *testing.PB) {
			r := db.Reader(b.Context())
			for n := 0; pb.Next(); n = (n + 1) % len(rows) {
				var amount int64
				err := r.QueryRow(`select amount from posting where contract_id = $1 and id = $2`, number(n%1000), number(n)).Scan(&amount)
				if err != nil || amount != int64(n) {
					b.Fatalf("got %d and %v, want %d", amount, err, n) //nolint:staticcheck // ends the benchmark
				}
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reads/s")
	})
}

// BenchmarkBoundLimit reads one row where the most rows to read are bound and where they are written out: the two cost the same where the
// statement is planned once.
func BenchmarkBoundLimit(b *testing.B) {
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		benchTable(b, db)
		r := db.Reader(b.Context())
		read := func(sql string, args ...any) time.Duration {
			began := time.Now()
			for range 100 {
				rows, err := r.Query(sql, args...)
				if err != nil {
					b.Fatal(err)
				}
				if err := rows.Close(); err != nil {
					b.Fatal(err)
				}
			}
			return time.Since(began)
		}
		var bound, written time.Duration
		for b.Loop() {
			bound += read(`select amount from posting where contract_id = $1 limit $2`, number(1), 10)
			written += read(`select amount from posting where contract_id = $1 limit 10`, number(1))
		}
		b.ReportMetric(bound.Seconds()/written.Seconds(), "of-written")
	})
}
