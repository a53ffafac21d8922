package l10n

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/money"
)

// intl is testdata/intl.json: figures written by node's Intl.
type intl struct {
	Money []struct {
		Locale, Currency, Want, Whole string
		Cents                         money.Cents
	}
	Number []struct {
		Locale, Want string
		N            int64
	}
	Percent []struct {
		Locale, Want string
		Rate         money.Rate
		Digits       int
	}
	Date []struct {
		Locale, Date, Full, Long, Medium, Short            string
		MonthYear, MonthYearShort, MonthDay, MonthDayShort string
	}
	Clock []struct{ Locale, Time, Want, Both string }
}

func load(t *testing.T) intl {
	t.Helper()
	raw, err := os.ReadFile("testdata/intl.json")
	if err != nil {
		t.Fatal(err)
	}
	var out intl
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Money) < 80 || len(out.Date) < 140 {
		t.Fatalf("got %d amounts and %d dates, want the whole file", len(out.Money), len(out.Date))
	}
	return out
}

func locale(t *testing.T, tag string) Locale {
	t.Helper()
	l, ok := Parse(tag)
	if !ok {
		t.Fatalf("locale %s is not known", tag)
	}
	return l
}

// same compares, taking the narrow no-break space of some ICU versions for the ordinary one.
func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != strings.ReplaceAll(want, "\u202f", "\u00a0") {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestFiguresAreWrittenAsIntlWritesThem(t *testing.T) {
	t.Parallel()
	in := load(t)
	for _, c := range in.Money {
		cur, err := money.CurrencyOf(c.Currency)
		if err != nil {
			t.Fatal(err)
		}
		l := locale(t, c.Locale)
		same(t, c.Locale+" money", l.Money(c.Cents, cur), c.Want)
		same(t, c.Locale+" whole money", l.MoneyWhole(c.Cents, cur), c.Whole)
	}
	for _, c := range in.Number {
		same(t, c.Locale+" number", locale(t, c.Locale).Number(c.N), c.Want)
	}
	for _, c := range in.Percent {
		same(t, c.Locale+" percent", locale(t, c.Locale).Percent(c.Rate, c.Digits), c.Want)
	}
}

func TestDatesAreWrittenAsIntlWritesThem(t *testing.T) {
	t.Parallel()
	in := load(t)
	for _, c := range in.Date {
		l, d := locale(t, c.Locale), civil.MustParse(c.Date)
		name := c.Locale + " " + c.Date
		same(t, name+" full", l.DateFull(d), c.Full)
		same(t, name+" long", l.DateLong(d), c.Long)
		same(t, name+" medium", l.DateMedium(d), c.Medium)
		same(t, name+" short", l.DateShort(d), c.Short)
		same(t, name+" month and year", l.MonthYear(d), c.MonthYear)
		same(t, name+" short month and year", l.MonthYearShort(d), c.MonthYearShort)
		same(t, name+" month and day", l.MonthDay(d), c.MonthDay)
		same(t, name+" short month and day", l.MonthDayShort(d), c.MonthDayShort)
	}
	for _, c := range in.Clock {
		at, err := time.Parse(time.RFC3339, c.Time)
		if err != nil {
			t.Fatal(err)
		}
		same(t, c.Locale+" clock", locale(t, c.Locale).Clock(at), c.Want)
		same(t, c.Locale+" date and clock", locale(t, c.Locale).DateAndClock(at), c.Both)
	}
}

func TestNoDateIsWrittenAsNothing(t *testing.T) {
	t.Parallel()
	for _, l := range All() {
		if got := l.DateFull(0) + l.DateLong(0) + l.DateMedium(0) + l.MonthYear(0); got != "" {
			t.Errorf("%s: got %q, want nothing", l, got)
		}
	}
}

func TestCurrenciesKeepTheirOwnDecimals(t *testing.T) {
	t.Parallel()
	cases := []struct{ code, want, whole string }{
		{"USD", "$1,234.56", "$1,234"},
		{"JPY", "JPY\u00a0123,456", "JPY\u00a0123,456"},
		{"KWD", "KWD\u00a0123.456", "KWD\u00a0123"},
	}
	for _, c := range cases {
		cur, err := money.CurrencyOf(c.code)
		if err != nil {
			t.Fatal(err)
		}
		same(t, c.code, EnUS.Money(123456, cur), c.want)
		same(t, c.code+" whole", EnUS.MoneyWhole(123456, cur), c.whole)
	}
}

func TestTheSmallestAndLargestIntegersAreWritten(t *testing.T) {
	t.Parallel()
	same(t, "smallest", EnUS.Number(math.MinInt64), "-9,223,372,036,854,775,808")
	same(t, "largest", EnUS.Money(math.MaxInt64, money.USD()), "$92,233,720,368,547,758.07")
	same(t, "largest rate", EnUS.Percent(math.MaxInt64, 7), "922,337,203,685.4775807%")
}

// Taking the separators out of a written number gives the number again.
func TestGroupingLosesNoDigit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		l := rapid.SampledFrom(All()).Draw(t, "locale")
		got := strings.NewReplacer(",", "", ".", "", "-", "").Replace(l.Number(n))
		want, _ := magnitude(n)
		if got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	})
}

