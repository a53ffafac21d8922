package signin

import (
	"context"
	"errors"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/clients"
	"marque/internal/store/engine"
)

// Asked is an app's request that its customer can allow.
type Asked struct {
	Client identity.Client
	Scopes []access.Scope
	Wrong  error // an identity.OAuthError that the app is told at its address; nil when nothing is wrong
}

// App reads what an app asks of a customer. A program that there is not, or an address that is none of its own, is a fault for the person: nobody
// is sent there.
func (s *Service) App(ctx context.Context, q identity.AppRequest) (Asked, error) {
	var out Asked
	err := s.d.Door.Read(ctx, anonymous(access.ClientUse, access.OnSystem("clients"), ""), func(r engine.Reader) error {
		var err error
		out, err = asked(r, q)
		return err
	})
	return out, err
}

func asked(r engine.Reader, q identity.AppRequest) (Asked, error) {
	client, err := id.Parse[access.Client](q.Client)
	var out Asked
	if err == nil {
		out.Client, err = clients.ByID(r, client)
	}
	if err != nil && fault.Of(err) == nil {
		return out, err
	}
	if err != nil || !out.Client.Answers(q.Redirect) {
		return out, l10n.Fault(fault.Invalid, "The app that sent you here is not one that we know. Nothing was allowed.",
			"No conocemos la aplicación que lo envió aquí. No se permitió nada.", "Die App, die Sie hierher geschickt hat, kennen wir nicht. Nichts wurde erlaubt.")
	}
	out.Scopes, out.Wrong = out.Client.Accept(q)
	return out, nil
}

// Approve lets an app act for the customer: it returns the code that the app is sent. Whoever asks has given a fresh factor: that is the edge's to
// see to.
func (s *Service) Approve(ctx context.Context, from From, v identity.Session, q identity.AppRequest) (identity.Token, error) {
	code, err := identity.NewToken(s.d.Random)
	if err != nil {
		return "", err
	}
	pass := own(v, access.AppApprove, "client "+q.Client)
	return code, s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		a, err := asked(tx, q)
		if err == nil {
			err = a.Wrong
		}
		if err != nil {
			return err
		}
		now := s.d.Now()
		return clients.AddCode(tx, identity.AppCode{
			Client: a.Client.ID, User: v.User.ID, Redirect: q.Redirect, Challenge: q.Challenge, Scopes: a.Scopes, Label: from.Browser, Methods: v.Methods,
			FactorAt: v.FactorAt, CreatedAt: now, ExpiresAt: now.Add(identity.AppCodeLife),
		}, code)
	})
}

// AppIn is an app that is signed in, or goes on.
type AppIn struct {
	Token   identity.Token // of the session
	Refresh identity.Token
	Session identity.Session
}

// Redeem turns a code into a session of the app. A code that comes twice ends what it gave: one of the two who had it should not have.
func (s *Service) Redeem(ctx context.Context, from From, x identity.Exchange) (AppIn, error) {
	code, ok := identity.ReadMarked(identity.AppCodeMark, x.Code)
	if !ok {
		return AppIn{}, identity.GrantOver()
	}
	var whose access.UserID
	err := s.d.Door.Read(ctx, anonymous(access.ClientUse, access.OnSystem("clients"), ""), func(r engine.Reader) error {
		c, err := clients.CodeOf(r, code)
		whose = c.User
		return err
	})
	if err != nil {
		return AppIn{}, err
	}
	var in AppIn
	var refused error
	err = s.d.Door.Write(ctx, anonymous(access.AppEnter, access.OnUser(whose), "client "+x.Client), func(tx *engine.Tx) error {
		in, refused = AppIn{}, nil
		c, err := clients.CodeForUpdate(tx, code)
		if err != nil {
			return err
		}
		now := s.d.Now()
		if refused = c.Redeems(x, now); refused != nil {
			if c.UsedAt.IsZero() {
				return nil
			}
			return s.users.End(tx, c.User, c.Session, now)
		}
		in, err = s.beginApp(tx, from, c, now)
		if err != nil {
			return err
		}
		return clients.UseCode(tx, code, in.Session.ID, now)
	})
	if err = errors.Join(err, refused); err != nil {
		return AppIn{}, err
	}
	return in, nil
}

// beginApp makes the app's session on a device of its own, and tells the customer as of a browser that was not known.
func (s *Service) beginApp(tx *engine.Tx, from From, c identity.AppCode, now time.Time) (AppIn, error) {
	client, err := clients.ByID(tx, c.Client)
	if err != nil {
		return AppIn{}, err
	}
	user, err := s.users.ByID(tx, c.User)
	if err != nil {
		return AppIn{}, err
	}
	if !client.Alive() || user.State != identity.UserActive || user.PasswordDue {
		return AppIn{}, identity.GrantOver()
	}
	label := client.Name
	if c.Label != "" {
		label += ", allowed in " + c.Label
	}
	nobody, err := identity.NewToken(s.d.Random) // an app has no cookie: no token finds its device
	if err != nil {
		return AppIn{}, err
	}
	device := identity.Device{ID: id.New[identity.Device](s.d.IDs), User: user.ID, Label: label, FirstAt: now, LastAt: now, App: true}
	if err := s.users.Remember(tx, device, nobody); err != nil {
		return AppIn{}, err
	}
	from.Browser = label
	if err := s.tellNewDevice(tx, from, arrival{user: user, now: now}, device.ID); err != nil {
		return AppIn{}, err
	}
	v := identity.Session{
		ID: id.New[identity.Session](s.d.IDs), User: user, Device: device.ID, Methods: c.Methods, FactorAt: c.FactorAt, CreatedAt: now, ActiveAt: now,
		App: identity.App{Client: client.ID, Name: client.Name, Scopes: c.Scopes, Rate: client.Rate},
	}
	return s.appTokens(tx, v, func(token identity.Token) error { return s.users.Begin(tx, v, token) })
}

