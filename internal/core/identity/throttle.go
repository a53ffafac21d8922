package identity

import (
	"encoding/binary"
	"math"
	"time"
)

// Rule says when failures make one wait. A counter is kept for each scope and key; every part of a rule that is zero is off.
type Rule struct {
	Scope string // what is counted, part of the stored key

	// From the WaitAfter-th failure in a row on, each one is followed by a wait: FirstWait, then twice as long each time, up to MostWait.
	WaitAfter           int
	FirstWait, MostWait time.Duration

	// LockAfter failures in a row, or LockWithin of them inside Window, lock for Lock. A Lock of zero with LockWithin lets the next one
	// pass as soon as the oldest has left the window.
	LockAfter, LockWithin int
	Window, Lock          time.Duration
}

// Forever is a lock that only binding anew ends.
const Forever = time.Duration(math.MaxInt64)

// day is a day of the throttle: 24 hours, not a date.
const day = 24 * time.Hour

// MostRecent bounds how many instants a counter remembers; no rule's LockWithin is larger.
const MostRecent = 32

// WorthKeeping is the row of failures from which a counter is kept for good: it is on its way to a lock that only binding anew ends.
const WorthKeeping = 10

// Limits are the rules of one installation; the zero value of a rule lets everything pass, so take DefaultLimits and change it.
type Limits struct {
	Pair          Rule // (typed name, network) or (typed name, known device)
	Account       Rule // typed name over all networks, unknown devices only
	Network       Rule // one network, whatever the names: it slows a list of names being tried
	Authenticator Rule // one password
	Codes         Rule // one user's codes
	Texts         Rule // codes sent to one account or telephone, each under its own key
	Mails         Rule // mailed codes to one account
	TextsNetwork  Rule // codes that one network asks for
	ClaimContract Rule // registrations tried with one contract number
	ClaimNetwork  Rule // registrations tried from one network
	Recover       Rule // recoveries begun with one typed name; a known device counts apart
	RecoverFrom   Rule // recoveries begun from one network
	Passkeys      Rule // passkeys that strangers of one network are asked for: each opened sign-in page is one
	Unsolved      Rule // forms of one network that came without the solution of their puzzle
	Clients       Rule // wrong secrets of programs from one network
}

// DefaultLimits are those of the design ("Throttle and lock"; NIST SP 800-63B-4, 3.2.2 for the hundred).
func DefaultLimits() Limits {
	return Limits{
		Pair:          Rule{Scope: "pair", WaitAfter: 5, FirstWait: 30 * time.Second, MostWait: day},
		Account:       Rule{Scope: "account", LockAfter: 10, LockWithin: 20, Window: day, Lock: day},
		Network:       Rule{Scope: "network", LockWithin: 30, Window: 10 * time.Minute},
		Authenticator: Rule{Scope: "authenticator", LockAfter: 100, Lock: Forever},
		Codes:         Rule{Scope: "codes", LockWithin: 10, Window: day, Lock: day},
		Texts:         Rule{Scope: "texts", LockWithin: 20, Window: day},
		Mails:         Rule{Scope: "mails", LockWithin: 3, Window: time.Hour},
		TextsNetwork:  Rule{Scope: "texts-network", LockWithin: 30, Window: time.Hour},
		ClaimContract: Rule{Scope: "claim-contract", LockWithin: 5, Window: day},
		ClaimNetwork:  Rule{Scope: "claim-network", LockWithin: 5, Window: day},
		Recover:       Rule{Scope: "recover", LockWithin: 5, Window: time.Hour},
		RecoverFrom:   Rule{Scope: "recover-network", LockWithin: 20, Window: time.Hour},
		Passkeys:      Rule{Scope: "passkeys", LockWithin: MostRecent, Window: time.Minute},
		Unsolved:      Rule{Scope: "unsolved", LockWithin: 20, Window: 10 * time.Minute},
		Clients:       Rule{Scope: "clients", LockWithin: 20, Window: 10 * time.Minute},
	}
}

