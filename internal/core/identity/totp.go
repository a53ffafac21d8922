package identity

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238's default, the only one that every authenticator app knows
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"io"
	"net/url"
	"time"
)

// The numbers of time-based codes that every authenticator app takes without asking (RFC 6238; RFC 4226, 5.3 and section 4, R6).
const (
	TOTPPeriod  = 30 * time.Second
	totpBytes   = 20 // 160 bits, as HMAC-SHA-1 is wide
	totpDigits  = 1_000_000
	totpAround  = 1 // steps before and after now that are taken: clocks differ
	totpLowBits = 0x0f
)

// TOTPSecret is what an authenticator app and we share, in base 32 without padding.
type TOTPSecret string

var totpText = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewTOTPSecret draws a secret.
func NewTOTPSecret(random io.Reader) (TOTPSecret, error) {
	var b [totpBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", err
	}
	return TOTPSecret(totpText.EncodeToString(b[:])), nil
}

// TOTPStep returns the step that an instant is in.
func TOTPStep(now time.Time) int64 { return now.Unix() / int64(TOTPPeriod/time.Second) }

// Code returns the code of one step, six digits (RFC 4226, 5.3). A secret that is damaged has none.
func (s TOTPSecret) Code(step int64) string {
	key, err := totpText.DecodeString(string(s))
	if err != nil || len(key) == 0 {
		return ""
	}
	mac := hmac.New(sha1.New, key)
	_ = binary.Write(mac, binary.BigEndian, step) // a hash never fails to be written
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & totpLowBits
	n := binary.BigEndian.Uint32(sum[at:]) &^ (1 << 31)
	return fmt.Sprintf("%06d", n%totpDigits)
}

// Match returns the step whose code was typed, when it is one around now and later than the last one used: a code that was seen is worth
// nothing. All steps are compared, so that time tells nothing.
func (s TOTPSecret) Match(code string, last int64, now time.Time) (step int64, ok bool) {
	current := TOTPStep(now)
	for at := current - totpAround; at <= current+totpAround; at++ {
		want := s.Code(at)
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && want != "" && at > last {
			step, ok = at, true
		}
	}
	return step, ok
}

// URI is what a QR code tells an authenticator app (the otpauth form that all of them read).
func (s TOTPSecret) URI(issuer, account string) string {
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + account}
	u.RawQuery = "secret=" + string(s) + "&issuer=" + url.PathEscape(issuer)
	return u.String()
}

// Grouped returns the secret in groups of four, for typing.
func (s TOTPSecret) Grouped() string { return InvitationCode(s).grouped(" ") }
