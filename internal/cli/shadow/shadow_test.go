package shadow_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"marque/internal/cli/shadow"
	"marque/internal/fault"
	"marque/internal/service/shadowing"
)

const header = "securitizationKey,assetNumber,reportingPeriodBeginningDate,reportingPeriodEndingDate,originatorName,reportingPeriodBeginningLoanBalanceAmount," +
	"reportingPeriodInterestRatePercentage,actualInterestCollectedAmount,actualPrincipalCollectedAmount,interestPaidThroughDate,reportingPeriodActualEndBalanceAmount\n"

// hostile is a loan whose names are formulas and markup, with a first month, an equal one, one that breaks an identity, and an unreadable row.
const hostile = header +
	`<script>alert(1)</script>,=1+1,10-01-2019,10-31-2019,"@Bank, ""N. A.""",15000.00,0.25,200,300,10-20-2019,14700` + "\n" +
	`<script>alert(1)</script>,=1+1,11-01-2019,11-30-2019,,14700,25,362.47,100,11-25-2019,14600` + "\n" +
	`<script>alert(1)</script>,=1+1,12-01-2019,12-31-2019,,14599.00,0.25,1.00,100,12-25-2019,14500` + "\n" +
	`<script>alert(1)</script>,=1+1,01-01-2020,01-31-2020,,<i>,0.25,1.00,100,12-25-2019,14500` + "\n"

func opener(tapes map[string]string) func(string) (io.ReadCloser, error) {
	return func(name string) (io.ReadCloser, error) {
		text, ok := tapes[name]
		if !ok {
			return nil, fs(name)
		}
		return io.NopCloser(strings.NewReader(text)), nil
	}
}

func fs(name string) error { return fmt.Errorf("open %s: %w", name, os.ErrNotExist) }

func run(t *testing.T, text string) *shadow.Result {
	t.Helper()
	got, err := shadow.Run(t.Context(), shadow.Options{Tapes: []string{"tape"}}, opener(map[string]string{"tape": text}))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b strings.Builder
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestJSONEndsWithTheTotals(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSpace(written(t, run(t, hostile).JSON)), "\n")
	last := lines[len(lines)-1]
	if want := `{"totals":{"equal":1,"carried":0,"date_shifted":0,"short_payment":0,"several_payments":0,"unexplained":1,"not_comparable":1}}`; last != want {
		t.Errorf("got %s, want %s", last, want)
	}
	kinds := map[string]int{}
	for _, line := range lines {
		var object map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &object); err != nil || len(object) != 1 {
			t.Fatalf("%s: %v", line, err)
		}
		for kind := range object {
			kinds[kind]++
		}
	}
	if want := "map[fault:1 identities:1 issuer:1 month:3 totals:1]"; fmt.Sprint(kinds) != want {
		t.Errorf("got %v, want %s", kinds, want)
	}
	for _, want := range []string{
		`{"fault":{"line":5,"field":"reportingPeriodBeginningLoanBalanceAmount","message":"\"<i>\" is not a decimal number."}}`,
		`"class":"not_comparable","reason":"first_month","reported":"200.00"}}`,
		`"period_end":"2019-11-30","line":3,"class":"equal","reported":"362.47","computed":"362.47","difference":"0.00"}}`,
		`"class":"unexplained","reported":"1.00","computed":"299.98","difference":"-298.98","identities":{"begin":"-1.00","end":"1.00"}}}`,
		`"settings":{"day_count":"ACT/365F","precision":"exact","rounding":"half-up","remainder":"carried"}`,
	} {
		if !strings.Contains(strings.Join(lines, "\n"), want) {
			t.Errorf("%s is missing in\n%s", want, strings.Join(lines, "\n"))
		}
	}
}

