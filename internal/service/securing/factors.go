package securing

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
	"marque/internal/store/users"
)

// App is an authenticator app on its way to be bound.
type App struct {
	Token  identity.Token // names the set-up; whoever asks must be the same user
	Secret identity.TOTPSecret
}

// BeginApp draws the secret of an authenticator app. Nothing changes until a first code of it is typed.
func (s *Service) BeginApp(ctx context.Context, v identity.Session) (App, error) {
	token, err1 := identity.NewToken(s.d.Random)
	secret, err2 := identity.NewTOTPSecret(s.d.Random)
	if err := errors.Join(err1, err2); err != nil {
		return App{}, err
	}
	err := s.d.Door.Write(ctx, own(v, access.FactorChange, "app begun"), func(tx *engine.Tx) error {
		c := identity.Challenge{
			ID: id.New[identity.Challenge](s.d.IDs), Purpose: identity.ForApp, User: v.User.ID, Factor: identity.FactorApp,
		}.Open(s.d.Now())
		return s.users.Open(tx, c, token, string(secret), "")
	})
	return App{Token: token, Secret: secret}, err
}

// AppSetup returns a set-up that is still open, for a page that is shown once more.
func (s *Service) AppSetup(ctx context.Context, v identity.Session, token identity.Token) (App, error) {
	var a users.Asked
	err := s.d.Door.Read(ctx, own(v, access.SessionList, ""), func(r engine.Reader) error {
		var err error
		a, err = s.users.Challenge(r, token)
		return err
	})
	if err == nil {
		_, err = tryApp(a, v, s)
	}
	return App{Token: token, Secret: identity.TOTPSecret(a.Address)}, err
}

// tryApp counts a try of a set-up, which must be the user's own.
func tryApp(a users.Asked, v identity.Session, s *Service) (identity.Challenge, error) {
	if a.Purpose != identity.ForApp || a.User != v.User.ID {
		return a.Challenge, identity.CodeOver()
	}
	return a.Try(s.d.Now())
}

// ConfirmApp binds the app when its first code is right, in the place of one that was bound before. Who has no recovery codes gets a set.
func (s *Service) ConfirmApp(ctx context.Context, brand string, v identity.Session, token identity.Token, typed string) ([]identity.RecoveryCode, error) {
	code, err := identity.ReadCode(typed)
	if err != nil {
		return nil, err
	}
	a, err := s.countApp(ctx, v, token)
	if err != nil {
		return nil, err
	}
	secret := identity.TOTPSecret(a.Address)
	step, right := secret.Match(code, 0, s.d.Now())
	if !right {
		return nil, wrongAppCode(a.TriesLeft())
	}
	codes, err := identity.NewRecoveryCodes(s.d.Random)
	if err != nil {
		return nil, err
	}
	err = s.d.Door.Write(ctx, own(v, access.FactorChange, "app bound"), func(tx *engine.Tx) error {
		if used, err := s.users.Use(tx, a.ID); err != nil || !used {
			return errors.Join(err, identity.CodeOver())
		}
		app := identity.Authenticator{Factor: identity.FactorApp, Secret: a.Address, Used: step}
		if err := s.replace(tx, v.User.ID, app); err != nil {
			return err
		}
		all, err := s.users.Authenticators(tx, v.User.ID)
		if err != nil {
			return err
		}
		if identity.SparesOf(all) > 0 {
			codes = nil
		} else if err := s.replace(tx, v.User.ID, spares(codes)...); err != nil {
			return err
		}
		return s.tellChange(tx, brand, v, l10n.T("An authenticator app was added.", "Se agregó una aplicación de autenticación.", "Eine Authenticator-App wurde hinzugefügt."))
	})
	return codes, err
}

// wrongAppCode is the answer to a first code that does not match; the usual cause is a clock.
func wrongAppCode(left int) error {
	if left <= 0 {
		return identity.CodeOver()
	}
	return l10n.Input("code", "That is not the code your app shows now. Check that your phone sets its time by itself, and type the newest code.",
		"Ese no es el código que su aplicación muestra ahora. Compruebe que su teléfono ajuste la hora automáticamente y escriba el código más reciente.",
		"Das ist nicht der Code, den Ihre App jetzt zeigt. Prüfen Sie, dass Ihr Telefon die Zeit selbst einstellt, und geben Sie den neuesten Code ein.")
}

