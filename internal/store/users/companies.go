package users

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/store/engine"
)

// ByCompany returns who a person at an identity provider is, or fault.NotFound.
func (s *Store) ByCompany(r engine.Reader, issuer, subject string) (identity.User, error) {
	var user access.UserID
	err := r.QueryRow(`select user_id from companies where issuer = $1 and subject = $2`, issuer, subject).Scan(&user)
	if engine.NoRows(err) {
		return identity.User{}, errNoUser()
	}
	if err != nil {
		return identity.User{}, fmt.Errorf("look for a person of the company: %w", err)
	}
	return s.ByID(r, user)
}

// BindCompany remembers who a person at an identity provider is. It returns false when the user is bound to another person already.
func (s *Store) BindCompany(tx *engine.Tx, issuer, subject string, user access.UserID, at time.Time) (bool, error) {
	n, err := tx.Exec(`insert into companies (issuer, subject, user_id, bound_at) values ($1, $2, $3, $4) on conflict do nothing`,
		issuer, subject, user, engine.Micros(at))
	if err != nil {
		return false, fmt.Errorf("bind a person of the company: %w", err)
	}
	return n == 1, nil
}
