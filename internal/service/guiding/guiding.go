// Package guiding gives out support codes and shows the agent who was told one on which page the caller is. Of a page it keeps its name, of an error
// its fixed sentence; whoever asked for the code stops it at any time.
package guiding

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/guide"
	"marque/internal/core/identity"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/guides"
	"marque/internal/store/users"
)

// Deps is what the service needs.
type Deps struct {
	Door   *door.Door
	Box    *seal.Box
	IDs    *id.Source
	Now    civil.Clock
	Random io.Reader
}

// Service guides.
type Service struct {
	d     Deps
	users *users.Store
}

// New returns a service.
func New(d Deps) *Service { return &Service{d: d, users: users.New(d.Box)} }

// Asked is a code, shown this once, and the token that ties it to the browser.
type Asked struct {
	Code    string // six digits
	Browser identity.Token
	Until   time.Time
}

// mostDraws bounds how often a code is drawn that somebody has already.
const mostDraws = 10

func onGuides() access.Subject { return access.OnSystem("guides") }

// Ask gives a browser a code. One that it had before ends.
func (s *Service) Ask(ctx context.Context, by access.Actor, before identity.Token) (Asked, error) {
	browser, err := identity.NewToken(s.d.Random)
	if err != nil {
		return Asked{}, err
	}
	var out Asked
	err = s.d.Door.Write(ctx, door.Pass{By: by, Do: access.GuideAsk, On: onGuides()}, func(tx *engine.Tx) error {
		now := s.d.Now()
		if err := s.end(tx, before, now); err != nil {
			return err
		}
		if n, err := guides.Waiting(tx, now); err != nil || n >= guide.MostOpen {
			return errors.Join(err, many(n))
		}
		code, err := s.draw(tx, now)
		if err != nil {
			return err
		}
		g := guide.Guide{ID: id.New[guide.Guide](s.d.IDs), Created: now, Until: now.Add(guide.Life)}
		out = Asked{Code: code, Browser: browser, Until: g.Until}
		return guides.Insert(tx, s.d.Box, g, code, browser)
	})
	return out, err
}

// many is nil as an error while there are not too many.
func many(n int) error {
	if n < guide.MostOpen {
		return nil
	}
	return guide.Many()
}

// draw finds a code that nobody has now.
func (s *Service) draw(r engine.Reader, now time.Time) (string, error) {
	for range mostDraws {
		code, err := identity.NewCode(s.d.Random)
		if err != nil {
			return "", err
		}
		_, err = guides.ByCode(r, s.d.Box, code, now)
		if fault.Is(err, fault.Invalid) {
			return code, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", guide.Many()
}

func (s *Service) end(tx *engine.Tx, browser identity.Token, now time.Time) error {
	if !browser.Plausible() {
		return nil
	}
	g, err := guides.OfBrowser(tx, browser, now)
	if err != nil || g.ID.IsZero() {
		return err
	}
	return guides.End(tx, g.ID, now)
}

// Of returns what goes on for a browser; nothing where nothing does.
func (s *Service) Of(ctx context.Context, by access.Actor, browser identity.Token) (guide.Guide, error) {
	var g guide.Guide
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.GuideUse, On: onGuides()}, func(r engine.Reader) error {
		var err error
		g, err = guides.OfBrowser(r, browser, s.d.Now())
		return err
	})
	return g, err
}

// Stop ends what a browser asked for: nobody sees its pages any more.
func (s *Service) Stop(ctx context.Context, by access.Actor, browser identity.Token) error {
	return s.d.Door.Write(ctx, door.Pass{By: by, Do: access.GuideStop, On: onGuides()}, func(tx *engine.Tx) error { return s.end(tx, browser, s.d.Now()) })
}

// Note keeps on which page a browser is that has a code which was not stopped.
func (s *Service) Note(ctx context.Context, by access.Actor, browser identity.Token, seen guide.Seen) error {
	seen.At, seen.Party = s.d.Now(), by.Party
	return s.d.Door.Write(ctx, door.Pass{By: by, Do: access.GuideUse, On: onGuides()}, func(tx *engine.Tx) error {
		g, err := guides.OfBrowser(tx, browser, seen.At)
		if err != nil || g.ID.IsZero() {
			return err
		}
		return guides.See(tx, g.At(seen))
	})
}

// tries is how many codes an agent may type in an hour, right or wrong: a right one of the agent's own gives no more of them.
func tries() identity.Rule {
	const most = 12
	return identity.Rule{Scope: "guide", LockWithin: most, Window: time.Hour}
}

// Claim gives a code that a caller reads out to an agent, once. Each try is counted and in the record.
func (s *Service) Claim(ctx context.Context, by access.Actor, code string) (guide.ID, error) {
	code = strings.Join(strings.Fields(code), "")
	var which guide.ID
	var told error
	err := s.d.Door.Write(ctx, door.Pass{By: by, Do: access.GuideClaim, On: onGuides(), Note: "a support code was typed"}, func(tx *engine.Tx) error {
		which, told = guide.ID{}, nil
		now := s.d.Now()
		v, err := s.users.Take(tx, tries(), by.User.String(), now)
		if err != nil {
			return err
		}
		if !v.Pass {
			told = fault.Later(v.Until.Sub(now), "You typed many codes in this hour.")
			return nil
		}
		which, told, err = s.claim(tx, by, code, now)
		return err
	})
	if err == nil {
		err = told
	}
	return which, err
}

// claim takes a code. What is only said to the agent is told apart, so that the try stays counted.
func (s *Service) claim(tx *engine.Tx, by access.Actor, code string, now time.Time) (which guide.ID, told, err error) {
	g, err := guides.ByCode(tx, s.d.Box, code, now)
	if err == nil {
		g, err = g.Claim(by.User, now)
	}
	if fault.Is(err, fault.Invalid) {
		return which, err, nil
	}
	if err != nil {
		return which, nil, err
	}
	mine, err := guides.Claim(tx, g)
	if err == nil && !mine {
		return which, guide.NoCode(), nil
	}
	return g.ID, nil, err
}

// See returns where the caller is, to the agent who took the code. Who is signed in sees the agent's look among those at the account.
func (s *Service) See(ctx context.Context, by access.Actor, which guide.ID) (guide.Guide, error) {
	g, err := s.mine(ctx, by, which)
	if err != nil {
		return g, err
	}
	on := onGuides()
	if !g.Party.IsZero() {
		on = access.OnParty(g.Party)
	}
	return g, s.d.Door.Read(ctx, door.Pass{By: by, Do: access.GuideSee, On: on, Note: "guide " + which.String()}, func(engine.Reader) error { return nil })
}

// mine reads the guide of an agent's own, which others do not find.
func (s *Service) mine(ctx context.Context, by access.Actor, which guide.ID) (guide.Guide, error) {
	var g guide.Guide
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.GuideLook, On: onGuides()}, func(r engine.Reader) error {
		var err error
		g, err = guides.ByID(r, which)
		return err
	})
	if err == nil && (g.Agent != by.User || g.Agent.IsZero()) {
		return guide.Guide{}, fault.New(fault.NotFound, "There is no such code.")
	}
	return g, err
}

// Leave ends it from the agent's side.
func (s *Service) Leave(ctx context.Context, by access.Actor, which guide.ID) error {
	if _, err := s.mine(ctx, by, which); err != nil {
		return err
	}
	return s.d.Door.Write(ctx, door.Pass{By: by, Do: access.GuideStop, On: onGuides()}, func(tx *engine.Tx) error { return guides.End(tx, which, s.d.Now()) })
}
