package reminding_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/service/notifying"
	"marque/internal/service/paying"
	"marque/internal/service/servicing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

// world is a loan whose first payment of 565.12 is due on 1 March 2026, seen on 24 February.
type world struct {
	*apptest.World
	contract contract.ID
	by       access.Actor
	ahead    []string // days on which it was reminded of a payment to come
	late     []string // days on which it was told that something is past due
}

func setup(t *testing.T, db *engine.DB) *world {
	t.Helper()
	w := &world{World: apptest.Open(t, db, apptest.NewClock("2026-02-24T15:00:00Z"))}
	w.contract, w.by = w.Activate(t, apptest.Loan("C1"))
	w.through(t, "2026-02-22")
	return w
}

func (w *world) through(t *testing.T, until string) {
	t.Helper()
	err := w.Cycle.Through(t.Context(), civil.MustParse(until), nil, func(d app.Day) {
		for range d.Reminded {
			w.ahead = append(w.ahead, d.Date.String())
		}
		for range d.PastDue {
			w.late = append(w.late, d.Date.String())
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) told(t *testing.T, ahead, late string) {
	t.Helper()
	if got := strings.Join(w.ahead, " "); got != ahead {
		t.Errorf("reminded ahead on %q, want %q", got, ahead)
	}
	if got := strings.Join(w.late, " "); got != late {
		t.Errorf("told of being past due on %q, want %q", got, late)
	}
}

func (w *world) paid(t *testing.T, on string, cents contract.Payment) {
	t.Helper()
	entry := servicing.Entry{Key: "paid/" + on, Effective: civil.MustParse(on), Body: cents}
	if _, err := w.Servicing.Record(t.Context(), access.System("test"), "C1", []servicing.Entry{entry}); err != nil {
		t.Fatal(err)
	}
}

func TestEachStageIsToldOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.through(t, "2026-02-26")
		w.through(t, "2026-02-26")
		w.told(t, "2026-02-24", "")
		w.through(t, "2026-06-10")
		w.told(t, "2026-02-24", "2026-03-02 2026-03-11 2026-03-16 2026-03-31 2026-04-30 2026-05-30")
		letters, err := w.Notifying.Recent(t.Context(), access.System("demo"), notice.MessageID{})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(letters, func(m notifying.Message) bool { return m.Kind == notice.KindPastDue })
		if i < 0 || !strings.Contains(letters[i].Text, "by 90 days") || !strings.Contains(letters[i].Text, "March 1, 2026") {
			t.Errorf("got %+v, want the last stage with its days", letters)
		}
		report, err := w.Verifying.Verify(t.Context(), access.System("test"))
		if err != nil || len(report.Findings) > 0 {
			t.Errorf("got %v, %v", report.Findings, err)
		}
	})
}

func TestAPaidInstalmentBeginsTheStagesAnew(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.through(t, "2026-04-06") // two instalments are late
		w.paid(t, "2026-04-06", contract.Payment{Amount: 80000, Method: "check"})
		w.through(t, "2026-04-17")
		w.told(t, "2026-02-24", "2026-03-02 2026-03-11 2026-03-16 2026-03-31 2026-04-07 2026-04-11 2026-04-16")
		w.paid(t, "2026-04-17", contract.Payment{Amount: 60000, Method: "check"})
		w.ahead, w.late = nil, nil
		w.through(t, "2026-04-30")
		w.told(t, "2026-04-26", "")
	})
}

func TestNobodyIsRemindedWhileAPaymentIsOnItsWay(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		o := paying.Order{
			Contract: w.contract, Amount: 56512, Kind: contract.RegularPayment, Date: civil.MustParse("2026-03-02"), Key: "k",
			New: payment.AccountInput{Type: "checking", Routing: "021000021", Number: "1234560001", Confirm: "0001"}, // R01
		}
		account, err := w.Paying.Prepare(t.Context(), w.by, o)
		if err != nil {
			t.Fatal(err)
		}
		o.Account = account.ID
		if _, err := w.Paying.PayOnce(t.Context(), w.by, o); err != nil {
			t.Fatal(err)
		}
		w.through(t, "2026-03-02")
		w.told(t, "", "")
		w.through(t, "2026-03-20") // it comes back
		if len(w.late) == 0 || w.late[len(w.late)-1] != "2026-03-16" || slices.Contains(w.late, "2026-03-02") {
			t.Errorf("told on %v, want the stages after the payment came back", w.late)
		}
	})
}

func TestAReminderWaitsForTheMorning(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.Clock.Advance(13 * time.Hour) // four in the morning of the 25th in New York, three in Austin
		w.through(t, "2026-02-24")
		w.told(t, "2026-02-24", "")
		var at int64
		err := db.Reader(t.Context()).QueryRow(`select not_before from outbox where kind = $1`, string(notice.KindPaymentAhead)).Scan(&at)
		if got := engine.FromMicros(at).UTC().Format("2006-01-02 15:04"); err != nil || got != "2026-02-25 14:00" {
			t.Errorf("got %s, %v, want eight in the reader's morning", got, err)
		}
	})
}
