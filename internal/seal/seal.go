// Package seal keeps personal data unreadable at rest: authenticated encryption bound to table, column and row, blind indexes
// for look-ups, and keyed hashes for tokens. Keys live in one file of mode 0600, apart from the database. It stores nothing itself.
package seal

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
)

// Place is where a sealed value belongs; a value moved to another row, column or table does not open.
type Place struct{ Table, Column, Row string }

func (p Place) associated() []byte { return []byte(p.Table + "|" + p.Column + "|" + p.Row) }

// Box seals and opens. It is safe for concurrent use, and takes up a key file that has changed.
type Box struct {
	path string // empty for a test's
	ring atomic.Pointer[ring]
	load sync.Mutex
}

// Reload reads the key file again and tells whether it held something new. A file that cannot be read leaves the keys as they are.
func (b *Box) Reload() (changed bool, err error) {
	if b.path == "" {
		return false, nil
	}
	b.load.Lock()
	defer b.load.Unlock()
	data, err := os.ReadFile(b.path)
	if err != nil {
		return false, fmt.Errorf("read keys: %w", err)
	}
	if sha256.Sum256(data) == b.ring.Load().sum {
		return false, nil
	}
	r, err := parse(data)
	if err != nil {
		return false, err
	}
	b.ring.Store(r)
	return true, nil
}

// Seal encrypts a value for its place. An empty value stays empty, so that "not given" needs no key.
func (b *Box) Seal(place Place, plaintext string) ([]byte, error) {
	if plaintext == "" {
		return nil, nil
	}
	sealed, err := b.ring.Load().primitive.Encrypt([]byte(plaintext), place.associated())
	if err != nil {
		return nil, fmt.Errorf("seal %s.%s: %w", place.Table, place.Column, err)
	}
	return sealed, nil
}

// Open decrypts a value in its place. What does not open with the keys at hand is tried once more with those of a file that has changed:
// another process may have begun to use a new key a moment ago.
func (b *Box) Open(place Place, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := b.ring.Load().primitive.Decrypt(sealed, place.associated())
	if err != nil {
		if changed, _ := b.Reload(); changed {
			plain, err = b.ring.Load().primitive.Decrypt(sealed, place.associated())
		}
	}
	if err != nil {
		return "", fmt.Errorf("open %s.%s: %w", place.Table, place.Column, err)
	}
	return string(plain), nil
}

// Current tells whether a sealed value is sealed with the key that is in use; nothing sealed is.
func (b *Box) Current(sealed []byte) bool {
	return len(sealed) == 0 || bytes.HasPrefix(sealed, b.ring.Load().prefix)
}

// Index returns the blind index of a value: equal values of one purpose have equal indexes, and nothing can be read from one
// without the key. The caller normalises first (e-mail in lower case, telephone in E.164).
func (b *Box) Index(purpose, value string) []byte { return b.MAC("index/"+purpose, []byte(value)) }

// Indexes returns the blind index of a value and the one it has under the other key that is known while keys are changed. Without such
// a key both are the same: who looks up asks for either and needs not know.
func (b *Box) Indexes(purpose, value string) (now, other []byte) {
	return b.MACs("index/"+purpose, []byte(value))
}

// MAC returns the 32-byte keyed hash of data for one purpose (HKDF-SHA-256 for the purpose's key, HMAC-SHA-256 for the hash).
func (b *Box) MAC(purpose string, data []byte) []byte {
	return mac(b.ring.Load().root(), purpose, data)
}

// MACs returns the keyed hash and the one under the other key that is known while keys are changed, or the same twice.
func (b *Box) MACs(purpose string, data []byte) (now, other []byte) {
	r := b.ring.Load()
	now = mac(r.root(), purpose, data)
	if second := r.otherRoot(); second != nil {
		return now, mac(second, purpose, data)
	}
	return now, now
}

// Same tells whether a keyed hash is that of data under a key that is known.
func (b *Box) Same(purpose string, data, hash []byte) bool {
	now, other := b.MACs(purpose, data)
	return hmac.Equal(now, hash) || hmac.Equal(other, hash)
}

func mac(root []byte, purpose string, data []byte) []byte {
	m := hmac.New(sha256.New, derive(root, purpose))
	m.Write(data)
	return m.Sum(nil)
}

func derive(root []byte, purpose string) []byte {
	key, err := hkdf.Key(sha256.New, root, nil, purpose, sha256.Size)
	if err != nil {
		panic("seal: " + err.Error()) // only a length beyond 255 hashes can fail
	}
	return key
}

// Pepper is a key that password hashes are made with.
type Pepper struct {
	ID  string
	key []byte
}

// MAC is the keyed hash of a password.
func (p Pepper) MAC(password []byte) []byte {
	m := hmac.New(sha256.New, p.key)
	m.Write(password)
	return m.Sum(nil)
}

// Peppers returns the pepper in use first, then those that stored hashes may still name.
func (b *Box) Peppers() []Pepper {
	f := &b.ring.Load().file
	out := make([]Pepper, 0, len(f.Peppers))
	for _, p := range f.Peppers {
		if p.ID == f.Now.Pepper {
			out = append(out, Pepper{p.ID, p.Key})
		}
	}
	for _, p := range f.Peppers {
		if p.ID != f.Now.Pepper {
			out = append(out, Pepper{p.ID, p.Key})
		}
	}
	return out
}

// Sign signs a message with the audit's key and names the key.
func (b *Box) Sign(message []byte) (keyID string, signature []byte) {
	f := &b.ring.Load().file
	for _, s := range f.Signers {
		if s.ID == f.Now.Signer {
			return s.ID, ed25519.Sign(ed25519.NewKeyFromSeed(s.Seed), message)
		}
	}
	panic("seal: no signing key") // parse refuses such a file
}

// Signed tells whether a signature is the one of a key of ours, in use or old.
func (b *Box) Signed(keyID string, message, signature []byte) bool {
	public := b.Public(keyID)
	return public != nil && ed25519.Verify(public, message, signature)
}

// Public returns the public half of a signing key, or nothing when there is none of this name.
func (b *Box) Public(keyID string) ed25519.PublicKey {
	for _, s := range b.ring.Load().file.Signers {
		if s.ID == keyID {
			return s.Public
		}
	}
	return nil
}
