package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/history"
	"marque/internal/core/statement"
	"marque/internal/service/lettering"
	"marque/internal/service/overview"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// The kinds of documents that can be asked for, as they stand in the address.
const (
	kindStatement = "statement"
	kindLetter    = "letter"
	kindInterest  = "interest"

	contractField = "contract"
)

// document is one statement or letter with what it is looked for by.
type document struct {
	key, kind, contract string
	year                int
	on                  civil.Date
	row                 view.StatementRow
}

// documentsPage is how many documents one page lists.
const documentsPage = 36

// statements lists every document of the customer's contracts, the newest first.
func (p *Portal) statements(w http.ResponseWriter, r *guard.Request) error {
	contracts, err := p.Overview.Contracts(r.Context(), r.By)
	if err != nil {
		return err
	}
	f, err := p.frame(r)
	if err != nil {
		return err
	}
	page := view.Statements{Frame: f, Action: ui.PathStatements}
	var all []document
	for _, c := range contracts {
		found, err := p.documentsOf(r, f, c)
		if err != nil {
			return err
		}
		all = append(all, found...)
		chosen, err := p.Papering.Choice(r.Context(), r.By, c.ID)
		if err != nil {
			return err
		}
		page.Delivery = append(page.Delivery, view.Delivery{Contract: c.Name, Status: deliveryStatus(f, chosen.Online), Change: contractPath(c.ID) + "/paper"})
		page.Ask = append(page.Ask, ui.Link{Text: askLetter(f, c.Name, len(contracts)), Href: contractPath(c.ID) + "/letters/new"})
	}
	slices.SortStableFunc(all, func(a, b document) int { return int(a.on - b.on) })
	fillDocuments(f, &page, contracts, all, r)
	return respond.HTML(w, r.Request, http.StatusOK, page.Page())
}

func deliveryStatus(f ui.Frame, online bool) ui.Status {
	if online {
		return ui.Status{Tone: ui.OK, Text: f.Say("Online only", "Solo en línea", "Nur online"), Icon: "circle-check"}
	}
	return ui.Status{Tone: ui.Plain, Text: f.Say("Online and on paper", "En línea y en papel", "Online und auf Papier"), Icon: "mail"}
}

// askLetter names the contract only where there are several.
func askLetter(f ui.Frame, name string, contracts int) string {
	if contracts > 1 {
		return f.Say("Get a letter for the %s", "Obtener una carta para el %s", "Schreiben zum %s anfordern", name)
	}
	return f.Say("Get a letter", "Obtener una carta", "Schreiben anfordern")
}

