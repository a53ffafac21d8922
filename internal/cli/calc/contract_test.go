package calc_test

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"testing"
)

const (
	loanTerms = `{"kind":"loan","currency":"USD","contract_date":"2024-01-10","loan":{"amount_financed":20000,"rate":0.06,"term_months":24,` +
		`"first_due":"2024-02-10","due_day":10,"late_fee":{"grace_days":10,"percent":"0.05","max":"25.00"}},"vehicle":{"vin":"passed over"}}`
	leaseTerms = `{"kind":"lease","currency":"USD","contract_date":"2024-01-10","lease":{"msrp":"23000.00","agreed_value":"21000.00","cap_cost_reduction":"500.00",` +
		`"residual":"13110.00","money_factor":"0.00125","term_months":36,"first_due":"2024-01-10","due_day":10,"tax":{"method":"on_payment","rate":"0.1025"}}}`
	lateHistory = `[{"kind":"payment","effective":"2024-02-10","amount":886.44,"method":"ach"},` +
		`{"kind":"payment","key":"p2","effective":"2024-03-12","recorded":"2024-03-12T09:00:00Z","body":{"amount":"886.44"}},` +
		`{"kind":"returned","effective":"2024-03-14","recorded":"2024-03-14T09:00:00Z","payment":"p2","code":"R01"}]`
)

// object walks into an answer by keys and indices.
func object(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok || m[p] == nil {
				t.Fatalf("no %q in %v", p, v)
			}
			v = m[p]
		case int:
			list, ok := v.([]any)
			if !ok || p >= len(list) {
				t.Fatalf("no element %d in %v", p, v)
			}
			v = list[p]
		}
	}
	return v
}

func contractLine(terms, events, asOf, more string) string {
	return `{"terms":` + terms + `,"events":` + events + `,"as_of":"` + asOf + `"` + more + `}`
}

func TestAContractIsToldWhole(t *testing.T) {
	t.Parallel()
	got := one(t, "contract", contractLine(loanTerms, lateHistory, "2024-04-01", ""))
	for _, c := range []struct {
		want any
		path []any
	}{
		{"active", []any{"status"}}, {"19215.48", []any{"balances", "principal"}}, {"886.44", []any{"due", "past_due"}}, {22.0, []any{"days_past_due"}},
		{2.0, []any{"schedule", 0, "number"}}, {"886.44", []any{"schedule", 0, "amount"}}, {"101.92", []any{"history", 1, "interest"}},
		{"accrued", []any{"history", 1, "working", 0, "what"}}, {31.0, []any{"history", 1, "working", 0, "days"}}, {"event-3", []any{"history", 2, "void"}},
		{"2024-04-01", []any{"payoff", 0, "on"}},
	} {
		if v := object(t, got, c.path...); v != c.want {
			t.Errorf("%v: got %v, want %v", c.path, v, c.want)
		}
	}
	if rows := got["payoff"].([]any); len(rows) != 31 {
		t.Errorf("got %d rows of the payoff table, want 31", len(rows))
	}
}

func TestAsKnownIsWhatWeBelieved(t *testing.T) {
	t.Parallel()
	got := one(t, "contract", contractLine(loanTerms, lateHistory, "2024-04-01", `,"as_known":"2024-03-13"`))
	if got["days_past_due"] != 0.0 || object(t, got, "schedule", 0, "number") != 3.0 {
		t.Errorf("before the return was known: got %v days past due, next %v", got["days_past_due"], object(t, got, "schedule", 0))
	}
}

// money reads an amount of an answer in cents.
func amount(t *testing.T, v any) int {
	t.Helper()
	whole, fraction, _ := strings.Cut(fmt.Sprint(v), ".")
	n, err := strconv.Atoi(whole + fraction)
	if err != nil {
		t.Fatalf("%v is no amount", v)
	}
	return n
}

func TestTheJournalBalancesAndThePayoffCloses(t *testing.T) {
	t.Parallel()
	got := one(t, "contract", contractLine(loanTerms, lateHistory, "2024-04-01", ""))
	for _, entry := range got["journal"].([]any) {
		sum := 0
		for _, leg := range object(t, entry, "postings").([]any) {
			l := leg.(map[string]any)
			for side, sign := range map[string]int{"debit": 1, "credit": -1} {
				if v, ok := l[side]; ok {
					sum += sign * amount(t, v)
				}
			}
		}
		if sum != 0 {
			t.Errorf("%v is off by %d", entry, sum)
		}
	}
	row := object(t, got, "payoff", 20)
	events := strings.TrimSuffix(lateHistory, "]") + fmt.Sprintf(`,{"kind":"payment","effective":"%v","amount":"%v","for":"payoff"}]`, object(t, row, "on"), object(t, row, "amount"))
	closed := one(t, "contract", contractLine(loanTerms, events, "2024-05-01", ""))
	if closed["status"] != "paid_off" || object(t, closed, "balances", "total") != "0.00" || len(closed["payoff"].([]any)) != 0 {
		t.Errorf("got %v with %v", closed["status"], closed["balances"])
	}
}

func TestALeaseIsToldWhole(t *testing.T) {
	t.Parallel()
	got := one(t, "contract", contractLine(leaseTerms, `[{"kind":"payment","effective":"2024-01-10","amount":"272.64"}]`, "2024-01-20", ""))
	if got["status"] != "active" || object(t, got, "lease", "residual") != "13110.00" {
		t.Errorf("got %v", got["lease"])
	}
}

