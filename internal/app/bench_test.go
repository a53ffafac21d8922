package app_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/demo"
	"marque/internal/service/overview"
	"marque/internal/service/signin"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// stand is the demo's book behind a real server, with one customer signed in.
type stand struct {
	world    *apptest.World
	db       *engine.DB
	customer access.Actor
	token    identity.Token
	contract overview.Summary
	gate     http.Handler
	address  string // host:port, where the gate is served
	request  []byte // for the dashboard, with the session's cookie
	lines    chan line
}

// The pages that are asked for at half of what the machine can serve, and how many of them can be on their way at a time: more than ever are.
const (
	halfPages = 5000
	halfLines = 64
)

// BenchmarkDashboard measures the page that customers see most, over HTTP with sign-in, fold and all, against the statements that it sends to
// the database and nothing else. Both are measured in turns, on all cores, so that what else the machine does weighs on both alike.
// Then pages are asked for half as often as they could be served, at random moments: how long a customer waits on a day of much traffic.
func BenchmarkDashboard(b *testing.B) {
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		s := open(b, db)
		statements := s.statements(b)
		if page := s.page(b); page < 2_000 {
			b.Fatalf("got a page of %d bytes, want a dashboard", page)
		}
		const turn = 100
		var pages, queries time.Duration
		turns := 0
		for b.Loop() {
			pages += together(turn, func() { s.page(b) })
			queries += together(turn, func() { s.replay(b, statements) })
			turns++
		}
		n := float64(turns * turn)
		b.ReportMetric(n/pages.Seconds(), "pages/s")
		b.ReportMetric(n/queries.Seconds(), "queried/s")
		b.ReportMetric(queries.Seconds()/pages.Seconds(), "of-queries")
		b.ReportMetric(float64(len(statements)), "statements")
		s.dial(b, halfLines)
		times := paced(halfPages, n/pages.Seconds()/2, func(int) time.Time {
			s.page(b)
			return time.Now()
		})
		b.ReportMetric(milliseconds(times, 0.5), "half-p50-ms")
		b.ReportMetric(milliseconds(times, 0.99), "half-p99-ms")
	})
}

// together does something n times on all cores and returns how long that took.
func together(n int, do func()) time.Duration {
	start := time.Now()
	var hands sync.WaitGroup
	cores := runtime.GOMAXPROCS(0)
	for range cores {
		hands.Go(func() {
			for range n / cores {
				do()
			}
		})
	}
	hands.Wait()
	return time.Since(start)
}

