package cli_test

import (
	"bufio"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestANewDirectoryIsItsOwnersOnly(t *testing.T) {
	t.Parallel()
	p := lite(t)
	p.must(t, "migrate")
	for name, want := range map[string]os.FileMode{"": 0o700, "keys.json": 0o600, "marque.db": 0o600} {
		info, err := os.Stat(filepath.Join(p.data, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%q: got %v, %v, want %v", name, info.Mode().Perm(), err, want)
		}
	}
}

func TestPostgresIsMigratedOnlyWhenSomebodySaysSo(t *testing.T) {
	t.Parallel()
	p := place{data: t.TempDir(), url: enginetest.EmptyURL(t)}
	for _, line := range []string{"verify", "cycle", "import feed " + some(t, 1), "serve --listen 127.0.0.1:0", "demo --port 0"} {
		sentence(t, line, p.run(t, "", strings.Fields(line)...), 1, "The database is older than this program. Run: marque migrate")
	}
	if out := p.must(t, "migrate"); out != "The schema of the PostgreSQL database is up to date." {
		t.Errorf("got %q", out)
	}
	if v := object(t, p.must(t, "migrate", "--json")); v["migrated"] != "the PostgreSQL database" {
		t.Errorf("again: got %v", v)
	}
	p.must(t, "verify")
}

func TestSQLiteMigratesItself(t *testing.T) {
	t.Parallel()
	p := lite(t)
	p.must(t, "verify")
	if out := p.must(t, "migrate"); !strings.Contains(out, filepath.Join(p.data, "marque.db")) {
		t.Errorf("got %q", out)
	}
}

func TestAFeedIsReadFromAFileAndFromStandardInput(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		file := some(t, 40)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		first := object(t, p.must(t, "import", "feed", file, "--json"))
		if first["lines"] != 40.0 || first["applied"] != 40.0 || first["refused"] != 0.0 || first["changes"] != 40.0 {
			t.Errorf("got %v", first)
		}
		digest := p.must(t, "verify", "--digest")
		r := p.run(t, string(text), "import", "feed", "-", "--json")
		if v := object(t, r.out); r.status != 0 || v["repeated"] != 40.0 || v["changes"] != 0.0 {
			t.Errorf("again from standard input: got %+v", r)
		}
		if again := p.must(t, "verify", "--digest"); again != digest {
			t.Error("the same lines again have changed the book")
		}
	})
}

func TestRefusedLinesAreReportedAndTheOthersGoIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		report := filepath.Join(t.TempDir(), "refused.jsonl")
		r := p.run(t, "", "import", "feed", badFeed, "--report", report)
		if r.status != 3 || strings.Contains(r.err, "marque:") || !strings.Contains(r.err, "line 1: ") {
			t.Errorf("got %+v", r)
		}
		text, err := os.ReadFile(report)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		for _, line := range lines[:len(lines)-1] {
			if v := object(t, line); v["line"] == nil || v["outcome"] == "" || v["message"] == "" || v["fields"] == nil {
				t.Errorf("got %s", line)
			}
		}
		if totals, ok := object(t, lines[len(lines)-1])["totals"].(map[string]any); !ok || totals["refused"] == 0.0 {
			t.Errorf("got %s, want the totals last", lines[len(lines)-1])
		}
		p.must(t, "verify")
	})
}

func TestAFeedThatCannotBeReadIsOneSentence(t *testing.T) {
	t.Parallel()
	p := lite(t)
	sentence(t, "no such file", p.run(t, "", "import", "feed", "/no/such/feed"), 1, "no such file")
	sentence(t, "a directory", p.run(t, "", "import", "feed", t.TempDir()), 1, "is a directory, not a file.")
	sentence(t, "a report nowhere", p.run(t, "", "import", "feed", some(t, 1), "--report", "/no/such/report"), 1, "make the report")
}

func TestABookCanBeTakenOverWithoutInvitations(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		p.must(t, "import", "feed", some(t, 20), "--no-invitations")
		if n := p.count(t, `select count(*) from outbox`) + p.count(t, `select count(*) from invitations`); n != 0 {
			t.Errorf("got %d letters and invitations, want none", n)
		}
		p.must(t, "import", "feed", goodFeed)
		if n := p.count(t, `select count(*) from invitations`); n == 0 {
			t.Error("a later run without the flag invites nobody")
		}
		if n := p.count(t, `select count(*) from contract_parties m join contract_states s on s.contract_id = m.contract_id`); n < 250 {
			t.Errorf("got %d people on contracts", n)
		}
	})
}

func TestVerifyTellsACleanBookFromAChangedOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		p.must(t, "import", "feed", some(t, 30))
		if v := object(t, p.must(t, "verify", "--json")); v["contracts"] == 0.0 || len(v["findings"].([]any)) != 0 {
			t.Errorf("got %v", v)
		}
		before := object(t, p.must(t, "verify", "--digest", "--json"))["digest"]
		if before != p.must(t, "verify", "--digest") {
			t.Error("two ways to ask for the digest, two digests")
		}
		db := p.open(t)
		err := db.Write(t.Context(), func(tx *engine.Tx) error {
			_, err := tx.Exec(`update ledger_balances set balance = balance + 1 where account = 1100`)
			return err
		})
		if err != nil || db.Close() != nil {
			t.Fatal(err)
		}
		if r := p.run(t, "", "verify"); r.status != 1 || !strings.Contains(r.out, "its postings sum to") || r.err != "" {
			t.Errorf("got %+v", r)
		}
		if after := p.must(t, "verify", "--digest"); after == before {
			t.Error("a moved cent leaves the digest as it was")
		}
	})
}

func TestClosingADayAgainChangesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		p.must(t, "import", "feed", some(t, 60))
		if v := object(t, p.must(t, "cycle", "--json")); v["date"] != "2026-11-02" || v["contracts"] == 0.0 {
			t.Errorf("got %v, want today closed", v)
		}
		p.must(t, "cycle", "--date", "2026-11-05")
		digest := p.must(t, "verify", "--digest")
		for _, line := range []string{"cycle --date 2026-11-05 --json", "cycle --date 2026-11-03 --json", "cycle --json"} {
			if v := object(t, p.must(t, strings.Fields(line)...)); v["contracts"] != 0.0 || v["statements"] != 0.0 || v["late_fees"] != 0.0 {
				t.Errorf("%s: got %v, want nothing done", line, v)
			}
		}
		if again := p.must(t, "verify", "--digest"); again != digest {
			t.Error("closing closed days has changed the book")
		}
		sentence(t, "years ahead", p.run(t, "", "cycle", "--date", "2099-01-01"), 1, "more than 400 days")
	})
}

func TestTheFirstCloseIsNotYearsAway(t *testing.T) {
	t.Parallel()
	p := lite(t)
	p.must(t, "migrate")
	for _, date := range []string{"2099-01-01", "1999-01-01"} {
		sentence(t, date, p.run(t, "", "cycle", "--date", date), 1, "Nothing is closed yet")
	}
}

func TestACycleThatWasKilledGoesOnToTheSameBook(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		const last = "2026-11-24"
		file := some(t, 90)
		whole := p.another(t)
		for _, x := range []place{whole, p} {
			x.must(t, "import", "feed", file)
		}
		whole.must(t, "cycle")
		whole.must(t, "cycle", "--date", last)
		want := whole.must(t, "verify", "--digest")

		p.must(t, "cycle")
		random := rand.New(rand.NewPCG(3, 3))
		killed := 0
		for range 6 {
			killed += p.killed(t, time.Duration(random.Int64N(int64(150*time.Millisecond))), "cycle", "--date", last)
		}
		if killed == 0 {
			t.Error("every cycle ended before it was killed: the test did not test")
		}
		p.must(t, "cycle", "--date", last)
		p.must(t, "verify")
		if got := p.must(t, "verify", "--digest"); got != want {
			t.Errorf("got digest %s after %d kills, want %s", got, killed, want)
		}
	})
}

// killed starts a command, waits for its first line and a while, kills it, and returns 1 when it had not ended by then.
func (p place) killed(t *testing.T, after time.Duration, args ...string) int {
	t.Helper()
	cmd := p.process(args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	read := bufio.NewReader(out)
	if line, err := read.ReadString('\n'); err != nil && err != io.EOF { //nolint:errorlint // a reader's own
		t.Fatalf("got %q, %v", line, err)
	}
	time.Sleep(after) // the moment of death is what is tested
	_ = cmd.Process.Kill()
	if cmd.Wait() != nil {
		return 1
	}
	return 0
}

func TestSeveralProcessesMayStartAtOnceOnANewDirectory(t *testing.T) {
	t.Parallel()
	p := lite(t)
	const processes = 4
	ended := make(chan string, processes)
	for range processes {
		go func() {
			out, err := p.process("verify").CombinedOutput()
			if err != nil {
				ended <- err.Error() + ": " + string(out)
				return
			}
			ended <- ""
		}()
	}
	for range processes {
		if text := <-ended; text != "" {
			t.Error(text)
		}
	}
	p.must(t, "verify")
}
