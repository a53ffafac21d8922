package signin

import (
	"context"
	"errors"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/store/engine"
	"marque/internal/store/users"
)

// proof is what was typed for a second step and what it turned out to be.
type proof struct {
	code   string                // six digits; empty when a spare code was typed
	spare  identity.RecoveryCode // or this
	factor identity.Factor
	right  bool
	spends identity.AuthenticatorID // what is used up by it; none for a code that was sent
	step   int64
}

// readProof reads six digits or a recovery code; what is neither is told as a code that is not one.
func readProof(typed string) (proof, error) {
	code, err := identity.ReadCode(typed)
	if err == nil {
		return proof{code: code}, nil
	}
	if spare, bad := identity.ReadRecoveryCode(typed); bad == nil {
		return proof{spare: spare, factor: identity.FactorRecovery}, nil
	}
	return proof{}, err
}

// prove compares what was typed, after the try was counted.
func (s *Service) prove(ctx context.Context, a users.Asked, p proof) (proof, error) {
	if p.spare == "" && a.Factor != identity.FactorApp {
		p.factor, p.right = a.Factor, s.users.Right(a, p.code)
		return p, nil
	}
	var all []identity.Authenticator
	err := s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnUser(a.User), ""), func(r engine.Reader) error {
		var err error
		all, err = s.proofs(r, a.User)
		return err
	})
	if err != nil {
		return p, err
	}
	if p.spare != "" {
		found, ok := identity.FindSpare(all, p.spare)
		p.right, p.spends, p.step = ok, found.ID, 1
		return p, nil
	}
	p.factor = identity.FactorApp
	for _, one := range all {
		if one.Factor != identity.FactorApp || !one.DisabledAt.IsZero() {
			continue
		}
		if step, ok := identity.TOTPSecret(one.Secret).Match(p.code, one.Used, s.d.Now()); ok {
			p.right, p.spends, p.step = true, one.ID, step
		}
	}
	return p, nil
}

// spend uses up what a code is good for once: an app's step, a spare code. Of two at once one is refused. The use of a spare code is told
// to every address on file.
func (s *Service) spend(tx *engine.Tx, from From, a users.Asked, p proof) error {
	if p.spends.IsZero() {
		return nil
	}
	spent, err := s.users.Spend(tx, p.spends, p.step)
	if err != nil {
		return err
	}
	if !spent {
		return identity.CodeOver()
	}
	if p.factor != identity.FactorRecovery {
		return nil
	}
	all, err := s.users.Authenticators(tx, a.User)
	if err != nil {
		return err
	}
	what := l10n.T(
		"A recovery code was used to sign in. Codes left: %s.",
		"Se usó un código de recuperación para iniciar sesión. Códigos que quedan: %s.",
		"Ein Wiederherstellungscode wurde zum Anmelden benutzt. Übrige Codes: %s.", identity.SparesOf(all))
	return s.tellAll(tx, from, a.User, all, notice.FactorChanged{What: what, At: s.d.Now()})
}

// tellAll tells every address that codes and notices go to.
func (s *Service) tellAll(tx *engine.Tx, from From, user access.UserID, all []identity.Authenticator, n notice.Notice) error {
	p, err := s.reader(tx, from, user)
	if err != nil {
		return err
	}
	addresses := []string{p.To}
	for _, one := range all {
		if one.Factor == identity.FactorText || one.Factor == identity.FactorMail {
			addresses = append(addresses, one.Secret)
		}
	}
	p.Notice = n
	return s.d.Courier.Tell(tx, p, addresses...)
}

// Way is another thing that a second step can be done with.
type Way struct {
	Factor identity.Factor
	Hint   string // "•••• 42"
}

// Ways lists what the second step of an open challenge can be done with besides what it asks for; spares says whether there are recovery
// codes left. Whoever asks has given the right password.
func (s *Service) Ways(ctx context.Context, token identity.Token) (ways []Way, spares bool, err error) {
	asked, err := s.Asked(ctx, token)
	if err != nil {
		return nil, false, err
	}
	err = s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnSystem("signin"), ""), func(r engine.Reader) error {
		a, err := s.users.Challenge(r, token)
		if err != nil {
			return err
		}
		all, err := s.proofs(r, a.User)
		ways, spares = nil, identity.SparesOf(all) > 0
		for _, one := range all {
			if one.DisabledAt.IsZero() && s.d.Policy.Takes(one.Factor, all) && one.Factor != asked.Factor {
				ways = append(ways, Way{Factor: one.Factor, Hint: identity.Hint(one.Factor, one.Secret)})
			}
		}
		return err
	})
	return ways, spares, err
}

// Switch asks for another thing than the challenge does. Tries stay counted, and a code that is sent counts as one sent again.
func (s *Service) Switch(ctx context.Context, from From, token identity.Token, to identity.Factor) error {
	code, err := identity.NewCode(s.d.Random)
	if err != nil {
		return err
	}
	var told error
	err = s.d.Door.Write(ctx, anonymous(access.SignInPassword, access.OnSystem("signin"), "another way: "+string(to)), func(tx *engine.Tx) error {
		told = nil
		a, err := s.users.ChallengeForUpdate(tx, token)
		if err != nil {
			return err
		}
		if _, err := a.Try(s.d.Now()); err != nil || !a.Purpose.SignsIn() {
			return identity.CodeOver()
		}
		second, err := s.bound(tx, a.User, to)
		if err != nil {
			return err
		}
		next := a.Challenge
		next.Factor = to
		if to == identity.FactorApp {
			return s.users.Resent(tx, next, "", "")
		}
		if next, err = next.Deliver(s.d.Now()); err != nil {
			return err
		}
		if told, err = s.maySend(tx, from, next, second.Secret); told != nil || err != nil {
			return err
		}
		if err := s.users.Resent(tx, next, second.Secret, code); err != nil {
			return err
		}
		return s.sendCode(tx, from, next, second.Secret, code)
	})
	return errors.Join(err, told)
}

// proofs are the authenticators that a user may prove with.
func (s *Service) proofs(r engine.Reader, user access.UserID) ([]identity.Authenticator, error) {
	u, err := s.users.ByID(r, user)
	if err != nil {
		return nil, err
	}
	all, err := s.users.Authenticators(r, user)
	return u.Usable(all), err
}

// bound returns what a user has bound of a kind that a second step can be done with.
func (s *Service) bound(tx *engine.Tx, user access.UserID, want identity.Factor) (identity.Authenticator, error) {
	all, err := s.proofs(tx, user)
	if err != nil {
		return identity.Authenticator{}, err
	}
	for _, one := range all {
		if one.Factor == want && one.DisabledAt.IsZero() && s.d.Policy.Takes(want, all) {
			return one, nil
		}
	}
	return identity.Authenticator{}, fault.New(fault.NotFound, "There is no such way to sign in.")
}
