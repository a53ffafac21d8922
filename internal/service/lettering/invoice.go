package lettering

import (
	"strings"

	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/core/leaseend"
	"marque/internal/core/statement"
	"marque/internal/l10n"
	"marque/internal/money"
)

// invoice is the letter about what the end of a lease costs, line by line.
func (w *writing) invoice() (money.Cents, error) {
	v, err := w.f.state.Invoice()
	if err != nil {
		return 0, err
	}
	due := v.DueOn(w.f.zone)
	w.letter.Title = w.say("Invoice of your lease’s end", "Factura del final de su arrendamiento", "Rechnung zum Ende Ihres Leasings")
	opening := w.say("Please pay %s by %s.", "Pague %s a más tardar el %s.", "Bitte zahlen Sie %s bis zum %s.", v.Due, due)
	if v.Due <= 0 {
		opening = w.say("There is nothing to pay.", "No hay nada que pagar.", "Es ist nichts zu zahlen.")
	}
	lines := statement.Part{Heading: w.say("What is charged", "Lo que se cobra", "Was berechnet wird"), Columns: []string{w.say("For", "Concepto", "Wofür"), w.say("Amount", "Monto", "Betrag")}}
	if v.Rents > 0 {
		lines.Rows = append(lines.Rows, []string{leaseend.UnpaidRents().In(w.locale), w.money(v.Rents)})
	}
	for i := range v.Charges {
		lines.Rows = append(lines.Rows, []string{w.charge(&v.Charges[i]), w.money(v.Charges[i].Amount)})
	}
	w.letter.Parts = []statement.Part{{Paragraphs: []string{leaseend.HowEnded(v).In(w.locale), opening}, Facts: w.about()}}
	if len(lines.Rows) > 0 {
		w.letter.Parts = append(w.letter.Parts, lines)
	}
	w.letter.Parts = append(w.letter.Parts, statement.Part{Heading: w.say("What is left to pay", "Lo que queda por pagar", "Was zu zahlen bleibt"), Facts: w.settled(v)})
	if v.Due > 0 {
		w.letter.Parts = append(w.letter.Parts, statement.Part{Heading: w.say("How to pay", "Cómo pagar", "So wird gezahlt"), Items: w.locale.Write(leaseend.HowToPay(w.letter.Brand.Phone))})
	}
	return max(v.Due, 0), nil
}

// charge names a line with its working.
func (w *writing) charge(c *contract.Charge) string {
	out := []string{leaseend.ChargeWords(c, w.f.tariff).In(w.locale)}
	if seen := leaseend.Seen(c, w.f.tariff); seen != "" {
		out = append(out, seen)
	}
	for _, s := range explain.For(&w.f.stored.Terms, w.locale).Working(c.Working) {
		if s.Formula != "" {
			out = append(out, s.Label+": "+s.Formula)
		}
	}
	if c.Disputed && c.Open > 0 {
		out = append(out, w.say("in dispute", "en disputa", "bestritten"))
	}
	return strings.Join(out, "; ")
}

// settled lists what was taken off the total, and what is left.
func (w *writing) settled(v contract.Invoice) []statement.Fact {
	out := []statement.Fact{{Name: w.say("Total", "Total", "Summe"), Value: w.money(v.Total)}}
	for _, x := range leaseend.TakenOff(v) {
		out = append(out, statement.Fact{Name: x.What.In(w.locale), Value: w.money(-x.Amount)})
	}
	out = append(out, statement.Fact{Name: w.say("To pay", "Por pagar", "Zu zahlen"), Value: w.money(v.Due), Total: true})
	if v.Back > 0 {
		out = append(out, statement.Fact{Name: l10n.T("Your credit balance, which is yours", "Su saldo a favor, que es suyo", "Ihr Guthaben, das Ihnen gehört").In(w.locale), Value: w.money(v.Back)})
	}
	return out
}
