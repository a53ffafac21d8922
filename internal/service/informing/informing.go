// Package informing tells everybody when something of ours does not work: incidents that the operator adds, and whether letters and texts
// leave. Every page shows what it knows, so that is read by the clock and not by pages. Words and judgement are core/incident's.
package informing

import (
	"context"
	"slices"
	"sync"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/incident"
	"marque/internal/core/notice"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/incidents"
	"marque/internal/store/texts"
)

// Deps is what the service needs.
type Deps struct {
	Door   *door.Door
	Now    civil.Clock
	IDs    *id.Source
	Texts  *texts.Gate
	Brands []string // the keys that an incident may name
}

// Service tells.
type Service struct {
	d Deps

	mu    sync.Mutex
	board Board
}

// New returns a service.
func New(d Deps) *Service { return &Service{d: d} }

// Board is how things stand.
type Board struct {
	Read  time.Time // when; zero is never
	All   []incident.Incident
	Mail  incident.Sending
	Texts incident.Sending
}

// RefreshEvery is how often a process that serves reads the board: seconds of delay are nothing to an incident.
const RefreshEvery = 5 * time.Second

// keep is how long an incident stays on the board after its end.
const keep = 30 * 24 * time.Hour

// Board returns how things stood when that was last read. It asks no database: every page shows it, and a page must not tell by its time or
// its questions what it is about.
func (s *Service) Board() Board {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.board
}

// Refresh reads how things stand.
func (s *Service) Refresh(ctx context.Context) (Board, error) {
	fresh, err := s.read(ctx, s.d.Now())
	if err != nil {
		return fresh, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.board = fresh
	return fresh, nil
}

func (s *Service) read(ctx context.Context, now time.Time) (Board, error) {
	out := Board{Read: now}
	err := s.d.Door.Read(ctx, door.Pass{By: access.System("status"), Do: access.IncidentRead, On: access.OnSystem("incidents")}, func(r engine.Reader) error {
		var err error
		if out.All, err = incidents.Since(r, now.Add(-keep)); err != nil {
			return err
		}
		if out.Mail, err = incidents.Sending(r, notice.Mail, now); err != nil {
			return err
		}
		if out.Texts, err = incidents.Sending(r, notice.SMS, now); err != nil {
			return err
		}
		budget, err := s.d.Texts.Status(r, now)
		out.Texts.Stopped = budget.Stopped
		return err
	})
	return out, err
}

// In lists the incidents of a brand in a phase, the newest first; no brand is all of them.
func (b Board) In(brand string, phase incident.Phase, now time.Time) []incident.Incident {
	var out []incident.Incident
	for _, i := range b.All {
		if (brand == "" || i.Concerns(brand)) && i.At(now) == phase {
			out = append(out, i)
		}
	}
	return out
}

// Of is how a part works for a brand: an open incident makes it slow, and what the outbox shows counts for letters and texts.
func (b Board) Of(part incident.Part, brand string, now time.Time) incident.Standing {
	worst := incident.Working
	for _, i := range b.In(brand, incident.Going, now) {
		if i.Part == part {
			worst = incident.Slow
		}
	}
	switch part {
	case incident.Mail:
		return incident.Worse(worst, b.Mail.At(now))
	case incident.Texts:
		return incident.Worse(worst, b.Texts.At(now))
	}
	return worst
}

// Wish is an incident to be told.
type Wish struct {
	Brand       string
	Part        incident.Part
	Own         [3]string // by l10n.Locale
	From, Until time.Time // zero is now, and nobody knows
}

// Add tells everybody of an incident.
func (s *Service) Add(ctx context.Context, by access.Actor, w Wish) (incident.Incident, error) {
	now := s.d.Now()
	i := incident.Incident{ID: id.New[incident.Incident](s.d.IDs), Brand: w.Brand, Part: w.Part, Own: w.Own, Begun: w.From, Ended: w.Until}
	if i.Begun.IsZero() {
		i.Begun = now
	}
	if err := i.Check(now); err != nil {
		return i, err
	}
	if i.Brand != "" && !slices.Contains(s.d.Brands, i.Brand) {
		return i, fault.Inputf("brand", "There is no brand %q. Try: marque admin brands list", i.Brand)
	}
	err := s.d.Door.Write(ctx, pass(by, "added: "+string(i.Part)+" "+i.ID.String()), func(tx *engine.Tx) error {
		all, err := incidents.Since(tx, now)
		if err != nil {
			return err
		}
		if len(all) >= incident.MostOpen {
			return fault.Newf(fault.Conflict, "%d incidents are open or planned already. End one first.", len(all))
		}
		return incidents.Insert(tx, i)
	})
	if err != nil {
		return i, err
	}
	_, err = s.Refresh(ctx)
	return i, err
}

// List lists the incidents that are open or planned, or with past also those of the last thirty days.
func (s *Service) List(ctx context.Context, by access.Actor, past bool) ([]incident.Incident, error) {
	since := s.d.Now()
	if past {
		since = since.Add(-keep)
	}
	var out []incident.Incident
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.IncidentRead, On: access.OnSystem("incidents")}, func(r engine.Reader) (err error) {
		out, err = incidents.Since(r, since)
		return err
	})
	return out, err
}

// End says that an incident is over.
func (s *Service) End(ctx context.Context, by access.Actor, which incident.ID) (incident.Incident, error) {
	var ended incident.Incident
	err := s.d.Door.Write(ctx, pass(by, "ended: "+which.String()), func(tx *engine.Tx) error {
		i, err := incidents.ByID(tx, which)
		if err != nil {
			return err
		}
		if ended, err = i.End(s.d.Now()); err != nil {
			return err
		}
		return incidents.SetSpan(tx, ended)
	})
	if err != nil {
		return ended, err
	}
	_, err = s.Refresh(ctx)
	return ended, err
}

func pass(by access.Actor, note string) door.Pass {
	return door.Pass{By: by, Do: access.IncidentTell, On: access.OnSystem("incidents"), Note: note}
}
