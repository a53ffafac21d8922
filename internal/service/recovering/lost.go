package recovering

import (
	"context"
	"errors"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
	"marque/internal/store/users"
)

// Lost is where a request to replace lost factors stands. The zero value is none.
type Lost struct {
	Waiting bool
	Ready   bool
	ReadyAt time.Time
}

func lostOf(r identity.Reset, now time.Time) Lost {
	return Lost{Waiting: r.Waits(now), Ready: r.Ready(now), ReadyAt: r.ReadyAt}
}

// Lost tells where the request of somebody stands who has given the right password: the open challenge of a sign-in says so.
func (s *Service) Lost(ctx context.Context, challenge identity.Token) (Lost, error) {
	var out Lost
	err := s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnSystem("recovery"), ""), func(r engine.Reader) error {
		a, err := s.users.Challenge(r, challenge)
		if err != nil {
			return err
		}
		if err := signingIn(a, s.d.Now()); err != nil {
			return err
		}
		reset, err := s.users.Reset(r, a.User, s.d.Now())
		out = lostOf(reset, s.d.Now())
		return err
	})
	return out, err
}

// signingIn refuses a challenge that is over or does not belong to a sign-in.
func signingIn(a users.Asked, now time.Time) error {
	if a.Purpose != identity.ForSignIn {
		return identity.CodeOver()
	}
	_, err := a.Try(now)
	return err
}

// AskReset begins the wait after which lost factors may be replaced, and tells every address on file, each with a link that stops it. A
// request that waits already goes on waiting: asking again neither shortens nor lengthens it.
func (s *Service) AskReset(ctx context.Context, from From, challenge identity.Token) (Lost, error) {
	var out Lost
	var told error
	o, err := s.arriving(ctx, from, challenge)
	if err != nil {
		return out, err
	}
	err = s.d.Door.Write(ctx, anonymous(access.FactorReset, o.on(), "asked for"), func(tx *engine.Tx) error {
		now := s.d.Now()
		told = nil
		old, err := s.users.Reset(tx, o.user.ID, now)
		if err != nil || old.Waits(now) {
			out = lostOf(old, now)
			return err
		}
		if o.user.Email == "" {
			told = l10n.Fault(fault.Conflict, "We have no email address of yours to send the last step to. Please call us: a person checks that it is you.",
				"No tenemos un correo electrónico suyo al cual enviar el último paso. Llámenos: una persona verifica que es usted.",
				"Wir haben keine E-Mail-Adresse von Ihnen, an die der letzte Schritt gehen könnte. Bitte rufen Sie an: Ein Mensch prüft, dass Sie es sind.")
			return nil
		}
		reset := identity.Reset{ID: id.New[identity.Reset](s.d.IDs), User: o.user.ID}.Open(now)
		out = lostOf(reset, now)
		if err := s.users.InsertReset(tx, reset); err != nil {
			return err
		}
		return s.tellReset(tx, from, o, reset)
	})
	return out, errors.Join(err, told)
}

// arriving reads who has given the right password.
func (s *Service) arriving(ctx context.Context, from From, challenge identity.Token) (owner, error) {
	var o owner
	err := s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnSystem("recovery"), ""), func(r engine.Reader) error {
		a, err := s.users.Challenge(r, challenge)
		if err != nil {
			return err
		}
		if err := signingIn(a, s.d.Now()); err != nil {
			return err
		}
		user, err := s.users.ByID(r, a.User)
		if err != nil {
			return err
		}
		o, err = s.owner(r, from, user)
		return err
	})
	if err == nil && o.user.ID.IsZero() {
		err = identity.CodeOver()
	}
	return o, err
}

// tellReset tells every address on file, each with its own link; one that is used ends them all.
func (s *Service) tellReset(tx *engine.Tx, from From, o owner, reset identity.Reset) error {
	told := map[string]bool{"": true}
	for _, to := range addressesOf(o) {
		if told[to] {
			continue
		}
		told[to] = true
		l, token, err := identity.NewLink(identity.Link{
			ID: id.New[identity.Link](s.d.IDs), Purpose: identity.LinkStopReset, User: o.user.ID, Subject: reset.ID.String(),
		}, reset.CreatedAt, s.d.Random)
		if err != nil {
			return err
		}
		if err := s.users.InsertLink(tx, l, token); err != nil {
			return err
		}
		n := notice.ResetAsked{At: reset.CreatedAt, Ready: reset.ReadyAt, Link: string(token)}
		if err := s.d.Courier.Tell(tx, s.parcel(from, o, n), to); err != nil {
			return err
		}
	}
	return nil
}

// SendReset mails the link of the last step to somebody whose wait is over and who has just given the password again.
func (s *Service) SendReset(ctx context.Context, from From, challenge identity.Token) error {
	o, err := s.arriving(ctx, from, challenge)
	if err != nil {
		return err
	}
	var told error
	err = s.d.Door.Write(ctx, anonymous(access.FactorReset, o.on(), "link mailed"), func(tx *engine.Tx) error {
		now := s.d.Now()
		told = nil
		reset, err := s.users.Reset(tx, o.user.ID, now)
		if err != nil {
			return err
		}
		if !reset.Ready(now) {
			return notReady()
		}
		v, err := s.users.Take(tx, s.d.Limits.Mails, "user "+o.user.ID.String(), now)
		if err != nil {
			return err
		}
		if !v.Pass {
			told = l10n.Later(v.Until.Sub(now), "We have mailed the link already. Please look for it, or try again later.",
				"Ya enviamos el enlace por correo electrónico. Búsquelo o inténtelo más tarde.",
				"Wir haben den Link schon gesendet. Bitte suchen Sie ihn, oder versuchen Sie es später.")
			return nil
		}
		l, token, err := identity.NewLink(identity.Link{
			ID: id.New[identity.Link](s.d.IDs), Purpose: identity.LinkReset, User: o.user.ID, Subject: reset.ID.String(),
		}, now, s.d.Random)
		if err != nil {
			return err
		}
		if err := s.users.InsertLink(tx, l, token); err != nil {
			return err
		}
		p := s.parcel(from, o, notice.ResetLink{Link: string(token), Minutes: int(identity.ResetLinkLife / time.Minute)})
		p.Valid = identity.ResetLinkLife
		return s.d.Courier.Tell(tx, p, o.user.Email)
	})
	return errors.Join(err, told)
}

