package seal_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"marque/internal/seal"
)

var place = seal.Place{Table: "parties", Column: "email", Row: "1"}

func TestAValueOpensOnlyInItsOwnPlace(t *testing.T) {
	t.Parallel()
	box := seal.NewTest()
	sealed, err := box.Seal(place, "ann@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := box.Open(place, sealed); err != nil || got != "ann@example.com" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, other := range []seal.Place{{"users", "email", "1"}, {"parties", "phone", "1"}, {"parties", "email", "2"}} {
		if got, err := box.Open(other, sealed); err == nil {
			t.Errorf("%v opened %q", other, got)
		}
	}
	if _, err := seal.NewTest().Open(place, sealed); err == nil {
		t.Error("another key opened it")
	}
}

func TestSealingTwiceDiffersAndHidesTheValue(t *testing.T) {
	t.Parallel()
	box := seal.NewTest()
	a, _ := box.Seal(place, "ann@example.com")
	b, _ := box.Seal(place, "ann@example.com")
	if bytes.Equal(a, b) || bytes.Contains(a, []byte("ann")) {
		t.Error("a sealed value must be random and unreadable")
	}
}

func TestEmptyStaysEmpty(t *testing.T) {
	t.Parallel()
	box := seal.NewTest()
	sealed, err := box.Seal(place, "")
	if sealed != nil || err != nil {
		t.Errorf("got %v, %v", sealed, err)
	}
	if got, err := box.Open(place, nil); got != "" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestAnIndexFollowsPurposeValueAndKey(t *testing.T) {
	t.Parallel()
	box := seal.NewTest()
	index := box.Index("email", "ann@example.com")
	if !bytes.Equal(index, box.Index("email", "ann@example.com")) || len(index) != 32 {
		t.Error("the same value must have the same index of 32 bytes")
	}
	if bytes.Equal(index, box.Index("phone", "ann@example.com")) || bytes.Equal(index, seal.NewTest().Index("email", "ann@example.com")) {
		t.Error("another purpose or key must give another index")
	}
}

func TestKeysAreMadeOnceAndReadableByTheOwnerOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	if _, err := seal.Load(path, false); err == nil {
		t.Error("a missing file must not be made unasked")
	}
	boxes := make([]*seal.Box, 8)
	var all sync.WaitGroup
	for i := range boxes {
		all.Go(func() { boxes[i], _ = seal.Load(path, true) })
	}
	all.Wait()
	sealed, _ := boxes[0].Seal(place, "x")
	for i, box := range boxes {
		if got, err := box.Open(place, sealed); err != nil || got != "x" {
			t.Errorf("box %d: got %q, %v: starters disagree on the keys", i, got, err)
		}
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v, want 0600", info.Mode())
	}
}

func TestADamagedKeyFileIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	for _, text := range []string{"", "{}", `{"sealing":{},"root":"AAAA"}`, "not json"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.Load(path, true); err == nil {
			t.Errorf("%q was read as keys", text)
		}
	}
}
