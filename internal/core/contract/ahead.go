package contract

import (
	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Ahead returns the instalments that are still open as a scenario leaves them, everything paid on its day. A discount is not played.
func (s *State) Ahead(x Scenario) ([]Expected, error) {
	if err := s.plays(x); err != nil {
		return nil, err
	}
	rows := make([]Expected, 0, s.Remaining)
	err := s.fold.expect(extraMoney{monthly: x.Monthly, once: x.Once, on: x.On}, func(row *Expected) bool {
		rows = append(rows, *row)
		return true
	})
	return rows, err
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
