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
const chunk = 100

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

// Close closes a day for every contract whose cycle of that day has not run.
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
		page, err := s.prepare(ctx, day, after)
		if err != nil || len(page) == 0 {
			return seen, err
		}
		seen += len(page)
		after = page[len(page)-1].stored.ID
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
	stored contracts.Contract
	known  int              // events that were known when it was worked out
	events []contract.Event // fees, and a charge-off
	did    Report           // what that comes to
	issue  *issue
}

// prepare reads a page of contracts, folds them and renders what is to be issued. Nothing is locked meanwhile.
func (s *Service) prepare(ctx context.Context, day civil.Date, after contract.ID) ([]work, error) {
	var page []work
	err := s.Door.Read(ctx, pass("prepare"), func(r engine.Reader) error {
		list, err := contracts.Uncycled(r, day, after, chunk)
		if err != nil {
			return err
		}
		page = make([]work, len(list))
		for i, stored := range list {
			if page[i], err = s.one(r, stored, day); err != nil {
				return fmt.Errorf("close contract %s: %w", stored.ID, err)
			}
		}
		return nil
	})
	return page, err
}

func (s *Service) one(r engine.Reader, stored contracts.Contract, day civil.Date) (work, error) {
	events, err := contracts.Events(r, stored.ID)
	if err != nil {
		return work{}, err
	}
	w := work{stored: stored, known: len(events)}
	state, err := contract.Fold(stored.Terms, events, contract.At{AsOf: day})
	if err != nil {
		return w, err
	}
	if w.decide(s.Book, state, day); len(w.events) > 0 {
		if state, err = contract.Fold(stored.Terms, append(events, w.events...), contract.At{AsOf: day}); err != nil {
			return w, err
		}
	}
	w.issue, err = s.issue(r, stored, state, day)
	return w, err
}

// decide puts together what the contract's own rules ask for on the day.
func (w *work) decide(b *book.Book, state *contract.State, day civil.Date) {
	w.did.Contracts = 1
	for _, due := range contract.FeesDue(state) {
		w.events = append(w.events, b.Event(w.stored.ID, due.Key, due.Effective, due.Fee))
		w.did.Fees++
	}
	if key, body, due := state.ChargeOff(); due {
		w.events = append(w.events, b.Event(w.stored.ID, key, day, body))
		w.did.ChargedOff = 1
	} else if state.ChargeOffDue() {
		w.did.Losses = 1
	}
	if due := state.CreditRefundDue(); !due.IsZero() && due <= day {
		w.did.Refunds = 1
	}
}

// commit writes a page in one transaction. A contract that has learned something since it was worked out is left for the next round.
func (s *Service) commit(ctx context.Context, day civil.Date, page []work, done *Report) error {
	var now Report
	err := s.Door.Write(ctx, pass("chunk of "+day.String()), func(tx *engine.Tx) error {
		now = Report{}
		for _, w := range page {
			if err := s.write(tx, day, w, &now); err != nil {
				return fmt.Errorf("close contract %s: %w", w.stored.ID, err)
			}
		}
		return nil
	})
	done.add(now)
	return err
}

func (s *Service) write(tx *engine.Tx, day civil.Date, w work, now *Report) error {
	if err := contracts.Lock(tx, w.stored.ID); err != nil {
		return err
	}
	known, err := contracts.CountEvents(tx, w.stored.ID)
	if err != nil || known != w.known {
		return err
	}
	if _, err := s.Book.AppendOn(tx, w.stored.ID, day, w.events...); err != nil {
		return err
	}
	if w.issue != nil {
		fresh, err := statements.Insert(tx, s.Box, w.issue.row, w.issue.file)
		if err != nil {
			return err
		}
		if fresh {
			now.Statements++
			if err := s.announce(tx, w); err != nil {
				return err
			}
		}
	}
	now.add(w.did)
	return contracts.SetCycled(tx, w.stored.ID, day)
}
