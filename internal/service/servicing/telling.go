package servicing

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/door"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
)

// Tell folds the contract of a number as of a day, as far as it was known at an instant; no day is the business date.
func (s *Service) Tell(ctx context.Context, by access.Actor, number string, at contract.At) (terms contract.Terms, state *contract.State, err error) {
	contractID, err := s.find(ctx, by, number)
	if err != nil {
		return terms, nil, err
	}
	err = s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		stored, err := contracts.ByID(r, contractID)
		if err != nil {
			return err
		}
		events, err := contracts.Events(r, contractID)
		if err != nil {
			return err
		}
		if at.AsOf.IsZero() {
			if at.AsOf, err = s.Book.Today(r); err != nil {
				return err
			}
		}
		terms = stored.Terms
		state, err = contract.Fold(stored.Terms, events, at)
		return err
	})
	return terms, state, err
}
