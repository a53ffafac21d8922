// Package clients keeps the programs that may ask the API: partners with their secrets and tokens, the leave that customers give to apps, and
// how many requests each has made. The session of an app is kept with the others, in store/users.
package clients

import (
	"fmt"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/store/engine"
)

// mostClients bounds a list of clients.
const mostClients = 1000

// Insert enters a client. A name that is taken is a Conflict, also by one that has ended: the record knows it.
func Insert(tx *engine.Tx, c identity.Client) error {
	n, err := tx.Exec(`insert into clients (id, kind, name, scopes, brand, redirects, rate, created_at, ended_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 0) on conflict (name) do nothing`, c.ID, string(c.Kind), c.Name, access.WriteScopes(c.Scopes), c.Brand,
		strings.Join(c.Redirects, "\n"), c.Rate, engine.Micros(c.CreatedAt))
	if err != nil {
		return fmt.Errorf("insert client: %w", err)
	}
	if n == 0 {
		return fault.Newf(fault.Conflict, "There is a client named %q already.", c.Name)
	}
	return nil
}

type scanner interface{ Scan(into ...any) error }

func scan(row scanner) (identity.Client, error) {
	var c identity.Client
	var scopes, redirects string
	var created, ended int64
	err := row.Scan(&c.ID, (*string)(&c.Kind), &c.Name, &scopes, &c.Brand, &redirects, &c.Rate, &created, &ended)
	if err != nil {
		return c, err
	}
	c.CreatedAt, c.EndedAt = engine.FromMicros(created), engine.FromMicros(ended)
	if redirects != "" {
		c.Redirects = strings.Split(redirects, "\n")
	}
	c.Scopes, err = access.ReadScopes(scopes)
	return c, err
}

func one(row *engine.Row) (identity.Client, error) {
	c, err := scan(row)
	if engine.NoRows(err) {
		return c, fault.New(fault.NotFound, "There is no such client.")
	}
	if err != nil {
		return c, fmt.Errorf("read client: %w", err)
	}
	return c, nil
}

// ByID returns a client, also one that has ended, or fault.NotFound.
func ByID(r engine.Reader, client access.ClientID) (identity.Client, error) {
	return one(r.QueryRow(`select id, kind, name, scopes, brand, redirects, rate, created_at, ended_at from clients where id = $1`, client))
}

// List lists every client by name, those that have ended too.
func List(r engine.Reader) ([]identity.Client, error) {
	rows, err := r.Query(`select id, kind, name, scopes, brand, redirects, rate, created_at, ended_at from clients order by name limit $1`, mostClients)
	return engine.All(rows, err, func(rows *engine.Rows) (identity.Client, error) { return scan(rows) })
}

// End ends a client: its secrets and tokens are gone, and no app of it is signed in. One that has ended stays as it is.
func End(tx *engine.Tx, client access.ClientID, at time.Time) error {
	for _, text := range []string{
		`update clients set ended_at = $2 where id = $1 and ended_at = 0`,
		`update sessions set ended_at = $2 where client_id = $1 and ended_at = 0`,
	} {
		if _, err := tx.Exec(text, client, engine.Micros(at)); err != nil {
			return fmt.Errorf("end client: %w", err)
		}
	}
	for _, text := range []string{`delete from client_secrets where client_id = $1`, `delete from client_tokens where client_id = $1`} {
		if _, err := tx.Exec(text, client); err != nil {
			return fmt.Errorf("end client: %w", err)
		}
	}
	return nil
}

// AddSecret gives a client a secret; those before it work until an instant, and those that are over are removed.
func AddSecret(tx *engine.Tx, client access.ClientID, secret identity.Token, now, until time.Time) error {
	if _, err := tx.Exec(`delete from client_secrets where client_id = $1 and expires_at <> 0 and expires_at < $2`, client, engine.Micros(now)); err != nil {
		return fmt.Errorf("remove old secrets: %w", err)
	}
	if _, err := tx.Exec(`update client_secrets set expires_at = $2 where client_id = $1 and expires_at = 0`, client, engine.Micros(until)); err != nil {
		return fmt.Errorf("replace secret: %w", err)
	}
	_, err := tx.Exec(`insert into client_secrets (secret_hash, client_id, created_at, expires_at) values ($1, $2, $3, 0)`, secret.Hash(), client, engine.Micros(now))
	if err != nil {
		return fmt.Errorf("insert secret: %w", err)
	}
	return nil
}

// BySecret returns the client of an id that has a secret, or fault.NotFound.
func BySecret(r engine.Reader, client access.ClientID, secret identity.Token, now time.Time) (identity.Client, error) {
	return one(r.QueryRow(`select c.id, c.kind, c.name, c.scopes, c.brand, c.redirects, c.rate, c.created_at, c.ended_at
		from client_secrets s join clients c on c.id = s.client_id
		where s.secret_hash = $1 and c.id = $2 and c.ended_at = 0 and (s.expires_at = 0 or s.expires_at > $3)`, secret.Hash(), client, engine.Micros(now)))
}

// AddToken keeps a partner's token.
func AddToken(tx *engine.Tx, client access.ClientID, token identity.Token, scopes []access.Scope, now, until time.Time) error {
	_, err := tx.Exec(`insert into client_tokens (token_hash, client_id, scopes, created_at, expires_at) values ($1, $2, $3, $4, $5)`,
		token.Hash(), client, access.WriteScopes(scopes), engine.Micros(now), engine.Micros(until))
	if err != nil {
		return fmt.Errorf("insert token of client: %w", err)
	}
	return nil
}

// ByToken returns the client of a token with the token's scopes, or fault.NotFound.
func ByToken(r engine.Reader, token identity.Token, now time.Time) (identity.Client, error) {
	return one(r.QueryRow(`select c.id, c.kind, c.name, t.scopes, c.brand, c.redirects, c.rate, c.created_at, c.ended_at
		from client_tokens t join clients c on c.id = t.client_id where t.token_hash = $1 and c.ended_at = 0 and t.expires_at > $2`, token.Hash(), engine.Micros(now)))
}

// DropToken removes a token of a partner; one that is gone, or another's, is no error.
func DropToken(tx *engine.Tx, client access.ClientID, token identity.Token) error {
	if _, err := tx.Exec(`delete from client_tokens where token_hash = $1 and client_id = $2`, token.Hash(), client); err != nil {
		return fmt.Errorf("remove token of client: %w", err)
	}
	return nil
}

// Spend takes up to so many requests out of a caller's minute, and says how many it took and how many are used up with them.
func Spend(tx *engine.Tx, caller string, slot int64, want, most int) (took, used int, err error) {
	err = tx.QueryRow(`insert into client_rates (caller, slot, used) values ($1, $2, 0)
		on conflict (caller, slot) do update set used = client_rates.used returning used`, caller, slot).Scan(&used)
	if err != nil {
		return 0, 0, fmt.Errorf("read rate of client: %w", err)
	}
	if took = min(want, most-used); took <= 0 {
		return 0, used, nil
	}
	if _, err := tx.Exec(`update client_rates set used = used + $3 where caller = $1 and slot = $2`, caller, slot, took); err != nil {
		return 0, 0, fmt.Errorf("spend rate of client: %w", err)
	}
	return took, used + took, nil
}
