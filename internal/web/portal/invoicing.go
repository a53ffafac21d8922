package portal

import (
	"net/http"
	"net/url"
	"slices"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/core/identity"
	"marque/internal/core/leaseend"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/service/overview"
	"marque/internal/service/tending"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

func invoicePath(c contract.ID) string { return leaseEndPath(c) + "/invoice" }

// invoice shows what the end of a lease costs, line by line.
func (p *Portal) invoice(w http.ResponseWriter, r *guard.Request) error {
	return p.showInvoice(w, r, http.StatusOK, view.Invoice{})
}

func (p *Portal) showInvoice(w http.ResponseWriter, r *guard.Request, status int, page view.Invoice) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	v, err := c.State.Invoice()
	if fault.Is(err, fault.Conflict) { // before the end is settled the page of the end says how things stand
		return respond.SeeOther(w, r.Request, leaseEndPath(contractID))
	}
	if err != nil {
		return err
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	promises, err := p.promises(r, &c, v)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		tariff := p.Tariffs.Of(c.Terms.Brand, c.Terms.Currency)
		page.Frame, page.Contract, page.Sections = f, contractOf(f, c), sections(f, c, "/lease-end")
		page.Due, page.By, page.Back = max(v.Due, 0), v.DueOn(p.Zone), v.Back
		page.Late = page.Due > 0 && page.By < c.Today
		page.Lead, page.Lines, page.Sum = endedLead(f, v), invoiceLines(f, &c, v, tariff, promises), invoiceSum(f, v)
		page.Letter = contractPath(c.ID) + "/letters/new?" + url.Values{"kind": {string(statement.LeaseEndLetter)}}.Encode()
		page.Refund = refundPath(c.ID)
		if page.Due > 0 {
			page.Pay, page.Ways = contractPath(c.ID)+"/pay", f.Locale.Write(leaseend.HowToPay(f.Brand.Phone))
		}
		page.Key, page.Action, page.Done = string(key), invoicePath(c.ID), invoiceDone(f, r.FormValue(doneField))
		p.fillDisputes(f, &page, r, c, v, tariff)
		return page.Page()
	})
}

func invoiceDone(f ui.Frame, done string) string {
	if done != "disputed" {
		return ""
	}
	return f.Say("Thank you. The lines are in dispute and not due now. We will answer you.", "Gracias. Las líneas están en disputa y no se deben ahora. Tendrá noticias nuestras.", "Danke. Die Zeilen sind bestritten und jetzt nicht fällig. Sie hören von uns.")
}

// promises are the days by which we answer what the reader disputes, by the case in which it is looked into. Somebody else's case is nobody's to read.
func (p *Portal) promises(r *guard.Request, c *overview.Contract, v contract.Invoice) (map[string]civil.Date, error) {
	if c.Helped || v.Dispute == 0 {
		return map[string]civil.Date{}, nil
	}
	cases, err := p.Cases.Mine(r.Context(), r.By, c.ID)
	out := make(map[string]civil.Date, len(cases))
	for _, x := range cases {
		if x.Open {
			out[x.ID.String()] = x.Promise
		}
	}
	return out, err
}

// linesField is the form's name for the lines that are disputed, in an address too: a line leads to the form with itself chosen.
var linesField = ui.List("lines")

// fillDisputes offers the lines that can be disputed, until the day on which the invoice was due at first.
func (p *Portal) fillDisputes(f ui.Frame, page *view.Invoice, r *guard.Request, c overview.Contract, v contract.Invoice, tariff leaseend.Tariff) {
	page.Until, page.Most = v.FirstDue(p.Zone), tending.MostWhy
	if c.Helped || c.Today > page.Until {
		return
	}
	first := len(page.Lines) - len(v.Charges)
	for i := range v.Charges {
		x := &v.Charges[i]
		if !x.Disputable() {
			continue
		}
		page.Disputes = append(page.Disputes, ui.Choice{Value: x.Key, Label: leaseend.ChargeWords(x, tariff).In(f.Locale), Aside: f.Money(x.Open), Chosen: slices.Contains(r.Form[linesField], x.Key)})
		page.Lines[first+i].Link = &ui.Link{Text: f.Say("Dispute this line", "Disputar esta línea", "Diese Zeile bestreiten"), Href: invoicePath(c.ID) + "?" + url.Values{linesField: {x.Key}}.Encode() + "#lines"}
	}
}

// disputeLines puts lines of the invoice in dispute.
func (p *Portal) disputeLines(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	page := view.Invoice{Text: r.PostFormValue("text")}
	err = p.Tending.Dispute(r.Context(), r.By, tending.Objection{Contract: contractID, Lines: r.PostForm[linesField], Why: page.Text, Key: r.PostFormValue(ui.KeyField)})
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		page.Failure = noted(r, f)
		return p.showInvoice(w, r, respond.Status(f), page)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, invoicePath(contractID)+"?"+doneField+"=disputed")
}

// endedLead says how a lease ended, and what can be seen of what it costs.
func endedLead(f ui.Frame, v contract.Invoice) string {
	how := leaseend.HowEnded(v).In(f.Locale)
	if len(v.Charges) == 0 {
		return how
	}
	return how + " " + f.Say("Open a line to see how it was worked out.", "Abra una línea para ver cómo se calculó.", "Öffnen Sie eine Zeile, um zu sehen, wie sie berechnet wurde.")
}

