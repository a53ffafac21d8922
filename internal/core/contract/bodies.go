package contract

import (
	"marque/internal/civil"
	"marque/internal/money"
)

// Activated opens the contract on its date.
type Activated struct {
	Dealer     string `json:"dealer,omitempty"`
	StartMiles int    `json:"start_miles,omitempty"`
}

// Converted opens a contract that is older than the book, as another book left it at the end of the effective day. What happened before is
// not folded: money events that count from an earlier day are counted from this one.
type Converted struct {
	Principal       money.Cents `json:"principal,omitempty"`
	UnpaidInterest  money.Cents `json:"unpaid_interest,omitempty"`       // owed up to InterestThrough
	InterestThrough civil.Date  `json:"interest_paid_through,omitempty"` // interest runs on from here; none is the effective day
	Paid            int         `json:"paid"`                            // instalments or rents
	PaidThrough     civil.Date  `json:"paid_through,omitempty"`          // leases
	FeesDue         money.Cents `json:"fees_due,omitempty"`
	YearInterest    money.Cents `json:"ytd_interest,omitempty"` // interest paid in the effective day's year
}

// PaymentKind says what a payment is meant for.
type PaymentKind string

// The kinds of payment.
const (
	RegularPayment PaymentKind = "regular"
	PayoffPayment  PaymentKind = "payoff"         // all of it counts as due
	PrincipalOnly  PaymentKind = "principal_only" // allowed when nothing is past due; it leaves the due date alone
	HeldPayment    PaymentKind = "held"           // kept aside until it is reversed or used by an agent
)

// Payment is money that came in.
type Payment struct {
	Amount      money.Cents `json:"amount"`
	Method      string      `json:"method,omitempty"` // "ach", "card", "check", "wire", "cash"
	For         PaymentKind `json:"for,omitempty"`    // empty is regular
	Instruction Extra       `json:"instruction,omitempty"`
	Ref         string      `json:"ref,omitempty"`
}

// Returned says that the bank took a payment back. It counts from the payment's own day: the payment is folded as if it had never been, and
// the days after are replayed (money.md 1.9).
type Returned struct {
	Payment string `json:"payment"` // the payment's key
	Code    string `json:"code"`    // Nacha return code or SEPA reason
}

// Reversed undoes any event that should not have been entered, but not another Reversed.
type Reversed struct {
	Of     string `json:"of"` // the event's key
	Reason string `json:"reason,omitempty"`
}

// FeeKind says what a fee is for.
type FeeKind string

// The kinds of fees. Late and returned-payment fees are penalties in the waterfall.
const (
	LateFee        FeeKind = "late"
	ReturnedFee    FeeKind = "returned"
	DueDateMove    FeeKind = "due_date"
	ExtensionFee   FeeKind = "extension"
	ConvertedFee   FeeKind = "converted" // owed from before the book
	OtherFee       FeeKind = "other"
	PropertyTax    FeeKind = "property_tax"
	DispositionFee FeeKind = "disposition"
	MileageFee     FeeKind = "mileage"
	WearFee        FeeKind = "wear"
	EarlyEndFee    FeeKind = "early_termination"

	RefundedTooMuch FeeKind = "refunded_too_much" // a credit balance paid out that turned out not to be there
)

// penalty tells whether the fee punishes.
func (k FeeKind) penalty() bool { return k == LateFee || k == ReturnedFee }

// FeeAssessed charges a fee. A late fee with an instalment's number is judged again at every fold: when that instalment turns out to have been
// paid in time, nothing is owed.
type FeeAssessed struct {
	Fee        FeeKind     `json:"fee"`
	Amount     money.Cents `json:"amount"`
	Instalment int         `json:"instalment,omitempty"` // late: the number of the instalment
	Payment    string      `json:"payment,omitempty"`    // returned: the payment's key
}

// FeeWaived forgives all or part of a fee.
type FeeWaived struct {
	Fee    string      `json:"fee,omitempty"` // key of the FeeAssessed; none is the oldest first
	Amount money.Cents `json:"amount"`
	Reason string      `json:"reason,omitempty"`
}

