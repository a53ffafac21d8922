package contract

import (
	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/money"
)

// allocation is one amount on its way through the waterfall.
type allocation struct {
	line  *Line
	day   civil.Date
	owed  money.Cents          // rounded interest owed on the day
	room  [buckets]money.Cents // what each bucket can take
	due   money.Cents          // past due and due of instalments: what counts as paying them
	left  money.Cents
	extra Extra
}

func (b Payment) apply(f *fold, e *Event) error {
	switch {
	case f.s.Status == Undone:
		return f.afterCancelling(b.Amount, e)
	case b.For == HeldPayment:
		f.s.Unapplied += b.Amount
		l := f.line(e)
		l.Amount, l.Unapplied = b.Amount, b.Amount
		return nil
	case f.lease != nil:
		return f.payRents(b, e)
	case f.s.Status == ChargedOut:
		return f.recover(b.Amount, e)
	}
	return f.payLoan(b, e)
}

// payLoan lets a payment go through the waterfall of money.md 1.7.
func (f *fold) payLoan(b Payment, e *Event) error {
	day := f.day(e)
	if err := f.accrue(day); err != nil {
		return err
	}
	owed, err := f.round(f.unpaid)
	if err != nil {
		return err
	}
	pastDue, due := f.dueOn(day, owed)
	kind := b.For
	if kind == PrincipalOnly && pastDue > 0 {
		kind = RegularPayment
		f.note(NoteRegularInstead, e)
	}
	a := &allocation{line: f.line(e), day: day, owed: owed, left: b.Amount, due: pastDue + due, extra: f.standing}
	if b.Instruction != "" {
		a.extra = b.Instruction
	}
	a.line.Amount, a.line.Accrued = b.Amount, owed
	if kind == PayoffPayment { // money held counts
		a.left += f.s.Unapplied
		a.line.Unapplied, f.s.Unapplied = -f.s.Unapplied, 0
	}
	f.fillRoom(a, kind, pastDue, due)
	f.pour(a, f.order(kind, day))
	if kind != PrincipalOnly {
		f.count(a)
	}
	return f.close(a, e)
}

// order is the waterfall for a payment: after maturity principal stands before fees (money.md 1.7).
func (f *fold) order(kind PaymentKind, day civil.Date) Order {
	switch {
	case kind == PrincipalOnly:
		return Order{AdvancePrincipal, PastDueInterest, DueInterest, PastDuePenalty, PastDueFee, DuePenalty, DueFee}
	case kind == PayoffPayment:
		return f.orders[1]
	case day > f.maturity():
		return Order{PastDueInterest, DueInterest, PastDuePrincipal, DuePrincipal, AdvancePrincipal, PastDuePenalty, PastDueFee, DuePenalty, DueFee}
	}
	return f.orders[0]
}

// dueOn parts what instalments ask for on a day into past due and due. The instalment that is next is due from the day after the one before it,
// so that a payment a few days early pays it. Nothing above the debt is due; on the last instalment all of it is.
func (f *fold) dueOn(day civil.Date, owed money.Cents) (pastDue, due money.Cents) {
	debt := f.principal + owed
	last := len(f.plan) - 1
	i := f.at
	for ; i < last && f.plan[i].Due < day; i++ {
		pastDue += f.plan[i].Open()
	}
	switch {
	case f.at > last:
		return 0, 0
	case i == last && f.plan[last].Due < day:
		return debt, 0
	case i == last:
		due = debt
	case i < last:
		due = f.plan[i].Open()
	}
	pastDue = min(pastDue, debt)
	return pastDue, min(due, debt-pastDue)
}

