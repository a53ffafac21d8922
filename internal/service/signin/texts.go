package signin

import (
	"errors"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/store/engine"
	"marque/internal/store/texts"
	"marque/internal/store/users"
)

// noTexts is the answer while no code may go to a phone and there is nothing else that the person could use.
func noTexts() error {
	return l10n.Fault(fault.Unavailable, "We cannot send codes by text right now. Please try again later or call us.",
		"En este momento no podemos enviar códigos por mensaje de texto. Inténtelo más tarde o llámenos.",
		"Wir können gerade keine Codes per SMS senden. Bitte versuchen Sie es später, oder rufen Sie uns an.")
}

// isStopped tells the answer of a phone that wants no texts from others.
func isStopped(why error) bool {
	_, ok := errors.AsType[*texts.Stopped](why)
	return ok
}

// route is the way of a code, or none.
type route struct {
	identity.Challenge
	to      string
	stopped bool // the phone wants no texts, and there is nothing else that a code could go to: none is sent
}

// reroute takes another second step in the place of a text that may not be sent: the phone wants none, the day's budget is used up, or the
// country is none that we text to. Without another one it says so; to a phone that wants none the step stays open for spare codes, for who
// has lost every factor, and for when its owner wants texts again.
func (s *Service) reroute(tx *engine.Tx, c identity.Challenge, address string) (way route, told, err error) {
	way = route{Challenge: c, to: address}
	if c.Factor != identity.FactorText {
		return way, nil, nil
	}
	why, err := s.d.Texts.Closed(tx, address, c.SentAt)
	if why == nil || err != nil {
		return way, nil, err
	}
	all, err := s.users.Authenticators(tx, c.User)
	if err != nil {
		return way, nil, err
	}
	var best identity.Authenticator
	for _, a := range all {
		if a.DisabledAt.IsZero() && a.Factor != identity.FactorText && s.rank(a.Factor) > s.rank(best.Factor) {
			best = a
		}
	}
	switch {
	case !best.ID.IsZero():
		way.Factor, way.to = best.Factor, best.Secret
		return way, nil, nil
	case isStopped(why):
		way.Sends, way.stopped = 0, true
		return way, nil, nil
	}
	return way, noTexts(), nil
}

// asksStopped tells whether a challenge asks for a text that cannot be had now.
func (s *Service) asksStopped(r engine.Reader, a users.Asked) (bool, error) {
	if a.Factor != identity.FactorText {
		return false, nil
	}
	at, err := s.d.Texts.Standing(r, a.Address)
	return at.Stopped, err
}
