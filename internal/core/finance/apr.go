package finance

import (
	"math"
	"slices"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// MaxFlows bounds the advances and payments of one rate: thirty years of days are under it.
const MaxFlows = 12_000

// APR returns the annual percentage rate of 12 CFR 1026 Appendix J by the actuarial method, rounded half up to six decimals of a per cent
// (0.09685708 is 9.685708 %). It solves Σ A/((1+e·i)(1+i)^q) = Σ P/((1+f·i)(1+i)^t) for the rate i of a unit period; the APR is i times the
// unit periods of a year. The term begins with the first advance.
func APR(advances, payments []Flow, unit Unit) (money.Rate, error) {
	if err := unit.Validate(); err != nil {
		return 0, err
	}
	begin, err := beginning(advances, payments)
	if err != nil {
		return 0, err
	}
	unit = unit.standard()
	if len(advances) == 1 && len(payments) == 1 {
		return single(advances[0], payments[0], unit)
	}
	e := equation{flows: make([]flow, 0, len(advances)+len(payments))}
	for _, a := range advances {
		whole, fraction := unit.Between(begin, a)
		e.add(flow{amount: float64(a.Amount), whole: whole, fraction: fraction})
	}
	for _, p := range payments {
		whole, fraction := unit.Between(begin, p)
		e.add(flow{amount: -float64(p.Amount), whole: whole, fraction: fraction})
	}
	i, err := e.solve()
	if err != nil {
		return 0, err
	}
	return published(i * unit.perYear())
}

// beginning checks the flows and returns the date of the first advance.
func beginning(advances, payments []Flow) (civil.Date, error) {
	switch {
	case len(advances) == 0:
		return 0, fault.Input("advances", "At least one advance is needed.")
	case len(payments) == 0:
		return 0, fault.Input("payments", "At least one payment is needed.")
	case len(advances)+len(payments) > MaxFlows:
		return 0, fault.Inputf("payments", "At most %d advances and payments are read.", MaxFlows)
	}
	begin := advances[0].Date
	for _, a := range advances {
		begin = min(begin, a.Date)
		if a.Amount < 0 || a.Amount > money.MaxAmount {
			return 0, fault.Input("advances", "An advance must be at least 0 and no larger than any contract here.")
		}
	}
	for _, p := range payments {
		if p.Date < begin {
			return 0, fault.Input("payments", "A payment lies before the first advance.")
		}
		if p.Amount < 0 || p.Amount > money.MaxAmount {
			return 0, fault.Input("payments", "A payment must be at least 0 and no larger than any contract here.")
		}
	}
	if begin.IsZero() {
		return 0, fault.Input("advances", "A date is missing.")
	}
	return begin, nil
}

// single is one advance and one payment. Its unit period is the term, but not more than a year: under a year the rate is simple, by whole
// months or by days (App. J(b)(5)(vi) and (vii)); a unit of days asks for days where the law leaves the choice.
func single(a, p Flow, unit Unit) (money.Rate, error) {
	if a.Amount <= 0 {
		return 0, fault.Input("advances", "The advance must be more than 0.")
	}
	if p.Amount < a.Amount {
		return 0, errNoRate()
	}
	gain := float64(p.Amount-a.Amount) / float64(a.Amount)
	days := p.Date.Sub(a.Date)
	if days == 0 {
		return 0, fault.Input("payments", "Advance and payment lie on the same day.")
	}
	months, rest := monthsBack(a.Date, p)
	switch {
	case months >= 12:
		whole, fraction := years(a.Date, p, months, rest)
		e := equation{}
		e.add(flow{amount: float64(a.Amount)})
		e.add(flow{amount: -float64(p.Amount), whole: whole, fraction: fraction})
		i, err := e.solve()
		if err != nil {
			return 0, err
		}
		return published(i)
	case rest == 0 && unit.Base != BaseDay:
		return published(gain * 12 / float64(months))
	}
	return published(gain * 365 / float64(days))
}

// flow is an amount at a time in unit periods; money that the borrower gets is positive.
type flow struct {
	amount   float64
	whole    int
	fraction float64
}

// equation is the present value of all flows as a function of the rate of a unit period. With compound, the fraction of a period is
// compounded too, as the European equation has it; the American one counts it simply.
type equation struct {
	flows    []flow
	compound bool
}

func (e *equation) add(f flow) { e.flows = append(e.flows, f) }

// value returns the present value and its derivative at a rate. The flows are sorted, so that each power comes from the one before.
func (e *equation) value(i float64) (value, slope float64) {
	v := 1 / (1 + i)
	at, power := 0, 1.0
	fraction, factor, rise := 0.0, 1.0, 0.0
	for j := range e.flows {
		f := &e.flows[j]
		power *= raised(v, f.whole-at)
		at = f.whole
		if f.fraction != fraction { // mostly all flows have the same odd days
			fraction = f.fraction
			factor, rise = e.odd(fraction, i, v)
		}
		term := f.amount * power * factor
		value += term
		slope -= term * (float64(f.whole)*v + rise)
	}
	return value, slope
}

// odd returns what a fraction of a period divides by, as a factor, and its part of the slope.
func (e *equation) odd(fraction, i, v float64) (factor, rise float64) {
	if e.compound {
		return math.Pow(v, fraction), fraction * v
	}
	d := 1 / (1 + fraction*i)
	return d, fraction * d
}

// raised is v to the nth power by squaring; n is small and not negative.
func raised(v float64, n int) float64 {
	p := 1.0
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			p *= v
		}
		v *= v
	}
	return p
}

