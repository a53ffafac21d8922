package lettering

import (
	"strconv"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
)

// writing is a letter that is being written.
type writing struct {
	f      *facts
	letter statement.Letter
	locale l10n.Locale
	money  func(money.Cents) string
}

// letterOf begins a letter to everybody on the contract, at the first one's address, in one language.
func letterOf(f *facts, brand statement.Brand, locale l10n.Locale) *writing {
	t := &f.stored.Terms
	w := &writing{f: f, locale: locale, letter: statement.Letter{
		Issued: f.today, Locale: locale.Tag(), Brand: brand, Contract: statement.Facts{Number: t.Number, Currency: t.Currency},
	}}
	w.money = func(c money.Cents) string { return w.locale.Money(c, t.Money()) }
	for _, p := range f.people {
		w.letter.Recipient.Names = append(w.letter.Recipient.Names, strings.TrimSpace(p.GivenName+" "+p.FamilyName))
	}
	if len(f.people) > 0 {
		a := f.people[0].Address
		w.letter.Recipient.State = a.Region
		for _, line := range []string{a.Line1, a.Line2, strings.TrimSpace(a.City + ", " + a.Region + " " + a.PostalCode)} {
			if line != "" {
				w.letter.Recipient.Address = append(w.letter.Recipient.Address, line)
			}
		}
	}
	return w
}

// write fills the letter in and returns the amount that it is about.
func (w *writing) write(o Order) (money.Cents, error) {
	switch o.Kind {
	case statement.PayoffLetter:
		return w.payoff(o.GoodThrough)
	case statement.StandingLetter:
		return w.standing()
	case statement.InterestLetter:
		return w.interest(o.Year)
	case statement.PaidInFullLetter:
		return w.paidInFull()
	case statement.AmendmentLetter:
		return w.amendment(w.f.change)
	case statement.CancellationLetter:
		return w.cancellation()
	case statement.LeaseEndLetter:
		return w.invoice()
	}
	return 0, l10n.Fault(fault.Invalid,
		"There is no such letter.",
		"No existe esa carta.",
		"Ein solches Schreiben gibt es nicht.")
}

// say returns words in the language of the letter; see l10n.T.
func (w *writing) say(en, es, de string, args ...any) string {
	for i, a := range args {
		if cents, ok := a.(money.Cents); ok {
			args[i] = l10n.Amount{Cents: cents, Currency: w.f.stored.Terms.Money()}
		}
	}
	return l10n.T(en, es, de, args...).In(w.locale)
}

func (w *writing) about(extra ...statement.Fact) []statement.Fact {
	return append([]statement.Fact{
		{Name: w.say("Contract", "Contrato", "Vertrag"), Value: w.f.stored.Terms.Number}, {Name: w.say("Vehicle", "Vehículo", "Fahrzeug"), Value: w.f.vehicle.Name()},
		{Name: w.say("VIN", "VIN", "FIN"), Value: w.f.stored.VIN},
	}, extra...)
}

