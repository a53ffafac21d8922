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
	"marque/internal/store/texts"
	"marque/internal/store/users"
)

// Change sets the new password at the end of a recovery. It ends every session, takes the trust from every device and tells every address
// on file; it never signs in. The password is checked first, so that a weak one costs no step.
func (s *Service) Change(ctx context.Context, from From, token identity.Token, typed string) (Stage, error) {
	a, err := s.read(ctx, token)
	if err != nil {
		return Stage{}, err
	}
	if a.Purpose != identity.ForNewPassword {
		return Stage{}, identity.CodeOver()
	}
	o, err := s.known(ctx, from, a)
	if err != nil {
		return Stage{}, err
	}
	normal, err := identity.CheckPassword(typed, []string{o.user.Username, o.user.Name, o.user.Email, from.Brand})
	if err != nil {
		return Stage{}, err
	}
	hash, err := s.d.Passwords.Hash(ctx, normal)
	if err != nil {
		return Stage{}, err
	}
	stage := Stage{Purpose: a.Purpose, Done: true}
	pass := door.Pass{By: o.user.Actor(), Do: access.PasswordChange, On: o.on(), Note: "by mailed code and second factor"}
	err = s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := s.use(tx, a); err != nil {
			return err
		}
		if err := s.bind(tx, o, hash); err != nil {
			return err
		}
		var err error
		if stage.Device, err = s.reopen(tx, from, o); err != nil {
			return err
		}
		if err := s.keep(tx, from, o, a.Challenge, identity.OutcomePasswordReset); err != nil {
			return err
		}
		return s.tell(tx, from, o, notice.PasswordChanged{At: s.d.Now()})
	})
	return stage, err
}

