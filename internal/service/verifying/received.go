package verifying

import (
	"strings"

	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// provesReceived matches what others took for the lender with the events it became, both ways.
func (s *Service) provesReceived(r engine.Reader, c contracts.Contract, events []contract.Event, report *Report) error {
	rows, err := payments.ReceivedOn(r, c.ID)
	if err != nil {
		return err
	}
	onContract := map[string]contract.Event{}
	for _, e := range events {
		if _, pays := e.Body.(contract.Payment); pays && strings.HasPrefix(e.Key, payment.ReceivedKey) {
			onContract[e.Key] = e
		}
	}
	for _, row := range rows {
		key := payment.Received{Source: row.Source, Reference: row.Reference}.Key()
		event, counted := onContract[key]
		delete(onContract, key)
		if body, ok := event.Body.(contract.Payment); !counted || !ok || body.Amount != row.Amount || event.Effective != row.Effective {
			report.add("contract %s: what %s received as %s is not on the contract as it was received", c.Terms.Number, row.Source, row.Reference)
		}
	}
	for key := range onContract {
		report.add("contract %s: %s is on the contract, but nobody received it", c.Terms.Number, key)
	}
	return nil
}
