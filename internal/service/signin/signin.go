// Package signin lets people in: password, then a code, then a session, or a passkey, which is both; it keeps sessions and known devices, and slows down whoever
// guesses. Each attempt costs one password hash and the same statements, whoever the typed name belongs to. Pages are left to the edges.
package signin

import (
	"context"
	"errors"
	"io"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/passkey"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/hashing"
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
	Texts     *texts.Gate // which texts may leave; nil is all
	Company   Company     // the identity provider of the staff; nil is none
	Limits    identity.Limits
	Policy    identity.Policy
}

// Service signs in.
type Service struct {
	d       Deps
	users   *users.Store
	parties *parties.Store
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{d: d, users: users.New(d.Box), parties: parties.New(d.Box)}
}

// From is where a request comes from. None of it is believed to be true, only to be the same next time.
type From struct {
	Network string         // the client's network, such as 203.0.113.0/24
	Brand   string         // key of the brand whose portal it is
	Browser string         // "Firefox on Windows", for the list of devices
	Device  identity.Token // the device cookie; may be empty
	Session identity.Token // the session cookie; may be empty
	Visitor identity.Token // the cookie of a visitor without a session; may be empty
	Site    passkey.Site   // where passkeys belong; zero under an address that is no site of ours
	Locale  string         // the language that was chosen in this browser, as a BCP 47 tag; empty is none
	Desk    bool           // it came in by the staff's door, where customers are nobody; staff are nobody at the customers'
}

// Attempt is what was typed.
type Attempt struct{ Identifier, Password string }

// Step is what comes next: a code to be asked for, or a session. Exactly one is set.
type Step struct {
	Ask *Ask
	In  *SignedIn
}

// Ask is what a page that asks for a code needs.
type Ask struct {
	Token     identity.Token // for the challenge cookie
	Purpose   identity.Purpose
	Factor    identity.Factor
	Hint      string // "•••• 42"
	Stopped   bool   // the phone replied STOP: no code went there
	TriesLeft int
	SentAt    time.Time
	ResendAt  time.Time
	ExpiresAt time.Time
}

// SignedIn is a session that has just begun or was renewed.
type SignedIn struct {
	Token   identity.Token // for the session cookie
	Session identity.Session
	Device  identity.Token // for the device cookie; empty when the browser has its own already
}

// Paused is the answer while a wait or a lock lasts. It is the same for names that exist and names that do not.
type Paused struct {
	Until time.Time
	Lock  bool // no short wait: sign-in from new devices is locked
	fault *fault.Fault
}

// Error returns the sentence.
func (p *Paused) Error() string { return p.fault.Error() }

// Unwrap returns the fault, of kind TooMany.
func (p *Paused) Unwrap() error { return p.fault }

// PausedOf returns the pause inside an error, or nil.
func PausedOf(err error) *Paused {
	if p, ok := errors.AsType[*Paused](err); ok {
		return p
	}
	return nil
}

func paused(until time.Time, now time.Time, lock bool) *Paused {
	wait := until.Sub(now)
	if lock {
		return &Paused{Until: until, Lock: lock, fault: l10n.Later(wait, "There were too many tries with this name, so signing in from a new device is paused.",
			"Hubo demasiados intentos con este nombre, así que el inicio de sesión desde un dispositivo nuevo está en pausa.",
			"Es gab zu viele Versuche mit diesem Namen; die Anmeldung von einem neuen Gerät ruht deshalb.")}
	}
	return &Paused{Until: until, fault: l10n.Later(wait, "There were too many tries. Please wait a moment and try again.",
		"Hubo demasiados intentos. Espere un momento e inténtelo de nuevo.", "Es gab zu viele Versuche. Bitte warten Sie einen Moment, und versuchen Sie es noch einmal.")}
}

