// Package finance is the arithmetic of loans and leases: day counts, accrual, level payments, schedules, leases, APR and APRC.
// It is pure: dates, amounts and settings come in, figures come out. What happens to a contract over time is core/contract's.
package finance

import (
	"fmt"
	"strings"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// DayCount is a rule that turns two dates into days and into a fraction of a year. It is a term of the contract.
type DayCount uint8

// The day counts. The zero value is the usual one of vehicle loans in the United States.
const (
	Act365F        DayCount = iota // actual days over 365
	Act360                         // actual days over 360
	ActActISDA                     // each day over the length of the year in which it begins (2006 ISDA Definitions 4.16(b))
	Thirty360US                    // 30/360, "Bond Basis", without a February rule (2006 ISDA Definitions 4.16(f))
	ThirtyE360                     // 30E/360, "Eurobond Basis" (2006 ISDA Definitions 4.16(g))
	ThirtyE360ISDA                 // 30E/360 (ISDA), which looks at the termination date (2006 ISDA Definitions 4.16(h))
)

var dayCountNames = [...]string{"ACT/365F", "ACT/360", "ACT/ACT-ISDA", "30/360-US", "30E/360", "30E/360-ISDA"}

// Other names in use for the same rules, in capitals.
var dayCountAliases = map[string]DayCount{
	"ACT/365": Act365F, "ACTUAL/365": Act365F, "ACTUAL/365 FIXED": Act365F, "ACT/365 FIXED": Act365F,
	"ACTUAL/360": Act360,
	"ACT/ACT":    ActActISDA, "ACTUAL/ACTUAL": ActActISDA, "ACTUAL/ACTUAL ISDA": ActActISDA, "ACT/ACT ISDA": ActActISDA,
	"30/360": Thirty360US, "30U/360": Thirty360US, "30/360 US": Thirty360US, "30/360 BOND BASIS": Thirty360US, "30/360 BOND BASIS (US)": Thirty360US,
	"30E/360 EUROBOND": ThirtyE360,
	"30E/360 ISDA":     ThirtyE360ISDA, "30E/360 (ISDA)": ThirtyE360ISDA,
}

// ParseDayCount reads a day count's name, such as "ACT/365F"; ACT/ACT is ACT/ACT-ISDA.
func ParseDayCount(s string) (DayCount, error) {
	name := strings.ToUpper(s)
	for i, known := range dayCountNames {
		if name == known {
			return DayCount(i), nil
		}
	}
	if dc, ok := dayCountAliases[name]; ok {
		return dc, nil
	}
	return 0, fault.Newf(fault.Invalid, "This day count is not known here; known are %s.", strings.Join(dayCountNames[:], ", "))
}

// Valid tells whether the value is one of the day counts.
func (dc DayCount) Valid() bool { return int(dc) < len(dayCountNames) }

// String returns the name as money.md and the feed write it.
func (dc DayCount) String() string {
	if dc.Valid() {
		return dayCountNames[dc]
	}
	return fmt.Sprintf("day count %d", uint8(dc))
}

// MarshalText implements encoding.TextMarshaler.
func (dc DayCount) MarshalText() ([]byte, error) { return []byte(dc.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; empty is ACT/365F.
func (dc *DayCount) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*dc = Act365F
		return nil
	}
	got, err := ParseDayCount(string(b))
	*dc = got
	return err
}

// Year is an exact part of a year in units of 1/1,603,080, the least common multiple of 360, 365 and 366.
type Year int64

// WholeYear is one year.
const WholeYear Year = money.Denominator / Year(money.One)

// String writes the fraction with twelve digits after the point, rounded half up.
func (y Year) String() string {
	const digits, scale = 12, 1_000_000_000_000
	n, err := money.MulDiv(int64(y), scale, int64(WholeYear), money.HalfUp)
	if err != nil {
		return "∞" // no span of civil dates comes near
	}
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%0*d", sign, n/scale, digits, n%scale)
}

// Days counts from one date to a later one by the rule: start included, end excluded; earlier dates give a negative number.
// Only 30E/360-ISDA looks at the termination date, which may be none.
func Days(dc DayCount, from, to, termination civil.Date) int {
	switch dc {
	case Thirty360US, ThirtyE360, ThirtyE360ISDA:
		return thirties(dc, from, to, termination)
	}
	return to.Sub(from)
}

// thirties counts in months of thirty days.
func thirties(dc DayCount, from, to, termination civil.Date) int {
	y1, m1, d1 := from.Split()
	y2, m2, d2 := to.Split()
	switch dc {
	case Thirty360US:
		d1 = min(d1, 30)
		if d1 == 30 {
			d2 = min(d2, 30)
		}
	case ThirtyE360:
		d1, d2 = min(d1, 30), min(d2, 30)
	case ThirtyE360ISDA:
		if from == from.EndOfMonth() {
			d1 = 30
		}
		if d2 == 31 || to == to.EndOfMonth() && to != termination {
			d2 = 30
		}
	}
	return 360*(y2-y1) + 30*(int(m2)-int(m1)) + d2 - d1
}

// Fraction returns the exact part of a year between two dates by the rule. The termination date is as in Days.
func Fraction(dc DayCount, from, to, termination civil.Date) Year {
	s := spanOf(dc, from, to, termination)
	return Year(s.common)*WholeYear/Year(s.basis) + Year(s.leap)*(WholeYear/366)
}

// span is days over a basis, and the days of leap years over 366.
type span struct{ common, basis, leap int }

func spanOf(dc DayCount, from, to, termination civil.Date) span {
	switch dc {
	case Act365F:
		return span{common: to.Sub(from), basis: 365}
	case ActActISDA:
		return actualYears(from, to)
	}
	return span{common: Days(dc, from, to, termination), basis: 360}
}

// actualYears parts the days at each 1 January: a day belongs to the year in which it begins.
func actualYears(from, to civil.Date) span {
	if to < from {
		s := actualYears(to, from)
		return span{common: -s.common, basis: s.basis, leap: -s.leap}
	}
	s := span{basis: 365}
	first, last := from.Year(), to.Year()
	for year, at := first, from; year <= last; year++ {
		next := to
		if year < last {
			next = civil.Must(year+1, 1, 1)
		}
		if civil.IsLeap(year) {
			s.leap += next.Sub(at)
		} else {
			s.common += next.Sub(at)
		}
		at = next
	}
	return s
}