// fillRoom works out what every bucket can take on the day.
func (f *fold) fillRoom(a *allocation, kind PaymentKind, pastDue, due money.Cents) {
	if kind == PayoffPayment {
		due = f.principal + a.owed - pastDue
		a.due = pastDue + due
	}
	r := &a.room
	r[PastDueInterest] = min(a.owed, pastDue)
	r[DueInterest] = a.owed - r[PastDueInterest]
	r[PastDuePrincipal] = min(pastDue-r[PastDueInterest], f.principal)
	r[DuePrincipal] = min(max(due-r[DueInterest], 0), f.principal-r[PastDuePrincipal])
	r[AdvancePrincipal] = f.principal - r[PastDuePrincipal] - r[DuePrincipal]
	if kind == PrincipalOnly {
		r[PastDuePrincipal], r[DuePrincipal], r[AdvancePrincipal] = 0, 0, f.principal
	}
	before := f.dueBefore(a.day)
	for i := range f.fees {
		r[f.fees[i].bucket(before)] += f.fees[i].Open
	}
}

// bucket is the place of a fee in the waterfall: past due when a due date has passed since it was charged.
func (fee *Fee) bucket(lastDue civil.Date) Bucket {
	b := DueFee
	if fee.Kind.penalty() {
		b = DuePenalty
	}
	if fee.On < lastDue {
		b -= DuePenalty - PastDuePenalty
	}
	return b
}

// pour fills the buckets in order and writes the working.
func (f *fold) pour(a *allocation, order Order) {
	mark, explained := f.mark(), order[0] != AdvancePrincipal
	if explained {
		f.explainInterest(a.owed)
	}
	before := f.dueBefore(a.day)
	for _, b := range order {
		take := min(a.left, a.room[b])
		if take <= 0 {
			continue
		}
		a.left -= take
		switch b {
		case PastDueInterest, DueInterest, AdvanceInterest:
			if !explained {
				explained = true
				f.explainInterest(a.owed)
			}
			a.line.Interest += take
		case PastDuePrincipal, DuePrincipal, AdvancePrincipal:
			a.line.Principal += take
		default:
			a.line.Fee += take
			f.payFees(b, before, take)
		}
		f.steps = append(f.steps, Step{What: StepAllocated, Cents: take, Rule: ruleBucket + Rule(b)})
	}
	f.principal -= a.line.Principal
	f.settleLine(a, explained)
	a.line.Working = f.steps[mark:len(f.steps):len(f.steps)]
}

// settleLine takes the paid interest off what is owed and shows the exact remainder.
func (f *fold) settleLine(a *allocation, explained bool) {
	if explained && a.line.Interest == a.owed {
		f.s.InterestThrough = a.day
	}
	before := f.unpaid.Sub(money.ExactOf(a.line.Interest))
	f.settle(&f.cursor, a.line.Interest, a.owed)
	if !explained {
		return
	}
	what := StepCarried
	if f.unpaid.Cmp(before) != 0 {
		what = StepDropped
	}
	if before.Sign() != 0 {
		f.steps = append(f.steps, Step{What: what, Exact: before})
	}
}

// explainInterest moves the accrual since the last line into the working, with its sum and the rounding.
func (f *fold) explainInterest(owed money.Cents) {
	brought := f.unpaid
	for i := range f.pending {
		brought = brought.Sub(f.pending[i].Exact)
	}
	if brought.Sign() != 0 {
		f.steps = append(f.steps, Step{What: StepBrought, Exact: brought})
	}
	f.steps = append(f.steps, f.pending...)
	f.pending = f.pending[:0]
	f.steps = append(f.steps, Step{What: StepRounded, Exact: f.unpaid, Cents: owed, Rule: ruleRounding + Rule(f.terms.Product.Rounding)})
}

// payFees pays fees of one bucket, oldest first.
func (f *fold) payFees(b Bucket, lastDue civil.Date, amount money.Cents) {
	for i := range f.fees {
		if fee := &f.fees[i]; fee.Open > 0 && fee.bucket(lastDue) == b {
			take := min(fee.Open, amount)
			fee.Open -= take
			amount -= take
		}
	}
}

