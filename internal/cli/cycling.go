package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"marque/internal/app"
	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/service/billing"
)

func cycleCommand() command {
	return command{
		name: "cycle", summary: "Close business days: settle payments, charge what fell due, render statements",
		examples: []string{
			"marque cycle                      # closes every open day up to today",
			"marque cycle --date 2026-11-30    # closes every open day up to this one; safe to run again",
			"marque cycle --explain C-1001     # closes nothing: says what the next close does for a contract, and why",
			"marque cycle --explain C-1001 --date 2026-11-30    # the close of that day, or what it did",
		},
		flags: func(c *call) {
			c.set.StringVar(&c.opts.date, "date", "", "last day to close, YYYY-MM-DD; default today")
			c.set.StringVar(&c.opts.explain, "explain", "", "a contract's number: say what the close of the day does for it, and close nothing")
		},
		run: cycle,
	}
}

func cycle(ctx context.Context, c *call) error {
	if err := c.noWords(); err != nil {
		return err
	}
	until, err := c.date()
	if err != nil {
		return err
	}
	return c.with(ctx, func(a *app.App) error {
		if until.IsZero() {
			if until, _, err = a.Billing.Day(ctx); err != nil {
				return err
			}
		}
		if c.opts.explain != "" {
			told, err := a.Billing.Explain(ctx, c.opts.explain, until)
			if err != nil {
				return err
			}
			return c.tellCycle(told)
		}
		return a.Cycle.Through(ctx, until, c.progress(), func(d app.Day) {
			_ = c.answer(d, fmt.Sprintf("%s: %d payments sent, %d settled, %d final, %d returned; %d contracts closed, %d late fees, %d statements.",
				d.Date, d.Sent, d.Settled, d.Final, d.Returned, d.Contracts, d.Fees, d.Statements))
		})
	})
}

// progressEvery is how often a program that reads lines is told how far it is.
const progressEvery = time.Second

// progress rewrites a bar on a terminal; with --json it writes a line a second to the error output; elsewhere it is silent.
func (c *call) progress() func(civil.Date, app.Progress) {
	switch {
	case c.json:
		last := c.Now()
		return func(day civil.Date, p app.Progress) {
			if now := c.Now(); now.Sub(last) >= progressEvery {
				last = now
				_ = json.NewEncoder(c.Err).Encode(struct { // nobody reads how far it is: it goes on
					Date civil.Date `json:"date"`
					app.Progress
				}{day, p})
			}
		}
	case c.Terminal:
		return func(day civil.Date, p app.Progress) { fmt.Fprintf(c.Err, "\r%s\x1b[K\r", bar(day, p)) }
	}
	return nil
}

// bar is how far the close of a day is, in one line.
func bar(day civil.Date, p app.Progress) string {
	const width = 30
	whole := max(p.Awake, p.Contracts, 1)
	full := width * p.Contracts / whole
	return fmt.Sprintf("%s [%s%s] %d %%, %d of %d contracts", day, strings.Repeat("#", full), strings.Repeat(".", width-full), 100*p.Contracts/whole, p.Contracts, whole)
}

// toldCycle is an explanation for programs.
type toldCycle struct {
	Contract  string      `json:"contract"`
	Date      civil.Date  `json:"date"`
	Closed    bool        `json:"closed"` // the day is closed for the contract: this is what was done
	Sleeps    bool        `json:"sleeps"` // nothing is to be done on the day
	Wakes     civil.Date  `json:"wakes"`  // none is never
	Why       []string    `json:"why"`
	Foreseen  bool        `json:"foreseen"`
	Does      []string    `json:"does"`
	Entries   []toldEntry `json:"entries"`
	Statement *period     `json:"statement,omitempty"`
}

type period struct {
	From    civil.Date `json:"from"`
	Through civil.Date `json:"through"`
}

type toldEntry struct {
	Key       string     `json:"key"`
	Effective civil.Date `json:"effective"`
	Corrects  bool       `json:"corrects,omitempty"`
	Postings  []string   `json:"postings"`
}

