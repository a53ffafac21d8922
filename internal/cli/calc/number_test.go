package calc

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/fault"
	"marque/internal/money"
)

// read decodes a number as it stands in a line.
func read(t *testing.T, text string) number {
	t.Helper()
	var n number
	if err := json.Unmarshal([]byte(text), &n); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return n
}

func TestNumbersAndDecimalStringsAreBothRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]money.Cents{
		`5000`: 500000, `"5000"`: 500000, `5000.5`: 500050, `"5000.50"`: 500050, `1432.86`: 143286, `-3`: -300, `5e3`: 500000, `"5E3"`: 500000, `5.0e+3`: 500000, `1.25e-2`: 1,
		`0.1e2`: 1000, `100000000e-6`: 10000, `" 12.30 "`: 1230, `0`: 0, `null`: 0, `-1.5e1`: -1500, `1000.0`: 100000, `12.3000`: 1230,
	} {
		if text == `1.25e-2` {
			if _, err := read(t, text).cents("amount", money.USD()); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: a quarter of a cent must be refused, got %v", text, err)
			}
			continue
		}
		if got, err := read(t, text).cents("amount", money.USD()); err != nil || got != want {
			t.Errorf("%s: got %d, %v, want %d", text, got, err, want)
		}
	}
}

func TestWhatIsNoNumberNamesItsField(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`""`, `"  "`, `"a"`, `"1e"`, `"1e99"`, `1e-99`, `"--1"`, `"1e1e1"`, `"0x10"`, `"1,000.00"`, `"∞"`, `1e15`, `"` + strings.Repeat("1", 49) + `"`, `12.345`} {
		_, err := read(t, text).cents("amount", money.USD())
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != "amount" {
			t.Errorf("%s: got %v, want a fault about the amount", text, err)
		}
		if _, err := read(t, text).whole("count", 0); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want a fault about a whole number", text, err)
		}
	}
	for _, text := range []string{`true`, `[]`, `{}`, `[1]`} {
		var n number
		if err := json.Unmarshal([]byte(text), &n); err == nil {
			t.Errorf("%s was read as %q", text, n)
		}
	}
}

func TestRatesKeepNineDigits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]money.Rate{
		`0.0574`: 57_400_000, `"0.00125"`: 1_250_000, `1.25e-3`: 1_250_000, `0.08333333333333333`: 83_333_333, `"0.0849714449"`: 84_971_445, `-0.08333333366`: -83_333_334, `1`: money.One, `null`: 0,
	} {
		if got, err := read(t, text).rate("rate"); err != nil || got != want {
			t.Errorf("%s: got %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{`"0.12345678901x"`, `"x"`, `"1e40"`} {
		if _, err := read(t, text).rate("rate"); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want a fault", text, err)
		}
	}
}

func TestWholeNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{`24`: 24, `"24"`: 24, `24.0`: 24, `2.4e1`: 24, `null`: 7, `-1`: -1} {
		if got, err := read(t, text).whole("count", 7); err != nil || got != want {
			t.Errorf("%s: got %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{`1.5`, `99999999999`, `"1."`} {
		if _, err := read(t, text).whole("count", 7); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want a fault", text, err)
		}
	}
}

func TestMovingThePointKeepsTheValue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := money.Cents(rapid.Int64Range(-int64(money.MaxAmount), int64(money.MaxAmount)).Draw(t, "cents"))
		power := rapid.IntRange(0, 12).Draw(t, "power")
		minor, err := plainDecimal(want.Text(money.Currency{}) + "e-2")
		if err != nil {
			t.Fatal(err)
		}
		got, err := number(minor).cents("amount", money.USD())
		if err != nil || got != want {
			t.Fatalf("%s: got %d, %v, want %d", minor, got, err, want)
		}
		there, err := plainDecimal(want.Text(money.USD()) + "E+" + strings.Repeat("0", power%3) + "12")
		if err != nil {
			t.Fatal(err)
		}
		back, err := plainDecimal(there + "e-12")
		if got, err2 := number(back).cents("amount", money.USD()); err != nil || err2 != nil || got != want {
			t.Fatalf("there %s and back %s: got %d, %v, %v, want %d", there, back, got, err, err2, want)
		}
	})
}
