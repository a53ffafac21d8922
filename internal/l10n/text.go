package l10n

import (
	"fmt"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// Text is something to be read, in every language we speak. A new language is one more parameter of T, so a text that lacks one does
// not compile.
type Text struct {
	said [3]string // by Locale
	args []any
}

// Amount is money in a text.
type Amount struct {
	Cents    money.Cents
	Currency money.Currency
}

// Share is a rate in a text, written in percent with two decimals.
type Share money.Rate

// T makes a text: its words in American English, in the Spanish of the United States and in German. With args they are formats for
// fmt.Sprintf, with %s or %[2]s for every one of them: numbers, dates, amounts and other texts are written as the language writes them.
func T(en, es, de string, args ...any) Text { return Text{[...]string{en, es, de}, args} }

// Name is a text that is the same in every language.
func Name(s string) Text { return Text{said: [...]string{s, s, s}} }

// OfWords makes a text of what an operator wrote, by BCP 47 tag; a language without words says them in English.
func OfWords(words map[string]string) Text {
	t := Name(words[EnUS.Tag()])
	for _, l := range All() {
		if said := words[l.Tag()]; said != "" {
			t.said[l] = said
		}
	}
	return t
}

// Words returns what a text says in every language, by BCP 47 tag.
func (t Text) Words() map[string]string {
	out := map[string]string{}
	for _, l := range All() {
		out[l.Tag()] = t.In(l)
	}
	return out
}

// In returns the text in one language.
func (t Text) In(l Locale) string {
	words := t.said[EnUS]
	if int(l) < len(t.said) {
		words = t.said[l]
	}
	if l == Pseudo && (t.said[EnUS] != t.said[EsUS] || t.said[EnUS] != t.said[DeDE]) { // what is the same in every language is a name
		words = accent(words)
	}
	if len(t.args) == 0 {
		return words
	}
	written := make([]any, len(t.args))
	for i, a := range t.args {
		written[i] = l.write(a)
	}
	return fmt.Sprintf(words, written...)
}

// IsZero tells whether there is no text.
func (t Text) IsZero() bool { return t.said == [3]string{} }

// Or returns the text, or another one where there is none.
func (t Text) Or(other Text) Text {
	if t.IsZero() {
		return other
	}
	return t
}

// Then returns the text with another sentence behind it, which may be none.
func (t Text) Then(next Text) Text {
	switch {
	case t.IsZero():
		return next
	case next.IsZero():
		return t
	}
	return T("%s %s", "%s %s", "%s %s", t, next)
}

// Write writes texts, such as the paragraphs of a letter.
func (l Locale) Write(texts []Text) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = t.In(l)
	}
	return out
}

// List returns texts one after the other, with the same sign, such as "; ", between them in every language.
func List(between string, all []Text) Text {
	args := make([]any, len(all))
	for i, t := range all {
		args[i] = t
	}
	format := strings.TrimSuffix(strings.Repeat("%s"+between, len(all)), between)
	return T(format, format, format, args...)
}

func (l Locale) write(a any) string {
	switch a := a.(type) {
	case Text:
		return a.In(l)
	case Amount:
		return l.Money(a.Cents, a.Currency)
	case civil.Date:
		return l.DateLong(a)
	case Share:
		return l.Percent(money.Rate(a), 2)
	case int:
		return l.Number(int64(a))
	case int64:
		return l.Number(a)
	default:
		return fmt.Sprint(a)
	}
}

// Count is a number with what it counts: "1 payment", "12 payments". Each language has both words.
func Count(n int, one, many Text) Text {
	if n == 1 || n == -1 {
		return T("%s %s", "%s %s", "%s %s", n, one)
	}
	return T("%s %s", "%s %s", "%s %s", n, many)
}

// Fault makes an error for people in every language. Its Message is American English, as logs and terminals show it.
func Fault(kind fault.Kind, en, es, de string, args ...any) *fault.Fault {
	return T(en, es, de, args...).Fault(kind)
}

// Later makes a TooMany fault that says how long to wait, in every language.
func Later(wait time.Duration, en, es, de string, args ...any) *fault.Fault {
	f := T(en, es, de, args...).Fault(fault.TooMany)
	f.RetryAfter = wait
	return f
}

// Input makes an Invalid fault about one field in every language.
func Input(field, en, es, de string, args ...any) *fault.Fault {
	f := T(en, es, de, args...).Fault(fault.Invalid)
	f.Fields = []fault.Field{{Name: field, Message: f.Message, Other: f.Other, Fixed: f.Fixed}}
	return f
}

// Field makes one wrong input in every language, for a fault about several; see fault.Inputs.
func Field(name, en, es, de string, args ...any) fault.Field {
	return Input(name, en, es, de, args...).Fields[0]
}

// Fault makes an error for people out of a text.
func (t Text) Fault(kind fault.Kind) *fault.Fault {
	f := fault.New(kind, t.In(EnUS))
	if len(t.args) > 0 {
		f.Fixed = fault.Blank(t.said[EnUS])
	}
	for _, l := range All()[1:] {
		f.Other = append(f.Other, t.In(l))
	}
	return f
}

// Translate returns a fault as a reader of this language reads it; what was said in American English only stays so.
func (l Locale) Translate(f *fault.Fault) *fault.Fault {
	if f == nil || l == EnUS {
		return f
	}
	out := *f
	out.Message = l.other(f.Message, f.Other)
	out.Fields = make([]fault.Field, len(f.Fields))
	for i, field := range f.Fields {
		out.Fields[i] = fault.Field{Name: field.Name, Message: l.other(field.Message, field.Other)}
	}
	return &out
}

func (l Locale) other(said string, other []string) string {
	if l == Pseudo && len(other) > 0 {
		return accent(said)
	}
	if n := int(l) - 1; n < len(other) && other[n] != "" {
		return other[n]
	}
	return said
}
