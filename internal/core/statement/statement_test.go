package statement_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/money"
)

func on(s string) civil.Date { return civil.MustParse(s) }

// whole is a statement that adds up.
func whole() statement.Statement {
	return statement.Statement{
		Number: "2026-03", Issued: on("2026-04-02"), Period: statement.Period{From: on("2026-03-01"), Through: on("2026-03-31")},
		Locale: "en-US", Brand: statement.Brand{Name: "Aurelia", LegalName: "Aurelia Vehicle Finance, LLC"},
		Contract: statement.Facts{Number: "L-204417", Currency: "USD"},
		Opening:  1000_00, Closing: 890_00,
		Payments: []statement.Payment{
			{Date: on("2026-03-01"), Amount: 100_00, To: statement.Allocation{Interest: 10_00, Principal: 90_00}, Balance: 910_00},
			{Date: on("2026-03-31"), Amount: 30_00, To: statement.Allocation{Principal: 20_00, Fees: 5_00, Credit: 5_00}, Balance: 890_00},
		},
		Due: statement.Due{On: on("2026-04-15"), Regular: 100_00, PastDue: 20_00, Fees: 5_00, Total: 125_00},
	}
}

func TestAStatementThatAddsUpIsIssued(t *testing.T) {
	t.Parallel()
	s := whole()
	if err := s.Check(); err != nil {
		t.Errorf("got %v, want none", err)
	}
	if got, want := s.Paid(), (statement.Allocation{Interest: 10_00, Principal: 110_00, Fees: 5_00, Credit: 5_00}); got != want {
		t.Errorf("paid: got %v, want %v", got, want)
	}
	if got := s.Paid().Total(); got != 130_00 {
		t.Errorf("total: got %d, want 13000", got)
	}
}

func TestAStatementThatDoesNotAddUpIsNotIssued(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		spoil func(*statement.Statement)
		want  string
	}{
		{"no contract", func(s *statement.Statement) { s.Contract.Number = "" }, "lacks"},
		{"no legal name", func(s *statement.Statement) { s.Brand.LegalName = "" }, "lacks"},
		{"no day of issue", func(s *statement.Statement) { s.Issued = 0 }, "lacks"},
		{"period ends before it begins", func(s *statement.Statement) { s.Period.Through = on("2026-02-28") }, "lacks"},
		{"payment before the period", func(s *statement.Statement) { s.Payments[0].Date = on("2026-02-28") }, "Payment 1 of statement 2026-03 is dated outside"},
		{"payment after the period", func(s *statement.Statement) { s.Payments[1].Date = on("2026-04-01") }, "Payment 2"},
		{"payment lost a cent", func(s *statement.Statement) { s.Payments[0].To.Interest-- }, "not the sum"},
		{"closing", func(s *statement.Statement) { s.Closing++ }, "does not lead"},
		{"opening", func(s *statement.Statement) { s.Opening-- }, "does not lead"},
		{"unexplained change", func(s *statement.Statement) { s.Changes = []statement.Change{{Debt: 1}} }, "does not lead"},
		{"due", func(s *statement.Statement) { s.Due.Total++ }, "due"},
	}
	for _, c := range cases {
		s := whole()
		c.spoil(&s)
		if err := s.Check(); !fault.Is(err, fault.Internal) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an internal fault that says %q", c.name, err, c.want)
		}
	}
}

func TestAStatementHasBounds(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*statement.Statement){
		"payments": func(s *statement.Statement) { s.Payments = make([]statement.Payment, statement.MaxPayments+1) },
		"changes":  func(s *statement.Statement) { s.Changes = make([]statement.Change, statement.MaxChanges+1) },
		"messages": func(s *statement.Statement) { s.Messages = make([]string, statement.MaxMessages+1) },
	} {
		s := whole()
		spoil(&s)
		if err := s.Check(); !fault.Is(err, fault.TooLarge) {
			t.Errorf("%s: got %v, want a fault that it is too large", name, err)
		}
	}
}

func TestALeaseIsLoweredByItsPaymentsWithTax(t *testing.T) {
	t.Parallel()
	s := whole()
	s.Contract.Lease = true
	s.Payments = []statement.Payment{{Date: on("2026-03-10"), Amount: 110_00, To: statement.Allocation{Base: 90_00, Tax: 10_00, Fees: 10_00}}}
	s.Closing = 900_00
	if err := s.Check(); err != nil {
		t.Errorf("got %v, want none", err)
	}
}

func TestAChangeExplainsADebt(t *testing.T) {
	t.Parallel()
	s := whole()
	s.Changes = []statement.Change{{Date: on("2026-03-04"), What: "Payment returned", Amount: -100_00, Debt: 90_00}}
	s.Closing += 90_00
	if err := s.Check(); err != nil {
		t.Errorf("got %v, want none", err)
	}
}

func TestAllocationsAddLikeMoney(t *testing.T) {
	t.Parallel()
	cents := rapid.Map(rapid.Int64Range(-1e9, 1e9), func(n int64) money.Cents { return money.Cents(n) })
	allocation := rapid.Custom(func(t *rapid.T) statement.Allocation {
		draw := func(name string) money.Cents { return cents.Draw(t, name) }
		return statement.Allocation{
			Interest: draw("interest"), Principal: draw("principal"), Base: draw("base"), Tax: draw("tax"), Fees: draw("fees"), Credit: draw("credit"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := allocation.Draw(t, "a"), allocation.Draw(t, "b")
		if a.Plus(b) != b.Plus(a) {
			t.Fatal("the order of a sum matters")
		}
		if got, want := a.Plus(b).Total(), a.Total()+b.Total(); got != want {
			t.Fatalf("got a total of %d, want %d", got, want)
		}
	})
}

func TestAStatementIsKeptAsJSONWithoutLoss(t *testing.T) {
	t.Parallel()
	s := whole()
	s.Mileage = &statement.Mileage{Allowance: 36_000, ReadOn: on("2026-03-22"), ExcessPerMile: 25}
	s.Changes, s.Messages = []statement.Change{{Date: on("2026-03-04"), What: "Late fee", Amount: 5_00}}, []string{"Hello"}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back statement.Statement
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, s) {
		t.Errorf("got %+v, want %+v", back, s)
	}
}

func TestAReceiptThatDoesNotAddUpIsNotIssued(t *testing.T) {
	t.Parallel()
	receipt := func() statement.Receipt {
		return statement.Receipt{
			Reference: "MQ-1", Made: on("2026-03-01"), Counts: on("2026-03-02"), Brand: whole().Brand, Contract: whole().Contract,
			Amount: 100_00, Posted: true, To: statement.Allocation{Interest: 10_00, Principal: 90_00},
		}
	}
	r := receipt()
	if err := r.Check(); err != nil {
		t.Errorf("got %v, want none", err)
	}
	for name, spoil := range map[string]func(*statement.Receipt){
		"no reference": func(r *statement.Receipt) { r.Reference = "" },
		"no amount":    func(r *statement.Receipt) { r.Amount = 0 },
		"no day":       func(r *statement.Receipt) { r.Counts = 0 },
		"lost cent":    func(r *statement.Receipt) { r.To.Principal-- },
		"many words":   func(r *statement.Receipt) { r.Next = make([]string, statement.MaxMessages+1) },
	} {
		r := receipt()
		spoil(&r)
		if err := r.Check(); err == nil {
			t.Errorf("%s: got no fault", name)
		}
	}
	scheduled := receipt()
	scheduled.Posted, scheduled.To = false, statement.Allocation{}
	if err := scheduled.Check(); err != nil {
		t.Errorf("scheduled: got %v, want none", err)
	}
}
