package contract_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/money"
)

// otherSchedules tells why a schedule of the other system is not the plain rule's.
var otherSchedules = map[string]string{
	"Loan#126": "drawn up after its due dates went by unpaid: its rows are no plan but what was missed",
	"Loan#127": "drawn up after a due date went by unpaid",
	"Loan#128": "drawn up after a payment out of turn",
	"Loan#60":  "paid out in parts, and its fee is in the row", "Loan#62": "drawn up after payments",
	"Loan#64":       "one period of 60 days that is no frequency of ours",
	"LoanCharge#21": "flat interest", "LoanCharge#22": "flat interest", "LoanCharge#23": "flat interest", "LoanCharge#24": "flat interest, paid out in parts",
	"LoanChargeOff#19": "flat interest", "LoanChargeOff#20": "flat interest", "LoanChargeOff#29": "flat interest",
	"LoanDownPayment#29": "flat interest", "Loan#89": "its first row is a down payment, which we take before the contract begins",
}

// TestSchedulesOfAnotherSystemAreTheFoldsOwn compares what the fold expects on the first day with the other system's table, row by row.
func TestSchedulesOfAnotherSystemAreTheFoldsOwn(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/fineract_schedules.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Schedules []otherSchedule }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, s := range file.Schedules {
		name, _, _ := strings.Cut(s.ID, "@")
		if otherSchedules[name] != "" {
			continue
		}
		compared++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.compare(t)
		})
	}
	if compared != 22 || len(file.Schedules) != 37 {
		t.Errorf("compared %d of %d schedules", compared, len(file.Schedules))
	}
}

type otherSchedule struct {
	ID, Product, Rate, Every, Date, Amount string
	Rows                                   []struct{ Date, Balance, Principal, Interest, Due string }
}

// terms are the contract's that has the schedule. The other system rounds the instalments of one product up to whole dollars: there the
// contract states its payment.
func (s *otherSchedule) terms(t *testing.T) contract.Terms {
	t.Helper()
	rate, err := money.ParseRate(s.Rate)
	if err != nil {
		t.Fatal(err)
	}
	terms := contract.Terms{
		Number: "C1", Kind: contract.Loan, Currency: "USD", ContractDate: day(s.Date), FirstDue: day(s.Rows[0].Date), Count: len(s.Rows),
		Loan:    &contract.LoanTerms{Amount: s.cents(t, s.Amount), Rate: rate / 100},
		Product: contract.Product{Remainder: finance.Dropped, SmallBalance: contract.NoTolerance},
	}
	if len(s.Rows) > 1 {
		terms.Product.DayCount = finance.Thirty360US
	}
	if s.Product == "LP1" {
		terms.Payment = s.cents(t, s.Rows[0].Due)
	}
	settled, err := terms.Settled()
	if err != nil {
		t.Fatal(err)
	}
	return settled
}

func (s *otherSchedule) cents(t *testing.T, text string) money.Cents {
	t.Helper()
	c, err := money.Parse(text, money.USD())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (s *otherSchedule) compare(t *testing.T) {
	t.Helper()
	terms := s.terms(t)
	state := fold(t, terms, s.Date, event("act", s.Date, contract.Activated{}))
	rows, err := state.Upcoming(0)
	if err != nil || len(rows) != len(s.Rows) {
		t.Fatalf("got %d rows, %v, want %d", len(rows), err, len(s.Rows))
	}
	for i, want := range s.Rows {
		got := rows[i]
		if got.Amount != s.cents(t, want.Due) || got.Interest != s.cents(t, want.Interest) || got.Principal != s.cents(t, want.Principal) ||
			got.Balance != s.cents(t, want.Balance) {
			t.Errorf("row %d: got %+v, want %+v", i+1, got, want)
		}
		if s.Every == "1 MONTHS" && got.Due != day(want.Date) { // fifteen days are no frequency of ours: there only the amounts are compared
			t.Errorf("row %d: due %s, want %s", i+1, got.Due, want.Date)
		}
	}
}
