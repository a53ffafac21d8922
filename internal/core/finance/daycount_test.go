package finance_test

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

type dayCountVector struct {
	Convention   string
	Start, End   civil.Date
	Termination  civil.Date
	Days         *int
	YearFraction string `json:"year_fraction"`
	UnitPeriods  int    `json:"unit_periods"`
	OddDays      int    `json:"odd_days"`
	Divisor      int
	Rate         string
	RateFactor   string `json:"rate_factor"`
}

// Conventions in the file that no contract here can have: money.md 1.2 lists the six that it can.
var notTerms = map[string]string{
	"Actual/Actual AFB":  "French bond market rule; not a term of money.md 1.2",
	"Actual/Actual ICMA": "needs a coupon's reference period; not a term of money.md 1.2",
	"Actual/366":         "366 is the basis of leap years only (ACT/ACT)",
	"Actual/365.25":      "not a term of money.md 1.2",
	"30/365":             "not a term of money.md 1.2",
}

func TestPublishedDayCountsAreReproduced(t *testing.T) {
	t.Parallel()
	for _, v := range read[dayCountVector](t, "daycount.json") {
		if notTerms[v.Convention] != "" {
			continue
		}
		t.Run(fmt.Sprintf("%s %s %s", v.Convention, v.Start, v.End), func(t *testing.T) {
			t.Parallel()
			switch {
			case strings.HasPrefix(v.Convention, "EU 2008/48/EC "):
				v.checkEuropean(t)
			case strings.HasPrefix(v.Convention, "Reg Z App J "):
				v.checkUnitPeriods(t)
			case v.Rate != "":
				v.checkRateFactor(t)
			default:
				v.checkDayCount(t)
			}
		})
	}
}

func (v dayCountVector) checkDayCount(t *testing.T) {
	dc, err := finance.ParseDayCount(v.Convention)
	if err != nil {
		t.Fatal(err)
	}
	if got := finance.Days(dc, v.Start, v.End, v.Termination); v.Days != nil && got != *v.Days {
		t.Errorf("got %d days, want %d", got, *v.Days)
	}
	if v.YearFraction == "" {
		return
	}
	const printed = 1e-10 // QuantLib prints ten digits of some and fills with zeros
	got, err1 := strconv.ParseFloat(finance.Fraction(dc, v.Start, v.End, v.Termination).String(), 64)
	want, err2 := strconv.ParseFloat(v.YearFraction, 64)
	if err1 != nil || err2 != nil || math.Abs(got-want) > printed {
		t.Errorf("got %v, want %v", got, want)
	}
}

func (v dayCountVector) checkEuropean(t *testing.T) {
	var base finance.Base
	if err := base.UnmarshalText([]byte(strings.TrimPrefix(v.Convention, "EU 2008/48/EC "))); err != nil {
		t.Fatal(err)
	}
	want, _ := strconv.ParseFloat(v.YearFraction, 64)
	if got := finance.EuropeanYears(v.Start, v.End, base); math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
}

func (v dayCountVector) checkUnitPeriods(t *testing.T) {
	unit := finance.Unit{Multiple: 1}
	if err := unit.Base.UnmarshalText([]byte(strings.TrimPrefix(v.Convention, "Reg Z App J "))); err != nil {
		t.Fatal(err)
	}
	whole, fraction := unit.Between(v.Start, finance.Flow{Date: v.End})
	if want := float64(v.OddDays) / float64(v.Divisor); whole != v.UnitPeriods || math.Abs(fraction-want) > 1e-12 {
		t.Errorf("got %d and %v, want %d and %v", whole, fraction, v.UnitPeriods, want)
	}
}

// checkRateFactor compares rate × fraction, which is the interest on a unit of principal, with the twelve digits printed.
func (v dayCountVector) checkRateFactor(t *testing.T) {
	name, _, _ := strings.Cut(v.Convention, " rate factor")
	dc, err := finance.ParseDayCount(name)
	if err != nil {
		t.Fatal(err)
	}
	got := big.NewRat(int64(finance.Fraction(dc, v.Start, v.End, 0)), int64(finance.WholeYear))
	got.Mul(got, big.NewRat(int64(rate(t, v.Rate)), 100*int64(money.One)))
	if text := got.FloatString(12); text != v.RateFactor {
		t.Errorf("got %s, want %s", text, v.RateFactor)
	}
}

