// Package vehicle knows what a vehicle is: its identification number, its maker, its odometer and its values. What is owed for it is
// core/contract's, and where it is kept store/vehicles'.
package vehicle

import (
	_ "embed"
	"strings"

	"marque/internal/fault"
)

// VIN is a vehicle identification number in capitals; the form is checked, the check digit is only reported.
type VIN string

const vinLength = 17

// askedOfVIN is how many of its last characters a caller is asked for, whom an agent checks: no page of the staff's shows them.
const askedOfVIN = 6

// MaskVIN hides what a caller is asked for.
func MaskVIN(vin string) string {
	shown := max(0, len(vin)-askedOfVIN)
	return vin[:shown] + strings.Repeat("•", len(vin)-shown)
}

// The transliteration and the weights of 49 CFR 565.15(c), Tables III and IV: a letter's value is its place here, modulo ten.
const (
	vinValues  = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ"
	vinWeights = "8765432X098765432"
	vinDigits  = "0123456789X"
)

// ParseVIN reads a VIN of 17 capitals and digits without I, O and Q; small letters and blanks around it are put right.
func ParseVIN(s string) (VIN, error) {
	const most = 64 // an input longer than this is not looked at
	if len(s) > most {
		return "", fault.Input("vin", "A VIN has 17 characters.")
	}
	v := strings.ToUpper(strings.TrimSpace(s))
	if len(v) != vinLength {
		return "", fault.Inputf("vin", "A VIN has 17 characters; this one has %d.", len(v))
	}
	for i := range vinLength {
		if v[i] == '.' || strings.IndexByte(vinValues, v[i]) < 0 {
			return "", fault.Input("vin", "A VIN has letters and digits, without I, O and Q.")
		}
	}
	return VIN(v), nil
}

// CheckDigitFits tells whether the ninth character is the weighted sum modulo eleven. In North America it must be (49 CFR 565.15(c));
// elsewhere genuine vehicles fail it.
func (v VIN) CheckDigitFits() bool { return len(v) == vinLength && v[8] == v.checkDigit() }

func (v VIN) checkDigit() byte {
	sum := 0
	for i := range vinLength {
		weight := 10
		if vinWeights[i] != 'X' {
			weight = int(vinWeights[i] - '0')
		}
		sum += strings.IndexByte(vinValues, v[i]) % 10 * weight
	}
	return vinDigits[sum%11]
}

// Region is the part of the world that gave out the first character (ISO 3780).
type Region string

// The regions. Unassigned is none of them.
const (
	Unassigned   Region = ""
	Africa       Region = "Africa"
	Asia         Region = "Asia"
	Europe       Region = "Europe"
	NorthAmerica Region = "North America"
	Oceania      Region = "Oceania"
	SouthAmerica Region = "South America"
)

// Region returns the region of the maker.
func (v VIN) Region() Region {
	if len(v) != vinLength {
		return Unassigned
	}
	switch c := v[0]; {
	case c == 'H', c >= 'J' && c <= 'R': // H was given to China in 2018
		return Asia
	case c >= 'A' && c <= 'G':
		return Africa
	case c >= 'S' && c <= 'Z':
		return Europe
	case c >= '1' && c <= '5':
		return NorthAmerica
	case c == '7' && (v[1] >= 'F' || v[1] <= '9'): // 7F to 70 were given to the United States
		return NorthAmerica
	case c == '6', c == '7':
		return Oceania
	case c == '8', c == '9':
		return SouthAmerica
	}
	return Unassigned
}

// CheckDigitIsLaw tells whether a wrong check digit means a wrong VIN: for vehicles made in North America.
func (v VIN) CheckDigitIsLaw() bool { return v.Region() == NorthAmerica }

// AssembledInUS tells whether the VIN is of a vehicle assembled in the United States as IRC 163(h)(4) counts it: it begins with 1, 4 or 5.
func (v VIN) AssembledInUS() bool {
	return len(v) == vinLength && (v[0] == '1' || v[0] == '4' || v[0] == '5')
}

// Maker is who a world manufacturer identifier belongs to.
type Maker struct {
	Name    string   // the manufacturer as registered
	Makes   []string // the brands it sells under
	Kind    string   // "Passenger Car", "Truck", …
	Country string   // as registered, perhaps empty
}

// makers is the table of world manufacturer identifiers for cars, multipurpose vehicles and light trucks: data of the National Highway
// Traffic Safety Administration (vPIC, public domain), sorted by identifier. One of six characters is a maker of under a thousand a year.
//
//go:embed wmi.csv
var makers string

// smallMaker marks, as third character, makers of under a thousand vehicles a year (49 CFR 565.15(a)): positions 12 to 14 tell them apart.
const smallMaker = '9'

// Maker finds the maker in NHTSA's table, or returns false. The contract's own make is the better name to show.
func (v VIN) Maker() (Maker, bool) {
	if len(v) != vinLength {
		return Maker{}, false
	}
	if v[2] == smallMaker {
		if m, ok := makerOf(string(v[:3] + v[11:14])); ok {
			return m, true
		}
	}
	return makerOf(string(v[:3]))
}

// makerOf reads the row of an identifier. The table is small enough to look through.
func makerOf(wmi string) (Maker, bool) {
	_, row, ok := strings.Cut(makers, "\n"+wmi+",")
	if !ok {
		return Maker{}, false
	}
	row, _, _ = strings.Cut(row, "\n")
	fields := cells(strings.TrimSuffix(row, "\r"))
	if len(fields) < 4 {
		return Maker{}, false
	}
	return Maker{Name: fields[0], Makes: strings.Split(fields[1], "|"), Kind: fields[2], Country: fields[3]}, true
}

// cells takes a CSV row apart; a quoted cell may hold commas.
func cells(row string) []string {
	var out []string
	for {
		var cell string
		if quoted, ok := strings.CutPrefix(row, `"`); ok {
			cell, row, _ = strings.Cut(quoted, `"`)
		} else if at := strings.IndexByte(row, ','); at >= 0 {
			cell, row = row[:at], row[at:]
		} else {
			cell, row = row, ""
		}
		out = append(out, cell)
		rest, more := strings.CutPrefix(row, ",")
		if !more {
			return out
		}
		row = rest
	}
}
