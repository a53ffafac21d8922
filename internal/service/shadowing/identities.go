package shadowing

import (
	"marque/internal/core/tape"
)

// Identity is how far an identity of the tape is off; absent when a part of it is not reported. Adjustments and charge-offs that are left out
// count as none.
type Identity = tape.Amount

// Identities are the three that money.md section 6 states. They are reported and reject nothing.
type Identities struct {
	End   Identity // end − (begin − principal − charge-off − other adjustment)
	Paid  Identity // paid − (interest + principal + other)
	Begin Identity // begin − the end of the period before
}

// Check counts how often an identity could be looked at and how often it held to the cent.
type Check struct {
	Held  int `json:"held"`
	Asked int `json:"asked"`
}

// Checks are the counts of the three identities.
type Checks struct {
	End   Check `json:"end"`
	Paid  Check `json:"paid"`
	Begin Check `json:"begin"`
}

func (c *Checks) add(i Identities) {
	c.End.add(i.End)
	c.Paid.add(i.Paid)
	c.Begin.add(i.Begin)
}

func (c *Check) add(i Identity) {
	if i.Known {
		c.Asked++
		if i.Cents == 0 {
			c.Held++
		}
	}
}

func (c Checks) plus(o Checks) Checks {
	return Checks{c.End.plus(o.End), c.Paid.plus(o.Paid), c.Begin.plus(o.Begin)}
}

func (c Check) plus(o Check) Check { return Check{c.Held + o.Held, c.Asked + o.Asked} }

// identities looks at a loan-month and the one before, which may be none or of an earlier period than the last.
func identities(m, before *tape.LoanMonth) Identities {
	var i Identities
	if m.End.Known && m.Begin.Known && m.Principal.Known {
		i.End = amount(m.End.Cents - (m.Begin.Cents - m.Principal.Cents - m.ChargedOff.Or(0) - m.Adjustment.Or(0)))
	}
	if m.Paid.Known && m.Interest.Known && m.Principal.Known {
		i.Paid = amount(m.Paid.Cents - m.Interest.Cents - m.Principal.Cents - m.Other.Or(0))
	}
	if before != nil && follows(m, before) && m.Begin.Known && before.End.Known {
		i.Begin = amount(m.Begin.Cents - before.End.Cents)
	}
	return i
}

// follows tells whether a period begins where the other ends. Some tapes state no beginning; then the next month's end does.
func follows(m, before *tape.LoanMonth) bool {
	if m.Begins != 0 {
		return m.Begins == before.Ends.AddDays(1)
	}
	return m.Ends == before.Ends.AddMonths(1, 31)
}
