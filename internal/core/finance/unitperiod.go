package finance

import (
	"strings"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// Base is what a unit period is counted in.
type Base uint8

// The standard intervals of time of 12 CFR 1026 App. J(b)(3)(iii), and the year.
const (
	BaseMonth Base = iota
	BaseSemimonth
	BaseWeek
	BaseDay
	BaseYear
)

var baseNames = [...]string{"month", "semimonth", "week", "day", "year"}

// String returns the base's name.
func (b Base) String() string {
	if int(b) < len(baseNames) {
		return baseNames[b]
	}
	return "unknown base"
}

// MarshalText implements encoding.TextMarshaler.
func (b Base) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *Base) UnmarshalText(text []byte) error {
	for i, name := range baseNames {
		if string(text) == name || string(text) == name+"s" {
			*b = Base(i)
			return nil
		}
	}
	return fault.Newf(fault.Invalid, "This unit period is not known here; known are %s.", strings.Join(baseNames[:], ", "))
}

// Unit is a unit period: a base and how many of them, such as 3 months. It is at most a year long.
type Unit struct {
	Base     Base
	Multiple int
}

// Validate returns a fault when the unit period is none.
func (u Unit) Validate() error {
	most := 1
	switch u.Base {
	case BaseMonth:
		most = 12
	case BaseWeek:
		most = 52
	case BaseDay:
		most = 366
	case BaseSemimonth, BaseYear:
	default:
		return fault.Input("unit", "This unit period is not known here.")
	}
	if u.Multiple < 1 || u.Multiple > most {
		return fault.Inputf("unit", "A unit period of %ss holds 1 to %d of them.", u.Base, most)
	}
	return nil
}

// standard returns twelve months as a year, which App. J(b)(5)(v) counts in its own way.
func (u Unit) standard() Unit {
	if u.Base == BaseMonth && u.Multiple == 12 {
		return Unit{Base: BaseYear, Multiple: 1}
	}
	return u
}

// perYear is how many unit periods a year has (App. J(b)(5)).
func (u Unit) perYear() float64 {
	switch m := float64(u.Multiple); u.Base {
	case BaseSemimonth:
		return 24
	case BaseWeek:
		return 52 / m
	case BaseDay:
		return 365 / m
	case BaseYear:
		return 1
	default:
		return 12 / m
	}
}

// dues returns the series that a first date makes with this unit period as its step.
func (u Unit) dues(first civil.Date, second int) Dues {
	if u.Base == BaseSemimonth {
		return Dues{Frequency: HalfMonthly, First: first, SecondDay: second}
	}
	return Dues{First: first}
}

// step returns the date n unit periods after a first date on its intended day.
func (u Unit) step(d Dues, n int) civil.Date {
	switch u.Base {
	case BaseSemimonth:
		return d.At(n)
	case BaseWeek:
		return d.First.AddDays(7 * u.Multiple * n)
	case BaseDay:
		return d.First.AddDays(u.Multiple * n)
	case BaseYear:
		return d.First.AddMonths(12*n, d.day())
	default:
		return d.First.AddMonths(u.Multiple*n, d.day())
	}
}

// Flow is one advance or payment.
type Flow struct {
	Date   civil.Date
	Day    int // intended day of the month, when the date fell on a shorter month's last day; 0 is the date's own
	Amount money.Cents
}

// Series is equal amounts at equal steps of a unit period.
type Series struct {
	First     civil.Date
	Day       int // intended day of the month; 0 takes First's
	SecondDay int // the second day of a half-monthly series; 0 is half a month away
	Amount    money.Cents
	Count     int
}

// Expand appends the flows of several series to dst. A series that goes on where the one before it ends keeps its intended day:
// payments on 31 January and from 28 February on are payments on the last day of the month.
func (u Unit) Expand(series []Series, dst []Flow) ([]Flow, error) {
	intended, next := 0, civil.Date(0)
	for _, s := range series {
		if err := s.validate(); err != nil {
			return dst, err
		}
		d := u.dues(s.First, s.SecondDay)
		d.Day = s.Day
		if d.Day == 0 && s.First == next {
			d.Day = intended
		}
		if u.step(d, s.Count).Year() > civil.MaxYear {
			return dst, fault.Inputf("count", "The series would go on beyond the year %d.", civil.MaxYear)
		}
		if len(dst)+s.Count > MaxFlows {
			return dst, fault.Inputf("count", "At most %d advances and payments are read.", MaxFlows)
		}
		for n := range s.Count {
			dst = append(dst, Flow{Date: u.step(d, n), Day: u.intended(d, n), Amount: s.Amount})
		}
		intended, next = u.intended(d, s.Count), u.step(d, s.Count)
	}
	return dst, nil
}

// intended is the intended day of the nth date of a series.
func (u Unit) intended(d Dues, n int) int {
	switch {
	case u.Base == BaseWeek || u.Base == BaseDay:
		return 0
	case u.Base == BaseSemimonth && n%2 == 1:
		return d.other()
	}
	return d.day()
}

func (s Series) validate() error {
	switch {
	case s.First.IsZero():
		return fault.Input("date", "A date is missing.")
	case s.Amount < 0 || s.Amount > money.MaxAmount:
		return fault.Input("amount", "An amount must be at least 0 and no larger than any contract here.")
	case s.Count < 1 || s.Count > MaxFlows:
		return fault.Inputf("count", "A series holds 1 to %d amounts.", MaxFlows)
	case s.Day < 0 || s.Day > 31 || s.SecondDay < 0 || s.SecondDay > 31:
		return fault.Input("dom2", "A day of the month is between 1 and 31.")
	}
	return nil
}

// monthsBack counts full months back from a later date on its intended day, and the days left (App. J(b)(5)(ii)).
func monthsBack(from civil.Date, to Flow) (months, days int) {
	day := to.Day
	if day == 0 {
		day = to.Date.Day()
	}
	y1, m1, _ := from.Split()
	y2, m2, _ := to.Date.Split()
	months = (y2-y1)*12 + int(m2) - int(m1)
	at := to.Date
	if months > 0 {
		at = to.Date.AddMonths(-months, day)
	}
	for at < from {
		months--
		at = to.Date
		if months > 0 {
			at = to.Date.AddMonths(-months, day)
		}
	}
	return months, at.Sub(from)
}

// Between counts the unit periods from the beginning of the term: whole ones and the fraction of one (App. J(b)(5)).
func (u Unit) Between(from civil.Date, to Flow) (whole int, fraction float64) {
	const thirty = 30
	switch u.Base {
	case BaseWeek:
		return parted(to.Date.Sub(from), 7*u.Multiple)
	case BaseDay:
		return parted(to.Date.Sub(from), u.Multiple)
	}
	months, days := monthsBack(from, to)
	switch u.Base {
	case BaseSemimonth:
		return parted(thirty*months+days, thirty/2)
	case BaseYear:
		return years(from, to, months, days)
	}
	if u.Multiple == 1 {
		return months, float64(days) / thirty
	}
	return parted(thirty*months+days, thirty*u.Multiple)
}

// years counts full years back; the rest is in twelfths when it is whole months, else in days of 365 (App. J(b)(5)(v)).
func years(from civil.Date, to Flow, months, days int) (whole int, fraction float64) {
	const year = 365
	whole = months / 12
	if days == 0 {
		return whole, float64(months%12) / 12
	}
	at := to.Date
	if whole > 0 {
		at = at.AddMonths(-12*whole, max(to.Day, at.Day()))
	}
	return whole, float64(at.Sub(from)) / year
}

func parted(days, unit int) (whole int, fraction float64) {
	return days / unit, float64(days%unit) / float64(unit)
}
