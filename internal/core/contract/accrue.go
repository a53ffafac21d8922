package contract

import (
	"fmt"
	"sort"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/money"
)

// cursor is how far interest has run.
type cursor struct {
	principal money.Cents
	from      civil.Date  // interest has accrued up to here …
	unpaid    money.Exact // … and this much of it is unpaid; it bears no interest itself (12 CFR 1026 App. J(a)(3))
}

// rates is the yearly rate in force: the contract's or the last changed one, less a discount, but no more than a cap.
type rates struct {
	base          money.Rate
	discount      money.Rate
	discountUntil civil.Date // none is open
	limit         money.Rate // 0 is no cap
	limitUntil    civil.Date
	service       money.Rate // the SCRA's cap; 0 is none
	serviceUntil  civil.Date
}

// on returns the rate in force on a day.
func (r *rates) on(day civil.Date) money.Rate {
	rate := r.base
	if runs(r.discountUntil, day) {
		rate = max(rate-r.discount, 0)
	}
	if r.limit > 0 && runs(r.limitUntil, day) {
		rate = min(rate, r.limit)
	}
	if r.service > 0 && runs(r.serviceUntil, day) {
		rate = min(rate, r.service)
	}
	return rate
}

func runs(until, day civil.Date) bool { return until == 0 || day < until }

// until returns the first day after from on which the rate may be another one, but no later than to.
func (r *rates) until(from, to civil.Date) civil.Date {
	for _, end := range [...]civil.Date{r.discountUntil, r.limitUntil, r.serviceUntil} {
		if end > from && end < to {
			to = end
		}
	}
	return to
}

// grow lets interest run on a cursor up to a day, and tells each stretch of one rate to visit when it is not nil.
func (f *fold) grow(c *cursor, to civil.Date, visit func(from, until civil.Date, rate money.Rate, grown money.Exact)) error {
	if f.lease != nil {
		return nil // a lease has rents, not interest
	}
	for c.from < to {
		if c.principal == 0 {
			if visit != nil {
				visit(c.from, to, 0, money.Exact{})
			}
			c.from = to
			break
		}
		rate, until := f.rates.on(c.from), f.rates.until(c.from, to)
		grown, err := f.accrual.Interest(c.principal, rate, c.from, until)
		if err != nil {
			return fmt.Errorf("interest from %s to %s: %w", c.from, until, err)
		}
		if visit != nil {
			visit(c.from, until, rate, grown)
		}
		c.unpaid = c.unpaid.Add(grown)
		c.from = until
	}
	return nil
}

// accrue lets the contract's interest run up to a day and keeps the working for the next line that pays it.
func (f *fold) accrue(to civil.Date) error {
	return f.grow(&f.cursor, to, func(from, until civil.Date, rate money.Rate, grown money.Exact) {
		f.s.Segments = append(f.s.Segments, Segment{From: from, To: until, Balance: f.principal, Rate: rate, Brought: f.unpaid})
		if f.principal == 0 {
			return
		}
		f.pending = append(f.pending, f.accrued(from, until, rate, f.principal, grown))
	})
}

// accrued is the step of one stretch of interest.
func (f *fold) accrued(from, until civil.Date, rate money.Rate, balance money.Cents, grown money.Exact) Step {
	return Step{
		What: StepAccrued, DayCount: f.accrual.DayCount, From: from, To: until, Rate: rate, Balance: balance, Exact: grown,
		Days: int32(finance.Days(f.accrual.DayCount, from, until, f.accrual.Termination)), Clause: clauseUSRule,
	}
}

// round is the one place where accrued interest becomes money (money.md 1.3). What a rounding up left over counts as nothing, not as a debt of ours.
func (f *fold) round(unpaid money.Exact) (money.Cents, error) {
	c, err := unpaid.Round(f.terms.Product.Rounding)
	if err != nil {
		return 0, fmt.Errorf("round interest: %w", err)
	}
	return max(c, 0), nil
}

// owedAt returns the rounded interest owed at the end of a day on or after the fold's own.
func (f *fold) owedAt(day civil.Date) (money.Cents, error) {
	c := f.cursor
	if err := f.grow(&c, day, nil); err != nil {
		return 0, err
	}
	return f.round(c.unpaid)
}

// Opened is the day from which the contract is in this book; none while it is pending.
func (s *State) Opened() civil.Date {
	if s.fold == nil {
		return 0
	}
	return s.fold.opening
}

// AccruedAt returns the rounded interest owed at the end of a day between the opening and AsOf.
func (s *State) AccruedAt(day civil.Date) (money.Cents, error) {
	i := sort.Search(len(s.Segments), func(i int) bool { return s.Segments[i].From > day }) - 1
	if i < 0 || s.fold == nil {
		return 0, nil
	}
	seg := &s.Segments[i]
	grown, err := s.fold.accrual.Interest(seg.Balance, seg.Rate, seg.From, day)
	if err != nil {
		return 0, fmt.Errorf("interest to %s: %w", day, err)
	}
	return s.fold.round(seg.Brought.Add(grown))
}

// settle takes paid interest off a cursor: an exact remainder is carried, or dropped once all is paid and the product says so.
func (f *fold) settle(c *cursor, paid, owed money.Cents) {
	c.unpaid = c.unpaid.Sub(money.ExactOf(paid))
	if paid == owed && (f.terms.Product.Remainder == finance.Dropped || c.principal == 0) {
		c.unpaid = money.Exact{}
	}
}

func (b RateSegment) apply(f *fold, e *Event) error {
	if err := f.accrue(f.day(e)); err != nil {
		return err
	}
	if f.lease != nil {
		f.line(e).Code = string(b.Reason)
		return nil
	}
	switch b.Reason {
	case RateChanged:
		f.rates.base = b.Rate
	case AutopayDiscount:
		f.rates.discount, f.rates.discountUntil = b.Rate, b.Until
	case RateCap:
		f.rates.limit, f.rates.limitUntil = b.Rate, b.Until
	}
	l := f.line(e)
	l.Code = string(b.Reason)
	f.finishLine(l, Step{What: StepResult, From: f.day(e), To: b.Until, Rate: f.rates.on(f.day(e)), Rule: b.Reason.rule()})
	return nil
}

// serviceCap is the SCRA's (50 USC 3937(a)(1)).
const serviceCap money.Rate = 60_000_000

func (b SCRA) apply(f *fold, e *Event) error {
	if err := f.accrue(f.day(e)); err != nil {
		return err
	}
	if f.lease != nil { // a lessee in service may end the lease without penalty (50 USC 3955); there is no rate to cap
		f.line(e)
		return nil
	}
	f.rates.service, f.rates.serviceUntil = serviceCap, b.Until
	for i := f.at; b.Payment > 0 && i < len(f.plan)-1; i++ {
		if runs(b.Until, f.plan[i].Due) && f.plan[i].Due >= e.Effective {
			f.plan[i].Amount = min(f.plan[i].Amount, b.Payment)
		}
	}
	f.finishLine(f.line(e), Step{What: StepLimit, From: f.day(e), To: b.Until, Rate: serviceCap, Clause: clauseSCRA})
	return nil
}
