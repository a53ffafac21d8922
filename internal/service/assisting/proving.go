package assisting

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
	"marque/internal/store/assists"
	"marque/internal/store/engine"
	"marque/internal/store/users"
)

// SendCode sends a code to an address on file, which the caller reads back. It returns the token of the challenge: with it alone nobody
// gets in. An address that is newer than fourteen days proves nothing.
func (s *Service) SendCode(ctx context.Context, a Act, kind identity.ContactKind) (identity.Token, error) {
	if err := a.Why.Check(); err != nil {
		return "", err
	}
	return s.send(ctx, a, a.pass(access.CustomerProve, "code sent by "+string(kind)), kind, a.By.User.String(), func(code string, minutes int) notice.Notice {
		return notice.CallerCode{Code: code, Minutes: minutes}
	})
}

// send opens a challenge bound to what it is for, and sends its code.
func (s *Service) send(ctx context.Context, a Act, pass door.Pass, kind identity.ContactKind, bound string, words func(code string, minutes int) notice.Notice) (identity.Token, error) {
	token, err1 := identity.NewToken(s.d.Random)
	code, err2 := identity.NewCode(s.d.Random)
	if err := errors.Join(err1, err2); err != nil {
		return "", err
	}
	err := s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		c, err := s.caller(tx, a)
		if err != nil {
			return err
		}
		address, err := s.settled(tx, a.Party, kind)
		if err != nil {
			return err
		}
		x := identity.Challenge{
			ID: id.New[identity.Challenge](s.d.IDs), Purpose: identity.ForDesk, User: c.user.ID, Factor: kind.Factor(), BoundTo: bound,
		}.Open(s.d.Now())
		if err := s.mayReach(tx, x, address); err != nil {
			return err
		}
		if err := s.users.Open(tx, x, token, address, code); err != nil {
			return err
		}
		p := courier.Parcel{Notice: words(code, int(x.Life()/time.Minute)), Brand: c.brand, Valid: x.Life()}.For(c.person)
		return s.d.Courier.Tell(tx, p, address)
	})
	return token, err
}

// settled returns the address of a kind that has been on file long enough to prove something.
func (s *Service) settled(r engine.Reader, party access.PartyID, kind identity.ContactKind) (string, error) {
	all, err := s.parties.Contacts(r, party)
	if err != nil {
		return "", err
	}
	for _, x := range all {
		if x.Kind == kind && s.fresh(x) {
			return "", fault.Input("to", "This address changed in the last fourteen days, so a code there proves nothing.")
		}
		if x.Kind == kind {
			return x.Address, nil
		}
	}
	return "", fault.Input("to", "Choose an address that is on file.")
}

// mayReach counts a message against the limits that the customer's own codes have: no agent sends more than those allow.
func (s *Service) mayReach(tx *engine.Tx, c identity.Challenge, address string) error {
	rule, keys := s.d.Limits.Mails, []string{"user " + c.User.String()}
	if c.Factor == identity.FactorText {
		rule, keys = s.d.Limits.Texts, append(keys, "to "+address)
		if why, err := s.d.Texts.Closed(tx, address, c.SentAt); why != nil || err != nil {
			return errors.Join(err, why)
		}
	}
	for _, key := range keys {
		v, err := s.users.Take(tx, rule, key, c.SentAt)
		if err != nil {
			return err
		}
		if !v.Pass {
			return fault.Later(v.Until.Sub(c.SentAt), "Several codes were sent for this account already.")
		}
	}
	return nil
}

