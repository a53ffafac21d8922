package seal_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"marque/internal/seal"
)

func keyFile(t *testing.T) (string, *seal.Box) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys.json")
	box, err := seal.Load(path, true)
	if err != nil {
		t.Fatal(err)
	}
	return path, box
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestNewKeysAreKnownBeforeTheyAreUsedAndOldOnesOpenUntilTheyAreRetired(t *testing.T) {
	t.Parallel()
	path, box := keyFile(t)
	other, err := seal.Load(path, false) // another process
	must(t, err)
	old, _ := box.Seal(place, "x")
	index := box.Index("email", "x")

	must(t, box.Stage(), box.Stage())
	if now, next := box.Indexes("email", "x"); !bytes.Equal(now, index) || bytes.Equal(next, index) || !box.Current(old) || !box.Staged() {
		t.Error("a staged key is used already, or not known")
	}
	if len(box.Keys()) != 8 {
		t.Errorf("staged twice: got %v, want two keys of each kind", box.Keys())
	}
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	must(t, box.Promote(at))
	fresh, _ := box.Seal(place, "y")
	if box.Current(old) || !box.Current(fresh) || !box.Since().Equal(at) || box.Staged() || !box.Changing() {
		t.Error("the new key is not in use")
	}
	if _, before := box.Indexes("email", "x"); !bytes.Equal(before, index) {
		t.Error("the old index is not asked for any more")
	}
	if got, err := other.Open(place, fresh); err != nil || got != "y" { // it has not been told of the new file
		t.Errorf("another process: got %q, %v", got, err)
	}
	if got, err := box.Open(place, old); err != nil || got != "x" {
		t.Errorf("got %q, %v", got, err)
	}
	must(t, box.Retire(seal.Sealing, seal.Root, seal.Peppers, seal.Signer))
	if _, err := box.Open(place, old); err == nil || box.Changing() {
		t.Error("a retired key still opens")
	}
	if now, before := box.Indexes("email", "x"); !bytes.Equal(now, before) || bytes.Equal(now, index) {
		t.Error("a retired index key is still asked for")
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v", info.Mode())
	}
}

func TestARetiredSignersCheckpointsCanStillBeProved(t *testing.T) {
	t.Parallel()
	path, box := keyFile(t)
	id, signature := box.Sign([]byte("head"))
	must(t, box.Stage(), box.Promote(time.Now()), box.Retire(seal.Signer))
	again, err := seal.Load(path, false)
	must(t, err)
	if !again.Signed(id, []byte("head"), signature) || again.Signed(id, []byte("heaD"), signature) || again.Signed("other", []byte("head"), signature) {
		t.Error("a signature is not proved, or a wrong one is")
	}
	if now, _ := again.Sign(nil); now == id {
		t.Error("the retired key signs")
	}
}

func TestAFileFromBeforeKeysHadNamesKeepsItsMeaning(t *testing.T) {
	t.Parallel()
	path, box := keyFile(t)
	var f map[string]any
	data, err := os.ReadFile(path)
	must(t, err, json.Unmarshal(data, &f))
	root := bytes.Repeat([]byte{7}, 32)
	old, err := json.Marshal(map[string]any{"sealing": f["sealing"], "root": root})
	must(t, err, os.WriteFile(path, old, 0o600))
	sealed, _ := box.Seal(place, "x")
	first, err := seal.Load(path, false)
	must(t, err)
	if got, err := first.Open(place, sealed); err != nil || got != "x" {
		t.Errorf("got %q, %v", got, err)
	}
	pepper := first.Peppers()[0]
	if pepper.ID != "1" || !bytes.Equal(pepper.MAC([]byte("p")), first.MAC("password-pepper/1", []byte("p"))) {
		t.Error("hashes of passwords would not verify any more")
	}
	index := first.Index("email", "x")
	id, signature := first.Sign([]byte("m"))
	must(t, first.Stage(), first.Promote(time.Now()))
	again, err := seal.Load(path, false)
	must(t, err)
	if _, before := again.Indexes("email", "x"); !bytes.Equal(before, index) || !again.Signed(id, []byte("m"), signature) {
		t.Error("the keys have changed their meaning")
	}
	if ids := again.Peppers(); len(ids) != 2 || ids[1].ID != "1" || !bytes.Equal(ids[1].MAC([]byte("p")), pepper.MAC([]byte("p"))) {
		t.Error("the old pepper is lost")
	}
}

func TestAChangedFileThatCannotBeReadLeavesTheKeysAsTheyAre(t *testing.T) {
	t.Parallel()
	path, box := keyFile(t)
	sealed, _ := box.Seal(place, "x")
	must(t, os.WriteFile(path, []byte("half"), 0o600))
	if changed, err := box.Reload(); changed || err == nil {
		t.Errorf("got %v, %v", changed, err)
	}
	if got, err := box.Open(place, sealed); err != nil || got != "x" {
		t.Errorf("got %q, %v", got, err)
	}
	if err := box.Stage(); err == nil {
		t.Error("a damaged file was written over")
	}
}

func TestTheFingerprintNamesTheSetOfKeys(t *testing.T) {
	t.Parallel()
	_, box := keyFile(t)
	seen := []string{box.Fingerprint()}
	must(t, box.Stage())
	seen = append(seen, box.Fingerprint())
	must(t, box.Promote(time.Now()))
	if box.Fingerprint() != seen[1] {
		t.Error("the same keys, another name")
	}
	must(t, box.Retire(seal.Sealing, seal.Root, seal.Peppers))
	seen = append(seen, box.Fingerprint())
	slices.Sort(seen)
	if len(slices.Compact(seen)) != 3 {
		t.Errorf("got %v", seen)
	}
}
