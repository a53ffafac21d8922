package docs_test

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/core/identity"
	"marque/internal/core/message"
	"marque/internal/core/payment"
	"marque/internal/money"
)

var update = flag.Bool("update", false, "write the generated parts of the documents anew")

// keep compares a document with what it should be, or writes it.
func keep(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		const everybody = 0o644
		if err := os.WriteFile(filepath.Join(root, path), []byte(want), everybody); err != nil {
			t.Fatal(err)
		}
	}
	if read(t, path) != want {
		t.Errorf("%s is not what the program says; write it anew: go test ./docs -update", path)
	}
}

// length says a duration in its largest whole unit.
func length(d time.Duration) string {
	for _, u := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		if d >= u.size && d%u.size == 0 {
			if n := int(d / u.size); n != 1 {
				return fmt.Sprintf("%d %ss", n, u.name)
			}
			return "1 " + u.name
		}
	}
	return d.String()
}

// ruled says a rule in words.
func ruled(r identity.Rule) string {
	var out []string
	if r.WaitAfter > 0 {
		out = append(out, fmt.Sprintf("from %d in a row on a wait of %s, doubling up to %s", r.WaitAfter, length(r.FirstWait), length(r.MostWait)))
	}
	if r.LockAfter > 0 {
		out = append(out, fmt.Sprintf("%d in a row", r.LockAfter))
	}
	if r.LockWithin > 0 {
		out = append(out, fmt.Sprintf("%d within %s", r.LockWithin, length(r.Window)))
	}
	text := strings.Join(out, ", or ")
	switch {
	case r.Lock == identity.Forever:
		text += ": disabled until bound anew"
	case r.Lock > 0:
		text += ": locked for " + length(r.Lock)
	case r.LockWithin > 0:
		text += ": the next one waits until the oldest has left"
	}
	return text
}

func limits() string {
	l := identity.DefaultLimits()
	var b strings.Builder
	b.WriteString("| what | limit |\n|---|---|\n")
	for _, row := range [][2]string{
		{"wrong passwords of one name from one network or known browser", ruled(l.Pair)},
		{"wrong passwords of one name from unknown browsers everywhere", ruled(l.Account)},
		{"wrong passwords from one network, whatever the names", ruled(l.Network)},
		{"wrong tries of one password", ruled(l.Authenticator)},
		{"wrong codes of one account", ruled(l.Codes)},
		{"text codes to one account or number", ruled(l.Texts)},
		{"text codes that one network asks for", ruled(l.TextsNetwork)},
		{"mailed codes to one account", ruled(l.Mails)},
		{"registrations with one contract number", ruled(l.ClaimContract)},
		{"registrations from one network", ruled(l.ClaimNetwork)},
		{"recoveries begun with one name", ruled(l.Recover)},
		{"recoveries begun from one network", ruled(l.RecoverFrom)},
		{"a code that was sent", fmt.Sprintf("%d digits, %s, %d tries, once", identity.CodeDigits, length(identity.CodeLife), identity.CodeTries)},
		{"a mailed code of a recovery", length(identity.MailedLife)},
		{"an invitation", length(identity.InvitationLife) + ", once"},
		{"a registration on its way", length(identity.ClaimLife)},
		{"a session without activity", length(identity.IdleLimit)},
		{"a customer's session", length(identity.CustomerLimit)},
		{"a session of staff", length(identity.AgentLimit)},
		{"a factor that is fresh enough for a step-up", length(identity.FreshFor)},
		{"a trusted browser", length(identity.TrustLife)},
		{"bank accounts of one customer", fmt.Sprintf("%d, %d added in a day", payment.MostAccounts, payment.MostAddedADay)},
		{"small deposits that verify an account", fmt.Sprintf("%d tries within %d days, sent %d times, %d accounts of a customer in a day", payment.MostTries, payment.TypeDays, payment.MostOfAnAccount, payment.MostVerifiesADay)},
		{"messages of one customer", fmt.Sprintf("%d in an hour, %d conversations open, %d messages in one", message.MostInHour, message.MostOpen, message.MostNumbers)},
		{"files of one customer", fmt.Sprintf("%d in a message, each of at most %d MB, together %d MB; %d in a day", message.MostFiles, message.MostFile>>20, message.MostTogether>>20, message.MostFilesADay)},
		{"on the way from an unverified account", "$" + payment.UnverifiedMost.Text(money.USD())},
	} {
		b.WriteString("| " + row[0] + " | " + row[1] + " |\n")
	}
	return b.String()
}

