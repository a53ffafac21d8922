package book_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/booking"
	"marque/internal/core/contract"
	"marque/internal/core/statement"
	"marque/internal/money"
)

// slept is all that a day's close could find or change about a contract, but for the interest that runs.
func slept(t *rapid.T, terms contract.Terms, events []contract.Event, on civil.Date) (*contract.State, string) {
	state, err := contract.Fold(terms, events, contract.At{AsOf: on})
	if err != nil {
		t.Fatalf("fold: %v", err)
	}
	want, err := booking.Want(&terms, state)
	if err != nil {
		t.Fatalf("want: %v", err)
	}
	entries := ""
	for _, e := range want {
		entries += fmt.Sprint(e.Key, e.Postings)
	}
	_, _, chargeOff := state.ChargeOff()
	return state, fmt.Sprint(state.Status, state.Principal, state.Fees, state.DueNow, state.PastDue, state.DaysPastDue, state.NextDue, state.Credit, state.Unapplied,
		len(contract.FeesDue(state)), chargeOff, state.ChargeOffDue(), entries)
}

func randomTerms(t *rapid.T) contract.Terms {
	begin := day("2025-01-05").AddDays(rapid.IntRange(0, 60).Draw(t, "contract date"))
	terms := contract.Terms{
		Number: "C1", Kind: contract.Loan, Currency: "USD", ContractDate: begin, FirstDue: begin.AddDays(rapid.IntRange(1, 45).Draw(t, "first period")),
		Count: rapid.IntRange(1, 12).Draw(t, "count"), Loan: &contract.LoanTerms{Amount: 1_200_000, Rate: 72_000_000},
		Product: contract.Product{SmallBalance: 100, LateFee: contract.LateFeeRule{GraceDays: 10, Percent: 50_000_000}, ChargeOff: contract.ChargeOffPolicy{Automatic: true}},
	}
	if rapid.Bool().Draw(t, "lease") {
		terms.Kind, terms.Loan, terms.FirstDue, terms.DueDay = contract.Lease, nil, begin, begin.Day()
		terms.Lease = &contract.LeaseTerms{
			MSRP: 4_000_000, AgreedValue: 3_800_000, Residual: 3_200_000, MoneyFactor: 1_500_000, TaxMethod: contract.TaxPayment, TaxRate: 62_500_000, Deposit: 40_000,
		}
	}
	settled, err := terms.Settled()
	if err != nil {
		t.Fatalf("terms: %v", err)
	}
	return settled
}

func randomEvents(t *rapid.T, terms contract.Terms) []contract.Event {
	events := []contract.Event{{Key: "act", Effective: terms.ContractDate, Recorded: now(), Body: contract.Activated{}}}
	for i := range rapid.IntRange(0, 14).Draw(t, "events") {
		e := contract.Event{
			Key: fmt.Sprintf("e%02d", i), Effective: terms.ContractDate.AddDays(rapid.IntRange(0, 400).Draw(t, "day")), Recorded: now().Add(time.Duration(i) * time.Hour),
		}
		amount := terms.Regular() * money.Cents(rapid.IntRange(1, 3).Draw(t, "payments"))
		switch rapid.IntRange(0, 12).Draw(t, "kind") {
		case 0:
			e.Body = contract.RateSegment{Reason: contract.RateCap, Rate: 20_000_000, Until: e.Effective.AddDays(rapid.IntRange(1, 90).Draw(t, "until"))}
		case 1:
			e.Body = contract.Paused{Until: e.Effective.AddDays(rapid.IntRange(1, 90).Draw(t, "until"))}
		case 2:
			e.Body = contract.Returned{Payment: fmt.Sprintf("e%02d", rapid.IntRange(0, 14).Draw(t, "of")), Code: "R01"}
		case 3:
			e.Body = contract.FeeAssessed{Fee: contract.OtherFee, Amount: 1500}
		case 4:
			e.Body = contract.Credit{Amount: amount, Source: contract.Goodwill}
		case 5:
			e.Body = contract.Payment{Amount: 20 * amount, For: contract.PayoffPayment}
		case 6:
			e.Body = contract.Payment{Amount: amount, For: contract.HeldPayment}
		case 7:
			e.Body = contract.Instructed{Extra: contract.PayAhead}
		default:
			e.Body = contract.Payment{Amount: amount}
		}
		events = append(events, e)
	}
	return events
}

// TestAContractMaySleepUntilItWakes is the law on which a day's close leaves most contracts alone: until the day that Wakes names, nothing that a
// close would look for comes to be.
func TestAContractMaySleepUntilItWakes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		terms := randomTerms(t)
		events := randomEvents(t, terms)
		from := terms.ContractDate.AddDays(rapid.IntRange(0, 500).Draw(t, "as of"))
		state, before := slept(t, terms, events, from)
		wakes := book.Wakes(state, events)
		if wakes <= from {
			t.Fatalf("got %s, want a day after %s", wakes, from)
		}
		for on := from.AddDays(1); on < min(wakes, from.AddDays(70)); on++ {
			later, after := slept(t, terms, events, on)
			if after != before {
				t.Fatalf("asleep from %s to %s, and on %s got\n%s\nwant\n%s", from, wakes, on, after, before)
			}
			if statement.Closes(later, on) {
				t.Fatalf("asleep from %s to %s, and on %s a statement is due", from, wakes, on)
			}
		}
	})
}
