package vehicle_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/vehicle"
	"marque/internal/fault"
)

// The rows name their sources: readmes and tests of public VIN libraries.
func TestPublishedVINsAreJudged(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/vin_check.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		VIN        string
		WellFormed bool `json:"well_formed"`
		CheckDigit bool `json:"us_check_digit_valid"`
	}
	if err := json.Unmarshal(data, &rows); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		v, err := vehicle.ParseVIN(row.VIN)
		if (err == nil) != row.WellFormed || v.CheckDigitFits() != row.CheckDigit {
			t.Errorf("%s: got %v and check digit %v, want %v and %v", row.VIN, err, v.CheckDigitFits(), row.WellFormed, row.CheckDigit)
		}
	}
}

func TestAGenuineEuropeanVINMayFailTheCheckDigit(t *testing.T) {
	t.Parallel()
	v, err := vehicle.ParseVIN(" wvwzzz3cZEe140287 ")
	if err != nil || v.CheckDigitFits() || v.CheckDigitIsLaw() || v.Region() != vehicle.Europe {
		t.Errorf("got %s, %v, %v, %s", v, err, v.CheckDigitFits(), v.Region())
	}
}

func TestWhatIsNoVINIsAFault(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "1HGCM82633A00435", "1HGCM82633A0043520", "IHGCM82633A004352", "1HGCM82633A00435.", "1HGCM82633A00435é", strings.Repeat("1", 100)} {
		v, err := vehicle.ParseVIN(s)
		if !fault.Is(err, fault.Invalid) || v.CheckDigitFits() || v.Region() != vehicle.Unassigned || v.AssembledInUS() {
			t.Errorf("%q: got %s, %v", s, v, err)
		}
		if m, ok := v.Maker(); ok {
			t.Errorf("%q: got %v", s, m)
		}
	}
}

func TestRegionsFollowISO3780(t *testing.T) {
	t.Parallel()
	for start, want := range map[string]vehicle.Region{
		"AAV": vehicle.Africa, "JTD": vehicle.Asia, "LRW": vehicle.Asia, "HES": vehicle.Asia, "SCF": vehicle.Europe, "WP0": vehicle.Europe, "YV1": vehicle.Europe, "ZFF": vehicle.Europe,
		"1HG": vehicle.NorthAmerica, "2T1": vehicle.NorthAmerica, "3VW": vehicle.NorthAmerica, "5YJ": vehicle.NorthAmerica, "7SA": vehicle.NorthAmerica, "70A": vehicle.NorthAmerica,
		"6T1": vehicle.Oceania, "7A8": vehicle.Oceania, "8AJ": vehicle.SouthAmerica, "93Y": vehicle.SouthAmerica, "0AA": vehicle.Unassigned,
	} {
		v, err := vehicle.ParseVIN(start + "00000000000000")
		if err != nil || v.Region() != want {
			t.Errorf("%s: got %q, %v, want %q", start, v.Region(), err, want)
		}
	}
}

func TestMakersComeFromNHTSAsTable(t *testing.T) {
	t.Parallel()
	for vin, want := range map[string]struct{ name, make, country string }{
		"102AAAAAAAAAAAAAA": {"Camelot Motors", "CAMELOT", "UNITED STATES (USA)"},
		"7FC00000000000000": {"RIVIAN AUTOMOTIVE LLC", "RIVIAN", "UNITED STATES (USA)"},
		"7G200000000000000": {"TESLA, INC.", "Tesla", "UNITED STATES (USA)"},
		"10900000000024000": {"OTTAWA TRUCK CORPORATION", "Ottawa Brimont Corporation", "UNITED STATES (USA)"},
	} {
		v, err := vehicle.ParseVIN(vin)
		if err != nil {
			t.Fatal(err)
		}
		m, ok := v.Maker()
		if !ok || m.Name != want.name || m.Makes[0] != want.make || m.Country != want.country {
			t.Errorf("%s: got %+v, %v, want %+v", vin, m, ok, want)
		}
	}
	for _, vin := range []string{"0ZZ00000000000000", "10900000000999000"} {
		v, _ := vehicle.ParseVIN(vin)
		if m, ok := v.Maker(); ok {
			t.Errorf("%s: got %+v, want none", vin, m)
		}
	}
}

