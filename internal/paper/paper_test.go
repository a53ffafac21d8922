package paper_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/paper"
	"marque/internal/paper/pdf/pdftest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// documents are all samples, by name.
func documents(t *testing.T, locale string) map[string][]byte {
	t.Helper()
	out := make(map[string][]byte)
	for name, s := range map[string]statement.Statement{"loan": loan(1), "idle": loan(0), "long": loan(70), "late": late(), "lease": lease()} {
		s.Locale = locale
		out[name] = print(t, s)
	}
	for name, posted := range map[string]bool{"receipt": false, "posted": true} {
		r := receipt(posted)
		r.Locale = locale
		file, err := paper.Receipt(r)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = file.Bytes
	}
	l := letter()
	l.Locale = locale
	file, err := paper.Letter(l)
	if err != nil {
		t.Fatalf("letter: %v", err)
	}
	out["letter"] = file.Bytes
	return out
}

func print(t *testing.T, s statement.Statement) []byte {
	t.Helper()
	file, err := paper.Statement(s)
	if err != nil {
		t.Fatalf("statement: %v", err)
	}
	return file.Bytes
}

func TestDocumentsAreAccessibleAndArchivableInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, locale := range []string{"en-US", "es-US", "de-DE"} {
		for name, file := range documents(t, locale) {
			for _, problem := range pdftest.Problems(file) {
				t.Errorf("%s in %s: %s", name, locale, problem)
			}
		}
	}
}

func TestDocumentsReadInOrder(t *testing.T) {
	t.Parallel()
	files := documents(t, "en-US")
	for _, name := range []string{"loan", "late", "lease", "receipt", "posted", "letter"} {
		got := pdftest.Structure(t, files[name])
		path := filepath.Join("testdata", name+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestTheSameStatementGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(print(t, late()), print(t, late())) {
		t.Error("got two different files")
	}
}

func TestAMonthWithOnePaymentStandsOnOnePage(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]statement.Statement{"loan": loan(1), "lease": lease()} {
		if text := pdftest.Text(t, print(t, s)); !strings.Contains(text, "Page 1 of 1") {
			t.Errorf("%s: got more than one page", name)
		}
	}
}

func TestALongStatementRepeatsItsHeads(t *testing.T) {
	t.Parallel()
	text := pdftest.Text(t, print(t, loan(70)))
	pages := strings.Count(text, " of 4\n")
	if heads := strings.Count(text, "Principal left"); pages != 4 || heads != 4 {
		t.Errorf("got %d pages with %d heads, want 4 with 4", pages, heads)
	}
}

func TestALeaseNeverSpeaksOfInterest(t *testing.T) { // 12 CFR 1013.4(s)
	t.Parallel()
	text := strings.ToLower(pdftest.Text(t, print(t, lease())))
	for _, word := range []string{"interest", "apr", "rate", "principal", "loan"} {
		for _, got := range strings.FieldsFunc(text, func(r rune) bool { return r < 'a' || r > 'z' }) {
			if got == word {
				t.Errorf("the lease's statement says %q", word)
			}
		}
	}
}

func TestWhatIsDueIsSaidInPlainWords(t *testing.T) {
	t.Parallel()
	paid := loan(1)
	paid.Due, paid.Autopay = statement.Due{}, statement.Autopay{}
	matured := late()
	matured.Due.On = 0
	cases := []struct {
		name string
		s    statement.Statement
		want []string
	}{
		{"autopay", loan(1), []string{"Amount due by May 1, 2026", "Autopay takes $612.44 on May 1, 2026 from"}},
		{"past due", late(), []string{"$1,255.50", "$612.44 of it is past due", "After May 11, 2026 a late fee of up to $30.62"}},
		{"paid", paid, []string{"Nothing is due", "$0.00"}},
		{"after maturity", matured, []string{"Amount due now"}},
	}
	for _, c := range cases {
		text := strings.Join(strings.Fields(pdftest.Text(t, print(t, c.s))), " ")
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: got no %q", c.name, want)
			}
		}
	}
}

func TestNamesKeepTheirLetters(t *testing.T) {
	t.Parallel()
	text := pdftest.Text(t, print(t, loan(1)))
	for _, want := range []string{"Jana Šafařík", "Nguyễn Thị Hương", "1M8G DM9A XKP0 42788"} {
		if !strings.Contains(text, want) {
			t.Errorf("got no %q", want)
		}
	}
}

func TestThePapersFootNamesTheLicenseAndWhereComplaintsGo(t *testing.T) {
	t.Parallel()
	s := loan(1)
	s.Brand.License, s.Brand.Imprint = "NMLS ID 1", "aurelia.example/legal/imprint"
	if text := pdftest.Text(t, print(t, s)); !strings.Contains(text, "NMLS ID 1 · aurelia.example/legal/imprint") {
		t.Errorf("got no licence in\n%s", text)
	}
}

func TestWhatDoesNotAddUpIsNotPrinted(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		spoil func(*statement.Statement)
		kind  fault.Kind
	}{
		{"closing", func(s *statement.Statement) { s.Closing++ }, fault.Internal},
		{"language", func(s *statement.Statement) { s.Locale = "tlh" }, fault.Invalid},
		{"currency", func(s *statement.Statement) { s.Contract.Currency = "XX" }, fault.Invalid},
		{"accent", func(s *statement.Statement) { s.Brand.Accent = "teal" }, fault.Invalid},
		{"accent with a wrong digit", func(s *statement.Statement) { s.Brand.Accent = "#12345g" }, fault.Invalid},
		{"accent with an alpha", func(s *statement.Statement) { s.Brand.Accent = "#12345678" }, fault.Invalid},
		{"site", func(s *statement.Statement) { s.Brand.Site = "javascript:alert(1)" }, fault.Invalid},
	}
	for _, c := range cases {
		s := loan(1)
		c.spoil(&s)
		if file, err := paper.Statement(s); file.Bytes != nil || fault.KindOf(err) != c.kind {
			t.Errorf("%s: got %v, want a fault of kind %v", c.name, err, c.kind)
		}
	}
	r := receipt(true)
	r.To.Principal++
	if file, err := paper.Receipt(r); file.Bytes != nil || err == nil {
		t.Error("got a receipt that does not add up")
	}
}

func TestACreditHasItsOwnColumn(t *testing.T) {
	t.Parallel()
	s := loan(1)
	if strings.Contains(pdftest.Text(t, print(t, s)), "Credit") {
		t.Error("got a credit column without a credit")
	}
	s.Payments[0].Amount += 500
	s.Payments[0].To.Credit = money.Cents(500)
	if text := pdftest.Text(t, print(t, s)); !strings.Contains(text, "Credit") || !strings.Contains(text, "$5.00") {
		t.Error("got no credit column")
	}
}

func BenchmarkStatement(b *testing.B) {
	s := loan(1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := paper.Statement(s); err != nil {
			b.Fatal(err)
		}
	}
}

func TestALetterWithoutItsPartsIsNotPrinted(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*statement.Letter){
		"title": func(l *statement.Letter) { l.Title = "" },
		"words": func(l *statement.Letter) { l.Parts = nil },
		"table": func(l *statement.Letter) { l.Parts[1].Rows[0] = []string{"one cell"} },
		"many":  func(l *statement.Letter) { l.Parts = make([]statement.Part, 101) },
	} {
		l := letter()
		change(&l)
		if _, err := paper.Letter(l); fault.Of(err) == nil {
			t.Errorf("%s: got %v, want a fault", name, err)
		}
	}
}
