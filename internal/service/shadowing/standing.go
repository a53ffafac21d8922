package shadowing

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/core/tape"
	"marque/internal/money"
)

// standing is how a loan stands after a payment. A tape shows whole cents only, so under a carried remainder the fraction is known no better
// than an interval; each month's cents narrow it.
type standing struct {
	from      civil.Date  // interest has run up to here …
	owed      money.Exact // … and so much of it is unpaid, leaving the fraction of a cent aside
	low, high money.Exact // with it the unpaid interest lies between these, low included; both are owed when fractions are dropped
}

// judge is the arithmetic of one setting.
type judge struct {
	Settings
	accrual   finance.Accrual
	low, high money.Exact // what rounds to no cents: a figure of n cents came from between n+low and n+high
}

func newJudge(s Settings) judge {
	j := judge{Settings: s, accrual: finance.Accrual{DayCount: s.DayCount, Precision: s.Precision}}
	if s.Rounding == money.HalfUp {
		j.low, j.high = money.Parts(-money.Denominator/2), money.Parts(money.Denominator/2)
	} else {
		j.high = money.ExactOf(1)
	}
	return j
}

// settled is the standing after a payment that paid all interest up to a day; the fraction of a cent is not known.
func (j *judge) settled(on civil.Date) standing {
	return j.owing(on, money.Exact{})
}

// owing is settled but for an amount.
func (j *judge) owing(on civil.Date, owed money.Exact) standing {
	s := standing{from: on, owed: owed, low: owed, high: owed}
	if j.Remainder == finance.Carried {
		s.low, s.high = s.low.Add(j.low), s.high.Add(j.high)
	}
	return s
}

// grown is a standing with the interest of more days added.
func (j *judge) grown(s standing, balance money.Cents, rate money.Rate, to civil.Date) (standing, error) {
	interest, err := j.accrual.Interest(balance, rate, s.from, to)
	if err != nil {
		return s, fmt.Errorf("interest from %s to %s: %w", s.from, to, err)
	}
	return standing{from: to, owed: s.owed.Add(interest), low: s.low.Add(interest), high: s.high.Add(interest)}, nil
}

// less is a standing after part of what is owed was paid.
func (s standing) less(paid money.Cents) standing {
	p := money.ExactOf(paid)
	return standing{from: s.from, owed: s.owed.Sub(p), low: s.low.Sub(p), high: s.high.Sub(p)}
}

// matches tells whether a grown standing comes to these cents, and how the loan stands after they were paid.
func (j *judge) matches(s standing, collected money.Cents) (Class, standing, error) {
	alone, err := s.owed.Round(j.Rounding)
	if err != nil {
		return Unexplained, s, fmt.Errorf("round interest: %w", err)
	}
	if j.Remainder == finance.Dropped {
		if alone == collected {
			return Equal, j.settled(s.from), nil
		}
		return Unexplained, s, nil
	}
	after := s.less(collected)
	after.owed = money.Exact{}
	after.low, after.high = later(after.low, j.low), earlier(after.high, j.high)
	off := collected - alone
	switch {
	case after.low.Cmp(after.high) >= 0:
		return Unexplained, s, nil
	case off == 0:
		return Equal, after, nil
	case off == 1 || off == -1:
		return CarriedCent, after, nil
	}
	return Unexplained, s, nil
}

func later(a, b money.Exact) money.Exact {
	if a.Cmp(b) > 0 {
		return a
	}
	return b
}

func earlier(a, b money.Exact) money.Exact {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

// figures are the parts of a loan-month that the arithmetic needs, all known.
type figures struct {
	balance             money.Cents
	rate                money.Rate
	interest, principal money.Cents
	scheduled, paid     money.Cents // 0 when not reported
	paidThrough, ends   civil.Date
}

// figuresOf returns the figures, or that one of them is missing.
func figuresOf(m *tape.LoanMonth) (figures, bool) {
	f := figures{balance: m.Begin.Cents, rate: m.Rate.Rate, interest: m.Interest.Cents, principal: m.Principal.Cents,
		scheduled: m.Scheduled.Cents, paid: m.Paid.Cents, paidThrough: m.PaidThrough, ends: m.Ends}
	return f, m.Rate.Known && m.Interest.Known && m.Principal.Known && f.balance > 0 && f.paidThrough > 0
}
