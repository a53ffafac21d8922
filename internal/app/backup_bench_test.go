package app_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/id"
	"marque/internal/service/paying"
	"marque/internal/store/engine/enginetest"
)

// BenchmarkBackup copies a book while customers pay, restores it on an empty machine and proves it: how long each takes, and what the payments
// notice. Whoever makes a backup each hour loses at most that hour and the time of the copy.
func BenchmarkBackup(b *testing.B) {
	for _, n := range benchSizes()[:1] {
		b.Run(fmt.Sprintf("%d/sqlite", n), func(b *testing.B) {
			for b.Loop() {
				benchBackup(b, n, machine{data: b.TempDir()}, machine{data: filepath.Join(b.TempDir(), "empty")})
			}
		})
		b.Run(fmt.Sprintf("%d/postgres", n), func(b *testing.B) {
			for b.Loop() {
				benchBackup(b, n, machine{b.TempDir(), enginetest.PostgresURL(b)}, machine{filepath.Join(b.TempDir(), "empty"), enginetest.EmptyURL(b)})
			}
		})
	}
}

func benchBackup(b *testing.B, n int, used, empty machine) {
	b.Helper()
	w := &apptest.World{Clock: apptest.NewClock("2026-11-27T15:00:00Z")}
	o := used.options()
	o.Now = w.Clock.Now
	var err error
	if w.App, err = app.Open(b.Context(), o); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = w.Close() }()
	first, by := fillBook(b, w, n, nil)
	if err := w.Cycle.Through(b.Context(), civil.MustParse("2026-11-28"), nil, func(app.Day) {}); err != nil {
		b.Fatal(err)
	}
	order := paying.Order{Contract: first, Amount: 10_001, Kind: contract.RegularPayment, Date: civil.MustParse("2026-12-01"), New: typed("880012347777")}
	account, err := w.Paying.Prepare(b.Context(), by, order)
	if err != nil {
		b.Fatal(err)
	}
	order.Account, order.New = account.ID, paying.Order{}.New

	load := payUntil(b, w, by, order)
	time.Sleep(time.Second) // what they do alone; nothing is waited for
	alone, _ := load()
	file := filepath.Join(b.TempDir(), "book")
	load = payUntil(b, w, by, order)
	start := time.Now()
	made, err := w.Backup(b.Context(), access.System("admin"), app.BackupOptions{Path: file, Passphrase: "correct horse battery"})
	took := time.Since(start)
	beside, longest := load()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(took.Seconds(), "s-backup")
	b.ReportMetric(float64(made.Database)/1e6, "MB")
	b.ReportMetric(alone, "payments/s-alone")
	b.ReportMetric(beside, "payments/s-beside")
	b.ReportMetric(float64(longest.Milliseconds()), "ms-longest-payment")

	start = time.Now()
	o = empty.options()
	o.Now = w.Clock.Now
	if _, err := app.Restore(b.Context(), o, app.RestoreOptions{Path: file, Passphrase: "correct horse battery"}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(time.Since(start).Seconds(), "s-restore")
	back, err := app.Open(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = back.Close() }()
	start = time.Now()
	report, err := back.Verifying.Verify(b.Context(), access.System("verify"))
	if err != nil || len(report.Findings) > 0 {
		b.Fatalf("got %v, %v", report.Findings[:min(3, len(report.Findings))], err)
	}
	b.ReportMetric(time.Since(start).Seconds(), "s-verify")
}

// payUntil lets four customers pay until it is called off, and tells how many payments a second that were and how long the longest took.
func payUntil(b *testing.B, w *apptest.World, by access.Actor, order paying.Order) (end func() (float64, time.Duration)) {
	b.Helper()
	const customers = 4
	ctx, stop := context.WithCancel(b.Context())
	var all sync.WaitGroup
	var mu sync.Mutex
	var done int
	var longest time.Duration
	began := time.Now()
	for c := range customers {
		all.Go(func() {
			for i := 1; ctx.Err() == nil; i++ {
				o := order
				o.Contract, o.Key = id.Derive[contract.Contract]("bench", fmt.Sprintf("B%07d", 1+(c+customers*i)%5000)), fmt.Sprintf("%d/%d/%d", began.UnixNano(), c, i)
				start := time.Now()
				_, err := w.Paying.PayOnce(ctx, by, o)
				mu.Lock()
				if err == nil {
					done, longest = done+1, max(longest, time.Since(start))
				} else if ctx.Err() == nil {
					b.Errorf("pay: %v", err)
				}
				mu.Unlock()
			}
		})
	}
	return func() (float64, time.Duration) {
		stop()
		all.Wait()
		return float64(done) / time.Since(began).Seconds(), longest
	}
}
