package overview

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/history"
	"marque/internal/core/identity"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/store/autopays"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/statements"
)

// mostHeld bounds the contracts that the desk sees with where each stands; the newest come first.
const mostHeld = 20

// Held lists where each contract of a customer stands, for one of us with a reason: the newest first.
func (s *Service) Held(ctx context.Context, by access.Actor, party access.PartyID, why identity.Why) ([]Contract, error) {
	if err := why.Check(); err != nil {
		return nil, err
	}
	var out []Contract
	err := s.door.Read(ctx, door.Pass{By: by, Do: access.ContractList, On: access.OnParty(party), Note: why.Note()}, func(r engine.Reader) error {
		all, err := contracts.OfParty(r, party)
		if err != nil {
			return err
		}
		slices.SortFunc(all, func(a, b contracts.Contract) int { return cmp.Compare(b.Terms.ContractDate, a.Terms.ContractDate) })
		today, err := s.book.Today(r)
		if err != nil {
			return err
		}
		out = nil
		names := map[string]string{}
		for _, stored := range all[:min(len(all), mostHeld)] {
			c, err := held(r, stored, today, names)
			if err != nil {
				return err
			}
			out = append(out, c)
		}
		return nil
	})
	return out, err
}

// held is one contract without its payments, which a list does not show.
func held(r engine.Reader, stored contracts.Contract, today civil.Date, names map[string]string) (Contract, error) {
	c := Contract{Today: today, Terms: stored.Terms}
	list, err := named(r, []contracts.Contract{stored}, names)
	if err != nil {
		return c, err
	}
	c.Summary = list[0]
	events, err := contracts.Events(r, stored.ID)
	if err != nil {
		return c, err
	}
	if c.State, err = contract.Fold(stored.Terms, events, contract.At{AsOf: today}); err != nil {
		return c, fmt.Errorf("fold contract %s: %w", stored.ID, err)
	}
	c.Autopay, err = autopays.StateOf(r, stored.ID)
	return c, err
}

// Look is one contract as the desk sees it.
type Look struct {
	Contract
	Entries    []history.Entry  // the oldest first
	Moments    []history.Moment // the oldest first
	Statements []Statement      // the newest first
	People     []string         // who is on it, the first obligor first
}

// Look shows one of us a customer's contract, for a reason. The look is in the audit before anything is read, and everybody on the contract sees it.
func (s *Service) Look(ctx context.Context, by access.Actor, party access.PartyID, contractID contract.ID, why identity.Why) (Look, error) {
	var out Look
	if err := why.Check(); err != nil {
		return out, err
	}
	pass := door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID), Note: why.Note()}
	err := s.door.Read(ctx, pass, func(r engine.Reader) error {
		if err := s.people(r, party, contractID, &out); err != nil {
			return err
		}
		var events []contract.Event
		var err error
		if out.Contract, events, err = s.read(r, by, contractID); err != nil {
			return err
		}
		out.Entries = history.Of(out.State, events)
		if out.Moments, err = s.moments(r, out.Contract, events); err != nil {
			return err
		}
		out.Statements, err = statements.Of(r, contractID)
		return err
	})
	return out, err
}

// people names who is on a contract, and refuses a customer who is not.
func (s *Service) people(r engine.Reader, party access.PartyID, contractID contract.ID, out *Look) error {
	members, err := parties.Members(r, contractID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(members, func(m parties.Member) bool { return m.Party == party }) {
		return fault.New(fault.NotFound, "There is no such contract.")
	}
	out.People = nil
	for _, m := range members {
		p, err := s.parties.ByID(r, m.Party)
		if err != nil {
			return err
		}
		out.People = append(out.People, strings.TrimSpace(p.GivenName+" "+p.FamilyName))
	}
	return nil
}
