package notifying_test

import (
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/notifying"
	"marque/internal/store/audits"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/outbox"
	"marque/internal/store/parties"
)

const mobile = "+12015550142"

// hears lets a phone write to us, and delivers what is answered.
func (h *house) hears(text string) {
	h.Helper()
	h.now = h.now.Add(time.Second)
	if err := h.service.Heard(h.Context(), mobile, text); err != nil {
		h.Fatal(err)
	}
	all, err := h.service.Recent(h.Context(), access.System("demo"), notice.MessageID{})
	if err != nil {
		h.Fatal(err)
	}
	for _, m := range all {
		if m.State == outbox.Queued {
			h.deliver(m.ID)
		}
	}
}

// texted counts what left by text, by kind.
func (h *house) texted() map[notice.Kind]int {
	n := map[notice.Kind]int{}
	for _, e := range h.text.got {
		n[e.Kind]++
	}
	return n
}

func TestStopEndsEveryTextAndIsConfirmedOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		h.under(notice.Reach{})
		h.hears("Stop please")
		h.hears("STOP")
		if n := h.texted(); n[notice.KindTextsStopped] != 1 || len(n) != 1 {
			t.Fatalf("got %v, want one confirmation", n)
		}
		code := h.send(h.parcel(notice.SMS, mobile))
		h.deliver(code)
		if m := h.stored(code); m.State != outbox.Failed || !strings.Contains(m.Reason, "replied STOP") {
			t.Errorf("got %s (%s), want a code to a stopped phone ended with its reason", m.State, m.Reason)
		}
		h.deliver(h.send(h.parcel(notice.SMS, "+12015550143")))
		h.deliver(h.send(h.parcel(notice.Mail, "maya@customer.example")))
		h.hears("thanks for nothing") // a stopped phone is not answered
		if n := h.texted(); n[notice.KindSignInCode] != 1 || n[notice.KindTextsHelp] != 0 || len(h.mail.got) != 1 {
			t.Errorf("got %v and %d letters", n, len(h.mail.got))
		}
		h.hears("start")
		h.hears("START")
		h.deliver(h.send(h.parcel(notice.SMS, mobile)))
		if n := h.texted(); n[notice.KindTextsStarted] != 1 || n[notice.KindSignInCode] != 2 {
			t.Errorf("got %v, want texts again", n)
		}
		h.hears("stop")
		if n := h.texted(); n[notice.KindTextsStopped] != 2 {
			t.Errorf("got %v, want the second stop confirmed too", n)
		}
	})
}

func TestHelpIsAnsweredAFewTimesADay(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		h.under(notice.Reach{})
		for range 5 {
			h.hears("help")
		}
		if n := h.texted(); n[notice.KindTextsHelp] != 3 {
			t.Errorf("got %v, want two machines that answer each other to come to an end", n)
		}
		h.now = h.now.Add(24*time.Hour + time.Second)
		h.hears("who is this?")
		if n := h.texted(); n[notice.KindTextsHelp] != 4 {
			t.Errorf("got %v the next day", n)
		}
		h.hears("STOP")
		h.hears("HELP")
		if n := h.texted(); n[notice.KindTextsHelp] != 5 {
			t.Errorf("got %v, want help for a stopped phone too", n)
		}
	})
}

func TestAStopOfAPersonIsAuditedAndShownAmongTheMessages(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		h.under(notice.Reach{})
		err := db.Write(t.Context(), func(tx *engine.Tx) error {
			return parties.New(h.box).Insert(tx, []parties.Party{{ID: h.maya, Source: "/t", Ref: "1", GivenName: "Maya", FamilyName: "N", Phone: mobile, Locale: "es-MX"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		p := h.parcel(notice.SMS, mobile)
		p.Brand = "norden"
		h.deliver(h.send(p))
		h.hears("STOP")
		me := access.Customer(id.Derive[access.User]("u"), h.maya)
		sent, err := h.service.Sent(t.Context(), me, h.maya, notice.MessageID{})
		if err != nil || len(sent) != 2 || sent[0].Kind != notice.KindTextsStopped || !strings.HasPrefix(sent[0].Text, "Norden") || !strings.Contains(sent[0].Text, "ya no recibe mensajes") || sent[0].State != notifying.Sent {
			t.Errorf("got %+v, %v, want the confirmation in the name of who wrote last, in the language of who stopped", sent, err)
		}
		rows, err := audits.On(db.Reader(t.Context()), access.OnParty(h.maya))
		if err != nil || len(rows) == 0 || rows[0].Action != access.TextsHear || rows[0].Note != "stop by text" {
			t.Errorf("got %+v, %v", rows, err)
		}
	})
}

func TestOnlyAnAddressThatWeGaveOutTakesReplies(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		proof := strings.TrimPrefix(h.service.RepliesAt(), notifying.RepliesPath)
		if err := h.service.ProvedReplies(proof); err != nil {
			t.Error(err)
		}
		for _, bad := range []string{"", "x", proof[:31], proof + "0", strings.Repeat("0", 32)} {
			if err := h.service.ProvedReplies(bad); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: got %v", bad, err)
			}
		}
	})
}
