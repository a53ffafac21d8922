package portal

import (
	"strings"

	"marque/internal/core/contract"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// historyLine writes a line with its working, so that anybody can redo the sum.
func historyLine(f ui.Frame, l *contract.Line) ui.Line {
	out := ui.Line{
		Title: titleOf(l), Date: f.Locale.DateMedium(l.Effective), Amount: l.Amount, Credit: l.Kind == contract.KindPayment || l.Kind == contract.KindCredit,
		After: f.Money(l.Balance), AfterTag: "Balance",
	}
	if l.Void != "" {
		out.Status = &ui.Status{Tone: ui.Bad, Text: "Returned or reversed"}
		out.Note = "This entry was undone and did not count."
	}
	out.Parts = partsOf(f, l)
	for i := range l.Working {
		out.Working = append(out.Working, stepLine(f, &l.Working[i]))
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

// stepLine writes one step of a working.
func stepLine(f ui.Frame, s *contract.Step) ui.Step {
	out := ui.Step{Source: s.Clause}
	switch s.What {
	case contract.StepBrought:
		out.Label, out.Result = "Unpaid interest from before", exact(s)
	case contract.StepAccrued:
		out.Label = "Interest, " + f.Locale.DateMedium(s.From) + " to " + f.Locale.DateMedium(s.To)
		out.Formula = plural(int(s.Days), "day") + " × " + f.Locale.Percent(s.Rate, 3) + " × " + f.Money(s.Balance) + " (" + s.DayCount.String() + ")"
		out.Result = exact(s)
	case contract.StepRounded:
		out.Label, out.Formula, out.Result = "Interest owed", "rounded "+s.Rule, f.Money(s.Cents)
	case contract.StepAllocated:
		out.Label, out.Result = "To "+s.Rule, f.Money(s.Cents)
	case contract.StepCarried:
		out.Label, out.Result = "Interest carried to the next payment", exact(s)
	case contract.StepDropped:
		out.Label, out.Result = "Fraction of a cent dropped", exact(s)
	case contract.StepPercent:
		out.Label, out.Formula, out.Result = capital(s.Rule), f.Locale.Percent(s.Rate, 2)+" × "+f.Money(s.Balance), f.Money(s.Cents)
	case contract.StepLimit:
		out.Label, out.Result = "At most ("+s.Rule+")", f.Money(s.Cents)
	case contract.StepLeft:
		out.Label, out.Formula, out.Result = "Open "+s.Rule, "of "+f.Money(s.Balance), f.Money(s.Cents)
	default:
		out.Label, out.Result = capital(s.Rule), f.Money(s.Cents)
	}
	return out
}

// exactDigits shows an exact amount to a millionth of a cent: enough to redo the rounding.
const exactDigits = 6

// exact writes an amount that is not rounded yet, in cents.
func exact(s *contract.Step) string { return s.Exact.Text(exactDigits) + " ¢" }

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// number writes a whole number of the page's language.
func number(f ui.Frame, n int) string { return f.Locale.Number(int64(n)) }
