// Package statement is a month of a contract as the person who owes it reads it: what was owed, what was paid and where
// each cent of it went, what is due next. It is plain values, fixed on the day of issue; how it looks on paper is package
// paper's business, and where it is kept is store/statements'.
package statement

import (
	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
)

// ID names a statement.
type ID = id.Of[Statement]

// Statement is one period of one contract. Amounts are minor units of Facts.Currency.
type Statement struct {
	Number    string     `json:"number"` // unique within the contract, such as "2026-03"
	Issued    civil.Date `json:"issued"`
	Period    Period     `json:"period"`
	Locale    string     `json:"locale"` // BCP 47; the language it was issued in
	Brand     Brand      `json:"brand"`
	Recipient Recipient  `json:"recipient"`
	Contract  Facts      `json:"contract"`

	// Opening and Closing are what the debt was before the period's first and after its last day: a loan's principal, a
	// lease's payments still to come, with their tax.
	Opening money.Cents `json:"opening"`
	Closing money.Cents `json:"closing"`

	Interest money.Cents `json:"interest"` // a loan's, grown in the period
	Payments []Payment   `json:"payments,omitempty"`
	Changes  []Change    `json:"changes,omitempty"`
	Due      Due         `json:"due"`
	Autopay  Autopay     `json:"autopay"`
	Year     Allocation  `json:"year"` // paid since 1 January of the period's last day
	Mileage  *Mileage    `json:"mileage,omitempty"`
	Messages []string    `json:"messages,omitempty"`
	Clauses  []Part      `json:"clauses,omitempty"` // what the brand says besides
}

// Period is the days that a statement covers, both included.
type Period struct {
	From    civil.Date `json:"from"`
	Through civil.Date `json:"through"`
}

// Brand is who the customer knows: what a page of paper shows of it.
type Brand struct {
	Name      string            `json:"name"`
	LegalName string            `json:"legal_name"`
	Address   string            `json:"address"` // one line
	Phone     string            `json:"phone"`
	Hours     string            `json:"hours"`
	HoursIn   map[string]string `json:"hours_in,omitempty"` // Hours in other languages, by BCP 47 tag
	Site      string            `json:"site"`               // https address of the portal, or none
	Accent    string            `json:"accent"`             // #rrggbb
	License   string            `json:"license,omitempty"`  // as the law wants it shown
	Imprint   string            `json:"imprint,omitempty"`  // where the operator and the address for complaints stand, without https://
	Clauses   []Clause          `json:"-"`                  // what Carries chooses from
}

// Recipient is whom the statement is addressed to.
type Recipient struct {
	Names   []string `json:"names"`
	Address []string `json:"address,omitempty"` // lines, street first
	State   string   `json:"state,omitempty"`   // two letters, when it is known
}

// Facts is what the statement says of the contract itself.
type Facts struct {
	Number    string      `json:"number"`
	Lease     bool        `json:"lease,omitempty"` // else it is a loan
	Currency  string      `json:"currency"`        // ISO 4217
	Vehicle   string      `json:"vehicle"`
	VIN       string      `json:"vin"`
	Rate      money.Rate  `json:"rate,omitempty"` // a loan's yearly rate; a lease states none (12 CFR 1013.4(s))
	Started   civil.Date  `json:"started"`
	Maturity  civil.Date  `json:"maturity"`
	Regular   money.Cents `json:"regular"` // the regular payment
	Count     int         `json:"count"`   // payments of the whole term
	CountPaid int         `json:"count_paid"`
}

// Allocation is where money went. A lease has Base and Tax, a loan Interest and Principal; both have Fees. Credit is what
// found no debt and stays the customer's.
type Allocation struct {
	Interest  money.Cents `json:"interest,omitempty"`
	Principal money.Cents `json:"principal,omitempty"`
	Base      money.Cents `json:"base,omitempty"`
	Tax       money.Cents `json:"tax,omitempty"`
	Fees      money.Cents `json:"fees,omitempty"`
	Credit    money.Cents `json:"credit,omitempty"`
}

// Total is the money that was allocated.
func (a Allocation) Total() money.Cents {
	return a.Interest + a.Principal + a.Base + a.Tax + a.Fees + a.Credit
}

// Plus returns the sum of two allocations.
func (a Allocation) Plus(b Allocation) Allocation {
	return Allocation{
		Interest: a.Interest + b.Interest, Principal: a.Principal + b.Principal, Base: a.Base + b.Base,
		Tax: a.Tax + b.Tax, Fees: a.Fees + b.Fees, Credit: a.Credit + b.Credit,
	}
}

