package civil_test

import (
	"encoding/json"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
)

func TestDatesAgreeWithTheStandardLibraryOnEveryDay(t *testing.T) {
	t.Parallel()
	want := time.Date(civil.MinYear, 1, 1, 0, 0, 0, 0, time.UTC)
	for d := civil.Must(civil.MinYear, 1, 1); d <= civil.Must(civil.MaxYear, 12, 31); d++ {
		y, m, day := d.Split()
		wy, wm, wd := want.Date()
		if y != wy || m != wm || day != wd || d.Weekday() != want.Weekday() {
			t.Fatalf("got %d-%d-%d %v, want %v", y, m, day, d.Weekday(), want)
		}
		if civil.Must(y, m, day) != d {
			t.Fatalf("%v does not make itself again", d)
		}
		want = want.AddDate(0, 0, 1)
	}
}

func TestParseTakesISODatesOnly(t *testing.T) {
	t.Parallel()
	if d := civil.MustParse("2024-02-29"); d.String() != "2024-02-29" {
		t.Errorf("got %v", d)
	}
	for _, s := range []string{"", "2025-02-30", "2025-02-29", "2025-13-01", "2025-00-10", "2025-1-1", "25-01-01", "2025/01/01", "9999-01-01", "1899-12-31", "2025-01-0x", "+025-01-01"} {
		if _, err := civil.Parse(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v, want an invalid fault", s, err)
		}
	}
}

func TestAddMonthsRemembersTheIntendedDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from string
		n    int
		day  int
		want string
	}{
		{"2026-01-31", 1, 31, "2026-02-28"},
		{"2026-02-28", 1, 31, "2026-03-31"},
		{"2024-01-30", 1, 30, "2024-02-29"},
		{"2026-12-15", 1, 15, "2027-01-15"},
		{"2026-01-15", -1, 15, "2025-12-15"},
		{"2026-03-31", -13, 31, "2025-02-28"},
		{"2026-05-10", 600, 10, "2076-05-10"},
	} {
		if got := civil.MustParse(c.from).AddMonths(c.n, c.day); got.String() != c.want {
			t.Errorf("%s + %d months: got %v, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestMonthsUntilCountsWholeMonths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		want     int
	}{
		{"2026-01-31", "2026-02-28", 1}, {"2026-01-31", "2026-02-27", 0}, {"2026-01-15", "2026-01-14", -1}, {"2025-11-22", "2026-11-22", 12},
	} {
		if got := civil.MustParse(c.from).MonthsUntil(civil.MustParse(c.to)); got != c.want {
			t.Errorf("%s to %s: got %d, want %d", c.from, c.to, got, c.want)
		}
	}
}

func TestADateBelongsToAZoneOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	la, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	instant := time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)
	if got := civil.On(instant, la); got.String() != "2026-02-28" {
		t.Errorf("got %v, want the day before", got)
	}
	spring := civil.MustParse("2026-03-08") // the clocks go forward at two in the morning
	if got := spring.Start(la); got.Hour() != 0 || civil.On(got, la) != spring {
		t.Errorf("got %v", got)
	}
}

func TestEdgesOfMonthAndYear(t *testing.T) {
	t.Parallel()
	d := civil.MustParse("2024-02-10")
	if got := d.EndOfMonth().String() + d.StartOfMonth().String() + d.StartOfYear().String(); got != "2024-02-292024-02-012024-01-01" {
		t.Errorf("got %s", got)
	}
	if got := civil.MustParse("2024-03-01").Sub(d); got != 20 {
		t.Errorf("got %d days, want 20", got)
	}
}

func TestNoDateIsEmptyAndNull(t *testing.T) {
	t.Parallel()
	var none civil.Date
	if v, _ := none.Value(); v != nil || none.String() != "" || !none.IsZero() {
		t.Error("no date must be NULL and empty")
	}
	text, _ := json.Marshal(none)
	if string(text) != `""` {
		t.Errorf("got %s", text)
	}
	d := civil.MustParse("2026-01-01")
	if err := json.Unmarshal(text, &d); err != nil || d != 0 {
		t.Errorf("got %v, %v", d, err)
	}
}

func TestScanReadsWhatDriversGive(t *testing.T) {
	t.Parallel()
	want := civil.MustParse("2026-11-22")
	for _, src := range []any{"2026-11-22", []byte("2026-11-22"), time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)} {
		var got civil.Date
		if err := got.Scan(src); err != nil || got != want {
			t.Errorf("%T: got %v, %v", src, got, err)
		}
	}
	var got civil.Date
	if got.Scan(3.5) == nil || got.Scan("2026-02-30") == nil {
		t.Error("what is no date must not be read")
	}
}

func TestFederalReserveHolidays(t *testing.T) {
	t.Parallel()
	// The Federal Reserve Banks' published schedule for 2025 to 2027.
	closed := []string{
		"2025-01-01", "2025-01-20", "2025-02-17", "2025-05-26", "2025-06-19", "2025-07-04", "2025-09-01", "2025-10-13", "2025-11-11", "2025-11-27", "2025-12-25",
		"2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25",
		"2027-01-01", "2027-01-18", "2027-02-15", "2027-05-31", "2027-07-05", "2027-09-06", "2027-10-11", "2027-11-11", "2027-11-25",
	}
	want := map[string]bool{}
	for _, s := range closed {
		want[s] = true
	}
	for d := civil.MustParse("2025-01-01"); d <= civil.MustParse("2027-12-31"); d++ {
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		if got := !(civil.FederalReserve{}).IsBusiness(d); got != (weekend || want[d.String()]) {
			t.Errorf("%v %v: closed %v", d, d.Weekday(), got)
		}
	}
}

func TestBusinessDaysSkipWeekendsAndHolidays(t *testing.T) {
	t.Parallel()
	fed := civil.FederalReserve{}
	if got := civil.OnOrAfter(fed, civil.MustParse("2026-07-04")); got.String() != "2026-07-06" {
		t.Errorf("got %v", got)
	}
	if got := civil.AddBusiness(fed, civil.MustParse("2026-11-25"), 1); got.String() != "2026-11-27" {
		t.Errorf("got %v, want the day after Thanksgiving", got)
	}
}
