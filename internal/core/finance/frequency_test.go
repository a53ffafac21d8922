package finance_test

import (
	"testing"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/fault"
)

func TestDueDatesOfEveryFrequency(t *testing.T) {
	t.Parallel()
	day := civil.MustParse
	for name, c := range map[string]struct {
		dues finance.Dues
		want []string
	}{
		"monthly on the 31st":                    {finance.Dues{First: day("2023-12-31")}, []string{"2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31"}},
		"monthly on the 30th, first in February": {finance.Dues{First: day("2023-02-28"), Day: 30}, []string{"2023-02-28", "2023-03-30", "2023-04-30", "2023-05-30"}},
		"weekly":                                 {finance.Dues{Frequency: finance.Weekly, First: day("2024-02-26")}, []string{"2024-02-26", "2024-03-04", "2024-03-11"}},
		"two-weekly":                             {finance.Dues{Frequency: finance.TwoWeekly, First: day("2024-02-26")}, []string{"2024-02-26", "2024-03-11", "2024-03-25"}},
		"half-monthly":                           {finance.Dues{Frequency: finance.HalfMonthly, First: day("2024-01-15")}, []string{"2024-01-15", "2024-01-30", "2024-02-15", "2024-02-29", "2024-03-15"}},
		"half-monthly from the 31st": {finance.Dues{Frequency: finance.HalfMonthly, First: day("2024-01-31"), SecondDay: 15},
			[]string{"2024-01-31", "2024-02-15", "2024-02-29", "2024-03-15", "2024-03-31"}},
		"quarterly":   {finance.Dues{Frequency: finance.Quarterly, First: day("2023-11-30")}, []string{"2023-11-30", "2024-02-29", "2024-05-30"}},
		"half-yearly": {finance.Dues{Frequency: finance.HalfYearly, First: day("2023-08-31")}, []string{"2023-08-31", "2024-02-29", "2024-08-31"}},
		"yearly":      {finance.Dues{Frequency: finance.Yearly, First: day("2024-02-29")}, []string{"2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"}},
	} {
		for i, got := range finance.DueDates(c.dues, len(c.want), nil) {
			if got.String() != c.want[i] {
				t.Errorf("%s, number %d: got %s, want %s", name, i+1, got, c.want[i])
			}
		}
	}
}

func TestWalkingASeriesGivesTheSameDatesAsJumping(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := finance.Dues{
			Frequency: finance.Frequency(rapid.IntRange(0, 6).Draw(t, "frequency")), First: civil.MustParse("2000-01-01").AddDays(rapid.IntRange(0, 30000).Draw(t, "first")),
			Day: rapid.IntRange(0, 31).Draw(t, "day"),
		}
		before := civil.Date(0)
		for n, got := range finance.DueDates(d, 40, nil) {
			if want := d.At(n); got != want || n > 1 && got <= before {
				t.Fatalf("number %d: got %s after %s, want %s", n, got, before, want)
			}
			before = got
		}
	})
}

func TestFrequenciesAreReadAndWritten(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		want    finance.Frequency
		months  int
		perYear int
	}{
		"monthly": {finance.Monthly, 1, 12}, "weekly": {finance.Weekly, 0, 52}, "two-weekly": {finance.TwoWeekly, 0, 26}, "biweekly": {finance.TwoWeekly, 0, 26},
		"half-monthly": {finance.HalfMonthly, 0, 24}, "semi-monthly": {finance.HalfMonthly, 0, 24}, "Quarterly": {finance.Quarterly, 3, 4},
		"semiannual": {finance.HalfYearly, 6, 2}, "annual": {finance.Yearly, 12, 1}, "": {finance.Monthly, 1, 12},
	} {
		var got finance.Frequency
		if err := got.UnmarshalText([]byte(name)); err != nil || got != c.want || got.Months() != c.months || got.PerYear() != c.perYear {
			t.Errorf("%q: got %s, %v, %d months, %d a year", name, got, err, got.Months(), got.PerYear())
		}
		text, _ := got.MarshalText()
		if back, err := finance.ParseFrequency(string(text)); err != nil || back != got {
			t.Errorf("%q is written %s, %v", name, text, err)
		}
	}
	if _, err := finance.ParseFrequency("hourly"); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a fault", err)
	}
}

func TestWordsOfSettingsAreReadAndWritten(t *testing.T) {
	t.Parallel()
	type word interface {
		MarshalText() ([]byte, error)
		String() string
	}
	for want, w := range map[string]word{
		"exact": finance.Exact, "factor-8": finance.Factor8, "carried": finance.Carried, "dropped": finance.Dropped, "none": finance.NoTax,
		"payment": finance.TaxPayment, "price": finance.TaxPrice, "total": finance.TaxTotal, "month": finance.BaseMonth, "semimonth": finance.BaseSemimonth,
		"unknown precision": finance.Precision(9), "unknown remainder": finance.Remainder(9), "unknown tax method": finance.TaxMethod(9), "unknown base": finance.Base(9),
		"day count 99": finance.DayCount(99), "frequency 99": finance.Frequency(99),
	} {
		if got, err := w.MarshalText(); err != nil || string(got) != want || w.String() != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
	var p finance.Precision
	var r finance.Remainder
	var m finance.TaxMethod
	var b finance.Base
	for _, err := range []error{p.UnmarshalText([]byte("factor-8")), r.UnmarshalText([]byte("dropped")), m.UnmarshalText([]byte("price")), b.UnmarshalText([]byte("weeks"))} {
		if err != nil {
			t.Error(err)
		}
	}
	if p != finance.Factor8 || r != finance.Dropped || m != finance.TaxPrice || b != finance.BaseWeek {
		t.Errorf("got %s, %s, %s, %s", p, r, m, b)
	}
	for _, err := range []error{p.UnmarshalText([]byte("x")), r.UnmarshalText([]byte("x")), m.UnmarshalText([]byte("x")), b.UnmarshalText([]byte("x"))} {
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v, want a fault", err)
		}
	}
}
