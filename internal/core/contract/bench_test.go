package contract_test

import (
	"fmt"
	"syscall"
	"testing"

	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/money"
)

// longLoan is a loan of 72 months, paid on time, with other events up to a number in all.
func longLoan(tb testing.TB, events int) (contract.Terms, []contract.Event) {
	terms := loanTerms(tb)
	terms.Count, terms.Payment = 72, 0
	terms, err := terms.Settled()
	if err != nil {
		tb.Fatal(err)
	}
	all := []contract.Event{event("act", "2023-01-22", contract.Activated{})}
	dues := finance.Dues{First: terms.FirstDue, Day: terms.DueDay}
	for i := range 72 {
		e := event(fmt.Sprintf("pay-%03d", i), "2023-01-22", contract.Payment{Amount: terms.Computed + money.Cents(i%3)})
		e.Effective = dues.At(i).AddDays(i%7 - 2)
		all = append(all, e)
	}
	for i := len(all); i < events; i++ {
		e := event(fmt.Sprintf("odo-%03d", i), "2023-01-22", contract.Odometer{Miles: 100 * i})
		e.Effective = terms.FirstDue.AddDays(10 * (i - 72))
		switch i % 4 {
		case 1:
			e.Body = contract.FeeAssessed{Fee: contract.OtherFee, Amount: 500}
		case 2:
			e.Body = contract.Payment{Amount: 500}
		case 3:
			e.Body = contract.RateSegment{Reason: contract.AutopayDiscount, Rate: money.Rate(i%2) * 2_500_000}
		}
		all = append(all, e)
	}
	return terms, all
}

// cpu is the processor time that this process has used, garbage collection included.
func cpu(b testing.TB) int64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

func BenchmarkFold(b *testing.B) {
	for _, n := range []int{73, 200} {
		b.Run(fmt.Sprintf("72 months, %d events", n), func(b *testing.B) {
			terms, events := longLoan(b, n)
			b.ReportAllocs()
			before := cpu(b)
			for b.Loop() {
				if _, err := contract.Fold(terms, events, contract.At{AsOf: day("2028-12-31")}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(cpu(b)-before)/float64(b.N), "cpu-ns/op") // the wall clock lies on a machine that others use too
		})
	}
	b.Run("new contract, 72 months ahead", func(b *testing.B) {
		terms, events := longLoan(b, 73)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := contract.Fold(terms, events, contract.At{AsOf: day("2023-02-27")}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// mixedBook is a small book as a lender has it: loans of three to seven years at any age, some of them with fees, returns and changes of rate,
// and a lease for every four of them.
func mixedBook(b *testing.B) []folder {
	var book []folder
	for i := range 60 {
		terms, events := longLoan(b, 73)
		age := 6 + 11*i%67
		events = events[:min(age+1, len(events))]
		switch i % 4 {
		case 1:
			events = append(events, event("late", "2023-04-20", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 2500}))
		case 2:
			e := event("back", "2023-02-22", contract.Returned{Payment: events[2].Key, Code: "R01"})
			e.Effective = events[2].Effective
			events = append(events, e)
		case 3:
			events = append(events, event("rate", "2024-01-01", contract.RateSegment{Reason: contract.RateChanged, Rate: 60_000_000}))
		}
		book = append(book, folder{terms, events, contract.At{AsOf: terms.FirstDue.AddMonths(age, 22)}})
		if i%4 == 0 {
			lease := leased(b, nil)
			paid := begun()
			for n := range 6 + i%30 {
				e := pay(fmt.Sprint("rent-", n), "2026-01-05", lease.Regular())
				e.Effective = lease.FirstDue.AddMonths(n, 5)
				paid = append(paid, e)
			}
			book = append(book, folder{lease, paid, contract.At{AsOf: lease.FirstDue.AddMonths(6+i%30, 5)}})
		}
	}
	return book
}

type folder struct {
	terms  contract.Terms
	events []contract.Event
	at     contract.At
}

// BenchmarkBook folds a mixed book on all processors at once (run it with -cpu 2).
func BenchmarkBook(b *testing.B) {
	book := mixedBook(b)
	b.ReportAllocs()
	b.ResetTimer()
	before := cpu(b)
	b.RunParallel(func(p *testing.PB) {
		for i := 0; p.Next(); i++ {
			f := &book[i%len(book)]
			if _, err := contract.Fold(f.terms, f.events, f.at); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Minutes(), "contracts/min")
	b.ReportMetric(float64(cpu(b)-before)/float64(b.N), "cpu-ns/op")
}
