package onboarding

import (
	"slices"

	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/store/contracts"
	"marque/internal/store/feeds"
	"marque/internal/store/vehicles"
)

// about is what a batch speaks of, each thing once.
type about struct {
	events map[string][]string // ids by source
	refs   map[string][]string // people by source
	vins   []string
	opens  []string // vehicles of activations: what was told of them before matters
	left   []string // vehicles that left their owners: what was in conflict over them may pass
	number []string // contracts that are opened or changed
	fresh  []string // those that are opened: what waits for them may be applied
}

func subjects(events []feed.Event) about {
	a := about{events: map[string][]string{}, refs: map[string][]string{}}
	for i := range events {
		e := &events[i]
		a.events[e.Source] = append(a.events[e.Source], e.ID)
		switch d := e.Data.(type) {
		case *feed.Activation:
			a.opens, a.vins = append(a.opens, string(d.Vehicle.VIN)), append(a.vins, string(d.Vehicle.VIN))
			a.number, a.fresh = append(a.number, d.Terms.Number), append(a.fresh, d.Terms.Number)
			for _, said := range d.Parties {
				a.refs[e.Source] = append(a.refs[e.Source], said.Ref)
			}
		case *feed.Amendment:
			a.number = append(a.number, d.Number)
			for _, said := range d.Parties {
				a.refs[e.Source] = append(a.refs[e.Source], said.Ref)
			}
		case feed.Change:
			number, _ := d.Contract()
			a.number = append(a.number, number)
		case feed.Fact:
			vin, _ := d.About()
			a.vins = append(a.vins, vin)
			if e.Type == feed.OwnershipChanged {
				a.left = append(a.left, vin)
			}
		}
	}
	for source := range a.events {
		a.events[source], a.refs[source] = once(a.events[source]), once(a.refs[source])
	}
	a.vins, a.opens, a.number = once(a.vins), once(a.opens), once(a.number)
	a.left, a.fresh = once(a.left), once(a.fresh)
	return a
}

// once sorts and drops what stands twice.
func once(all []string) []string {
	slices.Sort(all)
	return slices.Compact(all)
}

// look reads, in few statements, what is stored of everything the batch speaks of. What it does not find is new.
func (p *plan) look(a about) error {
	for source, ids := range a.events {
		receipts, err := feeds.ByEvents(p.tx, source, ids)
		if err != nil {
			return err
		}
		for _, r := range receipts {
			p.receipts[r.Source+"#"+r.EventID] = &receipt{Receipt: r}
		}
		people, err := p.s.parties.ByRefs(p.tx, source, a.refs[source])
		if err != nil {
			return err
		}
		for _, who := range people {
			p.people[personKey(source, who.Ref)] = &person{Party: who}
		}
	}
	if err := p.lookAtVehicles(a); err != nil {
		return err
	}
	return p.lookAtHolders(a)
}

// lookAtHolders finds the contracts of the numbers and on the vehicles, each once.
func (p *plan) lookAtHolders(a about) error {
	stored, err := contracts.ByNumbers(p.tx, a.number)
	if err != nil {
		return err
	}
	holders := map[contract.ID]*holder{}
	for _, s := range stored {
		h := &holder{id: s.ID, terms: s.Terms, vin: s.VIN}
		p.numbers[s.Terms.Number], holders[s.ID] = h, h
	}
	if stored, err = contracts.ByVINs(p.tx, a.vins); err != nil {
		return err
	}
	for _, s := range stored {
		h := holders[s.ID]
		if h == nil {
			h = &holder{id: s.ID, terms: s.Terms, vin: s.VIN}
			p.numbers[s.Terms.Number] = h
		}
		c := p.vehicles[s.VIN]
		c.holders = append(c.holders, h)
	}
	return nil
}

// personKey names a party in all the world.
func personKey(source, ref string) string { return source + "#" + ref }

func (p *plan) lookAtVehicles(a about) error {
	for _, vin := range a.vins {
		p.vehicles[vin] = &car{state: unknown}
	}
	stored, err := vehicles.ByVINs(p.tx, a.opens)
	if err != nil {
		return err
	}
	for _, v := range stored {
		p.vehicles[v.VIN].vehicle, p.vehicles[v.VIN].state = v, unchanged
	}
	facts, err := vehicles.Told(p.tx, a.opens)
	if err != nil {
		return err
	}
	for _, r := range facts.Readings {
		p.vehicles[r.VIN].hear(readingNews(r))
	}
	for _, t := range facts.Titles {
		p.vehicles[t.VIN].hear(titleNews(t))
	}
	for _, o := range facts.Ownership {
		p.vehicles[o.VIN].hear(ownershipNews(o))
	}
	return nil
}

func (c *car) hear(news newsItem) { c.told = append(c.told, news) }
