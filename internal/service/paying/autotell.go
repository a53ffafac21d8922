package paying

import (
	"crypto/sha256"
	"encoding/base32"

	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/statement"
	"marque/internal/courier"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
	"marque/internal/store/vehicles"
)

// autopayReference is what the copy of an authorisation is called.
func autopayReference(e autopay.ID) string {
	sum := sha256.Sum256(append([]byte("autopay-reference|"), e[:]...))
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" // Crockford's: no letter that is read as a figure
	s := base32.NewEncoding(alphabet).EncodeToString(sum[:5])
	return "A-" + s[:4] + "-" + s[4:]
}

// authorisationParts is the copy of an authorisation: its words, the first debits, and how it was signed.
func authorisationParts(words Authorisation, c Consent, e autopay.Enrolment, currency money.Currency) []statement.Part {
	l := words.Locale
	say := func(en, es, de string) string { return l10n.T(en, es, de).In(l) }
	first := statement.Part{Heading: say("The first payments", "Los primeros pagos", "Die ersten Zahlungen"), Columns: []string{
		say("Payment due", "Pago vence", "Rate fällig"), say("Taken", "Se cobra", "Eingezogen"), say("Amount", "Monto", "Betrag"),
	}}
	for _, d := range words.Next {
		amount := say("skipped", "omitido", "ausgelassen")
		if !d.Skipped {
			amount = l.Money(d.Amount, currency)
		}
		first.Rows = append(first.Rows, []string{l.DateLong(d.Due), l.DateLong(d.On), amount})
	}
	return []statement.Part{
		{Paragraphs: words.Text},
		first,
		{Heading: say("How it was signed", "Cómo se firmó", "Wie unterschrieben wurde"), Facts: []statement.Fact{
			{Name: say("Signed", "Firmado", "Unterschrieben"), Value: e.At.UTC().Format("2006-01-02 15:04:05 UTC")},
			{Name: say("Identity proved by", "Identidad comprobada con", "Identität nachgewiesen durch"), Value: c.Methods},
			{Name: say("From the network", "Desde la red", "Aus dem Netz"), Value: c.Network},
			{Name: say("Version of the words", "Versión del texto", "Fassung des Textes"), Value: words.Version},
		}},
	}
}

// offWhy says why autopay has ended.
func offWhy(why autopay.Reason, a *ahead) l10n.Text {
	switch why {
	case autopay.ByCustomer:
		return l10n.T("You turned it off.", "Usted lo desactivó.", "Sie haben sie ausgeschaltet.")
	case autopay.Unauthorised:
		return l10n.T(
			"Your bank says that a payment was not authorized, so nothing more is taken from that account.",
			"Su banco dice que un pago no estaba autorizado, así que ya no se cobra nada de esa cuenta.",
			"Ihre Bank sagt, dass eine Zahlung nicht genehmigt war, deshalb wird von diesem Konto nichts mehr eingezogen.")
	}
	switch a.state.AutopayStops {
	case string(contract.PaidOff):
		return l10n.T("Everything is paid.", "Todo está pagado.", "Alles ist bezahlt.")
	case string(contract.TotalLoss), string(contract.Sold), string(contract.TradeIn):
		return l10n.T(
			"The vehicle is no longer yours, so no more payments are taken by themselves.",
			"El vehículo ya no es suyo, así que ya no se cobran pagos automáticamente.",
			"Das Fahrzeug gehört Ihnen nicht mehr, deshalb wird nichts mehr automatisch eingezogen.")
	case string(contract.Undone):
		return l10n.T("Your contract was cancelled, so nothing is owed.", "Su contrato fue anulado, así que no debe nada.",
			"Ihr Vertrag wurde rückgängig gemacht, also ist nichts offen.")
	case string(contract.Ended), string(contract.Terminated):
		return l10n.T("Your lease has ended.", "Su arrendamiento terminó.", "Ihr Leasing ist beendet.")
	}
	return l10n.T(
		"Your contract does not take payments by autopay any more.",
		"Su contrato ya no acepta pagos automáticos.",
		"Ihr Vertrag nimmt keine automatischen Zahlungen mehr an.")
}

