package statement_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/statement"
	"marque/internal/money"
)

func loanTerms(t testing.TB) contract.Terms {
	t.Helper()
	terms, err := contract.Terms{
		Number: "L-204417", Brand: "aurelia", Kind: contract.Loan, Currency: "USD", ContractDate: on("2026-01-10"), FirstDue: on("2026-02-10"),
		Count: 36, Loan: &contract.LoanTerms{Amount: 20_000_00, Rate: 57_400_000},
		Product: contract.Product{LateFee: contract.LateFeeRule{GraceDays: 10, Percent: 50_000_000}, SmallBalance: 100},
	}.Settled()
	if err != nil {
		t.Fatal(err)
	}
	return terms
}

func leaseTerms(t testing.TB) contract.Terms {
	t.Helper()
	terms, err := contract.Terms{
		Number: "A-118020", Brand: "norden", Kind: contract.Lease, Currency: "USD", ContractDate: on("2026-01-10"), FirstDue: on("2026-01-10"),
		Count: 36, Lease: &contract.LeaseTerms{
			MSRP: 36_000_00, AgreedValue: 34_000_00, Residual: 20_000_00, MoneyFactor: 2_000_000, TaxMethod: contract.TaxPayment, TaxRate: 75_000_000,
			MilesPerYear: 12_000, ExcessPerMile: 25,
		},
	}.Settled()
	if err != nil {
		t.Fatal(err)
	}
	return terms
}

func event(key, day string, body contract.Body) contract.Event {
	return contract.Event{Key: key, Effective: on(day), Recorded: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Body: body}
}