// countApp counts a try before its code is compared.
func (s *Service) countApp(ctx context.Context, v identity.Session, token identity.Token) (users.Asked, error) {
	var a users.Asked
	err := s.d.Door.Write(ctx, own(v, access.SessionTouch, ""), func(tx *engine.Tx) error {
		var err error
		if a, err = s.users.ChallengeForUpdate(tx, token); err != nil {
			return err
		}
		if a.Challenge, err = tryApp(a, v, s); err != nil {
			return err
		}
		return s.users.Counted(tx, a.Challenge)
	})
	return a, err
}

// replace takes away the user's authenticators of one kind and binds these in their place.
func (s *Service) replace(tx *engine.Tx, user access.UserID, these ...identity.Authenticator) error {
	if _, err := s.users.Unbind(tx, user, these[0].Factor); err != nil {
		return err
	}
	for _, a := range these {
		a.ID, a.User, a.CreatedAt = id.New[identity.Authenticator](s.d.IDs), user, s.d.Now()
		if err := s.users.Bind(tx, a); err != nil {
			return err
		}
	}
	return nil
}

func spares(codes []identity.RecoveryCode) []identity.Authenticator {
	out := make([]identity.Authenticator, len(codes))
	for i, c := range codes {
		out[i] = identity.Authenticator{Factor: identity.FactorRecovery, Secret: c.Hash()}
	}
	return out
}

// RemoveApp takes the app away. The last thing that a second step can be done with stays: its owner could not sign in any more.
func (s *Service) RemoveApp(ctx context.Context, brand string, v identity.Session) error {
	return s.d.Door.Write(ctx, own(v, access.FactorChange, "app removed"), func(tx *engine.Tx) error {
		all, err := s.users.Authenticators(tx, v.User.ID)
		if err != nil {
			return err
		}
		other := false
		for _, a := range all {
			other = other || a.DisabledAt.IsZero() && (a.Factor == identity.FactorText || a.Factor == identity.FactorMail)
		}
		if !other {
			return l10n.Fault(fault.Conflict, "Your app is the only second step you have, so it stays. Call us to add a phone number first.",
				"Su aplicación es el único segundo paso que tiene, así que se queda. Llámenos para agregar primero un teléfono.",
				"Ihre App ist Ihr einziger zweiter Schritt, deshalb bleibt sie. Rufen Sie uns an, um zuerst eine Telefonnummer hinzuzufügen.")
		}
		n, err := s.users.Unbind(tx, v.User.ID, identity.FactorApp)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "There is no authenticator app.")
		}
		return s.tellChange(tx, brand, v, l10n.T("The authenticator app was removed.", "Se quitó la aplicación de autenticación.", "Die Authenticator-App wurde entfernt."))
	})
}

// NewRecoveryCodes draws a set of spare codes; the ones before are worth nothing then. They are told this once.
func (s *Service) NewRecoveryCodes(ctx context.Context, brand string, v identity.Session) ([]identity.RecoveryCode, error) {
	codes, err := identity.NewRecoveryCodes(s.d.Random)
	if err != nil {
		return nil, err
	}
	err = s.d.Door.Write(ctx, own(v, access.FactorChange, "recovery codes made"), func(tx *engine.Tx) error {
		if err := s.replace(tx, v.User.ID, spares(codes)...); err != nil {
			return err
		}
		return s.tellChange(tx, brand, v, l10n.T(
			"New recovery codes were made. Older ones no longer work.",
			"Se crearon nuevos códigos de recuperación. Los anteriores ya no sirven.",
			"Neue Wiederherstellungscodes wurden erstellt. Ältere gelten nicht mehr."))
	})
	return codes, err
}

func (s *Service) tellChange(tx *engine.Tx, brand string, v identity.Session, what l10n.Text) error {
	who, err := s.person(tx, v.User)
	if err != nil {
		return err
	}
	return s.tell(tx, brand, v.User, who, notice.FactorChanged{What: what, At: s.d.Now(), Staff: v.User.Staff()})
}