func notReady() error {
	return l10n.Fault(fault.Conflict, "This request is not open any more, or its wait is not over.",
		"Esta solicitud ya no está abierta o su espera no ha terminado.",
		"Diese Anfrage ist nicht mehr offen, oder ihre Wartezeit ist nicht vorbei.")
}

// BeginReset takes the new mobile number of whoever holds the mailed link, and sends a code to it.
func (s *Service) BeginReset(ctx context.Context, from From, link identity.Token, typed string) (Stage, error) {
	phone, err := identity.CheckContact(identity.ContactPhone, typed)
	if err != nil {
		return Stage{}, err
	}
	l, err := s.Link(ctx, link)
	if err != nil {
		return Stage{}, err
	}
	token, err1 := identity.NewToken(s.d.Random)
	code, err2 := identity.NewCode(s.d.Random)
	if err := errors.Join(err1, err2); err != nil {
		return Stage{}, err
	}
	var stage Stage
	var told error
	err = s.d.Door.Write(ctx, anonymous(access.FactorReset, access.OnUser(l.User), "new number given"), func(tx *engine.Tx) error {
		now := s.d.Now()
		told = nil
		reset, err := s.users.Reset(tx, l.User, now)
		if err != nil {
			return err
		}
		if l.Purpose != identity.LinkReset || !reset.Ready(now) || reset.ID.String() != l.Subject {
			return identity.LinkOver()
		}
		c := identity.Challenge{
			ID: id.New[identity.Challenge](s.d.IDs), Purpose: identity.ForReset, User: l.User, Factor: identity.FactorText,
			Hint: identity.Hint(identity.FactorText, phone), BoundTo: reset.ID.String(),
		}.Open(now)
		if told, err = s.mayText(tx, from, c, phone); told != nil || err != nil {
			return err
		}
		stage = stageOf(c, token)
		if err := s.users.Open(tx, c, token, phone, code); err != nil {
			return err
		}
		return s.sendNew(tx, from, c, phone, code)
	})
	return stage, errors.Join(err, told)
}

// sendNew texts a code to a number that is to come on file. It stands among nobody's messages: the number is not proved yet.
func (s *Service) sendNew(tx *engine.Tx, from From, c identity.Challenge, phone, code string) error {
	_, err := s.d.Courier.Send(tx, courier.Parcel{
		Notice: notice.ContactCode{Code: code, Minutes: int(c.Life() / time.Minute), New: true}, By: notice.SMS, To: phone, Brand: from.Brand, Valid: c.Life(),
	})
	return err
}

// finishReset replaces every second factor by the proved telephone, ends what was open, and tells every address, the old ones too.
func (s *Service) finishReset(ctx context.Context, from From, a users.Asked, o owner) (Stage, error) {
	stage := Stage{Purpose: a.Purpose, Done: true}
	pass := door.Pass{By: o.user.Actor(), Do: access.FactorChange, On: o.on(), Note: "all replaced: password, a day's wait, mailed link, new number"}
	err := s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := s.use(tx, a); err != nil {
			return err
		}
		now := s.d.Now()
		reset, err := s.users.Reset(tx, a.User, now)
		if err != nil {
			return err
		}
		if !reset.Ready(now) || reset.ID.String() != a.BoundTo {
			return notReady()
		}
		if _, err := s.users.EndResets(tx, a.User, identity.ResetDone, now); err != nil {
			return err
		}
		return s.rebind(tx, from, a, o)
	})
	return stage, err
}

func (s *Service) rebind(tx *engine.Tx, from From, a users.Asked, o owner) error {
	now := s.d.Now()
	if err := s.users.UnbindSeconds(tx, a.User); err != nil {
		return err
	}
	text := identity.Authenticator{
		ID: id.New[identity.Authenticator](s.d.IDs), User: a.User, Factor: identity.FactorText, Secret: a.Address, CreatedAt: now,
	}
	if err := s.users.Bind(tx, text); err != nil {
		return err
	}
	if _, err := s.users.EndAll(tx, a.User, identity.SessionID{}, now); err != nil {
		return err
	}
	if err := errors.Join(s.users.Distrust(tx, a.User), s.users.Succeed(tx, s.d.Limits.Codes, a.User.String(), now)); err != nil {
		return err
	}
	n := notice.FactorChanged{What: l10n.T(
		"The lost phone, app and recovery codes were replaced by a new phone. All browsers were signed out.",
		"El teléfono, la aplicación y los códigos de recuperación perdidos se reemplazaron por un teléfono nuevo. Se cerró la sesión en todos los navegadores.",
		"Das verlorene Telefon, die App und die Wiederherstellungscodes wurden durch ein neues Telefon ersetzt. Alle Browser wurden abgemeldet."), At: now}
	return s.d.Courier.Tell(tx, s.parcel(from, o, n), append(addressesOf(o), a.Address)...)
}
