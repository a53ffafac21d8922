package receiving_test

import (
	"sync"
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

const morning = "2026-03-10T15:00:00Z"

// check is a check over an amount that a lockbox took for contract C1.
func check(reference, amount string) payment.Received {
	return payment.Received{Source: "lockbox", Reference: reference, Number: "C1", Amount: amount, On: civil.MustParse("2026-03-05"), Method: "check"}
}

func owed(t *testing.T, w *apptest.World, c contract.ID, by access.Actor) money.Cents {
	t.Helper()
	q, err := w.Lettering.Quote(t.Context(), by, c, 0)
	if err != nil {
		t.Fatal(err)
	}
	return q.Payoff.Amount
}

func inOrder(t *testing.T, w *apptest.World) {
	t.Helper()
	report, err := w.Verifying.Verify(t.Context(), access.System("verify"))
	if err != nil || len(report.Findings) != 0 {
		t.Errorf("the book is not in order: %v, %v", report.Findings, err)
	}
}

func TestACheckIsBookedOnceHoweverOftenItIsTold(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock(morning))
		c, by := w.Activate(t, apptest.Loan("C1"))
		before := owed(t, w, c, by)
		booked := make(chan bool, 8)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				changed, err := w.Receiving.Record(t.Context(), access.System("payments"), check("4711", "563.64"))
				if err != nil {
					t.Error(err)
				}
				booked <- changed
			})
		}
		all.Wait()
		close(booked)
		changes := 0
		for changed := range booked {
			if changed {
				changes++
			}
		}
		// Interest of the days from the 5th accrues on less principal, so that the payoff falls by a little more than was paid.
		if paid := before - owed(t, w, c, by); changes != 1 || paid < 56364 || paid > 56500 {
			t.Errorf("booked %d times, the payoff fell by %d", changes, paid)
		}
		inOrder(t, w)
	})
}

func TestAReturnedCheckIsOwedAgain(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock(morning))
		c, by := w.Activate(t, apptest.Loan("C1"))
		before := owed(t, w, c, by)
		back := check("4711", "563.64")
		back.Returned, back.On = "no funds", civil.MustParse("2026-03-09")
		if _, err := w.Receiving.Record(t.Context(), access.System("payments"), back); !fault.Is(err, fault.Invalid) {
			t.Errorf("a return of what was never told: got %v", err)
		}
		for i, p := range []payment.Received{check("4711", "563.64"), back, back} {
			changed, err := w.Receiving.Record(t.Context(), access.System("payments"), p)
			if err != nil || changed != (i < 2) {
				t.Fatalf("%d: got %v, %v", i, changed, err)
			}
		}
		if after := owed(t, w, c, by); after != before {
			t.Errorf("owed %d before and %d after the return", before, after)
		}
		inOrder(t, w)
	})
}

func TestWhatCannotBeBookedIsRefusedByItsField(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock(morning))
		w.Activate(t, apptest.Loan("C1"))
		if _, err := w.Receiving.Record(t.Context(), access.System("payments"), check("known", "10.00")); err != nil {
			t.Fatal(err)
		}
		change := func(f func(p *payment.Received)) payment.Received {
			p := check("new", "10.00")
			f(&p)
			return p
		}
		for field, p := range map[string]payment.Received{
			"contract":    change(func(p *payment.Received) { p.Number = "C2" }),
			"currency":    change(func(p *payment.Received) { p.Currency = "EUR" }),
			"received_on": change(func(p *payment.Received) { p.On = civil.MustParse("2026-03-11") }),
			"amount":      change(func(p *payment.Received) { p.Amount = "0.00" }),
			"reference":   change(func(p *payment.Received) { p.Reference, p.Amount = "known", "11.00" }),
		} {
			_, err := w.Receiving.Record(t.Context(), access.System("payments"), p)
			if why := fault.Of(err); why == nil || len(why.Fields) != 1 || why.Fields[0].Name != field {
				t.Errorf("%s: got %v", field, err)
			}
		}
		if _, err := w.Receiving.Record(t.Context(), w.Customer(t, "C1", 0), check("mine", "10.00")); !fault.Is(err, fault.NotFound) {
			t.Errorf("a customer who books: got %v", err)
		}
	})
}
