// Package billing closes a business day for every contract: it charges what fell due by rule, renders the statements whose period ends,
// and refreshes what is cached. A day can be closed again after any interruption; what was done is not done twice.
package billing

import (
	"context"
	"fmt"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/statement"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/settings"
	"marque/internal/store/statements"
)

// Deps is what the service needs.
type Deps struct {
	Door    *door.Door
	Book    *book.Book
	Box     *seal.Box
	IDs     *id.Source
	Courier *courier.Courier
	Brands  map[string]statement.Brand // by key: who signs a statement
}

// Service closes days.
type Service struct {
	Deps
	parties *parties.Store
}

// New returns a service.
func New(d Deps) *Service { return &Service{Deps: d, parties: parties.New(d.Box)} }

// Report counts what the close of a day did.
type Report struct {
	Contracts, Fees, Statements int
	ChargedOff                  int // losses that the product wants charged off without a person
	Losses                      int // losses that wait for a person to charge them off
	Refunds                     int // credit balances that are to be paid out by now (12 CFR 1026.21(c))
}

func (r *Report) add(more Report) {
	r.Contracts, r.Fees, r.Statements = r.Contracts+more.Contracts, r.Fees+more.Fees, r.Statements+more.Statements
	r.ChargedOff, r.Losses, r.Refunds = r.ChargedOff+more.ChargedOff, r.Losses+more.Losses, r.Refunds+more.Refunds
}

// chunk is how many contracts are closed in one transaction: enough to make commits cheap, few enough that nobody waits long.
const chunk = 500

// mostRounds bounds how often contracts that changed while a chunk was prepared are looked at again.
const mostRounds = 20

func cycle() access.Actor { return access.System("cycle") }

func pass(note string) door.Pass {
	return door.Pass{By: cycle(), Do: access.CycleRun, On: access.OnSystem("cycle"), Note: note}
}

// Day returns where the book stands.
func (s *Service) Day(ctx context.Context) (today civil.Date, day settings.BookDay, err error) {
	err = s.Door.Read(ctx, pass("look"), func(r engine.Reader) error {
		if today, err = s.Book.Today(r); err != nil {
			return err
		}
		day, err = settings.Day(r)
		return err
	})
	return today, day, err
}

// Pin makes the book stand at a day, whatever the calendar says. A demo does this.
func (s *Service) Pin(ctx context.Context, day civil.Date) error {
	return s.Door.Write(ctx, pass("pin "+day.String()), func(tx *engine.Tx) error { return settings.Pin(tx, day) })
}

// Finish records that everything of a day is done. A pinned book stands at that day from now on.
func (s *Service) Finish(ctx context.Context, day civil.Date) error {
	return s.Door.Write(ctx, pass("close "+day.String()), func(tx *engine.Tx) error {
		at, err := settings.Day(tx)
		if err != nil {
			return err
		}
		if at.Pinned && at.Business < day {
			if err := settings.Pin(tx, day); err != nil {
				return err
			}
		}
		return settings.Close(tx, max(at.Closed, day))
	})
}

// Close closes a day for every contract that has something to do on it and whose cycle of that day has not run.
func (s *Service) Close(ctx context.Context, day civil.Date, progress func(contracts int)) (Report, error) {
	var done Report
	for range mostRounds {
		n, err := s.round(ctx, day, &done, progress)
		if err != nil || n == 0 {
			return done, err
		}
	}
	return done, fault.Newf(fault.Unavailable, "Some contracts changed all the time while %s was closed. Run the cycle again.", day)
}

// round walks the contracts that are left once and returns how many it looked at.
func (s *Service) round(ctx context.Context, day civil.Date, done *Report, progress func(int)) (int, error) {
	var after contract.ID
	seen := 0
	for {
		page, err := s.prepare(ctx, day, after, contract.ID{})
		if err != nil || len(page) == 0 {
			return seen, err
		}
		seen += len(page)
		after = page[len(page)-1].ID
		if err := s.commit(ctx, day, page, done); err != nil {
			return seen, err
		}
		if progress != nil {
			progress(done.Contracts)
		}
	}
}

