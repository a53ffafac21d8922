package paying

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
)

// Caller returns one of us as acting for a customer on a contract who is on the phone, whose accounts are then seen and drawn on. The look is in the
// audit with its reason, and a customer who is not on the contract is nobody's caller.
func (s *Service) Caller(ctx context.Context, by access.Actor, contractID contract.ID, party access.PartyID, why identity.Why) (access.Actor, error) {
	if err := why.Check(); err != nil {
		return by, err
	}
	pass := door.Pass{By: by, Do: access.PaymentTake, On: access.OnContract(contractID), Note: "choices: " + why.Note()}
	err := s.Door.Read(ctx, pass, func(r engine.Reader) error { return onIt(r, contractID, party) })
	by.Party = party
	return by, err
}

func onIt(r engine.Reader, contractID contract.ID, party access.PartyID) error {
	on, err := parties.IsOn(r, party, contractID.String())
	if err == nil && !on {
		err = fault.New(fault.NotFound, "There is no such contract.")
	}
	return err
}

// TakeByPhone takes a payment for a customer who has agreed to it by a code, as PayOnce does, and keeps who took it and by which kind of address the code
// went. That the code was right is the edge's to ask, as for a payment that the customer confirms. The same key takes once.
func (s *Service) TakeByPhone(ctx context.Context, by access.Actor, o Order, way identity.ContactKind) (payment.ID, error) {
	if o.Key == "" || o.Account.IsZero() || by.Party.IsZero() {
		return payment.ID{}, expired()
	}
	paymentID := id.Derive[payment.Payment](o.Contract.String(), o.Key)
	pass := door.Pass{By: by, Do: access.PaymentTake, On: access.OnContract(o.Contract), Key: o.Key, Note: paymentID.String()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := onIt(tx, o.Contract, by.Party); err != nil {
			return err
		}
		if err := s.take(tx, by, o, paymentID); err != nil {
			return err
		}
		return payments.InsertTaken(tx, o.Contract, paymentID, payments.Taken{Agent: by.User, At: s.Book.Now(), Way: string(way)})
	})
	if fault.Is(err, fault.Repeated) {
		return paymentID, nil
	}
	return paymentID, err
}