// The search for a rate: a unit period's rate above mostRate is no rate of a loan, and closer than enough no sixth decimal changes.
const (
	mostRate  = 1e4
	enough    = 1e-14
	mostTurns = 200
)

func errNoRate() error {
	return fault.Input("payments", "The payments repay less than was advanced: there is no annual percentage rate.")
}

// solve finds the rate at which the present value is nothing. With no interest the payments exceed the advances, so the value is negative;
// it rises with the rate. Newton's steps are kept inside the bracket and replaced by halving when they would leave it.
func (e *equation) solve() (float64, error) {
	slices.SortFunc(e.flows, func(a, b flow) int { return a.whole - b.whole })
	value, _ := e.value(0)
	switch {
	case value > 0.5: // half a cent: amounts are whole cents
		return 0, errNoRate()
	case value > -0.5:
		return 0, nil
	}
	low, high, err := e.ceiling()
	if err != nil {
		return 0, err
	}
	i := low
	for range mostTurns {
		value, slope := e.value(i)
		if value < 0 {
			low = i
		} else {
			high = i
		}
		next := i - value/slope
		if !(next > low && next < high) {
			next = low + (high-low)/2
		}
		if math.Abs(next-i) <= enough*(1+i) {
			return next, nil
		}
		i = next
	}
	return i, nil
}

// ceiling doubles from a small rate until the present value turns, and returns the bracket.
func (e *equation) ceiling() (low, high float64, err error) {
	for high = 1.0 / 128; high <= mostRate; high *= 2 {
		if value, _ := e.value(high); value >= 0 {
			return low, high, nil
		}
		low = high
	}
	return 0, 0, fault.Input("payments", "No annual percentage rate fits these advances and payments.")
}

// published rounds a yearly rate to six decimals of a per cent.
func published(rate float64) (money.Rate, error) {
	const places = 1e8
	n := math.Round(rate * places)
	if math.IsNaN(n) || n < 0 || n > math.MaxInt64/20 {
		return 0, fault.Input("payments", "No annual percentage rate fits these advances and payments.")
	}
	return money.Rate(n) * (money.One / places), nil
}

// Percent writes a rate in per cent with a number of decimals (at most seven): 0.09685708 with six is "9.685708".
func Percent(rate money.Rate, decimals int) string {
	const most = 7
	unit := int64(1)
	for range most - min(decimals, most) {
		unit *= 10
	}
	n, _ := money.MulDiv(int64(rate), 1, unit, money.HalfUp) // a division never overflows
	return money.Cents(n).Text(money.Currency{Exponent: min(decimals, most)})
}
