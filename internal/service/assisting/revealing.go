package assisting

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/store/engine"
)

// Reveal returns one address on file in full: the mailbox or the telephone, for an agent who says why. The look is in the audit before
// anything is read, and the customer sees which address was shown to whom. What the script asks for is never shown, since whoever saw it
// could answer in the caller's place.
func (s *Service) Reveal(ctx context.Context, a Act, kind identity.ContactKind) (string, error) {
	if kind != identity.ContactEmail && kind != identity.ContactPhone {
		return "", fault.Input("show", "Choose what to show.")
	}
	if err := a.Why.Check(); err != nil {
		return "", err
	}
	var address string
	pass := door.Pass{By: a.By, Do: access.CustomerReveal, On: access.OnParty(a.Party), Note: a.Why.RevealNote(kind)}
	err := s.d.Door.Read(ctx, pass, func(r engine.Reader) error {
		address = ""
		all, err := s.parties.Contacts(r, a.Party)
		for _, c := range all {
			if c.Kind == kind {
				address = c.Address
			}
		}
		return err
	})
	if err == nil && address == "" {
		err = fault.Input("show", "There is no such address on file.")
	}
	return address, err
}
