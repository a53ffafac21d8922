// Package recovering gives people their way back: a forgotten name or password, or a pause that a stranger caused. It takes a mailed code
// and a second factor, each step opened only by the one before. Whoever types a name of nobody walks the same first page and gets nowhere.
package recovering

import (
	"context"
	"errors"
	"io"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/hashing"
	"marque/internal/herald"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/texts"
	"marque/internal/store/users"
)

// Deps is what the service needs.
type Deps struct {
	Door      *door.Door
	Box       *seal.Box
	Now       civil.Clock
	IDs       *id.Source
	Random    io.Reader
	Passwords *hashing.Passwords
	Courier   *courier.Courier
	Herald    *herald.Herald
	Texts     *texts.Gate // which texts may leave; nil is all
	Limits    identity.Limits
	Policy    identity.Policy
}

// Service recovers.
type Service struct {
	d       Deps
	users   *users.Store
	parties *parties.Store
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{d: d, users: users.New(d.Box), parties: parties.New(d.Box)}
}

// From is where a request comes from.
type From struct {
	Network string         // the client's network, such as 203.0.113.0/24
	Brand   string         // key of the brand whose portal it is
	Browser string         // "Firefox on Windows", for the list of devices
	Device  identity.Token // the device cookie; may be empty
}

// Stage is where a recovery stands.
type Stage struct {
	Token     identity.Token   // for the recovery cookie; a new one with each step
	Purpose   identity.Purpose // ForNewPassword: a password may be chosen now
	Factor    identity.Factor  // how the code went
	Hint      string           // of the second code: "•••• 42"; the first page knows nobody
	TriesLeft int
	Question  string // asked beside the second code, under the policy Legacy; may be empty
	ResendAt  time.Time
	Done      bool           // nothing more is asked
	Device    identity.Token // for the device cookie, once done; empty when the browser has its own already
}

// owner is whom a typed name belongs to, as far as that is known.
type owner struct {
	user   identity.User // zero when the name is nobody's
	person parties.Party
	device identity.Device // of this browser, whosever it is
	second identity.Authenticator
	all    []identity.Authenticator
}

func (o owner) on() access.Subject {
	if o.user.ID.IsZero() {
		return access.OnSystem("recovery")
	}
	return access.OnUser(o.user.ID)
}

// Begin sends a code to the mailbox on file of whoever signs in with the typed name, for identity.ForRecovery or ForUnlock. The answer is
// the same whether there is such a person or not.
func (s *Service) Begin(ctx context.Context, from From, purpose identity.Purpose, typed string) (Stage, error) {
	name := identity.ReadIdentifier(typed)
	if name.Folded == "" {
		return Stage{}, l10n.Input("identifier", "Enter your username or email.", "Ingrese su nombre de usuario o correo electrónico.", "Geben Sie Ihren Benutzernamen oder Ihre E-Mail ein.")
	}
	o, err := s.count(ctx, from, name)
	if err != nil {
		return Stage{}, err
	}
	token, err1 := identity.NewToken(s.d.Random)
	code, err2 := identity.NewCode(s.d.Random)
	if err := errors.Join(err1, err2); err != nil {
		return Stage{}, err
	}
	var stage Stage
	err = s.d.Door.Write(ctx, anonymous(access.RecoveryStep, o.on(), string(purpose)+" begun"), func(tx *engine.Tx) error {
		c := identity.Challenge{
			ID: id.New[identity.Challenge](s.d.IDs), Purpose: purpose, User: o.user.ID, Factor: identity.FactorMail,
		}.Open(s.d.Now())
		address, err := s.mailbox(tx, o, c)
		if err != nil {
			return err
		}
		stage = stageOf(c, token)
		if err := s.users.Open(tx, c, token, address, code); err != nil {
			return err
		}
		if err := s.keep(tx, from, o, c, identity.OutcomeAsked); err != nil {
			return err
		}
		return s.send(tx, from, o, parcelOf(c, address, code))
	})
	return stage, err
}

