package statement

import (
	"marque/internal/civil"
	"marque/internal/core/contract"
)

// LeadDays is how long before a due date its statement closes: time to be read, and to pay without haste.
const LeadDays = 20

// Closes tells whether a statement's period ends on a day: some days before each due date, and monthly on the same day while anything is
// owed after the last one.
func Closes(state *contract.State, day civil.Date) bool {
	if state.Status == contract.Pending || len(state.Instalments) == 0 {
		return false
	}
	for i := range state.Instalments {
		if state.Instalments[i].Due.AddDays(-LeadDays) == day {
			return true
		}
	}
	last := lastClosing(state)
	if day <= last {
		return false
	}
	return last.AddMonths(last.MonthsUntil(day), last.Day()) == day
}

// NextClosing returns the first day after the state's own on which a period may end, or none.
func NextClosing(state *contract.State) civil.Date {
	if state.Status == contract.Pending || len(state.Instalments) == 0 {
		return 0
	}
	first := civil.Date(0)
	for i := range state.Instalments {
		if on := state.Instalments[i].Due.AddDays(-LeadDays); on > state.AsOf && (first.IsZero() || on < first) {
			first = on
		}
	}
	if !first.IsZero() {
		return first
	}
	last := lastClosing(state)
	months := max(last.MonthsUntil(state.AsOf), 0)
	for ; ; months++ {
		if on := last.AddMonths(months, last.Day()); on > state.AsOf {
			return on
		}
	}
}

func lastClosing(state *contract.State) civil.Date {
	return state.Instalments[len(state.Instalments)-1].Due.AddDays(-LeadDays)
}
