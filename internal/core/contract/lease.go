package contract

import (
	"fmt"
	"strconv"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/money"
)

// LeaseState is what only a lease has. Miles are whole miles.
type LeaseState struct {
	Base          money.Cents `json:"base"` // base monthly payment, without tax
	Tax           money.Cents `json:"tax"`  // on each payment
	Residual      money.Cents `json:"residual"`
	TermEnd       civil.Date  `json:"term_end"` // first day after the last month, extensions included
	Extended      int         `json:"extended"` // months added
	Undisclosed   bool        `json:"undisclosed,omitempty"`
	Ended         EventKind   `json:"ended,omitempty"` // turn_in, purchase or early_termination
	EndedOn       civil.Date  `json:"ended_on,omitempty"`
	Mileage       Mileage     `json:"mileage"`
	Wear          []WearItem  `json:"wear,omitempty"`
	RentCharged   money.Cents `json:"rent_charged"`    // rent charge of the rents that fell due in this book
	OpenRents     money.Cents `json:"open_rents"`      // fallen due and unpaid, with tax
	PaidInAdvance money.Cents `json:"paid_in_advance"` // for rents that are not due yet
}

// lease is the fold's working memory of a lease.
type lease struct {
	rows        []finance.LeaseRow // what each rent consists of, by constant yield
	base        money.Cents
	tax         money.Cents
	due         int // rents that fell due
	start       int // miles at delivery
	depositUsed money.Cents
	turnIn      string                 // key of the event; none before it
	miles       Mileage                // on that day
	inspection  string                 // key of the latest inspection that counts
	settled     *finance.LeaseEnd      // what the end came to when the vehicle was back and inspected
	settling    *settling              // where the fold stood then
	disputes    map[string]Dispute     // by the fee's key: what was said of it
	waived      map[string]money.Cents // by the fee's key: what of it was waived
	state       LeaseState
}

// forgave adds up what of a fee was waived; a loan's is not asked for.
func (le *lease) forgave(fee string, amount money.Cents) {
	if le == nil || amount == 0 {
		return
	}
	if le.waived == nil {
		le.waived = map[string]money.Cents{}
	}
	le.waived[fee] += amount
}

// makeRents lays out the rents and the lease balance by constant yield (money.md section 2).
func (f *fold) makeRents() error {
	t := f.terms
	figures, err := t.figures()
	if err != nil {
		return err
	}
	base, tax := t.Regular(), figures.TaxMonthly
	if base != figures.Base {
		f.s.Notes = append(f.s.Notes, Note{What: NotePaymentStated, Stated: base, Computed: t.Computed})
		if tax, err = t.rentTax(base); err != nil {
			return err
		}
	}
	yield, err := finance.NewYield(t.Lease.CapCost(), base, t.Lease.Residual, t.Count)
	if err != nil {
		return err
	}
	rows, err := yield.Rows(make([]finance.LeaseRow, 0, t.Count))
	if err != nil {
		return fmt.Errorf("lease balance: %w", err)
	}
	f.lease = &lease{rows: rows, base: base, tax: tax, start: t.Lease.StartMiles}
	f.lease.state = LeaseState{Base: base, Tax: tax, Residual: t.Lease.Residual}
	for i := range f.plan {
		f.plan[i].Amount = base + tax
	}
	f.s.Payment = base + tax
	return nil
}

// rentTax is the tax on each payment of a stated base.
func (t *Terms) rentTax(base money.Cents) (money.Cents, error) {
	if t.Lease.TaxMethod != TaxPayment {
		return 0, nil
	}
	tax, err := money.MulDiv(int64(base), int64(t.Lease.TaxRate), int64(money.One), t.Product.Rounding)
	return money.Cents(tax), err
}

// convertLease takes a lease over: rents due by then lowered its balance, paid or not.
func (f *fold) convertLease(b Converted, e *Event) error {
	for f.lease.due < len(f.plan) && f.plan[f.lease.due].Due <= e.Effective {
		f.lease.due++
	}
	f.principal = f.terms.Lease.CapCost()
	if f.lease.due > 0 {
		f.principal = f.lease.rows[f.lease.due-1].Balance
	}
	l := f.line(e)
	l.Principal, l.Fee, l.Balance, l.Amount = f.principal, b.FeesDue, f.principal, f.principal
	l.Rent, l.Advance = f.openRents(), f.advance()
	return nil
}

// openRents is what is open on rents that fell due.
func (f *fold) openRents() money.Cents {
	sum := money.Cents(0)
	for i := f.at; i < f.lease.due; i++ {
		sum += f.plan[i].Open()
	}
	return sum
}

