package feed

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"marque/internal/fault"
)

// kind is a JSON value's kind, by the byte that names it in a canonical hash.
type kind byte

const (
	null   kind = '0'
	truth  kind = 'b'
	number kind = 'n'
	text   kind = 's'
	list   kind = 'a'
	record kind = 'o'
)

func (k kind) String() string {
	switch k {
	case null:
		return "nothing"
	case truth:
		return "true or false"
	case number:
		return "a number"
	case text:
		return "a text"
	case list:
		return "a list"
	}
	return "an object"
}

// value is a parsed JSON value. Numbers keep the digits they were written with.
type value struct {
	kind    kind
	text    string
	members []member // sorted by name
	items   []value
}

type member struct {
	name  string
	value value
}

// parse reads exactly one JSON object, stricter than encoding/json: UTF-8 only, no name twice, bounded depth and width.
func parse(line []byte) (value, error) {
	line = bytes.TrimRight(line, "\r\n \t")
	switch {
	case len(line) > MaxLine:
		return value{}, TooLong()
	case len(bytes.TrimLeft(line, " \t")) == 0:
		return value{}, fault.Input("line", "The line is empty.")
	case !utf8.Valid(line):
		return value{}, fault.Input("line", "The line is not UTF-8 text.")
	}
	if err := grammar(line); err != nil {
		return value{}, err
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	v, err := element(d, 1)
	if err != nil {
		return value{}, err
	}
	if v.kind != record {
		return value{}, fault.Inputf("line", "The line is %s; an event is an object in braces.", v.kind)
	}
	return v, nil
}

// TooLong is the fault of a line over MaxLine.
func TooLong() error {
	return &fault.Fault{Kind: fault.TooLarge, Message: "The line is longer than 1 MiB, the most that one event may be.",
		Fields: []fault.Field{{Name: "line", Message: "The line is longer than 1 MiB, the most that one event may be."}}}
}

// grammar refuses what is not exactly one JSON value, saying where.
func grammar(line []byte) error {
	var raw json.RawMessage
	err := json.Unmarshal(line, &raw)
	if err == nil {
		return nil
	}
	at := int64(len(line))
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok && !strings.HasPrefix(syntax.Error(), "unexpected end") {
		at = syntax.Offset
		return fault.Inputf("line", "The line is not JSON: it goes wrong at character %d.", at)
	}
	return fault.Inputf("line", "The line is not complete JSON: it ends after %d bytes in the middle of a value.", at)
}

// element reads the next value. The grammar was checked, so the decoder's own errors cannot be the sender's.
func element(d *json.Decoder, depth int) (value, error) {
	if depth > maxDepth {
		return value{}, fault.Inputf("line", "The JSON is nested more than %d levels deep.", maxDepth)
	}
	token, err := d.Token()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return value{}, fault.Input("line", "The line is empty.")
		}
		return value{}, err
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '[' {
			return elements(d, depth)
		}
		return members(d, depth)
	case string:
		return value{kind: text, text: t}, nil
	case json.Number:
		return value{kind: number, text: t.String()}, nil
	case bool:
		return value{kind: truth, text: strconv.FormatBool(t)}, nil
	}
	return value{kind: null}, nil
}

func elements(d *json.Decoder, depth int) (value, error) {
	v := value{kind: list}
	for d.More() {
		if len(v.items) == maxElements {
			return value{}, fault.Inputf("line", "A list has more than %d elements.", maxElements)
		}
		item, err := element(d, depth+1)
		if err != nil {
			return value{}, err
		}
		v.items = append(v.items, item)
	}
	_, err := d.Token()
	return v, err
}

func members(d *json.Decoder, depth int) (value, error) {
	v := value{kind: record}
	for d.More() {
		if len(v.members) == maxMembers {
			return value{}, fault.Inputf("line", "An object has more than %d members.", maxMembers)
		}
		name, err := d.Token()
		if err != nil {
			return value{}, err
		}
		item, err := element(d, depth+1)
		if err != nil {
			return value{}, err
		}
		v.members = append(v.members, member{name.(string), item})
	}
	slices.SortFunc(v.members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	for i := 1; i < len(v.members); i++ {
		if v.members[i].name == v.members[i-1].name {
			return value{}, fault.Inputf("line", "The name %q stands twice in one object; it is not clear which one counts.", shorten(v.members[i].name))
		}
	}
	_, err := d.Token()
	return v, err
}

// find returns a member; null counts as absent.
func (v value) find(name string) (value, bool) {
	i, found := slices.BinarySearchFunc(v.members, name, func(m member, name string) int { return strings.Compare(m.name, name) })
	if !found || v.members[i].value.kind == null {
		return value{}, false
	}
	return v.members[i].value, true
}

// hashOf is the SHA-256 of a value written in one way only: kinds, lengths and texts, members in order of their names.
func hashOf(v value) (out [32]byte) {
	h := sha256.New()
	v.write(h)
	h.Sum(out[:0])
	return out
}

// contentOf hashes what an event says and leaves out its envelope.
func contentOf(subject string, data value) [32]byte {
	return hashOf(value{kind: list, items: []value{{kind: text, text: subject}, data}})
}

func (v value) write(h hash.Hash) {
	var b [24]byte
	size := len(v.text) + len(v.members) + len(v.items) // at most one of the three is not zero
	h.Write(append(strconv.AppendInt(append(b[:0], byte(v.kind)), int64(size), 10), ':'))
	io.WriteString(h, v.text)
	for _, item := range v.items {
		item.write(h)
	}
	for _, m := range v.members {
		value{kind: text, text: m.name}.write(h)
		m.value.write(h)
	}
}

// shorten cuts a text for a sentence.
func shorten(s string) string {
	const most = 60 // enough to recognise it, too little to flood a report
	if len(s) <= most {
		return s
	}
	cut := most
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
