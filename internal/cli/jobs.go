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
	job, err := jobNamed(c.args[2])
	if err != nil {
		return err
	}
	if err := a.Operating.Retry(ctx, adminBy(), job); err != nil {
		return err
	}
	return c.answer(map[string]int{"retried": 1}, "The job is tried again, once, by a process that serves.")
}

func dropJob(ctx context.Context, c *call, a *app.App) error {
	job, err := jobNamed(c.args[2])
	if err != nil {
		return err
	}
	if err := a.Operating.Drop(ctx, adminBy(), job, c.opts.admin.reason); err != nil {
		return err
	}
	return c.answer(map[string]int64{"dropped": job}, "The job is off the list.")
}

func jobNamed(word string) (int64, error) {
	job, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		return 0, fault.Inputf("id", "%q is no job. Try: marque admin jobs failed", word)
	}
	return job, nil
}
