package identity_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"marque/internal/core/identity"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func TestFiveFailuresWaitThirtySecondsThenTwiceAsLong(t *testing.T) {
	t.Parallel()
	rule := identity.DefaultLimits().Pair
	var c identity.Counter
	now := noon
	for range 4 {
		var v identity.Verdict
		if c, v = rule.Take(c, now); !v.Pass || v.Trips {
			t.Fatalf("got %+v for one of the first four", v)
		}
	}
	for _, want := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute} {
		var v identity.Verdict
		if c, v = rule.Take(c, now); !v.Pass || !v.Trips || v.Lock {
			t.Fatalf("got %+v, want a pass that begins a wait", v)
		}
		if got := c.Until.Sub(now); got != want {
			t.Fatalf("got a wait of %v, want %v", got, want)
		}
		if _, v := rule.Take(c, now.Add(want-time.Microsecond)); v.Pass {
			t.Fatalf("passed before %v were over", want)
		}
		now = now.Add(want)
	}
}

func TestAWaitNeverExceedsADay(t *testing.T) {
	t.Parallel()
	rule := identity.DefaultLimits().Pair
	var c identity.Counter
	now := noon
	for range 200 {
		c, _ = rule.Take(c, now)
		if wait := c.Until.Sub(now); wait > 24*time.Hour {
			t.Fatalf("got a wait of %v", wait)
		}
		if c.Until.After(now) {
			now = c.Until
		}
	}
	if got := c.Until.Sub(now); got != 0 {
		t.Fatalf("got %v left", got)
	}
}

func TestAnAccountLocksAfterTenInARowForADay(t *testing.T) {
	t.Parallel()
	rule := identity.DefaultLimits().Account
	var c identity.Counter
	for i := range 10 {
		var v identity.Verdict
		c, v = rule.Take(c, noon)
		if !v.Pass || v.Lock != (i == 9) {
			t.Fatalf("attempt %d: got %+v", i+1, v)
		}
	}
	day := 24 * time.Hour
	if _, v := rule.Take(c, noon.Add(day-time.Second)); v.Pass || !v.Until.Equal(noon.Add(day)) {
		t.Errorf("a second before the end: got %+v", v)
	}
	if _, v := rule.Take(c, noon.Add(day)); !v.Pass {
		t.Errorf("at the end: got %+v", v)
	}
}

func TestAnAccountLocksAfterTwentyInADayThoughSomeSucceeded(t *testing.T) {
	t.Parallel()
	rule := identity.DefaultLimits().Account
	var c identity.Counter
	now := noon
	for i := range 19 {
		c, _ = rule.Take(c, now)
		if i%5 == 4 { // the owner signs in between
			c, _ = rule.Take(c, now)
			c = rule.Succeed(c)
		}
		now = now.Add(time.Minute)
	}
	if now.Before(c.Until) {
		t.Fatal("locked after nineteen")
	}
	if _, v := rule.Take(c, now); !v.Lock {
		t.Errorf("got %+v for the twentieth, want a lock", v)
	}
	if _, v := rule.Take(c, noon.Add(24*time.Hour)); v.Lock {
		t.Errorf("got %+v when the first had left the day, want no lock", v)
	}
}

func TestAHundredFailuresDisableAnAuthenticatorForGood(t *testing.T) {
	t.Parallel()
	rule := identity.DefaultLimits().Authenticator
	var c identity.Counter
	for range 100 {
		var v identity.Verdict
		if c, v = rule.Take(c, noon); !v.Pass {
			t.Fatal("refused before the hundredth")
		}
	}
	if _, v := rule.Take(c, noon.AddDate(100, 0, 0)); v.Pass {
		t.Error("passed a hundred years later")
	}
}

func TestASlidingLimitLetsTheNextPassWhenTheOldestLeaves(t *testing.T) {
	t.Parallel()
	rule := identity.DefaultLimits().ClaimContract
	var c identity.Counter
	for i := range 5 {
		c, _ = rule.Take(c, noon.Add(time.Duration(i)*time.Hour))
	}
	want := noon.Add(24 * time.Hour)
	if _, v := rule.Take(c, want.Add(-time.Second)); v.Pass || !v.Until.Equal(want) {
		t.Errorf("a second before: got %+v", v)
	}
	if _, v := rule.Take(c, want); !v.Pass {
		t.Errorf("when the oldest has left: got %+v", v)
	}
}

func TestASuccessEndsTheRowAndItsWait(t *testing.T) {
	t.Parallel()
	rule := identity.DefaultLimits().Pair
	var c identity.Counter
	for range 5 {
		c, _ = rule.Take(c, noon)
	}
	c = rule.Succeed(c)
	if _, v := rule.Take(c, noon); !v.Pass || v.Trips {
		t.Errorf("got %+v after a success", v)
	}
}

func TestKnockingWhileRefusedChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rule := identity.DefaultLimits().Pair
		var c identity.Counter
		for range rapid.IntRange(5, 12).Draw(t, "failures") {
			if noon.Before(c.Until) {
				break
			}
			c, _ = rule.Take(c, noon)
		}
		before := c.Until
		for range rapid.IntRange(1, 50).Draw(t, "knocks") {
			c, _ = rule.Take(c, noon)
		}
		if !c.Until.Equal(before) {
			t.Fatalf("got %v, want %v", c.Until, before)
		}
	})
}

func TestNoMoreThanTheLimitPassesInAnyWindow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rule := identity.Rule{Scope: "x", LockWithin: rapid.IntRange(1, identity.MostRecent).Draw(t, "limit"), Window: time.Hour}
		var c identity.Counter
		var passed []time.Time
		now := noon
		for range 150 {
			now = now.Add(time.Duration(rapid.IntRange(0, 900).Draw(t, "pause")) * time.Second)
			var v identity.Verdict
			if c, v = rule.Take(c, now); v.Pass {
				passed = append(passed, now)
			}
		}
		for i := rule.LockWithin; i < len(passed); i++ {
			if passed[i].Sub(passed[i-rule.LockWithin]) < rule.Window {
				t.Fatalf("%d passed within %v", rule.LockWithin+1, rule.Window)
			}
		}
	})
}

func TestACounterReadsBackWhatItWrote(t *testing.T) {
	t.Parallel()
	c := identity.Counter{Recent: []time.Time{noon, noon.Add(time.Microsecond)}}
	b, err := c.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var got identity.Counter
	if err := got.UnmarshalBinary(b); err != nil || len(got.Recent) != 2 || !got.Recent[1].Equal(c.Recent[1]) {
		t.Errorf("got %v, %v", got.Recent, err)
	}
}