func TestTheDocumentedLimitsAreThePrograms(t *testing.T) {
	t.Parallel()
	const path, opens, closes = "docs/security/README.md", "<!-- limits -->\n", "<!-- /limits -->"
	before, rest, ok := strings.Cut(read(t, path), opens)
	_, after, ended := strings.Cut(rest, closes)
	if !ok || !ended {
		t.Fatalf("%s has no place for the limits", path)
	}
	keep(t, path, before+opens+limits()+closes+after)
}

// requirement is one line of the matrix.
type requirement struct{ id, level, state, tests, note string }

// The states of a requirement.
const (
	claimed       = "claimed"
	open          = "open"
	notApplicable = "not applicable"
)

// table reads lines of tab-separated cells.
func table(t *testing.T, path string, cells int) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(read(t, path)))
	r.Comma, r.Comment, r.LazyQuotes, r.FieldsPerRecord = '\t', '#', true, cells
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return rows
}

func requirements(t *testing.T) []requirement {
	t.Helper()
	var out []requirement
	levels := map[string]string{}
	for _, row := range table(t, "docs/testdata/asvs-ids.tsv", 2) {
		levels[row[0]] = row[1]
	}
	for _, row := range table(t, "docs/security/asvs.tsv", 4) {
		out = append(out, requirement{id: row[0], level: levels[row[0]], state: row[1], tests: row[2], note: row[3]})
	}
	return out
}

// tests lists the names of every test in the repository.
func tests(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err := filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range declared.FindAllSubmatch(text, -1) {
			out[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEveryRequirementIsClaimedByATestOrOpenForAReason(t *testing.T) {
	t.Parallel()
	exists, seen := tests(t), map[string]bool{}
	for _, r := range requirements(t) {
		if seen[r.id] {
			t.Errorf("%s stands twice", r.id)
		}
		seen[r.id] = true
		if r.level == "" {
			t.Errorf("%s is no requirement that we look at", r.id)
		}
		if !slices.Contains([]string{claimed, open, notApplicable}, r.state) {
			t.Errorf("%s is %q", r.id, r.state)
		}
		if r.state == claimed && r.tests == "" {
			t.Errorf("%s is claimed without a test", r.id)
		}
		if r.state != claimed && r.note == "" {
			t.Errorf("%s is %s without a reason", r.id, r.state)
		}
		for _, name := range strings.Fields(r.tests) {
			if !exists[name] {
				t.Errorf("%s names %s, which does not exist", r.id, name)
			}
		}
	}
	for _, row := range table(t, "docs/testdata/asvs-ids.tsv", 2) {
		if !seen[row[0]] {
			t.Errorf("%s is missing", row[0])
		}
	}
}

func TestEveryDepartureOfAPolicyNamesARequirementAndATestThatExist(t *testing.T) {
	t.Parallel()
	exists, known := tests(t), map[string]bool{}
	for _, r := range requirements(t) {
		known[r.id] = true
	}
	for _, d := range identity.AllDeviations() {
		if !exists[d.Test] {
			t.Errorf("%v names %s, which does not exist", d.IDs, d.Test)
		}
		for _, at := range d.IDs {
			if number, ours := strings.CutPrefix(at, "ASVS "); ours && !known[number] {
				t.Errorf("there is no requirement %s", at)
			}
		}
	}
}

func TestTheMatrixIsWrittenFromItsTable(t *testing.T) {
	t.Parallel()
	keep(t, "docs/security/asvs.md", matrix(requirements(t)))
}

func matrix(all []requirement) string {
	count := map[string]int{}
	for _, r := range all {
		count[r.state]++
	}
	var b strings.Builder
	fmt.Fprintf(&b, `# OWASP ASVS 5.0, requirement by requirement

Made from [asvs.tsv](asvs.tsv) by `+"`go test ./docs -update`"+`; change that. Every requirement of Level 1 and 2, and the Level 3 items that we aim at. The requirements' texts are at
[owasp.org](https://owasp.org/www-project-application-security-verification-standard/) (CC BY-SA 4.0); here are their numbers and our words. Claimed: the named tests show it.
Open: it is not so, or not shown. Where a policy departs on purpose, `+"`marque admin compliance`"+` says so too.

%d claimed, %d open, %d not applicable.

| id | level | state | tests | note |
|---|---|---|---|---|
`, count[claimed], count[open], count[notApplicable])
	for _, r := range all {
		var names []string
		for _, name := range strings.Fields(r.tests) {
			names = append(names, "`"+name+"`")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.id, r.level, r.state, strings.Join(names, ", "), r.note)
	}
	return b.String()
}
