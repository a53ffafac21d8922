package l10n

import (
	"strconv"
	"strings"

	"marque/internal/money"
)

// ratePlaces: a money.Rate counts billionths.
const ratePlaces = 9

// Number writes a whole number with the separators of the language, such as 12,345.
func (l Locale) Number(n int64) string {
	digits, negative := magnitude(n)
	return sign(negative) + l.grouped(digits)
}

// Money writes an amount with the currency's sign and all its decimals: $612.44, 612,44 €.
func (l Locale) Money(amount money.Cents, currency money.Currency) string {
	digits, negative := magnitude(int64(amount))
	for len(digits) <= currency.Exponent {
		digits = "0" + digits
	}
	cut := len(digits) - currency.Exponent
	figure := l.grouped(digits[:cut])
	if currency.Exponent > 0 {
		figure += l.table().decimal + digits[cut:]
	}
	return l.withSign(figure, currency, negative)
}

// MoneyWhole writes an amount without its cents, cut off towards zero, for the axes of charts only: $612.
func (l Locale) MoneyWhole(amount money.Cents, currency money.Currency) string {
	whole := int64(amount)
	for range currency.Exponent {
		whole /= 10
	}
	digits, negative := magnitude(whole)
	return l.withSign(l.grouped(digits), currency, negative)
}

// Decimal writes a number that is given in figures with a point, such as "11794.520547", with the decimal sign of the language and no other.
func (l Locale) Decimal(figures string) string {
	return strings.Replace(figures, ".", l.table().decimal, 1)
}

// Figures reads an amount as people type it, with a currency's sign, blanks and thousands, and returns it in plain figures with a point: "1.234,56 $"
// is "1234.56" to a German, as "$1,234.56" is to an American. A sign before one or two last digits is the decimal sign, whichever it is: nobody
// parts thousands there, and a hundredfold amount would be the worse mistake. What is no amount comes back as it is.
func (l Locale) Figures(typed string) string {
	s := strings.NewReplacer("$", "", "€", "", " ", "", nbsp, "").Replace(strings.TrimSpace(typed))
	at := strings.LastIndexAny(s, ".,")
	if at < 0 {
		return s
	}
	whole, sign, rest := s[:at], s[at:at+1], s[at+1:]
	if sign == l.table().group && len(rest) > 2 { // thousands, and no decimals behind them
		return strings.ReplaceAll(whole, sign, "") + rest
	}
	if strings.Contains(whole, sign) {
		return s
	}
	return strings.NewReplacer(".", "", ",", "").Replace(whole) + "." + rest
}

// Percent writes a rate as a percentage with so many decimals (0 to 7), half away from zero: a rate of 0.0574 is 5.74%.
func (l Locale) Percent(rate money.Rate, decimals int) string {
	decimals = min(max(decimals, 0), ratePlaces-2)
	digits, negative := magnitude(int64(rate))
	scaled := roundDigits(digits, ratePlaces-2-decimals)
	for len(scaled) <= decimals {
		scaled = "0" + scaled
	}
	cut := len(scaled) - decimals
	figure := l.grouped(scaled[:cut])
	if decimals > 0 {
		figure += l.table().decimal + scaled[cut:]
	}
	return sign(negative) + figure + l.table().percent
}

func (l Locale) withSign(figure string, currency money.Currency, negative bool) string {
	t := l.table()
	symbol, known := t.symbols[currency.Code]
	if !known {
		symbol = currency.Code
	}
	switch {
	case !t.moneyBefore:
		return sign(negative) + figure + nbsp + symbol
	case known:
		return sign(negative) + symbol + figure
	default:
		return sign(negative) + symbol + nbsp + figure
	}
}

// grouped puts the group sign between thousands: all three languages group from four digits up.
func (l Locale) grouped(digits string) string {
	if len(digits) <= 3 {
		return digits
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(l.table().group)
		}
		b.WriteRune(d)
	}
	return b.String()
}

// magnitude returns the decimal digits without the sign; it holds for the smallest int64 too.
func magnitude(n int64) (digits string, negative bool) {
	digits = strconv.FormatInt(n, 10)
	rest, negative := strings.CutPrefix(digits, "-")
	return rest, negative
}

func sign(negative bool) string {
	if negative {
		return "-"
	}
	return ""
}

// roundDigits drops so many digits from the right of a decimal number, half up.
func roundDigits(digits string, drop int) string {
	if drop == 0 {
		return digits
	}
	if len(digits) < drop {
		return "0"
	}
	kept, lost := digits[:len(digits)-drop], digits[len(digits)-drop:]
	n, _ := strconv.ParseUint("0"+kept, 10, 64) // digits of an int64: cannot fail
	if lost[0] >= '5' {
		n++
	}
	return strconv.FormatUint(n, 10)
}
