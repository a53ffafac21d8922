package cli

import (
	"context"
	"fmt"
	"os"

	"marque/internal/app"
	"marque/internal/core/access"
	"marque/internal/core/payment"
	"marque/internal/service/paying"
)

// bankOptions are the flags of marque bank.
type bankOptions struct {
	dir, rail, taken, again string
	release                 bool
}

func bankCommand() command {
	return command{
		name: "bank", summary: "Send files to the bank, read the bank's, and see how things stand", args: "send|receive|status",
		examples: []string{
			"marque bank status",
			"marque bank send                        # the configured way: every file that waits, each once",
			"marque bank send --dir /srv/to-bank     # into a folder instead: NACHA files under their final names only",
			"marque bank send --dir /srv/to-bank --rail sepa # the files of direct debits in euros",
			"marque bank receive --dir /srv/returns  # returns, notices of change and receipts; safe to repeat",
			"marque bank send --taken ach-2026-11-27-1.ach   # the bank says that it has the file; --again when it has not",
			"marque bank send --release              # after a restore, once it is settled with the bank what it has had",
		},
		flags: func(c *call) {
			o := &c.opts.bank
			c.set.StringVar(&o.dir, "dir", "", "send: put the files into this folder; receive: read the files of this folder")
			c.set.StringVar(&o.rail, "rail", "ach", "send: the files of this rail, ach or sepa")
			c.set.StringVar(&o.taken, "taken", "", "send: a file that was interrupted has arrived, says the bank")
			c.set.StringVar(&o.again, "again", "", "send: a file that was interrupted has not arrived, says the bank; it is sent again")
			c.set.BoolVar(&o.release, "release", false, "send: after a restore, let files leave for the bank again")
		},
		run: bank,
	}
}

func bank(ctx context.Context, c *call) error {
	work := map[string]func(context.Context, *call, *app.App) error{"send": bankSend, "receive": bankReceive, "status": bankStatus}
	if len(c.args) != 1 || work[c.args[0]] == nil {
		return exit{statusUsage, "say what to do: marque bank send, receive or status"}
	}
	return c.with(ctx, func(a *app.App) error { return work[c.args[0]](ctx, c, a) })
}

// bankBy is who the audit names.
func bankBy() access.Actor { return access.System("bank") }

func bankSend(ctx context.Context, c *call, a *app.App) error {
	o := c.opts.bank
	if done, err := c.settleWithBank(ctx, a); err != nil || done {
		return err
	}
	var way paying.Carrier
	if o.dir != "" {
		const ownerOnly = 0o700
		if err := os.MkdirAll(o.dir, ownerOnly); err != nil {
			return fmt.Errorf("make the folder: %w", err)
		}
		way = a.Folder(o.dir, "")
	}
	rail := payment.Rail(o.rail)
	if rail != payment.ACH && rail != payment.SEPA {
		return exit{statusUsage, "the rail is ach or sepa"}
	}
	done, err := a.Paying.DeliverOn(ctx, bankBy(), rail, way)
	if err != nil {
		return err
	}
	entries := 0
	lines := make([]string, len(done))
	for i, f := range done {
		entries += f.Entries
		lines[i] = fmt.Sprintf("%s: %d entries, debits %s, credits %s", f.File, f.Entries, amountIn(rail.Currency(), f.Debits), amountIn(rail.Currency(), f.Credits))
		if f.Found {
			lines[i] += "; it was there already, whole"
		}
	}
	sentence := fmt.Sprintf("%d files with %d entries sent.", len(done), entries)
	if len(done) == 0 {
		status, err := a.Paying.Status(ctx, bankBy())
		if err != nil {
			return err
		}
		sentence = fmt.Sprintf("Nothing waits. %d payments are scheduled; each goes into a file at the close of its day (marque cycle).", status.Scheduled)
	}
	return c.answer(map[string]any{"files": orNone(done), "entries": entries}, sentence, lines...)
}

