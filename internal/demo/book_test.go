package demo_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/demo"
	"marque/internal/l10n"
	"marque/internal/service/overview"
	"marque/internal/store/contracts"
	"marque/internal/store/engine/enginetest"
)

// The demo has a lease that was turned in: every page of its end has something to show.
func TestTheDemoHasALeaseThatWasTurnedIn(t *testing.T) {
	t.Parallel()
	if os.Getenv(enginetest.Quick) != "" {
		t.Skip("NOT TESTED: a demo takes a while")
	}
	w := apptest.Open(t, enginetest.SQLite(t), apptest.NewClock("2026-11-27T15:00:00Z"))
	customers, err := demo.Load(t.Context(), w.App, demo.Options{
		Date: civil.MustParse("2026-11-20"), Seed: 1, Zone: func(name string) bool { _, err := time.LoadLocation(name); return err == nil },
	})
	if err != nil || len(customers) != 5 {
		t.Fatalf("got %d sign-ins, %v", len(customers), err)
	}
	all, err := contracts.After(w.DB.Reader(t.Context()), contracts.Contract{}.ID, 1000)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, c := range all {
		got, entries, err := w.Overview.History(t.Context(), access.System("test"), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if l := got.State.Lease; l == nil || l.Ended != contract.KindTurnIn {
			continue
		}
		found++
		read, _ := got.Vehicle.Last()
		back := slices.DeleteFunc(slices.Clone(got.Vehicle.Readings), func(x overview.Reading) bool { return x.Source != overview.AtReturn })
		if len(back) != 1 {
			t.Errorf("the return's reading is shown %d times: %+v", len(back), got.Vehicle.Readings)
		}
		if s := got.State; s.Status != contract.Ended || s.Lease.Mileage.Excess == 0 || len(s.Lease.Wear) != 3 || s.DueNow == 0 || read.Source != overview.AtReturn || read.On != s.Lease.EndedOn {
			t.Errorf("got %s, %+v, %s due, read %+v", s.Status, s.Lease, s.DueNow.Text(got.Terms.Money()), read)
		}
		notes := map[string]bool{}
		for _, e := range entries {
			if e.Over != (e.Effective >= got.State.Lease.EndedOn) {
				t.Errorf("%s of %s: got over %t", e.Key, e.Effective, e.Over)
			}
			notes[e.Note.In(l10n.EnUS)] = true
		}
		if !notes["Tire worn, front left"] || !notes["Cargo cover missing"] {
			t.Errorf("the wear is not named: %v", notes)
		}
	}
	if found != 1 {
		t.Errorf("got %d leases that were turned in, want 1", found)
	}
	if report, err := w.Verifying.Verify(t.Context(), access.System("test")); err != nil || len(report.Findings) > 0 {
		t.Errorf("got %+v, %v", report, err)
	}
}
