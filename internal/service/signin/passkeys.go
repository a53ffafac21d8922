package signin

import (
	"bytes"
	"context"
	"errors"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/core/passkey"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
)

// AskPasskey opens a question for a stranger's passkey and returns the options for navigator.credentials.get. It names no key, so that it
// is the same for everybody. It is bound to the visitor who asked.
func (s *Service) AskPasskey(ctx context.Context, from From) ([]byte, error) {
	if !from.Visitor.Plausible() {
		return nil, passkey.Over() // an answer could not be told from another visitor's
	}
	c := passkey.Ceremony{Purpose: passkey.ForSignIn, Visitor: from.Visitor.Hash()}
	return s.openCeremony(ctx, from, c, func(tx *engine.Tx) (told, err error) {
		now := s.d.Now()
		v, err := s.users.Take(tx, s.d.Limits.Passkeys, from.Network, now)
		if err == nil && !v.Pass {
			told = paused(v.Until, now, false)
		}
		return told, err
	})
}

// AskPasskeyAgain opens a question for a signed-in person's own passkeys, for a step-up. Who has none is told so.
func (s *Service) AskPasskeyAgain(ctx context.Context, from From, v identity.Session) ([]byte, error) {
	mine, err := s.Passkeys(ctx, v)
	if err != nil {
		return nil, err
	}
	mine = usable(mine, from.Site.Host)
	if len(mine) == 0 {
		return nil, l10n.Fault(fault.Conflict, "You have no passkey for this site.", "No tiene una llave de acceso para este sitio.", "Sie haben keinen Passkey für diese Seite.")
	}
	c := passkey.Ceremony{Purpose: passkey.ForStepUp, User: v.User.ID}
	return s.openCeremony(ctx, from, c, func(*engine.Tx) (told, err error) { return nil, nil }, mine...)
}

func usable(all []passkey.Passkey, host string) []passkey.Passkey {
	var out []passkey.Passkey
	for _, p := range all {
		if p.Usable() && p.Host == host {
			out = append(out, p)
		}
	}
	return out
}

// Passkeys lists a person's own passkeys.
func (s *Service) Passkeys(ctx context.Context, v identity.Session) ([]passkey.Passkey, error) {
	var mine []passkey.Passkey
	err := s.d.Door.Read(ctx, own(v, access.SessionTouch, ""), func(r engine.Reader) error {
		var err error
		mine, err = s.users.Passkeys(r, v.User.ID)
		return err
	})
	return mine, err
}

// openCeremony keeps a new challenge and writes the question about it, unless first tells why not.
func (s *Service) openCeremony(ctx context.Context, from From, c passkey.Ceremony, first func(*engine.Tx) (told, err error), known ...passkey.Passkey) ([]byte, error) {
	if !from.Site.Works() {
		return nil, passkey.Elsewhere()
	}
	challenge, err := passkey.NewChallenge(s.d.Random)
	if err != nil {
		return nil, err
	}
	c.ID, c.Site = id.New[passkey.Ceremony](s.d.IDs), from.Site
	var told error
	err = s.d.Door.Write(ctx, anonymous(access.SignInCount, access.OnSystem("signin"), ""), func(tx *engine.Tx) error {
		var err error
		if told, err = first(tx); told != nil || err != nil {
			return err
		}
		return s.users.OpenCeremony(tx, c.Begin(s.d.Now()), challenge)
	})
	if err = errors.Join(err, told); err != nil {
		return nil, err
	}
	return from.Site.Ask(challenge, known)
}

// presented is a passkey that was shown, as far as it was proved.
type presented struct {
	passkey.Passkey
	user   identity.User
	use    passkey.Use
	reason string // why it is refused, for the audit; empty when it opens

	tried   access.UserID    // whose sign-in was tried; zero when the passkey is nobody's
	outcome identity.Outcome // why it is refused, for the desk that helps
}

// refused says why, once for the audit and once for the desk.
func (p *presented) refused(how identity.Outcome, reason string) { p.outcome, p.reason = how, reason }

