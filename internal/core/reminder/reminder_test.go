package reminder_test

import (
	"testing"
	"time"

	"marque/internal/core/reminder"
)

func TestAStageIsTheLastOneReached(t *testing.T) {
	t.Parallel()
	p := reminder.Usual()
	for days, want := range map[int]int{0: 0, 1: 1, 9: 1, 10: 10, 14: 10, 15: 15, 29: 15, 30: 30, 59: 30, 60: 60, 90: 90, 400: 90} {
		if got := p.Stage(days); got != want {
			t.Errorf("%d days: got stage %d, want %d", days, got, want)
		}
	}
	if got := (reminder.Policy{}).Stage(100); got != 0 {
		t.Errorf("no stages: got %d", got)
	}
}

func TestAPolicyOutOfBoundsIsRefused(t *testing.T) {
	t.Parallel()
	if err := reminder.Usual().Check(); err != nil {
		t.Error(err)
	}
	for name, p := range map[string]reminder.Policy{
		"far ahead": {Before: 31}, "before the past": {Before: -1}, "not ascending": {Stages: []int{10, 10}}, "zero": {Stages: []int{0}}, "years": {Stages: []int{366}},
		"many": {Stages: []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}},
	} {
		if p.Check() == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}

func TestNobodyIsRemindedAtNight(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, time.March, day, hour, minute, 0, 0, zone)
	}
	for _, c := range []struct{ now, want time.Time }{
		{at(5, 7, 59), at(5, 8, 0)}, {at(5, 8, 0), at(5, 8, 0)}, {at(5, 20, 59), at(5, 20, 59)}, {at(5, 21, 0), at(6, 8, 0)}, {at(5, 0, 0), at(5, 8, 0)},
		{at(7, 23, 0), at(8, 8, 0)}, // the clocks go forward that night
	} {
		if got := reminder.Quiet(c.now, zone); !got.Equal(c.want) {
			t.Errorf("%s: got %s, want %s", c.now, got, c.want)
		}
	}
}
