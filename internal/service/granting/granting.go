// Package granting lets programs in: it enters partners and apps, gives partners tokens for their secrets, and counts what each asks. The leave
// that a customer gives to an app, and the session it becomes, are signin's.
package granting

import (
	"context"
	"io"
	"slices"
	"strconv"
	"sync"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/clients"
	"marque/internal/store/engine"
	"marque/internal/store/users"
)

// Deps is what the service needs.
type Deps struct {
	Door   *door.Door
	Box    *seal.Box
	Now    civil.Clock
	IDs    *id.Source
	Random io.Reader
	Limits identity.Limits
	Brands []string // keys, of which a partner may be of one
}

// Service lets programs in.
type Service struct {
	d      Deps
	users  *users.Store
	mu     sync.Mutex
	leases map[string]*lease // by caller: what this process has taken and not given out
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{d: d, users: users.New(d.Box), leases: map[string]*lease{}}
}

// Client is a program in a list.
type Client = identity.Client

// Entered is a client that was just entered, or has a new secret, which is kept nowhere. An app has none.
type Entered struct {
	Client
	Secret string
}

// Add enters a client.
func (s *Service) Add(ctx context.Context, by access.Actor, c Client) (Entered, error) {
	c, err := identity.NewClient(c)
	if err != nil {
		return Entered{}, err
	}
	if c.Brand != "" && !slices.Contains(s.d.Brands, c.Brand) {
		return Entered{}, fault.Inputf("brand", "There is no brand %q.", c.Brand)
	}
	c.ID, c.CreatedAt = id.New[access.Client](s.d.IDs), s.d.Now()
	secret, err := identity.NewToken(s.d.Random)
	if err != nil {
		return Entered{}, err
	}
	out := Entered{Client: c}
	err = s.d.Door.Write(ctx, s.managing(by, "add "+c.ID.String()), func(tx *engine.Tx) error {
		if err := clients.Insert(tx, c); err != nil || c.Kind == identity.AppClient {
			return err
		}
		out.Secret = secret.Marked(identity.SecretMark)
		return clients.AddSecret(tx, c.ID, secret, c.CreatedAt, c.CreatedAt)
	})
	return out, err
}

func (s *Service) managing(by access.Actor, note string) door.Pass {
	return door.Pass{By: by, Do: access.ClientManage, On: access.OnSystem("clients"), Note: note}
}

// List lists every client, those that have ended too.
func (s *Service) List(ctx context.Context, by access.Actor) ([]Client, error) {
	var out []Client
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.ClientList, On: access.OnSystem("clients")}, func(r engine.Reader) error {
		var err error
		out, err = clients.List(r)
		return err
	})
	return out, err
}

// Rotate gives a partner another secret. The one before it works for a day more.
func (s *Service) Rotate(ctx context.Context, by access.Actor, client access.ClientID) (Entered, error) {
	secret, err := identity.NewToken(s.d.Random)
	if err != nil {
		return Entered{}, err
	}
	out := Entered{Secret: secret.Marked(identity.SecretMark)}
	err = s.d.Door.Write(ctx, s.managing(by, "rotate "+client.String()), func(tx *engine.Tx) error {
		if out.Client, err = clients.ByID(tx, client); err != nil {
			return err
		}
		if out.Kind == identity.AppClient || !out.Alive() {
			return fault.New(fault.Conflict, "Only a partner that has not ended has a secret.")
		}
		now := s.d.Now()
		return clients.AddSecret(tx, client, secret, now, now.Add(identity.SecretOverlap))
	})
	return out, err
}

// End ends a client at once: no secret, no token and no app of it works any more. Its name stays in the record.
func (s *Service) End(ctx context.Context, by access.Actor, client access.ClientID) (Client, error) {
	var out Client
	err := s.d.Door.Write(ctx, s.managing(by, "end "+client.String()), func(tx *engine.Tx) error {
		var err error
		if out, err = clients.ByID(tx, client); err != nil {
			return err
		}
		out.EndedAt = s.d.Now()
		return clients.End(tx, client, out.EndedAt)
	})
	return out, err
}

// Token is a partner's token.
type Token struct {
	Token  identity.Token
	Client Client // with the scopes of the token
}

// Enter gives a partner a token for its secret, with the scopes that it asks for. Failures from one network are slowed down; a secret cannot be
// guessed, but a program that goes on with an old one is a nuisance.
func (s *Service) Enter(ctx context.Context, network, client, secret, scope string) (Token, error) {
	wrong := identity.NewOAuthError(identity.OAuthInvalidClient, "There is no such client, or this is not its secret.")
	clientID, err := id.Parse[access.Client](client)
	key, ok := identity.ReadMarked(identity.SecretMark, secret)
	if err != nil || !ok {
		return Token{}, s.missed(ctx, network, wrong)
	}
	out := Token{}
	if out.Token, err = identity.NewToken(s.d.Random); err != nil {
		return out, err
	}
	pass := door.Pass{By: access.Anonymous(), Do: access.ClientEnter, On: access.OnSystem("clients"), Note: "client " + client}
	err = s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		now := s.d.Now()
		var err error
		if out.Client, err = clients.BySecret(tx, clientID, key, now); err != nil {
			return err
		}
		if out.Client.Scopes, err = out.Client.Narrow(scope); err != nil {
			return err
		}
		return clients.AddToken(tx, clientID, out.Token, out.Client.Scopes, now, now.Add(identity.PartnerTokenLife))
	})
	if fault.Is(err, fault.NotFound) {
		err = s.missed(ctx, network, wrong)
	}
	return out, err
}