func TestAConvertedContractOpensWhereItStood(t *testing.T) {
	t.Parallel()
	terms := strings.TrimSuffix(loanTerms, "}") + `,"conversion":{"as_of":"2024-10-31","principal":"13000.00","unpaid_interest":"0.00","interest_paid_through":"2024-10-10","instalments_paid":9}}`
	got := one(t, "contract", contractLine(terms, `[]`, "2024-11-10", ""))
	if object(t, got, "balances", "principal") != "13000.00" || object(t, got, "schedule", 0, "number") != 10.0 {
		t.Errorf("got %v, %v", got["balances"], object(t, got, "schedule", 0))
	}
}

func TestWhatIsWrongWithAContractIsSaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ line, field string }{
		{`{}`, "terms"},
		{`{"terms":5,"as_of":"2024-01-01"}`, ""},
		{`{"terms":{},"as_of":"soon"}`, "as_of"},
		{`{"terms":` + loanTerms + `}`, "as_of"},
		{contractLine(loanTerms, `[]`, "2024-04-01", `,"as_known":"once"`), "as_known"},
		{contractLine(strings.Replace(loanTerms, "0.06", "12.99", 1), `[]`, "2024-04-01", ""), "terms.loan.rate"},
		{contractLine(strings.Replace(loanTerms, `:24,`, `:0,`, 1), `[]`, "2024-04-01", ""), "terms.loan.term_months"},
		{contractLine(loanTerms, `[{"kind":"miracle","effective":"2024-02-10"}]`, "2024-04-01", ""), "events[0].kind"},
		{contractLine(loanTerms, `[{"kind":"payment","effective":"2024-02-10","amount":"a lot"}]`, "2024-04-01", ""), "events[0].amount"},
		{contractLine(loanTerms, `[{"kind":"payment","effective":"2024-02-10","amount":"-1.00"}]`, "2024-04-01", ""), "events[0].amount"},
		{contractLine(loanTerms, `[{"kind":"payment","effective":"2024-02-30","amount":"1.00"}]`, "2024-04-01", ""), "events[0].effective"},
		{contractLine(loanTerms, `[{"kind":"payment","effective":"2024-02-10","recorded":"late","amount":"1.00"}]`, "2024-04-01", ""), "events[0].recorded"},
		{contractLine(loanTerms, `[{"kind":"payment","effective":"2024-02-10","amount":"1.00","tip":"2.00"}]`, "2024-04-01", ""), "events[0]"},
		{contractLine(loanTerms, `[7]`, "2024-04-01", ""), "events[0]"},
		{contractLine(loanTerms, `[`+strings.Repeat(`{},`, 10_000)+`{}]`, "2024-04-01", ""), "events"},
	} {
		got := one(t, "contract", c.line)
		if sentence, _ := got["error"].(string); len(sentence) < 10 || c.field != "" && got["field"] != c.field {
			t.Errorf("%.300s: got %v, want field %q", c.line, got, c.field)
		}
	}
}

// exact reads a decimal of an answer as a fraction.
func exact(t *testing.T, v any) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(fmt.Sprint(v))
	if !ok {
		t.Fatalf("%v is no number", v)
	}
	return r
}

// The explanation of a payment is arithmetic that anybody can do again: balance × rate × days / 365, summed, rounded once, and shared out.
func TestTheWorkingRecomputedGivesTheLine(t *testing.T) {
	t.Parallel()
	history := `[{"kind":"payment","effective":"2024-02-10","amount":886.44},{"kind":"payment","effective":"2024-03-01","amount":10},` +
		`{"kind":"rate_segment","effective":"2024-03-20","reason":"changed","rate":"0.05"},{"kind":"payment","effective":"2024-04-02","amount":"2000.00"}]`
	got := one(t, "contract", contractLine(loanTerms, history, "2024-05-01", ""))
	payments := 0
	for _, l := range got["history"].([]any) {
		line := l.(map[string]any)
		if line["kind"] != "payment" {
			continue
		}
		payments++
		sum, shared := new(big.Rat), new(big.Rat)
		for _, w := range line["working"].([]any) {
			step := w.(map[string]any)
			switch step["what"] {
			case "brought":
				sum.Add(sum, exact(t, step["exact"]))
			case "accrued":
				interest := new(big.Rat).Mul(exact(t, step["balance"]), exact(t, step["rate"]))
				interest.Mul(interest, big.NewRat(int64(step["days"].(float64)), 365))
				if off := new(big.Rat).Sub(interest, exact(t, step["exact"])); off.Abs(off).Cmp(big.NewRat(1, 10_000_000_000)) > 0 {
					t.Errorf("%v: got %s", step, interest.FloatString(12))
				}
				sum.Add(sum, interest)
			case "rounded":
				if sum.FloatString(2) != step["amount"] {
					t.Errorf("%v: the steps sum to %s", step, sum.FloatString(4))
				}
			case "allocated":
				shared.Add(shared, exact(t, step["amount"]))
			}
		}
		if shared.Cmp(exact(t, line["amount"])) != 0 {
			t.Errorf("%v: %s is shared out", line, shared.FloatString(2))
		}
	}
	if payments != 3 {
		t.Errorf("got %d payments, want 3", payments)
	}
}
