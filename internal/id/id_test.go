package id_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"testing"
	"time"

	"marque/internal/fault"
	"marque/internal/id"
)

type thing struct{}

func at(ms int64) func() time.Time { return func() time.Time { return time.UnixMilli(ms) } }

func TestIdsSortByTheTimeTheyWereMade(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1_700_000_000_000)
	s := id.NewSource(func() time.Time { return now }, rand.Reader)
	last := id.New[thing](s)
	for i := range 10_000 {
		if i == 5_000 {
			now = now.Add(-time.Hour) // a clock that jumps back must not break the order
		}
		next := id.New[thing](s)
		if next.String() <= last.String() {
			t.Fatalf("id %d: %s is not after %s", i, next, last)
		}
		last = next
	}
}

func TestAnIdCarriesVersionVariantAndTime(t *testing.T) {
	t.Parallel()
	v := id.New[thing](id.NewSource(at(0x0123456789ab), bytes.NewReader(make([]byte, 8))))
	if got, want := v.String(), "01234567-89ab-7000-8000-000000000000"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAnIdSurvivesTextJSONAndTheDatabase(t *testing.T) {
	t.Parallel()
	v := id.New[thing](id.NewSource(time.Now, rand.Reader))
	if got, err := id.Parse[thing](v.String()); err != nil || got != v {
		t.Errorf("parse: got %v, %v", got, err)
	}
	text, _ := json.Marshal(map[string]id.Of[thing]{"id": v})
	var back map[string]id.Of[thing]
	if err := json.Unmarshal(text, &back); err != nil || back["id"] != v {
		t.Errorf("json: got %v, %v", back, err)
	}
	stored, _ := v.Value()
	for _, src := range []any{stored, []byte(stored.(string)), v[:], [16]byte(v)} {
		var got id.Of[thing]
		if err := got.Scan(src); err != nil || got != v {
			t.Errorf("scan %T: got %v, %v", src, got, err)
		}
	}
}

func TestNoneIsNull(t *testing.T) {
	t.Parallel()
	var none id.Of[thing]
	if v, err := none.Value(); v != nil || err != nil {
		t.Errorf("got %v, %v, want NULL", v, err)
	}
	got := id.Derive[thing]("x")
	if err := got.Scan(nil); err != nil || !got.IsZero() {
		t.Errorf("got %v, %v, want none", got, err)
	}
}

func TestAMalformedIdIsNotFound(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "x", "0123456789ab70008000000000000000", "01234567-89ab-7000-8000-00000000000g", "../../etc/passwd"} {
		if _, err := id.Parse[thing](s); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: got %v, want not found", s, err)
		}
	}
	var v id.Of[thing]
	if v.Scan(42) == nil {
		t.Error("a number is no id")
	}
}

func TestDerivedIdsFollowTheirNames(t *testing.T) {
	t.Parallel()
	a, b := id.Derive[thing]("ab", "c"), id.Derive[thing]("a", "bc")
	if a == b {
		t.Error("names must not run into each other")
	}
	if a != id.Derive[thing]("ab", "c") {
		t.Error("the same names must give the same id")
	}
}