// missed counts a wrong secret of a network and returns the refusal, or the wait.
func (s *Service) missed(ctx context.Context, network string, refusal error) error {
	var wait time.Duration
	pass := door.Pass{By: access.Anonymous(), Do: access.SignInCount, On: access.OnSystem("clients")}
	err := s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		now := s.d.Now()
		v, err := s.users.Take(tx, s.d.Limits.Clients, network, now)
		wait = v.Until.Sub(now)
		if v.Pass {
			wait = 0
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case wait > 0:
		return fault.Later(wait, "Too many wrong client secrets came from here. Please wait.")
	}
	return refusal
}

// Caller returns the partner of a token as an actor, and how many requests a minute it has, or a fault of kind SignedOut.
func (s *Service) Caller(ctx context.Context, token identity.Token) (access.Actor, int, error) {
	var c Client
	pass := door.Pass{By: access.Anonymous(), Do: access.ClientUse, On: access.OnSystem("clients")}
	err := s.d.Door.Read(ctx, pass, func(r engine.Reader) error {
		var err error
		c, err = clients.ByToken(r, token, s.d.Now())
		return err
	})
	if fault.Is(err, fault.NotFound) {
		err = identity.SessionOver()
	}
	return access.Partner(c.ID, c.Name, c.Brand, c.Scopes), c.Rate, err
}

// Leave takes a partner's token back. A wrong secret is refused, a token that says nothing is no error (RFC 7009, 2.2).
func (s *Service) Leave(ctx context.Context, network, client, secret, text string) error {
	wrong := identity.NewOAuthError(identity.OAuthInvalidClient, "There is no such client, or this is not its secret.")
	clientID, err := id.Parse[access.Client](client)
	key, ok := identity.ReadMarked(identity.SecretMark, secret)
	if err != nil || !ok {
		return s.missed(ctx, network, wrong)
	}
	token, ok := identity.ReadMarked(identity.PartnerTokenMark, text)
	pass := door.Pass{By: access.Anonymous(), Do: access.ClientEnter, On: access.OnSystem("clients"), Note: "leave, client " + client}
	err = s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if _, err := clients.BySecret(tx, clientID, key, s.d.Now()); err != nil || !ok {
			return err
		}
		return clients.DropToken(tx, clientID, token)
	})
	if fault.Is(err, fault.NotFound) {
		err = s.missed(ctx, network, wrong)
	}
	return err
}

// Rate is where a caller stands in the minute.
type Rate struct {
	Limit, Left int
	Reset       time.Duration // until the next minute
}

// lease is a handful of requests that this process has taken out of a caller's minute: the database is asked for each handful, not for each
// request, and yet no number of processes gives out more than the minute has.
type lease struct {
	mu         sync.Mutex
	slot       int64
	left, used int // to give out; used up in the database, as far as is known
}

const (
	slotLength = time.Minute
	handfuls   = 20   // in a minute's requests
	mostLeases = 5000 // callers remembered at once
)

// Spend counts one request of a caller. Over the limit it is a fault of kind TooMany that says when the next minute begins.
func (s *Service) Spend(ctx context.Context, caller string, limit int) (Rate, error) {
	now := s.d.Now()
	slot := now.UnixMicro() / slotLength.Microseconds()
	out := Rate{Limit: limit, Reset: time.UnixMicro((slot + 1) * slotLength.Microseconds()).Sub(now)}
	l := s.leaseOf(caller)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.slot != slot {
		l.slot, l.left, l.used = slot, 0, 0
	}
	if l.left == 0 && l.used < limit {
		pass := door.Pass{By: access.System("api"), Do: access.ClientMeter, On: access.OnSystem("clients"), Soon: true}
		err := s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
			var err error
			l.left, l.used, err = clients.Spend(tx, caller, slot, max(limit/handfuls, 1), limit)
			return err
		})
		if err != nil {
			l.left = 0
			return out, err
		}
	}
	if l.left == 0 {
		return out, fault.Later(out.Reset, "More than "+strconv.Itoa(limit)+" requests came in this minute. Please wait for the next one.")
	}
	l.left--
	out.Left = limit - l.used + l.left
	return out, nil
}

// leaseOf returns a caller's lease.
func (s *Service) leaseOf(caller string) *lease {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l := s.leases[caller]; l != nil {
		return l
	}
	if len(s.leases) >= mostLeases {
		s.leases = map[string]*lease{} // what they had taken is lost to their minute, no more
	}
	l := &lease{}
	s.leases[caller] = l
	return l
}
