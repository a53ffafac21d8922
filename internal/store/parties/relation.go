package parties

import (
	"fmt"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
)

// Member is a party's place on a contract.
type Member struct {
	Contract contract.ID
	Party    access.PartyID
	Role     string // as the feed says: borrower, co_borrower, lessee …
	Position int    // 0 is the first obligor
}

// mostOnContract bounds the parties read for one contract; the feed admits fewer.
const mostOnContract = 64

// mostContracts bounds the contracts read for one party: a dealer's fleet manager may have hundreds, a person a handful.
const mostContracts = 1000

// IsOn tells whether the party is on the contract, given by its id's text; a text that is no id is nobody's contract.
func IsOn(r engine.Reader, party access.PartyID, contractID string) (bool, error) {
	on, err := id.Parse[contract.Contract](contractID)
	if err != nil || party.IsZero() {
		return false, nil
	}
	var found int
	err = r.QueryRow(`select 1 from contract_parties where contract_id = $1 and party_id = $2`, on, party).Scan(&found)
	switch {
	case engine.NoRows(err):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("read relation of party %s to contract %s: %w", party, on, err)
	}
	return true, nil
}

// Members lists who is on a contract, the first obligor first.
func Members(r engine.Reader, on contract.ID) ([]Member, error) {
	rows, err := r.Query(`select contract_id, party_id, role, position from contract_parties
		where contract_id = $1 order by position, party_id limit $2`, on, mostOnContract)
	members, err := engine.All(rows, err, scanMember)
	if err != nil {
		return nil, fmt.Errorf("read parties of contract %s: %w", on, err)
	}
	return members, nil
}

// MemberOf lists the contracts that a party is on.
func MemberOf(r engine.Reader, party access.PartyID) ([]Member, error) {
	rows, err := r.Query(`select contract_id, party_id, role, position from contract_parties
		where party_id = $1 order by contract_id limit $2`, party, mostContracts)
	members, err := engine.All(rows, err, scanMember)
	if err != nil {
		return nil, fmt.Errorf("read contracts of party %s: %w", party, err)
	}
	return members, nil
}

func scanMember(rows *engine.Rows) (Member, error) {
	var m Member
	err := rows.Scan(&m.Contract, &m.Party, &m.Role, &m.Position)
	return m, err
}

// Attach puts parties on contracts; the parties must be stored.
func Attach(tx *engine.Tx, members []Member) error {
	rows := make([][]any, len(members))
	for i, m := range members {
		rows[i] = []any{m.Contract, m.Party, m.Role, m.Position}
	}
	if err := tx.Insert("contract_parties", []string{"contract_id", "party_id", "role", "position"}, rows); err != nil {
		return fmt.Errorf("put parties on contracts: %w", err)
	}
	return nil
}

// ErrNoParty is what a look-up for one party answers when there is none.
func errNoParty() error { return fault.New(fault.NotFound, "There is no such person here.") }