// RateReason says why a rate changes; the latest event of a reason holds.
type RateReason string

// The reasons.
const (
	RateChanged     RateReason = "changed"          // Rate is the contract's new rate
	AutopayDiscount RateReason = "autopay_discount" // Rate is taken off; 0 ends it
	RateCap         RateReason = "cap"              // Rate is the most that may be charged; 0 ends it
)

// RateSegment changes the rate from the effective day on.
type RateSegment struct {
	Reason RateReason `json:"reason"`
	Rate   money.Rate `json:"rate"`
	Until  civil.Date `json:"until,omitempty"` // first day it no longer holds; none is open
	Note   string     `json:"note,omitempty"`
}

// SCRA caps the rate at 6 % for a period of military service; what is above is forgiven, also for the past (50 USC 3937).
type SCRA struct {
	Until   civil.Date  `json:"until,omitempty"`   // first day after the period; none is still serving
	Payment money.Cents `json:"payment,omitempty"` // instalment during service, lowered by the interest forgiven; 0 leaves it
}

// Extension moves unpaid instalments to later due dates; interest keeps accruing (money.md 1.11).
type Extension struct {
	Periods int `json:"periods"`
	From    int `json:"from,omitempty"` // number of the first instalment moved; 0 is the first unpaid
}

// DueDateChange moves the due dates of instalments that are not due yet: one odd period, then the new day (money.md 1.12).
type DueDateChange struct {
	First civil.Date `json:"first"`         // the next due date
	Day   int        `json:"day,omitempty"` // intended day of the month; 0 is First's
}

// Reamortised computes the instalment anew over the instalments that are left.
type Reamortised struct {
	Payment money.Cents `json:"payment,omitempty"` // as agreed; 0 is computed
}

// Instructed is the customer's standing choice of what extra money does.
type Instructed struct {
	Extra Extra `json:"extra"`
}

// Paused keeps days from counting as past due, as after a disaster; interest runs on.
type Paused struct {
	Until civil.Date `json:"until"` // first day that counts again
}

// CreditSource says where a credit comes from.
type CreditSource string

// The sources.
const (
	Insurance   CreditSource = "insurance"    // proceeds of a total loss
	AddOnRefund CreditSource = "add_on"       // a cancelled GAP or service contract
	Goodwill    CreditSource = "goodwill"     // our own money
	PriorEscrow CreditSource = "deposit"      // the security deposit
	SaleOfCar   CreditSource = "sale_of_car"  // proceeds of a repossession or a sale
	OtherCredit CreditSource = "other_credit" // named in Note
)

// Credit lowers the debt without being a payment: principal first while a balance exists, the rest becomes a credit balance.
type Credit struct {
	Amount money.Cents  `json:"amount"`
	Source CreditSource `json:"source"`
	Note   string       `json:"note,omitempty"`
}

// CreditRefunded pays a credit balance out (12 CFR 1026.21).
type CreditRefunded struct {
	Amount money.Cents `json:"amount"`
	Ref    string      `json:"ref,omitempty"`
}

// ChargedOff takes the debt off the books as a loss; it is still owed, and money that comes later is a recovery.
type ChargedOff struct {
	Reason string `json:"reason,omitempty"`
}

// Recovery is money on a debt that was charged off.
type Recovery struct {
	Amount money.Cents `json:"amount"`
	Ref    string      `json:"ref,omitempty"`
}

// Title is a step of the vehicle's title.
type Title struct {
	State  string `json:"state,omitempty"`
	Status string `json:"status"` // "title_received", "lien_recorded", "lien_release_sent"
}

// OwnershipReason says how the vehicle left the customer.
type OwnershipReason string

// The reasons that the feed knows.
const (
	TotalLoss OwnershipReason = "total_loss"
	Sold      OwnershipReason = "sold"
	TradeIn   OwnershipReason = "trade_in"
)

// OwnershipChanged says that the customer no longer has the vehicle. It stops autopay and changes what is shown, but not the debt.
type OwnershipChanged struct {
	Reason OwnershipReason `json:"reason"`
}

// Odometer is a reading in miles.
type Odometer struct {
	Miles  int    `json:"miles"`
	Source string `json:"source,omitempty"`
}

