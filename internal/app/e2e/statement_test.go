package e2e_test

import (
	"marque/internal/core/statement"
	"strings"
	"testing"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/paper/pdf/pdftest"
	"marque/internal/service/overview"
	"marque/internal/service/servicing"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestAStatementIsAFileThatEveryoneCanReadAndItsFiguresAreTheFolds(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := serve(t, db)
		all := []struct{ number, name, locale string }{
			{"C111171790", "Grace Šafařík", "en-US"}, {"C304674183", "Nguyễn Kowalski", "en-US"}, {"C326253051", "Łukasz Šafařík", "es-US"},
			{"C907446418", "Ethan Adeyemi", "de-DE"},
		}
		for _, c := range all {
			w.activate(t, person{number: c.number})
			_, err := w.Servicing.Record(t.Context(), access.System("test"), c.number, []servicing.Entry{{
				Key: "test:paid", Effective: civil.Must(2026, 11, 2), Body: contract.Payment{Amount: 51234, Method: "ach", For: contract.RegularPayment, Ref: "T1"},
			}})
			if err != nil {
				t.Fatal(err)
			}
		}
		w.closeDays(t, "2026-11-02")
		w.closeDays(t, "2026-11-30")
		for _, c := range all {
			w.checkStatement(t, c.number, c.name, c.locale)
		}
	})
}

// checkStatement takes the contract's last statement and holds it against the tools, and against the fold as of its closing day.
func (w *world) checkStatement(t *testing.T, number, name, locale string) {
	t.Helper()
	stored, state, st := w.lastStatement(t, number)
	file, err := w.Overview.StatementFile(t.Context(), access.System("test"), stored.ID, st.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range pdftest.Problems(file) {
		t.Errorf("%s: %s", name, problem)
	}
	if said := pdftest.Tool(t, file, []string{"qpdf", "--check"}); !strings.Contains(said, "No syntax or stream encoding errors found") {
		t.Errorf("%s: qpdf says %s", name, said)
	}
	tree := pdftest.Structure(t, file)
	for _, element := range []string{"Document", "H1", "H2", "Table", "TH", "TD"} {
		if !strings.Contains(tree, element) {
			t.Errorf("%s: no %s in the structure tree\n%s", name, element, tree)
		}
	}
	checkFonts(t, name, pdftest.Tool(t, file, []string{"pdffonts"}))
	f := figures{l10n.Match(locale), stored.Terms.Money()}
	line := lastPayment(t, state)
	text := pdftest.Tool(t, file, []string{"pdftotext", "-raw"}, "-") // in reading order, so that what is broken into lines stays together
	wantText(t, text, name, number, f.of(state.Principal), f.of(line.Amount), f.of(line.Interest), f.of(line.Principal),
		f.of(line.Balance), f.of(st.AmountDue), f.locale.DateLong(state.NextDue.Date), f.of(state.Year.Interest))
	page, err := w.Overview.StatementPage(t.Context(), access.System("test"), stored.ID, st.ID)
	if err != nil || page.Lang != f.locale.Tag() {
		t.Errorf("%s: got a page in %q, %v", name, page.Lang, err)
	}
	said := saidOn(page.Page)
	wantText(t, strings.Join(said, "\n"), name, number, f.of(state.Principal), f.of(line.Amount), f.of(line.Balance), f.of(st.AmountDue))
	flat := strings.Join(strings.Fields(text), " ")
	for _, words := range said {
		if !strings.Contains(flat, strings.Join(strings.Fields(words), " ")) {
			t.Errorf("%s: the page says %q and the file does not", name, words)
		}
	}
	if st.Balance != state.Principal || st.AmountDue != state.NextDue.Amount+state.PastDue+state.Fees || st.Due != state.NextDue.Date {
		t.Errorf("%s: got balance %d and %d due on %s, want %d, %d, %s", name, st.Balance, st.AmountDue, st.Due, state.Principal,
			state.NextDue.Amount+state.PastDue+state.Fees, state.NextDue.Date)
	}
}

// figures writes amounts as a document of a language does.
type figures struct {
	locale   l10n.Locale
	currency money.Currency
}

func (f figures) of(c money.Cents) string { return f.locale.Money(c, f.currency) }

// lastStatement returns a contract, its newest statement, and the fold as of the day on which that closed.
func (w *world) lastStatement(t *testing.T, number string) (contracts.Contract, *contract.State, overview.Statement) {
	t.Helper()
	r := w.DB.Reader(t.Context())
	stored, err := contracts.ByNumber(r, number)
	if err != nil {
		t.Fatal(err)
	}
	all, err := w.Overview.Statements(t.Context(), access.System("test"), stored.ID)
	if err != nil || len(all) == 0 {
		t.Fatalf("got statements %v of %s, %v", all, number, err)
	}
	state, err := book.New(w.Clock.Now, w.Config.Zone).Fold(r, stored, all[0].Closed)
	if err != nil {
		t.Fatal(err)
	}
	return stored, state, all[0]
}

func lastPayment(t *testing.T, state *contract.State) contract.Line {
	t.Helper()
	for i := len(state.Lines) - 1; i >= 0; i-- {
		if state.Lines[i].Kind == contract.KindPayment {
			return state.Lines[i]
		}
	}
	t.Fatal("no payment")
	return contract.Line{}
}

// checkFonts reads the table of pdffonts: after a head of two lines each font with "emb sub uni" and the object's two numbers at its end.
func checkFonts(t *testing.T, name, table string) {
	t.Helper()
	rows := strings.Split(strings.TrimSpace(table), "\n")
	if len(rows) < 3 {
		t.Fatalf("%s: no fonts\n%s", name, table)
	}
	for _, row := range rows[2:] {
		if !strings.Contains(plain(row), "Identity-H yes yes yes ") {
			t.Errorf("%s: got the font %q, want it embedded, a subset and with its way back to Unicode", name, row)
		}
	}
}

// saidOn is every text of a statement's page.
func saidOn(p statement.Page) []string {
	var out []string
	for _, x := range p.Parts {
		out = append(out, x.Text)
		for _, fact := range x.Facts {
			out = append(out, fact.Name, fact.Value)
		}
		if x.Table == nil {
			continue
		}
		for _, h := range x.Table.Heads {
			out = append(out, h.Text)
		}
		for _, r := range x.Table.Rows {
			out = append(out, r.Cells...)
		}
	}
	return out
}
