package vehicle_test

import (
	"strings"
	"testing"

	"marque/internal/civil"
	"marque/internal/core/vehicle"
	"marque/internal/fault"
)

func TestADeadlineComesFromALawThatWasReadOrThereIsNone(t *testing.T) {
	t.Parallel()
	paid := civil.MustParse("2026-11-13") // a Friday before Thanksgiving
	for state, want := range map[string]string{"IL": "2026-12-04", "MA": "2026-11-23", "ME": "2026-11-27", "CT": "2026-12-13", "NC": "2026-12-13", "AZ": "2026-12-07"} {
		rule, ok := vehicle.ReleaseOf(state)
		if !ok || rule.Citation == "" || rule.By(paid, civil.FederalReserve{}).String() != want {
			t.Errorf("%s: got %s by %q, want %s", state, rule.By(paid, civil.FederalReserve{}), rule.Citation, want)
		}
	}
	for _, state := range []string{"NY", "CA", "TX", "PA", "", "il", "XX"} {
		if rule, ok := vehicle.ReleaseOf(state); ok {
			t.Errorf("%q: got %+v, want none", state, rule)
		}
	}
}

// wrong lists the fields that a fault names.
func wrong(err error) string {
	var names []string
	if f := fault.Of(err); f != nil {
		for _, x := range f.Fields {
			names = append(names, x.Name)
		}
	}
	return strings.Join(names, " ")
}

func TestAProofSaysWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	today := civil.MustParse("2026-11-20")
	good := vehicle.Proof{Insurer: "  Prairie   Mutual ", Policy: "PM-1", Until: today}
	if err := good.Check(today); err != nil || good.Insurer != "Prairie Mutual" {
		t.Errorf("got %v, %q", err, good.Insurer)
	}
	for want, p := range map[string]vehicle.Proof{
		"insurer until":  {},
		"until":          {Insurer: "Prairie Mutual", Until: today.AddDays(-1)},
		"insurer policy": {Insurer: strings.Repeat("x", 81), Policy: strings.Repeat("1", 41), Until: today.AddDays(100)},
	} {
		if got := wrong(p.Check(today)); got != want {
			t.Errorf("%+v: got %q, want %q", p, got, want)
		}
	}
	if got := wrong((&vehicle.Proof{Insurer: "Prairie Mutual", Until: today.AddDays(800)}).Check(today)); got != "until" {
		t.Errorf("far ahead: got %q", got)
	}
}

func TestAGarageIsAnAddressInTheUnitedStates(t *testing.T) {
	t.Parallel()
	good := vehicle.Garage{Line1: " 18  Harbor Line ", City: "Duluth", Region: "mn", PostalCode: "55802-1234"}
	if err := good.Check(); err != nil || good.Line1 != "18 Harbor Line" || good.Region != "MN" || good.Country != "US" {
		t.Errorf("got %v, %+v", err, good)
	}
	for want, g := range map[string]vehicle.Garage{
		"line1 city region postal_code": {},
		"region":                        {Line1: "1", City: "X", Region: "XX", PostalCode: "55802"},
		"line2 postal_code":             {Line1: "1", Line2: strings.Repeat("x", 101), City: "X", Region: "MN", PostalCode: "55802-"},
		"postal_code":                   {Line1: "1", City: "X", Region: "PR", PostalCode: "1234a"},
	} {
		if got := wrong(g.Check()); got != want {
			t.Errorf("%+v: got %q, want %q", g, got, want)
		}
	}
}
