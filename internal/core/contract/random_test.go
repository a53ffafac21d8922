package contract_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/money"
)

// randomLoan draws the terms of a loan under any of the products' settings.
func randomLoan(t *rapid.T) contract.Terms {
	begin := day("2023-01-01").AddDays(rapid.IntRange(0, 500).Draw(t, "contract date"))
	terms := contract.Terms{
		Number: "C1", Brand: "aurelia", Kind: contract.Loan, Currency: "USD", ContractDate: begin,
		FirstDue: begin.AddDays(rapid.IntRange(0, 60).Draw(t, "first period")), Count: rapid.IntRange(1, 48).Draw(t, "count"),
		Frequency: rapid.SampledFrom([]finance.Frequency{
			finance.Monthly, finance.Monthly, finance.Weekly, finance.TwoWeekly, finance.HalfMonthly, finance.Quarterly,
		}).Draw(t, "frequency"),
		Loan: &contract.LoanTerms{
			Amount: money.Cents(rapid.Int64Range(50_000, 9_000_000).Draw(t, "amount")),
			Rate:   money.Rate(rapid.SampledFrom([]int64{0, 19_900_000, 57_400_000, 129_900_000, 240_000_000}).Draw(t, "rate")),
		},
		Product: contract.Product{
			DayCount: rapid.SampledFrom([]finance.DayCount{
				finance.Act365F, finance.ActActISDA, finance.Act360, finance.Thirty360US, finance.ThirtyE360, finance.ThirtyE360ISDA,
			}).Draw(t, "day count"),
			Precision:    rapid.SampledFrom([]finance.Precision{finance.Exact, finance.Factor8}).Draw(t, "precision"),
			Rounding:     rapid.SampledFrom([]money.Rounding{money.HalfUp, money.Truncate, money.HalfEven, money.Up}).Draw(t, "rounding"),
			Remainder:    rapid.SampledFrom([]finance.Remainder{finance.Carried, finance.Dropped}).Draw(t, "remainder"),
			SmallBalance: money.Cents(rapid.SampledFrom([]int64{-1, 0, 500}).Draw(t, "small balance")),
			Extra: rapid.SampledFrom([]contract.Extra{
				"", contract.LowerDebt, contract.PayAhead, contract.Shorten, contract.LowerPayment,
			}).Draw(t, "extra"),
			LateFee: contract.LateFeeRule{GraceDays: 10, Percent: 50_000_000, Max: 2500},
		},
	}
	settled, err := terms.Settled()
	if err != nil {
		t.Fatalf("terms %+v: %v", terms, err)
	}
	return settled
}

// randomEvents draws what happens to a loan within three years, payments above all. They are in no order.
func randomEvents(t *rapid.T, terms contract.Terms) []contract.Event {
	events := []contract.Event{{Key: "act", Effective: terms.ContractDate, Recorded: instant(0), Body: contract.Activated{}}}
	n := rapid.IntRange(0, 25).Draw(t, "events")
	var payments []contract.Event
	for i := range n {
		e := contract.Event{
			Key: fmt.Sprintf("e%02d", i), Effective: terms.ContractDate.AddDays(rapid.IntRange(0, 1000).Draw(t, "day")), Recorded: instant(i + 1),
			Body: randomBody(t, terms, i),
		}
		if r, ok := e.Body.(contract.Returned); ok {
			if len(payments) == 0 {
				continue
			}
			p := payments[rapid.IntRange(0, len(payments)-1).Draw(t, "returned")]
			r.Payment, e.Effective = p.Key, p.Effective
			e.Body = r
		}
		if _, ok := e.Body.(contract.Payment); ok {
			payments = append(payments, e)
		}
		events = append(events, e)
	}
	return events
}

func instant(n int) time.Time { return time.Date(2026, 1, 1, 0, n, 0, 0, time.UTC) }

func randomBody(t *rapid.T, terms contract.Terms, i int) contract.Body {
	regular := int64(terms.Regular())
	amount := func() money.Cents { return money.Cents(rapid.Int64Range(1, 2*regular+100).Draw(t, "amount")) }
	switch rapid.IntRange(0, 22).Draw(t, "kind") {
	case 0:
		return contract.FeeAssessed{Fee: contract.OtherFee, Amount: money.Cents(rapid.Int64Range(1, 5000).Draw(t, "fee"))}
	case 1:
		return contract.FeeAssessed{Fee: contract.LateFee, Amount: 2500, Instalment: rapid.IntRange(1, terms.Count).Draw(t, "instalment")}
	case 2:
		return contract.FeeWaived{Amount: money.Cents(rapid.Int64Range(1, 3000).Draw(t, "waived"))}
	case 3:
		return contract.RateSegment{Reason: contract.RateChanged, Rate: money.Rate(rapid.Int64Range(0, 200_000_000).Draw(t, "new rate"))}
	case 4:
		return contract.RateSegment{Reason: contract.AutopayDiscount, Rate: 2_500_000, Until: terms.ContractDate.AddDays(rapid.IntRange(0, 900).Draw(t, "until"))}
	case 5:
		return contract.SCRA{Until: terms.ContractDate.AddDays(rapid.IntRange(0, 900).Draw(t, "until"))}
	case 6:
		return contract.Extension{Periods: rapid.IntRange(1, 3).Draw(t, "periods")}
	case 7:
		return contract.DueDateChange{First: terms.FirstDue.AddDays(rapid.IntRange(0, 600).Draw(t, "new due")), Day: 15}
	case 8:
		return contract.Reamortised{}
	case 9:
		return contract.Credit{Amount: amount(), Source: contract.Goodwill}
	case 10:
		return contract.Returned{Code: "R01"}
	case 11:
		return contract.CreditRefunded{Amount: 100}
	case 12:
		return contract.Payment{Amount: amount(), For: contract.PrincipalOnly}
	case 13:
		return contract.Payment{Amount: amount(), For: contract.HeldPayment}
	case 14:
		return contract.Payment{Amount: money.Cents(4 * regular), For: contract.PayoffPayment}
	case 15:
		return contract.Instructed{Extra: contract.PayAhead}
	case 16:
		return contract.Reversed{Of: fmt.Sprintf("e%02d", rapid.IntRange(0, 24).Draw(t, "of"))}
	case 17:
		if i > 15 {
			return contract.ChargedOff{}
		}
	case 18:
		return contract.Paused{Until: terms.ContractDate.AddDays(rapid.IntRange(0, 900).Draw(t, "until"))}
	}
	return contract.Payment{Amount: amount()}
}

func foldAt(t *rapid.T, terms contract.Terms, events []contract.Event, on civil.Date) *contract.State {
	s, err := contract.Fold(terms, events, contract.At{AsOf: on})
	if err != nil {
		t.Fatalf("fold: %v", err)
	}
	return s
}

func asJSON(t testing.TB, v any) string {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
