package recovering

import (
	"context"
	"errors"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/l10n"
	"marque/internal/store/engine"
	"marque/internal/store/users"
)

// question returns the security question that stands beside the second code of a forgotten password, or none. It is asked under the policy
// Legacy only, of people who set answers, and never where a factor is taken away. A challenge asks the same one however often it is shown.
func (s *Service) question(ctx context.Context, a users.Asked) (identity.Answer, error) {
	if s.d.Policy != identity.Legacy || a.Purpose != identity.ForRecovery || a.Factor == identity.FactorMail || a.User.IsZero() {
		return identity.Answer{}, nil
	}
	var all []identity.Answer
	err := s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnUser(a.User), ""), func(r engine.Reader) error {
		var err error
		all, err = s.users.Answers(r, a.User)
		return err
	})
	if err != nil || len(all) == 0 {
		return identity.Answer{}, err
	}
	return all[int(a.ID[len(a.ID)-1])%len(all)], nil
}

// answered compares an answer after the try was counted and the code was right: an answer alone opens nothing, and has the tries of the code.
func (s *Service) answered(ctx context.Context, a users.Asked, o owner, typed string) error {
	want, err := s.question(ctx, a)
	if err != nil || want.Question == "" {
		return err
	}
	normal, bad := identity.NormalAnswer(typed)
	if bad != nil {
		normal = ""
	}
	right, _, err := s.d.Passwords.Verify(ctx, normal, want.Hash)
	if err != nil {
		return err
	}
	if right && bad == nil {
		return nil
	}
	err = s.d.Door.Write(ctx, anonymous(access.RecoveryRefuse, o.on(), "wrong answer"), func(*engine.Tx) error { return nil })
	if a.TriesLeft() <= 0 {
		return errors.Join(err, identity.CodeOver())
	}
	return errors.Join(err, l10n.Input("answer", "That is not the answer we have. Tries left: %s.",
		"Esa no es la respuesta que tenemos. Intentos restantes: %s.",
		"Das ist nicht die Antwort, die wir haben. Verbleibende Versuche: %s.", a.TriesLeft()))
}
