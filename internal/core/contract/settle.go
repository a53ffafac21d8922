package contract

import (
	"strconv"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/money"
)

// settleEnd charges what a returned lease's end costs, once the vehicle is back and has been inspected, whichever comes last: excess miles, each line of
// excess wear and the disposition fee, a line of the contract for each. Then the deposit and the customer's credit balance pay what is open.
func (f *fold) settleEnd(e *Event) {
	le := f.lease
	if le == nil || le.settled != nil || le.state.Ended != KindTurnIn || le.inspection == "" {
		return
	}
	f.settling(e)
	le.settled = &finance.LeaseEnd{
		UnpaidPayments: f.openRents(), LateFees: f.openFees(), Deposit: f.depositLeft(), Credits: f.s.Credit + f.s.Unapplied,
		DispositionFee: f.terms.Lease.DispositionFee,
	}
	if miles := &le.miles; miles.Excess > 0 {
		le.settled.ExcessMileage = miles.ExcessCost
		f.charge(e, le.turnIn+"/mileage", MileageFee, miles.ExcessCost,
			Step{What: StepResult, Balance: f.terms.Lease.ExcessPerMile, Days: int32(miles.Excess), Cents: miles.ExcessCost, Rule: RuleExcessMiles, Clause: clauseLease}) //nolint:gosec // a reading is at most 2,000,000
	}
	for i := range le.state.Wear {
		item := &le.state.Wear[i]
		if !item.Disputed {
			le.settled.ExcessWear += item.Amount
		}
		if fee := f.charge(e, WearKey(le.inspection, i), WearFee, item.Amount, Step{What: StepResult, Number: int16(i + 1), Cents: item.Amount, Rule: RuleWearLine, Clause: clauseLease}); fee != nil { //nolint:gosec // at most maxItems
			fee.Disputed = f.inDispute(fee.Key, item.Disputed)
		}
	}
	f.charge(e, le.turnIn+"/disposition", DispositionFee, f.terms.Lease.DispositionFee,
		Step{What: StepResult, Cents: f.terms.Lease.DispositionFee, Rule: RuleDisposition, Clause: clauseLease})
	f.useDeposit(e)
}

// WearKey is the key of the fee for a line of an inspection, by the inspection's key and the line's index.
func WearKey(inspection string, line int) string {
	return inspection + "/wear/" + strconv.Itoa(line+1)
}

// charge adds a fee that the fold itself makes; nothing is no fee.
func (f *fold) charge(e *Event, key string, kind FeeKind, amount money.Cents, step Step) *Fee {
	if amount == 0 {
		return nil
	}
	l := f.derived(e, LineEndCharge, key)
	l.Amount, l.Fee, l.Code = amount, amount, string(kind)
	f.finishLine(l, step)
	f.fees = append(f.fees, Fee{Key: key, Kind: kind, On: e.Effective, Amount: amount, Open: amount, Disputed: f.inDispute(key, false)})
	return &f.fees[len(f.fees)-1]
}

// inDispute tells whether a fee that is charged now is in dispute: as was said of it, or else as the inspection says.
func (f *fold) inDispute(key string, otherwise bool) bool {
	if said, ok := f.lease.disputes[key]; ok {
		return said.Over.IsZero()
	}
	return otherwise
}

// depositLeft is what is still held of the security deposit.
func (f *fold) depositLeft() money.Cents {
	return max(f.terms.Lease.Deposit-f.lease.depositUsed, 0)
}

// useDeposit lets what is held of the deposit, and the customer's credit balance, pay rents and fees that are open; what is left is the customer's.
func (f *fold) useDeposit(e *Event) {
	deposit, credit, day := f.depositLeft(), f.s.Credit, f.day(e)
	if deposit == 0 && (credit == 0 || f.openRents()+f.openFees() == 0) {
		return
	}
	l := f.derived(e, LineDeposit, e.Key+"/deposit")
	l.Amount = deposit
	f.lease.depositUsed += deposit
	mark := f.mark()
	left := f.payRentsUpTo(l, f.lease.due, deposit+credit, day)
	left = f.payLeaseFees(l, left)
	f.setCredit(l, left, day)
	if l.Credit > 0 {
		f.steps = append(f.steps, Step{What: StepAllocated, Cents: l.Credit, Rule: RuleCredit, Clause: clauseCredit})
	}
	l.Working = f.steps[mark:len(f.steps):len(f.steps)]
}

// setCredit makes the credit balance so much, and the line says by how much it changed.
func (f *fold) setCredit(l *Line, balance money.Cents, day civil.Date) {
	l.Credit += balance - f.s.Credit
	switch {
	case balance == 0:
		f.s.CreditSince = 0
	case f.s.Credit == 0:
		f.s.CreditSince = day
	}
	f.s.Credit = balance
}

// payLeaseFees pays open fees, the oldest first, and returns what is left. What is in dispute is not paid until that is over.
func (f *fold) payLeaseFees(l *Line, left money.Cents) money.Cents {
	for i := range f.fees {
		if fee := &f.fees[i]; fee.Open > 0 && left > 0 && !fee.Disputed {
			take := min(fee.Open, left)
			fee.Open -= take
			left -= take
			l.Fee += take
			f.steps = append(f.steps, Step{What: StepAllocated, Cents: take, Rule: RuleFee})
		}
	}
	return left
}

// disputed is what is open of fees that are in dispute.
func (f *fold) disputed() money.Cents {
	sum := money.Cents(0)
	for i := range f.fees {
		if f.fees[i].Disputed {
			sum += f.fees[i].Open
		}
	}
	return sum
}
