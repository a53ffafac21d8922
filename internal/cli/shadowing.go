package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"marque/internal/cli/shadow"
)

// shadowOptions are the flags of marque shadow.
type shadowOptions struct {
	tape, csv, html string
	settings        shadow.Options
}

func shadowCommand() command {
	return command{
		name: "shadow", summary: "Compute another servicer's months again and explain every cent of difference", args: "[FILE …]",
		examples: []string{
			"marque shadow --tape loans.csv                      # the best settings, issuer by issuer",
			"marque shadow --tape jan.xml feb.xml mar.xml        # an EX-102 holds one month; give them all",
			"marque shadow --tape loans.csv --day-count ACT/ACT --remainder carried --csv months.csv --html report.html",
			"zcat loans.csv.gz | marque shadow --tape - --json   # the last line has the totals",
		},
		flags: func(c *call) {
			o := &c.opts.shadow
			c.set.StringVar(&o.tape, "tape", "", "Schedule AL as CSV or EX-102 XML; - is standard input")
			c.set.StringVar(&o.settings.DayCount, "day-count", "", "ACT/365F, ACT/ACT, ACT/360 or 30/360; without it the best is found")
			c.set.StringVar(&o.settings.Precision, "precision", "", "exact, or factor-8 for a daily factor truncated to eight places")
			c.set.StringVar(&o.settings.Rounding, "rounding", "", "half-up or truncate")
			c.set.StringVar(&o.settings.Remainder, "remainder", "", "carried or dropped")
			c.set.StringVar(&o.csv, "csv", "", "write every month to this file")
			c.set.StringVar(&o.html, "html", "", "write a report page to this file")
		},
		run: shadowTape,
	}
}

func shadowTape(ctx context.Context, c *call) error {
	o := &c.opts.shadow
	o.settings.Tapes = c.args
	if o.tape != "" {
		o.settings.Tapes = append([]string{o.tape}, c.args...)
	}
	if len(o.settings.Tapes) == 0 {
		return exit{statusUsage, "name the tape: marque shadow --tape FILE, or - for standard input"}
	}
	result, err := shadow.Run(ctx, o.settings, func(name string) (io.ReadCloser, error) {
		in, _, err := c.source(name)
		return in, err
	})
	if err != nil {
		return err
	}
	if err := errors.Join(written(o.csv, result.CSV), written(o.html, result.HTML)); err != nil {
		return err
	}
	out := bufio.NewWriter(c.Out)
	write := result.Text
	if c.json {
		write = result.JSON
	}
	return errors.Join(write(out), out.Flush())
}

// written makes a file when one is named.
func written(name string, write func(io.Writer) error) error {
	if name == "" {
		return nil
	}
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("make the report: %w", err)
	}
	w := bufio.NewWriter(f)
	return errors.Join(write(w), w.Flush(), f.Close())
}
