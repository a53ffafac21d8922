package paying

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
)

// Caller returns one of us as acting for a customer on a contract who is on the phone, whose accounts are then seen and drawn on. The look is in the
// audit with its reason. A customer who is not on the contract is nobody's caller, one without a mailbox cannot be sent the notice that must follow, and a
// brand without a number cannot write it.
func (s *Service) Caller(ctx context.Context, by access.Actor, contractID contract.ID, party access.PartyID, why identity.Why) (access.Actor, error) {
	if err := why.Check(); err != nil {
		return by, err
	}
	pass := door.Pass{By: by, Do: access.PaymentTake, On: access.OnContract(contractID), Note: "choices: " + why.Note()}
	err := s.Door.Read(ctx, pass, func(r engine.Reader) error {
		_, err := s.caller(r, contractID, party)
		return err
	})
	by.Party = party
	return by, err
}

// caller returns who is on the phone.
func (s *Service) caller(r engine.Reader, contractID contract.ID, party access.PartyID) (parties.Party, error) {
	on, err := parties.IsOn(r, party, contractID.String())
	if err == nil && !on {
		err = fault.New(fault.NotFound, "There is no such contract.")
	}
	if err != nil {
		return parties.Party{}, err
	}
	found, err := s.parties.ByID(r, party)
	if err == nil && found.Email == "" {
		err = fault.New(fault.Conflict, "No mailbox is on file, and a payment on the phone wants a written notice. The customer pays in the portal.")
	}
	if err != nil {
		return found, err
	}
	stored, err := contracts.ByID(r, contractID)
	if err == nil && s.Brands[stored.Terms.Brand].Phone == "" {
		err = fault.New(fault.Conflict, "The notice of a payment on the phone names a number for questions, and the brand has none. The customer pays in the portal.")
	}
	return found, err
}

// TakeByPhone takes a payment for a customer who has agreed to it by a code, as PayOnce does, keeps who took it and by which kind of address the code went, and
// sends the written notice that Nacha asks of a debit agreed to by telephone. That the code was right is the edge's to ask, as for a payment that the customer confirms. The same key takes once.
func (s *Service) TakeByPhone(ctx context.Context, by access.Actor, o Order, way identity.ContactKind) (payment.ID, error) {
	if o.Key == "" || o.Account.IsZero() || by.Party.IsZero() {
		return payment.ID{}, expired()
	}
	paymentID := id.Derive[payment.Payment](o.Contract.String(), o.Key)
	pass := door.Pass{By: by, Do: access.PaymentTake, On: access.OnContract(o.Contract), Key: o.Key, Note: paymentID.String()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		reader, err := s.caller(tx, o.Contract, by.Party)
		if err != nil {
			return err
		}
		account, p, err := s.made(tx, by, o, paymentID)
		if err != nil {
			return err
		}
		taken := payments.Taken{Agent: by.User, At: s.Book.Now(), Way: string(way)}
		if err := payments.InsertTaken(tx, o.Contract, paymentID, taken); err != nil {
			return err
		}
		return s.tell(tx, by.Party, p, account, func(n notice.Payment) notice.Notice {
			return notice.CalledPayment{Payment: n, Name: reader.GivenName + " " + reader.FamilyName, At: taken.At, CancelUntil: payment.CutOff(p.Date, s.Book.Zone())}
		})
	})
	if fault.Is(err, fault.Repeated) {
		return paymentID, nil
	}
	return paymentID, err
}
