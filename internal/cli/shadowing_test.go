package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"marque/internal/cli"
)

const oneLoan = "assetNumber,reportingPeriodEndingDate,reportingPeriodBeginningLoanBalanceAmount,reportingPeriodInterestRatePercentage," +
	"actualInterestCollectedAmount,actualPrincipalCollectedAmount,interestPaidThroughDate\n7,01-31-2017,5587,0.0804,40.51,107.1,01-09-2017\n"

// shadow runs marque shadow on standard input and the words given.
func shadow(t *testing.T, in string, words ...string) (status int, out, errOut string) {
	t.Helper()
	var o, e strings.Builder
	env := cli.Env{In: strings.NewReader(in), Out: &o, Err: &e, Getenv: func(string) (string, bool) { return "", false }, Now: time.Now}
	status = cli.Main(t.Context(), env, append([]string{"shadow"}, words...))
	return status, o.String(), e.String()
}

func TestShadowEndsWellWheneverTheTapeCouldBeRead(t *testing.T) {
	t.Parallel()
	status, out, _ := shadow(t, oneLoan, "--tape", "-", "--json")
	want := `{"totals":{"equal":0,"carried":0,"date_shifted":0,"short_payment":0,"several_payments":0,"unexplained":0,"not_comparable":1}}` + "\n"
	if status != 0 || !strings.HasSuffix(out, want) {
		t.Errorf("got status %d, %s, want it to end with %s", status, out, want)
	}
}

func TestShadowWritesTheReportsThatAreNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	table, page := filepath.Join(dir, "months.csv"), filepath.Join(dir, "report.html")
	if status, out, errOut := shadow(t, oneLoan, "-", "--csv", table, "--html", page, "--day-count", "ACT/ACT"); status != 0 || !strings.Contains(out, "1 months, 0 comparable") {
		t.Errorf("got status %d, %s%s", status, out, errOut)
	}
	for _, name := range []string{table, page} {
		if text, err := os.ReadFile(name); err != nil || !strings.Contains(string(text), "2017-01-31") {
			t.Errorf("%s: got %.80s, %v", name, text, err)
		}
	}
}

func TestShadowSaysWhatItNeeds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		words  []string
		status int
		says   string
	}{
		{nil, 2, "name the tape"},
		{[]string{"--tape", "no-such-file"}, 1, "no such file"},
		{[]string{"-", "--day-count", "ACT/364"}, 1, "day-count"},
		{[]string{"-", "--html", filepath.Join("no", "such", "folder.html")}, 1, "make the report"},
		{[]string{"-", "--precision"}, 2, "precision"},
	} {
		if status, _, errOut := shadow(t, oneLoan, c.words...); status != c.status || !strings.Contains(errOut, c.says) {
			t.Errorf("%v: got status %d, %q, want %d, %q", c.words, status, errOut, c.status, c.says)
		}
	}
	if status, _, errOut := shadow(t, "not,a,tape\n", "-"); status != 1 || !strings.Contains(errOut, "Schedule AL") {
		t.Errorf("got status %d, %q, want 1 and a sentence", status, errOut)
	}
}
