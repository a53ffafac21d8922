package notice_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marque/internal/core/notice"
	"marque/internal/l10n"
)

func TestWhatKeepsTheAccountSafeAndWhatTheLawAsksCannotBeSwitchedOff(t *testing.T) {
	t.Parallel()
	none := notice.Wishes{NoMail: notice.Topics()}.Kept()
	if !slices.Equal(none.NoMail, []notice.Topic{notice.TopicPayments, notice.TopicReminders}) {
		t.Fatalf("got %v kept, want what can be chosen", none.NoMail)
	}
	if all := (notice.Wishes{Text: notice.Topics()}).Kept(); slices.Contains(all.Text, notice.TopicSecurity) || len(all.Text) != 3 {
		t.Errorf("got %v by text", all.Text)
	}
	hostile := notice.Wishes{NoMail: notice.Topics()} // as nobody may store it
	for _, n := range every() {
		kind := notice.KindOf(n)
		topic := kind.Topic()
		chosen := topic == notice.TopicPayments || topic == notice.TopicReminders
		if hostile.Wants(kind, notice.Mail) == chosen {
			t.Errorf("%s (%s) by mail: got %t with everything switched off", kind, topic, chosen)
		}
		if got := hostile.Wants(kind, notice.SMS); got != (topic == notice.TopicSecurity) {
			t.Errorf("%s (%s) by text: got %t", kind, topic, got)
		}
		if !(notice.Wishes{}).Wants(kind, notice.Mail) {
			t.Errorf("%s: is not told by mail to somebody who chose nothing", kind)
		}
	}
	for _, k := range []notice.Kind{notice.KindSignInCode, notice.KindNewDevice, notice.KindAccountAdded, notice.KindTextsStopped, "a kind to come"} {
		if k.Topic() != notice.TopicSecurity {
			t.Errorf("%s: got %s", k, k.Topic())
		}
	}
	for _, topic := range notice.Topics() {
		for _, l := range l10n.All() {
			if why := topic.Always(notice.Mail).In(l); (why == "") != (topic == notice.TopicPayments || topic == notice.TopicReminders) {
				t.Errorf("%s in %s: got %q", topic, l, why)
			}
		}
	}
}

func TestQuietHoursEndByTheReadersClock(t *testing.T) {
	t.Parallel()
	zone := newYork()
	at := func(text string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	night, noon := notice.Quiet{From: 21, Until: 8}, notice.Quiet{From: 12, Until: 14}
	for _, c := range []struct {
		q        notice.Quiet
		at, want string
	}{
		{night, "2026-11-22 20:59", "2026-11-22 20:59"}, {night, "2026-11-22 21:00", "2026-11-23 08:00"}, {night, "2026-11-30 23:30", "2026-12-01 08:00"},
		{night, "2026-11-23 03:00", "2026-11-23 08:00"}, {night, "2026-11-23 08:00", "2026-11-23 08:00"}, {noon, "2026-11-23 13:59", "2026-11-23 14:00"},
		{noon, "2026-11-23 14:00", "2026-11-23 14:00"}, {notice.Quiet{}, "2026-11-23 03:00", "2026-11-23 03:00"},
		{night, "2026-03-08 01:30", "2026-03-08 08:00"}, // the clock goes forward in between
		{notice.Quiet{From: 22, Until: 2}, "2026-03-08 01:59", "2026-03-08 02:00"},
	} {
		if got := c.q.After(at(c.at)); !got.Equal(at(c.want)) {
			t.Errorf("%+v at %s: got %s, want %s", c.q, c.at, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		q := notice.Wishes{Quiet: notice.Quiet{From: rapid.IntRange(-1, 25).Draw(t, "from"), Until: rapid.IntRange(-1, 25).Draw(t, "until")}}.Kept().Quiet
		from := time.Unix(rapid.Int64Range(1_700_000_000, 1_800_000_000).Draw(t, "at"), 0).In(zone)
		got := q.After(from)
		if got.Before(from) || got.Sub(from) > 25*time.Hour || !q.After(got).Equal(got) {
			t.Fatalf("%+v at %s: got %s, then %s", q, from, got, q.After(got))
		}
	})
}
