package verifying

import (
	"strings"

	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// provesCards matches card payments with the events they became, both ways.
func (s *Service) provesCards(r engine.Reader, c contracts.Contract, events []contract.Event, report *Report) error {
	rows, err := payments.CardsOn(r, c.ID)
	if err != nil {
		return err
	}
	onContract := map[string]contract.Event{}
	for _, e := range events {
		if strings.HasPrefix(e.Key, payment.CardKey) || strings.HasPrefix(e.Key, payment.CardReturnKey) {
			onContract[e.Key] = e
		}
	}
	for _, row := range rows {
		body, paid := onContract[row.Key()].Body.(contract.Payment)
		_, returned := onContract[row.ReturnKey()]
		delete(onContract, row.Key())
		delete(onContract, row.ReturnKey())
		want := row.State == payment.CardPaid || row.State == payment.CardReturned
		if paid != want || paid && body.Amount != row.Amount || returned != (row.State == payment.CardReturned) {
			report.add("contract %s: the card payment %s is %s, and not on the contract so", c.Terms.Number, row.Reference, row.State)
		}
	}
	for key := range onContract {
		report.add("contract %s: %s is on the contract, but nobody paid it by card", c.Terms.Number, key)
	}
	return nil
}
