// Package apptest opens a whole installation for tests: the real services over a real database of either engine, a clock that stands
// where the test says, and doubles only where the program ends.
package apptest

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/config"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/store/engine"
)

// Clock stands still until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock at an instant written as RFC 3339.
func NewClock(text string) *Clock {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return &Clock{now: t}
}

// Now implements civil.Clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Post takes letters and texts instead of carrying them.
type Post struct {
	mu   sync.Mutex
	sent []notice.Envelope
	more chan struct{} // closed when something is sent; nil while nobody waits
}

// Send implements notifying.Mailer and notifying.Texter.
func (p *Post) Send(_ context.Context, e notice.Envelope) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, e)
	if p.more != nil {
		close(p.more)
		p.more = nil
	}
	return fmt.Sprintf("double-%d", len(p.sent)), nil
}

// Await returns what was sent of a kind to an address after the first so many, as soon as it is sent.
func (p *Post) Await(ctx context.Context, kind notice.Kind, to string, after int) (notice.Envelope, error) {
	for {
		e, more := p.nth(kind, to, after)
		if more == nil {
			return e, nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return e, fmt.Errorf("wait for %s number %d to %s: %w", kind, after+1, to, ctx.Err())
		}
	}
}

// nth returns one of what was sent, or what is closed when more has been sent.
func (p *Post) nth(kind notice.Kind, to string, after int) (notice.Envelope, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.sent {
		if e.Kind == kind && e.To == to {
			if after == 0 {
				return e, nil
			}
			after--
		}
	}
	if p.more == nil {
		p.more = make(chan struct{})
	}
	return notice.Envelope{}, p.more
}

// Sent returns what was sent of a kind, oldest first.
func (p *Post) Sent(kind notice.Kind) []notice.Envelope {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []notice.Envelope
	for _, e := range p.sent {
		if e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}

// liveEvery is how often a live connection's session is looked at in tests.
const liveEvery = 100 * time.Millisecond

// World is an open installation with its doubles.
type World struct {
	*app.App
	Clock *Clock
	Post  *Post
}

// Open opens an installation over a migrated database, with an easy check against robots.
func Open(t testing.TB, db *engine.DB, clock *Clock) *World {
	t.Helper()
	return OpenChanged(t, db, clock, func(o *app.Options) { o.Ease.Robots = identity.EasyWork() })
}

// OpenIn is Open with a data directory that the test knows.
func OpenIn(t testing.TB, db *engine.DB, clock *Clock, data string) *World {
	t.Helper()
	return OpenChanged(t, db, clock, func(o *app.Options) { o.Config.Data, o.Ease.Robots = data, identity.EasyWork() })
}

// OpenChanged opens one with other options, such as real servers in the place of the doubles. The zero Ease is the real thing.
func OpenChanged(t testing.TB, db *engine.DB, clock *Clock, change func(*app.Options)) *World {
	t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	set := config.Default()
	set.Data, set.Zone = t.TempDir(), zone
	w := &World{Clock: clock, Post: &Post{}}
	o := app.Options{
		Config: set, Now: clock.Now, DB: db, Demo: true, Log: slog.New(slog.NewTextHandler(logTo{t}, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Outside: app.Outside{Mail: w.Post, Text: w.Post}, Ease: app.Ease{Live: liveEvery},
	}
	change(&o)
	w.App, err = app.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.HangUp(context.Background()) }) // memory of the process only
	return w
}

// logTo writes the program's log into the test's.
type logTo struct{ t testing.TB }

// Write implements io.Writer.
func (l logTo) Write(b []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

// Day is what the close of one business day did.
type Day = app.Day
