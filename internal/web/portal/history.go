package portal

import (
	"net/http"
	"net/url"
	"strconv"

	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/history"
	"marque/internal/core/payment"
	"marque/internal/l10n"
	"marque/internal/service/overview"
	"marque/internal/service/paying"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
	"marque/internal/web/wording"
)

// The fields of the history's address.
const (
	groupField  = "kind"
	yearField   = "year"
	searchField = "q"
	beforeField = "before"
	allField    = "all"
)

// historyPage is how many lines one page of the history has.
const historyPage = 24

// asked reads from the address what a reader of the history wants to see; what is no such thing asks for everything.
func asked(r *guard.Request) history.Filter {
	f := history.Filter{Search: r.FormValue(searchField)}
	for _, g := range history.Groups() {
		if string(g) == r.FormValue(groupField) {
			f.Group = g
		}
	}
	f.Year, _ = strconv.Atoi(r.FormValue(yearField))
	if len(f.Search) > history.MostSearch {
		f.Search = f.Search[:history.MostSearch]
	}
	return f
}

// query writes a filter as it stands in an address.
func query(f history.Filter) url.Values {
	q := url.Values{}
	if f.Group != history.All {
		q.Set(groupField, string(f.Group))
	}
	if f.Year != 0 {
		q.Set(yearField, strconv.Itoa(f.Year))
	}
	if f.Search != "" {
		q.Set(searchField, f.Search)
	}
	return q
}

// addressOf adds a query that says something.
func addressOf(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func historyPath(c contract.ID) string { return contractPath(c) + "/history" }

// sections are the pages of a contract, with the one that is open marked.
func sections(f ui.Frame, c overview.Contract, here string) []ui.Link {
	path := contractPath(c.ID)
	links := []ui.Link{
		{Text: f.Say("History", "Historial", "Verlauf"), Href: historyPath(c.ID)},
		{Text: f.Say("To come", "Por venir", "Kommende"), Href: path + "/upcoming"},
		{Text: f.Say("Timeline", "Cronología", "Zeitleiste"), Href: path + "/timeline"},
		{Text: f.Say("Vehicle", "Vehículo", "Fahrzeug"), Href: vehiclePath(c.ID)},
		{Text: f.Say("Your data", "Sus datos", "Ihre Daten"), Href: path + "/data"},
	}
	if nearsEnd(c) || c.State.Lease != nil && c.State.Lease.Ended == contract.KindTurnIn {
		links = append(links, ui.Link{Text: f.Say("Lease end", "Fin del arrendamiento", "Leasingende"), Href: leaseEndPath(c.ID)})
	}
	for i := range links {
		links[i].Current = links[i].Href == path+here
	}
	return links
}

func (p *Portal) reader(l l10n.Locale, c *overview.Contract) history.Reader {
	return history.Reader{Locale: l, Terms: &c.Terms, Zone: p.Zone}
}

func (p *Portal) history(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, all, err := p.Overview.History(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	filter := asked(r)
	return p.show(w, r, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		found := p.reader(f.Locale, &c).Pick(all, filter)
		part := history.PageOf(found, history.KeyOf, r.FormValue(beforeField), historyPage)
		path, q := historyPath(c.ID), query(filter)
		page := view.History{
			Frame: f, Contract: contractOf(f, c), Sections: sections(f, c, "/history"), Action: path, Search: filter.Search, Filtered: filter.Any(), Count: len(found),
			Groups: groupChoices(f, filter.Group), Years: yearChoices(f, history.Years(all), filter.Year), Files: historyFiles(f, c.ID, q),
		}
		for _, e := range part.Entries {
			page.Lines = append(page.Lines, wording.Line(f, &c.Terms, e))
		}
		if !part.First {
			page.Newest = addressOf(path, q)
		}
		if part.Older != "" {
			q.Set(beforeField, part.Older)
			page.Older = addressOf(path, q)
		}
		return page.Page()
	})
}

func groupChoices(f ui.Frame, chosen history.Group) []ui.Choice {
	var out []ui.Choice
	for _, g := range history.Groups() {
		out = append(out, ui.Choice{Value: string(g), Label: g.Name().In(f.Locale), Chosen: g == chosen})
	}
	return out
}

func yearChoices(f ui.Frame, years []int, chosen int) []ui.Choice {
	out := []ui.Choice{{Label: f.Say("All years", "Todos los años", "Alle Jahre")}}
	for _, y := range years {
		text := strconv.Itoa(y)
		out = append(out, ui.Choice{Value: text, Label: text, Chosen: y == chosen})
	}
	return out
}

func historyFiles(f ui.Frame, c contract.ID, q url.Values) []ui.Link {
	path := historyPath(c)
	links := []ui.Link{
		{Text: f.Say("Table (CSV)", "Tabla (CSV)", "Tabelle (CSV)"), Href: addressOf(path+"/history.csv", q)},
		{Text: f.Say("For money programs (OFX)", "Para programas de finanzas (OFX)", "Für Finanzprogramme (OFX)"), Href: path + "/history.ofx"},
	}
	if f.Brand.Quicken != "" {
		links = append(links, ui.Link{Text: f.Say("For Quicken (QFX)", "Para Quicken (QFX)", "Für Quicken (QFX)"), Href: path + "/history.qfx"})
	}
	return links
}

// historyTable sends the lines that are asked for as a table.
func (p *Portal) historyTable(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, all, err := p.Overview.History(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	f, err := p.frame(r)
	if err != nil {
		return err
	}
	reader := p.reader(f.Locale, &c)
	file, err := reader.CSV(reader.Pick(all, asked(r)))
	if err != nil {
		return err
	}
	respond.Attachment(w, "text/csv; charset=utf-8", "history.csv", file)
	return nil
}

// historyOFX sends the whole history for money programs.
func (p *Portal) historyOFX(w http.ResponseWriter, r *guard.Request) error {
	return p.sendOFX(w, r, "application/x-ofx", "history.ofx", "")
}

// historyQFX sends the same for Quicken, which reads the files of those lenders only whom its maker gave a number.
func (p *Portal) historyQFX(w http.ResponseWriter, r *guard.Request) error {
	return p.sendOFX(w, r, "application/vnd.intu.qfx", "history.qfx", p.brand(r.Brand).Quicken)
}

func (p *Portal) sendOFX(w http.ResponseWriter, r *guard.Request, contentType, name, bank string) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, all, err := p.Overview.History(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	f, err := p.frame(r)
	if err != nil {
		return err
	}
	reader := p.reader(f.Locale, &c)
	file := reader.OFX(history.OFX{
		Org: f.Brand.LegalName, Bank: bank, At: p.Now(), From: c.State.Opened(), Through: c.Today, Balance: history.Owed(c.State),
	}, reader.Transactions(all))
	respond.Attachment(w, contentType, name, file)
	return nil
}

// upcomingShown is how many payments to come are listed until all are asked for.
const upcomingShown = 12

func (p *Portal) upcoming(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	var a paying.Autopay
	if c.Autopay == autopay.Active {
		if a, err = p.Paying.Autopay(r.Context(), r.By, contractID); err != nil {
			return err
		}
	}
	ahead, err := c.State.Upcoming(0)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page := view.Upcoming{Frame: f, Contract: contractOf(f, c), Sections: sections(f, c, "/upcoming"), Finding: aheadWords(f, c, ahead)}
		rows := ahead
		if len(rows) > upcomingShown && r.FormValue(allField) == "" {
			rows = rows[:upcomingShown]
			page.More = contractPath(c.ID) + "/upcoming?" + url.Values{allField: {"yes"}}.Encode()
			page.MoreText = f.Say("Show all %s", "Mostrar los %s", "Alle %s zeigen", len(ahead))
		}
		for i := range rows {
			page.Rows = append(page.Rows, upcomingRow(f, &rows[i], a))
		}
		for _, x := range c.InFlight() {
			page.OnTheWay = append(page.OnTheWay, onTheWay(f, x))
		}
		return page.Page()
	})
}

