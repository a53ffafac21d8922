package users

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/store/engine"
)

// KeepDraft keeps a form under its token, in the place of any older one of its user.
func (s *Store) KeepDraft(tx *engine.Tx, d identity.Draft, token identity.Token) error {
	if _, err := tx.Exec(`delete from drafts where user_id = $1`, d.User); err != nil {
		return fmt.Errorf("replace draft: %w", err)
	}
	form, err := s.box.Seal(place("drafts", "form", d.ID), d.Form)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into drafts (id, token_hash, user_id, path, form, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
		d.ID, token.Hash(), d.User, d.Path, form, engine.Micros(d.CreatedAt), engine.Micros(d.ExpiresAt))
	if err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	return nil
}

// Draft reads a user's form by its token. There is none when it is another's or too old.
func (s *Store) Draft(r engine.Reader, user access.UserID, token identity.Token, now time.Time) (identity.Draft, error) {
	d := identity.Draft{User: user}
	var form []byte
	var created, expires int64
	err := r.QueryRow(`select id, path, form, created_at, expires_at from drafts where token_hash = $1 and user_id = $2 and expires_at > $3`,
		token.Hash(), user, engine.Micros(now)).Scan(&d.ID, &d.Path, &form, &created, &expires)
	if engine.NoRows(err) {
		return d, l10n.Fault(fault.NotFound, "What you typed is not kept any more. Please begin again.",
			"Lo que escribió ya no está guardado. Comience de nuevo.",
			"Ihre Eingaben sind nicht mehr gespeichert. Bitte beginnen Sie von vorn.")
	}
	if err != nil {
		return d, fmt.Errorf("read draft: %w", err)
	}
	d.CreatedAt, d.ExpiresAt = engine.FromMicros(created), engine.FromMicros(expires)
	d.Form, err = s.box.Open(place("drafts", "form", d.ID), form)
	return d, err
}

// DropDraft throws a form away. Of two at once only one is told true.
func (s *Store) DropDraft(tx *engine.Tx, d identity.Draft) (bool, error) {
	n, err := tx.Exec(`delete from drafts where id = $1`, d.ID)
	if err != nil {
		return false, fmt.Errorf("drop draft: %w", err)
	}
	return n == 1, nil
}

// Approve keeps that an order was confirmed in a session by a code of its own.
func (s *Store) Approve(tx *engine.Tx, session identity.SessionID, order string, at time.Time) error {
	_, err := tx.Exec(`insert into approvals (session_id, order_hash, at) values ($1, $2, $3)
		on conflict (session_id, order_hash) do update set at = excluded.at`, session, order, engine.Micros(at))
	if err != nil {
		return fmt.Errorf("approve order: %w", err)
	}
	return nil
}

// Approved tells when an order was confirmed in a session; zero is never.
func (s *Store) Approved(r engine.Reader, session identity.SessionID, order string) (time.Time, error) {
	var at int64
	err := r.QueryRow(`select at from approvals where session_id = $1 and order_hash = $2`, session, order).Scan(&at)
	if err != nil && !engine.NoRows(err) {
		return time.Time{}, fmt.Errorf("read approval: %w", err)
	}
	return engine.FromMicros(at), nil
}

// SetAnswers replaces a user's answers to security questions. They are password hashes, and sealed besides.
func (s *Store) SetAnswers(tx *engine.Tx, user access.UserID, answers []identity.Answer) error {
	if _, err := tx.Exec(`delete from answers where user_id = $1`, user); err != nil {
		return fmt.Errorf("replace answers: %w", err)
	}
	for _, a := range answers {
		hash, err := s.box.Seal(place("answers", "answer", a.ID), a.Hash)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`insert into answers (id, user_id, question, answer, created_at) values ($1, $2, $3, $4, $5)`,
			a.ID, user, a.Question, hash, engine.Micros(a.CreatedAt))
		if err != nil {
			return fmt.Errorf("set answer: %w", err)
		}
	}
	return nil
}

// Answers reads a user's answers to security questions, in the order in which they were set.
func (s *Store) Answers(r engine.Reader, user access.UserID) ([]identity.Answer, error) {
	rows, err := r.Query(`select id, question, answer, created_at from answers where user_id = $1 order by id limit $2`, user, identity.MostAnswers)
	return engine.All(rows, err, func(rows *engine.Rows) (identity.Answer, error) {
		var a identity.Answer
		var hash []byte
		var created int64
		if err := rows.Scan(&a.ID, &a.Question, &hash, &created); err != nil {
			return a, err
		}
		a.CreatedAt = engine.FromMicros(created)
		var err error
		a.Hash, err = s.box.Open(place("answers", "answer", a.ID), hash)
		return a, err
	})
}