// count marks instalments as paid by what went to interest and principal, and does with extra principal what the instruction says.
func (f *fold) count(a *allocation) {
	paid := a.line.Interest + a.line.Principal
	counted := min(paid, a.due)
	if a.extra == PayAhead {
		counted = paid
	}
	a.line.Due = f.satisfy(counted, a.day)
	if a.extra == LowerPayment && paid > a.due && f.principal > 0 {
		f.relevel(a.day, 0)
	}
}

// close ends the line: what is left over is the customer's, a residue within the tolerance is written off, and a debt of nothing closes the plan.
func (f *fold) close(a *allocation, e *Event) error {
	a.line.Balance = f.principal
	if a.left > 0 {
		f.giveCredit(a.line, a.left, a.day)
		a.line.Working = append(a.line.Working, Step{What: StepAllocated, Cents: a.left, Rule: RuleCredit, Clause: clauseCredit})
	}
	return f.closeSmall(e, a.day)
}

// closeSmall writes off a residue that is not worth a letter, and closes the plan of a debt that is paid.
func (f *fold) closeSmall(e *Event, day civil.Date) error {
	if f.lease != nil || f.s.Status != Active {
		return nil
	}
	owed, err := f.round(f.unpaid)
	if err != nil {
		return err
	}
	fees := f.openFees()
	rest := f.principal + owed + fees
	if rest > 0 && rest <= f.terms.Product.Tolerance() {
		l := f.derived(e, LineSmallBalance, e.Key+"/small")
		l.Amount, l.Principal, l.Interest, l.Fee, l.Accrued, l.Balance = rest, f.principal, owed, fees, owed, 0
		f.finishLine(l, Step{What: StepLimit, Cents: f.terms.Product.Tolerance(), Balance: rest, Rule: RuleSmallBalance})
		f.principal, f.unpaid, owed = 0, money.Exact{}, 0
		for i := range f.fees {
			f.fees[i].Open = 0
		}
	}
	if f.principal == 0 && owed == 0 {
		f.unpaid = money.Exact{}
		f.closePlan(day)
	}
	return nil
}

// giveCredit puts money that nothing asks for on the customer's side.
func (f *fold) giveCredit(l *Line, amount money.Cents, day civil.Date) {
	if f.s.Credit == 0 {
		f.s.CreditSince = day
	}
	f.s.Credit += amount
	l.Credit += amount
}

// openFees is what is owed in fees.
func (f *fold) openFees() money.Cents {
	sum := money.Cents(0)
	for i := range f.fees {
		sum += f.fees[i].Open
	}
	return sum
}

// finishLine gives a line a working of its own.
func (f *fold) finishLine(l *Line, steps ...Step) {
	mark := f.mark()
	f.steps = append(f.steps, steps...)
	l.Working = f.steps[mark:len(f.steps):len(f.steps)]
}

// relevel computes the instalment anew from a day on over the instalments that are left; a stated payment is taken as it is.
func (f *fold) relevel(day civil.Date, stated money.Cents) money.Cents {
	k := f.at
	for k < len(f.plan)-1 && f.plan[k].Due <= day {
		k++
	}
	payment := stated
	if payment == 0 {
		p := finance.Plan{
			Amount: f.principal, Unpaid: f.unpaid, Rate: f.rates.on(day), Accrual: f.accrual, Rounding: f.terms.Product.Rounding,
			Remainder: f.terms.Product.Remainder, From: f.from, Dues: f.duesFrom(k), Count: len(f.plan) - k,
		}
		var err error
		if payment, err = level(&p, f.terms.Loan.Balloon); err != nil {
			return 0 // a debt that cannot be levelled keeps its instalments
		}
	}
	for i := k; i < len(f.plan); i++ {
		f.plan[i].Amount = payment
	}
	if balloon := f.terms.Loan.Balloon; balloon > 0 {
		f.plan[len(f.plan)-1].Amount += balloon
	}
	f.s.Payment = payment
	return payment
}