// count looks up the name and counts the try by name and network, all before anything depends on who it is. A browser that its owner has
// signed in with counts apart, so that a stranger who uses up the tries does not keep the owner out.
func (s *Service) count(ctx context.Context, from From, name identity.Identifier) (owner, error) {
	var o owner
	var told error
	err := s.d.Door.Write(ctx, anonymous(access.RecoveryCount, access.OnSystem("recovery"), ""), func(tx *engine.Tx) error {
		told = nil
		now := s.d.Now()
		user, err := s.users.ByIdentifier(tx, name)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if o, err = s.owner(tx, from, user); err != nil {
			return err
		}
		key := name.Folded
		if o.device.Knows(o.user.ID, now) {
			key += " device " + o.device.ID.String()
		}
		for _, g := range []gate{{s.d.Limits.RecoverFrom, from.Network}, {s.d.Limits.Recover, key}} {
			v, err := s.users.Take(tx, g.rule, g.key, now)
			if err != nil {
				return err
			}
			if !v.Pass {
				told = l10n.Later(v.Until.Sub(now), "We have sent several codes for this already. Please look for them, or try again later.",
					"Ya enviamos varios códigos para esto. Búsquelos o inténtelo más tarde.",
					"Wir haben dafür schon mehrere Codes gesendet. Bitte suchen Sie sie, oder versuchen Sie es später.")
			}
		}
		return nil
	})
	return o, errors.Join(err, told)
}

// gate is one rule with the key it counts under.
type gate struct {
	rule identity.Rule
	key  string
}

// owner reads what belongs to a user; for nobody it asks the same and finds nothing. A closed user is nobody,
// and so are our own people: an administrator lets them in again.
func (s *Service) owner(r engine.Reader, from From, user identity.User) (owner, error) {
	if user.State == identity.UserClosed || user.Staff() {
		user = identity.User{}
	}
	o := owner{user: user}
	var err error
	if o.person, err = s.parties.ByID(r, user.Party); err != nil && !fault.Is(err, fault.NotFound) {
		return o, err
	}
	if o.all, err = s.users.Authenticators(r, user.ID); err != nil {
		return o, err
	}
	for _, a := range o.all {
		if a.Factor == identity.FactorText && a.DisabledAt.IsZero() {
			o.second = a
		}
	}
	if o.device, err = s.users.Device(r, from.Device); err != nil && !fault.Is(err, fault.NotFound) {
		return o, err
	}
	return o, nil
}

// mailbox returns where the code goes: nowhere for nobody, and for somebody who had an hour's share of mailed codes. A code for nobody is
// counted too, under its challenge, so that it costs the same row.
func (s *Service) mailbox(tx *engine.Tx, o owner, c identity.Challenge) (string, error) {
	key := "user " + o.user.ID.String()
	if o.user.ID.IsZero() {
		key = "nobody " + c.ID.String()
	}
	v, err := s.users.Take(tx, s.d.Limits.Mails, key, c.SentAt)
	if err != nil || !v.Pass {
		return "", err
	}
	return o.user.Email, nil
}

// Where tells where a recovery stands, for a page that is shown once more. One that has ended is a Conflict.
func (s *Service) Where(ctx context.Context, token identity.Token) (Stage, error) {
	a, err := s.read(ctx, token)
	if err != nil {
		return stageOf(a.Challenge, token), err
	}
	stage := stageOf(a.Challenge, token)
	answer, err := s.question(ctx, a)
	stage.Question = answer.Question
	return stage, err
}

// read reads a challenge of a recovery that is still open.
func (s *Service) read(ctx context.Context, token identity.Token) (users.Asked, error) {
	var a users.Asked
	err := s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnSystem("recovery"), ""), func(r engine.Reader) error {
		var err error
		a, err = s.users.Challenge(r, token)
		return err
	})
	if err == nil {
		err = open(a, s.d.Now())
	}
	return a, err
}

// open refuses a challenge that is over or is not one of a recovery.
func open(a users.Asked, now time.Time) error {
	if !a.Purpose.Recovers() && a.Purpose != identity.ForNewPassword && a.Purpose != identity.ForReset {
		return identity.CodeOver()
	}
	_, err := a.Try(now)
	return err
}

func stageOf(c identity.Challenge, token identity.Token) Stage {
	stage := Stage{Token: token, Purpose: c.Purpose, Factor: c.Factor, TriesLeft: c.TriesLeft(), ResendAt: c.ResendAt()}
	if c.Factor != identity.FactorMail {
		stage.Hint = c.Hint
	}
	return stage
}

func anonymous(do access.Action, on access.Subject, note string) door.Pass {
	return door.Pass{By: access.Anonymous(), Do: do, On: on, Note: note}
}
