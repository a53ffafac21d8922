package calc_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"marque/internal/cli/calc"
	"marque/internal/fault"
)

// run sends lines through a kind and returns the answers as objects.
func run(t *testing.T, kind string, lines ...string) []map[string]any {
	t.Helper()
	var out bytes.Buffer
	if err := calc.Run(kind, strings.NewReader(strings.Join(lines, "\n")), &out); err != nil {
		t.Fatal(err)
	}
	var answers []map[string]any
	decoder := json.NewDecoder(&out)
	for decoder.More() {
		var a map[string]any
		if err := decoder.Decode(&a); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, a)
	}
	return answers
}

// one is run for one line.
func one(t *testing.T, kind, line string) map[string]any {
	t.Helper()
	answers := run(t, kind, line)
	if len(answers) != 1 {
		t.Fatalf("got %d answers, want 1", len(answers))
	}
	return answers[0]
}

// vectors reads rows of published figures from the package that they prove; its testdata/README.md names the sources.
func vectors(t *testing.T, path string) []map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "core", path))
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]any
	if err := json.Unmarshal(data, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

func line(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// near compares a figure of an answer with a published one.
func near(t *testing.T, what string, got any, want, tolerance float64) {
	t.Helper()
	f, err := strconv.ParseFloat(fmt.Sprint(got), 64)
	if err != nil || f-want > tolerance || want-f > tolerance {
		t.Errorf("%s: got %v, want %v within %v", what, got, want, tolerance)
	}
}

func TestPublishedRatesGoThroughAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, row := range vectors(t, "finance/testdata/us_appendix_j.json") {
		near(t, row["id"].(string), one(t, "apr", line(t, row))["apr"], row["apr"].(float64), row["tolerance"].(float64))
	}
	for _, row := range vectors(t, "finance/testdata/eu_aprc.json") {
		row["method"] = "eu"
		want := row["apr6"].(float64)
		if row["reproduced"] == false {
			want = row["recomputed"].(float64) // EC-35, see core/finance
		}
		near(t, row["id"].(string), one(t, "apr", line(t, row))["apr"], want, row["tolerance"].(float64)+1e-9)
	}
}

func TestTheIssuesOwnExample(t *testing.T) {
	t.Parallel()
	got := one(t, "apr", `{"advances":[{"date":"1978-01-10","amount":5000}],"payments":[{"date":"1978-02-10","amount":"230","count":24}],"unit":{"base":"month","multiple":1},"method":"us"}`)
	if got["apr"] != "9.685708" {
		t.Errorf("got %v, want 9.685708", got)
	}
}

func TestAnAbsentUnitPeriodIsFound(t *testing.T) {
	t.Parallel()
	for _, row := range vectors(t, "finance/testdata/us_appendix_j.json") {
		base := row["unit"].(map[string]any)["base"]
		multiple := row["unit"].(map[string]any)["multiple"]
		if base != "semimonth" && (base != "month" || multiple != 1.0) {
			continue // its series need the unit to be read at all
		}
		delete(row, "unit")
		near(t, row["id"].(string), one(t, "apr", line(t, row))["apr"], row["apr"].(float64), row["tolerance"].(float64))
	}
}

func TestEuropeanRatesTakeDatesToo(t *testing.T) {
	t.Parallel()
	got := one(t, "apr", `{"method":"eu","advances":[{"date":"2025-01-15","amount":1000}],"payments":[{"date":"2025-02-15","amount":172.55,"count":6}]}`)
	near(t, "curo-EU-1 on dates", got["apr"], 12.6862, 5e-5)
	got = one(t, "apr", `{"method":"eu","advances":[{"date":"2025-01-15","amount":1000}],"payments":[{"date":"2026-01-15","amount":1100}],"unit":{"base":"year"}}`)
	near(t, "a year", got["apr"], 10, 1e-9)
}

func TestPublishedDayCountsGoThrough(t *testing.T) {
	t.Parallel()
	known := []string{"Actual/Actual ISDA", "30/360 Bond Basis (US)", "30E/360 Eurobond", "30E/360 ISDA"}
	for _, row := range vectors(t, "finance/testdata/daycount.json") {
		name := row["convention"].(string)
		if !slices.Contains(known, name) {
			continue
		}
		got := one(t, "daycount", line(t, row))
		if days, ok := row["days"]; ok && got["days"] != days {
			t.Errorf("%v: got %v", row, got)
		}
		if text, ok := row["year_fraction"]; ok {
			want, _ := strconv.ParseFloat(text.(string), 64)
			near(t, name, got["fraction"], want, 1e-10)
		}
	}
	got := one(t, "daycount", `{"convention":"ACT/ACT","start":"2003-11-01","end":"2004-05-01"}`)
	if got["days"] != 182.0 || got["fraction"] != "0.497724380567" {
		t.Errorf("got %v", got)
	}
}

func TestALevelPaymentWithItsRows(t *testing.T) {
	t.Parallel()
	got := one(t, "level", `{"amount":"100.00","rate":0.07,"day_count":"30/360-US","contract_date":"2024-01-01","first_due":"2024-02-01","count":6,"frequency":"monthly","balloon":0}`)
	if got["payment"] != "17.01" || got["last_payment"] != "17.00" || got["total_interest"] != "2.05" {
		t.Errorf("got %v", got)
	}
	rows := got["rows"].([]any)
	want := map[string]any{"n": 4.0, "date": "2024-05-01", "days": 30.0, "payment": "17.01", "interest": "0.29", "principal": "16.72", "balance": "33.71"}
	if len(rows) != 6 || fmt.Sprint(rows[3]) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", rows[3], want)
	}
	carried := one(t, "level", `{"amount":100,"rate":7e-2,"day_count":"30/360-US","contract_date":"2024-01-01","first_due":"2024-02-01","count":"6","remainder":"carried"}`)
	if row := carried["rows"].([]any)[3].(map[string]any); row["interest"] != "0.30" {
		t.Errorf("got %v, want the carried fraction to make 0.30", row)
	}
}

