package feed

import (
	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/vehicle"
)

// Activation is the data of contract.activated.v1: a contract that begins, or that is taken over from an older book.
type Activation struct {
	Agreement
	Dealer  Dealer
	Parties []Person
	Vehicle vehicle.Vehicle
}

func (*Activation) data() {}

// Dealer sold the vehicle.
type Dealer struct{ ID, Name string }

// activation reads the data of contract.activated.v1.
func (r *reader) activation(o object) Data {
	a := &Activation{Agreement: r.agreement(o, false)}
	a.Parties = r.people(o, a.Terms.Kind.String())
	if dealer := o.object("dealer", true); dealer.ok {
		a.Dealer = Dealer{ID: dealer.reference("id", false), Name: dealer.text("name", rule{max: maxName, optional: true})}
		dealer.done()
	}
	a.Vehicle = r.vehicle(o.object("vehicle", false))
	if a.Terms.Lease != nil {
		a.Terms.Lease.StartMiles = a.Vehicle.Delivered.Miles()
	}
	return a
}

// The first model year is that of the first VINs of 17 characters; the last is two years ahead, as makers name their cars.
const (
	firstModelYear  = 1981
	modelYearsAhead = 2
)

func (r *reader) vehicle(o object) vehicle.Vehicle {
	if !o.ok {
		return vehicle.Vehicle{}
	}
	v := vehicle.Vehicle{
		VIN: vehicle.VIN(r.vin(o)), Make: o.text("make", rule{max: maxName}), Model: o.text("model", rule{max: maxName}),
		ModelYear: o.whole("model_year", firstModelYear, civil.On(r.rules.Now, r.rules.Now.Location()).Year()+modelYearsAhead),
		Trim:      o.text("trim", rule{max: maxName, optional: true}), Condition: vehicle.Condition(o.oneOf("condition", true, string(vehicle.New), string(vehicle.Used), string(vehicle.Demo))),
		AssemblyCountry: o.matching("assembly_country", country, "US"), PersonalUse: o.yes("personal_use", true),
		Plate: o.text("plate", rule{max: maxPlate, optional: true}), Delivered: r.reading(o.object("odometer", true)),
	}
	o.done()
	return v
}

// vin reads a vehicle identification number. In North America the check digit is law (49 CFR 565.15(c)); elsewhere a wrong one is
// common and only noted.
func (r *reader) vin(o object) string {
	s := o.text("vin", rule{max: maxSubject})
	if s == "" {
		return ""
	}
	v, err := vehicle.ParseVIN(s)
	switch {
	case err != nil:
		r.refuseAs(o.at("vin"), err)
		return ""
	case !v.CheckDigitFits() && v.CheckDigitIsLaw():
		r.refuse(o.at("vin"), "The check digit of this VIN does not fit; a vehicle of North America must have the right one.")
		return ""
	case !v.CheckDigitFits():
		r.note(o.at("vin"), "The check digit does not fit; outside North America that is allowed.")
	}
	return string(v)
}

func (r *reader) reading(o object) vehicle.Odometer {
	if !o.ok {
		return vehicle.Odometer{}
	}
	reading := vehicle.Odometer{
		Value: o.whole("value", 0, vehicle.MaxOdometer), ReadOn: o.date("read_on", false),
		Unit: vehicle.Unit(o.oneOf("unit", false, string(vehicle.Miles), string(vehicle.Kilometres))),
	}
	o.done()
	return reading
}

// odometer reads the data of vehicle.odometer.v1 and vehicle.serviced.v1.
func (r *reader) odometer(o object) Data {
	d := &Odometer{VIN: r.vin(o), Reading: r.reading(o.object("odometer", false))}
	r.notAhead(o.at("odometer.read_on"), d.Reading.ReadOn)
	if s := o.object("service", true); s.ok {
		d.Service = Work{Dealer: s.reference("dealer_id", true), Summary: s.text("summary", rule{max: maxLine}), Link: s.link("link")}
		s.done()
	}
	return d
}

func (r *reader) recall(o object) Data {
	return &Recall{
		VIN: r.vin(o), Campaign: o.reference("campaign", false), Title: o.text("title", rule{max: maxLine}), Link: o.link("link"),
		Status: o.code("status", false), On: r.at,
	}
}

func (r *reader) title(o object) Data {
	d := &Title{VIN: r.vin(o), State: o.matching("state", stateCode, "PA"), Status: o.code("status", false), On: o.date("on", false)}
	r.notAhead(o.at("on"), d.On)
	return d
}

func (r *reader) ownership(o object) Data {
	d := &Ownership{VIN: r.vin(o), Reason: o.oneOf("reason", false, string(contract.TotalLoss), string(contract.Sold), string(contract.TradeIn)), On: o.date("on", false)}
	r.notAhead(o.at("on"), d.On)
	return d
}

// notAhead refuses a fact that is dated after the message about it. One day is left for time zones.
func (r *reader) notAhead(path string, on civil.Date) {
	if on != 0 && r.at != 0 && on > r.at.AddDays(1) {
		r.refuse(path, "%s is after the message itself, of %s.", on, r.at)
	}
}
