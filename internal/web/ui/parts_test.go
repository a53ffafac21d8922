package ui

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
)

func frame(t *testing.T) Frame {
	t.Helper()
	brands, assets := setup(t)
	return Frame{Brand: brands.All()[0], Assets: assets, CSRF: "token"}
}

func TestAFigureIsCutBeforeItsDecimals(t *testing.T) {
	t.Parallel()
	yen, err := money.CurrencyOf("JPY")
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		locale      l10n.Locale
		currency    money.Currency
		amount      money.Cents
		whole, rest string
	}{
		{l10n.EnUS, money.Currency{}, 61244, "$612", ".44"},
		{l10n.EnUS, money.USD(), 123456789, "$1,234,567", ".89"},
		{l10n.EnUS, money.USD(), -5, "-$0", ".05"},
		{l10n.DeDE, money.USD(), 123456789, "1.234.567", ",89\u00a0$"},
		{l10n.EnUS, yen, 123456, "JPY\u00a0123,456", ""},
	}
	for _, c := range cases {
		f := Frame{Locale: c.locale, Currency: c.currency}
		if whole, rest := f.figure(c.amount); whole != c.whole || rest != c.rest {
			t.Errorf("%s %d: got %q and %q, want %q and %q", c.locale, c.amount, whole, rest, c.whole, c.rest)
		}
	}
}

func TestTheTitleSaysErrorFirst(t *testing.T) {
	t.Parallel()
	f := frame(t)
	if got := f.title(Head{Title: "Sign in", Failed: true}); got != "Error: Sign in – Aurelia" {
		t.Errorf("got %q", got)
	}
	if got := f.title(Head{Title: "Sign in"}); got != "Sign in – Aurelia" {
		t.Errorf("got %q", got)
	}
}

func TestAFieldIsDescribedByItsHintAndItsError(t *testing.T) {
	t.Parallel()
	errs := []fault.Field{{Name: "code", Message: "Enter the code"}}
	cases := []struct {
		field Field
		want  string
	}{
		{Field{Name: "code"}, ""},
		{Field{Name: "code", Hint: "6 digits"}, "code-hint"},
		{Field{Name: "code", Errors: errs}, "code-error"},
		{Field{Name: "code", Hint: "6 digits", Errors: errs}, "code-error code-hint"},
		{Field{Name: "other", Errors: errs}, ""},
	}
	for _, c := range cases {
		if got := c.field.describedBy(); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.field, got, c.want)
		}
	}
}

func TestAGaugeStaysOnItsTrack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := Stretch{Of: rapid.Int64Range(-5, 1e12).Draw(t, "of"), Marks: rapid.IntRange(-3, 500).Draw(t, "marks")}
		done := rapid.Int64Range(-1e12, 1e12).Draw(t, "done")
		if got := s.along(done); got < 0 || got > trackLength {
			t.Fatalf("got %d, want 0 to %d", got, trackLength)
		}
		if got := len(s.marks()); got >= maxMarks {
			t.Fatalf("got %d marks, want fewer than %d", got, maxMarks)
		}
	})
}

func chartOf(n int, from money.Cents) BalanceChart {
	c := BalanceChart{Today: civil.Must(2026, time.November, 22)}
	start := civil.Must(2024, time.January, 15)
	for i := range n {
		c.Points = append(c.Points, Point{On: start.AddMonths(i, 15), Balance: from - from*money.Cents(i)/money.Cents(n)})
	}
	return c
}

func TestAChartDrawsThePastAndDashesTheForecast(t *testing.T) {
	t.Parallel()
	l := chartOf(60, 2_000_000).lines()
	if !strings.HasPrefix(l.past, "M0 ") || l.future == "" || !l.showToday || !strings.HasSuffix(l.area, "Z") {
		t.Errorf("got %+v, want past, forecast and area", l)
	}
	if end := l.past[strings.LastIndex(l.past, "L")+1:]; !strings.HasPrefix(l.future, "M"+end) {
		t.Errorf("the forecast begins at %.12s, want where the past ends, %s", l.future, end)
	}
	if l := chartOf(1, 100).lines(); l.past != "" || l.future != "" {
		t.Errorf("got %+v for a single point, want nothing drawn", l)
	}
	if l := chartOf(10, 100).lines(); l.future != "" || l.showToday {
		t.Errorf("got %+v, want no forecast where all is past", l)
	}
}

