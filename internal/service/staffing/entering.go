package staffing

import (
	"context"
	"errors"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/users"
)

// Setup is an authenticator app on its way to be bound: nothing opens before its first code was typed.
type Setup struct {
	Token    identity.Token
	Secret   identity.TOTPSecret
	Username string
}

// Invited reads whose invitation a code is.
func (s *Service) Invited(ctx context.Context, typed string) (identity.User, error) {
	code, err := identity.ReadInvitationCode(typed)
	if err != nil {
		return identity.User{}, identity.StaffInvitationOver()
	}
	var u identity.User
	err = s.d.Door.Read(ctx, anonymous(access.OnSystem("staff"), ""), func(r engine.Reader) error {
		i, err := s.users.StaffInvitation(r, code, s.d.Now())
		if err != nil {
			return err
		}
		u, err = s.users.ByID(r, i.User)
		return err
	})
	return u, err
}

func anonymous(on access.Subject, note string) door.Pass {
	return door.Pass{By: access.Anonymous(), Do: access.StaffEnter, On: on, Note: note}
}

// Choose takes the password of somebody new and draws the secret of the app that must be bound next. The invitation stays until then, so
// that a closed window costs nothing; the password alone opens nothing.
func (s *Service) Choose(ctx context.Context, typedCode, typedPassword string) (Setup, error) {
	u, err := s.Invited(ctx, typedCode)
	if err != nil {
		return Setup{}, err
	}
	normal, err := identity.CheckPassword(typedPassword, []string{u.Username, u.Name, u.Email, s.d.Brand, "desk"})
	if err != nil {
		return Setup{}, err
	}
	hash, err := s.d.Passwords.Hash(ctx, normal)
	if err != nil {
		return Setup{}, err
	}
	token, err1 := identity.NewToken(s.d.Random)
	secret, err2 := identity.NewTOTPSecret(s.d.Random)
	if err := errors.Join(err1, err2); err != nil {
		return Setup{}, err
	}
	err = s.d.Door.Write(ctx, anonymous(access.OnUser(u.ID), "password chosen"), func(tx *engine.Tx) error {
		c := identity.Challenge{ID: id.New[identity.Challenge](s.d.IDs), Purpose: identity.ForStaff, User: u.ID, Factor: identity.FactorApp}.Open(s.d.Now())
		if err := s.users.Open(tx, c, token, string(secret), ""); err != nil {
			return err
		}
		if _, err := s.users.Unbind(tx, u.ID, identity.FactorPassword); err != nil {
			return err
		}
		return s.bind(tx, u.ID, identity.FactorPassword, hash, 0)
	})
	return Setup{Token: token, Secret: secret, Username: u.Username}, err
}

func (s *Service) bind(tx *engine.Tx, user access.UserID, factor identity.Factor, secret string, used int64) error {
	return s.users.Bind(tx, identity.Authenticator{
		ID: id.New[identity.Authenticator](s.d.IDs), User: user, Factor: factor, Secret: secret, Used: used, CreatedAt: s.d.Now(),
	})
}

// Setup returns a set-up that is still open, for a page that is shown once more.
func (s *Service) Setup(ctx context.Context, token identity.Token) (Setup, error) {
	var out Setup
	err := s.d.Door.Read(ctx, anonymous(access.OnSystem("staff"), ""), func(r engine.Reader) error {
		a, err := s.users.Challenge(r, token)
		if err != nil {
			return err
		}
		if _, err := s.try(a); err != nil {
			return err
		}
		u, err := s.users.ByID(r, a.User)
		out = Setup{Token: token, Secret: identity.TOTPSecret(a.Address), Username: u.Username}
		return err
	})
	return out, err
}

func (s *Service) try(a users.Asked) (identity.Challenge, error) {
	if a.Purpose != identity.ForStaff {
		return a.Challenge, identity.CodeOver()
	}
	return a.Try(s.d.Now())
}

// Confirm binds the app when its first code is right, and opens the desk to its owner.
func (s *Service) Confirm(ctx context.Context, token identity.Token, typed string) error {
	code, err := identity.ReadCode(typed)
	if err != nil {
		return err
	}
	a, err := s.count(ctx, token)
	if err != nil {
		return err
	}
	step, right := identity.TOTPSecret(a.Address).Match(code, 0, s.d.Now())
	if !right {
		return wrongCode(a.TriesLeft())
	}
	return s.d.Door.Write(ctx, anonymous(access.OnUser(a.User), "app bound"), func(tx *engine.Tx) error {
		return s.open(tx, a, step)
	})
}

// open makes the invited user an active one.
func (s *Service) open(tx *engine.Tx, a users.Asked, step int64) error {
	used, err := s.users.Use(tx, a.ID)
	if err != nil || !used {
		return errors.Join(err, identity.CodeOver())
	}
	u, err := s.users.ByID(tx, a.User)
	if err != nil {
		return err
	}
	if fresh, err := s.users.UseStaffInvitations(tx, u.ID, s.d.Now()); err != nil || !fresh || u.State != identity.UserInvited {
		return errors.Join(err, identity.StaffInvitationOver())
	}
	if err := s.bind(tx, u.ID, identity.FactorApp, a.Address, step); err != nil {
		return err
	}
	u.State = identity.UserActive
	return s.users.SetStanding(tx, u)
}

func wrongCode(left int) error {
	if left <= 0 {
		return identity.CodeOver()
	}
	return fault.Input("code", "That is not the code your app shows now. Check that your phone sets its time by itself, and type the newest code.")
}

// count counts a try before its code is compared.
func (s *Service) count(ctx context.Context, token identity.Token) (users.Asked, error) {
	var a users.Asked
	if !token.Plausible() {
		return a, identity.CodeOver()
	}
	err := s.d.Door.Write(ctx, anonymous(access.OnSystem("staff"), "code tried"), func(tx *engine.Tx) error {
		var err error
		if a, err = s.users.ChallengeForUpdate(tx, token); err != nil {
			return err
		}
		if a.Challenge, err = s.try(a); err != nil {
			return err
		}
		return s.users.Counted(tx, a.Challenge)
	})
	return a, err
}
