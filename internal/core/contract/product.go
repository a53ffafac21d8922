package contract

import (
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

// Product is how contracts of one make are served: settings, versioned by the lender and pinned to each contract when it is made.
// The zero value of a field is the usual rule of simple-interest vehicle loans in the United States, and charges no fee.
type Product struct {
	Name         string            `json:"name,omitempty"`
	Version      int               `json:"version,omitempty"`
	DayCount     finance.DayCount  `json:"day_count"`
	Precision    finance.Precision `json:"precision"`
	Rounding     money.Rounding    `json:"rounding"`
	Remainder    finance.Remainder `json:"remainder"`
	Waterfall    Waterfall         `json:"waterfall"`
	Extra        Extra             `json:"extra,omitempty"` // what extra money does unless the customer chose
	LateFee      LateFeeRule       `json:"late_fee"`
	ReturnFee    ReturnFeeRule     `json:"return_fee"`
	SmallBalance money.Cents       `json:"small_balance,omitempty"` // a residue up to this is written off when the rest is paid; 0 is the usual
	Extension    ExtensionPolicy   `json:"extension"`
	DueDate      DueDatePolicy     `json:"due_date"`
	ChargeOff    ChargeOffPolicy   `json:"charge_off"`
	Autopay      AutopayPolicy     `json:"autopay"`
	LeaseEnd     LeaseEndPolicy    `json:"lease_end,omitzero"`
}

// usualSmallBalance is written off by every servicer whose books we measured (money.md section 6): one dollar or euro.
const usualSmallBalance money.Cents = 100

// Tolerance is the residue that is written off; NoTolerance leaves every cent standing.
func (p *Product) Tolerance() money.Cents {
	if p.SmallBalance == 0 {
		return usualSmallBalance
	}
	return max(p.SmallBalance, 0)
}

// NoTolerance as a product's SmallBalance writes nothing off.
const NoTolerance money.Cents = -1

// LateFeeRule says what a late instalment costs (money.md 1.8). The zero rule charges nothing.
type LateFeeRule struct {
	GraceDays  int         `json:"grace_days,omitempty"` // the fee falls at the end of this day after the due date
	Percent    money.Rate  `json:"percent,omitempty"`    // of the late part of the instalment, or of all of it
	OfWhole    bool        `json:"of_whole,omitempty"`   // of the whole instalment even when part was paid in time
	Fixed      money.Cents `json:"fixed,omitempty"`      // instead of a percentage
	Min        money.Cents `json:"min,omitempty"`        // the greater of the percentage and this
	Max        money.Cents `json:"max,omitempty"`        // the contract's own cap; 0 is none
	Citation   string      `json:"citation,omitempty"`
	VerifiedBy string      `json:"verified_by,omitempty"`
	StateCap   *StateCap   `json:"state_cap,omitempty"` // what the law allows, when someone has read it
}

// StateCap is a statute's limit on a late fee: the rule pays the lesser of the two.
type StateCap struct {
	GraceDays int         `json:"grace_days"`
	Percent   money.Rate  `json:"percent,omitempty"`
	Max       money.Cents `json:"max,omitempty"`
	Citation  string      `json:"citation"`
}

// ReturnFeeRule says what a returned payment costs.
type ReturnFeeRule struct {
	Amount   money.Cents `json:"amount,omitempty"`
	Citation string      `json:"citation,omitempty"`
}

// ExtensionPolicy limits skipping payments (money.md 1.11). The zero policy leaves it to an agent.
type ExtensionPolicy struct {
	SelfService bool `json:"self_service,omitempty"` // the customer may ask for it alone
	MostPeriods int  `json:"most_periods,omitempty"` // in one extension; 0 is 1
	MostTimes   int  `json:"most_times,omitempty"`   // over the contract; 0 is no limit
	CurrentOnly bool `json:"current_only,omitempty"` // only when nothing is past due
	MinPaid     int  `json:"min_paid,omitempty"`     // instalments paid before the first
	ApartMonths int  `json:"apart_months,omitempty"` // between two
}

// DueDatePolicy limits moving the due date (money.md 1.12).
type DueDatePolicy struct {
	MostDays    int          `json:"most_days,omitempty"`  // forward; 0 is 15
	MostTimes   int          `json:"most_times,omitempty"` // over the contract; 0 is no limit
	ApartMonths int          `json:"apart_months,omitempty"`
	LastDay     int          `json:"last_day,omitempty"` // latest day of the month; 0 is 28
	CurrentOnly bool         `json:"current_only,omitempty"`
	NoFeesOwing bool         `json:"no_fees_owing,omitempty"`
	IsExtension bool         `json:"is_extension,omitempty"` // counts against the extensions
	Fees        []DueDateFee `json:"fees,omitempty"`         // by days moved, ascending
}

// DueDateFee is the price of moving the due date by up to some days.
type DueDateFee struct {
	UpToDays int         `json:"up_to_days"`
	Amount   money.Cents `json:"amount"`
}

// ChargeOffPolicy says when a debt is bad (65 FR 36903). Zero values are the uniform policy's: 90 and 120 days.
type ChargeOffPolicy struct {
	SubstandardDays int  `json:"substandard_days,omitempty"`
	LossDays        int  `json:"loss_days,omitempty"`
	Automatic       bool `json:"automatic,omitempty"` // the day's close charges a loss off; without it, it only counts it
}

// AutopayPolicy says what the autopay discount hangs on.
type AutopayPolicy struct {
	Discount    bool `json:"discount,omitempty"`     // the loan's autopay discount is granted
	MostReturns int  `json:"most_returns,omitempty"` // it ends after this many returned debits; 0 is never
}

// Extra is what money beyond the instalment does: the customer's standing instruction (money.md 1.7).
type Extra string

// The instructions.
const (
	LowerDebt    Extra = "lower_debt"    // to principal; the due date stays (the default)
	PayAhead     Extra = "pay_ahead"     // the next instalments count as paid
	Shorten      Extra = "shorten"       // to principal; the last instalments fall away
	LowerPayment Extra = "lower_payment" // to principal, and the instalment is computed anew
)

// valid tells whether the instruction is known; none is the default's.
func (x Extra) valid() bool {
	switch x {
	case "", LowerDebt, PayAhead, Shorten, LowerPayment:
		return true
	}
	return false
}

// Timing and component make a bucket of the waterfall.
type (
	// Bucket is one place that money can go to: what was due before, is due now, or is not due yet, of a component.
	Bucket uint8
	// Order is the order in which a payment fills buckets. What an order does not name is filled last, in the order of the constants.
	Order []Bucket
)

// The buckets.
const (
	PastDuePenalty Bucket = iota
	PastDueFee
	PastDueInterest
	PastDuePrincipal
	DuePenalty
	DueFee
	DueInterest
	DuePrincipal
	AdvancePenalty
	AdvanceFee
	AdvanceInterest
	AdvancePrincipal
	buckets // their number
)

var bucketNames = [...]string{
	"past due penalty", "past due fee", "past due interest", "past due principal", "due penalty", "due fee", "due interest", "due principal",
	"advance penalty", "advance fee", "advance interest", "advance principal",
}

// String returns the bucket's name.
func (b Bucket) String() string {
	if b < buckets {
		return bucketNames[b]
	}
	return "unknown bucket"
}

// MarshalText implements encoding.TextMarshaler.
func (b Bucket) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *Bucket) UnmarshalText(text []byte) error {
	for i, name := range bucketNames {
		if string(text) == name {
			*b = Bucket(i)
			return nil
		}
	}
	return fault.New(fault.Invalid, "This bucket of the waterfall is not known here.")
}

// Waterfall is the order for each kind of payment. An empty order is the default of its kind.
type Waterfall struct {
	Regular Order `json:"regular,omitempty"`
	Payoff  Order `json:"payoff,omitempty"`
}

// regularOrder: accrued interest, principal past due and due, then fees, then principal again. A late fee stands behind the instalment, so it
// never makes the next payment late (16 CFR 444.4).
func regularOrder() Order {
	return Order{
		PastDueInterest, DueInterest, PastDuePrincipal, DuePrincipal, PastDuePenalty, PastDueFee, DuePenalty, DueFee, AdvancePrincipal,
	}
}

// Of returns the full order for a kind of payment: every bucket once.
func (w Waterfall) Of(kind PaymentKind) Order {
	stated := w.Regular
	if kind == PayoffPayment {
		stated = w.Payoff
	}
	if len(stated) == 0 {
		stated = regularOrder()
	}
	full := make(Order, 0, buckets)
	var seen [buckets]bool
	for _, b := range stated {
		if b < buckets && !seen[b] {
			seen[b] = true
			full = append(full, b)
		}
	}
	for b := range buckets {
		if !seen[b] {
			full = append(full, b)
		}
	}
	return full
}
