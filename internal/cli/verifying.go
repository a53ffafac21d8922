package cli

import (
	"context"
	"fmt"

	"marque/internal/app"
	"marque/internal/core/access"
	"marque/internal/service/auditing"
)

func verifyCommand() command {
	return command{
		name: "verify", summary: "Prove the book: sums, balances, cached states and the audit chain",
		examples: []string{
			"marque verify                 # exit status 0 when clean, 1 with a finding on each line",
			"marque verify --checkpoints /mnt/apart   # also against the checkpoints that were kept apart",
			"marque verify --digest        # one line that depends on the book's content only",
		},
		flags: func(c *call) {
			c.set.StringVar(&c.opts.checkpoints, "checkpoints", "", "compare the audit with the checkpoints of this folder, which were kept apart")
			c.set.BoolVar(&c.opts.digest, "digest", false, "print only a digest of the book's content")
		},
		run: verify,
	}
}

func verify(ctx context.Context, c *call) error {
	if err := c.noWords(); err != nil {
		return err
	}
	return c.with(ctx, func(a *app.App) error {
		by := access.System("verify")
		if c.opts.digest {
			digest, err := a.Verifying.Digest(ctx, by)
			if err != nil {
				return err
			}
			return c.answer(map[string]string{"digest": digest}, digest)
		}
		var kept []auditing.Checkpoint
		if c.opts.checkpoints != "" {
			var err error
			if kept, err = app.ReadCheckpoints(c.opts.checkpoints); err != nil {
				return err
			}
		}
		report, err := a.Verifying.Verify(ctx, by, kept...)
		if err != nil {
			return err
		}
		if err := c.answer(report, fmt.Sprintf("%d contracts with %d events verified: %d findings.", report.Contracts, report.Events, len(report.Findings)),
			report.Findings...); err != nil {
			return err
		}
		if len(report.Findings) > 0 {
			return exit{status: statusFailed}
		}
		return nil
	})
}
