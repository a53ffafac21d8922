package messaging

import (
	"context"
	"slices"
	"strings"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/message"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/messages"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
	"marque/internal/store/reliefs"
)

// Held is a contract of the customer of a conversation.
type Held struct {
	ID     contract.ID
	Number string
}

// held lists the contracts that something can be offered on.
func (s *Service) held(r engine.Reader, party access.PartyID) ([]Held, error) {
	all, err := contracts.OfParty(r, party)
	var out []Held
	for _, c := range all {
		out = append(out, Held{c.ID, c.Terms.Number})
	}
	return out, err
}

// offered fills in what an agent wants to offer, with the figures of the customer's own page. Only the customer's own contracts are offered anything on.
func (s *Service) offered(ctx context.Context, by access.Actor, thread message.ID, o *message.Offer) error {
	pass, err := s.deskPass(ctx, by, access.OfferMake, thread)
	if err != nil {
		return err
	}
	pass.Note = "contract " + o.Contract.String() + ", " + pass.Note
	party, err := s.partyOf(ctx, thread)
	if err != nil {
		return err
	}
	err = s.d.Door.Read(ctx, pass, func(r engine.Reader) error {
		today, err := s.d.Book.Today(r)
		if err != nil {
			return err
		}
		if err := o.Check(today); err != nil {
			return err
		}
		if o.Contract.IsZero() {
			return fault.Input("offer_contract", "Choose the contract.")
		}
		on, err := parties.IsOn(r, party, o.Contract.String())
		if err == nil && !on {
			err = fault.Input("offer_contract", "That is no contract of this customer.")
		}
		return err
	})
	if err != nil {
		return err
	}
	if *o, err = s.d.Figures(ctx, by, *o); err != nil {
		return atForm(err)
	}
	return nil
}

// atForm gives the faults of the customers' pages the name that the desk's form has.
func atForm(err error) error {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	if len(f.Fields) == 0 {
		return fault.Input("offer", f.Message)
	}
	out := *f
	out.Fields = slices.Clone(f.Fields)
	for i := range out.Fields {
		if !strings.HasPrefix(out.Fields[i].Name, "offer") {
			out.Fields[i].Name = "offer_through"
		}
	}
	return &out
}

// beside puts the offers of a thread beside its messages, and judges each by how its contract stands today.
func (s *Service) beside(r engine.Reader, thread message.ID, all []message.Message) error {
	offers, err := messages.Offers(r, thread)
	if err != nil || len(offers) == 0 {
		return err
	}
	today, err := s.d.Book.Today(r)
	if err != nil {
		return err
	}
	states := map[contract.ID]*contract.State{}
	for i := range offers {
		o := &offers[i]
		at := slices.IndexFunc(all, func(m message.Message) bool { return m.ID == o.Message })
		if at < 0 {
			continue
		}
		if states[o.Contract] == nil {
			c, err := contracts.ByID(r, o.Contract)
			if err != nil {
				return err
			}
			if states[o.Contract], err = s.d.Book.Fold(r, c, today); err != nil {
				return err
			}
		}
		done, err := s.done(r, *o)
		if err != nil {
			return err
		}
		o.Lapse = o.Lapsed(states[o.Contract], done)
		all[at].Offer = o
	}
	return nil
}

// done tells whether what an offer leads to was done since: an extension asked for, or a payment made that is as large.
func (s *Service) done(r engine.Reader, o message.Offer) (bool, error) {
	if o.Kind == message.OfferExtension {
		q, err := reliefs.Latest(r, s.d.Box, o.Contract)
		if fault.Is(err, fault.NotFound) {
			return false, nil
		}
		return err == nil && q.At.After(o.At), err
	}
	rows, err := payments.Of(r, o.Contract)
	if err != nil {
		return false, err
	}
	for _, p := range rows {
		if p.State != payment.Returned && p.State != payment.Cancelled && p.CreatedAt.After(o.At) && p.Amount >= o.Amount {
			return true, nil
		}
	}
	cards, err := payments.CardsOn(r, o.Contract)
	if err != nil {
		return false, err
	}
	for _, c := range cards {
		if c.State == payment.CardPaid && c.AskedAt.After(o.At) && c.Amount >= o.Amount {
			return true, nil
		}
	}
	received, err := payments.ReceivedOn(r, o.Contract)
	for _, p := range received {
		if p.At.After(o.At) && p.Amount >= o.Amount {
			return true, nil
		}
	}
	return false, err
}
