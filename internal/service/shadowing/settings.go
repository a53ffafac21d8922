package shadowing

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

// Settings are how a product computes interest.
type Settings struct {
	DayCount  finance.DayCount  `json:"day_count"`
	Precision finance.Precision `json:"precision"`
	Rounding  money.Rounding    `json:"rounding"`
	Remainder finance.Remainder `json:"remainder"`
}

// String names the four settings in order.
func (s Settings) String() string {
	return s.DayCount.String() + ", " + s.Precision.String() + ", " + s.Rounding.String() + ", " + s.Remainder.String()
}

// values are the settings tried of each kind.
type values struct {
	dayCounts  []finance.DayCount
	precisions []finance.Precision
	roundings  []money.Rounding
	remainders []finance.Remainder
}

// measured are those that servicers were measured to use (money.md section 6), the usual ones first.
func measured() values {
	return values{
		[]finance.DayCount{finance.Act365F, finance.ActActISDA, finance.Act360, finance.Thirty360US},
		[]finance.Precision{finance.Exact, finance.Factor8},
		[]money.Rounding{money.HalfUp, money.Truncate},
		[]finance.Remainder{finance.Carried, finance.Dropped},
	}
}

// combined is every combination.
func (v values) combined() []Settings {
	var set []Settings
	for _, dc := range v.dayCounts {
		for _, p := range v.precisions {
			for _, r := range v.roundings {
				for _, rest := range v.remainders {
					set = append(set, Settings{dc, p, r, rest})
				}
			}
		}
	}
	return set
}

// Set is every combination that is tried when nothing is given.
func Set() []Settings { return measured().combined() }

// Choose returns the combinations of the settings given by name, each alone of its kind, with those measured of the kinds that are left
// empty. Every day count may be given; ACT/ACT is the one split at 1 January. Rounding is half-up or truncate.
func Choose(dayCount, precision, rounding, remainder string) ([]Settings, error) {
	if precision == "truncated-8" {
		precision = finance.Factor8.String()
	}
	v := measured()
	err := errors.Join(
		only(&v.dayCounts, "day-count", dayCount, func(d *finance.DayCount) error { return d.UnmarshalText([]byte(dayCount)) }),
		only(&v.precisions, "precision", precision, func(p *finance.Precision) error { return p.UnmarshalText([]byte(precision)) }),
		only(&v.roundings, "rounding", rounding, func(r *money.Rounding) error { return r.UnmarshalText([]byte(rounding)) }),
		only(&v.remainders, "remainder", remainder, func(r *finance.Remainder) error { return r.UnmarshalText([]byte(remainder)) }),
	)
	if err == nil && v.roundings[0] != money.HalfUp && v.roundings[0] != money.Truncate {
		err = fault.Input("rounding", "Servicers round half-up or truncate.")
	}
	if err != nil {
		return nil, err
	}
	return v.combined(), nil
}

// only puts the one named value in place of those tried.
func only[V any](tried *[]V, field, name string, read func(*V) error) error {
	if name == "" {
		return nil
	}
	var v V
	if err := read(&v); err != nil {
		return fault.Input(field, err.Error())
	}
	*tried = []V{v}
	return nil
}

// Rival is the best outcome among the settings tried that differ in one kind from the chosen ones, whatever the others are.
type Rival struct {
	Differs  string   `json:"differs"` // day_count, precision, rounding or remainder
	Settings Settings `json:"settings"`
	Totals   Totals   `json:"totals"`
}

// tried is one setting and what it came to.
type tried struct {
	settings Settings
	totals   Totals
}

// better orders outcomes: first by months matched to the cent, then by those that are equal without a carried fraction, then by fewer
// unexplained; of equals the earlier in the set stands.
func better(a, b tried) int {
	return cmp.Or(cmp.Compare(b.totals.Matched(), a.totals.Matched()), cmp.Compare(b.totals.Equal, a.totals.Equal),
		cmp.Compare(a.totals.Unexplained, b.totals.Unexplained))
}

// rivals finds for each kind of setting the best outcome with another value than the best one's.
func rivals(ranked []tried) []Rival {
	best, list := ranked[0].settings, []Rival(nil)
	for _, kind := range []struct {
		name   string
		differ func(s Settings) bool
	}{
		{"day_count", func(s Settings) bool { return s.DayCount != best.DayCount }},
		{"precision", func(s Settings) bool { return s.Precision != best.Precision }},
		{"rounding", func(s Settings) bool { return s.Rounding != best.Rounding }},
		{"remainder", func(s Settings) bool { return s.Remainder != best.Remainder }},
	} {
		if i := slices.IndexFunc(ranked, func(t tried) bool { return kind.differ(t.settings) }); i >= 0 {
			list = append(list, Rival{Differs: kind.name, Settings: ranked[i].settings, Totals: ranked[i].totals})
		}
	}
	return list
}

// rank tries every setting.
func rank(ctx context.Context, set []Settings, count func(Settings) Totals) ([]tried, error) {
	list := make([]tried, 0, len(set))
	for _, s := range set {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		list = append(list, tried{s, count(s)})
	}
	slices.SortStableFunc(list, better)
	return list, nil
}
