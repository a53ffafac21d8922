package identity

import (
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/fault"
)

// The ends of a session. It ends at the earlier of both; a step-up asks for a factor no older than FreshFor.
const (
	IdleLimit     = 15 * time.Minute
	CustomerLimit = 12 * time.Hour
	AgentLimit    = 8 * time.Hour
	FreshFor      = 10 * time.Minute
	// TouchAfter is how old the recorded activity may grow before it is written again: a session may so end up to this much before, and
	// never after, the idle limit.
	TouchAfter = 15 * time.Second
)

// Session is a signed-in browser. It begins only when every factor was given.
type Session struct {
	ID        SessionID
	User      User
	Device    DeviceID
	Methods   string    // what was given, in order: "password,text"
	FactorAt  time.Time // when a factor was last given: for step-up
	CreatedAt time.Time // when the person signed in
	ActiveAt  time.Time // the last thing the person did; polling is not activity
	EndedAt   time.Time // signed out or revoked
	Locale    string    // the language its owner has chosen or is known to read, as a BCP 47 tag; empty is unknown
	Zone      string    // IANA: the time zone its owner has chosen or lives in; empty is unknown
	App       App       // the app that acts in it; zero for a browser
}

// App is a program that acts for a customer in a session of its own. Its token lives from one refresh to the next: ActiveAt is the last.
type App struct {
	Client access.ClientID
	Name   string
	Scopes []access.Scope
	Rate   int
	Ended  bool // the lender has ended the program
}

// Actor returns who acts in this session.
func (s Session) Actor() access.Actor {
	by := s.User.Actor()
	if s.IsBrowser() {
		return by
	}
	return by.Through(s.App.Client, s.App.Name, s.App.Scopes)
}

// IsBrowser tells whether no app acts in the session.
func (s Session) IsBrowser() bool { return s.App.Client.IsZero() }

// Renewable tells whether the app of a session may have a new token, and so whether it is signed in.
func (s Session) Renewable(p Policy, now time.Time) bool {
	return s.EndedAt.IsZero() && s.User.State == UserActive && !s.User.PasswordDue && !s.App.Ended && now.Before(s.ActiveAt.Add(AppIdle)) && now.Before(s.CreatedAt.Add(p.AppLimit()))
}

// SignedIn tells whether somebody is signed in: in a browser that counts, or by an app that may go on.
func (s Session) SignedIn(p Policy, now time.Time) bool {
	if s.IsBrowser() {
		return s.Alive(now)
	}
	return s.Renewable(p, now)
}

// AppAlive tells whether the token of an app still counts.
func (s Session) AppAlive(p Policy, now time.Time) bool {
	return !s.IsBrowser() && s.Renewable(p, now) && now.Before(s.IdleEnd())
}

// ByCompany tells whether the person was proved by the company's identity provider, which then looks after the factors.
func (s Session) ByCompany() bool { return strings.HasPrefix(s.Methods, string(FactorCompany)) }

// IdleEnd is when the session ends if nothing more is done.
func (s Session) IdleEnd() time.Time { return s.ActiveAt.Add(IdleLimit) }

// LastEnd is when the session ends whatever is done.
func (s Session) LastEnd() time.Time {
	if s.User.Party.IsZero() {
		return s.CreatedAt.Add(AgentLimit)
	}
	return s.CreatedAt.Add(CustomerLimit)
}

// End is when the session ends if nothing more is done, and whether it ends then whatever is done.
func (s Session) End() (at time.Time, last bool) {
	if idle := s.IdleEnd(); idle.Before(s.LastEnd()) {
		return idle, false
	}
	return s.LastEnd(), true
}

// Alive tells whether the session of a browser still counts.
func (s Session) Alive(now time.Time) bool {
	return s.IsBrowser() && s.EndedAt.IsZero() && s.User.State == UserActive && now.Before(s.IdleEnd()) && now.Before(s.LastEnd())
}

// Fresh tells whether a factor was given recently enough for a step-up.
func (s Session) Fresh(now time.Time) bool { return now.Sub(s.FactorAt) < FreshFor }

// Stale tells whether the recorded activity is old enough to be written again.
func (s Session) Stale(now time.Time) bool { return now.Sub(s.ActiveAt) >= TouchAfter }

// SessionOver is the answer to a session that has ended or never was.
func SessionOver() *fault.Fault { return fault.New(fault.SignedOut, "Please sign in.") }

// TrustLife is how long a trusted browser is asked for no code. Strict trusts none, and no step-up accepts it.
const TrustLife = 30 * 24 * time.Hour

// DeviceLife is how long a browser is remembered as known after its last sign-in. Browsers keep no cookie longer than 400 days.
const DeviceLife = 400 * 24 * time.Hour

// Device is a browser that was once signed in with every factor, or an app that a customer allowed.
type Device struct {
	ID           DeviceID
	User         access.UserID
	Label        string // "Firefox on Windows"
	TrustedUntil time.Time
	FirstAt      time.Time
	LastAt       time.Time
	RevokedAt    time.Time
	App          bool
}

// Knows tells whether the device vouches for a user: a stranger's failures elsewhere do not lock it out.
func (d Device) Knows(user access.UserID, now time.Time) bool {
	return !user.IsZero() && d.User == user && d.RevokedAt.IsZero() && now.Sub(d.LastAt) < DeviceLife
}

// Trusted tells whether the password alone is enough on this device.
func (d Device) Trusted(user access.UserID, policy Policy, now time.Time) bool {
	return policy != Strict && d.Knows(user, now) && now.Before(d.TrustedUntil)
}
