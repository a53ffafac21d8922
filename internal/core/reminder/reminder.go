// Package reminder says when somebody is reminded of a payment: some days before it is due, and at stages of being past due. The stages are a brand's
// own data; the hours at which nobody is disturbed are the law's. What a reminder says is core/notice's.
package reminder

import (
	"slices"
	"time"

	"marque/internal/fault"
)

// Policy is when reminders go.
type Policy struct {
	Before int   // days before the due date; 0 is none
	Stages []int // days past due, ascending; none is no reminder
}

// Usual is the policy of a brand that says nothing: five days before, then at 1, 10, 15, 30, 60 and 90 days past due.
func Usual() Policy { return Policy{Before: 5, Stages: []int{1, 10, 15, 30, 60, 90}} }

// The bounds of a policy.
const (
	MostBefore = 30
	mostStages = 12
	lastStage  = 365
)

// Check refuses a policy that is out of bounds or whose stages do not ascend.
func (p Policy) Check() error {
	if p.Before < 0 || p.Before > MostBefore {
		return fault.Newf(fault.Invalid, "A reminder can go at most %d days before a payment is due.", MostBefore)
	}
	if len(p.Stages) > mostStages {
		return fault.Newf(fault.Invalid, "There can be at most %d stages of being past due.", mostStages)
	}
	for i, days := range p.Stages {
		if days < 1 || days > lastStage || i > 0 && days <= p.Stages[i-1] {
			return fault.Newf(fault.Invalid, "Stages are days past due from 1 to %d, each greater than the one before.", lastStage)
		}
	}
	return nil
}

// Stage returns the last stage that so many days past due have reached; 0 is none.
func (p Policy) Stage(days int) int {
	for _, stage := range slices.Backward(p.Stages) {
		if days >= stage {
			return stage
		}
	}
	return 0
}

// The hours of the reader's day at which a reminder may arrive: before eight in the morning and after nine in the evening is an inconvenient time
// (12 CFR 1006.6(b)(1)(i), which we keep for mail too).
const (
	opens  = 8
	closes = 21
)

// Quiet returns the first instant from t on at which a reader in a zone may be reminded.
func Quiet(t time.Time, zone *time.Location) time.Time {
	local := t.In(zone)
	morning := time.Date(local.Year(), local.Month(), local.Day(), opens, 0, 0, 0, zone)
	switch {
	case local.Hour() < opens:
		return morning
	case local.Hour() >= closes:
		return morning.AddDate(0, 0, 1)
	}
	return t
}
