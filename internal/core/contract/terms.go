package contract

import (
	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
)

// ID names a contract, EventID one of its events.
type (
	ID      = id.Of[Contract]
	EventID = id.Of[Event]
)

// Contract is what the parties signed, with the name it goes by.
type Contract struct {
	ID    ID
	Terms Terms
}

// Kind tells a loan from a lease.
type Kind uint8

// The kinds.
const (
	Loan Kind = iota
	Lease
)

var kindNames = [...]string{"loan", "lease"}

// String returns the kind's name as the feed writes it.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown kind"
}

// MarshalText implements encoding.TextMarshaler.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *Kind) UnmarshalText(b []byte) error {
	for i, name := range kindNames {
		if string(b) == name {
			*k = Kind(i)
			return nil
		}
	}
	return fault.New(fault.Invalid, "A contract is a loan or a lease.")
}

// Terms is everything the fold needs to know of a contract that is not an event. Amounts are minor units of Currency, rates are yearly.
type Terms struct {
	Number       string            `json:"number"`
	Brand        string            `json:"brand"`
	Kind         Kind              `json:"kind"`
	Currency     string            `json:"currency"` // ISO 4217
	ContractDate civil.Date        `json:"contract_date"`
	FirstDue     civil.Date        `json:"first_due"`
	DueDay       int               `json:"due_day,omitempty"`    // intended day of the month; 0 takes FirstDue's
	SecondDay    int               `json:"second_day,omitempty"` // half-monthly: the other day
	Count        int               `json:"count"`                // instalments or rents
	Frequency    finance.Frequency `json:"frequency"`
	Payment      money.Cents       `json:"payment,omitempty"`  // regular amount as the contract states it (a lease's without tax); it wins
	Computed     money.Cents       `json:"computed,omitempty"` // regular amount by our own arithmetic, pinned by Settled
	Product      Product           `json:"product"`
	Loan         *LoanTerms        `json:"loan,omitempty"`
	Lease        *LeaseTerms       `json:"lease,omitempty"`
}

// LoanTerms is what only a loan has.
type LoanTerms struct {
	Amount          money.Cents    `json:"amount"` // amount financed: the principal on the contract date
	Rate            money.Rate     `json:"rate"`
	PrepaidCharge   money.Cents    `json:"prepaid_finance_charge,omitempty"` // part of the APR, not of the principal
	Balloon         money.Cents    `json:"balloon,omitempty"`                // due with the last instalment, besides it
	AutopayDiscount money.Rate     `json:"autopay_discount,omitempty"`       // taken off the rate while enrolled, when the product says so
	Steps           []finance.Step `json:"steps,omitempty"`
	Skips           finance.Months `json:"skips,omitempty"`
}

// LeaseTerms is what only a lease has (12 CFR 1013.4(f)).
type LeaseTerms struct {
	MSRP             money.Cents `json:"msrp"`
	AgreedValue      money.Cents `json:"agreed_value"`
	FeesCapitalised  money.Cents `json:"fees_capitalised,omitempty"`
	CapReduction     money.Cents `json:"cap_cost_reduction,omitempty"`
	Residual         money.Cents `json:"residual"`                // in the contract: the payment and the purchase price rest on it
	BaseResidual     money.Cents `json:"base_residual,omitempty"` // the lessor's own expectation
	MoneyFactor      money.Rate  `json:"money_factor"`
	TaxMethod        TaxMethod   `json:"tax_method,omitempty"`
	TaxRate          money.Rate  `json:"tax_rate,omitempty"`
	MilesPerYear     int         `json:"miles_per_year,omitempty"`
	BoughtMiles      int         `json:"bought_miles,omitempty"` // paid for in advance, for the whole term
	ExcessPerMile    money.Cents `json:"excess_per_mile,omitempty"`
	StartMiles       int         `json:"start_miles,omitempty"`
	Deposit          money.Cents `json:"deposit,omitempty"`
	DispositionFee   money.Cents `json:"disposition_fee,omitempty"` // waived on purchase
	PurchaseFee      money.Cents `json:"purchase_fee,omitempty"`
	EarlyTermination string      `json:"early_termination,omitempty"` // the contract's name for its method: "adjusted_balance" or "remaining_payments"
}

// TaxMethod says where a state takes tax on a lease, in the feed's words.
type TaxMethod string

// The tax methods.
const (
	TaxNone     TaxMethod = ""
	TaxPayment  TaxMethod = "on_payment" // on each payment
	TaxUpFront  TaxMethod = "up_front"   // on the price, at signing or capitalised
	TaxTotalDue TaxMethod = "on_total"   // on the total of payments, at signing
)

// arithmetic is the method as core/finance knows it.
func (m TaxMethod) arithmetic() finance.TaxMethod {
	switch m {
	case TaxPayment:
		return finance.TaxPayment
	case TaxUpFront:
		return finance.TaxPrice
	case TaxTotalDue:
		return finance.TaxTotal
	}
	return finance.NoTax
}

// CapCost is the adjusted capitalised cost: what is leased out, net of reductions.
func (l *LeaseTerms) CapCost() money.Cents { return l.AgreedValue + l.FeesCapitalised - l.CapReduction }

