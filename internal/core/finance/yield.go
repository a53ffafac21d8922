package finance

import (
	"math/big"

	"marque/internal/fault"
	"marque/internal/money"
)

// yieldUnit is the unit of a lease's monthly rate inside the arithmetic: 1e-17, far finer than any cent of a balance needs.
const yieldUnit = 100_000_000_000_000_000

// Yield is a lease read by the constant-yield method with payments in advance: the rate i at which the adjusted cost is the present value
// of the base payments and the residual, C = Σ base/(1+i)^k (k = 0…n−1) + R/(1+i)^n. It gives the lease balance that early termination and
// buyout need. The rate stays inside: for a lease no rate is ever shown (12 CFR 1013.4(s)).
type Yield struct {
	cost, base, residual int64 // in parts of a cent
	scale                int64
	term                 int
	monthly              int64 // in yieldUnit
}

// LeaseRow is one month of a lease by constant yield.
type LeaseRow struct {
	Number       int // from 1
	Payment      money.Cents
	Rent         money.Cents
	Depreciation money.Cents
	Balance      money.Cents // at the end of the month
}

// NewYield solves a lease's rate in integers. The base payment and the residual must together return at least the adjusted cost.
func NewYield(cost, base, residual money.Cents, term int) (Yield, error) {
	switch {
	case cost <= 0 || cost > money.MaxAmount:
		return Yield{}, fault.Input("adjusted_cap_cost", "The adjusted capitalised cost must be more than 0 and no larger than any contract here.")
	case base <= 0 || base > cost:
		return Yield{}, fault.Input("base_payment", "The base payment must be more than 0 and no more than the adjusted capitalised cost.")
	case residual < 0 || residual > 2*cost:
		return Yield{}, fault.Input("residual", "The residual must be at least 0 and no more than twice the adjusted capitalised cost.")
	case term < 1 || term > MaxLeaseTerm:
		return Yield{}, fault.Inputf("term_months", "The term must be between 1 and %d months.", MaxLeaseTerm)
	}
	y := Yield{scale: 1, term: term}
	for int64(cost)*y.scale <= finest/10 {
		y.scale *= 10
	}
	y.cost, y.base, y.residual = int64(cost)*y.scale, int64(base)*y.scale, int64(residual)*y.scale
	return y, y.solve()
}

// solve finds the monthly rate: what the last balance lacks to the residual falls as the rate rises.
func (y *Yield) solve() error {
	lacks := func(monthly int64) (int64, error) {
		end, err := y.end(monthly)
		return y.residual - end, err
	}
	const most = yieldUnit / 2 // 50 % a month
	b := bracket{high: most / 64}
	var err error
	if b.atLow, err = lacks(0); err != nil {
		return err
	}
	switch {
	case b.atLow < 0:
		return fault.Input("base_payment", "The payments and the residual return less than the adjusted capitalised cost.")
	case b.atLow == 0:
		return nil
	}
	for b.atHigh, err = lacks(b.high); err == nil && b.atHigh > 0; b.atHigh, err = lacks(b.high) {
		if b.low, b.atLow, b.high = b.high, b.atHigh, 2*b.high; b.high > most {
			return fault.Input("base_payment", "No rent charge fits these payments.")
		}
	}
	if err != nil {
		return err
	}
	y.monthly, err = b.root(int64(y.term), lacks)
	return err
}

// end is the balance after the last month at a monthly rate.
func (y *Yield) end(monthly int64) (int64, error) {
	balance := y.cost
	for range y.term {
		var err error
		if balance, err = y.next(balance, monthly); err != nil {
			return 0, err
		}
		if balance > farthest {
			return farthest, nil
		}
	}
	return balance, nil
}

// next is the balance a month later: the payment comes first, then rent on what is left.
func (y *Yield) next(balance, monthly int64) (int64, error) {
	rent, err := money.MulDiv(balance-y.base, monthly, yieldUnit, money.HalfEven)
	return balance - y.base + rent, err
}

// Rows appends the months of the lease to dst. The balances are rounded from full precision, and rent and depreciation follow from them, so
// that the depreciation sums to cost − residual and the rent to all payments − depreciation.
func (y *Yield) Rows(dst []LeaseRow) ([]LeaseRow, error) {
	exact, before := y.cost, y.cents(y.cost)
	payment := y.cents(y.base)
	for n := 1; n <= y.term; n++ {
		var err error
		if exact, err = y.next(exact, y.monthly); err != nil {
			return dst, err
		}
		balance := y.cents(exact)
		if n == y.term {
			balance = y.cents(y.residual)
		}
		dst = append(dst, LeaseRow{Number: n, Payment: payment, Depreciation: before - balance, Rent: payment - (before - balance), Balance: balance})
		before = balance
	}
	return dst, nil
}

// cents rounds parts of a cent half up.
func (y *Yield) cents(parts int64) money.Cents {
	c, _ := money.MulDiv(parts, 1, y.scale, money.HalfUp) // a division never overflows
	return money.Cents(c)
}

// ImpliedYearly returns the yearly rate, twelve times the monthly one, for tests and audits against published figures. It is not for any
// page, paper or message: 12 CFR 1013.4(s) wants a warning beside every rate of a lease, and this program shows none.
func (y *Yield) ImpliedYearly() *big.Rat { return big.NewRat(12*y.monthly, yieldUnit) }

// LeaseRest is what a lease still brings: so many payments at the ends of the coming months, and the residual some months on.
type LeaseRest struct {
	Payment       money.Cents
	Payments      int
	Residual      money.Cents
	ResidualMonth int
}

// Value is the present value of the rest at a yearly rate over twelve. Issuers state it as the securitisation value (Regulation AB, Schedule
// AL, item 4).
func (l LeaseRest) Value(yearly money.Rate) (money.Cents, error) {
	switch {
	case l.Payments < 0 || l.Payments > MaxLeaseTerm || l.ResidualMonth < 0 || l.ResidualMonth > MaxLeaseTerm:
		return 0, fault.Inputf("term_months", "The months must be between 0 and %d.", MaxLeaseTerm)
	case yearly < 0 || yearly > MaxRate:
		return 0, fault.Inputf("rate", "The rate %s is not between 0 and 1.", yearly)
	case l.Payment < 0 || l.Payment > money.MaxAmount || l.Residual < 0 || l.Residual > money.MaxAmount:
		return 0, fault.Input("residual", "This amount is larger than any contract here.")
	}
	month := new(big.Rat).Add(big.NewRat(1, 1), new(big.Rat).Mul(ratioOf(yearly), big.NewRat(1, 12)))
	discount, value := big.NewRat(1, 1), new(big.Rat)
	month.Inv(month)
	for n := 0; n <= max(l.Payments, l.ResidualMonth); n++ {
		if n > 0 {
			discount.Mul(discount, month)
		}
		value.Add(value, new(big.Rat).Mul(discount, big.NewRat(int64(l.in(n)), 1)))
	}
	return rounded(value, money.HalfUp), nil
}

// in is what month n brings.
func (l LeaseRest) in(n int) money.Cents {
	due := money.Cents(0)
	if n > 0 && n <= l.Payments {
		due = l.Payment
	}
	if n == l.ResidualMonth {
		due += l.Residual
	}
	return due
}