func fold(t testing.TB, terms contract.Terms, asOf civil.Date, events []contract.Event) *contract.State {
	t.Helper()
	s, err := contract.Fold(terms, events, contract.At{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// month makes the statement of a month of 2026.
func month(t testing.TB, terms contract.Terms, n int, carried *money.Cents, events ...contract.Event) *statement.Statement {
	t.Helper()
	from := civil.Must(2026, time.Month(n), 1)
	through := from.EndOfMonth()
	s, err := statement.From(statement.Source{
		Number: fmt.Sprintf("2026-%02d", n), Issued: through.AddDays(1), Period: statement.Period{From: from, Through: through}, Locale: "en-US",
		Brand: whole().Brand, Terms: &terms, Before: fold(t, terms, from.AddDays(-1), events), After: fold(t, terms, through, events),
		Carried: carried, Methods: map[string]string{"p1": statement.ByACH}, LateFee: 30_00,
	})
	if err != nil {
		t.Fatalf("month %d: %v", n, err)
	}
	return s
}

func TestALoansMonthIsToldFromItsFolds(t *testing.T) {
	t.Parallel()
	terms := loanTerms(t)
	events := []contract.Event{
		event("act", "2026-01-10", contract.Activated{}),
		event("p1", "2026-02-10", contract.Payment{Amount: terms.Regular()}),
		event("p2", "2026-03-10", contract.Payment{Amount: terms.Regular()}),
	}
	s := month(t, terms, 2, nil, events...)
	interest := money.Cents(97_50) // 20,000.00 × 0.0574 × 31 / 365 = 97.5013…
	if s.Opening != 20_000_00 || s.Closing != 20_000_00-terms.Regular()+interest {
		t.Errorf("got %d to %d, want 2000000 less the principal of a payment of %d", s.Opening, s.Closing, terms.Regular())
	}
	if len(s.Payments) != 1 || s.Payments[0].To.Interest != interest || s.Payments[0].Method != statement.ByACH || s.Payments[0].Balance != s.Closing {
		t.Errorf("got payments %+v", s.Payments)
	}
	if len(s.Changes) != 0 {
		t.Errorf("got changes %+v, want none", s.Changes)
	}
	if s.Due.On != on("2026-03-10") || s.Due.Regular != terms.Regular() || s.Due.LateAfter != on("2026-03-20") || s.Due.LateFee != 30_00 {
		t.Errorf("got due %+v", s.Due)
	}
	if s.Year.Interest != interest || s.Contract.CountPaid != 1 || s.Contract.Count != 36 || s.Contract.Rate != 57_400_000 {
		t.Errorf("got year %+v and facts %+v", s.Year, s.Contract)
	}
}

func TestTheFirstMonthBeginsWithTheContract(t *testing.T) {
	t.Parallel()
	s := month(t, loanTerms(t), 1, nil, event("act", "2026-01-10", contract.Activated{}))
	if s.Opening != 0 || s.Closing != 20_000_00 || len(s.Changes) != 1 || s.Changes[0].Kind != "activated" || s.Changes[0].Debt != 20_000_00 {
		t.Errorf("got %d to %d with %+v", s.Opening, s.Closing, s.Changes)
	}
	if s.Interest != 66_05 { // 20,000.00 × 0.0574 × 21 / 365 = 66.049…, to the end of 31 January
		t.Errorf("got interest of %d, want 6605", s.Interest)
	}
}

func TestInterestIsToldForThePeriodOnly(t *testing.T) {
	t.Parallel()
	terms := loanTerms(t)
	active := event("act", "2026-01-10", contract.Activated{})
	if s := month(t, terms, 2, nil, active); s.Interest != 88_07 { // 20,000.00 × 0.0574 × 49 / 365 is 154.12, less January's 66.05
		t.Errorf("got interest of %d, want 8807", s.Interest)
	}
	taken := event("conv", "2026-02-15", contract.Converted{Principal: 15_000_00, UnpaidInterest: 12_34, InterestThrough: on("2026-02-15"), Paid: 1})
	if s := month(t, terms, 2, nil, active, taken); s.Interest != 30_67 { // 15,000.00 × 0.0574 × 13 / 365, without what was brought
		t.Errorf("got interest of %d, want 3067", s.Interest)
	}
}

func TestAReturnedPaymentOfLastMonthIsThisMonthsChange(t *testing.T) {
	t.Parallel()
	terms := loanTerms(t)
	events := []contract.Event{
		event("act", "2026-01-10", contract.Activated{}),
		event("p1", "2026-02-10", contract.Payment{Amount: terms.Regular()}),
		event("p2", "2026-03-02", contract.Payment{Amount: terms.Regular()}),
		event("r1", "2026-03-05", contract.Returned{Payment: "p1", Code: "R01"}),
	}
	february := month(t, terms, 2, nil, events...)
	march := month(t, terms, 3, &february.Closing, events...)
	if march.Opening != february.Closing {
		t.Errorf("got an opening of %d, want the closing of %d that was told", march.Opening, february.Closing)
	}
	if len(march.Changes) != 1 || march.Changes[0].Kind != "returned" || march.Changes[0].Code != "R01" || march.Changes[0].Amount != terms.Regular() ||
		march.Changes[0].Debt <= 0 {
		t.Errorf("got changes %+v, want the return with what it added to the debt", march.Changes)
	}
}

func TestWhatIsLearnedLateIsACorrection(t *testing.T) {
	t.Parallel()
	terms := loanTerms(t)
	events := []contract.Event{event("act", "2026-01-10", contract.Activated{})}
	february := month(t, terms, 2, nil, events...)
	events = append(events, event("late", "2026-02-10", contract.Payment{Amount: terms.Regular()})) // entered in March
	march := month(t, terms, 3, &february.Closing, events...)
	if march.Opening != 20_000_00 || len(march.Changes) != 1 || march.Changes[0].Kind != statement.Correction || march.Changes[0].Debt >= 0 {
		t.Errorf("got an opening of %d and changes %+v, want a correction downwards", march.Opening, march.Changes)
	}
}

func TestALeasesMonthIsToldInPaymentsLeft(t *testing.T) {
	t.Parallel()
	terms := leaseTerms(t)
	events := []contract.Event{event("act", "2026-01-10", contract.Activated{StartMiles: 10})}
	january := month(t, terms, 1, nil, events...)
	rent := january.Contract.Regular
	if january.Closing != 36*rent || january.Opening != 0 {
		t.Errorf("got %d to %d, want 0 to 36 payments of %d", january.Opening, january.Closing, rent)
	}
	events = append(events, event("p1", "2026-02-03", contract.Payment{Amount: rent}), event("p2", "2026-02-10", contract.Payment{Amount: rent}),
		event("odo", "2026-02-20", contract.Odometer{Miles: 1_410}))
	february := month(t, terms, 2, &january.Closing, events...)
	if february.Closing != 34*rent || len(february.Changes) != 0 {
		t.Errorf("got a closing of %d with %+v, want 34 payments of %d", february.Closing, february.Changes, rent)
	}
	if p := february.Payments; len(p) != 2 || p[0].Balance != 35*rent || p[1].Balance != 34*rent || p[0].To.Base+p[0].To.Tax != rent || p[0].To.Tax == 0 {
		t.Errorf("got payments %+v", p)
	}
	if m := february.Mileage; m == nil || m.Odometer != 1_400 || m.Allowance != 36_000 || m.ExcessPerMile != 25 {
		t.Errorf("got mileage %+v", m)
	}
	if february.Interest != 0 || february.Contract.Rate != 0 {
		t.Error("a lease's statement speaks of interest")
	}
}

func TestALeaseThatEndsExplainsWhatIsNoLongerAskedFor(t *testing.T) {
	t.Parallel()
	terms := leaseTerms(t)
	events := []contract.Event{event("act", "2026-01-10", contract.Activated{}), event("in", "2026-03-05", contract.TurnIn{Miles: 900})}
	february := month(t, terms, 2, nil, events...)
	march := month(t, terms, 3, &february.Closing, events...)
	if len(march.Changes) != 1 || march.Changes[0].Kind != "turn_in" || march.Changes[0].Debt != march.Closing-march.Opening {
		t.Errorf("got %d to %d with %+v", march.Opening, march.Closing, march.Changes)
	}
}

func TestFeesAndWaiversAreChanges(t *testing.T) {
	t.Parallel()
	s := month(t, loanTerms(t), 2, nil, event("act", "2026-01-10", contract.Activated{}),
		event("f", "2026-02-03", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 25_00}), event("w", "2026-02-04", contract.FeeWaived{Fee: "f", Amount: 10_00}),
		event("t", "2026-02-05", contract.Title{Status: "sent"}))
	if len(s.Changes) != 2 || s.Changes[0].Amount != 25_00 || s.Changes[0].Code != "other" || s.Changes[1].Amount != -10_00 || s.Due.Fees != 15_00 {
		t.Errorf("got changes %+v and fees due of %d", s.Changes, s.Due.Fees)
	}
}

// TestAYearOfStatementsIsAChain proves the law: each statement adds up and opens where the one before closed, whatever happened.
func TestAYearOfStatementsIsAChain(t *testing.T) {
	t.Parallel()
	for name, terms := range map[string]contract.Terms{"loan": loanTerms(t), "lease": leaseTerms(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(r *rapid.T) { chain(t, r, terms) })
		})
	}
}

