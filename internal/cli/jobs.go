package cli

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"marque/internal/app"
	"marque/internal/fault"
)

func listFailedJobs(ctx context.Context, c *call, a *app.App) error {
	all, err := a.Operating.Failed(ctx, adminBy())
	if err != nil {
		return err
	}
	lines := []string{"ID\tKIND\tGIVEN UP\tATTEMPTS\tARGUMENTS\tLAST ERROR"}
	for _, j := range all {
		lines = append(lines, fmt.Sprintf("%d\t%s\t%s\t%d\t%s\t%s", j.ID, j.Kind, j.At.Format(time.RFC3339), j.Attempts, j.Args, j.Error))
	}
	return c.answer(all, fmt.Sprintf("%d jobs were given up. To try one again: marque admin jobs retry ID", len(all)), table(lines)...)
}

func retryJobs(ctx context.Context, c *call, a *app.App) error {
	if c.args[2] == "all" {
		n, err := a.Operating.RetryAll(ctx, adminBy())
		if err != nil {
			return err
		}
		return c.answer(map[string]int{"retried": n}, fmt.Sprintf("%d jobs are tried again, once, by a process that serves.", n))
	}
	job, err := strconv.ParseInt(c.args[2], 10, 64)
	if err != nil {
		return fault.Inputf("id", "%q is no job. Try: marque admin jobs failed", c.args[2])
	}
	if err := a.Operating.Retry(ctx, adminBy(), job); err != nil {
		return err
	}
	return c.answer(map[string]int{"retried": 1}, "The job is tried again, once, by a process that serves.")
}
