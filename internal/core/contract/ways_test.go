package contract_test

import (
	"testing"

	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

// amount is a line of a settlement; 0 for none.
func amount(s finance.Settlement, name string) money.Cents {
	for _, l := range s.Lines {
		if l.Name == name {
			return l.Amount
		}
	}
	return 0
}

func TestTheWaysOutOfALeaseAreToldInNumbers(t *testing.T) {
	t.Parallel()
	paid := []contract.Event{pay("p", "2026-01-05", 31*rent), event("o", "2028-07-05", contract.Odometer{Miles: 31_262})}
	s := fold(t, leased(t, nil), "2028-07-10", begun(paid...)...)
	w, err := s.Ways()
	if err != nil {
		t.Fatal(err)
	}
	if w.End != day("2029-01-05") || w.Opens != day("2028-07-05") || w.Month != rent || w.Rents != 5*rent {
		t.Errorf("got %s from %s, %d a month, %d of rents", w.End, w.Opens, w.Month, w.Rents)
	}
	m := s.Lease.Mileage
	if m.ForecastOver == 0 || amount(w.Return, "excess_mileage") != m.ForecastCost || w.Return.Charge != m.ForecastCost+39_500-40_000 {
		t.Errorf("returning: got %+v with the miles %+v", w.Return, m)
	}
	if w.Free != (36_000-31_250)/5 {
		t.Errorf("got %d free miles a month", w.Free)
	}
	now, err := s.PayoffQuote(s.AsOf)
	if err != nil || w.Now.Amount != now.Amount || w.Now.Amount == 0 {
		t.Errorf("buying now: got %+v, want %+v, %v", w.Now, now, err)
	}
	if want := money.Cents(2_200_000 + 30_000 + 133_800); w.Buy.Charge != want { // 6 % of residual and fee
		t.Errorf("buying at the end: got %d, want %d", w.Buy.Charge, want)
	}
	if len(w.Longer) != 6 || w.Longer[5] != (contract.Longer{Months: 6, End: day("2029-07-05"), Allowed: 42_000}) {
		t.Errorf("got %+v", w.Longer)
	}
	if amount(w.Early, "lease_balance") != now.Principal {
		t.Errorf("ending it today: got %+v, want the lease balance %d", w.Early, now.Principal)
	}
}

func TestALeaseThatIsOverOrExtendedHasFewerWaysOut(t *testing.T) {
	t.Parallel()
	five := event("x", "2028-12-20", contract.LeaseExtension{Months: 5})
	s := fold(t, leased(t, nil), "2029-06-06", begun(five)...)
	w, err := s.Ways()
	if err != nil || s.Status != contract.Matured || len(w.Early.Lines) != 0 || len(w.Longer) != 1 || w.Free != 0 || amount(w.Return, "unpaid_payments") != 41*rent || amount(w.Buy, "past_due") != 41*rent {
		t.Errorf("over and extended: got %s, %+v, %v", s.Status, w, err)
	}
	for name, body := range map[string]contract.Body{"returned": contract.TurnIn{Miles: 10}, "bought": contract.Purchase{Price: 1}, "undone": contract.Cancelled{}} {
		if _, err := fold(t, leased(t, nil), "2026-06-01", begun(event("e", "2026-03-01", body))...).Ways(); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := fold(t, loanTerms(t), "2026-06-01", opened()...).Ways(); !fault.Is(err, fault.NotFound) {
		t.Errorf("a loan: got %v", err)
	}
}
