// Package wording says in a page's language where a contract, a payment and each entry stand. The customer's pages and the desk share it, so that an
// agent reads what the customer reads.
package wording

import (
	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/core/history"
	"marque/internal/core/payment"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// Status says where a contract stands.
func Status(f ui.Frame, s *contract.State) ui.Status {
	switch s.Status {
	case contract.Pending:
		return ui.Status{Tone: ui.Info, Text: f.Say("Not started", "Sin comenzar", "Noch nicht begonnen")}
	case contract.PaidOff:
		return ui.Status{Tone: ui.OK, Text: f.Say("Paid off", "Liquidado", "Abgelöst")}
	case contract.ChargedOut:
		return ui.Status{Tone: ui.Bad, Text: f.Say("Charged off", "Pasado a pérdidas", "Abgeschrieben")}
	case contract.Matured:
		return ui.Status{Tone: ui.Warn, Text: f.Say("Term ended", "Plazo terminado", "Laufzeit beendet")}
	case contract.Ended:
		return ui.Status{Tone: ui.Plain, Text: f.Say("Ended", "Terminado", "Beendet")}
	case contract.Terminated:
		return ui.Status{Tone: ui.Plain, Text: f.Say("Ended early", "Terminado antes", "Vorzeitig beendet")}
	case contract.Undone:
		return ui.Status{Tone: ui.Plain, Text: f.Say("Cancelled", "Anulado", "Aufgehoben")}
	}
	switch {
	case s.PastDue > 0:
		return ui.Status{Tone: ui.Bad, Text: f.Say("Past due", "Vencido", "Überfällig")}
	case s.PaidAhead > 0:
		return ui.Status{Tone: ui.OK, Text: f.Say("Paid ahead", "Pagado por adelantado", "Im Voraus bezahlt")}
	}
	return ui.Status{Tone: ui.OK, Text: f.Say("In good standing", "Al día", "In Ordnung")}
}

// Step says where a payment stands.
func Step(f ui.Frame, p payment.Payment) ui.Status {
	switch p.State {
	case payment.Created:
		return ui.Status{Tone: ui.Info, Text: f.Say("Scheduled", "Programado", "Geplant"), Icon: "clock"}
	case payment.Batched, payment.Sent:
		return ui.Status{Tone: ui.Info, Text: f.Say("At your bank", "En su banco", "Bei Ihrer Bank"), Icon: "clock"}
	case payment.Settled, payment.Final:
		return ui.Status{Tone: ui.OK, Text: f.Say("Posted", "Acreditado", "Gebucht")}
	case payment.Returned:
		return ui.Status{Tone: ui.Bad, Text: f.Say("Returned", "Devuelto", "Zurückgegeben")}
	}
	return ui.Status{Tone: ui.Plain, Text: f.Say("Cancelled", "Cancelado", "Storniert")}
}

// Line writes a line with its working, so that anybody can redo the sum.
func Line(f ui.Frame, t *contract.Terms, e history.Entry) ui.Line {
	l := e.Line
	out := ui.Line{
		Title: e.Title.In(f.Locale), Date: f.Locale.DateMedium(l.Effective), Amount: l.Amount, Credit: l.Kind == contract.KindPayment || l.Kind == contract.KindCredit,
		After: f.Money(l.Balance), AfterTag: f.Say("Balance", "Saldo", "Saldo"), Still: l.Amount == 0,
	}
	if e.Over {
		out.After = ""
	}
	if l.Void != "" {
		out.Status = &ui.Status{Tone: ui.Bad, Text: f.Say("Returned or reversed", "Devuelto o anulado", "Zurückgegeben oder storniert")}
		out.Note = f.Say("This entry was undone and did not count.", "Este asiento se anuló y no contó.", "Diese Buchung wurde rückgängig gemacht und zählt nicht.")
	}
	out.Parts = Parts(f, l)
	if note := e.Note.In(f.Locale); note != "" {
		out.Parts = append(out.Parts, ui.Fact{Label: f.Say("Note", "Nota", "Bemerkung"), Value: note})
	}
	for _, s := range explain.For(t, f.Locale).Line(l) {
		out.Working = append(out.Working, ui.Step(s))
	}
	return out
}

// Parts says where each cent of a line went.
func Parts(f ui.Frame, l *contract.Line) []ui.Fact {
	var parts []ui.Fact
	for _, p := range []struct {
		label string
		cents money.Cents
	}{
		{f.Say("Interest", "Intereses", "Zinsen"), l.Interest}, {f.Say("Principal", "Capital", "Tilgung"), l.Principal},
		{f.Say("Lease payment", "Pago de arrendamiento", "Leasingrate"), l.Rent}, {f.Say("Tax", "Impuesto", "Steuer"), l.Tax},
		{f.Say("Fees", "Cargos", "Gebühren"), l.Fee}, {f.Say("Held for you", "Guardado para usted", "Für Sie aufbewahrt"), l.Unapplied},
		{f.Say("Credit balance", "Saldo a favor", "Guthaben"), l.Credit},
	} {
		if p.cents != 0 {
			parts = append(parts, ui.Fact{Label: p.label, Value: f.Money(p.cents)})
		}
	}
	return parts
}
