// Package shadow is what `marque shadow` does: it reads a tape, has service/shadowing replay it, and writes what came of it as text, JSON lines,
// CSV and one HTML page. The arithmetic and the explanations are the service's.
package shadow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"marque/internal/core/tape"
	"marque/internal/money"
	"marque/internal/service/shadowing"
)

// Options of one run.
type Options struct {
	Tapes []string // names, read in this order
	// The settings by name, each empty when the best is to be found.
	DayCount, Precision, Rounding, Remainder string
}

// Result is what was read and what it came to.
type Result struct {
	Names  []string // of the tapes
	Report shadowing.Report
	Tape   *tape.Tape
}

// Run reads and replays tapes. It fails when the settings are not known or a tape cannot be read; what the months say is no failure.
func Run(ctx context.Context, o Options, open func(name string) (io.ReadCloser, error)) (*Result, error) {
	set, err := shadowing.Choose(o.DayCount, o.Precision, o.Rounding, o.Remainder)
	if err != nil {
		return nil, err
	}
	t, err := readAll(o.Tapes, open)
	if err != nil {
		return nil, err
	}
	report, err := shadowing.Replay(ctx, t, set)
	if err != nil {
		return nil, err
	}
	return &Result{Names: o.Tapes, Report: report, Tape: t}, nil
}

func readAll(names []string, open func(name string) (io.ReadCloser, error)) (*tape.Tape, error) {
	tapes := make([]*tape.Tape, 0, len(names))
	for _, name := range names {
		in, err := open(name)
		if err != nil {
			return nil, err
		}
		t, err := tape.Read(in)
		if err := errors.Join(err, in.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		tapes = append(tapes, t)
	}
	return tape.Join(tapes...)
}

// tapeName names a tape where there are several.
func (r *Result) tapeName(n int) string {
	if len(r.Names) > 1 {
		return r.Names[n]
	}
	return ""
}

// monthLine is one month as JSON. Amounts are decimal texts in major units; what is not known is left out.
type monthLine struct {
	Issuer     string            `json:"issuer"`
	Asset      string            `json:"asset"`
	PeriodEnd  string            `json:"period_end"`
	Tape       string            `json:"tape,omitempty"`
	Line       int               `json:"line"`
	Class      shadowing.Class   `json:"class"`
	Reason     shadowing.Reason  `json:"reason,omitempty"`
	Days       int               `json:"days,omitempty"`
	Reported   string            `json:"reported,omitempty"`
	Computed   string            `json:"computed,omitempty"`
	Difference string            `json:"difference,omitempty"`
	Identities map[string]string `json:"identities,omitempty"` // only those that do not hold, and by how much
}

// issuerLine is one issuer as JSON.
type issuerLine struct {
	Name       string              `json:"name"`
	Kind       string              `json:"kind"`
	Contracts  int                 `json:"contracts"`
	Settings   *shadowing.Settings `json:"settings,omitempty"`
	Totals     shadowing.Totals    `json:"totals"`
	Identities shadowing.Checks    `json:"identities"`
	Rivals     []shadowing.Rival   `json:"rivals,omitempty"`
}

// faultLine is a row that could not be read.
type faultLine struct {
	Tape string `json:"tape,omitempty"`
	tape.Fault
}

// JSON writes a line for every row that could not be read, every month and every issuer, and the totals as the last line.
func (r *Result) JSON(w io.Writer) error {
	encode := json.NewEncoder(w)
	encode.SetEscapeHTML(false)
	line := func(name string, v any) error {
		if err := encode.Encode(map[string]any{name: v}); err != nil {
			return fmt.Errorf("write: %w", err)
		}
		return nil
	}
	for _, f := range r.Tape.Faults {
		if err := line("fault", faultLine{r.tapeName(f.Tape), f}); err != nil {
			return err
		}
	}
	if left := r.Tape.Faulty - len(r.Tape.Faults); left > 0 {
		if err := line("more_faults", left); err != nil {
			return err
		}
	}
	for _, i := range r.Report.Issuers {
		err := eachMonth(i, func(c *shadowing.Contract, m *shadowing.Month) error { return line("month", r.lineOf(i.Name, c, m)) })
		if err != nil {
			return err
		}
		if err := line("issuer", issuerLineOf(i)); err != nil {
			return err
		}
	}
	if err := line("identities", r.Report.Identities); err != nil {
		return err
	}
	return line("totals", r.Report.Totals)
}

// eachMonth visits an issuer's months contract by contract.
func eachMonth(i shadowing.Issuer, visit func(*shadowing.Contract, *shadowing.Month) error) error {
	for n := range i.Contracts {
		c := &i.Contracts[n]
		for k := range c.Months {
			if err := visit(c, &c.Months[k]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Result) lineOf(issuer string, c *shadowing.Contract, m *shadowing.Month) monthLine {
	l := monthLine{Issuer: issuer, Asset: c.Asset, PeriodEnd: m.Ends.String(), Tape: r.tapeName(m.Tape), Line: m.Line, Class: m.Class, Reason: m.Reason, Days: m.Shift,
		Reported: text(m.Reported), Computed: text(m.Computed), Difference: text(difference(m))}
	for _, i := range offOf(m) {
		if l.Identities == nil {
			l.Identities = map[string]string{}
		}
		l.Identities[i.Name] = i.Off
	}
	return l
}

func issuerLineOf(i shadowing.Issuer) issuerLine {
	l := issuerLine{Name: i.Name, Kind: kind(i), Contracts: len(i.Contracts), Totals: i.Totals, Identities: i.Identities, Rivals: i.Rivals}
	if i.Found() {
		l.Settings = &i.Settings
	}
	return l
}

func kind(i shadowing.Issuer) string {
	if i.Leases {
		return "lease"
	}
	return "loan"
}

// named is an identity with its name and how far it is off.
type named struct {
	name string
	off  tape.Amount
}

func identitiesOf(m *shadowing.Month) [3]named {
	return [3]named{{"end", m.Identities.End}, {"paid", m.Identities.Paid}, {"begin", m.Identities.Begin}}
}

// difference is reported less computed.
func difference(m *shadowing.Month) tape.Amount {
	return tape.Amount{Cents: m.Reported.Cents - m.Computed.Cents, Known: m.Reported.Known && m.Computed.Known}
}

func text(a tape.Amount) string {
	if !a.Known {
		return ""
	}
	return a.Cents.Text(money.USD())
}
