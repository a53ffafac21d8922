package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"marque/internal/app"
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
