package ach_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	moov "github.com/moov-io/ach"
	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/gateway/bank/ach"
	"marque/internal/l10n"
	"marque/internal/money"
)

func originator() ach.Originator {
	return ach.Originator{
		Destination: "121042882", DestinationName: "First Example Bank", Origin: "1234567890",
		Company:   ach.Company{Name: "Aurelia Motor", ID: "1234567890"},
		Companies: map[string]ach.Company{"norden": {Name: "Norden Finance", ID: "1234567891"}},
	}
}

func rail(t testing.TB) *ach.Rail {
	t.Helper()
	r, err := ach.New(originator())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// monday is the day after Thanksgiving's weekend.
func monday() civil.Date { return civil.MustParse("2026-11-30") }

func entry(r *ach.Rail, n int64) payment.Entry {
	return payment.Entry{
		Trace: r.Trace(n), Kind: payment.DebitEntry, Class: payment.Web, Amount: 61_244, Effective: monday(), Type: payment.Checking,
		Routing: "021000021", Number: "000123456789", Name: "Božena Šafaříková-Łukasiewicz", Reference: "P-7K4M-2Q9X", Brand: "aurelia",
	}
}

func file(entries ...payment.Entry) payment.File {
	return payment.File{Name: "ach-2026-11-27-1.ach", Modifier: 'A', Made: time.Date(2026, 11, 27, 17, 5, 0, 0, time.UTC), Entries: entries}
}

// strict reads a file with another's reader, which knows the whole rule book.
func strict(t testing.TB, content []byte) *moov.File {
	t.Helper()
	f, err := moov.NewReader(bytes.NewReader(content)).Read()
	if err != nil {
		t.Fatalf("moov-io/ach: %v in\n%s", err, content)
	}
	if err := f.Validate(); err != nil {
		t.Fatalf("moov-io/ach: %v in\n%s", err, content)
	}
	return &f
}

func written(t testing.TB, entries ...payment.Entry) []byte {
	t.Helper()
	content, err := rail(t).Write(file(entries...))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// every returns an entry of each kind on each type of account.
func every(r *ach.Rail) []payment.Entry {
	var out []payment.Entry
	n := int64(0)
	add := func(change func(*payment.Entry)) {
		for _, account := range []payment.AccountType{payment.Checking, payment.Savings} {
			n++
			e := entry(r, n)
			e.Type = account
			change(&e)
			out = append(out, e)
		}
	}
	add(func(*payment.Entry) {})
	add(func(e *payment.Entry) { e.Recurring = true })
	add(func(e *payment.Entry) { e.Class = payment.Paper })
	add(func(e *payment.Entry) { e.Retry = true })
	add(func(e *payment.Entry) { e.Brand = "norden" })
	add(func(e *payment.Entry) { e.Effective = monday() + 1 })
	add(func(e *payment.Entry) { e.Kind = payment.CreditEntry })
	add(func(e *payment.Entry) { e.Kind, e.Amount = payment.PrenoteEntry, 0 })
	add(func(e *payment.Entry) { e.Kind, e.Amount = payment.MicroEntry, 17 })
	add(func(e *payment.Entry) { e.Kind, e.Amount = payment.MicroDebit, 34 })
	add(func(e *payment.Entry) { e.Kind = payment.ReversalEntry })
	add(func(e *payment.Entry) { e.Class = payment.Phone })
	return out
}

func TestWhatWeWriteIsReadStrictlyByAnotherProgram(t *testing.T) {
	t.Parallel()
	all := every(rail(t))
	f := strict(t, written(t, all...))
	var debit, credit money.Cents
	entries := 0
	for _, e := range all {
		switch e.Kind {
		case payment.DebitEntry, payment.MicroDebit:
			debit += e.Amount
		case payment.CreditEntry, payment.MicroEntry, payment.ReversalEntry:
			credit += e.Amount
		}
	}
	byTrace := map[string]*moov.EntryDetail{}
	for _, b := range f.Batches {
		for _, e := range b.GetEntries() {
			entries++
			byTrace[e.TraceNumber] = e
		}
	}
	if entries != len(all) || f.Control.TotalDebitEntryDollarAmountInFile != int(debit) || f.Control.TotalCreditEntryDollarAmountInFile != int(credit) {
		t.Errorf("got %d entries, %d and %d cents, want %d, %d and %d", entries, f.Control.TotalDebitEntryDollarAmountInFile,
			f.Control.TotalCreditEntryDollarAmountInFile, len(all), debit, credit)
	}
	first := byTrace[all[0].Trace]
	if first.IndividualName != "Bozena Safarikova-Luka" || strings.TrimSpace(first.DFIAccountNumber) != "000123456789" || first.PaymentTypeField() != "S" {
		t.Errorf("got %q, %q, %q", first.IndividualName, first.DFIAccountNumber, first.PaymentTypeField())
	}
	if got := byTrace[all[2].Trace].PaymentTypeField(); got != "R" {
		t.Errorf("a standing order: got %q", got)
	}
	if got := byTrace[all[len(all)-1].Trace].PaymentTypeField(); got != "S" {
		t.Errorf("on the phone: got %q", got)
	}
}

func TestEntriesThatMayShareAHeaderShareABatch(t *testing.T) {
	t.Parallel()
	f := strict(t, written(t, every(rail(t))...))
	want := []string{ // company, class, description, effective day
		"Aurelia Motor/PPD/ACCTVERIFY/261130/220", "Aurelia Motor/PPD/PAYMENT/261130/225", "Aurelia Motor/PPD/REFUND/261130/220",
		"Aurelia Motor/TEL/PAYMENT/261130/225", "Aurelia Motor/WEB/ACCTVERIFY/261130/225", "Aurelia Motor/WEB/PAYMENT/261130/225", "Aurelia Motor/WEB/PAYMENT/261201/225", "Aurelia Motor/WEB/PRENOTE/261130/225",
		"Aurelia Motor/WEB/RETRY PYMT/261130/225", "Aurelia Motor/WEB/REVERSAL/261130/220", "Norden Finance/WEB/PAYMENT/261130/225",
	}
	if len(f.Batches) != len(want) {
		t.Fatalf("got %d batches, want %d", len(f.Batches), len(want))
	}
	for i, b := range f.Batches {
		h := b.GetHeader()
		got := strings.Join([]string{h.CompanyName, h.StandardEntryClassCode, h.CompanyEntryDescription, h.EffectiveEntryDate, moovClass(h.ServiceClassCode)}, "/")
		if got != want[i] {
			t.Errorf("batch %d: got %s, want %s", i+1, got, want[i])
		}
	}
}

func moovClass(n int) string { return map[int]string{200: "200", 220: "220", 225: "225"}[n] }

func TestTheSameEntriesInAnyOrderGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	all := every(rail(t))
	want := written(t, all...)
	random := rand.New(rand.NewPCG(1, 1))
	for range 5 {
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if got := written(t, all...); !bytes.Equal(got, want) {
			t.Fatal("another order, another file")
		}
	}
}

func TestEveryFileThatWeCanWriteBalances(t *testing.T) {
	t.Parallel()
	r := rail(t)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "entries")
		first := rapid.Int64Range(0, 20_000_000).Draw(t, "first")
		var all []payment.Entry
		for i := range n {
			e := entry(r, first+int64(i))
			e.Amount = money.Cents(rapid.Int64Range(1, 99_999_99).Draw(t, "amount"))
			e.Number = rapid.StringMatching(`[0-9]{4,17}`).Draw(t, "number")
			e.Name = rapid.StringN(0, 40, 120).Draw(t, "name")
			e.Kind = rapid.SampledFrom([]payment.EntryKind{payment.DebitEntry, payment.CreditEntry}).Draw(t, "kind")
			e.Class = rapid.SampledFrom([]payment.EntryClass{payment.Web, payment.Phone, payment.Paper}).Draw(t, "class")
			e.Effective = rapid.SampledFrom([]civil.Date{monday(), monday() + 2}).Draw(t, "effective")
			all = append(all, e)
		}
		content, err := r.Write(file(all...))
		if err != nil {
			t.Fatal(err)
		}
		if f, err := moov.NewReader(bytes.NewReader(content)).Read(); err != nil || f.Validate() != nil {
			t.Fatalf("moov-io/ach: %v in\n%s", err, content)
		}
		report, err := ach.Read(content)
		if err != nil || report.Forward != n {
			t.Fatalf("got %d orders, %v, want %d", report.Forward, err, n)
		}
	})
}

