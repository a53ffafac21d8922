package notifying_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/notifying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/outbox"
	"marque/internal/store/texts"
)

// under makes the service one with limits on texts.
func (h *house) under(r notice.Reach) {
	clock := func() time.Time { return h.now }
	h.service = notifying.New(notifying.Deps{
		Door: door.New(h.db, id.NewSource(clock, strings.NewReader(strings.Repeat("random", 10_000))), clock), Box: h.box, Now: clock, Mail: h.mail, Text: h.text, Texts: texts.New(r, h.box),
		IDs: id.NewSource(clock, rand.Reader), Courier: h.courier, Brand: "aurelia",
	})
}

func TestABudgetOfTextsThatIsUsedUpStopsTextsUntilItIsGivenBack(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		h.under(notice.Reach{PerDay: 1})
		h.deliver(h.send(h.parcel(notice.SMS, "+12015550142")))
		held := h.send(h.parcel(notice.SMS, "+12015550142"))
		if err := h.service.Deliver(t.Context(), held); !fault.Is(err, fault.Unavailable) {
			t.Errorf("got %v, want a text beyond the budget kept back", err)
		}
		if m := h.stored(held); m.State != outbox.Queued || !strings.Contains(m.Reason, "budget") || len(h.text.got) != 1 {
			t.Errorf("got %s (%s) and %d texts that left", m.State, m.Reason, len(h.text.got))
		}
		h.deliver(h.send(h.parcel(notice.Mail, "maya@customer.example"))) // letters are not texts
		if s, err := h.service.Texts(t.Context()); err != nil || !s.Stopped || s.Used != 1 || s.Budget != 1 {
			t.Errorf("got %+v, %v", s, err)
		}
		me := access.Customer(id.Derive[access.User]("u"), h.maya)
		if err := h.service.ResetTexts(t.Context(), me); err == nil {
			t.Error("a customer gives the budget back")
		}
		if err := h.service.ResetTexts(t.Context(), access.System("operator")); err != nil {
			t.Fatal(err)
		}
		h.deliver(held)
		if m := h.stored(held); m.State != outbox.Sent {
			t.Errorf("got %s after the reset", m.State)
		}
	})
}

func TestATextToACountryThatIsNotOursNeverLeaves(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		h.under(notice.Reach{Countries: []notice.Country{{Prefix: "+1"}}})
		abroad := h.send(h.parcel(notice.SMS, "+18765550142"))
		h.deliver(abroad)
		if m := h.stored(abroad); m.State != outbox.Failed || !strings.Contains(m.Reason, "country") || len(h.text.got) != 0 {
			t.Errorf("got %s (%s), want it refused for good", m.State, m.Reason)
		}
	})
}

func TestAReportComesByAPathThatOnlyTheGatewayGot(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		message := h.send(h.parcel(notice.SMS, "+12015550142"))
		// A fast gateway reports while it is still being spoken to.
		h.text.during = func() {
			if err := h.service.Report(t.Context(), message, false); err != nil {
				t.Error(err)
			}
		}
		h.deliver(message)
		rest, ok := strings.CutPrefix(h.text.got[0].Report, notifying.ReportsPath)
		name, proof, _ := strings.Cut(rest, "/")
		if got, err := h.service.Proved(name, proof); !ok || err != nil || got != message {
			t.Errorf("got %v, %v from %s", got, err, h.text.got[0].Report)
		}
		if err := errors.Join(h.box.Stage(), h.box.Promote(h.now)); err != nil {
			t.Fatal(err)
		}
		if got, err := h.service.Proved(name, proof); err != nil || got != message {
			t.Errorf("after a change of keys: got %v, %v", got, err)
		}
		other := id.Derive[notice.Message]("other").String()
		for _, bad := range [][2]string{{name, ""}, {name, proof[1:]}, {name, strings.Repeat("0", 32)}, {other, proof}, {"x", proof}, {name, proof + "0"}} {
			if _, err := h.service.Proved(bad[0], bad[1]); !fault.Is(err, fault.NotFound) {
				t.Errorf("%v: got %v, want not found", bad, err)
			}
		}
		for _, delivered := range []bool{false, true, true, false} { // out of order, and again: a delivery wins
			if err := h.service.Report(t.Context(), message, delivered); err != nil {
				t.Fatal(err)
			}
		}
		if m := h.stored(message); m.Report != outbox.Delivered {
			t.Errorf("got %q", m.Report)
		}
	})
}

func TestACentresReceiptFindsItsTextByTheCentresName(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		message := h.send(h.parcel(notice.SMS, "+12015550142"))
		said := notifying.Said{Name: "srv-1", Delivered: true}
		if err := h.service.Note(t.Context(), said, 1); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v, want a receipt that came too early looked at again", err)
		}
		if err := h.service.Note(t.Context(), said, 5); err != nil {
			t.Errorf("got %v, want a stranger's receipt let go in the end", err)
		}
		h.deliver(message)
		if err := h.service.Hear(t.Context(), said); err != nil {
			t.Error(err)
		}
		if err := h.service.Note(t.Context(), said, 1); err != nil || h.stored(message).Report != outbox.Delivered {
			t.Errorf("got %v and the report %q", err, h.stored(message).Report)
		}
	})
}
