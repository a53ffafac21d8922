package identity

import (
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/l10n"
)

// The bounds of a code that we send (NIST SP 800-63B-4, 3.1.3.2: six digits, ten minutes, few tries).
const (
	CodeDigits  = 6
	CodeLife    = 10 * time.Minute
	CodeTries   = 5
	ResendAfter = 30 * time.Second
	CodeSends   = 4 // the first and three more; then one begins anew

	// MailedLife is how long a mailed recovery code works: mail may be slow, and the code alone opens nothing (NIST SP 800-63B-4, 4.2.1.2
	// allows 24 hours).
	MailedLife = 30 * time.Minute
)

// Purpose says what a code is good for; it is good for nothing else.
type Purpose string

// The purposes.
const (
	ForSignIn   Purpose = "sign-in"
	ForRegister Purpose = "register"
	ForStepUp   Purpose = "step-up"

	// A recovery is a row of challenges, each opened only by meeting the one before: a mailed code, a second factor and, when it is for a
	// password, the leave to choose a new one.
	ForRecovery    Purpose = "recovery"
	ForUnlock      Purpose = "unlock"
	ForNewPassword Purpose = "new-password"

	// ForApp is an authenticator app on its way to be bound: its secret is known, a first code not yet.
	ForApp Purpose = "bind-app"

	// ForContact proves a new e-mail address or telephone of somebody who is signed in.
	ForContact Purpose = "contact"

	// ForReset proves the new telephone of somebody who lost every factor and has waited.
	ForReset Purpose = "reset"

	// ForPayment confirms one order of a payment: BoundTo.
	ForPayment Purpose = "payment"
	// ForStaff is the same for one of the lender's own people, who has no session before the app is bound.
	ForStaff Purpose = "staff-app"
	// ForDesk is a code that a caller reads back to an agent: it proves who calls, and lets nobody in by itself.
	ForDesk Purpose = "desk"
)

// SignsIn tells whether a challenge ends in a session.
func (p Purpose) SignsIn() bool { return p == ForSignIn || p.StepsUp() }

// StepsUp tells whether a challenge renews the session of somebody who is signed in.
func (p Purpose) StepsUp() bool { return p == ForStepUp || p == ForPayment }

// Recovers tells whether a challenge asks for a code of a recovery.
func (p Purpose) Recovers() bool { return p == ForRecovery || p == ForUnlock }

// ChallengeState says whether a challenge was met. It also ends by time and by tries.
type ChallengeState string

// The states of a challenge.
const (
	ChallengeOpen ChallengeState = "open"
	ChallengeUsed ChallengeState = "used"
)

// Challenge asks for one code. It belongs to a sign-in whose password was right, or to a registration.
type Challenge struct {
	ID        ChallengeID
	Purpose   Purpose
	User      access.UserID // of a sign-in
	Claim     ClaimID       // of a registration
	Factor    Factor
	Hint      string // the end of the address, for the owner's eyes: "•••• 42"
	State     ChallengeState
	Tries     int // wrong or not: counted before the code is compared
	Sends     int
	SentAt    time.Time
	CreatedAt time.Time
	ExpiresAt time.Time
	BoundTo   string // of ForPayment: the hash of the order; the code is good for no other
}

// Open begins a challenge whose code is being sent now.
func (c Challenge) Open(now time.Time) Challenge {
	c.State, c.Tries, c.Sends = ChallengeOpen, 0, 1
	if c.Factor == FactorApp {
		c.Sends = 0 // nothing is sent: the app has the code
	}
	c.SentAt, c.CreatedAt, c.ExpiresAt = now, now, now.Add(c.Life())
	return c
}

// Life is how long a code of this challenge works.
func (c Challenge) Life() time.Duration {
	if c.Factor == FactorMail && (c.Purpose.Recovers() || c.Purpose == ForNewPassword) {
		return MailedLife
	}
	return CodeLife
}

// Try counts one try, before its code is compared. A challenge that is over says so.
func (c Challenge) Try(now time.Time) (Challenge, error) {
	if err := c.over(now); err != nil {
		return c, err
	}
	c.Tries++
	return c, nil
}