func TestAnEntryThatNoBankWouldTakeIsRefused(t *testing.T) {
	t.Parallel()
	r := rail(t)
	for name, change := range map[string]func(*payment.Entry){
		"no trace":                  func(e *payment.Entry) { e.Trace = "" },
		"no amount":                 func(e *payment.Entry) { e.Amount = 0 },
		"negative":                  func(e *payment.Entry) { e.Amount = -1 },
		"a holiday":                 func(e *payment.Entry) { e.Effective = civil.MustParse("2026-11-26") },
		"no number":                 func(e *payment.Entry) { e.Number = "" },
		"a long number":             func(e *payment.Entry) { e.Number = "123456789012345678" },
		"no bank":                   func(e *payment.Entry) { e.Routing = "021000022" },
		"twice":                     func(e *payment.Entry) { e.Trace = r.Trace(1) },
		"no type":                   func(e *payment.Entry) { e.Type = "gold" },
		"a prenote of an amount":    func(e *payment.Entry) { e.Kind = payment.PrenoteEntry },
		"a micro of a dollar":       func(e *payment.Entry) { e.Kind, e.Amount = payment.MicroEntry, 100 },
		"a standing order by phone": func(e *payment.Entry) { e.Class, e.Recurring = payment.Phone, true },
		"again by phone":            func(e *payment.Entry) { e.Class, e.Retry = payment.Phone, true },
		"a debit of two dollars":    func(e *payment.Entry) { e.Kind, e.Amount = payment.MicroDebit, 200 },
	} {
		bad := entry(r, 2)
		change(&bad)
		if _, err := r.Write(file(entry(r, 1), bad)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
	if _, err := r.Write(file()); !fault.Is(err, fault.Invalid) {
		t.Errorf("an empty file: got %v", err)
	}
}

func TestAnOriginatorWithMistakesIsRefusedByName(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*ach.Originator){
		"bank.destination":  func(o *ach.Originator) { o.Destination = "121042883" },
		"bank.origin":       func(o *ach.Originator) { o.Origin = "12345678901" },
		"bank.odfi":         func(o *ach.Originator) { o.ODFI = "1210428" },
		"bank.company_name": func(o *ach.Originator) { o.Company.Name = "A name of seventeen" },
		"bank.company_id":   func(o *ach.Originator) { o.Companies = map[string]ach.Company{"norden": {Name: "Norden"}} },
	} {
		o := originator()
		change(&o)
		_, err := ach.New(o)
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != name {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestFilesOfOthersAreReadOrRefusedForTheirReason(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file                   string
		forward, back, changes int
		line                   int // of a refusal
		reason                 string
	}{
		{file: "web-debit.ach", forward: 6}, {file: "ppd-debit.ach", forward: 1}, {file: "web-credit.ach", forward: 2}, {file: "two-micro-deposits.ach", forward: 6},
		{file: "return-WEB.ach", back: 2}, {file: "cor-read.ach", changes: 1}, {file: "short-line.ach", forward: 1},
		{file: "long-line.ach", line: 3, reason: "line 3 has 98 characters"},
		{file: "ppd-debit-invalid-entryDetail-checkDigit.ach", line: 3, reason: "check digit of routing number 231380105"},
	} {
		report, err := ach.Read(sample(t, c.file))
		if c.line != 0 {
			if refused, ok := errors.AsType[payment.Unreadable](err); !ok || refused.Line != c.line || !strings.Contains(refused.Reason, c.reason) {
				t.Errorf("%s: got %v, want line %d refused", c.file, err, c.line)
			}
			continue
		}
		if err != nil || report.Forward != c.forward || len(report.Returns) != c.back || len(report.Changes) != c.changes || len(report.Odd) != 0 {
			t.Errorf("%s: got %+v, %v", c.file, report, err)
		}
	}
}

func TestAReturnNamesWhatCameBack(t *testing.T) {
	t.Parallel()
	report, err := ach.Read(sample(t, "return-WEB.ach"))
	if err != nil || len(report.Returns) != 2 {
		t.Fatalf("got %+v, %v", report, err)
	}
	want := []payment.ReturnLine{
		{Line: 4, Trace: "091400600000001", Code: "R01", Amount: 123_54, Effective: civil.MustParse("2000-01-01")},
		{Line: 8, Trace: "091400600000003", Code: "R03", Amount: 45_65, Effective: civil.MustParse("2000-01-01")},
	}
	if report.Returns[0] != want[0] || report.Returns[1] != want[1] || report.Made != civil.MustParse("2017-03-06") && report.Made != civil.MustParse("2018-10-17") {
		t.Errorf("got %+v of %s", report.Returns, report.Made)
	}
}

func TestANoticeOfChangeSaysWhatIsRight(t *testing.T) {
	t.Parallel()
	report, err := ach.Read(sample(t, "cor-read.ach"))
	if err != nil || len(report.Changes) != 1 {
		t.Fatalf("got %+v, %v", report, err)
	}
	if got := report.Changes[0]; got.Code != "C01" || got.Trace != "121042880000001" || got.New != (payment.Details{Number: "1918171614"}) {
		t.Errorf("got %+v", got)
	}
}

// corFile is the sample's notice of change with another code and other data.
func corFile(t testing.TB, code, data string) []byte {
	t.Helper()
	lines := strings.Split(string(sample(t, "cor-read.ach")), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "798") {
			data += strings.Repeat(" ", 29-len(data))
			lines[i] = "798" + code + line[6:35] + data + line[64:]
		}
	}
	return []byte(strings.Join(lines, "\n"))
}

func TestEveryChangeIsReadAsAnotherProgramReadsIt(t *testing.T) {
	t.Parallel()
	for code, data := range map[string]string{
		"C01": "1918171614", "C02": "121042882", "C03": "121042882   88888888", "C04": "Jane Roe", "C05": "37", "C06": "1918171614  27", "C07": "1210428821918171614 37",
	} {
		content := corFile(t, code, data)
		report, err := ach.Read(content)
		if err != nil || len(report.Changes) != 1 {
			t.Errorf("%s: got %+v, %v", code, report, err)
			continue
		}
		f, err := moov.NewReader(bytes.NewReader(content)).Read()
		if err != nil {
			t.Fatalf("%s: moov-io/ach: %v", code, err)
		}
		theirs, ours := f.NotificationOfChange[0].GetEntries()[0].Addenda98.ParseCorrectedData(), report.Changes[0].New
		kind := map[int]payment.AccountType{0: "", 27: payment.Checking, 37: payment.Savings}[theirs.TransactionCode]
		if theirs.AccountNumber != ours.Number || theirs.RoutingNumber != ours.Routing || theirs.Name != ours.Name || kind != ours.Type {
			t.Errorf("%s: got %+v, want %+v", code, ours, theirs)
		}
	}
}

func TestAChangeThatCannotBeIsKeptForAPerson(t *testing.T) {
	t.Parallel()
	for code, data := range map[string]string{"C01": "12", "C02": "121042883", "C03": "121042882", "C05": "99", "C06": "1918171614", "C07": "121042882"} {
		report, err := ach.Read(corFile(t, code, data))
		if err != nil || len(report.Changes) != 0 || len(report.Odd) != 1 || report.Odd[0].Line != 4 {
			t.Errorf("%s: got %+v, %v", code, report, err)
		}
	}
}

func TestAFileThatDoesNotAddUpIsRefusedWhole(t *testing.T) {
	t.Parallel()
	whole := string(sample(t, "web-debit.ach"))
	for name, change := range map[string][2]string{
		"an amount":        {"0000003521", "0000003522"},
		"an entry missing": {whole[strings.Index(whole, "6220810002105654221          0000002499"):][:95], ""},
		"a batch count":    {"9000003", "9000002"},
		"a block count":    {"9000003000002", "9000003000003"},
		"a hash":           {"0032400084", "0032400085"},
		"no header":        {whole[:95], ""},
		"no control":       {whole[strings.Index(whole, "9000003"):], ""},
		"a letter":         {"0000017500", "00000175O0"},
		"another line":     {"5225Your", "4225Your"},
		"a control byte":   {"John Doe", "John\x00Doe"},
		"behind the end":   {"\n9999", "\nx999"},
		"a wrong batch":    {"081000030000002\n5225", "081000030000009\n5225"},
	} {
		_, err := ach.Read([]byte(strings.Replace(whole, change[0], change[1], 1)))
		if _, ok := errors.AsType[payment.Unreadable](err); !ok {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
	if _, err := ach.Read([]byte(strings.ReplaceAll(whole, "\n", ""))); err != nil {
		t.Errorf("without line ends: got %v", err)
	}
	if _, err := ach.Read([]byte(strings.ReplaceAll(whole, "\n", "\r\n"))); err != nil {
		t.Errorf("with the line ends of Windows: got %v", err)
	}
}

func TestNoInputMakesTheReaderPanic(t *testing.T) {
	t.Parallel()
	names, _ := filepath.Glob("testdata/*.ach")
	rapid.Check(t, func(t *rapid.T) {
		content, err := os.ReadFile(rapid.SampledFrom(names).Draw(t, "file"))
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 5).Draw(t, "changes") {
			at := rapid.IntRange(0, len(content)-1).Draw(t, "at")
			content[at] = rapid.SampledFrom([]byte("0956 178\nAé")).Draw(t, "to")
		}
		_, _ = ach.Read(content)
		_, _ = ach.Orders(content)
	})
}

func TestEveryReturnCodeOfTheRuleBookIsKnown(t *testing.T) {
	t.Parallel()
	known := map[string]payment.ReturnCode{}
	for _, c := range payment.ReturnCodes() {
		known[c.Code] = c
		if moov.LookupReturnCode(c.Code) == nil {
			t.Errorf("%s: nobody else knows it", c.Code)
		}
		if c.Title == "" || c.Plain.IsZero() || strings.HasSuffix(c.Plain.In(l10n.EnUS), ".") {
			t.Errorf("%s has no words for the customer", c.Code)
		}
	}
	for n := range 100 {
		code := "R" + string(rune('0'+n/10)) + string(rune('0'+n%10))
		if _, ok := known[code]; moov.LookupReturnCode(code) != nil && !ok {
			t.Errorf("%s is missing", code)
		}
	}
	for _, c := range payment.ChangeCodes() {
		if moov.LookupChangeCode(c.Code) == nil {
			t.Errorf("%s: nobody else knows it", c.Code)
		}
	}
}

func TestABanksReturnsOfOurFileAreReadByBothPrograms(t *testing.T) {
	t.Parallel()
	r := rail(t)
	ours := written(t, entry(r, 1), entry(r, 2), entry(r, 3))
	orders, err := ach.Orders(ours)
	if err != nil || len(orders) != 3 || orders[1].Trace != r.Trace(2) || orders[1].Number != "000123456789" {
		t.Fatalf("got %+v, %v", orders, err)
	}
	content := r.Returns([]ach.Back{{Order: orders[0], Code: "R01"}, {Order: orders[2], Code: "R10"}}, monday())
	report, err := ach.Read(content)
	want := payment.ReturnLine{Line: 8, Trace: r.Trace(3), Code: "R10", Amount: 61_244, Effective: monday()}
	if err != nil || len(report.Returns) != 2 || report.Returns[1] != want {
		t.Fatalf("got %+v, %v\n%s", report, err, content)
	}
	f, err := moov.NewReader(bytes.NewReader(content)).Read()
	if err != nil || len(f.ReturnEntries) != 2 {
		t.Errorf("moov-io/ach: %d returns, %v in\n%s", len(f.ReturnEntries), err, content)
	}
}

func TestAReceiptNamesTheFile(t *testing.T) {
	t.Parallel()
	report, err := ach.Read([]byte("ACCEPTED ach-2026-11-27-1.ach\nREJECTED ach-2026-11-27-2.ach unknown company\n"))
	want := payment.Receipt{File: "ach-2026-11-27-2.ach", Reason: "unknown company"}
	if err != nil || len(report.Receipts) != 2 || !report.Receipts[0].Accepted || report.Receipts[1] != want {
		t.Errorf("got %+v, %v", report, err)
	}
}
