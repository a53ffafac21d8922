package assisting

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/flag"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
)

// Raise raises a flag on a customer, for everybody at the desk to see. The customer sees that it was raised, and why.
func (s *Service) Raise(ctx context.Context, a Act, k flag.Kind) error {
	return s.flag(ctx, a, "raised "+string(k), func(tx *engine.Tx) error {
		fresh, err := parties.RaiseFlag(tx, a.Party, flag.Flag{Kind: k, By: a.By.User, At: s.d.Now()})
		if err == nil && !fresh {
			return fault.New(fault.Conflict, "That is known already.")
		}
		return err
	})
}

// Lower takes a flag down.
func (s *Service) Lower(ctx context.Context, a Act, k flag.Kind) error {
	return s.flag(ctx, a, "lowered "+string(k), func(tx *engine.Tx) error {
		up, err := parties.LowerFlag(tx, a.Party, k)
		if err == nil && !up {
			return fault.New(fault.Conflict, "That is not there any more.")
		}
		return err
	})
}

func (s *Service) flag(ctx context.Context, a Act, note string, do func(tx *engine.Tx) error) error {
	if err := a.Why.Check(); err != nil {
		return err
	}
	return s.d.Door.Write(ctx, a.pass(access.CustomerFlag, note), func(tx *engine.Tx) error {
		if _, err := s.parties.ByID(tx, a.Party); err != nil {
			return err
		}
		return do(tx)
	})
}

// Flags returns what is to be known of a customer on a page which is in the record itself.
func (s *Service) Flags(ctx context.Context, by access.Actor, party access.PartyID) ([]flag.Flag, error) {
	var out []flag.Flag
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.CustomerFlags, On: access.OnParty(party)}, func(r engine.Reader) error {
		var err error
		out, err = parties.Flags(r, party)
		return err
	})
	return out, err
}
