package book_test

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"marque/internal/book"
	"marque/internal/core/contract"
	"marque/internal/store/contracts"
)

// filled gives every field of a value something that is not zero, lists one element.
func filled(v reflect.Value) {
	if at, ok := reflect.TypeAssert[time.Time](v); ok && v.CanSet() {
		v.Set(reflect.ValueOf(at.Add(time.Hour)))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				filled(v.Field(i))
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		filled(v.Index(0))
	case reflect.Array:
		for i := range v.Len() {
			filled(v.Index(i))
		}
	default:
		changed(v)
	}
}

// changed makes a plain value another one.
func changed(v reflect.Value) {
	switch {
	case v.Kind() == reflect.String:
		v.SetString(v.String() + "x")
	case v.Kind() == reflect.Bool:
		v.SetBool(!v.Bool())
	case v.CanInt():
		v.SetInt(v.Int() + 1)
	case v.CanUint():
		v.SetUint(v.Uint() + 1)
	}
}

// eachLeaf visits every plain value that a caller of the type can see.
func eachLeaf(path string, v reflect.Value, visit func(path string, v reflect.Value)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				eachLeaf(path+"."+f.Name, v.Field(i), visit)
			}
		}
	case reflect.Pointer:
		eachLeaf(path, v.Elem(), visit)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			eachLeaf(path, v.Index(i), visit)
		}
	default:
		visit(path, v)
	}
}

func TestADigestSeesEveryFieldOfTermsAndState(t *testing.T) {
	t.Parallel()
	var c contracts.Contract
	var s contract.State
	filled(reflect.ValueOf(&c.Terms).Elem())
	filled(reflect.ValueOf(&s).Elem())
	sum := func() []byte {
		out, err := book.Digest(c, &s, nil)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	last, seen := sum(), 0
	look := func(path string, v reflect.Value) {
		changed(v)
		next := sum()
		if bytes.Equal(next, last) {
			t.Errorf("%s is not in the digest", path)
		}
		last, seen = next, seen+1
	}
	eachLeaf("Terms", reflect.ValueOf(&c.Terms).Elem(), look)
	eachLeaf("State", reflect.ValueOf(&s).Elem(), look)
	c.VIN = "x"
	if seen < 150 || bytes.Equal(sum(), last) {
		t.Errorf("got %d fields, or not the vehicle", seen)
	}
}

func TestADigestSeesEventsInWhateverOrder(t *testing.T) {
	t.Parallel()
	events := []contract.Event{
		{Key: "b", Effective: day("2026-01-05"), Recorded: now(), Body: contract.Activated{}},
		{Key: "a", Effective: day("2026-01-06"), Recorded: now(), Body: contract.Payment{Amount: 100}},
	}
	sum := func(events ...contract.Event) string {
		out, err := book.Digest(contracts.Contract{}, &contract.State{}, events)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	want := sum(events...)
	if sum(events[1], events[0]) != want {
		t.Error("the order in which events were read is in the digest")
	}
	for name, change := range map[string]func(e *contract.Event){
		"key":       func(e *contract.Event) { e.Key = "c" },
		"effective": func(e *contract.Event) { e.Effective++ },
		"recorded":  func(e *contract.Event) { e.Recorded = e.Recorded.Add(time.Microsecond) },
		"body":      func(e *contract.Event) { e.Body = contract.Payment{Amount: 101} },
		"kind":      func(e *contract.Event) { e.Body = contract.Credit{Amount: 100} },
	} {
		other := events[1]
		if change(&other); sum(events[0], other) == want {
			t.Errorf("an event's %s is not in the digest", name)
		}
	}
}

func TestEveryBodyHasADigest(t *testing.T) {
	t.Parallel()
	for _, kind := range contract.Kinds() {
		body, err := contract.DecodeBody(string(kind), []byte(`{}`))
		if body == nil {
			t.Logf("%s: %v", kind, err)
			continue
		}
		if _, err := book.Digest(contracts.Contract{}, &contract.State{}, []contract.Event{{Key: "k", Body: body}}); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
