package paying_test

import (
	"sync"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/service/paying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// instalment is what the loan of these tests asks for each month.
const instalment money.Cents = 565_12

// payoffOn is the amount that ends the loan on a day.
func (w world) payoffOn(t *testing.T, on string) money.Cents {
	t.Helper()
	amount, err := w.Paying.Payoff(t.Context(), w.by, w.contract, day(on))
	if err != nil {
		t.Fatal(err)
	}
	return amount
}

func TestAPayoffEndsTheLoanToTheCentOnItsDay(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.pay(t, w.order(settles, "before")) // on its way: it counts on its own day, before the payoff's
		o := w.order(settles, "payoff")
		o.Kind, o.Date = contract.PayoffPayment, day("2026-02-27")
		o.Amount = w.payoffOn(t, "2026-02-27")
		w.pay(t, o)
		for _, d := range []string{"2026-02-25", "2026-02-26", "2026-02-27", "2026-03-02", "2026-03-05"} {
			w.close(t, d)
		}
		w.Clock.Advance(9 * 24 * time.Hour)
		c, err := w.Overview.Contract(t.Context(), w.by, w.contract)
		if err != nil || c.State.Status != contract.PaidOff || c.State.Credit != 0 || c.State.Balance() != 0 {
			t.Errorf("got %s with credit %d and balance %d, %v", c.State.Status, c.State.Credit, c.State.Balance(), err)
		}
		w.verify(t)
	})
}

func TestAPayoffIsTheQuoteOfItsDayAndNothingElse(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		quote := w.payoffOn(t, "2026-02-27")
		o := w.order(settles, "k")
		o.Kind, o.Date = contract.PayoffPayment, day("2026-02-27")
		for _, off := range []money.Cents{-1, 1} {
			o.Amount = quote + off
			if _, err := w.Paying.Prepare(t.Context(), w.by, o); !fault.Is(err, fault.Conflict) {
				t.Errorf("%d cents off: got %v, want a conflict", off, err)
			}
		}
		o.Amount = quote
		account, err := w.Paying.Prepare(t.Context(), w.by, o)
		if err != nil {
			t.Fatal(err)
		}
		w.put(t, "fee", "2026-02-24", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 1_000}) // meanwhile
		o.Account = account.ID
		if _, err := w.Paying.PayOnce(t.Context(), w.by, o); !fault.Is(err, fault.Conflict) {
			t.Errorf("after a fee: got %v, want a conflict", err)
		}
		if o.Amount = w.payoffOn(t, "2026-02-27"); o.Amount != quote+1_000 {
			t.Errorf("got %d, want the fee in the quote", o.Amount)
		}
		if _, err := w.Paying.PayOnce(t.Context(), w.by, o); err != nil {
			t.Errorf("the new amount under the same key: %v", err)
		}
		if _, err := w.Paying.Payoff(t.Context(), w.by, w.contract, day("2026-02-26")); !fault.Is(err, fault.Invalid) {
			t.Errorf("a payoff before one that is on its way: got %v", err)
		}
		if _, err := w.Paying.Payoff(t.Context(), w.by, w.contract, day("2026-02-27")); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second payoff: got %v", err)
		}
		for _, c := range []struct {
			on string
			ok bool
		}{{"2026-04-25", true}, {"2026-04-26", false}} { // 60 days ahead and one more
			if _, err := w.Paying.Payoff(t.Context(), w.by, w.contract, day(c.on)); fault.Is(err, fault.Invalid) == c.ok {
				t.Errorf("%s: got %v", c.on, err)
			}
		}
	})
}

func TestTwoPayoffsAtOnceBecomeOne(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		o := w.order(settles, "")
		o.Kind, o.Amount = contract.PayoffPayment, w.payoffOn(t, "2026-02-25")
		account, err := w.Paying.Prepare(t.Context(), w.by, o)
		if err != nil {
			t.Fatal(err)
		}
		o.Account = account.ID
		var all sync.WaitGroup
		errs := make([]error, 2)
		for i, key := range []string{"mine", "hers"} {
			o := o
			o.Key = key
			all.Go(func() { _, errs[i] = w.Paying.PayOnce(t.Context(), w.by, o) })
		}
		all.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || len(w.payments(t)) != 1 {
			t.Errorf("got %v and payments %v, want one of them", errs, w.payments(t))
		}
	})
}

func TestPrincipalOnlyIsTakenWhenNothingIsPastDueOnItsDay(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		o := w.order(settles, "k")
		o.Kind, o.Amount = contract.PrincipalOnly, 100_000
		for _, c := range []struct {
			on   string
			want bool
		}{{"2026-02-27", true}, {"2026-03-02", false}} { // 563.65 is due on Sunday, 1 March
			o.Date = day(c.on)
			if _, err := w.Paying.Prepare(t.Context(), w.by, o); (err == nil) != c.want {
				t.Errorf("on %s: got %v", c.on, err)
			}
		}
		o.Date, o.Amount = day("2026-02-25"), 2_400_001
		if _, err := w.Paying.Prepare(t.Context(), w.by, o); !fault.Is(err, fault.Invalid) {
			t.Errorf("a cent more than principal: got %v", err)
		}
		o.Amount = 100_000
		paid := w.pay(t, o)
		w.close(t, "2026-02-25")
		w.close(t, "2026-02-26")
		w.Clock.Advance(2 * 24 * time.Hour)
		c, err := w.Overview.Contract(t.Context(), w.by, w.contract)
		if err != nil || c.State.Principal != 2_300_000 || c.State.NextDue.Date != day("2026-03-01") {
			t.Errorf("got %d of principal and the due date %s, %v", c.State.Principal, c.State.NextDue.Date, err)
		}
		if got := w.stands(t, paid).Kind; got != contract.PrincipalOnly {
			t.Errorf("got kind %q", got)
		}
		w.Clock.Advance(10 * 24 * time.Hour) // 8 March: past due
		if choices, err := w.Paying.Choices(t.Context(), w.by, w.contract); err != nil || !fault.Is(choices.NoPrincipal, fault.Conflict) {
			t.Errorf("past due: got %v, %v", choices.NoPrincipal, err)
		}
	})
}

