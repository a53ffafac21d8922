package statement

import (
	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/money"
)

// Source is what a statement is made from.
type Source struct {
	Number    string
	Issued    civil.Date
	Period    Period
	Locale    string // BCP 47
	Brand     Brand
	Recipient Recipient
	Vehicle   string // such as "2024 Meridian Crest"
	VIN       string

	Terms   *contract.Terms
	Before  *contract.State // at the end of the day before the period; nil when the contract was not in the book yet
	After   *contract.State // at the end of the period's last day
	Carried *money.Cents    // the closing balance of the statement before, as it was issued; nil when there was none

	Methods  map[string]string // by a payment line's key: how it was paid
	Autopay  Autopay
	LateFee  money.Cents // the most that the next instalment can cost when it is late; zero says nothing
	Messages []string
}

// From makes the statement of a period. What the book has learned since about earlier months (a payment that came back, an
// event that was entered late) is a change of this month: opening balances stay as they were told.
func From(src Source) (*Statement, error) {
	s := &Statement{
		Number: src.Number, Issued: src.Issued, Period: src.Period, Locale: src.Locale, Brand: src.Brand, Recipient: src.Recipient,
		Contract: src.facts(), Opening: Debt(src.Before), Closing: Debt(src.After), Autopay: src.Autopay, Messages: src.Messages,
		Clauses: src.Brand.Carries(OnStatements, src.Recipient.State, src.Terms.Kind == contract.Lease, src.Issued, src.Locale),
		Year: Allocation{
			Interest: src.After.Year.Interest, Principal: src.After.Year.Principal, Base: src.After.Year.Rent, Tax: src.After.Year.Tax,
			Fees: src.After.Year.Fees,
		},
		Due: src.due(),
	}
	if src.Carried != nil {
		s.Opening = *src.Carried
	}
	s.lines(&src)
	s.correct()
	s.balances(&src)
	s.Interest = src.grown()
	if le := src.After.Lease; le != nil {
		s.Mileage = &Mileage{
			Allowance: le.Mileage.Allowed, SoFar: le.Mileage.AllowedToDate, Odometer: le.Mileage.Driven, ReadOn: le.Mileage.On,
			ExcessPerMile: src.Terms.Lease.ExcessPerMile,
		}
	}
	return s, s.Check()
}

// Debt is what a statement calls the debt: a loan's principal, a lease's payments still to come with those that are open.
// A contract that has not begun has none.
func Debt(s *contract.State) money.Cents {
	switch {
	case s == nil || s.Status == contract.Pending:
		return 0
	case s.Kind == contract.Loan:
		return s.Principal
	}
	sum := money.Cents(0)
	for i := range s.Instalments {
		sum += s.Instalments[i].Open()
	}
	return sum
}

func (src *Source) facts() Facts {
	after := src.After
	f := Facts{
		Number: src.Terms.Number, Lease: src.Terms.Kind == contract.Lease, Currency: src.Terms.Money().Code, Vehicle: src.Vehicle, VIN: src.VIN,
		Started: src.Terms.ContractDate, Maturity: after.Maturity, Regular: after.Payment, Count: len(after.Instalments), CountPaid: after.Paid,
	}
	if !f.Lease {
		f.Rate = after.Rate
	} else if after.Lease != nil {
		f.Maturity = after.Lease.TermEnd
	}
	return f
}

func (src *Source) due() Due {
	after := src.After
	d := Due{On: after.NextDue.Date, Regular: after.NextDue.Amount, PastDue: after.PastDue, Fees: after.Fees, LateFee: src.LateFee}
	if src.LateFee > 0 && !d.On.IsZero() {
		rule := &src.Terms.Product.LateFee
		grace := rule.GraceDays
		if rule.StateCap != nil {
			grace = max(grace, rule.StateCap.GraceDays)
		}
		d.LateAfter = d.On.AddDays(grace)
	}
	d.Total = d.Regular + d.PastDue + d.Fees
	return d
}

// lines sorts what happened in the period into payments and changes.
func (s *Statement) lines(src *Source) {
	opened := openedOn(src.After)
	for i := range src.After.Lines {
		l := &src.After.Lines[i]
		day := max(l.Effective, opened) // what is older than the book counts from the book's first day
		if day < s.Period.From || day > s.Period.Through || l.Void != "" {
			continue
		}
		if l.Kind == contract.KindPayment {
			s.Payments = append(s.Payments, Payment{Date: day, Method: src.Methods[l.Key], Amount: l.Amount, To: AllocationOf(l), Balance: l.Balance})
			continue
		}
		if c, shown := change(src.After, l); shown {
			c.Date = day
			s.Changes = append(s.Changes, c)
		}
	}
}

