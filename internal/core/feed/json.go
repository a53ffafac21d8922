package feed

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
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
	v, err := (&scanner{text: line}).value(1)
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
	if json.Valid(line) {
		return nil
	}
	var raw json.RawMessage
	err := json.Unmarshal(line, &raw)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok && !strings.HasPrefix(syntax.Error(), "unexpected end") {
		return fault.Inputf("line", "The line is not JSON: it goes wrong at character %d.", syntax.Offset)
	}
	return fault.Inputf("line", "The line is not complete JSON: it ends after %d bytes in the middle of a value.", len(line))
}

// scanner takes a text apart whose grammar was checked: it need not look for mistakes, only for bounds.
type scanner struct {
	text []byte
	at   int
}

// space passes over blanks and the signs between values, which the checked grammar puts in their places.
func (s *scanner) space() byte {
	for strings.IndexByte(" \t\r\n,:", s.text[s.at]) >= 0 {
		s.at++
	}
	return s.text[s.at]
}

func (s *scanner) value(depth int) (value, error) {
	if depth > maxDepth {
		return value{}, fault.Inputf("line", "The JSON is nested more than %d levels deep.", maxDepth)
	}
	switch s.space() {
	case '{':
		return s.members(depth)
	case '[':
		return s.items(depth)
	case '"':
		return value{kind: text, text: s.string()}, nil
	}
	word := s.word()
	switch word[0] {
	case 'n':
		return value{kind: null}, nil
	case 't', 'f':
		return value{kind: truth, text: word}, nil
	}
	return value{kind: number, text: word}, nil
}

// word reads a number, true, false or null.
func (s *scanner) word() string {
	from := s.at
	for s.at < len(s.text) && strings.IndexByte(" \t\r\n,:]}", s.text[s.at]) < 0 {
		s.at++
	}
	return string(s.text[from:s.at])
}

// string reads a text; only one with escapes is worth the library's way.
func (s *scanner) string() string {
	from, escaped := s.at, false
	for s.at++; s.text[s.at] != '"'; s.at++ {
		if s.text[s.at] == '\\' {
			escaped = true
			s.at++
		}
	}
	s.at++
	if !escaped {
		return string(s.text[from+1 : s.at-1])
	}
	var out string
	if err := json.Unmarshal(s.text[from:s.at], &out); err != nil {
		return "\ufffd" // not to be reached: the grammar was checked
	}
	return out
}

func (s *scanner) items(depth int) (value, error) {
	v := value{kind: list}
	for s.at++; s.space() != ']'; {
		if len(v.items) == maxElements {
			return value{}, fault.Inputf("line", "A list has more than %d elements.", maxElements)
		}
		item, err := s.value(depth + 1)
		if err != nil {
			return value{}, err
		}
		v.items = append(v.items, item)
	}
	s.at++
	return v, nil
}

func (s *scanner) members(depth int) (value, error) {
	v := value{kind: record}
	for s.at++; s.space() != '}'; {
		if len(v.members) == maxMembers {
			return value{}, fault.Inputf("line", "An object has more than %d members.", maxMembers)
		}
		name := s.string()
		item, err := s.value(depth + 1)
		if err != nil {
			return value{}, err
		}
		v.members = append(v.members, member{name, item})
	}
	s.at++
	slices.SortFunc(v.members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	for i := 1; i < len(v.members); i++ {
		if v.members[i].name == v.members[i-1].name {
			return value{}, fault.Inputf("line", "The name %q stands twice in one object; it is not clear which one counts.", shorten(v.members[i].name))
		}
	}
	return v, nil
}

// find returns the place of a member.
func (v value) find(name string) (int, bool) {
	return slices.BinarySearchFunc(v.members, name, func(m member, name string) int { return strings.Compare(m.name, name) })
}

// hashOf is the SHA-256 of a value written in one way only: kinds, lengths and texts, members in order of their names.
func hashOf(v value) [32]byte {
	const usual = 4096 // bytes; an activation has about 2,000
	return sha256.Sum256(v.canonical(make([]byte, 0, usual)))
}

// contentOf hashes what an event says and leaves out its envelope.
func contentOf(subject string, data value) [32]byte {
	return hashOf(value{kind: list, items: []value{{kind: text, text: subject}, data}})
}

// canonical appends the value.
func (v value) canonical(b []byte) []byte {
	size := len(v.text) + len(v.members) + len(v.items) // at most one of the three is not zero
	b = append(strconv.AppendInt(append(b, byte(v.kind)), int64(size), 10), ':')
	b = append(b, v.text...)
	for i := range v.items {
		b = v.items[i].canonical(b)
	}
	for i := range v.members {
		b = value{kind: text, text: v.members[i].name}.canonical(b)
		b = v.members[i].value.canonical(b)
	}
	return b
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
