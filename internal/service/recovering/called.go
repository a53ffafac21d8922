package recovering

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
)

// BeginCalled uses the link up that an agent had sent after checking who called, and lets its holder choose a new password. That check is
// the second factor (ASVS 6.4.6); the next sign-in asks for a code as always.
func (s *Service) BeginCalled(ctx context.Context, from From, link identity.Token) (Stage, error) {
	l, err := s.Link(ctx, link)
	if err != nil {
		return Stage{}, err
	}
	if l.Purpose != identity.LinkPassword {
		return Stage{}, identity.LinkOver()
	}
	token, err := identity.NewToken(s.d.Random)
	if err != nil {
		return Stage{}, err
	}
	var stage Stage
	err = s.d.Door.Write(ctx, anonymous(access.RecoveryStep, access.OnUser(l.User), "link of the desk used"), func(tx *engine.Tx) error {
		used, err := s.users.UseLink(tx, l, s.d.Now())
		if err != nil {
			return err
		}
		user, err := s.users.ByID(tx, l.User)
		if err != nil {
			return err
		}
		o, err := s.owner(tx, from, user)
		if err != nil {
			return err
		}
		if !used || o.user.ID.IsZero() {
			return identity.LinkOver()
		}
		c := identity.Challenge{ID: id.New[identity.Challenge](s.d.IDs), Purpose: identity.ForNewPassword, User: user.ID, Factor: identity.FactorMail}.Open(s.d.Now())
		stage = stageOf(c, token)
		return s.users.Open(tx, c, token, "", "")
	})
	if fault.Is(err, fault.NotFound) {
		err = identity.LinkOver()
	}
	return stage, err
}
