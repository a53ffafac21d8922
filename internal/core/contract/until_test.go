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
	}{
		"kept": {leased(t, nil), contract.Odometer{Miles: 10}, "2026-06-01"}, "sold": {leased(t, nil), contract.OwnershipChanged{Reason: contract.Sold}, "2026-03-01"},
		"returned": {leased(t, nil), contract.TurnIn{Miles: 10}, "2026-03-01"}, "bought": {leased(t, nil), contract.Purchase{Price: 1}, "2026-06-01"},
	} {
		s := fold(t, c.terms, "2026-06-01", begun(event("x", "2026-03-01", c.body))...)
		if got := s.VehicleUntil().String(); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
