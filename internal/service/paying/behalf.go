package paying

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
)

// Behalf returns a partner's program as acting for somebody on a contract, whose accounts it then sees and draws on: the one that is named, or
// else the first. Whoever else asks acts for himself.
func (s *Service) Behalf(ctx context.Context, by access.Actor, contractID contract.ID, party access.PartyID) (access.Actor, error) {
	if by.Kind != access.PartnerKind {
		return by, nil
	}
	pass := door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID), Note: "on behalf of a party"}
	err := s.Door.Read(ctx, pass, func(r engine.Reader) error {
		members, err := parties.Members(r, contractID)
		if err != nil {
			return err
		}
		for _, m := range members {
			if party.IsZero() || m.Party == party {
				by.Party, by.User = m.Party, id.Derive[access.User]("client", by.Client.String())
				return nil
			}
		}
		return fault.Input("party_id", "Nobody of this id is on the contract.")
	})
	return by, err
}
