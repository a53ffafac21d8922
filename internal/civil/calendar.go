package civil

import "time"

// Calendar tells on which days a rail moves money.
type Calendar interface {
	// IsBusiness tells whether the day is a business day.
	IsBusiness(d Date) bool
}

// FederalReserve is the calendar of the Federal Reserve Banks: Saturdays, Sundays and eleven holidays are closed.
// A holiday on a Sunday is kept on Monday; one on a Saturday is not moved (Federal Reserve Banks' holiday schedule).
type FederalReserve struct{}

// IsBusiness implements Calendar.
func (FederalReserve) IsBusiness(d Date) bool {
	switch d.Weekday() {
	case time.Saturday, time.Sunday:
		return false
	case time.Monday:
		return !isReserveHoliday(d) && !isFixedReserveHoliday(d-1)
	}
	return !isReserveHoliday(d)
}

func isReserveHoliday(d Date) bool { return isFixedReserveHoliday(d) || isFloatingReserveHoliday(d) }

func isFixedReserveHoliday(d Date) bool {
	y, m, day := d.Split()
	switch {
	case m == time.January && day == 1, m == time.July && day == 4, m == time.November && day == 11, m == time.December && day == 25:
		return true
	}
	return m == time.June && day == 19 && y >= 2021 // Juneteenth, Public Law 117-17
}

// isFloatingReserveHoliday knows the holidays that fall on the nth Monday or Thursday of a month (5 USC 6103).
func isFloatingReserveHoliday(d Date) bool {
	_, m, day := d.Split()
	nth := (day + 6) / 7
	switch d.Weekday() {
	case time.Monday:
		switch m {
		case time.January, time.February:
			return nth == 3
		case time.May:
			return day > 24
		case time.September:
			return nth == 1
		case time.October:
			return nth == 2
		}
	case time.Thursday:
		return m == time.November && nth == 4
	}
	return false
}

// TARGET is the calendar of the Eurosystem's payment system: Saturdays, Sundays and six holidays are closed (ECB long-term calendar of 14 December 2000).
type TARGET struct{}

// IsBusiness implements Calendar.
func (TARGET) IsBusiness(d Date) bool {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	y, m, day := d.Split()
	switch {
	case m == time.January && day == 1, m == time.May && day == 1, m == time.December && (day == 25 || day == 26):
		return false
	}
	easter := easterSunday(y)
	return d != easter-2 && d != easter+1
}

// easterSunday is the anonymous Gregorian computation (Meeus, Astronomical Algorithms, chapter 8).
func easterSunday(y int) Date {
	a, b, c := y%19, y/100, y%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return ofDay(y, time.Month(n/31), n%31+1)
}

// longestClosure bounds the search for a business day: no calendar closes for longer than this many days on end.
const longestClosure = 30

// OnOrAfter returns the first business day on or after d.
func OnOrAfter(c Calendar, d Date) Date {
	for range longestClosure {
		if c.IsBusiness(d) {
			break
		}
		d++
	}
	return d
}

// AddBusiness returns the nth business day after d; with n of 0 it is OnOrAfter.
func AddBusiness(c Calendar, d Date, n int) Date {
	d = OnOrAfter(c, d)
	for range n {
		d = OnOrAfter(c, d+1)
	}
	return d
}