func TestAStatedPaymentAndTheShapesOfAPlan(t *testing.T) {
	t.Parallel()
	const plan = `{"amount":20000,"rate":"0.06","contract_date":"2024-01-10","first_due":"2024-02-10","count":24`
	got := one(t, "level", plan+`,"payment":"900.00"}`)
	if got["payment"] != "900.00" || got["last_payment"] == "900.00" {
		t.Errorf("a stated payment: got %v, %v", got["payment"], got["last_payment"])
	}
	got = one(t, "level", plan+`,"balloon":5000}`)
	near(t, "the balloon is the last payment", got["last_payment"], 5000, 0.30)
	got = one(t, "level", plan+`,"balloon":5000,"balloon_besides":true}`)
	payment, _ := strconv.ParseFloat(got["payment"].(string), 64)
	near(t, "the balloon comes besides", got["last_payment"], 5000+payment, 0.30)
	got = one(t, "level", plan+`,"skip_months":[6,7],"steps":[{"from":13,"weight":"1.1"},{"from":20,"amount":"50.00"}]}`)
	rows := got["rows"].([]any)
	if rows[4].(map[string]any)["payment"] != "0.00" || rows[20].(map[string]any)["payment"] != "50.00" {
		t.Errorf("got %v and %v", rows[4], rows[20])
	}
}