// orNone makes an empty list of none, for programs.
func orNone[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func bankReceive(ctx context.Context, c *call, a *app.App) error {
	var way paying.Carrier
	if c.opts.bank.dir != "" {
		way = a.Folder("", c.opts.bank.dir)
	}
	done, err := a.Paying.Receive(ctx, bankBy(), way)
	if err != nil {
		return err
	}
	var sum paying.Received
	refused, fresh := 0, 0
	var lines []string
	for _, f := range done {
		lines = append(lines, receivedLine(f))
		sum.Returned, sum.Corrected, sum.Quarantined = sum.Returned+f.Returned, sum.Corrected+f.Corrected, sum.Quarantined+f.Quarantined
		if f.Refused != "" {
			refused++
		}
		if !f.Known {
			fresh++
		}
	}
	sentence := fmt.Sprintf("%d files, %d of them new: %d entries came back, %d accounts corrected, %d lines and %d whole files in quarantine.",
		len(done), fresh, sum.Returned, sum.Corrected, sum.Quarantined, refused)
	err = c.answer(map[string]any{
		"files": orNone(done), "returned": sum.Returned, "corrected": sum.Corrected, "quarantined": sum.Quarantined, "refused": refused,
	}, sentence, lines...)
	if err == nil && refused+sum.Quarantined > 0 {
		err = exit{status: statusPartial}
	}
	return err
}

// settleWithBank records what the bank has told a person. It is all there is to do while a book that was restored is held back.
func (c *call) settleWithBank(ctx context.Context, a *app.App) (done bool, err error) {
	o := c.opts.bank
	decided := false
	for name, taken := range map[string]bool{o.taken: true, o.again: false} {
		if name == "" {
			continue
		}
		if err := a.Paying.Decide(ctx, bankBy(), name, taken); err != nil {
			return true, err
		}
		decided = true
	}
	if o.release {
		return false, a.Paying.Release(ctx, bankBy())
	}
	made, err := a.Paying.Held(ctx, bankBy())
	if err != nil || made.IsZero() || !decided {
		return err != nil, err
	}
	return true, c.answer(map[string]any{"taken": o.taken, "again": o.again}, "Recorded. When every file is settled: marque bank send --release")
}

func receivedLine(f paying.Received) string {
	switch {
	case f.Known:
		return f.File + ": read before"
	case f.Refused != "":
		return f.File + ": in quarantine, " + f.Refused
	}
	return fmt.Sprintf("%s: %d came back, %d corrected, %d receipts, %d known already, %d in quarantine", f.File, f.Returned, f.Corrected, f.Receipts, f.Repeated, f.Quarantined)
}

func bankStatus(ctx context.Context, c *call, a *app.App) error {
	s, err := a.Paying.Status(ctx, bankBy())
	if err != nil {
		return err
	}
	var lines []string
	for _, f := range s.Waiting {
		lines = append(lines, fmt.Sprintf("waits      %-24s %-9s %6d entries, debits %s, credits %s", f.Name, f.State, f.Entries, amountIn(f.Rail.Currency(), f.Debits), amountIn(f.Rail.Currency(), f.Credits)))
	}
	for _, f := range s.Recent {
		line := fmt.Sprintf("%-10s %-24s %s", f.Direction, f.Name, f.State)
		if f.Reason != "" {
			line += ": " + f.Reason
		}
		lines = append(lines, line)
	}
	for _, k := range s.Newest {
		lines = append(lines, fmt.Sprintf("quarantine %s line %d: %s %s %s", k.File, k.Line, k.Code, k.Trace, k.Reason))
	}
	for _, g := range s.Rates {
		lines = append(lines, fmt.Sprintf("rate       %-15s %d of %d debits came back: %d.%02d %% of at most %d.%02d %% (%s)", g.Name, g.Returned, g.Debits, g.Points/100, g.Points%100,
			g.Limit/100, g.Limit%100, g.Level))
	}
	if s.Checks.Sent > 0 {
		lines = append(lines, fmt.Sprintf("verified   %d of %d prenotes and small deposits came back", s.Checks.Returned, s.Checks.Sent))
	}
	sentence := fmt.Sprintf("Business date %s: %d payments are scheduled, %d files wait, %d lines are in quarantine.", s.Today, s.Scheduled, len(s.Waiting), s.Quarantined)
	return c.answer(s, sentence, lines...)
}