// Counter is what is remembered of one key. The zero value is a key never seen.
type Counter struct {
	Row    int         // failures since the last success
	Recent []time.Time // the newest failures, oldest first, at most MostRecent
	Until  time.Time   // nothing passes before
}

// Verdict is what a rule says to one attempt.
type Verdict struct {
	Pass  bool
	Until time.Time // when it does not pass: when the next may
	Trips bool      // this attempt passes, and begins a wait or a lock unless it succeeds
	Lock  bool      // what it begins is a lock
}

// Take counts an attempt as a failure before its secret is looked at, so that no number of attempts at once is more than the rule
// allows. What does not pass is not counted: waiting is not made longer by knocking. A success is told to Succeed.
func (r Rule) Take(c Counter, now time.Time) (Counter, Verdict) {
	if now.Before(c.Until) {
		return c, Verdict{Until: c.Until}
	}
	c.Recent = r.within(c.Recent, now)
	if r.Lock == 0 && r.LockWithin > 0 && len(c.Recent) >= r.LockWithin {
		return c, Verdict{Until: c.Recent[len(c.Recent)-r.LockWithin].Add(r.Window)}
	}
	c.Row++
	c.Recent = append(c.Recent, now)
	if over := len(c.Recent) - MostRecent; over > 0 {
		c.Recent = c.Recent[over:]
	}
	return r.trip(c, now)
}

// trip sets the wait or lock that follows a failure.
func (r Rule) trip(c Counter, now time.Time) (Counter, Verdict) {
	v := Verdict{Pass: true}
	locks := r.LockAfter > 0 && c.Row >= r.LockAfter || r.LockWithin > 0 && len(c.Recent) >= r.LockWithin
	if locks && r.Lock > 0 {
		c.Until, v.Trips, v.Lock = later(now, r.Lock), true, true
		return c, v
	}
	if wait := r.wait(c.Row); wait > 0 {
		c.Until, v.Trips = now.Add(wait), true
	}
	return c, v
}

// wait returns the pause after the n-th failure in a row.
func (r Rule) wait(n int) time.Duration {
	if r.WaitAfter == 0 || n < r.WaitAfter {
		return 0
	}
	wait := r.FirstWait
	for range n - r.WaitAfter {
		if wait *= 2; wait >= r.MostWait {
			return r.MostWait
		}
	}
	return wait
}

// Succeed takes back one counted failure that turned out to be none, and ends the row and its wait. What others did to the key inside
// the window stays counted.
func (r Rule) Succeed(c Counter) Counter {
	if n := len(c.Recent); n > 0 {
		c.Recent = c.Recent[:n-1]
	}
	c.Row, c.Until = 0, time.Time{}
	return c
}

// within drops the instants that have left the window.
func (r Rule) within(recent []time.Time, now time.Time) []time.Time {
	var kept []time.Time
	for _, t := range recent {
		if r.Window > 0 && now.Sub(t) < r.Window {
			kept = append(kept, t)
		}
	}
	return kept
}

// later adds without overflow.
func later(now time.Time, d time.Duration) time.Time {
	if d == Forever {
		return time.Unix(0, math.MaxInt64)
	}
	return now.Add(d)
}

// MarshalBinary writes the remembered instants as 8 bytes each.
func (c Counter) MarshalBinary() ([]byte, error) {
	out := make([]byte, 0, 8*len(c.Recent))
	for _, t := range c.Recent {
		out = binary.BigEndian.AppendUint64(out, uint64(t.UnixMicro()))
	}
	return out, nil
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (c *Counter) UnmarshalBinary(b []byte) error {
	c.Recent = nil
	for ; len(b) >= 8; b = b[8:] {
		c.Recent = append(c.Recent, time.UnixMicro(int64(binary.BigEndian.Uint64(b))).UTC())
	}
	return nil
}
