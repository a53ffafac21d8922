package clients

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/store/engine"
)

// AddCode keeps a customer's leave under its code.
func AddCode(tx *engine.Tx, c identity.AppCode, code identity.Token) error {
	_, err := tx.Exec(`insert into app_codes (code_hash, client_id, user_id, redirect, challenge, scopes, label, methods, factor_at, created_at, expires_at, used_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)`, code.Hash(), c.Client, c.User, c.Redirect, c.Challenge, access.WriteScopes(c.Scopes), c.Label,
		c.Methods, engine.Micros(c.FactorAt), engine.Micros(c.CreatedAt), engine.Micros(c.ExpiresAt))
	if err != nil {
		return fmt.Errorf("insert code of app: %w", err)
	}
	return nil
}

// CodeOf reads a customer's leave. One that there is not is identity.GrantOver.
func CodeOf(r engine.Reader, code identity.Token) (identity.AppCode, error) {
	return oneCode(r.QueryRow(`select client_id, user_id, redirect, challenge, scopes, label, methods, factor_at, session_id, created_at, expires_at, used_at
		from app_codes where code_hash = $1`, code.Hash()))
}

// CodeForUpdate is CodeOf and holds the row until the transaction ends.
func CodeForUpdate(tx *engine.Tx, code identity.Token) (identity.AppCode, error) {
	return oneCode(tx.QueryRow(`select client_id, user_id, redirect, challenge, scopes, label, methods, factor_at, session_id, created_at, expires_at, used_at
		from app_codes where code_hash = $1`+tx.ForUpdate(), code.Hash()))
}

func oneCode(row *engine.Row) (identity.AppCode, error) {
	var c identity.AppCode
	var scopes string
	var factor, created, expires, used int64
	err := row.Scan(&c.Client, &c.User, &c.Redirect, &c.Challenge, &scopes, &c.Label, &c.Methods,
		&factor, &c.Session, &created, &expires, &used)
	if engine.NoRows(err) {
		return c, identity.GrantOver()
	}
	if err != nil {
		return c, fmt.Errorf("read code of app: %w", err)
	}
	c.FactorAt, c.CreatedAt, c.ExpiresAt, c.UsedAt = engine.FromMicros(factor), engine.FromMicros(created), engine.FromMicros(expires), engine.FromMicros(used)
	c.Scopes, err = access.ReadScopes(scopes)
	return c, err
}

// UseCode keeps which session a code became.
func UseCode(tx *engine.Tx, code identity.Token, session identity.SessionID, at time.Time) error {
	if _, err := tx.Exec(`update app_codes set session_id = $2, used_at = $3 where code_hash = $1`, code.Hash(), session, engine.Micros(at)); err != nil {
		return fmt.Errorf("use code of app: %w", err)
	}
	return nil
}

// Refresh is a refresh token as it is kept.
type Refresh struct {
	Session   identity.SessionID
	ExpiresAt time.Time
	UsedAt    time.Time
}

// AddRefresh keeps the token that an app renews its session with.
func AddRefresh(tx *engine.Tx, token identity.Token, session identity.SessionID, now, until time.Time) error {
	_, err := tx.Exec(`insert into app_refreshes (token_hash, session_id, created_at, expires_at, used_at) values ($1, $2, $3, $4, 0)`,
		token.Hash(), session, engine.Micros(now), engine.Micros(until))
	if err != nil {
		return fmt.Errorf("insert refresh token: %w", err)
	}
	return nil
}

// RefreshOf reads a refresh token. One that there is not is identity.GrantOver.
func RefreshOf(r engine.Reader, token identity.Token) (Refresh, error) {
	return oneRefresh(r.QueryRow(`select session_id, expires_at, used_at from app_refreshes where token_hash = $1`, token.Hash()))
}

// RefreshForUpdate is RefreshOf and holds the row until the transaction ends.
func RefreshForUpdate(tx *engine.Tx, token identity.Token) (Refresh, error) {
	return oneRefresh(tx.QueryRow(`select session_id, expires_at, used_at from app_refreshes where token_hash = $1`+tx.ForUpdate(), token.Hash()))
}

func oneRefresh(row *engine.Row) (Refresh, error) {
	var f Refresh
	var expires, used int64
	err := row.Scan(&f.Session, &expires, &used)
	if engine.NoRows(err) {
		return f, identity.GrantOver()
	}
	if err != nil {
		return f, fmt.Errorf("read refresh token: %w", err)
	}
	f.ExpiresAt, f.UsedAt = engine.FromMicros(expires), engine.FromMicros(used)
	return f, nil
}

// UseRefresh keeps that a refresh token was used.
func UseRefresh(tx *engine.Tx, token identity.Token, at time.Time) error {
	if _, err := tx.Exec(`update app_refreshes set used_at = $2 where token_hash = $1`, token.Hash(), engine.Micros(at)); err != nil {
		return fmt.Errorf("use refresh token: %w", err)
	}
	return nil
}
