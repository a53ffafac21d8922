// Package explain turns the working behind a line of a contract into plain sentences, each with the sum it rests on, so that anybody can do it
// again, in every language we speak. The working is core/contract's; how a page or a terminal sets the sentences is theirs. A lease is never explained in terms of
// interest (12 CFR 1013.4(s)).
package explain

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"marque/internal/civil"
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

// English is the language of terminals.
const English = l10n.EnUS

// Writer explains the lines of one contract in one language.
type Writer struct {
	locale   l10n.Locale
	currency money.Currency
	product  *contract.Product
}

// For returns the writer for a contract: words, numbers, amounts and dates are those of the locale.
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
		return Sentence{Label: w.say("Unpaid interest from before", "Intereses anteriores sin pagar", "Unbezahlte Zinsen von vorher"), Result: w.exact(s.Exact)}
	case contract.StepAccrued:
		return Sentence{
			Label:   w.say("Interest, %s to %s", "Intereses, del %s al %s", "Zinsen, %s bis %s", w.day(s.From), w.day(s.To)),
			Formula: w.accrual(s), Result: w.exact(s.Exact),
		}
	case contract.StepRounded:
		return Sentence{
			Label:   w.say("Interest owed", "Intereses adeudados", "Geschuldete Zinsen"),
			Formula: w.say("all of it, %s, %s", "todo, %s, %s", "alles, %s, %s", w.exact(s.Exact), roundingWords(s.Rule)), Result: w.money(s.Cents),
		}
	case contract.StepAllocated:
		return w.allocated(s)
	case contract.StepCarried:
		return Sentence{Label: w.say("Carried to the next payment", "Pasa al próximo pago", "Vortrag auf die nächste Zahlung"), Result: w.exact(s.Exact)}
	case contract.StepDropped:
		return Sentence{Label: w.say("Fraction of a cent dropped", "Fracción de centavo que se descarta", "Bruchteil eines Cents, der entfällt"), Result: w.exact(s.Exact)}
	case contract.StepPercent:
		return Sentence{Label: w.capital(s.Rule), Formula: w.percent(s.Rate) + " × " + w.money(s.Balance), Result: w.money(s.Cents)}
	case contract.StepLimit:
		return w.limit(s)
	case contract.StepLeft:
		return Sentence{
			Label: w.say("Open on payment %s at the end of %s", "Pendiente del pago %s al final del %s", "Offen von Rate %s am Ende des %s",
				strconv.Itoa(int(s.Number)), w.day(s.To)),
			Formula: w.say("of %s", "de %s", "von %s", w.money(s.Balance)), Result: w.money(s.Cents),
		}
	}
	return w.result(s)
}

// accrual writes days × rate × balance ÷ year: the sum that gives the interest.
func (w Writer) accrual(s *contract.Step) string {
	tail := " × " + w.percent(s.Rate) + " × " + w.money(s.Balance)
	if s.DayCount == finance.ActActISDA {
		common, leap := yearDays(s)
		switch {
		case leap == 0:
			return w.days(common) + tail + " ÷ 365" + w.note(s)
		case common == 0:
			return w.days(leap) + tail + " ÷ 366" + w.note(s)
		}
		return "(" + w.days(common) + " ÷ 365 + " + w.days(leap) + " ÷ 366)" + tail + w.note(s)
	}
	basis := "360"
	if s.DayCount == finance.Act365F {
		basis = "365"
	}
	return w.days(int(s.Days)) + tail + " ÷ " + basis + w.note(s)
}

// note says what is not plain about a sum: a factor that is cut, days that are not those of the calendar.
func (w Writer) note(s *contract.Step) string {
	var notes []string
	if w.product.Precision == finance.Factor8 {
		notes = append(notes, w.say("daily factor cut to 8 places", "factor diario cortado a 8 decimales", "Tagesfaktor auf 8 Stellen gekürzt"))
	}
	switch s.DayCount {
	case finance.ActActISDA, finance.Act365F, finance.Act360:
	default:
		notes = append(notes, w.say("counted %s", "contados %s", "gezählt %s", s.DayCount))
	}
	if len(notes) == 0 {
		return ""
	}
	return " (" + strings.Join(notes, ", ") + ")"
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
	out := Sentence{Label: w.say("To %s", "A %s", "Auf %s", words(s.Rule)), Result: w.money(s.Cents)}
	switch s.Rule {
	case contract.RuleRent:
		out.Label = w.say("To lease payment %s, due %s", "Al pago de arrendamiento %s, que vence el %s", "Auf Leasingrate %s, fällig am %s",
			strconv.Itoa(int(s.Number)), w.day(s.To))
		out.Formula = w.say("of %s open", "de %s pendientes", "von %s offen", w.money(s.Balance))
	case contract.RuleRentCharge:
		out.Label = w.say("Rent charge", "Cargo por arrendamiento", "Finanzierungsanteil")
		out.Formula = w.say("on the lease balance of %s", "sobre el saldo del arrendamiento de %s", "auf den Leasingsaldo von %s", w.money(s.Balance))
	case contract.RuleDepreciation:
		out.Label = w.say("Depreciation, which lowers the lease balance", "Depreciación, que reduce el saldo del arrendamiento", "Wertverlust, der den Leasingsaldo senkt")
	case contract.RuleRecovery:
		out.Label = w.say("To the debt that was charged off", "A la deuda que se pasó a pérdidas", "Auf die abgeschriebene Schuld")
		out.Formula = w.say("%s of it is left", "quedan %s de ella", "davon sind %s übrig", w.money(s.Balance))
	}
	return out
}

