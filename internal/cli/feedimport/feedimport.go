// Package feedimport is what `marque import feed` does: it streams a file of messages into the book, tells which lines were refused or held and
// why, and counts. What a message means is core/feed's business and what it does service/onboarding's.
package feedimport

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/service/onboarding"
)

// The exit statuses.
const (
	Clean       = 0
	WithRefusal = 3 // some lines were refused; the others are in
)

// Options of one import.
type Options struct {
	Service *onboarding.Service
	By      access.Actor           // usually access.System("feed")
	Now     civil.Clock            // for the bar
	Zone    func(name string) bool // tells whether a time zone exists
	Report  io.Writer              // machine-readable report in JSON lines, or nil
	JSON    bool                   // the totals go to out as one JSON object instead of a sentence
	Quiet   bool                   // tell nobody
	Bar     bool                   // errOut is a terminal: show progress there
	Size    int64                  // bytes of the input, for the bar; 0 when not known
	Batch   int                    // messages to a transaction; 0 is onboarding.MaxBatch
}

// Report counts lines. Blank lines are not counted.
type Report struct{ onboarding.Report }

// ExitStatus is what the command ends with.
func (r Report) ExitStatus() int {
	if r.Refused > 0 {
		return WithRefusal
	}
	return Clean
}

// Run applies every line of in. Refused and held lines are told on errOut and in the report, remarks about accepted ones in the report alone, and the
// summary goes to out. An error means that the import ended early; what was applied stays, and running again goes on from there.
func Run(ctx context.Context, o Options, in io.Reader, out, errOut io.Writer) (Report, error) {
	return Tell(o, func(i onboarding.Intake) (onboarding.Report, error) {
		return o.Service.Take(ctx, i, onboarding.Lines(in))
	}, out, errOut)
}

// Tell lets messages be taken in, whichever way, and tells of them as Run does.
func Tell(o Options, take func(onboarding.Intake) (onboarding.Report, error), out, errOut io.Writer) (Report, error) {
	run := &run{Options: o, errOut: errOut, bar: newBar(o, errOut)}
	counted, err := take(onboarding.Intake{By: o.By, Zone: o.Zone, Quiet: o.Quiet, Batch: o.Batch, Seen: run.seen, Tell: run.tell})
	run.bar.clear()
	report := Report{counted}
	return report, errors.Join(err, run.finish(report, out))
}

// run is one import on its way.
type run struct {
	Options
	errOut io.Writer
	bar    *bar
}

func (r *run) seen(m onboarding.Message) { r.bar.add(len(m.Text), m.At) }

func (r *run) tell(t onboarding.Told) error {
	if t.Outcome != "noted" {
		r.bar.clear()
		verb := ""
		if t.Outcome == "held" {
			verb = "held: "
		}
		for _, f := range t.Fields {
			if _, err := fmt.Fprintf(r.errOut, "line %d: %s%s: %s\n", t.Line, verb, f.Name, f.Message); err != nil {
				return fmt.Errorf("tell of line %d: %w", t.Line, err)
			}
		}
	}
	return r.write(t)
}

func (r *run) write(v any) error {
	if r.Report == nil {
		return nil
	}
	if err := json.NewEncoder(r.Report).Encode(v); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// finish writes the totals.
func (r *run) finish(report Report, out io.Writer) error {
	if err := r.write(map[string]Report{"totals": report}); err != nil {
		return err
	}
	if r.JSON {
		return json.NewEncoder(out).Encode(report)
	}
	_, err := fmt.Fprintln(out, report)
	return err
}
