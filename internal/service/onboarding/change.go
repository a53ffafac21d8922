package onboarding

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/notice"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/store/contracts"
	"marque/internal/store/feeds"
	"marque/internal/store/letters"
	"marque/internal/store/parties"
)

// stateOf folds a contract with what the batch has planned for it.
func (p *plan) stateOf(h *holder, on civil.Date) (*contract.State, error) {
	events := h.events
	if !h.fresh {
		stored, err := contracts.Events(p.tx, h.id)
		if err != nil {
			return nil, err
		}
		events = append(stored, h.events...)
	}
	state, err := contract.Fold(h.terms, events, contract.At{AsOf: on})
	if err != nil {
		return nil, fmt.Errorf("fold contract %s: %w", h.id, err)
	}
	return state, nil
}

// goesOn tells whether a contract is not over.
func goesOn(s *contract.State) bool {
	return s.Status == contract.Active || s.Status == contract.Matured || s.Status == contract.Pending
}

// add plans events of a contract.
func (p *plan) add(h *holder, events ...contract.Event) {
	h.events = append(h.events, events...)
	if !h.fresh && !slices.Contains(p.touched, h) {
		p.touched = append(p.touched, h)
	}
}

// short names a message within a key, where its own name may be too long.
func short(told feed.Told) string {
	sum := sha256.Sum256([]byte(told.By))
	return hex.EncodeToString(sum[:12])
}

// amend plans what an amendment changes.
func (p *plan) amend(e *feed.Event, a *feed.Amendment) (Outcome, error) {
	h := p.numbers[a.Number]
	if h == nil {
		return p.early(e), nil
	}
	if why := mismatch(h, a); why != nil {
		return refused(why), nil
	}
	today, err := p.today()
	if err != nil {
		return Outcome{}, err
	}
	state, err := p.stateOf(h, today)
	if err != nil {
		return Outcome{}, err
	}
	if !goesOn(state) && !p.forced {
		return p.hold(e, feeds.Over, h, "data.contract_number", "The contract "+a.Number+" is over: "+string(state.Status)+"."), nil
	}
	before, err := p.amendments(h)
	if err != nil {
		return Outcome{}, err
	}
	mine := p.matters(h, e, a)
	if x := newer(before, mine); x != nil {
		return p.hold(e, feeds.Older, h, "data."+string(x.Matter), fmt.Sprintf("A later message has changed the %s of the contract %s from %s on.", words(x.Matter), a.Number, x.On)), nil
	}
	return p.amendAs(e, a, h, amending{today, before, mine})
}

// amending is an amendment on its way into a contract.
type amending struct {
	today  civil.Date
	before []contracts.Amendment
	mine   []contracts.Amendment
}

func (p *plan) amendAs(e *feed.Event, a *feed.Amendment, h *holder, x amending) (Outcome, error) {
	why, fresh, err := p.newcomers(e, a, h)
	if err != nil || why != nil {
		return refused(why), err
	}
	events := undo(p, h, x)
	for matter, body := range a.Bodies() {
		events = append(events, p.s.d.Book.Event(h.id, amendedKey(matter, e.Told()), a.On, body))
	}
	slices.SortFunc(events, func(a, b contract.Event) int { return strings.Compare(a.Key, b.Key) })
	if why, err := p.possible(h, events, max(x.today, a.On)); err != nil || why != nil {
		return refused(why), err
	}
	p.add(h, events...)
	p.amended = append(p.amended, x.mine...)
	p.welcome(e, a, h, fresh)
	if h.fresh {
		return Outcome{Result: Applied}, nil
	}
	p.tell(h, "amended/"+short(e.Told()), func(vehicle string) notice.Notice {
		return notice.ContractAmended{Vehicle: vehicle, On: a.On, What: changes(a, h.terms.Money())}
	})
	p.letters = append(p.letters, letters.Order{Contract: h.id, Kind: statement.AmendmentLetter, About: e.Key()})
	return Outcome{Result: Applied}, nil
}

