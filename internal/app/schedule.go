package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"marque/internal/civil"
	"marque/internal/config"
	"marque/internal/core/access"
	"marque/internal/core/payment"
	"marque/internal/service/informing"
	"marque/internal/store/settings"
	"marque/internal/worker"
)

// sweepEvery is how often lost messages are looked for and what has expired is thrown away.
const sweepEvery = 5 * time.Minute

// startSchedule begins what runs by the clock and returns what stops it and waits for it.
func (a *App) startSchedule(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() { a.watchKeys(ctx) })
	all.Go(func() { a.watchBoard(ctx) })
	all.Go(func() { a.watchFolder(ctx) })
	all.Go(func() { a.watchPull(ctx) })
	all.Go(func() {
		tick := time.NewTicker(sweepEvery)
		defer tick.Stop()
		for {
			a.tick(ctx)
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
	return func() { cancel(); all.Wait() }
}

// watchBoard keeps what pages say of our own faults up to date, until the context ends.
func (a *App) watchBoard(ctx context.Context) {
	tick := time.NewTicker(informing.RefreshEvery)
	defer tick.Stop()
	for {
		if _, err := a.Informing.Refresh(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("cannot read the incidents", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// tick does what is due: it may run on several processes at once and late.
func (a *App) tick(ctx context.Context) {
	if err := a.Notifying.Sweep(ctx); err != nil && ctx.Err() == nil {
		a.Log.Error("sweep of the outbox failed", "error", err)
	}
	if err := a.Publishing.Sweep(ctx); err != nil && ctx.Err() == nil {
		a.Log.Error("sweep of messages to partners failed", "error", err)
	}
	if err := a.Assisting.Carry(ctx); err != nil && ctx.Err() == nil {
		a.Log.Error("requests of the desk were not carried out", "error", err)
	}
	if _, err := a.Retaining.Apply(ctx, access.System("retention")); err != nil && ctx.Err() == nil {
		a.Log.Error("sweep of what is kept too long failed", "error", err)
	}
	if err := a.dailyCheckpoint(ctx); err != nil && ctx.Err() == nil {
		a.Log.Error("audit checkpoint failed", "error", err)
	}
	if s, err := a.Notifying.Texts(ctx); err == nil && s.Stopped {
		a.Log.Error("texts are stopped: the day's budget is used up", "used", s.Used, "budget", s.Budget)
	}
	if err := a.closeDays(ctx); err != nil && ctx.Err() == nil {
		a.Log.Error("day cycle failed", "error", err)
	}
	if err := a.visitBank(ctx); err != nil && ctx.Err() == nil {
		a.Log.Error("visit to the bank failed", "error", err)
	}
}

// visitBank fetches what the bank has left and delivers what a lost job left behind, when there is a real way to one, and shows how things stand.
func (a *App) visitBank(ctx context.Context) error {
	by := access.System("bank")
	var failed error
	if a.Config.Bank.Driver != config.DriverSandbox {
		_, failed = a.Paying.Deliver(ctx, by, nil)
		received, err := a.Paying.Receive(ctx, by, nil)
		for _, f := range received {
			if !f.Known {
				a.Log.Info("file from the bank read", "file", f.File, "returned", f.Returned, "corrected", f.Corrected, "quarantined", f.Quarantined, "refused", f.Refused)
			}
		}
		failed = errors.Join(failed, err)
	}
	status, err := a.Paying.Status(ctx, by)
	if err == nil {
		a.Metrics.Bank(status)
	}
	return errors.Join(failed, err)
}

// closeDays runs the cycle of every day whose cut-off has passed, unless the business date is pinned.
func (a *App) closeDays(ctx context.Context) error {
	_, at, err := a.Billing.Day(ctx)
	if err != nil || at.Pinned || at.Closed >= a.lastOver() {
		return err
	}
	return a.Cycle.Through(ctx, a.lastOver(), nil, func(d worker.Day) {
		a.Log.Info("day closed", "date", d.Date.String(), "settled", d.Settled, "returned", d.Returned, "sent", d.Sent,
			"contracts", d.Contracts, "late_fees", d.Fees, "statements", d.Statements)
	})
}

// lastOver is the last day whose cut-off has passed.
func (a *App) lastOver() civil.Date {
	now := a.now()
	day := civil.On(now, a.Config.Zone)
	if now.Before(payment.CutOff(day, a.Config.Zone)) {
		day--
	}
	return day
}

// openDays is how many days are over and not closed, in a book that goes by the calendar and has closed one.
func (a *App) openDays(at settings.BookDay) int {
	if at.Pinned || at.Closed.IsZero() {
		return 0
	}
	return max(0, int(a.lastOver()-at.Closed))
}
