package l10n

import (
	"strconv"
	"strings"
	"time"

	"marque/internal/civil"
)

// DateFull writes the date with its weekday: "Sunday, November 22, 2026". No date is written as nothing, here and below.
func (l Locale) DateFull(d civil.Date) string { return l.date(d, l.table().full) }

// DateLong writes the date in words: "November 22, 2026".
func (l Locale) DateLong(d civil.Date) string { return l.date(d, l.table().long) }

// DateMedium writes the date for tables: "Nov 22, 2026".
func (l Locale) DateMedium(d civil.Date) string { return l.date(d, l.table().medium) }

// DateShort writes the date in figures: "11/22/2026".
func (l Locale) DateShort(d civil.Date) string { return l.date(d, l.table().short) }

// MonthYear writes "November 2026".
func (l Locale) MonthYear(d civil.Date) string { return l.date(d, l.table().monthYear) }

// MonthYearShort writes "Nov 2026", for the axes of charts.
func (l Locale) MonthYearShort(d civil.Date) string { return l.date(d, l.table().monthYearShort) }

// MonthDay writes "November 22", where the year is known.
func (l Locale) MonthDay(d civil.Date) string { return l.date(d, l.table().monthDay) }

// MonthDayShort writes "Nov 22".
func (l Locale) MonthDayShort(d civil.Date) string { return l.date(d, l.table().monthDayShort) }

// Clock writes the time of day, to the minute, in the zone that t carries: "3:04 PM".
func (l Locale) Clock(t time.Time) string {
	return l.fill(l.table().clock, fields{hour: t.Hour(), minute: t.Minute()})
}

// Hour writes a full hour of the day: "9:00 PM".
func (l Locale) Hour(hour int) string { return l.fill(l.table().clock, fields{hour: hour}) }

// DateAndClock writes an instant in the zone that t carries: "November 22, 2026 at 3:04 PM".
func (l Locale) DateAndClock(t time.Time) string {
	date := l.DateLong(civil.On(t, t.Location()))
	return strings.NewReplacer("{date}", date, "{time}", l.Clock(t)).Replace(l.table().dateAndClock)
}

// fields is what a pattern may ask for.
type fields struct {
	year, day, hour, minute int
	month                   time.Month
	weekday                 time.Weekday
}

func (l Locale) date(d civil.Date, pattern string) string {
	if d.IsZero() {
		return ""
	}
	y, m, n := d.Split()
	return l.fill(pattern, fields{year: y, month: m, day: n, weekday: d.Weekday()})
}

// fill replaces runs of pattern letters and copies all else.
func (l Locale) fill(pattern string, f fields) string {
	var b strings.Builder
	for len(pattern) > 0 {
		if pattern[0] == '\'' {
			text, rest, _ := strings.Cut(pattern[1:], "'")
			b.WriteString(text)
			pattern = rest
			continue
		}
		run := runLength(pattern)
		b.WriteString(l.field(pattern[:run], f))
		pattern = pattern[run:]
	}
	return b.String()
}

func runLength(s string) int {
	n := 1
	for n < len(s) && s[n] == s[0] {
		n++
	}
	return n
}

func (l Locale) field(letters string, f fields) string {
	t := l.table()
	switch letters {
	case "EEEE":
		return t.weekdays[f.weekday]
	case "MMMM":
		return t.months[f.month-1]
	case "MMM":
		return t.monthsShort[f.month-1]
	case "MM":
		return twoDigits(int(f.month))
	case "M":
		return strconv.Itoa(int(f.month))
	case "dd":
		return twoDigits(f.day)
	case "d":
		return strconv.Itoa(f.day)
	case "y":
		return strconv.Itoa(f.year)
	default:
		return l.timeField(letters, f)
	}
}

func (l Locale) timeField(letters string, f fields) string {
	switch letters {
	case "h":
		return strconv.Itoa((f.hour+11)%12 + 1)
	case "HH":
		return twoDigits(f.hour)
	case "mm":
		return twoDigits(f.minute)
	case "a":
		if f.hour < 12 {
			return l.table().am
		}
		return l.table().pm
	default:
		return letters
	}
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
