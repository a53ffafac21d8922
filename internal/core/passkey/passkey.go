// Package passkey holds the laws of passkeys (Web Authentication, level 3): what a browser is asked, and whether its answer proves
// anything. It is pure: site, challenge and stored key come in, a key or the reason of a refusal comes out. The library that reads the
// browser's bytes stays inside. Keeping is left to store/users, who may sign in to service/signin.
package passkey

import (
	"crypto/sha256"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// The identifiers of this topic.
type (
	ID         = id.Of[Passkey]
	CeremonyID = id.Of[Ceremony]
)

// The bounds of a ceremony and of what is kept.
const (
	// CeremonyLife is how long a browser may take to answer: finding a security key takes a while, a stolen answer is worth nothing later.
	CeremonyLife = 5 * time.Minute
	MostName     = 40 // letters of a passkey's name
	MostKeys     = 20 // passkeys of one person

	challengeBytes = 32 // the standard asks for 16 or more (13.4.3)
	handleBytes    = 64 // the most that the standard allows, all of it random, so that an authenticator tells nothing about its owner (14.6.1)
)

// Site is the place that a passkey is bound to. The zero value is a place where none works.
type Site struct {
	Host   string // the relying party's id: the name of the brand's host, without port
	Origin string // what a browser calls our pages: https://host, and the port when it is not the usual one
}

// Works tells whether passkeys can be used here.
func (s Site) Works() bool { return s.Host != "" && s.Origin != "" }

// Challenge is what a browser's answer must be about. It is sent once and kept as its hash.
type Challenge []byte

// NewChallenge draws a challenge.
func NewChallenge(random io.Reader) (Challenge, error) {
	return draw(random, challengeBytes)
}

// Hash returns what is stored of a challenge.
func (c Challenge) Hash() []byte {
	h := sha256.Sum256(c)
	return h[:]
}

// NewHandle draws what an authenticator knows its owner by. It is no name, no number and nobody else's.
func NewHandle(random io.Reader) ([]byte, error) { return draw(random, handleBytes) }

func draw(random io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(random, b)
	return b, err
}

// Purpose says what a ceremony is good for; it is good for nothing else.
type Purpose string

// The purposes.
const (
	ForSignIn   Purpose = "sign-in"
	ForStepUp   Purpose = "step-up"
	ForAdd      Purpose = "add"
	ForRegister Purpose = "register"
)

// Ceremony is one question to a browser. It belongs to the visitor who asked for it, or to the user or the registration it is for.
type Ceremony struct {
	ID        CeremonyID
	Purpose   Purpose
	Site      Site
	Visitor   []byte           // hash of the anonymous visitor's token; none when user or claim is set
	User      access.UserID    // who steps up or adds
	Claim     identity.ClaimID // the registration
	Handle    []byte           // of the key to be made
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Begin opens the ceremony now.
func (c Ceremony) Begin(now time.Time) Ceremony {
	c.CreatedAt, c.ExpiresAt = now, now.Add(CeremonyLife)
	return c
}

// Alive tells whether an answer is still taken.
func (c Ceremony) Alive(now time.Time) bool { return now.Before(c.ExpiresAt) }

// Key is what is kept of a credential: the whole record of the standard (4, "credential record").
type Key struct {
	Credential  []byte
	Public      []byte // COSE
	AAGUID      []byte // the make of the authenticator; zeros when it does not tell
	Attestation string // type
	Format      string
	Transports  []string
	Flags       Flags
	SignCount   uint32
}

// Flags are those of the authenticator's data (6.1): present 1, verified 4, may be backed up 8, is backed up 16.
type Flags uint8

// The flags that mean something to us.
const (
	UserVerified   Flags = 1 << 2
	BackupEligible Flags = 1 << 3
	BackedUp       Flags = 1 << 4
)

// Has tells whether all these flags are set.
func (f Flags) Has(these Flags) bool { return f&these == these }

// Passkey is a key with its owner.
type Passkey struct {
	ID         ID
	User       access.UserID
	Claim      identity.ClaimID // the registration it waits for, as long as there is no user
	Handle     []byte
	Host       string // the site that it belongs to
	Name       string // how its owner calls it
	Key        Key
	CreatedAt  time.Time
	UsedAt     time.Time
	DisabledAt time.Time // it may have been copied: it opens nothing until it is made anew
}

// Usable tells whether the passkey opens anything.
func (p Passkey) Usable() bool { return p.DisabledAt.IsZero() && !p.User.IsZero() }

// Refused is the one answer to a passkey that did not work: unknown, removed, disabled and wrong are told apart in the audit only.
func Refused() *fault.Fault {
	return l10n.Fault(fault.Invalid, "We could not sign you in with that passkey. Try again, or sign in another way.",
		"No pudimos iniciar su sesión con esa llave de acceso. Inténtelo de nuevo o inicie sesión de otra manera.",
		"Mit diesem Passkey konnten wir Sie nicht anmelden. Versuchen Sie es noch einmal, oder melden Sie sich anders an.")
}

// NotMade is the answer to a new passkey that cannot be kept.
func NotMade() *fault.Fault {
	return l10n.Fault(fault.Invalid, "That passkey could not be added. Your device must ask for its screen lock, PIN, face or finger. Please try again.",
		"No fue posible agregar esa llave de acceso. Su dispositivo debe pedir el bloqueo de pantalla, el PIN, su rostro o su huella. Inténtelo de nuevo.",
		"Dieser Passkey konnte nicht hinzugefügt werden. Ihr Gerät muss nach Bildschirmsperre, PIN, Gesicht oder Finger fragen. Bitte versuchen Sie es noch einmal.")
}

// Over is the answer to a ceremony that is not open: too late, used, or another page's.
func Over() *fault.Fault {
	return l10n.Fault(fault.Conflict, "That took too long, or it was answered already. Please try again.",
		"Tardó demasiado o ya se respondió. Inténtelo de nuevo.",
		"Das hat zu lange gedauert oder wurde schon beantwortet. Bitte versuchen Sie es noch einmal.")
}

// Missing is the answer when a browser sent nothing.
func Missing() *fault.Fault {
	return l10n.Fault(fault.Invalid, "Your browser sent no passkey. Passkeys need JavaScript and a screen lock. You can go on another way.",
		"Su navegador no envió ninguna llave de acceso. Las llaves de acceso requieren JavaScript y bloqueo de pantalla. Puede continuar de otra manera.",
		"Ihr Browser hat keinen Passkey gesendet. Passkeys brauchen JavaScript und eine Bildschirmsperre. Sie können anders weitermachen.")
}

// Elsewhere is the answer under an address that is none of our sites.
func Elsewhere() *fault.Fault {
	return l10n.Fault(fault.Conflict, "Passkeys do not work under this address. Please open our site by its usual name.",
		"Las llaves de acceso no funcionan en esta dirección. Abra nuestro sitio con su nombre habitual.",
		"Unter dieser Adresse funktionieren Passkeys nicht. Bitte öffnen Sie unsere Seite unter ihrem üblichen Namen.")
}

// ReadName takes how an owner wants to call a passkey.
func ReadName(typed string) (string, error) {
	name := strings.Join(strings.Fields(typed), " ")
	switch {
	case name == "" || !utf8.ValidString(name):
		return "", l10n.Input("name", "Give the passkey a name, such as “My phone”.",
			"Dé un nombre a la llave de acceso, como “Mi teléfono”.",
			"Geben Sie dem Passkey einen Namen, etwa „Mein Telefon“.")
	case utf8.RuneCountInString(name) > MostName:
		return "", l10n.Input("name", "A name has at most %s letters.", "Un nombre tiene como máximo %s letras.", "Ein Name hat höchstens %s Buchstaben.", MostName)
	}
	return name, nil
}
