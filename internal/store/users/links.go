package users

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/store/engine"
)

// InsertLink keeps a link under its token, which only the mail that carries it knows.
func (s *Store) InsertLink(tx *engine.Tx, l identity.Link, token identity.Token) error {
	_, err := tx.Exec(`insert into links (id, token_hash, purpose, user_id, subject, created_at, expires_at, used_at)
		values ($1, $2, $3, $4, $5, $6, $7, 0)`, l.ID, token.Hash(), string(l.Purpose), l.User, l.Subject, engine.Micros(l.CreatedAt), engine.Micros(l.ExpiresAt))
	if err != nil {
		return fmt.Errorf("insert link: %w", err)
	}
	return nil
}

// Link reads a link by its token. One that never was is like one that is over.
func (s *Store) Link(r engine.Reader, token identity.Token) (identity.Link, error) {
	var l identity.Link
	var created, expires, used int64
	err := r.QueryRow(`select id, purpose, user_id, subject, created_at, expires_at, used_at from links where token_hash = $1`, token.Hash()).
		Scan(&l.ID, (*string)(&l.Purpose), &l.User, &l.Subject, &created, &expires, &used)
	if engine.NoRows(err) {
		return l, identity.LinkOver()
	}
	if err != nil {
		return l, fmt.Errorf("read link: %w", err)
	}
	l.CreatedAt, l.ExpiresAt, l.UsedAt = engine.FromMicros(created), engine.FromMicros(expires), engine.FromMicros(used)
	return l, nil
}

// UseLink uses a link up, with every other link of the same purpose about the same thing. Of two at once only one is told true.
func (s *Store) UseLink(tx *engine.Tx, l identity.Link, at time.Time) (bool, error) {
	n, err := tx.Exec(`update links set used_at = $2 where id = $1 and used_at = 0`, l.ID, engine.Micros(at))
	if err == nil && n == 1 {
		_, err = tx.Exec(`update links set used_at = $4 where user_id = $1 and purpose = $2 and subject = $3 and used_at = 0`,
			l.User, string(l.Purpose), l.Subject, engine.Micros(at))
	}
	if err != nil {
		return false, fmt.Errorf("use link: %w", err)
	}
	return n == 1, nil
}

// InsertReset keeps a request to replace lost factors.
func (s *Store) InsertReset(tx *engine.Tx, r identity.Reset) error {
	_, err := tx.Exec(`insert into resets (id, user_id, state, created_at, ready_at, expires_at, ended_at) values ($1, $2, $3, $4, $5, $6, 0)`,
		r.ID, r.User, string(r.State), engine.Micros(r.CreatedAt), engine.Micros(r.ReadyAt), engine.Micros(r.ExpiresAt))
	if err != nil {
		return fmt.Errorf("insert reset: %w", err)
	}
	return nil
}

// Reset returns a user's newest request to replace lost factors that is still open, or the zero value.
func (s *Store) Reset(r engine.Reader, user access.UserID, now time.Time) (identity.Reset, error) {
	var v identity.Reset
	var created, ready, expires int64
	err := r.QueryRow(`select id, user_id, state, created_at, ready_at, expires_at from resets
		where user_id = $1 and state = $2 and expires_at > $3 order by id desc limit 1`, user, string(identity.ResetWaiting), engine.Micros(now)).
		Scan(&v.ID, &v.User, (*string)(&v.State), &created, &ready, &expires)
	if engine.NoRows(err) {
		return identity.Reset{}, nil
	}
	if err != nil {
		return v, fmt.Errorf("read reset: %w", err)
	}
	v.CreatedAt, v.ReadyAt, v.ExpiresAt = engine.FromMicros(created), engine.FromMicros(ready), engine.FromMicros(expires)
	return v, nil
}

// EndResets ends every open request of a user and says how many there were.
func (s *Store) EndResets(tx *engine.Tx, user access.UserID, to identity.ResetState, at time.Time) (int64, error) {
	n, err := tx.Exec(`update resets set state = $2, ended_at = $3 where user_id = $1 and state = $4`, user, string(to), engine.Micros(at), string(identity.ResetWaiting))
	if err != nil {
		return 0, fmt.Errorf("end resets: %w", err)
	}
	return n, nil
}
