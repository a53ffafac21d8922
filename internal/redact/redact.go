// Package redact takes out of a log what must not be in one: e-mail addresses, telephone, card, bank account and social security numbers, one-time
// codes, tokens and passwords. The program logs no such thing on purpose; this stands behind every logger for the day when somebody does, or when an
// error of a library quotes what it was given. It knows the look of things and not their meaning: a name, a street or a birth date is not seen.
package redact

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds of one text: what is longer is cut, so that a line has a price that is known, whatever somebody logs.
const (
	mostText = 4 << 10
	slack    = 128 // looked at behind the cut, so that nothing is halved by it and overlooked
	cutMark  = "…[cut]"
)

// secretWord are the words after which a value is a secret, whatever it looks like.
const secretWord = `(?i:pass(?:word|phrase)|pwd|secret|token|otp|pin|ssn|tax[ _-]?id|authorization|bearer|cookie|session|csrf|api[ _-]?key|account(?:[ _-]?(?:number|no))?|routing(?:[ _-]?number)?)`

// look is how a kind of thing looks, and what stands in its place.
type look struct {
	mark    string // none: an ordinary figure, which stays; it is matched so that nothing below takes a part of it
	pattern string
	is      func(string) bool // decides where a pattern cannot
}

// looks are all kinds. Of two that begin at the same place the first here wins.
func looks() []look {
	return []look{
		{pattern: `\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b`},                                                      // a reference
		{pattern: `\b\d{4}[-/][01]\d[-/][0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?:Z|[+-][01]\d:?[0-5]\d)?)?\b`}, // a date, an instant
		{pattern: `\b\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2}|:\d{1,5})?\b`},                                                             // a network, a port
		{pattern: `\b\d{1,6}(?:\.\d{1,9})?(?:ns|us|µs|ms|s|m|h)(?:\d{1,2}(?:\.\d{1,9})?[ms]){0,2}\b`},                              // a duration
		{pattern: `\b[A-Z]{2,4}-\d{4}-\d{6}\b`},                                                                                    // a contract
		{mark: "[e-mail]", pattern: `[^\s@<>"'(),;:=/\\|\[\]{}]+(?:@|%40)(?:[a-zA-Z0-9.\x{80}-\x{10ffff}-]*[a-zA-Z\x{80}-\x{10ffff}]{2,}|\d[\d.]{6,})`},
		{mark: "[secret]", pattern: `\b` + secretWord + `\b["']?(?:\s*[=:]\s*|\s+is\s+|\s+#?)["']?(?i:basic\s+|bearer\s+)?[^\s"',;&)\]}]*[0-9][^\s"',;&)\]}]*`},
		{mark: "[secret]", pattern: `\b` + secretWord + `["']?(?:=|:)["']?[^\s"',;&)\]}]+|\b(?i:pass(?:word|phrase)|pwd)["']?(?:\s*[:=]\s*|\s+is\s+)["']?[^\s"',;&)\]}]+`},
		{mark: "[number]", pattern: `\+?\(?\d(?:[ .()/-]{0,2}\d){8,}`}, // telephones, cards, accounts, social security numbers
		{mark: "[number]", pattern: `\b\d{3}-\d{4}\b`},                 // a local telephone
		{pattern: `\b\d{1,6}\.\d{1,6}\b`}, // an amount, a share
		{mark: "[code]", pattern: `\b\d{6}\b|#\d{4,8}\b|\b(?i:codes?)\b["']?(?:\s*[=:]\s*|\s+is\s+|\s+)["']?\d{4,8}\b`},
		{mark: "[token]", pattern: `[A-Za-z0-9_+/-]{16,}={0,2}`, is: opaque},
	}
}

// reader is every look in one expression.
type reader struct {
	all   *regexp.Regexp
	looks []look
}

func newReader() reader {
	r := reader{looks: looks()}
	parts := make([]string, len(r.looks))
	for i, l := range r.looks {
		parts[i] = "(" + l.pattern + ")"
	}
	r.all = regexp.MustCompile(strings.Join(parts, "|"))
	return r
}

// Made once, never changed.
var (
	read   = newReader()
	spoken = regexp.MustCompile(`(?i)(?:password|passphrase|pwd)\s+is\s`)
)

// Text returns a text without what must not be in a log. What is longer than 4 KiB is cut.
func Text(s string) string {
	if plain(s) {
		return s
	}
	whole := strings.ToValidUTF8(s[:min(len(s), mostText+slack)], "?")
	end := len(whole)
	if len(s) > mostText {
		end = boundary(whole, mostText)
	}
	var out strings.Builder
	from := 0
	for _, at := range read.all.FindAllStringSubmatchIndex(whole, -1) {
		if at[0] >= end {
			break
		}
		mark := read.mark(whole, at)
		if mark == "" {
			continue
		}
		out.WriteString(whole[from:at[0]])
		out.WriteString(mark)
		from = at[1]
	}
	if from < end {
		out.WriteString(whole[from:end])
	}
	if len(s) > mostText {
		out.WriteString(cutMark)
	}
	return out.String()
}

// mark is what stands in the place of a match, or nothing when it stays.
func (r reader) mark(s string, at []int) string {
	for i, l := range r.looks {
		if at[2*i+2] < 0 {
			continue
		}
		if l.is != nil && !l.is(s[at[0]:at[1]]) {
			return ""
		}
		return l.mark
	}
	return ""
}

// boundary moves a cut to the beginning of a letter.
func boundary(s string, at int) int {
	at = min(at, len(s))
	for at > 0 && at < len(s) && !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}

// plain tells quickly that a short text can hold nothing: it has no figure, no sign and no long word.
func plain(s string) bool {
	if len(s) > mostText || !utf8.ValidString(s) {
		return false
	}
	word := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c == '@', c == '%', c == '=', c == ':':
			return false
		case c == ' ':
			word = 0
		default:
			if word++; word >= shortest {
				return false
			}
		}
	}
	return !strings.Contains(s, "is ") || !spoken.MatchString(s)
}

// shortest is how long a token is at least: 80 bits in base 32.
const shortest = 16

// opaque tells whether a word looks drawn by chance: in such a one capitals, small letters and figures change at nearly every place.
func opaque(word string) bool {
	var n, digits, upper, lower, changes int
	last := ' '
	for _, c := range word {
		class := ' '
		switch {
		case unicode.IsDigit(c):
			class, digits = '0', digits+1
		case unicode.IsUpper(c):
			class, upper = 'A', upper+1
		case unicode.IsLower(c):
			class, lower = 'a', lower+1
		default:
			continue
		}
		if n++; n > 1 && class != last {
			changes++
		}
		last = class
	}
	switch {
	case n < shortest:
		return false
	case strings.ContainsAny(word, "_/") && (upper == 0 || lower == 0): // a constant, a path
		return false
	case lower == 0:
		return digits > 0 // base 32, in groups too
	case upper == 0:
		return digits > 1 && changes > 1 // base 16
	case digits > 0:
		return changes*10 >= n*3
	}
	return changes*10 >= n*3 && upper*10 >= n*3 // more capitals than words in camel case have
}