func TestAChartStaysInItsFrame(t *testing.T) {
	t.Parallel()
	pairs := regexp.MustCompile(`(-?\d+) (-?\d+)`)
	rapid.Check(t, func(t *rapid.T) {
		c := chartOf(rapid.IntRange(2, 400).Draw(t, "months"), money.Cents(rapid.Int64Range(0, int64(money.MaxAmount)).Draw(t, "from")))
		l := c.lines()
		if got := strings.Count(l.past+l.future, "L"); got > maxPoints+1 {
			t.Fatalf("got %d parts, want at most %d", got, maxPoints)
		}
		for _, m := range pairs.FindAllStringSubmatch(l.past+" "+l.future+" "+l.area, -1) {
			x, errX := strconv.Atoi(m[1])
			y, errY := strconv.Atoi(m[2])
			if errX != nil || errY != nil || x < 0 || x > chartWidth || y < 0 || y > chartHeight {
				t.Fatalf("got the point %s, want it inside %d by %d", m[0], chartWidth, chartHeight)
			}
		}
	})
}

func TestTheScaleEndsInRoundAmountsAboveTheHighest(t *testing.T) {
	t.Parallel()
	cases := []struct{ highest, want money.Cents }{
		{1, 40_000}, {2_684_595, 3_000_000}, {4_000_000, 4_000_000}, {4_000_001, 6_000_000}, {99_999_999, 100_000_000},
	}
	for _, c := range cases {
		chart := BalanceChart{Points: []Point{{Balance: c.highest}}}
		if got := chart.top(); got != c.want {
			t.Errorf("highest %d: got %d, want %d", c.highest, got, c.want)
		}
		if scale := chart.scale(); len(scale) != gridParts+1 || scale[0] != c.want || scale[gridParts] != 0 {
			t.Errorf("highest %d: got scale %v", c.highest, scale)
		}
	}
}

func TestTheNumbersOfAChartAreShownByTheYear(t *testing.T) {
	t.Parallel()
	table := frame(t).chartTable(chartOf(60, 2_000_000))
	if len(table.Rows) != 6 { // the first, four new years, the last
		t.Errorf("got %d rows, want 6", len(table.Rows))
	}
	if got := table.Rows[len(table.Rows)-1][0].Text; !strings.HasSuffix(got, "(planned)") {
		t.Errorf("got %q, want the forecast marked", got)
	}
}

func TestASentencePutsItsPartsWhereItsLanguageDoes(t *testing.T) {
	t.Parallel()
	f := frame(t)
	parts := []Part{Whole("•••• <42>"), To("/help?a=b&c=d"), f.Call()}
	for sentence, want := range map[string]string{
		"We sent a code to {1}. See [help]{2}.": `We sent a code to <strong class="nowrap">•••• &lt;42&gt;</strong>. See <a href="/help?a=b&amp;c=d">help</a>.`,
		"[Hilfe]{2} zu {1}":                     `<a href="/help?a=b&amp;c=d">Hilfe</a> zu <strong class="nowrap">•••• &lt;42&gt;</strong>`,
		"{3}":                                   `<a class="nowrap" href="tel:+18005550142">(800) 555-0142</a>`,
		"No [mark] {0} {a}":                     "No [mark] {0} {a}",
		"A hole {4}":                            "A hole {4}",
		"":                                      "",
	} {
		if got := render(t, f.Sentence(sentence, parts...)); got != want {
			t.Errorf("%s: got %s, want %s", sentence, got, want)
		}
	}
	if got := render(t, f.Sentence("[x]{1}", To("javascript:alert(1)"))); strings.Contains(got, "javascript") {
		t.Errorf("got %s", got)
	}
}
