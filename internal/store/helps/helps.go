// Package helps keeps whom people on contracts let help with them. The law of it is core/help's; what a helper may do core/access's.
package helps

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/help"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Store seals and opens the rows.
type Store struct{ box *seal.Box }

// New returns a store that seals with the box.
func New(box *seal.Box) *Store { return &Store{box: box} }

func place(h help.ID) seal.Place {
	return seal.Place{Table: "helps", Column: "email", Row: h.String()}
}

// Insert keeps an offer under its code, which only the mail that carries it knows.
func (s *Store) Insert(tx *engine.Tx, h help.Help, code identity.InvitationCode) error {
	email, err := s.box.Seal(place(h.ID), h.Email)
	if err == nil {
		_, err = tx.Exec(`insert into helps (contract_id, id, party_id, code_hash, given_name, family_name, email, kind, until, over_at, created_at, expires_at,
			accepted_at, user_id, helper_id, ended_at, ended_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, null, null, 0, '')`,
			h.Contract, h.ID, h.By, code.Hash(), h.Given, h.Family, email, string(h.Kind), h.Until, engine.Micros(h.OverAt), engine.Micros(h.CreatedAt), engine.Micros(h.ExpiresAt))
	}
	if err != nil {
		return fmt.Errorf("insert help: %w", err)
	}
	return nil
}

// Update keeps what became of a help: who accepted, for whom a person was made, and when it ended.
func Update(tx *engine.Tx, h help.Help) error {
	_, err := tx.Exec(`update helps set accepted_at = $3, user_id = $4, helper_id = $5, ended_at = $6, ended_by = $7 where contract_id = $1 and id = $2`,
		h.Contract, h.ID, engine.Micros(h.AcceptedAt), h.User, h.Party, engine.Micros(h.EndedAt), string(h.EndedBy))
	if err != nil {
		return fmt.Errorf("update help: %w", err)
	}
	return nil
}

// ByCode reads a help by the code of its offer.
func (s *Store) ByCode(r engine.Reader, code identity.InvitationCode) (help.Help, error) {
	h, err := s.scan(r.QueryRow(`select contract_id, id, party_id, given_name, family_name, email, kind, until, over_at, created_at, expires_at, accepted_at, user_id, helper_id, ended_at, ended_by
		from helps where code_hash = $1`, code.Hash()))
	if engine.NoRows(err) {
		return h, help.NoOffer()
	}
	if err != nil {
		return h, fmt.Errorf("read help: %w", err)
	}
	return h, nil
}

// ByID reads one help of a contract.
func (s *Store) ByID(r engine.Reader, on contract.ID, which help.ID) (help.Help, error) {
	h, err := s.scan(r.QueryRow(`select contract_id, id, party_id, given_name, family_name, email, kind, until, over_at, created_at, expires_at, accepted_at, user_id, helper_id, ended_at, ended_by
		from helps where contract_id = $1 and id = $2`, on, which))
	if engine.NoRows(err) {
		return h, fault.New(fault.NotFound, "There is no such helper.")
	}
	if err != nil {
		return h, fmt.Errorf("read help: %w", err)
	}
	return h, nil
}

// mostListed bounds a list: what is open is bounded by core/help, and what is over is shown as far back as this.
const mostListed = 100

// OnContract lists whom people on a contract have let in, newest first.
func (s *Store) OnContract(r engine.Reader, on contract.ID) ([]help.Help, error) {
	rows, err := r.Query(`select contract_id, id, party_id, given_name, family_name, email, kind, until, over_at, created_at, expires_at, accepted_at, user_id, helper_id, ended_at, ended_by
		from helps where contract_id = $1 order by id desc limit $2`, on, mostListed)
	return s.all(rows, err)
}

// OfUser lists where a user helps or helped, newest first, as long as whoever let that one in is on the contract.
func (s *Store) OfUser(r engine.Reader, user access.UserID) ([]help.Help, error) {
	rows, err := r.Query(`select h.contract_id, h.id, h.party_id, given_name, family_name, email, kind, until, over_at, created_at, expires_at, accepted_at, user_id, helper_id, ended_at, ended_by
		from helps h join contract_parties p on p.contract_id = h.contract_id and p.party_id = h.party_id where user_id = $1 order by h.id desc limit $2`, user, mostListed)
	return s.all(rows, err)
}

// OfferedTo lists the offers for which a person was made, and whom nobody has accepted yet.
func (s *Store) OfferedTo(r engine.Reader, party access.PartyID) ([]help.Help, error) {
	rows, err := r.Query(`select contract_id, id, party_id, given_name, family_name, email, kind, until, over_at, created_at, expires_at, accepted_at, user_id, helper_id, ended_at, ended_by
		from helps where helper_id = $1 and accepted_at = 0 order by id desc limit $2`, party, mostListed)
	return s.all(rows, err)
}

// KindOf returns how much a user may help with a contract at an instant: no help for whom nobody has let in, and none when whoever did is on the
// contract no more. A text that is no id is nobody's contract.
func KindOf(r engine.Reader, user access.UserID, contractID string, now time.Time) (access.Help, error) {
	on, err := id.Parse[contract.Contract](contractID)
	if err != nil || user.IsZero() {
		return access.NoHelp, nil
	}
	rows, err := r.Query(`select h.kind from helps h join contract_parties p on p.contract_id = h.contract_id and p.party_id = h.party_id
		where h.contract_id = $1 and h.user_id = $2 and h.accepted_at > 0 and h.ended_at = 0 and h.over_at > $3 limit $4`, on, user, engine.Micros(now), mostListed)
	kinds, err := engine.All(rows, err, func(rows *engine.Rows) (access.Help, error) {
		var k access.Help
		err := rows.Scan((*string)(&k))
		return k, err
	})
	if err != nil {
		return access.NoHelp, fmt.Errorf("read help with contract %s: %w", on, err)
	}
	most := access.NoHelp
	for _, k := range access.Helps() {
		for _, has := range kinds {
			if has == k {
				most = k
			}
		}
	}
	return most, nil
}

func (s *Store) all(rows *engine.Rows, err error) ([]help.Help, error) {
	all, err := engine.All(rows, err, func(rows *engine.Rows) (help.Help, error) { return s.scan(rows) })
	if err != nil {
		return nil, fmt.Errorf("list helps: %w", err)
	}
	return all, nil
}

func (s *Store) scan(row interface{ Scan(into ...any) error }) (help.Help, error) {
	var h help.Help
	var email []byte
	var over, created, expires, accepted, ended int64
	err := row.Scan(&h.Contract, &h.ID, &h.By, &h.Given, &h.Family, &email, (*string)(&h.Kind), &h.Until, &over, &created, &expires, &accepted, &h.User, &h.Party, &ended, (*string)(&h.EndedBy))
	if err != nil {
		return h, err
	}
	h.OverAt, h.CreatedAt, h.ExpiresAt, h.AcceptedAt, h.EndedAt = engine.FromMicros(over), engine.FromMicros(created), engine.FromMicros(expires), engine.FromMicros(accepted), engine.FromMicros(ended)
	h.Email, err = s.box.Open(place(h.ID), email)
	return h, err
}
