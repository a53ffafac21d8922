// Package booking turns what a contract's fold says into journal entries: every folded line becomes a balanced entry with a stable key, and
// what the journal holds otherwise is corrected by new entries. It decides nothing about money; it only says in which accounts it stands.
package booking

import (
	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/money"
)

// Entry is what the ledger should hold under a key. An entry without postings says that nothing should be there (any more), and why.
type Entry struct {
	Key       string
	Effective civil.Date
	Cause     string // key of the event behind it
	Latest    string // key of the event learned last: the cause of what has to be corrected
	Postings  []ledger.Posting
}

// Want returns the entries that a folded state asks for, in the order of its lines, then the accrual of interest: at every day on which
// interest was paid and at every month's end, as the change of the rounded amount, so that cents never drift (money.md 1.3).
func Want(t *contract.Terms, s *contract.State) ([]Entry, error) {
	w := &wanted{terms: t, entries: make([]Entry, 0, 3*len(s.Lines)), latest: latest(s.Lines)}
	w.postings = make([]ledger.Posting, 0, 8*len(s.Lines))
	for i := range s.Lines {
		w.line(&s.Lines[i])
	}
	if err := w.accrue(s); err != nil {
		return nil, err
	}
	return w.entries, nil
}

// latest is the key of the event that was recorded last; of several at one instant the greatest key, so that the answer is always the same.
func latest(lines []contract.Line) string {
	best := -1
	for i := range lines {
		if best < 0 || lines[i].Recorded.After(lines[best].Recorded) ||
			lines[i].Recorded.Equal(lines[best].Recorded) && lines[i].Key > lines[best].Key {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return lines[best].Key
}

// wanted collects entries.
type wanted struct {
	terms    *contract.Terms
	entries  []Entry
	latest   string
	postings []ledger.Posting // arena
	rents    rents            // of a lease, so far
}

// rents is what the rents that fell due have booked.
type rents struct{ charge, depreciation, tax money.Cents }

// add wants an entry of the line: pairs of account and amount, debits positive. Nothings are left out.
func (w *wanted) add(l *contract.Line, suffix string, postings ...ledger.Posting) {
	w.entry(l.Key+suffix, l.Effective, cause(l), postings...)
}

func (w *wanted) entry(key string, effective civil.Date, cause string, postings ...ledger.Posting) {
	mark := len(w.postings)
	for _, p := range postings {
		if p.Amount != 0 {
			w.postings = append(w.postings, p)
		}
	}
	w.entries = append(w.entries, Entry{
		Key: key, Effective: effective, Cause: cause, Latest: w.latest, Postings: w.postings[mark:len(w.postings):len(w.postings)],
	})
}

// cause is the event behind a line: what undid it, when it was undone.
func cause(l *contract.Line) string {
	if l.Void != "" {
		return l.Void
	}
	return l.Key
}

func debit(a ledger.Account, c money.Cents) ledger.Posting {
	return ledger.Posting{Account: a, Amount: c}
}
func credit(a ledger.Account, c money.Cents) ledger.Posting {
	return ledger.Posting{Account: a, Amount: -c}
}

// line wants what a line books. The recipes are those of money.md section 3.
func (w *wanted) line(l *contract.Line) {
	if l.Void != "" {
		w.nothing(l)
		return
	}
	lease := w.terms.Kind == contract.Lease
	switch l.Kind {
	case contract.KindActivated:
		deposit := w.deposit(l)
		w.add(l, "", debit(principal(lease), l.Principal), credit(ledger.Cash, l.Principal-deposit), credit(ledger.Deposits, deposit))
	case contract.KindConverted:
		w.converted(l, lease)
	case contract.KindPayment:
		w.add(l, "/received", debit(ledger.Cash, l.Amount), credit(ledger.Unapplied, l.Amount))
		w.applied(l, "/applied", ledger.Unapplied, l.Amount-l.Unapplied)
	case contract.KindCredit:
		w.applied(l, "", source(l.Code), l.Amount)
	case contract.KindRecovery:
		w.add(l, "", debit(ledger.Cash, l.Amount), credit(ledger.Recoveries, l.Amount-l.Credit), credit(ledger.CustomerCredit, l.Credit))
	case contract.LineRentDue:
		w.rentDue(l)
	case contract.LineSmallBalance:
		w.writtenOff(l, ledger.SmallBalances, ledger.SmallBalances)
	case contract.KindChargedOff:
		w.writtenOff(l, ledger.CreditLoss, ledger.IncomeLoss)
	case contract.KindFeeAssessed, contract.LineEndCharge:
		w.add(l, "", debit(ledger.Fees, l.Fee), credit(income(contract.FeeKind(l.Code)), l.Fee))
	case contract.KindFeeWaived:
		w.add(l, "", debit(ledger.Waivers, l.Fee), credit(ledger.Fees, l.Fee))
	case contract.KindCreditRefunded:
		w.add(l, "", debit(ledger.CustomerCredit, -l.Credit), debit(ledger.Fees, l.Fee), credit(ledger.Cash, l.Amount))
	case contract.KindTurnIn, contract.KindPurchase, contract.KindEarlyTermination:
		w.ended(l)
	case contract.KindCancelled:
		w.cancelled(l)
	case contract.LineDeposit:
		w.applied(l, "", ledger.Deposits, l.Amount)
	case contract.LineGivenBack:
		w.givenBack(l)
	}
}

// nothing wants nothing under the keys of a line that was undone.
func (w *wanted) nothing(l *contract.Line) {
	if l.Kind == contract.KindPayment {
		w.add(l, "/received")
		w.add(l, "/applied")
		return
	}
	w.add(l, "")
}

// principal is where the debt itself stands.
func principal(lease bool) ledger.Account {
	if lease {
		return ledger.LeasedVehicles
	}
	return ledger.LoanPrincipal
}

// source is where a credit comes from.
func source(code string) ledger.Account {
	switch contract.CreditSource(code) {
	case contract.Goodwill:
		return ledger.Waivers
	case contract.AddOnRefund:
		return ledger.ProductRefunds
	case contract.PriorEscrow:
		return ledger.Deposits
	}
	return ledger.Cash
}

// income is where a fee is earned; property tax is only passed on.
func income(kind contract.FeeKind) ledger.Account {
	switch kind {
	case contract.LateFee:
		return ledger.LateFees
	case contract.ReturnedFee:
		return ledger.ReturnFees
	case contract.DispositionFee, contract.MileageFee, contract.WearFee, contract.EarlyEndFee:
		return ledger.LeaseEnd
	case contract.PropertyTax:
		return ledger.TaxPayable
	}
	return ledger.OtherFees
}

// deposit is the lessee's security deposit, which comes in when the lease opens.
func (w *wanted) deposit(l *contract.Line) money.Cents {
	if w.terms.Lease == nil || l.Principal == 0 {
		return 0 // taken over from another book: its opening brings the deposit
	}
	return w.terms.Lease.Deposit
}

// converted opens with what another book left, against the opening account.
func (w *wanted) converted(l *contract.Line, lease bool) {
	deposit := w.deposit(l)
	net := l.Principal + l.Interest + l.Fee + l.Rent - l.Advance - deposit
	w.add(l, "", debit(principal(lease), l.Principal), debit(ledger.Interest, l.Interest), debit(ledger.Fees, l.Fee),
		debit(ledger.RentReceivable, l.Rent), credit(ledger.DeferredRent, l.Advance), credit(ledger.Deposits, deposit),
		credit(ledger.Opening, net))
}

// applied lets money of an account pay what the line says it paid.
func (w *wanted) applied(l *contract.Line, suffix string, from ledger.Account, amount money.Cents) {
	w.add(l, suffix, debit(from, amount), credit(ledger.Interest, l.Interest), credit(ledger.LoanPrincipal, l.Principal), credit(ledger.Fees, l.Fee),
		credit(ledger.RentReceivable, l.Rent+l.Tax-l.Advance), credit(ledger.DeferredRent, l.Advance), credit(ledger.CustomerCredit, l.Credit))
}

// rentDue earns a rent: its rent charge is income; its depreciation is recovered, and the vehicle's worth falls by the same; its tax is the
// state's. What was paid in advance pays it.
func (w *wanted) rentDue(l *contract.Line) {
	depreciation := l.Rent - l.Charge
	w.rents = rents{w.rents.charge + l.Charge, w.rents.depreciation + depreciation, w.rents.tax + l.Tax}
	w.add(l, "", debit(ledger.RentReceivable, l.Amount-l.Advance), debit(ledger.DeferredRent, l.Advance), credit(ledger.RentIncome, l.Charge),
		credit(ledger.Depreciation, depreciation), credit(ledger.TaxPayable, l.Tax),
		debit(ledger.VehicleExpense, depreciation), credit(ledger.LeasedVehicles, depreciation))
}

// writtenOff takes principal, and interest with fees, off the books.
func (w *wanted) writtenOff(l *contract.Line, principal, income ledger.Account) {
	w.add(l, "", debit(principal, l.Principal), debit(income, l.Interest+l.Fee), credit(ledger.LoanPrincipal, l.Principal),
		credit(ledger.Interest, l.Interest), credit(ledger.Fees, l.Fee))
}

// ended books the end of a lease: money for the vehicle, what the lessee owes, the balance that goes, and the gain or loss in between. Rents
// paid in advance become the customer's.
func (w *wanted) ended(l *contract.Line) {
	result, account := money.Cents(0), ledger.Depreciation
	switch l.Kind {
	case contract.KindPurchase:
		result = l.Amount - l.Tax - l.Principal
	case contract.KindEarlyTermination:
		result, account = l.Amount+l.Fee-l.Tax-l.Principal, ledger.LeaseEnd
	}
	w.add(l, "", debit(ledger.Cash, l.Amount), debit(ledger.Fees, l.Fee), credit(ledger.LeasedVehicles, l.Principal), credit(ledger.TaxPayable, l.Tax),
		credit(account, result), debit(ledger.DeferredRent, -l.Advance), credit(ledger.CustomerCredit, l.Credit))
}

// cancelled undoes what the contract has booked: the dealer pays back what was paid out, and what was earned was not. What the customer has paid of it
// goes back with the next line.
func (w *wanted) cancelled(l *contract.Line) {
	if w.terms.Kind == contract.Loan {
		w.add(l, "", debit(ledger.Cash, l.Principal), debit(ledger.InterestIncome, l.Interest), debit(ledger.Waivers, l.Fee),
			credit(ledger.LoanPrincipal, l.Principal), credit(ledger.Interest, l.Interest), credit(ledger.Fees, l.Fee))
		return
	}
	r := w.rents
	paid := r.charge + r.depreciation + r.tax - l.Rent
	w.add(l, "", debit(ledger.Cash, l.Principal+r.depreciation-paid), debit(ledger.RentIncome, r.charge), debit(ledger.Depreciation, r.depreciation),
		debit(ledger.TaxPayable, r.tax), debit(ledger.Waivers, l.Fee), credit(ledger.LeasedVehicles, l.Principal),
		credit(ledger.VehicleExpense, r.depreciation), credit(ledger.RentReceivable, l.Rent), credit(ledger.Fees, l.Fee))
}

// givenBack makes what was paid the customer's; the line's figures are those of the payments, undone.
func (w *wanted) givenBack(l *contract.Line) {
	deposit := l.Credit + l.Principal + l.Interest + l.Fee + l.Rent + l.Tax + l.Unapplied
	w.add(l, "", debit(ledger.Cash, -l.Principal-l.Rent-l.Tax+l.Advance), debit(ledger.InterestIncome, -l.Interest), debit(ledger.Waivers, -l.Fee),
		debit(ledger.DeferredRent, -l.Advance), debit(ledger.Unapplied, -l.Unapplied), debit(ledger.Deposits, deposit),
		credit(ledger.CustomerCredit, l.Credit))
}
