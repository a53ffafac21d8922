package contract

import (
	"time"

	"marque/internal/civil"
	"marque/internal/money"
)

// finish looks at the contract at the end of its day.
func (f *fold) finish() error {
	s := f.s
	s.Instalments = f.plan
	s.Maturity = f.maturity()
	if s.Status == Pending {
		return nil
	}
	if err := f.reach(s.AsOf); err != nil {
		return err
	}
	f.judgeGraces(s.AsOf.AddDays(1))
	interest, err := f.owedAt(s.AsOf)
	if err != nil {
		return err
	}
	s.Principal, s.Interest, s.Fees, s.OpenFees = f.principal, interest, f.openFees(), f.fees
	s.Disputed = f.disputed()
	s.Rate = f.rates.on(s.AsOf)
	f.lastSegment()
	f.pastDue(interest)
	f.sum()
	f.status()
	return f.outlook()
}

// lastSegment records the stretch of interest that is still running.
func (f *fold) lastSegment() {
	if f.lease != nil {
		return
	}
	c, day := f.cursor, f.s.AsOf
	_ = f.grow(&c, day, func(from, until civil.Date, rate money.Rate, _ money.Exact) {
		f.s.Segments = append(f.s.Segments, Segment{From: from, To: until, Balance: f.principal, Rate: rate, Brought: c.unpaid})
	})
	f.s.Segments = append(f.s.Segments, Segment{From: c.from, Balance: f.principal, Rate: f.rates.on(c.from), Brought: c.unpaid})
}

// pastDue sums what is open on instalments whose due date is over.
func (f *fold) pastDue(interest money.Cents) {
	s, day := f.s, f.s.AsOf
	today := money.Cents(0)
	for i := f.at; i < len(f.plan) && f.plan[i].Due <= day; i++ {
		open := f.plan[i].Open()
		if f.plan[i].Due == day {
			today += open
			continue
		}
		if s.PastDue == 0 && open > 0 {
			s.OldestDue = f.plan[i].Due
		}
		s.PastDue += open
	}
	if f.lease == nil {
		s.PastDue, today = f.capDue(s.PastDue, today, interest)
	}
	if s.PastDue > 0 {
		if s.OldestDue.IsZero() {
			s.OldestDue = f.maturity()
		}
		s.DaysPastDue = max(day.Sub(s.OldestDue)-f.pausedDays(s.OldestDue, day), 0)
	}
	s.DueNow = s.PastDue + today + s.Fees - s.Disputed
	s.Paid, s.Remaining = f.at, len(f.plan)-f.at
	for i := f.at - 1; i >= 0 && f.plan[i].Due > day; i-- {
		s.PaidAhead++
	}
}

// capDue keeps what is asked for within the debt of a loan; after its last due date all of it is asked for.
func (f *fold) capDue(pastDue, today, interest money.Cents) (money.Cents, money.Cents) {
	debt := f.principal + interest
	switch last := f.maturity(); {
	case f.s.AsOf > last:
		return debt, 0
	case f.s.AsOf == last:
		pastDue = min(pastDue, debt)
		return pastDue, debt - pastDue
	}
	pastDue = min(pastDue, debt)
	return pastDue, min(today, debt-pastDue)
}

// sum adds up what was paid, in all and in the year of the day.
func (f *fold) sum() {
	f.s.Total = f.s.paid(0, f.s.AsOf)
	f.s.Year = f.s.PaidIn(f.s.AsOf.Year())
}

// paid adds up what was paid between two days, both included.
func (s *State) paid(from, to civil.Date) Sums {
	var sums Sums
	for i := range s.Lines {
		if l := &s.Lines[i]; (l.Kind == KindPayment || l.Kind == LineGivenBack) && l.Void == "" && l.Effective >= from && l.Effective <= to {
			sums.add(l)
		}
	}
	return sums
}

// PaidIn returns what was paid in a calendar year up to AsOf, with the interest that another book took in the year of its hand-over: what a
// yearly statement of interest says (IRC 6050AA).
func (s *State) PaidIn(year int) Sums {
	begin, err := civil.Make(year, time.January, 1)
	if err != nil {
		return Sums{}
	}
	sums := s.paid(begin, begin.AddMonths(monthsPerYear, 1).AddDays(-1))
	if f := s.fold; f != nil && f.taken != nil && f.opening.Year() == year {
		sums.Interest += f.taken.YearInterest
	}
	return sums
}

// status says where the contract stands in its life.
func (f *fold) status() {
	s := f.s
	switch {
	case s.Status == ChargedOut || s.Status == Undone && f.lease == nil:
	case f.lease != nil:
		f.leaseStatus()
	case s.Principal == 0 && s.Interest == 0 && s.Fees == 0:
		s.Status = PaidOff
	}
	switch {
	case s.Ownership != "":
		s.AutopayStops = s.Ownership
	case s.Status != Active && s.Status != Matured:
		s.AutopayStops = string(s.Status)
	}
}

func (f *fold) leaseStatus() {
	s, le := f.s, f.lease
	state := le.state
	state.TermEnd = f.termEnd()
	state.OpenRents, state.PaidInAdvance = f.openRents(), f.advance()
	state.Mileage = f.mileage(s.AsOf)
	s.Lease = &state
	switch {
	case state.Ended == KindCancelled:
		s.Status = Undone
	case state.Ended == KindEarlyTermination:
		s.Status = Terminated
	case state.Ended != "":
		s.Status = Ended
	case s.AsOf >= state.TermEnd:
		s.Status = Matured
	}
}
