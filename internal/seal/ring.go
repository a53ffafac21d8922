package seal

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// file is what the key file holds.
type file struct {
	Sealing json.RawMessage `json:"sealing"`        // a tink keyset: AES-256-GCM, its primary seals, all of them open
	Root    []byte          `json:"root,omitempty"` // a file from before keys had names: the root "1" of everything else
	Roots   []named         `json:"roots"`          // 32 bytes from which index and token keys are derived; two while keys are changed
	Peppers []named         `json:"peppers"`        // for password hashes, which name theirs
	Signers []signer        `json:"signers"`        // for the audit's checkpoints; the public halves of old ones stay
	Now     names           `json:"now"`
	Next    *names          `json:"next,omitempty"` // keys that are known and not used yet, so that every process can learn them first
	Since   time.Time       `json:"since"`          // when the keys came into use
}

// names says which keys are meant.
type names struct {
	Sealing uint32 `json:"sealing"`
	Root    string `json:"root"`
	Pepper  string `json:"pepper"`
	Signer  string `json:"signer"`
}

type named struct {
	ID  string `json:"id"`
	Key []byte `json:"key"`
}

type signer struct {
	ID     string `json:"id"`
	Seed   []byte `json:"seed,omitempty"`
	Public []byte `json:"public"`
}

const (
	rootBytes = 32
	mostRoots = 2 // a look-up asks for two indexes, not for any number
)

// ring is a key file in use.
type ring struct {
	file      file
	sum       [sha256.Size]byte
	handle    *keyset.Handle
	primitive tink.AEAD
	prefix    []byte // what each value begins with that the primary key has sealed
}

func (r *ring) root() []byte { return find(r.file.Roots, r.file.Now.Root) }

// otherRoot is the one that is not in use yet or no more.
func (r *ring) otherRoot() []byte {
	for _, one := range r.file.Roots {
		if one.ID != r.file.Now.Root {
			return one.Key
		}
	}
	return nil
}

func find(all []named, id string) []byte {
	for _, one := range all {
		if one.ID == id {
			return one.Key
		}
	}
	return nil
}

// Load reads the key file, and makes it first when it does not exist and make is set.
func Load(path string, make bool) (*Box, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && make {
		return create(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	r, err := parse(data)
	if err != nil {
		return nil, err
	}
	b := &Box{path: path}
	b.ring.Store(r)
	return b, nil
}

// NewTest returns a box with fresh keys that are never stored.
func NewTest() *Box {
	data, err := generate()
	if err != nil {
		panic(err)
	}
	r, err := parse(data)
	if err != nil {
		panic(err)
	}
	b := &Box{}
	b.ring.Store(r)
	return b
}

func create(path string) (*Box, error) {
	data, err := generate()
	if err != nil {
		return nil, err
	}
	// Written beside and linked into place: two processes that start at once agree on one file, and none is ever half written.
	beside, err := writeBeside(path, data)
	if err != nil {
		return nil, err
	}
	defer os.Remove(beside)
	if err := os.Link(beside, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	return Load(path, false)
}

// writeBeside writes a file of mode 0600 in the folder of another, down to the disk, and returns its name.
func writeBeside(path string, data []byte) (string, error) {
	beside, err := os.CreateTemp(filepath.Dir(path), ".keys-*")
	if err != nil {
		return "", fmt.Errorf("write keys: %w", err)
	}
	_, err = beside.Write(data)
	if err = errors.Join(err, beside.Sync(), beside.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("write keys: %w", err), os.Remove(beside.Name()))
	}
	return beside.Name(), nil
}

func generate() ([]byte, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	var f file
	if f.Sealing, err = keysetText(handle); err != nil {
		return nil, err
	}
	f.Now.Sealing = handle.KeysetInfo().GetPrimaryKeyId()
	if err := f.add(&f.Now); err != nil {
		return nil, err
	}
	return f.text()
}

// add draws a root, a pepper and a signing key and names them.
func (f *file) add(as *names) error {
	var keys [3 * rootBytes]byte
	var ids [3 * 4]byte
	if _, err := rand.Read(keys[:]); err != nil {
		return fmt.Errorf("make keys: %w", err)
	}
	if _, err := rand.Read(ids[:]); err != nil {
		return fmt.Errorf("make keys: %w", err)
	}
	as.Root, as.Pepper, as.Signer = hex.EncodeToString(ids[:4]), hex.EncodeToString(ids[4:8]), hex.EncodeToString(ids[8:])
	f.Roots = append(f.Roots, named{as.Root, keys[:rootBytes]})
	f.Peppers = append(f.Peppers, named{as.Pepper, keys[rootBytes : 2*rootBytes]})
	f.Signers = append(f.Signers, newSigner(as.Signer, keys[2*rootBytes:]))
	return nil
}

func newSigner(id string, seed []byte) signer {
	public, _ := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	return signer{id, seed, public}
}

func (f *file) text() ([]byte, error) {
	data, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write keys: %w", err)
	}
	return append(data, '\n'), nil
}

func keysetText(handle *keyset.Handle) (json.RawMessage, error) {
	var text bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&text)); err != nil {
		return nil, fmt.Errorf("write keys: %w", err)
	}
	return text.Bytes(), nil
}

func errDamaged() error { return errors.New("the key file is damaged") }

func parse(data []byte) (*ring, error) {
	r := &ring{sum: sha256.Sum256(data)}
	if err := json.Unmarshal(data, &r.file); err != nil {
		return nil, errDamaged()
	}
	var err error
	r.handle, err = insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(r.file.Sealing)))
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	if r.primitive, err = aead.New(r.handle); err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	r.file.name()
	r.file.Now.Sealing = r.handle.KeysetInfo().GetPrimaryKeyId()
	r.prefix = binary.BigEndian.AppendUint32([]byte{tinkPrefix}, r.file.Now.Sealing)
	return r, r.file.check()
}

// tinkPrefix begins each value sealed with a key of tink's own output form; the key's id follows.
const tinkPrefix = 1

// name gives the keys of an old file names, so that all the rest knows one form only. What was derived from its root stays the same.
func (f *file) name() {
	if len(f.Root) != rootBytes || len(f.Roots) > 0 {
		return
	}
	const first = "1"
	f.Roots = []named{{first, f.Root}}
	f.Peppers = []named{{first, derive(f.Root, "password-pepper/"+first)}}
	f.Signers = []signer{newSigner(first, derive(f.Root, "audit-signing/"+first))}
	f.Now.Root, f.Now.Pepper, f.Now.Signer = first, first, first
	f.Root = nil
}

func (f *file) check() error {
	if len(f.Roots) == 0 || len(f.Roots) > mostRoots || find(f.Roots, f.Now.Root) == nil || find(f.Peppers, f.Now.Pepper) == nil {
		return errDamaged()
	}
	for _, one := range append(append([]named(nil), f.Roots...), f.Peppers...) {
		if len(one.Key) != rootBytes {
			return errDamaged()
		}
	}
	signs := false
	for _, s := range f.Signers {
		if len(s.Public) != ed25519.PublicKeySize || len(s.Seed) != 0 && len(s.Seed) != ed25519.SeedSize {
			return errDamaged()
		}
		signs = signs || s.ID == f.Now.Signer && len(s.Seed) > 0
	}
	if !signs {
		return errDamaged()
	}
	return nil
}