// LeaseExtension adds rents month by month after the last. From the seventh added month new disclosures are needed (12 CFR 1013.5).
type LeaseExtension struct {
	Months    int        `json:"months"`
	Disclosed civil.Date `json:"disclosed,omitempty"` // when new disclosures were given
}

// TurnIn is the return of a leased vehicle. It ends autopay and rents that are not due yet.
type TurnIn struct {
	Miles int    `json:"miles,omitempty"`
	Place string `json:"place,omitempty"`
}

// Inspection lists excess wear, which the lessee may dispute line by line (12 CFR 1013.4(l)).
type Inspection struct {
	Items []WearItem `json:"items"`
}

// WearItem is one line of an inspection.
type WearItem struct {
	What     string      `json:"what"`
	Wear     string      `json:"wear,omitempty"` // key of the published tariff
	Where    string      `json:"where,omitempty"`
	Severity string      `json:"severity,omitempty"`
	Photo    string      `json:"photo,omitempty"` // the inspector's name of a picture
	Amount   money.Cents `json:"amount"`
	Disputed bool        `json:"disputed,omitempty"`
}

// Purchase is the lessee's purchase of the vehicle; it waives the disposition fee. The price is without rents and fees still owed.
type Purchase struct {
	Price money.Cents `json:"price"`
	Tax   money.Cents `json:"tax,omitempty"`
}

// EarlyTermination ends a lease before its term (12 CFR 1013.2(m)).
type EarlyTermination struct {
	Realised money.Cents `json:"realised"` // value realised for the vehicle
	Fee      money.Cents `json:"fee,omitempty"`
	Tax      money.Cents `json:"tax,omitempty"`
	Expenses money.Cents `json:"expenses,omitempty"`
}

// Kind implements Body.
func (Activated) Kind() EventKind { return KindActivated }

// Kind implements Body.
func (Converted) Kind() EventKind { return KindConverted }

// Kind implements Body.
func (Payment) Kind() EventKind { return KindPayment }

// Kind implements Body.
func (Returned) Kind() EventKind { return KindReturned }

// Kind implements Body.
func (Reversed) Kind() EventKind { return KindReversed }

// Kind implements Body.
func (FeeAssessed) Kind() EventKind { return KindFeeAssessed }

// Kind implements Body.
func (FeeWaived) Kind() EventKind { return KindFeeWaived }

// Kind implements Body.
func (RateSegment) Kind() EventKind { return KindRateSegment }

// Kind implements Body.
func (SCRA) Kind() EventKind { return KindSCRA }

// Kind implements Body.
func (Extension) Kind() EventKind { return KindExtension }

// Kind implements Body.
func (DueDateChange) Kind() EventKind { return KindDueDateChange }

// Kind implements Body.
func (Reamortised) Kind() EventKind { return KindReamortised }

// Kind implements Body.
func (Instructed) Kind() EventKind { return KindInstructed }

// Kind implements Body.
func (Paused) Kind() EventKind { return KindPaused }

// Kind implements Body.
func (Credit) Kind() EventKind { return KindCredit }

// Kind implements Body.
func (CreditRefunded) Kind() EventKind { return KindCreditRefunded }

// Kind implements Body.
func (ChargedOff) Kind() EventKind { return KindChargedOff }

// Kind implements Body.
func (Recovery) Kind() EventKind { return KindRecovery }

// Kind implements Body.
func (Title) Kind() EventKind { return KindTitle }

// Kind implements Body.
func (OwnershipChanged) Kind() EventKind { return KindOwnershipChanged }

// Kind implements Body.
func (Odometer) Kind() EventKind { return KindOdometer }

// Kind implements Body.
func (LeaseExtension) Kind() EventKind { return KindLeaseExtension }

// Kind implements Body.
func (TurnIn) Kind() EventKind { return KindTurnIn }

// Kind implements Body.
func (Inspection) Kind() EventKind { return KindInspection }

// Kind implements Body.
func (Purchase) Kind() EventKind { return KindPurchase }

// Kind implements Body.
func (EarlyTermination) Kind() EventKind { return KindEarlyTermination }
