package cli_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"marque/internal/cli"
)

// activation is one line of the feed: a loan of 24,000.00 at 6 %.
const activation = `{"specversion":"1.0","id":"a1","source":"/test","type":"contract.activated.v1","subject":"C1","time":"2026-01-15T15:00:00Z",` +
	`"datacontenttype":"application/json","data":{"contract_number":"C1","brand":"aurelia","kind":"loan","currency":"USD","contract_date":"2026-01-15",` +
	`"dealer":{"id":"D1","name":"Dealer"},"loan":{"amount_financed":"24000.00","rate":"0.06","term_months":48,"first_due":"2026-03-01","due_day":1,` +
	`"day_count":"ACT/365F","prepaid_finance_charge":"0.00","balloon":"0.00","late_fee":{"grace_days":10,"percent":"0.05","max":"25.00"},"autopay_discount":"0.0000"},` +
	`"parties":[{"role":"borrower","party_ref":"P1","given_name":"Ada","family_name":"Hall","birth_date":"1985-04-27","email":"ada@example.com",` +
	`"phone":"+12015550123","tax_id_last4":"1234","locale":"en-US","address":{"line1":"1 Oak St","city":"Austin","region":"TX","postal_code":"78701",` +
	`"country":"US","time_zone":"America/Chicago"}}],"vehicle":{"vin":"WVWZZZ3CZTE000001","make":"Aurelia","model":"Strada","model_year":2026,"trim":"Base",` +
	`"condition":"new","assembly_country":"US","personal_use":true,"odometer":{"value":12,"unit":"mi","read_on":"2026-01-15"},"plate":null}}}` + "\n"

// told runs a command on a directory on 12 March 2026, with some text to read.
func told(t *testing.T, dir, in string, words ...string) (status int, out, problem string) {
	t.Helper()
	var stdout, stderr strings.Builder
	env := cli.Env{
		In: strings.NewReader(in), Out: &stdout, Err: &stderr, Getenv: func(string) (string, bool) { return "", false },
		Now: func() time.Time { return time.Date(2026, 3, 12, 15, 0, 0, 0, time.UTC) },
	}
	status = cli.Main(t.Context(), env, append(words, "--data", dir))
	return status, stdout.String(), stderr.String()
}

func TestAContractIsToldInSentences(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if status, _, problem := told(t, dir, activation, "import", "feed", "-"); status != 0 {
		t.Fatalf("import: %d, %s", status, problem)
	}
	if status, _, problem := told(t, dir, "", "cycle", "--date", "2026-03-12"); status != 0 {
		t.Fatalf("cycle: %d, %s", status, problem)
	}
	status, out, problem := told(t, dir, "", "explain", "C1")
	for _, want := range []string{
		"2026-01-15  Contract started, 24000.00; balance afterwards 24000.00\n", "Late fee, 25.00;",
		"            Late fee: 5.00% × $565.", "            At most, by the contract: $25.00", "\nOwed on 2026-03-12: 24",
	} {
		if status != 0 || !strings.Contains(out, want) {
			t.Errorf("got %d, %s, %s, want it to say %q", status, out, problem, want)
		}
	}
	if status, out, _ := told(t, dir, "", "explain", "--date", "2026-03-05", "C1"); status != 0 || strings.Contains(out, "Late fee") {
		t.Errorf("before the fee: got %d, %s", status, out)
	}
	if status, out, _ := told(t, dir, "", "explain", "--known", "2026-03-11", "C1"); status != 0 || !strings.Contains(out, "Owed on 2026-03-12: 0.00") {
		t.Errorf("before we knew of it: got %d, %s", status, out)
	}
	var answer struct {
		Lines []struct {
			Title   string
			Working []string
		}
	}
	if _, out, _ := told(t, dir, "", "explain", "--json", "C1"); json.Unmarshal([]byte(out), &answer) != nil || len(answer.Lines) != 2 || len(answer.Lines[1].Working) != 4 {
		t.Errorf("as JSON: got %s", out)
	}
	for words, want := range map[string]string{"explain": "NUMBER", "explain C1 C2": "NUMBER", "explain C9": "C9", "explain --known x C1": "--known"} {
		if status, out, problem := told(t, dir, "", strings.Fields(words)...); status == 0 || out != "" || strings.Count(problem, "\n") != 1 {
			t.Errorf("%s: got %d, %q, %q, want one sentence about %s", words, status, out, problem, want)
		}
	}
}
