// Package hook signs and judges messages between systems as Standard Webhooks 1.0 has it (https://www.standardwebhooks.com): an id, an instant and the
// body under HMAC-SHA256. It is pure; what a message says and where it goes is the services' business.
package hook

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"marque/internal/fault"
)

// The headers of a signed message.
const (
	HeaderID        = "Webhook-Id"
	HeaderTimestamp = "Webhook-Timestamp"
	HeaderSignature = "Webhook-Signature"
)

// Window is how far a message's instant may be from our clock, either way.
const Window = 5 * time.Minute

// The bounds of secrets and headers.
const (
	prefix        = "whsec_"
	leastSecret   = 24 // bytes, as the specification wants
	mostSecret    = 64
	newSecret     = 32
	mostID        = 128
	mostSignature = 16 // signatures in one header: more than anybody's keys while they change
	version       = "v1"
)

// Secret signs messages between two systems.
type Secret struct{ key []byte }

// ParseSecret reads a secret as it is handed over: whsec_ and base64 of 24 to 64 random bytes.
func ParseSecret(text string) (Secret, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), prefix)
	key, err := base64.StdEncoding.DecodeString(rest)
	if !ok || err != nil || len(key) < leastSecret || len(key) > mostSecret {
		return Secret{}, fault.Input("secret", "A secret is whsec_ and the base64 of 24 to 64 random bytes: echo whsec_$(openssl rand -base64 32)")
	}
	return Secret{key}, nil
}

// String hides the secret.
func (Secret) String() string { return "(set)" }

// Sign returns the signature of a message.
func (s Secret) Sign(id string, at time.Time, body []byte) string {
	return version + "," + base64.StdEncoding.EncodeToString(s.mac(id, strconv.FormatInt(at.Unix(), 10), body))
}

// Headers are those of a message, signed by each of the secrets: while a partner changes its own, either is right.
func Headers(id string, at time.Time, body []byte, secrets []Secret) map[string]string {
	signatures := make([]string, len(secrets))
	for i, s := range secrets {
		signatures[i] = s.Sign(id, at, body)
	}
	return map[string]string{HeaderID: id, HeaderTimestamp: strconv.FormatInt(at.Unix(), 10), HeaderSignature: strings.Join(signatures, " ")}
}

// NewSecret draws a secret, as it is handed over.
func NewSecret(random io.Reader) (string, error) {
	key := make([]byte, newSecret)
	if _, err := io.ReadFull(random, key); err != nil {
		return "", fmt.Errorf("draw a secret: %w", err)
	}
	return prefix + base64.StdEncoding.EncodeToString(key), nil
}

func (s Secret) mac(id, stamp string, body []byte) []byte {
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte(id + "." + stamp + "."))
	h.Write(body)
	return h.Sum(nil)
}

// Signed is what a message brings besides its body.
type Signed struct{ ID, Stamp, Signature string }

// refused is said of every message that is not believed, whatever is wrong with it: a forger learns nothing.
func refused() error {
	return fault.New(fault.SignedOut, "This message is not signed by anybody we know, or not within five minutes of our clock.")
}

// Verify tells when a message says it was signed, if it was by one of the secrets, within the window around now.
func (m Signed) Verify(secrets []Secret, body []byte, now time.Time) (time.Time, error) {
	stamp, err := strconv.ParseInt(m.Stamp, 10, 64)
	at := time.Unix(stamp, 0)
	signatures := strings.Fields(m.Signature)
	if err != nil || m.ID == "" || len(m.ID) > mostID || strings.ContainsAny(m.ID, ". \t\r\n") || len(signatures) > mostSignature ||
		at.Before(now.Add(-Window)) || at.After(now.Add(Window)) {
		return at, refused()
	}
	good := 0
	for _, s := range secrets {
		want := s.mac(m.ID, m.Stamp, body)
		for _, text := range signatures {
			v, encoded, _ := strings.Cut(text, ",")
			got, err := base64.StdEncoding.DecodeString(encoded)
			if v == version && err == nil {
				good |= subtle.ConstantTimeCompare(got, want)
			}
		}
	}
	if good != 1 {
		return at, refused()
	}
	return at, nil
}
