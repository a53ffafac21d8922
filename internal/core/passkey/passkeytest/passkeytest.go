// Package passkeytest is an authenticator made of software, for tests: it makes ES256 keys and answers as a browser and its security key
// would, and lies when it is told to. It shares no code with what it tests but the options' form.
package passkeytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// Key is one passkey. Change its fields to make it lie.
type Key struct {
	Origin   string // what the browser says it looks at
	Host     string // whose key it says it is; empty is what was asked for
	Verified bool   // the user gave a PIN, face or finger
	Eligible bool   // the key may be backed up
	BackedUp bool
	Count    uint32 // of signatures; zero stays zero
	Type     string // of the ceremony; empty is the right one
	Silent   bool   // leaves out whose key it is

	id, handle []byte
	private    *ecdsa.PrivateKey
	random     io.Reader
	t          testing.TB
}

// New returns a key of no credential yet, in a browser that looks at an origin.
func New(t testing.TB, random io.Reader, origin string) *Key {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), random)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 32)
	if _, err := io.ReadFull(random, id); err != nil {
		t.Fatal(err)
	}
	return &Key{Origin: origin, Verified: true, id: id, private: private, random: random, t: t}
}

// Copy returns the same key in another device.
func (k *Key) Copy() *Key {
	c := *k
	return &c
}

// options is what both kinds of questions have, as far as an authenticator needs it.
type options struct {
	Challenge string
	RPID      string `json:"rpId"`
	RP        struct{ ID string }
	User      struct{ ID string }
}

func (k *Key) read(asked []byte) options {
	k.t.Helper()
	var o options
	if err := json.Unmarshal(asked, &o); err != nil {
		k.t.Fatalf("read the options %s: %v", asked, err)
	}
	if o.RPID == "" {
		o.RPID = o.RP.ID
	}
	if k.Host != "" {
		o.RPID = k.Host
	}
	return o
}

// Create answers navigator.credentials.create.
func (k *Key) Create(asked []byte) []byte {
	k.t.Helper()
	o := k.read(asked)
	k.handle, _ = base64.RawURLEncoding.DecodeString(o.User.ID)
	point, err := k.private.PublicKey.Bytes() // 4, then both coordinates
	if err != nil {
		k.t.Fatal(err)
	}
	public := k.cbor(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	data := append(k.data(o.RPID, 1<<6), make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(k.id)))
	data = append(append(data, k.id...), public...)
	client := k.client("webauthn.create", o.Challenge)
	return k.answer(map[string]any{
		"clientDataJSON": text(client), "attestationObject": text(k.cbor(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})),
		"transports": []string{"internal", "made-up"},
	})
}

// Get answers navigator.credentials.get.
func (k *Key) Get(asked []byte) []byte {
	k.t.Helper()
	o := k.read(asked)
	if k.Count > 0 {
		k.Count++
	}
	data, client := k.data(o.RPID, 0), k.client("webauthn.get", o.Challenge)
	hash := sha256.Sum256(client)
	signed := sha256.Sum256(append(append([]byte(nil), data...), hash[:]...))
	signature, err := ecdsa.SignASN1(k.random, k.private, signed[:])
	if err != nil {
		k.t.Fatal(err)
	}
	response := map[string]any{"clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature)}
	if !k.Silent {
		response["userHandle"] = text(k.handle)
	}
	return k.answer(response)
}

// data is the authenticator's part (6.1): whose, flags, counter.
func (k *Key) data(host string, flags byte) []byte {
	flags |= 1
	for bit, on := range map[byte]bool{1 << 2: k.Verified, 1 << 3: k.Eligible, 1 << 4: k.BackedUp} {
		if on {
			flags |= bit
		}
	}
	hash := sha256.Sum256([]byte(host))
	return binary.BigEndian.AppendUint32(append(hash[:], flags), k.Count)
}

// client is the browser's part (5.8.1).
func (k *Key) client(kind, challenge string) []byte {
	if k.Type != "" {
		kind = k.Type
	}
	out, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": k.Origin, "crossOrigin": false})
	if err != nil {
		k.t.Fatal(err)
	}
	return out
}

func (k *Key) answer(response map[string]any) []byte {
	out, err := json.Marshal(map[string]any{
		"id": text(k.id), "rawId": text(k.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{},
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return out
}

func (k *Key) cbor(v any) []byte {
	out, err := cbor.Marshal(v)
	if err != nil {
		k.t.Fatal(err)
	}
	return out
}

func text(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
