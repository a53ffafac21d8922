// Package receiving books what others took for the lender: checks from a lockbox, wires, cash over a dealer's counter. Each is named by whoever
// took it and is booked once; what cannot be booked is refused with its reason and stays with whoever holds the money.
package receiving

import (
	"context"

	"marque/internal/book"
	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// Deps is what the service needs.
type Deps struct {
	Door    *door.Door
	Book    *book.Book
	Courier *courier.Courier
}

// Service books received payments.
type Service struct{ Deps }

// New returns a service.
func New(d Deps) *Service { return &Service{d} }

// MostDaysBack is how far back a payment may count.
const MostDaysBack = 366

// Record books a payment, or its return, and tells whether anything changed: the same news again changes nothing. Faults name the field that is wrong.
func (s *Service) Record(ctx context.Context, by access.Actor, p payment.Received) (bool, error) {
	stored, err := s.contractOf(ctx, by, p)
	if err != nil {
		return false, err
	}
	amount, err := p.Cents(stored.Terms.Money())
	if err != nil {
		return false, err
	}
	booked := false
	pass := door.Pass{By: by, Do: access.PaymentReceive, On: access.OnContract(stored.ID), Note: p.Source}
	err = s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		booked, err = s.record(tx, p, stored, amount)
		return err
	})
	return booked, err
}

func (s *Service) contractOf(ctx context.Context, by access.Actor, p payment.Received) (contracts.Contract, error) {
	var stored contracts.Contract
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.PaymentReceive, On: access.OnSystem("payments")}, func(r engine.Reader) error {
		var err error
		if stored, err = contracts.ByNumber(r, p.Number); fault.Is(err, fault.NotFound) {
			return fault.Input("contract", "No contract has this number.")
		}
		return err
	})
	return stored, err
}

func (s *Service) record(tx *engine.Tx, p payment.Received, stored contracts.Contract, amount money.Cents) (bool, error) {
	if err := contracts.Lock(tx, stored.ID); err != nil {
		return false, err
	}
	known, err := payments.ReceivedOf(tx, p.Source, p.Reference)
	switch {
	case fault.Is(err, fault.NotFound) && p.Returned == "":
		return true, s.take(tx, p, stored, amount)
	case fault.Is(err, fault.NotFound):
		return false, fault.Input("reference", "No payment was told under this reference, so none can be returned.")
	case err != nil:
		return false, err
	case known.Contract != stored.ID || known.Amount != amount || p.Returned == "" && (known.Effective != p.On || known.Method != p.Method):
		return false, fault.Input("reference", "Another payment was told under this reference: it differs in contract, amount, day or method.")
	case p.Returned == "":
		return false, nil
	}
	return s.takeBack(tx, p, stored, amount)
}

func (s *Service) take(tx *engine.Tx, p payment.Received, stored contracts.Contract, amount money.Cents) error {
	today, err := s.Book.Today(tx)
	switch {
	case err != nil:
		return err
	case p.On > today:
		return fault.Input("received_on", "This day has not come yet.")
	case p.On < today.AddDays(-MostDaysBack):
		return fault.Inputf("received_on", "This day is more than %d days ago.", MostDaysBack)
	}
	row := payments.Received{
		Source: p.Source, Reference: p.Reference, Contract: stored.ID, Amount: amount, Effective: p.On, Method: p.Method, At: s.Book.Now(),
	}
	if err := payments.AddReceived(tx, row); err != nil {
		return err
	}
	state, err := s.Book.Append(tx, stored.ID, s.Book.Event(stored.ID, p.Key(), p.On, p.Body(amount)))
	if err != nil {
		return err
	}
	_, err = s.Courier.TellAll(tx, stored, func(vehicle string) notice.Notice {
		return notice.PaymentReceived{Payment: about(p, stored, amount, vehicle), Balance: state.Balance()}
	})
	return err
}

// takeBack appends that a bank took a payment back.
func (s *Service) takeBack(tx *engine.Tx, p payment.Received, stored contracts.Contract, amount money.Cents) (bool, error) {
	events, err := contracts.Events(tx, stored.ID)
	if err != nil {
		return false, err
	}
	for _, e := range events {
		if e.Key == p.ReturnKey() {
			return false, nil
		}
	}
	if _, err := s.Book.Append(tx, stored.ID, s.Book.Event(stored.ID, p.ReturnKey(), p.On, p.Body(amount))); err != nil {
		return false, err
	}
	_, err = s.Courier.TellAll(tx, stored, func(vehicle string) notice.Notice {
		return notice.PaymentReturned{
			Payment: about(p, stored, amount, vehicle), Reason: l10n.T("Your bank did not pay it.", "Su banco no lo pagó.", "Ihre Bank hat sie nicht bezahlt."),
			Next: l10n.T("We have taken it off your contract again. Please pay another way.", "Lo retiramos de su contrato. Pague de otra forma.", "Wir haben sie wieder von Ihrem Vertrag genommen. Bitte zahlen Sie auf anderem Weg."),
		}
	})
	return true, err
}

func about(p payment.Received, stored contracts.Contract, amount money.Cents, vehicle string) notice.Payment {
	return notice.Payment{Vehicle: vehicle, Amount: amount, Currency: stored.Terms.Money(), Date: p.On, Reference: p.Reference}
}
