package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/service/operating"
	"marque/internal/service/rekeying"
	"marque/internal/store/engine"
)

// RestoreOptions says what is restored.
type RestoreOptions struct {
	Path       string
	Passphrase string
}

// Restored is a book that was restored.
type Restored struct {
	operating.Restored
	Files int `json:"files"` // put into the data directory
}

// Restore puts a backup into an empty data directory, or with a database's address also into an empty PostgreSQL database. Whatever goes
// wrong before the end, the place stays empty.
func Restore(ctx context.Context, o Options, r RestoreOptions) (Restored, error) {
	var out Restored
	in, err := openArchive(r.Path, r.Passphrase)
	if err != nil {
		return out, err
	}
	defer in.file.Close()
	where := engine.Config{URL: o.Config.DatabaseURL}
	if where.URL == "" {
		where.Path = o.Config.SQLitePath()
	}
	if err := fits(ctx, in.Manifest, where); err != nil {
		return out, err
	}
	if err := dataDirectory(o.Config.Data); err != nil {
		return out, err
	}
	unpacked := filepath.Join(o.Config.Data, "restoring.database")
	defer os.Remove(unpacked)
	files, err := in.unpack(unpacked)
	if err != nil {
		return out, err
	}
	undo, err := placeFiles(o.Config.Data, files)
	if err == nil {
		err = in.keysFit(filepath.Join(o.Config.Data, KeyFile))
	}
	if err == nil {
		err = engine.Restore(ctx, where, unpacked)
	}
	if err != nil {
		return out, errors.Join(err, undo())
	}
	out.Files = len(files)
	out.Restored, err = Settle(ctx, o, in.Made)
	return out, err
}

// fits refuses a backup that cannot go to this place.
func fits(ctx context.Context, m Manifest, where engine.Config) error {
	known, err := engine.KnownSchema()
	if err != nil {
		return err
	}
	switch {
	case m.Schema > known:
		return fault.New(fault.Conflict, "This backup was made by a newer program. Restore it with that one.")
	case m.Engine == enginePostgres && where.URL == "":
		return fault.New(fault.Conflict, "This is a backup of a PostgreSQL database. Set MARQUE_DATABASE_URL to an empty one.")
	case m.Engine == engineSQLite && where.URL != "":
		return fault.New(fault.Conflict, "This is a backup of an SQLite database. It cannot go into PostgreSQL: restore it without MARQUE_DATABASE_URL.")
	}
	return engine.Vacant(ctx, where)
}

// placeFiles puts small files into the data directory, except settings that are there, and returns how to take them away again.
func placeFiles(data string, files []small) (undo func() error, err error) {
	var placed []string
	undo = func() error {
		var errs []error
		for _, path := range placed {
			errs = append(errs, os.Remove(path))
		}
		return errors.Join(errs...)
	}
	const ownerOnly = 0o700
	if err := os.MkdirAll(filepath.Join(data, CheckpointFolder), ownerOnly); err != nil {
		return undo, fmt.Errorf("make folder of checkpoints: %w", err)
	}
	for _, f := range files {
		path := filepath.Join(data, filepath.FromSlash(f.name))
		there, err := os.ReadFile(path)
		switch {
		case err == nil && (f.name != KeyFile || bytes.Equal(there, f.text)):
			continue
		case err == nil:
			return undo, fault.Newf(fault.Conflict, "%s is there already and is not the one of the backup. Restore into an empty directory.", path)
		}
		if err := os.WriteFile(path, f.text, archiveOwner); err != nil {
			return undo, fmt.Errorf("write %s: %w", path, err)
		}
		placed = append(placed, path)
	}
	return undo, nil
}

// keysFit proves before anything is restored that its keys are at hand.
func (in *archiveIn) keysFit(path string) error {
	box, err := seal.Load(path, false)
	if err != nil {
		return fault.Newf(fault.Conflict, "The keys of this backup are not in it. Copy the %s that was kept apart to %s first.", KeyFile, path)
	}
	if !rekeying.Belongs(box, in.KeysCheck) {
		return fault.Newf(fault.Conflict, "The keys in %s do not belong to this backup. Copy the file that was kept when it was made.", path)
	}
	return nil
}

// Settle brings a restored database up to date with this program and makes it safe to serve. No instant means that another tool has restored it.
func Settle(ctx context.Context, o Options, made time.Time) (operating.Restored, error) {
	if _, err := os.Stat(o.Config.SQLitePath()); err != nil && o.Config.DatabaseURL == "" {
		return operating.Restored{}, fault.Newf(fault.NotFound, "There is no database at %s.", o.Config.SQLitePath())
	}
	if err := Migrate(ctx, o); err != nil {
		return operating.Restored{}, err
	}
	a, err := Open(ctx, o)
	if err != nil {
		return operating.Restored{}, err
	}
	done, err := a.Operating.Restored(ctx, access.System("admin"), made)
	return done, errors.Join(err, a.Close())
}
