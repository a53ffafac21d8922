package portal

import (
	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// historyLine writes a line with its working, so that anybody can redo the sum.
func historyLine(f ui.Frame, t *contract.Terms, l *contract.Line) ui.Line {
	out := ui.Line{
		Title: explain.Title(l).In(f.Locale), Date: f.Locale.DateMedium(l.Effective), Amount: l.Amount, Credit: l.Kind == contract.KindPayment || l.Kind == contract.KindCredit,
		After: f.Money(l.Balance), AfterTag: "Balance",
	}
	if l.Void != "" {
		out.Status = &ui.Status{Tone: ui.Bad, Text: "Returned or reversed"}
		out.Note = "This entry was undone and did not count."
	}
	out.Parts = partsOf(f, l)
	for _, s := range explain.For(t, f.Locale).Line(l) {
		out.Working = append(out.Working, ui.Step(s))
	}
	return out
}

// partsOf says where each cent of a line went.
func partsOf(f ui.Frame, l *contract.Line) []ui.Fact {
	var parts []ui.Fact
	for _, p := range []struct {
		label string
		cents money.Cents
	}{
		{"Interest", l.Interest}, {"Principal", l.Principal}, {"Lease payment", l.Rent}, {"Tax", l.Tax},
		{"Fees", l.Fee}, {"Held for you", l.Unapplied}, {"Credit balance", l.Credit},
	} {
		if p.cents != 0 {
			parts = append(parts, ui.Fact{Label: p.label, Value: f.Money(p.cents)})
		}
	}
	return parts
}

// number writes a whole number of the page's language.
func number(f ui.Frame, n int) string { return f.Locale.Number(int64(n)) }
