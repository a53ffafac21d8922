package contract_test

import (
	"testing"

	"marque/internal/core/contract"
	"marque/internal/money"
)

func TestACancelledLoanIsOwedNoMoreAndWhatWasPaidGoesBack(t *testing.T) {
	t.Parallel()
	terms := plain(t, nil)
	events := opened(
		event("p1", "2026-02-10", contract.Payment{Amount: 500_00}),
		event("f1", "2026-02-12", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 20_00}),
		event("x", "2026-03-01", contract.Cancelled{Reason: "unwound"}),
		event("p2", "2026-03-05", contract.Payment{Amount: 70_00}))
	s := fold(t, terms, "2026-06-30", events...)
	if s.Status != contract.Undone || s.Balance() != 0 || s.DueNow != 0 || s.AutopayStops != "cancelled" || s.NextDue.Number != 0 {
		t.Errorf("got %s, owed %d, due %d, autopay %q, next %v", s.Status, s.Balance(), s.DueNow, s.AutopayStops, s.NextDue)
	}
	if s.Credit != 570_00 {
		t.Errorf("got %d of the customer's, want all that was paid, also what came later", s.Credit)
	}
	if s.Total != (contract.Sums{}) || s.PaidIn(2026).Interest != 0 {
		t.Errorf("got %+v paid, want nothing: it went back", s.Total)
	}
	if q, err := s.PayoffQuote(s.AsOf); err != nil || q.Amount != 0 {
		t.Errorf("got a payoff of %d, %v", q.Amount, err)
	}
	if due := contract.FeesDue(s); len(due) != 0 || s.ChargeOffDue() {
		t.Errorf("a cancelled contract is charged: %v", due)
	}
}

func TestACancellationThatWasReversedLeavesTheLoanAsItWas(t *testing.T) {
	t.Parallel()
	terms := plain(t, nil)
	paid := event("p1", "2026-02-10", contract.Payment{Amount: 500_00})
	want := fold(t, terms, "2026-04-30", opened(paid)...)
	got := fold(t, terms, "2026-04-30", opened(paid, event("x", "2026-03-01", contract.Cancelled{}), event("y", "2026-03-01", contract.Reversed{Of: "x"}))...)
	if got.Balance() != want.Balance() || got.Status != want.Status || got.Credit != want.Credit || got.NextDue != want.NextDue {
		t.Errorf("got %d and %s, want %d and %s", got.Balance(), got.Status, want.Balance(), want.Status)
	}
}

func TestAContractOfAnotherBookIsNotUndoneHere(t *testing.T) {
	t.Parallel()
	terms := plain(t, nil)
	taken := event("c", "2026-02-01", contract.Converted{Principal: 9_000_00, Paid: 1})
	s := fold(t, terms, "2026-04-30", opened(taken, event("x", "2026-03-01", contract.Cancelled{}))...)
	if s.Status != contract.Active || s.Principal != 9_000_00 {
		t.Errorf("got %s with %d", s.Status, s.Principal)
	}
	if n := len(s.Notes); n == 0 || s.Notes[n-1].What != contract.NoteNotPossible {
		t.Errorf("got notes %v", s.Notes)
	}
}

func TestACancelledLeaseGivesBackRentsAndDeposit(t *testing.T) {
	t.Parallel()
	terms := leased(t, func(l *contract.Terms) { l.Lease.Deposit = 400_00 })
	before := fold(t, terms, "2026-01-06", begun()...)
	rent := before.Payment
	for name, on := range map[string]string{"on its first day": "2026-01-05", "after some rents": "2026-04-20"} {
		s := fold(t, terms, "2026-12-31", begun(event("p", "2026-01-05", contract.Payment{Amount: 6 * rent}), event("x", on, contract.Cancelled{}))...)
		if s.Status != contract.Undone || s.Balance() != 0 || s.DueNow != 0 || s.Credit != 6*rent+400_00 {
			t.Errorf("%s: got %s, owed %d, due %d, credit %d, want %d", name, s.Status, s.Balance(), s.DueNow, s.Credit, 6*rent+money.Cents(400_00))
		}
		if s.Total != (contract.Sums{}) {
			t.Errorf("%s: got %+v paid", name, s.Total)
		}
	}
}
