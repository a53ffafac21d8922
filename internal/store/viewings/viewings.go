// Package viewings keeps when one of the staff saw a customer's pages as the customer does, and why. The reason in words is sealed. What such a
// viewing may is core/identity's and core/access's business.
package viewings

import (
	"fmt"
	"time"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Store seals and opens the rows.
type Store struct{ box *seal.Box }

// New returns a store that seals with the box.
func New(box *seal.Box) *Store { return &Store{box: box} }

func place(v identity.ViewingID) seal.Place {
	return seal.Place{Table: "viewings", Column: "words", Row: v.String()}
}

// Insert keeps a viewing that begins.
func (s *Store) Insert(tx *engine.Tx, v identity.Viewing) error {
	words, err := s.box.Seal(place(v.ID), v.Words)
	if err == nil {
		_, err = tx.Exec(`insert into viewings (id, session_id, agent_id, party_id, reason, ticket, words, begun_at, until, ended_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`, v.ID, v.Session, v.Agent, v.Party, string(v.Why.Reason), v.Why.Ticket, words, engine.Micros(v.Begun), engine.Micros(v.Until))
	}
	if err != nil {
		return fmt.Errorf("insert viewing: %w", err)
	}
	return nil
}

// End keeps when a viewing ended. One that has ended already stays as it is, and false says so.
func End(tx *engine.Tx, v identity.ViewingID, at time.Time) (bool, error) {
	n, err := tx.Exec(`update viewings set ended_at = $2 where id = $1 and ended_at = 0`, v, engine.Micros(at))
	if err != nil {
		return false, fmt.Errorf("end viewing: %w", err)
	}
	return n == 1, nil
}

const columns = `id, session_id, agent_id, party_id, reason, ticket, words, begun_at, until, ended_at`

// Last reads the viewing of a session that has not been ended, or a zero one.
func (s *Store) Last(r engine.Reader, of identity.SessionID) (identity.Viewing, error) {
	v, err := s.scan(r.QueryRow(`select `+columns+` from viewings where session_id = $1 and ended_at = 0 order by id desc limit 1`, of))
	if engine.NoRows(err) {
		return identity.Viewing{}, nil
	}
	if err != nil {
		return v, fmt.Errorf("read viewing: %w", err)
	}
	return v, nil
}

// ByID reads a viewing, or fault.NotFound.
func (s *Store) ByID(r engine.Reader, which identity.ViewingID) (identity.Viewing, error) {
	v, err := s.scan(r.QueryRow(`select `+columns+` from viewings where id = $1`, which))
	if engine.NoRows(err) {
		return v, fault.New(fault.NotFound, "There is no such viewing.")
	}
	if err != nil {
		return v, fmt.Errorf("read viewing: %w", err)
	}
	return v, nil
}

func (s *Store) scan(row *engine.Row) (identity.Viewing, error) {
	var v identity.Viewing
	var words []byte
	var begun, until, ended int64
	err := row.Scan(&v.ID, &v.Session, &v.Agent, &v.Party, (*string)(&v.Why.Reason), &v.Why.Ticket, &words, &begun, &until, &ended)
	if err != nil {
		return v, err
	}
	v.Begun, v.Until = engine.FromMicros(begun), engine.FromMicros(until)
	if ended > 0 {
		v.Ended = engine.FromMicros(ended)
	}
	v.Words, err = s.box.Open(place(v.ID), words)
	return v, err
}
