package finance_test

import (
	"math"
	"testing"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/fault"
)

// 12 CFR 1026 App. J(b)(5): each way of counting, at the edges of months and years.
func TestUnitPeriodsBetweenTwoDates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		unit     finance.Unit
		from, to string
		day      int
		whole    int
		fraction float64
	}{
		{finance.Unit{Base: finance.BaseMonth, Multiple: 1}, "1978-02-10", "1978-04-01", 0, 1, 19.0 / 30},
		{finance.Unit{Base: finance.BaseMonth, Multiple: 1}, "2024-01-31", "2024-02-29", 31, 1, 0},
		{finance.Unit{Base: finance.BaseMonth, Multiple: 1}, "2024-01-31", "2024-02-29", 0, 0, 29.0 / 30},
		{finance.Unit{Base: finance.BaseMonth, Multiple: 1}, "2024-01-30", "2024-03-30", 0, 2, 0},
		{finance.Unit{Base: finance.BaseMonth, Multiple: 1}, "2023-02-28", "2023-03-31", 0, 1, 0},
		{finance.Unit{Base: finance.BaseMonth, Multiple: 1}, "2023-02-27", "2023-03-31", 0, 1, 1.0 / 30},
		{finance.Unit{Base: finance.BaseMonth, Multiple: 3}, "1978-05-23", "1978-10-01", 0, 1, 39.0 / 90},
		{finance.Unit{Base: finance.BaseMonth, Multiple: 2}, "1978-01-10", "1978-03-01", 0, 0, 52.0 / 60},
		{finance.Unit{Base: finance.BaseSemimonth, Multiple: 1}, "1978-02-23", "1978-03-01", 0, 0, 6.0 / 15},
		{finance.Unit{Base: finance.BaseSemimonth, Multiple: 1}, "1978-02-23", "1978-04-16", 0, 3, 6.0 / 15},
		{finance.Unit{Base: finance.BaseWeek, Multiple: 1}, "1978-03-20", "1978-04-21", 0, 4, 4.0 / 7},
		{finance.Unit{Base: finance.BaseWeek, Multiple: 4}, "1978-03-18", "1978-04-20", 0, 1, 5.0 / 28},
		{finance.Unit{Base: finance.BaseDay, Multiple: 1}, "2024-02-28", "2024-03-01", 0, 2, 0},
		{finance.Unit{Base: finance.BaseDay, Multiple: 255}, "1978-01-03", "1978-09-15", 0, 1, 0},
		{finance.Unit{Base: finance.BaseYear, Multiple: 1}, "1978-01-17", "1979-07-17", 0, 1, 6.0 / 12},
		{finance.Unit{Base: finance.BaseYear, Multiple: 1}, "2023-01-17", "2024-07-18", 0, 1, 182.0 / 365},
		{finance.Unit{Base: finance.BaseYear, Multiple: 1}, "2024-02-29", "2025-02-28", 29, 1, 0},
	} {
		whole, fraction := c.unit.Between(civil.MustParse(c.from), finance.Flow{Date: civil.MustParse(c.to), Day: c.day})
		if whole != c.whole || math.Abs(fraction-c.fraction) > 1e-12 {
			t.Errorf("%+v %s–%s: got %d and %v, want %d and %v", c.unit, c.from, c.to, whole, fraction, c.whole, c.fraction)
		}
	}
}

