package booking

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/money"
)

// accrualKey names the accrual of a day.
const accrualPrefix = "accrual/"

// accrue wants the interest earned: on every day when some of it was settled, and at every month's end up to the state's day.
func (w *wanted) accrue(s *contract.State) error {
	if w.terms.Kind != contract.Loan || len(s.Segments) == 0 {
		return nil
	}
	a := accruer{w: w, s: s}
	for i := range s.Lines {
		l := &s.Lines[i]
		if l.Void != "" {
			continue
		}
		switch l.Kind {
		case contract.KindConverted:
			a.earned = l.Interest
		case contract.KindPayment, contract.KindCredit, contract.KindChargedOff, contract.KindCancelled, contract.LineSmallBalance:
			if l.Interest == 0 {
				continue
			}
			on := max(l.Effective, s.Segments[0].From)
			if err := a.monthEnds(on); err != nil {
				return err
			}
			a.settled += l.Interest
			if err := a.at(on, cause(l)); err != nil {
				return err
			}
		}
	}
	return a.monthEnds(s.AsOf.AddDays(1))
}

// accruer walks the days on which interest is booked.
type accruer struct {
	w       *wanted
	s       *contract.State
	last    civil.Date  // the day booked last
	settled money.Cents // interest paid or written off so far
	earned  money.Cents // interest booked so far
}

// monthEnds books every month's end after the last day booked and before a day.
func (a *accruer) monthEnds(before civil.Date) error {
	if a.last.IsZero() {
		a.last = a.s.Opened().AddDays(-1)
	}
	for end := a.last.AddDays(1).EndOfMonth(); end < before; end = end.AddDays(1).EndOfMonth() {
		if err := a.at(end, ""); err != nil {
			return err
		}
	}
	return nil
}

// at books the change of what was earned by the end of a day: what was settled and what is owed, rounded.
func (a *accruer) at(day civil.Date, cause string) error {
	owed, err := a.s.AccruedAt(day)
	if err != nil {
		return fmt.Errorf("accrue to %s: %w", day, err)
	}
	earned := a.settled + owed
	delta := earned - a.earned
	a.earned, a.last = earned, max(a.last, day)
	if delta != 0 {
		key := accrualPrefix + day.String()
		if n := len(a.w.entries); n > 0 && a.w.entries[n-1].Key == key { // a second payment of the same day
			p := a.w.entries[n-1].Postings
			p[0].Amount, p[1].Amount = p[0].Amount+delta, p[1].Amount-delta
			return nil
		}
		a.w.entry(key, day, cause, debit(ledger.Interest, delta), credit(ledger.InterestIncome, delta))
	}
	return nil
}
