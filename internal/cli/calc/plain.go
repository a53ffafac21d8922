package calc

import (
	"bytes"
	"encoding"
	"encoding/json"
	"reflect"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/money"
)

// Core's values hold money in integer minor units and rates in integers; people who pipe their figures through us write decimals. Here one
// is turned into the other by the types of the fields, so that no field can be forgotten.

var (
	centsType = reflect.TypeFor[money.Cents]()
	rateType  = reflect.TypeFor[money.Rate]()
	dateType  = reflect.TypeFor[civil.Date]()
	stepType  = reflect.TypeFor[contract.Step]()
	textType  = reflect.TypeFor[encoding.TextMarshaler]()
)

// minor rewrites JSON with decimals into JSON with the integers that a type holds. What the type does not know is left as it is: its own
// decoder refuses it.
func minor(raw json.RawMessage, t reflect.Type, c money.Currency) (json.RawMessage, error) {
	switch {
	case t == centsType:
		return integer(raw, func(n number) (int64, error) { v, err := n.cents("", c); return int64(v), err })
	case t == rateType:
		return integer(raw, func(n number) (int64, error) { v, err := n.rate(""); return int64(v), err })
	case t.Implements(textType):
		return raw, nil
	}
	switch t.Kind() {
	case reflect.Int:
		return integer(raw, func(n number) (int64, error) { v, err := n.whole("", 0); return int64(v), err })
	case reflect.Struct:
		return minorFields(raw, t, c)
	case reflect.Slice:
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, unreadable(err)
		}
		for i := range list {
			var err error
			if list[i], err = minor(list[i], t.Elem(), c); err != nil {
				return nil, err
			}
		}
		return json.Marshal(list)
	}
	return raw, nil
}

// minorFields rewrites the fields of an object.
func minorFields(raw json.RawMessage, t reflect.Type, c money.Currency) (json.RawMessage, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		return nil, unreadable(err)
	}
	for i := range t.NumField() {
		name, _ := tag(t.Field(i))
		value, ok := object[name]
		if !ok {
			continue
		}
		changed, err := minor(value, t.Field(i).Type, c)
		if err != nil {
			return nil, inside(name, err)
		}
		object[name] = changed
	}
	return json.Marshal(object)
}

// integer reads a number and writes what it is in minor units.
func integer(raw json.RawMessage, read func(number) (int64, error)) (json.RawMessage, error) {
	var n number
	if err := json.Unmarshal(raw, &n); err != nil {
		return nil, unreadable(err)
	}
	v, err := read(n)
	if err != nil {
		return nil, unnamed(err)
	}
	return json.Marshal(v)
}

// tag returns a field's name in JSON, and whether it is left out when it is empty.
func tag(f reflect.StructField) (name string, omit bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" && f.IsExported() {
		name = f.Name
	}
	return name, strings.Contains(options, "omitempty")
}

// pen is how amounts are written: in which currency, and with which clauses quoted.
type pen struct {
	money.Currency
	product *contract.Product
}

// major writes a value as JSON with amounts as decimals in major units and rates as decimals. An absent date is null, an absent list empty.
func major(v any, c pen) (json.RawMessage, error) {
	var b bytes.Buffer
	err := writeMajor(&b, reflect.ValueOf(v), c)
	return b.Bytes(), err
}

func writeMajor(b *bytes.Buffer, v reflect.Value, c pen) error {
	switch t := v.Type(); {
	case t == centsType:
		return writeJSON(b, v.Interface().(money.Cents).Text(c.Currency))
	case t == rateType:
		return writeJSON(b, v.Interface().(money.Rate).String())
	case t == stepType:
		return writeMajor(b, reflect.ValueOf(stepOf(v.Interface().(contract.Step), c)), c)
	case t == dateType && v.IsZero():
		return writeJSON(b, nil)
	case t.Implements(textType):
		return writeJSON(b, v.Interface())
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return writeJSON(b, nil)
		}
		return writeMajor(b, v.Elem(), c)
	case reflect.Struct:
		return writeFields(b, v, c)
	case reflect.Slice:
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := writeMajor(b, v.Index(i), c); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	}
	return writeJSON(b, v.Interface())
}

// writeFields writes a struct in the order of its fields.
func writeFields(b *bytes.Buffer, v reflect.Value, c pen) error {
	b.WriteByte('{')
	first := true
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, omit := tag(f)
		if !f.IsExported() || name == "-" || omit && v.Field(i).IsZero() {
			continue
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		if err := writeJSON(b, name); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := writeMajor(b, v.Field(i), c); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

func writeJSON(b *bytes.Buffer, v any) error {
	text, err := json.Marshal(v)
	b.Write(text)
	return err
}
