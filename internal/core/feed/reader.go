package feed

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// reader collects what is wrong with a line, and what deserves a remark, while its fields are read.
type reader struct {
	rules    Rules
	at       civil.Date     // the day of the event
	currency money.Currency // of the contract; no code until it is known
	faults   []fault.Field
	notes    []fault.Field
}

func (r *reader) refuse(path, format string, args ...any) {
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, fault.Field{Name: path, Message: fmt.Sprintf(format, args...)})
	}
}

func (r *reader) note(path, format string, args ...any) {
	if len(r.notes) < maxFaults {
		r.notes = append(r.notes, fault.Field{Name: path, Message: fmt.Sprintf(format, args...)})
	}
}

// refuseAs passes on what another package found wrong with the field.
func (r *reader) refuseAs(path string, err error) {
	if f := fault.Of(err); f != nil {
		r.refuse(path, "%s", f.Message)
		return
	}
	r.refuse(path, "This cannot be read.")
}

// object is a JSON object being read; it remembers which members were asked for.
type object struct {
	r    *reader
	path string
	tree value
	read []bool // by the members' places
	ok   bool
}

func (r *reader) root(tree value) object { return r.below("", tree) }

func (r *reader) below(path string, tree value) object {
	return object{r: r, path: path, tree: tree, read: make([]bool, len(tree.members)), ok: true}
}

func (o object) at(name string) string {
	if o.path == "" {
		return name
	}
	return o.path + "." + name
}

// find returns a member and marks it as read; null counts as absent.
func (o object) find(name string) (value, bool) {
	i, found := o.tree.find(name)
	if !o.ok || !found {
		return value{}, false
	}
	o.read[i] = true
	v := o.tree.members[i].value
	return v, v.kind != null
}

// get returns a member of the wanted kind. What is missing or of another kind is refused, unless it is optional and missing.
func (o object) get(name string, want kind, optional bool) (value, bool) {
	if !o.ok {
		return value{}, false
	}
	v, found := o.find(name)
	switch {
	case !found && optional:
		return value{}, false
	case !found:
		o.r.refuse(o.at(name), "This is missing.")
		return value{}, false
	case v.kind != want:
		o.r.refuse(o.at(name), "This is %s where %s belongs.", v.kind, want)
		return value{}, false
	}
	return v, true
}

// has tells whether a member is there.
func (o object) has(name string) bool {
	i, found := o.tree.find(name)
	return o.ok && found && o.tree.members[i].value.kind != null
}

// done notes the members that nobody asked for: a newer sender's field, or a misspelt one.
func (o object) done() {
	if !o.ok {
		return
	}
	for i, m := range o.tree.members {
		if !o.read[i] {
			o.r.note(o.at(shorten(m.name)), "This field is not known here and was not read.")
		}
	}
}

func (o object) object(name string, optional bool) object {
	v, ok := o.get(name, record, optional)
	below := o.r.below(o.at(name), v)
	below.ok = ok
	return below
}

// objects reads a list of objects with a bound.
func (o object) objects(name string, most int) []object {
	v, ok := o.get(name, list, false)
	if !ok {
		return nil
	}
	if len(v.items) == 0 || len(v.items) > most {
		o.r.refuse(o.at(name), "There must be between 1 and %d entries here; there are %d.", most, len(v.items))
		return nil
	}
	var out []object
	for i, item := range v.items {
		path := o.at(name) + "[" + strconv.Itoa(i) + "]"
		if item.kind != record {
			o.r.refuse(path, "This is %s where an object belongs.", item.kind)
			continue
		}
		out = append(out, o.r.below(path, item))
	}
	return out
}

// rule bounds a text.
type rule struct {
	max      int // characters
	optional bool
	pattern  func(rune) bool // every character must pass; nil accepts all that are printable
	like     string          // an example, told with the refusal
}

// text reads a text: trimmed, in Unicode's composed form, without control characters. Markup is a text like any other.
func (o object) text(name string, u rule) string {
	v, ok := o.get(name, text, u.optional)
	if !ok {
		return ""
	}
	s := strings.TrimSpace(v.text)
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	switch bad := strings.IndexFunc(s, forbidden); {
	case bad >= 0:
		o.r.refuse(o.at(name), "This has a control character or line break in it, which no such text may have.")
	case s == "" && !u.optional:
		o.r.refuse(o.at(name), "This is empty.")
	case utf8.RuneCountInString(s) > u.max:
		o.r.refuse(o.at(name), "This is longer than %d characters.", u.max)
	case u.pattern != nil && strings.IndexFunc(s, func(c rune) bool { return !u.pattern(c) }) >= 0:
		o.r.refuse(o.at(name), "%q is not written like %s.", shorten(s), u.like)
	default:
		return s
	}
	return ""
}

