package onboarding

import (
	"fmt"

	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/vehicle"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/feeds"
	"marque/internal/store/parties"
	"marque/internal/store/vehicles"
)

// The keys of a contract's first events. A contract has one of each, whichever message brought them.
const (
	activatedKey = "activated"
	convertedKey = "converted"
)

// activate plans a contract with its people, its vehicle and everything that was told of the vehicle before.
func (p *plan) activate(e *feed.Event, a *feed.Activation) (Outcome, error) {
	if _, known := p.s.d.Brands[a.Terms.Brand]; !known {
		return refused(fault.Inputf("data.brand", "There is no brand %q here.", a.Terms.Brand)), nil
	}
	if out, found, err := p.already(e, a); err != nil || found {
		return out, err
	}
	vin := string(a.Vehicle.VIN)
	c := p.vehicles[vin]
	if other, err := p.onAnother(a, c); err != nil || other != nil {
		if err != nil {
			return Outcome{}, err
		}
		return p.vehicleTaken(e, a, other), nil
	}
	h := &holder{
		id: id.New[contract.Contract](p.s.d.IDs), terms: a.Terms, vin: vin, name: a.Vehicle.Name(), content: e.Content, fresh: true,
	}
	p.join(e, a, h)
	c.describe(vehicleOf(e, a.Vehicle))
	p.first(h, a)
	p.delivered(e, a)
	for _, news := range c.told {
		p.bring(h, news)
	}
	c.holders = append(c.holders, h)
	p.numbers[a.Terms.Number], p.opened = h, append(p.opened, h)
	return Outcome{Result: Applied}, nil
}

// already answers when a contract of this number is open: the same content in another message is a repetition, other content a conflict.
func (p *plan) already(e *feed.Event, a *feed.Activation) (Outcome, bool, error) {
	h := p.numbers[a.Terms.Number]
	if h == nil {
		return Outcome{}, false, nil
	}
	content := h.content
	if !h.fresh {
		receipt, err := feeds.Activation(p.tx, a.Terms.Number, string(e.Type))
		if err != nil && !fault.Is(err, fault.NotFound) {
			return Outcome{}, false, err
		}
		content = receipt.Content
	}
	if content == e.Content {
		return Outcome{Result: Repeated}, true, nil
	}
	if p.forced {
		out, err := p.takeTheirs(e, a, h)
		return out, true, err
	}
	return p.hold(e, feeds.Differs, h, "data.contract_number", fmt.Sprintf("The contract %s is open already, with other content than this.", a.Terms.Number)), true, nil
}

// join plans the people and their places on the contract.
func (p *plan) join(e *feed.Event, a *feed.Activation, h *holder) {
	for i, said := range a.Parties {
		who := p.personOf(e, said)
		h.members = append(h.members, parties.Member{Contract: h.id, Party: who.ID, Role: string(said.Role), Position: i})
		h.invite = append(h.invite, who)
	}
}

// first plans the events that open the contract.
func (p *plan) first(h *holder, a *feed.Activation) {
	opening := contract.Activated{Dealer: dealerOf(a.Dealer), StartMiles: a.Vehicle.Delivered.Miles()}
	h.events = append(h.events, p.s.d.Book.Event(h.id, activatedKey, a.Terms.ContractDate, opening))
	if a.Converted != nil {
		h.events = append(h.events, p.s.d.Book.Event(h.id, convertedKey, a.Converted.AsOf, a.Converted.Converted))
	}
}

func dealerOf(d feed.Dealer) string {
	if d.Name != "" {
		return d.Name
	}
	return d.ID
}

// delivered plans the odometer reading that the contract itself states.
func (p *plan) delivered(e *feed.Event, a *feed.Activation) {
	if r := a.Vehicle.Delivered; r.ReadOn != 0 {
		p.facts.Readings = append(p.facts.Readings, vehicles.Reading{
			VIN: string(a.Vehicle.VIN), Told: e.Told(), On: r.ReadOn, Value: r.Value, Unit: string(r.Unit), Source: vehicles.Delivery,
		})
	}
}

func vehicleOf(e *feed.Event, v vehicle.Vehicle) vehicles.Vehicle {
	return vehicles.Vehicle{
		VIN: string(v.VIN), Make: v.Make, Model: v.Model, ModelYear: v.ModelYear, Trim: v.Trim, Condition: string(v.Condition), AssemblyCountry: v.AssemblyCountry,
		PersonalUse: v.PersonalUse, Plate: v.Plate, Told: e.Told(),
	}
}
