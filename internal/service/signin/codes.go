package signin

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

// noFactor is the answer to a right password of somebody to whom no code can go.
func noFactor() error {
	return l10n.Fault(fault.Conflict, "We have no telephone number to send a code to. Please call us to sign in.",
		"No tenemos un teléfono al cual enviar un código. Llámenos para iniciar sesión.",
		"Wir haben keine Telefonnummer für einen Code. Bitte rufen Sie uns an, um sich anzumelden.")
}

// ask opens a challenge for a right password and sends its code. What must be told although the transaction stays is told apart.
func (s *Service) ask(tx *engine.Tx, from From, t attempt) (ask *Ask, told, err error) {
	if t.second.ID.IsZero() {
		return nil, noFactor(), nil
	}
	return s.challenge(tx, from, identity.Challenge{Purpose: identity.ForSignIn, User: t.user.ID, Factor: t.second.Factor}.Open(t.now), t.second.Secret)
}

// challenge keeps a new challenge and sends its code.
func (s *Service) challenge(tx *engine.Tx, from From, c identity.Challenge, address string) (ask *Ask, told, err error) {
	until, err := s.users.Until(tx, s.d.Limits.Codes, c.User.String())
	if err != nil {
		return nil, nil, err
	}
	if c.CreatedAt.Before(until) {
		return nil, tooManyCodes(until, c.CreatedAt), nil
	}
	way, told, err := s.reroute(tx, c, address)
	if told != nil || err != nil {
		return nil, told, err
	}
	c, address = way.Challenge, way.to
	if c.Factor == identity.FactorApp {
		address = "" // the secret stays where it is
	} else if way.stopped {
		told = nil // nothing is sent, so nothing counts
	} else if told, err = s.maySend(tx, from, c, address); told != nil || err != nil {
		return nil, told, err
	}
	c.ID = id.New[identity.Challenge](s.d.IDs)
	token, err1 := identity.NewToken(s.d.Random)
	code, err2 := identity.NewCode(s.d.Random)
	if err := errors.Join(err1, err2); err != nil {
		return nil, nil, err
	}
	if err := s.users.Open(tx, c, token, address, code); err != nil {
		return nil, nil, err
	}
	c.Hint = identity.Hint(c.Factor, address)
	ask = asking(c, token)
	if ask.Stopped = way.stopped; ask.Stopped || c.Factor == identity.FactorApp {
		return ask, nil, nil
	}
	return ask, nil, s.sendCode(tx, from, c, address, code)
}

func tooManyCodes(until, now time.Time) error {
	return &Paused{Until: until, Lock: true, fault: l10n.Later(until.Sub(now), "There were too many wrong codes for this account. Please try again later or call us.",
		"Hubo demasiados códigos incorrectos para esta cuenta. Inténtelo más tarde o llámenos.",
		"Für dieses Konto gab es zu viele falsche Codes. Bitte versuchen Sie es später, oder rufen Sie uns an.")}
}

// maySend counts a code that is to be sent against the limits of account, address and network.
func (s *Service) maySend(tx *engine.Tx, from From, c identity.Challenge, address string) (told, err error) {
	l := s.d.Limits
	if c.Factor == identity.FactorText {
		why, err := s.d.Texts.Closed(tx, address, c.SentAt)
		if isStopped(why) {
			return why, err
		}
		if why != nil || err != nil {
			return noTexts(), err
		}
	}
	gates := []gate{{rule: l.Texts, key: "user " + c.User.String()}, {rule: l.Texts, key: "to " + address}, {rule: l.TextsNetwork, key: from.Network}}
	if c.Factor == identity.FactorMail {
		gates = []gate{{rule: l.Mails, key: "user " + c.User.String()}}
	}
	for _, g := range gates {
		v, err := s.users.Take(tx, g.rule, g.key, c.SentAt)
		if err != nil {
			return nil, err
		}
		if !v.Pass {
			until := v.Until
			return &Paused{Until: until, fault: l10n.Later(until.Sub(c.SentAt), "We have sent many codes already. Please wait before you ask for another one.",
				"Ya enviamos muchos códigos. Espere antes de pedir otro.",
				"Wir haben schon viele Codes gesendet. Bitte warten Sie, bevor Sie einen neuen anfordern.")}, nil
		}
	}
	return nil, nil
}

