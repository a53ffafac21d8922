package securing

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
)

// RenewPassword takes the new password that is due after a "this was not me". The old one is not asked for, since it was just given, and
// must not be chosen again.
func (s *Service) RenewPassword(ctx context.Context, brand string, v identity.Session, typed string) error {
	if !v.User.PasswordDue {
		return l10n.Fault(fault.Conflict, "Your password was changed already.", "Su contraseña ya se cambió.", "Ihr Passwort wurde schon geändert.")
	}
	next, err := identity.CheckPassword(typed, []string{v.User.Username, v.User.Name, brand})
	if err != nil {
		return err
	}
	var password identity.Authenticator
	var who parties.Party
	err = s.d.Door.Read(ctx, own(v, access.SessionList, ""), func(r engine.Reader) error {
		all, err := s.users.Authenticators(r, v.User.ID)
		if err != nil {
			return err
		}
		if password = identity.PasswordOf(all); password.ID.IsZero() {
			password = identity.Authenticator{ID: id.New[identity.Authenticator](s.d.IDs), User: v.User.ID} // a passkey was the only way in
		}
		who, err = s.person(r, v.User)
		return err
	})
	if err != nil {
		return err
	}
	same, _, err := s.d.Passwords.Verify(ctx, next, password.Secret)
	if err != nil {
		return err
	}
	if same {
		return l10n.Input("password", "This is the password that somebody else may know. Choose another one.",
			"Esta es la contraseña que otra persona puede conocer. Elija otra.",
			"Das ist das Passwort, das jemand anderes kennen könnte. Wählen Sie ein anderes.")
	}
	if password.Secret, err = s.d.Passwords.Hash(ctx, next); err != nil {
		return err
	}
	return s.d.Door.Write(ctx, own(v, access.PasswordChange, "as it was due"), func(tx *engine.Tx) error {
		return s.setPassword(tx, brand, v, password, who)
	})
}
