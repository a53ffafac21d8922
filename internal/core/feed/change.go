package feed

import (
	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/money"
)

// Change is what an event says about a contract that is open, or will be.
type Change interface {
	Data
	Contract() (number string, on civil.Date)
}

// Amendment is the data of contract.amended.v1: what the parties have agreed since the contract was made. Each matter that it names counts from its
// day; what it does not name stays as it is.
type Amendment struct {
	Number   string
	Kind     contract.Kind
	On       civil.Date
	Currency string          // of the amounts; none when there are none
	Rate     *money.Rate     // loan: the yearly rate
	Payment  money.Cents     // loan: the regular payment; 0 leaves it
	Due      Due             // the next due date and what follows from it
	Credit   contract.Credit // loan: takes this much off the debt; 0 does not
	Months   int             // lease: so many months more
	Told     civil.Date      // lease: when new disclosures were given
	Parties  []Person        // everybody on the contract; none leaves it as it is
}

// Due is another due date; the zero value leaves it as it is.
type Due struct {
	First civil.Date
	Day   int // intended day of the month; 0 is First's
}

// Cancellation is the data of contract.cancelled.v1: the contract is undone from its beginning.
type Cancellation struct {
	Number string
	On     civil.Date
	Reason string // a code
}

func (*Amendment) data()    {}
func (*Cancellation) data() {}

// Contract returns the contract's number and the day from which the amendment counts.
func (a *Amendment) Contract() (string, civil.Date) { return a.Number, a.On }

// Contract returns the contract's number and the day on which it was cancelled.
func (c *Cancellation) Contract() (string, civil.Date) { return c.Number, c.On }

// Matter is one thing that an amendment changes.
type Matter string

// The matters.
const (
	MatterRate    Matter = "rate"
	MatterPayment Matter = "payment"
	MatterDue     Matter = "due_date"
	MatterCredit  Matter = "credit"
	MatterMonths  Matter = "months"
	MatterParties Matter = "parties"
)

// Bodies returns what the amendment does to the contract, by matter; its parties are not the contract's law.
func (a *Amendment) Bodies() map[Matter]contract.Body {
	out := map[Matter]contract.Body{}
	if a.Rate != nil {
		out[MatterRate] = contract.RateSegment{Reason: contract.RateChanged, Rate: *a.Rate}
	}
	if a.Payment > 0 {
		out[MatterPayment] = contract.Reamortised{Payment: a.Payment}
	}
	if a.Due != (Due{}) {
		out[MatterDue] = contract.DueDateChange{First: a.Due.First, Day: a.Due.Day}
	}
	if a.Credit.Amount > 0 {
		out[MatterCredit] = a.Credit
	}
	if a.Months > 0 {
		out[MatterMonths] = contract.LeaseExtension{Months: a.Months, Disclosed: a.Told}
	}
	return out
}

// mostMonths bounds how far an amendment extends a lease.
const mostMonths = 24

// amendment reads the data of contract.amended.v1.
func (r *reader) amendment(o object) Data {
	a := &Amendment{Number: o.reference("contract_number", false), Kind: r.kindOf(o), On: o.date("on", false)}
	if a.On > r.at.AddMonths(maxFirstMonths, 31) {
		r.refuse(o.at("on"), "%s is more than a year after the message itself, of %s.", a.On, r.at)
	}
	if o.has("currency") {
		a.Currency = r.currencyOf(o)
	}
	if a.Kind == contract.Lease {
		r.amendLease(o.object("lease", true), a)
	} else {
		r.amendLoan(o.object("loan", true), a)
	}
	if due := o.object("due_date", true); due.ok {
		a.Due = Due{First: due.date("first", false), Day: due.number("day", lastDayOf)}
		if a.Due.First != 0 && a.Due.First < a.On {
			r.refuse(due.at("first"), "The next due date %s is before the day of the amendment, %s.", a.Due.First, a.On)
		}
		due.done()
	}
	if o.has("parties") {
		a.Parties = r.people(o, a.Kind.String())
	}
	if len(r.faults) == 0 && len(a.Bodies()) == 0 && a.Parties == nil {
		r.refuse(o.path, "The amendment changes nothing.")
	}
	return a
}

func (r *reader) amendLoan(o object, a *Amendment) {
	if !o.ok {
		return
	}
	if o.has("rate") {
		rate := o.rate("rate", false, money.One)
		a.Rate = &rate
	}
	a.Payment = o.agreed("payment")
	if c := o.object("credit", true); c.ok {
		a.Credit = contract.Credit{
			Amount: c.agreed("amount"), Note: c.text("note", rule{max: maxLine, optional: true}),
			Source: contract.CreditSource(c.oneOf("source", false, string(contract.AddOnRefund), string(contract.Goodwill), string(contract.OtherCredit))),
		}
		c.done()
	}
	o.done()
}

func (r *reader) amendLease(o object, a *Amendment) {
	if !o.ok {
		return
	}
	if o.has("months") {
		a.Months = o.whole("months", 1, mostMonths)
	}
	a.Told = o.date("disclosed", true)
	o.done()
}

// agreed reads an optional amount that an amendment names: with a currency, and more than nothing.
func (o object) agreed(name string) money.Cents {
	if !o.has(name) {
		return 0
	}
	if o.r.currency.Code == "" {
		if len(o.r.faults) == 0 {
			o.r.refuse("data.currency", "An amount needs the contract's currency.")
		}
		o.find(name)
		return 0
	}
	c := o.amount(name, true)
	if c == 0 && len(o.r.faults) == 0 {
		o.r.refuse(o.at(name), "This is nothing; leave it out when it does not change.")
	}
	return c
}

// cancellation reads the data of contract.cancelled.v1.
func (r *reader) cancellation(o object) Data {
	c := &Cancellation{Number: o.reference("contract_number", false), On: o.date("on", false), Reason: o.code("reason", false)}
	r.notAhead(o.at("on"), c.On)
	return c
}
