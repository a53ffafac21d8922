// Package messaging is conversations between customers and the desk: opening one, writing, reading, searching and taking it along. Every
// message is a row with the next number of its thread before anybody hears of it; whoever listens live is told that there is something
// newer, never what it is.
package messaging

import (
	"context"
	"time"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/core/upload"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/messages"
	"marque/internal/store/parties"
	"marque/internal/store/users"
)

// Brand is how a brand answers.
type Brand struct {
	Name  string
	Phone string
	Hours message.Hours
}

// Deps is what the service needs.
type Deps struct {
	Door    *door.Door
	Book    *book.Book
	Box     *seal.Box
	Now     civil.Clock
	IDs     *id.Source
	Courier *courier.Courier
	Brands  map[string]Brand // by key

	// Scan says what a scanner found in a file; nil scans nothing.
	Scan func(ctx context.Context, content []byte) (found string, err error)

	// Figures fills in what an agent offers beside a message, by the services of the customer's own pages. It knocks as whoever asks.
	Figures func(ctx context.Context, by access.Actor, o message.Offer) (message.Offer, error)

	// Told hears of every conversation that has a new message, after it was kept; nil is nobody.
	Told func(t message.Thread)
}

// Service converses.
type Service struct {
	d       Deps
	users   *users.Store
	parties *parties.Store
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{d: d, users: users.New(d.Box), parties: parties.New(d.Box)}
}

// scan lets no file through in which something was found.
func (s *Service) scan(ctx context.Context, files []message.File) error {
	if s.d.Scan == nil {
		return nil
	}
	for _, f := range files {
		found, err := s.d.Scan(ctx, f.Content)
		if err != nil {
			return err
		}
		if found != "" {
			return upload.Infected("files", f.Name)
		}
	}
	return nil
}

// told tells whoever listens live.
func (s *Service) told(t message.Thread) {
	if s.d.Told != nil {
		s.d.Told(t)
	}
}

func house() access.Actor { return access.System("messages") }

// partyOf says whose thread it is, before anybody is let in: a stranger's knock is refused, and recorded, at the door of that party.
func (s *Service) partyOf(ctx context.Context, thread message.ID) (access.PartyID, error) {
	var party access.PartyID
	err := s.d.Door.Read(ctx, door.Pass{By: house(), Do: access.MessageFind, On: access.OnSystem("messages")}, func(r engine.Reader) error {
		t, err := messages.ByID(r, s.d.Box, thread)
		party = t.Party
		return err
	})
	return party, err
}

// pass is what somebody wants in a thread.
func (s *Service) pass(ctx context.Context, by access.Actor, do access.Action, thread message.ID) (door.Pass, error) {
	party, err := s.partyOf(ctx, thread)
	return door.Pass{By: by, Do: do, On: access.OnParty(party), Note: "conversation " + thread.String()}, err
}

// Hours is when somebody of a brand answers.
func (s *Service) Hours(brand string) message.Hours { return s.d.Brands[brand].Hours }

// Promise is until when an answer would be promised to what comes now.
func (s *Service) Promise(brand string) time.Time { return s.promise(brand) }

func (s *Service) promise(brand string) time.Time {
	return s.d.Brands[brand].Hours.Promise(s.d.Now())
}
