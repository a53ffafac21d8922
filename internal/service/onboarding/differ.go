package onboarding

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/feeds"
	"marque/internal/store/parties"
	"marque/internal/store/vehicles"
)

// Difference is one thing in which a message and what is kept differ.
type Difference struct {
	What   string // in words
	Ours   string
	Theirs string
	Fixed  bool // it is never taken over: what was signed, and what a customer has chosen
}

// differing compares.
type differing struct{ out []Difference }

func (d *differing) say(what, ours, theirs string, fixed bool) {
	if ours != theirs {
		d.out = append(d.out, Difference{what, ours, theirs, fixed})
	}
}

// differences compares an activation with the contract that is open under its number.
func (s *Service) differences(r engine.Reader, e *feed.Event, a *feed.Activation, open contracts.Contract) ([]Difference, error) {
	d := &differing{}
	if err := d.terms(open.Terms, a.Terms); err != nil {
		return nil, err
	}
	if err := d.opening(r, open.ID, a); err != nil {
		return nil, err
	}
	d.say("VIN", open.VIN, string(a.Vehicle.VIN), true)
	if err := d.vehicle(r, open.VIN, a); err != nil {
		return nil, err
	}
	return d.out, s.peopleDiffer(r, d, e, a, open.ID)
}

// terms compares what was signed, figure by figure.
func (d *differing) terms(ours, theirs contract.Terms) error {
	a, err := flat(ours)
	if err != nil {
		return err
	}
	b, err := flat(theirs)
	if err != nil {
		return err
	}
	var names []string
	for name := range a {
		names = append(names, name)
	}
	for name := range b {
		names = append(names, name)
	}
	for _, name := range once(names) {
		d.say("Terms: "+strings.ReplaceAll(name, "_", " "), a[name], b[name], true)
	}
	return nil
}

// flat writes terms as names and values.
func flat(t contract.Terms) (map[string]string, error) {
	text, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("compare terms: %w", err)
	}
	var tree map[string]any
	if err := json.Unmarshal(text, &tree); err != nil {
		return nil, fmt.Errorf("compare terms: %w", err)
	}
	out := map[string]string{}
	flatten(out, "", tree)
	return out, nil
}

func flatten(out map[string]string, path string, v any) {
	if m, ok := v.(map[string]any); ok {
		for name, below := range m {
			flatten(out, strings.TrimPrefix(path+" › "+name, " › "), below)
		}
		return
	}
	out[path] = fmt.Sprint(v)
}

// opening compares how the contract was opened.
func (d *differing) opening(r engine.Reader, id contract.ID, a *feed.Activation) error {
	events, err := contracts.Events(r, id)
	if err != nil {
		return err
	}
	var ours, theirs string
	for _, e := range events {
		if c, ok := e.Body.(contract.Converted); ok {
			ours = converted(e.Effective, c)
		}
		if b, ok := e.Body.(contract.Activated); ok {
			d.say("Dealer", b.Dealer, dealerOf(a.Dealer), true)
		}
	}
	if a.Converted != nil {
		theirs = converted(a.Converted.AsOf, a.Converted.Converted)
	}
	d.say("How it was taken over", ours, theirs, true)
	return nil
}

func converted(on civil.Date, c contract.Converted) string {
	usd := money.USD()
	return fmt.Sprintf("as of %s: principal %s, interest %s, fees %s, %d paid", on, c.Principal.Text(usd), c.UnpaidInterest.Text(usd), c.FeesDue.Text(usd), c.Paid)
}

func (d *differing) vehicle(r engine.Reader, vin string, a *feed.Activation) error {
	v, err := vehicles.ByVIN(r, vin)
	if err != nil {
		return err
	}
	d.say("Vehicle", v.Name()+" "+v.Trim, a.Vehicle.Name()+" "+a.Vehicle.Trim, false)
	d.say("Plate", v.Plate, a.Vehicle.Plate, false)
	return nil
}

// peopleDiffer compares the people. Who is on a contract is never taken over from a second activation: that is what amendments are for.
func (s *Service) peopleDiffer(r engine.Reader, d *differing, e *feed.Event, a *feed.Activation, id contract.ID) error {
	ours, err := s.parties.OnContract(r, id)
	if err != nil {
		return err
	}
	var on, told []string
	for i := range ours {
		on = append(on, ours[i].Ref)
	}
	for _, said := range a.Parties {
		told = append(told, said.Ref)
		i := slices.IndexFunc(ours, func(p parties.Party) bool { return p.Source == e.Source && p.Ref == said.Ref })
		if i < 0 {
			continue
		}
		if err := s.personDiffers(r, d, &ours[i], said); err != nil {
			return err
		}
	}
	d.say("Who is on the contract", strings.Join(once(on), ", "), strings.Join(once(told), ", "), true)
	return nil
}

func (s *Service) personDiffers(r engine.Reader, d *differing, p *parties.Party, said feed.Person) error {
	changes, err := s.parties.ContactChanges(r, p.ID)
	if err != nil {
		return err
	}
	who := said.Ref + ": "
	d.say(who+"name", p.GivenName+" "+p.FamilyName, said.GivenName+" "+said.FamilyName, false)
	d.say(who+"birth date", p.BirthDate.String(), said.BirthDate.String(), false)
	d.say(who+"e-mail address", p.Email, said.Email, replaced(changes, identity.ContactEmail, said.Email))
	d.say(who+"telephone", p.Phone, said.Phone, replaced(changes, identity.ContactPhone, said.Phone))
	d.say(who+"tax number ends in", p.TaxIDLast4, said.TaxIDLast4, false)
	d.say(who+"language", p.Locale, said.Locale, false)
	d.say(who+"address", addressLine(p.Address), addressLine(parties.Address(said.Address)), false)
	return nil
}

func addressLine(a parties.Address) string {
	var parts []string
	for _, part := range []string{a.Line1, a.Line2, a.City, a.Region, a.PostalCode, a.Country} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// takeTheirs lets a second activation say what is true of the people and the vehicle. What was signed stays: it is changed by an amendment, or undone.
func (p *plan) takeTheirs(e *feed.Event, a *feed.Activation, h *holder) (Outcome, error) {
	open, err := contracts.ByID(p.tx, h.id)
	if err != nil {
		return Outcome{}, err
	}
	all, err := p.s.differences(p.tx, e, a, open)
	if err != nil {
		return Outcome{}, err
	}
	if why := untakeable(all); why != nil {
		return refused(why), nil
	}
	for _, said := range a.Parties {
		p.personOf(e, said)
	}
	p.vehicles[h.vin].describe(vehicleOf(e, a.Vehicle))
	return Outcome{Result: Applied}, nil
}

// untakeable is why differences cannot be taken over; nil when they can.
func untakeable(all []Difference) *fault.Fault {
	for _, d := range all {
		if d.Fixed && !strings.Contains(d.What, "e-mail address") && !strings.Contains(d.What, "telephone") {
			return fault.New(fault.Conflict, "What was signed differs, and that is not rewritten: the retail system must amend the contract, or cancel it and activate it anew.")
		}
	}
	return nil
}

// mayTake tells why a kept message cannot be taken; nil when it can.
func mayTake(h feeds.Held, all []Difference) *fault.Fault {
	if h.Why == feeds.Differs && h.Type == string(feed.ContractActivated) {
		return untakeable(all)
	}
	return nil
}
