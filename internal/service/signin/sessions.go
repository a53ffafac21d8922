package signin

import (
	"context"
	"errors"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
)

// arrival is somebody who has given every factor.
type arrival struct {
	user    identity.User
	device  identity.Device // what the device cookie says; another's or none counts for nothing
	methods string
	trust   bool
	now     time.Time
}

// begin makes a session under a new token, ends the one that this browser had, and remembers the browser. One that was not known is
// told to the owner. The language chosen in this browser becomes the owner's, who has not chosen one before.
func (s *Service) begin(tx *engine.Tx, from From, a arrival) (*SignedIn, error) {
	if err := s.endOld(tx, from, a.now); err != nil {
		return nil, err
	}
	device, deviceToken, err := s.remember(tx, from, a)
	if err != nil {
		return nil, err
	}
	token, err := identity.NewToken(s.d.Random)
	if err != nil {
		return nil, err
	}
	v := identity.Session{
		ID: id.New[identity.Session](s.d.IDs), User: a.user, Device: device, Methods: a.methods,
		FactorAt: a.now, CreatedAt: a.now, ActiveAt: a.now,
	}
	if err := s.users.Begin(tx, v, token); err != nil {
		return nil, err
	}
	if from.Locale != "" && !a.user.Staff() {
		if err := parties.Choose(tx, a.user.Party, from.Locale, false); err != nil {
			return nil, err
		}
	}
	if err := s.stopReset(tx, from, a); err != nil {
		return nil, err
	}
	return &SignedIn{Token: token, Session: v, Device: deviceToken}, nil
}

// stopReset ends a request to replace lost factors: whoever signs in with one has not lost it. A trusted browser gave none.
func (s *Service) stopReset(tx *engine.Tx, from From, a arrival) error {
	if strings.HasSuffix(a.methods, ",device") {
		return nil
	}
	n, err := s.users.EndResets(tx, a.user.ID, identity.ResetStopped, a.now)
	if err != nil || n == 0 {
		return err
	}
	all, err := s.users.Authenticators(tx, a.user.ID)
	if err != nil {
		return err
	}
	what := l10n.T(
		"The request to replace a lost phone was stopped, because you signed in with a code.",
		"Se detuvo la solicitud de reemplazar un teléfono perdido, porque usted inició sesión con un código.",
		"Der Antrag, ein verlorenes Telefon zu ersetzen, wurde angehalten, weil Sie sich mit einem Code angemeldet haben.")
	return s.tellAll(tx, from, a.user.ID, all, notice.FactorChanged{What: what, At: a.now})
}

func (s *Service) endOld(tx *engine.Tx, from From, now time.Time) error {
	if !from.Session.Plausible() {
		return nil
	}
	old, err := s.users.Session(tx, from.Session)
	if fault.Is(err, fault.SignedOut) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.users.End(tx, old.User.ID, old.ID, now)
}

// remember keeps the browser as known and returns a token when its cookie must be set.
func (s *Service) remember(tx *engine.Tx, from From, a arrival) (identity.DeviceID, identity.Token, error) {
	d := a.device
	trust := time.Time{}
	if a.trust && s.d.Policy != identity.Strict && !a.user.Staff() {
		trust = a.now.Add(identity.TrustLife)
	}
	if d.Knows(a.user.ID, a.now) {
		if d.TrustedUntil.IsZero() || !d.Trusted(a.user.ID, s.d.Policy, a.now) {
			d.TrustedUntil = trust
		}
		d.LastAt, d.Label = a.now, from.Browser
		return d.ID, "", s.users.Seen(tx, d)
	}
	token, err := identity.NewToken(s.d.Random)
	if err != nil {
		return d.ID, "", err
	}
	d = identity.Device{
		ID: id.New[identity.Device](s.d.IDs), User: a.user.ID, Label: from.Browser, TrustedUntil: trust, FirstAt: a.now, LastAt: a.now,
	}
	if err := s.users.Remember(tx, d, token); err != nil {
		return d.ID, "", err
	}
	return d.ID, token, s.tellNewDevice(tx, from, a, d.ID)
}

// tellNewDevice tells the owner of a sign-in from a browser that was not known, by mail, or by text when there is no address. The notice
// carries a link that undoes it.
func (s *Service) tellNewDevice(tx *engine.Tx, from From, a arrival, device identity.DeviceID) error {
	p, err := s.reader(tx, from, a.user.ID)
	if err != nil {
		return err
	}
	if p.To == "" {
		all, err := s.users.Authenticators(tx, a.user.ID)
		if err != nil {
			return err
		}
		if p.To = addressOf(all, identity.FactorText); p.To == "" {
			return nil
		}
		p.By = notice.SMS
	}
	l, token, err := identity.NewLink(identity.Link{
		ID: id.New[identity.Link](s.d.IDs), Purpose: identity.LinkNotMyDevice, User: a.user.ID, Subject: device.String(),
	}, a.now, s.d.Random)
	if err != nil {
		return err
	}
	if err := s.users.InsertLink(tx, l, token); err != nil {
		return err
	}
	p.Notice = notice.NewDevice{At: a.now, Device: from.Browser, Link: string(token)}
	_, err = s.d.Courier.Send(tx, p)
	return err
}

