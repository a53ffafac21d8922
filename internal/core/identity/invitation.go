package identity

import (
	"encoding/base32"
	"io"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/l10n"
)

// InvitationLife is how long an invitation's code works. It works once.
const InvitationLife = 14 * 24 * time.Hour

// invitationBytes is 128 bits of randomness (NIST SP 800-63B-4, 3.1.2 asks a mailed secret for 20 or more).
const invitationBytes = 16

// alphabet is Crockford's base 32: no I, L, O, U, so that a letter's code can be read aloud and typed.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var crockford = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

// Invitation lets one party register. Its code is sent to the contact on file at activation, or printed in a letter.
type Invitation struct {
	ID        InvitationID
	Party     access.PartyID
	Brand     string
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time
}

// Usable tells whether the invitation still opens a registration.
func (i Invitation) Usable(now time.Time) bool { return i.UsedAt.IsZero() && now.Before(i.ExpiresAt) }

// InvitationOver is the answer to a code that opens nothing: unknown, used and expired alike.
func InvitationOver() *fault.Fault {
	return l10n.Input("invitation", "This invitation is not valid or was used already. You can register with your contract number instead.",
		"Esta invitación no es válida o ya se usó. Puede registrarse con su número de contrato.",
		"Diese Einladung ist ungültig oder wurde schon benutzt. Sie können sich stattdessen mit Ihrer Vertragsnummer registrieren.")
}

// InvitationCode is the secret of an invitation: 26 characters. Only its Hash is stored.
type InvitationCode string

// NewInvitationCode draws a code of 128 bits.
func NewInvitationCode(random io.Reader) (InvitationCode, error) {
	var b [invitationBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", err
	}
	return InvitationCode(crockford.EncodeToString(b[:])), nil
}

// ReadInvitationCode reads a code as typed from a letter or taken from a link: blanks, hyphens and case do not matter, and O, I and L
// stand for the digits they are mistaken for.
func ReadInvitationCode(typed string) (InvitationCode, error) {
	code := foldCode(typed)
	if len(code) != crockford.EncodedLen(invitationBytes) || strings.Trim(code, alphabet) != "" {
		return "", InvitationOver()
	}
	return InvitationCode(code), nil
}

// foldCode returns a typed code in the letters of the alphabet, as far as it can.
func foldCode(typed string) string {
	const mostTyped = 80 // 26 characters and any way of grouping them
	return strings.ToUpper(strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\u00a0', '\t':
			return -1
		case 'o', 'O':
			return '0'
		case 'i', 'I', 'l', 'L':
			return '1'
		}
		return r
	}, strings.TrimSpace(cut(typed, mostTyped))))
}

// Hash returns what is stored of the code.
func (c InvitationCode) Hash() []byte { return Token(c).Hash() }

// Grouped returns the code in groups of four, for a letter.
func (c InvitationCode) Grouped() string { return c.grouped("-") }

func (c InvitationCode) grouped(by string) string {
	var groups []string
	for rest := string(c); rest != ""; {
		n := min(4, len(rest))
		groups, rest = append(groups, rest[:n]), rest[n:]
	}
	return strings.Join(groups, by)
}

// NewInvitation makes an invitation and its code.
func NewInvitation(i Invitation, now time.Time, random io.Reader) (Invitation, InvitationCode, error) {
	code, err := NewInvitationCode(random)
	if err != nil {
		return Invitation{}, "", err
	}
	i.CreatedAt, i.ExpiresAt = now, now.Add(InvitationLife)
	return i, code, nil
}
