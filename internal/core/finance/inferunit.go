package finance

import (
	"slices"

	"marque/internal/civil"
)

// InferUnit finds the unit period of a transaction from its dates (12 CFR 1026 App. J(b)(4)): the common period, at most a year, that occurs
// most often, the smaller of two that occur equally often; without a common period the average of all, rounded to the nearest whole standard
// interval, the lower of two equally near.
func InferUnit(advances, payments []Flow) Unit {
	flows := slices.Concat(advances, payments)
	slices.SortFunc(flows, func(a, b Flow) int { return int(a.Date - b.Date) })
	counts := map[Unit]int{}
	for i := 1; i < len(flows); i++ {
		if halfMonth(flows, i) {
			counts[Unit{Base: BaseSemimonth, Multiple: 1}]++
		} else if u, ok := standardPeriod(flows[i-1].Date, flows[i]); ok {
			counts[u]++
		}
	}
	best, most := Unit{Multiple: 1}, 1
	for u, n := range counts {
		if n > most || n == most && n > 1 && u.days() < best.days() {
			best, most = u, n
		}
	}
	if most > 1 || len(flows) < 2 {
		return best
	}
	return averagePeriod(flows)
}

// standardPeriod reads the time between two dates as whole months, else whole weeks, else days; of none and of more than a year it is none.
func standardPeriod(from civil.Date, to Flow) (Unit, bool) {
	const year = 366
	days := to.Date.Sub(from)
	if days == 0 || days > year {
		return Unit{}, false
	}
	if months, rest := monthsBack(from, to); rest == 0 {
		return Unit{Base: BaseMonth, Multiple: months}.standard(), true
	}
	if days%7 == 0 {
		return Unit{Base: BaseWeek, Multiple: days / 7}, true
	}
	return Unit{Base: BaseDay, Multiple: days}, true
}

// halfMonth tells whether the period before flow i makes a whole month with the period before or after it.
func halfMonth(flows []Flow, i int) bool {
	const shortest, longest = 13, 18 // from the 15th to the 28th, and from the 28th to the 15th
	if days := flows[i].Date.Sub(flows[i-1].Date); days < shortest || days > longest || days == 14 {
		return false
	}
	whole := func(from, to Flow) bool {
		months, rest := monthsBack(from.Date, to)
		return months == 1 && rest == 0
	}
	return i > 1 && whole(flows[i-2], flows[i]) || i+1 < len(flows) && whole(flows[i-1], flows[i+1])
}

// days is about how long a unit period is, to compare two.
func (u Unit) days() float64 {
	const year = 365.25
	return year / u.perYear()
}

// averagePeriod takes the average of all periods to the nearest standard interval of weeks, semimonths or months.
func averagePeriod(flows []Flow) Unit {
	periods := 0
	for i := 1; i < len(flows); i++ {
		if flows[i].Date > flows[i-1].Date {
			periods++
		}
	}
	if periods == 0 {
		return Unit{Multiple: 1}
	}
	average := float64(flows[len(flows)-1].Date.Sub(flows[0].Date)) / float64(periods)
	best := Unit{Base: BaseWeek, Multiple: 1}
	candidates := []Unit{{Base: BaseSemimonth, Multiple: 1}, {Base: BaseYear, Multiple: 1}}
	for m := 1; m < 12; m++ {
		candidates = append(candidates, Unit{Base: BaseMonth, Multiple: m})
	}
	for w := 2; w <= 3; w++ { // four weeks and more are nearer to months
		candidates = append(candidates, Unit{Base: BaseWeek, Multiple: w})
	}
	for _, u := range candidates {
		off, least := distance(u.days(), average), distance(best.days(), average)
		if off < least || off == least && u.days() < best.days() {
			best = u
		}
	}
	return best
}

func distance(a, b float64) float64 { return max(a-b, b-a) }
