package users

import (
	"fmt"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/passkey"
	"marque/internal/fault"
	"marque/internal/store/engine"
)

// OpenCeremony keeps a question to a browser. Of its challenge only the hash is stored.
func (s *Store) OpenCeremony(tx *engine.Tx, c passkey.Ceremony, challenge passkey.Challenge) error {
	_, err := tx.Exec(`insert into ceremonies (id, challenge_hash, purpose, host, origin, visitor, user_id, claim_id, handle, used_at, created_at, expires_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11)`, c.ID, challenge.Hash(), string(c.Purpose), c.Site.Host, c.Site.Origin, full(c.Visitor),
		c.User, c.Claim, full(c.Handle), engine.Micros(c.CreatedAt), engine.Micros(c.ExpiresAt))
	if err != nil {
		return fmt.Errorf("open ceremony: %w", err)
	}
	return nil
}

// full is what a column that is never null holds in the place of no bytes.
func full(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// TakeCeremony uses up the ceremony of a challenge and returns it. Whatever becomes of the answer, there is no second one: of two at once
// only one finds it.
func (s *Store) TakeCeremony(tx *engine.Tx, challenge passkey.Challenge, now time.Time) (passkey.Ceremony, error) {
	var c passkey.Ceremony
	var created, expires int64
	err := tx.QueryRow(`update ceremonies set used_at = $2 where challenge_hash = $1 and used_at = 0
		returning id, purpose, host, origin, visitor, user_id, claim_id, handle, created_at, expires_at`, challenge.Hash(), engine.Micros(now)).
		Scan(&c.ID, (*string)(&c.Purpose), &c.Site.Host, &c.Site.Origin, &c.Visitor, &c.User, &c.Claim, &c.Handle, &created, &expires)
	if engine.NoRows(err) {
		return c, passkey.Over()
	}
	if err != nil {
		return c, fmt.Errorf("take ceremony: %w", err)
	}
	c.CreatedAt, c.ExpiresAt = engine.FromMicros(created), engine.FromMicros(expires)
	return c, nil
}

// BindPasskey adds a passkey to a user, or to a registration that has none yet.
func (s *Store) BindPasskey(tx *engine.Tx, p passkey.Passkey) error {
	k := p.Key
	_, err := tx.Exec(`insert into passkeys (id, user_id, claim_id, host, handle, name, credential, public_key, aaguid, attestation, format, transports,
		flags, sign_count, created_at, used_at, disabled_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0)`,
		p.ID, p.User, p.Claim, p.Host, p.Handle, p.Name, k.Credential, k.Public, full(k.AAGUID), k.Attestation, k.Format, strings.Join(k.Transports, ","),
		int64(k.Flags), int64(k.SignCount), engine.Micros(p.CreatedAt))
	if err != nil {
		return fmt.Errorf("bind passkey: %w", err)
	}
	return nil
}

// Passkeys lists a user's passkeys, oldest first, those that are disabled too.
func (s *Store) Passkeys(r engine.Reader, user access.UserID) ([]passkey.Passkey, error) {
	return allPasskeys(r.Query(`select id, user_id, claim_id, host, handle, name, credential, public_key, aaguid, attestation, format, transports, flags,
		sign_count, created_at, used_at, disabled_at from passkeys where user_id = $1 order by id limit $2`, user, passkey.MostKeys))
}

// PasskeysForUpdate lists a user's passkeys and locks them, so that of two removals at once the second sees what the first has left.
func (s *Store) PasskeysForUpdate(tx *engine.Tx, user access.UserID) ([]passkey.Passkey, error) {
	return allPasskeys(tx.Query(`select id, user_id, claim_id, host, handle, name, credential, public_key, aaguid, attestation, format, transports, flags,
		sign_count, created_at, used_at, disabled_at from passkeys where user_id = $1 order by id limit $2`+tx.ForUpdate(), user, passkey.MostKeys))
}

func allPasskeys(rows *engine.Rows, err error) ([]passkey.Passkey, error) {
	all, err := engine.All(rows, err, func(rows *engine.Rows) (passkey.Passkey, error) { return scanPasskey(rows.Scan) })
	if err != nil {
		return nil, fmt.Errorf("read passkeys: %w", err)
	}
	return all, nil
}

// PasskeyByCredential reads the passkey that an authenticator names.
func (s *Store) PasskeyByCredential(r engine.Reader, credential []byte) (passkey.Passkey, error) {
	return onePasskey(r.QueryRow(`select id, user_id, claim_id, host, handle, name, credential, public_key, aaguid, attestation, format, transports, flags,
		sign_count, created_at, used_at, disabled_at from passkeys where credential = $1`, credential))
}

// PasskeyForUpdate reads a passkey and locks it, so that its counter is compared by one at a time.
func (s *Store) PasskeyForUpdate(tx *engine.Tx, credential []byte) (passkey.Passkey, error) {
	return onePasskey(tx.QueryRow(`select id, user_id, claim_id, host, handle, name, credential, public_key, aaguid, attestation, format, transports, flags,
		sign_count, created_at, used_at, disabled_at from passkeys where credential = $1`+tx.ForUpdate(), credential))
}

func onePasskey(row *engine.Row) (passkey.Passkey, error) {
	p, err := scanPasskey(row.Scan)
	if engine.NoRows(err) {
		return p, errNoPasskey()
	}
	if err != nil {
		return p, fmt.Errorf("read passkey: %w", err)
	}
	return p, nil
}

func errNoPasskey() error { return fault.New(fault.NotFound, "There is no such passkey.") }

func scanPasskey(scan func(...any) error) (passkey.Passkey, error) {
	var p passkey.Passkey
	var transports string
	var flags, count, created, used, disabled int64
	k := &p.Key
	err := scan(&p.ID, &p.User, &p.Claim, &p.Host, &p.Handle, &p.Name, &k.Credential, &k.Public, &k.AAGUID, &k.Attestation, &k.Format, &transports,
		&flags, &count, &created, &used, &disabled)
	if transports != "" {
		k.Transports = strings.Split(transports, ",")
	}
	k.Flags, k.SignCount = passkey.Flags(flags), uint32(count)
	p.CreatedAt, p.UsedAt, p.DisabledAt = engine.FromMicros(created), engine.FromMicros(used), engine.FromMicros(disabled)
	return p, err
}

// KeepPasskey keeps what the use of a passkey changed.
func (s *Store) KeepPasskey(tx *engine.Tx, p passkey.Passkey) error {
	n, err := tx.Exec(`update passkeys set flags = $2, sign_count = $3, used_at = $4, disabled_at = $5 where id = $1`,
		p.ID, int64(p.Key.Flags), int64(p.Key.SignCount), engine.Micros(p.UsedAt), engine.Micros(p.DisabledAt))
	return one(n, err, "keep passkey")
}

// RenamePasskey gives a user's passkey another name.
func (s *Store) RenamePasskey(tx *engine.Tx, user access.UserID, key passkey.ID, name string) error {
	n, err := tx.Exec(`update passkeys set name = $3 where id = $2 and user_id = $1`, user, key, name)
	return found(n, err, "rename passkey")
}

// RemovePasskey takes a passkey from its user.
func (s *Store) RemovePasskey(tx *engine.Tx, user access.UserID, key passkey.ID) error {
	n, err := tx.Exec(`delete from passkeys where id = $2 and user_id = $1`, user, key)
	return found(n, err, "remove passkey")
}

// RemovePasskeysSince takes away what was added to a user from an instant on.
func (s *Store) RemovePasskeysSince(tx *engine.Tx, user access.UserID, since time.Time) error {
	if _, err := tx.Exec(`delete from passkeys where user_id = $1 and created_at >= $2`, user, engine.Micros(since)); err != nil {
		return fmt.Errorf("remove new passkeys: %w", err)
	}
	return nil
}

// found wants one row of the user's; there is none for anybody else.
func found(n int64, err error, doing string) error {
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	if n == 0 {
		return errNoPasskey()
	}
	return nil
}

// DropClaimPasskeys takes away what a registration had chosen before.
func (s *Store) DropClaimPasskeys(tx *engine.Tx, claim identity.ClaimID) error {
	if _, err := tx.Exec(`delete from passkeys where claim_id = $1`, claim); err != nil {
		return fmt.Errorf("drop passkeys of claim: %w", err)
	}
	return nil
}

// GivePasskeys gives a registration's passkey to the user that it has become, and says how many there were.
func (s *Store) GivePasskeys(tx *engine.Tx, claim identity.ClaimID, user access.UserID) (int64, error) {
	n, err := tx.Exec(`update passkeys set user_id = $2, claim_id = null where claim_id = $1`, claim, user)
	if err != nil {
		return 0, fmt.Errorf("give passkeys: %w", err)
	}
	return n, nil
}
