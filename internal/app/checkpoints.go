package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/service/auditing"
)

// CheckpointFolder is where checkpoints are written in the data directory, one file each, to be copied to where the database's
// administrator cannot write.
const CheckpointFolder = "checkpoints"

// dailyCheckpoint makes the day's checkpoint, and writes what this machine has no file of yet.
func (a *App) dailyCheckpoint(ctx context.Context) error {
	c, made, err := a.Auditing.Daily(ctx, civil.On(a.now(), a.Config.Zone))
	if err != nil {
		return err
	}
	if made {
		a.Log.Info("audit checkpoint made", "n", c.N, "heads", c.Heads)
		_, err = a.WriteCheckpoints(ctx, access.System("audit"), filepath.Join(a.Config.Data, CheckpointFolder))
	}
	return err
}

// WriteCheckpoints writes each checkpoint that a folder has no file of and returns how many that were. A file is never written over.
func (a *App) WriteCheckpoints(ctx context.Context, by access.Actor, folder string) (int, error) {
	const ownerOnly = 0o700
	if err := os.MkdirAll(folder, ownerOnly); err != nil {
		return 0, fmt.Errorf("make folder of checkpoints: %w", err)
	}
	all, err := a.Auditing.Checkpoints(ctx, by, 0)
	if err != nil {
		return 0, err
	}
	written := 0
	for _, c := range all {
		done, err := writeCheckpoint(folder, c)
		if err != nil {
			return written, err
		}
		written += done
	}
	return written, nil
}

func writeCheckpoint(folder string, c auditing.Checkpoint) (int, error) {
	const readOnly = 0o400
	path := filepath.Join(folder, fmt.Sprintf("%08d.json", c.N))
	if _, err := os.Stat(path); err == nil {
		return 0, nil
	}
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return 0, fmt.Errorf("write checkpoint: %w", err)
	}
	beside, err := os.CreateTemp(folder, ".checkpoint-*")
	if err != nil {
		return 0, fmt.Errorf("write checkpoint: %w", err)
	}
	defer os.Remove(beside.Name())
	_, err = beside.Write(append(text, '\n'))
	if err = errors.Join(err, beside.Chmod(readOnly), beside.Sync(), beside.Close()); err != nil {
		return 0, fmt.Errorf("write checkpoint: %w", err)
	}
	if err := os.Link(beside.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) { // another process may be first
		return 0, fmt.Errorf("write checkpoint: %w", err)
	}
	return 1, nil
}

// ReadCheckpoints reads the checkpoints of a folder that was kept apart.
func ReadCheckpoints(folder string) ([]auditing.Checkpoint, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("read checkpoints: %w", err)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("read checkpoints: %s holds none", folder)
	}
	var all []auditing.Checkpoint
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read checkpoints: %w", err)
		}
		var c auditing.Checkpoint
		if err := json.Unmarshal(text, &c); err != nil {
			return nil, fmt.Errorf("read checkpoint %s: %w", path, err)
		}
		all = append(all, c)
	}
	return all, nil
}
