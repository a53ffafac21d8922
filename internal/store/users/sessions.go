package users

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/store/engine"
)

// mostListed bounds the sessions and devices of one user that are listed.
const mostListed = 100

// Begin keeps a new session under its token.
func (s *Store) Begin(tx *engine.Tx, v identity.Session, token identity.Token) error {
	_, err := tx.Exec(`insert into sessions (id, token_hash, user_id, device_id, methods, factor_at, created_at, active_at, ended_at, client_id, scopes)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, v.ID, token.Hash(), v.User.ID, v.Device, v.Methods, engine.Micros(v.FactorAt),
		engine.Micros(v.CreatedAt), engine.Micros(v.ActiveAt), engine.Micros(v.EndedAt), v.App.Client, access.WriteScopes(v.App.Scopes))
	if err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	return nil
}

// Session reads a session, its user and the language to speak by the token, in one statement: every page asks it. The user's e-mail stays sealed.
func (s *Store) Session(r engine.Reader, token identity.Token) (identity.Session, error) {
	return oneSession(r.QueryRow(`select s.id, s.device_id, s.methods, s.factor_at, s.created_at, s.active_at, s.ended_at,
		u.id, u.party_id, u.state, u.username, u.name, u.roles, u.created_at, u.password_due,
		s.client_id, s.scopes, coalesce(c.name, ''), coalesce(c.rate, 0), coalesce(c.ended_at, 0), coalesce(nullif(p.chosen_locale, ''), p.locale, ''), coalesce(nullif(p.chosen_zone, ''), p.time_zone, '')
		from sessions s join users u on u.id = s.user_id left join clients c on c.id = s.client_id left join parties p on p.id = u.party_id where s.token_hash = $1`, token.Hash()))
}

func oneSession(row *engine.Row) (identity.Session, error) {
	v, err := scanSession(row)
	if engine.NoRows(err) {
		return identity.Session{}, identity.SessionOver()
	}
	if err != nil {
		return identity.Session{}, fmt.Errorf("read session: %w", err)
	}
	return v, nil
}

// SessionsOf lists a user's sessions that have not ended, newest first; some may be past their time.
func (s *Store) SessionsOf(r engine.Reader, user access.UserID) ([]identity.Session, error) {
	rows, err := r.Query(`select s.id, s.device_id, s.methods, s.factor_at, s.created_at, s.active_at, s.ended_at,
		u.id, u.party_id, u.state, u.username, u.name, u.roles, u.created_at, u.password_due,
		s.client_id, s.scopes, coalesce(c.name, ''), coalesce(c.rate, 0), coalesce(c.ended_at, 0), coalesce(nullif(p.chosen_locale, ''), p.locale, ''), coalesce(nullif(p.chosen_zone, ''), p.time_zone, '')
		from sessions s join users u on u.id = s.user_id left join clients c on c.id = s.client_id left join parties p on p.id = u.party_id where s.user_id = $1 and s.ended_at = 0 order by s.id desc limit $2`, user, mostListed)
	return engine.All(rows, err, func(rows *engine.Rows) (identity.Session, error) { return scanSession(rows) })
}

type scanner interface{ Scan(into ...any) error }

func scanSession(row scanner) (identity.Session, error) {
	var v identity.Session
	var roles, scopes string
	var factor, created, active, ended, userCreated, appEnded int64
	err := row.Scan(&v.ID, &v.Device, &v.Methods, &factor, &created, &active, &ended, &v.User.ID, &v.User.Party, (*string)(&v.User.State),
		&v.User.Username, &v.User.Name, &roles, &userCreated, &v.User.PasswordDue, &v.App.Client, &scopes, &v.App.Name, &v.App.Rate, &appEnded, &v.Locale, &v.Zone)
	if err != nil {
		return identity.Session{}, err
	}
	v.FactorAt, v.CreatedAt, v.ActiveAt, v.EndedAt = engine.FromMicros(factor), engine.FromMicros(created), engine.FromMicros(active), engine.FromMicros(ended)
	v.User.Roles, v.User.CreatedAt, v.App.Ended = splitRoles(roles), engine.FromMicros(userCreated), appEnded != 0
	v.App.Scopes, err = access.ReadScopes(scopes)
	return v, err
}

// SessionByID reads a session and its user as Session does.
func (s *Store) SessionByID(r engine.Reader, session identity.SessionID) (identity.Session, error) {
	return oneSession(r.QueryRow(`select s.id, s.device_id, s.methods, s.factor_at, s.created_at, s.active_at, s.ended_at,
		u.id, u.party_id, u.state, u.username, u.name, u.roles, u.created_at, u.password_due,
		s.client_id, s.scopes, coalesce(c.name, ''), coalesce(c.rate, 0), coalesce(c.ended_at, 0), coalesce(nullif(p.chosen_locale, ''), p.locale, ''), coalesce(nullif(p.chosen_zone, ''), p.time_zone, '')
		from sessions s join users u on u.id = s.user_id left join clients c on c.id = s.client_id left join parties p on p.id = u.party_id where s.id = $1`, session))
}

// Renew gives the session of an app another token, which lives from now on. The old one is worth nothing.
func (s *Store) Renew(tx *engine.Tx, session identity.SessionID, token identity.Token, at time.Time) error {
	n, err := tx.Exec(`update sessions set token_hash = $2, active_at = $3 where id = $1 and ended_at = 0`, session, token.Hash(), engine.Micros(at))
	return one(n, err, "renew session")
}

// Touch records that the person did something now; it never sets the clock back.
func (s *Store) Touch(tx *engine.Tx, session identity.SessionID, at time.Time) error {
	_, err := tx.Exec(`update sessions set active_at = $2 where id = $1 and active_at < $2 and ended_at = 0`, session, engine.Micros(at))
	if err != nil {
		return fmt.Errorf("touch session: %w", err)
	}
	return nil
}

// Rotate gives a session a new token and remembers the factor that was given for it. The old token is worth nothing from then on.
func (s *Store) Rotate(tx *engine.Tx, v identity.Session, token identity.Token) error {
	n, err := tx.Exec(`update sessions set token_hash = $2, methods = $3, factor_at = $4 where id = $1 and ended_at = 0`,
		v.ID, token.Hash(), v.Methods, engine.Micros(v.FactorAt))
	return one(n, err, "rotate session")
}

// End ends one session of a user; one that has ended stays as it is.
func (s *Store) End(tx *engine.Tx, user access.UserID, session identity.SessionID, at time.Time) error {
	_, err := tx.Exec(`update sessions set ended_at = $3 where id = $1 and user_id = $2 and ended_at = 0`, session, user, engine.Micros(at))
	if err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// EndAll ends every session of a user but one, which may be none, and says how many there were.
func (s *Store) EndAll(tx *engine.Tx, user access.UserID, but identity.SessionID, at time.Time) (int64, error) {
	n, err := tx.Exec(`update sessions set ended_at = $3 where user_id = $1 and id <> $2 and ended_at = 0`, user, but.String(), engine.Micros(at))
	if err != nil {
		return 0, fmt.Errorf("end sessions: %w", err)
	}
	return n, nil
}

// EndEverybodys ends every session of everybody and says how many there were.
func EndEverybodys(tx *engine.Tx, at time.Time) (int64, error) {
	n, err := tx.Exec(`update sessions set ended_at = $1 where ended_at = 0`, engine.Micros(at))
	if err != nil {
		return 0, fmt.Errorf("end sessions: %w", err)
	}
	return n, nil
}

// Device reads a device by its cookie's token. No such device is NotFound.
func (s *Store) Device(r engine.Reader, token identity.Token) (identity.Device, error) {
	d, err := scanDevice(r.QueryRow(`select id, user_id, label, trusted_until, first_at, last_at, revoked_at, app from devices where token_hash = $1`, token.Hash()))
	if engine.NoRows(err) {
		return identity.Device{}, fault.New(fault.NotFound, "There is no such device.")
	}
	if err != nil {
		return identity.Device{}, fmt.Errorf("read device: %w", err)
	}
	return d, nil
}

// DevicesOf lists a user's devices that are not revoked, the one used last first.
func (s *Store) DevicesOf(r engine.Reader, user access.UserID) ([]identity.Device, error) {
	rows, err := r.Query(`select id, user_id, label, trusted_until, first_at, last_at, revoked_at, app from devices
		where user_id = $1 and revoked_at = 0 order by last_at desc, id desc limit $2`, user, mostListed)
	return engine.All(rows, err, func(rows *engine.Rows) (identity.Device, error) { return scanDevice(rows) })
}

func scanDevice(row scanner) (identity.Device, error) {
	var d identity.Device
	var trusted, first, last, revoked int64
	err := row.Scan(&d.ID, &d.User, &d.Label, &trusted, &first, &last, &revoked, &d.App)
	d.TrustedUntil, d.FirstAt, d.LastAt, d.RevokedAt = engine.FromMicros(trusted), engine.FromMicros(first), engine.FromMicros(last), engine.FromMicros(revoked)
	return d, err
}

// Remember keeps a device that was just signed in with every factor, under its cookie's token.
func (s *Store) Remember(tx *engine.Tx, d identity.Device, token identity.Token) error {
	_, err := tx.Exec(`insert into devices (id, token_hash, user_id, label, trusted_until, first_at, last_at, revoked_at, app)
		values ($1, $2, $3, $4, $5, $6, $7, 0, $8)`, d.ID, token.Hash(), d.User, d.Label, engine.Micros(d.TrustedUntil), engine.Micros(d.FirstAt), engine.Micros(d.LastAt), d.App)
	if err != nil {
		return fmt.Errorf("remember device: %w", err)
	}
	return nil
}

// Seen keeps that a known device signed in again, and its trust.
func (s *Store) Seen(tx *engine.Tx, d identity.Device) error {
	n, err := tx.Exec(`update devices set label = $2, trusted_until = $3, last_at = $4 where id = $1 and revoked_at = 0`,
		d.ID, d.Label, engine.Micros(d.TrustedUntil), engine.Micros(d.LastAt))
	return one(n, err, "see device")
}

// Distrust takes the trust from every device of a user; they stay known.
func (s *Store) Distrust(tx *engine.Tx, user access.UserID) error {
	if _, err := tx.Exec(`update devices set trusted_until = 0 where user_id = $1 and trusted_until > 0`, user); err != nil {
		return fmt.Errorf("distrust devices: %w", err)
	}
	return nil
}

// Forget revokes one device of a user and ends its sessions.
func (s *Store) Forget(tx *engine.Tx, user access.UserID, device identity.DeviceID, at time.Time) error {
	n, err := tx.Exec(`update devices set revoked_at = $3, trusted_until = 0 where id = $1 and user_id = $2 and revoked_at = 0`, device, user, engine.Micros(at))
	if err != nil {
		return fmt.Errorf("forget device: %w", err)
	}
	if n == 0 {
		return fault.New(fault.NotFound, "There is no such device.")
	}
	if _, err := tx.Exec(`update sessions set ended_at = $3 where device_id = $1 and user_id = $2 and ended_at = 0`, device, user, engine.Micros(at)); err != nil {
		return fmt.Errorf("end sessions of device: %w", err)
	}
	return nil
}
