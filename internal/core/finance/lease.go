package finance

import (
	"math/big"

	"marque/internal/fault"
	"marque/internal/money"
)

// TaxMethod says how a state taxes a lease.
type TaxMethod uint8

// The three methods in use in the United States, and none.
const (
	NoTax      TaxMethod = iota
	TaxPayment           // on each payment
	TaxPrice             // on the agreed price, up front
	TaxTotal             // on the total of the payments, up front
)

var taxMethodNames = [...]string{"none", "payment", "price", "total"}

// String returns the method's name.
func (m TaxMethod) String() string {
	if int(m) < len(taxMethodNames) {
		return taxMethodNames[m]
	}
	return "unknown tax method"
}

// MarshalText implements encoding.TextMarshaler.
func (m TaxMethod) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; empty is none.
func (m *TaxMethod) UnmarshalText(b []byte) error {
	for i, name := range taxMethodNames {
		if string(b) == name || len(b) == 0 {
			*m = TaxMethod(i)
			return nil
		}
	}
	return fault.New(fault.Invalid, "This tax method is not known here; known are none, payment, price and total.")
}

// The bounds of a lease: ten years of months, and a money factor of 0.05, which is a rent of 120 % a year.
const (
	MaxLeaseTerm   = 120
	MaxMoneyFactor = money.One / 20
)

// Lease is what a payment by money factor is computed from.
type Lease struct {
	Agreed      money.Cents // agreed value of the vehicle
	Fees        money.Cents // capitalised besides: fees, products, prior balance, capitalised tax
	Reduction   money.Cents // capitalised cost reduction: cash, net trade-in, rebates
	Residual    money.Cents
	MoneyFactor money.Rate // yearly rate in per cent over 2400
	Term        int        // months
	Tax         TaxMethod
	TaxRate     money.Rate
	Taxable     money.Cents // with TaxPrice and TaxTotal: amounts taxed up front besides the price or the payments
	Rounding    money.Rounding
}

// LeaseFigures are the amounts of a lease. Depreciation and rent are rounded each by itself and may miss the base by a cent.
type LeaseFigures struct {
	GrossCost           money.Cents // agreed value and what else is capitalised (12 CFR 1013.4(f)(1))
	AdjustedCost        money.Cents // less the reduction (12 CFR 1013.4(f)(3))
	Depreciation        money.Cents // adjusted cost − residual, over the whole term
	DepreciationMonthly money.Cents
	RentMonthly         money.Cents
	Base                money.Cents // base monthly payment: depreciation and rent
	TaxMonthly          money.Cents
	TaxUpFront          money.Cents
	Payment             money.Cents // base and monthly tax
	TotalOfPayments     money.Cents // payment × term
	TotalRent           money.Cents // base × term − depreciation
}

// Validate returns a fault that names the field when the terms cannot be a lease.
func (l *Lease) Validate() error {
	cost := l.Agreed + l.Fees - l.Reduction
	switch {
	case l.Agreed <= 0 || l.Agreed > money.MaxAmount:
		return fault.Input("agreed_value", "The agreed value must be more than 0 and no larger than any contract here.")
	case l.Fees < 0 || l.Fees > money.MaxAmount:
		return fault.Input("fees_capitalised", "Capitalised fees must be an amount of at least 0.")
	case l.Reduction < 0 || l.Reduction > money.MaxAmount:
		return fault.Input("cap_cost_reduction", "The capitalised cost reduction must be an amount of at least 0.")
	case l.Residual < 0 || l.Residual > money.MaxAmount:
		return fault.Input("residual", "The residual must be an amount of at least 0.")
	case cost <= 0 || cost > money.MaxAmount:
		return fault.Input("cap_cost_reduction", "The reduction leaves no capitalised cost.")
	case l.Residual > cost:
		return fault.Input("residual", "The residual is more than the adjusted capitalised cost.")
	case l.MoneyFactor < 0 || l.MoneyFactor > MaxMoneyFactor:
		return fault.Inputf("money_factor", "The money factor %s is not between 0 and %s; 3 %% a year is 0.00125.", l.MoneyFactor, MaxMoneyFactor)
	case l.Term < 1 || l.Term > MaxLeaseTerm:
		return fault.Inputf("term_months", "The term must be between 1 and %d months.", MaxLeaseTerm)
	}
	return l.validateTax()
}

func (l *Lease) validateTax() error {
	switch {
	case l.TaxRate < 0 || l.TaxRate > money.One:
		return fault.Inputf("rate", "The tax rate %s is not between 0 and 1.", l.TaxRate).Under("tax")
	case l.Taxable < 0 || l.Taxable > money.MaxAmount:
		return fault.Input("taxable", "What is taxed besides must be an amount of at least 0.").Under("tax")
	case int(l.Tax) >= len(taxMethodNames):
		return fault.Input("method", "This tax method is not known here.").Under("tax")
	}
	return nil
}

// Figures computes the payment by money factor: depreciation (C−R)/n, rent (C+R)·MF, and the tax by its method (money.md section 2).
// Each monthly figure is rounded once from exact fractions; the tax is what the rounded payment has beyond the base.
func (l *Lease) Figures() (LeaseFigures, error) {
	if err := l.Validate(); err != nil {
		return LeaseFigures{}, err
	}
	f := LeaseFigures{GrossCost: l.Agreed + l.Fees, AdjustedCost: l.Agreed + l.Fees - l.Reduction}
	f.Depreciation = f.AdjustedCost - l.Residual
	depreciation := big.NewRat(int64(f.Depreciation), int64(l.Term))
	rent := new(big.Rat).Mul(big.NewRat(int64(f.AdjustedCost+l.Residual), 1), ratioOf(l.MoneyFactor))
	base := new(big.Rat).Add(depreciation, rent)
	f.DepreciationMonthly = rounded(depreciation, l.Rounding)
	f.RentMonthly = rounded(rent, l.Rounding)
	f.Base = rounded(base, l.Rounding)
	f.TotalRent = f.Base*money.Cents(l.Term) - f.Depreciation
	f.Payment = f.Base
	switch l.Tax {
	case TaxPayment:
		f.Payment = rounded(base.Mul(base, ratioOf(money.One+l.TaxRate)), l.Rounding)
		f.TaxMonthly = f.Payment - f.Base
	case TaxPrice:
		f.TaxUpFront = l.tax(l.Agreed)
	case TaxTotal:
		f.TaxUpFront = l.tax(f.Base * money.Cents(l.Term))
	}
	f.TotalOfPayments = f.Payment * money.Cents(l.Term)
	return f, nil
}

// tax is the tax up front on an amount and what is taxed besides.
func (l *Lease) tax(on money.Cents) money.Cents {
	amount := big.NewRat(int64(on+l.Taxable), 1)
	return rounded(amount.Mul(amount, ratioOf(l.TaxRate)), l.Rounding)
}

// ratioOf is a rate as a fraction.
func ratioOf(r money.Rate) *big.Rat { return big.NewRat(int64(r), int64(money.One)) }

// rounded returns the whole cents nearest to a fraction that is not negative. Amounts within Validate's bounds fit.
func rounded(r *big.Rat, mode money.Rounding) money.Cents {
	q, rest := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	half := rest.Lsh(rest, 1).Cmp(r.Denom())
	up := false
	switch mode {
	case money.HalfUp:
		up = half >= 0
	case money.HalfEven:
		up = half > 0 || half == 0 && q.Bit(0) == 1
	case money.Up:
		up = rest.Sign() > 0
	}
	if up {
		q.Add(q, big.NewInt(1))
	}
	return money.Cents(q.Int64())
}