// payoff is the letter that a buyer or a dealer pays by.
func (w *writing) payoff(through civil.Date) (money.Cents, error) {
	q, err := w.f.quote(through)
	if err != nil {
		return 0, err
	}
	p := q.Payoff
	first := w.say("Principal", "Capital", "Restschuld")
	w.letter.Title = w.say("Payoff letter", "Carta de liquidación", "Ablösebescheinigung")
	if q.Lease {
		first = w.say("Price of the vehicle", "Precio del vehículo", "Preis des Fahrzeugs")
		w.letter.Title = w.say("Buyout letter", "Carta de compra", "Kaufbescheinigung")
	}
	amounts := []statement.Fact{{Name: first, Value: w.money(p.Principal)}}
	for _, f := range []struct {
		name   string
		amount money.Cents
	}{
		{w.say("Interest through that day", "Intereses hasta ese día", "Zinsen bis zu diesem Tag"), p.Interest},
		{w.say("Fees and amounts due", "Cargos y montos vencidos", "Gebühren und Fälliges"), p.Fees},
		{w.say("Tax", "Impuesto", "Steuer"), p.Tax}, {w.say("Less money held", "Menos dinero guardado", "Abzüglich aufbewahrten Geldes"), -p.Unapplied},
	} {
		if f.amount != 0 {
			amounts = append(amounts, statement.Fact{Name: f.name, Value: w.money(f.amount)})
		}
	}
	amounts = append(amounts, statement.Fact{Name: w.say("Amount that ends the contract", "Monto que termina el contrato", "Betrag, der den Vertrag beendet"), Value: w.money(p.Amount), Total: true})
	days := statement.Part{Heading: w.say("Day by day", "Día por día", "Tag für Tag"), Columns: []string{w.say("Paid on", "Pagado el", "Gezahlt am"), w.say("Amount", "Monto", "Betrag")}}
	for _, d := range q.Days {
		days.Rows = append(days.Rows, []string{w.locale.DateLong(d.On), w.money(d.Amount)})
	}
	opening := []string{w.say("On %s this amount ends the contract, if nothing else is charged or paid until then:",
		"El %s este monto termina el contrato, si hasta entonces no se cobra ni se paga nada más:",
		"Am %s beendet dieser Betrag den Vertrag, wenn bis dahin nichts weiter berechnet oder gezahlt wird:", p.On)}
	if q.InFlight > 0 {
		opening = append(opening, w.say("%s is on its way to us and not counted yet; once it arrives, the amount is less by that.",
			"%s están en camino y todavía no se cuentan; cuando lleguen, el monto baja en esa cantidad.",
			"%s sind zu uns unterwegs und noch nicht gezählt; wenn sie ankommen, sinkt der Betrag um so viel.", q.InFlight))
	}
	w.letter.Parts = []statement.Part{{Paragraphs: opening, Facts: w.about()}, {Heading: w.say("What it is made of", "De qué se compone", "Woraus er besteht"), Facts: amounts}, days, w.howToPay()}
	return p.Amount, nil
}

func (w *writing) howToPay() statement.Part {
	return statement.Part{Heading: w.say("How to pay", "Cómo pagar", "So wird gezahlt"), Items: []string{
		w.say("Online, by the owner of the contract: choose Payoff on the payment page.",
			"En línea, por el titular del contrato: elija Liquidación en la página de pago.",
			"Online, durch den Inhaber des Vertrags: Wählen Sie Ablösung auf der Zahlungsseite."),
		w.say("By wire or cashier's check: call us for the details, and name the contract.",
			"Por transferencia o cheque de caja: llámenos para obtener los datos e indique el contrato.",
			"Durch Überweisung oder Bankscheck: Rufen Sie uns wegen der Angaben an und nennen Sie den Vertrag."),
		w.say("We release our lien once the payment can no longer be returned by the paying bank.",
			"Liberamos nuestro gravamen cuando el banco pagador ya no pueda devolver el pago.",
			"Wir geben unser Pfandrecht frei, sobald die zahlende Bank die Zahlung nicht mehr zurückgeben kann."),
	}}
}

// standing says that nothing is past due.
func (w *writing) standing() (money.Cents, error) {
	s := w.f.state
	if s.Status != contract.Active || s.PastDue > 0 {
		return 0, l10n.Fault(fault.Conflict,
			"This letter is for active contracts with nothing past due. Please talk to us.",
			"Esta carta es para contratos activos sin nada vencido. Hable con nosotros.",
			"Dieses Schreiben gibt es für laufende Verträge, bei denen nichts überfällig ist. Bitte sprechen Sie mit uns.")
	}
	w.letter.Title = w.say("Letter of good standing", "Carta de buen estado de cuenta", "Bescheinigung über pünktliche Zahlung")
	w.letter.Parts = []statement.Part{
		{Paragraphs: []string{w.say("As of %s this contract is in good standing: every payment that fell due has been made.",
			"Al %s este contrato está al corriente: se ha hecho cada pago que venció.",
			"Am %s ist dieser Vertrag in gutem Stand: Jede Rate, die fällig wurde, ist gezahlt.", w.f.today)}},
		{Facts: w.about(
			statement.Fact{Name: w.say("Made on", "Celebrado el", "Geschlossen am"), Value: w.locale.DateLong(w.f.stored.Terms.ContractDate)},
			statement.Fact{Name: w.say("Payment", "Pago", "Rate"), Value: w.money(s.Payment)},
			statement.Fact{Name: w.say("Next due", "Próximo vencimiento", "Nächste Fälligkeit"), Value: w.locale.DateLong(s.NextDue.Date)},
			statement.Fact{Name: w.say("Payments made", "Pagos hechos", "Gezahlte Raten"), Value: w.say("%s of %s", "%s de %s", "%s von %s", s.Paid, len(s.Instalments))},
		)},
	}
	return 0, nil
}

