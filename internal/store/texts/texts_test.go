package texts_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/texts"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

const us, german, english = "+12015550142", "+4930123456", "+447700900123"

func noon() time.Time { return time.Date(2026, 11, 20, 12, 30, 0, 0, time.UTC) }

var box = sync.OnceValue(seal.NewTest)

func gate() *texts.Gate {
	return texts.New(notice.Reach{PerDay: 5, Countries: []notice.Country{{Prefix: "+1"}, {Prefix: "+49", PerHour: 2}}}, box())
}

// spend spends a text and returns the kind of the refusal, or nothing.
func spend(t *testing.T, db *engine.DB, g *texts.Gate, phone string, now time.Time) string {
	t.Helper()
	var why error
	err := db.Write(t.Context(), func(tx *engine.Tx) (err error) { why, err = g.Spend(tx, phone, now); return err })
	if err != nil {
		t.Fatal(err)
	}
	closed, err := g.Closed(db.Reader(t.Context()), phone, now)
	if err != nil || why != nil && closed == nil {
		t.Errorf("got %v, %v, want what may not be spent closed", closed, err)
	}
	if why == nil {
		return ""
	}
	return fault.KindOf(why).String()
}

func TestADayAndAnHourHaveTheirShareAndEnd(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		g := gate()
		later, never := fault.Unavailable.String(), fault.Invalid.String()
		for i, c := range []struct {
			phone string
			now   time.Time
			want  string
		}{
			{english, noon(), never},
			{german, noon(), ""}, {german, noon(), ""}, {german, noon().Add(29*time.Minute + 59*time.Second), later},
			{german, noon().Add(30 * time.Minute), ""}, // the next hour
			{us, noon(), ""}, {us, noon(), ""}, {us, noon(), later}, // five in a day
			{us, noon().Add(11*time.Hour + 30*time.Minute - time.Microsecond), later},
			{us, noon().Add(11*time.Hour + 30*time.Minute), ""}, // the next day
		} {
			if got := spend(t, db, g, c.phone, c.now); got != c.want {
				t.Errorf("%d. %s at %s: got %q, want %q", i, c.phone, c.now, got, c.want)
			}
		}
	})
}

func TestAResetGivesTheBudgetBack(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		g := gate()
		for range 6 {
			spend(t, db, g, us, noon())
		}
		if s, err := g.Status(db.Reader(t.Context()), noon()); err != nil || s != (texts.Status{Used: 5, Budget: 5, Stopped: true, Began: noon().Truncate(24 * time.Hour)}) {
			t.Errorf("got %+v, %v", s, err)
		}
		if err := db.Write(t.Context(), func(tx *engine.Tx) error { return texts.Reset(tx, noon()) }); err != nil {
			t.Fatal(err)
		}
		if s, err := g.Status(db.Reader(t.Context()), noon()); err != nil || s.Stopped || s.Used != 0 {
			t.Errorf("got %+v, %v", s, err)
		}
		if got := spend(t, db, g, us, noon()); got != "" {
			t.Errorf("got %s after a reset", got)
		}
		if err := db.Write(t.Context(), func(tx *engine.Tx) error { return texts.Sweep(tx, noon().Add(9*24*time.Hour)) }); err != nil {
			t.Fatal(err)
		}
		if s, err := g.Status(db.Reader(t.Context()), noon()); err != nil || s.Used != 0 {
			t.Errorf("got %+v, %v, want old counts swept", s, err)
		}
	})
}

func TestManyAtOnceSpendNoMoreThanTheBudget(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		g := gate()
		var passed atomic.Int32
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				var why error
				err := db.Write(context.Background(), func(tx *engine.Tx) (err error) { why, err = g.Spend(tx, us, noon()); return err })
				if err != nil {
					t.Error(err)
				} else if why == nil {
					passed.Add(1)
				}
			})
		}
		all.Wait()
		if n := passed.Load(); n != 5 {
			t.Errorf("got %d texts past a budget of 5", n)
		}
	})
}

func TestNoGateLetsEverythingPass(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		var none *texts.Gate
		if got := spend(t, db, none, english, noon()); got != "" {
			t.Errorf("got %s", got)
		}
	})
}
