package seal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// Kind says what a key is for.
type Kind string

// The kinds of keys.
const (
	Sealing Kind = "sealing" // personal data
	Root    Kind = "index"   // blind indexes, codes, tokens, counters
	Peppers Kind = "pepper"  // password hashes
	Signer  Kind = "signing" // checkpoints of the audit
)

// The states of a key.
const (
	InUse = "in use"
	Next  = "next" // known, so that every process learns it before anybody uses it
	Old   = "old"  // opens what it sealed, makes nothing new
)

// Key is one key without its secret.
type Key struct {
	Kind  Kind   `json:"kind"`
	ID    string `json:"id"`
	State string `json:"state"`
}

// Keys lists the keys of the box.
func (b *Box) Keys() []Key {
	r := b.ring.Load()
	f, next := &r.file, r.file.next()
	var out []Key
	put := func(kind Kind, id, now, next string) {
		k := Key{kind, id, Old}
		switch id {
		case now:
			k.State = InUse
		case next:
			k.State = Next
		}
		out = append(out, k)
	}
	for _, info := range r.handle.KeysetInfo().GetKeyInfo() {
		put(Sealing, sealingName(info.GetKeyId()), sealingName(f.Now.Sealing), sealingName(next.Sealing))
	}
	for _, one := range f.Roots {
		put(Root, one.ID, f.Now.Root, next.Root)
	}
	for _, one := range f.Peppers {
		put(Peppers, one.ID, f.Now.Pepper, next.Pepper)
	}
	for _, one := range f.Signers {
		put(Signer, one.ID, f.Now.Signer, next.Signer)
	}
	return out
}

func sealingName(id uint32) string { return strconv.FormatUint(uint64(id), 10) }

func (f *file) next() names {
	if f.Next == nil {
		return names{}
	}
	return *f.Next
}

// Fingerprint names the set of keys that a box holds, whichever are in use: two processes with the same one understand each other.
func (b *Box) Fingerprint() string {
	var all []string
	for _, k := range b.Keys() {
		all = append(all, string(k.Kind)+" "+k.ID)
	}
	slices.Sort(all)
	sum := sha256.Sum256([]byte(strings.Join(all, "\n")))
	return hex.EncodeToString(sum[:8])
}

// Staged tells whether the file has keys that are not in use yet.
func (b *Box) Staged() bool { return b.ring.Load().file.Next != nil }

// Since is when the keys came into use; none for the first ones.
func (b *Box) Since() time.Time { return b.ring.Load().file.Since }

// Changing tells whether an older key than those in use is still known, peppers and signing keys aside.
func (b *Box) Changing() bool {
	return slices.ContainsFunc(b.Keys(), func(k Key) bool { return k.State == Old && (k.Kind == Sealing || k.Kind == Root) })
}

// Stage adds keys to the file that nobody uses yet. With keys that are staged or being changed already it does nothing: one at a time.
func (b *Box) Stage() error {
	return b.change(func(r *ring) error {
		if r.file.Next != nil || len(r.file.Roots) > 1 {
			return nil
		}
		manager := keyset.NewManagerFromHandle(r.handle)
		id, err := manager.Add(aead.AES256GCMKeyTemplate())
		if err != nil {
			return fmt.Errorf("add key: %w", err)
		}
		if r.handle, err = manager.Handle(); err != nil {
			return fmt.Errorf("add key: %w", err)
		}
		r.file.Next = &names{Sealing: id}
		return r.file.add(r.file.Next)
	})
}

// Promote brings the staged keys into use; without such it does nothing.
func (b *Box) Promote(at time.Time) error {
	return b.change(func(r *ring) error {
		if r.file.Next == nil {
			return nil
		}
		manager := keyset.NewManagerFromHandle(r.handle)
		if err := manager.SetPrimary(r.file.Next.Sealing); err != nil {
			return fmt.Errorf("use key: %w", err)
		}
		var err error
		if r.handle, err = manager.Handle(); err != nil {
			return fmt.Errorf("use key: %w", err)
		}
		r.file.Now, r.file.Next, r.file.Since = *r.file.Next, nil, at.UTC()
		return nil
	})
}

// Retire throws away the old keys of these kinds. Whoever asks has made sure that nothing uses them.
func (b *Box) Retire(kinds ...Kind) error {
	return b.change(func(r *ring) error {
		f := &r.file
		for _, kind := range kinds {
			switch kind {
			case Sealing:
				if err := r.dropSealing(); err != nil {
					return err
				}
			case Root:
				f.Roots = slices.DeleteFunc(f.Roots, func(n named) bool { return n.ID != f.Now.Root && n.ID != f.next().Root })
			case Peppers:
				f.Peppers = slices.DeleteFunc(f.Peppers, func(n named) bool { return n.ID != f.Now.Pepper && n.ID != f.next().Pepper })
			case Signer:
				for i := range f.Signers {
					if id := f.Signers[i].ID; id != f.Now.Signer && id != f.next().Signer {
						f.Signers[i].Seed = nil // its checkpoints can still be proved, and no more be made
					}
				}
			}
		}
		return nil
	})
}

func (r *ring) dropSealing() error {
	manager := keyset.NewManagerFromHandle(r.handle)
	for _, info := range r.handle.KeysetInfo().GetKeyInfo() {
		if id := info.GetKeyId(); id != r.file.Now.Sealing && id != r.file.next().Sealing {
			if err := manager.Delete(id); err != nil {
				return fmt.Errorf("retire key: %w", err)
			}
		}
	}
	var err error
	if r.handle, err = manager.Handle(); err != nil {
		return fmt.Errorf("retire key: %w", err)
	}
	return nil
}

// change works on what the file holds at this moment and puts the new file in its place, whole or not at all.
func (b *Box) change(work func(*ring) error) error {
	if b.path == "" {
		return errors.New("these keys have no file")
	}
	if _, err := b.Reload(); err != nil {
		return err
	}
	before := b.ring.Load()
	copied, err := before.file.text()
	if err != nil {
		return err
	}
	r, err := parse(copied)
	if err != nil {
		return err
	}
	if err := work(r); err != nil {
		return err
	}
	if r.file.Sealing, err = keysetText(r.handle); err != nil {
		return err
	}
	data, err := r.file.text()
	if err != nil {
		return err
	}
	return b.replace(data, before.sum)
}

func (b *Box) replace(data []byte, before [sha256.Size]byte) error {
	if _, err := parse(data); err != nil {
		return err // never a file that could not be read again
	}
	if now, err := os.ReadFile(b.path); err != nil || sha256.Sum256(now) != before {
		return errors.Join(err, errors.New("the key file was changed by somebody else at the same time; try again"))
	}
	beside, err := writeBeside(b.path, data)
	if err != nil {
		return err
	}
	if err := os.Rename(beside, b.path); err != nil {
		return errors.Join(fmt.Errorf("write keys: %w", err), os.Remove(beside))
	}
	if err := syncFolder(filepath.Dir(b.path)); err != nil {
		return err
	}
	_, err = b.Reload()
	return err
}

// syncFolder makes a renaming last through a loss of power.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("write keys: %w", err)
	}
	return errors.Join(folder.Sync(), folder.Close())
}
