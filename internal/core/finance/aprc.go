package finance

import (
	"math"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// Offset is an amount at a whole number of months after the first drawdown.
type Offset struct {
	Month  int
	Amount money.Cents
}

// maxOffsetMonths bounds an offset: a hundred years.
const maxOffsetMonths = 1200

// APRC returns the annual percentage rate of charge of Directive 2008/48/EC, Annex I: Σ C/(1+X)^t = Σ D/(1+X)^s with times in years of
// twelve equal months, rounded half up to six decimals of a per cent. The one decimal that is published is the caller's to round.
func APRC(advances, payments []Offset) (money.Rate, error) {
	if err := checkOffsets(advances, payments); err != nil {
		return 0, err
	}
	e := equation{compound: true}
	for _, a := range advances {
		e.add(flow{amount: float64(a.Amount), whole: a.Month})
	}
	for _, p := range payments {
		e.add(flow{amount: -float64(p.Amount), whole: p.Month})
	}
	return e.yearly(12)
}

// APRCByDates is APRC for dated flows: whole unit periods are counted back from the later date, and the days left over are parts of the
// year of 365 or 366 days that ends where they end (Directive 2011/90/EU, remark (c)).
func APRCByDates(advances, payments []Flow, unit Unit) (money.Rate, error) {
	if err := unit.Validate(); err != nil {
		return 0, err
	}
	begin, err := beginning(advances, payments)
	if err != nil {
		return 0, err
	}
	unit = europeanUnit(unit)
	e := equation{compound: true}
	for _, a := range advances {
		whole, fraction := unit.european(begin, a)
		e.add(flow{amount: float64(a.Amount), whole: whole, fraction: fraction})
	}
	for _, p := range payments {
		whole, fraction := unit.european(begin, p)
		e.add(flow{amount: -float64(p.Amount), whole: whole, fraction: fraction})
	}
	return e.yearly(unit.perYear())
}

// EuropeanYears returns the interval between two dates in years as APRCByDates counts it.
func EuropeanYears(from, to civil.Date, base Base) float64 {
	unit := europeanUnit(Unit{Base: base, Multiple: 1})
	whole, fraction := unit.european(from, Flow{Date: to})
	return (float64(whole) + fraction) / unit.perYear()
}

// europeanUnit is the interval that whole periods are counted in: the Directive knows years, months, weeks and days.
func europeanUnit(u Unit) Unit {
	if u.Base == BaseSemimonth {
		return Unit{Base: BaseMonth, Multiple: 1}
	}
	return Unit{Base: u.Base, Multiple: 1}
}

// european counts whole periods back from the later date; the rest in days is a part of a year, given in periods.
func (u Unit) european(from civil.Date, to Flow) (whole int, fraction float64) {
	at := from
	switch u.Base {
	case BaseDay:
		whole = 0
		at = to.Date
	case BaseWeek:
		whole = to.Date.Sub(from) / 7
		at = to.Date.AddDays(-7 * whole)
	default:
		months, days := monthsBack(from, to)
		at = from.AddDays(days)
		whole = months
		if u.Base == BaseYear {
			whole = months / 12
			at = to.Date.AddMonths(-12*whole, max(to.Day, to.Date.Day()))
		}
	}
	rest := at.Sub(from)
	if rest == 0 {
		return whole, 0
	}
	year := at.Sub(at.AddMonths(-12, at.Day()))
	return whole, float64(rest) / float64(year) * u.perYear()
}

func checkOffsets(advances, payments []Offset) error {
	switch {
	case len(advances) == 0:
		return fault.Input("advances", "At least one advance is needed.")
	case len(payments) == 0:
		return fault.Input("payments", "At least one payment is needed.")
	case len(advances)+len(payments) > MaxFlows:
		return fault.Inputf("payments", "At most %d advances and payments are read.", MaxFlows)
	}
	for _, list := range [][]Offset{advances, payments} {
		for _, o := range list {
			if o.Month < 0 || o.Month > maxOffsetMonths {
				return fault.Inputf("month", "A month must be between 0 and %d.", maxOffsetMonths)
			}
			if o.Amount < 0 || o.Amount > money.MaxAmount {
				return fault.Input("amount", "An amount must be at least 0 and no larger than any contract here.")
			}
		}
	}
	return nil
}

// yearly solves for the rate of a period and compounds it over the periods of a year.
func (e *equation) yearly(perYear float64) (money.Rate, error) {
	i, err := e.solve()
	if err != nil {
		return 0, err
	}
	return published(math.Expm1(perYear * math.Log1p(i)))
}