func (w Writer) limit(s *contract.Step) Sentence {
	if s.Rate > 0 {
		return Sentence{Label: w.say("The rate is at most %s", "La tasa es como máximo %s", "Der Zinssatz ist höchstens %s", w.percent(s.Rate)) + w.until(s)}
	}
	if s.Rule == contract.RuleSmallBalance {
		return Sentence{
			Label:  w.say("A balance up to %s is written off", "Un saldo de hasta %s se condona", "Ein Rest bis %s wird ausgebucht", w.money(s.Cents)),
			Result: w.money(s.Balance),
		}
	}
	return Sentence{Label: w.say("At most, by the %s", "Como máximo, según %s", "Höchstens, nach %s", words(s.Rule)), Result: w.money(s.Cents)}
}

// result states what came out: an amount, a date or a rate.
func (w Writer) result(s *contract.Step) Sentence {
	label, of := w.capital(s.Rule), w.money(s.Balance)
	switch s.Rule {
	case contract.RuleMaturity, contract.RuleDueDate:
		return Sentence{Label: w.say("%s, moved by %s", "%s, se mueve %s", "%s, verschoben um %s", label, w.days(int(s.Days))), Result: w.span(s)}
	case contract.RulePause:
		return Sentence{
			Label:  w.say("%s do not count as past due", "%s no cuentan como atraso", "%s zählen nicht als überfällig", w.days(int(s.Days))),
			Result: w.span(s),
		}
	case contract.RuleTermEnd:
		return Sentence{Label: label, Formula: w.say("%s months more", "%s meses más", "%s Monate mehr", strconv.Itoa(int(s.Number))), Result: w.day(s.To)}
	case contract.RuleRateChanged, contract.RuleAutopayDiscount, contract.RuleRateCap:
		return Sentence{Label: label + w.until(s), Result: w.percent(s.Rate)}
	case contract.RulePayment:
		return Sentence{Label: label, Formula: w.say("on %s at %s", "sobre %s al %s", "auf %s zu %s", of, w.percent(s.Rate)), Result: w.money(s.Cents)}
	case contract.RuleExcessMiles:
		return Sentence{Label: label, Formula: w.say("%s miles × %s", "%s millas × %s", "%s Meilen × %s", w.locale.Number(int64(s.Days)), of), Result: w.money(s.Cents)}
	case contract.RuleWearLine:
		return Sentence{Label: label, Formula: w.say("number %s", "número %s", "Nummer %s", strconv.Itoa(int(s.Number))), Result: w.money(s.Cents)}
	case contract.RuleWaived:
		return Sentence{Label: label, Formula: w.say("of %s asked for", "de %s que se pidieron", "von verlangten %s", of), Result: w.money(s.Cents)}
	case contract.RuleCredit:
		return Sentence{
			Label:   w.say("From the credit balance", "Del saldo a favor", "Vom Guthaben"),
			Formula: w.say("of %s", "de %s", "von %s", of), Result: w.money(s.Cents),
		}
	}
	return Sentence{Label: label, Result: w.money(s.Cents)}
}

// span writes from when to when.
func (w Writer) span(s *contract.Step) string {
	return w.say("%s to %s", "del %s al %s", "%s bis %s", w.day(s.From), w.day(s.To))
}

// until says how long a rate holds.
func (w Writer) until(s *contract.Step) string {
	if s.To.IsZero() {
		return w.say(", from %s", ", desde el %s", ", ab %s", w.day(s.From))
	}
	return w.say(", from %s to %s", ", del %s al %s", ", %s bis %s", w.day(s.From), w.day(s.To.AddDays(-1)))
}

// say returns words in the writer's language.
func (w Writer) say(en, es, de string, args ...any) string {
	return l10n.T(en, es, de, args...).In(w.locale)
}

func (w Writer) money(c money.Cents) string { return w.locale.Money(c, w.currency) }

func (w Writer) day(d civil.Date) string { return w.locale.DateMedium(d) }

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
	return l10n.Count(n, l10n.T("day", "día", "Tag"), l10n.T("days", "días", "Tage")).In(w.locale)
}

// exactDigits shows an exact amount to a millionth of a cent: enough to do the rounding again.
const exactDigits = 6

// exact writes an amount that is not rounded yet, in cents.
func (w Writer) exact(e money.Exact) string { return w.locale.Decimal(e.Text(exactDigits)) + " ¢" }

// capital writes the words of a rule as the beginning of a line.
func (w Writer) capital(r contract.Rule) string {
	said := words(r).In(w.locale)
	first, size := utf8.DecodeRuneInString(said)
	if size == 0 {
		return said
	}
	return string(unicode.ToUpper(first)) + said[size:]
}
