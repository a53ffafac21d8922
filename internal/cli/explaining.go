package cli

import (
	"context"
	"fmt"
	"time"

	"marque/internal/app"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	words "marque/internal/core/explain"
)

// explained is a line of a contract's history in words.
type explained struct {
	Date    civil.Date `json:"date"`
	Title   string     `json:"title"`
	Amount  string     `json:"amount"`
	Balance string     `json:"balance_after"`
	Undone  bool       `json:"undone,omitempty"`
	Working []string   `json:"working"`
}

func explainCommand() command {
	return command{
		name: "explain", summary: "Tell a contract's history in plain sentences, every sum with its working", args: "NUMBER",
		examples: []string{
			"marque explain C-1001",
			"marque explain --date 2026-03-03 C-1001                    # what was true on that day",
			"marque explain --date 2026-03-03 --known 2026-03-03 C-1001 # what we believed on that day",
		},
		flags: func(c *call) {
			c.set.StringVar(&c.opts.date, "date", "", "as of this day, YYYY-MM-DD; default the business date")
			c.set.StringVar(&c.opts.known, "known", "", "as far as it was known at the end of this day (UTC); default all that is known")
		},
		run: explainContract,
	}
}

func explainContract(ctx context.Context, c *call) error {
	if len(c.args) != 1 {
		return exit{statusUsage, "name the contract: marque explain NUMBER"}
	}
	asOf, err := c.date()
	if err != nil {
		return err
	}
	known, err := dateOf("known", c.opts.known)
	if err != nil {
		return err
	}
	at := contract.At{AsOf: asOf}
	if !known.IsZero() {
		at.AsKnown = known.AddDays(1).Start(time.UTC).Add(-time.Microsecond)
	}
	return c.with(ctx, func(a *app.App) error {
		terms, state, err := a.Servicing.Tell(ctx, access.System("explain"), c.args[0], at)
		if err != nil {
			return err
		}
		return c.tell(&terms, state)
	})
}

// tell prints the lines, oldest first.
func (c *call) tell(terms *contract.Terms, s *contract.State) error {
	w, all := words.For(terms, words.English), []explained{}
	var lines []string
	for i := range s.Lines {
		l := &s.Lines[i]
		e := explained{
			Date: l.Effective, Title: words.Title(l).In(words.English), Amount: l.Amount.Text(terms.Money()), Balance: l.Balance.Text(terms.Money()), Undone: l.Void != "", Working: []string{},
		}
		lines = append(lines, fmt.Sprintf("%s  %s, %s; balance afterwards %s", e.Date, e.Title, e.Amount, e.Balance))
		for _, sentence := range w.Line(l) {
			e.Working = append(e.Working, sentence.String())
			lines = append(lines, "            "+sentence.String())
		}
		all = append(all, e)
	}
	balance := fmt.Sprintf("Owed on %s: %s %s.", s.AsOf, s.Balance().Text(terms.Money()), terms.Money().Code)
	if s.Kind == contract.Lease {
		balance = fmt.Sprintf("Lease balance on %s: %s %s.", s.AsOf, s.Principal.Text(terms.Money()), terms.Money().Code)
	}
	return c.answer(map[string]any{"as_of": s.AsOf, "status": s.Status, "lines": all}, balance, lines...)
}
