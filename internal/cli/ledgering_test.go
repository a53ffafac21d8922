package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"marque/internal/cli"
)

// ledger runs marque ledger on a directory on 22 November 2026.
func ledger(t *testing.T, dir string, words ...string) (status int, out, problem string) {
	t.Helper()
	var stdout, stderr strings.Builder
	env := cli.Env{
		Out: &stdout, Err: &stderr, Getenv: func(string) (string, bool) { return "", false },
		Now: func() time.Time { return time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC) },
	}
	status = cli.Main(t.Context(), env, append([]string{"ledger", "--data", dir}, words...))
	return status, stdout.String(), stderr.String()
}

func TestTheLedgerOfAnEmptyBookIsEmptyAndBalances(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if status, out, problem := ledger(t, dir, "trial"); status != 0 || out != "\nTrial balance by 2026-11-22: no entries.\n" {
		t.Errorf("trial: got %d, %q, %q", status, out, problem)
	}
	status, out, _ := ledger(t, dir, "trial", "--date", "2026-10-31", "--json")
	var answer struct {
		By     string `json:"by"`
		Sheets []any  `json:"currencies"`
	}
	if err := json.Unmarshal([]byte(out), &answer); status != 0 || err != nil || answer.By != "2026-10-31" || answer.Sheets == nil {
		t.Errorf("as JSON: got %d, %q, %v", status, out, err)
	}
	file := filepath.Join(dir, "october.csv")
	if status, out, problem := ledger(t, dir, "export", "--from", "2026-10-01", "--to", "2026-10-31", "--out", file); status != 0 || !strings.Contains(out, "0 entries") {
		t.Errorf("export: got %d, %q, %q", status, out, problem)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the export is nobody else's to read: got %v, %v", info, err)
	}
}

func TestLedgerSaysInOneSentenceWhatItCannotDo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, x := range []struct {
		words  string
		status int
		want   string
	}{
		{"", 2, "trial, export or close"},
		{"burn", 2, "trial, export or close"},
		{"trial --date yesterday", 2, "--date"},
		{"export --from 2026-10-01", 2, "--to YYYY-MM-DD"},
		{"export --from 2026-10-01 --to 2026-09-01", 1, "not before its first"},
		{"export --from x --to 2026-09-01", 2, "--from"},
		{"close", 2, "--through"},
		{"close --through 2027-01-01", 1, "business date is 2026-11-22"},
		{"close --through 2026-10-31", 1, "cycle has not run"},
		{"export --from 2026-10-01 --to 2026-10-31 --out " + dir + "/nowhere/x.csv", 1, "nowhere"},
	} {
		status, out, problem := ledger(t, dir, strings.Fields(x.words)...)
		if status != x.status || out != "" || !strings.Contains(problem, x.want) || strings.Count(problem, "\n") != 1 {
			t.Errorf("%q: got %d, %q, %q, want status %d and one sentence with %q", x.words, status, out, problem, x.status, x.want)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*csv*")); len(left) != 0 {
		t.Errorf("a failed export left %v", left)
	}
}
