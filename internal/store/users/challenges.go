package users

import (
	"encoding/base64"
	"fmt"

	"marque/internal/core/identity"
	"marque/internal/store/engine"
)

// Open keeps a new challenge under its token (a registration's has none: it is found by its claim) with where its code goes and the code.
func (s *Store) Open(tx *engine.Tx, c identity.Challenge, token identity.Token, address, code string) error {
	sealed, err := s.box.Seal(place("challenges", "address", c.ID), address)
	if err != nil {
		return err
	}
	bound, err := s.bind(c)
	if err != nil {
		return err
	}
	var hash []byte
	if token != "" {
		hash = token.Hash()
	}
	_, err = tx.Exec(`insert into challenges (id, token_hash, purpose, user_id, claim_id, factor, address, code_hash, state, tries, sends,
		sent_at, created_at, expires_at, bound_to) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		c.ID, hash, string(c.Purpose), c.User, c.Claim, string(c.Factor), sealed, s.codeHash(c, code), string(c.State), c.Tries, c.Sends,
		engine.Micros(c.SentAt), engine.Micros(c.CreatedAt), engine.Micros(c.ExpiresAt), bound)
	if err != nil {
		return fmt.Errorf("open challenge: %w", err)
	}
	return nil
}

// codeHash is what is stored of a code: six digits could be guessed from a plain hash, so it is keyed.
func (s *Store) codeHash(c identity.Challenge, code string) []byte {
	return s.box.MAC("code", c.Sealed(code))
}

// Asked is a stored challenge with where its codes go and what is known of the last one.
type Asked struct {
	identity.Challenge
	Address string // empty: no code goes anywhere, and none is right
	hash    []byte
}

// Right tells whether a typed code is the one that was sent last.
func (s *Store) Right(a Asked, code string) bool {
	return s.box.Same("code", a.Sealed(code), a.hash) && a.Address != ""
}

// Challenge reads a challenge by its token.
func (s *Store) Challenge(r engine.Reader, token identity.Token) (Asked, error) {
	return s.asked(r.QueryRow(`select id, purpose, user_id, claim_id, factor, address, code_hash, state, tries, sends, sent_at, created_at,
		expires_at, bound_to from challenges where token_hash = $1`, token.Hash()))
}

// ChallengeForUpdate reads a challenge by its token and locks it.
func (s *Store) ChallengeForUpdate(tx *engine.Tx, token identity.Token) (Asked, error) {
	return s.asked(tx.QueryRow(`select id, purpose, user_id, claim_id, factor, address, code_hash, state, tries, sends, sent_at, created_at,
		expires_at, bound_to from challenges where token_hash = $1`+tx.ForUpdate(), token.Hash()))
}

// ClaimChallenge reads the challenge of a registration.
func (s *Store) ClaimChallenge(r engine.Reader, claim identity.ClaimID) (Asked, error) {
	return s.asked(r.QueryRow(`select id, purpose, user_id, claim_id, factor, address, code_hash, state, tries, sends, sent_at, created_at,
		expires_at, bound_to from challenges where claim_id = $1`, claim))
}

// ClaimChallengeForUpdate reads the challenge of a registration and locks it.
func (s *Store) ClaimChallengeForUpdate(tx *engine.Tx, claim identity.ClaimID) (Asked, error) {
	return s.asked(tx.QueryRow(`select id, purpose, user_id, claim_id, factor, address, code_hash, state, tries, sends, sent_at, created_at,
		expires_at, bound_to from challenges where claim_id = $1`+tx.ForUpdate(), claim))
}

func (s *Store) asked(row *engine.Row) (Asked, error) {
	var a Asked
	var address []byte
	var sent, created, expires int64
	err := row.Scan(&a.ID, (*string)(&a.Purpose), &a.User, &a.Claim, (*string)(&a.Factor), &address, &a.hash, (*string)(&a.State), &a.Tries,
		&a.Sends, &sent, &created, &expires, &a.BoundTo)
	if engine.NoRows(err) {
		return Asked{}, identity.CodeOver()
	}
	if err != nil {
		return Asked{}, fmt.Errorf("read challenge: %w", err)
	}
	a.SentAt, a.CreatedAt, a.ExpiresAt = engine.FromMicros(sent), engine.FromMicros(created), engine.FromMicros(expires)
	if a.Address, err = s.box.Open(place("challenges", "address", a.ID), address); err != nil {
		return Asked{}, err
	}
	a.Hint = identity.Hint(a.Factor, a.Address)
	return a, s.unbind(&a.Challenge)
}

// bind seals what a challenge is bound to, since it may name an account, and writes it as text; unbind reads it.
func (s *Store) bind(c identity.Challenge) (string, error) {
	if c.BoundTo == "" {
		return "", nil
	}
	sealed, err := s.box.Seal(place("challenges", "bound_to", c.ID), c.BoundTo)
	return base64.RawStdEncoding.EncodeToString(sealed), err
}

func (s *Store) unbind(c *identity.Challenge) error {
	if c.BoundTo == "" {
		return nil
	}
	sealed, err := base64.RawStdEncoding.DecodeString(c.BoundTo)
	if err != nil {
		return fmt.Errorf("read challenge: %w", err)
	}
	c.BoundTo, err = s.box.Open(place("challenges", "bound_to", c.ID), sealed)
	return err
}

// Counted keeps a try that was just counted.
func (s *Store) Counted(tx *engine.Tx, c identity.Challenge) error {
	n, err := tx.Exec(`update challenges set tries = $2 where id = $1`, c.ID, c.Tries)
	return one(n, err, "count try")
}

// Resent keeps the new code of a challenge and how it goes.
func (s *Store) Resent(tx *engine.Tx, c identity.Challenge, address, code string) error {
	sealed, err := s.box.Seal(place("challenges", "address", c.ID), address)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`update challenges set factor = $2, address = $3, code_hash = $4, sends = $5, sent_at = $6, expires_at = $7 where id = $1`,
		c.ID, string(c.Factor), sealed, s.codeHash(c, code), c.Sends, engine.Micros(c.SentAt), engine.Micros(c.ExpiresAt))
	return one(n, err, "keep new code")
}

// Use ends a challenge whose code was right. Of two at once only one is told true.
func (s *Store) Use(tx *engine.Tx, id identity.ChallengeID) (bool, error) {
	n, err := tx.Exec(`update challenges set state = $2 where id = $1 and state = $3`, id, string(identity.ChallengeUsed), string(identity.ChallengeOpen))
	if err != nil {
		return false, fmt.Errorf("use challenge: %w", err)
	}
	return n == 1, nil
}
