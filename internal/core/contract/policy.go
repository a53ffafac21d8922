package contract

import (
	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// MayExtend returns a fault that tells the customer why an extension cannot be had on the state's day, or nothing (money.md 1.11). An agent is
// bound by the counts, not by self-service and standing.
func (s *State) MayExtend(x Extension, byAgent bool) error {
	f := s.fold
	if err := s.mayMove(x.validate()); err != nil {
		return err
	}
	p := f.terms.Product.Extension
	switch {
	case x.Periods > max(p.MostPeriods, 1):
		return fault.Newf(fault.Conflict, "At most %d payments can be moved at once.", max(p.MostPeriods, 1))
	case p.MostTimes > 0 && f.moved.extensions >= p.MostTimes:
		return fault.Newf(fault.Conflict, "This contract has been extended %d times, which is the most it allows.", f.moved.extensions)
	case f.moved.lastExtension != 0 && s.AsOf < f.moved.lastExtension.AddMonths(p.ApartMonths, f.moved.lastExtension.Day()):
		return fault.Newf(fault.Conflict, "Two extensions must be %d months apart.", p.ApartMonths)
	case byAgent:
		return nil
	case !p.SelfService:
		return fault.New(fault.Conflict, "Please talk to us about moving a payment; we will look for a way.")
	case p.CurrentOnly && s.PastDue > 0:
		return fault.New(fault.Conflict, "A payment can be moved here only when nothing is past due. Please talk to us.")
	case s.Paid < p.MinPaid:
		return fault.Newf(fault.Conflict, "The first %d payments must be made before one can be moved.", p.MinPaid)
	}
	return nil
}

// mayMove refuses what no policy can allow.
func (s *State) mayMove(invalid error) error {
	switch {
	case invalid != nil:
		return invalid
	case s.fold == nil || s.Status != Active:
		return fault.New(fault.Conflict, "Only an active contract can be changed.")
	case s.Remaining == 0:
		return fault.New(fault.Conflict, "Nothing is left to pay, so there is no payment to move.")
	}
	return nil
}

// The defaults of moving a due date (money.md 1.12).
const (
	usualMostDays = 15
	usualLastDay  = 28
)

// MayMoveDue returns the fee for moving the due date on the state's day, or a fault that tells the customer why it cannot be moved.
func (s *State) MayMoveDue(x DueDateChange) (money.Cents, error) {
	f := s.fold
	if err := s.mayMove(x.validate()); err != nil {
		return 0, err
	}
	p := f.terms.Product.DueDate
	days := x.First.Sub(s.NextDue.Date)
	mostDays, lastDay := orUsual(p.MostDays, usualMostDays), orUsual(p.LastDay, usualLastDay)
	counted := f.moved.dueDates
	if p.IsExtension {
		counted += f.moved.extensions
	}
	switch {
	case s.NextDue.Number == 0:
		return 0, fault.New(fault.Conflict, "There is no next payment to move.")
	case days <= 0 || days > mostDays:
		return 0, fault.Inputf("first", "The due date can be moved forward by 1 to %d days.", mostDays)
	case max(x.Day, x.First.Day()) > lastDay:
		return 0, fault.Inputf("first", "The due day can be between the 1st and the %dth.", lastDay)
	case p.CurrentOnly && s.PastDue > 0:
		return 0, fault.New(fault.Conflict, "The due date can be moved only when nothing is past due.")
	case p.NoFeesOwing && s.Fees > 0:
		return 0, fault.New(fault.Conflict, "The due date can be moved only when no fees are owing.")
	case p.MostTimes > 0 && counted >= p.MostTimes:
		return 0, fault.New(fault.Conflict, "The due date of this contract has been moved as often as it allows.")
	case f.moved.lastDueDate != 0 && s.AsOf < f.moved.lastDueDate.AddMonths(p.ApartMonths, f.moved.lastDueDate.Day()):
		return 0, fault.Newf(fault.Conflict, "Two changes of the due date must be %d months apart.", p.ApartMonths)
	}
	return p.fee(days), nil
}

func orUsual(n, usual int) int {
	if n == 0 {
		return usual
	}
	return n
}

// fee is the price of moving by some days: that of the first tier that holds them.
func (p *DueDatePolicy) fee(days int) money.Cents {
	for _, tier := range p.Fees {
		if days <= tier.UpToDays {
			return tier.Amount
		}
	}
	return 0
}

// MayPayPrincipal returns a fault that tells why a principal-only payment cannot be made on the state's day.
func (s *State) MayPayPrincipal() error {
	switch {
	case s.Kind == Lease:
		return fault.New(fault.Conflict, "A lease has no principal to pay down.")
	case s.Status != Active:
		return fault.New(fault.Conflict, "Only an active loan can be paid down.")
	case s.PastDue > 0:
		return fault.New(fault.Conflict, "A payment can go to principal only when nothing is past due.")
	}
	return nil
}

// ReturnFeeDue returns the fee that the rules ask for a returned payment, when the return is on the state and no fee is.
func ReturnFeeDue(s *State, payment string) (FeeDue, bool) {
	if s.fold == nil || s.fold.terms.Product.ReturnFee.Amount == 0 {
		return FeeDue{}, false
	}
	for i := range s.OpenFees {
		if s.OpenFees[i].Kind == ReturnedFee && s.OpenFees[i].Payment == payment {
			return FeeDue{}, false
		}
	}
	rule := s.fold.terms.Product.ReturnFee
	for i := range s.Lines {
		l := &s.Lines[i]
		if l.Kind == KindPayment && l.Key == payment && l.Void != "" {
			return FeeDue{
				Key: "returned/" + payment, Effective: s.AsOf, Fee: FeeAssessed{Fee: ReturnedFee, Amount: rule.Amount, Payment: payment},
				Working: []Step{{What: StepResult, Cents: rule.Amount, Rule: RuleReturnedPayment, Clause: ClauseReturnFee}},
			}, true
		}
	}
	return FeeDue{}, false
}

// Delinquency is how bad it stands.
type Delinquency string

// The classes of days past due, and those of the uniform charge-off policy for closed-end credit (65 FR 36903).
const (
	Current     Delinquency = "current"
	Days1       Delinquency = "1-29"
	Days30      Delinquency = "30-59"
	Days60      Delinquency = "60-89"
	Substandard Delinquency = "90-119"
	Loss        Delinquency = "120+"
)

// Delinquency returns the class of the state's days past due.
func (s *State) Delinquency() Delinquency {
	switch days := s.DaysPastDue; {
	case days == 0:
		return Current
	case days < 30:
		return Days1
	case days < 60:
		return Days30
	case days < 90:
		return Days60
	case days < 120:
		return Substandard
	}
	return Loss
}

// usualLossDays is when a closed-end debt is a loss (65 FR 36903).
const usualLossDays = 120

// ChargeOffDue tells whether the product's policy asks for a charge-off on the state's day.
func (s *State) ChargeOffDue() bool {
	if s.fold == nil || s.Status != Active || s.Kind != Loan {
		return false
	}
	return s.DaysPastDue >= orUsual(s.fold.terms.Product.ChargeOff.LossDays, usualLossDays)
}

// ChargeOff returns the event that charges a loss off, when the product wants that done without a person: its key and its body.
func (s *State) ChargeOff() (key string, body ChargedOff, due bool) {
	if !s.ChargeOffDue() || !s.fold.terms.Product.ChargeOff.Automatic {
		return "", ChargedOff{}, false
	}
	return "charge_off/" + s.OldestDue.String(), ChargedOff{Reason: "past due"}, true
}

// creditMonths is how long a credit balance may stand before it is refunded unasked (12 CFR 1026.21(c)).
const creditMonths = 6

// CreditRefundDue returns the day on which the credit balance must be refunded unasked; none when there is none above a dollar's worth.
func (s *State) CreditRefundDue() civil.Date {
	const least = 100 // 12 CFR 1026.21 speaks of balances over 1 USD
	if s.Credit <= least || s.CreditSince.IsZero() {
		return 0
	}
	return s.CreditSince.AddMonths(creditMonths, s.CreditSince.Day())
}

// DiscountEnds tells whether so many returned debits end the autopay discount.
func (p *Product) DiscountEnds(returns int) bool {
	return p.Autopay.MostReturns > 0 && returns >= p.Autopay.MostReturns
}
