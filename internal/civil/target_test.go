package civil_test

import (
	"testing"

	"marque/internal/civil"
)

// The dates are those of the European Central Bank's TARGET calendars.
func TestTargetClosesAtEasterAndOnFourFixedDays(t *testing.T) {
	t.Parallel()
	for text, open := range map[string]bool{
		"2024-03-29": false, "2024-04-01": false, "2025-04-18": false, "2025-04-21": false, "2026-04-03": false, "2026-04-06": false, "2027-03-26": false,
		"2027-03-29": false, "2038-04-23": false, "2038-04-26": false, "2026-01-01": false, "2026-05-01": false, "2026-12-25": false, "2028-12-26": false,
		"2026-04-02": true, "2026-04-07": true, "2026-07-03": true, "2026-11-26": true, "2026-05-14": true, "2026-10-03": false, "2026-10-04": false, "2026-12-24": true,
	} {
		if got := (civil.TARGET{}).IsBusiness(civil.MustParse(text)); got != open {
			t.Errorf("%s: got open %v, want %v", text, got, open)
		}
	}
}