// sendCode puts the code on its way. Its words name the sender's host, so that a phone offers the code on that page only.
func (s *Service) sendCode(tx *engine.Tx, from From, c identity.Challenge, address, code string) error {
	p, err := s.reader(tx, from, c.User)
	if err != nil {
		return err
	}
	if p.Notice, err = codeNotice(c, code); err != nil {
		return err
	}
	p.By, p.To, p.Valid = channel(c.Factor), address, identity.CodeLife
	_, err = s.d.Courier.Send(tx, p)
	return err
}

func channel(f identity.Factor) notice.Channel {
	if f == identity.FactorText {
		return notice.SMS
	}
	return notice.Mail
}

// reader returns a parcel addressed to nobody yet, in the user's language and zone.
func (s *Service) reader(tx *engine.Tx, from From, user access.UserID) (courier.Parcel, error) {
	u, err := s.users.ByID(tx, user)
	if err != nil {
		return courier.Parcel{}, err
	}
	p := courier.Parcel{Brand: from.Brand, Given: u.Name, Party: u.Party, To: u.Email, By: notice.Mail}
	if u.Party.IsZero() {
		return p, nil
	}
	person, err := s.parties.ByID(tx, u.Party)
	if err != nil {
		return p, err
	}
	return p.For(person), nil
}

func asking(c identity.Challenge, token identity.Token) *Ask {
	ask := &Ask{
		Token: token, Purpose: c.Purpose, Factor: c.Factor, Hint: c.Hint, TriesLeft: c.TriesLeft(),
		SentAt: c.SentAt, ResendAt: c.ResendAt(), ExpiresAt: c.ExpiresAt,
	}
	if c.Sends == 0 {
		ask.ResendAt = c.SentAt
	}
	return ask
}

// Asked returns an open challenge again, for a page that is shown once more.
func (s *Service) Asked(ctx context.Context, token identity.Token) (Ask, error) {
	if !token.Plausible() {
		return Ask{}, identity.CodeOver()
	}
	var ask *Ask
	err := s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnSystem("signin"), ""), func(r engine.Reader) error {
		a, err := s.users.Challenge(r, token)
		if err != nil {
			return err
		}
		if _, err := a.Try(s.d.Now()); err != nil || !a.Purpose.SignsIn() {
			return identity.CodeOver()
		}
		ask = asking(a.Challenge, token)
		ask.Stopped, err = s.asksStopped(r, a)
		return err
	})
	if err != nil {
		return Ask{}, err
	}
	return *ask, nil
}

// Resend sends a new code for an open challenge; the one before is worth nothing then.
func (s *Service) Resend(ctx context.Context, from From, token identity.Token) (Ask, error) {
	if !token.Plausible() {
		return Ask{}, identity.CodeOver()
	}
	var ask *Ask
	var told error
	err := s.d.Door.Write(ctx, anonymous(access.SignInPassword, access.OnSystem("signin"), "code sent again"), func(tx *engine.Tx) error {
		ask, told = nil, nil
		a, err := s.users.ChallengeForUpdate(tx, token)
		if err != nil {
			return err
		}
		if !a.Purpose.SignsIn() || a.Factor == identity.FactorApp {
			return identity.CodeOver()
		}
		next, err := a.Deliver(s.d.Now())
		if err != nil {
			return err
		}
		if told, err = s.maySend(tx, from, next, a.Address); isStopped(told) || err != nil {
			return err
		}
		if pause := PausedOf(told); pause != nil {
			return s.keep(tx, from, coded(a, identity.OutcomeTooMany, pause.Until))
		}
		if err := s.keep(tx, from, coded(a, identity.OutcomeAgain, time.Time{})); err != nil {
			return err
		}
		code, err := identity.NewCode(s.d.Random)
		if err != nil {
			return err
		}
		if err := s.users.Resent(tx, next, a.Address, code); err != nil {
			return err
		}
		ask = asking(next, token)
		return s.sendCode(tx, from, next, a.Address, code)
	})
	if err = errors.Join(err, told); err != nil {
		return Ask{}, err
	}
	return *ask, nil
}

