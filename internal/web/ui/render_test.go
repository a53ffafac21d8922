package ui

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// inOrder fails unless all parts stand in the text, one after the other.
func inOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	rest := text
	for _, part := range parts {
		_, after, found := strings.Cut(rest, part)
		if !found {
			t.Fatalf("%q is missing or out of order in %s", part, text)
		}
		rest = after
	}
}

func lacks(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(text, part) {
			t.Errorf("%q should not stand in %s", part, text)
		}
	}
}

// plain is the text without its tags, as a person reads it.
func plain(text string) string {
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, "")), " ")
}

func TestAFieldStandsBelowItsLabelItsHintAndItsError(t *testing.T) {
	t.Parallel()
	f := frame(t)
	text := render(t, f.TextField(Field{Name: "routing", Label: "Routing number", Hint: "9 digits", Value: "123", InputMode: "numeric", Prefix: "#",
		Errors: []fault.Field{{Name: "routing", Message: "Too short"}}}))
	inOrder(t, text, `<label for="routing">`, "Routing number", `id="routing-hint"`, "9 digits", `id="routing-error"`, "Too short", "<input",
		`value="123"`, `inputmode="numeric"`, `aria-describedby="routing-error routing-hint"`, `aria-invalid="true"`)
	lacks(t, text, "placeholder", "optional")
	quiet := render(t, f.TextField(Field{Name: "trim", Label: "Trim", Optional: true}))
	inOrder(t, quiet, "(optional)", `autocomplete="off"`, `maxlength="256"`)
	lacks(t, quiet, "aria-describedby", "aria-invalid", "hint")
}

func TestAPasswordIsNeverSentBack(t *testing.T) {
	t.Parallel()
	text := render(t, frame(t).TextField(Field{Name: "password", Label: "Password", Type: "password", Value: "correct horse", Autocomplete: "current-password"}))
	lacks(t, text, "correct horse", "value=")
	inOrder(t, text, `type="password"`, `autocomplete="current-password"`)
}

func TestADateFieldKnowsItsEarliestAndLatestDay(t *testing.T) {
	t.Parallel()
	text := render(t, frame(t).TextField(Field{Name: "date", Label: "Day", Type: "date", Min: "2026-11-22", Max: "2026-12-22"}))
	inOrder(t, text, `type="date"`, `min="2026-11-22"`, `max="2026-12-22"`)
	lacks(t, text, "maxlength")
}

func TestADateInPartsLeadsAnErrorToItsFirstPart(t *testing.T) {
	t.Parallel()
	text := render(t, frame(t).DateField(DateParts{Name: "birth", Legend: "Birth date", Month: "2", Day: "30", Year: "1985", Autocomplete: "bday",
		Errors: []fault.Field{{Name: "birth", Message: "February has 28 days"}}}))
	inOrder(t, text, "<legend>", "Birth date", "February has 28 days", `id="birth"`, `name="birth_month"`, `value="2"`, `autocomplete="bday-month"`,
		`id="birth_day"`, `value="30"`, `id="birth_year"`, `value="1985"`)
}

func TestOneOfSeveralIsChosenAndTheFirstCarriesTheName(t *testing.T) {
	t.Parallel()
	text := render(t, frame(t).Radios(Choices{Name: "amount", Legend: "How much?", Options: []Choice{
		{Value: "due", Label: "Due now", Aside: "$612.44", Hint: "For December"}, {Value: "other", Label: "Another", Chosen: true}}}))
	inOrder(t, text, "<fieldset", "<legend>", `id="amount"`, `value="due"`, `aria-describedby="amount-note"`, "$612.44", `id="amount-note"`,
		`id="amount-1"`, `value="other"`, "checked")
	if got := strings.Count(text, " checked"); got != 1 {
		t.Errorf("got %d chosen, want 1", got)
	}
}

func TestABoxIsTickedOnlyByThePerson(t *testing.T) {
	t.Parallel()
	f := frame(t)
	lacks(t, render(t, f.TickBox(Tick{Name: "texts", Label: "Text me"})), "checked")
	inOrder(t, render(t, f.TickBox(Tick{Name: "texts", Label: "Text me", Ticked: true})), `id="texts"`, "checked")
}

