package view

import (
	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// History is all that happened on a contract, the newest first; each line opens to its working.
type History struct {
	ui.Frame
	Contract Contract
	Sections []ui.Link // the pages of this contract
	Action   string    // where the filter asks
	Groups   []ui.Choice
	Years    []ui.Choice
	Search   string
	Filtered bool
	Count    int // how many lines the filter found
	Lines    []ui.Line
	Older    string    // keyset link; empty at the end
	Newest   string    // back to the first page; empty when this is it
	Files    []ui.Link // the same as files
}

func (p History) group() ui.Menu {
	return ui.Menu{Name: "kind", Label: p.Say("Show", "Mostrar", "Zeigen"), Options: p.Groups}
}

func (p History) year() ui.Menu {
	return ui.Menu{Name: "year", Label: p.Say("Year", "Año", "Jahr"), Options: p.Years}
}

func (p History) search() ui.Field {
	return ui.Field{Name: "q", Label: p.Say("Search", "Buscar", "Suchen"), Value: p.Search, Type: "search", MaxLength: mostSearch}
}

// mostSearch is as long as core/history reads.
const mostSearch = 64

// found says how many lines there are.
func (p History) found() string {
	if p.Count == 1 {
		return p.Say("1 entry found.", "1 asiento encontrado.", "1 Buchung gefunden.")
	}
	return p.Say("%s entries found.", "%s asientos encontrados.", "%s Buchungen gefunden.", p.Count)
}

// Upcoming is what is still to be paid if everything is paid on its day.
type Upcoming struct {
	ui.Frame
	Contract Contract
	Sections []ui.Link
	Finding  string
	Rows     []UpcomingRow
	More     string // where all of them are; empty when they are here
	MoreText string
	OnTheWay []Payment // payments that were ordered already
}

// UpcomingRow is a payment to come.
type UpcomingRow struct {
	Number            int
	Due               civil.Date
	Amount, Balance   money.Cents
	Interest, Capital money.Cents // of a loan
	Rent, Tax         money.Cents // of a lease
	Autopay           string      // "Autopay, November 28"; empty when nothing takes it
}

func (p Upcoming) table() ui.Table {
	t := ui.Table{Caption: p.Say("Payments to come", "Pagos por venir", "Kommende Zahlungen"), Hidden: true, Columns: []ui.Column{
		{Label: p.Say("Due", "Vence", "Fällig")}, {Label: p.Say("Amount", "Monto", "Betrag"), Figure: true},
	}}
	if p.Contract.Lease == nil {
		t.Columns = append(t.Columns, ui.Column{Label: p.Say("Interest", "Intereses", "Zinsen"), Figure: true}, ui.Column{Label: p.Say("Principal", "Capital", "Tilgung"), Figure: true},
			ui.Column{Label: p.Say("Balance after it", "Saldo después", "Saldo danach"), Figure: true})
	} else {
		t.Columns = append(t.Columns, ui.Column{Label: p.Say("Lease payment", "Pago de arrendamiento", "Leasingrate"), Figure: true}, ui.Column{Label: p.Say("Tax", "Impuesto", "Steuer"), Figure: true})
	}
	t.Columns = append(t.Columns, ui.Column{Label: p.Say("How", "Cómo", "Wie")})
	for _, r := range p.Rows {
		row := []ui.Cell{{Text: p.Locale.DateMedium(r.Due)}, {Text: p.Money(r.Amount), Strong: true}}
		if p.Contract.Lease == nil {
			row = append(row, ui.Cell{Text: p.Money(r.Interest)}, ui.Cell{Text: p.Money(r.Capital)}, ui.Cell{Text: p.Money(r.Balance)})
		} else {
			row = append(row, ui.Cell{Text: p.Money(r.Rent)}, ui.Cell{Text: p.Money(r.Tax)})
		}
		how := r.Autopay
		if how == "" {
			how = p.Say("You pay it", "Usted lo paga", "Sie zahlen")
		}
		t.Rows = append(t.Rows, append(row, ui.Cell{Text: how}))
	}
	return t
}

func (p Upcoming) onTheWay() ui.Table {
	t := ui.Table{Caption: p.Say("On their way", "En camino", "Unterwegs"), Hidden: true, Compact: true, Columns: []ui.Column{
		{Label: p.Say("Date", "Fecha", "Datum")}, {Label: p.Say("Payment", "Pago", "Zahlung")}, {Label: p.Say("State", "Estado", "Stand")},
		{Label: p.Say("Amount", "Monto", "Betrag"), Figure: true},
	}}
	for _, x := range p.OnTheWay {
		status := x.Status
		t.Rows = append(t.Rows, []ui.Cell{{Text: p.Locale.DateMedium(x.On)}, {Text: x.Title, Href: x.Href, Unseen: " " + p.Day(x.On)}, {Status: &status}, {Text: p.Money(x.Amount), Strong: true}})
	}
	return t
}
