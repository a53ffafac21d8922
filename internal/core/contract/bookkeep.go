package contract

import "marque/internal/money"

// activate opens a contract; when it was taken over from another book the line says so and moves nothing.
func (f *fold) activate(e *Event, takenOver bool) error {
	l := f.line(e)
	amount := money.Cents(0)
	if f.terms.Kind == Lease {
		amount = f.terms.Lease.CapCost()
	} else {
		amount = f.terms.Loan.Amount
	}
	l.Amount = amount
	if b, ok := e.Body.(Activated); ok && b.StartMiles > 0 && f.lease != nil {
		f.lease.start = b.StartMiles
	}
	if takenOver {
		f.s.Notes = append(f.s.Notes, Note{What: NoteTakenOver, Key: e.Key})
		return nil
	}
	f.principal, f.from = amount, e.Effective
	f.s.InterestThrough = e.Effective
	l.Principal, l.Balance = amount, amount
	return nil
}

// convert takes a contract over as another book left it.
func (f *fold) convert(e *Event) error {
	b, _ := e.Body.(Converted)
	f.taken = &b
	paid := min(b.Paid, len(f.plan))
	for i := range paid {
		p := &f.plan[i]
		p.Paid, p.PaidOn = p.Amount, p.Due
	}
	f.at = paid
	grace := f.graceDays()
	for f.judge < len(f.plan) && f.plan[f.judge].Due.AddDays(grace) <= e.Effective {
		f.plan[f.judge].judged = true // the other book charged what was late then
		f.judge++
	}
	if b.FeesDue > 0 {
		f.fees = append(f.fees, Fee{Key: e.Key, Kind: ConvertedFee, On: e.Effective, Amount: b.FeesDue, Open: b.FeesDue})
	}
	if f.lease != nil {
		return f.convertLease(b, e)
	}
	f.principal, f.unpaid, f.from = b.Principal, money.ExactOf(b.UnpaidInterest), b.InterestThrough
	if f.from.IsZero() {
		f.from = e.Effective
	}
	f.s.InterestThrough = f.from
	owed, err := f.owedAt(e.Effective)
	if err != nil {
		return err
	}
	l := f.line(e)
	l.Amount, l.Principal, l.Interest, l.Fee, l.Accrued, l.Balance = b.Principal, b.Principal, owed, b.FeesDue, owed, b.Principal
	return f.closeSmall(e, e.Effective)
}

// Activated and Converted are folded by open, before all others.
func (Activated) apply(*fold, *Event) error { return nil }
func (Converted) apply(*fold, *Event) error { return nil }

// Returned and Reversed did their work before the folding began; their lines say what they undid.
func (b Returned) apply(f *fold, e *Event) error {
	l := f.line(e)
	l.Code, l.Void = b.Code, ""
	return nil
}

func (b Reversed) apply(f *fold, e *Event) error {
	f.line(e).Code = b.Of
	return nil
}

// apply charges the fee, judging a late fee again: it is owed only while its instalment was late, and never more than the rule gives today.
func (b FeeAssessed) apply(f *fold, e *Event) error {
	amount := b.Amount
	if f.s.Status == Undone {
		amount = 0
	}
	l := f.line(e)
	l.Code, l.Due = string(b.Fee), b.Instalment
	if b.Fee == LateFee && b.Instalment > 0 && b.Instalment <= len(f.plan) {
		p := &f.plan[b.Instalment-1]
		fee, steps := f.lateFee(p, b.Amount)
		amount = fee
		f.finishLine(l, steps...)
	}
	l.Amount = amount
	if amount > 0 {
		l.Fee = amount
	}
	f.fees = append(f.fees, Fee{
		Key: e.Key, Kind: b.Fee, On: e.Effective, Amount: amount, Open: amount, Instalment: b.Instalment, Payment: b.Payment,
	})
	return nil
}

func (b FeeWaived) apply(f *fold, e *Event) error {
	l := f.line(e)
	left := b.Amount
	for i := range f.fees {
		if fee := &f.fees[i]; b.Fee == "" || fee.Key == b.Fee {
			take := min(fee.Open, left)
			fee.Open -= take
			left -= take
			fee.Disputed = fee.Disputed && fee.Open > 0
			f.lease.forgave(fee.Key, take)
		}
	}
	l.Amount = b.Amount - left
	l.Fee, l.Code = l.Amount, b.Reason
	f.finishLine(l, Step{What: StepResult, Cents: l.Amount, Balance: b.Amount, Rule: RuleWaived})
	return f.closeSmall(e, f.day(e))
}

