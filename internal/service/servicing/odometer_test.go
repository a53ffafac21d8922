package servicing_test

import (
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/vehicle"
	"marque/internal/fault"
	"marque/internal/service/servicing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestAReadingOfTheOdometerCountsOnceAndMustFitBetweenItsNeighbours(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		on := func(key, day string, value int) error {
			return w.Servicing.Report(t.Context(), by, servicing.Reading{Contract: c, Value: value, Unit: vehicle.Miles, ReadOn: civil.MustParse(day), Key: key})
		}
		for range 2 {
			if err := on("a", "2026-04-01", 4000); err != nil {
				t.Fatal(err)
			}
		}
		if err := on("b", "2026-03-20", 3500); err != nil { // remembered late
			t.Fatal(err)
		}
		for name, x := range map[string]struct {
			day   string
			value int
			field string
		}{
			"lower than before":    {"2026-04-02", 3999, "value"},
			"higher than later":    {"2026-03-25", 4001, "value"},
			"a digit too many":     {"2026-04-03", 40_000, "value"},
			"tomorrow":             {"2026-04-06", 4100, "read_on"},
			"before the contract":  {"2025-01-01", 1, "read_on"},
			"beyond any odometer":  {"2026-04-03", 3_000_000, "value"},
			"less than no mile":    {"2026-04-03", -1, "value"},
			"in the unit of miles": {"2026-04-03", 12, "value"},
		} {
			err := on(name, x.day, x.value)
			if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != x.field {
				t.Errorf("%s: got %v, want the field %s", name, err, x.field)
			}
		}
		got, err := w.Overview.Vehicle(t.Context(), by, c)
		last, _ := got.Last()
		if err != nil || len(got.Readings) != 3 || last.Value != 4000 || last.Source != "owner" {
			t.Errorf("got %+v, %v", got.Readings, err)
		}
		page, err := w.Overview.Contract(t.Context(), by, c)
		if err != nil || page.State.Odometer != 4000 || page.State.Status != contract.Active {
			t.Errorf("the contract does not know: %d, %v", page.State.Odometer, err)
		}
		other, _ := w.Activate(t, apptest.Lease("L2"))
		if err := w.Servicing.Report(t.Context(), by, servicing.Reading{Contract: other, Value: 5, Unit: vehicle.Miles, Key: "x"}); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's: got %v", err)
		}
		report, err := w.Verifying.Verify(t.Context(), desk())
		if err != nil || len(report.Findings) != 0 {
			t.Errorf("got %v, %v", report.Findings, err)
		}
	})
}
