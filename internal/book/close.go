package book

import (
	"marque/internal/civil"
	"marque/internal/core/booking"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/core/statement"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/ledgers"
)

// Turn is one contract's turn in the close of a day, worked out outside of any write: what is to be added, and everything that follows from it.
type Turn struct {
	contracts.Waiting
	Events []contract.Event // all of them, the new ones last
	State  *contract.State  // of all events, at the end of the day

	posted civil.Date
	entry  ledgers.Entry
	cached contracts.State

	forecast *contracts.Forecast // of the day on which it wakes, where that is worth knowing
}

// New are the events that the turn adds.
func (t *Turn) New() []contract.Event { return t.Events[t.Standing.Events:] }

// Entries are what the close would post, after Settle.
func (t *Turn) Entries() []ledger.Transaction { return t.entry.All }

// Wakes is the day until which the contract would sleep, after Settle, and whether what is to be done then is foreseen.
func (t *Turn) Wakes() (day civil.Date, foreseen bool) { return t.cached.Wakes, t.forecast != nil }

// Add puts an event on the turn, unless the contract has one of its key.
func (t *Turn) Add(e contract.Event) {
	t.Events = append(t.Events, newOnes(t.Events, []contract.Event{e})...)
}

// Settle works out what the ledger lacks of each turn's state and the row that stands for it. It reads, and changes nothing.
func (b *Book) Settle(r engine.Reader, day civil.Date, turns []Turn) error {
	posted, err := b.posting(r, day)
	if err != nil {
		return err
	}
	known := make([][]booking.Booked, len(turns))
	var unsure []contract.ID
	for i := range turns {
		sure := false
		if known[i], sure, err = turns[i].expected(); err != nil {
			return err
		}
		if !sure {
			known[i], unsure = nil, append(unsure, turns[i].ID)
		}
	}
	booked, err := ledgers.BookedOf(r, unsure)
	if err != nil {
		return err
	}
	for i := range turns {
		if known[i] == nil {
			known[i] = booked[turns[i].ID]
		}
		if err := turns[i].settle(known[i], posted); err != nil {
			return err
		}
	}
	return nil
}

// expected derives what the journal holds from where the cache stands: whoever last put something on the contract, or closed a day of it, booked
// what the fold of that day wanted. It is sure when this program still folds and books that day as was done then, and the journal has no entry beyond.
func (t *Turn) expected() (booked []booking.Booked, sure bool, err error) {
	before := t.State
	if t.Standing.AsOf != t.State.AsOf || len(t.New()) > 0 {
		if before, err = contract.Fold(t.Terms, t.Events[:t.Standing.Events], contract.At{AsOf: t.Standing.AsOf}); err != nil {
			return nil, false, err
		}
	}
	want, err := booking.Want(&t.Terms, before)
	if err != nil {
		return nil, false, err
	}
	e, err := booking.Expected(want)
	return e.Booked, e.Entries == t.Standing.Entries && e.Sum == t.Standing.Booked, err
}

func (t *Turn) settle(booked []booking.Booked, posted civil.Date) error {
	p := page{stored: t.Contract, events: t.Events, booked: booked}
	want, err := p.want(t.State)
	if err != nil {
		return err
	}
	if t.entry.All, err = p.missing(want, posted); err != nil {
		return err
	}
	t.entry.Contract, t.entry.First, t.posted = t.ID, len(booked) == 0, posted
	if t.cached, err = Cache(t.Contract, t.State, t.Events); err != nil {
		return err
	}
	now, err := booking.Expected(want)
	if err != nil {
		return err
	}
	t.cached.Wakes, t.cached.Posted, t.cached.Booked = Wakes(t.State, t.Events), len(t.entry.All), now.Sum
	return t.foresee(now)
}

// Wakes returns the first day after the state's own on which a close may find something to do, if nothing happens before.
func Wakes(state *contract.State, events []contract.Event) civil.Date {
	wakes := contracts.NoWake()
	for _, day := range []civil.Date{state.Wakes(events), statement.NextClosing(state)} {
		if !day.IsZero() {
			wakes = min(wakes, day)
		}
	}
	return wakes
}

// Close writes the turns of a day and returns which of them counted: a contract to which something has happened since its turn was worked out, or
// which another hand has closed, is left for later. The turns must be in the order of their ids.
func (b *Book) Close(tx *engine.Tx, day civil.Date, turns []Turn) (counted []bool, err error) {
	posted, err := b.posting(tx, day)
	if err != nil {
		return nil, err
	}
	held, err := contracts.Hold(tx, idsOf(turns))
	if err != nil {
		return nil, err
	}
	counted = make([]bool, len(turns))
	var news []News
	var told []Change
	var entries []ledgers.Entry
	var states []contracts.State
	var closed []contract.ID
	var forecasts []contracts.Forecast
	for i := range turns {
		t := &turns[i]
		if counted[i] = held[t.ID] == t.Standing && t.posted == posted; !counted[i] {
			continue
		}
		news, states = append(news, News{Contract: t.ID, Events: t.New()}), append(states, t.cached)
		told = append(told, Change{Contract: t.ID, Fresh: t.New(), Events: t.Events, State: t.cached})
		if len(t.entry.All) > 0 {
			entries = append(entries, t.entry)
		}
		if closed = append(closed, t.ID); t.forecast != nil {
			forecasts = append(forecasts, *t.forecast)
		}
	}
	if err := contracts.AddEvents(tx, news...); err != nil {
		return nil, err
	}
	if err := ledgers.Post(tx, b.now(), entries...); err != nil {
		return nil, err
	}
	if err := contracts.PutForecasts(tx, closed, forecasts); err != nil {
		return nil, err
	}
	if err := b.tell(tx, day, told); err != nil {
		return nil, err
	}
	return counted, contracts.PutClosed(tx, day, states)
}

func idsOf(turns []Turn) []contract.ID {
	ids := make([]contract.ID, len(turns))
	for i := range turns {
		ids[i] = turns[i].ID
	}
	return ids
}