// mismatch is why an amendment cannot be one of this contract.
func mismatch(h *holder, a *feed.Amendment) *fault.Fault {
	switch {
	case a.Kind != h.terms.Kind:
		return fault.Inputf("data.kind", "The contract %s is a %s.", a.Number, h.terms.Kind)
	case a.Currency != "" && a.Currency != h.terms.Currency:
		return fault.Inputf("data.currency", "The contract %s is in %s.", a.Number, h.terms.Currency)
	case a.On < h.terms.ContractDate:
		return fault.Inputf("data.on", "%s is before the contract date %s.", a.On, h.terms.ContractDate)
	}
	return nil
}

func amendedKey(matter feed.Matter, told feed.Told) string {
	return "amended:" + string(matter) + ":" + short(told)
}

// matters lists what the amendment changes.
func (p *plan) matters(h *holder, e *feed.Event, a *feed.Amendment) []contracts.Amendment {
	var out []contracts.Amendment
	for _, matter := range slices.Sorted(maps.Keys(a.Bodies())) {
		out = append(out, contracts.Amendment{Contract: h.id, Told: e.Told(), Matter: matter, On: a.On, Key: amendedKey(matter, e.Told())})
	}
	if a.Parties != nil {
		out = append(out, contracts.Amendment{Contract: h.id, Told: e.Told(), Matter: feed.MatterParties, On: a.On})
	}
	return out
}

// amendments lists what has been changed on a contract, by earlier messages of the batch too.
func (p *plan) amendments(h *holder) ([]contracts.Amendment, error) {
	var out []contracts.Amendment
	for _, x := range p.amended {
		if x.Contract == h.id {
			out = append(out, x)
		}
	}
	if h.fresh {
		return out, nil
	}
	stored, err := contracts.Amendments(p.tx, h.id)
	return append(stored, out...), err
}

// over tells whether an amendment of a matter holds over another: told later, and from no later day.
func over(a, b contracts.Amendment) bool {
	return a.Matter == b.Matter && a.Told.After(b.Told) && a.On <= b.On
}

// newer finds an amendment that holds over one of these; nil is none.
func newer(before, mine []contracts.Amendment) *contracts.Amendment {
	for i := range before {
		for _, m := range mine {
			if over(before[i], m) {
				return &before[i]
			}
		}
	}
	return nil
}

// undo plans the end of what the amendment holds over. An event is undone once, whoever undoes it.
func undo(p *plan, h *holder, x amending) []contract.Event {
	var out []contract.Event
	for _, b := range x.before {
		for _, m := range x.mine {
			if over(m, b) && b.Key != "" {
				out = append(out, p.s.d.Book.Event(h.id, "undone:"+b.Key, b.On, contract.Reversed{Of: b.Key, Reason: "amended again"}))
			}
		}
	}
	return out
}

// possible folds the contract with the amendment and tells what of it the contract's law does not let be.
func (p *plan) possible(h *holder, events []contract.Event, on civil.Date) (*fault.Fault, error) {
	trial := *h
	trial.events = append(slices.Clone(h.events), events...)
	state, err := p.stateOf(&trial, on)
	if err != nil {
		if why := fault.Of(err); why != nil && ofTheMessage(why) {
			return why, nil
		}
		return nil, err
	}
	for _, n := range state.Notes {
		if n.What == contract.NoteNotPossible && slices.ContainsFunc(events, func(e contract.Event) bool { return e.Key == n.Key }) {
			return fault.Input("data", "The contract cannot be changed like that: a due date comes after the one before it, and only a contract that goes on is undone."), nil
		}
	}
	return nil, nil
}

// newcomers tells whom the amendment brings to the contract. Nobody leaves a contract by a message: who owes is let go by an agreement only.
func (p *plan) newcomers(e *feed.Event, a *feed.Amendment, h *holder) (*fault.Fault, []feed.Person, error) {
	if a.Parties == nil {
		return nil, nil, nil
	}
	known, err := p.roles(h)
	if err != nil {
		return nil, nil, err
	}
	var fresh []feed.Person
	for _, said := range a.Parties {
		role, there := known[personKey(e.Source, said.Ref)]
		if there && role != string(said.Role) {
			return fault.Inputf("data.parties", "%s is on the contract as %s, and stays that.", said.Ref, role), nil, nil
		}
		if !there {
			fresh = append(fresh, said)
		}
		delete(known, personKey(e.Source, said.Ref))
	}
	if len(known) > 0 {
		return fault.Input("data.parties", "Somebody who is on the contract is missing here; nobody leaves a contract by a message."), nil, nil
	}
	return nil, fresh, nil
}

