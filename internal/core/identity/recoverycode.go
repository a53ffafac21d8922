package identity

import (
	"crypto/subtle"
	"encoding/base64"
	"io"
	"strings"

	"marque/internal/l10n"
)

// RecoveryCodes is how many spare codes one gets at once; each works once, in the place of the second step.
const RecoveryCodes = 10

// recoveryBytes is 80 bits of randomness: no list of hashes is worth guessing against (NIST SP 800-63B-4, 3.1.2.2).
const recoveryBytes = 10

// RecoveryCode is one of them: sixteen letters and digits that cannot be mistaken for each other.
type RecoveryCode string

// NewRecoveryCodes draws a set.
func NewRecoveryCodes(random io.Reader) ([]RecoveryCode, error) {
	out := make([]RecoveryCode, RecoveryCodes)
	for i := range out {
		var b [recoveryBytes]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return nil, err
		}
		out[i] = RecoveryCode(crockford.EncodeToString(b[:]))
	}
	return out, nil
}

// ReadRecoveryCode reads a code as typed; blanks, hyphens and case do not matter, and O, I and L stand for the digits they look like.
func ReadRecoveryCode(typed string) (RecoveryCode, error) {
	code := foldCode(typed)
	if len(code) != crockford.EncodedLen(recoveryBytes) || strings.Trim(code, alphabet) != "" {
		return "", l10n.Input("code", "A recovery code has %s letters and digits.",
			"Un código de recuperación tiene %s letras y dígitos.",
			"Ein Wiederherstellungscode hat %s Buchstaben und Ziffern.", crockford.EncodedLen(recoveryBytes))
	}
	return RecoveryCode(code), nil
}

// Hash returns what is stored of a code.
func (c RecoveryCode) Hash() string { return base64.RawStdEncoding.EncodeToString(Token(c).Hash()) }

// FindSpare returns the unused spare code that was typed; all are compared, so that time tells nothing.
func FindSpare(all []Authenticator, code RecoveryCode) (Authenticator, bool) {
	var found Authenticator
	ok := false
	hash := []byte(code.Hash())
	for _, a := range all {
		if a.Factor == FactorRecovery && a.Used == 0 && subtle.ConstantTimeCompare([]byte(a.Secret), hash) == 1 {
			found, ok = a, true
		}
	}
	return found, ok
}

// SparesOf counts the spare codes that are left.
func SparesOf(all []Authenticator) int {
	n := 0
	for _, a := range all {
		if a.Factor == FactorRecovery && a.Used == 0 {
			n++
		}
	}
	return n
}

// Grouped returns the code in groups of four.
func (c RecoveryCode) Grouped() string { return InvitationCode(c).Grouped() }