// offNext says what to do when autopay has ended.
func offNext(why autopay.Reason) l10n.Text {
	switch why {
	case autopay.ContractOver:
		return l10n.T(
			"There is nothing to do. If anything is still owed you find it on the page of your contract.",
			"No tiene que hacer nada. Si todavía se debe algo, lo encuentra en la página de su contrato.",
			"Sie müssen nichts tun. Wenn noch etwas offen ist, finden Sie es auf der Seite Ihres Vertrags.")
	case autopay.Unauthorised:
		return l10n.T(
			"If that is a mistake, talk to your bank and turn autopay on again. Payments stay due on their dates.",
			"Si es un error, hable con su banco y active otra vez el pago automático. Los pagos vencen en sus fechas.",
			"Wenn das ein Fehler ist, sprechen Sie mit Ihrer Bank und schalten Sie die automatische Zahlung wieder ein. Zahlungen bleiben an ihren Tagen fällig.")
	}
	return l10n.T(
		"Payments stay due on their dates: please make them yourself, or turn autopay on again at any time.",
		"Los pagos vencen en sus fechas: hágalos usted o active otra vez el pago automático cuando quiera.",
		"Zahlungen bleiben an ihren Tagen fällig: Bitte machen Sie sie selbst, oder schalten Sie die automatische Zahlung jederzeit wieder ein.")
}

// tellOn confirms an authorisation with its first debit.
func (s *Service) tellOn(tx *engine.Tx, a *ahead, e autopay.Enrolment, words Authorisation, changed bool) error {
	first := autopay.Debit{On: a.from, Amount: a.state.Payment}
	for _, d := range words.Next {
		if !d.Skipped {
			first = d
			break
		}
	}
	n := notice.AutopayOn{Changed: changed, Payment: notice.Payment{
		Amount: first.Amount, Currency: a.stored.Terms.Money(), Date: first.On, Account: words.Account.LastFour,
	}}
	return s.tellAutopay(tx, a, e, n, "")
}

// tellAutopay writes a notice about autopay to whoever signed it. With once, it is told once only.
func (s *Service) tellAutopay(tx *engine.Tx, a *ahead, e autopay.Enrolment, n notice.Notice, once string) error {
	reader, err := s.parties.ByID(tx, e.Party)
	if err != nil || reader.Email == "" {
		return err
	}
	v, err := vehicles.ByVIN(tx, a.stored.VIN)
	if err != nil {
		return err
	}
	p := courier.Parcel{Notice: about(n, v.Name()), By: notice.Mail, To: reader.Email, Brand: a.stored.Terms.Brand, Contract: a.stored.ID}.For(reader)
	if once != "" {
		p.Once = "autopay/" + once
	}
	_, err = s.Courier.Send(tx, p)
	return err
}

// about puts the vehicle into a notice about autopay.
func about(n notice.Notice, vehicle string) notice.Notice {
	switch n := n.(type) {
	case notice.AutopayOn:
		n.Vehicle = vehicle
		return n
	case notice.AutopayAhead:
		n.Vehicle = vehicle
		return n
	case notice.AutopaySkipped:
		n.Vehicle = vehicle
		return n
	case notice.AutopayWaits:
		n.Vehicle = vehicle
		return n
	case notice.AutopayOff:
		n.Vehicle = vehicle
		return n
	}
	return n
}

// lastFour returns what may be shown of an enrolment's account.
func (s *Service) lastFour(r engine.Reader, party access.PartyID, e autopay.Enrolment) (string, error) {
	a, err := payments.Account(r, s.Box, party, e.Account)
	if err != nil {
		return "", err
	}
	return a.LastFour(), nil
}
