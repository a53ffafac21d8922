package users

import (
	"fmt"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/store/engine"
)

// mostStaff bounds a list of the lender's own people.
const mostStaff = 1000

// Staff lists the lender's own people by username.
func (s *Store) Staff(r engine.Reader) ([]identity.User, error) {
	rows, err := r.Query(`select id, party_id, state, username, name, email, roles, created_at, password_due from users
		where party_id is null order by username_norm limit $1`, mostStaff)
	return engine.All(rows, err, func(rows *engine.Rows) (identity.User, error) { return s.scan(rows) })
}

// ByUsername reads one of the lender's own people by the exact name.
func (s *Store) ByUsername(r engine.Reader, username string) (identity.User, error) {
	return s.one(r.QueryRow(`select id, party_id, state, username, name, email, roles, created_at, password_due from users
		where username_norm = $1 and party_id is null`, strings.ToLower(username)))
}

// SetStanding changes what one of the lender's own people may do, and whether.
func (s *Store) SetStanding(tx *engine.Tx, u identity.User) error {
	n, err := tx.Exec(`update users set state = $2, roles = $3, name = $4 where id = $1 and party_id is null`, u.ID, string(u.State), joinRoles(u.Roles), u.Name)
	return one(n, err, "change standing")
}

// Strip takes away everything that a user proves with, and ends every session and device.
func (s *Store) Strip(tx *engine.Tx, user access.UserID, at time.Time) error {
	if _, err := tx.Exec(`delete from authenticators where user_id = $1`, user); err != nil {
		return fmt.Errorf("strip user: %w", err)
	}
	if _, err := tx.Exec(`delete from passkeys where user_id = $1`, user); err != nil {
		return fmt.Errorf("strip passkeys: %w", err)
	}
	if _, err := tx.Exec(`update devices set revoked_at = $2, trusted_until = 0 where user_id = $1 and revoked_at = 0`, user, engine.Micros(at)); err != nil {
		return fmt.Errorf("strip devices: %w", err)
	}
	_, err := s.EndAll(tx, user, identity.SessionID{}, at)
	return err
}

// InviteStaff keeps an invitation of one of the lender's own people; the ones before are worth nothing then.
func (s *Store) InviteStaff(tx *engine.Tx, i identity.StaffInvitation, code identity.InvitationCode) error {
	if _, err := tx.Exec(`update staff_invitations set used_at = $2 where user_id = $1 and used_at = 0`, i.User, engine.Micros(i.CreatedAt)); err != nil {
		return fmt.Errorf("withdraw invitations: %w", err)
	}
	_, err := tx.Exec(`insert into staff_invitations (id, user_id, code_hash, created_at, expires_at, used_at) values ($1, $2, $3, $4, $5, 0)`,
		i.ID, i.User, code.Hash(), engine.Micros(i.CreatedAt), engine.Micros(i.ExpiresAt))
	if err != nil {
		return fmt.Errorf("invite staff: %w", err)
	}
	return nil
}

// StaffInvitation reads an invitation by its code. One that is used, past or unknown is told alike.
func (s *Store) StaffInvitation(r engine.Reader, code identity.InvitationCode, now time.Time) (identity.StaffInvitation, error) {
	var i identity.StaffInvitation
	var created, expires, used int64
	err := r.QueryRow(`select id, user_id, created_at, expires_at, used_at from staff_invitations where code_hash = $1`, code.Hash()).
		Scan(&i.ID, &i.User, &created, &expires, &used)
	if err != nil && !engine.NoRows(err) {
		return i, fmt.Errorf("read staff invitation: %w", err)
	}
	i.CreatedAt, i.ExpiresAt, i.UsedAt = engine.FromMicros(created), engine.FromMicros(expires), engine.FromMicros(used)
	if err != nil || !i.Usable(now) {
		return identity.StaffInvitation{}, identity.StaffInvitationOver()
	}
	return i, nil
}

// UseStaffInvitations ends every open invitation of a user whose app is bound. Of two at once only one is told true.
func (s *Store) UseStaffInvitations(tx *engine.Tx, user access.UserID, at time.Time) (bool, error) {
	n, err := tx.Exec(`update staff_invitations set used_at = $2 where user_id = $1 and used_at = 0`, user, engine.Micros(at))
	if err != nil {
		return false, fmt.Errorf("use staff invitation: %w", err)
	}
	return n > 0, nil
}
