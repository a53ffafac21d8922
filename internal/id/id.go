// Package id makes and reads typed, sortable identifiers: UUID version 7 (RFC 9562, section 5.7). The type parameter
// keeps a contract's id from being passed where a payment's is wanted. Time and randomness come in through Source.
package id

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"sync"

	"marque/internal/civil"
	"marque/internal/fault"
)

// Of is the identifier of a T. The zero value means "none" and is stored as NULL.
type Of[T any] [16]byte

// Source makes identifiers from a clock and randomness. It is safe for use by several goroutines, and ids made by one
// source never go backwards, even when its clock does.
type Source struct {
	mu   sync.Mutex
	now  civil.Clock
	rand io.Reader
	last uint64 // milliseconds << 12 | counter
}

// NewSource returns a source over a clock and a reader of random bytes.
func NewSource(now civil.Clock, rand io.Reader) *Source { return &Source{now: now, rand: rand} }

// New makes the next identifier. It panics only when the randomness fails, as crypto/rand itself does.
func New[T any](s *Source) Of[T] {
	var out Of[T]
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := io.ReadFull(s.rand, out[8:]); err != nil {
		panic("id: no randomness: " + err.Error())
	}
	tick := uint64(s.now().UnixMilli()) << 12
	s.last = max(tick, s.last+1)
	binary.BigEndian.PutUint64(out[0:8], s.last>>12<<16|0x7000|s.last&0xfff)
	out[8] = out[8]&0x3f | 0x80
	return out
}

// Derive makes the identifier that belongs to a name: the same name always gives the same id (RFC 9562, version 8).
// It serves where a row must be found again without a look-up, such as the journal entry of an event.
func Derive[T any](names ...string) Of[T] {
	h := sha256.New()
	for _, n := range names {
		h.Write([]byte(n))
		h.Write([]byte{0})
	}
	var out Of[T]
	copy(out[:], h.Sum(nil))
	out[6] = out[6]&0x0f | 0x80
	out[8] = out[8]&0x3f | 0x80
	return out
}

// Parse reads the usual form of 36 characters, lower or upper case.
func Parse[T any](s string) (Of[T], error) {
	var out Of[T]
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return out, fault.New(fault.NotFound, "This is not a valid identifier.")
	}
	plain := s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	if _, err := hex.Decode(out[:], []byte(plain)); err != nil {
		return Of[T]{}, fault.New(fault.NotFound, "This is not a valid identifier.")
	}
	return out, nil
}

// IsZero tells whether the identifier is none.
func (v Of[T]) IsZero() bool { return v == Of[T]{} }

// String returns the usual form of 36 characters.
func (v Of[T]) String() string {
	var b [36]byte
	hex.Encode(b[0:8], v[0:4])
	hex.Encode(b[9:13], v[4:6])
	hex.Encode(b[14:18], v[6:8])
	hex.Encode(b[19:23], v[8:10])
	hex.Encode(b[24:36], v[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// Value stores the identifier as text; none becomes NULL.
func (v Of[T]) Value() (driver.Value, error) {
	if v.IsZero() {
		return nil, nil
	}
	return v.String(), nil
}

// Scan reads what Value stored, and PostgreSQL's own form.
func (v *Of[T]) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		*v = Of[T]{}
		return nil
	case string:
		got, err := Parse[T](s)
		*v = got
		return err
	case []byte:
		if len(s) == 16 {
			copy(v[:], s)
			return nil
		}
		got, err := Parse[T](string(s))
		*v = got
		return err
	case [16]byte:
		*v = s
		return nil
	}
	return fmt.Errorf("id: cannot read %T", src)
}

// MarshalText implements encoding.TextMarshaler; none is empty.
func (v Of[T]) MarshalText() ([]byte, error) {
	if v.IsZero() {
		return nil, nil
	}
	return []byte(v.String()), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (v *Of[T]) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*v = Of[T]{}
		return nil
	}
	got, err := Parse[T](string(b))
	*v = got
	return err
}
