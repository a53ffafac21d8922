package contract

import (
	"sort"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/money"
)

// usualMonths is the longest usual term: seven years.
const usualMonths = 84

// makePlan lays out the instalments as the contract was made.
func (f *fold) makePlan() error {
	t := f.terms
	f.plan = make([]Instalment, t.Count)
	var room [usualMonths]civil.Date
	for i, due := range finance.DueDates(f.dues, t.Count, room[:0]) {
		f.plan[i] = Instalment{Number: i + 1, Due: due, Amount: t.Regular()}
	}
	f.s.Payment = t.Regular()
	if t.Kind == Lease {
		return f.makeRents()
	}
	f.rates.base = t.Loan.Rate
	f.standing = f.s.Extra
	f.shape()
	if t.Payment > 0 && t.Payment != t.Computed {
		f.s.Notes = append(f.s.Notes, Note{What: NotePaymentStated, Stated: t.Payment, Computed: t.Computed})
	}
	return nil
}

// shape puts steps, skips and the balloon on a level plan.
func (f *fold) shape() {
	l := f.terms.Loan
	for _, step := range l.Steps {
		for i := step.From - 1; i < len(f.plan); i++ {
			f.plan[i].Amount = stepped(f.terms, step)
		}
	}
	for i := range f.plan[:len(f.plan)-1] {
		if l.Skips.Has(int(f.plan[i].Due.Month())) {
			f.plan[i].Amount = 0
		}
	}
	f.plan[len(f.plan)-1].Amount += l.Balloon
	f.skipEmpty(f.terms.ContractDate)
}

// stepped is an instalment from a step on: a stated amount, or a share of the regular one.
func stepped(t *Terms, s finance.Step) money.Cents {
	if s.Fixed > 0 {
		return s.Fixed
	}
	share, err := money.MulDiv(int64(t.Regular()), int64(s.Weight), int64(money.One), t.Product.Rounding)
	if err != nil {
		return money.MaxAmount // more than any debt: it is cut to the debt
	}
	return money.Cents(share)
}

// skipEmpty counts instalments of nothing as paid when they are next.
func (f *fold) skipEmpty(day civil.Date) {
	for f.at < len(f.plan)-1 && f.plan[f.at].Amount == 0 {
		f.plan[f.at].PaidOn = day
		f.at++
	}
}

// maturity is the last due date.
func (f *fold) maturity() civil.Date {
	if len(f.plan) == 0 { // a lease that ended before its first rent fell due
		return f.opening
	}
	return f.plan[len(f.plan)-1].Due
}

// dueBefore is the last due date before a day; none when there is none.
func (f *fold) dueBefore(day civil.Date) civil.Date {
	i := sort.Search(len(f.plan), func(i int) bool { return f.plan[i].Due >= day })
	if i == 0 {
		return 0
	}
	return f.plan[i-1].Due
}

// satisfy pays open instalments, oldest first, and returns the number of the first it touched. The last instalment of a loan is whatever is
// left, so only closePlan ends it.
func (f *fold) satisfy(amount money.Cents, day civil.Date) int {
	touched := 0
	for amount > 0 && f.at < len(f.plan) {
		p := &f.plan[f.at]
		if touched == 0 {
			touched = p.Number
		}
		if f.at == len(f.plan)-1 && f.lease == nil {
			p.Paid += amount
			break
		}
		take := min(amount, p.Amount-p.Paid)
		p.Paid += take
		amount -= take
		if p.Paid < p.Amount {
			break
		}
		p.PaidOn = day
		f.at++
		f.skipEmpty(day)
	}
	return touched
}

// closePlan ends every open instalment: the debt is paid.
func (f *fold) closePlan(day civil.Date) {
	for ; f.at < len(f.plan); f.at++ {
		f.plan[f.at].PaidOn = day
	}
}

// graceDays is how long an instalment may be late: the longer of the contract's and the state's grace.
func (f *fold) graceDays() int {
	rule := &f.terms.Product.LateFee
	if rule.StateCap != nil {
		return max(rule.GraceDays, rule.StateCap.GraceDays)
	}
	return rule.GraceDays
}

// judgeGraces writes down what is open in each instalment at the end of its last grace day, before anything happens on a later day.
func (f *fold) judgeGraces(day civil.Date) {
	grace := f.graceDays()
	for ; f.judge < len(f.plan) && f.plan[f.judge].Due.AddDays(grace) < day; f.judge++ {
		p := &f.plan[f.judge]
		p.judged = true
		p.Late = p.Open()
		if f.judge == len(f.plan)-1 && f.lease == nil && p.PaidOn.IsZero() && p.Late == 0 {
			p.Late = f.principal // the last instalment is whatever is left
		}
	}
}

