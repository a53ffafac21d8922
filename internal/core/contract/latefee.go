package contract

import (
	"marque/internal/civil"
	"marque/internal/money"
)

// FeeDue is a fee that the rules ask to be assessed: billing makes a FeeAssessed of it, with this key and effective day.
type FeeDue struct {
	Key       string
	Effective civil.Date
	Fee       FeeAssessed
	Working   []Step
}

// LateFeesDue returns the late fees that fell due by the state's day and are not assessed yet: one for each instalment, at the end of its last
// grace day, on what was open then. It changes nothing.
func LateFeesDue(s *State) []FeeDue {
	f := s.fold
	if f == nil || s.Status != Active && s.Status != Matured || f.terms.Product.LateFee.isZero() {
		return nil
	}
	assessed := make(map[int]bool, len(f.fees))
	for i := range f.fees {
		assessed[f.fees[i].Instalment] = assessed[f.fees[i].Instalment] || f.fees[i].Kind == LateFee
	}
	var due []FeeDue
	for i := range f.plan {
		p := &f.plan[i]
		if !p.judged || p.Late == 0 || assessed[p.Number] {
			continue
		}
		amount, steps := f.lateFee(p, money.MaxAmount)
		if amount > 0 {
			due = append(due, FeeDue{
				Key: lateFeeKey(p), Effective: p.Due.AddDays(f.graceDays() + 1), Working: steps,
				Fee: FeeAssessed{Fee: LateFee, Amount: amount, Instalment: p.Number},
			})
		}
	}
	return due
}

// FeesDue returns every fee that the product's rules ask for and that is not assessed yet: late fees, and one for each payment that was returned.
func FeesDue(s *State) []FeeDue {
	due := LateFeesDue(s)
	for i := range s.Lines {
		if l := &s.Lines[i]; l.Kind == KindPayment && s.wasReturned(l) {
			if fee, is := ReturnFeeDue(s, l.Key); is {
				due = append(due, fee)
			}
		}
	}
	return due
}

// wasReturned tells whether a void payment was taken back by the bank, and not reversed by a person.
func (s *State) wasReturned(l *Line) bool {
	if l.Void == "" {
		return false
	}
	for i := range s.Lines {
		if s.Lines[i].Key == l.Void {
			return s.Lines[i].Kind == KindReturned
		}
	}
	return false
}

// lateFeeKey names the late fee of an instalment, so that it is charged once.
func lateFeeKey(p *Instalment) string { return "late/" + p.Due.String() }

// lateFee works out the fee on an instalment as it was at the end of its grace, but no more than an amount already charged.
func (f *fold) lateFee(p *Instalment, charged money.Cents) (money.Cents, []Step) {
	rule := &f.terms.Product.LateFee
	base := p.Late
	if rule.OfWhole && base > 0 {
		base = p.Amount
	}
	steps := []Step{{What: StepLeft, From: p.Due, To: p.Due.AddDays(f.graceDays()), Number: int16(p.Number), Balance: p.Amount, Cents: p.Late, Rule: RuleGraceOver}}
	if base == 0 {
		return 0, append(steps, Step{What: StepResult, Rule: RuleLateFee})
	}
	if rule.isZero() { // a fee of another system on a contract without a rule stands as charged
		return charged, append(steps, Step{What: StepResult, Cents: charged, Rule: RuleLateFee})
	}
	fee := rule.Fixed
	if rule.Percent > 0 {
		fee = percent(rule.Percent, base, f.terms.Product.Rounding)
		steps = append(steps, Step{What: StepPercent, Rate: rule.Percent, Balance: base, Cents: fee, Rule: RuleLateFee, Clause: ClauseLateFee})
		fee = max(fee, rule.Min)
	}
	limit := func(most money.Cents, what Rule, clause Clause) {
		if most > 0 && fee > most {
			fee = most
			steps = append(steps, Step{What: StepLimit, Cents: most, Rule: what, Clause: clause})
		}
	}
	limit(rule.Max, RuleContractLimit, ClauseLateFee)
	if c := rule.StateCap; c != nil {
		limit(percent(c.Percent, p.Amount, money.Truncate), RuleStateLimit, ClauseStateCap)
		limit(c.Max, RuleStateLimit, ClauseStateCap)
	}
	limit(charged, RuleAsCharged, 0)
	return fee, append(steps, Step{What: StepResult, Cents: fee, Rule: RuleLateFee})
}

func (r *LateFeeRule) isZero() bool { return r.Percent == 0 && r.Fixed == 0 && r.Min == 0 }

// percent is a share of an amount; within the bounds of terms it does not overflow.
func percent(rate money.Rate, of money.Cents, mode money.Rounding) money.Cents {
	c, err := money.MulDiv(int64(of), int64(rate), int64(money.One), mode)
	if err != nil {
		return 0
	}
	return money.Cents(c)
}