// documentsOf lists the documents of one contract.
func (p *Portal) documentsOf(r *guard.Request, f ui.Frame, c overview.Summary) ([]document, error) {
	list, err := p.Overview.Statements(r.Context(), r.By, c.ID)
	if err != nil {
		return nil, err
	}
	var out []document
	for _, s := range list {
		out = append(out, statementDocument(f, c, s))
	}
	written, err := p.Lettering.Letters(r.Context(), r.By, c.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range written {
		out = append(out, letterDocument(f, c, l))
	}
	return out, nil
}

func statementDocument(f ui.Frame, c overview.Summary, s overview.Statement) document {
	d := document{key: s.ID.String(), kind: kindStatement, contract: c.ID.String(), year: s.Closed.Year(), on: s.Closed}
	d.row = view.StatementRow{
		Title: f.Locale.MonthYear(s.Closed), Contract: c.Name, Issued: f.Locale.DateMedium(s.Closed), Read: statementPath(c.ID, s.ID), PDF: statementPath(c.ID, s.ID) + "/statement.pdf", Size: pages(f, s.Pages),
	}
	if !s.Due.IsZero() && s.AmountDue > 0 {
		d.row.Due = f.Say("%s by %s", "%s hasta el %s", "%s bis %s", s.AmountDue, s.Due)
	}
	return d
}

// letterDocument stands under the year it was written in; the statement of a year's interest under the year it is about.
func letterDocument(f ui.Frame, c overview.Summary, l lettering.Letter) document {
	d := document{key: l.ID.String(), kind: kindLetter, contract: c.ID.String(), year: l.Issued.Year(), on: l.Issued}
	d.row = view.StatementRow{Title: l.Title, Contract: c.Name, Due: f.Locale.DateMedium(l.Issued), PDF: letterPath(c.ID, l.ID), Size: pages(f, l.Pages), Letter: true}
	if l.Kind == statement.YearlyInterestLetter {
		d.kind, d.year = kindInterest, l.Issued.Year()-1
		d.on = civil.Must(d.year, 12, 31) // on top of its year
	}
	return d
}

// fillDocuments puts on the page those that the address asks for.
func fillDocuments(f ui.Frame, page *view.Statements, contracts []overview.Summary, all []document, r *guard.Request) {
	q := url.Values{}
	asks := func(name, value string) bool {
		if want := r.FormValue(name); want != "" && len(want) <= history.MostSearch {
			q.Set(name, want)
			return want == value
		}
		return true
	}
	var found []document
	years := []ui.Choice{{Label: f.Say("All years", "Todos los años", "Alle Jahre")}}
	for _, d := range slices.Backward(all) {
		year := strconv.Itoa(d.year)
		if !slices.ContainsFunc(years, func(c ui.Choice) bool { return c.Value == year }) {
			years = append(years, ui.Choice{Value: year, Label: year, Chosen: year == r.FormValue(yearField)})
		}
	}
	for _, d := range all {
		if c, k, y := asks(contractField, d.contract), asks(groupField, d.kind), asks(yearField, strconv.Itoa(d.year)); c && k && y {
			found = append(found, d)
		}
	}
	page.Filter = len(all) > 0
	page.Kinds, page.Years, page.Contracts = kindChoices(f, r.FormValue(groupField)), years, offeredContracts(f, contracts, r.FormValue(contractField))
	page.Filtered, page.Count, page.Total = len(q) > 0, len(found), len(all)
	part := history.PageOf(found, func(d document) string { return d.key }, r.FormValue(beforeField), documentsPage)
	for _, d := range part.Entries {
		page.Groups = addDocument(page.Groups, d)
	}
	if !part.First {
		page.Newest = addressOf(ui.PathStatements, q)
	}
	if part.Older != "" {
		q.Set(beforeField, part.Older)
		page.Older = addressOf(ui.PathStatements, q)
	}
}

func kindChoices(f ui.Frame, chosen string) []ui.Choice {
	out := []ui.Choice{
		{Label: f.Say("Everything", "Todo", "Alles")}, {Value: kindStatement, Label: f.Say("Statements", "Estados de cuenta", "Kontoauszüge")},
		{Value: kindLetter, Label: f.Say("Letters", "Cartas", "Schreiben")}, {Value: kindInterest, Label: f.Say("Interest of a year", "Intereses de un año", "Zinsen eines Jahres")},
	}
	for i := range out {
		out[i].Chosen = out[i].Value == chosen
	}
	return out
}

// offeredContracts offers the contracts where there are several.
func offeredContracts(f ui.Frame, contracts []overview.Summary, chosen string) []ui.Choice {
	if len(contracts) < 2 {
		return nil
	}
	out := []ui.Choice{{Label: f.Say("All contracts", "Todos los contratos", "Alle Verträge")}}
	for _, c := range contracts {
		out = append(out, ui.Choice{Value: c.ID.String(), Label: strings.TrimSpace(c.Name + " " + c.Number), Chosen: c.ID.String() == chosen})
	}
	return out
}

// addDocument puts a document under its year, which is the last one or a new one: they come newest first.
func addDocument(years []view.StatementYear, d document) []view.StatementYear {
	year := strconv.Itoa(d.year)
	at := slices.IndexFunc(years, func(y view.StatementYear) bool { return y.Year == year })
	if at < 0 {
		years, at = append(years, view.StatementYear{Year: year}), len(years)
	}
	years[at].Rows = append(years[at].Rows, d.row)
	return years
}
