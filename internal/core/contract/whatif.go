package contract

import (
	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Scenario is what a customer might do.
type Scenario struct {
	Monthly  money.Cents // besides every instalment
	Once     money.Cents // one extra amount …
	On       civil.Date  // … on the first due date from this day on; none is the next
	Discount money.Rate  // taken off the rate from AsOf on
}

// Outcome is how a scenario ends, and what it saves against going on as now.
type Outcome struct {
	PayoffDate    civil.Date  `json:"payoff_date"`
	LastPayment   money.Cents `json:"last_payment"`
	Interest      money.Cents `json:"interest"` // still to be paid
	Instalments   int         `json:"instalments"`
	InterestSaved money.Cents `json:"interest_saved"`
	Sooner        int         `json:"sooner"` // instalments fewer
}

// WhatIf plays a scenario to the end of the loan, everything paid on its day.
func (s *State) WhatIf(x Scenario) (Outcome, error) {
	if err := s.plays(x); err != nil {
		return Outcome{}, err
	}
	now, err := s.fold.play(Scenario{})
	if err != nil {
		return Outcome{}, err
	}
	then, err := s.fold.play(x)
	then.InterestSaved, then.Sooner = now.Interest-then.Interest, now.Instalments-then.Instalments
	return then, err
}

// Outlook is how the contract ends if everything is paid on its day.
func (s *State) Outlook() (Outcome, error) { return s.WhatIf(Scenario{}) }

func (f *fold) play(x Scenario) (Outcome, error) {
	g := *f
	if x.Discount > 0 {
		if err := g.grow(&g.cursor, f.s.AsOf, nil); err != nil {
			return Outcome{}, err
		}
		g.rates.discount, g.rates.discountUntil = x.Discount, 0
	}
	var o Outcome
	err := g.expect(x.money(), func(row *Expected) bool {
		o.Interest += row.Interest
		o.PayoffDate, o.LastPayment = row.Due, row.Amount
		o.Instalments++
		return true
	})
	return o, err
}

// money is what a scenario pays besides.
func (x Scenario) money() extraMoney {
	return extraMoney{monthly: x.Monthly, once: x.Once, on: x.On}
}

// Ahead returns the instalments that are still open as a scenario leaves them, everything paid on its day. A discount is not played.
func (s *State) Ahead(x Scenario) ([]Expected, error) {
	if err := s.plays(x); err != nil {
		return nil, err
	}
	return s.rows(x, 0)
}

// EndBy returns the least amount in cents that ends the loan on a day or before when it is paid with every instalment besides what the scenario
// pays once; nothing where it ends by then anyway. A day before the next instalment is a fault of the field "by".
//
// More money never ends a loan later, so the least amount is found by halving.
func (s *State) EndBy(day civil.Date, x Scenario) (money.Cents, error) {
	ends := func(monthly money.Cents) (civil.Date, error) {
		x.Monthly = monthly
		o, err := s.WhatIf(x)
		return o.PayoffDate, err
	}
	most := s.Balance()
	first, err := ends(most)
	if err != nil {
		return 0, err
	}
	if day < first {
		return 0, l10n.Input("by", "Choose %s or a later day: money goes with your payments.", "Elija el %s o un día posterior: el dinero va con sus pagos.",
			"Wählen Sie den %s oder einen späteren Tag: Das Geld geht mit Ihren Raten.", first)
	}
	var least money.Cents
	for most > least { // most is always enough
		half := least + (most-least)/2
		end, err := ends(half)
		if err != nil {
			return 0, err
		}
		if end <= day {
			most = half
		} else {
			least = half + 1
		}
	}
	return most, nil
}

// plays tells whether a scenario can be played with a contract.
func (s *State) plays(x Scenario) error {
	switch {
	case s.fold == nil || s.Status == Pending:
		return l10n.Fault(fault.Conflict,
			"This contract has not begun.",
			"Este contrato aún no ha comenzado.",
			"Dieser Vertrag hat noch nicht begonnen.")
	case s.fold.lease != nil:
		return l10n.Fault(fault.Conflict,
			"Extra money does not shorten a lease.",
			"El dinero adicional no acorta un arrendamiento.",
			"Zusätzliches Geld verkürzt ein Leasing nicht.")
	case x.Discount < 0 || x.Discount > money.One:
		return fault.Input("discount", "A discount is between 0 and 1.")
	}
	return first(notNegative("monthly", x.Monthly), notNegative("once", x.Once))
}
