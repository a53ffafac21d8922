// Package viewing lets one of the staff see a customer's pages as the customer does: for a reason, for some minutes, and without being able to do
// anything on them. It says who is seen by whom; which pages those are is the guard's business, and that they only read is the door's.
package viewing

import (
	"context"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/door"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/viewings"
)

// Deps is what the service needs.
type Deps struct {
	Door *door.Door
	Box  *seal.Box
	IDs  *id.Source
	Now  civil.Clock
}

// Service opens and ends viewings.
type Service struct {
	d        Deps
	viewings *viewings.Store
	parties  *parties.Store
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{d: d, viewings: viewings.New(d.Box), parties: parties.New(d.Box)}
}

// Seen is a viewing with what its pages need of the customer. The zero value is none.
type Seen struct {
	identity.Viewing
	Name   string
	Locale string // BCP 47; empty is unknown
	Zone   string // IANA; empty is unknown
}

// Goes tells whether there is a viewing that goes on.
func (s Seen) Goes() bool { return !s.ID.IsZero() }

// Begin opens a customer's pages to an agent. One that the session had before ends.
func (s *Service) Begin(ctx context.Context, agent identity.Session, party access.PartyID, why identity.Why, words string) error {
	now := s.d.Now()
	v, err := identity.Viewing{
		ID: id.New[identity.Viewing](s.d.IDs), Session: agent.ID, Agent: agent.User.ID, Party: party, Why: why, Words: words, Begun: now, Until: now.Add(identity.ViewingLife),
	}.Check()
	if err != nil {
		return err
	}
	if access.May(agent.Actor(), access.ViewBegin) {
		if _, err := s.End(ctx, agent); err != nil {
			return err
		}
	}
	return s.d.Door.Write(ctx, door.Pass{By: agent.Actor(), Do: access.ViewBegin, On: access.OnParty(party), Note: v.Note("")}, func(tx *engine.Tx) error {
		if _, err := s.parties.ByID(tx, party); err != nil {
			return err
		}
		return s.viewings.Insert(tx, v)
	})
}

// End closes what an agent's session sees, and returns what that was; nothing where it saw none.
func (s *Service) End(ctx context.Context, agent identity.Session) (identity.Viewing, error) {
	v, err := s.last(ctx, agent)
	if err != nil || v.ID.IsZero() {
		return v.Viewing, err
	}
	return v.Viewing, s.end(ctx, agent, v.Viewing)
}

func (s *Service) end(ctx context.Context, agent identity.Session, v identity.Viewing) error {
	note := v.Note("")
	if !v.Open(s.d.Now()) {
		note = v.Note("ran out")
	}
	return s.d.Door.Write(ctx, door.Pass{By: agent.Actor(), Do: access.ViewEnd, On: access.OnParty(v.Party), Note: note}, func(tx *engine.Tx) error {
		_, err := viewings.End(tx, v.ID, s.d.Now())
		return err
	})
}

// Of returns what an agent's session sees just now; nothing where that is nothing, or where the agent's roles have changed. One whose time is over is
// ended, and identity.ViewingOver says so once.
func (s *Service) Of(ctx context.Context, agent identity.Session) (Seen, error) {
	if !agent.IsBrowser() || !access.May(agent.Actor(), access.ViewUse) {
		return Seen{}, nil
	}
	v, err := s.last(ctx, agent)
	if err != nil || v.ID.IsZero() || v.Open(s.d.Now()) {
		return v, err
	}
	if err := s.end(ctx, agent, v.Viewing); err != nil {
		return Seen{}, err
	}
	return Seen{}, identity.ViewingOver()
}

// last reads the viewing of a session that was not ended, and whom it is about.
func (s *Service) last(ctx context.Context, agent identity.Session) (Seen, error) {
	var out Seen
	err := s.d.Door.Read(ctx, door.Pass{By: agent.Actor(), Do: access.ViewUse, On: access.OnSystem("viewings")}, func(r engine.Reader) error {
		out = Seen{}
		var err error
		if out.Viewing, err = s.viewings.Last(r, agent.ID); err != nil || out.ID.IsZero() {
			return err
		}
		person, err := s.parties.ByID(r, out.Party)
		out.Name, out.Locale, out.Zone = strings.TrimSpace(person.GivenName+" "+person.FamilyName), person.Locale, person.Zone
		return err
	})
	return out, err
}

// Look writes down that a page is looked at, before it is shown, and returns who looks. A contract that a page names must be the customer's.
func (s *Service) Look(ctx context.Context, agent identity.Session, v Seen, page string, contract string) (access.Actor, error) {
	by, on := v.Actor(agent.Actor()), access.OnParty(v.Party)
	if contract != "" {
		on = access.Subject{Kind: access.ContractSubject, ID: contract}
	}
	return by, s.d.Door.Read(ctx, door.Pass{By: by, Do: access.ViewPage, On: on, Note: v.Note(page)}, func(engine.Reader) error { return nil })
}
