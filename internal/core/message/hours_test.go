package message_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"marque/internal/core/message"
)

func hours(t *testing.T, zone string, holidays bool, days map[string]string) message.Hours {
	t.Helper()
	h := message.Hours{Holidays: holidays, Answer: 8 * time.Hour}
	var err error
	if h.Zone, err = time.LoadLocation(zone); err == nil {
		h.Days, err = message.ParseHours(days)
	}
	if err == nil {
		err = h.Check()
	}
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestAnAnswerIsPromisedInOpenHours(t *testing.T) {
	t.Parallel()
	week := hours(t, "America/New_York", true, map[string]string{"mon-fri": "08:00-20:00", "sat": "09:00-13:00"})
	for _, c := range []struct{ at, want, why string }{
		{"2026-11-20T10:00", "2026-11-20T18:00", "within one day"},
		{"2026-11-20T16:00", "2026-11-21T13:00", "Friday afternoon: four hours of it and all of Saturday's"},
		{"2026-11-20T16:01", "2026-11-23T08:01", "a minute later: Monday"},
		{"2026-11-20T23:00", "2026-11-23T12:00", "after hours"},
		{"2026-11-22T10:00", "2026-11-23T16:00", "Sunday"},
		{"2026-11-25T20:00", "2026-11-27T16:00", "over Thanksgiving"},
		{"2026-11-20T08:00", "2026-11-20T16:00", "at the very opening"},
	} {
		zone := week.Zone
		at, _ := time.ParseInLocation("2006-01-02T15:04", c.at, zone)
		if got := week.Promise(at).In(zone).Format("2006-01-02T15:04"); got != c.want {
			t.Errorf("%s (%s): got %s, want %s", c.at, c.why, got, c.want)
		}
	}
}

func TestHoursAreOpenFromTheirBeginningAndNoLongerAtTheirEnd(t *testing.T) {
	t.Parallel()
	h := hours(t, "America/New_York", true, map[string]string{"mon-fri": "08:00-20:00"})
	for at, want := range map[string]bool{
		"2026-11-20T07:59": false, "2026-11-20T08:00": true, "2026-11-20T19:59": true, "2026-11-20T20:00": false, "2026-11-21T12:00": false, "2026-11-26T12:00": false, // Thanksgiving
	} {
		when, _ := time.ParseInLocation("2006-01-02T15:04", at, h.Zone)
		if got := h.OpenAt(when); got != want {
			t.Errorf("%s: got open %t", at, got)
		}
	}
	day := hours(t, "America/New_York", false, map[string]string{"sun-sat": "00:00-24:00"})
	when, _ := time.ParseInLocation("2006-01-02T15:04", "2026-11-26T23:59", day.Zone)
	if !day.OpenAt(when) || !day.OpenAt(when.Add(time.Minute)) {
		t.Error("who is always open is open on a holiday and over midnight")
	}
}

func TestAPromiseIsKeptInOpenTimeOnlyAndLaterAsksAreNeverPromisedEarlier(t *testing.T) {
	t.Parallel()
	h := hours(t, "America/Los_Angeles", true, map[string]string{"mon-thu": "08:30-17:15", "fri-sat": "10:00-16:00"})
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(1_760_000_000, 1_860_000_000).Draw(t, "at"), 0) // over changes of the clock, leap years and holidays
		due := h.Promise(at)
		if due.Sub(at) < h.Answer {
			t.Fatalf("%s: promised by %s, which is less than the time it takes", at, due)
		}
		if !h.OpenAt(due.Add(-time.Second)) {
			t.Fatalf("%s: promised by %s, when nobody is there", at, due)
		}
		later := at.Add(time.Duration(rapid.Int64Range(0, 7*24*3600).Draw(t, "later")) * time.Second)
		if h.Promise(later).Before(due) {
			t.Fatalf("asked at %s by %s, asked at %s by %s", at, due, later, h.Promise(later))
		}
	})
}

func TestHoursThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	for _, bad := range []map[string]string{
		{"mon": "8 to 5"}, {"mon-fry": "08:00-17:00"}, {"weekdays": "08:00-17:00"}, {"mon-fri": "08:00-17:00", "fri": "08:00-12:00"}, {"mon": "08:00-17:60"},
	} {
		if _, err := message.ParseHours(bad); err == nil {
			t.Errorf("%v: was taken", bad)
		}
	}
	good := message.Hours{Zone: time.UTC, Days: [7]message.Span{1: {From: 480, Until: 1020}}, Answer: time.Hour}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*message.Hours){
		"no zone": func(h *message.Hours) { h.Zone = nil }, "never open": func(h *message.Hours) { h.Days = [7]message.Span{} }, "no promise": func(h *message.Hours) { h.Answer = 0 },
		"backwards": func(h *message.Hours) { h.Days[2] = message.Span{From: 900, Until: 800} }, "past midnight": func(h *message.Hours) { h.Days[2] = message.Span{From: 900, Until: 1500} },
	} {
		bad := good
		change(&bad)
		if bad.Check() == nil {
			t.Errorf("%s: was taken", name)
		}
	}
}
