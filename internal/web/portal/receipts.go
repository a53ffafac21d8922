package portal

import (
	"marque/internal/core/contract"
	"net/http"
	"time"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/service/overview"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
	"marque/internal/web/wording"
)

// receiptOf fills the page of one payment.
func (p *Portal) receiptOf(f ui.Frame, x overview.Payment, zone *time.Location) view.Receipt {
	f.Currency = x.Contract.Terms.Money()
	path := paymentPath(x.Payment)
	out := view.Receipt{
		Frame: f, Contract: contractOf(f, x.Contract), Reference: x.Reference, Status: wording.Step(f, x.Payment), Amount: x.Amount, On: x.Date,
		Details: []ui.Fact{
			{Label: f.Say("For", "Para", "Für"), Value: x.Contract.Vehicle.Name, Detail: f.Say("Contract %s", "Contrato %s", "Vertrag %s", x.Contract.Number)},
			{Label: f.Say("Pays", "Paga", "Zahlt"), Value: kindWords(f, x.Kind)},
			{Label: f.Say("From", "Desde", "Von"), Value: accountName(f, x.OfAccount, x.LastFour)},
			{Label: f.Say("Made", "Hecho", "Beauftragt"), Value: clock(f, x.CreatedAt, zone)},
		},
	}
	if x.ByPhone {
		out.Details[3].Detail = f.Say("By phone, taken by an agent", "Por teléfono, tomado por un agente", "Am Telefon, von einem Mitarbeiter aufgenommen")
	}
	if x.OfHelper {
		out.Details[2].Value = f.Say("An account of your helper", "Una cuenta de su ayudante", "Ein Konto Ihrer Hilfe")
	}
	if line := x.Line(); line != nil {
		out.Details = append(out.Details, wording.Parts(f, line)...)
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