// addressOf returns where the codes of a factor go, or nothing.
func addressOf(all []identity.Authenticator, f identity.Factor) string {
	for _, a := range all {
		if a.Factor == f && a.DisabledAt.IsZero() {
			return a.Secret
		}
	}
	return ""
}

// Check returns the session of a token, or a fault of kind SignedOut when it has ended by idleness, by age or by hand. Active says that
// the person did something; polling and chat never do.
func (s *Service) Check(ctx context.Context, token identity.Token, active bool) (identity.Session, error) {
	if !token.Plausible() {
		return identity.Session{}, identity.SessionOver()
	}
	var v identity.Session
	err := s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnSystem("signin"), ""), func(r engine.Reader) error {
		var err error
		v, err = s.users.Session(r, token)
		return err
	})
	if err != nil {
		return identity.Session{}, err
	}
	now := s.d.Now()
	if !v.Alive(now) {
		return identity.Session{}, identity.SessionOver()
	}
	if active && v.Stale(now) {
		v.ActiveAt = now
		err = s.d.Door.Write(ctx, own(v, access.SessionTouch, ""), func(tx *engine.Tx) error { return s.users.Touch(tx, v.ID, now) })
	}
	return v, err
}

// own is a pass of a session's user on that user.
func own(v identity.Session, do access.Action, note string) door.Pass {
	return door.Pass{By: v.Actor(), Do: do, On: access.OnUser(v.User.ID), Note: note}
}

// SignOut ends a session.
func (s *Service) SignOut(ctx context.Context, v identity.Session) error {
	return s.d.Door.Write(ctx, own(v, access.SignOut, "this session"), func(tx *engine.Tx) error {
		return s.users.End(tx, v.User.ID, v.ID, s.d.Now())
	})
}

// SignOutElsewhere ends every other session of the user and says how many there were.
func (s *Service) SignOutElsewhere(ctx context.Context, v identity.Session) (int64, error) {
	var n int64
	err := s.d.Door.Write(ctx, own(v, access.SignOut, "all other sessions"), func(tx *engine.Tx) error {
		var err error
		n, err = s.users.EndAll(tx, v.User.ID, v.ID, s.d.Now())
		return err
	})
	return n, err
}

// Sessions lists the user's sessions that are still alive, newest first.
func (s *Service) Sessions(ctx context.Context, v identity.Session) ([]identity.Session, error) {
	var alive []identity.Session
	err := s.d.Door.Read(ctx, own(v, access.SessionList, ""), func(r engine.Reader) error {
		all, err := s.users.SessionsOf(r, v.User.ID)
		alive = nil
		for _, one := range all {
			if one.SignedIn(s.d.Policy, s.d.Now()) {
				alive = append(alive, one)
			}
		}
		return err
	})
	return alive, err
}

// Devices lists the user's known browsers, the one used last first.
func (s *Service) Devices(ctx context.Context, v identity.Session) ([]identity.Device, error) {
	var known []identity.Device
	err := s.d.Door.Read(ctx, own(v, access.SessionList, ""), func(r engine.Reader) error {
		var err error
		known, err = s.users.DevicesOf(r, v.User.ID)
		return err
	})
	return known, err
}

// Forget makes a browser unknown again and ends its sessions.
func (s *Service) Forget(ctx context.Context, v identity.Session, device identity.DeviceID) error {
	return s.d.Door.Write(ctx, own(v, access.DeviceForget, device.String()), func(tx *engine.Tx) error {
		return s.users.Forget(tx, v.User.ID, device, s.d.Now())
	})
}

// StepUp asks a signed-in person for a fresh code. Code then renews the session.
func (s *Service) StepUp(ctx context.Context, from From, v identity.Session) (Ask, error) {
	var ask *Ask
	var told error
	err := s.d.Door.Write(ctx, own(v, access.StepUp, "code asked for"), func(tx *engine.Tx) error {
		ask, told = nil, nil
		all, err := s.users.Authenticators(tx, v.User.ID)
		if err != nil {
			return err
		}
		_, second := s.choose(v.User.Usable(all))
		if second.ID.IsZero() {
			return noFactor()
		}
		c := identity.Challenge{Purpose: identity.ForStepUp, User: v.User.ID, Factor: second.Factor}.Open(s.d.Now())
		ask, told, err = s.challenge(tx, from, c, second.Secret)
		return err
	})
	if err = errors.Join(err, told); err != nil {
		return Ask{}, err
	}
	return *ask, nil
}

// renew gives the session a new token and a fresh factor.
func (s *Service) renew(tx *engine.Tx, from From, user access.UserID, by identity.Factor) (*SignedIn, error) {
	now := s.d.Now()
	v, err := s.users.Session(tx, from.Session)
	if err != nil {
		return nil, err
	}
	if !v.Alive(now) || v.User.ID != user {
		return nil, identity.SessionOver()
	}
	token, err := identity.NewToken(s.d.Random)
	if err != nil {
		return nil, err
	}
	v = v.Renewed(by, now)
	if err := s.users.Rotate(tx, v, token); err != nil {
		return nil, err
	}
	return &SignedIn{Token: token, Session: v}, nil
}
