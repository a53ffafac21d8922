package cli

import (
	"context"
	"fmt"

	"marque/internal/app"
	"marque/internal/civil"
)

func cycleCommand() command {
	return command{
		name: "cycle", summary: "Close business days: settle payments, charge what fell due, render statements",
		examples: []string{
			"marque cycle                      # closes every open day up to today",
			"marque cycle --date 2026-11-30    # closes every open day up to this one; safe to run again",
		},
		flags: func(c *call) {
			c.set.StringVar(&c.opts.date, "date", "", "last day to close, YYYY-MM-DD; default today")
		},
		run: cycle,
	}
}

func cycle(ctx context.Context, c *call) error {
	if err := c.noWords(); err != nil {
		return err
	}
	until, err := c.date()
	if err != nil {
		return err
	}
	return c.with(ctx, func(a *app.App) error {
		if until.IsZero() {
			if until, _, err = a.Billing.Day(ctx); err != nil {
				return err
			}
		}
		return a.Cycle.Through(ctx, until, c.progress(), func(d app.Day) {
			_ = c.answer(d, fmt.Sprintf("%s: %d payments sent, %d settled, %d final, %d returned; %d contracts closed, %d late fees, %d statements.",
				d.Date, d.Sent, d.Settled, d.Final, d.Returned, d.Contracts, d.Fees, d.Statements))
		})
	})
}

// progress rewrites one line on a terminal; elsewhere it is silent.
func (c *call) progress() func(civil.Date, app.Progress) {
	if !c.Terminal {
		return nil
	}
	return func(day civil.Date, p app.Progress) {
		fmt.Fprintf(c.Err, "\r%s: %d contracts\x1b[K\r", day, p.Contracts)
	}
}
