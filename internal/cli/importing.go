package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"marque/internal/app"
	"marque/internal/cli/feedimport"
	"marque/internal/core/access"
	"marque/internal/fault"
)

func importCommand() command {
	return command{
		name: "import", summary: "Read the retail system's feed, or a list of payments others took", args: "feed FILE|- or payments FILE|-",
		examples: []string{
			"marque import feed retail.jsonl",
			"marque import feed --report refused.jsonl retail.jsonl   # exit status 3 when lines were refused",
			"zcat retail.jsonl.gz | marque import feed -",
			"marque import feed --no-invitations book.jsonl           # a book whose people are told by other means",
			"marque import payments --source lockbox checks.csv       # reference,contract,amount,received_on,method",
		},
		flags: func(c *call) {
			c.set.StringVar(&c.opts.report, "report", "", "write refusals and remarks to this file, one JSON object a line")
			c.set.StringVar(&c.opts.source, "source", "", "payments: who took them, such as lockbox; references are unique within a source")
			c.set.BoolVar(&c.opts.quiet, "no-invitations", false, "invite nobody on the contracts of this run to register")
		},
		run: importAny,
	}
}

func importAny(ctx context.Context, c *call) error {
	if len(c.args) == 2 && c.args[0] == "payments" {
		return importPayments(ctx, c)
	}
	return importFeed(ctx, c)
}

func importFeed(ctx context.Context, c *call) error {
	if len(c.args) != 2 || c.args[0] != "feed" {
		return exit{statusUsage, "say what to read: marque import feed FILE or marque import payments FILE, or - for standard input"}
	}
	in, size, err := c.source(c.args[1])
	if err != nil {
		return err
	}
	defer in.Close()
	report, closeReport, err := c.reportFile()
	if err != nil {
		return err
	}
	return errors.Join(c.with(ctx, func(a *app.App) error {
		done, err := feedimport.Run(ctx, feedimport.Options{
			Service: a.Onboarding, By: access.System("feed"), Now: c.Now, Zone: zoneExists, Report: report, JSON: c.json, Quiet: c.opts.quiet, Bar: c.Terminal, Size: size,
		}, in, c.Out, c.Err)
		if err == nil && done.ExitStatus() != statusOK {
			return exit{status: done.ExitStatus()}
		}
		return err
	}), closeReport())
}

// source opens what is to be read and tells its size when it has one.
func (c *call) source(name string) (io.ReadCloser, int64, error) {
	if name == "-" {
		return io.NopCloser(c.In), 0, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, fmt.Errorf("open the input: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("open the input: %w", err), f.Close())
	}
	if info.IsDir() {
		return nil, 0, errors.Join(fault.Newf(fault.Invalid, "%s is a directory, not a file.", name), f.Close())
	}
	return f, info.Size(), nil
}

func (c *call) reportFile() (io.Writer, func() error, error) {
	if c.opts.report == "" {
		return nil, func() error { return nil }, nil
	}
	f, err := os.Create(c.opts.report)
	if err != nil {
		return nil, nil, fmt.Errorf("make the report: %w", err)
	}
	return f, f.Close, nil
}
