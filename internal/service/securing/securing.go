// Package securing lets people look after their own account: what they prove with, which browsers are signed in, who of us looked. Getting
// in is signin's, getting back in recovering's; pages are left to the edges.
package securing

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/core/passkey"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/hashing"
	"marque/internal/herald"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/outbox"
	"marque/internal/store/parties"
	"marque/internal/store/texts"
	"marque/internal/store/users"
	"marque/internal/store/viewings"
)

// Deps is what the service needs.
type Deps struct {
	Door      *door.Door
	Box       *seal.Box
	Now       civil.Clock
	IDs       *id.Source
	Random    io.Reader
	Passwords *hashing.Passwords
	Texts     *texts.Gate // which texts may leave; nil is all
	Courier   *courier.Courier
	Herald    *herald.Herald
	Limits    identity.Limits
	Policy    identity.Policy
}

// Service looks after accounts.
type Service struct {
	d       Deps
	users   *users.Store
	parties *parties.Store

	viewings *viewings.Store
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{d: d, users: users.New(d.Box), parties: parties.New(d.Box), viewings: viewings.New(d.Box)}
}

// Account is what its owner sees of it.
type Account struct {
	Username        string
	Email, Phone    string    // on file, masked; empty when there is none
	EmailFailing    time.Time // when the last letter came back from there for good; zero when none does
	EmailSince      time.Time // when the owner or the lender changed it; zero: since the contract came
	PhoneSince      time.Time
	TextsStopped    time.Time // since when the phone wants no texts; zero when it takes them
	PasswordChanged time.Time // zero: there is none
	Factors         []Factor  // besides the password
	Spares          int       // recovery codes that are left
	Answered        time.Time // security questions, where they are asked; zero is never
	Passkeys        []passkey.Passkey
	Browsers        []Browser // the one used last first
}

// Factor is one thing that the owner proves with.
type Factor struct {
	Factor identity.Factor
	Hint   string // of an address: "•••• 42"
	Since  time.Time
}

// Browser is a browser that was signed in with every factor once, or an app that is signed in.
type Browser struct {
	ID      identity.DeviceID
	App     bool
	Label   string // "Firefox on Linux"
	Here    bool   // the one that asks
	In      bool   // signed in now
	Trusted time.Time
	First   time.Time
	Last    time.Time // the last sign-in or, when it is signed in, the last thing done
}

// Account reads everything that the security page shows, on one snapshot.
func (s *Service) Account(ctx context.Context, v identity.Session) (Account, error) {
	var out Account
	err := s.d.Door.Read(ctx, own(v, access.SessionList, ""), func(r engine.Reader) error {
		out = Account{Username: v.User.Username}
		all, err := s.users.Authenticators(r, v.User.ID)
		if err != nil {
			return err
		}
		out.prove(all)
		if out.Passkeys, err = s.users.Passkeys(r, v.User.ID); err != nil {
			return err
		}
		if err := s.contacts(r, v.User, &out); err != nil {
			return err
		}
		if out.Browsers, err = s.browsers(r, v); err != nil {
			return err
		}
		out.Answered, err = s.answered(r, v)
		return err
	})
	return out, err
}

// Passkey returns one of the owner's passkeys.
func (a Account) Passkey(key passkey.ID) (passkey.Passkey, error) {
	for _, p := range a.Passkeys {
		if p.ID == key {
			return p, nil
		}
	}
	return passkey.Passkey{}, fault.New(fault.NotFound, "There is no such passkey.")
}

// contacts fills in where the owner is reached.
func (s *Service) contacts(r engine.Reader, u identity.User, out *Account) error {
	all, err := s.parties.Contacts(r, u.Party)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	for _, c := range all {
		hint := identity.Hint(c.Kind.Factor(), c.Address)
		if c.Kind == identity.ContactEmail {
			f, err := outbox.FailingOf(r, s.d.Box, c.Address, s.d.Now())
			if err != nil {
				return err
			}
			out.Email, out.EmailSince, out.EmailFailing = hint, c.Since, f.Last
		} else {
			out.Phone, out.PhoneSince = hint, c.Since
			at, err := s.d.Texts.Standing(r, c.Address)
			if err != nil {
				return err
			}
			if at.Stopped {
				out.TextsStopped = at.Since
			}
		}
	}
	return err
}

