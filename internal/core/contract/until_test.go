package contract_test

import (
	"testing"

	"marque/internal/core/contract"
)

func TestTheVehiclesLifeAfterItsReturnOrSaleIsSomebodyElses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		terms contract.Terms
		body  contract.Body
		want  string
		has   bool
	}{
		"kept": {leased(t, nil), contract.Odometer{Miles: 10}, "2026-06-01", true}, "sold": {leased(t, nil), contract.OwnershipChanged{Reason: contract.Sold}, "2026-03-01", false},
		"returned": {leased(t, nil), contract.TurnIn{Miles: 10}, "2026-03-01", false}, "bought": {leased(t, nil), contract.Purchase{Price: 1}, "2026-06-01", false},
		"undone": {leased(t, nil), contract.Cancelled{}, "2026-03-01", false}, "ended before its term": {leased(t, nil), contract.EarlyTermination{Realised: 1}, "2026-03-01", false},
	} {
		s := fold(t, c.terms, "2026-06-01", begun(event("x", "2026-03-01", c.body))...)
		if got := s.VehicleUntil().String(); got != c.want || s.HasVehicle() != c.has {
			t.Errorf("%s: got %s and %t, want %s and %t", name, got, s.HasVehicle(), c.want, c.has)
		}
	}
}
