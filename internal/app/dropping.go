package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/gateway/bank/folder"
	"marque/internal/service/onboarding"
)

const (
	dropEvery   = 10 * time.Second // how soon a file in the feed's folder is seen
	dropEnds    = ".jsonl"
	droppedTo   = "done" // where files are put aside, below the folder
	mostDropped = 1000   // files of one look: the rest waits for the next
)

// watchFolder takes what another system puts into the feed's folder, until the context ends.
func (a *App) watchFolder(ctx context.Context) {
	if a.Config.Feed.Folder == "" {
		return
	}
	tick := time.NewTicker(dropEvery)
	defer tick.Stop()
	for {
		if err := a.takeDropped(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("the feed's folder was not taken in", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// takeDropped takes every whole file of the feed's folder in the order of their names and puts it aside. Only one process does so at a time. A
// file that could not be taken to its end stays, and is taken again: what went in counts once.
func (a *App) takeDropped(ctx context.Context) error {
	dir := a.Config.Feed.Folder
	return a.DB.Exclusively(ctx, "feed-folder", func() error {
		all, err := os.ReadDir(dir)
		if err != nil {
			return fmt.Errorf("read the feed's folder: %w", err)
		}
		for _, entry := range all[:min(len(all), mostDropped)] {
			if name := entry.Name(); entry.Type().IsRegular() && strings.HasSuffix(name, dropEnds) && !folder.Unfinished(name) {
				if err := a.takeFile(ctx, dir, name); err != nil {
					return fmt.Errorf("take %s: %w", name, err)
				}
			}
		}
		return nil
	})
}

// takeFile takes one file. What was refused, held or remarked on stands beside it afterwards.
func (a *App) takeFile(ctx context.Context, dir, name string) error {
	in, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	defer in.Close()
	aside := filepath.Join(dir, droppedTo)
	const ownerOnly = 0o700
	if err := os.MkdirAll(aside, ownerOnly); err != nil {
		return err
	}
	report, err := os.CreateTemp(aside, ".report-*")
	if err != nil {
		return err
	}
	defer os.Remove(report.Name())
	told := json.NewEncoder(report)
	done, err := a.Onboarding.Take(ctx, onboarding.Intake{
		By: access.System("feed"), Zone: zoneExists, Tell: func(t onboarding.Told) error { return told.Encode(t) },
	}, onboarding.Lines(in))
	if err := errors.Join(err, report.Sync(), report.Close()); err != nil {
		return err
	}
	to := unused(filepath.Join(aside, a.now().UTC().Format("20060102T150405Z-")+strings.TrimSuffix(name, dropEnds)))
	if done.Refused+done.Held+done.Notes > 0 {
		if err := os.Rename(report.Name(), to+".report"+dropEnds); err != nil {
			return err
		}
	}
	a.Log.Info("file of the feed taken", "file", name, "lines", done.Lines, "applied", done.Applied, "repeated", done.Repeated, "refused", done.Refused, "held", done.Held)
	return os.Rename(in.Name(), to+dropEnds)
}

// unused adds a number to a name under which another file was put aside in the same second.
func unused(base string) string {
	for n, to := 2, base; ; n++ {
		if _, err := os.Stat(to + dropEnds); err != nil {
			return to
		}
		to = fmt.Sprintf("%s-%d", base, n)
	}
}
