package money_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/fault"
	"marque/internal/money"
)

func TestParseReadsMajorUnits(t *testing.T) {
	t.Parallel()
	kwd, _ := money.CurrencyOf("KWD")
	jpy, _ := money.CurrencyOf("JPY")
	for _, c := range []struct {
		in   string
		cur  money.Currency
		want money.Cents
	}{
		{"612.44", money.USD(), 61244}, {"0", money.USD(), 0}, {"-3", money.USD(), -300}, {"3.5", money.USD(), 350},
		{"3.500", money.USD(), 350}, {"1.234", kwd, 1234}, {"500", jpy, 500}, {"0.05", money.USD(), 5},
	} {
		if got, err := money.Parse(c.in, c.cur); err != nil || got != c.want {
			t.Errorf("%s %s: got %d, %v, want %d", c.in, c.cur.Code, got, err, c.want)
		}
	}
}

func TestParseRefusesWhatIsNoAmount(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", ".", "1.", ".5", "1.005", "1e5", "+1", "--1", "1,000.00", "12 ", "∞", "99999999999999999999", "1000000000000.00"} {
		if got, err := money.Parse(s, money.USD()); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %d, %v, want an invalid fault", s, got, err)
		}
	}
	if _, err := money.CurrencyOf("ZZZ"); !fault.Is(err, fault.Invalid) {
		t.Error("ZZZ is no currency")
	}
}

func TestTextIsParsedBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := money.Cents(rapid.Int64Range(-int64(money.MaxAmount), int64(money.MaxAmount)).Draw(t, "cents"))
		got, err := money.Parse(want.Text(money.USD()), money.USD())
		if err != nil || got != want {
			t.Fatalf("got %d, %v, want %d", got, err, want)
		}
	})
}

func TestRatesAreExact(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]money.Rate{"0.0574": 57_400_000, "0": 0, "1": money.One, "0.132": 132_000_000, "0.000000001": 1} {
		got, err := money.ParseRate(in)
		if err != nil || got != want || got.String() != in {
			t.Errorf("%s: got %d (%s), %v", in, got, got, err)
		}
	}
	if _, err := money.ParseRate("0.0000000001"); err == nil {
		t.Error("ten digits are more than a rate holds")
	}
}

func TestMulDivAgreesWithBigIntegers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b"), rapid.Int64().Draw(t, "c")
		mode := money.Rounding(rapid.IntRange(0, 3).Draw(t, "mode"))
		got, err := money.MulDiv(a, b, c, mode)
		if c == 0 {
			if err == nil {
				t.Fatal("division by zero must fail")
			}
			return
		}
		want := rounded(new(big.Int).Mul(big.NewInt(a), big.NewInt(b)), big.NewInt(c), mode)
		switch {
		case want.IsInt64() && (err != nil || got != want.Int64()):
			t.Fatalf("%d·%d/%d %v: got %d, %v, want %v", a, b, c, mode, got, err, want)
		case !want.IsInt64() && err == nil:
			t.Fatalf("%d·%d/%d %v: got %d, want an overflow", a, b, c, mode, got)
		}
	})
}

// rounded is the oracle: n/d by a rounding, in unbounded integers.
func rounded(n, d *big.Int, mode money.Rounding) *big.Int {
	q, r := new(big.Int).QuoRem(n, d, new(big.Int))
	if r.Sign() == 0 || mode == money.Truncate {
		return q
	}
	cmp := new(big.Int).Mul(new(big.Int).Abs(r), big.NewInt(2)).Cmp(new(big.Int).Abs(d))
	away := mode == money.Up || cmp > 0 || cmp == 0 && (mode == money.HalfUp || q.Bit(0) == 1)
	if away {
		q.Add(q, big.NewInt(int64(n.Sign()*d.Sign())))
	}
	return q
}

func TestExactInterestAgreesWithRationals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		principal := rapid.Int64Range(0, int64(money.MaxAmount)).Draw(t, "principal")
		rate := rapid.Int64Range(0, int64(money.One)).Draw(t, "rate")
		days := rapid.IntRange(0, 40_000).Draw(t, "days")
		basis := rapid.SampledFrom([]int{360, 365, 366}).Draw(t, "basis")
		mode := money.Rounding(rapid.IntRange(0, 3).Draw(t, "mode"))
		e, err := money.Interest(money.Cents(principal), money.Rate(rate), days, basis)
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Round(mode)
		n := new(big.Int).Mul(big.NewInt(principal), big.NewInt(rate))
		n.Mul(n, big.NewInt(int64(days)))
		want := rounded(n, new(big.Int).Mul(big.NewInt(int64(basis)), big.NewInt(int64(money.One))), mode)
		if err != nil || want.Cmp(big.NewInt(int64(got))) != 0 {
			t.Fatalf("got %d, %v, want %v", got, err, want)
		}
	})
}

