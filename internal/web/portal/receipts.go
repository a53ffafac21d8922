package portal

import (
	"marque/internal/core/contract"
	"net/http"
	"slices"
	"strconv"
	"time"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/core/statement"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/service/lettering"
	"marque/internal/service/overview"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// receiptOf fills the page of one payment.
func (p *Portal) receiptOf(f ui.Frame, x overview.Payment, zone *time.Location) view.Receipt {
	f.Currency = x.Contract.Terms.Money()
	path := paymentPath(x.Payment)
	out := view.Receipt{
		Frame: f, Contract: contractOf(f, x.Contract), Reference: x.Reference, Status: stepOf(f, x.Payment), Amount: x.Amount, On: x.Date,
		Details: []ui.Fact{
			{Label: f.Say("For", "Para", "Für"), Value: x.Contract.Vehicle.Name, Detail: f.Say("Contract %s", "Contrato %s", "Vertrag %s", x.Contract.Number)},
			{Label: f.Say("Pays", "Paga", "Zahlt"), Value: kindWords(f, x.Kind)},
			{Label: f.Say("From", "Desde", "Von"), Value: accountName(f, x.OfAccount, x.LastFour)},
			{Label: f.Say("Made", "Hecho", "Beauftragt"), Value: clock(f, x.CreatedAt, zone)},
		},
	}
	if line := x.Line(); line != nil {
		out.Details = append(out.Details, partsOf(f, line)...)
		out.Details = append(out.Details, ui.Fact{Label: f.Say("Balance after it", "Saldo después", "Restschuld danach"), Value: f.Money(line.Balance)})
	}
	switch x.State {
	case payment.Returned:
		code := payment.ReturnCodeOf(x.ReturnCode)
		out.Returned = &view.Returned{Why: codeWords(f, code), Next: code.Next().In(f.Locale), Pay: contractPath(x.Payment.Contract) + "/pay"}
		return out
	case payment.Cancelled:
		return out
	}
	out.PDF = path + "/receipt.pdf"
	out.Happens = happenings(f, x.Payment)
	if x.State == payment.Created {
		out.Cancel, out.CancelUntil = path+"/cancel", clock(f, payment.CutOff(x.Date, p.Zone), zone)
	}
	return out
}

// codeWords says why a bank sent something back, with its code.
func codeWords(f ui.Frame, code payment.ReturnCode) string {
	return f.Say("The reason: %s (%s).", "El motivo: %s (%s).", "Ihre Bank meldet, dass %s (%s).", code.Plain, code.Code)
}

// happenings tells the steps of a payment, those done and those to come.
func happenings(f ui.Frame, x payment.Payment) []view.Happening {
	fed := civil.FederalReserve{}
	settles := payment.SettlesOn(x.Date, fed)
	final := payment.FinalOn(settles, fed)
	return []view.Happening{
		{When: f.Locale.MonthDay(x.Date), What: f.Say("We send the payment to your bank. It counts from this day.", "Enviamos el pago a su banco. Cuenta desde este día.", "Wir senden die Zahlung an Ihre Bank. Sie zählt ab diesem Tag."), Done: x.State != payment.Created},
		{When: f.Locale.MonthDay(settles), What: f.Say("The money arrives and is posted to your contract.", "El dinero llega y se acredita en su contrato.", "Das Geld kommt an und wird Ihrem Vertrag gutgeschrieben."), Done: !x.State.InFlight()},
		{When: f.Locale.MonthDay(final), What: f.Say("Your bank can no longer send it back in the ordinary way.", "Su banco ya no puede devolverlo por la vía ordinaria.", "Ihre Bank kann sie nicht mehr auf dem üblichen Weg zurückgeben."), Done: x.State == payment.Final},
	}
}

func (p *Portal) statements(w http.ResponseWriter, r *guard.Request) error {
	all, err := p.Overview.Contracts(r.Context(), r.By)
	if err != nil {
		return err
	}
	f, err := p.frame(r)
	if err != nil {
		return err
	}
	page := view.Statements{Frame: f}
	for _, c := range all {
		list, err := p.Overview.Statements(r.Context(), r.By, c.ID)
		if err != nil {
			return err
		}
		for _, s := range list {
			page.Years = addStatement(f, page.Years, c, s)
		}
		letters, err := p.Lettering.Letters(r.Context(), r.By, c.ID)
		if err != nil {
			return err
		}
		for _, l := range letters {
			if l.Kind == statement.YearlyInterestLetter {
				page.Years = addYearly(f, page.Years, c, l)
				continue
			}
			page.Letters = append(page.Letters, view.StatementRow{
				Title: l.Title, Contract: c.Name, Issued: f.Locale.DateMedium(l.Issued), PDF: letterPath(c.ID, l.ID), Size: pages(f, l.Pages),
			})
		}
		page.Ask = append(page.Ask, ui.Link{Text: askLetter(f, c.Name, len(all)), Href: contractPath(c.ID) + "/letters/new"})
	}
	return respond.HTML(w, r.Request, http.StatusOK, page.Page())
}

// askLetter names the contract only where there are several.
func askLetter(f ui.Frame, name string, contracts int) string {
	if contracts > 1 {
		return f.Say("Get a letter for the %s", "Obtener una carta para el %s", "Schreiben zum %s anfordern", name)
	}
	return f.Say("Get a letter", "Obtener una carta", "Schreiben anfordern")
}

// addYearly puts a statement of interest on top of its year.
func addYearly(f ui.Frame, years []view.StatementYear, c overview.Summary, l lettering.Letter) []view.StatementYear {
	row := view.StatementRow{Title: l.Title, Contract: c.Name, Issued: f.Locale.DateMedium(l.Issued), PDF: letterPath(c.ID, l.ID), Size: pages(f, l.Pages)}
	years, at := yearOf(years, strconv.Itoa(l.Issued.Year()-1))
	years[at].Rows = slices.Insert(years[at].Rows, 0, row)
	return years
}

// yearOf finds a year among the years, newest first, or puts it in its place.
func yearOf(years []view.StatementYear, year string) ([]view.StatementYear, int) {
	at := slices.IndexFunc(years, func(y view.StatementYear) bool { return y.Year <= year })
	if at < 0 {
		at = len(years)
	}
	if at == len(years) || years[at].Year != year {
		years = slices.Insert(years, at, view.StatementYear{Year: year})
	}
	return years, at
}

// addStatement puts a statement under its year; the years come newest first, as the statements of one contract do.
func addStatement(f ui.Frame, years []view.StatementYear, c overview.Summary, s overview.Statement) []view.StatementYear {
	years, at := yearOf(years, strconv.Itoa(s.Closed.Year()))
	row := view.StatementRow{
		Title: f.Locale.MonthYear(s.Closed), Contract: c.Name, Issued: f.Locale.DateMedium(s.Closed),
		Read: statementPath(c.ID, s.ID), PDF: statementPath(c.ID, s.ID) + "/statement.pdf", Size: pages(f, s.Pages),
	}
	if !s.Due.IsZero() && s.AmountDue > 0 {
		row.Due = f.Say("%s by %s", "%s hasta el %s", "%s bis %s", s.AmountDue, s.Due)
	}
	years[at].Rows = append(years[at].Rows, row)
	return years
}

// statementPage shows what a statement says; one that was issued before that was kept is its file only.
func (p *Portal) statementPage(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	which, err := id.Parse[overview.Statement](r.PathValue("statement"))
	if err != nil {
		return err
	}
	said, err := p.Overview.StatementPage(r.Context(), r.By, c, which)
	if err != nil {
		return err
	}
	file := statementPath(c, which) + "/statement.pdf"
	if len(said.Parts) == 0 {
		return respond.SeeOther(w, r.Request, file)
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.StatementPage{Frame: f, Said: said.Page, PDF: file, Size: l10n.Count(said.Pages, l10n.T("page", "página", "Seite"), l10n.T("pages", "páginas", "Seiten")).In(f.Locale)}.Page()
	})
}

func statementPath(c contract.ID, statement overview.StatementID) string {
	return contractPath(c) + "/statements/" + statement.String()
}

func (p *Portal) statementFile(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	statement, err := id.Parse[overview.Statement](r.PathValue("statement"))
	if err != nil {
		return err
	}
	file, err := p.Overview.StatementFile(r.Context(), r.By, c, statement)
	if err != nil {
		return err
	}
	respond.Document(w, "application/pdf", "statement.pdf", file)
	return nil
}
