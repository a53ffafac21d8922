package shadowing

import (
	"slices"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/money"
)

// twoPayments: the money came in two payments, the second on the reported date and the first on some day before it; the first, or the second,
// is the scheduled payment, or both are the same. The interest of the two together is the reported one to the cent.
func (r *replay) twoPayments(f figures, ways []standing, one *Month) (bool, error) {
	if !f.several() || len(ways) == 0 {
		return false, nil
	}
	total := f.interest + f.principal
	firsts := []money.Cents{f.scheduled, total / 2, total - f.scheduled}
	slices.Sort(firsts)
	for _, first := range slices.Compact(firsts) {
		if first <= 0 || first >= total {
			continue
		}
		found, err := r.split(f, first)
		if err != nil {
			return false, err
		}
		if found {
			one.Class, r.ways = SeveralPayments, []standing{r.settled(f.paidThrough)}
			return true, nil
		}
	}
	return false, nil
}

// maxSpan is the most days that are searched for a first payment: beyond a year some day fits by chance, and a slip in a date costs no hours.
const maxSpan = 366

// split looks for the day of the first payment.
func (r *replay) split(f figures, first money.Cents) (bool, error) {
	start := r.ways[0]
	if f.paidThrough.Sub(start.from) > maxSpan {
		return false, nil
	}
	for day := start.from.AddDays(1); day < f.paidThrough; day++ {
		interest, moved, err := r.twice(f, first, day)
		if err != nil {
			return false, err
		}
		if interest == f.interest {
			return moved.Cmp(money.ExactOf(minPerSplit)) >= 0, nil
		}
	}
	return false, nil
}

// twice is the interest of two payments together, and what moving the first by a day changes.
func (r *replay) twice(f figures, first money.Cents, day civil.Date) (money.Cents, money.Exact, error) {
	s, err := r.grown(r.ways[0], f.balance, f.rate, day)
	if err != nil {
		return 0, money.Exact{}, err
	}
	due, err := s.owed.Round(r.Rounding)
	if err != nil {
		return 0, money.Exact{}, err
	}
	paid := min(max(due, 0), first)
	reduced := first - paid
	moved, err := r.accrual.Interest(reduced, f.rate, day, day.AddDays(1))
	if err != nil || reduced >= f.balance {
		return 0, money.Exact{}, err
	}
	s = s.less(paid)
	if paid == due && r.Remainder == finance.Dropped {
		s = r.settled(day)
	}
	if s, err = r.grown(s, f.balance-reduced, f.rate, f.paidThrough); err != nil {
		return 0, money.Exact{}, err
	}
	rest, err := s.owed.Round(r.Rounding)
	return paid + rest, moved, err
}
