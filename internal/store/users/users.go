// Package users keeps the ways in: users, what they prove with, codes, invitations, registrations, devices, sessions and the counters
// of the throttle. Tokens and codes are stored as hashes only, addresses sealed. What is allowed is core/identity's business.
package users

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Store reads and writes this topic; it holds the keys of what is sealed.
type Store struct{ box *seal.Box }

// New returns a store that seals with these keys.
func New(box *seal.Box) *Store { return &Store{box: box} }

func errNoUser() error { return fault.New(fault.NotFound, "There is no such user.") }

// place is where a sealed value of this topic belongs.
func place(table, column string, row fmt.Stringer) seal.Place {
	return seal.Place{Table: table, Column: column, Row: row.String()}
}

// Insert adds a user. A username that is taken is a fault of the field "username"; a party that has a user already is a Conflict. An
// e-mail address that another user signs in with is kept for notices, and only the first can sign in with it: found tells.
func (s *Store) Insert(tx *engine.Tx, u identity.User) (signsInByEmail bool, err error) {
	if err := s.free(tx, u); err != nil {
		return false, err
	}
	email, err := s.box.Seal(place("users", "email", u.ID), u.Email)
	if err != nil {
		return false, err
	}
	index := s.emailIndex(u.Email)
	if index != nil {
		now, other := s.emailIndexes(u.Email)
		taken, err := exists(tx.QueryRow(`select 1 from users where email_index = $1 or email_index = $2`, now, other))
		if err != nil {
			return false, fmt.Errorf("look for e-mail: %w", err)
		}
		if taken {
			index = nil
		}
	}
	added, err := s.add(tx, u, email, index)
	if err != nil || added {
		return index != nil && err == nil, err
	}
	if err := s.free(tx, u); err != nil { // of somebody who was first since we looked
		return false, err
	}
	if added, err = s.add(tx, u, email, nil); err == nil && !added {
		err = fmt.Errorf("insert user %s: %w", u.ID, errGone)
	}
	return false, err
}

// add inserts a user unless a name, party or address is somebody's by now. PostgreSQL waits for others who insert the same.
func (s *Store) add(tx *engine.Tx, u identity.User, email, index []byte) (bool, error) {
	n, err := tx.Exec(`insert into users (id, party_id, state, username, username_norm, name, email, email_index, roles, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`, u.ID, u.Party, string(u.State), u.Username, strings.ToLower(u.Username), u.Name,
		email, index, joinRoles(u.Roles), engine.Micros(u.CreatedAt))
	if err != nil {
		return false, fmt.Errorf("insert user %s: %w", u.ID, err)
	}
	return n == 1, nil
}

// free refuses a username that is taken and a party that has its user.
func (s *Store) free(tx *engine.Tx, u identity.User) error {
	taken, err := s.UsernameTaken(tx, u.Username)
	if err != nil {
		return err
	}
	if taken {
		return UsernameTaken()
	}
	has, err := s.PartyHasUser(tx, u.Party)
	if err != nil {
		return err
	}
	if has {
		return l10n.Fault(fault.Conflict, "This person has registered already. Sign in instead.",
			"Esta persona ya se registró. Inicie sesión.",
			"Diese Person ist schon registriert. Melden Sie sich stattdessen an.")
	}
	return nil
}

// UsernameTaken is the answer to a username that somebody else has.
func UsernameTaken() *fault.Fault {
	return l10n.Input("username", "This username is taken. Please choose another one.",
		"Este nombre de usuario ya está en uso. Elija otro.",
		"Dieser Benutzername ist vergeben. Bitte wählen Sie einen anderen.")
}

// UsernameTaken tells whether a username is somebody's, in any letter case.
func (s *Store) UsernameTaken(r engine.Reader, username string) (bool, error) {
	taken, err := exists(r.QueryRow(`select 1 from users where username_norm = $1`, strings.ToLower(username)))
	if err != nil {
		return false, fmt.Errorf("look for username: %w", err)
	}
	return taken, nil
}

// PartyHasUser tells whether a party has registered.
func (s *Store) PartyHasUser(r engine.Reader, party access.PartyID) (bool, error) {
	has, err := exists(r.QueryRow(`select 1 from users where party_id = $1`, party))
	if err != nil {
		return false, fmt.Errorf("look for user of party: %w", err)
	}
	return has, nil
}

// exists tells whether a row with one number was found.
func exists(row *engine.Row) (bool, error) {
	var one int
	err := row.Scan(&one)
	if engine.NoRows(err) {
		return false, nil
	}
	return err == nil, err
}

// ByID reads a user.
func (s *Store) ByID(r engine.Reader, user access.UserID) (identity.User, error) {
	return s.one(r.QueryRow(`select id, party_id, state, username, name, email, roles, created_at, password_due from users where id = $1`, user))
}

// ByParty reads the user of a party.
func (s *Store) ByParty(r engine.Reader, party access.PartyID) (identity.User, error) {
	return s.one(r.QueryRow(`select id, party_id, state, username, name, email, roles, created_at, password_due from users where party_id = $1`, party))
}

