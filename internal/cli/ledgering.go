package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"

	"marque/internal/app"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/money"
	"marque/internal/service/ledgering"
)

// ledgerOptions are the flags of marque ledger.
type ledgerOptions struct{ from, to, through, out string }

func ledgerCommand() command {
	return command{
		name: "ledger", summary: "Trial balance, export and period close of the general ledger", args: "trial|export|close",
		examples: []string{
			"marque ledger trial                                              # every account as of the business date",
			"marque ledger trial --date 2026-10-31 --json",
			"marque ledger export --from 2026-10-01 --to 2026-10-31 --out october.csv",
			"marque ledger close --through 2026-10-31                         # nothing more is posted in October",
		},
		flags: func(c *call) {
			o := &c.opts.ledger
			c.set.StringVar(&c.opts.date, "date", "", "trial: everything posted by this day, YYYY-MM-DD; default the business date")
			c.set.StringVar(&o.from, "from", "", "export: first posting day")
			c.set.StringVar(&o.to, "to", "", "export: last posting day")
			c.set.StringVar(&o.out, "out", "", "export: write to this file; without it to standard output")
			c.set.StringVar(&o.through, "through", "", "close: last day of the period")
		},
		run: keepLedger,
	}
}

func keepLedger(ctx context.Context, c *call) error {
	work := map[string]func(context.Context, *call, *app.App) error{"trial": trial, "export": export, "close": closePeriod}
	if len(c.args) != 1 || work[c.args[0]] == nil {
		return exit{statusUsage, "say what to do: marque ledger trial, export or close"}
	}
	return c.with(ctx, func(a *app.App) error { return work[c.args[0]](ctx, c, a) })
}

// ledgerBy is who the audit names.
func ledgerBy() access.Actor { return access.System("ledger") }

// dateOf reads a date from a flag; empty gives no date.
func dateOf(flag, text string) (civil.Date, error) {
	if text == "" {
		return 0, nil
	}
	d, err := civil.Parse(text)
	if err != nil {
		return 0, exit{statusUsage, fmt.Sprintf("--%s: %v", flag, err)}
	}
	return d, nil
}

func trial(ctx context.Context, c *call, a *app.App) error {
	day, err := c.date()
	if err != nil {
		return err
	}
	t, err := a.Ledgering.Trial(ctx, ledgerBy(), day)
	if err != nil {
		return err
	}
	off := 0
	sentence := fmt.Sprintf("Trial balance by %s: no entries.", t.By)
	for _, sheet := range t.Sheets {
		if sheet.Off != 0 {
			off++
		}
		sentence = fmt.Sprintf("Trial balance by %s: debits equal credits.", t.By)
	}
	if off > 0 {
		sentence = fmt.Sprintf("Trial balance by %s: IT DOES NOT BALANCE. Run marque verify.", t.By)
	}
	if !t.Closed.IsZero() {
		sentence += fmt.Sprintf(" The books are closed through %s.", t.Closed)
	}
	if err := c.answer(t, sentence, sheets(t.Sheets)); err != nil {
		return err
	}
	if off > 0 {
		return exit{status: statusFailed}
	}
	return nil
}

// sheets sets trial balances as a table.
func sheets(all []ledgering.Sheet) string {
	var out bytes.Buffer
	w := tabwriter.NewWriter(&out, 2, 0, 3, ' ', tabwriter.AlignRight)
	for _, s := range all {
		text := func(amount money.Cents) string { return amountIn(s.Currency, amount) }
		fmt.Fprintf(w, "account\tdebit\tcredit\tbalance\t  %s\n", s.Currency)
		for _, l := range s.Lines {
			fmt.Fprintf(w, "%d\t%s\t%s\t%s\t  %s\n", l.Account, text(l.Debit), text(l.Credit), text(l.Net), l.Name)
		}
		fmt.Fprintf(w, "\t%s\t%s\t%s\t  total\n", text(s.Debit), text(s.Credit), text(s.Off))
	}
	_ = w.Flush()
	return out.String()
}

func amountIn(code string, amount money.Cents) string {
	currency, err := money.CurrencyOf(code)
	if err != nil {
		return fmt.Sprint(int64(amount))
	}
	return amount.Text(currency)
}

func export(ctx context.Context, c *call, a *app.App) error {
	from, err := dateOf("from", c.opts.ledger.from)
	if err != nil {
		return err
	}
	to, err := dateOf("to", c.opts.ledger.to)
	if err != nil {
		return err
	}
	if from.IsZero() || to.IsZero() {
		return exit{statusUsage, "say which days: marque ledger export --from YYYY-MM-DD --to YYYY-MM-DD"}
	}
	if c.opts.ledger.out == "" {
		_, err := a.Ledgering.Export(ctx, ledgerBy(), from, to, c.Out)
		return err
	}
	var done ledgering.Export
	err = whole(c.opts.ledger.out, func(w io.Writer) error {
		done, err = a.Ledgering.Export(ctx, ledgerBy(), from, to, w)
		return err
	})
	if err != nil {
		return err
	}
	lines := make([]string, 0, len(done.Days))
	for _, d := range done.Days {
		lines = append(lines, fmt.Sprintf("%s  %6d entries  debits %s  credits %s  %s", d.Day, d.Entries, amountIn(d.Currency, d.Debit), amountIn(d.Currency, d.Credit), d.Currency))
	}
	return c.answer(done, fmt.Sprintf("%d entries posted from %s to %s are in %s; every day balances.", done.Entries, from, to, c.opts.ledger.out), lines...)
}

// whole writes a file that is there whole or not at all, readable by its owner only.
func whole(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	err = errors.Join(write(f), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

func closePeriod(ctx context.Context, c *call, a *app.App) error {
	through, err := dateOf("through", c.opts.ledger.through)
	if err != nil {
		return err
	}
	if through.IsZero() {
		return exit{statusUsage, "say the last day of the period: marque ledger close --through YYYY-MM-DD"}
	}
	done, err := a.Ledgering.Close(ctx, ledgerBy(), through)
	if err != nil {
		return err
	}
	sentence := fmt.Sprintf("The books are closed through %s; what is learned later about that time is posted afterwards.", through)
	if !done.Changed {
		sentence = fmt.Sprintf("The books were closed through %s already.", through)
	}
	return c.answer(done, sentence)
}
