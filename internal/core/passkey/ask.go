package passkey

import (
	"encoding/base64"
	"encoding/json"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
)

// binary is bytes as browsers write them in JSON.
type binary []byte

// MarshalJSON writes base64url without padding.
func (b binary) MarshalJSON() ([]byte, error) {
	return json.Marshal(base64.RawURLEncoding.EncodeToString(b))
}

// descriptor names a key that is known.
type descriptor struct {
	Type       string   `json:"type"`
	ID         binary   `json:"id"`
	Transports []string `json:"transports,omitempty"`
}

func descriptors(known []Passkey) []descriptor {
	out := []descriptor{}
	for _, k := range known {
		out = append(out, descriptor{Type: "public-key", ID: k.Key.Credential, Transports: k.Key.Transports})
	}
	return out
}

// Owner is who a new passkey is for, as the authenticator shows it.
type Owner struct {
	Handle        []byte
	Name, Display string
}

// algorithms are what a new key may use, the best first: ES256, EdDSA, RS256 for older Windows.
func algorithms() []protocol.CredentialParameter {
	var out []protocol.CredentialParameter
	for _, a := range []webauthncose.COSEAlgorithmIdentifier{webauthncose.AlgES256, webauthncose.AlgEdDSA, webauthncose.AlgRS256} {
		out = append(out, protocol.CredentialParameter{Type: protocol.PublicKeyCredentialType, Algorithm: a})
	}
	return out
}

// AskNew writes the options for navigator.credentials.create: a key that can be found without a name and that verifies its user; an
// authenticator that has one of the known keys makes none.
func (s Site) AskNew(c Challenge, o Owner, known []Passkey) ([]byte, error) {
	return json.Marshal(map[string]any{
		"rp":                     map[string]string{"id": s.Host, "name": s.Host},
		"user":                   map[string]any{"id": binary(o.Handle), "name": o.Name, "displayName": o.Display},
		"challenge":              binary(c),
		"pubKeyCredParams":       algorithms(),
		"timeout":                CeremonyLife.Milliseconds(),
		"excludeCredentials":     descriptors(known),
		"authenticatorSelection": map[string]any{"residentKey": "required", "requireResidentKey": true, "userVerification": "required"},
		"attestation":            "none",
	})
}

// Ask writes the options for navigator.credentials.get. To a stranger no key is named, so that nobody learns whose there are.
func (s Site) Ask(c Challenge, known []Passkey) ([]byte, error) {
	return json.Marshal(map[string]any{
		"rpId": s.Host, "challenge": binary(c), "timeout": CeremonyLife.Milliseconds(), "userVerification": "required",
		"allowCredentials": descriptors(known),
	})
}
