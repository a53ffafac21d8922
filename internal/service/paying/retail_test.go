package paying_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/notice"
	"marque/internal/core/statement"
	"marque/internal/paper/pdf/pdftest"
	"marque/internal/service/onboarding"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/letters"
)

// retail applies a message of the retail system.
func (w world) retail(t *testing.T, id, kind, data string) {
	t.Helper()
	line := fmt.Sprintf(`{"specversion":"1.0","id":%q,"source":"/test","type":%q,"time":%q,"data":{%s}}`, id, kind, w.Clock.Now().Format("2006-01-02T15:04:05Z"), data)
	e, err := feed.Decode([]byte(line), feed.Rules{Now: w.Clock.Now()})
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.Onboarding.Apply(t.Context(), access.System("feed"), []feed.Event{e}, onboarding.Options{})
	if err != nil || out[0].Result != onboarding.Applied {
		t.Fatalf("%s: got %+v, %v", id, out, err)
	}
}

// letter issues what a message asks for, as its job does, and returns the words of the newest letter.
func (w world) letter(t *testing.T, kind statement.LetterKind, about string) string {
	t.Helper()
	order, err := json.Marshal(letters.Order{Contract: w.contract, Kind: kind, About: about})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a job may run twice
		if err := w.Lettering.Asked(t.Context(), order); err != nil {
			t.Fatal(err)
		}
	}
	all, err := w.Lettering.Letters(t.Context(), w.by, w.contract)
	if err != nil || all[0].Kind != kind {
		t.Fatalf("got %+v, %v", all, err)
	}
	file, err := w.Lettering.File(t.Context(), w.by, w.contract, all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return pdftest.Text(t, file)
}

func TestAnAmendmentReachesAutopayAndTheDocuments(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, settles)
		w.retail(t, "a1", "contract.amended.v1", fmt.Sprintf(`"contract_number":%q,"kind":"loan","currency":"USD","on":"2026-03-02","loan":{"payment":"700.00"},"due_date":{"first":"2026-04-05"}`, w.number))
		next := w.autopay(t).Next
		if len(next) < 2 || next[0].On != day("2026-03-01") || next[1].Due != day("2026-04-01") {
			t.Fatalf("before its day: got %+v", next)
		}
		w.through(t, "2026-03-05")
		if next = w.autopay(t).Next; len(next) == 0 || next[0].Due != day("2026-04-05") || next[0].Amount != 700_00 {
			t.Errorf("from its day: got %+v", next)
		}
		if text := w.letter(t, statement.AmendmentLetter, "/test#a1"); !strings.Contains(text, "$700.00") || !strings.Contains(text, "April 5, 2026") || !strings.Contains(text, "March 2, 2026") {
			t.Errorf("got the letter %s", text)
		}
		w.through(t, "2026-04-08")
		if w.told(t, notice.KindContractAmended) != 1 || w.told(t, notice.KindAutopayAhead) != 1 {
			t.Errorf("told %d times of the amendment and %d of another amount", w.told(t, notice.KindContractAmended), w.told(t, notice.KindAutopayAhead))
		}
		w.verify(t)
	})
}

func TestATotalLossEndsAutopayAndLeavesTheDebtWithALetterForTheInsurer(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, settles)
		c, err := w.Overview.Contract(t.Context(), w.by, w.contract)
		if err != nil {
			t.Fatal(err)
		}
		w.retail(t, "o1", "ownership.changed.v1", fmt.Sprintf(`"vin":%q,"reason":"total_loss","on":"2026-02-23"`, c.Vehicle.VIN))
		if text := w.letter(t, statement.PayoffLetter, "/test#o1"); !strings.Contains(text, "Payoff letter") {
			t.Errorf("got the letter %s", text)
		}
		w.through(t, "2026-03-05")
		if a := w.autopay(t); a.Enrolment.State != autopay.Ended || w.told(t, notice.KindAutopayOff) != 1 || w.told(t, notice.KindVehicleLeft) != 1 || len(w.payments(t)) != 0 {
			t.Errorf("got %s, payments %v", a.Enrolment.State, w.payments(t))
		}
		if c, err = w.Overview.Contract(t.Context(), w.by, w.contract); err != nil || c.State.Status != contract.Active || c.State.PastDue == 0 {
			t.Errorf("got %s, past due %d, %v: the debt stays due", c.State.Status, c.State.PastDue, err)
		}
		w.verify(t)
	})
}

func TestACancelledContractTakesNoMoreMoneyAndGivesBackWhatItTook(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, settles)
		w.through(t, "2026-03-05") // one debit has been taken
		late := w.order(settles, "late")
		late.Date = day("2026-03-10")
		w.pay(t, late)
		w.retail(t, "c1", "contract.cancelled.v1", fmt.Sprintf(`"contract_number":%q,"on":"2026-02-24","reason":"unwound"`, w.number))
		if text := w.letter(t, statement.CancellationLetter, "/test#c1"); !strings.Contains(text, "You owe nothing on it") {
			t.Errorf("got the letter %s", text)
		}
		w.through(t, "2026-03-20")
		c, err := w.Overview.Contract(t.Context(), w.by, w.contract)
		if err != nil || c.State.Status != contract.Undone || c.State.Balance() != 0 {
			t.Fatalf("got %s, %d, %v", c.State.Status, c.State.Balance(), err)
		}
		all := w.payments(t)
		if len(all) != 2 || !strings.HasSuffix(all[1], " cancelled") || w.told(t, notice.KindPaymentCancelled) != 1 || w.told(t, notice.KindAutopayOff) != 1 || w.told(t, notice.KindContractCancelled) != 1 {
			t.Errorf("got %v, told %d, %d, %d times", all, w.told(t, notice.KindPaymentCancelled), w.told(t, notice.KindAutopayOff), w.told(t, notice.KindContractCancelled))
		}
		if c.State.Credit != c.Payments[len(c.Payments)-1].Amount {
			t.Errorf("got %d of the customer's, want the debit of %d", c.State.Credit, c.Payments[len(c.Payments)-1].Amount)
		}
		w.verify(t)
	})
}
