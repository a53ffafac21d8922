package app_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/parties"
)

// benchSizes are the books that the cycle is measured over: MARQUE_BENCH_CONTRACTS names one other, MARQUE_BENCH=whole adds the largest.
func benchSizes() []int {
	if n, err := strconv.Atoi(os.Getenv("MARQUE_BENCH_CONTRACTS")); err == nil {
		return []int{n}
	}
	sizes := []int{10_000, 100_000}
	if os.Getenv("MARQUE_BENCH") == "whole" {
		sizes = append(sizes, 300_000)
	}
	return sizes
}

// BenchmarkCycle closes three kinds of days over books of several sizes: the first one, on which every contract is folded, booked and foreseen; an
// ordinary one, on which few contracts have something to do, with its statements; and a month's end, on which interest is booked for every one. The
// limit is a raw set-based pass in the same run, which writes as many rows of the same kinds.
func BenchmarkCycle(b *testing.B) {
	for _, n := range benchSizes() {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
				for b.Loop() {
					benchCycle(b, db, n)
				}
			})
		})
	}
}

func benchCycle(b *testing.B, db *engine.DB, n int) {
	b.Helper()
	w := apptest.Open(b, db, apptest.NewClock("2026-11-27T15:00:00Z"))
	fillBook(b, w, n, nil)
	heap := uint64(0)
	look := func(civil.Date, app.Progress) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		heap = max(heap, m.HeapInuse)
	}
	closing := func(day string) (time.Duration, app.Day) {
		var done app.Day
		start := time.Now()
		if err := w.Cycle.Through(b.Context(), civil.MustParse(day), look, func(d app.Day) { done = d }); err != nil {
			b.Fatal(err)
		}
		return time.Since(start), done
	}
	whole, first := closing("2026-11-27")
	ordinary, day := closing("2026-11-28")
	closing("2026-11-29")
	end, last := closing("2026-11-30")
	if first.Contracts < n || last.Contracts < n*9/10 {
		b.Fatalf("got %d contracts on the first day and %d at the month's end, want all %d", first.Contracts, last.Contracts, n)
	}
	pass := setBased(b, db)
	perSecond := func(took time.Duration) float64 { return float64(n) / took.Seconds() }
	b.ReportMetric(perSecond(whole), "first-contracts/s")
	b.ReportMetric(perSecond(ordinary), "day-contracts/s")
	b.ReportMetric(float64(day.Contracts), "awake")
	b.ReportMetric(float64(day.Statements), "statements")
	b.ReportMetric(float64(day.Statements)/ordinary.Seconds(), "statements/s")
	b.ReportMetric(perSecond(end), "monthend-contracts/s")
	b.ReportMetric(perSecond(pass), "pass-contracts/s")
	b.ReportMetric(pass.Seconds()/whole.Seconds(), "first-of-pass")
	b.ReportMetric(pass.Seconds()/ordinary.Seconds(), "day-of-pass")
	b.ReportMetric(pass.Seconds()/end.Seconds(), "monthend-of-pass")
	b.ReportMetric(float64(heap)/(1<<20), "MiB")
}

// setBased is the limit: one portable statement for each table that a month's end writes, over every contract, in one transaction, with primary keys
// and without a check: an entry, its two postings, two balances and the state.
func setBased(b *testing.B, db *engine.DB) time.Duration {
	b.Helper()
	start := time.Now()
	err := db.Write(b.Context(), func(tx *engine.Tx) error {
		for _, sql := range []string{
			`create table bench_entries (contract_id text not null, key text not null, posted text not null, recorded bigint not null, cause text not null,
				primary key (contract_id, key))`,
			`create table bench_postings (contract_id text not null, key text not null, account int not null, amount bigint not null,
				primary key (contract_id, key, account))`,
			`insert into bench_entries select cast(contract_id as text), 'accrual/2026-12-01', '2026-12-01', 0, 'bench' from contract_states`,
			`insert into bench_postings select cast(contract_id as text), 'accrual/2026-12-01', 1, balance * 6 / 36500 from contract_states`,
			`insert into bench_postings select cast(contract_id as text), 'accrual/2026-12-01', 2, -balance * 6 / 36500 from contract_states`,
			`update ledger_balances set balance = balance + 1 where account = 1110`,
			`update ledger_balances set balance = balance - 1 where account = 4000`,
			`update contract_states set balance = balance + balance * 6 / 36500, cycled = '2026-12-01', as_of = '2026-12-01'`,
		} {
			if _, err := tx.Exec(sql); err != nil {
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

// fillBook opens so many loans of the last year, each paid on its days, one in twenty of them without its last payment. Their due days are spread over the
// month unless due says otherwise. It returns the first, which has no payments, and the customer whose they all are.
func fillBook(b *testing.B, w *apptest.World, n int, due func(i int) int) (contract.ID, access.Actor) {
	b.Helper()
	if err := w.Billing.Pin(b.Context(), civil.MustParse("2026-11-27")); err != nil {
		b.Fatal(err)
	}
	first, by := w.Activate(b, apptest.Loan("C0"))
	model, err := contracts.ByID(w.DB.Reader(b.Context()), first)
	if err != nil {
		b.Fatal(err)
	}
	bk := book.New(w.Clock.Now, w.Config.Zone)
	if due == nil {
		due = func(i int) int {
			if i%28 == 19 { // the statement of a loan due on the 20th would close at the month's end, which is measured without
				return 19
			}
			return 1 + i%28
		}
	}
	const group = 1000
	for from := 1; from < n; from += group {
		var all []book.Opening
		var on []parties.Member
		for i := from; i < min(from+group, n); i++ {
			o := paidLoan(b, bk, model, i, due(i))
			all, on = append(all, o), append(on, parties.Member{Contract: o.ID, Party: by.Party, Role: "borrower"})
		}
		err := w.DB.Write(b.Context(), func(tx *engine.Tx) error {
			if _, err := bk.Open(tx, all...); err != nil {
				return err
			}
			return parties.Attach(tx, on)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if w.DB.Postgres() { // as its own housekeeping would have by now
		if err := w.DB.Write(b.Context(), func(tx *engine.Tx) error { _, err := tx.Exec(`analyze`); return err }); err != nil {
			b.Fatal(err)
		}
	}
	return first, by
}

func paidLoan(b *testing.B, bk *book.Book, model contracts.Contract, i, due int) book.Opening {
	b.Helper()
	terms := model.Terms
	terms.Number, terms.Computed = fmt.Sprintf("B%07d", i), 0
	terms.ContractDate = civil.MustParse("2025-12-01").AddMonths(i%10, 1).AddDays(due - 1)
	terms.FirstDue, terms.DueDay = terms.ContractDate.AddMonths(1, due), due
	settled, err := terms.Settled()
	if err != nil {
		b.Fatal(err)
	}
	o := book.Opening{ID: id.Derive[contract.Contract]("bench", terms.Number), Terms: settled, VIN: model.VIN}
	o.Events = append(o.Events, bk.Event(o.ID, "activated", settled.ContractDate, contract.Activated{}))
	for k, on := 0, settled.FirstDue; on <= civil.MustParse("2026-11-27"); k, on = k+1, settled.FirstDue.AddMonths(k+1, due) {
		if i%20 == 0 && on.AddMonths(1, due) > civil.MustParse("2026-11-27") {
			break
		}
		o.Events = append(o.Events, bk.Event(o.ID, fmt.Sprint("paid-", k), on, contract.Payment{Amount: settled.Regular() + money.Cents(i%3), Method: "ach"}))
	}
	return o
}
