package identity

import (
	"io"
	"net/mail"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// LinkPurpose says what a mailed link is good for.
type LinkPurpose string

// The purposes of links. Each is used by a posted form, never by opening it: mail scanners open links.
const (
	LinkNotMyDevice  LinkPurpose = "not-my-device"  // ends the device's session and forgets the device
	LinkNotMyContact LinkPurpose = "not-my-contact" // puts an address back that was replaced
	LinkStopReset    LinkPurpose = "stop-reset"     // ends a request to replace lost factors
	LinkReset        LinkPurpose = "reset"          // goes on with such a request once its wait is over
	LinkPassword     LinkPurpose = "password"       // a new password may be chosen: one of us checked who called
)

// Life is how long a link of the purpose works.
func (p LinkPurpose) Life() time.Duration {
	switch p {
	case LinkNotMyDevice, LinkNotMyContact:
		return UndoLife
	case LinkStopReset:
		return ResetWait + ResetLife
	}
	return ResetLinkLife
}

// UndoLife is how long a mailed "this was not me" works. It is also how long a changed address counts as new.
const UndoLife = 14 * 24 * time.Hour

// Link is a mailed way to undo something or to go on with it. Its token is the secret, 256 bits of randomness of which only the hash is
// stored: what a signature would prove, the row proves.
type Link struct {
	ID        LinkID
	Purpose   LinkPurpose
	User      access.UserID
	Subject   string // the id of the device, change or request that it is about
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time
}

// LinkID names a link.
type LinkID = id.Of[Link]

// NewLink makes a link and its token.
func NewLink(l Link, now time.Time, random io.Reader) (Link, Token, error) {
	token, err := NewToken(random)
	l.CreatedAt, l.ExpiresAt = now, now.Add(l.Purpose.Life())
	return l, token, err
}

// Usable tells whether the link still does anything.
func (l Link) Usable(now time.Time) bool { return l.UsedAt.IsZero() && now.Before(l.ExpiresAt) }

// LinkOver is the answer to a link that does nothing: unknown, used and expired alike.
func LinkOver() *fault.Fault {
	return l10n.Fault(fault.Conflict, "This link was used already or is too old. If something is wrong with your account, please call us.",
		"Este enlace ya se usó o es demasiado antiguo. Si algo anda mal con su cuenta, llámenos.",
		"Dieser Link wurde schon benutzt oder ist zu alt. Wenn mit Ihrem Konto etwas nicht stimmt, rufen Sie uns bitte an.")
}

// The times of replacing lost factors: the wait in which the owner can say no, then the days in which one may go on, and how long the
// mailed link of the last step works.
const (
	ResetWait     = 24 * time.Hour
	ResetLife     = 7 * 24 * time.Hour
	ResetLinkLife = 30 * time.Minute
)

// ResetState says where a request to replace lost factors stands. It also ends by time.
type ResetState string

// The states of a reset.
const (
	ResetWaiting ResetState = "waiting"
	ResetStopped ResetState = "stopped"
	ResetDone    ResetState = "done"
)

// Undoes tells whether a link takes something back; the others go on with something, each on a page of its own.
func (p LinkPurpose) Undoes() bool { return p != LinkReset && p != LinkPassword }

// Reset is a request of somebody who gave the right password and can give no second factor.
type Reset struct {
	ID        ResetID
	User      access.UserID
	State     ResetState
	CreatedAt time.Time
	ReadyAt   time.Time // when it may go on
	ExpiresAt time.Time
}

// ResetID names a reset.
type ResetID = id.Of[Reset]

// Open begins a reset.
func (r Reset) Open(now time.Time) Reset {
	r.State, r.CreatedAt, r.ReadyAt = ResetWaiting, now, now.Add(ResetWait)
	r.ExpiresAt = r.ReadyAt.Add(ResetLife)
	return r
}

// Waits tells whether the request is open, ready or not.
func (r Reset) Waits(now time.Time) bool { return r.State == ResetWaiting && now.Before(r.ExpiresAt) }

// Ready tells whether the wait is over and the request still open.
func (r Reset) Ready(now time.Time) bool { return r.Waits(now) && !now.Before(r.ReadyAt) }

// ContactKind is a way to reach a person.
type ContactKind string

// The kinds of contact.
const (
	ContactEmail ContactKind = "email"
	ContactPhone ContactKind = "phone"
)

// Factor returns the factor whose codes go to such an address.
func (k ContactKind) Factor() Factor {
	if k == ContactEmail {
		return FactorMail
	}
	return FactorText
}

// Contact is an address on file and since when.
type Contact struct {
	ID      ContactID
	Party   access.PartyID
	Kind    ContactKind
	Address string
	Former  string    // what it replaced; may be empty
	Since   time.Time // zero: since the contract came
	By      string    // ByCustomer, or the message of the feed
}

// ContactID names a change of contact.
type ContactID = id.Of[Contact]

// ByCustomer marks a contact that its owner changed.
const ByCustomer = "customer"

// mostEmail is RFC 5321's bound on a path (section 4.5.3.1.3).
const mostEmail = 254

// CheckContact returns an address in its stored form, or a fault of the field "address".
func CheckContact(k ContactKind, typed string) (string, error) {
	if k == ContactPhone {
		return checkPhone(typed)
	}
	wrong := l10n.Input("address", "Enter an email address like name@example.com.",
		"Ingrese un correo electrónico como nombre@example.com.",
		"Geben Sie eine E-Mail-Adresse wie name@example.com ein.")
	typed = strings.TrimSpace(typed)
	a, err := mail.ParseAddress(typed)
	if err != nil || a.Address != typed || len(typed) > mostEmail {
		return "", wrong
	}
	if _, host, _ := strings.Cut(typed, "@"); !strings.Contains(strings.Trim(host, "."), ".") {
		return "", wrong
	}
	return typed, nil
}

// checkPhone reads a number of ten digits as one of the North American plan, and any other with its + and country code (ITU-T E.164).
func checkPhone(typed string) (string, error) {
	const mostTyped, shortest, longest = 40, 8, 15
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -().\u00a0\t", r) {
			return -1
		}
		return r
	}, strings.TrimSpace(cut(typed, mostTyped)))
	abroad := strings.HasPrefix(digits, "+")
	digits = strings.TrimPrefix(digits, "+")
	if !abroad && len(digits) == 10 {
		digits = "1" + digits
	}
	american := digits != "" && digits[0] == '1'
	switch {
	case digits == "" || strings.Trim(digits, "0123456789") != "" || digits[0] == '0',
		american && (len(digits) != 11 || digits[1] < '2' || digits[4] < '2'), // NANP: area and exchange begin with 2 to 9
		!american && (!abroad || len(digits) < shortest || len(digits) > longest):
		return "", l10n.Input("address", "Enter a mobile number like 201-555-0123, or with its country code like +49 170 1234567.",
			"Ingrese un número de celular como 201-555-0123, o con el código de país, como +49 170 1234567.",
			"Geben Sie eine Mobilnummer wie 201-555-0123 ein oder mit Landesvorwahl wie +49 170 1234567.")
	}
	return "+" + digits, nil
}