// advance is what was paid on rents that are not due yet.
func (f *fold) advance() money.Cents {
	sum := money.Cents(0)
	for i := f.lease.due; i < len(f.plan) && f.plan[i].Paid > 0; i++ {
		sum += f.plan[i].Paid
	}
	return sum
}

// rentsDue lets every rent that falls due by a day do so: the lease balance goes down by its depreciation.
func (f *fold) rentsDue(day civil.Date) error {
	le := f.lease
	for ; le.due < len(f.plan) && f.plan[le.due].Due <= day; le.due++ {
		p, row := &f.plan[le.due], &le.rows[le.due]
		f.s.Lines = append(f.s.Lines, Line{
			Key: "rent/" + strconv.Itoa(p.Number), Kind: LineRentDue, Effective: p.Due, Amount: p.Amount, Rent: row.Payment, Charge: row.Rent,
			Tax: p.Amount - row.Payment, Due: p.Number, Advance: p.Paid, Balance: row.Balance,
		})
		f.explainRent(p, row)
		f.principal = row.Balance
		le.state.RentCharged += row.Rent
	}
	return nil
}

// explainRent gives the line of a rent that fell due its working: what of it is rent charge, depreciation and tax.
func (f *fold) explainRent(p *Instalment, row *finance.LeaseRow) {
	l := &f.s.Lines[len(f.s.Lines)-1]
	f.finishLine(l,
		Step{What: StepAllocated, Balance: f.principal, Cents: row.Rent, Rule: RuleRentCharge, Clause: clauseLease},
		Step{What: StepAllocated, Cents: row.Depreciation, Rule: RuleDepreciation, Clause: clauseLease})
	if l.Tax > 0 {
		f.steps = append(f.steps, Step{What: StepPercent, Balance: row.Payment, Rate: f.terms.Lease.TaxRate, Cents: l.Tax, Rule: RuleTax})
		l.Working = f.steps[len(f.steps)-3 : len(f.steps) : len(f.steps)]
	}
}

// payRents pays rents that are due and the next one, then fees, then rents ahead; what is left is the customer's.
func (f *fold) payRents(b Payment, e *Event) error {
	day := f.day(e)
	l := f.line(e)
	l.Amount = b.Amount
	mark := f.mark()
	left := f.payRentsUpTo(l, min(f.lease.due+1, len(f.plan)), b.Amount, day)
	left = f.payLeaseFees(l, left)
	left = f.payRentsUpTo(l, len(f.plan), left, day)
	if left > 0 {
		f.giveCredit(l, left, day)
		f.steps = append(f.steps, Step{What: StepAllocated, Cents: left, Rule: RuleCredit, Clause: clauseCredit})
	}
	l.Working = f.steps[mark:len(f.steps):len(f.steps)]
	return nil
}

// payRentsUpTo pays open rents below an index, oldest first, each its base before its tax, and returns what is left.
func (f *fold) payRentsUpTo(l *Line, end int, left money.Cents, day civil.Date) money.Cents {
	for f.at < end && left > 0 {
		p := &f.plan[f.at]
		base := f.lease.rows[f.at].Payment
		take := min(p.Amount-p.Paid, left)
		rent := min(p.Paid+take, base) - min(p.Paid, base)
		l.Rent += rent
		l.Tax += take - rent
		if f.at >= f.lease.due {
			l.Advance += take
		}
		if l.Due == 0 {
			l.Due = p.Number
		}
		f.steps = append(f.steps, Step{What: StepAllocated, Number: int16(p.Number), To: p.Due, Balance: p.Amount - p.Paid, Cents: take, Rule: RuleRent})
		p.Paid += take
		left -= take
		if p.Paid < p.Amount {
			break
		}
		p.PaidOn = day
		f.at++
	}
	return left
}

// creditLease lets a credit pay rents and fees that are due; the rest is the customer's.
func (f *fold) creditLease(b Credit, e *Event) error {
	day := f.day(e)
	l := f.line(e)
	l.Amount, l.Code = b.Amount, string(b.Source)
	if b.Source == PriorEscrow {
		f.lease.depositUsed += b.Amount
	}
	mark := f.mark()
	left := f.payRentsUpTo(l, f.lease.due, b.Amount, day)
	if left > 0 {
		f.giveCredit(l, left, day)
		f.steps = append(f.steps, Step{What: StepAllocated, Cents: left, Rule: RuleCredit, Clause: clauseCredit})
	}
	l.Working = f.steps[mark:len(f.steps):len(f.steps)]
	return nil
}

// freeMonths is how long a lease may be extended before new disclosures are needed (12 CFR 1013.5(a), 1013.2(e)).
const freeMonths = 6

