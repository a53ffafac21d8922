package guide_test

import (
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/guide"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestACodeIsTakenOnceInItsTime(t *testing.T) {
	t.Parallel()
	g := guide.Guide{ID: guide.ID{1}, Created: now, Until: now.Add(guide.Life)}
	if _, err := g.Claim(access.UserID{1}, now.Add(guide.Life)); err == nil {
		t.Error("a code that ran out is taken")
	}
	taken, err := g.Claim(access.UserID{1}, now.Add(guide.Life-time.Second))
	if err != nil || !taken.Followed(now.Add(guide.Life)) || taken.Followed(taken.Claimed.Add(guide.Watch)) {
		t.Errorf("got %+v, %v", taken, err)
	}
	if _, err := taken.Claim(access.UserID{2}, taken.Claimed); err == nil {
		t.Error("a second agent takes the code")
	}
	taken.Ended = now
	if taken.Followed(now.Add(guide.Life)) || g.Followed(now) {
		t.Error("what was stopped, or never taken, is followed")
	}
}

func TestTriesAreCountedOnOnePage(t *testing.T) {
	t.Parallel()
	var g guide.Guide
	for _, x := range []struct {
		seen  guide.Seen
		tries int
		fault string
	}{
		{guide.Seen{Place: "/login"}, 0, ""},
		{guide.Seen{Place: "/login", Failed: true, Fault: "No."}, 1, "No."},
		{guide.Seen{Place: "/login", Failed: true, Fault: strings.Repeat("é", 400)}, 2, strings.Repeat("é", 300)},
		{guide.Seen{Place: "/login"}, 2, strings.Repeat("é", 300)},
		{guide.Seen{Place: "/login/code", Step: "by text"}, 0, ""},
	} {
		if g = g.At(x.seen); g.Tries != x.tries || g.Fault != x.fault || g.Place != x.seen.Place || g.Step != x.seen.Step {
			t.Errorf("after %+v: got %+v", x.seen, g)
		}
	}
}
