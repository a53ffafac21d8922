package cli

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"marque/internal/app"
	"marque/internal/fault"
)

// mostPassphrase bounds the file of a passphrase.
const mostPassphrase = 1 << 10

func backupCommand() command {
	return command{
		name: "backup", summary: "Copy the whole book into one file while everything goes on", args: "FILE",
		examples: []string{
			"marque backup /backup/marque-2026-11-22.tar                                      # without keys.json: keep that apart",
			"marque backup /backup/marque-2026-11-22.locked --passphrase-file /root/passphrase   # locked, with keys and settings",
		},
		flags: bindPassphrase, run: backUp,
	}
}

func restoreCommand() command {
	return command{
		name: "restore", summary: "Put a backup into an empty data directory or PostgreSQL database", args: "FILE",
		examples: []string{
			"marque restore --in-place                                                        # litestream or PostgreSQL's own tools have restored it: make it safe to serve",
			"marque restore /backup/marque-2026-11-22.locked --passphrase-file /root/passphrase --data /var/lib/marque",
			"MARQUE_DATABASE_URL=postgres://marque@db/empty marque restore /backup/marque-2026-11-22.tar   # keys.json in --data first",
		},
		flags: func(c *call) {
			bindPassphrase(c)
			c.set.BoolVar(&c.opts.inPlace, "in-place", false, "no file: the database was restored by another tool")
		},
		run: restore,
	}
}

func bindPassphrase(c *call) {
	c.set.StringVar(&c.opts.passphrase, "passphrase-file", "", "a file of mode 0600 that holds the passphrase of the backup, at least 16 characters")
}

// oneFile is the one word that must follow.
func (c *call) oneFile() (string, error) {
	if len(c.args) != 1 {
		return "", exit{statusUsage, "name one file. Try: marque " + c.set.Name() + " --help"}
	}
	return c.args[0], nil
}

// passphrase reads the passphrase from the file that is named, if one is.
func (c *call) passphrase() (string, error) {
	path := c.opts.passphrase
	if path == "" {
		return "", nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", fault.Newf(fault.NotFound, "The file of the passphrase cannot be read: %v.", err)
	}
	const others = 0o077
	if info.Mode().Perm()&others != 0 {
		return "", fault.Newf(fault.Conflict, "Others can read %s. Make it yours alone: chmod 600 %s", path, path)
	}
	if info.Size() > mostPassphrase {
		return "", fault.Newf(fault.TooLarge, "%s holds more than a passphrase.", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read the passphrase: %w", err)
	}
	words := strings.TrimRight(string(text), "\r\n")
	if words == "" {
		return "", fault.Newf(fault.Invalid, "%s holds no passphrase.", path)
	}
	return words, nil
}

func backUp(ctx context.Context, c *call) error {
	path, err := c.oneFile()
	if err != nil {
		return err
	}
	words, err := c.passphrase()
	if err != nil {
		return err
	}
	return c.with(ctx, func(a *app.App) error {
		made, err := a.Backup(ctx, adminBy(), app.BackupOptions{Path: path, Passphrase: words})
		if err != nil {
			return err
		}
		keys := app.KeyFile + " is not in it: keep a copy of that elsewhere, nothing opens without it."
		if made.Keys {
			keys = "The keys are in it, locked by the passphrase."
		}
		return c.answer(made, fmt.Sprintf("%s holds everything as of %s: %d bytes. %s", made.Path, made.Made.UTC().Format(time.RFC3339), made.Bytes, keys))
	})
}

func restore(ctx context.Context, c *call) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	var done app.Restored
	if c.opts.inPlace {
		if err := c.noWords(); err != nil {
			return err
		}
		done.Restored, err = app.Settle(ctx, o, time.Time{})
	} else {
		done, err = c.unpack(ctx, o)
	}
	if err != nil {
		return err
	}
	return c.answer(done, fmt.Sprintf("Restored as of %s. Everybody is signed out (%d sessions), and nothing leaves for the bank until you have asked it what it has had: marque bank status, then "+
		"marque bank send --release. First prove the book: marque verify", done.Made.UTC().Format(time.RFC3339), done.Sessions))
}

func (c *call) unpack(ctx context.Context, o app.Options) (app.Restored, error) {
	path, err := c.oneFile()
	if err != nil {
		return app.Restored{}, err
	}
	words, err := c.passphrase()
	if err != nil {
		return app.Restored{}, err
	}
	return app.Restore(ctx, o, app.RestoreOptions{Path: path, Passphrase: words})
}
