package app_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/core/access"
	"marque/internal/service/onboarding"
)

// feedServer is a retail system that gives its feed in pages, some as lines and some as batches; the last one grows.
type feedServer struct {
	*httptest.Server
	mu    sync.Mutex
	pages [][][]byte
	asked []int          // which page, each time
	same  int            // how often nothing had changed
	kill  func(int) bool // tells whether the reader dies over a page
	end   context.CancelFunc
}

func serveFeed(t *testing.T, lines [][]byte, each int) *feedServer {
	t.Helper()
	s := &feedServer{pages: slices.Collect(slices.Chunk(lines, each)), kill: func(int) bool { return false }}
	s.Server = httptest.NewServer(http.HandlerFunc(s.page))
	t.Cleanup(s.Close)
	return s
}

func (s *feedServer) page(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, _ := strconv.Atoi(r.URL.Query().Get("page"))
	if r.Header.Get("Authorization") != "Bearer open sesame" || n >= len(s.pages) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	s.asked = append(s.asked, n)
	if s.kill(n) {
		s.end()
	}
	tag := fmt.Sprintf("%q", fmt.Sprint(n, len(s.pages[n]), len(s.pages)))
	w.Header().Set("ETag", tag)
	if n+1 < len(s.pages) {
		w.Header().Set("Link", fmt.Sprintf("<?page=%d>; rel=next", n+1))
	}
	switch {
	case r.Header.Get("If-None-Match") == tag:
		s.same++
		w.WriteHeader(http.StatusNotModified)
	case n%2 == 0:
		w.Header().Set("Content-Type", "application/jsonl")
		_, _ = w.Write(bytes.Join(s.pages[n], []byte("\n")))
	default:
		w.Header().Set("Content-Type", "application/cloudevents-batch+json")
		_, _ = w.Write(slices.Concat([]byte("["), bytes.Join(s.pages[n], []byte(",")), []byte("]")))
	}
}

func TestAFetchedFeedThatIsKilledHalfWayGoesOnAndComesToTheSameBook(t *testing.T) {
	t.Parallel()
	sample, err := os.ReadFile("../core/feed/testdata/retail.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(sample), []byte("\n"))
	machines(t, func(t *testing.T, used, other machine) {
		clock := apptest.NewClock("2026-11-20T15:00:00Z")
		open := func(m machine) *app.App {
			o := m.options()
			o.Now = clock.Now
			if err := app.Migrate(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			a, err := app.Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = a.Close() })
			return a
		}
		a, imported := open(used), open(other)
		in := onboarding.Intake{By: access.System("feed")}
		if _, err := imported.Onboarding.Take(t.Context(), in, onboarding.Lines(bytes.NewReader(sample))); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(used.data, "retail.token"), []byte("open sesame\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		const each, dies = 60, 5
		s := serveFeed(t, lines[:len(lines)-10], each)
		pull := func(ctx context.Context) (onboarding.Pulled, error) {
			return a.PullFeed(ctx, s.URL+"/events", "retail.token", in)
		}
		ctx, cancel := context.WithCancel(t.Context())
		s.kill, s.end = func(n int) bool { return n == dies }, cancel
		if done, err := pull(ctx); err == nil || done.Applied != dies*each {
			t.Fatalf("killed over page %d: got %+v, %v", dies, done, err)
		}
		s.mu.Lock()
		s.kill, s.asked = func(int) bool { return false }, nil
		s.mu.Unlock()
		if done, err := pull(t.Context()); err != nil || done.Applied != len(lines)-10-dies*each || done.Repeated != 0 {
			t.Errorf("begun again: got %+v, %v", done, err)
		}
		if s.asked[0] != dies {
			t.Errorf("begun again it asks for the pages %v, want %d first", s.asked, dies)
		}
		if done, err := pull(t.Context()); err != nil || done.Lines != 0 || s.same != 1 {
			t.Errorf("nothing new: got %+v, %v, %d times unchanged", done, err, s.same)
		}
		s.mu.Lock()
		last := len(s.pages) - 1
		grown := len(s.pages[last])
		s.pages[last] = append(s.pages[last], lines[len(lines)-10:len(lines)-5]...)
		s.pages = append(s.pages, lines[len(lines)-5:])
		s.mu.Unlock()
		if done, err := pull(t.Context()); err != nil || done.Applied != 10 || done.Repeated != grown || done.Pages != 2 {
			t.Errorf("the last page has grown and has a successor: got %+v, %v, want %d repeated", done, err, grown)
		}
		digest := func(a *app.App) string {
			d, err := a.Verifying.Digest(t.Context(), access.System("verify"))
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		if got, want := digest(a), digest(imported); got != want {
			t.Errorf("got digest %s, want that of an import, %s", got, want)
		}
		if _, err := a.PullFeed(t.Context(), s.URL+"/events", "", in); err == nil {
			t.Error("a feed without its token was fetched")
		}
	})
}
