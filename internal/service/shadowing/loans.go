package shadowing

import (
	"context"

	"marque/internal/civil"
	"marque/internal/core/tape"
	"marque/internal/money"
)

// The bounds of the explanations: each is kept from explaining anything.
const (
	// MaxShift is how many days a payment may count earlier or later than reported: half a month, or the month before would do as well.
	MaxShift = 15
	// minPerDay is the least interest of a day for which a shift is believed: with a few cents a day some day among thirty fits any figure.
	minPerDay money.Cents = 20
	// severalTenths of the scheduled payment, in tenths, make a month of several payments: two, the second up to a fifth short.
	severalTenths = 18
	// minPerSplit is the least that one day's move of the first of two payments must change, for the same reason as minPerDay.
	minPerSplit money.Cents = 10
)

// replayLoans tries every setting on an issuer's loans and keeps the best.
func replayLoans(ctx context.Context, g group[tape.LoanMonth], set []Settings) (Issuer, error) {
	ranked, err := rank(ctx, set, func(s Settings) Totals {
		var totals Totals
		for _, b := range g.books {
			for _, m := range replayLoan(newJudge(s), b.months) {
				totals.add(m.Class)
			}
		}
		return totals
	})
	if err != nil {
		return Issuer{}, err
	}
	issuer := Issuer{Name: g.name, Settings: ranked[0].settings, Rivals: rivals(ranked)}
	if ranked[0].totals.Comparable() == 0 {
		issuer.Rivals = nil // nothing tells one setting from another
	}
	for _, b := range g.books {
		issuer.Contracts = append(issuer.Contracts, Contract{Asset: b.asset, Months: replayLoan(newJudge(issuer.Settings), b.months)})
	}
	return issuer, nil
}

// replay is one loan on its way through the months.
type replay struct {
	judge
	ways  []standing // how the loan may stand, the likeliest first; none while what is owed is not known
	short bool       // a payment was seen that did not reach the principal, before what was owed was known
}

// replayLoan classifies a loan's months, which stand in order.
func replayLoan(j judge, months []*tape.LoanMonth) []Month {
	r := replay{judge: j}
	found := make([]Month, 0, len(months))
	var before *tape.LoanMonth
	for i, m := range months {
		one := Month{Tape: m.Tape, Line: m.Line, Ends: m.Ends, Reported: m.Interest, Term: m.RemainingTerm}
		if i+1 < len(months) && months[i+1].Ends == m.Ends {
			one.Class, one.Reason = NotComparable, FiledTwice
			found = append(found, one)
			continue
		}
		one.Identities = identities(m, before)
		if before != nil && !follows(m, before) && m.Begin != before.End {
			r.ways = nil // payments between the two are not on the tape
		}
		r.month(m, &one)
		found = append(found, one)
		before = m
	}
	return found
}

// month classifies one month and moves the loan past it.
func (r *replay) month(m *tape.LoanMonth, one *Month) {
	f, whole := figuresOf(m)
	closed := m.ZeroBalance > tape.LoanPrepaidOrMatured
	switch {
	case m.Interest.Cents == 0 && m.Principal.Cents <= 0:
		one.Class, one.Reason = NotComparable, NoPayment
	case closed, !whole:
		one.Class, one.Reason = NotComparable, NoTerms
		if closed {
			one.Reason = Closed
		}
		r.open(m, closed)
	case len(r.ways) == 0:
		one.Class, one.Reason = NotComparable, FirstMonth
		if r.short {
			one.Reason = ShortOpening
		}
		r.open(m, false)
	default:
		if err := r.compare(f, one); err != nil { // figures that no contract has add up beyond what can be held
			one.Class, one.Reason, one.Shift, one.Computed = NotComparable, OutOfRange, 0, tape.Amount{}
			r.open(m, false)
		}
	}
}

