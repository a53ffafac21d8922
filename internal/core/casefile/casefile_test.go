package casefile_test

import (
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/casefile"
	"marque/internal/fault"
	"marque/internal/l10n"
)

func day(s string) civil.Date { return civil.MustParse(s) }

func file(t *testing.T, kind casefile.Kind, received string, days map[casefile.Mark]string) casefile.File {
	t.Helper()
	f, err := casefile.New(casefile.File{Kind: kind, Days: map[casefile.Mark]civil.Date{casefile.Received: day(received)}}, day(received))
	if err != nil {
		t.Fatal(err)
	}
	for m, d := range days {
		f.Days[m] = day(d)
	}
	return f
}

// Each clock on its last day and on the day behind it. 26 November 2026 is Thanksgiving, 11 November Veterans Day.
func TestEachClockEndsOnItsDay(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		kind     casefile.Kind
		received string
		days     map[casefile.Mark]string
		what     string
		due      string
		theirs   bool
	}{
		{"ten business days over a holiday", casefile.PaymentDispute, "2026-11-16", nil, "or credit", "2026-12-01", false},
		{"ten business days from a Saturday", casefile.PaymentDispute, "2026-11-14", nil, "or credit", "2026-11-30", false},
		{"45 days", casefile.PaymentDispute, "2026-11-16", nil, "at the latest", "2026-12-31", false},
		{"three business days to tell", casefile.PaymentDispute, "2026-11-16", map[casefile.Mark]string{casefile.Decided: "2026-11-25"}, "the result", "2026-12-01", false},
		{"30 days of a report", casefile.ReportDispute, "2026-11-16", nil, "the result", "2026-12-16", false},
		{"45 when more came on the last day", casefile.ReportDispute, "2026-11-16", map[casefile.Mark]string{casefile.Informed: "2026-12-16"}, "the result", "2026-12-31", false},
		{"30 when more came too late", casefile.ReportDispute, "2026-11-16", map[casefile.Mark]string{casefile.Informed: "2026-12-17"}, "the result", "2026-12-16", false},
		{"30 days of a hardship", casefile.Hardship, "2026-11-16", nil, "what was decided", "2026-12-16", false},
		{"the court's day", casefile.Bereavement, "2026-11-16", map[casefile.Mark]string{casefile.ClaimsEnd: "2027-02-01"}, "estate", "2027-02-01", false},
		{"180 days after service", casefile.Military, "2026-11-16", map[casefile.Mark]string{casefile.Released: "2026-11-01"}, "orders", "2027-04-30", true},
		{"15 days to return", casefile.Military, "2026-11-16", map[casefile.Mark]string{casefile.Noticed: "2026-11-16"}, "leased vehicle", "2026-12-01", true},
		{"the promise of the house", casefile.TotalLoss, "2026-11-16", nil, casefile.Promise, "2026-12-01", false},
	} {
		f := file(t, tc.kind, tc.received, tc.days)
		found := false
		for _, c := range f.Clocks() {
			if !strings.Contains(c.What, tc.what) {
				continue
			}
			found = true
			if c.Due != day(tc.due) || !c.Runs() || c.Late(c.Due) != 0 {
				t.Errorf("%s: got %s, runs %v, late by %d on its last day; want %s", tc.name, c.Due, c.Runs(), c.Late(c.Due), tc.due)
			}
			if want := map[bool]int{true: 0, false: 1}[tc.theirs]; c.Late(c.Due+1) != want {
				t.Errorf("%s: got late by %d the day after, want %d", tc.name, c.Late(c.Due+1), want)
			}
			if c.Citation == "" && c.What != casefile.Promise {
				t.Errorf("%s: no section sets this clock", tc.name)
			}
		}
		if !found {
			t.Errorf("%s: there is no such clock in %+v", tc.name, f.Clocks())
		}
	}
}

