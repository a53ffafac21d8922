package feed

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/leaseend"
	"marque/internal/core/vehicle"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
)

// LeaseEnd is what an event says about the end of a lease: the data of lease.returned.v1, lease.inspected.v1, lease.bought.v1 and
// lease.terminated.v1. Of two about one matter the one that was told later holds.
type LeaseEnd struct {
	Number   string
	Matter   Matter
	On       civil.Date
	Currency string // of the amounts; none when there are none
	Body     contract.Body
	Seen     vehicle.Odometer // at a return, in the unit in which it was told; nothing for another matter
}

func (*LeaseEnd) data() {}

// Contract returns the contract's number and the day of the fact.
func (l *LeaseEnd) Contract() (string, civil.Date) { return l.Number, l.On }

// The matters of a lease's end. A lease ends in one way; an inspection is no end.
const (
	MatterReturned   Matter = "returned"
	MatterInspected  Matter = "inspected"
	MatterBought     Matter = "bought"
	MatterTerminated Matter = "terminated"
)

// EndsAs is the kind of the event that a matter ends a lease with; none for one that does not end it.
func (m Matter) EndsAs() contract.EventKind {
	switch m {
	case MatterReturned:
		return contract.KindTurnIn
	case MatterBought:
		return contract.KindPurchase
	case MatterTerminated:
		return contract.KindEarlyTermination
	}
	return ""
}

// mostWear bounds the lines of an inspection, maxPlace what names a place: a garage, or a part of the vehicle.
const (
	mostWear = 100
	maxPlace = 60
)

// ofLease reads what every message about a lease's end says.
func (r *reader) ofLease(o object, m Matter) *LeaseEnd {
	l := &LeaseEnd{Number: o.reference("contract_number", false), Matter: m, On: o.date("on", false)}
	r.notAhead(o.at("on"), l.On)
	return l
}

// returned reads the data of lease.returned.v1.
func (r *reader) returned(o object) Data {
	l := r.ofLease(o, MatterReturned)
	reading := o.object("odometer", false)
	if !reading.ok {
		return l
	}
	l.Seen = vehicle.Odometer{
		ReadOn: l.On, Value: reading.whole("value", 0, vehicle.MaxOdometer), Unit: vehicle.Unit(reading.oneOf("unit", false, string(vehicle.Miles), string(vehicle.Kilometres))),
	}
	reading.done()
	l.Body = contract.TurnIn{Miles: l.Seen.Miles(), Place: o.text("place", rule{max: maxPlace, optional: true})}
	return l
}

// inspected reads the data of lease.inspected.v1.
func (r *reader) inspected(o object) Data {
	l := r.ofLease(o, MatterInspected)
	if o.has("items") || o.has("currency") {
		l.Currency = r.currencyOf(o)
	}
	var found contract.Inspection
	if o.has("items") {
		for _, line := range o.objects("items", mostWear) {
			found.Items = append(found.Items, r.wear(line))
		}
	}
	l.Body = found
	return l
}

// wear reads a line of an inspection. What a tariff says of it is Against's, for a tariff is a brand's.
func (r *reader) wear(o object) contract.WearItem {
	w := contract.WearItem{
		What: o.text("what", rule{max: maxPlace}), Wear: o.code("wear", true), Where: o.text("where", rule{max: maxPlace, optional: true}),
		Severity: o.code("severity", true), Photo: o.reference("photo", true), Amount: o.amount("amount", false),
	}
	if w.Amount == 0 && r.currency.Code != "" && len(r.faults) == 0 {
		r.refuse(o.at("amount"), "This is nothing; leave out what costs nothing.")
	}
	o.done()
	return w
}

// bought reads the data of lease.bought.v1.
func (r *reader) bought(o object) Data {
	l := r.ofLease(o, MatterBought)
	l.Currency = r.currencyOf(o)
	l.Body = contract.Purchase{Price: o.amount("price", false), Tax: o.amount("tax", true)}
	return l
}

// terminated reads the data of lease.terminated.v1.
func (r *reader) terminated(o object) Data {
	l := r.ofLease(o, MatterTerminated)
	l.Currency = r.currencyOf(o)
	l.Body = contract.EarlyTermination{
		Realised: o.amount("realised", false), Fee: o.amount("fee", true), Tax: o.amount("tax", true), Expenses: o.amount("expenses", true),
	}
	return l
}

// Against is why the end cannot be one of a contract's whose published tariff of wear is given; nil when it can.
func (l *LeaseEnd) Against(t *contract.Terms, tariff leaseend.Tariff) *fault.Fault {
	switch {
	case t.Kind != contract.Lease:
		return fault.Inputf("data.contract_number", "The contract %s is a %s; only a lease comes to such an end.", l.Number, t.Kind)
	case l.Currency != "" && l.Currency != t.Currency:
		return fault.Inputf("data.currency", "The contract %s is in %s.", l.Number, t.Currency)
	case l.On < t.ContractDate:
		return fault.Inputf("data.on", "%s is before the contract date %s.", l.On, t.ContractDate)
	}
	found, _ := l.Body.(contract.Inspection)
	return beyond(found, tariff, t.Money())
}

// beyond is what an inspection finds or charges that the tariff does not: a line that it names costs no more than there.
func beyond(found contract.Inspection, tariff leaseend.Tariff, currency money.Currency) *fault.Fault {
	var wrong []fault.Field
	for i, w := range found.Items {
		line, known := tariff.Line(w.Wear)
		at := fmt.Sprintf("data.items[%d]", i)
		switch {
		case w.Wear != "" && !known:
			wrong = append(wrong, fault.Field{Name: at + ".wear", Message: fmt.Sprintf("The published tariff (%s) has no line %q.", tariff.Version, w.Wear)})
		case known && w.Amount > line.Price:
			wrong = append(wrong, fault.Field{Name: at + ".amount", Message: fmt.Sprintf("The published tariff (%s) charges at most %s for this.", tariff.Version, l10n.EnUS.Money(line.Price, currency))})
		}
	}
	if len(wrong) > maxFaults {
		wrong = wrong[:maxFaults]
	}
	return fault.Of(fault.Inputs(wrong))
}