// Passkey takes a browser's answer and begins a session. A passkey is both factors: it asks for no code, and no lock on the password
// stands before it, for nobody can guess it. It opens the door of its owner only: staff at the desk, customers at their portal. Whatever is
// wrong, the answer is passkey.Refused, or that the question is over; the attempts hold the true reason.
func (s *Service) Passkey(ctx context.Context, from From, response []byte) (SignedIn, error) {
	p, err := s.present(ctx, from, response, func(c passkey.Ceremony) bool {
		return c.Purpose == passkey.ForSignIn && bytes.Equal(c.Visitor, from.Visitor.Hash())
	})
	if err != nil {
		return SignedIn{}, err
	}
	return s.admit(ctx, from, p, access.SignIn, func(tx *engine.Tx, now time.Time) (*SignedIn, error) {
		device, err := s.users.Device(tx, from.Device)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		return s.begin(tx, from, arrival{user: p.user, device: device, methods: string(identity.FactorPasskey), now: now})
	})
}

// ConfirmPasskey takes a signed-in person's own passkey as a fresh factor and renews the session.
func (s *Service) ConfirmPasskey(ctx context.Context, from From, v identity.Session, response []byte) (SignedIn, error) {
	p, err := s.present(ctx, from, response, func(c passkey.Ceremony) bool {
		return c.Purpose == passkey.ForStepUp && c.User == v.User.ID
	})
	if err != nil {
		return SignedIn{}, err
	}
	if p.reason == "" && p.User != v.User.ID {
		p.refused(identity.OutcomeWrong, "passkey of somebody else for a step-up")
	}
	p.tried = v.User.ID
	return s.admit(ctx, from, p, access.StepUp, func(tx *engine.Tx, _ time.Time) (*SignedIn, error) {
		return s.renew(tx, from, v.User.ID, identity.FactorPasskey)
	})
}

// present uses up the question of an answer and finds out whose passkey it is and whether it is right.
func (s *Service) present(ctx context.Context, from From, response []byte, meant func(passkey.Ceremony) bool) (presented, error) {
	if len(response) == 0 {
		return presented{}, passkey.Missing()
	}
	proof, err := passkey.ReadProof(response)
	if err != nil {
		return presented{}, err
	}
	c, over := s.takeCeremony(ctx, from, proof.Challenge, meant)
	if over != nil && !fault.Is(over, fault.Conflict) {
		return presented{}, over
	}
	p := presented{reason: "unknown passkey", outcome: identity.OutcomeUnknown}
	err = s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnSystem("signin"), ""), func(r engine.Reader) error {
		var err error
		if p.Passkey, err = s.users.PasskeyByCredential(r, proof.Credential); err != nil || p.User.IsZero() {
			return err
		}
		p.user, err = s.users.ByID(r, p.User)
		return err
	})
	nobody := fault.Is(err, fault.NotFound) || err == nil && p.User.IsZero()
	if err != nil && !nobody {
		return p, err
	}
	p.tried = p.User
	if over != nil {
		p.refused(identity.OutcomeOver, "the question to the passkey is over")
		return p, s.refusePasskey(ctx, from, p, over)
	}
	if !nobody {
		p.prove(c, proof, from.Desk)
	}
	return p, nil
}

// prove says whether the passkey opens this door, or why not.
func (p *presented) prove(c passkey.Ceremony, proof passkey.Proof, desk bool) {
	var err error
	p.use, err = proof.Check(c, p.Passkey)
	switch {
	case passkey.Unverified(err):
		p.refused(identity.OutcomeUnverified, "passkey: "+err.Error())
	case err != nil:
		p.refused(identity.OutcomeWrong, "passkey: "+err.Error())
	case p.user.Staff() != desk:
		p.refused(identity.OutcomeOtherDoor, "passkey at the wrong door")
	case p.user.State != identity.UserActive:
		p.refused(identity.OutcomeClosed, "user "+string(p.user.State))
	case !p.Usable():
		p.refused(identity.OutcomeDisabled, "disabled passkey")
	default:
		p.refused(identity.OutcomeIn, "")
	}
}

// takeCeremony uses up the ceremony of a challenge, right or wrong, before anything is compared.
func (s *Service) takeCeremony(ctx context.Context, from From, challenge passkey.Challenge, meant func(passkey.Ceremony) bool) (passkey.Ceremony, error) {
	var c passkey.Ceremony
	err := s.d.Door.Write(ctx, anonymous(access.SignInCount, access.OnSystem("signin"), ""), func(tx *engine.Tx) error {
		var err error
		c, err = s.users.TakeCeremony(tx, challenge, s.d.Now())
		return err
	})
	if err == nil && (!c.Alive(s.d.Now()) || c.Site != from.Site || !meant(c)) {
		err = passkey.Over()
	}
	return c, err
}

