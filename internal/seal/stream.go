package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/tink-crypto/tink-go/v2/streamingaead/subtle"
	"golang.org/x/crypto/argon2"
)

// streamMagic begins what a passphrase locks; the last number is the form of what follows.
const streamMagic = "marque sealed stream 1\n"

// The cost of a passphrase's key (RFC 9106, second recommended option): it protects everything, is asked for once, and may take a moment.
const (
	streamSalt    = 16
	streamPasses  = 3
	streamMemory  = 64 << 10 // KiB
	streamThreads = 4
	streamKey     = 32
	streamSegment = 1 << 20
)

// LeastPassphrase is how short a passphrase may be: whoever has the file may guess for ever.
const LeastPassphrase = 16

// ErrPassphrase says that a stream does not open: another passphrase, or not one byte may be trusted.
var ErrPassphrase = errors.New("the passphrase is another one, or the file is damaged")

// LockStream encrypts what is written to it with a passphrase: AES-256-GCM in segments (tink's AES-GCM-HKDF streaming), the key by Argon2id. Close
// it, or the end is missing and nothing opens.
func LockStream(w io.Writer, passphrase string, random io.Reader) (io.WriteCloser, error) {
	salt := make([]byte, streamSalt)
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, fmt.Errorf("salt: %w", err)
	}
	head := append([]byte(streamMagic), salt...)
	if _, err := w.Write(head); err != nil {
		return nil, err
	}
	cipher, err := streamCipher(passphrase, salt)
	if err != nil {
		return nil, err
	}
	return cipher.NewEncryptingWriter(w, head)
}

// IsLocked tells whether a stream begins as LockStream's do; magic is its beginning.
func IsLocked(magic []byte) bool { return bytes.HasPrefix(magic, []byte(streamMagic)) }

// StreamHead is how many bytes IsLocked wants to see.
const StreamHead = len(streamMagic)

// UnlockStream opens what LockStream made. Every byte that it returns is proved; an error in the middle means that nothing may be believed.
func UnlockStream(r io.Reader, passphrase string) (io.Reader, error) {
	head := make([]byte, len(streamMagic)+streamSalt)
	if _, err := io.ReadFull(r, head); err != nil || !IsLocked(head) {
		return nil, ErrPassphrase
	}
	cipher, err := streamCipher(passphrase, head[len(streamMagic):])
	if err != nil {
		return nil, err
	}
	open, err := cipher.NewDecryptingReader(r, head)
	if err != nil {
		return nil, ErrPassphrase
	}
	return proved{open}, nil
}

func streamCipher(passphrase string, salt []byte) (*subtle.AESGCMHKDF, error) {
	key := argon2.IDKey([]byte(passphrase), salt, streamPasses, streamMemory, streamThreads, streamKey)
	cipher, err := subtle.NewAESGCMHKDF(key, "SHA256", streamKey, streamSegment, 0)
	if err != nil {
		return nil, fmt.Errorf("make the cipher: %w", err)
	}
	return cipher, nil
}

// proved says ErrPassphrase for whatever goes wrong while a stream is opened.
type proved struct{ r io.Reader }

// Read implements io.Reader.
func (p proved) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = ErrPassphrase
	}
	return n, err
}
