package users

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/store/engine"
)

// Drawn is an invitation with its code, of which only the hash is stored.
type Drawn struct {
	identity.Invitation
	Code identity.InvitationCode
}

// InsertInvitation keeps an invitation under its code. Whoever tells the party of it does so in the same transaction.
func (s *Store) InsertInvitation(tx *engine.Tx, i identity.Invitation, code identity.InvitationCode) error {
	return s.InsertInvitations(tx, []Drawn{{i, code}})
}

// InsertInvitations is InsertInvitation for many.
func (s *Store) InsertInvitations(tx *engine.Tx, all []Drawn) error {
	rows := make([][]any, len(all))
	for n, i := range all {
		rows[n] = []any{i.ID, i.Code.Hash(), i.Party, i.Brand, engine.Micros(i.CreatedAt), engine.Micros(i.ExpiresAt), engine.Micros(i.UsedAt)}
	}
	err := tx.Insert("invitations", []string{"id", "code_hash", "party_id", "brand", "created_at", "expires_at", "used_at"}, rows)
	if err != nil {
		return fmt.Errorf("insert invitations: %w", err)
	}
	return nil
}

// Invitation reads an invitation by its code; one that does not exist is like one that is over.
func (s *Store) Invitation(r engine.Reader, code identity.InvitationCode) (identity.Invitation, error) {
	var i identity.Invitation
	var created, expires, used int64
	err := r.QueryRow(`select id, party_id, brand, created_at, expires_at, used_at from invitations where code_hash = $1`, code.Hash()).
		Scan(&i.ID, &i.Party, &i.Brand, &created, &expires, &used)
	if engine.NoRows(err) {
		return identity.Invitation{}, identity.InvitationOver()
	}
	if err != nil {
		return identity.Invitation{}, fmt.Errorf("read invitation: %w", err)
	}
	i.CreatedAt, i.ExpiresAt, i.UsedAt = engine.FromMicros(created), engine.FromMicros(expires), engine.FromMicros(used)
	return i, nil
}

// UseInvitations ends every open invitation of a party that has registered.
func (s *Store) UseInvitations(tx *engine.Tx, party access.PartyID, at time.Time) error {
	_, err := tx.Exec(`update invitations set used_at = $2 where party_id = $1 and used_at = 0`, party, engine.Micros(at))
	if err != nil {
		return fmt.Errorf("use invitations: %w", err)
	}
	return nil
}

// BeginClaim keeps a new registration under its token.
func (s *Store) BeginClaim(tx *engine.Tx, c identity.Claim, token identity.Token) error {
	_, err := tx.Exec(`insert into claims (id, token_hash, state, party_id, invitation_id, brand, username, password, created_at, expires_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, c.ID, token.Hash(), string(c.State), c.Party, c.Invitation, c.Brand, c.Username,
		[]byte(nil), engine.Micros(c.CreatedAt), engine.Micros(c.ExpiresAt))
	if err != nil {
		return fmt.Errorf("begin claim: %w", err)
	}
	return nil
}

// Claim reads a registration by its token.
func (s *Store) Claim(r engine.Reader, token identity.Token) (identity.Claim, error) {
	return s.claim(r.QueryRow(`select id, state, party_id, invitation_id, brand, username, password, created_at, expires_at from claims
		where token_hash = $1`, token.Hash()))
}

// ClaimForUpdate reads a registration by its token and locks it.
func (s *Store) ClaimForUpdate(tx *engine.Tx, token identity.Token) (identity.Claim, error) {
	return s.claim(tx.QueryRow(`select id, state, party_id, invitation_id, brand, username, password, created_at, expires_at from claims
		where token_hash = $1`+tx.ForUpdate(), token.Hash()))
}

func (s *Store) claim(row *engine.Row) (identity.Claim, error) {
	var c identity.Claim
	var password []byte
	var created, expires int64
	err := row.Scan(&c.ID, (*string)(&c.State), &c.Party, &c.Invitation, &c.Brand, &c.Username, &password, &created, &expires)
	if engine.NoRows(err) {
		return c, c.At(c.ExpiresAt) // a claim that never was has ended
	}
	if err != nil {
		return c, fmt.Errorf("read claim: %w", err)
	}
	c.CreatedAt, c.ExpiresAt = engine.FromMicros(created), engine.FromMicros(expires)
	c.Password, err = s.box.Open(place("claims", "password", c.ID), password)
	return c, err
}

// KeepClaim keeps how far a registration has come.
func (s *Store) KeepClaim(tx *engine.Tx, c identity.Claim) error {
	password, err := s.box.Seal(place("claims", "password", c.ID), c.Password)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`update claims set state = $2, username = $3, password = $4 where id = $1`, c.ID, string(c.State), c.Username, password)
	return one(n, err, "keep claim")
}