// roles lists who is on a contract, by the names of the parties.
func (p *plan) roles(h *holder) (map[string]string, error) {
	out := map[string]string{}
	byID := map[string]string{}
	for key, who := range p.people {
		byID[who.ID.String()] = key
	}
	members := slices.Clone(h.members)
	if !h.fresh {
		stored, err := parties.Members(p.tx, h.id)
		if err != nil {
			return nil, err
		}
		people, err := p.s.parties.OnContract(p.tx, h.id)
		if err != nil {
			return nil, err
		}
		for _, who := range people {
			byID[who.ID.String()] = personKey(who.Source, who.Ref)
		}
		members = append(stored, members...)
	}
	for _, m := range members {
		out[byID[m.Party.String()]] = m.Role
	}
	return out, nil
}

// welcome plans what the amendment says of people: those who are new come onto the contract and are invited.
func (p *plan) welcome(e *feed.Event, a *feed.Amendment, h *holder, fresh []feed.Person) {
	at := len(a.Parties) - len(fresh)
	for _, said := range a.Parties {
		who := p.personOf(e, said)
		if !slices.ContainsFunc(fresh, func(x feed.Person) bool { return x.Ref == said.Ref }) {
			continue
		}
		h.members = append(h.members, parties.Member{Contract: h.id, Party: who.ID, Role: string(said.Role), Position: at})
		h.invite = append(h.invite, who)
		at++
		if !h.fresh && !slices.Contains(p.joined, h) {
			p.joined = append(p.joined, h)
		}
	}
}

// cancel plans the end of a contract that is undone from its beginning.
func (p *plan) cancel(e *feed.Event, c *feed.Cancellation) (Outcome, error) {
	h := p.numbers[c.Number]
	if h == nil {
		return p.early(e), nil
	}
	if c.On < h.terms.ContractDate {
		return refused(fault.Inputf("data.on", "%s is before the contract date %s.", c.On, h.terms.ContractDate)), nil
	}
	today, err := p.today()
	if err != nil {
		return Outcome{}, err
	}
	state, err := p.stateOf(h, max(today, c.On))
	if err != nil {
		return Outcome{}, err
	}
	event := p.s.d.Book.Event(h.id, "cancelled:"+short(e.Told()), c.On, contract.Cancelled{Reason: c.Reason})
	switch {
	case state.Status == contract.Undone:
		return Outcome{Result: Repeated}, nil
	case takenOver(state) && p.forced:
		return refused(fault.New(fault.Conflict, "This contract was taken over from another book: what was paid there is not known here, so it cannot be undone here.")), nil
	case takenOver(state):
		return p.hold(e, feeds.Over, h, "data.contract_number", "The contract "+c.Number+" was taken over from another book, which alone knows what was paid on it."), nil
	case !goesOn(state) && !p.forced:
		return p.hold(e, feeds.Over, h, "data.contract_number", "The contract "+c.Number+" is over: "+string(state.Status)+"."), nil
	}
	if why, err := p.possible(h, []contract.Event{event}, max(today, c.On)); err != nil || why != nil {
		return refused(why), err
	}
	p.add(h, event)
	if h.fresh {
		h.invite = nil // nobody is invited to what is undone
		return Outcome{Result: Applied}, nil
	}
	p.tell(h, "cancelled", func(vehicle string) notice.Notice { return notice.ContractCancelled{Vehicle: vehicle, On: c.On} })
	p.letters = append(p.letters, letters.Order{Contract: h.id, Kind: statement.CancellationLetter, About: e.Key()})
	return Outcome{Result: Applied}, nil
}

// takenOver tells whether another book kept the contract before.
func takenOver(s *contract.State) bool {
	return slices.ContainsFunc(s.Lines, func(l contract.Line) bool { return l.Kind == contract.KindConverted && l.Void == "" })
}
