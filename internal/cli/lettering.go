package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"marque/internal/app"
	"marque/internal/service/papering"
)

// writeLetters writes invitations on paper into a folder. Each has a code that opens a registration and stands nowhere else, so the files are
// for their owner only and are to be deleted once printed.
func writeLetters(ctx context.Context, c *call, a *app.App) error {
	folder := c.opts.admin.out
	if folder == "" {
		return exit{statusUsage, "say where the letters go: marque admin letters --out FOLDER"}
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	n := 0
	for {
		letters, err := a.Enrolling.Letters(ctx, adminBy())
		if err != nil {
			return err
		}
		if len(letters) == 0 {
			return c.answer(map[string]any{"letters": n}, fmt.Sprintf("%d letters in %s. Print and mail them within days: each code works for 14. Then delete the files.", n, folder))
		}
		for _, l := range letters {
			if err := os.WriteFile(filepath.Join(folder, "invitation-"+l.Reference+".pdf"), l.File, 0o600); err != nil {
				return fmt.Errorf("write a letter: %w", err)
			}
			n++
		}
	}
}

// writePaper writes the statements that have to be mailed into a folder for the printer. A file that stands there already is left alone, so that
// the same command may run each day.
func writePaper(ctx context.Context, c *call, a *app.App) error {
	folder := c.opts.admin.out
	since, err := dateOf("since", c.opts.admin.since)
	if err != nil {
		return err
	}
	if folder == "" || since.IsZero() {
		return exit{statusUsage, "say where the statements go and from which day: marque admin paper --out FOLDER --since 2026-11-01"}
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	fresh := 0
	n, err := a.Papering.Print(ctx, adminBy(), since, func(x papering.Sheet) error {
		name := filepath.Join(folder, "statement-"+fileName(x.Number)+"-"+x.Closed.String()+".pdf")
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, os.ErrExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("write a statement: %w", err)
		}
		fresh++
		_, err = file.Write(x.File)
		return errors.Join(err, file.Close())
	})
	if err != nil {
		return err
	}
	return c.answer(map[string]any{"statements": n, "new": fresh}, fmt.Sprintf("%d statements for paper since %s, %d of them new in %s.", n, since, fresh, folder))
}

// fileName keeps of a contract's number what every file system takes.
func fileName(number string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '_'
	}, number)
}