func TestALeaseWithItsBalances(t *testing.T) {
	t.Parallel()
	got := one(t, "lease", `{"msrp":23000,"agreed_value":"21000","fees_capitalised":1200,"cap_cost_reduction":2200,"residual_percent":57,"money_factor":"0.00125","term_months":36}`)
	for field, want := range map[string]string{
		"gross_cap_cost": "22200.00", "adjusted_cap_cost": "20000.00", "residual": "13110.00", "depreciation_total": "6890.00", "depreciation_monthly": "191.39",
		"rent_monthly": "41.39", "base_payment": "232.78", "tax_monthly": "0.00", "tax_up_front": "0.00", "payment": "232.78", "total_of_payments": "8380.08", "total_rent": "1490.08",
	} {
		if got[field] != want {
			t.Errorf("%s: got %v, want %s", field, got[field], want)
		}
	}
	if balances := got["balances"].([]any); len(balances) != 36 || balances[35] != "13110.00" {
		t.Errorf("got %v", got["balances"])
	}
	for method, want := range map[string][2]string{
		"on_payment": {"272.64", "0.00"}, "monthly payment": {"272.64", "0.00"}, "up_front": {"247.29", "2152.50"}, "sales price": {"247.29", "2152.50"},
		"on_total": {"247.29", "912.50"}, "total of lease payments": {"247.29", "912.50"}, "none": {"247.29", "0.00"},
	} {
		got := one(t, "lease", `{"agreed_value":21000,"cap_cost_reduction":500,"residual":13110,"money_factor":0.00125,"term_months":36,"tax":{"method":"`+method+`","rate":"0.1025"}}`)
		if got["payment"] != want[0] || got["tax_up_front"] != want[1] {
			t.Errorf("%s: got %v and %v, want %v", method, got["payment"], got["tax_up_front"], want)
		}
	}
}

func TestIdentifiersAreJudgedNotRefused(t *testing.T) {
	t.Parallel()
	got := one(t, "vin", `{"vin":"7FCAAAAAAAAAAAAAA"}`)
	if got["well_formed"] != true || got["region"] != "North America" || got["maker"] != "RIVIAN AUTOMOTIVE LLC" {
		t.Errorf("got %v", got)
	}
	got = one(t, "vin", `{"vin":"IIIII"}`)
	if got["well_formed"] != false || got["check_digit_valid"] != false || got["region"] != "" || got["maker"] != "" {
		t.Errorf("got %v", got)
	}
	for _, row := range vectors(t, "vehicle/testdata/vin_check.json") {
		got := one(t, "vin", line(t, row))
		if got["well_formed"] != row["well_formed"] || got["check_digit_valid"] != row["us_check_digit_valid"] {
			t.Errorf("%v: got %v", row, got)
		}
	}
	for _, row := range vectors(t, "payment/testdata/aba_routing.json") {
		if got := one(t, "routing", line(t, map[string]any{"value": row["routing"]})); got["valid"] != row["valid"] || (got["why"] == "") != (row["valid"] == true) {
			t.Errorf("%v: got %v", row, got)
		}
	}
	got = one(t, "iban", `{"value":"GB29 NWBK 6016 1331 9268 19"}`)
	if got["valid"] != true || got["why"] != "" {
		t.Errorf("got %v", got)
	}
	if got = one(t, "iban", `{"value":"GB20NWBK60161331926819"}`); got["valid"] != false || got["why"] == "" {
		t.Errorf("got %v", got)
	}
}