// admit lets a proved passkey in, keeps what its use changed, and writes the truth into the audit. The counter is compared once more under
// the lock: of two answers at once, the one that comes too late does not get in.
func (s *Service) admit(ctx context.Context, from From, p presented, do access.Action, enter func(*engine.Tx, time.Time) (*SignedIn, error)) (SignedIn, error) {
	if p.reason != "" {
		return SignedIn{}, s.refusePasskey(ctx, from, p, passkey.Refused())
	}
	if p.use.Copied {
		return SignedIn{}, s.disablePasskey(ctx, from, p)
	}
	note := "passkey"
	if p.use.Eligibility {
		note = "passkey, whose backup eligibility has changed"
	}
	var in *SignedIn
	err := s.d.Door.Write(ctx, door.Pass{By: p.user.Actor(), Do: do, On: access.OnUser(p.user.ID), Note: note}, func(tx *engine.Tx) error {
		now := s.d.Now()
		p.refused(identity.OutcomeIn, "")
		last, err := s.users.PasskeyForUpdate(tx, p.Key.Credential)
		if err != nil {
			return err
		}
		overtaken := last.Key.SignCount != p.Key.SignCount && p.use.SignCount <= last.Key.SignCount
		if overtaken || !last.Usable() {
			p.refused(identity.OutcomeDisabled, "passkey overtaken by another use of it")
			return passkey.Refused()
		}
		last.Key, last.UsedAt = p.use.Key, now
		if err := s.users.KeepPasskey(tx, last); err != nil {
			return err
		}
		if err := s.keepShown(tx, from, p); err != nil {
			return err
		}
		in, err = enter(tx, now)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		p.refused(identity.OutcomeUnknown, "passkey removed meanwhile")
	}
	if p.reason != "" {
		return SignedIn{}, s.refusePasskey(ctx, from, p, passkey.Refused())
	}
	if err != nil {
		return SignedIn{}, err
	}
	return *in, nil
}

// refusePasskey keeps the true reason in the audit and among the attempts, and tells no more than the sentence.
func (s *Service) refusePasskey(ctx context.Context, from From, p presented, told error) error {
	on := access.OnSystem("signin")
	if !p.User.IsZero() {
		on = access.OnUser(p.User)
	}
	err := s.d.Door.Write(ctx, anonymous(access.SignInRefuse, on, p.reason), func(tx *engine.Tx) error { return s.keepShown(tx, from, p) })
	return errors.Join(err, told)
}

// disablePasskey ends a passkey of which there seem to be two: nobody knows which of both is the owner's. Every session ends and every
// address on file is told. A stranger cannot bring this about: only the key itself signs its counter.
func (s *Service) disablePasskey(ctx context.Context, from From, p presented) error {
	pass := anonymous(access.SignInRefuse, access.OnUser(p.User), "passkey disabled: its counter went back, so it may have been copied")
	err := s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		now := s.d.Now()
		last, err := s.users.PasskeyForUpdate(tx, p.Key.Credential)
		if err != nil || !last.Usable() {
			return err
		}
		last.DisabledAt = now
		if err := s.users.KeepPasskey(tx, last); err != nil {
			return err
		}
		p.outcome = identity.OutcomeCopied
		if err := s.keepShown(tx, from, p); err != nil {
			return err
		}
		if _, err := s.users.EndAll(tx, p.User, identity.SessionID{}, now); err != nil {
			return err
		}
		all, err := s.users.Authenticators(tx, p.User)
		if err != nil {
			return err
		}
		what := l10n.T(
			"A passkey was turned off and all devices were signed out, because the passkey may have been copied. Sign in another way and add a new one.",
			"Se desactivó una llave de acceso y se cerró la sesión en todos los dispositivos, porque la llave puede haber sido copiada. Inicie sesión de otra forma y agregue una nueva.",
			"Ein Passkey wurde ausgeschaltet und alle Geräte wurden abgemeldet, weil der Passkey vielleicht kopiert wurde. Melden Sie sich anders an und fügen Sie einen neuen hinzu.")
		return s.tellAll(tx, from, p.User, all, notice.FactorChanged{What: what, At: now, Staff: p.user.Staff()})
	})
	return errors.Join(err, passkey.Refused())
}