// Code takes a typed code: the one that was sent, the one that the app shows or, in the place of either, a recovery code. A right one
// begins a session, or renews it when it was asked for as a step-up. Trust lets this browser in by the password alone for
// identity.TrustLife; policy Strict ignores it.
func (s *Service) Code(ctx context.Context, from From, token identity.Token, typed string, trust bool) (SignedIn, error) {
	p, err := readProof(typed)
	if err != nil {
		return SignedIn{}, err
	}
	if !token.Plausible() {
		return SignedIn{}, identity.CodeOver()
	}
	a, err := s.countCode(ctx, from, token)
	if err != nil {
		return SignedIn{}, err
	}
	if p, err = s.prove(ctx, a, p); err != nil {
		return SignedIn{}, err
	}
	if !p.right {
		err := s.d.Door.Write(ctx, anonymous(access.SignInRefuse, access.OnUser(a.User), "wrong code"), func(tx *engine.Tx) error {
			return s.keep(tx, from, coded(a, identity.OutcomeWrong, time.Time{}))
		})
		return SignedIn{}, errors.Join(err, identity.WrongCode(a.TriesLeft()))
	}
	return s.arrive(ctx, from, a, p, trust)
}

// countCode counts a try of the challenge and of the user's codes, before the code is compared.
func (s *Service) countCode(ctx context.Context, from From, token identity.Token) (users.Asked, error) {
	var a users.Asked
	var told error
	err := s.d.Door.Write(ctx, counting(), func(tx *engine.Tx) error {
		var err error
		now := s.d.Now()
		told = nil
		if a, err = s.users.ChallengeForUpdate(tx, token); err != nil {
			return err
		}
		if !a.Purpose.SignsIn() {
			return identity.CodeOver()
		}
		if a.Challenge, told = a.Try(now); told != nil {
			return s.keep(tx, from, coded(a, identity.OutcomeOver, time.Time{}))
		}
		v, err := s.users.Take(tx, s.d.Limits.Codes, a.User.String(), now)
		if err != nil {
			return err
		}
		if !v.Pass {
			told = tooManyCodes(v.Until, now)
			return s.keep(tx, from, coded(a, identity.OutcomeCodesLocked, v.Until))
		}
		return s.users.Counted(tx, a.Challenge)
	})
	return a, errors.Join(err, told)
}

// arrive uses up the challenge and begins or renews the session. Of two right codes at once one is refused.
func (s *Service) arrive(ctx context.Context, from From, a users.Asked, p proof, trust bool) (SignedIn, error) {
	user, err := s.userOf(ctx, a.User)
	if err != nil {
		return SignedIn{}, err
	}
	do := access.SignIn
	if a.Purpose.StepsUp() {
		do = access.StepUp
	}
	var in *SignedIn
	pass := door.Pass{By: user.Actor(), Do: do, On: access.OnUser(user.ID), Note: "password and code by " + string(p.factor)}
	err = s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		used, err := s.users.Use(tx, a.ID)
		if err != nil {
			return err
		}
		if !used {
			return identity.CodeOver()
		}
		now := s.d.Now()
		if err := s.spend(tx, from, a, p); err != nil {
			return err
		}
		if err := s.keep(tx, from, arrived(a.User, identity.StepCode, p.factor)); err != nil {
			return err
		}
		if err := s.users.Succeed(tx, s.d.Limits.Codes, a.User.String(), now); err != nil {
			return err
		}
		if a.Purpose.StepsUp() {
			in, err = s.stepUp(tx, from, a, p)
			return err
		}
		device, err := s.users.Device(tx, from.Device)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		in, err = s.begin(tx, from, arrival{user: user, device: device, methods: "password," + string(p.factor), trust: trust && p.factor != identity.FactorRecovery, now: now})
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return *in, nil
}

// userOf reads a user who may still sign in.
func (s *Service) userOf(ctx context.Context, user access.UserID) (identity.User, error) {
	var u identity.User
	err := s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnUser(user), ""), func(r engine.Reader) error {
		var err error
		u, err = s.users.ByID(r, user)
		return err
	})
	if err == nil && u.State != identity.UserActive {
		return u, identity.CodeOver()
	}
	return u, err
}