func (b LeaseExtension) apply(f *fold, e *Event) error {
	l := f.line(e)
	le := f.lease
	if le == nil || le.state.Ended != "" {
		return nil
	}
	if le.state.Extended+b.Months > freeMonths && b.Disclosed.IsZero() {
		f.note(NoteNeedsDisclosure, e)
		le.state.Undisclosed = true
		return nil // a hard stop: nothing more is asked for until the disclosures are given
	}
	if len(f.plan)+b.Months > MaxCount || f.tooFar(f.dues.At(len(f.plan)+f.shift+b.Months), e) {
		return nil
	}
	residual := le.rows[len(le.rows)-1].Balance
	for range b.Months {
		n := len(f.plan)
		f.plan = append(f.plan, Instalment{Number: n + 1, Due: f.dues.At(n + f.shift), Amount: le.base + le.tax})
		le.rows = append(le.rows, finance.LeaseRow{Number: n + 1, Payment: le.base, Rent: le.base, Balance: residual})
	}
	le.state.Extended += b.Months
	l.Due = len(f.plan)
	f.finishLine(l, Step{What: StepResult, To: f.termEnd(), Number: int16(b.Months), Rule: RuleTermEnd})
	return nil
}

// termEnd is the first day after the lease's last month.
func (f *fold) termEnd() civil.Date { return f.dues.At(len(f.plan) + f.shift) }

// endLease stops what would have come: rents that are not due are no longer asked for, and what was paid on them is the customer's.
func (f *fold) endLease(l *Line, kind EventKind, day civil.Date) {
	le := f.lease
	advance := f.advance()
	f.plan, le.rows = f.plan[:le.due], le.rows[:le.due]
	f.at = min(f.at, le.due)
	f.judge = min(f.judge, le.due)
	le.state.Ended, le.state.EndedOn = kind, day
	if advance > 0 {
		l.Advance = -advance
		f.giveCredit(l, advance, day)
	}
}

func (b TurnIn) apply(f *fold, e *Event) error {
	l := f.line(e)
	if f.lease == nil || f.lease.state.Ended != "" {
		return nil
	}
	if b.Miles > 0 {
		f.s.Odometer, f.s.OdometerOn = b.Miles, e.Effective
	}
	f.endLease(l, KindTurnIn, e.Effective)
	f.lease.turnIn, f.lease.miles = e.Key, f.mileage(e.Effective)
	f.settleEnd(e)
	return nil
}

func (b Inspection) apply(f *fold, e *Event) error {
	l := f.line(e)
	for _, item := range b.Items {
		l.Amount += item.Amount
	}
	switch {
	case f.lease == nil:
		return nil
	case f.lease.settled != nil: // what was charged stands until its own inspection is reversed
		f.note(NoteNotPossible, e)
		return nil
	}
	f.lease.state.Wear, f.lease.inspection = b.Items, e.Key
	f.settleEnd(e)
	return nil
}

func (b Purchase) apply(f *fold, e *Event) error {
	l := f.line(e)
	if f.lease == nil || f.lease.state.Ended != "" {
		return nil
	}
	l.Amount, l.Principal, l.Tax = b.Price+b.Tax, f.principal, b.Tax
	f.endLease(l, KindPurchase, e.Effective)
	f.principal, l.Balance = 0, 0
	f.settling(e)
	f.lease.settled = &finance.LeaseEnd{
		UnpaidPayments: f.openRents(), LateFees: f.openFees(), Purchased: true, Deposit: f.depositLeft(), Credits: f.s.Credit + f.s.Unapplied,
	}
	f.useDeposit(e)
	return nil
}

// apply charges what the early end costs: lease balance, fee, tax and expenses, less the value realised (12 CFR 1013.2(m)).
func (b EarlyTermination) apply(f *fold, e *Event) error {
	l := f.line(e)
	if f.lease == nil || f.lease.state.Ended != "" {
		return nil
	}
	balance := f.principal
	charge := max(balance+b.Fee+b.Tax+b.Expenses-b.Realised, 0)
	l.Amount, l.Principal, l.Tax, l.Fee = b.Realised, balance, b.Tax, charge
	f.endLease(l, KindEarlyTermination, e.Effective)
	f.settling(e)
	f.principal, l.Balance = 0, 0
	if charge > 0 {
		f.fees = append(f.fees, Fee{Key: e.Key, Kind: EarlyEndFee, On: e.Effective, Amount: charge, Open: charge})
	}
	f.finishLine(l,
		Step{What: StepResult, Cents: balance, Rule: RuleLeaseBalance, Clause: clauseEarlyEnd},
		Step{What: StepResult, Cents: b.Fee + b.Tax + b.Expenses, Rule: RuleEndCosts},
		Step{What: StepResult, Cents: -b.Realised, Rule: RuleRealised},
		Step{What: StepResult, Cents: charge, Rule: RuleEarlyEnd})
	return nil
}
