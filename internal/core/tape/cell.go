package tape

import (
	"strconv"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// absent tells whether a cell says nothing. Issuers and the tools between write it in many ways.
func absent(cell string) bool {
	switch strings.ToUpper(cell) {
	case "", "-", "--", ".", "NA", "N/A", "#N/A", "NAN", "NULL", "NONE":
		return true
	}
	return false
}

// decimal reads an xs:decimal into units of 10^-places and rounds what is finer half up.
func decimal(cell string, places int) (int64, error) {
	const most = 12 // digits before the point, as the schemas allow
	body, negative := strings.CutPrefix(cell, "-")
	body = strings.TrimPrefix(body, "+")
	whole, fraction, _ := strings.Cut(body, ".")
	whole = strings.TrimLeft(whole, "0")
	if !digits(whole) || !digits(fraction) || !strings.ContainsAny(body, "0123456789") {
		return 0, fault.Newf(fault.Invalid, "%s is not a decimal number.", quoted(cell))
	}
	if len(whole) > most || len(whole)+places > 18 {
		return 0, fault.Newf(fault.Invalid, "%s is larger than any contract here.", quoted(cell))
	}
	kept := fraction[:min(len(fraction), places)] + strings.Repeat("0", places-min(len(fraction), places))
	n, err := strconv.ParseInt("0"+whole+kept, 10, 64)
	if err != nil {
		return 0, fault.Newf(fault.Invalid, "%s is not a decimal number.", quoted(cell))
	}
	if len(fraction) > places && fraction[places] >= '5' {
		n++
	}
	if negative {
		n = -n
	}
	return n, nil
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// quoted shows what was found, shortened so that it cannot flood a report.
func quoted(cell string) string {
	const most = 40
	if r := []rune(cell); len(r) > most {
		cell = string(r[:most]) + "…"
	}
	return strconv.Quote(cell)
}

func amount(cell string) (Amount, error) {
	if absent(cell) {
		return Amount{}, nil
	}
	n, err := decimal(cell, 2)
	if err == nil && (n > int64(money.MaxAmount) || n < -int64(money.MaxAmount)) {
		err = fault.Newf(fault.Invalid, "%s is larger than any contract here.", quoted(cell))
	}
	return Amount{Cents: money.Cents(n), Known: err == nil}, err
}

// mostRate is 100 as it is written in per cent; scale finds out which was meant.
const mostRate = 100 * money.One

func rate(cell string) (Rate, error) {
	if absent(cell) {
		return Rate{}, nil
	}
	const more = 1000 // a twelve-digit number of 1e-9 does not fit; in millionths it does, and is far too large anyway
	if n, err := decimal(cell, 6); err != nil || n < 0 || n > int64(mostRate)/more {
		if err == nil {
			err = fault.Newf(fault.Invalid, "The rate %s is not between 0 and 100 per cent.", quoted(cell))
		}
		return Rate{}, err
	}
	n, err := decimal(cell, 9)
	return Rate{Rate: money.Rate(n), Known: err == nil}, err
}

func number(cell string) (Number, error) {
	if absent(cell) {
		return Number{}, nil
	}
	const most = 99_999_999 // the schema's eight digits
	whole, fraction, _ := strings.Cut(cell, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || strings.Trim(fraction, "0") != "" || n > most || n < -most {
		return Number{}, fault.Newf(fault.Invalid, "%s is not a whole number of up to eight digits.", quoted(cell))
	}
	return Number{N: n, Known: true}, nil
}

// code reads the first of a list of codes, which tools write as 1, "1; 2" or "['1', '2']". No code is 0.
func code(cell string) (int, error) {
	first := strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("[](){}'\";, ", r) })
	if absent(cell) || len(first) == 0 {
		return 0, nil
	}
	n, err := number(first[0])
	if err == nil && (n.N < 0 || n.N > 99) {
		err = fault.Newf(fault.Invalid, "%s is not a code of the schedule.", quoted(cell))
	}
	return n.N, err
}

// The years that a tape can speak of. They stand well inside civil's, so that whoever moves a date by some days stays in the calendar.
const (
	firstYear = 1950
	lastYear  = 2149
)

// date reads a day in the schedule's form MM-DD-YYYY, or in one that tools make of it: MM/DD/YYYY, YYYY-MM-DD, YYYYMMDD, each also with a
// time of day, which is passed over. A month, MM/YYYY or YYYY-MM, is its first day.
func date(cell string) (civil.Date, error) {
	if absent(cell) {
		return 0, nil
	}
	day, _, _ := strings.Cut(strings.Replace(cell, "T", " ", 1), " ")
	parts := strings.Split(strings.ReplaceAll(day, "/", "-"), "-")
	if len(parts) == 1 && len(day) == 8 {
		parts = []string{day[:4], day[4:6], day[6:]}
	}
	n := make([]int, 0, 3)
	for _, part := range parts {
		v, err := strconv.Atoi(part)
		if err != nil || !digits(part) || len(n) == 3 {
			return 0, notDate(cell)
		}
		n = append(n, v)
	}
	if len(n) == 2 { // a month
		parts, n = append(parts, "1"), append(n, 1)
		if len(parts[1]) == 4 {
			n[0], n[1] = n[1], n[0]
			parts[0] = parts[1]
		}
	}
	if len(n) != 3 {
		return 0, notDate(cell)
	}
	if len(parts[0]) != 4 { // month first, as the schedule has it
		n[0], n[1], n[2] = n[2], n[0], n[1]
	}
	d, err := civil.Make(n[0], time.Month(n[1]), n[2])
	if err != nil || n[0] < firstYear || n[0] > lastYear {
		return 0, notDate(cell)
	}
	return d, nil
}

func notDate(cell string) error {
	return fault.Newf(fault.Invalid, "%s is not a date; the schedule writes MM-DD-YYYY.", quoted(cell))
}