// Resend begins the life of a new code. Tries stay counted, so that asking again buys no guesses.
func (c Challenge) Resend(now time.Time) (Challenge, error) {
	if err := c.over(now); err != nil {
		return c, err
	}
	if c.Sends >= c.mostSends() {
		return c, l10n.Fault(fault.TooMany, "We have sent several codes already. Please start again.",
			"Ya enviamos varios códigos. Comience de nuevo.",
			"Wir haben schon mehrere Codes gesendet. Bitte beginnen Sie von vorn.")
	}
	if wait := c.ResendAt().Sub(now); wait > 0 {
		return c, l10n.Later(wait, "A code is on its way. You can ask for another one in a moment.",
			"Un código está en camino. Puede pedir otro en un momento.",
			"Ein Code ist unterwegs. Sie können gleich einen neuen anfordern.")
	}
	c.Sends++
	c.SentAt, c.ExpiresAt = now, now.Add(c.Life())
	return c, nil
}

// Deliver begins the life of a code that is sent: the first of a challenge that began with an app's, else like Resend.
func (c Challenge) Deliver(now time.Time) (Challenge, error) {
	if c.Sends > 0 {
		return c.Resend(now)
	}
	if err := c.over(now); err != nil {
		return c, err
	}
	c.Sends, c.SentAt, c.ExpiresAt = 1, now, now.Add(c.Life())
	return c, nil
}

// mostSends is how many codes one challenge sends. Mailed recovery codes are sent as often as an hour allows (Limits.Mails), so that the
// last one sent is never made worthless by one that is not.
func (c Challenge) mostSends() int {
	if c.Life() == MailedLife {
		return CodeSends - 1
	}
	return CodeSends
}

// ResendAt is when another code may be asked for.
func (c Challenge) ResendAt() time.Time { return c.SentAt.Add(ResendAfter) }

// TriesLeft is how many tries remain.
func (c Challenge) TriesLeft() int { return max(0, CodeTries-c.Tries) }

func (c Challenge) over(now time.Time) error {
	if c.State != ChallengeOpen || c.Tries >= CodeTries || !now.Before(c.ExpiresAt) {
		return CodeOver()
	}
	return nil
}

// CodeOver is the answer to a code whose challenge has ended, for whatever reason.
func CodeOver() *fault.Fault {
	return l10n.Fault(fault.Conflict, "This code is no longer valid. Please start again.",
		"Este código ya no es válido. Comience de nuevo.",
		"Dieser Code gilt nicht mehr. Bitte beginnen Sie von vorn.")
}

// WrongCode is the answer to a code that does not match.
func WrongCode(left int) *fault.Fault {
	switch {
	case left <= 0:
		return CodeOver()
	case left == 1:
		return l10n.Input("code", "That is not the code we sent. You have 1 try left.",
			"Ese no es el código que enviamos. Le queda 1 intento.",
			"Das ist nicht der Code, den wir gesendet haben. Sie haben noch 1 Versuch.")
	}
	return l10n.Input("code", "That is not the code we sent. You have %s tries left.",
		"Ese no es el código que enviamos. Le quedan %s intentos.",
		"Das ist nicht der Code, den wir gesendet haben. Sie haben noch %s Versuche.", left)
}

// NewCode draws a code of CodeDigits digits, each equally likely.
func NewCode(random io.Reader) (string, error) {
	const fair = 250 // the largest multiple of ten in a byte: what lies above is drawn again
	digits := make([]byte, 0, CodeDigits)
	var b [1]byte
	for len(digits) < CodeDigits {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return "", err
		}
		if b[0] < fair {
			digits = append(digits, '0'+b[0]%10)
		}
	}
	return string(digits), nil
}

// ReadCode returns the digits of a typed code; blanks and hyphens between them do not matter.
func ReadCode(typed string) (string, error) {
	const mostTyped = 40 // six digits and any way of grouping them
	code := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' || r == '\t' {
			return -1
		}
		return r
	}, cut(typed, mostTyped))
	if len(code) != CodeDigits || strings.Trim(code, "0123456789") != "" {
		return "", l10n.Input("code", "A code has %s digits.", "Un código tiene %s dígitos.", "Ein Code hat %s Ziffern.", CodeDigits)
	}
	return code, nil
}

// Sealed returns what a code's keyed hash is taken over: the code bound to its challenge and purpose.
func (c Challenge) Sealed(code string) []byte {
	return []byte(string(c.Purpose) + "|" + c.ID.String() + "|" + code)
}

// Hint returns what its owner recognises of an address, and a stranger does not learn: the last two digits of a telephone, the first
// letter of a mailbox.
func Hint(f Factor, address string) string {
	const dots = "••••"
	if f == FactorApp {
		return ""
	}
	if f == FactorText && len(address) > 2 {
		return dots + " " + address[len(address)-2:]
	}
	if mailbox, host, ok := strings.Cut(address, "@"); ok && mailbox != "" {
		first, _ := utf8.DecodeRuneInString(mailbox)
		return string(first) + dots + "@" + host
	}
	return dots
}
