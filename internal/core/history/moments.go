package history

import (
	"time"

	"marque/internal/civil"
	"marque/internal/core/autopay"
	"marque/internal/core/payment"
	"marque/internal/core/statement"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Ordered tells of a payment that was ordered here and has not counted: it is on its way, or was canceled. One that has counted, or came back,
// is told by the contract's own events.
func Ordered(p payment.Payment, currency money.Currency, zone *time.Location) (Moment, bool) {
	amount := l10n.Amount{Cents: p.Amount, Currency: currency}
	m := Moment{Key: "payment:" + p.ID.String(), On: civil.On(p.CreatedAt, zone), Mark: OfPayment, Of: p.ID.String()}
	switch {
	case p.State == payment.Cancelled:
		m.Text = l10n.T("A payment of %s for %s was canceled.", "Se canceló un pago de %s para el %s.", "Eine Zahlung von %s für den %s wurde storniert.", amount, p.Date)
		m.On = max(m.On, p.StateOn)
	case p.State.InFlight():
		m.Text = l10n.T("A payment of %s was ordered for %s.", "Se ordenó un pago de %s para el %s.", "Eine Zahlung von %s wurde für den %s beauftragt.", amount, p.Date)
	default:
		return m, false
	}
	return m, true
}

// Enrolled tells of autopay: when it was signed and, once it is over, why it ended.
func Enrolled(e autopay.Enrolment) []Moment {
	id := e.ID.String()
	out := []Moment{{Key: "autopay:" + id, On: e.Since, Mark: OfAutopay, Of: id, Text: l10n.T("Autopay was signed.", "Se firmó el pago automático.", "Die automatische Zahlung wurde unterschrieben.")}}
	if e.State == autopay.Ended {
		out = append(out, Moment{Key: "autopay-end:" + id, On: e.EndedOn, Mark: OfAutopay, Text: autopayEnd(e.Why)})
	}
	return out
}

func autopayEnd(why autopay.Reason) l10n.Text {
	switch why {
	case autopay.Replaced:
		return l10n.T("Autopay was changed.", "Se cambió el pago automático.", "Die automatische Zahlung wurde geändert.")
	case autopay.ContractOver:
		return l10n.T("Autopay ended by itself, as the contract did.", "El pago automático terminó solo, junto con el contrato.", "Die automatische Zahlung endete von selbst mit dem Vertrag.")
	case autopay.AccountStopped, autopay.Unauthorised:
		return l10n.T("Autopay ended because of what your bank said.", "El pago automático terminó por lo que dijo su banco.", "Die automatische Zahlung endete wegen einer Mitteilung Ihrer Bank.")
	case autopay.NoReason, autopay.ByCustomer:
	}
	return l10n.T("Autopay was turned off.", "Se desactivó el pago automático.", "Die automatische Zahlung wurde ausgeschaltet.")
}

// Issued tells of a statement on the business day that it bears, whenever it was rendered.
func Issued(id string, closed, due civil.Date, amount money.Cents, currency money.Currency) Moment {
	m := Moment{Key: "statement:" + id, On: closed, Mark: OfStatement, Of: id,
		Text: l10n.T("Your statement was issued.", "Se emitió su estado de cuenta.", "Ihr Kontoauszug wurde ausgestellt.")}
	if !due.IsZero() && amount > 0 {
		m.More = l10n.T("%s by %s", "%s hasta el %s", "%s bis %s", l10n.Amount{Cents: amount, Currency: currency}, due)
	}
	return m
}

// Wrote tells of a letter.
func Wrote(id string, kind statement.LetterKind, on civil.Date) Moment {
	return Moment{Key: "letter:" + id, On: on, Mark: OfLetter, Of: id, Text: letterWords(kind)}
}

func letterWords(kind statement.LetterKind) l10n.Text {
	switch kind {
	case statement.PayoffLetter:
		return l10n.T("A payoff letter was made.", "Se hizo una carta de liquidación.", "Ein Ablöseschreiben wurde erstellt.")
	case statement.StandingLetter:
		return l10n.T("A letter of good standing was made.", "Se hizo una carta de buen estado.", "Eine Bescheinigung über pünktliche Zahlung wurde erstellt.")
	case statement.PaidInFullLetter:
		return l10n.T("A letter that all is paid was made.", "Se hizo una carta de pago total.", "Eine Bescheinigung über die volle Zahlung wurde erstellt.")
	case statement.InterestLetter:
		return l10n.T("A letter about the interest of a year was made.", "Se hizo una carta sobre los intereses de un año.", "Ein Schreiben über die Zinsen eines Jahres wurde erstellt.")
	case statement.LeaseEndLetter:
		return l10n.T("The invoice of the lease’s end was made.", "Se hizo la factura del final del arrendamiento.", "Die Rechnung zum Ende des Leasings wurde erstellt.")
	case statement.YearlyInterestLetter:
		return l10n.T("The statement of the year’s interest was ready.", "La constancia de los intereses del año estaba lista.", "Die Zinsbescheinigung des Jahres lag bereit.")
	}
	return l10n.T("A letter was made.", "Se hizo una carta.", "Ein Schreiben wurde erstellt.")
}

// Sent tells of a proof of insurance.
func Sent(id string, on civil.Date, insurer string, until civil.Date) Moment {
	return Moment{Key: "proof:" + id, On: on, Mark: OfUpload, Of: id, Text: l10n.T("A proof of insurance was sent.", "Se envió un comprobante de seguro.", "Ein Versicherungsnachweis wurde gesendet."),
		More: l10n.T("%s, until %s", "%s, hasta el %s", "%s, bis %s", insurer, until)}
}

// Serviced tells of a visit to a workshop, in the workshop's words.
func Serviced(key string, on civil.Date, summary string) Moment {
	return Moment{Key: "service:" + key, On: on, Mark: OfVehicle, Text: l10n.T("The vehicle was serviced.", "El vehículo recibió servicio.", "Das Fahrzeug war in der Werkstatt."), More: said(summary)}
}

// Recalled tells of a maker's campaign.
func Recalled(key string, on civil.Date, title string, open bool) Moment {
	m := Moment{Key: "recall:" + key, On: on, Mark: OfTrouble, Text: l10n.T("The maker called the vehicle back.", "El fabricante llamó el vehículo a revisión.", "Der Hersteller rief das Fahrzeug zurück."), More: said(title)}
	if !open {
		m.Mark, m.Text = OfVehicle, l10n.T("A recall of the maker was closed.", "Se cerró una revisión del fabricante.", "Ein Rückruf des Herstellers wurde erledigt.")
	}
	return m
}
