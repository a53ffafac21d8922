package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	moov "github.com/moov-io/ach"
)

// nacha reads the one file of a folder with another's strict reader.
func nacha(t *testing.T, dir string) *moov.File {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 || !strings.HasSuffix(files[0].Name(), ".ach") {
		t.Fatalf("got %v, %v, want one NACHA file", files, err)
	}
	content, err := os.ReadFile(filepath.Join(dir, files[0].Name()))
	if err != nil {
		t.Fatal(err)
	}
	f, err := moov.NewReader(bytes.NewReader(content)).Read()
	if err != nil {
		t.Fatalf("%v in\n%s", err, content)
	}
	if err := f.Validate(); err != nil {
		t.Fatal(err)
	}
	return &f
}

// sendBack makes another's file of returns: every debit of a file, with a code for each.
func sendBack(t *testing.T, f *moov.File, codes ...string) []byte {
	t.Helper()
	out := moov.NewFile()
	out.SetHeader(f.Header)
	n := 0
	for _, b := range f.Batches {
		h := *b.GetHeader()
		back, err := moov.NewBatch(&h)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range b.GetEntries() {
			if n == len(codes) {
				break
			}
			e.TransactionCode-- // a return of the debit
			e.AddendaRecordIndicator = 1
			e.Category = moov.CategoryReturn
			e.Addenda99 = moov.NewAddenda99()
			e.Addenda99.ReturnCode, e.Addenda99.OriginalTrace, e.Addenda99.OriginalDFI = codes[n], e.TraceNumber, "02100002"
			e.Addenda99.TraceNumber = e.TraceNumber
			back.AddEntry(e)
			n++
		}
		if err := back.Create(); err != nil {
			t.Fatal(err)
		}
		out.AddBatch(back)
	}
	if err := out.Create(); err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := moov.NewWriter(&text).Write(out); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

func TestAFreshDemoHasDebitsForTheBankAndTakesReturns(t *testing.T) {
	t.Parallel()
	p := demoed(t)
	out, in := filepath.Join(t.TempDir(), "out"), t.TempDir()
	before := object(t, p.must(t, "bank", "status", "--json"))
	if waiting, _ := before["waiting"].([]any); len(waiting) != 1 {
		t.Errorf("got %v waiting", before["waiting"])
	}
	if v := object(t, p.must(t, "bank", "send", "--dir", out, "--json")); v["entries"] != 8.0 {
		t.Errorf("got %v", v)
	}
	f := nacha(t, out)
	web := 0
	for _, b := range f.Batches {
		if b.GetHeader().StandardEntryClassCode == "WEB" {
			web += len(b.GetEntries())
		}
	}
	if web < 5 || f.Control.TotalDebitEntryDollarAmountInFile == 0 {
		t.Errorf("got %d WEB debits", web)
	}
	if v := object(t, p.must(t, "bank", "send", "--dir", out, "--json")); v["entries"] != 0.0 {
		t.Errorf("a second time: got %v", v)
	}
	if err := os.WriteFile(filepath.Join(in, "returns.ach"), sendBack(t, f, "R01", "R03", "R10"), 0o600); err != nil {
		t.Fatal(err)
	}
	if v := object(t, p.must(t, "bank", "receive", "--dir", in, "--json")); v["returned"] != 3.0 || v["quarantined"] != 0.0 {
		t.Errorf("got %v", v)
	}
	if v := object(t, p.must(t, "bank", "receive", "--dir", in, "--json")); v["returned"] != 0.0 {
		t.Errorf("a second time: got %v", v)
	}
	p.must(t, "cycle", "--date", "2026-11-23")
	p.must(t, "verify")
	if status := p.must(t, "bank", "status"); !strings.Contains(status, "3 of 8 debits came back: 37.50 %") && !strings.Contains(status, "4 of 8") {
		t.Errorf("got %s", status)
	}
}

func TestFilesOfStrangersGoIntoQuarantine(t *testing.T) {
	t.Parallel()
	p := lite(t)
	p.must(t, "migrate")
	r := p.run(t, "", "bank", "receive", "--dir", "../gateway/bank/ach/testdata", "--json")
	v := object(t, r.out)
	if r.status != 3 || v["returned"] != 0.0 || v["quarantined"] != 3.0 || v["refused"] != 8.0 {
		t.Errorf("got status %d and %v", r.status, v)
	}
	if status := p.must(t, "bank", "status"); !strings.Contains(status, "line 3 has 98 characters") || !strings.Contains(status, "no entry of ours has this trace") {
		t.Errorf("got %s", status)
	}
	if r := p.run(t, "", "bank", "receive", "--dir", "../gateway/bank/ach/testdata"); r.status != 0 {
		t.Errorf("a second time: got %+v", r)
	}
}

func TestSEPAFilesOfStrangersAreReadOrRefusedByTheirContent(t *testing.T) {
	t.Parallel()
	p := lite(t)
	p.must(t, "migrate")
	r := p.run(t, "", "bank", "receive", "--dir", "../gateway/bank/sepa/testdata", "--json")
	v := object(t, r.out) // two pain.008, a schema and a JSON are refused; a return and three transfers are strangers'
	if r.status != 3 || v["returned"] != 0.0 || v["quarantined"] != 4.0 || v["refused"] != 4.0 {
		t.Errorf("got status %d and %v", r.status, v)
	}
	status := p.must(t, "bank", "status")
	for _, want := range []string{"AC01 EndToEndId-004-01-01 no entry of ours has this trace", "orders to debit (pain.008)", "a booking of -3.10 CHF"} {
		if !strings.Contains(status, want) {
			t.Errorf("got %s, want %q in it", status, want)
		}
	}
	sentence(t, "an unknown rail", p.run(t, "", "bank", "send", "--rail", "steam"), 2, "ach or sepa")
	sentence(t, "no way for euros", p.run(t, "", "bank", "send", "--rail", "sepa"), 1, "Name a folder with --dir")
}

func TestTheBanksMistakesAreSentences(t *testing.T) {
	t.Parallel()
	p := lite(t)
	p.must(t, "migrate")
	sentence(t, "no word", p.run(t, "", "bank"), 2, "marque bank send, receive or status")
	sentence(t, "no way", p.run(t, "", "bank", "receive"), 1, "Name a folder with --dir")
	sentence(t, "no folder", p.run(t, "", "bank", "receive", "--dir", "/no/such/folder"), 1, "cannot be read")
	sentence(t, "no file", p.run(t, "", "bank", "send", "--taken", "nothing.ach"), 1, "There is no such file")
	sentence(t, "a driver", p.run(t, "", "bank", "status", "--bank", "pigeon"), 1, "sandbox, folder or sftp")
	if r := p.run(t, "", "bank", "status", "--bank", "sftp"); r.status != 1 || strings.Count(r.err, "marque: bank.") != 7 {
		t.Errorf("a bank without its contract: got %+v", r)
	}
	if out := p.must(t, "bank", "send"); !strings.HasPrefix(out, "Nothing waits. 0 payments are scheduled") {
		t.Errorf("got %q", out)
	}
}
