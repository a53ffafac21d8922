package notifying_test

import (
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/store/audits"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/outbox"
)

func TestALetterThatCameBackCountsAgainstItsAddress(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		h.under(notice.Reach{})
		fares := func(at time.Time) outbox.Failing {
			t.Helper()
			f, err := outbox.FailingOf(db.Reader(t.Context()), h.box, " Maya@Customer.example", at)
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		if f := fares(h.now); f != (outbox.Failing{}) {
			t.Errorf("got %+v before anything came back", f)
		}
		letter := h.send(h.parcel(notice.Mail, "maya@customer.example"))
		h.deliver(letter)
		about := h.mail.got[0].Bounce
		back := func(b notice.Bounce) {
			t.Helper()
			b.About = about
			if err := h.service.CameBack(t.Context(), b); err != nil {
				t.Fatal(err)
			}
		}
		back(notice.Bounce{Status: "4.4.1"})
		if m := h.stored(letter); m.Report != "" {
			t.Errorf("got the report %q of a letter that is still tried", m.Report)
		}
		back(notice.Bounce{Status: "5.1.1", Final: true, Hard: true})
		back(notice.Bounce{Status: "5.1.1", Final: true, Hard: true})
		if f := fares(h.now); f != (outbox.Failing{Hard: 1, Soft: 1, Last: h.now}) {
			t.Errorf("got %+v, want each kind once", f)
		}
		if m := h.stored(letter); m.Report != outbox.Undelivered || m.State != outbox.Sent {
			t.Errorf("got %s, %s", m.State, m.Report)
		}
		if f := fares(h.now.Add(outbox.BouncedFor)); f.Hard != 1 {
			t.Errorf("got %+v on the last day", f)
		}
		if f := fares(h.now.Add(outbox.BouncedFor + time.Microsecond)); f.Hard != 0 || !f.Last.IsZero() {
			t.Errorf("got %+v, want it forgotten", f)
		}
		rows, err := audits.On(db.Reader(t.Context()), access.OnParty(h.maya))
		if err != nil || len(rows) == 0 || rows[0].Action != access.MailHear || rows[0].Note != "came back for good 5.1.1" {
			t.Errorf("got %+v, %v", rows, err)
		}
	})
}

func TestOnlyAnAddressThatWeMadeCounts(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		h.under(notice.Reach{})
		text := h.send(h.parcel(notice.SMS, "+12015550142"))
		h.deliver(h.send(h.parcel(notice.Mail, "maya@customer.example")))
		h.deliver(text)
		good := h.mail.got[0].Bounce
		for _, bad := range []string{"", "x", good[:32], good[:47] + "g", good[:32] + strings.Repeat("0", 16), strings.Repeat("0", 32) + good[32:], good + "00", h.text.got[0].Bounce} {
			if err := h.service.CameBack(t.Context(), notice.Bounce{About: bad, Final: true, Hard: true}); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: got %v", bad, err)
			}
		}
		var n int
		if err := db.Reader(t.Context()).QueryRow(`select count(*) from mail_bounces`).Scan(&n); err != nil || n != 0 {
			t.Errorf("got %d rows, %v", n, err)
		}
	})
}
