package cli

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"marque/internal/app"
)

// logger writes structured lines without personal data.
func logger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// options puts together what the application needs, with a log on Err.
func (c *call) options() (app.Options, error) {
	set, err := c.config()
	if err != nil {
		return app.Options{}, err
	}
	return app.Options{Config: set, Now: c.Now, Log: logger(c.Err, max(set.LogLevel, slog.LevelWarn))}, nil
}

// with opens the installation, does one thing and closes it.
func (c *call) with(ctx context.Context, do func(*app.App) error) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, o)
	if err != nil {
		return err
	}
	return errors.Join(do(a), a.Close())
}

// zoneExists tells whether a time zone's name is one.
func zoneExists(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil
}

func migrateCommand() command {
	return command{
		name: "migrate", summary: "Bring the database's schema up to date",
		examples: []string{"marque migrate", "MARQUE_DATABASE_URL=postgres://marque@db/marque marque migrate"},
		run: func(ctx context.Context, c *call) error {
			if err := c.noWords(); err != nil {
				return err
			}
			o, err := c.options()
			if err != nil {
				return err
			}
			if err := app.Migrate(ctx, o); err != nil {
				return err
			}
			where := o.Config.SQLitePath()
			if o.Config.DatabaseURL != "" {
				where = "the PostgreSQL database"
			}
			return c.answer(map[string]string{"migrated": where}, "The schema of "+where+" is up to date.")
		},
	}
}
