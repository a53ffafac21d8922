// Package fault is the vocabulary of errors that a person should read: a kind that every edge can
// translate (to an HTTP status, to an exit status) and a sentence. Everything else is an ordinary
// wrapped error and stays out of people's sight.
package fault

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Kind says what went wrong in a way that callers can act on.
type Kind uint8

// The kinds. The zero kind is Internal: an error that is no fault is one of ours.
const (
	Internal    Kind = iota // our mistake or a broken part
	Invalid                 // what was given is wrong; Fields say where
	NotFound                // no such thing, or not for this person's eyes
	Denied                  // known who you are, not allowed
	SignedOut               // not known who you are
	Conflict                // the state of things forbids it
	Repeated                // this very request was done already
	TooMany                 // a limit was reached; RetryAfter says how long
	Unavailable             // a part we need is away
	TooLarge                // more than the stated bound
	Forbidden               // a program, or one of us who only looks, without the leave for it; whatever it asks about, so it learns nothing
)

var kindNames = [...]string{
	"internal", "invalid", "not found", "denied", "signed out", "conflict", "repeated", "too many", "unavailable", "too large", "forbidden",
}

// String returns the kind in words.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "internal"
}

// Field is one wrong input: its name as the caller knows it, and a sentence.
type Field struct {
	Name    string   `json:"field"`
	Message string   `json:"message"`
	Other   []string `json:"-"` // the sentence in the other languages, in the order of l10n.All after the first; none where it was not translated
	Fixed   string   `json:"-"` // the sentence without what was put into it; see Fault.FixedWords
}

// Fault is an error for people.
type Fault struct {
	Kind       Kind
	Message    string
	Other      []string // Message in the other languages, as in Field
	Fixed      string   // Message without what was put into it, as in Field
	Fields     []Field
	RetryAfter time.Duration // with TooMany and Unavailable; zero when not known
}

// New makes a fault with a sentence.
func New(kind Kind, message string) *Fault {
	return &Fault{Kind: kind, Message: message, Fixed: message}
}

// Newf makes a fault with a formatted sentence.
func Newf(kind Kind, format string, args ...any) *Fault {
	return &Fault{Kind: kind, Message: fmt.Sprintf(format, args...), Fixed: Blank(format)}
}

// Input makes an Invalid fault about one field.
func Input(field, message string) *Fault {
	return &Fault{Kind: Invalid, Message: message, Fixed: message, Fields: []Field{{Name: field, Message: message, Fixed: message}}}
}

// Inputf makes an Invalid fault about one field with a formatted sentence.
func Inputf(field, format string, args ...any) *Fault {
	f := Input(field, fmt.Sprintf(format, args...))
	f.Fixed = Blank(format)
	f.Fields[0].Fixed = f.Fixed
	return f
}

// Inputs makes an Invalid fault about several fields, or nil when there is none.
func Inputs(fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Fault{Kind: Invalid, Message: fields[0].Message, Other: fields[0].Other, Fixed: fields[0].Fixed, Fields: fields}
}

// Later makes a TooMany fault that says how long to wait.
func Later(wait time.Duration, message string) *Fault {
	return &Fault{Kind: TooMany, Message: message, Fixed: message, RetryAfter: wait}
}

// Error returns the sentence, with the field's name first when there is exactly one.
func (f *Fault) Error() string {
	if len(f.Fields) == 1 {
		return f.Fields[0].Name + ": " + f.Message
	}
	return f.Message
}

// Under returns a copy whose field names stand below a parent: "vin" under "vehicle" is "vehicle.vin".
func (f *Fault) Under(parent string) *Fault {
	out := *f
	out.Fields = make([]Field, len(f.Fields))
	for i, field := range f.Fields {
		out.Fields[i] = Field{Name: parent + "." + field.Name, Message: field.Message, Other: field.Other, Fixed: field.Fixed}
	}
	return &out
}

// verb is a place of a format that something is put into.
var verb = regexp.MustCompile(`%(\[\d+\])?[-+# 0]*[\d.]*[a-zA-Z]`)

// Blank is a format with nothing put into it.
func Blank(format string) string {
	return strings.ReplaceAll(verb.ReplaceAllString(format, "…"), "%%", "%")
}

// FixedWords is what may be told of a fault to somebody who must not see what was typed: its sentences as they stand in the program, with "…" where
// something was put in. A sentence of which that is not known is left out.
func (f *Fault) FixedWords() string {
	words := []string{f.Fixed}
	if len(f.Fields) > 0 {
		words = nil
	}
	for _, field := range f.Fields {
		words = append(words, field.Fixed)
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

// Of returns the fault inside an error, or nil.
func Of(err error) *Fault {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	return nil
}

// KindOf returns the kind of an error: Internal when no fault is inside.
func KindOf(err error) Kind {
	if f := Of(err); f != nil {
		return f.Kind
	}
	return Internal
}

// Is tells whether an error holds a fault of this kind.
func Is(err error, kind Kind) bool {
	f := Of(err)
	return f != nil && f.Kind == kind
}
