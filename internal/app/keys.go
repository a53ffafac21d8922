package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/service/rekeying"
	"marque/internal/store/engine"
	"marque/internal/store/settings"
)

// KeyFile is the name of the file in the data directory that holds the keys.
const KeyFile = "keys.json"

// dataDirectory makes the data directory when it is missing, for its owner only: it holds keys and personal data.
func dataDirectory(path string) error {
	const ownerOnly = 0o700
	err := os.MkdirAll(path, ownerOnly)
	if err == nil {
		return nil
	}
	if bad, ok := errors.AsType[*fs.PathError](err); ok {
		err = bad.Err
	}
	return fault.Newf(fault.Unavailable, "The data directory %s cannot be used: %v.", path, err)
}

// loadKeys reads the keys and proves that they are those of the database. Keys are made only for a database that has none: other ones
// would open nothing that is there, and seal what comes with what nobody else can open.
func (a *App) loadKeys(ctx context.Context) error {
	path := filepath.Join(a.Config.Data, KeyFile)
	check, err := settings.KeysCheck(a.DB.Reader(ctx))
	if err != nil {
		return err
	}
	a.box, err = seal.Load(path, check == "")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Newf(fault.Conflict, "This database has its keys already, but %s is missing. Copy it from where the database was first used, or from a backup.", path)
	case err != nil:
		return fault.Newf(fault.Unavailable, "The key file %s cannot be used: %v. Copy it from a backup.", path, err)
	case check == "":
		if check, err = a.markKeys(ctx); err != nil {
			return err
		}
	}
	if !rekeying.Belongs(a.box, check) {
		return fault.Newf(fault.Conflict, "The keys in %s do not belong to this database. Copy the file from where the database was first used, or from a backup.", path)
	}
	return nil
}

// markKeys keeps in the database by what its keys are known again, and returns what is kept: another process may have been first.
func (a *App) markKeys(ctx context.Context) (check string, err error) {
	text, err := rekeying.Mark(a.box)
	if err != nil {
		return "", err
	}
	err = a.DB.Write(ctx, func(tx *engine.Tx) error {
		if err := settings.SetKeysCheck(tx, text); err != nil {
			return err
		}
		check, err = settings.KeysCheck(tx)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("mark the keys: %w", err)
	}
	return check, nil
}
