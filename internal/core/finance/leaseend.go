package finance

import (
	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// Settlement is one side of a lease's end: what is owed, line by line, less what counts against it. A zero line is not there.
type Settlement struct {
	Lines  []SettlementLine
	Charge money.Cents // what the lessee owes; negative is owed to the lessee
}

// SettlementLine is one amount of a settlement; credits are negative. Its words are the caller's, by name.
type SettlementLine struct {
	Name   string
	Amount money.Cents
}

func settle(lines ...SettlementLine) (Settlement, error) {
	s := Settlement{}
	for _, l := range lines {
		if l.Amount > money.MaxAmount || l.Amount < -money.MaxAmount {
			return Settlement{}, fault.Input(l.Name, "This amount is larger than any contract here.")
		}
		if l.Amount != 0 {
			s.Lines = append(s.Lines, l)
			s.Charge += l.Amount
		}
	}
	return s, nil
}

// EarlyTermination is what ending a lease before its time is computed from (12 CFR 1013.2(m), 1013.4(g)).
type EarlyTermination struct {
	Balance  money.Cents // adjusted lease balance on the day
	PastDue  money.Cents
	Fee      money.Cents
	Taxes    money.Cents
	Expenses money.Cents // of taking back and selling
	Realised money.Cents // realised value of the vehicle
}

// Settle returns balance, past due, fee, taxes and expenses less the realised value.
func (e EarlyTermination) Settle() (Settlement, error) {
	return settle(SettlementLine{"lease_balance", e.Balance}, SettlementLine{"past_due", e.PastDue}, SettlementLine{"early_termination_fee", e.Fee},
		SettlementLine{"taxes", e.Taxes}, SettlementLine{"expenses", e.Expenses}, SettlementLine{"realised_value", -e.Realised})
}

// QuarterFee is an early termination fee that steps down by quarters of the term, such as 2.5, 2, 1.5 and 1 base payments.
type QuarterFee [4]money.Rate

// On returns the fee when so many months of the term have passed.
func (q QuarterFee) On(base money.Cents, monthsPassed, term int, mode money.Rounding) (money.Cents, error) {
	if term < 1 || monthsPassed < 0 {
		return 0, fault.Input("term_months", "The term must be at least one month, and the months passed at least 0.")
	}
	quarter := min(4*monthsPassed/term, 3)
	fee, err := money.MulDiv(int64(base), int64(q[quarter]), int64(money.One), mode)
	return money.Cents(fee), err
}

// Buyout is what buying the leased vehicle is computed from. Price is the adjusted lease balance during the term, and the residual at its end.
type Buyout struct {
	Price        money.Cents
	PurchaseFee  money.Cents
	OfficialFees money.Cents
	PastDue      money.Cents
	TaxRate      money.Rate // on price and purchase fee
	Rounding     money.Rounding
}

// Settle returns price, fee, tax, official fees and what is past due.
func (b Buyout) Settle() (Settlement, error) {
	if b.TaxRate < 0 || b.TaxRate > money.One {
		return Settlement{}, fault.Inputf("tax_rate", "The tax rate %s is not between 0 and 1.", b.TaxRate)
	}
	tax, err := money.MulDiv(int64(b.Price+b.PurchaseFee), int64(b.TaxRate), int64(money.One), b.Rounding)
	if err != nil {
		return Settlement{}, fault.Input("price", "This amount is larger than any contract here.")
	}
	return settle(SettlementLine{"price", b.Price}, SettlementLine{"purchase_fee", b.PurchaseFee}, SettlementLine{"tax", money.Cents(tax)},
		SettlementLine{"official_fees", b.OfficialFees}, SettlementLine{"past_due", b.PastDue})
}

// LeaseEnd is what the statement at a lease's end is computed from. Excess wear is the sum of its itemised lines.
type LeaseEnd struct {
	UnpaidPayments money.Cents
	LateFees       money.Cents // late and returned-payment fees
	ExcessMileage  money.Cents
	ExcessWear     money.Cents
	DispositionFee money.Cents
	Purchased      bool // a purchase waives disposition fee, mileage and wear
	TaxesAndFines  money.Cents
	Deposit        money.Cents
	Credits        money.Cents
}

// Settle returns the lines of the statement; deposit and credits count against them.
func (e LeaseEnd) Settle() (Settlement, error) {
	if e.Purchased {
		e.DispositionFee, e.ExcessMileage, e.ExcessWear = 0, 0, 0
	}
	return settle(SettlementLine{"unpaid_payments", e.UnpaidPayments}, SettlementLine{"late_fees", e.LateFees},
		SettlementLine{"excess_mileage", e.ExcessMileage}, SettlementLine{"excess_wear", e.ExcessWear},
		SettlementLine{"disposition_fee", e.DispositionFee}, SettlementLine{"taxes_and_fines", e.TaxesAndFines},
		SettlementLine{"deposit", -e.Deposit}, SettlementLine{"credits", -e.Credits})
}

// MaxOdometer bounds a reading, in miles or kilometres.
const MaxOdometer = 2_000_000

// Mileage is a lease's allowance. Distances are whole units (miles or kilometres), rates are minor units per unit of distance:
// 25 cents are 25·money.One.
type Mileage struct {
	Start         int // odometer when the lease began
	Allowance     int // for the whole original term
	Term          int // months
	Extension     int // months added since; each adds its share of the allowance
	Bought        int // bought beforehand
	ExcessRate    money.Rate
	BeforehandFee money.Rate // price of buying a unit before the end; 0 when none is sold
	Begin, End    civil.Date // End is the scheduled end, extensions included
}

// Validate returns a fault when the allowance cannot be.
func (m *Mileage) Validate() error {
	switch {
	case m.Start < 0 || m.Start > MaxOdometer:
		return fault.Input("start", "The starting odometer is not a plausible reading.")
	case m.Allowance < 0 || m.Allowance > MaxOdometer || m.Bought < 0 || m.Bought > MaxOdometer:
		return fault.Input("allowance", "The allowance is not a plausible distance.")
	case m.Term < 1 || m.Term > MaxLeaseTerm || m.Extension < 0 || m.Extension > MaxLeaseTerm:
		return fault.Inputf("term_months", "The term must be between 1 and %d months.", MaxLeaseTerm)
	case m.End <= m.Begin:
		return fault.Input("end", "The lease must end after it begins.")
	case m.ExcessRate < 0 || m.BeforehandFee < 0 || m.ExcessRate > 1000*money.One || m.BeforehandFee > 1000*money.One:
		return fault.Input("rate", "The rate is not a plausible price.")
	}
	return nil
}

// Allowed is the distance that is free by the end, extensions and bought distance included. A fraction of a unit is the lessee's.
func (m *Mileage) Allowed() int {
	months := m.Term + m.Extension
	return (m.Allowance*months+m.Term-1)/m.Term + m.Bought
}

// AllowedOn is the share of the allowance that has been earned by a day.
func (m *Mileage) AllowedOn(on civil.Date) int {
	on = min(max(on, m.Begin), m.End)
	days, all := on.Sub(m.Begin), m.End.Sub(m.Begin)
	return (m.Allowed()*days + all - 1) / all
}

// Excess is the distance beyond the allowance at the end with a reading.
func (m *Mileage) Excess(odometer int) int { return max(0, odometer-m.Start-m.Allowed()) }

// Forecast is where a lease's mileage is heading.
type Forecast struct {
	Odometer int         // expected at the end
	Excess   int         // expected beyond the allowance
	Later    money.Cents // the excess charge at the end
	Now      money.Cents // the price of buying the same distance beforehand; 0 when none is sold
}

// Forecast goes on from the start through a later reading to the end, at the pace so far.
func (m *Mileage) Forecast(odometer int, on civil.Date) (Forecast, error) {
	if err := m.Validate(); err != nil {
		return Forecast{}, err
	}
	if odometer < m.Start || odometer > MaxOdometer {
		return Forecast{}, fault.Input("odometer", "The reading is below the starting odometer or not plausible.")
	}
	f := Forecast{Odometer: odometer}
	if on > m.Begin && on < m.End {
		f.Odometer = m.Start + (odometer-m.Start)*m.End.Sub(m.Begin)/on.Sub(m.Begin)
	}
	f.Excess = m.Excess(f.Odometer)
	var err error
	if f.Later, err = priced(f.Excess, m.ExcessRate); err != nil {
		return Forecast{}, err
	}
	f.Now, err = priced(f.Excess, m.BeforehandFee)
	return f, err
}

// Charge is the excess charge with the reading at the end.
func (m *Mileage) Charge(odometer int) (money.Cents, error) {
	if err := m.Validate(); err != nil {
		return 0, err
	}
	return priced(m.Excess(odometer), m.ExcessRate)
}

// priced is a distance at a rate, rounded half up.
func priced(distance int, perUnit money.Rate) (money.Cents, error) {
	c, err := money.MulDiv(int64(distance), int64(perUnit), int64(money.One), money.HalfUp)
	return money.Cents(c), err
}
