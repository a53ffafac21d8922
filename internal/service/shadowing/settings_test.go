package shadowing

import (
	"context"
	"testing"

	"marque/internal/core/finance"
	"marque/internal/money"
)

func TestOutcomesAreRankedByCentsMatchedThenEqualThenUnexplained(t *testing.T) {
	t.Parallel()
	split := Settings{DayCount: finance.ActActISDA}
	truncated, coarse := split, split
	truncated.Rounding, coarse.Precision = money.Truncate, finance.Factor8
	outcome := map[Settings]Totals{
		{}:        {Equal: 9, DateShifted: 50}, // a shift is no match, however many
		split:     {Equal: 5, Carried: 5, Unexplained: 9},
		truncated: {Equal: 3, Carried: 7},
		coarse:    {Equal: 5, Carried: 5, Unexplained: 8},
	}
	ranked, err := rank(context.Background(), Set(), func(s Settings) Totals { return outcome[s] })
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []Settings{coarse, split, truncated, {}} {
		if ranked[i].settings != want {
			t.Errorf("place %d: got %s, want %s", i+1, ranked[i].settings, want)
		}
	}
	if ranked[4].settings != Set()[1] {
		t.Errorf("of equals got %s first, want %s, the earlier in the set", ranked[4].settings, Set()[1])
	}
	for _, r := range rivals(ranked) {
		want := map[string]Settings{"day_count": {}, "precision": split, "rounding": truncated}[r.Differs]
		if r.Differs != "remainder" && r.Settings != want {
			t.Errorf("with another %s: got %s, want %s", r.Differs, r.Settings, want)
		}
	}
}

func TestWithOneSettingThereAreNoRivals(t *testing.T) {
	t.Parallel()
	if got := rivals([]tried{{}}); got != nil {
		t.Errorf("got %+v, want none", got)
	}
}

func TestTotalsCountEveryClassOnce(t *testing.T) {
	t.Parallel()
	var sum Totals
	for _, c := range []Class{Equal, CarriedCent, DateShifted, ShortPayment, SeveralPayments, Unexplained, NotComparable} {
		sum.add(c)
	}
	if want := (Totals{1, 1, 1, 1, 1, 1, 1}); sum != want || sum.All() != 7 || sum.Comparable() != 6 || sum.Matched() != 2 || sum.Plus(sum).All() != 14 {
		t.Errorf("got %+v", sum)
	}
}