// attempt is one try at a name and password, as the database sees it.
type attempt struct {
	now      time.Time
	name     identity.Identifier
	user     identity.User // zero when the name is nobody's
	device   identity.Device
	password identity.Authenticator
	second   identity.Authenticator
	rehashed bool   // password.Secret is new and must be kept
	refused  error  // what to tell; nil while the password decides
	reason   string // the truth, for the audit
	outcome  identity.Outcome
	until    time.Time // of a pause
}

// Start takes a name and a password. Whatever is wrong with them, the answer is identity.Refused; a pause is told by the typed name.
func (s *Service) Start(ctx context.Context, from From, a Attempt) (Step, error) {
	t, err := s.count(ctx, from, identity.ReadIdentifier(a.Identifier))
	if err != nil {
		return Step{}, err
	}
	right, err := s.compare(ctx, &t, a.Password)
	if err != nil {
		return Step{}, err
	}
	if !right {
		return Step{}, s.refuse(ctx, from, t)
	}
	return s.passed(ctx, from, t)
}

// gate is one rule with the key it counts under.
type gate struct {
	rule identity.Rule
	key  string
	lock bool // told as a lock
	mute bool // told as a wrong password
}

// gates returns what stands before the password, in the order in which the counters are locked.
func (s *Service) gates(from From, t attempt) []gate {
	l, where, owner := s.d.Limits, "network "+from.Network, "nobody "+t.name.Folded
	known := t.device.Knows(t.user.ID, t.now)
	if known {
		where = "device " + t.device.ID.String()
	}
	if !t.user.ID.IsZero() {
		owner = "user " + t.user.ID.String()
	}
	gates := []gate{{rule: l.Network, key: from.Network}, {rule: l.Pair, key: t.name.Folded + " " + where}}
	if !known || s.d.Policy == identity.Legacy {
		gates = append(gates, gate{rule: l.Account, key: t.name.Folded, lock: true})
	}
	return append(gates, gate{rule: l.Authenticator, key: owner, mute: true})
}

// count looks up the name and counts the attempt as a failure, all before the password is looked at.
func (s *Service) count(ctx context.Context, from From, name identity.Identifier) (attempt, error) {
	var t attempt
	err := s.d.Door.Write(ctx, counting(), func(tx *engine.Tx) error {
		t = attempt{now: s.d.Now(), name: name}
		if err := s.lookUp(tx, from, &t); err != nil {
			return err
		}
		for _, g := range s.gates(from, t) {
			v, err := s.users.Take(tx, g.rule, g.key, t.now)
			if err != nil {
				return err
			}
			if !v.Pass {
				t.reason, t.refused = "paused by "+g.rule.Scope, paused(v.Until, t.now, g.lock)
				t.outcome, t.until = identity.OutcomeOfRule(g.rule.Scope), v.Until
				if g.mute {
					t.refused = identity.Refused()
				}
				return nil
			}
		}
		return nil
	})
	return t, err
}

func (s *Service) lookUp(tx *engine.Tx, from From, t *attempt) error {
	var err error
	if t.user, err = s.users.ByIdentifier(tx, t.name); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if t.user.Staff() != from.Desk {
		t.user = identity.User{}
	}
	all, err := s.users.Authenticators(tx, t.user.ID)
	if err != nil {
		return err
	}
	t.password, t.second = s.choose(t.user.Usable(all))
	if !from.Device.Plausible() {
		return nil
	}
	if t.device, err = s.users.Device(tx, from.Device); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return nil
}

// choose returns the password and the second step that is asked for first: an app before a telephone, and that before a mailbox, which
// Strict does not take at all.
func (s *Service) choose(all []identity.Authenticator) (password, second identity.Authenticator) {
	for _, a := range all {
		switch {
		case !a.DisabledAt.IsZero():
		case a.Factor == identity.FactorPassword:
			password = a
		case s.rank(a.Factor) > s.rank(second.Factor):
			second = a
		}
	}
	return password, second
}

// rank orders what a second step is done with; 0 is no such thing.
func (s *Service) rank(f identity.Factor) int {
	switch {
	case f == identity.FactorApp:
		return 3
	case f == identity.FactorText:
		return 2
	case f == identity.FactorMail && s.d.Policy != identity.Strict:
		return 1
	}
	return 0
}