func TestDayCountsBeyondTheVectors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dc             finance.DayCount
		from, to, last string
		days           int
		fraction       string
	}{
		{finance.Act365F, "2024-02-28", "2024-03-01", "", 2, "0.005479452055"},
		{finance.Act360, "2024-01-01", "2025-01-01", "", 366, "1.016666666667"},
		{finance.ActActISDA, "2023-12-31", "2024-01-01", "", 1, "0.002739726027"}, // the day begins in the common year
		{finance.ActActISDA, "2024-12-31", "2025-01-01", "", 1, "0.002732240437"}, // and here in the leap year
		{finance.ActActISDA, "2023-12-31", "2024-01-02", "", 2, "0.005471966465"},
		{finance.ActActISDA, "2020-01-01", "2025-01-01", "", 1827, "5.000000000000"},
		{finance.ActActISDA, "2099-06-01", "2101-06-01", "", 730, "2.000000000000"}, // 2100 is no leap year
		{finance.ActActISDA, "2024-07-01", "2024-07-01", "", 0, "0.000000000000"},
		{finance.ActActISDA, "2004-05-01", "2003-11-01", "", -182, "-0.497724380567"},
		{finance.Act365F, "2006-05-15", "2006-03-17", "", -59, "-0.161643835616"},
		{finance.Thirty360US, "2024-01-31", "2024-02-29", "", 29, "0.080555555556"},
		{finance.Thirty360US, "2024-01-30", "2024-03-31", "", 60, "0.166666666667"},
		{finance.Thirty360US, "2024-01-29", "2024-03-31", "", 62, "0.172222222222"},
		{finance.ThirtyE360, "2024-01-29", "2024-03-31", "", 61, "0.169444444444"},
		{finance.ThirtyE360ISDA, "2024-01-31", "2024-02-29", "", 30, "0.083333333333"},
		{finance.ThirtyE360ISDA, "2024-01-31", "2024-02-29", "2024-02-29", 29, "0.080555555556"},
		{finance.ThirtyE360ISDA, "2023-02-28", "2023-03-31", "2023-03-31", 30, "0.083333333333"},
	} {
		from, to := civil.MustParse(c.from), civil.MustParse(c.to)
		last := civil.Date(0)
		if c.last != "" {
			last = civil.MustParse(c.last)
		}
		days, fraction := finance.Days(c.dc, from, to, last), finance.Fraction(c.dc, from, to, last).String()
		if days != c.days || fraction != c.fraction {
			t.Errorf("%s %s–%s: got %d and %s, want %d and %s", c.dc, c.from, c.to, days, fraction, c.days, c.fraction)
		}
	}
}

func TestDayCountNamesAreReadAndWritten(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]finance.DayCount{
		"ACT/365F": finance.Act365F, "ACT/360": finance.Act360, "ACT/ACT-ISDA": finance.ActActISDA, "ACT/ACT": finance.ActActISDA,
		"30/360-US": finance.Thirty360US, "30E/360": finance.ThirtyE360, "30E/360-ISDA": finance.ThirtyE360ISDA, "act/act": finance.ActActISDA,
	} {
		var got finance.DayCount
		if err := got.UnmarshalText([]byte(name)); err != nil || got != want {
			t.Errorf("%s: got %s, %v", name, got, err)
		}
		text, err := got.MarshalText()
		if back, _ := finance.ParseDayCount(string(text)); err != nil || back != want {
			t.Errorf("%s is written %s, %v", name, text, err)
		}
	}
	if _, err := finance.ParseDayCount("ACT/364"); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a fault", err)
	}
}

var allDayCounts = []finance.DayCount{finance.Act365F, finance.Act360, finance.ActActISDA, finance.Thirty360US, finance.ThirtyE360, finance.ThirtyE360ISDA}

func TestSplitAndMergedAccrualAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		dc := rapid.SampledFrom(allDayCounts[:3]).Draw(t, "day count") // the thirties are not additive at month ends, by their nature
		precision := rapid.SampledFrom([]finance.Precision{finance.Exact, finance.Factor8}).Draw(t, "precision")
		principal := money.Cents(rapid.Int64Range(0, int64(money.MaxAmount)).Draw(t, "principal"))
		yearly := money.Rate(rapid.Int64Range(0, int64(finance.MaxRate)).Draw(t, "rate"))
		from := civil.MustParse("1999-12-01").AddDays(rapid.IntRange(0, 9000).Draw(t, "from"))
		mid := from.AddDays(rapid.IntRange(0, 3000).Draw(t, "mid"))
		to := mid.AddDays(rapid.IntRange(0, 3000).Draw(t, "to"))
		whole, err1 := finance.Accrual{DayCount: dc, Precision: precision}.Interest(principal, yearly, from, to)
		first, err2 := finance.Accrual{DayCount: dc, Precision: precision}.Interest(principal, yearly, from, mid)
		second, err3 := finance.Accrual{DayCount: dc, Precision: precision}.Interest(principal, yearly, mid, to)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatal(err1, err2, err3)
		}
		if first.Add(second).Cmp(whole) != 0 {
			t.Fatalf("%s + %s is not %s", first.Text(9), second.Text(9), whole.Text(9))
		}
	})
}

func TestAccrualIsPrincipalTimesRateTimesFraction(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		dc := rapid.SampledFrom(allDayCounts).Draw(t, "day count")
		principal := money.Cents(rapid.Int64Range(0, int64(money.MaxAmount)).Draw(t, "principal"))
		yearly := money.Rate(rapid.Int64Range(0, int64(finance.MaxRate)).Draw(t, "rate"))
		from := civil.MustParse("1999-12-01").AddDays(rapid.IntRange(0, 9000).Draw(t, "from"))
		to := from.AddDays(rapid.IntRange(0, 12000).Draw(t, "to"))
		got, err := finance.Accrual{DayCount: dc, Precision: finance.Exact}.Interest(principal, yearly, from, to)
		if err != nil {
			t.Fatal(err)
		}
		want := new(big.Int).Mul(big.NewInt(int64(principal)), big.NewInt(int64(yearly)))
		want.Mul(want, big.NewInt(int64(finance.Fraction(dc, from, to, 0))))
		want.Quo(want, big.NewInt(money.Denominator))
		if cents, err := got.Round(money.Truncate); err != nil || want.Cmp(big.NewInt(int64(cents))) != 0 {
			t.Fatalf("got %d, %v, want %v", cents, err, want)
		}
	})
}

// A servicer of money.md section 6: trunc(trunc8(rate/365)·balance·days).
func TestTheFactorCanBeTruncatedToEightPlaces(t *testing.T) {
	t.Parallel()
	from, to := civil.MustParse("2017-01-05"), civil.MustParse("2017-02-05")
	for rate, want := range map[money.Rate]string{
		129_900_000: "13620.4715", // 0.1299/365 = 0.000355890…, so 0.00035589 × 12345.67 × 31
		130_000_000: "13630.8048", // 0.13/365 = 0.000356164…, so 0.00035616
	} {
		got, err := finance.Accrual{DayCount: finance.Act365F, Precision: finance.Factor8}.Interest(1234567, rate, from, to)
		if err != nil || got.Text(4) != want {
			t.Errorf("at %s: got %s, %v, want %s", rate, got.Text(4), err, want)
		}
	}
}

func TestWhatCannotAccrueIsAFault(t *testing.T) {
	t.Parallel()
	day := civil.MustParse("2024-01-01")
	for name, call := range map[string]func() (money.Exact, error){
		"backwards":     func() (money.Exact, error) { return finance.Accrual{}.Interest(1, 1, day, day-1) },
		"per cent":      func() (money.Exact, error) { return finance.Accrual{}.Interest(1, 12_990_000_000, day, day+1) },
		"negative rate": func() (money.Exact, error) { return finance.Accrual{}.Interest(1, -1, day, day+1) },
		"huge":          func() (money.Exact, error) { return finance.Accrual{}.Interest(money.MaxAmount+1, 1, day, day+1) },
	} {
		if _, err := call(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want a fault", name, err)
		}
	}
}
