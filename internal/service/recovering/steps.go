package recovering

import (
	"context"
	"errors"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
	"marque/internal/store/users"
)

// Resend sends the code of this step anew; the one before is worth nothing then.
func (s *Service) Resend(ctx context.Context, from From, token identity.Token) (Stage, error) {
	code, err := identity.NewCode(s.d.Random)
	if err != nil {
		return Stage{}, err
	}
	var stage Stage
	var told error
	err = s.d.Door.Write(ctx, anonymous(access.RecoveryStep, access.OnSystem("recovery"), "code sent again"), func(tx *engine.Tx) error {
		told = nil
		a, o, err := s.take(tx, from, token)
		if err != nil {
			return err
		}
		next, err := a.Resend(s.d.Now())
		if err != nil {
			return err
		}
		address := a.Address
		if a.Factor == identity.FactorMail {
			if address, err = s.mailbox(tx, o, next); err != nil {
				return err
			}
		} else if told, err = s.mayText(tx, from, next, address); told != nil || err != nil {
			return err
		}
		if err := s.users.Resent(tx, next, address, code); err != nil {
			return err
		}
		stage = stageOf(next, token)
		if next.Purpose == identity.ForReset {
			return s.sendNew(tx, from, next, address, code)
		}
		return s.send(tx, from, o, parcelOf(next, address, code))
	})
	return stage, errors.Join(err, told)
}

// take locks a step that asks for a code, and reads whose it is.
func (s *Service) take(tx *engine.Tx, from From, token identity.Token) (users.Asked, owner, error) {
	a, err := s.users.ChallengeForUpdate(tx, token)
	if err != nil {
		return a, owner{}, err
	}
	if !a.Purpose.Recovers() && a.Purpose != identity.ForReset {
		return a, owner{}, identity.CodeOver()
	}
	user, err := s.users.ByID(tx, a.User)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return a, owner{}, err
	}
	o, err := s.owner(tx, from, user)
	return a, o, err
}

// Code takes the code of this step. After the mailed one a second is asked for; after that a password may be chosen, or the pause ends.
func (s *Service) Code(ctx context.Context, from From, token identity.Token, typed string) (Stage, error) {
	return s.CodeAnd(ctx, from, token, typed, "")
}

// CodeAnd is Code with the answer to the security question of the step, if it has one.
func (s *Service) CodeAnd(ctx context.Context, from From, token identity.Token, typed, answer string) (Stage, error) {
	code, err := identity.ReadCode(typed)
	if err != nil {
		return Stage{}, err
	}
	a, o, err := s.countCode(ctx, from, token)
	if err != nil {
		return Stage{}, err
	}
	if !s.users.Right(a, code) {
		err := s.d.Door.Write(ctx, anonymous(access.RecoveryRefuse, o.on(), "wrong code by "+string(a.Factor)), func(tx *engine.Tx) error {
			return s.keep(tx, from, o, a.Challenge, identity.OutcomeWrong)
		})
		return Stage{}, errors.Join(err, identity.WrongCode(a.TriesLeft()))
	}
	if err := s.answered(ctx, a, o, answer); err != nil {
		return Stage{}, err
	}
	switch {
	case a.Factor == identity.FactorMail:
		return s.askSecond(ctx, from, a, o)
	case a.Purpose == identity.ForUnlock:
		return s.unlock(ctx, from, a, o)
	case a.Purpose == identity.ForReset:
		return s.finishReset(ctx, from, a, o)
	}
	return s.allowPassword(ctx, a, o)
}

// countCode counts a try before its code is compared; tries of a second factor count with those of sign-in.
func (s *Service) countCode(ctx context.Context, from From, token identity.Token) (users.Asked, owner, error) {
	var a users.Asked
	var o owner
	var told error
	err := s.d.Door.Write(ctx, anonymous(access.RecoveryCount, access.OnSystem("recovery"), ""), func(tx *engine.Tx) error {
		var err error
		told = nil
		now := s.d.Now()
		if a, o, err = s.take(tx, from, token); err != nil {
			return err
		}
		if a.Challenge, told = a.Try(now); told != nil {
			return s.keep(tx, from, o, a.Challenge, identity.OutcomeOver)
		}
		if a.Factor != identity.FactorMail {
			v, err := s.users.Take(tx, s.d.Limits.Codes, a.User.String(), now)
			if err != nil {
				return err
			}
			if !v.Pass {
				told = l10n.Later(v.Until.Sub(now), "There were too many wrong codes for this account. Please try again later or call us.",
					"Hubo demasiados códigos incorrectos para esta cuenta. Inténtelo más tarde o llámenos.",
					"Für dieses Konto gab es zu viele falsche Codes. Bitte versuchen Sie es später, oder rufen Sie uns an.")
				return s.keep(tx, from, o, a.Challenge, identity.OutcomeCodesLocked)
			}
		}
		return s.users.Counted(tx, a.Challenge)
	})
	return a, o, errors.Join(err, told)
}

