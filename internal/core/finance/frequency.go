package finance

import (
	"fmt"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
)

// Frequency says how often an instalment is due.
type Frequency uint8

// The frequencies. The zero value is monthly.
const (
	Monthly Frequency = iota
	Weekly
	TwoWeekly
	HalfMonthly
	Quarterly
	HalfYearly
	Yearly
)

var frequencyNames = [...]string{"monthly", "weekly", "two-weekly", "half-monthly", "quarterly", "half-yearly", "yearly"}

// Other words in use for the same frequencies.
var frequencyAliases = map[string]Frequency{
	"month": Monthly, "week": Weekly,
	"biweekly": TwoWeekly, "bi-weekly": TwoWeekly, "fortnightly": TwoWeekly, "two_weekly": TwoWeekly, "every two weeks": TwoWeekly,
	"half_monthly": HalfMonthly, "semimonthly": HalfMonthly, "semi-monthly": HalfMonthly, "semimonth": HalfMonthly, "twice-monthly": HalfMonthly,
	"quarter": Quarterly, "half_yearly": HalfYearly, "semiannual": HalfYearly, "semi-annual": HalfYearly, "semiannually": HalfYearly,
	"annual": Yearly, "annually": Yearly, "year": Yearly,
}

// ParseFrequency reads a frequency's name, such as "two-weekly".
func ParseFrequency(s string) (Frequency, error) {
	name := strings.ToLower(s)
	for i, known := range frequencyNames {
		if name == known {
			return Frequency(i), nil
		}
	}
	if f, ok := frequencyAliases[name]; ok {
		return f, nil
	}
	return 0, fault.Newf(fault.Invalid, "This frequency is not known here; known are %s.", strings.Join(frequencyNames[:], ", "))
}

// Valid tells whether the value is one of the frequencies.
func (f Frequency) Valid() bool { return int(f) < len(frequencyNames) }

// String returns the frequency's name.
func (f Frequency) String() string {
	if f.Valid() {
		return frequencyNames[f]
	}
	return fmt.Sprintf("frequency %d", uint8(f))
}

// MarshalText implements encoding.TextMarshaler.
func (f Frequency) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; empty is monthly.
func (f *Frequency) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*f = Monthly
		return nil
	}
	got, err := ParseFrequency(string(b))
	*f = got
	return err
}

// Months returns the months of one period, or 0 when a period is counted in days or half months.
func (f Frequency) Months() int {
	switch f {
	case Monthly:
		return 1
	case Quarterly:
		return 3
	case HalfYearly:
		return 6
	case Yearly:
		return 12
	}
	return 0
}

// PerYear returns how many instalments a year has: 52 for weekly, 26 for two-weekly.
func (f Frequency) PerYear() int {
	switch f {
	case Weekly:
		return 52
	case TwoWeekly:
		return 26
	case HalfMonthly:
		return 24
	}
	return 12 / max(f.Months(), 1)
}

// Dues is a series of due dates. It remembers the intended day: a series on the 31st is due on 28 February and on 31 March.
type Dues struct {
	Frequency Frequency
	First     civil.Date
	Day       int // intended day of the month, 1 to 31; 0 takes First's
	SecondDay int // half-monthly: the other day; 0 takes the day half a month of 15 days away
}

// Validate returns a fault when the series cannot be.
func (d Dues) Validate() error {
	switch {
	case !d.Frequency.Valid():
		return fault.Input("frequency", "This frequency is not known here.")
	case d.First.IsZero():
		return fault.Input("first_due", "The first due date is missing.")
	case d.Day < 0 || d.Day > 31:
		return fault.Input("due_day", "A due day is between 1 and 31.")
	case d.SecondDay < 0 || d.SecondDay > 31:
		return fault.Input("second_day", "A due day is between 1 and 31.")
	case d.Frequency == HalfMonthly && d.SecondDay == d.day():
		return fault.Input("second_day", "The two due days of a half-monthly series must differ.")
	}
	return nil
}

// day is the intended day of the month.
func (d Dues) day() int {
	if d.Day != 0 {
		return d.Day
	}
	return d.First.Day()
}

// At returns the due date n periods after the first; n of 0 is the first, negative n goes back.
func (d Dues) At(n int) civil.Date {
	if n == 0 {
		return d.First
	}
	switch d.Frequency {
	case Weekly:
		return d.First.AddDays(7 * n)
	case TwoWeekly:
		return d.First.AddDays(14 * n)
	case HalfMonthly:
		return d.halfMonth(n)
	}
	return d.First.AddMonths(n*d.Frequency.Months(), d.day())
}

// halfMonth alternates between the two days of a month.
func (d Dues) halfMonth(n int) civil.Date {
	first, second := d.day(), d.other()
	months := n >> 1 // floor, so that it holds for negative n too
	if n&1 == 0 {
		return d.First.AddMonths(months, first)
	}
	if second < first {
		months++
	}
	return d.First.AddMonths(months, second)
}

// other is the second day of a half-monthly series.
func (d Dues) other() int {
	const half = 15
	switch day := d.day(); {
	case d.SecondDay != 0:
		return d.SecondDay
	case day <= half:
		return day + half
	default:
		return max(day-half, 1)
	}
}

// DueDates appends the first count due dates of a series to dst.
func DueDates(d Dues, count int, dst []civil.Date) []civil.Date {
	w := d.walk()
	for range count {
		dst = append(dst, w.next())
	}
	return dst
}

// walk goes along a series. It gives the same dates as At, without taking a date apart at each step.
type walk struct {
	dues  *Dues
	n     int
	step  int        // months of one period; 0 when periods are not whole months
	day   int        // intended day
	start civil.Date // first day of the month that the next date lies in
	year  int
	month time.Month
}

func (d *Dues) walk() walk {
	w := walk{dues: d, step: d.Frequency.Months()}
	if w.step == 0 {
		return w
	}
	day := 0
	w.year, w.month, day = d.First.Split()
	w.start, w.day = d.First.AddDays(1-day), d.Day
	if w.day == 0 {
		w.day = day
	}
	return w
}

// next returns the date it stands on and goes one period on.
func (w *walk) next() civil.Date {
	n := w.n
	w.n++
	if w.step == 0 {
		return w.dues.At(n)
	}
	due := w.dues.First
	if n > 0 {
		due = w.start.AddDays(min(w.day, civil.DaysIn(w.year, w.month)) - 1)
	}
	for range w.step {
		w.start = w.start.AddDays(civil.DaysIn(w.year, w.month))
		if w.month++; w.month > time.December {
			w.month, w.year = time.January, w.year+1
		}
	}
	return due
}
