package onboarding

import (
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/feeds"
	"marque/internal/store/letters"
	"marque/internal/store/parties"
	"marque/internal/store/vehicles"
)

// plan is what a batch of messages will do. Each message is decided on what is stored and on what the batch decided before it; nothing
// is written until all are decided, so a refused message leaves nothing behind.
type plan struct {
	s      *Service
	tx     *engine.Tx
	o      Options
	now    time.Time
	day    civil.Date // today, once somebody has asked
	forced bool       // somebody has decided that what contradicts what is kept is applied

	receipts map[string]*receipt // by the message's key
	people   map[string]*person  // by source and reference
	vehicles map[string]*car     // by VIN
	numbers  map[string]*holder  // contracts, stored and opened by this batch, by number
	held     map[string]*held    // by the message's key
	opened   []*holder
	touched  []*holder // stored contracts with new events
	joined   []*holder // stored contracts with new people
	facts    vehicles.Facts
	amended  []contracts.Amendment
	tidings  []tiding
	letters  []letters.Order
}

// state says what is to be done with a row.
type state uint8

const (
	unchanged state = iota
	added
	changed
	unknown // nothing is stored, and nothing is to be
)

type receipt struct {
	feeds.Receipt
	state state
}

type person struct {
	parties.Party
	before parties.Party // what was stored, of one that is changed
	state  state
}

// car is a vehicle, as far as the batch has asked for it.
type car struct {
	vehicle vehicles.Vehicle
	state   state
	holders []*holder  // its contracts, stored and opened
	told    []newsItem // what its contracts must learn; what is stored, too, when the batch opens a contract on it
}

// newsItem is a fact as a contract takes it.
type newsItem struct {
	key  string
	on   civil.Date
	body contract.Body
}

// holder is a contract.
type holder struct {
	id      contract.ID
	terms   contract.Terms
	vin     string
	events  []contract.Event // new ones
	members []parties.Member // new ones
	invite  []*person
	name    string // the vehicle in words
	content [32]byte
	fresh   bool // opened by this batch
}

func (s *Service) begin(tx *engine.Tx, o Options, events []feed.Event) (*plan, error) {
	if err := feeds.TakeTurn(tx); err != nil {
		return nil, err
	}
	p := &plan{
		s: s, tx: tx, o: o, now: s.d.Now(), receipts: map[string]*receipt{}, people: map[string]*person{}, vehicles: map[string]*car{},
		numbers: map[string]*holder{}, held: map[string]*held{},
	}
	again, err := p.lookAtHeld(subjects(events))
	if err != nil {
		return nil, err
	}
	return p, p.look(subjects(append(again, events...)))
}

// today is the business date.
func (p *plan) today() (civil.Date, error) {
	var err error
	if p.day.IsZero() {
		p.day, err = p.s.d.Book.Today(p.tx)
	}
	return p.day, err
}

// decide judges one message.
func (p *plan) decide(e *feed.Event) (Outcome, error) {
	known := p.receiptOf(e)
	switch {
	case known.Outcome == feeds.Applied && known.Says(e.Hash):
		return Outcome{Result: Repeated}, nil
	case known.Outcome == feeds.Applied:
		return refused(fault.Inputf("id", "A message with the id %q was applied already and said something else.", e.ID)), nil
	case known.Outcome == feeds.Holding && known.Says(e.Hash) && !p.o.Again:
		return holding(known.Reason), nil
	case known.Outcome == feeds.Declined && known.Says(e.Hash):
		return refused(fault.New(fault.Conflict, known.Reason)), nil
	}
	out, err := p.act(e)
	if err != nil {
		return Outcome{}, err
	}
	p.keep(e, known, out)
	out.Notes = e.Notes
	return out, nil
}

func refused(why *fault.Fault) Outcome { return Outcome{Result: Refused, Why: why} }

// act plans what the message does.
func (p *plan) act(e *feed.Event) (Outcome, error) {
	switch d := e.Data.(type) {
	case *feed.Activation:
		return p.activate(e, d)
	case *feed.Amendment:
		return p.amend(e, d)
	case *feed.Cancellation:
		return p.cancel(e, d)
	case *feed.LeaseEnd:
		return p.endLease(e, d)
	case feed.Fact:
		return p.learn(e, d)
	}
	return refused(fault.Inputf("type", "Events of type %q are not applied here.", string(e.Type))), nil
}

// receiptOf finds the message in the inbox or in the batch; one that was never seen has a receipt without an outcome.
func (p *plan) receiptOf(e *feed.Event) *receipt {
	known := p.receipts[e.Key()]
	if known == nil {
		known = &receipt{}
		p.receipts[e.Key()] = known
	}
	return known
}

// keep plans the message's line in the inbox. A message refused again for the same reason changes nothing.
func (p *plan) keep(e *feed.Event, known *receipt, out Outcome) {
	now := p.s.receipt(e, out)
	if known.Outcome == feeds.Holding && out.Result != Held {
		p.release(e)
	}
	switch {
	case known.Outcome == "":
		known.state = added
	case known.state == unchanged && (!known.Says(e.Hash) || known.Outcome != now.Outcome || known.Reason != now.Reason):
		known.state = changed
	case known.state == unchanged:
		return
	}
	known.Receipt = now
}

// personOf finds or plans the party that the message speaks of. The later message's data wins.
func (p *plan) personOf(e *feed.Event, said feed.Person) *person {
	key := personKey(e.Source, said.Ref)
	known := p.people[key]
	if known == nil {
		known = &person{Party: parties.Party{ID: id.New[access.Party](p.s.d.IDs)}, state: added}
		p.people[key] = known
	}
	if e.Told().After(known.Told) {
		if known.state == unchanged {
			known.state, known.before = changed, known.Party
		}
		known.Party = partyOf(known.ID, e, said)
	}
	return known
}

func partyOf(party access.PartyID, e *feed.Event, said feed.Person) parties.Party {
	return parties.Party{
		ID: party, Source: e.Source, Ref: said.Ref, GivenName: said.GivenName, FamilyName: said.FamilyName, BirthDate: said.BirthDate,
		Email: said.Email, Phone: said.Phone, TaxIDLast4: said.TaxIDLast4, Locale: said.Locale, Address: parties.Address(said.Address), Told: e.Told(),
	}
}

// describe plans what is known of the vehicle itself. The later message wins.
func (c *car) describe(v vehicles.Vehicle) {
	switch {
	case c.state == unknown:
		c.state = added
	case !v.Told.After(c.vehicle.Told):
		return
	case c.state == unchanged:
		c.state = changed
	}
	c.vehicle = v
}
