package contract_test

import (
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/money"
)

func day(s string) civil.Date { return civil.MustParse(s) }

// loanTerms is a loan of the sample feed: C706768723.
func loanTerms(t testing.TB) contract.Terms {
	t.Helper()
	terms, err := contract.Terms{
		Number: "C706768723", Brand: "norden", Kind: contract.Loan, Currency: "USD", ContractDate: day("2023-01-22"), FirstDue: day("2023-02-28"),
		DueDay: 28, Count: 60, Payment: 71985,
		Loan:    &contract.LoanTerms{Amount: 3679951, Rate: 64_900_000},
		Product: contract.Product{LateFee: contract.LateFeeRule{GraceDays: 10, Percent: 50_000_000, Max: 2500}, SmallBalance: 100},
	}.Settled()
	if err != nil {
		t.Fatal(err)
	}
	return terms
}

func event(key, on string, body contract.Body) contract.Event {
	return contract.Event{Key: key, Effective: day(on), Recorded: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), Body: body}
}

func fold(t testing.TB, terms contract.Terms, on string, events ...contract.Event) *contract.State {
	t.Helper()
	s, err := contract.Fold(terms, events, contract.At{AsOf: day(on)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAFirstPaymentGoesToInterestThenPrincipal(t *testing.T) {
	t.Parallel()
	s := fold(t, loanTerms(t), "2023-02-28",
		event("act", "2023-01-22", contract.Activated{}), event("p1", "2023-02-28", contract.Payment{Amount: 71985}))
	t.Logf("%+v", s.Lines[1])
	interest := money.Cents(24210) // 36,799.51 × 0.0649 × 37 / 365 = 242.10
	if l := s.Lines[1]; l.Interest != interest || l.Principal != 71985-interest {
		t.Errorf("got interest %d principal %d", l.Interest, l.Principal)
	}
	rows, _ := s.Upcoming(0)
	t.Logf("%+v", rows[len(rows)-1])
	t.Logf("%+v %+v", s.NextDue, s.Notes)
}
