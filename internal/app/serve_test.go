package app_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// patience bounds every wait of these tests; the machine may be busy.
const patience = 60 * time.Second

// serving is an installation that answers until it is stopped.
type serving struct {
	url   string
	stop  context.CancelFunc
	ended chan error
}

func serve(t *testing.T, a *app.App, handler http.Handler) *serving {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &serving{url: "http://" + listener.Addr().String(), stop: stop, ended: make(chan error, 1)}
	go func() { s.ended <- a.Serve(ctx, listener, handler) }()
	t.Cleanup(stop)
	return s
}

func (s *serving) end(t *testing.T) {
	t.Helper()
	s.stop()
	await(t, s.ended, "the server's end")
}

func await(t *testing.T, done <-chan error, what string) {
	t.Helper()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	case <-time.After(patience):
		t.Fatalf("waited %s for %s", patience, what)
	}
}

func TestAStopLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock("2026-11-20T15:00:00Z"))
		arrived, leave := make(chan struct{}), make(chan struct{})
		s := serve(t, w.App, http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
			close(arrived)
			<-leave
			_, _ = io.WriteString(rw, "whole")
		}))
		answered := make(chan error, 1)
		go func() {
			answer, err := http.Get(s.url)
			if err != nil {
				answered <- err
				return
			}
			defer answer.Body.Close()
			if text, err := io.ReadAll(answer.Body); err != nil || string(text) != "whole" {
				answered <- fmt.Errorf("got %q, %w", text, err)
				return
			}
			answered <- nil
		}()
		<-arrived
		s.stop()
		for refused := false; !refused; { // it takes nobody new
			conn, err := net.DialTimeout("tcp", strings.TrimPrefix(s.url, "http://"), patience)
			if refused = err != nil; !refused {
				_ = conn.Close()
			}
		}
		select {
		case err := <-s.ended:
			t.Fatalf("stopped before its request was answered: %v", err)
		default:
		}
		close(leave)
		await(t, answered, "the answer")
		await(t, s.ended, "the server's end")
	})
}

// slowPost says when it has a letter and keeps it until it is let go or its context ends.
type slowPost struct {
	got   chan struct{}
	leave chan struct{}
}

// Send implements notifying.Mailer and notifying.Texter.
func (p *slowPost) Send(ctx context.Context, _ notice.Envelope) (string, error) {
	p.got <- struct{}{}
	select {
	case <-p.leave:
		return "sent", nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func TestAStopLetsAJobFinish(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		world := apptest.Open(t, db, apptest.NewClock("2026-11-20T15:00:00Z"))
		post := &slowPost{got: make(chan struct{}, 1), leave: make(chan struct{})}
		a, err := app.Open(t.Context(), app.Options{Config: world.Config, Now: world.Clock.Now, DB: db, Outside: app.Outside{Mail: post, Text: post}})
		if err != nil {
			t.Fatal(err)
		}
		s := serve(t, a, http.NotFoundHandler())
		world.Activate(t, apptest.Loan("C1")) // invites its borrower
		select {
		case <-post.got:
		case <-time.After(patience):
			t.Fatal("no letter came")
		}
		s.stop()
		close(post.leave)
		await(t, s.ended, "the server's end")
		count := func(query string) (n int) {
			if err := db.Reader(t.Context()).QueryRow(query).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if sent, running := count(`select count(*) from outbox where kind = 'invitation' and state = 'sent'`), count(`select count(*) from river_job where state = 'running'`); sent != 1 || running != 0 {
			t.Errorf("got %d invitations sent and %d jobs that nobody runs, want one and none", sent, running)
		}
	})
}

// closed is the last closed day.
func closed(t *testing.T, w *apptest.World) civil.Date {
	t.Helper()
	_, at, err := w.Billing.Day(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return at.Closed
}

func TestTheScheduleClosesDaysAtTheCutOffOnly(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		clock := apptest.NewClock("2026-11-16T15:00:00Z") // a Monday morning in New York
		w := apptest.Open(t, db, clock)
		w.Activate(t, apptest.Loan("C1"))
		for _, c := range []struct{ at, closed string }{
			{"2026-11-16T15:00:00Z", "2026-11-15"}, // yesterday is over
			{"2026-11-16T21:59:59Z", "2026-11-15"}, // a second before five in the afternoon
			{"2026-11-16T22:00:00Z", "2026-11-16"},
			{"2026-11-17T04:59:00Z", "2026-11-16"}, // still the 16th in New York
			{"2026-11-17T12:00:00Z", "2026-11-16"},
			{"2026-11-20T22:30:00Z", "2026-11-20"}, // the process was away for days
			{"2026-11-18T22:30:00Z", "2026-11-20"}, // the clock went back: nothing
		} {
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			clock.Advance(at.Sub(clock.Now()))
			if err := w.CloseDays(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := closed(t, w); got != civil.MustParse(c.closed) {
				t.Errorf("at %s: closed through %v, want %s", c.at, got, c.closed)
			}
		}
		report, err := w.Verifying.Verify(t.Context(), access.System("verify"))
		if err != nil || len(report.Findings) > 0 {
			t.Errorf("verify: %v, %v", report.Findings, err)
		}
	})
}

func TestAPinnedBookIsNotMovedByTheClock(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		clock := apptest.NewClock("2026-11-16T15:00:00Z")
		w := apptest.Open(t, db, clock)
		if err := w.Billing.Pin(t.Context(), civil.MustParse("2026-11-16")); err != nil {
			t.Fatal(err)
		}
		clock.Advance(10 * 24 * time.Hour)
		if err := w.CloseDays(t.Context()); err != nil {
			t.Fatal(err)
		}
		today, _, err := w.Billing.Day(t.Context())
		if got := closed(t, w); err != nil || !got.IsZero() || today != civil.MustParse("2026-11-16") {
			t.Errorf("got closed through %v and today %v, %v", got, today, err)
		}
	})
}