// ByIdentifier reads the user whom a typed name means. One statement serves both kinds of name.
func (s *Store) ByIdentifier(r engine.Reader, name identity.Identifier) (identity.User, error) {
	username, email, other := name.Folded, []byte(nil), []byte(nil)
	if name.Email {
		username = ""
		email, other = s.emailIndexes(name.Folded)
	}
	return s.one(r.QueryRow(`select id, party_id, state, username, name, email, roles, created_at, password_due from users
		where username_norm = $1 or email_index = $2 or email_index = $3`, username, email, other))
}

func (s *Store) emailIndex(address string) []byte {
	if address == "" {
		return nil
	}
	return s.box.Index(emailPurpose, identity.FoldEmail(address))
}

const emailPurpose = "user.email"

// emailIndexes are what an address may be stored under: the other one is of a key that is on its way in or out.
func (s *Store) emailIndexes(address string) (now, other []byte) {
	if address == "" {
		return nil, nil
	}
	return s.box.Indexes(emailPurpose, identity.FoldEmail(address))
}

func (s *Store) one(row *engine.Row) (identity.User, error) {
	u, err := s.scan(row)
	if engine.NoRows(err) {
		return identity.User{}, errNoUser()
	}
	if err != nil {
		return identity.User{}, fmt.Errorf("read user: %w", err)
	}
	return u, nil
}

func (s *Store) scan(row scanner) (identity.User, error) {
	var u identity.User
	var email []byte
	var roles string
	var created int64
	err := row.Scan(&u.ID, &u.Party, (*string)(&u.State), &u.Username, &u.Name, &email, &roles, &created, &u.PasswordDue)
	if err != nil {
		return identity.User{}, err
	}
	u.Roles, u.CreatedAt = splitRoles(roles), engine.FromMicros(created)
	u.Email, err = s.box.Open(place("users", "email", u.ID), email)
	return u, err
}

func joinRoles(roles []access.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return strings.Join(names, ",")
}

func splitRoles(s string) []access.Role {
	var roles []access.Role
	for name := range strings.SplitSeq(s, ",") {
		if slices.Contains(access.Roles(), access.Role(name)) {
			roles = append(roles, access.Role(name))
		}
	}
	return roles
}

// mostAuthenticators bounds what one user proves with.
const mostAuthenticators = 50

// Bind adds an authenticator to a user.
func (s *Store) Bind(tx *engine.Tx, a identity.Authenticator) error {
	secret, err := s.box.Seal(place("authenticators", "secret", a.ID), a.Secret)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into authenticators (id, user_id, factor, secret, used, disabled_at, created_at)
		values ($1, $2, $3, $4, $5, $6, $7)`, a.ID, a.User, string(a.Factor), secret, a.Used, engine.Micros(a.DisabledAt), engine.Micros(a.CreatedAt))
	if err != nil {
		return fmt.Errorf("bind %s: %w", a.Factor, err)
	}
	return nil
}

// Authenticators lists what a user proves with, oldest first. Nobody has none.
func (s *Store) Authenticators(r engine.Reader, user access.UserID) ([]identity.Authenticator, error) {
	rows, err := r.Query(`select id, user_id, factor, secret, used, disabled_at, created_at from authenticators where user_id = $1
		order by id limit $2`, user, mostAuthenticators)
	all, err := engine.All(rows, err, s.scanAuthenticator)
	if err != nil {
		return nil, fmt.Errorf("read authenticators: %w", err)
	}
	return all, nil
}

func (s *Store) scanAuthenticator(rows *engine.Rows) (identity.Authenticator, error) {
	var a identity.Authenticator
	var secret []byte
	var disabled, created int64
	if err := rows.Scan(&a.ID, &a.User, (*string)(&a.Factor), &secret, &a.Used, &disabled, &created); err != nil {
		return a, err
	}
	a.DisabledAt, a.CreatedAt = engine.FromMicros(disabled), engine.FromMicros(created)
	var err error
	a.Secret, err = s.box.Open(place("authenticators", "secret", a.ID), secret)
	return a, err
}

// Rebind replaces an authenticator's secret, such as a hash that was made anew.
func (s *Store) Rebind(tx *engine.Tx, a identity.Authenticator) error {
	secret, err := s.box.Seal(place("authenticators", "secret", a.ID), a.Secret)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`update authenticators set secret = $2 where id = $1`, a.ID, secret)
	return one(n, err, "rebind authenticator")
}

// Spend uses up an authenticator until a step: an app's code of that step or before, or a spare code. Of two at once only one is told true.
func (s *Store) Spend(tx *engine.Tx, a identity.AuthenticatorID, step int64) (bool, error) {
	n, err := tx.Exec(`update authenticators set used = $2 where id = $1 and used < $2 and disabled_at = 0`, a, step)
	if err != nil {
		return false, fmt.Errorf("spend authenticator: %w", err)
	}
	return n == 1, nil
}

// Unbind takes away every authenticator of one kind from a user and says how many there were.
func (s *Store) Unbind(tx *engine.Tx, user access.UserID, factor identity.Factor) (int64, error) {
	n, err := tx.Exec(`delete from authenticators where user_id = $1 and factor = $2`, user, string(factor))
	if err != nil {
		return 0, fmt.Errorf("unbind %s: %w", factor, err)
	}
	return n, nil
}

// UnbindSeconds takes away everything that a user proves with but the password, passkeys too.
func (s *Store) UnbindSeconds(tx *engine.Tx, user access.UserID) error {
	_, err := tx.Exec(`delete from authenticators where user_id = $1 and factor <> $2`, user, string(identity.FactorPassword))
	if err != nil {
		return fmt.Errorf("unbind second factors: %w", err)
	}
	if _, err := tx.Exec(`delete from passkeys where user_id = $1`, user); err != nil {
		return fmt.Errorf("unbind passkeys: %w", err)
	}
	return nil
}

// Redirect sends the codes of a factor to another address, for a user who has that factor.
func (s *Store) Redirect(tx *engine.Tx, user access.UserID, factor identity.Factor, address string) error {
	all, err := s.Authenticators(tx, user)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Factor != factor {
			continue
		}
		a.Secret = address
		if err := s.Rebind(tx, a); err != nil {
			return err
		}
	}
	return nil
}

// SetPassword replaces a user's password, or gives one to who had none, and ends what the old one opened: every session but one (which
// may be none) and the trust in every device.
func (s *Store) SetPassword(tx *engine.Tx, a identity.Authenticator, but identity.SessionID) error {
	sealed, err := s.box.Seal(place("authenticators", "secret", a.ID), a.Secret)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into authenticators (id, user_id, factor, secret, used, disabled_at, created_at) values ($1, $2, $3, $4, 0, 0, $5)
		on conflict (id) do update set secret = excluded.secret, disabled_at = 0, created_at = excluded.created_at`,
		a.ID, a.User, string(identity.FactorPassword), sealed, engine.Micros(a.CreatedAt))
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	if _, err := s.EndAll(tx, a.User, but, a.CreatedAt); err != nil {
		return err
	}
	if _, err := tx.Exec(`update users set password_due = $2 where id = $1 and password_due <> $2`, a.User, false); err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	return s.Distrust(tx, a.User)
}