// appTokens draws the two tokens of an app and keeps them.
func (s *Service) appTokens(tx *engine.Tx, v identity.Session, keep func(identity.Token) error) (AppIn, error) {
	in := AppIn{Session: v}
	var err error
	if in.Token, err = identity.NewToken(s.d.Random); err != nil {
		return in, err
	}
	if in.Refresh, err = identity.NewToken(s.d.Random); err != nil {
		return in, err
	}
	if err := keep(in.Token); err != nil {
		return in, err
	}
	until := v.ActiveAt.Add(identity.AppIdle)
	if last := v.CreatedAt.Add(s.d.Policy.AppLimit()); last.Before(until) {
		until = last
	}
	return in, clients.AddRefresh(tx, in.Refresh, v.ID, v.ActiveAt, until)
}

// Renew gives an app a new token and a new refresh token for the old one, which is used up. One that comes twice ends the session: either the app
// or somebody else has a copy (RFC 9700, 4.14.2).
func (s *Service) Renew(ctx context.Context, client, refresh string) (AppIn, error) {
	token, ok := identity.ReadMarked(identity.RefreshMark, refresh)
	if !ok {
		return AppIn{}, identity.GrantOver()
	}
	var in AppIn
	var twice identity.Session
	err := s.d.Door.Write(ctx, anonymous(access.AppRenew, access.OnSystem("signin"), ""), func(tx *engine.Tx) error {
		in, twice = AppIn{}, identity.Session{}
		f, err := clients.RefreshForUpdate(tx, token)
		if err != nil {
			return err
		}
		v, err := s.users.SessionByID(tx, f.Session)
		if err != nil {
			return err
		}
		now := s.d.Now()
		switch {
		case v.App.Client.String() != client || !v.Renewable(s.d.Policy, now) || !now.Before(f.ExpiresAt):
			return identity.GrantOver()
		case !f.UsedAt.IsZero():
			twice = v
			return s.users.End(tx, v.User.ID, v.ID, now)
		}
		if err := clients.UseRefresh(tx, token, now); err != nil {
			return err
		}
		v.ActiveAt = now
		in, err = s.appTokens(tx, v, func(token identity.Token) error { return s.users.Renew(tx, v.ID, token, now) })
		return err
	})
	if fault.Is(err, fault.SignedOut) { // the session is long gone
		err = identity.GrantOver()
	}
	if err == nil && !twice.ID.IsZero() {
		err = s.endedTwice(ctx, twice)
	}
	if err != nil {
		return AppIn{}, err
	}
	return in, nil
}

// endedTwice keeps in the record why an app was signed out.
func (s *Service) endedTwice(ctx context.Context, v identity.Session) error {
	pass := anonymous(access.SignOut, access.OnUser(v.User.ID), "an app's refresh token came twice: its session is ended")
	if err := s.d.Door.Write(ctx, pass, func(*engine.Tx) error { return nil }); err != nil {
		return err
	}
	return identity.GrantOver()
}

// AppSession returns the session of an app's token, or a fault of kind SignedOut.
func (s *Service) AppSession(ctx context.Context, token identity.Token) (identity.Session, error) {
	var v identity.Session
	err := s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnSystem("signin"), ""), func(r engine.Reader) error {
		var err error
		v, err = s.users.Session(r, token)
		return err
	})
	if err == nil && !v.AppAlive(s.d.Policy, s.d.Now()) {
		err = identity.SessionOver()
	}
	return v, err
}

// AppStays is how long an app stays signed in whatever it does.
func (s *Service) AppStays() time.Duration { return s.d.Policy.AppLimit() }

// AppUntil is when the app of a session must send its customer through the sign-in again, whatever it does.
func (s *Service) AppUntil(v identity.Session) time.Time {
	return v.CreatedAt.Add(s.d.Policy.AppLimit())
}

// LeaveApp signs an app out that shows one of its tokens. A token that says nothing is no error (RFC 7009, 2.2).
func (s *Service) LeaveApp(ctx context.Context, client, text string) error {
	if client == "" {
		return identity.NewOAuthError(identity.OAuthInvalidRequest, "client_id is missing.")
	}
	var v identity.Session
	find := func(r engine.Reader) error {
		var err error
		if token, ok := identity.ReadMarked(identity.AppTokenMark, text); ok {
			v, err = s.users.Session(r, token)
		} else if token, ok := identity.ReadMarked(identity.RefreshMark, text); ok {
			v, err = s.refreshed(r, token)
		}
		return err
	}
	err := s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnSystem("signin"), ""), find)
	if err != nil && fault.Of(err) != nil || err == nil && (v.ID.IsZero() || v.App.Client.String() != client) {
		return nil
	}
	if err != nil {
		return err
	}
	pass := door.Pass{By: v.User.Actor(), Do: access.DeviceForget, On: access.OnUser(v.User.ID), Note: "by the app itself, " + v.Device.String()}
	err = s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error { return s.users.Forget(tx, v.User.ID, v.Device, s.d.Now()) })
	if fault.Is(err, fault.NotFound) { // it was signed out already
		return nil
	}
	return err
}

// refreshed is the session that a refresh token renews.
func (s *Service) refreshed(r engine.Reader, token identity.Token) (identity.Session, error) {
	f, err := clients.RefreshOf(r, token)
	if err != nil {
		return identity.Session{}, err
	}
	return s.users.SessionByID(r, f.Session)
}
