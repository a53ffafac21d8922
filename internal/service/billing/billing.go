// Package billing closes a business day for every contract: it charges what fell due by rule, renders the statements whose period ends,
// and refreshes what is cached. A day can be closed again after any interruption; what was done is not done twice.
package billing

import (
	"context"
	"fmt"
	"runtime"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/relief"
	"marque/internal/core/statement"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/contracts"
	"marque/internal/store/cycles"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/reliefs"
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
	slots   chan struct{} // one for each shard that may be worked on at once

	shardSize int
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{Deps: d, parties: parties.New(d.Box), slots: make(chan struct{}, runtime.NumCPU()), shardSize: shardSize}
}

// Report counts what the close of a day did.
type Report = cycles.Counts

// chunk is how many contracts are closed in one transaction: enough to make commits cheap, few enough that nobody waits long.
const chunk = 500

// foreseenChunk is how many contracts are closed in one transaction where all was foreseen: a tenth of a second.
const foreseenChunk = 2000

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
		if err := cycles.Forget(tx, day.AddDays(-keepPlans)); err != nil {
			return err
		}
		return settings.Close(tx, max(at.Closed, day))
	})
}

// work closes the contracts of a shard: those of which everything is foreseen in a few statements, the others page by page. It walks once: a contract to
// which something happens meanwhile is left for the next round.
func (s *Service) work(ctx context.Context, shard cycles.Shard, closed func(int)) error {
	if err := s.foreseen(ctx, shard, closed); err != nil {
		return err
	}
	after := shard.After
	for {
		page, err := s.prepare(ctx, shard.Day, after, shard.Through)
		if err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1].ID
		now, err := s.commit(ctx, shard, page)
		if err != nil {
			return err
		}
		if closed != nil {
			closed(now.Contracts)
		}
	}
}

// foreseen closes those contracts of a shard of which the close before worked out what is to be done.
func (s *Service) foreseen(ctx context.Context, shard cycles.Shard, closed func(int)) error {
	for after := shard.After; ; {
		var last contract.ID
		n := 0
		err := s.Door.Write(ctx, pass("foreseen of "+shard.Day.String()), func(tx *engine.Tx) error {
			var err error
			if last, err = contracts.Foreseen(tx, shard.Day, after, shard.Through, foreseenChunk); err != nil || last.IsZero() {
				return err
			}
			if n, err = s.Book.CloseForeseen(tx, shard.Day, after, last); err != nil {
				return err
			}
			return cycles.Note(tx, shard, Report{Contracts: n}, s.Book.Now().Add(lease))
		})
		if err != nil || last.IsZero() {
			return err
		}
		if after = last; closed != nil {
			closed(n)
		}
	}
}

// turn is one contract's close, worked out outside of any write.
type turn struct {
	book.Turn
	did    Report     // what its events come to
	spared civil.Date // what fell due before is spared late fees; none is nothing
	issue  *issue
}

// prepare reads a page of contracts, folds them and renders what is to be issued. Nothing is locked meanwhile.
func (s *Service) prepare(ctx context.Context, day civil.Date, after, through contract.ID) ([]turn, error) {
	var page []turn
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
		page = make([]turn, len(list))
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

func (s *Service) one(r engine.Reader, w *turn, day civil.Date) error {
	w.Standing.Events = len(w.Events) // what the cache says is compared when it is written
	var err error
	if w.State, err = contract.Fold(w.Terms, w.Events, contract.At{AsOf: day}); err != nil {
		return err
	}
	if w.spared, err = spared(r, w); err != nil {
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

// spared asks for an arrangement only where a late fee falls due.
func spared(r engine.Reader, w *turn) (civil.Date, error) {
	if len(contract.LateFeesDue(w.State)) == 0 {
		return 0, nil
	}
	return reliefs.SparedBefore(r, w.ID)
}

// decide adds what the contract's own rules ask for on the day.
func (w *turn) decide(b *book.Book, day civil.Date) {
	w.did.Contracts = 1
	for _, due := range contract.FeesDue(w.State) {
		if due.Fee.Fee == contract.LateFee && relief.Spares(w.State, due.Fee.Instalment, w.spared) {
			continue
		}
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
func (s *Service) commit(ctx context.Context, shard cycles.Shard, page []turn) (Report, error) {
	var now Report
	turns := make([]book.Turn, len(page))
	for i := range page {
		turns[i] = page[i].Turn
	}
	err := s.Door.Write(ctx, pass("chunk of "+shard.Day.String()), func(tx *engine.Tx) error {
		now = Report{}
		counted, err := s.Book.Close(tx, shard.Day, turns)
		if err != nil {
			return err
		}
		for i := range page {
			if !counted[i] {
				continue
			}
			now.Add(page[i].did)
			if err := s.send(tx, &page[i], &now); err != nil {
				return fmt.Errorf("close contract %s: %w", page[i].ID, err)
			}
		}
		return cycles.Note(tx, shard, now, s.Book.Now().Add(lease))
	})
	return now, err
}

// send keeps the statement of a contract and tells that it is there.
func (s *Service) send(tx *engine.Tx, w *turn, now *Report) error {
	if w.issue == nil {
		return nil
	}
	fresh, err := statements.Insert(tx, s.Box, w.issue.row, w.issue.file, w.issue.page)
	if err != nil || !fresh {
		return err
	}
	now.Statements++
	return s.announce(tx, w)
}