// ReadBack takes the code that the caller read out. Right is a passed check; wrong is one that failed, and both are kept.
func (s *Service) ReadBack(ctx context.Context, a Act, token identity.Token, typed string) error {
	code, err := identity.ReadCode(typed)
	if err != nil {
		return err
	}
	if err := a.Why.Check(); err != nil {
		return err
	}
	var told error
	err = s.d.Door.Write(ctx, a.pass(access.CustomerProve, "code read back"), func(tx *engine.Tx) error {
		told = nil
		asked, err := s.asked(tx, a, token, a.By.User.String())
		if err != nil {
			return err
		}
		if asked.Challenge, told = asked.Try(s.d.Now()); told != nil {
			return nil
		}
		if err := s.users.Counted(tx, asked.Challenge); err != nil {
			return err
		}
		c := identity.Check{
			ID: id.New[identity.Check](s.d.IDs), Party: a.Party, Agent: a.By.User, At: s.d.Now(), Way: "code", Asked: 1, Questions: string(asked.Factor),
		}
		if !s.users.Right(asked, code) {
			told = identity.WrongCode(asked.TriesLeft())
			return assists.AddCheck(tx, c)
		}
		if used, err := s.users.Use(tx, asked.ID); err != nil || !used {
			return errors.Join(err, identity.CodeOver())
		}
		c.Score, c.Passed = 1, true
		return assists.AddCheck(tx, c)
	})
	return errors.Join(err, told)
}

// asked locks a challenge that was opened for this customer and bound to this; any other is over.
func (s *Service) asked(tx *engine.Tx, a Act, token identity.Token, bound string) (users.Asked, error) {
	if !token.Plausible() {
		return users.Asked{}, identity.CodeOver()
	}
	asked, err := s.users.ChallengeForUpdate(tx, token)
	if err != nil {
		return asked, err
	}
	u, err := s.users.ByParty(tx, a.Party)
	if err != nil {
		return asked, err
	}
	if asked.Purpose != identity.ForDesk || asked.User != u.ID || asked.BoundTo != bound {
		return asked, identity.CodeOver()
	}
	return asked, nil
}

// PasswordPath is where the link leads that lets a checked caller choose a new password.
const PasswordPath = "/password/link"

// Reset sends a link for a new password to the mailbox on file: no agent sees or sets a password. When an address changed in the last
// fourteen days, a second person decides, and then it waits a day. It says whether the link was sent.
func (s *Service) Reset(ctx context.Context, a Act) (done bool, err error) {
	if err := a.Why.Check(); err != nil {
		return false, err
	}
	err = s.d.Door.Write(ctx, a.pass(access.CustomerReset, "reset"), func(tx *engine.Tx) error {
		c, err := s.caller(tx, a)
		if err != nil {
			return err
		}
		if !c.proved {
			return errNotProved()
		}
		if c.user.Email == "" {
			return fault.New(fault.Conflict, "There is no mailbox on file to send a link to. It goes by letter then.")
		}
		if done = c.newer.IsZero(); !done {
			return s.ask(tx, a, c, identity.Request{Kind: identity.SendReset})
		}
		return s.sendLink(tx, c)
	})
	return done && err == nil, err
}

// sendLink mails the link to the mailbox on file and tells every address that it was sent.
func (s *Service) sendLink(tx *engine.Tx, c caller) error {
	now := s.d.Now()
	v, err := s.users.Take(tx, s.d.Limits.Mails, "user "+c.user.ID.String(), now)
	if err != nil {
		return err
	}
	if !v.Pass {
		return fault.Later(v.Until.Sub(now), "Several mails with codes or links were sent for this account already.")
	}
	l, token, err := identity.NewLink(identity.Link{
		ID: id.New[identity.Link](s.d.IDs), Purpose: identity.LinkPassword, User: c.user.ID, Subject: c.user.ID.String(),
	}, now, s.d.Random)
	if err != nil {
		return err
	}
	if err := s.users.InsertLink(tx, l, token); err != nil {
		return err
	}
	n := notice.PasswordLink{Link: s.d.Sites[c.brand] + PasswordPath + "?link=" + string(token), Minutes: int(identity.ResetLinkLife / time.Minute)}
	p := courier.Parcel{Notice: n, Brand: c.brand, Valid: identity.ResetLinkLife}.For(c.person)
	if err := s.d.Courier.Tell(tx, p, c.user.Email); err != nil {
		return err
	}
	return s.tell(tx, c, l10n.T(
		"One of our agents sent a link for a new password to the mailbox on file, after checking who was calling.",
		"Uno de nuestros agentes envió un enlace para una contraseña nueva al correo registrado, después de comprobar quién llamaba.",
		"Einer unserer Mitarbeiter hat einen Link für ein neues Passwort an das hinterlegte Postfach gesandt, nachdem er geprüft hat, wer anruft."), time.Time{})
}