func TestAFormCarriesTheTokenAndAKeyWhereMoneyMoves(t *testing.T) {
	t.Parallel()
	f := frame(t)
	inOrder(t, render(t, f.Form("/pay", "key-1")), `method="post"`, `action="/pay"`, `name="_csrf" value="token"`, `name="_key" value="key-1"`)
	lacks(t, render(t, f.Form("/logout", "")), KeyField)
}

func TestTheSummaryTakesTheFocusAndLeadsToTheFields(t *testing.T) {
	t.Parallel()
	f := frame(t)
	if got := render(t, f.ErrorSummary("", nil)); got != "" {
		t.Errorf("got %q when nothing is wrong, want nothing", got)
	}
	text := render(t, f.ErrorSummary("", []fault.Field{{Name: "code", Message: "Enter the code"}}))
	inOrder(t, text, `role="alert"`, "autofocus", "There is a problem", `href="#code"`, "Enter the code")
	text = render(t, f.ErrorSummary("Not right", nil))
	inOrder(t, text, "Not right")
	lacks(t, text, "There is a problem", "<ul")
}

func TestAnAmountReadsAsOneWord(t *testing.T) {
	t.Parallel()
	if got := plain(render(t, frame(t).Figure(123456))); got != "$1,234.56" {
		t.Errorf("got %q, want $1,234.56", got)
	}
}

func TestAStatusIsColourIconAndWords(t *testing.T) {
	t.Parallel()
	f := frame(t)
	for tone, icon := range map[Tone]string{OK: "circle-check", Warn: "clock", Bad: "triangle-alert", Info: "info", Plain: "circle-dot"} {
		inOrder(t, render(t, f.Chip(Status{Tone: tone, Text: "State"})), `class="chip `+string(tone)+`"`, "#"+icon, "State")
	}
	inOrder(t, render(t, f.Chip(Status{Tone: Bad, Text: "Returned", Icon: "undo-2"})), "#undo-2")
}

func TestFactsOfferChangesByName(t *testing.T) {
	t.Parallel()
	f := frame(t)
	text := render(t, f.Facts([]Fact{{Label: "VIN", Value: "JTD4 ZTSS", Spoken: "J T D 4", Code: true}, {Label: "Amount", Value: "$1", Detail: "due now", Change: "/pay#amount"}}))
	inOrder(t, text, `class="facts changeable"`, "VIN", `aria-hidden="true">JTD4 ZTSS`, "J T D 4", "Amount", "due now", `href="/pay#amount"`, "Change", "Amount")
	lacks(t, render(t, f.Facts([]Fact{{Label: "A", Value: "b"}})), "changeable", "Change")
}

func TestATableHasItsCaptionAndHeadsAndNamesEachCell(t *testing.T) {
	t.Parallel()
	f := frame(t)
	text := render(t, f.Grid(Table{Caption: "Payments", Hidden: true, Columns: []Column{{Label: "Date"}, {Label: "State"}, {Label: "Amount", Figure: true}},
		Rows: [][]Cell{{{Text: "Nov 1", Href: "/p/1", Unseen: " of 2026"}, {Status: &Status{Tone: OK, Text: "Received"}}, {Text: "$1.00", Strong: true}}}}))
	inOrder(t, text, "<table", "<caption>", "Payments", `scope="col"`, "<td", "cell-label", "Date", `href="/p/1"`, " of 2026", "Received", "num strong", "$1.00")
	lacks(t, text, "pairs", "role=")
	inOrder(t, render(t, f.Grid(Table{Columns: []Column{{Label: "A"}, {Label: "B"}}})), "pairs")
}

func TestALineOfHistoryOpensToItsWorking(t *testing.T) {
	t.Parallel()
	text := render(t, frame(t).History([]Line{{Title: "Payment", Date: "Nov 1, 2026", Amount: 61244, Credit: true, After: "$1.00", AfterTag: "Balance",
		Status: &Status{Tone: Bad, Text: "Returned"}, Parts: []Fact{{Label: "Interest", Value: "$83.41"}},
		Working: []Step{{Label: "Interest", Formula: "31 days × 5.74%", Result: "$83.41", Source: "Section 2"}}, Note: "A note"}, {Title: "Odometer"}}))
	inOrder(t, text, "<details", "<summary", "Payment", "Returned", "Nov 1, 2026", "$612.44", "Balance", "$1.00", "</summary>", "$83.41",
		"How we worked it out", "31 days × 5.74%", "$83.41", "Section 2", "A note", "Odometer")
	if got := strings.Count(text, "How we worked it out"); got != 1 {
		t.Errorf("got %d workings, want 1: the second line has none", got)
	}
}

