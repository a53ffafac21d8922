package app_test

import (
	"fmt"
	"testing"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/service/paying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// TestNobodyIsRefusedWhileACycleRuns looks at a dashboard and pays, again and again, while days are closed over the same contracts.
func TestNobodyIsRefusedWhileACycleRuns(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock("2026-02-24T15:00:00Z"))
		if err := w.Billing.Pin(t.Context(), civil.MustParse("2026-02-24")); err != nil {
			t.Fatal(err)
		}
		var list []contract.ID
		var by []access.Actor
		for i := range 12 {
			c, customer := w.Activate(t, apptest.Loan(fmt.Sprintf("C%02d", i)))
			list, by = append(list, c), append(by, customer)
		}
		if err := w.Cycle.Through(t.Context(), civil.MustParse("2026-02-24"), nil, func(app.Day) {}); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- w.Cycle.Through(t.Context(), civil.MustParse("2026-03-14"), nil, func(app.Day) {}) }()
		served := 0
		for running := true; running; {
			select {
			case err := <-ended:
				running = false
				if err != nil {
					t.Fatal(err)
				}
			default:
				i := served % len(list)
				attend(t, w, by[i], list[i], served)
				served++
			}
		}
		if served < len(list) {
			t.Errorf("only %d customers were served meanwhile: the test did not test", served)
		}
		report, err := w.Verifying.Verify(t.Context(), access.System("test"))
		if err != nil || len(report.Findings) > 0 {
			t.Errorf("verify: got %+v, %v", report, err)
		}
	})
}

// attend shows a dashboard and takes a payment for a day after the days that are closed.
func attend(t *testing.T, w *apptest.World, by access.Actor, c contract.ID, n int) {
	t.Helper()
	if _, err := w.Overview.Contract(t.Context(), by, c); err != nil {
		t.Errorf("dashboard: %v", err)
	}
	o := paying.Order{Contract: c, Amount: 101, Kind: contract.RegularPayment, Date: civil.MustParse("2026-03-20"), Key: fmt.Sprint("form-", n), New: typed("880012347777")}
	account, err := w.Paying.Prepare(t.Context(), by, o)
	if err != nil {
		t.Fatalf("prepare: %v", err)
	}
	o.Account = account.ID
	if _, err := w.Paying.PayOnce(t.Context(), by, o); err != nil {
		t.Errorf("pay: %v", err)
	}
}
