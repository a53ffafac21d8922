package hashing_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/hashing"
	"marque/internal/seal"
)

func cheap(t testing.TB, slots int, random io.Reader) *hashing.Passwords {
	t.Helper()
	p, err := hashing.New(hashing.Config{Box: seal.NewTest(), Random: random, Slots: slots, Cost: identity.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAPasswordVerifiesAgainstItsHashOnly(t *testing.T) {
	t.Parallel()
	p := cheap(t, 1, rand.Reader)
	hash, err := p.Hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if ok, rehash, err := p.Verify(t.Context(), "correct horse", hash); !ok || rehash || err != nil {
		t.Errorf("got %v, %v, %v", ok, rehash, err)
	}
	if ok, _, err := p.Verify(t.Context(), "wrong", hash); ok || err != nil {
		t.Errorf("got %v, %v", ok, err)
	}
	if p.Count() != 3 {
		t.Errorf("got %d hashes, want 3", p.Count())
	}
}

func TestNobodysPasswordIsNeverRightAndCostsAHash(t *testing.T) {
	t.Parallel()
	p := cheap(t, 1, rand.Reader)
	for _, password := range []string{"", "x", "correct horse"} {
		if ok, rehash, err := p.Verify(t.Context(), password, ""); ok || rehash || err != nil {
			t.Errorf("%q: got %v, %v, %v", password, ok, rehash, err)
		}
	}
	if p.Count() != 3 {
		t.Errorf("got %d hashes", p.Count())
	}
}

func TestAHashUnderAnotherKeyDoesNotVerify(t *testing.T) {
	t.Parallel()
	hash, err := cheap(t, 1, rand.Reader).Hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if ok, _, err := cheap(t, 1, rand.Reader).Verify(t.Context(), "correct horse", hash); ok || err == nil || !strings.Contains(err.Error(), "pepper") {
		t.Errorf("got %v, %v, want it to say that the key is missing", ok, err)
	}
}

// gatekeeper is randomness that waits: whoever hashes stands in it until it is opened.
type gatekeeper struct {
	mu     sync.Mutex
	inside int
	most   int
	open   chan struct{}
}

func (g *gatekeeper) Read(b []byte) (int, error) {
	g.mu.Lock()
	g.inside++
	g.most = max(g.most, g.inside)
	g.mu.Unlock()
	<-g.open
	g.mu.Lock()
	g.inside--
	g.mu.Unlock()
	return len(b), nil
}

// later lets the hasher be made before the gate closes.
type later struct {
	keeper *gatekeeper
	free   int
}

func (l *later) Read(b []byte) (int, error) {
	if l.free > 0 {
		l.free--
		return rand.Read(b)
	}
	return l.keeper.Read(b)
}

func TestNoMoreHashesThanSlotsAtOnceAndTheLineIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keeper := &gatekeeper{open: make(chan struct{})}
		p := cheap(t, 2, &later{keeper: keeper, free: 2}) // the hasher draws a password and a salt for nobody
		const many = 600                                  // more than two slots and their line of 512
		results := make(chan error, many)
		for range many {
			go func() {
				_, err := p.Hash(context.Background(), "x")
				results <- err
			}()
		}
		synctest.Wait()
		if keeper.inside != 2 {
			t.Errorf("got %d at once, want 2", keeper.inside)
		}
		if turned := len(results); turned != many-512 {
			t.Errorf("got %d turned away, want %d", turned, many-512)
		}
		close(keeper.open)
		done := 0
		for range many {
			switch err := <-results; {
			case err == nil:
				done++
			case !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "try again"):
				t.Errorf("got %v", err)
			}
		}
		if done != 512 || keeper.most > 2 {
			t.Errorf("got %d done, %d at once", done, keeper.most)
		}
	})
}

func TestWhoGivesUpWaitingLeavesTheLine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keeper := &gatekeeper{open: make(chan struct{})}
		p := cheap(t, 1, &later{keeper: keeper, free: 2})
		busy := make(chan error, 1)
		go func() {
			_, err := p.Hash(context.Background(), "x")
			busy <- err
		}()
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for range 1000 { // more often than the line is long
			if _, err := p.Hash(ctx, "x"); !errors.Is(err, context.Canceled) {
				t.Fatalf("got %v", err)
			}
		}
		close(keeper.open)
		if err := <-busy; err != nil {
			t.Errorf("got %v", err)
		}
	})
}

func TestAfterAChangeOfKeysAHashStillVerifiesAndIsToBeMadeAnew(t *testing.T) {
	t.Parallel()
	box, err := seal.Load(filepath.Join(t.TempDir(), "keys.json"), true)
	if err != nil {
		t.Fatal(err)
	}
	p, err := hashing.New(hashing.Config{Box: box, Random: rand.Reader, Slots: 1, Cost: identity.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	hash, err := p.Hash(t.Context(), "correct horse")
	if err = errors.Join(err, box.Stage(), box.Promote(time.Now())); err != nil {
		t.Fatal(err)
	}
	if ok, rehash, err := p.Verify(t.Context(), "correct horse", hash); !ok || !rehash || err != nil {
		t.Errorf("got %v, %v, %v", ok, rehash, err)
	}
	if ok, _, err := p.Verify(t.Context(), "correct horse", ""); ok || err != nil {
		t.Errorf("nobody's: got %v, %v", ok, err)
	}
	anew, err := p.Hash(t.Context(), "correct horse")
	if ok, rehash, _ := p.Verify(t.Context(), "correct horse", anew); !ok || rehash || err != nil {
		t.Errorf("anew: got %v, %v, %v", ok, rehash, err)
	}
}

func TestWithoutRandomnessThereIsNoHasher(t *testing.T) {
	t.Parallel()
	if _, err := hashing.New(hashing.Config{Box: seal.NewTest(), Random: strings.NewReader("")}); err == nil {
		t.Error("got a hasher")
	}
}

func BenchmarkVerify(b *testing.B) {
	p, err := hashing.New(hashing.Config{Box: seal.NewTest(), Random: rand.Reader, Slots: 2})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := p.Verify(context.Background(), "x", ""); err != nil {
			b.Fatal(err)
		}
	}
}
