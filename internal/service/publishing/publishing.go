// Package publishing keeps partners' endpoints and sends them what the herald wrote: signed, one message after the other, again when it fails, until
// it is given up; and again when an operator asks for a replay.
package publishing

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/hook"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/herald"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/hooks"
)

// Post sends a message and returns the status of HTTP that was answered; an error means that nobody answered.
type Post interface {
	Send(ctx context.Context, e hook.Endpoint, id string, at time.Time, body []byte, secrets []hook.Secret) (status int, err error)
}

// Deps is what the service needs.
type Deps struct {
	Door   *door.Door
	Box    *seal.Box
	Now    civil.Clock
	IDs    *id.Source
	Random io.Reader
	Post   Post
	Brands []string // keys, of which an endpoint may be of one
}

// Service keeps endpoints and sends messages.
type Service struct{ d Deps }

// New returns a service.
func New(d Deps) *Service { return &Service{d} }

// Endpoint is a partner's address with how many messages to it are where.
type Endpoint struct {
	hook.Endpoint
	hooks.Count
}

// Entered is an endpoint with its new secret, which is shown once.
type Entered struct {
	hook.Endpoint
	Secret string
}

// both is how long an endpoint's secret before still signs after a change.
const both = 24 * time.Hour

func (s *Service) managing(by access.Actor, note string) door.Pass {
	return door.Pass{By: by, Do: access.HookManage, On: access.OnSystem("hooks"), Note: note}
}

// Add enters an endpoint and returns the secret that its messages are signed with.
func (s *Service) Add(ctx context.Context, by access.Actor, e hook.Endpoint) (Entered, error) {
	e, err := hook.NewEndpoint(e)
	if err != nil {
		return Entered{}, err
	}
	if e.Brand != "" && !slices.Contains(s.d.Brands, e.Brand) {
		return Entered{}, fault.Inputf("brand", "There is no brand %q.", e.Brand)
	}
	e.ID, e.CreatedAt = id.New[hook.Endpoint](s.d.IDs), s.d.Now()
	secret, err := hook.NewSecret(s.d.Random)
	if err != nil {
		return Entered{}, err
	}
	err = s.d.Door.Write(ctx, s.managing(by, "add "+e.ID.String()), func(tx *engine.Tx) error { return hooks.Insert(tx, s.d.Box, e, secret) })
	return Entered{e, secret}, err
}

// List lists every endpoint by name, those that have ended too.
func (s *Service) List(ctx context.Context, by access.Actor) ([]Endpoint, error) {
	var out []Endpoint
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.HookList, On: access.OnSystem("hooks")}, func(r engine.Reader) error {
		all, err := hooks.List(r)
		if err != nil {
			return err
		}
		counts, err := hooks.Counts(r)
		for _, e := range all {
			out = append(out, Endpoint{e, counts[e.ID]})
		}
		return err
	})
	return out, err
}

// Dead lists messages that were given up, the newest first.
func (s *Service) Dead(ctx context.Context, by access.Actor) ([]hooks.Delivery, error) {
	var out []hooks.Delivery
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.HookList, On: access.OnSystem("hooks")}, func(r engine.Reader) error {
		var err error
		out, err = hooks.DeadOnes(r)
		return err
	})
	return out, err
}

// Rotate gives an endpoint another secret. Messages are signed with both for a day.
func (s *Service) Rotate(ctx context.Context, by access.Actor, endpoint hook.EndpointID) (Entered, error) {
	secret, err := hook.NewSecret(s.d.Random)
	if err != nil {
		return Entered{}, err
	}
	out := Entered{Secret: secret}
	err = s.d.Door.Write(ctx, s.managing(by, "rotate "+endpoint.String()), func(tx *engine.Tx) error {
		if out.Endpoint, err = alive(tx, endpoint); err != nil {
			return err
		}
		return hooks.Rotate(tx, s.d.Box, endpoint, secret, s.d.Now().Add(both))
	})
	return out, err
}

func alive(r engine.Reader, endpoint hook.EndpointID) (hook.Endpoint, error) {
	e, err := hooks.ByID(r, endpoint)
	if err == nil && !e.Alive() {
		err = fault.New(fault.Conflict, "This endpoint has ended. Add it anew under another name.")
	}
	return e, err
}

// End ends an endpoint: what waits for it is given up, and nothing more is sent there.
func (s *Service) End(ctx context.Context, by access.Actor, endpoint hook.EndpointID) (hook.Endpoint, error) {
	var out hook.Endpoint
	err := s.d.Door.Write(ctx, s.managing(by, "end "+endpoint.String()), func(tx *engine.Tx) error {
		var err error
		if out, err = hooks.ByID(tx, endpoint); err != nil {
			return err
		}
		return hooks.End(tx, endpoint, "The endpoint was ended.", s.d.Now())
	})
	return out, err
}

// Replay sends an endpoint again what was given up since an instant, or one message by its id, whatever became of it. It returns how many wait again.
func (s *Service) Replay(ctx context.Context, by access.Actor, endpoint hook.EndpointID, news string, since time.Time) (int64, error) {
	var n int64
	note := fmt.Sprintf("replay %s since %s %s", endpoint, since.UTC().Format(time.RFC3339), news)
	err := s.d.Door.Write(ctx, s.managing(by, note), func(tx *engine.Tx) error {
		_, err := alive(tx, endpoint)
		if err != nil {
			return err
		}
		now := s.d.Now()
		if n, err = hooks.Revive(tx, endpoint, news, since, now); err != nil || n == 0 {
			return err
		}
		return herald.Later(tx, endpoint, now)
	})
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "There is no such message to send again.")
	}
	return n, err
}