// redate gives the instalments from index k on their due dates by the series in force, and lets their graces be judged again.
func (f *fold) redate(k int) {
	for i := k; i < len(f.plan); i++ {
		f.plan[i].Due = f.dues.At(i + f.shift)
		f.plan[i].judged, f.plan[i].Late = false, 0
	}
	f.judge = min(f.judge, k)
	if f.accrual.DayCount == finance.ThirtyE360ISDA {
		f.accrual.Termination = f.maturity()
	}
}

// duesFrom is the series of due dates from instalment k on.
func (f *fold) duesFrom(k int) finance.Dues {
	d := f.dues
	if d.Frequency == finance.HalfMonthly && (k+f.shift)%2 != 0 {
		d.Day, d.SecondDay = d.SecondDay, d.Day
	}
	d.First = f.plan[k].Due
	return d
}

func (b Extension) apply(f *fold, e *Event) error {
	k := f.at
	if b.From > 0 {
		k = max(k, b.From-1)
	}
	l := f.line(e)
	if k >= len(f.plan) {
		return nil
	}
	before := f.maturity()
	if f.tooFar(f.dues.At(len(f.plan)-1+f.shift+b.Periods), e) {
		return nil
	}
	f.shift += b.Periods
	f.redate(k)
	f.moved.extensions++
	f.moved.lastExtension = e.Effective
	l.Due = k + 1
	f.finishLine(l, Step{What: StepResult, From: before, To: f.maturity(), Days: int32(f.maturity().Sub(before)), Rule: RuleMaturity})
	return nil
}

// tooFar tells whether a last due date lies beyond what contracts can speak of; the event then changes nothing, with a note.
func (f *fold) tooFar(last civil.Date, e *Event) bool {
	if last.Year() <= civil.MaxYear {
		return false
	}
	f.note(NoteNotPossible, e)
	return true
}

func (b DueDateChange) apply(f *fold, e *Event) error {
	k := f.at
	for k < len(f.plan) && f.plan[k].Due < e.Effective {
		k++
	}
	l := f.line(e)
	moved := outspoken(finance.Dues{Frequency: f.dues.Frequency, First: b.First, Day: b.Day})
	if k >= len(f.plan) || f.tooFar(moved.At(len(f.plan)-1-k), e) {
		return nil
	}
	if k > 0 && b.First <= f.plan[k-1].Due {
		f.note(NoteNotPossible, e)
		return nil
	}
	before := f.plan[k].Due
	f.dues, f.shift = moved, -k
	f.redate(k)
	f.moved.dueDates++
	f.moved.lastDueDate = e.Effective
	l.Due = k + 1
	f.finishLine(l, Step{What: StepResult, From: before, To: b.First, Days: int32(b.First.Sub(before)), Rule: RuleDueDate})
	return nil
}

func (b Reamortised) apply(f *fold, e *Event) error {
	if f.terms.Loan == nil || f.principal == 0 {
		f.line(e)
		return nil
	}
	if err := f.accrue(f.day(e)); err != nil {
		return err
	}
	payment := f.relevel(f.day(e), b.Payment)
	l := f.line(e)
	l.Amount = payment
	f.finishLine(l, Step{What: StepResult, Cents: payment, Balance: f.principal, Rate: f.rates.on(f.day(e)), Rule: RulePayment})
	return nil
}

func (b Instructed) apply(f *fold, e *Event) error {
	f.standing, f.s.Extra = b.Extra, b.Extra
	f.line(e).Code = string(b.Extra)
	return nil
}

func (b Paused) apply(f *fold, e *Event) error {
	f.pauses = append(f.pauses, pause{e.Effective, b.Until})
	f.finishLine(f.line(e), Step{What: StepResult, From: e.Effective, To: b.Until, Days: int32(b.Until.Sub(e.Effective)), Rule: RulePause})
	return nil
}

// pausedDays counts the paused days between two dates, each once.
func (f *fold) pausedDays(from, to civil.Date) int {
	days, counted := 0, from
	for _, p := range f.pauses { // ascending by from, as the events are
		a, b := max(p.from, counted), min(p.until, to)
		if b > a {
			days += b.Sub(a)
			counted = b
		}
	}
	return days
}
