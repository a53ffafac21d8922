package portal

import (
	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/core/history"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// historyLine writes a line with its working, so that anybody can redo the sum.
func historyLine(f ui.Frame, t *contract.Terms, e history.Entry) ui.Line {
	l := e.Line
	out := ui.Line{
		Title: e.Title.In(f.Locale), Date: f.Locale.DateMedium(l.Effective), Amount: l.Amount, Credit: l.Kind == contract.KindPayment || l.Kind == contract.KindCredit,
		After: f.Money(l.Balance), AfterTag: f.Say("Balance", "Saldo", "Saldo"),
	}
	if l.Void != "" {
		out.Status = &ui.Status{Tone: ui.Bad, Text: f.Say("Returned or reversed", "Devuelto o anulado", "Zurückgegeben oder storniert")}
		out.Note = f.Say("This entry was undone and did not count.", "Este asiento se anuló y no contó.", "Diese Buchung wurde rückgängig gemacht und zählt nicht.")
	}
	out.Parts = partsOf(f, l)
	if note := e.Note.In(f.Locale); note != "" {
		out.Parts = append(out.Parts, ui.Fact{Label: f.Say("Note", "Nota", "Bemerkung"), Value: note})
	}
	for _, s := range explain.For(t, f.Locale).Line(l) {
		out.Working = append(out.Working, ui.Step(s))
	}
	return out
}

// partsOf says where each cent of a line went.
func partsOf(f ui.Frame, l *contract.Line) []ui.Fact {
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