func TestExactAddsAndComparesLikeIntegers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64Range(-1<<40, 1<<40).Draw(t, "a"), rapid.Int64Range(-1<<40, 1<<40).Draw(t, "b")
		x, y := money.ExactOf(money.Cents(a)), money.ExactOf(money.Cents(b))
		sum, _ := x.Add(y).Round(money.HalfUp)
		diff, _ := x.Sub(y).Round(money.Truncate)
		if int64(sum) != a+b || int64(diff) != a-b {
			t.Fatalf("got %d and %d", sum, diff)
		}
		if got := x.Cmp(y); (got < 0) != (a < b) || (got == 0) != (a == b) {
			t.Fatalf("compare %d with %d: got %d", a, b, got)
		}
	})
}

func TestSplitAccrualEqualsMergedAccrual(t *testing.T) {
	t.Parallel()
	whole, _ := money.Interest(4526028, 57_400_000, 31, 365)
	sum := money.Exact{}
	for range 31 {
		day, _ := money.Interest(4526028, 57_400_000, 1, 365)
		sum = sum.Add(day)
	}
	if sum.Cmp(whole) != 0 {
		t.Errorf("31 days apart give %s, together %s", sum.Text(9), whole.Text(9))
	}
	if got, want := whole.Text(4), "22064.6965"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAnUnknownBasisAndAnOverflowAreErrors(t *testing.T) {
	t.Parallel()
	if _, err := money.Interest(1, 1, 1, 364); err == nil {
		t.Error("364 is no basis")
	}
	e := money.ExactOf(1 << 62)
	if _, err := e.Add(e).Add(e).Add(e).Round(money.HalfUp); err == nil {
		t.Error("2^64 does not fit an amount")
	}
}

func TestSplitLosesNoCent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount := money.Cents(rapid.Int64Range(-int64(money.MaxAmount), int64(money.MaxAmount)).Draw(t, "amount"))
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1<<50), 1, 20).Draw(t, "weights")
		parts, err := money.Split(amount, weights)
		if err != nil {
			t.Fatal(err)
		}
		sum := money.Cents(0)
		for _, p := range parts {
			sum += p
		}
		if sum != amount {
			t.Fatalf("got %d, want %d", sum, amount)
		}
	})
}

func TestALeftOverCentGoesToTheLargestRemainder(t *testing.T) {
	t.Parallel()
	got, _ := money.Split(100, []int64{1, 1, 1})
	if got[0] != 34 || got[1] != 33 || got[2] != 33 {
		t.Errorf("got %v", got)
	}
	got, _ = money.Split(10, []int64{333, 667})
	if got[0] != 3 || got[1] != 7 {
		t.Errorf("got %v", got)
	}
	if got, _ := money.Split(5, nil); got != nil {
		t.Errorf("got %v for no parts", got)
	}
}

func TestRoundingIsReadByName(t *testing.T) {
	t.Parallel()
	var r money.Rounding
	if err := r.UnmarshalText([]byte("truncate")); err != nil || r != money.Truncate {
		t.Errorf("got %v, %v", r, err)
	}
	if err := r.UnmarshalText(nil); err != nil || r != money.HalfUp {
		t.Errorf("got %v, %v", r, err)
	}
	if r.UnmarshalText([]byte("nearest")) == nil {
		t.Error("nearest is no rounding")
	}
}

func BenchmarkMulDiv(b *testing.B) {
	for b.Loop() {
		if _, err := money.MulDiv(4526028, 57_400_000*31, 365_000_000_000, money.HalfUp); err != nil {
			b.Fatal(err)
		}
	}
}

func TestAmountTimesPartsIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, n := rapid.Int64Range(-int64(money.MaxAmount), int64(money.MaxAmount)).Draw(t, "cents"), rapid.Int64().Draw(t, "parts")
		got, err := money.PartsTimes(money.Cents(c), n).Round(money.Truncate)
		want := new(big.Int).Mul(big.NewInt(c), big.NewInt(n))
		want.Quo(want, big.NewInt(money.Denominator))
		if err != nil || want.Cmp(big.NewInt(int64(got))) != 0 {
			t.Fatalf("got %d, %v, want %v", got, err, want)
		}
	})
}