func TestASchedulesStopWaitsForItsWork(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock("2026-11-16T23:00:00Z"))
		w.Activate(t, apptest.Loan("C1"))
		s := serve(t, w.App, http.NotFoundHandler())
		s.end(t) // in the middle of the first round, or before it
		if err := w.CloseDays(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := closed(t, w); got != civil.MustParse("2026-11-16") {
			t.Errorf("got closed through %v", got)
		}
	})
}

func TestMetricsNameRoutesAndNobody(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock("2026-11-20T15:00:00Z"))
		contractID, _ := w.Activate(t, apptest.Loan("C1"))
		gate, err := w.Portal("test")
		if err != nil {
			t.Fatal(err)
		}
		s := serve(t, w.App, gate)
		for _, path := range []string{
			"/", "/healthz", "/contracts/" + contractID.String(), "/contracts/" + contractID.String() + "/pay?email=customer.C1@example.com",
			"/register?code=ABCD-EFGH-JKMN", "/no/such/page/1234567890", "/%F0%9F%9A%97",
		} {
			answer, err := http.Get(s.url + path)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
		}
		s.end(t)
		text := metrics(t, w.App)
		labels := regexp.MustCompile(`marque_[a-z_]+\{([^}]*)\}`).FindAllStringSubmatch(text, -1)
		if len(labels) < 5 {
			t.Fatalf("got %d counted lines, want those of several routes", len(labels))
		}
		for _, m := range labels {
			for _, personal := range []string{contractID.String(), "C1", "example.com", "ABCD", "1234567890", "Šafařík"} {
				if strings.Contains(m[1], personal) {
					t.Errorf("the label {%s} tells %q", m[1], personal)
				}
			}
			if names := regexp.MustCompile(`(\w+)=`).FindAllString(m[1], -1); strings.Trim(strings.Join(names, ""), "") == "" {
				t.Errorf("got labels %v", names)
			}
		}
	})
}

// metrics reads the operator's page.
func metrics(t *testing.T, a *app.App) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.ServeAdmin(ctx, listener) }()
	defer func() { stop(); await(t, ended, "the admin's end") }()
	for _, path := range []string{"/readyz", "/metrics"} {
		answer, err := http.Get("http://" + listener.Addr().String() + path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		if err := errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: got status %d, %v", path, answer.StatusCode, err)
		}
		if path == "/metrics" {
			return string(text)
		}
	}
	return ""
}
