package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAListOfPaymentsIsBookedOnceAndItsWrongLinesAreTold(t *testing.T) {
	t.Parallel()
	p := lite(t)
	p.must(t, "import", "feed", "--no-invitations", some(t, 3))
	db := p.open(t)
	var number string
	if err := db.Reader(t.Context()).QueryRow(`select number from contracts order by number limit 1`).Scan(&number); err != nil {
		t.Fatal(err)
	}
	db.Close()
	today := object(t, p.must(t, "ledger", "trial", "--json"))["by"].(string)
	dir := t.TempDir()
	list, report := filepath.Join(dir, "checks.csv"), filepath.Join(dir, "refused.jsonl")
	lines := []string{
		"reference,contract,amount,received_on,method", "1," + number + ",25.00," + today + ",check", "", "2,nobody," + "25.00," + today + ",check", "3," + number + ",,soon,gold",
	}
	if err := os.WriteFile(list, []byte("\ufeff"+strings.Join(lines, "\r\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	r := p.run(t, "", "import", "payments", "--source", "lockbox", "--report", report, list)
	if r.status != 3 || r.out != "1 payments booked, 0 known before, 2 refused.\n" || !strings.Contains(r.err, "line 4: contract: No contract has this number.") {
		t.Errorf("got %+v", r)
	}
	told, err := os.ReadFile(report)
	if err != nil || strings.Count(string(told), "\n") != 2 || !strings.Contains(string(told), `"line":5,"reference":"3"`) {
		t.Errorf("the report is %q, %v", told, err)
	}
	again := p.run(t, "", "import", "payments", "--source", "lockbox", "--json", list)
	if got := object(t, again.out); again.status != 3 || got["booked"] != 0.0 || got["repeated"] != 1.0 || got["refused"] != 2.0 {
		t.Errorf("again: got %+v", again)
	}
	sentence(t, "no source", p.run(t, "", "import", "payments", list), 2, "who took the payments")
}
