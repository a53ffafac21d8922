package money

import (
	"errors"
	"math/bits"
	"strings"
)

// ErrOverflow says that a product left the range of the type. Amounts within MaxAmount never cause it in a contract.
var ErrOverflow = errors.New("money: overflow")

// MulDiv returns a·b/c rounded by mode, with the product held in 128 bits. It fails when c is zero or the result does not fit.
func MulDiv(a, b, c int64, mode Rounding) (int64, error) {
	if c == 0 {
		return 0, ErrOverflow
	}
	negative := (a < 0) != (b < 0) != (c < 0)
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	d := magnitude(c)
	if hi >= d {
		return 0, ErrOverflow
	}
	q, r := bits.Div64(hi, lo, d)
	if carry := roundsAway(q, r, d, mode); carry {
		q++
	}
	return withSign(q, negative)
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func withSign(q uint64, negative bool) (int64, error) {
	const top = uint64(1) << 63
	switch {
	case negative && q <= top:
		return -int64(q), nil
	case !negative && q < top:
		return int64(q), nil
	}
	return 0, ErrOverflow
}

// roundsAway tells whether a quotient q with remainder r of d moves one away from zero.
func roundsAway(q, r, d uint64, mode Rounding) bool {
	if r == 0 || mode == Truncate {
		return false
	}
	if mode == Up {
		return true
	}
	switch rest := d - r; {
	case r > rest:
		return true
	case r < rest:
		return false
	}
	return mode == HalfUp || q&1 == 1
}

// Denominator is the number of parts that Exact divides a minor unit into: 1e9 for the rate's unit, times the least common multiple of
// 360, 365 and 366 for the year. With it the interest of a day is a whole number of parts under every day count.
const Denominator = 1_000_000_000 * yearParts

const yearParts = 1_603_080 // lcm(360, 365, 366)

// Exact is an amount of minor units held exactly, in parts of 1/Denominator, in 128 bits. The zero value is zero.
type Exact struct {
	hi int64
	lo uint64
}

// ExactOf returns a whole number of minor units.
func ExactOf(c Cents) Exact { return exactProduct(int64(c), Denominator) }

// Parts returns n parts of 1/Denominator of a minor unit.
func Parts(n int64) Exact { return Exact{hi: n >> 63, lo: uint64(n)} }

// PartsTimes returns n times c parts of 1/Denominator, exactly: interest is an amount times a factor in parts.
func PartsTimes(c Cents, n int64) Exact { return exactProduct(int64(c), n) }

// Interest returns principal × rate × days / basis, exactly. The basis is 360, 365 or 366 days; the rate is yearly.
func Interest(principal Cents, rate Rate, days, basis int) (Exact, error) {
	if basis != 360 && basis != 365 && basis != 366 {
		return Exact{}, ErrOverflow
	}
	factor, err := MulDiv(int64(rate), int64(days)*int64(yearParts/basis), 1, Truncate)
	if err != nil {
		return Exact{}, err
	}
	return exactProduct(int64(principal), factor), nil
}

// exactProduct multiplies two 64-bit numbers into 128 bits; it cannot overflow.
func exactProduct(a, b int64) Exact {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	e := Exact{hi: int64(hi), lo: lo}
	if (a < 0) != (b < 0) {
		return e.Neg()
	}
	return e
}

// Add returns e + f. Sums of interest within MaxAmount and two centuries stay far inside 128 bits.
func (e Exact) Add(f Exact) Exact {
	lo, carry := bits.Add64(e.lo, f.lo, 0)
	return Exact{hi: e.hi + f.hi + int64(carry), lo: lo}
}

// Sub returns e − f.
func (e Exact) Sub(f Exact) Exact { return e.Add(f.Neg()) }

// Neg returns −e.
func (e Exact) Neg() Exact {
	lo, carry := bits.Add64(^e.lo, 1, 0)
	return Exact{hi: ^e.hi + int64(carry), lo: lo}
}

// Sign returns -1, 0 or 1.
func (e Exact) Sign() int {
	switch {
	case e.hi < 0:
		return -1
	case e.hi == 0 && e.lo == 0:
		return 0
	}
	return 1
}

// Cmp compares e with f: -1, 0 or 1.
func (e Exact) Cmp(f Exact) int { return e.Sub(f).Sign() }

// Round returns the minor units nearest to e by the named rounding.
func (e Exact) Round(mode Rounding) (Cents, error) {
	negative := e.hi < 0
	if negative {
		e = e.Neg()
	}
	hi := uint64(e.hi)
	if hi >= Denominator {
		return 0, ErrOverflow
	}
	q, r := bits.Div64(hi, e.lo, Denominator)
	if roundsAway(q, r, Denominator, mode) {
		q++
	}
	n, err := withSign(q, negative)
	return Cents(n), err
}

// Text writes e in minor units with n digits (at most 9) after the point, truncated: it is for explanations, never for sums.
func (e Exact) Text(digits int) string {
	negative := e.hi < 0
	if negative {
		e = e.Neg()
	}
	if uint64(e.hi) >= Denominator {
		return "∞"
	}
	q, r := bits.Div64(uint64(e.hi), e.lo, Denominator)
	scale := uint64(1)
	for range digits {
		scale *= 10
	}
	hi, lo := bits.Mul64(r, scale)
	fraction, _ := bits.Div64(hi, lo, Denominator)
	_, text, _ := strings.Cut(fixed(int64(fraction), digits), ".")
	sign := ""
	if negative && (q > 0 || fraction > 0) {
		sign = "-"
	}
	whole := fixed(int64(q), 0)
	if digits == 0 {
		return sign + whole
	}
	return sign + whole + "." + text
}
