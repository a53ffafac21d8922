package finance

import (
	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// Precision says how exactly a servicer holds the daily factor, rate over basis.
type Precision uint8

// The precisions that real servicers were measured to use (money.md section 6).
const (
	Exact   Precision = iota // the factor is the exact rational
	Factor8                  // the factor is truncated to eight decimal places
)

var precisionNames = [...]string{"exact", "factor-8"}

// String returns the precision's name.
func (p Precision) String() string {
	if int(p) < len(precisionNames) {
		return precisionNames[p]
	}
	return "unknown precision"
}

// MarshalText implements encoding.TextMarshaler.
func (p Precision) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; empty is exact.
func (p *Precision) UnmarshalText(b []byte) error {
	for i, name := range precisionNames {
		if string(b) == name || len(b) == 0 {
			*p = Precision(i)
			return nil
		}
	}
	return fault.New(fault.Invalid, "This precision is not known here; known are exact and factor-8.")
}

// MaxRate bounds a yearly rate: 100 %. A rate written in per cent by mistake (12.99 for 0.1299) is refused by it.
const MaxRate = money.One

// Accrual is how a contract's interest grows with the days.
type Accrual struct {
	DayCount    DayCount
	Precision   Precision
	Termination civil.Date // the last due date; only 30E/360-ISDA looks at it, and none is allowed
}

// Interest returns the interest of a principal at a yearly rate from one date to a later one, exactly: principal × rate × fraction of the
// year. For a 30/360 day count the days are its own and the basis is 360. It rounds nothing (with Factor8 it truncates the daily factor).
func (a Accrual) Interest(principal money.Cents, rate money.Rate, from, to civil.Date) (money.Exact, error) {
	if to < from {
		return money.Exact{}, fault.Newf(fault.Invalid, "Interest cannot run backwards from %s to %s.", from, to)
	}
	if rate < 0 || rate > MaxRate {
		return money.Exact{}, fault.Inputf("rate", "The rate %s is not between 0 and 1.", rate)
	}
	if principal > money.MaxAmount || principal < -money.MaxAmount {
		return money.Exact{}, fault.Input("principal", "This amount is larger than any contract here.")
	}
	return money.PartsTimes(principal, a.factor(rate, from, to)), nil
}

// factor is rate × fraction of the year, in parts of 1/money.Denominator. Within MaxRate and three centuries it fits.
func (a Accrual) factor(rate money.Rate, from, to civil.Date) int64 {
	s := spanOf(a.DayCount, from, to, a.Termination)
	if a.Precision == Factor8 {
		return int64(factor8(rate, s.basis))*int64(s.common)*int64(WholeYear) + int64(factor8(rate, 366))*int64(s.leap)*int64(WholeYear)
	}
	return int64(rate) * (int64(s.common)*(int64(WholeYear)/int64(s.basis)) + int64(s.leap)*(int64(WholeYear)/366))
}

// factor8 is the daily factor rate/basis truncated to eight places.
func factor8(rate money.Rate, basis int) money.Rate {
	const unit = 10 // a rate has nine places
	return money.Rate(int64(rate) / int64(basis) / unit * unit)
}
