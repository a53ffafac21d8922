package contract_test

import (
	"testing"

	"marque/internal/core/contract"
	"marque/internal/money"
)

func TestABalloonIsDueBesidesTheLastInstalment(t *testing.T) {
	t.Parallel()
	// A contract of the sample feed (first due 2026-02-05), with the payment that the contract states.
	terms := loanTerms(t)
	terms.ContractDate, terms.FirstDue, terms.DueDay, terms.Count, terms.Payment = day("2026-01-05"), day("2026-02-05"), 5, 48, 90739
	terms.Loan = &contract.LoanTerms{Amount: 5493124, Rate: 34_900_000, Balloon: 1647937}
	settled, err := terms.Settled()
	if err != nil {
		t.Fatal(err)
	}
	if near := settled.Computed - 90739; near < -60 || near > 60 {
		t.Errorf("got a computed payment of %d, want about 90739", settled.Computed)
	}
	settled.Payment = 0
	s := fold(t, settled, "2026-01-05", event("act", "2026-01-05", contract.Activated{}))
	if got, want := s.LastPayment, settled.Computed+1647937; got-want > 24 || want-got > 24 {
		t.Errorf("got a last payment of %d, want payment and balloon, %d, within half a cent for each instalment", got, want)
	}
	if s.Payment != settled.Computed || s.LastPayment <= money.Cents(1647937) {
		t.Errorf("got %d and %d", s.Payment, s.LastPayment)
	}
}
