// Package seal keeps personal data unreadable at rest: authenticated encryption bound to table, column and row, blind indexes
// for look-ups, and keyed hashes for tokens. Keys live in one file of mode 0600, apart from the database. It stores nothing itself.
package seal

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Place is where a sealed value belongs; a value moved to another row, column or table does not open.
type Place struct{ Table, Column, Row string }

func (p Place) associated() []byte { return []byte(p.Table + "|" + p.Column + "|" + p.Row) }

// Box seals and opens. It is safe for concurrent use.
type Box struct {
	primitive tink.AEAD
	root      []byte
}

// file is what the key file holds.
type file struct {
	Sealing json.RawMessage `json:"sealing"` // a tink keyset: AES-256-GCM, rotated by adding a key
	Root    []byte          `json:"root"`    // 32 bytes from which index and token keys are derived
}

const rootBytes = 32

// Load reads the key file, and makes it first when it does not exist and make is set.
func Load(path string, make bool) (*Box, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && make {
		return create(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	return parse(data)
}

func create(path string) (*Box, error) {
	data, err := generate()
	if err != nil {
		return nil, err
	}
	// Written beside and linked into place: two processes that start at once agree on one file, and none is ever half written.
	beside, err := os.CreateTemp(filepath.Dir(path), ".keys-*")
	if err != nil {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	defer os.Remove(beside.Name())
	_, err = beside.Write(data)
	if err = errors.Join(err, beside.Sync(), beside.Close()); err != nil {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	if err := os.Link(beside.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	return Load(path, false)
}

func generate() ([]byte, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	var text bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&text)); err != nil {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	root := make([]byte, rootBytes)
	if _, err := rand.Read(root); err != nil {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	return json.MarshalIndent(file{Sealing: text.Bytes(), Root: root}, "", "  ")
}

func parse(data []byte) (*Box, error) {
	var f file
	if err := json.Unmarshal(data, &f); err != nil || len(f.Root) != rootBytes {
		return nil, errors.New("the key file is damaged")
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(f.Sealing)))
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	return &Box{primitive: primitive, root: f.Root}, nil
}

// NewTest returns a box with fresh keys that are never stored.
func NewTest() *Box {
	data, err := generate()
	if err != nil {
		panic(err)
	}
	box, err := parse(data)
	if err != nil {
		panic(err)
	}
	return box
}

// Seal encrypts a value for its place. An empty value stays empty, so that "not given" needs no key.
func (b *Box) Seal(place Place, plaintext string) ([]byte, error) {
	if plaintext == "" {
		return nil, nil
	}
	sealed, err := b.primitive.Encrypt([]byte(plaintext), place.associated())
	if err != nil {
		return nil, fmt.Errorf("seal %s.%s: %w", place.Table, place.Column, err)
	}
	return sealed, nil
}

// Open decrypts a value in its place.
func (b *Box) Open(place Place, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := b.primitive.Decrypt(sealed, place.associated())
	if err != nil {
		return "", fmt.Errorf("open %s.%s: %w", place.Table, place.Column, err)
	}
	return string(plain), nil
}

// Index returns the blind index of a value: equal values of one purpose have equal indexes, and nothing can be read from one
// without the key. The caller normalises first (e-mail in lower case, telephone in E.164).
func (b *Box) Index(purpose, value string) []byte { return b.MAC("index/"+purpose, []byte(value)) }

// MAC returns the 32-byte keyed hash of data for one purpose (HKDF-SHA-256 for the purpose's key, HMAC-SHA-256 for the hash).
func (b *Box) MAC(purpose string, data []byte) []byte {
	key, err := hkdf.Key(sha256.New, b.root, nil, purpose, sha256.Size)
	if err != nil {
		panic("seal: " + err.Error()) // only a length beyond 255 hashes can fail
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(data)
	return mac.Sum(nil)
}