// known reads the owner of a recovery whose codes were right.
func (s *Service) known(ctx context.Context, from From, a users.Asked) (owner, error) {
	var o owner
	err := s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnUser(a.User), ""), func(r engine.Reader) error {
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

// bind replaces the password, or gives one to somebody who had none, and ends what the old one opened.
func (s *Service) bind(tx *engine.Tx, o owner, hash string) error {
	password := identity.PasswordOf(o.all)
	if password.ID.IsZero() {
		password = identity.Authenticator{ID: id.New[identity.Authenticator](s.d.IDs), User: o.user.ID, Factor: identity.FactorPassword}
	}
	password.Secret, password.CreatedAt = hash, s.d.Now()
	if err := s.users.SetPassword(tx, password, identity.SessionID{}); err != nil {
		return err
	}
	return s.users.Clear(tx, s.d.Limits.Authenticator, "user "+o.user.ID.String())
}

// reopen ends the pause under every name of the owner, and makes this browser one that no stranger's failures lock out. It returns the
// token of the device cookie when there is a new one.
func (s *Service) reopen(tx *engine.Tx, from From, o owner) (identity.Token, error) {
	for _, name := range []string{o.user.Username, o.user.Email} {
		if err := s.users.Clear(tx, s.d.Limits.Account, identity.ReadIdentifier(name).Folded); err != nil {
			return "", err
		}
	}
	now := s.d.Now()
	if o.device.Knows(o.user.ID, now) {
		return "", nil
	}
	token, err := identity.NewToken(s.d.Random)
	if err != nil {
		return "", err
	}
	return token, s.users.Remember(tx, identity.Device{
		ID: id.New[identity.Device](s.d.IDs), User: o.user.ID, Label: from.Browser, FirstAt: now, LastAt: now,
	}, token)
}

// nowhere is an address that reaches nobody (RFC 2606): what is sent there has lost its validity already, and costs the same rows.
const nowhere = "nobody@example.invalid"

// parcelOf addresses the code of a step. A code for nobody goes nowhere.
func parcelOf(c identity.Challenge, address, code string) courier.Parcel {
	p := courier.Parcel{
		Notice: notice.RecoveryCode{Code: code, Minutes: int(c.Life() / time.Minute), Unlock: c.Purpose == identity.ForUnlock},
		By:     notice.SMS, To: address, Valid: c.Life(),
	}
	if c.Factor == identity.FactorMail {
		p.By = notice.Mail
	}
	if address == "" {
		p.To, p.Valid = nowhere, time.Microsecond
	}
	return p
}

// send puts a parcel on its way to the owner. By mail the owner is told the username: that is what people forget.
func (s *Service) send(tx *engine.Tx, from From, o owner, p courier.Parcel) error {
	p.Brand = from.Brand
	if p.To != nowhere {
		p = p.For(o.person)
	}
	if n, ok := p.Notice.(notice.RecoveryCode); ok && p.By == notice.Mail && p.To != nowhere {
		n.Username = o.user.Username
		p.Notice = n
	}
	_, err := s.d.Courier.Send(tx, p)
	return err
}

// tell tells every address on file: the one that notices go to, the contract's, and each telephone.
func (s *Service) tell(tx *engine.Tx, from From, o owner, n notice.Notice) error {
	return s.d.Courier.Tell(tx, s.parcel(from, o, n), addressesOf(o)...)
}

// parcel addresses a notice to the owner, by an address that is still to be named.
func (s *Service) parcel(from From, o owner, n notice.Notice) courier.Parcel {
	return courier.Parcel{Notice: n, Brand: from.Brand}.For(o.person)
}

func addressesOf(o owner) []string {
	return []string{o.user.Email, o.person.Email, o.second.Secret, o.person.Phone}
}

// contactBack tells that an address was put back.
func contactBack(k identity.ContactKind, at time.Time) notice.Notice {
	what := l10n.T(
		"The email address that was on file before was put back, and every browser was signed out.",
		"Se volvió a poner el correo electrónico registrado antes y se cerró la sesión en todos los navegadores.",
		"Die frühere E-Mail-Adresse ist wieder hinterlegt, und alle Browser wurden abgemeldet.")
	if k == identity.ContactPhone {
		what = l10n.T(
			"The phone number that was on file before was put back, and every browser was signed out.",
			"Se volvió a poner el número de teléfono registrado antes y se cerró la sesión en todos los navegadores.",
			"Die frühere Telefonnummer ist wieder hinterlegt, und alle Browser wurden abgemeldet.")
	}
	return notice.FactorChanged{What: what, At: at}
}

// mayText counts a text against the limits of account, telephone and network, and refuses while the account's codes are locked.
func (s *Service) mayText(tx *engine.Tx, from From, c identity.Challenge, phone string) (told, err error) {
	l := s.d.Limits
	why, err := s.d.Texts.Closed(tx, phone, c.SentAt)
	if _, stopped := errors.AsType[*texts.Stopped](why); stopped {
		return why, err
	}
	if why != nil || err != nil {
		return l10n.Fault(fault.Unavailable, "We cannot send codes by text right now. Please try again later or call us.",
			"En este momento no podemos enviar códigos por mensaje de texto. Inténtelo más tarde o llámenos.",
			"Wir können gerade keine Codes per SMS senden. Bitte versuchen Sie es später, oder rufen Sie uns an."), err
	}
	until, err := s.users.Until(tx, l.Codes, c.User.String())
	if err != nil {
		return nil, err
	}
	for _, g := range []gate{{l.Texts, "user " + c.User.String()}, {l.Texts, "to " + phone}, {l.TextsNetwork, from.Network}} {
		v, err := s.users.Take(tx, g.rule, g.key, c.SentAt)
		if err != nil {
			return nil, err
		}
		if !v.Pass && v.Until.After(until) {
			until = v.Until
		}
	}
	if until.After(c.SentAt) {
		return l10n.Later(until.Sub(c.SentAt), "There were too many codes for this account. Please try again later or call us.",
			"Hubo demasiados códigos para esta cuenta. Inténtelo más tarde o llámenos.",
			"Für dieses Konto gab es zu viele Codes. Bitte versuchen Sie es später, oder rufen Sie uns an."), nil
	}
	return nil, nil
}
