package onboarding_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/core/feed"
	"marque/internal/store/engine/enginetest"
)

// history draws messages about one vehicle: two contracts on it, told by people who moved in between, and facts from before, between and
// after.
func history(t *testing.T, r *rapid.T, vin string) []feed.Event {
	events := []feed.Event{
		altered(t, "evt-0000205", nil),
		altered(t, "evt-0000205", map[string]any{
			"id": "second", "subject": "C2", "data.contract_number": "C2", "data.contract_date": "2025-06-01", "data.loan.first_due": "2025-07-01",
			"time": "2025-06-01T00:00:00Z", "data.conversion": nil, "data.parties.0.family_name": "Novák", "data.vehicle.plate": "NEW 1",
		}),
		fact(t, "left", "ownership.changed.v1", vin, `"reason":"sold","on":"2025-05-20"`), // else the second would wait for somebody's decision
	}
	for i := range rapid.IntRange(1, 6).Draw(r, "facts") {
		id, on := fmt.Sprintf("fact-%d", i), rapid.SampledFrom([]string{"2022-12-31", "2023-01-22", "2024-05-05", "2025-06-01", "2026-10-31"}).Draw(r, "on")
		switch rapid.IntRange(0, 3).Draw(r, "kind") {
		case 0:
			events = append(events, fact(t, id, "vehicle.odometer.v1", vin, fmt.Sprintf(`"odometer":{"value":%d,"unit":"mi","read_on":%q}`, 1000*i, on)))
		case 1:
			events = append(events, fact(t, id, "title.updated.v1", vin, fmt.Sprintf(`"state":"CA","status":"lien_recorded","on":%q`, on)))
		case 2:
			events = append(events, fact(t, id, "ownership.changed.v1", vin, fmt.Sprintf(`"reason":"sold","on":%q`, on)))
		default:
			events = append(events, fact(t, id, "vehicle.recall.v1", vin, `"campaign":"26V-1","title":"Hose","status":"open"`))
		}
	}
	return events
}

func TestAnyOrderInAnyBatchesWithRepetitionsComesToTheSame(t *testing.T) {
	t.Parallel()
	vin := string(altered(t, "evt-0000205", nil).Data.(*feed.Activation).Vehicle.VIN)
	const enough = 25 // each check fills two databases
	checks, failed := 0, false
	rapid.Check(t, func(r *rapid.T) {
		if checks++; checks > enough && !failed {
			return
		}
		events := history(t, r, vin)
		straight := setup(enginetest.SQLite(t))
		straight.apply(t, events...)
		want := straight.content(t)

		mixed := rapid.Permutation(append(slices.Clone(events), events[rapid.IntRange(0, len(events)-1).Draw(r, "again")])).Draw(r, "order")
		h := setup(enginetest.SQLite(t))
		for len(mixed) > 0 {
			n := rapid.IntRange(1, len(mixed)).Draw(r, "batch")
			h.apply(t, mixed[:n]...)
			mixed = mixed[n:]
		}
		if got := h.content(t); !slices.Equal(got, want) {
			failed = true
			r.Errorf("got another content: %v", difference(want, got))
		}
	})
}