// compare makes one hash, of the password of nobody when there is nothing to compare with, and says why it is not right.
func (s *Service) compare(ctx context.Context, t *attempt, typed string) (bool, error) {
	password, err := identity.NormalPassword(typed)
	stored := t.password.Secret
	if err != nil || t.refused != nil || t.user.State != identity.UserActive {
		password, stored = "", ""
	}
	right, rehash, err := s.d.Passwords.Verify(ctx, password, stored)
	if err != nil {
		return false, err
	}
	if right && rehash {
		if t.password.Secret, err = s.d.Passwords.Hash(ctx, password); err != nil {
			return false, err
		}
		t.rehashed = true
	}
	if !right && t.refused == nil {
		t.refused = identity.Refused()
		t.reason, t.outcome = t.why()
	}
	return right, nil
}

// why says what the page does not.
func (t attempt) why() (string, identity.Outcome) {
	switch {
	case t.user.ID.IsZero():
		return "unknown name", identity.OutcomeUnknown
	case t.user.State != identity.UserActive:
		return "user " + string(t.user.State), identity.OutcomeClosed
	case t.password.ID.IsZero():
		return "no password", identity.OutcomeNoPassword
	}
	return "wrong password", identity.OutcomeWrong
}

// refuse keeps the true reason in the audit and returns what the person is told.
func (s *Service) refuse(ctx context.Context, from From, t attempt) error {
	on := access.OnSystem("signin")
	if !t.user.ID.IsZero() {
		on = access.OnUser(t.user.ID)
	}
	err := s.d.Door.Write(ctx, anonymous(access.SignInRefuse, on, t.reason), func(tx *engine.Tx) error {
		return s.keep(tx, from, t.ended(t.outcome))
	})
	if err != nil {
		return err
	}
	return t.refused
}

// passed goes on after a right password: to a session on a trusted device, else to a code.
func (s *Service) passed(ctx context.Context, from From, t attempt) (Step, error) {
	trusted := t.device.Trusted(t.user.ID, s.d.Policy, t.now)
	var step Step
	var told error
	pass := anonymous(access.SignInPassword, access.OnUser(t.user.ID), "right password")
	if trusted {
		pass = door.Pass{By: t.user.Actor(), Do: access.SignIn, On: access.OnUser(t.user.ID), Note: "password on a trusted device"}
	}
	err := s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		step, told = Step{}, nil
		if err := s.forgive(tx, from, t); err != nil {
			return err
		}
		if trusted {
			in, err := s.begin(tx, from, arrival{user: t.user, device: t.device, methods: "password,device", trust: true, now: t.now})
			if step.In = in; err != nil {
				return err
			}
			return s.keep(tx, from, t.ended(identity.OutcomeIn))
		}
		var err error
		if step.Ask, told, err = s.ask(tx, from, t); err != nil {
			return err
		}
		return s.keep(tx, from, t.asked(told))
	})
	if err = errors.Join(err, told); err != nil {
		return Step{}, err
	}
	return step, nil
}

// forgive takes back what was counted against a right password, and keeps the hash when it was made anew.
func (s *Service) forgive(tx *engine.Tx, from From, t attempt) error {
	for _, g := range s.gates(from, t) {
		if err := s.users.Succeed(tx, g.rule, g.key, t.now); err != nil {
			return err
		}
	}
	if !t.rehashed {
		return nil
	}
	return s.users.Rebind(tx, t.password)
}

// counting is a try that is counted before its secret is compared. Whatever comes of it is kept by another write, before anybody hears of it.
func counting() door.Pass {
	p := anonymous(access.SignInCount, access.OnSystem("signin"), "")
	p.Soon = true
	return p
}

func anonymous(do access.Action, on access.Subject, note string) door.Pass {
	return door.Pass{By: access.Anonymous(), Do: do, On: on, Note: note}
}
