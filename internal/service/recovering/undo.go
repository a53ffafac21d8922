package recovering

import (
	"context"
	"errors"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
)

// Link tells what a mailed link is for, while it still does anything. Looking uses nothing up.
func (s *Service) Link(ctx context.Context, token identity.Token) (identity.Link, error) {
	if !token.Plausible() {
		return identity.Link{}, identity.LinkOver()
	}
	var l identity.Link
	err := s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnSystem("recovery"), ""), func(r engine.Reader) error {
		var err error
		l, err = s.users.Link(r, token)
		return err
	})
	if err == nil && !l.Usable(s.d.Now()) {
		err = identity.LinkOver()
	}
	return l, err
}

// Undo does what the link of a "this was not me" says, once, and returns its purpose. It never signs in.
func (s *Service) Undo(ctx context.Context, from From, token identity.Token) (identity.LinkPurpose, error) {
	l, err := s.Link(ctx, token)
	if err != nil {
		return "", err
	}
	if !l.Purpose.Undoes() {
		return "", identity.LinkOver() // it goes on, it does not undo
	}
	err = s.d.Door.Write(ctx, anonymous(access.AccountUndo, access.OnUser(l.User), string(l.Purpose)), func(tx *engine.Tx) error {
		used, err := s.users.UseLink(tx, l, s.d.Now())
		if err != nil {
			return err
		}
		if !used {
			return identity.LinkOver()
		}
		user, err := s.users.ByID(tx, l.User)
		if err != nil {
			return err
		}
		o, err := s.owner(tx, from, user)
		if err != nil {
			return err
		}
		return s.undo(tx, from, l, o)
	})
	return l.Purpose, err
}

func (s *Service) undo(tx *engine.Tx, from From, l identity.Link, o owner) error {
	switch l.Purpose {
	case identity.LinkNotMyDevice:
		return s.notMyDevice(tx, from, l, o)
	case identity.LinkNotMyContact:
		return s.notMyContact(tx, from, l, o)
	}
	return s.stopReset(tx, from, o)
}

// notMyDevice signs a browser out and forgets it, and takes away passkeys that were added since it came. One that its owner has forgotten already is no error: the password was known all the same.
func (s *Service) notMyDevice(tx *engine.Tx, from From, l identity.Link, o owner) error {
	device, err := id.Parse[identity.Device](l.Subject)
	if err != nil {
		return err
	}
	if err := s.users.Forget(tx, o.user.ID, device, s.d.Now()); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err := s.users.RemovePasskeysSince(tx, o.user.ID, l.CreatedAt); err != nil {
		return err
	}
	if err := s.users.DuePassword(tx, o.user.ID); err != nil {
		return err
	}
	return s.tellChange(tx, from, o, l10n.T(
		"A browser was signed out and forgotten, as the link in our message said. A new password is asked for at the next sign-in.",
		"Se cerró la sesión de un navegador y se olvidó, como decía el enlace de nuestro mensaje. En el próximo inicio de sesión se pedirá una contraseña nueva.",
		"Ein Browser wurde abgemeldet und vergessen, wie es der Link in unserer Nachricht sagte. Beim nächsten Anmelden ist ein neues Passwort nötig."))
}

// notMyContact puts an address back and ends every session: who changed it was signed in.
func (s *Service) notMyContact(tx *engine.Tx, from From, l identity.Link, o owner) error {
	change, err := id.Parse[identity.Contact](l.Subject)
	if err != nil {
		return err
	}
	c, err := s.parties.ContactChange(tx, change)
	if fault.Is(err, fault.NotFound) {
		return identity.LinkOver()
	}
	if err != nil {
		return err
	}
	now := s.d.Now()
	if err := s.d.Herald.Contact(tx, c.Party, string(c.Kind)); err != nil {
		return err
	}
	if back, err := s.parties.TakeBack(tx, c, now); err != nil || !back {
		return errors.Join(err, identity.LinkOver())
	}
	if err := s.putBack(tx, o, c); err != nil {
		return err
	}
	if _, err := s.users.EndAll(tx, o.user.ID, identity.SessionID{}, now); err != nil {
		return err
	}
	if err := errors.Join(s.users.Distrust(tx, o.user.ID), s.users.DuePassword(tx, o.user.ID)); err != nil {
		return err
	}
	// o still has the address that is being taken away: whoever reads it is told too.
	return s.d.Courier.Tell(tx, s.parcel(from, o, contactBack(c.Kind, now)), append(addressesOf(o), c.Former)...)
}

// putBack gives the user the address back: for notices and for codes.
func (s *Service) putBack(tx *engine.Tx, o owner, c identity.Contact) error {
	if c.Kind == identity.ContactEmail {
		if err := s.users.SetEmail(tx, o.user.ID, c.Former); err != nil {
			return err
		}
	}
	if c.Former == "" {
		_, err := s.users.Unbind(tx, o.user.ID, c.Kind.Factor())
		return err
	}
	return s.users.Redirect(tx, o.user.ID, c.Kind.Factor(), c.Former)
}

// stopReset ends a request to replace lost factors. Who asked for it knows the password, so that is changed.
func (s *Service) stopReset(tx *engine.Tx, from From, o owner) error {
	n, err := s.users.EndResets(tx, o.user.ID, identity.ResetStopped, s.d.Now())
	if err != nil {
		return err
	}
	if n == 0 {
		return identity.LinkOver()
	}
	if err := s.users.DuePassword(tx, o.user.ID); err != nil {
		return err
	}
	return s.tellChange(tx, from, o, l10n.T(
		"The request to replace a lost phone was stopped. A new password is asked for at the next sign-in.",
		"Se detuvo la solicitud de reemplazar un teléfono perdido. En el próximo inicio de sesión se pedirá una contraseña nueva.",
		"Der Antrag, ein verlorenes Telefon zu ersetzen, wurde angehalten. Beim nächsten Anmelden ist ein neues Passwort nötig."))
}

func (s *Service) tellChange(tx *engine.Tx, from From, o owner, what l10n.Text) error {
	return s.tell(tx, from, o, notice.FactorChanged{What: what, At: s.d.Now()})
}
