package statement_test

import (
	"testing"

	"marque/internal/civil"
	"marque/internal/core/statement"
	"marque/internal/l10n"
)

func TestInterestIsReportedForNewCarsAssembledHereForPersonalUse(t *testing.T) {
	t.Parallel()
	good := statement.InterestCase{
		Year: 2026, Made: civil.MustParse("2025-01-01"), New: true, Personal: true, VIN: "1HGCM82633A004352", Interest: 60_000, Currency: "USD",
	}
	if ok, why := good.Qualifies(); !ok {
		t.Fatalf("got no: %s", why.In(l10n.EnUS))
	}
	for name, change := range map[string]func(*statement.InterestCase){
		"a lease":                 func(c *statement.InterestCase) { c.Lease = true },
		"euros":                   func(c *statement.InterestCase) { c.Currency = "EUR" },
		"the year before":         func(c *statement.InterestCase) { c.Year = 2024 },
		"the year after":          func(c *statement.InterestCase) { c.Year = 2029 },
		"made a day before":       func(c *statement.InterestCase) { c.Made-- },
		"used":                    func(c *statement.InterestCase) { c.New = false },
		"business":                func(c *statement.InterestCase) { c.Personal = false },
		"assembled in Canada":     func(c *statement.InterestCase) { c.Assembly = "CA" },
		"a VIN of Japan":          func(c *statement.InterestCase) { c.VIN = "JTD4ZTSSXPA534893" },
		"a cent less than 600.00": func(c *statement.InterestCase) { c.Interest-- },
	} {
		c := good
		change(&c)
		if ok, why := c.Qualifies(); ok || why.IsZero() {
			t.Errorf("%s: got %v, %q, want no with a reason", name, ok, why.In(l10n.EnUS))
		}
	}
	japanese := good
	japanese.VIN, japanese.Assembly = "JTD4ZTSSXPA534893", "US"
	if ok, why := japanese.Qualifies(); !ok {
		t.Errorf("the maker's word on assembly counts before the VIN: %s", why.In(l10n.EnUS))
	}
}