func TestEveryRowOfTheTableIsFound(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("wmi.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(string(data)), "\n")[1:]
	if len(rows) != 893 {
		t.Errorf("got %d rows, want 893", len(rows))
	}
	for _, row := range rows {
		wmi, rest, _ := strings.Cut(row, ",")
		vin := wmi + strings.Repeat("0", 17-len(wmi))
		if len(wmi) == 6 {
			vin = wmi[:3] + "00000000" + wmi[3:] + "000"
		}
		v, err := vehicle.ParseVIN(vin)
		m, ok := v.Maker()
		if err != nil || !ok || !strings.HasPrefix(strings.TrimPrefix(rest, `"`), m.Name) || m.Name == "" || m.Kind == "" {
			t.Errorf("%s: got %+v, %v, %v", row, m, ok, err)
		}
	}
}

func TestOneMistypedCharacterChangesTheCheckDigit(t *testing.T) {
	t.Parallel()
	const good = "1HGCM82633A004352"
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.SampledFrom([]int{0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16}).Draw(t, "at")
		bad := []byte(good)
		bad[at] = rapid.SampledFrom([]byte("0123456789")).Draw(t, "digit")
		before := strings.IndexByte("0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ", good[at]) % 10
		v, err := vehicle.ParseVIN(string(bad))
		if err != nil || v.CheckDigitFits() != (int(bad[at]-'0') == before) {
			t.Fatalf("%s: %v, %v", bad, err, v.CheckDigitFits())
		}
	})
}

func TestAssemblyInTheUnitedStates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v    vehicle.Vehicle
		want bool
	}{
		{vehicle.Vehicle{VIN: "1HGCM82633A004352"}, true}, {vehicle.Vehicle{VIN: "2HGCM82633A004352"}, false},
		{vehicle.Vehicle{VIN: "JTHCE96S770008889", AssemblyCountry: "US"}, true}, {vehicle.Vehicle{}, false},
	} {
		if got := c.v.AssembledInUS(); got != c.want {
			t.Errorf("%+v: got %v, want %v", c.v, got, c.want)
		}
	}
}

func TestAVehicleHasAName(t *testing.T) {
	t.Parallel()
	v := vehicle.Vehicle{Make: "Aurelia", Model: "A5 Coupe", ModelYear: 2023}
	if got := v.Name(); got != "2023 Aurelia A5 Coupe" {
		t.Errorf("got %q", got)
	}
	v.ModelYear = 0
	if got := v.Name(); got != "Aurelia A5 Coupe" {
		t.Errorf("got %q", got)
	}
}

func TestAReadingIsCheckedAgainstTodayAndTheOneBefore(t *testing.T) {
	t.Parallel()
	today := civil.MustParse("2026-11-20")
	first, err := vehicle.NewOdometer(12000, vehicle.Miles, today-100, today)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		value int
		unit  vehicle.Unit
		on    civil.Date
		good  bool
	}{
		"onward": {13000, vehicle.Miles, today, true}, "the same day": {12000, vehicle.Miles, today - 100, true}, "in kilometres": {19313, vehicle.Kilometres, today, true},
		"back": {11999, vehicle.Miles, today, false}, "a digit too many": {1200000, vehicle.Miles, today, false}, "older": {12000, vehicle.Miles, today - 101, false},
	} {
		o, err := vehicle.NewOdometer(c.value, c.unit, c.on, today)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := o.Follows(first); (err == nil) != c.good {
			t.Errorf("%s: got %v, want %v", name, err, c.good)
		}
		if err := o.Follows(vehicle.Odometer{}); err != nil {
			t.Errorf("%s: the first reading has none before it: %v", name, err)
		}
	}
	for name, call := range map[string]func() (vehicle.Odometer, error){
		"tomorrow": func() (vehicle.Odometer, error) { return vehicle.NewOdometer(1, vehicle.Miles, today+1, today) },
		"negative": func() (vehicle.Odometer, error) { return vehicle.NewOdometer(-1, vehicle.Miles, today, today) },
		"absurd":   func() (vehicle.Odometer, error) { return vehicle.NewOdometer(3_000_000, vehicle.Miles, today, today) },
		"leagues":  func() (vehicle.Odometer, error) { return vehicle.NewOdometer(1, "leagues", today, today) },
		"no day":   func() (vehicle.Odometer, error) { return vehicle.NewOdometer(1, vehicle.Miles, 0, today) },
	} {
		if _, err := call(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want a fault", name, err)
		}
	}
}

func TestKilometresAreMilesRoundedDown(t *testing.T) {
	t.Parallel()
	for km, want := range map[int]int{0: 0, 1: 0, 2: 1, 100: 62, 160934: 99999, 160935: 100000} {
		if got := (vehicle.Odometer{Value: km, Unit: vehicle.Kilometres}).Miles(); got != want {
			t.Errorf("%d km: got %d, want %d", km, got, want)
		}
	}
}
