package bank_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/gateway/bank"
	"marque/internal/money"
)

func rail() *bank.Sandbox { return bank.NewSandbox() }

// wednesday is the day before Thanksgiving, so that banking days and days differ.
func wednesday() civil.Date { return civil.MustParse("2026-11-25") }

func debit(number string) payment.Debit {
	return payment.Debit{Trace: "t-" + number, Amount: 61_244, Date: wednesday(), Type: payment.Checking, Routing: "021000021", Number: number, Name: "Maya"}
}

func TestTheAccountNumberDecides(t *testing.T) {
	t.Parallel()
	cases := []struct{ number, code, on string }{
		{"000123450000", "", ""},
		{"000123456789", "", ""},
		{"000123450101", "R01", "2026-11-27"},
		{"000123450201", "R01", "2026-11-30"},
		{"000123450001", "R01", "2026-11-25"},
		{"000123450102", "R02", "2026-11-27"},
		{"000123450103", "R03", "2026-11-27"},
		{"000123450108", "R08", "2026-11-27"},
		{"000123450110", "R10", "2027-01-04"},
		{"000123450105", "R05", "2027-01-04"},
		{"000123450210", "R10", "2026-11-30"},
		{"000123450116", "R16", "2026-11-27"},
		{"000123450129", "R29", "2026-11-27"},
		{"000123450199", "", ""},
		{"000123450301", "", ""},
		{"101", "", ""},
	}
	for _, c := range cases {
		t.Run(c.number, func(t *testing.T) {
			t.Parallel()
			sent := []payment.Debit{debit(c.number)}
			got, err := rail().Returns(t.Context(), sent, wednesday().AddDays(365))
			if err != nil {
				t.Fatal(err)
			}
			if c.code == "" {
				if len(got) != 0 {
					t.Errorf("got %v, want it to settle", got)
				}
				return
			}
			want := payment.Return{Trace: sent[0].Trace, Code: c.code, On: civil.MustParse(c.on)}
			if len(got) != 1 || got[0] != want {
				t.Fatalf("got %v, want %v", got, want)
			}
			early, err := rail().Returns(t.Context(), sent, want.On-1)
			if err != nil || len(early) != 0 {
				t.Errorf("got %v, %v the day before, want nothing yet", early, err)
			}
			if due, _ := rail().Returns(t.Context(), sent, want.On); len(due) != 1 {
				t.Error("got nothing on the day itself")
			}
		})
	}
}

func TestEveryReturnIsOneThatWeKnowTheWordsFor(t *testing.T) {
	t.Parallel()
	for _, when := range []string{"00", "01", "02"} {
		for cc := range 100 {
			number := "1234" + when + string(rune('0'+cc/10)) + string(rune('0'+cc%10))
			got, err := rail().Returns(t.Context(), []payment.Debit{debit(number)}, wednesday().AddDays(365))
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range got {
				if payment.ReturnCodeOf(r.Code).Title == "Other return" {
					t.Errorf("%s: %s has no words", number, r.Code)
				}
			}
		}
	}
}

func TestOneBankingDayIsBeforeTheMoneyCountsAndTwoIsAfter(t *testing.T) {
	t.Parallel()
	settles := payment.SettlesOn(wednesday(), civil.FederalReserve{})
	got, err := rail().Returns(t.Context(), []payment.Debit{debit("10101"), debit("10201")}, wednesday().AddDays(30))
	if err != nil || len(got) != 2 {
		t.Fatalf("got %v, %v", got, err)
	}
	if got[0].On > settles || got[1].On <= settles || got[1].On > payment.FinalOn(settles, civil.FederalReserve{}) {
		t.Errorf("got %s and %s around the settlement on %s", got[0].On, got[1].On, settles)
	}
}

func TestWhatHasComeBackStaysSoAndNothingDependsOnWhenOneAsks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfNDistinct(rapid.StringMatching(`[0-9]{4,17}`), 1, 20, func(s string) string { return s }).Draw(t, "numbers")
		var sent []payment.Debit
		for _, n := range numbers {
			sent = append(sent, debit(n))
		}
		first := rapid.IntRange(0, 60).Draw(t, "first")
		early, _ := rail().Returns(t.Context(), sent, wednesday().AddDays(first))
		late, _ := rail().Returns(t.Context(), sent, wednesday().AddDays(first+rapid.IntRange(0, 60).Draw(t, "later")))
		for _, r := range early {
			if !slices.Contains(late, r) {
				t.Fatalf("got %v early and not later", r)
			}
			if r.On < wednesday() || !(civil.FederalReserve{}).IsBusiness(r.On) {
				t.Fatalf("got a return on %s", r.On)
			}
		}
	})
}

func TestABatchHasOneReference(t *testing.T) {
	t.Parallel()
	batch := []payment.Debit{debit("10000"), debit("20000")}
	first, err := rail().Submit(t.Context(), batch)
	if err != nil || !strings.HasPrefix(first, "SBX-") {
		t.Fatalf("got %q, %v", first, err)
	}
	if again, _ := rail().Submit(t.Context(), batch); again != first {
		t.Errorf("got %s and %s, want one reference for one batch", first, again)
	}
	if other, _ := rail().Submit(t.Context(), batch[:1]); other == first {
		t.Error("two batches have one reference")
	}
}

func TestABatchThatNoFileCouldHoldIsRefusedWhole(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*payment.Debit){
		"no trace":   func(d *payment.Debit) { d.Trace = "" },
		"no amount":  func(d *payment.Debit) { d.Amount = money.Cents(0) },
		"negative":   func(d *payment.Debit) { d.Amount = -1 },
		"a holiday":  func(d *payment.Debit) { d.Date++ },
		"no number":  func(d *payment.Debit) { d.Number = "" },
		"no routing": func(d *payment.Debit) { d.Routing = "" },
		"twice":      func(d *payment.Debit) { d.Trace = "t-10000" },
	} {
		bad := debit("20000")
		change(&bad)
		if _, err := rail().Submit(t.Context(), []payment.Debit{debit("10000"), bad}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
	if _, err := rail().Submit(t.Context(), nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want an empty batch refused", err)
	}
}