// EmailFails tells whether letters to the owner come back for good: to which address, masked, and since when; zero when they do not.
func (s *Service) EmailFails(ctx context.Context, v identity.Session) (hint string, last time.Time, err error) {
	err = s.d.Door.Read(ctx, own(v, access.SessionUse, ""), func(r engine.Reader) error {
		who, err := s.person(r, v.User)
		if err != nil || who.Email == "" {
			return err
		}
		f, err := outbox.FailingOf(r, s.d.Box, who.Email, s.d.Now())
		hint, last = identity.Hint(identity.FactorMail, who.Email), f.Last
		return err
	})
	return hint, last, err
}

// Has tells whether the owner proves with a factor.
func (a Account) Has(f identity.Factor) bool {
	return slices.ContainsFunc(a.Factors, func(x Factor) bool { return x.Factor == f })
}

func (a *Account) prove(all []identity.Authenticator) {
	for _, one := range all {
		switch {
		case !one.DisabledAt.IsZero():
		case one.Factor == identity.FactorPassword:
			a.PasswordChanged = one.CreatedAt
		case one.Factor == identity.FactorRecovery:
			a.Spares = identity.SparesOf(all)
		default:
			a.Factors = append(a.Factors, Factor{Factor: one.Factor, Hint: identity.Hint(one.Factor, one.Secret), Since: one.CreatedAt})
		}
	}
}