// openedOn is the day on which the contract came into the book.
func openedOn(s *contract.State) civil.Date {
	for i := range s.Lines {
		if l := &s.Lines[i]; l.Void == "" && (l.Kind == contract.KindActivated || l.Kind == contract.KindConverted) && l.Principal > 0 {
			return l.Effective
		}
	}
	return 0
}

// AllocationOf is where the money of a contract's line went.
func AllocationOf(l *contract.Line) Allocation {
	return Allocation{
		Interest: l.Interest, Principal: l.Principal, Base: l.Rent, Tax: l.Tax, Fees: l.Fee, Credit: l.Unapplied + l.Credit,
	}
}

// change tells what a line that is no payment is to the customer, and whether it is worth a line on paper.
func change(s *contract.State, l *contract.Line) (c Change, shown bool) {
	c = Change{Kind: ChangeKind(l.Kind), Code: l.Code}
	switch l.Kind {
	case contract.LineEndCharge:
		c.Kind, c.Amount = ChangeKind(contract.KindFeeAssessed), l.Amount
	case contract.KindFeeAssessed:
		c.Amount = l.Amount
		return c, l.Amount != 0 // a late fee that was judged again and is not owed
	case contract.KindActivated, contract.KindConverted:
		if s.Kind == contract.Loan { // a lease's balance is not what is still to be paid
			c.Amount, c.Debt = l.Principal, l.Principal
		}
	case contract.KindFeeWaived, contract.KindRecovery:
		c.Amount = -l.Amount
	case contract.KindCredit, contract.KindChargedOff, contract.KindCancelled, contract.LineSmallBalance:
		c.Amount, c.Debt = -l.Amount, -l.Principal
		if s.Kind == contract.Lease {
			c.Debt = -l.Rent - l.Tax
		}
	case contract.KindCreditRefunded:
		c.Amount = l.Amount
	case contract.LineGivenBack:
		c.Amount = -l.Amount
	case contract.LineDeposit:
		c.Kind, c.Code, c.Amount, c.Debt = ChangeKind(contract.KindCredit), string(contract.PriorEscrow), -l.Amount, -l.Rent-l.Tax
	case contract.KindReturned, contract.KindReversed:
		c.Amount = undone(s, l.Key)
	case contract.KindPurchase, contract.KindEarlyTermination, contract.KindTurnIn, contract.KindLeaseExtension, contract.KindRateSegment,
		contract.KindSCRA, contract.KindExtension, contract.KindDueDateChange, contract.KindReamortised:
	default:
		return c, false // the vehicle's and the title's news, standing instructions, rents that fell due
	}
	return c, true
}

// undone is the amount of the line that an event made void.
func undone(s *contract.State, by string) money.Cents {
	for i := range s.Lines {
		if s.Lines[i].Void == by {
			return s.Lines[i].Amount
		}
	}
	return 0
}

// correct finds what moved the debt besides the lines' own figures, and gives it to the line that explains it: a return, the
// end of a lease. Without one it is a correction of earlier months.
func (s *Statement) correct() {
	rest := s.Closing - s.Opening + s.Lowers(s.Paid())
	for _, c := range s.Changes {
		rest -= c.Debt
	}
	if rest == 0 {
		return
	}
	for i := range s.Changes {
		if c := &s.Changes[i]; c.explains() {
			c.Debt += rest
			return
		}
	}
	s.Changes = append([]Change{{Date: s.Period.From, Kind: Correction, Amount: rest, Debt: rest}}, s.Changes...)
}

// explains tells whether a change moves the debt by more than its own line says.
func (c *Change) explains() bool {
	switch contract.EventKind(c.Kind) {
	case contract.KindReturned, contract.KindReversed, contract.KindActivated, contract.KindConverted, contract.KindLeaseExtension,
		contract.KindTurnIn, contract.KindPurchase, contract.KindEarlyTermination, contract.KindCancelled:
		return true
	}
	return false
}

// balances writes what a lease still has to pay after each payment; a loan's lines know their principal.
func (s *Statement) balances(src *Source) {
	if src.Terms.Kind == contract.Loan {
		return
	}
	left := s.Closing
	for i := len(s.Payments) - 1; i >= 0; i-- {
		s.Payments[i].Balance = left
		left += s.Lowers(s.Payments[i].To)
	}
}

// grown is the interest that grew in the period: what is owed more than before, and what was paid, credited or written off.
func (src *Source) grown() money.Cents {
	if src.Terms.Kind == contract.Lease {
		return 0
	}
	sum := src.After.Interest
	if src.Before != nil {
		sum -= src.Before.Interest
	}
	opened := openedOn(src.After)
	for i := range src.After.Lines {
		l := &src.After.Lines[i]
		if day := max(l.Effective, opened); day < src.Period.From || day > src.Period.Through || l.Void != "" {
			continue
		}
		if l.Kind == contract.KindConverted {
			sum -= l.Interest // brought from another book
			continue
		}
		sum += l.Interest
	}
	return sum
}
