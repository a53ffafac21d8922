package contract_test

import (
	"fmt"
	"testing"

	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/money"
)

func TestWhatUndoesWhat(t *testing.T) {
	t.Parallel()
	p := pay("p", "2026-02-01", 100_000)
	returned := event("r", "2026-02-01", contract.Returned{Payment: "p", Code: "R01"})
	fee := event("f", "2026-01-20", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 500})
	for _, c := range []struct {
		name   string
		events []contract.Event
		paid   int
		fees   money.Cents
		notes  int // besides that of the stated payment
	}{
		{"a payment", []contract.Event{p}, 1, 0, 0},
		{"returned", []contract.Event{p, returned}, 0, 0, 0},
		{"and the return reversed", []contract.Event{p, returned, event("x", "2026-02-05", contract.Reversed{Of: "r"})}, 1, 0, 0},
		{"returned twice is returned once", []contract.Event{p, returned, event("s", "2026-02-01", contract.Returned{Payment: "p", Code: "R02"})}, 0, 0, 0},
		{"a reversal cannot be reversed", []contract.Event{p, event("x", "2026-02-05", contract.Reversed{Of: "p"}), event("y", "2026-02-06", contract.Reversed{Of: "x"})}, 0, 0, 0},
		{"a fee is reversed", []contract.Event{fee, event("x", "2026-02-05", contract.Reversed{Of: "f"})}, 0, 0, 0},
		{"a fee is not returned", []contract.Event{fee, event("x", "2026-02-05", contract.Returned{Payment: "f", Code: "R01"})}, 0, 500, 0},
		{"a return of nothing is noted", []contract.Event{event("x", "2026-02-05", contract.Returned{Payment: "q", Code: "R01"})}, 0, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := fold(t, plain(t, nil), "2026-02-10", opened(c.events...)...)
			if s.Paid != c.paid || s.Fees != c.fees || len(s.Notes)-1 != c.notes {
				t.Errorf("got %d paid, fees %d, notes %+v", s.Paid, s.Fees, s.Notes)
			}
		})
	}
}

func TestAVoidLineIsShownAndSaysWhatUndidIt(t *testing.T) {
	t.Parallel()
	s := fold(t, plain(t, nil), "2026-02-10", opened(pay("p", "2026-02-01", 100_000),
		event("r", "2026-02-01", contract.Returned{Payment: "p", Code: "R09"}))...)
	if l := s.Lines[1]; l.Void != "r" || l.Amount != 100_000 || l.Principal != 0 || l.Balance != 1_200_000 {
		t.Errorf("got %+v", l)
	}
	if l := s.Lines[2]; l.Kind != contract.KindReturned || l.Code != "R09" {
		t.Errorf("got %+v", l)
	}
	if s.Total.Principal != 0 {
		t.Errorf("got %+v paid in all", s.Total)
	}
}

func TestHeldMoneyCountsOnlyForAPayoff(t *testing.T) {
	t.Parallel()
	held := event("h", "2026-01-11", contract.Payment{Amount: 200_000, For: contract.HeldPayment})
	s := fold(t, plain(t, nil), "2026-01-21", opened(held)...)
	if s.Unapplied != 200_000 || s.Principal != 1_200_000 || s.Balance() != 1_200_000+4800-200_000 {
		t.Errorf("got held %d, principal %d, balance %d", s.Unapplied, s.Principal, s.Balance())
	}
	quote, err := s.PayoffQuote(day("2026-01-21"))
	if err != nil || quote.Amount != s.Balance() {
		t.Fatalf("got %+v, %v", quote, err)
	}
	s = fold(t, plain(t, nil), "2026-01-21", opened(held, event("p", "2026-01-21", contract.Payment{Amount: quote.Amount, For: contract.PayoffPayment}))...)
	if s.Status != contract.PaidOff || s.Unapplied != 0 || s.Credit != 0 {
		t.Errorf("got %s, held %d, credit %d", s.Status, s.Unapplied, s.Credit)
	}
}

