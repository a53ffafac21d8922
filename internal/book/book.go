// Package book is the one way to put something on a contract: append its events, fold it anew, book the difference in the ledger and
// refresh the cached state, all inside the caller's transaction. Which events, and who may ask for them, is the services' and the
// door's business.
package book

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/settings"
)

// Book folds and books.
type Book struct {
	now   civil.Clock
	zone  *time.Location
	watch Watch
}

// Change is what is being written to one contract: its new events, and the row that will stand for it.
type Change struct {
	Contract contract.ID
	Fresh    []contract.Event
	Events   []contract.Event // all that the contract has with them
	State    contracts.State
}

// Watch is told of changes within the transaction that writes them, while the rows still stand as they were before. An error undoes everything.
type Watch func(tx *engine.Tx, today civil.Date, all []Change) error

// Watched makes a book tell of every change. Call it before the book is used.
func (b *Book) Watched(by Watch) { b.watch = by }

// tell tells of changes, where somebody listens.
func (b *Book) tell(tx *engine.Tx, today civil.Date, all []Change) error {
	if b.watch == nil || len(all) == 0 {
		return nil
	}
	return b.watch(tx, today, all)
}

// changes are what is written to contracts, side by side.
func changes(pages []page, news []News, states []contracts.State) []Change {
	all := make([]Change, len(news))
	for i, n := range news {
		all[i] = Change{Contract: n.Contract, Fresh: n.Events, Events: pages[i].events, State: states[i]}
	}
	return all
}

// New returns a book that takes the day from a clock in the lender's zone, unless the day is pinned in the settings.
func New(now civil.Clock, zone *time.Location) *Book { return &Book{now: now, zone: zone} }

// Now returns the present instant.
func (b *Book) Now() time.Time { return b.now() }

// Zone returns the lender's time zone.
func (b *Book) Zone() *time.Location { return b.zone }

// Today returns the business date: the pinned one, or the calendar's, and never a day before the last one closed.
func (b *Book) Today(r engine.Reader) (civil.Date, error) {
	day, err := settings.Day(r)
	if err != nil {
		return 0, err
	}
	if day.Pinned {
		return day.Business, nil
	}
	return max(civil.On(b.now(), b.zone), day.Closed), nil
}

// Closed tells whether a business date takes no more payments: its cycle has run.
func (b *Book) Closed(r engine.Reader, date civil.Date) (bool, error) {
	day, err := settings.Day(r)
	return day.Closed >= date, err
}

// Append adds events to a contract as of today. Events whose keys the contract has already are left out, so that the same news told
// twice changes nothing; what is left out is not an error.
func (b *Book) Append(tx *engine.Tx, contractID contract.ID, events ...contract.Event) (*contract.State, error) {
	today, err := b.Today(tx)
	if err != nil {
		return nil, err
	}
	return b.AppendOn(tx, contractID, today, events...)
}

// AppendOn is Append with the day's cycle deciding what day it is.
func (b *Book) AppendOn(tx *engine.Tx, contractID contract.ID, today civil.Date, events ...contract.Event) (*contract.State, error) {
	states, err := b.append(tx, today, []contracts.News{{Contract: contractID, Events: events}})
	if err != nil {
		return nil, err
	}
	return states[0], nil
}

// Event makes an event of a contract that was learned now.
func (b *Book) Event(contractID contract.ID, key string, effective civil.Date, body contract.Body) contract.Event {
	return contract.Event{ID: contracts.NewEventID(contractID, key), Key: key, Effective: effective, Recorded: b.now().UTC().Truncate(time.Microsecond), Body: body}
}

// newOnes returns the events whose keys are not known, recorded to the microsecond as the store keeps them: what is folded now must be what
// will be read again.
func newOnes(known, events []contract.Event) []contract.Event {
	seen := make(map[string]bool, len(known))
	for _, e := range known {
		seen[e.Key] = true
	}
	var fresh []contract.Event
	for _, e := range events {
		if !seen[e.Key] {
			seen[e.Key] = true
			e.Recorded = e.Recorded.UTC().Truncate(time.Microsecond)
			fresh = append(fresh, e)
		}
	}
	return fresh
}

// Fold reads a contract's events and folds them as of a day.
func (b *Book) Fold(r engine.Reader, stored contracts.Contract, asOf civil.Date) (*contract.State, error) {
	events, err := contracts.Events(r, stored.ID)
	if err != nil {
		return nil, err
	}
	return fold(stored, events, asOf)
}

func fold(stored contracts.Contract, events []contract.Event, asOf civil.Date) (*contract.State, error) {
	state, err := contract.Fold(stored.Terms, events, contract.At{AsOf: asOf})
	if err != nil {
		return nil, fmt.Errorf("fold contract %s: %w", stored.ID, err)
	}
	return state, nil
}

// Cache returns the row that stands for a folded state. Its digest covers the terms, every event and every figure and line of the state,
// so that nothing a contract rests on can change unseen.
func Cache(stored contracts.Contract, state *contract.State, events []contract.Event) (contracts.State, error) {
	sum, err := digest(stored, state, events)
	if err != nil {
		return contracts.State{}, fmt.Errorf("digest state: %w", err)
	}
	return contracts.State{
		Contract: stored.ID, AsOf: state.AsOf, Events: len(events), Status: string(state.Status), Balance: state.Balance(), DueNow: state.DueNow,
		PastDue: state.PastDue, DaysPastDue: state.DaysPastDue, NextDue: state.NextDue.Date, NextAmount: state.NextDue.Amount, Digest: sum,
		Wakes: state.AsOf, // something has happened: the next close looks at it
	}, nil
}

// Key is the event key of a payment, and of what the bank says of it later.
func Key(kind, id string) string { return kind + ":" + id }