// browsers joins the known devices with the sessions that are alive on them.
func (s *Service) browsers(r engine.Reader, v identity.Session) ([]Browser, error) {
	devices, err := s.users.DevicesOf(r, v.User.ID)
	if err != nil {
		return nil, err
	}
	sessions, err := s.users.SessionsOf(r, v.User.ID)
	if err != nil {
		return nil, err
	}
	now := s.d.Now()
	var out []Browser
	for _, d := range devices {
		b := Browser{ID: d.ID, Label: d.Label, Here: d.ID == v.Device, First: d.FirstAt, Last: d.LastAt, App: d.App}
		if now.Before(d.TrustedUntil) {
			b.Trusted = d.TrustedUntil
		}
		for _, one := range sessions {
			if one.Device == d.ID && one.SignedIn(s.d.Policy, now) {
				b.In = true
				b.Last = later(b.Last, one.ActiveAt)
			}
		}
		if b.In || !d.App { // an app that is signed out is known no more
			out = append(out, b)
		}
	}
	return out, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// own is a pass of a session's user on that user.
func own(v identity.Session, do access.Action, note string) door.Pass {
	return door.Pass{By: v.Actor(), Do: do, On: access.OnUser(v.User.ID), Note: note}
}

// wrongPassword is the answer to a current password that is not right.
func wrongPassword() error {
	return l10n.Input("current", "This is not your current password.", "Esa no es su contraseña actual.", "Das ist nicht Ihr jetziges Passwort.")
}

// ChangePassword takes the current password and a new one. Every other session ends, no browser is trusted any more, and every address on
// file is told. Whoever asks has given a fresh factor: that is the edge's to see to.
func (s *Service) ChangePassword(ctx context.Context, brand string, v identity.Session, current, typed string) error {
	next, err := identity.CheckPassword(typed, []string{v.User.Username, v.User.Name, brand})
	if err != nil {
		return err // told first, so that it costs no try
	}
	password, who, err := s.countPassword(ctx, v)
	if err != nil {
		return err
	}
	// A text that can be no password is a wrong one, and costs the same.
	normal, bad := identity.NormalPassword(current)
	if bad != nil {
		normal, password.Secret = "", ""
	}
	right, _, err := s.d.Passwords.Verify(ctx, normal, password.Secret)
	if err != nil {
		return err
	}
	if !right {
		err := s.d.Door.Write(ctx, own(v, access.PasswordChange, "refused: wrong password"), func(*engine.Tx) error { return nil })
		return errors.Join(err, wrongPassword())
	}
	if password.Secret, err = s.d.Passwords.Hash(ctx, next); err != nil {
		return err
	}
	return s.d.Door.Write(ctx, own(v, access.PasswordChange, "by the old one and a fresh factor"), func(tx *engine.Tx) error {
		return s.setPassword(tx, brand, v, password, who)
	})
}

// FirstPassword gives a password to somebody who signs in with a passkey only. Every address on file is told. Whoever asks has given a
// fresh factor: that is the edge's to see to.
func (s *Service) FirstPassword(ctx context.Context, brand string, v identity.Session, typed string) error {
	next, err := identity.CheckPassword(typed, []string{v.User.Username, v.User.Name, brand})
	if err != nil {
		return err
	}
	hash, err := s.d.Passwords.Hash(ctx, next)
	if err != nil {
		return err
	}
	return s.d.Door.Write(ctx, own(v, access.PasswordChange, "the first one, by a fresh factor"), func(tx *engine.Tx) error {
		all, err := s.users.Authenticators(tx, v.User.ID)
		if err != nil {
			return err
		}
		if !identity.PasswordOf(all).ID.IsZero() {
			return l10n.Fault(fault.Conflict, "You have a password already.", "Ya tiene una contraseña.", "Sie haben schon ein Passwort.")
		}
		who, err := s.person(tx, v.User)
		if err != nil {
			return err
		}
		password := identity.Authenticator{ID: id.New[identity.Authenticator](s.d.IDs), User: v.User.ID, Secret: hash}
		return s.setPassword(tx, brand, v, password, who)
	})
}

func (s *Service) setPassword(tx *engine.Tx, brand string, v identity.Session, password identity.Authenticator, who parties.Party) error {
	now := s.d.Now()
	if err := s.users.Clear(tx, s.d.Limits.Pair, changeKey(v.User)); err != nil {
		return err
	}
	password.CreatedAt = now
	if err := s.users.SetPassword(tx, password, v.ID); err != nil {
		return err
	}
	return s.tell(tx, brand, v.User, who, notice.PasswordChanged{At: now})
}

// changeKey counts wrong current passwords apart from those of sign-in.
func changeKey(u identity.User) string { return "change " + u.ID.String() }

// countPassword counts a try before the password is compared, and reads what is needed after.
func (s *Service) countPassword(ctx context.Context, v identity.Session) (identity.Authenticator, parties.Party, error) {
	var password identity.Authenticator
	var who parties.Party
	var told error
	err := s.d.Door.Write(ctx, own(v, access.SessionTouch, ""), func(tx *engine.Tx) error {
		told = nil
		now := s.d.Now()
		verdict, err := s.users.Take(tx, s.d.Limits.Pair, changeKey(v.User), now)
		if err != nil {
			return err
		}
		if !verdict.Pass {
			told = l10n.Later(verdict.Until.Sub(now), "There were too many tries. Please wait a moment and try again.",
				"Hubo demasiados intentos. Espere un momento e inténtelo de nuevo.",
				"Es gab zu viele Versuche. Bitte warten Sie einen Moment, und versuchen Sie es noch einmal.")
			return nil
		}
		all, err := s.users.Authenticators(tx, v.User.ID)
		if err != nil {
			return err
		}
		if password = identity.PasswordOf(all); password.ID.IsZero() {
			return l10n.Fault(fault.Conflict, "You have no password yet.", "Todavía no tiene una contraseña.", "Sie haben noch kein Passwort.")
		}
		who, err = s.person(tx, v.User)
		return err
	})
	return password, who, errors.Join(err, told)
}

// person reads the contact on file; somebody who is no party has none.
func (s *Service) person(r engine.Reader, u identity.User) (parties.Party, error) {
	p, err := s.parties.ByID(r, u.Party)
	if fault.Is(err, fault.NotFound) {
		return parties.Party{}, nil
	}
	return p, err
}

// tell tells every address on file of a change.
func (s *Service) tell(tx *engine.Tx, brand string, u identity.User, who parties.Party, n notice.Notice) error {
	addresses, err := s.addresses(tx, u, who)
	if err != nil {
		return err
	}
	return s.d.Courier.Tell(tx, courier.Parcel{Notice: n, Brand: brand}.For(who), addresses...)
}

// addresses lists where a user is reached: for notices, on the contract, and for codes.
func (s *Service) addresses(tx *engine.Tx, u identity.User, who parties.Party) ([]string, error) {
	full, err := s.users.ByID(tx, u.ID)
	if err != nil {
		return nil, err
	}
	all, err := s.users.Authenticators(tx, u.ID)
	if err != nil {
		return nil, err
	}
	addresses := []string{full.Email, who.Email, who.Phone}
	for _, a := range all {
		if a.Factor == identity.FactorText || a.Factor == identity.FactorMail {
			addresses = append(addresses, a.Secret)
		}
	}
	return addresses, nil
}
