package cli_test

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestADaysCloseIsExplainedForAContract(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if status, _, problem := told(t, dir, activation, "import", "feed", "-"); status != 0 {
		t.Fatalf("import: %d, %s", status, problem)
	}
	says := func(date string, want ...string) {
		t.Helper()
		status, out, problem := told(t, dir, "", "cycle", "--explain", "C1", "--date", date)
		for _, text := range want {
			if status != 0 || !strings.Contains(out, text) {
				t.Errorf("%s: got %d, %s, %s, want it to say %q", date, status, out, problem, text)
			}
		}
	}
	says("2026-03-12", "The close of 2026-03-12 does this for C1, as things stand now:", "Charges a fee (late) of 25.00 for instalment 1.",
		"Issues the statement from 2026-02-13 through 2026-03-12.", "debit fees", "looked at every day")
	if status, out, _ := told(t, dir, "", "verify"); status != 0 {
		t.Errorf("an explanation changed the book: %s", out)
	}
	for _, through := range []string{"2026-03-11", "2026-03-12"} {
		if status, _, problem := told(t, dir, "", "cycle", "--date", through); status != 0 {
			t.Fatalf("cycle: %d, %s", status, problem)
		}
	}
	says("2026-03-12", "2026-03-12 is closed for C1. On that day:", "Issues the statement from", "debit fees")
	says("2026-03-11", "2026-03-11 is closed for C1. On that day:", "Charges a fee (late) of 25.00 for instalment 1.")
	var answer struct {
		Contract string
		Closed   bool
		Wakes    string
		Why      []string
		Entries  []struct{ Postings []string }
	}
	_, out, _ := told(t, dir, "", "cycle", "--explain", "C1", "--date", "2026-03-13", "--json")
	if json.Unmarshal([]byte(out), &answer) != nil || answer.Contract != "C1" || answer.Closed || answer.Wakes != "2026-03-14" || len(answer.Why) != 1 {
		t.Errorf("as JSON: got %s", out)
	}
	if status, out, problem := told(t, dir, "", "cycle", "--explain", "C9"); status == 0 || out != "" || strings.Count(problem, "\n") != 1 {
		t.Errorf("an unknown contract: got %d, %q, %q", status, out, problem)
	}
}

func TestASleepingContractSaysWhenItWakes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ahead := strings.NewReplacer(`"first_due":"2026-03-01"`, `"first_due":"2026-04-15"`, `"due_day":1`, `"due_day":15`,
		`"contract_date":"2026-01-15"`, `"contract_date":"2026-03-10"`, "2026-01-15T15", "2026-03-10T15").Replace(activation)
	if status, _, problem := told(t, dir, ahead, "import", "feed", "-"); status != 0 {
		t.Fatalf("import: %d, %s", status, problem)
	}
	if status, _, problem := told(t, dir, "", "cycle", "--date", "2026-03-12"); status != 0 {
		t.Fatalf("cycle: %d, %s", status, problem)
	}
	status, out, problem := told(t, dir, "", "cycle", "--explain", "C1", "--date", "2026-03-13")
	for _, want := range []string{"The close of 2026-03-13 leaves C1 alone: it sleeps.", "It wakes on 2026-03-26: a statement's period ends."} {
		if status != 0 || !strings.Contains(out, want) {
			t.Errorf("got %d, %s, %s, want %q", status, out, problem, want)
		}
	}
}
