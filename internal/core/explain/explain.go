// Package explain turns the working behind a line of a contract into plain sentences, each with the sum it rests on, so that anybody can do it
// again. The working is core/contract's; how a page or a terminal sets the sentences is theirs. A lease is never explained in terms of
// interest (12 CFR 1013.4(s)).
package explain

import (
	"strconv"
	"strings"

	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Sentence is one step of a working in words.
type Sentence struct {
	Label   string // what it is
	Formula string // how it comes about; none when it only states
	Result  string // what comes out; none when there is no amount
	Source  string // the law or the contract's clause
}

// String writes the sentence as one line of text.
func (s Sentence) String() string {
	var b strings.Builder
	b.WriteString(s.Label)
	if s.Formula != "" {
		b.WriteString(": " + s.Formula)
	}
	switch {
	case s.Result != "" && s.Formula != "":
		b.WriteString(" = " + s.Result)
	case s.Result != "":
		b.WriteString(": " + s.Result)
	}
	if s.Source != "" {
		b.WriteString(" [" + s.Source + "]")
	}
	return b.String()
}

// English writes figures as Americans do.
const English = l10n.EnUS

// Writer explains the lines of one contract in the figures of one language.
type Writer struct {
	locale   l10n.Locale
	currency money.Currency
	product  *contract.Product
}

// For returns the writer for a contract. The words are American English; numbers, amounts and dates are written as the locale does.
func For(t *contract.Terms, locale l10n.Locale) Writer {
	return With(&t.Product, t.Money(), locale)
}

// With is For where only the product and the currency are at hand.
func With(p *contract.Product, currency money.Currency, locale l10n.Locale) Writer {
	return Writer{locale: locale, currency: currency, product: p}
}

// Line returns the sentences of a line's working, in the order in which they are to be read; a line that only tells has none.
func (w Writer) Line(l *contract.Line) []Sentence { return w.Working(l.Working) }

// Working returns the sentences of a working: a line's, a quote's, or a fee's that is due.
func (w Writer) Working(steps []contract.Step) []Sentence {
	out := make([]Sentence, 0, len(steps))
	for i := range steps {
		s := w.step(&steps[i])
		s.Source = w.product.Cite(steps[i].Clause)
		out = append(out, s)
	}
	return out
}

func (w Writer) step(s *contract.Step) Sentence {
	switch s.What {
	case contract.StepBrought:
		return Sentence{Label: "Unpaid interest from before", Result: exact(s.Exact)}
	case contract.StepAccrued:
		return Sentence{
			Label:   "Interest, " + w.locale.DateMedium(s.From) + " to " + w.locale.DateMedium(s.To),
			Formula: w.accrual(s), Result: exact(s.Exact),
		}
	case contract.StepRounded:
		return Sentence{Label: "Interest owed", Formula: "all of it, " + exact(s.Exact) + ", " + roundingWords(s.Rule), Result: w.money(s.Cents)}
	case contract.StepAllocated:
		return w.allocated(s)
	case contract.StepCarried:
		return Sentence{Label: "Carried to the next payment", Result: exact(s.Exact)}
	case contract.StepDropped:
		return Sentence{Label: "Fraction of a cent dropped", Result: exact(s.Exact)}
	case contract.StepPercent:
		return Sentence{Label: capital(words(s.Rule)), Formula: w.percent(s.Rate) + " × " + w.money(s.Balance), Result: w.money(s.Cents)}
	case contract.StepLimit:
		return w.limit(s)
	case contract.StepLeft:
		return Sentence{
			Label:   "Open on payment " + strconv.Itoa(int(s.Number)) + " at the end of " + w.locale.DateMedium(s.To),
			Formula: "of " + w.money(s.Balance), Result: w.money(s.Cents),
		}
	}
	return w.result(s)
}

// accrual writes days × rate × balance ÷ year: the sum that gives the interest.
func (w Writer) accrual(s *contract.Step) string {
	sum := "days"
	if w.product.Precision == finance.Factor8 {
		sum = "daily factor cut to 8 places"
	}
	tail := " × " + w.percent(s.Rate) + " × " + w.money(s.Balance)
	if s.DayCount == finance.ActActISDA {
		common, leap := yearDays(s)
		switch {
		case leap == 0:
			return w.days(common) + tail + " ÷ 365" + note(sum)
		case common == 0:
			return w.days(leap) + tail + " ÷ 366" + note(sum)
		}
		return "(" + w.days(common) + " ÷ 365 + " + w.days(leap) + " ÷ 366)" + tail + note(sum)
	}
	basis := "360"
	if s.DayCount == finance.Act365F {
		basis = "365"
	}
	if s.DayCount != finance.Act365F && s.DayCount != finance.Act360 {
		sum += ", counted " + s.DayCount.String()
	}
	return w.days(int(s.Days)) + tail + " ÷ " + basis + note(sum)
}

// note says what is not plain about a sum.
func note(sum string) string {
	switch plain, rest, _ := strings.Cut(sum, ", "); {
	case plain != "days":
		return " (" + sum + ")"
	case rest != "":
		return " (" + rest + ")"
	}
	return ""
}

// yearDays parts the days of a step into those of common and of leap years.
func yearDays(s *contract.Step) (common, leap int) {
	for day := s.From; day < s.To; {
		next := min(day.StartOfYear().AddMonths(12, 1), s.To)
		if day.StartOfYear().AddMonths(12, 1).Sub(day.StartOfYear()) == 366 {
			leap += next.Sub(day)
		} else {
			common += next.Sub(day)
		}
		day = next
	}
	return common, leap
}

func (w Writer) allocated(s *contract.Step) Sentence {
	out := Sentence{Label: "To " + words(s.Rule), Result: w.money(s.Cents)}
	switch s.Rule {
	case contract.RuleRent:
		out.Label = "To lease payment " + strconv.Itoa(int(s.Number)) + ", due " + w.locale.DateMedium(s.To)
		out.Formula = "of " + w.money(s.Balance) + " open"
	case contract.RuleRentCharge:
		out.Label, out.Formula = "Rent charge", "on the lease balance of "+w.money(s.Balance)
	case contract.RuleDepreciation:
		out.Label = "Depreciation, which lowers the lease balance"
	case contract.RuleRecovery:
		out.Label, out.Formula = "To the debt that was charged off", w.money(s.Balance)+" of it is left"
	}
	return out
}

func (w Writer) limit(s *contract.Step) Sentence {
	if s.Rate > 0 {
		return Sentence{Label: "The rate is at most " + w.percent(s.Rate) + w.until(s)}
	}
	out := Sentence{Label: "At most, by the " + words(s.Rule), Result: w.money(s.Cents)}
	if s.Rule == contract.RuleSmallBalance {
		out.Label, out.Formula = "A balance up to "+w.money(s.Cents)+" is written off", ""
		out.Result = w.money(s.Balance)
	}
	return out
}

// result states what came out: an amount, a date or a rate.
func (w Writer) result(s *contract.Step) Sentence {
	label := capital(words(s.Rule))
	switch s.Rule {
	case contract.RuleMaturity, contract.RuleDueDate:
		return Sentence{Label: label + ", moved by " + w.days(int(s.Days)), Result: w.locale.DateMedium(s.From) + " to " + w.locale.DateMedium(s.To)}
	case contract.RulePause:
		return Sentence{Label: w.days(int(s.Days)) + " do not count as past due", Result: w.locale.DateMedium(s.From) + " to " + w.locale.DateMedium(s.To)}
	case contract.RuleTermEnd:
		return Sentence{Label: label, Formula: strconv.Itoa(int(s.Number)) + " months more", Result: w.locale.DateMedium(s.To)}
	case contract.RuleRateChanged, contract.RuleAutopayDiscount, contract.RuleRateCap:
		return Sentence{Label: label + w.until(s), Result: w.percent(s.Rate)}
	case contract.RulePayment:
		return Sentence{Label: label, Formula: "on " + w.money(s.Balance) + " at " + w.percent(s.Rate), Result: w.money(s.Cents)}
	case contract.RuleWaived:
		return Sentence{Label: label, Formula: "of " + w.money(s.Balance) + " asked for", Result: w.money(s.Cents)}
	case contract.RuleCredit:
		return Sentence{Label: "From the credit balance", Formula: "of " + w.money(s.Balance), Result: w.money(s.Cents)}
	}
	return Sentence{Label: label, Result: w.money(s.Cents)}
}

// until says how long a rate holds.
func (w Writer) until(s *contract.Step) string {
	out := ", from " + w.locale.DateMedium(s.From)
	if !s.To.IsZero() {
		out += " to " + w.locale.DateMedium(s.To.AddDays(-1))
	}
	return out
}

func (w Writer) money(c money.Cents) string { return w.locale.Money(c, w.currency) }

// percent writes a rate with as many decimals as it has, so that nothing is lost in the sum.
func (w Writer) percent(r money.Rate) string {
	const most, least = 7, 2
	decimals, unit := most, money.Rate(10)
	for ; decimals > least && r%unit == 0; decimals-- {
		unit *= 10
	}
	return w.locale.Percent(r, decimals)
}

func (w Writer) days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return w.locale.Number(int64(n)) + " days"
}

// exactDigits shows an exact amount to a millionth of a cent: enough to do the rounding again.
const exactDigits = 6

// exact writes an amount that is not rounded yet, in cents.
func exact(e money.Exact) string { return e.Text(exactDigits) + " ¢" }

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