// invoiceLines writes the lines, each of which opens to its working.
func invoiceLines(f ui.Frame, c *overview.Contract, v contract.Invoice, tariff leaseend.Tariff, promises map[string]civil.Date) []ui.Line {
	var out []ui.Line
	if v.Rents > 0 {
		out = append(out, ui.Line{
			Title: leaseend.UnpaidRents().In(f.Locale), Date: f.Locale.DateMedium(v.Settled), Amount: v.Rents,
			Note: f.Say("They had fallen due before the lease ended.", "Habían vencido antes de que terminara el arrendamiento.", "Sie waren fällig geworden, bevor das Leasing endete."),
		})
	}
	for i := range v.Charges {
		x := &v.Charges[i]
		line := ui.Line{Title: leaseend.ChargeWords(x, tariff).In(f.Locale), Date: f.Locale.DateMedium(x.On), Amount: x.Amount, Status: chargeStatus(f, x)}
		if seen := leaseend.Seen(x, tariff); seen != "" {
			line.Parts = append(line.Parts, ui.Fact{Label: f.Say("What the inspection found", "Lo que encontró la inspección", "Was die Begutachtung fand"), Value: seen})
		}
		if x.Open > 0 && x.Open < x.Amount {
			line.Parts = append(line.Parts, ui.Fact{Label: f.Say("Of it still open", "De eso sigue pendiente", "Davon noch offen"), Value: f.Money(x.Open)})
		}
		line.Parts = append(line.Parts, disputeFacts(f, x, promises[x.Said.Case])...)
		for _, s := range explain.For(&c.Terms, f.Locale).Working(x.Working) {
			line.Working = append(line.Working, ui.Step(s))
		}
		out = append(out, line)
	}
	return out
}

// disputeFacts tells since when a line is in dispute and by when we answer, or what the answer was.
func disputeFacts(f ui.Frame, x *contract.Charge, promise civil.Date) []ui.Fact {
	var out []ui.Fact
	if !x.Said.On.IsZero() {
		since := ui.Fact{Label: f.Say("Disputed on", "Disputada el", "Bestritten am"), Value: f.Day(x.Said.On)}
		if x.Disputed && !promise.IsZero() {
			since.Detail = f.Say("Your case is open. You hear from us by %s.", "Su caso está abierto. Tendrá noticias nuestras a más tardar el %s.", "Ihr Anliegen ist offen. Sie hören von uns bis zum %s.", promise)
		}
		out = append(out, since)
	}
	if x.Waived > 0 {
		out = append(out, ui.Fact{Label: f.Say("Waived", "Condonado", "Erlassen"), Value: f.Money(x.Waived)})
	}
	if !x.Said.Over.IsZero() {
		out = append(out, ui.Fact{Label: f.Say("Our answer", "Nuestra respuesta", "Unsere Antwort"), Value: f.Say("It stands.", "Se mantiene.", "Sie bleibt.") + " " + x.Said.Reason, Detail: f.Day(x.Said.Over)})
	}
	return out
}

// chargeStatus says whether a line is paid, waived, in dispute or stands; nothing of another one that is open.
func chargeStatus(f ui.Frame, x *contract.Charge) *ui.Status {
	switch {
	case x.Open == 0 && x.Waived == x.Amount:
		return &ui.Status{Tone: ui.OK, Text: f.Say("Waived", "Condonado", "Erlassen")}
	case x.Open == 0:
		return &ui.Status{Tone: ui.OK, Text: f.Say("Settled", "Saldado", "Beglichen")}
	case x.Disputed:
		return &ui.Status{Tone: ui.Info, Text: f.Say("In dispute", "En disputa", "Bestritten"), Icon: "clock"}
	case !x.Said.Over.IsZero():
		return &ui.Status{Tone: ui.Plain, Text: f.Say("Answered: it stands", "Respondida: se mantiene", "Beantwortet: bleibt")}
	}
	return nil
}

// invoiceSum is the total, what was taken off it and what is left.
func invoiceSum(f ui.Frame, v contract.Invoice) []ui.Fact {
	out := []ui.Fact{{Label: f.Say("Total", "Total", "Summe"), Value: f.Money(v.Total)}}
	for _, x := range leaseend.TakenOff(v) {
		out = append(out, ui.Fact{Label: x.What.In(f.Locale), Value: f.Money(-x.Amount)})
	}
	return append(out, ui.Fact{Label: f.Say("To pay", "Por pagar", "Zu zahlen"), Value: f.Money(max(v.Due, 0))})
}

// invoiceAlert leads to the invoice while something of it is due or in dispute, and for a while after it came.
func (p *Portal) invoiceAlert(f ui.Frame, c overview.Contract) []view.Notice {
	v, err := c.State.Invoice()
	if err != nil {
		return nil
	}
	by := v.DueOn(p.Zone)
	if v.Due <= 0 && v.Dispute == 0 && by < c.Today {
		return nil
	}
	out := view.Notice{
		Tone: ui.Info, Title: f.Say("What the end of your lease costs", "Cuánto cuesta el final de su arrendamiento", "Was das Ende Ihres Leasings kostet"),
		Text: f.Say("There is nothing to pay.", "No hay nada que pagar.", "Es ist nichts zu zahlen."),
		Link: &ui.Link{Text: f.Say("See the invoice", "Ver la factura", "Rechnung ansehen"), Href: invoicePath(c.ID)},
	}
	if v.Due > 0 {
		out.Tone = ui.Warn
		out.Text = f.Say("%s is to be paid by %s.", "Se deben pagar %s a más tardar el %s.", "%s sind bis zum %s zu zahlen.", v.Due, by)
	}
	if v.Dispute > 0 {
		out.Text += " " + f.Say("%s is in dispute and not due now.", "%s están en disputa y no se deben ahora.", "%s sind bestritten und jetzt nicht fällig.", v.Dispute)
	}
	return []view.Notice{out}
}
