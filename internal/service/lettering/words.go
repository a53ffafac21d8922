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

// letterOf begins a letter to everybody on the contract, at the first one's address.
func letterOf(f *facts, brand statement.Brand) *writing {
	t := &f.stored.Terms
	w := &writing{f: f, locale: l10n.EnUS, letter: statement.Letter{
		Issued: f.today, Locale: l10n.EnUS.Tag(), Brand: brand, Contract: statement.Facts{Number: t.Number, Currency: t.Currency},
	}}
	w.money = func(c money.Cents) string { return w.locale.Money(c, t.Money()) }
	for _, p := range f.people {
		w.letter.Recipient.Names = append(w.letter.Recipient.Names, strings.TrimSpace(p.GivenName+" "+p.FamilyName))
	}
	if len(f.people) > 0 {
		a := f.people[0].Address
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
	}
	return 0, l10n.Fault(fault.Invalid,
		"There is no such letter.",
		"No existe esa carta.",
		"Ein solches Schreiben gibt es nicht.")
}

func (w *writing) about(extra ...statement.Fact) []statement.Fact {
	return append([]statement.Fact{
		{Name: "Contract", Value: w.f.stored.Terms.Number}, {Name: "Vehicle", Value: w.f.vehicle.Name()}, {Name: "VIN", Value: w.f.stored.VIN},
	}, extra...)
}

// payoff is the letter that a buyer or a dealer pays by.
func (w *writing) payoff(through civil.Date) (money.Cents, error) {
	q, err := w.f.quote(through)
	if err != nil {
		return 0, err
	}
	p := q.Payoff
	w.letter.Title = "Payoff letter"
	first := "Principal"
	if q.Lease {
		w.letter.Title, first = "Buyout letter", "Price of the vehicle"
	}
	amounts := []statement.Fact{{Name: first, Value: w.money(p.Principal)}}
	for _, f := range []struct {
		name   string
		amount money.Cents
	}{{"Interest through that day", p.Interest}, {"Fees and amounts due", p.Fees}, {"Tax", p.Tax}, {"Less money held", -p.Unapplied}} {
		if f.amount != 0 {
			amounts = append(amounts, statement.Fact{Name: f.name, Value: w.money(f.amount)})
		}
	}
	amounts = append(amounts, statement.Fact{Name: "Amount that ends the contract", Value: w.money(p.Amount), Total: true})
	days := statement.Part{Heading: "Day by day", Columns: []string{"Paid on", "Amount"}}
	for _, d := range q.Days {
		days.Rows = append(days.Rows, []string{w.locale.DateLong(d.On), w.money(d.Amount)})
	}
	opening := []string{"On " + w.locale.DateLong(p.On) + " this amount ends the contract, if nothing else is charged or paid until then:"}
	if q.InFlight > 0 {
		opening = append(opening, w.money(q.InFlight)+" is on its way to us and not counted yet; once it arrives, the amount is less by that.")
	}
	w.letter.Parts = []statement.Part{{Paragraphs: opening, Facts: w.about()}, {Heading: "What it is made of", Facts: amounts}, days, w.howToPay()}
	return p.Amount, nil
}

func (w *writing) howToPay() statement.Part {
	return statement.Part{Heading: "How to pay", Items: []string{
		"Online, by the owner of the contract: choose Payoff on the payment page.",
		"By wire or cashier's check: call us for the details, and name the contract.",
		"We release our lien once the payment can no longer be returned by the paying bank.",
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
	w.letter.Title = "Letter of good standing"
	w.letter.Parts = []statement.Part{
		{Paragraphs: []string{"As of " + w.locale.DateLong(w.f.today) + " this contract is in good standing: every payment that fell due has been made."}},
		{Facts: w.about(
			statement.Fact{Name: "Made on", Value: w.locale.DateLong(w.f.stored.Terms.ContractDate)},
			statement.Fact{Name: "Payment", Value: w.money(s.Payment)}, statement.Fact{Name: "Next due", Value: w.locale.DateLong(s.NextDue.Date)},
			statement.Fact{Name: "Payments made", Value: strconv.Itoa(s.Paid) + " of " + strconv.Itoa(len(s.Instalments))},
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
	w.letter.Title = "Paid in full"
	w.letter.Parts = []statement.Part{{
		Paragraphs: []string{"Everything owed on this contract is paid. Our lien on the vehicle is released once the last payment can no longer be returned by the paying bank."},
		Facts:      w.about(),
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
	w.letter.Title = "Interest paid in " + strconv.Itoa(year)
	ok, why := c.Qualifies()
	first := "This is the interest that we received on your vehicle loan in " + strconv.Itoa(year) + ". We report it to the Internal Revenue Service. Whether you can deduct it depends on your income and the use of the vehicle."
	if !ok {
		first = "This is the interest that we received on your vehicle loan in " + strconv.Itoa(year) + ". It is not reported to the Internal Revenue Service: " + lower(why)
	}
	if year == w.f.today.Year() {
		first += " The year is not over; this is what was received through " + w.locale.DateLong(w.f.today) + "."
	}
	w.letter.Parts = []statement.Part{{Paragraphs: []string{first}, Facts: []statement.Fact{
		{Name: "Borrower", Value: w.borrower()}, {Name: "Taxpayer number", Value: w.taxpayer()},
		{Name: "Interest received in " + strconv.Itoa(year), Value: w.money(paid), Total: true},
		{Name: "Principal on " + w.locale.DateLong(begin), Value: w.money(principalOn(s, begin))},
		{Name: "Loan made on", Value: w.locale.DateLong(t.ContractDate)},
		{Name: "Vehicle", Value: w.f.vehicle.Name()}, {Name: "VIN", Value: w.f.stored.VIN},
	}}}
	return paid, nil
}

func lower(sentence string) string { return strings.ToLower(sentence[:1]) + sentence[1:] }

func (w *writing) borrower() string {
	if len(w.letter.Recipient.Names) == 0 {
		return ""
	}
	return w.letter.Recipient.Names[0]
}

// taxpayer shows no more than the last four digits.
func (w *writing) taxpayer() string {
	if len(w.f.people) == 0 || w.f.people[0].TaxIDLast4 == "" {
		return "not on file"
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
func (w *writing) verification(code string) {
	site := strings.TrimPrefix(w.letter.Brand.Site, "https://")
	w.letter.Parts = append(w.letter.Parts, statement.Part{
		Heading: "Is this letter genuine?",
		Paragraphs: []string{"Open " + site + "/verify and enter the code " + statement.ShowCode(code) +
			". The page shows this letter's date and amount and nothing else. If they differ from what you read here, the letter was changed."},
	})
}
