// Package money holds amounts in integer minor units, rates as exact integers, and the arithmetic between them.
// Every division names its rounding. There is no float here.
package money

import (
	"fmt"
	"strconv"
	"strings"

	"marque/internal/fault"
)

// Cents is an amount in minor units of its currency: cents of a dollar, yen, thousandths of a dinar.
type Cents int64

// MaxAmount bounds every amount that comes in: ten million millions of cents, a hundred thousand million dollars. It keeps products of
// amount, rate and days inside 128 bits.
const MaxAmount Cents = 10_000_000_000_000

// Rate is an exact rate in units of 1e-9: 0.0574 is 57_400_000. Whether it is yearly or of another period is said where it is used.
type Rate int64

// One is the rate of 100 %.
const One Rate = 1_000_000_000

// Currency is an ISO 4217 code with its exponent.
type Currency struct {
	Code     string
	Exponent int // digits after the point: 0, 2 or 3
}

// The currencies this program knows.
var currencies = [...]Currency{
	{"USD", 2}, {"EUR", 2}, {"CAD", 2}, {"GBP", 2}, {"MXN", 2}, {"CHF", 2}, {"JPY", 0}, {"KWD", 3},
}

// USD is the United States dollar.
func USD() Currency { return currencies[0] }

// CurrencyOf finds a currency by its ISO 4217 code.
func CurrencyOf(code string) (Currency, error) {
	for _, c := range currencies {
		if c.Code == code {
			return c, nil
		}
	}
	return Currency{}, fault.New(fault.Invalid, "This currency is not known here.")
}

// Parse reads a decimal amount in major units, such as "612.44" or "-3", with no more digits than the currency has.
func Parse(s string, c Currency) (Cents, error) {
	n, err := decimal(s, c.Exponent)
	if err != nil {
		return 0, err
	}
	if n > int64(MaxAmount) || n < -int64(MaxAmount) {
		return 0, fault.New(fault.Invalid, "This amount is larger than any contract here.")
	}
	return Cents(n), nil
}

// ParseRate reads a decimal rate, such as "0.0574", with at most nine digits after the point.
func ParseRate(s string) (Rate, error) {
	n, err := decimal(s, 9)
	return Rate(n), err
}

// mostDigits bounds the digits read: eighteen always fit 64 bits.
const mostDigits = 18

// decimal reads sign, digits, point, digits and returns the value times 10^places.
func decimal(s string, places int) (int64, error) {
	body, negative := strings.CutPrefix(s, "-")
	whole, fraction, point := strings.Cut(body, ".")
	if whole == "" || point && fraction == "" {
		return 0, fault.New(fault.Invalid, "This is not a decimal number.")
	}
	if len(fraction) > places {
		if strings.Trim(fraction[places:], "0") != "" || len(fraction) > mostDigits {
			return 0, fault.Newf(fault.Invalid, "At most %d digits may follow the point.", places)
		}
		fraction = fraction[:places]
	}
	if len(whole)+places > mostDigits {
		return 0, fault.New(fault.Invalid, "This number is too large.")
	}
	n := int64(0)
	for _, r := range whole + fraction {
		if r < '0' || r > '9' {
			return 0, fault.New(fault.Invalid, "This is not a decimal number.")
		}
		n = n*10 + int64(r-'0')
	}
	for range places - len(fraction) {
		n *= 10
	}
	if negative {
		n = -n
	}
	return n, nil
}

// Text writes the amount in major units as plain data: "612.44", "-0.05". People's formats are l10n's.
func (c Cents) Text(cur Currency) string { return fixed(int64(c), cur.Exponent) }

// String writes the rate as a decimal without needless zeros: "0.0574".
func (r Rate) String() string {
	s := strings.TrimRight(fixed(int64(r), 9), "0")
	return strings.TrimSuffix(s, ".")
}

func fixed(n int64, places int) string {
	sign := ""
	u := uint64(n)
	if n < 0 {
		sign, u = "-", uint64(-n)
	}
	digits := strconv.FormatUint(u, 10)
	if places == 0 {
		return sign + digits
	}
	for len(digits) <= places {
		digits = "0" + digits
	}
	return sign + digits[:len(digits)-places] + "." + digits[len(digits)-places:]
}

// Rounding names how a division ends.
type Rounding uint8

// The roundings. The zero value is the default of consumer finance.
const (
	HalfUp   Rounding = iota // half away from zero
	Truncate                 // toward zero
	HalfEven                 // half to the even neighbour
	Up                       // away from zero
)

var roundingNames = [...]string{"half-up", "truncate", "half-even", "up"}

// String returns the rounding's name.
func (r Rounding) String() string {
	if int(r) < len(roundingNames) {
		return roundingNames[r]
	}
	return fmt.Sprintf("rounding(%d)", uint8(r))
}

// MarshalText implements encoding.TextMarshaler.
func (r Rounding) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; empty is half-up.
func (r *Rounding) UnmarshalText(b []byte) error {
	for i, name := range roundingNames {
		if string(b) == name || len(b) == 0 {
			*r = Rounding(i)
			return nil
		}
	}
	return fault.New(fault.Invalid, "This rounding is not known here.")
}