func chain(t *testing.T, r *rapid.T, terms contract.Terms) {
	events := []contract.Event{event("act", "2026-01-10", contract.Activated{})}
	for i := range rapid.IntRange(0, 12).Draw(r, "events") {
		day := on("2026-01-11").AddDays(rapid.IntRange(0, 340).Draw(r, "day"))
		key := fmt.Sprintf("e%d", i)
		amount := money.Cents(rapid.IntRange(1, 5_000_00).Draw(r, "amount"))
		var body contract.Body = contract.Payment{Amount: amount}
		switch rapid.IntRange(0, 4).Draw(r, "what") {
		case 1:
			body = contract.FeeAssessed{Fee: contract.OtherFee, Amount: min(amount, 100_00)}
		case 2:
			body = contract.Credit{Amount: amount, Source: contract.Goodwill}
		case 3:
			events = append(events, contract.Event{Key: key + "/back", Effective: day.AddDays(rapid.IntRange(0, 40).Draw(r, "later")),
				Recorded: events[0].Recorded, Body: contract.Returned{Payment: key, Code: "R01"}})
		case 4:
			body = contract.Extension{Periods: 1}
		}
		events = append(events, contract.Event{Key: key, Effective: day, Recorded: events[0].Recorded, Body: body})
	}
	var carried *money.Cents
	for n := 1; n <= 12; n++ {
		s := month(t, terms, n, carried, events...)
		if carried != nil && s.Opening != *carried {
			r.Fatalf("month %d opens at %d, the one before closed at %d", n, s.Opening, *carried)
		}
		for _, c := range s.Changes {
			if c.Kind == statement.Correction {
				r.Fatalf("month %d needs a correction of %d, but nothing was learned late", n, c.Debt)
			}
		}
		carried = &s.Closing
	}
}
