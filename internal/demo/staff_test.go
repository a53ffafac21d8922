package demo_test

import (
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/demo"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestTheStaffAreHiredWhileTheirAppsCodeChanges(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock("2026-03-10T15:00:00Z"))
		asked := 0
		late := func() time.Time { // the first code of each is told when its step has ended
			asked++
			if asked%2 == 1 {
				return w.Clock.Now().Add(-30 * time.Second)
			}
			return w.Clock.Now()
		}
		if hired, err := demo.Hire(t.Context(), w.App, late); err != nil || len(hired) != 2 || asked != 4 {
			t.Errorf("got %d, %v after %d looks at the clock", len(hired), err, asked)
		}
	})
}

func TestMain(m *testing.M) { enginetest.Main(m) }
