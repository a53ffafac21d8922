package seal_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"testing"

	"marque/internal/seal"
)

func TestALockedStreamOpensWithItsPassphraseOnlyAndWholeOnly(t *testing.T) {
	t.Parallel()
	plain := bytes.Repeat([]byte("one row of a book. "), 150_000) // several segments
	var locked bytes.Buffer
	w, err := seal.LockStream(&locked, "correct horse battery", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	read := func(text []byte, passphrase string) ([]byte, error) {
		r, err := seal.UnlockStream(bytes.NewReader(text), passphrase)
		if err != nil {
			return nil, err
		}
		return io.ReadAll(r)
	}
	if got, err := read(locked.Bytes(), "correct horse battery"); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("got %d bytes and %v", len(got), err)
	}
	if bytes.Contains(locked.Bytes(), []byte("one row")) || !seal.IsLocked(locked.Bytes()[:seal.StreamHead]) {
		t.Error("the stream is not locked")
	}
	flipped := bytes.Clone(locked.Bytes())
	flipped[len(flipped)/2] ^= 1
	salted := bytes.Clone(locked.Bytes())
	salted[seal.StreamHead] ^= 1
	for name, text := range map[string][]byte{
		"a changed byte": flipped, "another salt": salted, "a lost end": locked.Bytes()[:locked.Len()-1], "a lost segment": locked.Bytes()[:1<<20], "nothing": nil,
	} {
		if _, err := read(text, "correct horse battery"); !errors.Is(err, seal.ErrPassphrase) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := read(locked.Bytes(), "correct horse batterie"); !errors.Is(err, seal.ErrPassphrase) {
		t.Errorf("another passphrase: got %v", err)
	}
}
