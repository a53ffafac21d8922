package app

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/service/rekeying"
)

// The beats of a process that serves: how soon it takes up a key file that has changed, and how often it says that it is there.
const (
	keysEvery = time.Second
	holdEvery = 30 * time.Second
)

// watchKeys takes up a changed key file and says which keys this process holds, until the context ends.
func (a *App) watchKeys(ctx context.Context) {
	a.hold(ctx)
	tick := time.NewTicker(keysEvery)
	defer tick.Stop()
	held := time.Now()
	for {
		select {
		case <-ctx.Done():
			a.release(ctx)
			return
		case <-tick.C:
		}
		changed, err := a.box.Reload()
		if err != nil {
			a.Log.Error("the key file cannot be read; the keys stay as they were", "error", err)
		}
		if changed {
			a.Log.Info("the key file has changed and is in use")
		}
		if changed || time.Since(held) >= holdEvery {
			a.hold(ctx)
			held = time.Now()
		}
	}
}

func (a *App) hold(ctx context.Context) {
	if err := a.Rekeying.Hold(ctx, processName()); err != nil && ctx.Err() == nil {
		a.Log.Error("cannot record which keys are held", "error", err)
	}
}

// releaseWithin bounds the last word of a process that stops.
const releaseWithin = 5 * time.Second

func (a *App) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseWithin)
	defer cancel()
	if err := a.Rekeying.Release(ctx, processName()); err != nil {
		a.Log.Warn("cannot take this process off the list of those that hold keys", "error", err)
	}
}

func processName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d", host, os.Getpid())
}

// learnWithin is how long a rotation waits for the processes that serve to take up the file: they look each second.
const learnWithin = 5 * time.Second

// RotateKeys makes new keys, waits until every process that serves knows them, brings them into use and seals everything anew. Whatever
// stopped it, the same call goes on from there. With stageOnly it ends when the new keys are written.
func (a *App) RotateKeys(ctx context.Context, by access.Actor, stageOnly bool, tell func(rekeying.Progress)) (rekeying.Rotated, error) {
	var out rekeying.Rotated
	if err := a.Rekeying.Stage(ctx, by); err != nil {
		return out, err
	}
	out.Staged = a.box.Staged()
	if stageOnly {
		return out, nil
	}
	if err := a.learn(ctx, by, false); err != nil {
		return out, err
	}
	if err := a.Rekeying.Promote(ctx, by); err != nil {
		return out, err
	}
	if err := a.learn(ctx, by, true); err != nil {
		return out, err
	}
	out.Staged = false
	var err error
	out.Count, err = a.Rekeying.Renew(ctx, by, tell)
	return out, err
}

// learn waits until the processes that serve know the keys of the file, or use them too.
func (a *App) learn(ctx context.Context, by access.Actor, use bool) error {
	late := time.NewTimer(learnWithin)
	defer late.Stop()
	again := time.NewTicker(keysEvery / 4)
	defer again.Stop()
	for {
		behind, err := a.Rekeying.Behind(ctx, by, use)
		if err != nil || len(behind) == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-late.C:
			return fault.Newf(fault.Conflict, "These processes do not have the new keys yet: %s. Copy %s to their machines (they take it up within "+
				"seconds), then run the command again.", strings.Join(behind, ", "), KeyFile)
		case <-again.C:
		}
	}
}
