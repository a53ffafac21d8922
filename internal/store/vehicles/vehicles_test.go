package vehicles_test

import (
	"context"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/feed"
	"marque/internal/fault"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/vehicles"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

const vin = "1G174G4A8PA607131"

func told(day int, by string) feed.Told {
	return feed.Told{At: time.Date(2026, 1, day, 15, 0, 0, 0, time.UTC), By: by}
}

func on(day int) civil.Date { return civil.Must(2026, time.January, day) }

func write(t *testing.T, db *engine.DB, fn func(tx *engine.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestAVehicleComesBackAndIsUpdated(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		r := db.Reader(context.Background())
		v := vehicles.Vehicle{
			VIN: vin, Make: "Aurelia", Model: "A5 Coupe", ModelYear: 2023, Trim: "Base", Condition: "used", AssemblyCountry: "US",
			PersonalUse: true, Told: told(1, "a"),
		}
		write(t, db, func(tx *engine.Tx) error { return vehicles.Insert(tx, []vehicles.Vehicle{v}) })
		if got, err := vehicles.ByVIN(r, vin); err != nil || got != v {
			t.Errorf("got %+v, %v", got, err)
		}
		v.Plate, v.Told = "ABC 1234", told(2, "b")
		write(t, db, func(tx *engine.Tx) error { return vehicles.Update(tx, v) })
		if got, err := vehicles.ByVIN(r, vin); err != nil || got != v {
			t.Errorf("got %+v, %v", got, err)
		}
		if got, err := vehicles.ByVINs(r, []string{"JTD4ZTSSXPA534893", vin}); err != nil || len(got) != 1 || got[0] != v {
			t.Errorf("together: got %+v, %v", got, err)
		}
		if _, err := vehicles.ByVIN(r, "JTD4ZTSSXPA534893"); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v, want not found", err)
		}
	})
}

func facts() vehicles.Facts {
	return vehicles.Facts{
		Readings: []vehicles.Reading{
			{VIN: vin, Told: told(9, "r2"), On: on(9), Value: 900, Unit: "mi", Source: vehicles.Workshop},
			{VIN: vin, Told: told(1, "r1"), On: on(1), Value: 100, Unit: "km", Source: vehicles.Delivery},
		},
		Services: []vehicles.Service{{VIN: vin, Told: told(9, "r2"), On: on(9), Dealer: "D1", Summary: "Brake fluid", Link: "https://service.example.com/1"}},
		Recalls: []vehicles.Recall{
			{VIN: vin, Told: told(2, "c1"), Campaign: "26V-813", Title: "Connector", Status: "open"},
			{VIN: vin, Told: told(5, "c2"), Campaign: "26V-813", Title: "Connector", Status: "done"},
		},
		Titles:    []vehicles.Title{{VIN: vin, Told: told(3, "t1"), On: on(3), State: "PA", Status: "title_received"}},
		Ownership: []vehicles.Ownership{{VIN: vin, Told: told(7, "o1"), On: on(7), Reason: "sold"}},
	}
}

func TestFactsAreKeptBeforeAnythingIsKnownOfTheVehicle(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		r := db.Reader(context.Background())
		want := facts()
		write(t, db, func(tx *engine.Tx) error { return vehicles.Record(tx, want) })
		readings, err := vehicles.Readings(r, vin, on(1), on(31))
		if err != nil || len(readings) != 2 || readings[0] != want.Readings[1] || readings[1] != want.Readings[0] {
			t.Errorf("readings: got %+v, %v, want the oldest first", readings, err)
		}
		if got, err := vehicles.Services(r, vin, on(1), on(31)); err != nil || len(got) != 1 || got[0] != want.Services[0] {
			t.Errorf("services: got %+v, %v", got, err)
		}
		if got, err := vehicles.Titles(r, vin, on(1), on(31)); err != nil || len(got) != 1 || got[0] != want.Titles[0] {
			t.Errorf("titles: got %+v, %v", got, err)
		}
		if got, err := vehicles.Changes(r, vin, on(1), on(31)); err != nil || len(got) != 1 || got[0] != want.Ownership[0] {
			t.Errorf("ownership: got %+v, %v", got, err)
		}
	})
}

func TestTheLastWordOnACampaignCounts(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		write(t, db, func(tx *engine.Tx) error { return vehicles.Record(tx, facts()) })
		got, err := vehicles.Recalls(db.Reader(context.Background()), vin)
		if err != nil || len(got) != 1 || got[0].Status != "done" {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestOnlyTheAskedDaysAreShown(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		r := db.Reader(context.Background())
		write(t, db, func(tx *engine.Tx) error { return vehicles.Record(tx, facts()) })
		if got, _ := vehicles.Readings(r, vin, on(2), on(8)); len(got) != 0 {
			t.Errorf("got %+v", got)
		}
		if got, _ := vehicles.Readings(r, vin, on(9), on(9)); len(got) != 1 {
			t.Errorf("got %+v, want the last day included", got)
		}
	})
}

func TestWhatContractsMustLearnLeavesOutTheDelivery(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		write(t, db, func(tx *engine.Tx) error { return vehicles.Record(tx, facts()) })
		got, err := vehicles.Told(db.Reader(context.Background()), []string{"JTD4ZTSSXPA534893", vin})
		if err != nil || len(got.Readings) != 1 || got.Readings[0] != facts().Readings[0] || got.Titles[0] != facts().Titles[0] || got.Ownership[0] != facts().Ownership[0] {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestAFactIsNeverChangedNorTakenTwice(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		write(t, db, func(tx *engine.Tx) error { return vehicles.Record(tx, facts()) })
		ctx := context.Background()
		if err := db.Write(ctx, func(tx *engine.Tx) error { return vehicles.Record(tx, facts()) }); err == nil {
			t.Error("a fact was taken twice")
		}
		for _, change := range []func(tx *engine.Tx) (int64, error){
			func(tx *engine.Tx) (int64, error) { return tx.Exec(`update vehicle_readings set value = 1`) },
			func(tx *engine.Tx) (int64, error) { return tx.Exec(`delete from vehicle_ownership`) },
		} {
			if err := db.Write(ctx, func(tx *engine.Tx) error { _, err := change(tx); return err }); err == nil {
				t.Error("a fact was changed")
			}
		}
	})
}
