package app_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/websocket"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/core/message"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

const (
	chatCustomers = 450 // connected pages of customers, each of a conversation of its own
	chatDesk      = 50  // connected pages of the desk, of the first of these conversations; each hears of the queue too
	chatTurn      = 500 // messages written, and then kept as the limit is
	chatTurns     = 4
	chatHands     = 16 // messages on their way at a time, when as many are written as can be
	chatPatience  = 30 * time.Second
)

// BenchmarkChat writes messages by HTTP, from both sides in turns, while 500 pages are connected. A message is done when the customer's page was told
// of it. The limit is what must be kept of as many messages and nothing else, in turns. Then half as many a second are written, at random moments: from a message
// that is sent to a page that hears of it.
func BenchmarkChat(b *testing.B) {
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		for b.Loop() {
			benchChat(b, db)
		}
	})
}

func benchChat(b *testing.B, db *engine.DB) {
	b.Helper()
	w := apptest.OpenChanged(b, db, apptest.NewClock(chaosMorning), func(o *app.Options) { o.Demo, o.Ease = false, app.Ease{} })
	c := gather(b, w, chatCustomers)
	r := new(room)
	_, r.address = portalOf(b, w.App)
	ctx, hangUp := context.WithCancel(b.Context())
	defer func() {
		hangUp()
		r.listening.Wait()
	}()
	r.fill(ctx, b, c)
	say := func(i int) time.Time {
		heard, err := r.talks[i%chatCustomers].say(ctx)
		if err != nil && !b.Failed() {
			b.Error(err)
		}
		return heard
	}
	byHands(2*chatCustomers, say) // each side once: pages, statements and connections are warm
	keep := c.keeping(b)
	var served, raw time.Duration
	before := r.pushes.Load()
	for range chatTurns {
		served += byHands(chatTurn, say)
		raw += byHands(chatTurn, keep)
	}
	const n = float64(chatTurns * chatTurn)
	b.ReportMetric(n/served.Seconds(), "messages/s")
	b.ReportMetric(n/raw.Seconds(), "raw/s")
	b.ReportMetric(raw.Seconds()/served.Seconds(), "of-raw")
	b.ReportMetric(float64(r.pushes.Load()-before)/served.Seconds(), "pushes/s")
	times := paced(chatTurns*chatTurn, n/served.Seconds()/2, say)
	b.ReportMetric(milliseconds(times, 0.5), "half-p50-ms")
	b.ReportMetric(milliseconds(times, 0.99), "half-p99-ms")
}

// byHands does something n times, by all hands, and returns how long that took.
func byHands(n int, do func(i int) time.Time) time.Duration {
	var next atomic.Int64
	var all sync.WaitGroup
	start := time.Now()
	for range chatHands {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	all.Wait()
	return time.Since(start)
}

// room is the conversations with their connected pages.
type room struct {
	address   string
	talks     []*chat
	pushes    atomic.Int64 // messages and changes of the queue that pages were told of
	listening sync.WaitGroup
}

// chat is a conversation of which one message at a time is on its way.
type chat struct {
	mu      sync.Mutex
	sides   [2]*speaker
	written int
	heard   chan time.Time // when the customer's page was told of a message
}

// fill opens the pages of a crowd and connects them.
func (r *room) fill(ctx context.Context, b *testing.B, c *crowd) {
	b.Helper()
	var wrote, asked atomic.Int64
	where := []string{r.address, r.address}
	for i := range c.talks {
		t := &chat{sides: [2]*speaker{c.speaker(i, "customer", where, &wrote, &asked), c.speaker(i, "desk", where, &wrote, &asked)}, heard: make(chan time.Time, 1)}
		r.talks = append(r.talks, t)
		t.sides[1].form = r.talks[0].sides[1].form // of the agent's one session
		for _, s := range t.sides {
			if s.form != "" {
				continue
			}
			if err := s.load(ctx); err != nil {
				b.Fatal(err)
			}
		}
		r.connect(ctx, b, t.sides[0], func() { t.heard <- time.Now() })
		if i < chatDesk {
			r.connect(ctx, b, t.sides[1], func() {})
		}
	}
}

// connect hangs a page on, waits until it is connected, and does something whenever it hears of a message.
func (r *room) connect(ctx context.Context, b *testing.B, s *speaker, told func()) {
	b.Helper()
	conn, err := s.hang(ctx, r.address)
	if err != nil {
		b.Fatal(err)
	}
	connected := make(chan struct{})
	ended := context.AfterFunc(ctx, func() { _ = conn.Close() })
	b.Cleanup(func() { ended() })
	r.listening.Go(func() {
		var text string
		for websocket.Message.Receive(conn, &text) == nil {
			for line := range strings.Lines(text) { // several may come together
				switch {
				case strings.TrimSpace(line) == "{}":
					_ = websocket.Message.Send(conn, "{}")
				case strings.Contains(line, `"connect"`):
					close(connected)
				case strings.Contains(line, `"n":`):
					r.pushes.Add(1)
					told()
				case strings.Contains(line, `"queue":`):
					r.pushes.Add(1)
				}
			}
		}
	})
	select {
	case <-connected:
	case <-time.After(chatPatience):
		b.Fatal("a page was not connected")
	}
}

// say writes the next message, of the side whose turn it is, and returns when the customer's page heard of it.
func (t *chat) say(ctx context.Context) (time.Time, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.sides[t.written%2]
	t.written++
	if err := s.write(ctx, fmt.Sprintf("%s %d", s.side, t.written)); err != nil {
		return time.Now(), err
	}
	select {
	case at := <-t.heard:
		return at, nil
	case <-time.After(chatPatience):
		return time.Now(), errors.New("a page did not hear of a message")
	}
}

// keeping returns the limit: it writes the row of a message, its entry in the audit and the new number of its conversation, in a transaction, with their
// keys and without a check.
func (c *crowd) keeping(b *testing.B) func(i int) time.Time {
	b.Helper()
	write := func(fn func(tx *engine.Tx) error) {
		if err := c.w.DB.Write(b.Context(), fn); err != nil && !b.Failed() {
			b.Error(err)
		}
	}
	const entry = `chain, n, at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, reason, note, hash from audits`
	write(func(tx *engine.Tx) error {
		return all(tx, nil, `create table bench_threads as select * from threads`, `create unique index bench_threads_id on bench_threads (id)`,
			`create table bench_messages as select * from messages where number = 0`, `create unique index bench_messages_id on bench_messages (thread_id, id)`,
			`create table bench_audits as select id, `+entry+` where n = 0`, `create unique index bench_audits_id on bench_audits (id)`)
	})
	ids := id.NewSource(time.Now, rand.Reader)
	return func(i int) time.Time {
		talk, own := c.talks[i%chatCustomers], id.New[message.Message](ids)
		write(func(tx *engine.Tx) error {
			return errors.Join(
				all(tx, []any{talk, own}, `insert into bench_messages select thread_id, $2, number, at, author, author_id, kind, body, key from messages
					where thread_id = $1 and number = 1`),
				all(tx, []any{own}, `insert into bench_audits select $1, `+entry+` where id = (select id from audits order by id limit 1)`),
				all(tx, []any{talk}, `update bench_threads set last_number = last_number + 1 where id = $1`))
		})
		return time.Now()
	}
}

// all sends statements, each with the same arguments.
func all(tx *engine.Tx, args []any, statements ...string) error {
	for _, sql := range statements {
		if _, err := tx.Exec(sql, args...); err != nil {
			return err
		}
	}
	return nil
}