func TestALeaseHasNeitherPayoffNorPrincipalToPayHere(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.contract, w.by = w.Activate(t, apptest.Lease("L1"))
		for _, kind := range []contract.PaymentKind{contract.PayoffPayment, contract.PrincipalOnly} {
			o := w.order(settles, "k")
			o.Contract, o.Kind = w.contract, kind
			if _, err := w.Paying.Prepare(t.Context(), w.by, o); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: got %v, want a conflict", kind, err)
			}
		}
		if _, err := w.Paying.Instructions(t.Context(), w.by, w.contract, 100); !fault.Is(err, fault.Conflict) {
			t.Errorf("an instruction: got %v", err)
		}
	})
}

// What the review says before consent is what the contract becomes.
func TestTheEffectThatIsShownIsTheEffectThatComes(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		o := w.order(settles, "k")
		if x, err := w.Paying.Effect(t.Context(), w.by, o); err != nil || x != (paying.Effect{}) {
			t.Errorf("what is due: got %+v, %v, want no effect", x, err)
		}
		o.Amount = instalment + 200_000
		x, err := w.Paying.Effect(t.Context(), w.by, o)
		if err != nil || x.Extra != 200_000 || x.Saves < 30_000 || x.Ends.MonthsUntil(x.Before) < 3 || x.Does != contract.LowerDebt {
			t.Fatalf("got %+v, %v", x, err)
		}
		w.pay(t, o)
		w.close(t, "2026-02-25")
		w.close(t, "2026-02-26")
		w.Clock.Advance(24 * time.Hour)
		c, err := w.Overview.Contract(t.Context(), w.by, w.contract)
		if err != nil || c.State.PayoffDate != x.Ends || c.State.Balance() != x.Balance {
			t.Errorf("got the end %s and balance %d, want %s and %d, %v", c.State.PayoffDate, c.State.Balance(), x.Ends, x.Balance, err)
		}
	})
}

func TestAStandingInstructionDoesWhatItsNumbersSaidAndIsTold(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		all, err := w.Paying.Instructions(t.Context(), w.by, w.contract, 200_000)
		if err != nil || len(all) != 4 || !all[0].Chosen {
			t.Fatalf("got %+v, %v", all, err)
		}
		lower, ahead := all[3].Effect, all[1].Effect
		if lower.Payment >= lower.Instead || ahead.NextDue.Date <= all[0].Effect.NextDue.Date {
			t.Fatalf("got %+v and %+v", lower, ahead)
		}
		for range 2 { // the same form again changes nothing
			if err := w.Paying.Instruct(t.Context(), w.by, w.contract, contract.LowerPayment, "form"); err != nil {
				t.Fatal(err)
			}
		}
		if w.told(t, notice.KindExtraChosen) != 1 {
			t.Errorf("told %d times, want once", w.told(t, notice.KindExtraChosen))
		}
		o := w.order(settles, "k")
		o.Date, o.Amount = day("2026-02-24"), instalment+200_000
		w.pay(t, o)
		w.close(t, "2026-02-24")
		w.close(t, "2026-02-25")
		c, err := w.Overview.Contract(t.Context(), w.by, w.contract)
		if err != nil || c.State.Payment != lower.Payment || c.State.Extra != contract.LowerPayment {
			t.Errorf("got payments of %d by %s, want %d, %v", c.State.Payment, c.State.Extra, lower.Payment, err)
		}
		for _, x := range []contract.Extra{"", "anything"} {
			if err := w.Paying.Instruct(t.Context(), w.by, w.contract, x, "other"+string(x)); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: got %v", x, err)
			}
		}
		for _, c := range []struct {
			extra money.Cents
			ok    bool
		}{{0, false}, {1, true}, {1_000_000_00, true}, {1_000_000_01, false}} {
			if _, err := w.Paying.Instructions(t.Context(), w.by, w.contract, c.extra); (err == nil) != c.ok {
				t.Errorf("%d: got %v", c.extra, err)
			}
		}
	})
}

func TestTimesAreToldInTheCustomersZone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		choices, err := w.Paying.Choices(t.Context(), w.by, w.contract)
		if err != nil || choices.Zone.String() != "America/Chicago" || choices.CutOff.In(choices.Zone).Hour() != payment.CutOffHour-1 {
			t.Errorf("got %v and %v, want 4 PM in Chicago, %v", choices.Zone, choices.CutOff, err)
		}
	})
}
