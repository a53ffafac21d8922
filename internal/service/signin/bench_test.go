package signin_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/hashing"
	"marque/internal/id"
	"marque/internal/service/signin"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

func BenchmarkSessionCheck(b *testing.B) {
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		w := setup(b, db, "")
		in := w.enter(b, w.from, false)
		for b.Loop() {
			if _, err := w.signin.Check(context.Background(), in.Token, true); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// earnest gives a town passwords of the real cost and takes its counters away, so that a benchmark may fail as often as it likes.
func (w *town) earnest(b *testing.B) *hashing.Passwords {
	b.Helper()
	real, err := hashing.New(hashing.Config{Box: w.Box, Random: rand.Reader, Slots: runtime.NumCPU()})
	if err != nil {
		b.Fatal(err)
	}
	limits := identity.DefaultLimits()
	limits.Network, limits.Pair, limits.Authenticator = identity.Rule{Scope: "a"}, identity.Rule{Scope: "b"}, identity.Rule{Scope: "d"}
	limits.Account.LockAfter, limits.Account.LockWithin = 0, 0
	w.signin = signin.New(signin.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: real, Courier: w.Courier, Limits: limits,
	})
	return real
}

// known adds somebody whose password was hashed at the real cost.
func (w *town) known(b *testing.B, real *hashing.Passwords, name string) {
	b.Helper()
	hash, err := real.Hash(context.Background(), password)
	if err != nil {
		b.Fatal(err)
	}
	u := w.user
	u.ID, u.Party, u.Username, u.Email = id.New[access.User](w.IDs), access.PartyID{}, name, name+"@example.com"
	w.insert(u, hash, phone)
}

// BenchmarkSignInBeyondTheHash measures a refused sign-in of a password of nearly no cost, so all that is not the hash, in turns with the
// hash of the real cost alone.
func BenchmarkSignInBeyondTheHash(b *testing.B) {
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		w := setup(b, db, "")
		real, err := hashing.New(hashing.Config{Box: w.Box, Random: rand.Reader, Slots: 1})
		if err != nil {
			b.Fatal(err)
		}
		known := w.from
		known.Device = w.enter(b, w.from, true).Device
		var beyond, hash []time.Duration
		for b.Loop() {
			began := time.Now()
			if _, err := w.start(known, "mia.nguyen", password); err != nil {
				b.Fatal(err)
			}
			beyond = append(beyond, time.Since(began))
			began = time.Now()
			if _, _, err := real.Verify(context.Background(), password, ""); err != nil {
				b.Fatal(err)
			}
			hash = append(hash, time.Since(began))
		}
		b.ReportMetric(median(beyond), "ms-beyond")
		b.ReportMetric(median(hash), "ms-hash")
		b.ReportMetric(100*median(beyond)/median(hash), "%-of-hash")
	})
}

// BenchmarkRefused compares the medians of a name that exists, one that does not and one that is locked, at the real cost of a hash: they
// must not be told apart.
func BenchmarkRefused(b *testing.B) {
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		w := setup(b, db, "")
		real := w.earnest(b)
		names := []string{"known.user", "nobody.here", "locked.user"}
		w.known(b, real, names[0])
		w.known(b, real, names[2])
		w.lock(names[2])
		took := map[string][]time.Duration{}
		for b.Loop() {
			names = append(names[1:], names[0]) // who is first often pays for the collection of the others' memory
			for _, name := range names {
				began := time.Now()
				_, _ = w.start(w.from, name, "wrong")
				took[name] = append(took[name], time.Since(began))
			}
		}
		of := func(name string) float64 { return median(took[name]) }
		known, nobody, locked := of("known.user"), of("nobody.here"), of("locked.user")
		b.ReportMetric(known, "ms-known")
		b.ReportMetric(nobody, "ms-unknown")
		b.ReportMetric(locked, "ms-locked")
		b.ReportMetric(100*(max(known, nobody, locked)-min(known, nobody, locked))/min(known, nobody, locked), "%-apart")
	})
}

// lock begins the account's lock, as ten failures do.
func (w *town) lock(name string) {
	rule := identity.DefaultLimits().Account
	w.Write(func(tx *engine.Tx) error {
		for range rule.LockAfter {
			if _, err := users.New(w.Box).Take(tx, rule, name, w.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// BenchmarkParallelSignIns measures the memory of 200 sign-ins at once against that of 20, both more than there are cores: hashes wait in a
// line, so it must not grow.
func BenchmarkParallelSignIns(b *testing.B) {
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		w := setup(b, db, "")
		w.known(b, w.earnest(b), "known.user")
		var few, many float64
		for b.Loop() {
			few = max(few, w.peak(20))
			many = max(many, w.peak(200))
		}
		b.ReportMetric(few, "MiB-of-20")
		b.ReportMetric(many, "MiB-of-200")
	})
}

// peak signs so many in at once and returns the most memory that the heap had meanwhile.
func (w *town) peak(hands int) float64 {
	runtime.GC()
	done, most := make(chan struct{}), make(chan float64)
	go func() {
		high := uint64(0)
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				high = max(high, m.HeapInuse)
			case <-done:
				most <- float64(high) / (1 << 20)
				return
			}
		}
	}()
	var all sync.WaitGroup
	for i := range hands {
		all.Go(func() {
			from := w.from
			from.Network = fmt.Sprintf("10.0.%d.0/24", i)
			_, _ = w.signin.Start(context.Background(), from, signin.Attempt{Identifier: "known.user", Password: "wrong"})
		})
	}
	all.Wait()
	close(done)
	return <-most
}

func median(took []time.Duration) float64 {
	slices.Sort(took)
	return float64(took[len(took)/2]) / float64(time.Millisecond)
}