// open begins anew with a payment that reached the principal: by the rule that interest is paid first, all of it is paid.
func (r *replay) open(m *tape.LoanMonth, closed bool) {
	r.ways = nil
	if m.PaidThrough > 0 && m.Principal.Cents > 0 && !closed {
		r.ways = []standing{r.settled(m.PaidThrough)}
	}
	r.short = r.ways == nil && m.Interest.Cents > 0
}

// compare finds the first explanation that fits, from the strongest to the weakest.
func (r *replay) compare(f figures, one *Month) error {
	ways, err := r.grow(f, f.paidThrough)
	if err != nil {
		return err
	}
	if len(ways) > 0 {
		computed, err := ways[0].owed.Round(r.Rounding)
		if err != nil {
			return err
		}
		one.Computed = amount(computed)
	}
	for _, explain := range []func(figures, []standing, *Month) (bool, error){r.same, r.shortPayment, r.shifted, r.twoPayments} {
		if done, err := explain(f, ways, one); done || err != nil {
			return err
		}
	}
	one.Class = Unexplained
	next := []standing{r.settled(f.paidThrough)}
	if len(ways) > 0 { // either the difference is still owed, or it was settled in a way that the tape does not show
		next = []standing{r.owing(f.paidThrough, ways[0].owed.Sub(money.ExactOf(f.interest))), next[0]}
	}
	r.ways = next
	return nil
}

// grow lets interest run to a day on every way that does not stand later already.
func (r *replay) grow(f figures, to civil.Date) ([]standing, error) {
	var list []standing
	for _, s := range r.ways {
		if s.from > to {
			continue
		}
		grown, err := r.grown(s, f.balance, f.rate, to)
		if err != nil {
			return nil, err
		}
		list = append(list, grown)
	}
	return list, nil
}

// same: the interest is the one computed to the reported date, by itself or with the carried fraction.
func (r *replay) same(f figures, ways []standing, one *Month) (bool, error) {
	for _, want := range [...]Class{Equal, CarriedCent} {
		for _, s := range ways {
			class, after, err := r.matches(s, f.interest)
			if err != nil {
				return false, err
			}
			if class == want {
				one.Class, r.ways = class, []standing{after}
				return true, nil
			}
		}
	}
	return false, nil
}

// shortPayment: all the money went to interest, the principal stayed, and it was less than the interest owed. When the reported date did not
// move, what is owed runs to the end of the period.
func (r *replay) shortPayment(f figures, ways []standing, one *Month) (bool, error) {
	if f.principal != 0 || f.interest <= 0 || len(ways) == 0 {
		return false, nil
	}
	owed := ways[0]
	if f.paidThrough == r.ways[0].from && f.ends > f.paidThrough {
		var err error
		if owed, err = r.grown(r.ways[0], f.balance, f.rate, f.ends); err != nil {
			return false, err
		}
	}
	if money.ExactOf(f.interest).Cmp(owed.owed) >= 0 {
		return false, nil
	}
	one.Class, r.ways = ShortPayment, []standing{ways[0].less(f.interest)}
	return true, nil
}

// shifted: the interest is the one computed to a day at most MaxShift away from the reported one. The nearest day wins.
func (r *replay) shifted(f figures, _ []standing, one *Month) (bool, error) {
	perDay, err := r.accrual.Interest(f.balance, f.rate, f.paidThrough, f.paidThrough.AddDays(1))
	if err != nil || f.several() || perDay.Cmp(money.ExactOf(minPerDay)) < 0 {
		return false, err
	}
	for distance := 1; distance <= MaxShift; distance++ {
		for _, days := range [...]int{-distance, distance} {
			to := f.paidThrough.AddDays(days)
			ways, err := r.grow(f, to)
			if err != nil {
				return false, err
			}
			if fits, err := r.same(f, ways, one); fits || err != nil {
				one.Class, one.Shift, r.ways = DateShifted, days, append(r.ways, r.settled(f.paidThrough))
				return fits, err
			}
		}
	}
	return false, nil
}

// several tells whether so much was paid that it came in more than one payment.
func (f *figures) several() bool {
	return f.scheduled > 0 && f.paid*10 >= f.scheduled*severalTenths
}
