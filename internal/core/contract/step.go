package contract

import (
	"encoding/json"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/money"
)

// StepKind says what a step of a working does.
type StepKind uint8

// The steps. A working is read from top to bottom: what was brought and what accrued are summed exactly and rounded once; then each
// allocation takes from the amount.
const (
	StepBrought   StepKind = iota // exact unpaid interest brought forward
	StepAccrued                   // balance × rate × days, exact
	StepRounded                   // the sum of the exact steps, rounded by Rule
	StepAllocated                 // Cents of the amount go to the bucket or purpose in Rule
	StepCarried                   // exact interest left over, carried on
	StepDropped                   // exact fraction of a cent left over, dropped
	StepPercent                   // Rate of Balance is Cents, rounded
	StepLimit                     // Cents is the limit that Rule names
	StepResult                    // Cents is what comes out
	StepLeft                      // Cents of Balance are open in instalment Number
)

var stepNames = [...]string{"brought", "accrued", "rounded", "allocated", "carried", "dropped", "percent", "limit", "result", "left"}

// String returns the step's name.
func (k StepKind) String() string {
	if int(k) < len(stepNames) {
		return stepNames[k]
	}
	return "unknown step"
}

// MarshalText implements encoding.TextMarshaler.
func (k StepKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Step is one step of a working, as data. It holds no pointer and fills one cache line: a fold makes hundreds of them.
type Step struct {
	What     StepKind
	DayCount finance.DayCount
	Rule     Rule
	Clause   Clause
	Number   int16 // of an instalment
	Days     int32
	From, To civil.Date
	Rate     money.Rate
	Balance  money.Cents
	Exact    money.Exact
	Cents    money.Cents
}

// exactDigits is how many digits of a minor unit an explanation shows.
const exactDigits = 9

// MarshalJSON writes only what the step uses; exact amounts are text in minor units with nine digits. A clause of the contract itself is named,
// not quoted: Product.Cite quotes it.
func (s Step) MarshalJSON() ([]byte, error) {
	out := struct {
		What     StepKind    `json:"what"`
		From     string      `json:"from,omitempty"`
		To       string      `json:"to,omitempty"`
		Days     int32       `json:"days,omitempty"`
		Number   int16       `json:"number,omitempty"`
		DayCount string      `json:"day_count,omitempty"`
		Rate     string      `json:"rate,omitempty"`
		Balance  money.Cents `json:"balance,omitempty"`
		Exact    string      `json:"exact,omitempty"`
		Cents    money.Cents `json:"cents"`
		Rule     string      `json:"rule,omitempty"`
		Clause   string      `json:"clause,omitempty"`
	}{
		What: s.What, From: s.From.String(), To: s.To.String(), Days: s.Days, Number: s.Number, Balance: s.Balance, Cents: s.Cents,
		Rule: s.Rule.String(), Clause: s.Clause.String(),
	}
	switch s.What {
	case StepAccrued:
		out.DayCount, out.Rate, out.Exact = s.DayCount.String(), s.Rate.String(), s.Exact.Text(exactDigits)
	case StepPercent:
		out.Rate = s.Rate.String()
	case StepBrought, StepRounded, StepCarried, StepDropped:
		out.Exact = s.Exact.Text(exactDigits)
	}
	return json.Marshal(out)
}

// Rule names the rounding, bucket, limit or figure that a step is about; its words are core/explain's. The zero rule is none.
type Rule uint8

// The rules. Buckets of the waterfall and roundings follow after them.
const (
	RulePrincipal Rule = iota + 1
	RuleFees
	RuleUnapplied
	RulePayoff
	RuleCredit
	RuleSmallBalance
	RuleRecovery
	RuleWaived
	RuleRefundedTooMuch
	RuleChargedOff
	RuleCancelled
	RuleGivenBack
	RuleRentCharge
	RuleDepreciation
	RuleTax
	RuleRent
	RuleFee
	RuleTermEnd
	RuleLeaseBalance
	RuleEndCosts
	RuleRealised
	RuleEarlyEnd
	RuleGraceOver
	RuleLateFee
	RuleContractLimit
	RuleStateLimit
	RuleAsCharged
	RuleReturnedPayment
	RuleTotal
	RuleMaturity
	RuleDueDate
	RulePayment
	RulePause
	RuleRateChanged
	RuleAutopayDiscount
	RuleRateCap
	RulePrice
	RulePurchaseFee
	RuleOfficialFees
	RulePastDue
	RuleExcessMiles
	RuleWearLine
	RuleDisposition
	ruleBucket
	ruleRounding = ruleBucket + Rule(buckets)
)

var ruleNames = [...]string{
	"", "principal", "fees", "unapplied", "payoff", "credit balance", "small balance", "recovery", "waived", "refunded too much", "charged off",
	"cancelled", "given back", "rent charge", "depreciation", "tax", "rent", "fee", "term end", "lease balance", "fee, tax and expenses", "realised value",
	"early termination", "open at the end of grace", "late fee", "contract limit", "state limit", "as charged", "returned payment", "total",
	"maturity", "due date", "payment", "pause", "changed", "autopay_discount", "cap", "price", "purchase_fee", "official_fees", "past_due",
	"excess_mileage", "excess_wear", "disposition_fee",
}

// String returns the rule's name as stored; none has none.
func (r Rule) String() string {
	switch {
	case r < ruleBucket:
		return ruleNames[r]
	case r < ruleRounding:
		return bucketNames[r-ruleBucket]
	}
	return money.Rounding(r - ruleRounding).String()
}

// MarshalText implements encoding.TextMarshaler.
func (r Rule) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Bucket returns the bucket of the waterfall that the rule is, if it is one.
func (r Rule) Bucket() (Bucket, bool) {
	return Bucket(r - ruleBucket), r >= ruleBucket && r < ruleRounding
}

// rule is the reason as a rule.
func (r RateReason) rule() Rule {
	switch r {
	case AutopayDiscount:
		return RuleAutopayDiscount
	case RateCap:
		return RuleRateCap
	}
	return RuleRateChanged
}

// settlementRule is the rule of a line of a buyout, by core/finance's name.
func settlementRule(name string) Rule {
	for r := RulePrincipal; r < ruleBucket; r++ {
		if ruleNames[r] == name {
			return r
		}
	}
	return 0
}

// Clause is the law or the contract's own clause that a step rests on. The zero clause is none.
type Clause uint8

// The clauses that workings cite.
const (
	clauseUSRule Clause = iota + 1
	clauseCredit
	clauseSCRA
	clauseChargeOff
	clauseLease
	clauseEarlyEnd
	ClauseLateFee   // the product's late fee rule, as it cites it itself
	ClauseStateCap  // the state's limit on it
	ClauseReturnFee // the product's rule for returned payments
)

var clauseNames = [...]string{
	"", "12 CFR 1026 App. J(a)(3)", "12 CFR 1026.21", "50 USC 3937", "65 FR 36903", "12 CFR 1013.4", "12 CFR 1013.2(m)",
	"late fee rule", "state limit", "returned payment rule",
}

// String returns the citation; a clause of the contract's own is named only.
func (c Clause) String() string {
	if int(c) < len(clauseNames) {
		return clauseNames[c]
	}
	return "unknown clause"
}

// MarshalText implements encoding.TextMarshaler.
func (c Clause) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Cite returns what a clause says it rests on: the law, or the citation that the product's rule carries.
func (p *Product) Cite(c Clause) string {
	switch c {
	case ClauseLateFee:
		return p.LateFee.Citation
	case ClauseStateCap:
		if p.LateFee.StateCap != nil {
			return p.LateFee.StateCap.Citation
		}
		return ""
	case ClauseReturnFee:
		return p.ReturnFee.Citation
	}
	return c.String()
}

// Cite returns what a clause rests on in this contract.
func (s *State) Cite(c Clause) string {
	if s.fold == nil {
		return c.String()
	}
	return s.fold.terms.Product.Cite(c)
}