func TestWhatIsDoneEndsItsClockAndTheNextOneIsNearest(t *testing.T) {
	t.Parallel()
	f := file(t, casefile.PaymentDispute, "2026-11-16", nil)
	f.Promised = day("2027-01-15")
	if c, ok := f.Nearest(); !ok || c.Due != day("2026-12-01") {
		t.Fatalf("got %+v, %v", c, ok)
	}
	f, err := f.Step(casefile.Waiting, f.Promised, map[casefile.Mark]civil.Date{casefile.Credited: day("2026-12-02")}, day("2026-12-02"))
	if err != nil {
		t.Fatal(err)
	}
	if c := f.Clocks()[0]; c.Runs() || c.Late(day("2026-12-20")) != 1 {
		t.Errorf("credited a day late: got %+v, late by %d for good", c, c.Late(day("2026-12-20")))
	}
	if c, ok := f.Nearest(); !ok || c.Due != day("2026-12-31") {
		t.Errorf("after the credit: got %+v", c)
	}
	f, err = f.Close("The debit was ours; it is corrected.", time.Now(), day("2026-12-03"))
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := f.Nearest(); ok {
		t.Errorf("closed: got %+v", c)
	}
	if _, err := f.Step(casefile.Open, f.Promised, nil, day("2026-12-04")); !fault.Is(err, fault.Conflict) {
		t.Errorf("a step after the end: got %v", err)
	}
	if _, err := f.GivenTo(access.UserID{1}); !fault.Is(err, fault.Conflict) {
		t.Errorf("taken after the end: got %v", err)
	}
	if _, err := f.Close("Again.", time.Now(), day("2026-12-04")); !fault.Is(err, fault.Conflict) {
		t.Errorf("closed twice: got %v", err)
	}
}

func TestACaseRefusesDaysThatCannotBe(t *testing.T) {
	t.Parallel()
	today := day("2026-11-20")
	for _, received := range []civil.Date{0, today + 1, day("2021-11-19")} {
		if _, err := casefile.New(casefile.File{Kind: casefile.Hardship, Days: map[casefile.Mark]civil.Date{casefile.Received: received}}, today); !fault.Is(err, fault.Invalid) {
			t.Errorf("received on %v: got %v", received, err)
		}
	}
	if _, err := casefile.New(casefile.File{Kind: "quarrel", Days: map[casefile.Mark]civil.Date{casefile.Received: today}}, today); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown kind: got %v", err)
	}
	f := file(t, casefile.Military, "2026-11-16", nil)
	for name, step := range map[string]struct {
		stage    casefile.Stage
		promised civil.Date
		mark     casefile.Mark
		on       civil.Date
		good     bool
	}{
		"proved before it came":       {casefile.Open, f.Promised, casefile.Proved, day("2026-11-15"), false},
		"proved on that day":          {casefile.Open, f.Promised, casefile.Proved, day("2026-11-16"), true},
		"proved tomorrow":             {casefile.Open, f.Promised, casefile.Proved, today + 1, false},
		"called before it came":       {casefile.Open, f.Promised, casefile.Called, day("2026-01-05"), true},
		"released next year":          {casefile.Open, f.Promised, casefile.Released, day("2027-06-30"), true},
		"released in five":            {casefile.Open, f.Promised, casefile.Released, day("2031-06-30"), false},
		"promised for yesterday":      {casefile.Open, today - 1, casefile.Called, 0, false},
		"promised for today":          {casefile.Open, today, casefile.Called, 0, true},
		"promised as far as it may":   {casefile.Open, today.AddDays(casefile.MostPromise), casefile.Called, 0, true},
		"promised a day beyond":       {casefile.Open, today.AddDays(casefile.MostPromise + 1), casefile.Called, 0, false},
		"closed by a step":            {casefile.Closed, f.Promised, casefile.Called, 0, false},
		"a day of another kind drops": {casefile.Open, f.Promised, casefile.Lost, day("2026-01-05"), true},
	} {
		got, err := f.Step(step.stage, step.promised, map[casefile.Mark]civil.Date{step.mark: step.on}, today)
		if (err == nil) != step.good {
			t.Errorf("%s: got %v", name, err)
		}
		if !got.Days[casefile.Lost].IsZero() {
			t.Errorf("%s: kept a day that its kind does not know", name)
		}
	}
}

func TestEveryKindIsSaidInThreeLanguagesWithWhatTheLawAsks(t *testing.T) {
	t.Parallel()
	for _, k := range casefile.Kinds() {
		for _, l := range l10n.All() {
			if k.Words().In(l) == "" || k.Next().In(l) == "" {
				t.Errorf("%s has no words in %s", k, l.Tag())
			}
		}
		if len(k.Laws()) == 0 || k.ToDo() == "" {
			t.Errorf("%s does not say what is asked of us", k)
		}
	}
}

func TestAnOutcomeIsWordsWithoutACardsNumber(t *testing.T) {
	t.Parallel()
	for text, good := range map[string]bool{"": false, " \n": false, "It was right.": true, strings.Repeat("é", 2000): true, strings.Repeat("é", 2001): false, "4111 1111 1111 1111": false} {
		if _, err := casefile.CheckText("outcome", text); (err == nil) != good {
			t.Errorf("%.20q: got %v", text, err)
		}
	}
}
