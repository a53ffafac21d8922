package book

import (
	"cmp"
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"marque/internal/core/contract"
	"marque/internal/store/contracts"
)

// digest is the SHA-256 of a contract's terms, every event and every figure and line of its state, in a canonical binary form: fields in their order,
// numbers as varints, texts and lists behind their length, words of enumerations as their text. It is the same on every engine and machine.
func digest(stored contracts.Contract, state *contract.State, events []contract.Event) ([]byte, error) {
	const usual = 16 << 10 // bytes: a loan of 72 months in its last year
	buf := make([]byte, 0, usual)
	var err error
	if buf, err = canonical(buf, reflect.ValueOf(&stored.Terms).Elem()); err != nil {
		return nil, err
	}
	buf = text(buf, stored.VIN)
	if buf, err = canonical(buf, reflect.ValueOf(state).Elem()); err != nil {
		return nil, err
	}
	ordered := make([]*contract.Event, len(events))
	for i := range events {
		ordered[i] = &events[i]
	}
	slices.SortFunc(ordered, func(a, b *contract.Event) int { return cmp.Compare(a.Key, b.Key) })
	for _, e := range ordered {
		buf = text(text(buf, e.Key), string(e.Body.Kind()))
		buf = binary.AppendVarint(binary.AppendVarint(buf, int64(e.Effective)), e.Recorded.UnixMicro())
		if buf, err = canonical(buf, reflect.ValueOf(e.Body)); err != nil {
			return nil, err
		}
	}
	sum := sha256.Sum256(buf)
	return sum[:], nil
}

// writer appends the canonical form of a value of one type.
type writer func(buf []byte, v reflect.Value) []byte

// writers are made once for each type and never changed: sync.Map of reflect.Type to writer.
var writers sync.Map

func canonical(buf []byte, v reflect.Value) ([]byte, error) {
	if known, ok := writers.Load(v.Type()); ok {
		return known.(writer)(buf, v), nil //nolint:forcetypeassert // nothing else is stored
	}
	w, err := writerOf(v.Type())
	if err != nil {
		return nil, err
	}
	writers.Store(v.Type(), w)
	return w(buf, v), nil
}

func writerOf(t reflect.Type) (writer, error) {
	if t == reflect.TypeFor[time.Time]() {
		return func(buf []byte, v reflect.Value) []byte {
			at, _ := reflect.TypeAssert[time.Time](v)
			return binary.AppendVarint(buf, at.UnixMicro())
		}, nil
	}
	switch t.Kind() {
	case reflect.Bool:
		return func(buf []byte, v reflect.Value) []byte { return flag(buf, v.Bool()) }, nil
	case reflect.String:
		return func(buf []byte, v reflect.Value) []byte { return text(buf, v.String()) }, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(buf []byte, v reflect.Value) []byte { return binary.AppendVarint(buf, v.Int()) }, nil
	case reflect.Uint8:
		return wordsOf(t), nil
	case reflect.Uint, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(buf []byte, v reflect.Value) []byte { return binary.AppendUvarint(buf, v.Uint()) }, nil
	case reflect.Struct:
		return structOf(t)
	case reflect.Slice, reflect.Array:
		return listOf(t)
	case reflect.Pointer:
		return pointerOf(t)
	}
	return nil, fmt.Errorf("digest: no canonical form of %s", t)
}

// wordsOf writes a small enumeration by its words, so that the numbers behind them may change.
func wordsOf(t reflect.Type) writer {
	if !t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return func(buf []byte, v reflect.Value) []byte { return binary.AppendUvarint(buf, v.Uint()) }
	}
	var words [256]string
	for i := range words {
		v := reflect.New(t).Elem()
		v.SetUint(uint64(i))
		if m, ok := v.Interface().(encoding.TextMarshaler); ok {
			word, err := m.MarshalText()
			if words[i] = string(word); err != nil {
				words[i] = fmt.Sprint(i)
			}
		}
	}
	return func(buf []byte, v reflect.Value) []byte { return text(buf, words[v.Uint()]) }
}

// structOf writes the fields of a struct. Fields that are not exported are another package's workings (State's fold), unless the struct has no
// others (money.Exact).
func structOf(t reflect.Type) (writer, error) {
	exported := 0
	for f := range t.Fields() {
		if f.IsExported() {
			exported++
		}
	}
	var at []int
	var how []writer
	for i := range t.NumField() {
		if exported > 0 && !t.Field(i).IsExported() {
			continue
		}
		w, err := writerOf(t.Field(i).Type)
		if err != nil {
			return nil, fmt.Errorf("%s of %w", t.Field(i).Name, err)
		}
		at, how = append(at, i), append(how, w)
	}
	return func(buf []byte, v reflect.Value) []byte {
		for k, i := range at {
			buf = how[k](buf, v.Field(i))
		}
		return buf
	}, nil
}

func listOf(t reflect.Type) (writer, error) {
	w, err := writerOf(t.Elem())
	if err != nil {
		return nil, err
	}
	return func(buf []byte, v reflect.Value) []byte {
		n := v.Len()
		buf = binary.AppendUvarint(buf, uint64(n)) //nolint:gosec // a length
		for i := range n {
			buf = w(buf, v.Index(i))
		}
		return buf
	}, nil
}

func pointerOf(t reflect.Type) (writer, error) {
	w, err := writerOf(t.Elem())
	if err != nil {
		return nil, err
	}
	return func(buf []byte, v reflect.Value) []byte {
		if v.IsNil() {
			return flag(buf, false)
		}
		return w(flag(buf, true), v.Elem())
	}, nil
}

func text(buf []byte, s string) []byte {
	return append(binary.AppendUvarint(buf, uint64(len(s))), s...)
}

func flag(buf []byte, is bool) []byte {
	if is {
		return append(buf, 1)
	}
	return append(buf, 0)
}
