package sms

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/url"
	"slices"
	"strings"

	"marque/internal/fault"
)

// Place says where a template stands, and so how a value is escaped in it.
type Place uint8

// The places.
const (
	InURL    Place = iota // percent-encoded, a space as %20: right in a path, a query and a form
	InJSON                // inside a quoted string
	InXML                 // character data or an attribute
	InHeader              // as it is; control characters are left out
)

// Template is text with {words} in it. The zero value is empty.
type Template struct {
	place  Place
	pieces []piece
}

// piece is literal text followed by the value of a word; the last piece has no word.
type piece struct{ text, word string }

func words() []string {
	return []string{"to", "text", "from", "user", "password", "basic", "dedup", "report", "validity_minutes", "validity_seconds"}
}

// longestTemplate is far above what any gateway's interface needs.
const longestTemplate = 16 << 10

// ParseTemplate reads a template. Only braces around one of the known words are a placeholder, so JSON needs no escaping; a misspelt
// word is a fault.
func ParseTemplate(s string, place Place) (Template, error) {
	t := Template{place: place}
	if len(s) > longestTemplate {
		return t, fault.Newf(fault.Invalid, "This is longer than %d bytes.", longestTemplate)
	}
	text := ""
	for {
		before, rest, found := strings.Cut(s, "{")
		text += before
		if !found {
			t.pieces = append(t.pieces, piece{text: text})
			return t, nil
		}
		word, after, closed := strings.Cut(rest, "}")
		if !closed || !isWord(word) {
			text, s = text+"{", rest
			continue
		}
		if !slices.Contains(words(), word) {
			return t, fault.Newf(fault.Invalid, "There is no {%s}. Known are {%s}.", word, strings.Join(words(), "}, {"))
		}
		t.pieces = append(t.pieces, piece{text, word})
		text, s = "", after
	}
}

// isWord tells a placeholder from a brace of JSON.
func isWord(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// Fill puts the values in, escaped for the template's place.
func (t Template) Fill(values map[string]string) string {
	var b strings.Builder
	for _, p := range t.pieces {
		b.WriteString(p.text)
		b.WriteString(t.place.escape(values[p.word]))
	}
	return b.String()
}

func (p Place) escape(value string) string {
	switch p {
	case InJSON:
		quoted, err := json.Marshal(value)
		if err != nil {
			return "" // a string always has a JSON form
		}
		return string(quoted[1 : len(quoted)-1])
	case InXML:
		var b bytes.Buffer
		if err := xml.EscapeText(&b, []byte(value)); err != nil {
			return "" // a buffer never fails
		}
		return b.String()
	case InHeader:
		return strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f {
				return -1
			}
			return r
		}, value)
	}
	return strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}
