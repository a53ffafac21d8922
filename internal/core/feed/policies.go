package feed

import "marque/internal/core/contract"

// The bounds of what a policy may say.
const (
	maxTimes   = 600 // as often as a contract has payments
	maxMoved   = 24  // payments moved at once: two years of months
	maxApart   = 600
	maxForward = 365 // days that a due date is moved
	maxTiers   = 10  // fees by days
	lastDayOf  = 31
)

// number reads a whole number that may be absent, which is zero.
func (o object) number(name string, most int) int {
	if !o.has(name) {
		return 0
	}
	return o.whole(name, 0, most)
}

// extension reads what the contract says about moving payments to its end. Without it an agent decides.
func (r *reader) extension(o object) contract.ExtensionPolicy {
	if !o.ok {
		return contract.ExtensionPolicy{}
	}
	p := contract.ExtensionPolicy{
		SelfService: o.yes("self_service", false), CurrentOnly: o.yes("current_only", true), MostPeriods: o.number("most_payments", maxMoved),
		MostTimes: o.number("most_times", maxTimes), MinPaid: o.number("least_paid", maxTimes), ApartMonths: o.number("months_apart", maxApart),
	}
	o.done()
	return p
}

// dueDate reads what the contract says about another due date. Without it the usual holds: up to 15 days forward, the 1st to the 28th, no fee.
func (r *reader) dueDate(o object) contract.DueDatePolicy {
	if !o.ok {
		return contract.DueDatePolicy{}
	}
	p := contract.DueDatePolicy{
		MostDays: o.number("most_days", maxForward), LastDay: o.number("last_day", lastDayOf), MostTimes: o.number("most_times", maxTimes),
		ApartMonths: o.number("months_apart", maxApart), CurrentOnly: o.yes("current_only", true), NoFeesOwing: o.yes("no_fees_owing", true),
		IsExtension: o.yes("is_extension", true),
	}
	if o.has("fees") {
		for _, tier := range o.objects("fees", maxTiers) {
			p.Fees = append(p.Fees, contract.DueDateFee{UpToDays: tier.whole("up_to_days", 1, maxForward), Amount: tier.amount("amount", false)})
			tier.done()
		}
	}
	for i := 1; i < len(p.Fees); i++ {
		if p.Fees[i].UpToDays <= p.Fees[i-1].UpToDays {
			r.refuse(o.at("fees"), "The fees stand in the order of their days.")
		}
	}
	o.done()
	return p
}