// paidInFull says that nothing is owed.
func (w *writing) paidInFull() (money.Cents, error) {
	if w.f.state.Status != contract.PaidOff {
		return 0, l10n.Fault(fault.Conflict,
			"This letter comes when everything is paid.",
			"Esta carta se emite cuando todo está pagado.",
			"Dieses Schreiben gibt es, wenn alles bezahlt ist.")
	}
	w.letter.Title = w.say("Paid in full", "Pagado por completo", "Vollständig bezahlt")
	w.letter.Parts = []statement.Part{{
		Paragraphs: []string{w.say(
			"Everything owed on this contract is paid. Our lien on the vehicle is released once the last payment can no longer be returned by the paying bank.",
			"Todo lo que se debía de este contrato está pagado. Nuestro gravamen sobre el vehículo se libera cuando el banco pagador ya no pueda devolver el último pago.",
			"Alles, was aus diesem Vertrag geschuldet war, ist bezahlt. Unser Pfandrecht am Fahrzeug wird frei, sobald die zahlende Bank die letzte Zahlung nicht mehr zurückgeben kann.")},
		Facts: w.about(),
	}}
	return 0, nil
}

// firstYear bounds the years that a statement can be asked for.
const firstYear = 2000

// interest is the yearly statement of interest (IRC 6050AA).
func (w *writing) interest(year int) (money.Cents, error) {
	t, s := &w.f.stored.Terms, w.f.state
	if t.Kind == contract.Lease {
		return 0, l10n.Fault(fault.Conflict,
			"A lease has no interest, so there is no statement of it.",
			"Un arrendamiento no tiene intereses, así que no hay un estado de ellos.",
			"Ein Leasing hat keine Zinsen, also gibt es darüber keine Aufstellung.")
	}
	if year < firstYear || year > w.f.today.Year() {
		return 0, l10n.Input("year",
			"Choose a year of your contract.",
			"Elija un año de su contrato.",
			"Wählen Sie ein Jahr Ihres Vertrags.")
	}
	begin := civil.Must(year, 1, 1)
	paid := s.PaidIn(year).Interest
	c := statement.InterestCase{
		Year: year, Made: t.ContractDate, New: w.f.vehicle.Condition == "new", Personal: w.f.vehicle.PersonalUse, VIN: w.f.stored.VIN,
		Assembly: w.f.vehicle.AssemblyCountry, Interest: paid, Currency: t.Currency,
	}
	w.letter.Title = w.say("Interest paid in %s", "Intereses pagados en %s", "%s gezahlte Zinsen", strconv.Itoa(year))
	w.letter.Parts = []statement.Part{{Paragraphs: []string{w.reported(c)}, Facts: []statement.Fact{
		{Name: w.say("Borrower", "Prestatario", "Kreditnehmer"), Value: w.borrower()}, {Name: w.say("Taxpayer number", "Número de contribuyente", "Steuernummer"), Value: w.taxpayer()},
		{Name: w.say("Interest received in %s", "Intereses recibidos en %s", "%s erhaltene Zinsen", strconv.Itoa(year)), Value: w.money(paid), Total: true},
		{Name: w.say("Principal on %s", "Capital el %s", "Restschuld am %s", begin), Value: w.money(principalOn(s, begin))},
		{Name: w.say("Loan made on", "Préstamo otorgado el", "Kredit vom"), Value: w.locale.DateLong(t.ContractDate)},
		{Name: w.say("Vehicle", "Vehículo", "Fahrzeug"), Value: w.f.vehicle.Name()}, {Name: w.say("VIN", "VIN", "FIN"), Value: w.f.stored.VIN},
	}}}
	return paid, nil
}

