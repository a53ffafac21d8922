// Package attempts keeps each try to sign in with its true reason, for the desk that helps. Rows are only added, and swept when they are
// old; network and browser are sealed. What an outcome means is core/identity's business.
package attempts

import (
	"errors"
	"fmt"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// mostListed bounds the attempts of one page.
const mostListed = 100

func place(column string, attempt identity.AttemptID) seal.Place {
	return seal.Place{Table: "sign_in_attempts", Column: column, Row: attempt.String()}
}

// Add keeps an attempt. One of nobody's name costs the same.
func Add(tx *engine.Tx, box *seal.Box, a identity.Attempt) error {
	network, err1 := box.Seal(place("network", a.ID), orDash(a.Network))
	browser, err2 := box.Seal(place("browser", a.ID), orDash(a.Browser))
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	_, err := tx.Exec(`insert into sign_in_attempts (id, user_id, at, step, outcome, factor, until, network, browser, known)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, a.ID, a.User, engine.Micros(a.At), string(a.Step), string(a.Outcome),
		string(a.Factor), engine.Micros(a.Until), network, browser, a.Known)
	if err != nil {
		return fmt.Errorf("keep attempt: %w", err)
	}
	return nil
}

// orDash writes a value that is not there, since an empty one would not be sealed.
func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// Of lists a user's attempts, newest first.
func Of(r engine.Reader, box *seal.Box, user access.UserID) ([]identity.Attempt, error) {
	rows, err := r.Query(`select id, user_id, at, step, outcome, factor, until, network, browser, known from sign_in_attempts
		where user_id = $1 order by id desc limit $2`, user, mostListed)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (identity.Attempt, error) { return scan(rows, box) })
	if err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	return all, nil
}

func scan(rows *engine.Rows, box *seal.Box) (identity.Attempt, error) {
	var a identity.Attempt
	var at, until int64
	var network, browser []byte
	err := rows.Scan(&a.ID, &a.User, &at, (*string)(&a.Step), (*string)(&a.Outcome), (*string)(&a.Factor), &until, &network, &browser, &a.Known)
	if err != nil {
		return a, err
	}
	a.At = engine.FromMicros(at)
	if until != 0 {
		a.Until = engine.FromMicros(until)
	}
	var err1, err2 error
	a.Network, err1 = box.Open(place("network", a.ID), network)
	a.Browser, err2 = box.Open(place("browser", a.ID), browser)
	return a, errors.Join(err1, err2)
}