func onTheWay(f ui.Frame, x payment.Payment) view.Payment {
	return view.Payment{On: x.Date, Title: f.Say("Bank payment", "Pago bancario", "Bankzahlung"), Amount: x.Amount, Status: wording.Step(f, x), Href: paymentPath(x)}
}

func upcomingRow(f ui.Frame, x *contract.Expected, a paying.Autopay) view.UpcomingRow {
	row := view.UpcomingRow{Number: x.Number, Due: x.Due, Amount: x.Amount, Balance: x.Balance, Interest: x.Interest, Capital: x.Principal, Rent: x.Rent, Tax: x.Tax}
	if !a.On() {
		return row
	}
	row.Autopay = f.Say("Autopay", "Pago automático", "Automatische Zahlung")
	for _, d := range a.Next {
		switch {
		case d.Instalment != x.Number:
		case d.Skipped:
			row.Autopay = f.Say("Skipped by you: please pay it", "Usted lo omitió: páguelo, por favor", "Von Ihnen ausgelassen: bitte selbst zahlen")
		default:
			row.Autopay = f.Say("Autopay of %s on %s", "Pago automático de %s el %s", "Automatische Zahlung von %s am %s", d.Amount, d.On)
		}
	}
	return row
}

// aheadWords says in one sentence how a contract ends if everything is paid on its day.
func aheadWords(f ui.Frame, c overview.Contract, ahead []contract.Expected) string {
	if owed := c.State.DueNow - c.State.Unapplied; len(ahead) == 0 && owed > 0 {
		return f.Say("No payment is to come. %s is open and can be paid now.", "No hay pagos por venir. Quedan %s pendientes, que puede pagar ahora.", "Es kommt keine Rate mehr. Offen sind %s, die Sie jetzt zahlen können.", owed)
	}
	if len(ahead) == 0 {
		return f.Say("Nothing more is to be paid on this contract.", "En este contrato ya no hay nada por pagar.", "Auf diesen Vertrag ist nichts mehr zu zahlen.")
	}
	last := ahead[len(ahead)-1]
	if c.Kind == contract.Lease {
		return f.Say("%s payments are left; the last one is due %s.", "Quedan %s pagos; el último vence el %s.", "Noch %s Raten; die letzte ist am %s fällig.", len(ahead), last.Due)
	}
	return f.Say("%s payments are left; the last one, due %s, is %s.", "Quedan %s pagos; el último, que vence el %s, es de %s.", "Noch %s Raten; die letzte, fällig am %s, beträgt %s.",
		len(ahead), last.Due, last.Amount)
}