// noSecond is the answer to a proved mailbox of somebody who has no second factor: the mailbox alone must not be enough.
func noSecond() error {
	return l10n.Fault(fault.Conflict, "A code by email is not enough, and we have no phone number of yours to send a second one to. Please call us.",
		"Un código por correo electrónico no basta y no tenemos un teléfono suyo al cual enviar otro. Llámenos.",
		"Ein Code per E-Mail reicht nicht, und wir haben keine Telefonnummer von Ihnen für einen zweiten. Bitte rufen Sie uns an.")
}

// askSecond goes on after the mailed code: it sends a second one to the telephone that is bound.
func (s *Service) askSecond(ctx context.Context, from From, a users.Asked, o owner) (Stage, error) {
	token, err1 := identity.NewToken(s.d.Random)
	code, err2 := identity.NewCode(s.d.Random)
	if err := errors.Join(err1, err2); err != nil {
		return Stage{}, err
	}
	var stage Stage
	var told error
	err := s.d.Door.Write(ctx, anonymous(access.RecoveryStep, o.on(), "mailbox proved"), func(tx *engine.Tx) error {
		told = nil
		if err := s.use(tx, a); err != nil {
			return err
		}
		if o.second.ID.IsZero() {
			told = noSecond()
			return s.keep(tx, from, o, a.Challenge, identity.OutcomeNoFactor)
		}
		c := identity.Challenge{
			ID: id.New[identity.Challenge](s.d.IDs), Purpose: a.Purpose, User: a.User, Factor: o.second.Factor,
			Hint: identity.Hint(o.second.Factor, o.second.Secret),
		}.Open(s.d.Now())
		var err error
		if told, err = s.mayText(tx, from, c, o.second.Secret); told != nil || err != nil {
			return err
		}
		stage = stageOf(c, token)
		if err := s.users.Open(tx, c, token, o.second.Secret, code); err != nil {
			return err
		}
		return s.send(tx, from, o, parcelOf(c, o.second.Secret, code))
	})
	return stage, errors.Join(err, told)
}

// use ends a step that was met. Of two right codes at once one is refused.
func (s *Service) use(tx *engine.Tx, a users.Asked) error {
	used, err := s.users.Use(tx, a.ID)
	if err == nil && !used {
		return identity.CodeOver()
	}
	return err
}

// allowPassword opens the last step: a challenge that no code meets, only a new password.
func (s *Service) allowPassword(ctx context.Context, a users.Asked, o owner) (Stage, error) {
	token, err := identity.NewToken(s.d.Random)
	if err != nil {
		return Stage{}, err
	}
	var stage Stage
	err = s.d.Door.Write(ctx, anonymous(access.RecoveryStep, o.on(), "second factor proved"), func(tx *engine.Tx) error {
		if err := s.use(tx, a); err != nil {
			return err
		}
		now := s.d.Now()
		if err := s.users.Succeed(tx, s.d.Limits.Codes, a.User.String(), now); err != nil {
			return err
		}
		c := identity.Challenge{ID: id.New[identity.Challenge](s.d.IDs), Purpose: identity.ForNewPassword, User: a.User, Factor: a.Factor}.Open(now)
		stage = stageOf(c, token)
		return s.users.Open(tx, c, token, "", "")
	})
	return stage, err
}

// unlock ends the pause of password sign-in and makes this browser known, so that the same stranger cannot pause it there again.
func (s *Service) unlock(ctx context.Context, from From, a users.Asked, o owner) (Stage, error) {
	stage := Stage{Purpose: a.Purpose, Done: true}
	pass := door.Pass{By: o.user.Actor(), Do: access.UserUnlock, On: o.on(), Note: "by mailed code and second factor"}
	err := s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := s.use(tx, a); err != nil {
			return err
		}
		if err := s.users.Succeed(tx, s.d.Limits.Codes, a.User.String(), s.d.Now()); err != nil {
			return err
		}
		var err error
		if stage.Device, err = s.reopen(tx, from, o); err != nil {
			return err
		}
		if err := s.keep(tx, from, o, a.Challenge, identity.OutcomeUnlocked); err != nil {
			return err
		}
		return s.tell(tx, from, o, notice.Unlocked{At: s.d.Now()})
	})
	return stage, err
}
