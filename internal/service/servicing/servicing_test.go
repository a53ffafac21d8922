package servicing_test

import (
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/service/servicing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func desk() access.Actor { return access.System("desk") }

func check(key, on string, cents int64) servicing.Entry {
	return servicing.Entry{Key: key, Effective: civil.MustParse(on), Body: contract.Payment{Amount: money.Cents(cents), Method: "check"}}
}

func setup(t *testing.T, db *engine.DB) (*apptest.World, contract.ID, access.Actor) {
	t.Helper()
	w := apptest.Open(t, db, apptest.NewClock("2026-04-05T15:00:00Z"))
	c, by := w.Activate(t, apptest.Loan("C1"))
	return w, c, by
}

func paid(t *testing.T, w *apptest.World, by access.Actor, c contract.ID) int {
	t.Helper()
	out, err := w.Overview.Contract(t.Context(), by, c)
	if err != nil {
		t.Fatal(err)
	}
	return out.State.Paid
}

func TestHistoryIsRecordedOnceHoweverOftenItIsTold(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		history := []servicing.Entry{check("h1", "2026-03-01", 57000), check("h2", "2026-04-01", 57000)}
		for range 2 {
			got, err := w.Servicing.Record(t.Context(), desk(), "C1", history)
			if err != nil || got != c {
				t.Fatalf("got %v, %v", got, err)
			}
		}
		if got := paid(t, w, by, c); got != 2 {
			t.Errorf("got %d instalments paid, want 2", got)
		}
		report, err := w.Verifying.Verify(t.Context(), desk())
		if err != nil || len(report.Findings) != 0 {
			t.Errorf("got %v, %v", report.Findings, err)
		}
	})
}

func TestOneBadEntryKeepsAllOut(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		_, err := w.Servicing.Record(t.Context(), desk(), "C1", []servicing.Entry{check("h1", "2026-03-01", 57000), check("h2", "2026-04-01", -1)})
		if !fault.Is(err, fault.Invalid) || paid(t, w, by, c) != 0 {
			t.Errorf("got %v and %d instalments paid", err, paid(t, w, by, c))
		}
	})
}

func TestAnUnknownContractAndTooMuchAtOnceAreRefused(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, _, by := setup(t, db)
		if _, err := w.Servicing.Record(t.Context(), desk(), "C9", nil); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v", err)
		}
		if _, err := w.Servicing.Record(t.Context(), desk(), "C1", make([]servicing.Entry, 401)); !fault.Is(err, fault.TooLarge) {
			t.Errorf("got %v", err)
		}
		if _, err := w.Servicing.Record(t.Context(), by, "C1", nil); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v: a customer records nothing", err)
		}
	})
}
