package message

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
)

// Hours are when somebody of a brand answers, and within how much of that time an answer is promised.
type Hours struct {
	Zone     *time.Location
	Days     [7]Span // from Sunday
	Holidays bool    // closed on the holidays of the Federal Reserve, which most American lenders keep
	Answer   time.Duration
}

// Span is a part of a day in minutes after midnight; the zero value is none.
type Span struct{ From, Until int }

func (s Span) closed() bool { return s.Until <= s.From }

// mostAnswer bounds a promise: a lender that needs longer than a month of open hours promises nothing.
const mostAnswer = 240 * time.Hour

// dayMinutes is how many minutes a day has on a clock.
const dayMinutes = 24 * 60

// Check refuses hours that cannot be.
func (h Hours) Check() error {
	open := false
	for day, s := range h.Days {
		if s.From < 0 || s.Until > dayMinutes || s.Until < s.From {
			return fault.Newf(fault.Invalid, "The hours of %s are not a part of a day.", time.Weekday(day))
		}
		open = open || !s.closed()
	}
	if h.Zone == nil || !open {
		return fault.New(fault.Invalid, "Hours have a time zone and at least one day that is open.")
	}
	if h.Answer <= 0 || h.Answer > mostAnswer {
		return fault.Newf(fault.Invalid, "An answer is promised within %s of open time at most, and more than none.", mostAnswer)
	}
	return nil
}

// on returns when a day is open; both are the same when it is closed.
func (h Hours) on(d civil.Date) (from, until time.Time) {
	span := h.Days[d.Weekday()]
	weekday := d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
	if span.closed() || h.Holidays && weekday && !(civil.FederalReserve{}).IsBusiness(d) {
		start := d.Start(h.Zone)
		return start, start
	}
	return h.at(d, span.From), h.at(d, span.Until)
}

// at is a clock's time on a day: on the days when clocks change, what the clock shows counts.
func (h Hours) at(d civil.Date, minutes int) time.Time {
	year, month, day := d.Split()
	return time.Date(year, month, day, 0, minutes, 0, 0, h.Zone)
}

// longestClosed bounds how many days ahead an open one is looked for: longer than any row of holidays.
const longestClosed = 400

// Next returns the time from an instant on that is open: until when the present opening lasts, or when the next one is.
func (h Hours) Next(t time.Time) (from, until time.Time) {
	d := civil.On(t, h.Zone)
	for range longestClosed {
		from, until = h.on(d)
		if until.After(t) && until.After(from) {
			if from.Before(t) {
				from = t
			}
			return from, until
		}
		d++
	}
	return t, t // Check wants a day that is open
}

// OpenAt tells whether somebody answers at an instant.
func (h Hours) OpenAt(t time.Time) bool {
	from, until := h.Next(t)
	return !from.After(t) && until.After(t)
}

// Promise returns until when an answer is promised to what comes at an instant: when that much open time has passed.
func (h Hours) Promise(t time.Time) time.Time {
	left := h.Answer
	for range longestClosed {
		from, until := h.Next(t)
		if !until.After(from) {
			return t.Add(left)
		}
		if open := until.Sub(from); open < left {
			left, t = left-open, until
			continue
		}
		return from.Add(left)
	}
	return t.Add(left)
}

// ParseHours reads the hours of each day from lists such as {"mon-fri": "08:00-20:00"}.
func ParseHours(days map[string]string) (out [7]Span, err error) {
	for which, when := range days {
		var s Span
		var fh, fm, uh, um int
		if n, err := fmt.Sscanf(when, "%d:%d-%d:%d", &fh, &fm, &uh, &um); err != nil || n != 4 || fm > 59 || um > 59 {
			return out, fault.Newf(fault.Invalid, "%q are no hours like 08:00-20:00.", when)
		}
		s.From, s.Until = fh*60+fm, uh*60+um
		first, last, err := weekdays(which)
		if err != nil {
			return out, err
		}
		for d := first; ; d = (d + 1) % 7 {
			if out[d] != (Span{}) {
				return out, fault.Newf(fault.Invalid, "The hours of %s are given twice.", time.Weekday(d))
			}
			out[d] = s
			if d == last {
				break
			}
		}
	}
	return out, nil
}

// weekdays reads "mon-fri" or "sat".
func weekdays(text string) (first, last int, err error) {
	names := map[string]int{"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}
	one := func(name string) int {
		if d, ok := names[name]; ok {
			return d
		}
		return -1
	}
	switch len(text) {
	case 3:
		first, last = one(text), one(text)
	case 7:
		first, last = one(text[:3]), one(text[4:])
	default:
		first = -1
	}
	if first < 0 || last < 0 {
		return 0, 0, fault.Newf(fault.Invalid, "%q are no days like mon-fri or sat.", text)
	}
	return first, last, nil
}
