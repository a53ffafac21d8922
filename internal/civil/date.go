// Package civil holds what a contract knows of time: dates without hours, business calendars and the injected clock.
// What needs an instant keeps a time.Time; a due date is a civil.Date and belongs to no zone.
package civil

import (
	"database/sql/driver"
	"fmt"
	"time"

	"marque/internal/fault"
)

// Clock tells the present instant. It is an argument everywhere, so that a test can stand at both sides of a limit.
type Clock func() time.Time

// Date is a day of the proleptic Gregorian calendar, as the number of days since 31 December of the year 0.
// The zero value means "no date" and is stored as NULL. Dates compare with < and ==.
type Date int32

// The range that a contract can speak of; Parse and Make refuse what lies outside.
const (
	MinYear = 1900
	MaxYear = 2199
)

// Make returns a date, or a fault when there is no such day.
func Make(year int, month time.Month, day int) (Date, error) {
	if year < MinYear || year > MaxYear || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month) {
		return 0, fault.Newf(fault.Invalid, "%04d-%02d-%02d is not a date between %d and %d.", year, int(month), day, MinYear, MaxYear)
	}
	return ofDay(year, month, day), nil
}

// Must is Make for dates written in code and tests; it panics on a day that does not exist.
func Must(year int, month time.Month, day int) Date {
	d, err := Make(year, month, day)
	if err != nil {
		panic(err)
	}
	return d
}

// ofDay counts days (Richards' algorithm, shifted so that a year begins in March).
func ofDay(year int, month time.Month, day int) Date {
	y, m := year, int(month)
	if m < 3 {
		y--
		m += 12
	}
	return Date(365*y + y/4 - y/100 + y/400 + (153*m-457)/5 + day - 306)
}

// Parse reads YYYY-MM-DD and nothing else.
func Parse(s string) (Date, error) {
	bad := func() (Date, error) {
		return 0, fault.Newf(fault.Invalid, "%q is not a date written YYYY-MM-DD.", shorten(s))
	}
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return bad()
	}
	year, ok1 := digits(s[0:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:10])
	if !ok1 || !ok2 || !ok3 {
		return bad()
	}
	return Make(year, time.Month(month), day)
}

// MustParse is Parse for dates written in code and tests.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func shorten(s string) string {
	const most = 40 // enough to recognise what was typed, too little to flood a log
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// On returns the date of an instant in a zone.
func On(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return ofDay(y, m, d)
}

// Start returns the first instant of the date in a zone.
func (d Date) Start(zone *time.Location) time.Time {
	y, m, day := d.Split()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}

// Split returns year, month and day (Howard Hinnant's civil_from_days).
func (d Date) Split() (year int, month time.Month, day int) {
	z := int(d) + 305 // days since 1 March of the year 0
	era := z / 146097
	if z < 0 {
		era = (z - 146096) / 146097
	}
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	month = time.Month(mp + 3)
	year = yoe + era*400
	if month > 12 {
		month -= 12
		year++
	}
	return year, month, day
}

// Year returns the year.
func (d Date) Year() int { y, _, _ := d.Split(); return y }

// Month returns the month.
func (d Date) Month() time.Month { _, m, _ := d.Split(); return m }

// Day returns the day of the month.
func (d Date) Day() int { _, _, n := d.Split(); return n }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday(((int(d) % 7) + 7) % 7) }

// IsZero tells whether there is no date.
func (d Date) IsZero() bool { return d == 0 }

// AddDays returns the date n days later, earlier when n is negative.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// Sub returns the days from other to d: start included, end excluded.
func (d Date) Sub(other Date) int { return int(d - other) }

// AddMonths returns the date n months later on the intended day, or on the month's last day when it has no such day.
// The intended day is remembered by the caller: 31 January + 1 is 28 February, and + 2 is 31 March again.
func (d Date) AddMonths(n, intendedDay int) Date {
	y, m, _ := d.Split()
	months := y*12 + int(m) - 1 + n
	y, m = months/12, time.Month(months%12+1)
	return ofDay(y, m, min(intendedDay, DaysIn(y, m)))
}

// EndOfMonth returns the last day of the date's month.
func (d Date) EndOfMonth() Date {
	y, m, _ := d.Split()
	return ofDay(y, m, DaysIn(y, m))
}

// StartOfMonth returns the first day of the date's month.
func (d Date) StartOfMonth() Date { _, _, day := d.Split(); return d - Date(day-1) }

// StartOfYear returns 1 January of the date's year.
func (d Date) StartOfYear() Date { return ofDay(d.Year(), time.January, 1) }

// MonthsUntil returns the whole months from d to a later date: the 31st to the last day of a shorter month is whole.
func (d Date) MonthsUntil(later Date) int {
	y1, m1, d1 := d.Split()
	y2, m2, _ := later.Split()
	n := (y2-y1)*12 + int(m2) - int(m1)
	if d.AddMonths(n, d1) > later {
		n--
	}
	return n
}

// IsLeap tells whether a year has 366 days.
func IsLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// DaysIn returns how many days a month has.
func DaysIn(year int, month time.Month) int {
	switch month {
	case time.February:
		if IsLeap(year) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	}
	return 31
}

// String returns YYYY-MM-DD; no date is empty.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	y, m, day := d.Split()
	b := [10]byte{4: '-', 7: '-'}
	b[0], b[1], b[2], b[3] = byte('0'+y/1000%10), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10)
	b[5], b[6] = byte('0'+m/10), byte('0'+m%10)
	b[8], b[9] = byte('0'+day/10), byte('0'+day%10)
	return string(b[:])
}

// Value stores the date as ISO text; no date becomes NULL.
func (d Date) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what Value stored, and a driver's own date.
func (d *Date) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		*d = 0
		return nil
	case time.Time:
		*d = On(s, time.UTC)
		return nil
	case string:
		got, err := Parse(s)
		*d = got
		return err
	case []byte:
		return d.Scan(string(s))
	}
	return fmt.Errorf("civil: cannot read %T as a date", src)
}

// MarshalText implements encoding.TextMarshaler; no date is empty.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	got, err := Parse(string(b))
	*d = got
	return err
}
