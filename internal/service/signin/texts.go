package signin

import (
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/store/engine"
)

// noTexts is the answer while no code may go to a phone and there is nothing else that the person could use.
func noTexts() error {
	return fault.New(fault.Unavailable, "We cannot send codes by text right now. Please try again later or call us.")
}

// reroute takes another second step in the place of a text that may not be sent: the day's budget is used up, or the country is none that
// we text to. Without another one it says so.
func (s *Service) reroute(tx *engine.Tx, c identity.Challenge, address string) (_ identity.Challenge, to string, told, err error) {
	if c.Factor != identity.FactorText {
		return c, address, nil, nil
	}
	why, err := s.d.Texts.Closed(tx, address, c.SentAt)
	if why == nil || err != nil {
		return c, address, nil, err
	}
	all, err := s.users.Authenticators(tx, c.User)
	if err != nil {
		return c, address, nil, err
	}
	var best identity.Authenticator
	for _, a := range all {
		if a.DisabledAt.IsZero() && a.Factor != identity.FactorText && s.rank(a.Factor) > s.rank(best.Factor) {
			best = a
		}
	}
	if best.ID.IsZero() {
		return c, address, noTexts(), nil
	}
	c.Factor = best.Factor
	return c, best.Secret, nil, nil
}
