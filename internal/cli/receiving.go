package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"marque/internal/app"
	"marque/internal/cli/feedimport"
	"marque/internal/core/access"
	"marque/internal/core/payment"
	"marque/internal/fault"
)

// taken is what became of a list of received payments.
type taken struct {
	Lines    int `json:"lines"`
	Booked   int `json:"booked"`
	Repeated int `json:"repeated"` // known before
	Refused  int `json:"refused"`
}

// notTaken is a refused line in the machine-readable report.
type notTaken struct {
	Line      int           `json:"line"`
	Reference string        `json:"reference,omitempty"`
	Message   string        `json:"message"`
	Fields    []fault.Field `json:"fields,omitempty"`
}

func importPayments(ctx context.Context, c *call) error {
	if c.opts.source == "" {
		return exit{statusUsage, "say who took the payments: marque import payments --source lockbox FILE"}
	}
	in, _, err := c.source(c.args[1])
	if err != nil {
		return err
	}
	defer in.Close()
	report, closeReport, err := c.reportFile()
	if err != nil {
		return err
	}
	return errors.Join(c.with(ctx, func(a *app.App) error {
		run := paymentsRun{app: a, errOut: c.Err, report: report}
		if err := run.all(ctx, c.opts.source, in); err != nil {
			return err
		}
		if err := run.tell(c); err != nil {
			return err
		}
		if run.done.Refused > 0 {
			return exit{status: feedimport.WithRefusal}
		}
		return nil
	}), closeReport())
}

type paymentsRun struct {
	app    *app.App
	list   *payment.ReceivedList
	errOut io.Writer
	report io.Writer // or nil
	done   taken
}

// all books each line by itself: a refused one does not keep the others out, and a list that was cut short is told again from its beginning.
func (r *paymentsRun) all(ctx context.Context, source string, in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, payment.MaxReceivedLine), payment.MaxReceivedLine)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
		switch {
		case len(line) == 0:
		case r.list == nil:
			var err error
			if r.list, err = payment.NewReceivedList(source, string(line)); err != nil {
				return err
			}
		default:
			if err := r.line(ctx, n, string(line)); err != nil {
				return err
			}
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return fault.Newf(fault.TooLarge, "After line %d comes one of more than %d bytes: this is no list of payments.", r.done.Lines, payment.MaxReceivedLine)
	}
	return lines.Err()
}

func (r *paymentsRun) line(ctx context.Context, n int, line string) error {
	r.done.Lines++
	p, err := r.list.Line(line)
	booked := false
	if err == nil {
		booked, err = r.app.Receiving.Record(ctx, access.System("payments"), p)
	}
	switch why := fault.Of(err); {
	case err != nil && why == nil:
		return fmt.Errorf("line %d: %w", n, err)
	case err != nil:
		return r.refuse(notTaken{Line: n, Reference: p.Reference, Message: why.Error(), Fields: why.Fields})
	case booked:
		r.done.Booked++
	default:
		r.done.Repeated++
	}
	return nil
}

func (r *paymentsRun) refuse(n notTaken) error {
	r.done.Refused++
	if _, err := fmt.Fprintf(r.errOut, "line %d: %s\n", n.Line, n.Message); err != nil {
		return err
	}
	if r.report == nil {
		return nil
	}
	return json.NewEncoder(r.report).Encode(n)
}

func (r *paymentsRun) tell(c *call) error {
	if c.json {
		return json.NewEncoder(c.Out).Encode(r.done)
	}
	_, err := fmt.Fprintf(c.Out, "%d payments booked, %d known before, %d refused.\n", r.done.Booked, r.done.Repeated, r.done.Refused)
	return err
}