func TestAnAmountIsReadAsPeopleOfALanguageTypeIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed   string
		en, de  string
		comment string
	}{
		{"612.44", "612.44", "612.44", "a point before two digits"},
		{"612,44", "612.44", "612.44", "never a hundredfold amount"},
		{" $1,234.56 ", "1234.56", "1234.56", "thousands and decimals"},
		{"1.234,56\u00a0€", "1234.56", "1234.56", "as Germans write it"},
		{"1,234", "1234", "1.234", "thousands here, decimals there"},
		{"1.234", "1.234", "1234", "the other way round"},
		{"1,234,567", "1234567", "1,234,567", "thousands twice"},
		{"1,2,34", "1,2,34", "1,2,34", "no amount"},
		{"12 345", "12345", "12345", "blanks"},
		{"a lot", "alot", "alot", "no figures"},
		{"", "", "", "nothing"},
	} {
		if got := EnUS.Figures(c.typed); got != c.en {
			t.Errorf("%s: %q in American English: got %q, want %q", c.comment, c.typed, got, c.en)
		}
		if got := DeDE.Figures(c.typed); got != c.de {
			t.Errorf("%s: %q in German: got %q, want %q", c.comment, c.typed, got, c.de)
		}
		if got := EsUS.Figures(c.typed); got != c.en {
			t.Errorf("%s: %q in Spanish: got %q, want %q", c.comment, c.typed, got, c.en)
		}
	}
	if got := DeDE.Decimal("-0.479452") + EsUS.Decimal("0.5"); got != "-0,4794520.5" {
		t.Errorf("got %q", got)
	}
}

func TestMatchTakesTheHeaviestLanguageWeSpeak(t *testing.T) {
	t.Parallel()
	cases := []struct {
		header string
		want   Locale
	}{
		{"", EnUS},
		{"es-MX,es;q=0.9,en;q=0.8", EsUS},
		{"fr-FR,fr;q=0.9,de;q=0.5", DeDE},
		{"en;q=0.3, de-AT;q=0.35", DeDE},
		{"de;q=0, es;q=0.1", EsUS},
		{"de;q=1.0, es", DeDE},
		{"de;q=nonsense, es;q=0.2", EsUS},
		{"fr, it, pt", EnUS},
		{strings.Repeat("fr,", maxPreferences) + "de", EnUS},
	}
	for _, c := range cases {
		if got := Match(c.header); got != c.want {
			t.Errorf("Match(%q): got %s, want %s", c.header, got, c.want)
		}
	}
}

func TestParseKnowsExactTagsInAnyCase(t *testing.T) {
	t.Parallel()
	if l, ok := Parse("DE-de"); !ok || l != DeDE {
		t.Errorf("got %s, %t, want de-DE", l, ok)
	}
	if l, ok := Parse("de"); ok {
		t.Errorf("got %s, want nothing for a tag without region", l)
	}
	if got := Locale(200).Tag(); got != "en-US" {
		t.Errorf("a locale out of range: got %s, want en-US", got)
	}
}
