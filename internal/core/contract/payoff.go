package contract

import (
	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Payoff is what closes a contract on a day, when nothing else happens until then. For a lease it is what buys the vehicle, fees and rents
// that are due included.
type Payoff struct {
	On        civil.Date  `json:"on"`
	Principal money.Cents `json:"principal"` // lease: the price of the vehicle
	Interest  money.Cents `json:"interest"`  // accrued to the end of the day, rounded
	Fees      money.Cents `json:"fees"`      // lease: with rents due and the purchase fee
	Tax       money.Cents `json:"tax"`       // lease: on the purchase
	Unapplied money.Cents `json:"unapplied"` // money held, which counts against it
	Amount    money.Cents `json:"amount"`
	PerDiem   money.Cents `json:"per_diem"` // interest of the next day, rounded: for orientation, each day has its own amount
	Working   []Step      `json:"working,omitempty"`
}

// The bounds of looking ahead.
const (
	maxAhead = 366 // days: no lender quotes a payoff for longer
	maxTable = 62  // rows of a payoff table: two months
)

// PayoffQuote returns what closes the contract on a day from AsOf on (money.md 1.6). A day before AsOf, or more than a year after it, is a
// fault: fold as of that day instead.
func (s *State) PayoffQuote(on civil.Date) (Payoff, error) {
	if err := s.canQuote(on); err != nil {
		return Payoff{}, err
	}
	if s.fold.lease != nil {
		return s.fold.buyout(on)
	}
	return s.fold.payoff(on, true)
}

func (s *State) canQuote(on civil.Date) error {
	switch {
	case s.fold == nil || s.Status == Pending:
		return l10n.Fault(fault.Conflict,
			"This contract has not begun, so nothing can be paid off yet.",
			"Este contrato aún no ha comenzado, así que todavía no se puede liquidar nada.",
			"Dieser Vertrag hat noch nicht begonnen, also kann noch nichts abgelöst werden.")
	case on < s.AsOf:
		return l10n.Input("on",
			"A payoff can be quoted for today or a later day.",
			"El monto de liquidación se puede calcular para hoy o un día posterior.",
			"Die Ablösung lässt sich für heute oder einen späteren Tag berechnen.")
	case on > s.AsOf.AddDays(maxAhead):
		return l10n.Input("on",
			"A payoff can be quoted for at most %s days.",
			"El monto de liquidación se puede calcular para %s días como máximo.",
			"Die Ablösung lässt sich für höchstens %s Tage berechnen.", maxAhead)
	}
	return nil
}

// PayoffTable returns the quote of every day from a day on: each amount is computed anew, so that none drifts from the ledger's.
func (s *State) PayoffTable(from civil.Date, days int) ([]Payoff, error) {
	if days < 1 || days > maxTable {
		return nil, fault.Inputf("days", "A payoff table has 1 to %d days.", maxTable)
	}
	rows := make([]Payoff, 0, days)
	for i := range days {
		if err := s.canQuote(from.AddDays(i)); err != nil {
			return nil, err
		}
		quote, err := s.fold.quote(from.AddDays(i))
		if err != nil {
			return nil, err
		}
		rows = append(rows, quote)
	}
	return rows, nil
}

// quote is a row of the table: without its working.
func (f *fold) quote(on civil.Date) (Payoff, error) {
	if f.lease != nil {
		p, err := f.buyout(on)
		p.Working = nil
		return p, err
	}
	return f.payoff(on, false)
}

func (f *fold) payoff(on civil.Date, explain bool) (Payoff, error) {
	c := f.cursor
	working, err := f.run(&c, on, explain)
	if err != nil {
		return Payoff{}, err
	}
	interest, err := f.round(c.unpaid)
	if err != nil {
		return Payoff{}, err
	}
	next := c
	next.unpaid = money.Exact{}
	if err := f.grow(&next, on.AddDays(1), nil); err != nil {
		return Payoff{}, err
	}
	perDiem, err := f.round(next.unpaid)
	if err != nil {
		return Payoff{}, err
	}
	p := Payoff{On: on, Principal: c.principal, Interest: interest, Fees: f.openFees(), Unapplied: f.s.Unapplied, PerDiem: perDiem}
	if f.s.Status == ChargedOut {
		p.Principal = f.s.ChargedOff - f.s.Recovered
	}
	p.Amount = max(p.Principal+p.Interest+p.Fees-p.Unapplied, 0)
	if explain {
		p.Working = append(working,
			Step{What: StepRounded, Exact: c.unpaid, Cents: interest, Rule: ruleRounding + Rule(f.terms.Product.Rounding)},
			Step{What: StepResult, Cents: p.Principal, Rule: RulePrincipal}, Step{What: StepResult, Cents: p.Fees, Rule: RuleFees},
			Step{What: StepResult, Cents: -p.Unapplied, Rule: RuleUnapplied}, Step{What: StepResult, Cents: p.Amount, Rule: RulePayoff})
	}
	return p, nil
}

// run lets interest run on a copy of the cursor and explains it when asked.
func (f *fold) run(c *cursor, on civil.Date, explain bool) ([]Step, error) {
	if !explain {
		return nil, f.grow(c, on, nil)
	}
	var working []Step
	if c.unpaid.Sign() != 0 {
		working = append(working, Step{What: StepBrought, Exact: c.unpaid})
	}
	err := f.grow(c, on, func(from, until civil.Date, rate money.Rate, grown money.Exact) {
		if c.principal > 0 {
			working = append(working, f.accrued(from, until, rate, c.principal, grown))
		}
	})
	return working, err
}
