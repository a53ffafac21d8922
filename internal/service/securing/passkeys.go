package securing

import (
	"context"
	"errors"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/passkey"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
)

// Place is whose pages a change is made on.
type Place struct {
	Brand string
	Site  passkey.Site // zero under an address that is no site of ours
}

// AskPasskey opens the question for one more passkey and returns the options for navigator.credentials.create. Whoever asks has given a
// fresh factor: that is the edge's to see to.
func (s *Service) AskPasskey(ctx context.Context, at Place, v identity.Session) ([]byte, error) {
	if !at.Site.Works() {
		return nil, passkey.Elsewhere()
	}
	if v.ByCompany() {
		return nil, byCompany()
	}
	challenge, err1 := passkey.NewChallenge(s.d.Random)
	handle, err2 := passkey.NewHandle(s.d.Random)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	c := passkey.Ceremony{ID: id.New[passkey.Ceremony](s.d.IDs), Purpose: passkey.ForAdd, Site: at.Site, User: v.User.ID}
	var mine []passkey.Passkey
	err := s.d.Door.Write(ctx, own(v, access.SessionTouch, ""), func(tx *engine.Tx) error {
		var err error
		if mine, err = s.users.Passkeys(tx, v.User.ID); err != nil {
			return err
		}
		if len(mine) >= passkey.MostKeys {
			return l10n.Fault(fault.Conflict, "You have %s passkeys already. Remove one first.",
				"Ya tiene %s llaves de acceso. Primero elimine una.",
				"Sie haben schon %s Passkeys. Entfernen Sie zuerst einen.", len(mine))
		}
		c.Handle = handle
		if len(mine) > 0 {
			c.Handle = mine[0].Handle // an authenticator knows its owner by one handle
		}
		return s.users.OpenCeremony(tx, c.Begin(s.d.Now()), challenge)
	})
	if err != nil {
		return nil, err
	}
	return at.Site.AskNew(challenge, passkey.Owner{Handle: c.Handle, Name: v.User.Username, Display: v.User.Name}, mine)
}

// AddPasskey takes the browser's answer and keeps the new passkey under a name. Every address on file is told.
func (s *Service) AddPasskey(ctx context.Context, at Place, v identity.Session, response []byte, name string) error {
	name, err := passkey.ReadName(name)
	if err != nil {
		return err
	}
	if v.ByCompany() {
		return byCompany()
	}
	if len(response) == 0 {
		return passkey.Missing()
	}
	made, err := passkey.ReadNew(response)
	if err != nil {
		return err
	}
	c, err := s.takeCeremony(ctx, at, v, made.Challenge)
	if err != nil {
		return err
	}
	key, err := made.Accept(c)
	if err != nil {
		err := s.d.Door.Write(ctx, own(v, access.FactorChange, "passkey refused: "+err.Error()), func(*engine.Tx) error { return nil })
		return errors.Join(err, passkey.NotMade())
	}
	p := passkey.Passkey{
		ID: id.New[passkey.Passkey](s.d.IDs), User: v.User.ID, Handle: c.Handle, Host: c.Site.Host, Name: name, Key: key, CreatedAt: s.d.Now(),
	}
	return s.d.Door.Write(ctx, own(v, access.FactorChange, "passkey added"), func(tx *engine.Tx) error {
		if _, err := s.users.PasskeyByCredential(tx, key.Credential); !fault.Is(err, fault.NotFound) {
			return errors.Join(err, passkey.NotMade()) // a credential's id is random: the same one twice is a forgery
		}
		if err := s.users.BindPasskey(tx, p); err != nil {
			return err
		}
		return s.tellChange(tx, at.Brand, v, l10n.T("A passkey was added.", "Se agregó una llave de acceso.", "Ein Passkey wurde hinzugefügt."))
	})
}

// byCompany is the answer to somebody whose factors the company looks after: a passkey here would still open when the company's account is gone.
func byCompany() error {
	return fault.New(fault.Conflict, "You sign in by your company, which looks after your passkeys.")
}

func (s *Service) takeCeremony(ctx context.Context, at Place, v identity.Session, challenge passkey.Challenge) (passkey.Ceremony, error) {
	var c passkey.Ceremony
	err := s.d.Door.Write(ctx, own(v, access.SessionTouch, ""), func(tx *engine.Tx) error {
		var err error
		c, err = s.users.TakeCeremony(tx, challenge, s.d.Now())
		return err
	})
	if err == nil && (c.Purpose != passkey.ForAdd || c.User != v.User.ID || c.Site != at.Site || !c.Alive(s.d.Now())) {
		err = passkey.Over()
	}
	return c, err
}

// RenamePasskey gives one of the owner's passkeys another name.
func (s *Service) RenamePasskey(ctx context.Context, v identity.Session, key passkey.ID, name string) error {
	name, err := passkey.ReadName(name)
	if err != nil {
		return err
	}
	return s.d.Door.Write(ctx, own(v, access.FactorChange, "passkey renamed"), func(tx *engine.Tx) error {
		return s.users.RenamePasskey(tx, v.User.ID, key, name)
	})
}

// RemovePasskey takes one of the owner's passkeys away; it opens nothing from then on. The last way in stays: its owner could not sign in
// any more. Every address on file is told.
func (s *Service) RemovePasskey(ctx context.Context, at Place, v identity.Session, key passkey.ID) error {
	return s.d.Door.Write(ctx, own(v, access.FactorChange, "passkey removed"), func(tx *engine.Tx) error {
		mine, err := s.users.PasskeysForUpdate(tx, v.User.ID)
		if err != nil {
			return err
		}
		all, err := s.users.Authenticators(tx, v.User.ID)
		if err != nil {
			return err
		}
		if !entersWithout(mine, key, at.Site.Host) && !entersByPassword(all) {
			return l10n.Fault(fault.Conflict, "This passkey is the only way you sign in, so it stays. Set a password or add another passkey first.",
				"Esta llave de acceso es su única forma de iniciar sesión, así que se queda. Primero cree una contraseña o agregue otra llave de acceso.",
				"Dieser Passkey ist Ihr einziger Zugang, deshalb bleibt er. Setzen Sie zuerst ein Passwort, oder fügen Sie einen anderen Passkey hinzu.")
		}
		if err := s.users.RemovePasskey(tx, v.User.ID, key); err != nil {
			return err
		}
		return s.tellChange(tx, at.Brand, v, l10n.T("A passkey was removed.", "Se quitó una llave de acceso.", "Ein Passkey wurde entfernt."))
	})
}

// entersWithout tells whether another passkey opens this site.
func entersWithout(mine []passkey.Passkey, key passkey.ID, host string) bool {
	for _, p := range mine {
		if p.ID != key && p.Usable() && p.Host == host {
			return true
		}
	}
	return false
}

// entersByPassword tells whether there is a password and a second step for it. A mailed code counts, as it does for RemoveApp.
func entersByPassword(all []identity.Authenticator) bool {
	password, second := false, false
	for _, a := range all {
		switch {
		case !a.DisabledAt.IsZero():
		case a.Factor == identity.FactorPassword:
			password = true
		case a.Factor == identity.FactorApp || a.Factor == identity.FactorText || a.Factor == identity.FactorMail:
			second = true
		}
	}
	return password && second
}
