package incident

import (
	"cmp"
	"time"
)

// Standing is how well a part works.
type Standing uint8

// The standings, the worst last.
const (
	Working Standing = iota
	Slow
	Down
)

// String is the word of logs and JSON.
func (s Standing) String() string {
	switch s {
	case Slow:
		return "slow"
	case Down:
		return "down"
	}
	return "working"
}

// MarshalText writes the word.
func (s Standing) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Worse returns the worse of two.
func Worse(a, b Standing) Standing { return max(a, b) }

// Sending is how messages of one channel leave, as the outbox shows it.
type Sending struct {
	Waiting int       `json:"waiting"` // that could have been sent already
	Oldest  time.Time `json:"oldest"`  // of those; zero when none waits
	Last    time.Time `json:"last"`    // when one was handed over last; zero is never
	Refused int       `json:"refused"` // for good, in the last hour
	Stopped bool      `json:"stopped"` // none may leave: the day's budget is used up
}

// The bounds of a judgement. A message that waits is usual for seconds; one or two that a server puts off are that server's matter.
const (
	slowAfter = 5 * time.Minute
	downAfter = 15 * time.Minute
	fewWait   = 3
	// manyRefused in an hour of which none is sent means that whoever takes our messages takes none.
	manyRefused = 10
	// RefusedWithin is how far back refusals count.
	RefusedWithin = time.Hour
)

// At judges the channel at an instant.
func (s Sending) At(now time.Time) Standing {
	waits := time.Duration(0)
	if s.Waiting >= fewWait {
		waits = now.Sub(s.Oldest)
	}
	silent := now.Sub(s.Last)
	switch {
	case s.Stopped, waits > downAfter && silent > downAfter, s.Refused >= manyRefused && silent > RefusedWithin:
		return Down
	case waits > slowAfter:
		return Slow
	}
	return Working
}

// Since is from when on the channel has not worked, as far as it can be told; zero while it works.
func (s Sending) Since(now time.Time) time.Time {
	if s.At(now) == Working {
		return time.Time{}
	}
	return cmp.Or(s.Oldest, s.Last)
}