// reasons are why a contract wakes, in words.
var reasons = map[contract.WakeReason]string{
	contract.WakeEvent:    "something that was entered for that day begins to count",
	contract.WakePastDue:  "it is past due, or a fee or a loss waits: it is looked at every day",
	contract.WakeDue:      "an instalment falls due",
	contract.WakeAfterDue: "the day after a due date: what was not paid is past due",
	contract.WakeMonthEnd: "the month ends: its interest is booked",
	contract.WakeTermEnd:  "the lease's term ends",
	contract.WakeRefund:   "a credit balance must be paid back",
}

// tellCycle prints what a day's close does for a contract.
func (c *call) tellCycle(e billing.Explanation) error {
	out := toldCycle{
		Contract: e.Number, Date: e.Day, Closed: e.Did, Sleeps: e.Sleeps, Wakes: e.Wakes, Foreseen: e.Foreseen, Why: whys(e), Does: does(e), Entries: []toldEntry{},
	}
	if !e.Statement.Through.IsZero() {
		out.Statement = &period{e.Statement.From, e.Statement.Through}
	}
	lines := make([]string, 0, len(out.Does)+len(e.Entries))
	for _, sentence := range out.Does {
		lines = append(lines, "  "+sentence)
	}
	for i := range e.Entries {
		told := entryWords(&e.Entries[i], e.Terms)
		out.Entries = append(out.Entries, told)
		lines = append(lines, fmt.Sprintf("  Posts %s, effective %s: %s.", told.Key, told.Effective, strings.Join(told.Postings, "; ")))
	}
	return c.answer(out, nextWake(e, out.Why), append([]string{headline(e, len(lines))}, lines...)...)
}

func headline(e billing.Explanation, lines int) string {
	switch {
	case e.Did && lines == 0:
		return fmt.Sprintf("%s is closed for %s. Nothing was to be done.", e.Day, e.Number)
	case e.Did:
		return fmt.Sprintf("%s is closed for %s. On that day:", e.Day, e.Number)
	case e.Sleeps:
		return fmt.Sprintf("The close of %s leaves %s alone: it sleeps.", e.Day, e.Number)
	case lines == 0:
		return fmt.Sprintf("The close of %s looks at %s and finds nothing to do, as things stand now.", e.Day, e.Number)
	}
	return fmt.Sprintf("The close of %s does this for %s, as things stand now:", e.Day, e.Number)
}

// does says what is done besides posting.
func does(e billing.Explanation) []string {
	out := []string{}
	for _, fee := range e.Fees {
		out = append(out, fmt.Sprintf("Charges a fee (%s) of %s for instalment %d.", strings.ReplaceAll(string(fee.Fee), "_", " "), fee.Amount.Text(e.Terms.Money()), fee.Instalment))
	}
	if e.ChargeOff {
		out = append(out, "Charges it off, as its product's rule says.")
	}
	if e.Loss {
		out = append(out, "Reports a loss that waits for a person to charge it off.")
	}
	if e.Refund {
		out = append(out, "Reports a credit balance that must be paid out by now.")
	}
	if !e.Statement.Through.IsZero() {
		out = append(out, fmt.Sprintf("Issues the statement from %s through %s.", e.Statement.From, e.Statement.Through))
	}
	return out
}

func entryWords(t *ledger.Transaction, terms contract.Terms) toldEntry {
	out := toldEntry{Key: t.Key, Effective: t.Effective, Corrects: t.Corrects != ""}
	for _, p := range t.Postings {
		side := "debit"
		if p.Amount < 0 {
			side = "credit"
		}
		out.Postings = append(out.Postings, fmt.Sprintf("%s %s %s", side, p.Account.Name(), max(p.Amount, -p.Amount).Text(terms.Money())))
	}
	return out
}

func whys(e billing.Explanation) []string {
	out := []string{}
	for _, why := range e.Why {
		out = append(out, reasons[why])
	}
	if e.Bills {
		out = append(out, "a statement's period ends")
	}
	return out
}

func nextWake(e billing.Explanation, why []string) string {
	switch {
	case e.Wakes.IsZero():
		return "Nothing is left to do for it unless something happens."
	case len(why) == 0:
		return fmt.Sprintf("The close of %s looks at it, because something has happened to it.", e.Wakes)
	case e.Foreseen:
		return fmt.Sprintf("It wakes on %s: %s. What is to be done then is worked out already.", e.Wakes, strings.Join(why, "; "))
	}
	return fmt.Sprintf("It wakes on %s: %s.", e.Wakes, strings.Join(why, "; "))
}
