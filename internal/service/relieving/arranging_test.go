package relieving_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/relief"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/service/relieving"
	"marque/internal/service/servicing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// late is the loan with its payment of 1 March past due by five days, and a late fee of ten dollars after ten days.
func late(t *testing.T, db *engine.DB) world {
	t.Helper()
	w := setup(t, db, func(p *contract.Product) {
		policy(p)
		p.LateFee = contract.LateFeeRule{GraceDays: 10, Fixed: 10_00}
	})
	w.through(t, "2026-03-05")
	w.Clock.Advance(10 * 24 * time.Hour)
	return w
}

func plan() relief.Plan { return relief.Plan{Parts: 2, First: day("2026-03-13"), Every: 14} }

// arrange makes the plan.
func (w world) arrange(t *testing.T) (relieving.Promise, relief.ArrangementID) {
	t.Helper()
	p, err := w.Relieving.Promise(t.Context(), w.by, w.contract, plan())
	if err != nil {
		t.Fatal(err)
	}
	c := relieving.Consent{Contract: w.contract, Key: "k", Shown: relief.ArrangementDigest(l10n.EnUS.Write(p.Text))}
	made, err := w.Relieving.Arrange(t.Context(), w.by, plan(), c)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := w.Relieving.Arrange(t.Context(), w.by, plan(), c); err != nil || again != made {
		t.Errorf("the same form: got %v, %v", again, err)
	}
	return p, made
}

func (w world) arrangement(t *testing.T) *relieving.Arranged {
	t.Helper()
	a, _, err := w.Relieving.Arrangement(t.Context(), w.by, w.contract)
	if err != nil || a == nil {
		t.Fatalf("got %v, %v", a, err)
	}
	return a
}

func (w world) fees(t *testing.T) money.Cents {
	t.Helper()
	c, err := w.Overview.Contract(t.Context(), w.by, w.contract)
	if err != nil {
		t.Fatal(err)
	}
	return c.State.Fees
}

func (w world) pays(t *testing.T, on string, amount money.Cents) {
	t.Helper()
	entry := servicing.Entry{Key: "pays/" + on, Effective: day(on), Body: contract.Payment{Amount: amount, Method: "check"}}
	if _, err := w.Servicing.Record(t.Context(), access.System("test"), "C1", []servicing.Entry{entry}); err != nil {
		t.Fatal(err)
	}
}

func TestAnArrangementThatIsKeptSparesTheLateFeeAndCompletes(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := late(t, db)
		p, _ := w.arrange(t)
		if p.Kept.Fees != 0 || p.Broken.Fees != 10_00 || p.Kept.PastDue != 0 || p.Broken.PastDue < p.Owed || p.Kept.Interest > p.Broken.Interest {
			t.Errorf("got %+v when kept and %+v when not", p.Kept, p.Broken)
		}
		w.through(t, "2026-03-12")
		w.pays(t, "2026-03-13", p.Parts[0].Amount)
		w.through(t, "2026-03-16")
		if a := w.arrangement(t); a.State != relief.Kept || w.fees(t) != 0 {
			t.Errorf("after the first part: got %s and fees of %d", a.State, w.fees(t))
		}
		w.pays(t, "2026-03-27", p.Parts[1].Amount)
		w.through(t, "2026-03-27")
		if a := w.arrangement(t); a.State != relief.Completed || a.Left != 0 {
			t.Errorf("after the last part: got %s, %d left", a.State, a.Left)
		}
		w.through(t, "2026-03-30")
		if got := w.fees(t); got != 0 {
			t.Errorf("after it was completed: got fees of %d", got)
		}
		if n := w.told(t, notice.KindArrangementMade); n != 2 {
			t.Errorf("made: told %d, want both people once", n)
		}
		if n := w.told(t, notice.KindArrangementCompleted); n != 2 {
			t.Errorf("completed: told %d, want both people once", n)
		}
		w.verify(t)
	})
}

func TestAnArrangementThatIsNotKeptEndsAndTheFeeFalls(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := late(t, db)
		w.arrange(t)
		w.through(t, "2026-03-14")
		if a := w.arrangement(t); a.State != relief.Kept || w.told(t, notice.KindPastDue) != 2 { // of the day before it was made
			t.Errorf("got %s, and told %d times of what is arranged", a.State, w.told(t, notice.KindPastDue))
		}
		w.through(t, "2026-03-15")
		if a := w.arrangement(t); a.State != relief.Broken {
			t.Errorf("two days after the first part: got %s", a.State)
		}
		w.through(t, "2026-03-16")
		if got := w.fees(t); got != 10_00 {
			t.Errorf("got fees of %d, want the one that was held back", got)
		}
		if n := w.told(t, notice.KindArrangementBroken); n != 2 {
			t.Errorf("broken: told %d, want both people once", n)
		}
		if _, blocked, _ := w.Relieving.Arrangement(t.Context(), w.by, w.contract); blocked == nil || !strings.Contains(blocked.Error(), "could not be kept") {
			t.Errorf("got %v, want no second one", blocked)
		}
		w.verify(t)
	})
}

func TestAnArrangementIsRefusedThatWasNotShownOrCannotBe(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := late(t, db)
		_, owner := w.Activate(t, apptest.Loan("C9"))
		if _, err := w.Relieving.Promise(t.Context(), owner, w.contract, plan()); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else: got %v", err)
		}
		if _, err := w.Relieving.Arrange(t.Context(), w.by, plan(), relieving.Consent{Contract: w.contract, Key: "k", Shown: []byte("x")}); !fault.Is(err, fault.Conflict) {
			t.Errorf("other words: got %v", err)
		}
	})
}

func TestTwoArrangementsAtOnceAreOne(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := late(t, db)
		p, err := w.Relieving.Promise(t.Context(), w.by, w.contract, plan())
		if err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		errs := make([]error, 2)
		for i, by := range []access.Actor{w.by, w.too} {
			wait.Go(func() {
				_, errs[i] = w.Relieving.Arrange(t.Context(), by, plan(), relieving.Consent{Contract: w.contract, Key: "k" + by.Party.String(), Shown: relief.ArrangementDigest(l10n.EnUS.Write(p.Text))})
			})
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("got %v and %v, want one of them to be refused", errs[0], errs[1])
		}
	})
}
