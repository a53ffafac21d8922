package book

import (
	"bytes"
	"fmt"
	"slices"

	"marque/internal/civil"
	"marque/internal/core/booking"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/ledgers"
	"marque/internal/store/settings"
)

// Opening is a contract to be taken into the book.
type Opening struct {
	ID     contract.ID
	Terms  contract.Terms
	VIN    string
	Events []contract.Event
}

// Open takes contracts into the book with their first events, in a number of statements that hardly grows with them. A number that is
// open already is a Conflict.
func (b *Book) Open(tx *engine.Tx, all ...Opening) ([]*contract.State, error) {
	if len(all) == 0 {
		return nil, nil
	}
	today, err := b.Today(tx)
	if err != nil {
		return nil, err
	}
	stored := make([]contracts.Contract, len(all))
	news := make([]contracts.News, len(all))
	for i, o := range all {
		stored[i] = contracts.Contract{ID: o.ID, Terms: o.Terms, VIN: o.VIN, Opened: b.now()}
		news[i] = contracts.News{Contract: o.ID, Events: newOnes(nil, o.Events)}
	}
	if err := contracts.Insert(tx, stored...); err != nil {
		return nil, err
	}
	if err := contracts.AddEvents(tx, news...); err != nil {
		return nil, err
	}
	pages := make([]page, len(all))
	for i := range all {
		pages[i] = page{stored: stored[i], events: news[i].Events}
	}
	states, cached, err := b.refresh(tx, pages, today)
	if err != nil {
		return nil, err
	}
	if err := b.tell(tx, today, changes(pages, news, cached)); err != nil {
		return nil, err
	}
	return states, contracts.AddStates(tx, cached...)
}

// News is what happened to one contract.
type News = contracts.News

// AppendAll is Append for many contracts, each named once, in a number of statements that hardly grows with them.
func (b *Book) AppendAll(tx *engine.Tx, all []News) error {
	if len(all) == 0 {
		return nil
	}
	today, err := b.Today(tx)
	if err != nil {
		return err
	}
	_, err = b.append(tx, today, all)
	return err
}

// page is a contract with everything that the book rests on.
type page struct {
	stored contracts.Contract
	events []contract.Event
	booked []booking.Booked
}

// append holds the contracts, leaves out what they know, and brings everything up to date. The states are in the order of all.
func (b *Book) append(tx *engine.Tx, today civil.Date, all []News) ([]*contract.State, error) {
	ids := make([]contract.ID, len(all))
	for i, n := range all {
		ids[i] = n.Contract
	}
	// Whoever holds several contracts takes them in one order, so that no two wait for each other.
	slices.SortFunc(ids, func(a, b contract.ID) int { return bytes.Compare(a[:], b[:]) })
	held, err := contracts.LockAll(tx, ids)
	if err != nil {
		return nil, err
	}
	known, err := contracts.EventsOf(tx, ids)
	if err != nil {
		return nil, err
	}
	booked, err := ledgers.BookedOf(tx, ids)
	if err != nil {
		return nil, err
	}
	pages, fresh := make([]page, len(all)), make([]News, len(all))
	for i, n := range all {
		fresh[i] = News{Contract: n.Contract, Events: newOnes(known[n.Contract], n.Events)}
		pages[i] = page{stored: held[n.Contract], events: append(known[n.Contract], fresh[i].Events...), booked: booked[n.Contract]}
	}
	if err := contracts.AddEvents(tx, fresh...); err != nil {
		return nil, err
	}
	states, cached, err := b.refresh(tx, pages, today)
	if err != nil {
		return nil, err
	}
	if err := b.tell(tx, today, changes(pages, fresh, cached)); err != nil {
		return nil, err
	}
	return states, contracts.PutStates(tx, cached...)
}

// refresh folds, brings the ledger to what the fold wants, and returns the states with the rows that stand for them.
func (b *Book) refresh(tx *engine.Tx, pages []page, today civil.Date) (states []*contract.State, cached []contracts.State, err error) {
	posted, err := b.posting(tx, today)
	if err != nil {
		return nil, nil, err
	}
	states = make([]*contract.State, len(pages))
	cached = make([]contracts.State, len(pages))
	missing := make([]ledgers.Entry, len(pages))
	for i := range pages {
		p := &pages[i]
		if states[i], err = fold(p.stored, p.events, today); err != nil {
			return nil, nil, err
		}
		want, err := p.want(states[i])
		if err != nil {
			return nil, nil, err
		}
		if missing[i].All, err = p.missing(want, posted); err != nil {
			return nil, nil, err
		}
		expected, err := booking.Expected(want)
		if err != nil {
			return nil, nil, err
		}
		missing[i].Contract, missing[i].First = p.stored.ID, len(p.booked) == 0
		if cached[i], err = Cache(p.stored, states[i], p.events); err != nil {
			return nil, nil, err
		}
		cached[i].Posted, cached[i].Booked = len(missing[i].All), expected.Sum
	}
	return states, cached, ledgers.Post(tx, b.now(), missing...)
}

// posting is the day on which entries of a business day come into the ledger: that day, or the first one after the closed periods. What an
// entry counts from is untouched: a correction of last year is posted this year and effective last year.
func (b *Book) posting(r engine.Reader, today civil.Date) (civil.Date, error) {
	closed, err := settings.BooksClosed(r)
	if err != nil || closed.IsZero() {
		return today, err
	}
	return max(today, closed.AddDays(1)), nil
}

// want is what the ledger should hold of a state.
func (p *page) want(state *contract.State) ([]booking.Entry, error) {
	wanted, err := booking.Want(&p.stored.Terms, state)
	if err != nil {
		return nil, fmt.Errorf("book contract %s: %w", p.stored.ID, err)
	}
	return wanted, nil
}

// missing is what the ledger lacks of what the fold wants: new entries for what is new, correcting ones for what was booked otherwise.
func (p *page) missing(wanted []booking.Entry, posted civil.Date) ([]ledger.Transaction, error) {
	out, err := booking.Reconcile(p.stored.ID, wanted, p.booked, posted)
	if err != nil {
		return nil, fmt.Errorf("book contract %s: %w", p.stored.ID, err)
	}
	return out, nil
}
