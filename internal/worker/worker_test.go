package worker_test

import (
	"encoding/json"
	"errors"
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/fault"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/worker"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func setup(t *testing.T, db *engine.DB) *apptest.World {
	t.Helper()
	w := apptest.Open(t, db, apptest.NewClock("2026-02-05T15:00:00Z"))
	if err := w.Billing.Pin(t.Context(), civil.MustParse("2026-02-05")); err != nil {
		t.Fatal(err)
	}
	w.Activate(t, apptest.Loan("C1"))
	return w
}

// days closes up to a day and returns which days that were.
func days(t *testing.T, w *apptest.World, until string) []string {
	t.Helper()
	var out []string
	if err := w.Cycle.Through(t.Context(), civil.MustParse(until), nil, func(d worker.Day) { out = append(out, d.Date.String()) }); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheFirstCycleClosesItsOwnDayOnly(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		if got := days(t, w, "2026-02-06"); len(got) != 1 || got[0] != "2026-02-06" {
			t.Errorf("got %v", got)
		}
	})
}

func TestLaterCyclesCloseEveryDayBetween(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		days(t, w, "2026-02-06")
		if got := days(t, w, "2026-02-09"); len(got) != 3 || got[0] != "2026-02-07" || got[2] != "2026-02-09" {
			t.Errorf("got %v", got)
		}
		today, at, err := w.Billing.Day(t.Context())
		if err != nil || today != civil.MustParse("2026-02-09") || at.Closed != today {
			t.Errorf("got %v, %+v, %v: a pinned book stands at the day it was moved to", today, at, err)
		}
	})
}

func TestAClosedDayCanBeRunAgainAndDoesNothing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		days(t, w, "2026-02-09")
		var again worker.Day
		if err := w.Cycle.Through(t.Context(), civil.MustParse("2026-02-09"), nil, func(d worker.Day) { again = d }); err != nil {
			t.Fatal(err)
		}
		if again.Contracts != 0 || again.Statements != 0 || again.Sent != 0 {
			t.Errorf("got %+v", again)
		}
		if _, at, _ := w.Billing.Day(t.Context()); at.Closed != civil.MustParse("2026-02-09") {
			t.Errorf("closed through %v", at.Closed)
		}
	})
}

func TestADateFarAwayIsAMistake(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		days(t, w, "2026-02-06")
		err := w.Cycle.Through(t.Context(), civil.MustParse("2062-02-06"), nil, func(d worker.Day) { t.Errorf("closed %v", d.Date) })
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v", err)
		}
	})
}

func TestADeliveryJobDeliversItsMessage(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		sent, err := w.Notifying.Recent(t.Context(), access.System("demo"), notice.MessageID{})
		if err != nil || len(sent) == 0 {
			t.Fatalf("got %d messages, %v, want the invitation", len(sent), err)
		}
		args, err := json.Marshal(courier.Job{Message: sent[0].ID})
		if err != nil {
			t.Fatal(err)
		}
		deliver := worker.Jobs(worker.Services{Notifying: w.Notifying})[courier.Deliver]
		for attempt := range 2 { // a job may run again: the letter leaves once
			if err := deliver.Do(t.Context(), args, attempt+1); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.Post.Sent(notice.KindInvitation); len(got) != 1 {
			t.Errorf("got %d letters, want one", len(got))
		}
		if err := deliver.Do(t.Context(), json.RawMessage(`"nonsense"`), 1); err == nil || errors.Is(err, t.Context().Err()) {
			t.Errorf("got %v for arguments that cannot be read", err)
		}
	})
}