// Every line that cannot be calculated gets a sentence and the field's name in its place.
func TestWhatIsWrongIsSaidInItsLine(t *testing.T) {
	t.Parallel()
	const plan = `{"amount":20000,"rate":"0.06","contract_date":"2024-01-10","first_due":"2024-02-10","count":24`
	const lease = `{"agreed_value":21000,"residual":13110,"money_factor":0.00125,"term_months":36`
	for _, c := range []struct{ kind, line, field string }{
		{"apr", `{`, ""},
		{"apr", `[]`, ""},
		{"apr", `{} {}`, ""},
		{"apr", `{}`, "advances"},
		{"apr", `{"method":"uk"}`, "method"},
		{"apr", `{"unit":{"base":"fortnight"}}`, "unit.base"},
		{"apr", `{"unit":{"base":"month","multiple":13}}`, "unit"},
		{"apr", `{"unit":{"base":"month","multiple":1.5}}`, "unit.multiple"},
		{"apr", `{"advances":[{"date":"2024-01-10"}]}`, "advances.amount"},
		{"apr", `{"advances":[{"amount":5}]}`, "advances.date"},
		{"apr", `{"advances":[{"date":"2024-02-30","amount":5}]}`, "advances.date"},
		{"apr", `{"advances":[{"date":"9999-01-01","amount":5}]}`, "advances.date"},
		{"apr", `{"advances":[{"date":20240101,"amount":5}]}`, "advances.date"},
		{"apr", `{"advances":[{"date":"2024-01-10","amount":10000000000000}]}`, "advances.amount"},
		{"apr", `{"advances":[{"date":"2024-01-10","amount":5}],"payments":[{"date":"2024-02-10","amount":1,"count":1e6}]}`, "payments.count"},
		{"apr", `{"advances":[{"date":"2024-01-10","amount":5}],"payments":[{"date":"2024-02-10","amount":1}]}`, "payments"},
		{"apr", `{"method":"eu","advances":[{"amount":5}],"payments":[{"amount":5,"count":99999}]}`, "payments.count"},
		{"apr", `{"method":"eu","advances":[{"amount":5,"month":5000}],"payments":[{"amount":5}]}`, "month"},
		{"apr", `{"currency":"ZZZ"}`, "currency"},
		{"daycount", `{"convention":"ACT/364","start":"2024-01-01","end":"2024-02-01"}`, "convention"},
		{"daycount", `{"convention":"ACT/360","start":"2024-13-01","end":"2024-02-01"}`, "start"},
		{"daycount", `{"convention":"ACT/360","start":"2024-01-01"}`, "end"},
		{"daycount", `{"start":"2024-01-01","end":"2024-01-01"}`, "convention"},
		{"level", plan + `,"rate":12.99}`, "rate"},
		{"level", plan + `,"count":0}`, "count"},
		{"level", plan + `,"count":"many"}`, "count"},
		{"level", plan + `,"amount":"1e15"}`, "amount"},
		{"level", plan + `,"amount":"1e999999999"}`, "amount"},
		{"level", plan + `,"amount":""}`, "amount"},
		{"level", plan + `,"amount":"12.345"}`, "amount"},
		{"level", plan + `,"amount":true}`, "amount"},
		{"level", plan + `,"amount":` + strings.Repeat("9", 60) + `}`, "amount"},
		{"level", plan + `,"first_due":"2023-02-10"}`, "first_due"},
		{"level", plan + `,"frequency":"hourly"}`, "frequency"},
		{"level", plan + `,"day_count":"lunar"}`, "day_count"},
		{"level", plan + `,"balloon":90000}`, "balloon"},
		{"level", plan + `,"skip_months":[13]}`, "skip_months"},
		{"level", plan + `,"steps":[{"from":99,"weight":1}]}`, "steps"},
		{"level", plan + `,"payment":-1}`, "payment"},
		{"level", plan + `,"remainder":"kept"}`, "remainder"},
		{"lease", lease + `,"term_months":0}`, "term_months"},
		{"lease", lease + `,"money_factor":3}`, "money_factor"},
		{"lease", lease + `,"residual":"99999.00"}`, "residual"},
		{"lease", lease + `,"tax":{"method":"sometimes"}}`, "tax.method"},
		{"lease", lease + `,"tax":{"method":"on_payment","rate":8.25}}`, "tax.rate"},
		{"lease", `{"agreed_value":21000,"residual_percent":57,"money_factor":0.00125,"term_months":36}`, "residual_percent"},
		{"vin", `{}`, "vin"},
		{"vin", `{"vin":5}`, "vin"},
		{"iban", `{}`, "value"},
		{"routing", `{"value":null}`, "value"},
	} {
		got := one(t, c.kind, c.line)
		if sentence, _ := got["error"].(string); got["field"] != c.field || len(sentence) < 10 || len(got) != 2 {
			t.Errorf("%s %s: got %v, want field %q", c.kind, c.line, got, c.field)
		}
	}
}

func TestLinesAreAnsweredInTheirPlaces(t *testing.T) {
	t.Parallel()
	long := `{"vin":"` + strings.Repeat("1", 1<<20) + `"}`
	got := run(t, "vin", `{"vin":"11111111111111111"}`, "", "  ", "nonsense", long, "\t"+`{"vin":"WVWZZZ3CZEE140287"}`+"\r")
	if len(got) != 4 || got[0]["check_digit_valid"] != true || got[1]["error"] == nil || got[2]["error"] == nil || got[3]["region"] != "Europe" {
		t.Errorf("got %v", got)
	}
	if got := run(t, "vin", ""); len(got) != 0 {
		t.Errorf("nothing in, %v out", got)
	}
}