func TestAResidueIsWrittenOffUnlessTheProductSaysNot(t *testing.T) {
	t.Parallel()
	for tolerance, want := range map[money.Cents]contract.Status{
		0: contract.PaidOff, 60: contract.PaidOff, 59: contract.Active, contract.NoTolerance: contract.Active,
	} {
		terms := plain(t, func(t *contract.Terms) { t.Product.SmallBalance = tolerance })
		s := fold(t, terms, "2026-01-11", opened(event("p", "2026-01-11", contract.Payment{Amount: 1_202_400 - 60, For: contract.PayoffPayment}))...)
		if s.Status != want {
			t.Errorf("tolerance %d: got %s, balance %d", tolerance, s.Status, s.Balance())
		}
		if l := s.Lines[len(s.Lines)-1]; want == contract.PaidOff && (l.Kind != contract.LineSmallBalance || l.Amount != 60 || l.Key != "p/small") {
			t.Errorf("tolerance %d: got %+v", tolerance, l)
		}
	}
}

func TestAWaiverForgivesTheFeeItNamesOrTheOldest(t *testing.T) {
	t.Parallel()
	fees := []contract.Event{event("f1", "2026-01-10", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 500}),
		event("f2", "2026-01-11", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 700})}
	for name, c := range map[string]struct {
		waived contract.FeeWaived
		want   [2]money.Cents
	}{
		"the named one":           {contract.FeeWaived{Fee: "f2", Amount: 300}, [2]money.Cents{500, 400}},
		"the oldest first":        {contract.FeeWaived{Amount: 600}, [2]money.Cents{0, 600}},
		"no more than there is":   {contract.FeeWaived{Amount: 9999}, [2]money.Cents{0, 0}},
		"nothing of another name": {contract.FeeWaived{Fee: "f9", Amount: 300}, [2]money.Cents{500, 700}},
	} {
		s := fold(t, plain(t, nil), "2026-01-20", opened(append(fees, event("w", "2026-01-15", c.waived))...)...)
		if got := [2]money.Cents{s.OpenFees[0].Open, s.OpenFees[1].Open}; got != c.want || s.Fees != c.want[0]+c.want[1] {
			t.Errorf("%s: got %v, fees %d, want %v", name, got, s.Fees, c.want)
		}
	}
}

func TestWhatWasPaidInAYearGoesByTheDayItCounts(t *testing.T) {
	t.Parallel()
	terms := plain(t, func(t *contract.Terms) { t.Count = 36 })
	events := opened(pay("a", "2026-12-31", 50_000), pay("b", "2027-01-01", 100_000), pay("c", "2027-06-01", 100_000))
	s := fold(t, terms, "2027-12-31", events...)
	first, second := s.PaidIn(2026), s.PaidIn(2027)
	if first.Interest != 50_000 || first.Principal != 0 || second.Interest+second.Principal != 200_000 || s.Year != second {
		t.Errorf("got %+v and %+v, this year %+v", first, second, s.Year)
	}
	if s.Total.Interest != first.Interest+second.Interest || s.PaidIn(2030) != (contract.Sums{}) || s.PaidIn(-4) != (contract.Sums{}) {
		t.Errorf("got %+v in all", s.Total)
	}
}

func TestLateFeeRulesOfEveryShape(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		rule contract.LateFeeRule
		want money.Cents
	}{
		{"a fixed amount", contract.LateFeeRule{GraceDays: 5, Fixed: 1500}, 1500},
		{"a fixed amount within a limit", contract.LateFeeRule{GraceDays: 5, Fixed: 1500, Max: 1000}, 1000},
		{"of the part that is late", contract.LateFeeRule{GraceDays: 5, Percent: 50_000_000}, 2000},
		{"of the whole instalment", contract.LateFeeRule{GraceDays: 5, Percent: 50_000_000, OfWhole: true}, 5000},
		{"at least a sum", contract.LateFeeRule{GraceDays: 5, Percent: 10_000_000, Min: 500}, 500},
		{"nothing", contract.LateFeeRule{GraceDays: 5}, 0},
	} {
		terms := plain(t, func(t *contract.Terms) { t.Product.LateFee = c.rule })
		due := contract.LateFeesDue(fold(t, terms, "2026-02-07", opened(pay("p", "2026-02-01", 60_000))...))
		switch {
		case c.want == 0 && len(due) == 0:
		case len(due) != 1 || due[0].Fee.Amount != c.want:
			t.Errorf("%s: got %+v, want %d", c.name, due, c.want)
		}
	}
}