// DuePassword makes a user choose a new password after the next sign-in. Who has none has nothing to choose.
func (s *Store) DuePassword(tx *engine.Tx, user access.UserID) error {
	_, err := tx.Exec(`update users set password_due = $2 where id = $1 and exists
		(select 1 from authenticators where user_id = $1 and factor = $3)`, user, true, string(identity.FactorPassword))
	if err != nil {
		return fmt.Errorf("make a password due: %w", err)
	}
	return nil
}

// SetEmail changes where a user's notices go, and with what the user signs in, unless somebody else does with this address.
func (s *Store) SetEmail(tx *engine.Tx, user access.UserID, address string) error {
	email, err := s.box.Seal(place("users", "email", user), address)
	if err != nil {
		return err
	}
	index := s.emailIndex(address)
	now, other := s.emailIndexes(address)
	taken, err := exists(tx.QueryRow(`select 1 from users where (email_index = $1 or email_index = $2) and id <> $3`, now, other, user))
	if err != nil {
		return fmt.Errorf("look for e-mail: %w", err)
	}
	if taken {
		index = nil
	}
	n, err := tx.Exec(`update users set email = $2, email_index = $3 where id = $1`, user, email, index)
	return one(n, err, "set e-mail")
}

// Consent keeps a consent as evidence; it is never changed.
func (s *Store) Consent(tx *engine.Tx, id identity.ConsentID, user access.UserID, c identity.Consent) error {
	_, err := tx.Exec(`insert into consents (id, user_id, kind, given, version, shown, at, network) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, user, string(c.Kind), c.Given, c.Version, c.Shown, engine.Micros(c.At), c.Network)
	if err != nil {
		return fmt.Errorf("keep consent: %w", err)
	}
	return nil
}

// Consents lists what a user agreed to or did not, newest first.
func (s *Store) Consents(r engine.Reader, user access.UserID) ([]identity.Consent, error) {
	const most = 100
	rows, err := r.Query(`select kind, given, version, shown, at, network from consents where user_id = $1 order by id desc limit $2`, user, most)
	return engine.All(rows, err, func(rows *engine.Rows) (identity.Consent, error) {
		var c identity.Consent
		var at int64
		err := rows.Scan((*string)(&c.Kind), &c.Given, &c.Version, &c.Shown, &at, &c.Network)
		c.At = engine.FromMicros(at)
		return c, err
	})
}

// errGone says that a row was not in the state in which it was to be changed: another request was first.
var errGone = errors.New("the row has changed meanwhile")

// one wants exactly one row changed.
func one(n int64, err error, doing string) error {
	if err == nil && n != 1 {
		err = errGone
	}
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}
