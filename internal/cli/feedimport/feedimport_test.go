package feedimport_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"marque/internal/cli/feedimport"
	"marque/internal/core/access"
	"marque/internal/core/feed"
	"marque/internal/service/onboarding"
)

const samples = "../../core/feed/testdata/"

func file(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(samples + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// badFile is the sample of bad lines with its eighteenth, of 2 MB.
func badFile(t testing.TB) []byte {
	t.Helper()
	last := `{"specversion":"1.0","id":"bad-017","data":{"name":"` + strings.Repeat("x", 2_000_000) + `"}}` + "\n"
	return append(file(t, "retail-bad.jsonl"), last...)
}

func shuffled(data []byte, seed uint64) []byte {
	lines := bytes.SplitAfter(bytes.TrimSpace(data), []byte("\n"))
	for i := range lines {
		lines[i] = append(bytes.TrimSpace(lines[i]), '\n')
	}
	rand.New(rand.NewPCG(seed, seed)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	return bytes.Join(lines, nil)
}

func TestTheSampleTwiceAndShuffledComesToTheSameBook(t *testing.T) {
	t.Parallel()
	digests := map[string]string{}
	each(t, func(t *testing.T, where place) {
		h := open(t, where)
		report, out, errOut := h.run(t, file(t, "retail.jsonl"), nil)
		if report.Contracts != 240 || report.Changes != 565 || report.ExitStatus() != feedimport.Clean || errOut != "" {
			t.Errorf("got %+v, %q", report, errOut)
		}
		if !strings.HasPrefix(out, "240 contracts, 325 other messages, 0 repeated, 0 refused, ") || !strings.HasSuffix(out, " 565 changes.\n") {
			t.Errorf("got %q", out)
		}
		want := h.proved(t)
		if report, out, _ := h.run(t, file(t, "retail.jsonl"), nil); report.Changes != 0 || report.Repeated != 565 || !strings.HasSuffix(out, ": 0 changes.\n") {
			t.Errorf("again: got %+v, %q", report, out)
		}
		if got := h.proved(t); got != want {
			t.Errorf("again: got digest %s, want %s", got, want)
		}
		other := open(t, anotherPlace(t, where))
		other.run(t, shuffled(file(t, "retail.jsonl"), 7), func(o *feedimport.Options) { o.Batch = 40 })
		if got := other.proved(t); got != want {
			t.Errorf("shuffled: got digest %s, want %s", got, want)
		}
		digests[where.name()] = want
	})
	if len(digests) == 2 && digests["sqlite"] != digests["postgres"] {
		t.Errorf("the engines disagree: %v", digests)
	}
}

func TestTheBadFileIsRefusedLineByLine(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, where place) {
		h := open(t, where)
		var told bytes.Buffer
		report, out, errOut := h.run(t, badFile(t), func(o *feedimport.Options) { o.Report = &told })
		if report.Lines != 18 || report.Applied != 1 || report.Refused != 17 || report.ExitStatus() != feedimport.WithRefusal {
			t.Errorf("got %+v", report)
		}
		if !strings.Contains(out, "1 contract, 0 other messages, 0 repeated, 17 refused") {
			t.Errorf("got %q", out)
		}
		checkRefusals(t, told.Bytes(), errOut)
		for table, want := range map[string]int{"contracts": 1, "parties": 1, "vehicles": 1, "feed_events": 1, "contract_parties": 1, "vehicle_readings": 1} {
			if got := h.rows(t, table); got != want {
				t.Errorf("%s: got %d rows, want %d", table, got, want)
			}
		}
	})
}

// checkRefusals compares the report and the screen with what each line is refused for.
func checkRefusals(t *testing.T, report []byte, screen string) {
	t.Helper()
	want := map[int]string{
		1: "line", 2: "line", 3: "type", 4: "data.vehicle.vin", 5: "data.vehicle.vin", 6: "data.loan.amount_financed", 7: "data.loan.amount_financed",
		8: "data.loan.rate", 9: "data.loan.term_months", 10: "data.loan.first_due", 11: "data.contract_date", 12: "data.parties",
		13: "data.parties[0].email", 14: "data.parties[0].given_name", 16: "data.currency", 17: "time", 18: "line",
	}
	d := json.NewDecoder(bytes.NewReader(report))
	seen := 0
	for d.More() {
		var got onboarding.Told
		if err := d.Decode(&got); err != nil {
			t.Fatal(err)
		}
		if got.Outcome != "refused" {
			continue
		}
		seen++
		if want[got.Line] != got.Field || got.Message == "" || len(got.Fields) != 1 {
			t.Errorf("line %d: got %+v, want %s", got.Line, got, want[got.Line])
		}
	}
	if lines := strings.Count(screen, "\n"); seen != 17 || lines != 17 {
		t.Errorf("got %d refusals in the report and %d on the screen, want 17", seen, lines)
	}
	if !strings.Contains(screen, "line 6: data.loan.amount_financed: -1.00 is negative") || strings.Contains(screen, "xxxxxxxxxx") {
		t.Errorf("got %.500s", screen)
	}
}

func TestTheReportEndsWithTotalsAndHoldsRemarks(t *testing.T) {
	t.Parallel()
	h := open(t, sqlite(t))
	var told bytes.Buffer
	first, _, _ := bytes.Cut(file(t, "retail.jsonl"), []byte("\n"))
	h.run(t, first, func(o *feedimport.Options) { o.Report = &told })
	lines := strings.Split(strings.TrimSpace(told.String()), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], `"outcome":"noted","field":"data.loan.payment"`) || !strings.HasPrefix(lines[1], `{"totals":{"lines":1,`) {
		t.Errorf("got %q", lines)
	}
}