func TestAGaugeSaysInWordsWhatItDraws(t *testing.T) {
	t.Parallel()
	text := render(t, frame(t).Gauge(Stretch{Label: "Miles", Done: 500, Of: 1000, Expected: 250, Marks: 4, Words: "500 of 1,000 miles", Start: "0", End: "1,000", Tone: Warn}))
	inOrder(t, text, `class="gauge warn"`, "500 of 1,000 miles", `role="img" aria-label="Miles: 500 of 1,000 miles"`, `width="500"`, `x1="250"`, `class="gauge-expected" x1="250"`, "0", "1,000")
}

func TestAChartOffersItsNumbers(t *testing.T) {
	t.Parallel()
	f := frame(t)
	chart := chartOf(24, 2_000_000)
	chart.Today, chart.Finding, chart.Caption = civil.Must(2025, time.January, 15), "Half is done", "By year"
	text := render(t, f.Chart(chart))
	inOrder(t, text, "<figcaption>", "Half is done", `aria-hidden="true"`, "$20,000", "chart-area", "chart-future", "chart-past", "Jan 2024", "Today", "Dec 2025", "Show the numbers", "By year", "(planned)")
	lacks(t, text, "<text", "style")
	empty := render(t, f.Chart(BalanceChart{Finding: "Nothing yet"}))
	inOrder(t, empty, "Nothing yet")
	lacks(t, empty, "<svg", "Show the numbers")
}

func TestPagesLeadOnOnlyWhereThereIsMore(t *testing.T) {
	t.Parallel()
	f := frame(t)
	if got := render(t, f.Pager("", "")); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
	text := render(t, f.Pager("", "/h?before=1"))
	inOrder(t, text, `href="/h?before=1"`, "Older")
	lacks(t, text, "Newest")
}

func TestTheFrameIsThatOfThePerson(t *testing.T) {
	t.Parallel()
	f := frame(t)
	stranger := render(t, f.Layout(Head{Title: "Sign in", Width: Narrow}))
	inOrder(t, stranger, `lang="en-US"`, "<title>Sign in – Aurelia</title>", `class="entrance"`, "Skip to main content", "(800) 555-0142", `<main id="main"`, "Is this site genuine?", "Aurelia Vehicle Finance LLC")
	lacks(t, stranger, "Sign out", "Overview", "Demo", `aria-label="Language"`)
	f.Person, f.Demo = "Ada", civil.Must(2026, time.November, 22)
	f.Here = "/mine?a=b"
	person := render(t, f.Layout(Head{Title: "Overview", Width: Wide, Section: Overview}))
	inOrder(t, person, "November 22, 2026", PathOutbox, `href="/" aria-current="page"`, "Statements", "Ada", `action="/logout"`, "Sign out", `aria-label="Language"`,
		`action="/language"`, `name="next" value="/mine?a=b"`, `value="en-US" lang="en-US" aria-current="true"`, `name="language" value="de-DE"`, "Deutsch")
	lacks(t, person, "entrance")
	f.Person = ""
	stranger = render(t, f.Layout(Head{Title: "Sign in", Width: Narrow}))
	inOrder(t, stranger, `aria-label="Language"`, `href="/language?language=es-US&amp;next=%2Fmine%3Fa%3Db"`, `lang="es-US"`, "Español")
}

func TestMoneyTakesTheFramesCurrency(t *testing.T) {
	t.Parallel()
	f := frame(t)
	if got := f.Money(100); got != "$1.00" {
		t.Errorf("got %q, want $1.00", got)
	}
	euro, err := money.CurrencyOf("EUR")
	if err != nil {
		t.Fatal(err)
	}
	f.Currency = euro
	if got := f.Money(100); got != "€1.00" {
		t.Errorf("got %q, want €1.00", got)
	}
}