// Payment is money that came. Balance is the debt after it.
type Payment struct {
	Date    civil.Date  `json:"date"`
	Method  string      `json:"method,omitempty"` // one of the Methods, or words in the statement's language
	Amount  money.Cents `json:"amount"`
	To      Allocation  `json:"to"`
	Balance money.Cents `json:"balance"`
}

// The ways to pay that paper has words for.
const (
	ByACH   = "ach"
	ByCard  = "card"
	ByCheck = "check"
	ByWire  = "wire"
	ByCash  = "cash"
)

// Change is anything else that happened: a fee, a return, a credit, a new rate. Debt is what it added to the debt.
type Change struct {
	Date   civil.Date  `json:"date"`
	Kind   ChangeKind  `json:"kind,omitempty"`
	Code   string      `json:"code,omitempty"`   // what the words need besides the kind: which fee, which credit
	What   string      `json:"what,omitempty"`   // words in the statement's language, instead of those of the kind
	Amount money.Cents `json:"amount,omitempty"` // what it charged; negative is in the customer's favour
	Debt   money.Cents `json:"debt,omitempty"`
}

// ChangeKind names a change. Its words are package paper's.
type ChangeKind string

// The kinds of change besides those of contract.EventKind.
const (
	Correction ChangeKind = "correction" // of earlier months, which were told otherwise when they were issued
)

// Due is what is to be paid next. Total is the sum of the others.
type Due struct {
	On        civil.Date  `json:"on"` // none when nothing is due any more
	Regular   money.Cents `json:"regular"`
	PastDue   money.Cents `json:"past_due"`
	Fees      money.Cents `json:"fees"`
	Total     money.Cents `json:"total"`
	LateAfter civil.Date  `json:"late_after"` // the last day without a late fee; none when there is no such fee
	LateFee   money.Cents `json:"late_fee"`   // the most it can be
}

// Autopay is the standing debit as it stood on the day of issue.
type Autopay struct {
	On      bool        `json:"on"`
	Next    civil.Date  `json:"next"`
	Amount  money.Cents `json:"amount"`
	Account string      `json:"account"` // last four digits
}

// Mileage is a lease's distance, in miles.
type Mileage struct {
	Allowance     int         `json:"allowance"` // of the whole term
	SoFar         int         `json:"so_far"`    // of the allowance, by the last day of the period
	Odometer      int         `json:"odometer"`  // driven on this lease
	ReadOn        civil.Date  `json:"read_on"`   // none when nobody read it
	ExcessPerMile money.Cents `json:"excess_per_mile"`
}

// Paid returns where the period's payments went, all together.
func (s *Statement) Paid() Allocation {
	var sum Allocation
	for _, p := range s.Payments {
		sum = sum.Plus(p.To)
	}
	return sum
}

// Lowers returns how much of an allocation lowered the debt.
func (s *Statement) Lowers(a Allocation) money.Cents {
	if s.Contract.Lease {
		return a.Base + a.Tax
	}
	return a.Principal
}

// Bounds on a statement. A month with more lines than these is not read by a person but by an auditor, who has the journal.
const (
	MaxPayments = 1000
	MaxChanges  = 1000
	MaxMessages = 10
)

// Check proves that the statement adds up: every payment is the sum of its parts and leads from the balance before it to
// the one after, and opening and closing differ by exactly what happened. One that does not is never issued.
func (s *Statement) Check() error {
	if len(s.Payments) > MaxPayments || len(s.Changes) > MaxChanges || len(s.Messages) > MaxMessages {
		return fault.New(fault.TooLarge, "This period has more entries than a statement can hold.")
	}
	if s.Contract.Number == "" || s.Brand.LegalName == "" || s.Issued.IsZero() || s.Period.From.IsZero() || s.Period.Through < s.Period.From {
		return fault.New(fault.Internal, "A statement lacks its contract, its brand, its day of issue or its period.")
	}
	debt := s.Opening
	for _, c := range s.Changes {
		debt += c.Debt
	}
	for i, p := range s.Payments {
		if p.Date < s.Period.From || p.Date > s.Period.Through {
			return fault.Newf(fault.Internal, "Payment %d of statement %s is dated outside its period.", i+1, s.Number)
		}
		if p.To.Total() != p.Amount {
			return fault.Newf(fault.Internal, "Payment %d of statement %s is not the sum of its parts.", i+1, s.Number)
		}
		debt -= s.Lowers(p.To)
	}
	if debt != s.Closing {
		return fault.Newf(fault.Internal, "Statement %s does not lead from its opening to its closing balance.", s.Number)
	}
	if s.Due.Regular+s.Due.PastDue+s.Due.Fees != s.Due.Total {
		return fault.Newf(fault.Internal, "What is due on statement %s is not the sum of its parts.", s.Number)
	}
	return nil
}
