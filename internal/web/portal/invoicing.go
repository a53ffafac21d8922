package portal

import (
	"net/http"
	"net/url"

	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/core/leaseend"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/service/overview"
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
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page.Frame, page.Contract, page.Sections = f, contractOf(f, c), sections(f, c, "/lease-end")
		page.Due, page.By, page.Back = max(v.Due, 0), v.DueOn(p.Zone), v.Back
		page.Late = page.Due > 0 && page.By < c.Today
		page.Lead, page.Lines, page.Sum = endedLead(f, v), invoiceLines(f, &c, v, p.Tariffs.Of(c.Terms.Brand, c.Terms.Currency)), invoiceSum(f, v)
		page.Letter = contractPath(c.ID) + "/letters/new?" + url.Values{"kind": {string(statement.LeaseEndLetter)}}.Encode()
		page.Refund = refundPath(c.ID)
		if page.Due > 0 {
			page.Pay, page.Ways = contractPath(c.ID)+"/pay", f.Locale.Write(leaseend.HowToPay(f.Brand.Phone))
		}
		return page.Page()
	})
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
func invoiceLines(f ui.Frame, c *overview.Contract, v contract.Invoice, tariff leaseend.Tariff) []ui.Line {
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
		for _, s := range explain.For(&c.Terms, f.Locale).Working(x.Working) {
			line.Working = append(line.Working, ui.Step(s))
		}
		out = append(out, line)
	}
	return out
}

// chargeStatus says whether a line is paid or in dispute; nothing of one that is open.
func chargeStatus(f ui.Frame, x *contract.Charge) *ui.Status {
	switch {
	case x.Open == 0:
		return &ui.Status{Tone: ui.OK, Text: f.Say("Settled", "Saldado", "Beglichen")}
	case x.Disputed:
		return &ui.Status{Tone: ui.Info, Text: f.Say("In dispute", "En disputa", "Bestritten"), Icon: "clock"}
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