func TestADueDaySurvivesShortMonthsAndChanges(t *testing.T) {
	t.Parallel()
	s := fold(t, plain(t, func(t *contract.Terms) { t.FirstDue, t.DueDay = day("2026-01-31"), 31 }), "2026-02-10",
		opened(event("x", "2026-02-10", contract.Extension{Periods: 1, From: 3}), event("y", "2026-02-10", contract.Reamortised{}))...)
	for i, want := range []string{"2026-01-31", "2026-02-28", "2026-04-30", "2026-05-31"} {
		if got := s.Instalments[i].Due; got != day(want) {
			t.Errorf("instalment %d: got %s, want %s", i+1, got, want)
		}
	}
	twice := plain(t, func(t *contract.Terms) {
		t.Frequency, t.FirstDue, t.Count, t.Payment = finance.HalfMonthly, day("2026-01-14"), 24, 0
	})
	s = fold(t, twice, "2026-03-01", opened(event("x", "2026-02-01", contract.Extension{Periods: 1, From: 4}))...)
	for i, want := range []string{"2026-01-14", "2026-01-29", "2026-02-14", "2026-03-14", "2026-03-29"} {
		if got := s.Instalments[i].Due; got != day(want) {
			t.Errorf("half-monthly instalment %d: got %s, want %s", i+1, got, want)
		}
	}
	// Levelled anew from the 28 February that stands for the 29th, the last payment must still be an ordinary one.
	s = fold(t, twice, "2026-02-20", opened(pay("p", "2026-01-14", twice.Computed), pay("q", "2026-01-29", twice.Computed), pay("r", "2026-02-14", twice.Computed),
		event("y", "2026-02-20", contract.Reamortised{}))...)
	if miss := s.LastPayment - s.Payment; miss < -24 || miss > 24 {
		t.Errorf("got a last payment of %d and a regular one of %d", s.LastPayment, s.Payment)
	}
}

func TestOtherCurrenciesCountInTheirOwnUnits(t *testing.T) {
	t.Parallel()
	s := fold(t, plain(t, func(t *contract.Terms) { t.Currency = "JPY" }), "2026-01-11", opened()...)
	if s.Interest != 2400 || s.Currency != "JPY" {
		t.Errorf("got %d %s", s.Interest, s.Currency)
	}
}

func TestARateCapHoldsWhileItRuns(t *testing.T) {
	t.Parallel()
	limit := event("c", "2026-01-01", contract.RateSegment{Reason: contract.RateCap, Rate: 36_500_000, Until: day("2026-01-11")})
	if s := fold(t, plain(t, nil), "2026-01-21", opened(limit)...); s.Interest != 1200+2400 || s.Rate != 73_000_000 {
		t.Errorf("got %d at %s", s.Interest, s.Rate)
	}
	if s := fold(t, plain(t, nil), "2026-01-05", opened(limit)...); s.Rate != 36_500_000 {
		t.Errorf("got %s while it runs", s.Rate)
	}
}

// Each payment looks at each fee, so four times the events may take sixteen times the work (on a usual processor they take seven: the looks are short), but not sixty-four.
// The test does not run beside the package's others: the processor time that it compares is the process's.
func TestManyEventsStayWithinBounds(t *testing.T) {
	took := func(n int) float64 {
		events := opened()
		for i := range n - 1 {
			e := event(fmt.Sprintf("e%05d", i), "2026-01-02", contract.Payment{Amount: 1})
			if i%2 == 1 {
				e.Body = contract.FeeAssessed{Fee: contract.OtherFee, Amount: 1}
			}
			e.Effective = e.Effective.AddDays(i % 3000)
			events = append(events, e)
		}
		began := cpu(t)
		if s := fold(t, plain(t, nil), "2035-01-01", events...); len(s.Lines) != n {
			t.Errorf("got %d lines of %d events", len(s.Lines), n)
		}
		return float64(cpu(t) - began)
	}
	took(contract.MaxEvents / 4) // the first fold pays for the heap that later ones find
	few, many := took(contract.MaxEvents/4), took(contract.MaxEvents)
	t.Logf("four times the events, %.1f times the work", many/few)
	if many > 30*few {
		t.Errorf("four times the events take %.1f times the work", many/few)
	}
}
