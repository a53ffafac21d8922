package contract

import (
	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

// LeaseEndPolicy is how a product's leases end.
type LeaseEndPolicy struct {
	EarlyFee    finance.QuarterFee `json:"early_fee,omitzero"`     // base payments by quarter of the term, such as 2.5, 2, 1.5, 1
	InvoiceDays int                `json:"invoice_days,omitempty"` // in which what the end costs is to be paid; 0 is 30
}

// remainingPayments is the contract's name for a buyout and early end at remaining payments and residual instead of the lease balance.
const remainingPayments = "remaining_payments"

// price is what the vehicle costs on a day: the adjusted lease balance or, if the contract says so, remaining rents and residual; the residual
// once the term is over.
func (f *fold) price(on civil.Date) money.Cents {
	le := f.lease
	due := le.due
	for due < len(f.plan) && f.plan[due].Due <= on {
		due++
	}
	if on >= f.termEnd() || due >= len(le.rows) {
		return f.terms.Lease.Residual
	}
	if f.terms.Lease.EarlyTermination == remainingPayments {
		return le.base*money.Cents(len(f.plan)-due) + f.terms.Lease.Residual
	}
	if due == 0 {
		return f.terms.Lease.CapCost()
	}
	return le.rows[due-1].Balance
}

// openRentsOn is what will be open on rents due by a day.
func (f *fold) openRentsOn(on civil.Date) money.Cents {
	sum := money.Cents(0)
	for i := f.at; i < len(f.plan) && f.plan[i].Due <= on; i++ {
		sum += f.plan[i].Open()
	}
	return sum
}

// purchase is a purchase at a price, with the fees that are open and tax where it was not taken at the beginning.
func (f *fold) purchase(price money.Cents) finance.Buyout {
	b := finance.Buyout{
		Price: price, PurchaseFee: f.terms.Lease.PurchaseFee, OfficialFees: f.openFees(), TaxRate: f.terms.Lease.TaxRate, Rounding: f.terms.Product.Rounding,
	}
	if f.terms.Lease.TaxMethod != TaxPayment {
		b.TaxRate = 0
	}
	return b
}

// buyout is what buys the vehicle on a day (money.md section 2).
func (f *fold) buyout(on civil.Date) (Payoff, error) {
	if f.lease.state.Ended != "" {
		owed := f.openFees() - f.disputed() + f.openRents()
		return Payoff{On: on, Fees: owed, Unapplied: f.s.Unapplied, Amount: max(owed-f.s.Unapplied, 0)}, nil
	}
	b := f.purchase(f.price(on))
	b.PastDue = f.openRentsOn(on)
	settled, err := b.Settle()
	if err != nil {
		return Payoff{}, err
	}
	p := Payoff{On: on, Principal: b.Price, Fees: b.PurchaseFee + b.PastDue + b.OfficialFees, Unapplied: f.s.Unapplied}
	p.Tax = settled.Charge - p.Principal - p.Fees
	p.Amount = max(settled.Charge-p.Unapplied, 0)
	p.Working = working(settled)
	return p, nil
}

// working writes a settlement's lines as steps.
func working(s finance.Settlement) []Step {
	steps := make([]Step, 0, len(s.Lines)+1)
	for _, l := range s.Lines {
		steps = append(steps, Step{What: StepResult, Cents: l.Amount, Rule: settlementRule(l.Name), Clause: clauseLease})
	}
	return append(steps, Step{What: StepResult, Cents: s.Charge, Rule: RuleTotal})
}

// EarlyEnd returns what ending the lease early on a day costs, with what the vehicle brings: a negative charge is owed to the lessee
// (12 CFR 1013.2(m)).
func (s *State) EarlyEnd(on civil.Date, realised, expenses money.Cents) (finance.Settlement, error) {
	f := s.fold
	if err := s.canQuote(on); err != nil {
		return finance.Settlement{}, err
	}
	if f.lease == nil || f.lease.state.Ended != "" || on >= f.termEnd() {
		return finance.Settlement{}, fault.New(fault.Conflict, "Only a lease within its term can be ended early.")
	}
	fee, err := f.terms.Product.LeaseEnd.EarlyFee.On(f.lease.base, f.terms.ContractDate.MonthsUntil(on), f.terms.Count, f.terms.Product.Rounding)
	if err != nil {
		return finance.Settlement{}, err
	}
	end := finance.EarlyTermination{
		Balance: f.price(on), PastDue: f.openRentsOn(on) + f.openFees(), Fee: fee, Expenses: expenses, Realised: realised,
	}
	return end.Settle()
}

// EndStatement returns the statement at the lease's end: what is unpaid, excess miles and wear, and the disposition fee, less deposit and
// credits. Disputed lines of wear are left out until the dispute is over (12 CFR 1013.4(l)).
func (s *State) EndStatement() (finance.Settlement, error) {
	f := s.fold
	if f == nil || f.lease == nil || s.Lease == nil {
		return finance.Settlement{}, fault.New(fault.Conflict, "Only a lease has an end statement.")
	}
	if f.lease.settled != nil {
		return f.lease.settled.Settle()
	}
	e := finance.LeaseEnd{
		UnpaidPayments: f.openRents(), LateFees: f.openFees(), ExcessMileage: s.Lease.Mileage.ExcessCost, DispositionFee: f.terms.Lease.DispositionFee,
		Purchased: s.Lease.Ended == KindPurchase, Deposit: f.depositLeft(), Credits: s.Credit + s.Unapplied,
	}
	for _, item := range s.Lease.Wear {
		if !item.Disputed {
			e.ExcessWear += item.Amount
		}
	}
	return e.Settle()
}
