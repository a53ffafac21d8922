package calc

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// number is a JSON number or a decimal string as it was written. Absent and null are empty. What is wrong with it is said when it is read as
// something, because only then the field's name is known.
type number string

// The bounds of a number as written: longer ones are no amount of money.
const (
	maxNumber   = 48
	maxExponent = 24
)

// UnmarshalJSON implements json.Unmarshaler.
func (n *number) UnmarshalJSON(b []byte) error {
	text := string(b)
	switch {
	case text == "null":
		return nil
	case text[0] == '"':
		if err := json.Unmarshal(b, &text); err != nil {
			return err
		}
		text = strings.TrimSpace(text)
	case text[0] != '-' && (text[0] < '0' || text[0] > '9'):
		return &json.UnmarshalTypeError{Value: "word, list or object", Type: reflect.TypeFor[number]()}
	}
	if text == "" {
		text = "?" // an empty string is no number, and not absent either
	}
	*n = number(text)
	return nil
}

// plain is the number as decimal text.
func (n number) plain() (string, error) {
	if len(n) > maxNumber {
		return "", fault.New(fault.Invalid, "This number is too long.")
	}
	return plainDecimal(string(n))
}

// plainDecimal moves the point of a number with an exponent: 1.25e-3 is 0.00125.
func plainDecimal(s string) (string, error) {
	mantissa, power, found := strings.Cut(strings.ToLower(s), "e")
	if !found {
		return s, nil
	}
	exponent, err := strconv.Atoi(power)
	if err != nil || exponent > maxExponent || exponent < -maxExponent {
		return "", fault.New(fault.Invalid, "This number is too large or too small.")
	}
	digits, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	zeros := strings.Repeat("0", maxExponent)
	all := zeros + whole + fraction + zeros
	at := len(zeros) + len(whole) + exponent
	out := strings.TrimLeft(all[:at], "0")
	if out == "" {
		out = "0"
	}
	if rest := strings.TrimRight(all[at:], "0"); rest != "" {
		out += "." + rest
	}
	if negative {
		out = "-" + out
	}
	return out, nil
}

// cents reads the number as an amount in major units of a currency; absent is 0.
func (n number) cents(field string, c money.Currency) (money.Cents, error) {
	if n == "" {
		return 0, nil
	}
	text, err := n.plain()
	if err != nil {
		return 0, named(field, err)
	}
	amount, err := money.Parse(text, c)
	return amount, named(field, err)
}

// rate reads the number as a rate; absent is 0. Digits after the ninth are rounded half up: they are below what a rate is held in.
func (n number) rate(field string) (money.Rate, error) {
	if n == "" {
		return 0, nil
	}
	const places = 9
	text, err := n.plain()
	if err != nil {
		return 0, named(field, err)
	}
	up := false
	if whole, fraction, found := strings.Cut(text, "."); found && len(fraction) > places && strings.Trim(fraction, "0123456789") == "" {
		up = fraction[places] >= '5'
		text = whole + "." + fraction[:places]
	}
	r, err := money.ParseRate(text)
	switch {
	case err != nil:
		return 0, named(field, err)
	case up && strings.HasPrefix(text, "-"):
		r--
	case up:
		r++
	}
	return r, nil
}

// whole reads the number as a whole one within 32 bits; absent is what is given.
func (n number) whole(field string, absent int) (int, error) {
	if n == "" {
		return absent, nil
	}
	text, err := n.plain()
	if err != nil {
		return 0, named(field, err)
	}
	if before, zeros, found := strings.Cut(text, "."); found && zeros != "" && strings.Trim(zeros, "0") == "" {
		text = before
	}
	i, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0, fault.Input(field, "This must be a whole number.")
	}
	return int(i), nil
}

// named puts a field's name on a fault that has none.
func named(field string, err error) error {
	f := fault.Of(err)
	if f == nil || len(f.Fields) > 0 || field == "" {
		return err
	}
	return fault.Input(field, f.Message)
}

// unnamed takes the field's name off a fault, for a caller that knows a better one.
func unnamed(err error) error {
	if f := fault.Of(err); f != nil {
		return fault.New(f.Kind, f.Message)
	}
	return err
}

// date is a civil date that is checked when it is asked for, so that the field can be named.
type date string

// civil reads the date; absent is none.
func (d date) civil(field string) (civil.Date, error) {
	if d == "" {
		return 0, nil
	}
	got, err := civil.Parse(string(d))
	if err != nil {
		return 0, named(field, err)
	}
	return got, nil
}

// reader collects the first fault while a line's fields are read one after the other.
type reader struct {
	currency money.Currency
	err      error
}

// in starts a reader for amounts of a currency; empty is the dollar.
func in(code string) *reader {
	r := &reader{currency: money.USD()}
	if code != "" {
		var err error
		if r.currency, err = money.CurrencyOf(code); err != nil {
			r.err = named("currency", err)
		}
	}
	return r
}

func (r *reader) keep(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *reader) cents(field string, n number) money.Cents {
	c, err := n.cents(field, r.currency)
	r.keep(err)
	return c
}

func (r *reader) rate(field string, n number) money.Rate {
	rate, err := n.rate(field)
	r.keep(err)
	return rate
}

func (r *reader) whole(field string, n number, absent int) int {
	i, err := n.whole(field, absent)
	r.keep(err)
	return i
}

func (r *reader) date(field string, d date) civil.Date {
	got, err := d.civil(field)
	r.keep(err)
	return got
}

// text reads a word by its own rule.
func (r *reader) text(field, s string, into interface{ UnmarshalText([]byte) error }) {
	if err := into.UnmarshalText([]byte(s)); err != nil {
		r.keep(named(field, err))
	}
}

// required refuses an absent field.
func (r *reader) required(field string, present bool) {
	if !present {
		r.keep(fault.Input(field, "This field is missing."))
	}
}
