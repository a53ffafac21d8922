package signin

import (
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/attempts"
	"marque/internal/store/engine"
	"marque/internal/store/users"
)

// keep writes down an attempt with its true reason, in the transaction that counted or decided it.
func (s *Service) keep(tx *engine.Tx, from From, a identity.Attempt) error {
	a.ID, a.At = id.New[identity.Attempt](s.d.IDs), s.d.Now()
	a.Network, a.Browser = from.Network, from.Browser
	return attempts.Add(tx, s.d.Box, a)
}

// ended is an attempt with a name and password, as it ended.
func (t attempt) ended(how identity.Outcome) identity.Attempt {
	return identity.Attempt{User: t.user.ID, Step: identity.StepPassword, Outcome: how, Until: t.until, Known: t.device.Knows(t.user.ID, t.now)}
}

// asked is what became of a right password: a code was asked for, or why not.
func (t attempt) asked(told error) identity.Attempt {
	a := t.ended(identity.OutcomeAsked)
	a.Factor = t.second.Factor
	switch pause := PausedOf(told); {
	case told == nil:
	case pause == nil:
		a.Outcome = identity.OutcomeNoFactor
	default:
		a.Outcome, a.Until = unsent(pause), pause.Until
	}
	return a
}

// unsent says why no code was sent.
func unsent(p *Paused) identity.Outcome {
	if p.Lock {
		return identity.OutcomeCodesLocked
	}
	return identity.OutcomeTooMany
}

// coded is a try at the code of a challenge, as it ended.
func coded(a users.Asked, how identity.Outcome, until time.Time) identity.Attempt {
	return identity.Attempt{User: a.User, Step: identity.StepCode, Outcome: how, Factor: a.Factor, Until: until}
}

// keepShown writes down a try with a passkey, as it ended.
func (s *Service) keepShown(tx *engine.Tx, from From, p presented) error {
	a := identity.Attempt{User: p.tried, Step: identity.StepPasskey, Outcome: p.outcome, Factor: identity.FactorPasskey}
	if from.Device.Plausible() {
		device, err := s.users.Device(tx, from.Device)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		a.Known = device.Knows(p.tried, s.d.Now())
	}
	return s.keep(tx, from, a)
}

// arrived is the attempt that let somebody in.
func arrived(user access.UserID, step identity.AttemptStep, factor identity.Factor) identity.Attempt {
	return identity.Attempt{User: user, Step: step, Outcome: identity.OutcomeIn, Factor: factor}
}
