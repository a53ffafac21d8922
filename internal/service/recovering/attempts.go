package recovering

import (
	"marque/internal/core/identity"
	"marque/internal/id"
	"marque/internal/store/attempts"
	"marque/internal/store/engine"
)

// keep writes down a step of a recovery with its true reason, in the transaction that counted or decided it.
func (s *Service) keep(tx *engine.Tx, from From, o owner, c identity.Challenge, how identity.Outcome) error {
	now := s.d.Now()
	return attempts.Add(tx, s.d.Box, identity.Attempt{
		ID: id.New[identity.Attempt](s.d.IDs), User: o.user.ID, At: now, Step: identity.StepRecovery, Outcome: how, Factor: c.Factor,
		Network: from.Network, Browser: from.Browser, Known: o.device.Knows(o.user.ID, now),
	})
}
