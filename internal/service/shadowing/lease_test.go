package shadowing_test

import (
	"testing"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/core/tape"
	"marque/internal/money"
	"marque/internal/service/shadowing"
)

func TestALeaseMonthIsEqualUnexplainedOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	real := readTape(t, "lease_example_1.csv").Leases[0]
	for name, c := range map[string]struct {
		change func(m *tape.LeaseMonth)
		class  shadowing.Class
		reason shadowing.Reason
	}{
		"as filed":              {func(*tape.LeaseMonth) {}, shadowing.Equal, ""},
		"a cent more":           {func(m *tape.LeaseMonth) { m.ValueEnd.Cents++ }, shadowing.Unexplained, ""},
		"another rate":          {func(m *tape.LeaseMonth) { m.DiscountRate.Rate += 1_000_000 }, shadowing.Unexplained, ""},
		"without a balance":     {func(m *tape.LeaseMonth) { m.Balance.Known = false }, shadowing.Equal, ""},
		"without a value":       {func(m *tape.LeaseMonth) { m.ValueEnd.Known = false }, shadowing.NotComparable, shadowing.NotReduced},
		"without a term":        {func(m *tape.LeaseMonth) { m.RemainingTerm.Known = false }, shadowing.NotComparable, shadowing.NotReduced},
		"past its term":         {func(m *tape.LeaseMonth) { m.RemainingTerm.N = -1 }, shadowing.NotComparable, shadowing.NotReduced},
		"a term of no lease":    {func(m *tape.LeaseMonth) { m.RemainingTerm.N = 99_999_999 }, shadowing.NotComparable, shadowing.NotReduced},
		"a negative residual":   {func(m *tape.LeaseMonth) { m.BaseResidual.Cents = -1 }, shadowing.NotComparable, shadowing.NotReduced},
		"terminated":            {func(m *tape.LeaseMonth) { m.ZeroBalance = 1 }, shadowing.NotComparable, shadowing.Closed},
		"nothing is left of it": {func(m *tape.LeaseMonth) { m.ValueEnd.Cents = 0 }, shadowing.NotComparable, shadowing.Closed},
	} {
		m := real
		c.change(&m)
		got := replay(t, &tape.Tape{Leases: []tape.LeaseMonth{m}}, "", "", "", "").Issuers[0].Contracts[0].Months[0]
		if got.Class != c.class || got.Reason != c.reason || got.Computed.Known != (c.class != shadowing.NotComparable) {
			t.Errorf("%s: got %s %q computed %+v, want %s %q", name, got.Class, got.Reason, got.Computed, c.class, c.reason)
		}
	}
}

func TestALeaseInArrearsHasAsManyPaymentsAsMonths(t *testing.T) {
	t.Parallel()
	value := func(months int) tape.Amount {
		c, err := finance.LeaseRest{Payment: 30_000, Payments: months, Residual: 1_000_000, ResidualMonth: months + 1}.Value(60_000_000)
		if err != nil {
			t.Fatal(err)
		}
		return amount(c)
	}
	known := tape.Number{N: 12, Known: true}
	m := tape.LeaseMonth{
		Filing:       tape.Filing{Asset: "1", Ends: civil.Must(2020, 1, 31), RemainingTerm: known},
		DiscountRate: tape.Rate{Rate: 60_000_000, Known: true}, ValueBegin: value(13), ValueEnd: value(12),
		Balance: amount(12*32_000 + 1_200_000), BaseResidual: amount(1_000_000), ContractResidual: amount(1_200_000), Scheduled: amount(30_000), NextDue: amount(32_000),
	}
	got := replay(t, &tape.Tape{Leases: []tape.LeaseMonth{m, m}}, "", "", "", "")
	if want := (shadowing.Totals{Equal: 1, NotComparable: 1}); got.Totals != want {
		t.Errorf("got %+v, want %+v: the second month is the first again", got.Totals, want)
	}
	if i := got.Identities; i.End.Held != i.End.Asked || i.Begin.Held != i.Begin.Asked || got.Issuers[0].Found() {
		t.Errorf("got %+v", i)
	}
}

func TestAContractBelongsToTheFirstIssuerNamedAndItsLastFiling(t *testing.T) {
	t.Parallel()
	month := func(line int, originator string, reported civil.Date, interest money.Cents) tape.LoanMonth {
		return tape.LoanMonth{Filing: tape.Filing{Line: line, Asset: "7", Securitization: "Trust", Originator: originator, Reported: reported, Ends: civil.Must(2020, 1, 31)},
			Interest: amount(interest)}
	}
	tp := &tape.Tape{Loans: []tape.LoanMonth{month(2, "Bank", civil.Must(2020, 3, 1), 1), month(3, "", civil.Must(2020, 2, 1), 2)}}
	issuers := replay(t, tp, "", "", "", "").Issuers
	if len(issuers) != 1 || issuers[0].Name != "Bank · Trust" {
		t.Fatalf("got %+v, want one issuer, Bank · Trust", issuers)
	}
	months := issuers[0].Contracts[0].Months
	if months[0].Line != 3 || months[0].Reason != shadowing.FiledTwice || months[1].Line != 2 {
		t.Errorf("got %+v, want the earlier filing first and set aside", months)
	}
}

func TestTwoPaymentsWhereFractionsAreDropped(t *testing.T) {
	t.Parallel()
	for off := range 28 { // some of these days leave fractions that would add up to a cent
		s := newServicer(shadowing.Settings{Remainder: finance.Dropped}, 1_500_000+money.Cents(off)*777, 250_000_000)
		s.month(0, 0, payment{20, 60_000})
		s.month(1, 0, payment{max(1, off/2), 45_000}, payment{28, 45_000})
		if got := s.judged(t)[1].Class; got != shadowing.SeveralPayments {
			t.Errorf("first payment on day %d: got %s, want several_payments", off/2, got)
		}
	}
}