// work is one contract's close, worked out outside of any write.
type work struct {
	book.Turn
	did   Report // what its events come to
	issue *issue
}

// prepare reads a page of contracts, folds them and renders what is to be issued. Nothing is locked meanwhile.
func (s *Service) prepare(ctx context.Context, day civil.Date, after, through contract.ID) ([]work, error) {
	var page []work
	err := s.Door.Read(ctx, pass("prepare"), func(r engine.Reader) error {
		list, err := contracts.Awake(r, day, after, through, chunk)
		if err != nil || len(list) == 0 {
			page = nil
			return err
		}
		events, err := contracts.EventsOf(r, idsOf(list))
		if err != nil {
			return err
		}
		page = make([]work, len(list))
		turns := make([]book.Turn, len(list))
		for i, w := range list {
			page[i].Turn = book.Turn{Waiting: w, Events: events[w.ID]}
			if err := s.one(r, &page[i], day); err != nil {
				return fmt.Errorf("close contract %s: %w", w.ID, err)
			}
			turns[i] = page[i].Turn
		}
		if err := s.Book.Settle(r, day, turns); err != nil {
			return err
		}
		for i := range turns {
			page[i].Turn = turns[i]
		}
		return nil
	})
	return page, err
}

func idsOf(list []contracts.Waiting) []contract.ID {
	ids := make([]contract.ID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	return ids
}

func (s *Service) one(r engine.Reader, w *work, day civil.Date) error {
	w.Standing.Events = len(w.Events) // what the cache says is compared when it is written
	var err error
	if w.State, err = contract.Fold(w.Terms, w.Events, contract.At{AsOf: day}); err != nil {
		return err
	}
	if w.decide(s.Book, day); len(w.New()) > 0 {
		if w.State, err = contract.Fold(w.Terms, w.Events, contract.At{AsOf: day}); err != nil {
			return err
		}
	}
	w.issue, err = s.issue(r, w.Contract, w.State, day)
	return err
}

// decide adds what the contract's own rules ask for on the day.
func (w *work) decide(b *book.Book, day civil.Date) {
	w.did.Contracts = 1
	for _, due := range contract.FeesDue(w.State) {
		w.Add(b.Event(w.ID, due.Key, due.Effective, due.Fee))
		w.did.Fees++
	}
	if key, body, due := w.State.ChargeOff(); due {
		w.Add(b.Event(w.ID, key, day, body))
		w.did.ChargedOff = 1
	} else if w.State.ChargeOffDue() {
		w.did.Losses = 1
	}
	if due := w.State.CreditRefundDue(); !due.IsZero() && due <= day {
		w.did.Refunds = 1
	}
}

// commit writes a page in one transaction. A contract to which something has happened since it was worked out is left for the next round.
func (s *Service) commit(ctx context.Context, day civil.Date, page []work, done *Report) error {
	var now Report
	turns := make([]book.Turn, len(page))
	for i := range page {
		turns[i] = page[i].Turn
	}
	err := s.Door.Write(ctx, pass("chunk of "+day.String()), func(tx *engine.Tx) error {
		now = Report{}
		counted, err := s.Book.Close(tx, day, turns)
		if err != nil {
			return err
		}
		for i := range page {
			if !counted[i] {
				continue
			}
			now.add(page[i].did)
			if err := s.send(tx, &page[i], &now); err != nil {
				return fmt.Errorf("close contract %s: %w", page[i].ID, err)
			}
		}
		return nil
	})
	if err == nil {
		done.add(now)
	}
	return err
}

// send keeps the statement of a contract and tells that it is there.
func (s *Service) send(tx *engine.Tx, w *work, now *Report) error {
	if w.issue == nil {
		return nil
	}
	fresh, err := statements.Insert(tx, s.Box, w.issue.row, w.issue.file)
	if err != nil || !fresh {
		return err
	}
	now.Statements++
	return s.announce(tx, w)
}
