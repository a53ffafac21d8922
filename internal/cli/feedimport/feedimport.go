// Package feedimport is what `marque import feed` does: it streams a file of messages, applies the good lines, tells which lines were refused
// and why, and counts. What a message means is core/feed's business and what it does service/onboarding's.
package feedimport

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/feed"
	"marque/internal/fault"
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
	By      access.Actor // usually access.System("feed")
	Now     civil.Clock
	Zone    func(name string) bool // tells whether a time zone exists
	Report  io.Writer              // machine-readable report in JSON lines, or nil
	JSON    bool                   // the totals go to out as one JSON object instead of a sentence
	Quiet   bool                   // invite nobody
	Bar     bool                   // errOut is a terminal: show progress there
	Size    int64                  // bytes of the input, for the bar; 0 when not known
	Batch   int                    // messages to a transaction; 0 is onboarding.MaxBatch
}

// Report counts lines. Blank lines are not counted.
type Report struct {
	Lines     int               `json:"lines"`
	Contracts int               `json:"contracts"` // opened now
	Applied   int               `json:"applied"`
	Repeated  int               `json:"repeated"` // known before
	Refused   int               `json:"refused"`
	Notes     int               `json:"notes"` // applied, with a remark in the report
	Changes   int               `json:"changes"`
	Types     map[feed.Type]int `json:"types"` // applied, by type
}

// ExitStatus is what the command ends with.
func (r Report) ExitStatus() int {
	if r.Refused > 0 {
		return WithRefusal
	}
	return Clean
}

// String is the summary for people.
func (r Report) String() string {
	return fmt.Sprintf("%s, %s about vehicles, %d repeated, %d refused, %s: %s.", count(r.Contracts, "contract"),
		count(r.Applied-r.Contracts, "message"), r.Repeated, r.Refused, count(r.Notes, "remark"), count(r.Changes, "change"))
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Told is one line of the machine-readable report: a refused line, or a remark about one that went in.
type Told struct {
	Line    int           `json:"line"`
	ID      string        `json:"id,omitempty"`
	Type    feed.Type     `json:"type,omitempty"`
	Outcome string        `json:"outcome"` // refused or noted
	Field   string        `json:"field"`   // the first of Fields
	Message string        `json:"message"`
	Fields  []fault.Field `json:"fields"` // all that is to be mended
}

// Run applies every line of in. Refused lines are told on errOut and in the report, remarks about accepted ones in the report alone, and the
// summary goes to out. An error means that the import
// ended early; what was applied stays, and running again goes on from there.
func Run(ctx context.Context, o Options, in io.Reader, out, errOut io.Writer) (Report, error) {
	if o.Batch < 1 || o.Batch > onboarding.MaxBatch {
		o.Batch = onboarding.MaxBatch
	}
	run := &run{Options: o, report: Report{Types: map[feed.Type]int{}}, errOut: errOut, bar: newBar(o, errOut)}
	err := errors.Join(run.all(ctx, in), run.finish(out))
	return run.report, err
}

// run is one import on its way.
type run struct {
	Options
	report Report
	errOut io.Writer
	bar    *bar
	line   int
	batch  []feed.Event
	at     []int // line numbers of the batch
}

// bufferBytes holds one line of the greatest length with its line end, so that a longer one is known by a full buffer.
const bufferBytes = feed.MaxLine + 2

func (r *run) all(ctx context.Context, in io.Reader) error {
	defer r.bar.clear()
	lines := bufio.NewReaderSize(in, bufferBytes)
	for {
		line, whole, err := next(lines)
		if len(line) > 0 || !whole {
			r.line++
			r.bar.add(len(line), r.line)
			if err := r.take(ctx, line, whole); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return r.apply(ctx)
		case err != nil:
			return fmt.Errorf("read line %d: %w", r.line+1, err)
		}
	}
}

// next returns a line, and whether it fits the bound; of one that does not, the rest is passed over.
func next(in *bufio.Reader) (line []byte, whole bool, err error) {
	line, err = in.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, true, err
	}
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = in.ReadSlice('\n')
	}
	return nil, false, err
}

// take reads one line into the batch, and applies the batch when it is full.
func (r *run) take(ctx context.Context, line []byte, whole bool) error {
	if r.line == 1 {
		line = bytes.TrimPrefix(line, []byte("\ufeff")) // some editors begin a file with a byte order mark
	}
	if whole && len(bytes.TrimSpace(line)) == 0 {
		return nil
	}
	r.report.Lines++
	if !whole {
		return r.refuse(r.line, feed.Event{}, fault.Of(feed.TooLong()))
	}
	e, err := feed.Decode(line, feed.Rules{Now: r.Now(), Zone: r.Zone})
	if err != nil {
		why := fault.Of(err)
		if why == nil {
			return fmt.Errorf("line %d: %w", r.line, err)
		}
		return r.refuse(r.line, e, why)
	}
	r.batch, r.at = append(r.batch, e), append(r.at, r.line)
	if len(r.batch) == r.Batch {
		return r.apply(ctx)
	}
	return ctx.Err()
}

// apply applies the batch and tells what became of it.
func (r *run) apply(ctx context.Context) error {
	outcomes, err := r.Service.Apply(ctx, r.By, r.batch, onboarding.Options{Quiet: r.Quiet})
	if err != nil {
		return fmt.Errorf("apply lines %d to %d: %w", r.at[0], r.at[len(r.at)-1], err)
	}
	for i, outcome := range outcomes {
		if err := r.count(r.at[i], r.batch[i], outcome); err != nil {
			return err
		}
	}
	r.batch, r.at = r.batch[:0], r.at[:0]
	return nil
}

func (r *run) count(line int, e feed.Event, o onboarding.Outcome) error {
	switch o.Result {
	case onboarding.Refused:
		return r.refuse(line, e, o.Why)
	case onboarding.Repeated:
		r.report.Repeated++
		return nil
	}
	r.report.Applied++
	r.report.Changes++
	r.report.Types[e.Type]++
	if e.Type == feed.ContractActivated {
		r.report.Contracts++
	}
	if len(o.Notes) == 0 {
		return nil
	}
	r.report.Notes++
	return r.write(told(line, e, "noted", o.Notes))
}

func (r *run) refuse(line int, e feed.Event, why *fault.Fault) error {
	r.report.Refused++
	fields := why.Fields
	if len(fields) == 0 {
		fields = []fault.Field{{Name: "line", Message: why.Message}}
	}
	r.bar.clear()
	for _, f := range fields {
		if _, err := fmt.Fprintf(r.errOut, "line %d: %s: %s\n", line, f.Name, f.Message); err != nil {
			return fmt.Errorf("tell of line %d: %w", line, err)
		}
	}
	return r.write(told(line, e, "refused", fields))
}

func told(line int, e feed.Event, outcome string, fields []fault.Field) Told {
	return Told{Line: line, ID: e.ID, Type: e.Type, Outcome: outcome, Field: fields[0].Name, Message: fields[0].Message, Fields: fields}
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
func (r *run) finish(out io.Writer) error {
	if err := r.write(map[string]Report{"totals": r.report}); err != nil {
		return err
	}
	if r.JSON {
		return json.NewEncoder(out).Encode(r.report)
	}
	_, err := fmt.Fprintln(out, r.report)
	return err
}