// Money returns the contract's currency; an unknown one is the dollar (Validate refuses it long before).
func (t *Terms) Money() money.Currency {
	c, err := money.CurrencyOf(t.Currency)
	if err != nil {
		return money.USD()
	}
	return c
}

// Regular is the amount of an instalment without tax: the contract's own figure when it states one, else the computed one.
func (t *Terms) Regular() money.Cents {
	if t.Payment > 0 {
		return t.Payment
	}
	return t.Computed
}

// dues is the series of due dates as the contract was made.
func (t *Terms) dues() finance.Dues {
	return outspoken(finance.Dues{Frequency: t.Frequency, First: t.FirstDue, Day: t.DueDay, SecondDay: t.SecondDay})
}

// outspoken says the intended days of a series, so that it can be cut at any instalment: a due date in February does not tell the 31st.
func outspoken(d finance.Dues) finance.Dues {
	const half = 15
	if d.Day == 0 {
		d.Day = d.First.Day()
	}
	switch {
	case d.Frequency != finance.HalfMonthly || d.SecondDay != 0:
	case d.Day <= half:
		d.SecondDay = d.Day + half
	default:
		d.SecondDay = max(d.Day-half, 1)
	}
	return d
}

// accrual is how the contract's interest grows.
func (t *Terms) accrual() finance.Accrual {
	a := finance.Accrual{DayCount: t.Product.DayCount, Precision: t.Product.Precision}
	if a.DayCount == finance.ThirtyE360ISDA {
		a.Termination = t.dues().At(t.Count - 1)
	}
	return a
}

// plan is the contract as a level-payment plan from its first day.
func (t *Terms) plan() finance.Plan {
	return finance.Plan{
		Amount: t.Loan.Amount, Rate: t.Loan.Rate, Accrual: t.accrual(), Rounding: t.Product.Rounding, Remainder: t.Product.Remainder,
		From: t.ContractDate, Dues: t.dues(), Count: t.Count, Steps: t.Loan.Steps, Skips: t.Loan.Skips,
	}
}

// Settled returns the terms with the regular payment computed and pinned, after Validate. Store what it returns: the fold then need not
// solve for the payment again.
func (t Terms) Settled() (Terms, error) {
	if err := t.Validate(); err != nil {
		return t, err
	}
	computed, err := t.compute()
	if err != nil {
		return t, err
	}
	t.Computed = computed
	return t, nil
}

// compute is the regular payment by our own arithmetic.
func (t *Terms) compute() (money.Cents, error) {
	if t.Kind == Lease {
		figures, err := t.figures()
		return figures.Base, err
	}
	plan := t.plan()
	return level(&plan, t.Loan.Balloon)
}

// level is the regular payment of a plan whose last instalment has a balloon besides, as the feed's contracts do; core/finance's own balloon is
// the whole last amount. The last row falls in a straight line as the payment rises, so two schedules find it and three neighbours decide.
func level(p *finance.Plan, balloon money.Cents) (money.Cents, error) {
	p.Balloon = 0
	flat, err := finance.LevelPayment(p)
	if err != nil || balloon == 0 {
		return flat.Payment, err
	}
	excess := func(payment money.Cents) (money.Cents, error) { // of the last row over payment and balloon
		rows, err := finance.Schedule(p, payment, make([]finance.Row, 0, p.Count))
		if err != nil {
			return 0, err
		}
		return rows[len(rows)-1].Payment - payment - balloon, nil
	}
	low := flat.Payment / 2
	atLow, err1 := excess(low)
	atFlat, err2 := excess(flat.Payment)
	if err1 != nil || err2 != nil || atLow <= atFlat {
		return 0, fault.Input("balloon", "No level payment fits this balloon.")
	}
	step, err := money.MulDiv(int64(atLow), int64(flat.Payment-low), int64(atLow-atFlat), money.HalfUp)
	if err != nil {
		return 0, fault.Input("balloon", "No level payment fits this balloon.")
	}
	return nearest(low+money.Cents(step), excess)
}

// nearest picks, of three neighbouring payments, the one that misses by least.
func nearest(guess money.Cents, excess func(money.Cents) (money.Cents, error)) (money.Cents, error) {
	best, least := guess, money.MaxAmount
	for p := guess - 1; p <= guess+1; p++ {
		miss, err := excess(p)
		if err != nil {
			return 0, err
		}
		if miss = max(miss, -miss); miss < least {
			best, least = p, miss
		}
	}
	if best <= 0 {
		return 0, fault.Input("balloon", "The balloon alone repays the debt.")
	}
	return best, nil
}

// figures are the lease's amounts by money factor.
func (t *Terms) figures() (finance.LeaseFigures, error) {
	l := t.Lease
	arithmetic := finance.Lease{
		Agreed: l.AgreedValue, Fees: l.FeesCapitalised, Reduction: l.CapReduction, Residual: l.Residual, MoneyFactor: l.MoneyFactor, Term: t.Count,
		Tax: l.TaxMethod.arithmetic(), TaxRate: l.TaxRate, Rounding: t.Product.Rounding,
	}
	return arithmetic.Figures()
}
