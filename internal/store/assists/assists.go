// Package assists keeps what the desk did to help somebody sign in: checks of who was calling, and requests that a second person decides.
// Checks are only added; what a request may become is core/identity's business.
package assists

import (
	"fmt"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/store/engine"
)

// mostListed bounds every list here: an account that needs more help needs a letter.
const mostListed = 100

// AddCheck keeps a check of who is calling, passed or not.
func AddCheck(tx *engine.Tx, c identity.Check) error {
	_, err := tx.Exec(`insert into identity_checks (id, party_id, agent_id, at, way, score, asked, questions, passed)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, c.ID, c.Party, c.Agent, engine.Micros(c.At), c.Way, c.Score, c.Asked, c.Questions, c.Passed)
	if err != nil {
		return fmt.Errorf("keep check: %w", err)
	}
	return nil
}

// Checks lists the checks of a party, newest first.
func Checks(r engine.Reader, party access.PartyID) ([]identity.Check, error) {
	rows, err := r.Query(`select id, party_id, agent_id, at, way, score, asked, questions, passed from identity_checks
		where party_id = $1 order by id desc limit $2`, party, mostListed)
	return engine.All(rows, err, func(rows *engine.Rows) (identity.Check, error) {
		var c identity.Check
		var at int64
		err := rows.Scan(&c.ID, &c.Party, &c.Agent, &at, &c.Way, &c.Score, &c.Asked, &c.Questions, &c.Passed)
		c.At = engine.FromMicros(at)
		return c, err
	})
}

// Insert adds a request.
func Insert(tx *engine.Tx, q identity.Request) error {
	_, err := tx.Exec(`insert into assist_requests (id, party_id, user_id, kind, factor, reason, ticket, state, asked_by, asked_at, decided_by,
		decided_at, due_at, ended_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, 0, 0, 0)`, q.ID, q.Party, q.User, string(q.Kind),
		string(q.Factor), string(q.Why.Reason), q.Why.Ticket, string(q.State), q.AskedBy, engine.Micros(q.AskedAt))
	if err != nil {
		return fmt.Errorf("insert request: %w", err)
	}
	return nil
}

// Change writes where a request stands, when it still stood where the caller read it. Of two at once only one is told true.
func Change(tx *engine.Tx, q identity.Request, from identity.RequestState) (bool, error) {
	n, err := tx.Exec(`update assist_requests set state = $2, decided_by = $3, decided_at = $4, due_at = $5, ended_at = $6 where id = $1 and state = $7`,
		q.ID, string(q.State), q.DecidedBy, engine.Micros(q.DecidedAt), engine.Micros(q.DueAt), engine.Micros(q.EndedAt), string(from))
	if err != nil {
		return false, fmt.Errorf("change request: %w", err)
	}
	return n == 1, nil
}

// ByID reads a request.
func ByID(r engine.Reader, request identity.RequestID) (identity.Request, error) {
	q, err := scan(r.QueryRow(`select id, party_id, user_id, kind, factor, reason, ticket, state, asked_by, asked_at, decided_by, decided_at,
		due_at, ended_at from assist_requests where id = $1`, request))
	if engine.NoRows(err) {
		return q, fault.New(fault.NotFound, "There is no such request.")
	}
	if err != nil {
		return q, fmt.Errorf("read request: %w", err)
	}
	return q, nil
}

// Of lists the requests about a party, newest first.
func Of(r engine.Reader, party access.PartyID) ([]identity.Request, error) {
	rows, err := r.Query(`select id, party_id, user_id, kind, factor, reason, ticket, state, asked_by, asked_at, decided_by, decided_at,
		due_at, ended_at from assist_requests where party_id = $1 order by id desc limit $2`, party, mostListed)
	return engine.All(rows, err, func(rows *engine.Rows) (identity.Request, error) { return scan(rows) })
}

// In lists the requests of a state, those due first.
func In(r engine.Reader, state identity.RequestState) ([]identity.Request, error) {
	rows, err := r.Query(`select id, party_id, user_id, kind, factor, reason, ticket, state, asked_by, asked_at, decided_by, decided_at,
		due_at, ended_at from assist_requests where state = $1 order by due_at, id limit $2`, string(state), mostListed)
	return engine.All(rows, err, func(rows *engine.Rows) (identity.Request, error) { return scan(rows) })
}

func scan(row interface{ Scan(into ...any) error }) (identity.Request, error) {
	var q identity.Request
	var asked, decided, due, ended int64
	err := row.Scan(&q.ID, &q.Party, &q.User, (*string)(&q.Kind), (*string)(&q.Factor), (*string)(&q.Why.Reason), &q.Why.Ticket, (*string)(&q.State),
		&q.AskedBy, &asked, &q.DecidedBy, &decided, &due, &ended)
	q.AskedAt, q.DecidedAt, q.DueAt, q.EndedAt = engine.FromMicros(asked), engine.FromMicros(decided), engine.FromMicros(due), engine.FromMicros(ended)
	return q, err
}