func dates(t *testing.T, unit finance.Unit, series ...finance.Series) []string {
	t.Helper()
	flows, err := unit.Expand(series, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range flows {
		out = append(out, f.Date.String())
	}
	return out
}

func TestASeriesRemembersItsIntendedDay(t *testing.T) {
	t.Parallel()
	day := civil.MustParse
	monthly, semi := finance.Unit{Multiple: 1}, finance.Unit{Base: finance.BaseSemimonth, Multiple: 1}
	for name, c := range map[string]struct{ got, want []string }{
		"the last day": {dates(t, monthly, finance.Series{First: day("2024-01-31"), Amount: 1, Count: 4}),
			[]string{"2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"}},
		"a series that goes on": {dates(t, monthly, finance.Series{First: day("2023-01-30"), Amount: 1, Count: 1}, finance.Series{First: day("2023-02-28"), Amount: 2, Count: 2}),
			[]string{"2023-01-30", "2023-02-28", "2023-03-30"}},
		"one that does not": {dates(t, monthly, finance.Series{First: day("2023-01-15"), Amount: 1, Count: 1}, finance.Series{First: day("2023-02-28"), Amount: 2, Count: 2}),
			[]string{"2023-01-15", "2023-02-28", "2023-03-28"}},
		"half months": {dates(t, semi, finance.Series{First: day("1978-03-01"), SecondDay: 16, Amount: 1, Count: 4}),
			[]string{"1978-03-01", "1978-03-16", "1978-04-01", "1978-04-16"}},
		"half months from the later day": {dates(t, semi, finance.Series{First: day("2024-01-31"), SecondDay: 15, Amount: 1, Count: 4}),
			[]string{"2024-01-31", "2024-02-15", "2024-02-29", "2024-03-15"}},
		"quarters": {dates(t, finance.Unit{Multiple: 3}, finance.Series{First: day("2023-11-30"), Amount: 1, Count: 3}),
			[]string{"2023-11-30", "2024-02-29", "2024-05-30"}},
		"four weeks": {dates(t, finance.Unit{Base: finance.BaseWeek, Multiple: 4}, finance.Series{First: day("1978-04-20"), Amount: 1, Count: 2}),
			[]string{"1978-04-20", "1978-05-18"}},
		"years": {dates(t, finance.Unit{Base: finance.BaseYear, Multiple: 1}, finance.Series{First: day("2024-02-29"), Amount: 1, Count: 5}),
			[]string{"2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"}},
		"ten days": {dates(t, finance.Unit{Base: finance.BaseDay, Multiple: 10}, finance.Series{First: day("2024-02-20"), Amount: 1, Count: 2}),
			[]string{"2024-02-20", "2024-03-01"}},
	} {
		if len(c.got) != len(c.want) {
			t.Errorf("%s: got %v, want %v", name, c.got, c.want)
			continue
		}
		for i := range c.want {
			if c.got[i] != c.want[i] {
				t.Errorf("%s: got %v, want %v", name, c.got, c.want)
				break
			}
		}
	}
}

func TestManySeriesTogetherAreBounded(t *testing.T) {
	t.Parallel()
	daily := finance.Series{First: civil.MustParse("2024-01-31"), Amount: 1, Count: 5000}
	if _, err := (finance.Unit{Base: finance.BaseDay, Multiple: 1}).Expand([]finance.Series{daily, daily, daily}, nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a fault", err)
	}
}

func TestASeriesThatCannotBeIsAFault(t *testing.T) {
	t.Parallel()
	good := finance.Series{First: civil.MustParse("2024-01-31"), Amount: 1, Count: 1}
	for name, spoil := range map[string]func(*finance.Series){
		"no date": func(s *finance.Series) { s.First = 0 }, "negative": func(s *finance.Series) { s.Amount = -1 }, "none": func(s *finance.Series) { s.Count = 0 },
		"too many": func(s *finance.Series) { s.Count = finance.MaxFlows + 1 }, "day 32": func(s *finance.Series) { s.SecondDay = 32 }, "beyond the calendar": func(s *finance.Series) { s.Count = 3000 },
	} {
		s := good
		spoil(&s)
		if _, err := (finance.Unit{Multiple: 1}).Expand([]finance.Series{s}, nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want a fault", name, err)
		}
	}
}

// 12 CFR 1026 App. J(b)(4).
func TestTheUnitPeriodIsTheMostFrequentCommonPeriod(t *testing.T) {
	t.Parallel()
	day := civil.MustParse
	for name, c := range map[string]struct {
		dates []string
		want  finance.Unit
	}{
		"months":                    {[]string{"1978-01-10", "1978-02-10", "1978-03-10", "1978-04-10"}, finance.Unit{Base: finance.BaseMonth, Multiple: 1}},
		"weeks after an odd period": {[]string{"1978-03-20", "1978-04-21", "1978-04-28", "1978-05-05"}, finance.Unit{Base: finance.BaseWeek, Multiple: 1}},
		"two as often, the smaller": {[]string{"2023-01-10", "2023-02-10", "2023-03-10", "2023-05-10", "2023-07-10"}, finance.Unit{Base: finance.BaseMonth, Multiple: 1}},
		"years":                     {[]string{"2023-01-10", "2024-01-10", "2025-01-10"}, finance.Unit{Base: finance.BaseYear, Multiple: 1}},
		"half months":               {[]string{"1978-02-23", "1978-03-01", "1978-03-16", "1978-04-01", "1978-04-16"}, finance.Unit{Base: finance.BaseSemimonth, Multiple: 1}},
		"two weeks":                 {[]string{"2023-01-10", "2023-01-24", "2023-02-07", "2023-02-21", "2023-03-07"}, finance.Unit{Base: finance.BaseWeek, Multiple: 2}},
		"every ten days":            {[]string{"2023-01-10", "2023-01-20", "2023-01-30"}, finance.Unit{Base: finance.BaseDay, Multiple: 10}},
		"none common: the average":  {[]string{"2023-01-10", "2023-02-08", "2023-03-12", "2023-04-11"}, finance.Unit{Base: finance.BaseMonth, Multiple: 1}},
		"one period":                {[]string{"2023-01-10", "2023-04-12"}, finance.Unit{Base: finance.BaseMonth, Multiple: 3}},
		"one date":                  {[]string{"2023-01-10"}, finance.Unit{Base: finance.BaseMonth, Multiple: 1}},
		"the same date twice":       {[]string{"2023-01-10", "2023-01-10"}, finance.Unit{Base: finance.BaseMonth, Multiple: 1}},
	} {
		var flows []finance.Flow
		for _, s := range c.dates {
			flows = append(flows, finance.Flow{Date: day(s)})
		}
		if got := finance.InferUnit(flows[:1], flows[1:]); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}