// apply lowers principal first, then interest, then fees; what is left is the customer's.
func (b Credit) apply(f *fold, e *Event) error {
	if f.s.Status == Undone {
		f.line(e).Code = string(b.Source)
		return nil
	}
	if f.lease != nil {
		return f.creditLease(b, e)
	}
	day := f.day(e)
	if err := f.accrue(day); err != nil {
		return err
	}
	owed, err := f.round(f.unpaid)
	if err != nil {
		return err
	}
	a := &allocation{line: f.line(e), day: day, owed: owed, left: b.Amount}
	a.line.Amount, a.line.Accrued, a.line.Code = b.Amount, owed, string(b.Source)
	f.fillRoom(a, PrincipalOnly, 0, 0)
	f.pour(a, f.order(PrincipalOnly, day))
	return f.close(a, e)
}

// apply pays the credit balance out. When there turns out to have been less of it, because a payment was returned since, the rest was paid in
// advance: the customer owes it, without interest on it.
func (b CreditRefunded) apply(f *fold, e *Event) error {
	l := f.line(e)
	covered := min(b.Amount, f.s.Credit)
	f.s.Credit -= covered
	l.Amount, l.Credit, l.Fee = b.Amount, -covered, b.Amount-covered
	if f.s.Credit == 0 {
		f.s.CreditSince = 0
	}
	if l.Fee > 0 {
		f.fees = append(f.fees, Fee{Key: e.Key, Kind: RefundedTooMuch, On: e.Effective, Amount: l.Fee, Open: l.Fee})
	}
	f.finishLine(l, Step{What: StepResult, Cents: covered, Balance: covered + f.s.Credit, Rule: RuleCredit, Clause: clauseCredit},
		Step{What: StepResult, Cents: l.Fee, Rule: RuleRefundedTooMuch})
	return nil
}

// apply takes principal, interest and fees off the books; no interest runs on a debt that was charged off.
func (b ChargedOff) apply(f *fold, e *Event) error {
	if f.lease != nil || f.s.Status != Active {
		f.line(e)
		return nil
	}
	if err := f.accrue(f.day(e)); err != nil {
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
	f.steps = append(f.steps, Step{What: StepResult, Cents: l.Amount, Balance: l.Principal, Rule: RuleChargedOff, Clause: clauseChargeOff})
	l.Working = f.steps[mark:len(f.steps):len(f.steps)]
	f.s.ChargedOff = l.Amount
	f.principal, f.unpaid, f.s.Status = 0, money.Exact{}, ChargedOut
	for i := range f.fees {
		f.fees[i].Open = 0
	}
	return nil
}

func (b Recovery) apply(f *fold, e *Event) error { return f.recover(b.Amount, e) }

// recover takes money on a debt that was charged off; what is above that debt is the customer's.
func (f *fold) recover(amount money.Cents, e *Event) error {
	l := f.line(e)
	l.Kind, l.Amount = KindRecovery, amount
	taken := min(amount, max(f.s.ChargedOff-f.s.Recovered, 0))
	f.s.Recovered += taken
	f.finishLine(l, Step{What: StepAllocated, Cents: taken, Balance: f.s.ChargedOff - f.s.Recovered, Rule: RuleRecovery})
	if rest := amount - taken; rest > 0 {
		f.giveCredit(l, rest, f.day(e))
	}
	return nil
}

func (b Title) apply(f *fold, e *Event) error {
	f.s.Title = b.Status
	f.line(e).Code = b.Status
	return nil
}

func (b OwnershipChanged) apply(f *fold, e *Event) error {
	f.s.Ownership, f.s.OwnershipOn = string(b.Reason), e.Effective
	f.line(e).Code = string(b.Reason)
	return nil
}

func (b Odometer) apply(f *fold, e *Event) error {
	f.s.Odometer, f.s.OdometerOn = b.Miles, e.Effective
	f.line(e).Code = b.Source
	return nil
}
