package contract

import (
	"marque/internal/civil"
	"marque/internal/money"
)

// Cancelled says that the contract is undone from its beginning: the dealer takes the vehicle back, or the sale was never finished. Nothing is owed any
// more, and what was paid on it is the customer's.
type Cancelled struct {
	Reason string `json:"reason,omitempty"` // a code of the sender's
}

// Kind implements Body.
func (Cancelled) Kind() EventKind { return KindCancelled }

func (b Cancelled) validate() error { return short("reason", b.Reason) }

// apply takes the debt off and gives back what was paid. What another book took in is not known here, so that a contract that was taken over is not
// undone: it stays, with a note.
func (b Cancelled) apply(f *fold, e *Event) error {
	if f.taken != nil || f.s.Status != Active || f.lease != nil && f.lease.state.Ended != "" {
		f.line(e).Code = b.Reason
		f.note(NoteNotPossible, e)
		return nil
	}
	day := f.day(e)
	if f.lease != nil {
		f.cancelLease(b, e)
	} else if err := f.cancelLoan(b, e, day); err != nil {
		return err
	}
	for i := range f.fees {
		f.fees[i].Open = 0
	}
	f.principal, f.s.Status = 0, Undone
	f.giveBack(e, day)
	return nil
}

// cancelLoan takes principal, interest and fees off.
func (f *fold) cancelLoan(b Cancelled, e *Event, day civil.Date) error {
	if err := f.accrue(day); err != nil {
		return err
	}
	owed, err := f.round(f.unpaid)
	if err != nil {
		return err
	}
	l := f.line(e)
	l.Principal, l.Interest, l.Fee, l.Accrued, l.Code = f.principal, owed, f.openFees(), owed, b.Reason
	l.Amount, l.Balance = l.Principal+l.Interest+l.Fee, 0
	mark := f.mark()
	f.explainInterest(owed)
	f.steps = append(f.steps, Step{What: StepResult, Cents: l.Amount, Balance: l.Principal, Rule: RuleCancelled})
	l.Working = f.steps[mark:len(f.steps):len(f.steps)]
	f.unpaid = money.Exact{}
	f.closePlan(day)
	return nil
}

// cancelLease takes the lease balance, the rents that are open and the fees off.
func (f *fold) cancelLease(b Cancelled, e *Event) {
	open := f.openRents()
	l := f.line(e)
	l.Principal, l.Rent, l.Fee, l.Code = f.principal, open, f.openFees(), b.Reason
	l.Amount, l.Balance = open+l.Fee, 0
	f.finishLine(l, Step{What: StepResult, Cents: l.Amount, Balance: l.Principal, Rule: RuleCancelled})
	le := f.lease
	f.plan, le.rows = f.plan[:le.due], le.rows[:le.due]
	f.at = min(f.at, le.due)
	f.judge = min(f.judge, le.due)
	f.closePlan(f.day(e))
	le.state.Ended, le.state.EndedOn = KindCancelled, e.Effective
}

// giveBack makes everything that was paid on this book the customer's: the figures of its line undo those of the payments.
func (f *fold) giveBack(e *Event, day civil.Date) {
	var paid Sums
	advance := money.Cents(0)
	for i := range f.s.Lines {
		if l := &f.s.Lines[i]; l.Kind == KindPayment && l.Void == "" {
			paid.add(l)
			advance += l.Advance
		}
		advance -= rentFromAdvance(&f.s.Lines[i])
	}
	deposit := money.Cents(0)
	if f.lease != nil {
		deposit = max(f.terms.Lease.Deposit-f.lease.depositUsed, 0)
		f.lease.depositUsed += deposit
	}
	back := paid.Principal + paid.Interest + paid.Fees + paid.Rent + paid.Tax + f.s.Unapplied + deposit
	if back == 0 {
		return
	}
	l := f.derived(e, LineGivenBack, e.Key+"/back")
	l.Principal, l.Interest, l.Fee, l.Rent, l.Tax = -paid.Principal, -paid.Interest, -paid.Fees, -paid.Rent, -paid.Tax
	l.Amount, l.Advance, l.Unapplied, l.Balance = back, -advance, -f.s.Unapplied, 0
	f.s.Unapplied = 0
	f.giveCredit(l, back, day)
	f.finishLine(l, Step{What: StepResult, Cents: back, Rule: RuleGivenBack})
}

// rentFromAdvance is what a rent that fell due took from rents paid in advance.
func rentFromAdvance(l *Line) money.Cents {
	if l.Kind == LineRentDue && l.Void == "" {
		return l.Advance
	}
	return 0
}

// afterCancelling takes money that comes in when the contract is undone: all of it is the customer's.
func (f *fold) afterCancelling(amount money.Cents, e *Event) error {
	l := f.line(e)
	l.Amount = amount
	f.giveCredit(l, amount, f.day(e))
	f.finishLine(l, Step{What: StepAllocated, Cents: amount, Rule: RuleCredit, Clause: clauseCredit})
	return nil
}
