package engine

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"marque/internal/fault"
)

// bindAll turns arguments into the few types that both engines take alike: nil, int64, string, bool and []byte.
func bindAll(args []any) ([]any, error) {
	if len(args) == 0 {
		return nil, nil
	}
	out := make([]any, len(args))
	for i, a := range args {
		v, err := bind(a)
		if err != nil {
			return nil, fmt.Errorf("argument $%d: %w", i+1, err)
		}
		out[i] = v
	}
	return out, nil
}

func bind(a any) (any, error) {
	switch v := a.(type) {
	case nil:
		return nil, nil
	case string:
		return v, storable(v)
	case int64:
		return v, nil
	case int:
		return int64(v), nil
	case bool:
		return v, nil
	case []byte:
		return bindBytes(v), nil
	case json.RawMessage:
		return string(v), storable(string(v))
	case time.Time:
		return nil, fmt.Errorf("engine: a time.Time is stored with engine.Micros")
	case driver.Valuer:
		return bindValuer(v)
	}
	return bindKind(reflect.ValueOf(a))
}

func bindBytes(v []byte) any {
	if v == nil {
		return nil
	}
	return v
}

func bindValuer(v driver.Valuer) (any, error) {
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && r.IsNil() {
		return nil, nil
	}
	got, err := v.Value()
	if err != nil {
		return nil, err
	}
	if _, again := got.(driver.Valuer); again {
		return nil, fmt.Errorf("engine: %T gives another Valuer", v)
	}
	return bind(got)
}

// bindKind takes our own types by what they are made of: money.Cents, a state, a pointer to one of them.
func bindKind(r reflect.Value) (any, error) {
	switch r.Kind() {
	case reflect.Pointer:
		if r.IsNil() {
			return nil, nil
		}
		return bind(r.Elem().Interface())
	case reflect.String:
		return r.String(), storable(r.String())
	case reflect.Bool:
		return r.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if r.Uint() > math.MaxInt64 {
			return nil, fmt.Errorf("engine: %d is too large", r.Uint())
		}
		return int64(r.Uint()), nil //nolint:gosec // compared above
	case reflect.Slice:
		if r.Type().Elem().Kind() == reflect.Uint8 {
			return bindBytes(r.Bytes()), nil
		}
	}
	return nil, fmt.Errorf("engine: a %s cannot be stored", r.Type())
}

// storable refuses text that PostgreSQL cannot hold, so that SQLite does too.
func storable(s string) error {
	if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
		return fault.New(fault.Invalid, "This text has characters that cannot be stored.")
	}
	return nil
}

// bindCopy is bind for COPY, whose binary form wants ids and dates in PostgreSQL's own types.
func bindCopy(a any) (any, error) {
	if d, ok := a.(interface {
		IsZero() bool
		Split() (int, time.Month, int)
	}); ok { // a civil.Date
		if d.IsZero() {
			return nil, nil
		}
		y, m, day := d.Split()
		return time.Date(y, m, day, 0, 0, 0, 0, time.UTC), nil
	}
	r := reflect.ValueOf(a)
	if r.IsValid() && r.Kind() == reflect.Array && r.Len() == 16 && r.Type().Elem().Kind() == reflect.Uint8 { // an id.Of
		if r.IsZero() {
			return nil, nil
		}
		return r.Convert(reflect.TypeFor[[16]byte]()).Interface(), nil
	}
	return bind(a)
}
