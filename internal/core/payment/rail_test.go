package payment_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/l10n"
)

func TestEveryReturnCodeHasOneFateAndWordsForTheCustomer(t *testing.T) {
	t.Parallel()
	for _, c := range payment.ReturnCodes() {
		if c.Again && c.StopsAccount || c.Unauthorized && !c.StopsAccount || c.Ours && c.StopsAccount || c.Banks && (c.Again || c.StopsAccount || c.Ours) {
			t.Errorf("%s contradicts itself: %+v", c.Code, c)
		}
		for _, l := range l10n.All() {
			if next := c.Next().In(l); !strings.HasSuffix(next, ".") || len(next) > 300 || c.Plain.In(l) == "" {
				t.Errorf("%s in %s: got %q, want a sentence that a notice takes whole", c.Code, l, next)
			}
		}
	}
	if c := payment.ReturnCodeOf("R99"); !c.StopsAccount {
		t.Error("an unknown code leaves the account usable")
	}
}

func TestTheCodesThatTheRulesNameDoWhatTheRulesSay(t *testing.T) {
	t.Parallel()
	of := func(want func(payment.ReturnCode) bool) string {
		var out []string
		for _, c := range payment.ReturnCodes() {
			if want(c) {
				out = append(out, c.Code)
			}
		}
		return strings.Join(out, " ")
	}
	for name, c := range map[string]struct{ got, want string }{
		"again":          {of(func(c payment.ReturnCode) bool { return c.Again }), "R01 R09"},
		"administrative": {of(func(c payment.ReturnCode) bool { return c.Admin }), "R02 R03 R04"},
		"unauthorized":   {of(func(c payment.ReturnCode) bool { return c.Unauthorized }), "R05 R07 R10 R11 R29 R51"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", name, c.got, c.want)
		}
	}
}

func TestAGaugeWarnsAtHalfOfItsLimit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		debits map[string]int64
		levels string // unauthorized, administrative, all
		points int64  // of all
	}{
		{nil, "ok ok ok", 0},
		{map[string]int64{"": 1000}, "ok ok ok", 0},
		{map[string]int64{"": 998, "R10": 2}, "ok ok ok", 20},
		{map[string]int64{"": 997, "R10": 2, "R07": 1}, "watch ok ok", 30},
		{map[string]int64{"": 995, "R29": 5}, "over ok ok", 50},
		{map[string]int64{"": 985, "R02": 14, "R03": 1}, "ok watch ok", 150},
		{map[string]int64{"": 970, "R04": 30}, "ok over ok", 300},
		{map[string]int64{"": 925, "R01": 75}, "ok ok watch", 750},
		{map[string]int64{"": 850, "R01": 100, "R09": 50}, "ok ok over", 1500},
	} {
		got := payment.Gauges(c.debits)
		if levels := got[0].Level + " " + got[1].Level + " " + got[2].Level; levels != c.levels || got[2].Points != c.points {
			t.Errorf("%v: got %s at %d, want %s at %d", c.debits, levels, got[2].Points, c.levels, c.points)
		}
	}
}

func TestANameIsWrittenInPlainLetters(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Božena Šafařík": "Bozena Safarik", "Søren  Łukasz": "Soren Lukasz", "O’Neil–Strauß": "O'Neil-Strauss", "Thảo Nguyễn": "Thao Nguyen", "李小龙": "",
		"A\nB\x00C": "A B C", "  Maya ": "Maya",
	} {
		if got := payment.ASCII(in, 22); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(0, 30).Draw(t, "most")
		got := payment.ASCII(rapid.String().Draw(t, "in"), most)
		if len(got) > most || strings.Trim(got, " ") != got || strings.IndexFunc(got, func(r rune) bool { return r < ' ' || r > '~' }) >= 0 {
			t.Fatalf("got %q", got)
		}
	})
}

func TestADebitArrivesOnTheNextBankingDayAfterItsDateOrItsFile(t *testing.T) {
	t.Parallel()
	fed := civil.FederalReserve{}
	wednesday := civil.MustParse("2026-11-25") // before Thanksgiving
	for _, c := range []struct{ date, sent, want string }{
		{"2026-11-25", "2026-11-25", "2026-11-27"},
		{"2026-11-25", "2026-11-26", "2026-11-27"},
		{"2026-11-25", "2026-11-27", "2026-11-27"},
		{"2026-11-25", "2026-11-28", "2026-12-01"},
		{"2026-11-25", "2026-12-01", "2026-12-02"},
	} {
		if got := payment.ArrivesOn(civil.MustParse(c.date), civil.MustParse(c.sent), fed); got != civil.MustParse(c.want) {
			t.Errorf("of %s, sent on %s: got %s, want %s", c.date, c.sent, got, c.want)
		}
	}
	if got := payment.EffectiveOn(wednesday, wednesday+3, fed); got != civil.MustParse("2026-12-01") {
		t.Errorf("closed on Saturday: got %s", got)
	}
}

func TestABanksCorrectionChangesWhatItNames(t *testing.T) {
	t.Parallel()
	a := payment.Account{Type: payment.Checking, Routing: "021000021", Number: "12345", Status: payment.Verified}
	got := a.With(payment.Details{Number: "67890", Type: payment.Savings})
	want := payment.Account{Type: payment.Savings, Routing: "021000021", Number: "67890", Status: payment.Verified}
	if got != want || a.With(payment.Details{}) != a || a.With(payment.Details{Routing: "121042882"}).Routing != "121042882" {
		t.Errorf("got %+v", got)
	}
}
