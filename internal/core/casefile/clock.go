package casefile

import "marque/internal/civil"

// Rule is a period that runs from a day of a case.
type Rule struct {
	What     string
	From     Mark
	Days     int
	Business bool   // business days of the Federal Reserve; the day it runs from is not counted
	Ends     []Mark // any of these days ends it; the end of the case always does
	Longer   Mark   // once this day is there, and in time,
	By       int    // it is longer by so many days
	Citation string
	House    bool // the section does not bind us in every case: the house keeps it
	Theirs   bool // the period is the customer's; nobody of us is late
}

// Clock is a rule at work in a case.
type Clock struct {
	Rule
	Due  civil.Date
	Done civil.Date // when what it asks for was done; zero while it runs
}

// Promise is what a clock says that the house set itself: the next word to the customer.
const Promise = "The next word to the customer, as promised"

// after is the nth business day behind a day, which itself is not counted.
func after(d civil.Date, n int) civil.Date {
	for range n {
		d = civil.OnOrAfter(civil.FederalReserve{}, d+1)
	}
	return d
}

// Clocks are the periods of a case that run or have run, those of its kind first.
func (f File) Clocks() []Clock {
	var out []Clock
	for _, r := range kinds[f.Kind].rules {
		if from := f.Days[r.From]; !from.IsZero() {
			out = append(out, f.clock(r, from))
		}
	}
	return append(out, Clock{Rule: Rule{What: Promise, House: true}, Due: f.Promised, Done: f.ClosedOn})
}

func (f File) clock(r Rule, from civil.Date) Clock {
	c := Clock{Rule: r, Due: from.AddDays(r.Days)}
	if r.Business {
		c.Due = after(from, r.Days)
	}
	if more := f.Days[r.Longer]; r.Longer != "" && !more.IsZero() && more <= c.Due {
		c.Due = c.Due.AddDays(r.By)
	}
	c.Done = f.ClosedOn
	for _, m := range r.Ends {
		if on := f.Days[m]; !on.IsZero() && (c.Done.IsZero() || on < c.Done) {
			c.Done = on
		}
	}
	return c
}

// Runs tells whether what the clock asks for is still to be done.
func (c Clock) Runs() bool { return c.Done.IsZero() }

// Late is by how many days a clock of ours is missed: until today while it runs, until it was done after that. It is 0 on its last day.
func (c Clock) Late(today civil.Date) int {
	if c.Theirs {
		return 0
	}
	if !c.Runs() {
		today = c.Done
	}
	return max(0, today.Sub(c.Due))
}

// Nearest is our clock that ends first among those that run; false when none does.
func (f File) Nearest() (Clock, bool) {
	var out Clock
	found := false
	for _, c := range f.Clocks() {
		if c.Runs() && !c.Theirs && (!found || c.Due < out.Due) {
			out, found = c, true
		}
	}
	return out, found
}
