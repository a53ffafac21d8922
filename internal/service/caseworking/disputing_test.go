package caseworking_test

import (
	"strings"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/adjustment"
	"marque/internal/core/casefile"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/service/adjusting"
	"marque/internal/service/caseworking"
	"marque/internal/service/servicing"
	"marque/internal/service/tending"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

// ended is a lease that was returned and inspected: the customer owes for a tire and a dent, and the fee of the return.
func ended(t *testing.T, db *engine.DB) (world, contract.ID, access.Actor) {
	t.Helper()
	w := world{World: apptest.Open(t, db, apptest.NewClock("2026-02-24T15:00:00Z")), T: t}
	c, by := w.Activate(t, apptest.Lease("L1"))
	w.dana, w.sam = w.hire("Dana", access.RoleSenior), w.hire("Sam", access.RoleSenior)
	w.good(w.DB.Write(w.Context(), func(tx *engine.Tx) error {
		_, err := users.New(nil).Insert(tx, identity.User{ID: by.User, State: identity.UserActive, Username: "customer", Name: "Customer"})
		return err
	}))
	_, err := w.Servicing.Record(t.Context(), access.System("test"), "L1", []servicing.Entry{
		{Key: "t", Effective: civil.MustParse("2026-02-20"), Body: contract.TurnIn{Miles: 400}},
		{Key: "i", Effective: civil.MustParse("2026-02-23"), Body: contract.Inspection{Items: []contract.WearItem{{What: "Tire worn", Wear: "tire", Amount: 18_000}, {What: "Dent", Wear: "dent", Amount: 9000}}}},
	})
	w.good(err)
	return w, c, by
}

func (w world) invoice(by access.Actor, c contract.ID) contract.Invoice {
	w.Helper()
	seen, err := w.Overview.Contract(w.Context(), by, c)
	w.good(err)
	v, err := seen.State.Invoice()
	w.good(err)
	if v.Due != seen.State.DueNow {
		w.Errorf("the invoice asks for %d, the contract for %d", v.Due, seen.State.DueNow)
	}
	return v
}

// heard checks that the customer got these words in one message.
func (w world) heard(words string) {
	w.Helper()
	all, err := w.Notifying.Recent(w.Context(), access.System("demo"), notice.MessageID{})
	w.good(err)
	n := 0
	for _, m := range all {
		if m.Kind == notice.KindVehicleNews && strings.Contains(m.Text, words) {
			n++
		}
	}
	if n != 1 {
		w.Errorf("got %d messages that say %q", n, words)
	}
}

func (w world) clean() {
	w.Helper()
	report, err := w.Verifying.Verify(w.Context(), access.System("verify"))
	if err != nil || len(report.Findings) != 0 {
		w.Errorf("verify: got %v, %v", report.Findings, err)
	}
}

func TestALineOfAnInvoiceIsDisputedJudgedAndPaid(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := ended(t, db)
		whole := w.invoice(by, c).Due
		tire, dent := contract.WearKey("i", 0), contract.WearKey("i", 1)
		object := func(as access.Actor, key, why string, lines ...string) error {
			return w.Tending.Dispute(t.Context(), as, tending.Objection{Contract: c, Lines: lines, Why: why, Key: key})
		}
		w.refused(fault.Invalid, object(by, "k1", "It was new."))
		w.refused(fault.Invalid, object(by, "k1", " ", tire))
		w.refused(fault.Invalid, object(by, "k1", "It was new.", "t/mileage"))
		w.refused(fault.Invalid, object(by, "k1", "It was new.", tire, tire))
		_, neighbour := w.Activate(t, apptest.Lease("L2"))
		w.refused(fault.NotFound, object(neighbour, "k1", "It was new.", tire))
		w.refused(fault.NotFound, object(w.dana, "k1", "It was new.", tire))
		for range 2 {
			w.good(object(by, "k1", "They were new in January.", tire, dent))
		}
		w.refused(fault.Invalid, object(by, "k2", "Again.", tire))
		if v := w.invoice(by, c); v.Dispute != 27_000 || v.Due != whole-27_000 {
			t.Fatalf("got %d in dispute and %d due of %d", v.Dispute, v.Due, whole)
		}
		w.clean()
		_, err := w.Servicing.Record(t.Context(), access.System("test"), "L1", []servicing.Entry{{Key: "p", Effective: civil.MustParse("2026-02-24"), Body: contract.Payment{Amount: whole - 27_000 + 5000}}})
		w.good(err)
		if v := w.invoice(by, c); v.Dispute != 27_000 || v.Due != 0 || v.Back != 5000 {
			t.Errorf("paid, and 50 more: got %d in dispute, %d due and %d back", v.Dispute, v.Due, v.Back)
		}
		queue, err := w.Cases.Queue(t.Context(), w.dana, caseworking.Sift{})
		w.good(err)
		if len(queue.All) != 1 || queue.All[0].Kind != casefile.BillDispute {
			t.Fatalf("got the queue %+v", queue.All)
		}
		which := queue.All[0].ID
		seen, err := w.Cases.Case(t.Context(), w.dana, c, which)
		w.good(err)
		if len(seen.Disputed) != 2 || len(seen.Notes) != 1 || !strings.Contains(seen.Notes[0].Text, "They were new in January.") || !strings.Contains(seen.Notes[0].Text, "Tire below the tread") || !strings.Contains(seen.Notes[0].Text, "$180.00") {
			t.Errorf("got %+v", seen)
		}
		if x := seen.Disputed[0]; x.Key != tire || !x.Disputed || x.Said.Case != which.String() || x.Said.On != civil.MustParse("2026-02-24") || len(x.Working) == 0 {
			t.Errorf("the desk sees %+v", x)
		}
		mine, err := w.Cases.Mine(t.Context(), by, c)
		w.good(err)
		if len(mine) != 1 || mine[0].ID != which || mine[0].Promise != civil.MustParse("2026-03-10") {
			t.Errorf("the customer sees %+v", mine)
		}
		stands := caseworking.Stands{Contract: c, Case: which, Line: tire, Reason: "The pictures show 2/32 of an inch.", Key: "s1"}
		w.refused(fault.NotFound, w.Cases.Stand(t.Context(), by, stands))
		w.refused(fault.Invalid, w.Cases.Stand(t.Context(), w.dana, caseworking.Stands{Contract: c, Case: which, Line: tire, Key: "s0"}))
		for range 2 {
			w.good(w.Cases.Stand(t.Context(), w.dana, stands))
		}
		long := stands
		long.Key, long.Reason = "s3", strings.Repeat("x", contract.MostStandsReason+1)
		w.refused(fault.Invalid, w.Cases.Stand(t.Context(), w.dana, long))
		w.heard("$270.00 of what the end of your lease costs is in dispute")
		w.heard("Tire below the tread, each, $180.00. The reason: The pictures show 2/32 of an inch.")
		if v := w.invoice(by, c); v.Charges[0].Said.Reason != stands.Reason || v.Charges[0].Said.Over != civil.MustParse("2026-02-24") {
			t.Errorf("the answer: got %+v", v.Charges[0].Said)
		}
		w.refused(fault.Invalid, object(by, "k3", "I do not agree.", tire))
		stands.Key = "s2"
		w.refused(fault.Conflict, w.Cases.Stand(t.Context(), w.dana, stands))
		if v := w.invoice(by, c); v.Dispute != 9000 || v.Due != 13_000 || v.Back != 0 || v.Credit != 0 { // of one day the word on a line comes first, so that the payment itself pays it
			t.Errorf("the tire stands: got %d in dispute, %d due, %d back, %d by the credit", v.Dispute, v.Due, v.Back, v.Credit)
		}
		state, err := w.Adjusting.Propose(t.Context(), w.sam, adjusting.Wish{
			Party: by.Party, Contract: c, Kind: adjustment.Waiver, Of: dent, Amount: 9000, Reason: adjustment.Disputed, Note: "The dent was there before.", Why: w.asked().Why, Key: "a1",
		})
		w.good(err)
		if state == adjustment.Waiting {
			all, err := w.Adjusting.Waiting(t.Context(), w.dana)
			w.good(err)
			w.good(w.Adjusting.Decide(t.Context(), w.dana, all[0].ID, true, ""))
		}
		_, err = w.Servicing.Record(t.Context(), access.System("test"), "L1", []servicing.Entry{{Key: "q", Effective: civil.MustParse("2026-02-24"), Body: contract.Payment{Amount: 13_000}}})
		w.good(err)
		if v := w.invoice(by, c); v.Dispute != 0 || v.Due != 0 || v.Waived != 9000 || v.Paid != whole-27_000+5000+13_000 {
			t.Errorf("at the end: got %+v", v)
		}
		w.clean()
	})
}

func TestALineIsDisputedUntilTheInvoiceIsDue(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := ended(t, db)
		w.Clock.Advance(30 * 24 * time.Hour)
		o := tending.Objection{Contract: c, Lines: []string{contract.WearKey("i", 0)}, Why: "It was new.", Key: "k"}
		w.good(w.Tending.Dispute(t.Context(), by, o))
		w.Clock.Advance(24 * time.Hour)
		o.Lines, o.Key = []string{contract.WearKey("i", 1)}, "k2"
		w.refused(fault.Conflict, w.Tending.Dispute(t.Context(), by, o))
	})
}