// forbidden tells what no text may carry: controls (line breaks above all: they forge mail headers), Unicode's own line breaks, the
// marks that reverse the direction of writing and so disguise a text, and the mark of a character that could not be read.
func forbidden(c rune) bool {
	switch {
	case unicode.IsControl(c), c == '\u2028', c == '\u2029', c == unicode.ReplacementChar:
		return true
	case c >= '\u202a' && c <= '\u202e', c >= '\u2066' && c <= '\u2069':
		return true
	}
	return false
}

func codeRune(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

func referenceRune(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.' || c == '/'
}

// code reads one of our own identifiers, such as a brand or a status.
func (o object) code(name string, optional bool) string {
	return o.text(name, rule{max: maxCode, optional: optional, pattern: codeRune, like: "title_received"})
}

// reference reads another system's identifier.
func (o object) reference(name string, optional bool) string {
	return o.text(name, rule{max: maxSubject, optional: optional, pattern: referenceRune, like: "C618319810"})
}

// oneOf reads a text that must be one of a few.
func (o object) oneOf(name string, optional bool, choices ...string) string {
	s := o.text(name, rule{max: maxName, optional: optional})
	for _, c := range choices {
		if s == c {
			return s
		}
	}
	if s != "" {
		o.r.refuse(o.at(name), "%q is none of %s.", shorten(s), strings.Join(choices, ", "))
	}
	return ""
}

// date reads YYYY-MM-DD.
func (o object) date(name string, optional bool) civil.Date {
	s := o.text(name, rule{max: maxCode, optional: optional})
	if s == "" {
		return 0
	}
	d, err := civil.Parse(s)
	if err != nil {
		o.r.refuseAs(o.at(name), err)
	}
	return d
}

// whole reads a whole number between two bounds.
func (o object) whole(name string, from, to int) int {
	v, ok := o.get(name, number, false)
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(v.text)
	if err != nil || n < from || n > to {
		o.r.refuse(o.at(name), "%s is not a whole number from %d to %d.", shorten(v.text), from, to)
		return 0
	}
	return n
}

func (o object) yes(name string, optional bool) bool {
	v, _ := o.get(name, truth, optional)
	return v.text == "true"
}

// decimal returns the digits of a number given as text, which is exact, or as a JSON number, whose digits are taken as written.
func (o object) decimal(name string, optional bool) (string, bool) {
	if v, found := o.find(name); found && v.kind == number {
		return v.text, true
	}
	s := o.text(name, rule{max: maxCode, optional: optional})
	return s, s != ""
}

// amount reads a decimal amount in the contract's currency, zero or more.
func (o object) amount(name string, optional bool) money.Cents {
	s, ok := o.decimal(name, optional)
	if !ok || o.r.currency.Code == "" { // without a currency the amount cannot be judged; the currency is refused already
		return 0
	}
	c, err := money.Parse(s, o.r.currency)
	switch {
	case err != nil:
		o.r.refuseAs(o.at(name), err)
	case c < 0:
		o.r.refuse(o.at(name), "%s is negative; an amount here is zero or more.", s)
	default:
		return c
	}
	return 0
}

// rate reads a decimal rate from 0 to most.
func (o object) rate(name string, optional bool, most money.Rate) money.Rate {
	s, ok := o.decimal(name, optional)
	if !ok {
		return 0
	}
	v, err := money.ParseRate(s)
	switch {
	case err != nil:
		o.r.refuseAs(o.at(name), err)
	case v < 0:
		o.r.refuse(o.at(name), "%s is negative; a rate here is zero or more.", s)
	case v > most:
		o.r.refuse(o.at(name), "%s is more than %s; a rate is written as a fraction, 12.99 %% as 0.1299.", s, most)
	default:
		return v
	}
	return 0
}

// link reads an optional address of a page: https, with a host, without a password in it. It is shown to customers as a link.
func (o object) link(name string) string {
	s := o.text(name, rule{max: maxLink, optional: true})
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		o.r.refuse(o.at(name), "This is not the address of a page that begins with https://.")
		return ""
	}
	return s
}