// Whoever writes a line and waits gets its answer before writing the next.
func TestAnAnswerDoesNotWaitForTheNextLine(t *testing.T) {
	t.Parallel()
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := calc.Run("vin", inR, outW)
		outW.Close()
		done <- err
	}()
	answers := bufio.NewScanner(outR)
	for range 3 {
		if _, err := io.WriteString(inW, `{"vin":"11111111111111111"}`+"\n"); err != nil {
			t.Fatal(err)
		}
		if !answers.Scan() || !strings.Contains(answers.Text(), `"check_digit_valid":true`) {
			t.Fatalf("got %q, %v", answers.Text(), answers.Err())
		}
	}
	inW.Close()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestABrokenPipeAndAnUnknownKindAreErrors(t *testing.T) {
	t.Parallel()
	if err := calc.Run("tarot", strings.NewReader("{}"), &bytes.Buffer{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a fault", err)
	}
	if err := calc.Run("vin", iotest.ErrReader(os.ErrClosed), &bytes.Buffer{}); err == nil {
		t.Error("a reader that fails must be told")
	}
	closed, _ := os.Open(os.DevNull)
	closed.Close()
	if err := calc.Run("vin", strings.NewReader("{}\n"), closed); err == nil {
		t.Error("a writer that fails must be told")
	}
	if kinds := calc.Kinds(); !slices.IsSorted(kinds) || !slices.Contains(kinds, "apr") {
		t.Errorf("got %v", kinds)
	}
}

// Whatever comes in, each line that is not blank gets exactly one JSON object with an error or figures.
func FuzzEveryLineGetsOneAnswer(f *testing.F) {
	for _, kind := range calc.Kinds() {
		f.Add(kind, `{}`)
	}
	f.Add("apr", `{"advances":[{"date":"1978-01-10","amount":5000}],"payments":[{"date":"1978-02-10","amount":"230","count":24,"dom2":15}],"unit":{"base":"semimonth","multiple":1}}`)
	f.Add("apr", `{"method":"eu","advances":[{"amount":3000,"month":0}],"payments":[{"amount":60,"first_month":0,"count":3,"step_months":2}]}`)
	f.Add("daycount", `{"convention":"30E/360-ISDA","start":"2024-01-31","end":"2024-02-29","termination":"2024-02-29"}`)
	f.Add("level", `{"amount":1e5,"rate":7e-2,"contract_date":"2024-01-01","first_due":"2024-02-01","count":6,"steps":[{"from":3,"weight":0.5}],"skip_months":[7],"balloon":3}`)
	f.Add("lease", `{"msrp":23000,"agreed_value":"21000","residual":13110,"money_factor":"0.00125","term_months":36,"tax":{"method":"on_payment","rate":"0.1"}}`)
	f.Add("contract", contractLine(loanTerms, lateHistory, "2024-04-01", `,"as_known":"2024-03-13"`))
	f.Add("contract", contractLine(leaseTerms, `[{"kind":"payment","effective":"2024-01-10","amount":"272.64"}]`, "2024-01-20", ""))
	f.Add("vin", `{"vin":"1HGCM82633A004352"}`)
	f.Add("iban", `{"value":"DE89 3704 0044 0532 0130 00"}`)
	f.Fuzz(func(t *testing.T, kind, text string) {
		var out bytes.Buffer
		err := calc.Run(kind, strings.NewReader(text), &out)
		if !slices.Contains(calc.Kinds(), kind) {
			if err == nil {
				t.Fatal("an unknown kind must be refused")
			}
			return
		}
		want := 0
		for l := range strings.SplitSeq(text, "\n") {
			if strings.TrimSpace(l) != "" {
				want++
			}
		}
		if got := bytes.Count(out.Bytes(), []byte("\n")); err != nil || got != want {
			t.Fatalf("got %d answers and %v to %d lines", got, err, want)
		}
		for l := range bytes.Lines(out.Bytes()) {
			var answer map[string]any
			if err := json.Unmarshal(l, &answer); err != nil || len(answer) == 0 {
				t.Fatalf("%s: %v", l, err)
			}
		}
	})
}
