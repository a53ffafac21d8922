package leaseend

import (
	"slices"
	"strings"

	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/l10n"
	"marque/internal/money"
)

// HowEnded says how and when the lease of an invoice ended.
func HowEnded(v contract.Invoice) l10n.Text {
	switch v.End {
	case contract.KindPurchase:
		return l10n.T("You bought the vehicle on %s. No miles, wear or return are charged.", "Usted compró el vehículo el %s. No se cobran millas, desgaste ni devolución.", "Sie haben das Fahrzeug am %s gekauft. Meilen, Abnutzung und Rückgabe werden nicht berechnet.", v.EndedOn)
	case contract.KindEarlyTermination:
		return l10n.T("Your lease ended on %s, before its term.", "Su arrendamiento terminó el %s, antes de su plazo.", "Ihr Leasing endete am %s, vor Ablauf der Laufzeit.", v.EndedOn)
	}
	return l10n.T("The vehicle went back on %s and was inspected.", "El vehículo se devolvió el %s y se inspeccionó.", "Das Fahrzeug ging am %s zurück und wurde begutachtet.", v.EndedOn)
}

// UnpaidRents names the line of an invoice that stands for the rents of its State.
func UnpaidRents() l10n.Text {
	return l10n.T("Lease payments that were unpaid", "Pagos de arrendamiento sin pagar", "Unbezahlte Leasingraten")
}

// ChargeWords names a line of an invoice. Excess wear is named by the brand's tariff and, where that has no such line, as the inspection says it.
func ChargeWords(c *contract.Charge, tariff Tariff) l10n.Text {
	what := explain.Title(&contract.Line{Kind: contract.LineEndCharge, Code: string(c.Kind)})
	if c.Wear == nil {
		return what
	}
	if line, ok := tariff.Line(c.Wear.Wear); ok {
		return l10n.T("%s: %s", "%s: %s", "%s: %s", what, line.What)
	}
	return l10n.T("%s: %s", "%s: %s", "%s: %s", what, c.Wear.What)
}

// Seen is what the inspection says of a line of excess wear, in its own words, besides what ChargeWords says; nothing of another line.
func Seen(c *contract.Charge, tariff Tariff) string {
	if c.Wear == nil {
		return ""
	}
	said := []string{c.Wear.What, c.Wear.Where, c.Wear.Severity}
	if _, named := tariff.Line(c.Wear.Wear); !named {
		said = said[1:]
	}
	return strings.Join(slices.DeleteFunc(said, func(s string) bool { return s == "" }), ", ")
}

// HowToPay are the ways in which an invoice can be paid; a brand without a number takes no payment on the phone.
func HowToPay(phone string) []l10n.Text {
	all := []l10n.Text{
		l10n.T("Online: sign in, choose “Make a payment” and pay what is due from your bank account.", "En línea: inicie sesión, elija “Hacer un pago” y pague lo que se debe desde su cuenta bancaria.",
			"Online: Melden Sie sich an, wählen Sie „Zahlung vornehmen“ und zahlen Sie das Fällige von Ihrem Bankkonto."),
		l10n.T("Autopay does not pay it: it stopped when the lease ended.", "El pago automático no la paga: se detuvo cuando terminó el arrendamiento.", "Die automatische Zahlung zahlt sie nicht: Sie endete mit dem Leasing."),
	}
	if phone == "" {
		return all
	}
	return slices.Insert(all, 1, l10n.T("By phone: %s. We take the payment with you.", "Por teléfono: %s. Hacemos el pago con usted.", "Am Telefon: %s. Wir nehmen die Zahlung mit Ihnen auf.", phone))
}

// Off is what was taken off an invoice's total.
type Off struct {
	What   l10n.Text
	Amount money.Cents
}

// TakenOff lists what was taken off an invoice's total; what is nothing is left out.
func TakenOff(v contract.Invoice) []Off {
	all := []Off{
		{l10n.T("Paid by your deposit", "Pagado con su depósito", "Von Ihrer Kaution bezahlt"), v.Deposit},
		{l10n.T("Paid by your credit balance", "Pagado con su saldo a favor", "Von Ihrem Guthaben bezahlt"), v.Credit},
		{l10n.T("Paid since", "Pagado desde entonces", "Seitdem bezahlt"), v.Paid},
		{l10n.T("Waived", "Condonado", "Erlassen"), v.Waived},
		{l10n.T("In dispute, not due now", "En disputa, no se debe ahora", "Bestritten, jetzt nicht fällig"), v.Dispute},
	}
	return slices.DeleteFunc(all, func(x Off) bool { return x.Amount == 0 })
}