func TestTotalsAsJSON(t *testing.T) {
	t.Parallel()
	h := open(t, sqlite(t))
	_, out, _ := h.run(t, bytes.Join(bytes.SplitAfterN(file(t, "retail.jsonl"), []byte("\n"), 11)[:10], nil), func(o *feedimport.Options) { o.JSON = true })
	var got feedimport.Report
	if err := json.Unmarshal([]byte(out), &got); err != nil || got.Applied != 10 || got.Types[feed.ContractActivated] != got.Contracts {
		t.Errorf("got %q, %v", out, err)
	}
}

func TestBlankLinesOldLineEndsAndAByteOrderMarkAreTaken(t *testing.T) {
	t.Parallel()
	h := open(t, sqlite(t))
	two := bytes.SplitAfterN(file(t, "retail.jsonl"), []byte("\n"), 3)
	odd := "\ufeff" + strings.ReplaceAll(string(two[0]), "\n", "\r\n") + "\n  \n" + strings.TrimSpace(string(two[1])) // no line end at the end
	report, _, errOut := h.run(t, []byte(odd), nil)
	if report.Applied != 2 || report.Lines != 2 || errOut != "" {
		t.Errorf("got %+v, %s", report, errOut)
	}
}

func TestLineNumbersCountEveryLineOfTheFile(t *testing.T) {
	t.Parallel()
	h := open(t, sqlite(t))
	_, _, errOut := h.run(t, append([]byte("\n\n"+strings.Repeat("x", feed.MaxLine+5)+"\n\n"), "{}\n"...), nil)
	if !strings.HasPrefix(errOut, "line 3: line: The line is longer than 1 MiB") || !strings.Contains(errOut, "\nline 5: specversion: This is missing.\n") {
		t.Errorf("got %q", errOut)
	}
}

func TestALineOfExactlyTheBoundIsRead(t *testing.T) {
	t.Parallel()
	h := open(t, sqlite(t))
	first, _, _ := bytes.Cut(file(t, "retail.jsonl"), []byte("\n"))
	pad := `{"padding": "` + strings.Repeat("x", feed.MaxLine-len(first)-len(`{"padding": "", `)+1) + `", `
	line := append([]byte(pad), first[1:]...)
	if len(line) != feed.MaxLine {
		t.Fatalf("the line has %d bytes", len(line))
	}
	if report, _, errOut := h.run(t, append(line, "\r\n"...), nil); report.Applied != 1 {
		t.Errorf("got %+v, %.200s", report, errOut)
	}
	if report, _, _ := h.run(t, append(append([]byte(" "), line...), '\n'), nil); report.Refused != 1 {
		t.Errorf("a byte more: got %+v", report)
	}
}

func TestABrokenInputEndsTheImportAndKeepsWhatWasApplied(t *testing.T) {
	t.Parallel()
	h := open(t, sqlite(t))
	in := iotest.TimeoutReader(bytes.NewReader(file(t, "retail.jsonl"))) // the second read fails
	report, err := feedimport.Run(context.Background(), h.options(func(o *feedimport.Options) { o.Batch = 5 }), in, &bytes.Buffer{}, &bytes.Buffer{})
	if !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("got %v", err)
	}
	if got := h.rows(t, "feed_events"); got != report.Applied || got == 0 {
		t.Errorf("got %d receipts, reported %d", got, report.Applied)
	}
	if report, _, _ := h.run(t, file(t, "retail.jsonl"), nil); report.Applied+report.Repeated != 565 || report.Repeated == 0 {
		t.Errorf("again: got %+v", report)
	}
}

func TestACancelledImportStops(t *testing.T) {
	t.Parallel()
	h := open(t, sqlite(t))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := feedimport.Run(ctx, h.options(nil), bytes.NewReader(file(t, "retail.jsonl")), &bytes.Buffer{}, &bytes.Buffer{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestSomebodyWithoutTheRightIsToldSo(t *testing.T) {
	t.Parallel()
	h := open(t, sqlite(t))
	o := h.options(func(o *feedimport.Options) { o.By = access.Anonymous() })
	if _, err := feedimport.Run(context.Background(), o, bytes.NewReader(file(t, "retail.jsonl")), &bytes.Buffer{}, &bytes.Buffer{}); err == nil {
		t.Error("a stranger imported a feed")
	}
}

func TestTheBarIsShownOnATerminalOnly(t *testing.T) {
	t.Parallel()
	h := open(t, sqlite(t))
	data := file(t, "retail-bad.jsonl")
	at := now()
	_, _, errOut := h.run(t, data, func(o *feedimport.Options) {
		o.Bar, o.Size = true, int64(len(data))
		o.Now = func() time.Time { at = at.Add(time.Second); return at }
	})
	if !strings.Contains(errOut, "\r[##") || !strings.Contains(errOut, "] 100 %  17 lines") {
		t.Errorf("got %q", errOut)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(errOut), "\n") {
		if i := strings.LastIndexByte(line, '\r'); !strings.HasPrefix(line[i+1:], "line ") && strings.TrimSpace(line[i+1:]) != "" {
			t.Errorf("the bar stands in the way: %q", line)
		}
	}
	if _, _, errOut = h.run(t, file(t, "retail.jsonl"), nil); errOut != "" {
		t.Errorf("without a terminal: got %q", errOut)
	}
}