func TestTheCSVHasEveryMonthAndNoFormulas(t *testing.T) {
	t.Parallel()
	rows, err := csv.NewReader(strings.NewReader(written(t, run(t, hostile).CSV))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 4 || rows[0][0] != "issuer" {
		t.Fatalf("got %d rows, want a header and 3 months", len(rows))
	}
	if got := strings.Join(rows[3], "|"); got != `'@Bank, "N. A." · <script>alert(1)</script>|'=1+1|2019-12-31||4|unexplained|||1.00|299.98|-298.98||1.00||-1.00` {
		t.Errorf("got %s", got)
	}
}

func TestThePageIsEscapedAndNeedsNothingElse(t *testing.T) {
	t.Parallel()
	page := written(t, run(t, hostile).HTML)
	for _, never := range []string{"<script", "<i>", "http:", "https:", "src=", "href=", "url(", "@import", "ZgotmplZ"} {
		if strings.Contains(page, never) {
			t.Errorf("the page contains %s", never)
		}
	}
	for _, want := range []string{"&lt;script&gt;alert(1)&lt;/script&gt;", "=1&#43;1: 3 months", "362.47", "begin -1.00", "Rows left out: 1", "default-src 'none'", `lang="en"`, "<title>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestTheSummaryNamesSettingsAndWhatWasLeftOut(t *testing.T) {
	t.Parallel()
	text := written(t, run(t, hostile).Text)
	for _, want := range []string{
		"1 loan, 3 months, 2 comparable", "settings   ACT/365F, exact, half-up, carried: 1 matched",
		"equal 1 (50.0 %)", "unexplained 1 (50.0 %)", "line 5 left out", "3 months, 2 comparable",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

func TestMonthsStandInManyFiles(t *testing.T) {
	t.Parallel()
	lines := strings.SplitAfter(hostile, "\n")
	tapes := map[string]string{"nov.csv": lines[0] + lines[2], "oct.csv": lines[0] + lines[1], "jan.csv": lines[0] + lines[3] + lines[4]}
	got, err := shadow.Run(t.Context(), shadow.Options{Tapes: []string{"nov.csv", "oct.csv", "jan.csv"}}, opener(tapes))
	if err != nil {
		t.Fatal(err)
	}
	if got.Report.Totals != run(t, hostile).Report.Totals {
		t.Errorf("got %+v, want as in one file", got.Report.Totals)
	}
	text := written(t, got.JSON) + written(t, got.HTML) + written(t, got.Text) + written(t, got.CSV)
	for _, want := range []string{`"tape":"jan.csv","line":3`, `"tape":"nov.csv","line":2`, "jan.csv line 3", "oct.csv 2", ",oct.csv,2,"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestWhatStopsARun(t *testing.T) {
	t.Parallel()
	open := opener(map[string]string{"good": hostile, "bad": "no tape"})
	if _, err := shadow.Run(t.Context(), shadow.Options{Tapes: []string{"good", "gone"}}, open); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want the missing file", err)
	}
	if _, err := shadow.Run(t.Context(), shadow.Options{Tapes: []string{"good", "bad"}}, open); !fault.Is(err, fault.Invalid) || !strings.HasPrefix(err.Error(), "bad: ") {
		t.Errorf("got %v, want a fault about the file bad", err)
	}
	if _, err := shadow.Run(t.Context(), shadow.Options{Rounding: "up"}, open); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a fault", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestAFullDiskIsTold(t *testing.T) {
	t.Parallel()
	r := run(t, hostile)
	for name, write := range map[string]func(io.Writer) error{"json": r.JSON, "csv": r.CSV, "html": r.HTML, "text": r.Text} {
		if err := write(full{}); err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("%s: got %v, want the full disk", name, err)
		}
	}
}

func TestALongTapeFitsThePage(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(header)
	for n := range 20_050 {
		fmt.Fprintf(&b, "T,%d,10-01-2019,10-31-2019,B,15000.00,0.25,200,300,10-20-2019,14700\n", n)
	}
	page := written(t, run(t, b.String()).HTML)
	if got := strings.Count(page, "<details>"); got != 20_000 || !strings.Contains(page, "50 or more months find no room") {
		t.Errorf("got %d contracts on the page, want 20000 and a word about the rest", got)
	}
}

func TestSharesAreRoundedHalfUp(t *testing.T) {
	t.Parallel()
	for want, c := range map[string][2]int{"–": {0, 0}, "0.0 %": {0, 3}, "33.3 %": {1, 3}, "66.7 %": {2, 3}, "100.0 %": {3, 3}, "0.1 %": {1, 2000}} {
		if got := shadow.Share(c[0], c[1]); got != want {
			t.Errorf("%v: got %s, want %s", c, got, want)
		}
	}
}

// filings makes an EX-102 of each month of a CSV tape, as the issuer filed them: flat elements in the schema's order, absent ones left out.
func filings(t *testing.T, name string) (names []string, tapes map[string]string) {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "service", "shadowing", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := slices.Index(rows[0], "reportingPeriodEndingDate")
	months := map[string]*strings.Builder{}
	for _, cells := range rows[1:] {
		month := cells[column][6:] + "-" + cells[column][:5]
		if months[month] == nil {
			months[month] = &strings.Builder{}
		}
		asset(t, months[month], rows[0], cells)
	}
	tapes = map[string]string{}
	for month, assets := range months {
		names = append(names, month)
		tapes[month] = `<?xml version="1.0"?><assetData xmlns="http://www.sec.gov/edgar/document/absee/autoloan/assetdata">` + assets.String() + `</assetData>`
	}
	slices.Sort(names)
	return names, tapes
}

// asset writes one row as an element; the first three columns are of the CSV alone.
func asset(t *testing.T, b *strings.Builder, names, cells []string) {
	t.Helper()
	b.WriteString("<assets>\n")
	for i, cell := range cells {
		if i < 3 || cell == "" {
			continue
		}
		fmt.Fprintf(b, "<%s>", names[i])
		if err := xml.EscapeText(b, []byte(cell)); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(b, "</%s>\n", names[i])
	}
	b.WriteString("</assets>\n")
}

// TestMonthlyXMLGivesWhatTheCSVGives: an EX-102 for each month, against the one CSV made of them.
func TestMonthlyXMLGivesWhatTheCSVGives(t *testing.T) {
	t.Parallel()
	names, tapes := filings(t, "loans_americredit_2016_2021.csv")
	got, err := shadow.Run(t.Context(), shadow.Options{Tapes: names, DayCount: "ACT/ACT", Remainder: "carried"}, opener(tapes))
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 40 || got.Tape.Faulty != 0 || len(got.Report.Issuers) != 1 || got.Report.Issuers[0].Name != "GM FINANCIAL" {
		t.Errorf("got %d files, %d faulty rows, issuers %d", len(names), got.Tape.Faulty, len(got.Report.Issuers))
	}
	want := shadowing.Totals{Equal: 548, Carried: 202, DateShifted: 124, ShortPayment: 63, SeveralPayments: 2, Unexplained: 144, NotComparable: 396}
	if got.Report.Totals != want {
		t.Errorf("got %+v, want %+v", got.Report.Totals, want)
	}
	if c := got.Report.Identities; c.Begin.Held != 1397 || c.End.Held != 1473 || c.Paid.Held != 1479 {
		t.Errorf("got identities %+v", c)
	}
}

func TestALeasePageNamesItsOwnIdentities(t *testing.T) {
	t.Parallel()
	got, err := shadow.Run(t.Context(), shadow.Options{Tapes: []string{"lease_example_1.csv"}}, func(name string) (io.ReadCloser, error) {
		return os.Open(filepath.Join("..", "..", "service", "shadowing", "testdata", name))
	})
	if err != nil {
		t.Fatal(err)
	}
	page := written(t, got.HTML)
	if !strings.Contains(page, "value at the beginning, with one payment more") || strings.Contains(page, "Settings:") {
		t.Error("the page of a lease speaks of loans")
	}
	if text := written(t, got.Text); !strings.Contains(text, "1 lease, 1 months") || strings.Contains(text, "settings") {
		t.Errorf("got %s", text)
	}
	if lines := written(t, got.JSON); !strings.Contains(lines, `"kind":"lease"`) || strings.Contains(lines, `"settings"`) || strings.Contains(lines, "Yearly") {
		t.Errorf("got %s", lines)
	}
}

func TestRealTapesAreWrittenInEveryForm(t *testing.T) {
	t.Parallel()
	names := []string{"loans_americredit_2016_2021.csv", "loans_2017_8trusts_raw.csv", "lease_example_1.csv"}
	got, err := shadow.Run(t.Context(), shadow.Options{Tapes: names}, func(name string) (io.ReadCloser, error) {
		return os.Open(filepath.Join("..", "..", "service", "shadowing", "testdata", name))
	})
	if err != nil {
		t.Fatal(err)
	}
	months := got.Report.Totals.All()
	if want := 1479 + 2081 + 1; months != want {
		t.Errorf("got %d months, want %d", months, want)
	}
	if rows := strings.Count(written(t, got.CSV), "\n"); rows != months+1 {
		t.Errorf("got %d lines of CSV, want %d", rows, months+1)
	}
	if lines := strings.Count(written(t, got.JSON), "\n"); lines != months+len(got.Report.Issuers)+2 {
		t.Errorf("got %d lines of JSON for %d months and %d issuers", lines, months, len(got.Report.Issuers))
	}
	if page := written(t, got.HTML); strings.Count(page, "<details>") != 72+652+1 {
		t.Errorf("got %d contracts on the page, want 725", strings.Count(page, "<details>"))
	}
	if text := written(t, got.Text); !strings.Contains(text, string(shadowing.Unexplained)) {
		t.Error("the summary does not speak of unexplained months")
	}
}