// reported says what a year's interest is and whether the revenue service hears of it.
func (w *writing) reported(c statement.InterestCase) string {
	year := strconv.Itoa(c.Year)
	out := w.say("This is the interest that we received on your vehicle loan in %s. We report it to the Internal Revenue Service. Whether you can deduct it depends on your income and the use of the vehicle.",
		"Estos son los intereses que recibimos por su préstamo de vehículo en %s. Los informamos al Servicio de Impuestos Internos (IRS). Si puede deducirlos depende de sus ingresos y del uso del vehículo.",
		"Das sind die Zinsen, die wir %s für Ihren Fahrzeugkredit erhalten haben. Wir melden sie der Steuerbehörde der USA (IRS). Ob Sie sie absetzen können, hängt von Ihrem Einkommen und der Nutzung des Fahrzeugs ab.", year)
	if ok, why := c.Qualifies(); !ok {
		out = w.say("This is the interest that we received on your vehicle loan in %s. It is not reported to the Internal Revenue Service. %s",
			"Estos son los intereses que recibimos por su préstamo de vehículo en %s. No se informan al Servicio de Impuestos Internos (IRS). %s",
			"Das sind die Zinsen, die wir %s für Ihren Fahrzeugkredit erhalten haben. Sie werden der Steuerbehörde der USA (IRS) nicht gemeldet. %s", year, why)
	}
	if c.Year == w.f.today.Year() {
		out += w.say(" The year is not over; this is what was received through %s.", " El año no ha terminado; esto es lo recibido hasta el %s.",
			" Das Jahr ist noch nicht vorbei; das ist, was bis zum %s einging.", w.f.today)
	}
	return out
}

func (w *writing) borrower() string {
	if len(w.letter.Recipient.Names) == 0 {
		return ""
	}
	return w.letter.Recipient.Names[0]
}

// taxpayer shows no more than the last four digits.
func (w *writing) taxpayer() string {
	if len(w.f.people) == 0 || w.f.people[0].TaxIDLast4 == "" {
		return w.say("not on file", "no registrado", "nicht hinterlegt")
	}
	return "•••-••-" + w.f.people[0].TaxIDLast4
}

// principalOn is the principal at the beginning of a day: after the last line before it. Nothing before the loan was made.
func principalOn(s *contract.State, day civil.Date) money.Cents {
	principal := money.Cents(0)
	for i := range s.Lines {
		l := &s.Lines[i]
		if l.Effective < day && l.Void == "" && (l.Principal != 0 || l.Kind == contract.KindActivated || l.Kind == contract.KindConverted) {
			principal = l.Balance
		}
	}
	return principal
}

// verification tells a reader how to find out whether the letter is genuine.
// ending says how to prove the letter, and what the brand says besides.
func (w *writing) ending(code string) {
	site := strings.TrimPrefix(w.letter.Brand.Site, "https://")
	w.letter.Parts = append(w.letter.Parts, statement.Part{
		Heading: w.say("Is this letter genuine?", "¿Es auténtica esta carta?", "Ist dieses Schreiben echt?"),
		Paragraphs: []string{w.say("Open %s/verify and enter the code %s. The page shows this letter's date and amount and nothing else. If they differ from what you read here, the letter was changed.",
			"Abra %s/verify y escriba el código %s. La página muestra la fecha y el monto de esta carta y nada más. Si son distintos de lo que lee aquí, la carta fue alterada.",
			"Öffnen Sie %s/verify und geben Sie den Code %s ein. Die Seite zeigt Datum und Betrag dieses Schreibens und sonst nichts. Wenn sie von dem abweichen, was Sie hier lesen, wurde das Schreiben verändert.",
			site, statement.ShowCode(code))},
	})
	l := &w.letter
	l.Parts = append(l.Parts, l.Brand.Carries(statement.OnLetters, l.Recipient.State, w.f.stored.Terms.Kind == contract.Lease, l.Issued, l.Locale)...)
}