// open fills an installation with the demo's book, signs a customer in, and serves it as in earnest: not as a demo.
func open(b *testing.B, db *engine.DB) *stand {
	b.Helper()
	w := apptest.Open(b, db, apptest.NewClock("2026-11-20T15:00:00Z"))
	customers, err := demo.Load(b.Context(), w.App, demo.Options{
		Date: civil.MustParse("2026-11-20"), Seed: 1, Zone: func(name string) bool { _, err := time.LoadLocation(name); return err == nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	in := signIn(b, w, customers[0])
	s := &stand{world: w, db: db, customer: in.Session.Actor(), token: in.Token}
	list, err := w.Overview.Contracts(b.Context(), s.customer)
	if err != nil || len(list) == 0 {
		b.Fatalf("got %v, %v, want the customer's contracts", list, err)
	}
	s.contract = list[0]
	earnest, err := app.Open(b.Context(), app.Options{Config: w.Config, Now: w.Clock.Now, DB: db, Outside: app.Outside{Mail: w.Post, Text: w.Post}})
	if err != nil {
		b.Fatal(err)
	}
	s.serve(b, earnest)
	return s
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

func signIn(b *testing.B, w *apptest.World, c demo.Customer) signin.SignedIn {
	b.Helper()
	from := signin.From{Network: "127.0.0.0/24", Brand: c.Brand, Browser: "Firefox on Linux"}
	step, err := w.SignIn.Start(b.Context(), from, signin.Attempt{Identifier: c.Username, Password: c.Password})
	if err != nil || step.Ask == nil {
		b.Fatalf("sign in: %v", err)
	}
	sent, err := w.Notifying.Recent(b.Context(), access.System("demo"), notice.MessageID{})
	if err != nil {
		b.Fatal(err)
	}
	for _, m := range sent {
		if code := sixDigits.FindString(m.Text); m.Kind == notice.KindSignInCode && code != "" {
			in, err := w.SignIn.Code(b.Context(), from, step.Ask.Token, code, false)
			if err != nil {
				b.Fatal(err)
			}
			return in
		}
	}
	b.Fatal("no code was sent")
	return signin.SignedIn{}
}

func (s *stand) serve(b *testing.B, a *app.App) {
	b.Helper()
	s.gate, s.address = portalOf(b, a)
	s.request = fmt.Appendf(nil, "GET /contracts/%s HTTP/1.1\r\nHost: %s\r\nCookie: __Host-session=%s\r\n\r\n", s.contract.ID, s.address, s.token)
	s.dial(b, runtime.GOMAXPROCS(0))
}

// line is an open connection to the server. The caller's own costs are on the same cores, so it does no more than it must.
type line struct {
	conn net.Conn
	in   *bufio.Reader
}

// dial opens lines in the place of those that were open: as many pages can be asked for at a time.
func (s *stand) dial(b *testing.B, n int) {
	b.Helper()
	s.lines = make(chan line, n)
	for range n {
		conn, err := new(net.Dialer).DialContext(b.Context(), "tcp", s.address)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = conn.Close() })
		s.lines <- line{conn, bufio.NewReader(conn)}
	}
}

// page gets the dashboard and returns its size.
func (s *stand) page(b *testing.B) int64 {
	l := <-s.lines
	defer func() { s.lines <- l }()
	if _, err := l.conn.Write(s.request); err != nil {
		b.Error(err)
		return 0
	}
	answer, err := http.ReadResponse(l.in, nil)
	if err != nil {
		b.Error(err)
		return 0
	}
	defer answer.Body.Close()
	n, err := io.Copy(io.Discard, answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Errorf("got status %d and %v, want a page", answer.StatusCode, err)
	}
	return n
}

// statements returns what a request asks of the database, by asking it of the gate and watching. The first time it may write that
// somebody looked; what is returned is what it asks from then on.
func (s *stand) statements(b *testing.B) []engine.Statement {
	b.Helper()
	var asked []engine.Statement
	for range 2 {
		asked = nil
		r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(s.request)))
		if err != nil {
			b.Fatal(err)
		}
		r.RemoteAddr = "127.0.0.1:4000"
		w := httptest.NewRecorder()
		s.gate.ServeHTTP(w, r.WithContext(engine.Watched(b.Context(), func(q engine.Statement) { asked = append(asked, q) })))
		if w.Code != http.StatusOK {
			b.Fatalf("got status %d, want a page", w.Code)
		}
	}
	for _, q := range asked {
		if !strings.HasPrefix(strings.TrimSpace(q.SQL), "select") {
			b.Fatalf("the request writes, so it cannot be asked again: %s", q.SQL)
		}
	}
	return asked
}

// replay asks everything again, in as many transactions, and reads each row without looking at it.
func (s *stand) replay(b *testing.B, asked []engine.Statement) {
	for len(asked) > 0 {
		n := 1
		for n < len(asked) && !asked[n].First {
			n++
		}
		if err := s.db.Read(context.Background(), func(r engine.Reader) error { return read(r, asked[:n]) }); err != nil {
			b.Error(err)
		}
		asked = asked[n:]
	}
}

func read(r engine.Reader, asked []engine.Statement) error {
	for _, q := range asked {
		rows, err := r.Query(q.SQL, q.Args...)
		if err != nil {
			return err
		}
		for rows.Next() { //nolint:revive // only reading is measured
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	return nil
}
