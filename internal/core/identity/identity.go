// Package identity holds the laws of signing in: passwords, codes, invitations, proofs, throttles, sessions and devices. All of it is
// pure: time, randomness and keys come in as arguments. Keeping and sending are left to store/users and the services.
package identity

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"slices"
	"time"

	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// Policy says how far convenience may depart from the standards (ASVS 5.0, NIST SP 800-63B-4). The zero value is Standard.
type Policy string

// The policies. Standard is what is shipped; Strict takes away trusted browsers; Legacy locks known devices as well.
const (
	Strict   Policy = "strict"
	Standard Policy = "standard"
	Legacy   Policy = "legacy"
)

// The identifiers of this topic; a user's is access.UserID.
type (
	AuthenticatorID = id.Of[Authenticator]
	ChallengeID     = id.Of[Challenge]
	ClaimID         = id.Of[Claim]
	ConsentID       = id.Of[Consent]
	DeviceID        = id.Of[Device]
	InvitationID    = id.Of[Invitation]
	SessionID       = id.Of[Session]

	StaffInvitationID = id.Of[StaffInvitation]
)

// UserState says whether a sign-in may be used.
type UserState string

// The states of a user. A closed user's row stays for the audit.
const (
	UserActive  UserState = "active"
	UserInvited UserState = "invited" // one of ours who has not chosen a password and bound an app yet
	UserClosed  UserState = "closed"
)

// User is one person's way in. A customer belongs to one party, an agent to none and has roles instead.
type User struct {
	ID        access.UserID
	Party     access.PartyID
	State     UserState
	Username  string // as typed at registration
	Name      string // how the pages greet the person
	Email     string // where notices go; empty when none is on file
	Roles     []access.Role
	CreatedAt time.Time

	PasswordDue bool // a new password must be chosen before anything else
}

// Actor returns the user as the door knows it.
func (u User) Actor() access.Actor {
	if u.Party.IsZero() {
		return access.Agent(u.ID, u.Roles...)
	}
	return access.Customer(u.ID, u.Party)
}

// Staff tells whether the user is one of the lender's own people, who sign in at the desk only.
func (u User) Staff() bool { return u.Party.IsZero() }

// Usable leaves out what a user may not prove with: staff never prove by a text, a mail or a spare code (NIST SP 800-63B-4, 3.1.3.3
// calls texts restricted; whoever may open other people's accounts takes no such risk).
func (u User) Usable(all []Authenticator) []Authenticator {
	if !u.Staff() {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(a Authenticator) bool {
		return a.Factor == FactorText || a.Factor == FactorMail || a.Factor == FactorRecovery
	})
}

// Factor is a kind of authenticator.
type Factor string

// The factors. Mail is a factor only for people whose contract has no telephone, and never under Strict.
const (
	FactorPassword Factor = "password"
	FactorText     Factor = "text"
	FactorMail     Factor = "mail"
	FactorApp      Factor = "app"      // codes of an authenticator app
	FactorRecovery Factor = "recovery" // one spare code
	FactorPasskey  Factor = "passkey"  // kept apart from authenticators: core/passkey
)

// Authenticator is one thing a user proves with.
type Authenticator struct {
	ID         AuthenticatorID
	User       access.UserID
	Factor     Factor
	Secret     string // password: PHC text; text, mail: the address that codes go to; app: a TOTPSecret; recovery: a RecoveryCode's hash
	Used       int64  // app: the last step that was used; recovery: 1 once it was
	DisabledAt time.Time
	CreatedAt  time.Time
}

// PasswordOf returns the password among a user's authenticators, or the zero value.
func PasswordOf(all []Authenticator) Authenticator {
	for _, a := range all {
		if a.Factor == FactorPassword {
			return a
		}
	}
	return Authenticator{}
}

// tokenBytes is the size of a bearer token: 256 bits, so that its plain hash can be kept without a key (ASVS 7.2.3 asks for 128).
const tokenBytes = 32

// Token is a bearer secret: a session's, a challenge's, a device's. Only its Hash is stored.
type Token string

// NewToken draws a token.
func NewToken(random io.Reader) (Token, error) {
	var b [tokenBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", err
	}
	return Token(base64.RawURLEncoding.EncodeToString(b[:])), nil
}

// Hash returns what is stored of a token. A text that cannot be a token hashes too, and is found nowhere.
func (t Token) Hash() []byte {
	h := sha256.Sum256([]byte(t))
	return h[:]
}

// Plausible tells whether a text has the form of a token; what has not needs no look-up.
func (t Token) Plausible() bool {
	return len(t) == base64.RawURLEncoding.EncodedLen(tokenBytes)
}

// Refused is the one answer to every sign-in that did not work: wrong, unknown, closed and disabled are told apart in the audit only.
func Refused() *fault.Fault {
	return l10n.Fault(fault.Invalid, "We could not sign you in with that username or email and password. Check both and try again.",
		"No pudimos iniciar su sesión con ese nombre de usuario o correo electrónico y esa contraseña. Revise ambos e inténtelo de nuevo.",
		"Mit diesem Benutzernamen oder dieser E-Mail und diesem Passwort konnten wir Sie nicht anmelden. Prüfen Sie beides, und versuchen Sie es noch einmal.")
}
