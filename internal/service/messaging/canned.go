package messaging

import (
	"context"
	"slices"

	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/messages"
)

// mostCanned bounds the replies that a lender writes beforehand.
const mostCanned = 200

// Canned lists the replies that were written beforehand: the house's, then the lender's own.
func (s *Service) Canned(ctx context.Context, by access.Actor) ([]message.Canned, error) {
	out := message.Ready()
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.QueueRead, On: access.OnSystem("replies")}, func(r engine.Reader) error {
		own, err := messages.Canned(r, mostCanned)
		out = append(message.Ready(), own...)
		return err
	})
	return out, err
}

// Filled writes a reply for the customer of a conversation, in the customer's language, with facts of the account. That is a look at the
// contract, and recorded as one.
func (s *Service) Filled(ctx context.Context, by access.Actor, thread message.ID, which message.CannedID) (string, error) {
	all, err := s.Canned(ctx, by)
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(all, func(c message.Canned) bool { return c.ID == which })
	if at < 0 {
		return "", fault.Input("canned", "Choose a reply.")
	}
	facts, t, err := s.facts(ctx, by, thread)
	if err != nil {
		return "", err
	}
	l, _ := l10n.Parse(t.Locale)
	return message.Fill(all[at].In(l), facts, l)
}

// facts gathers what may stand in a reply.
func (s *Service) facts(ctx context.Context, by access.Actor, thread message.ID) (message.Facts, message.Thread, error) {
	var t message.Thread
	facts := message.Facts{}
	pass, err := s.deskPass(ctx, by, access.MessageRead, thread)
	if err != nil {
		return nil, t, err
	}
	err = s.d.Door.Read(ctx, pass, func(r engine.Reader) error {
		if t, err = messages.ByID(r, s.d.Box, thread); err != nil {
			return err
		}
		person, err := s.parties.ByID(r, t.Party)
		if err != nil {
			return err
		}
		agent, err := s.name(r, map[access.UserID]string{}, by.User)
		facts[message.FactName], facts[message.FactAgent], facts[message.FactPhone] = person.GivenName, agent, s.d.Brands[t.Brand].Phone
		return err
	})
	if err != nil || t.Contract.IsZero() {
		return facts, t, err
	}
	pass.Do, pass.On = access.ContractRead, access.OnContract(t.Contract)
	return facts, t, s.d.Door.Read(ctx, pass, func(r engine.Reader) error { return s.contractFacts(r, t, facts) })
}

func (s *Service) contractFacts(r engine.Reader, t message.Thread, facts message.Facts) error {
	c, err := contracts.ByID(r, t.Contract)
	if err != nil {
		return err
	}
	today, err := s.d.Book.Today(r)
	if err != nil {
		return err
	}
	state, err := s.d.Book.Fold(r, c, today)
	if err != nil {
		return err
	}
	currency := c.Terms.Money()
	facts[message.FactContract] = c.Terms.Number
	if state.NextDue.Amount > 0 {
		facts[message.FactAmount], facts[message.FactDue] = l10n.Amount{Cents: state.NextDue.Amount, Currency: currency}, state.NextDue.Date
	}
	if state.PastDue > 0 {
		facts[message.FactPastDue] = l10n.Amount{Cents: state.PastDue, Currency: currency}
	}
	if balance := state.Balance(); balance > 0 {
		facts[message.FactBalance] = l10n.Amount{Cents: balance, Currency: currency}
	}
	return nil
}

// KeepCanned writes a reply of the lender's, a new one when it has no id.
func (s *Service) KeepCanned(ctx context.Context, by access.Actor, c message.Canned) error {
	if err := c.Check(); err != nil {
		return err
	}
	return s.d.Door.Write(ctx, door.Pass{By: by, Do: access.ReplyKeep, On: access.OnSystem("replies"), Note: c.Title}, func(tx *engine.Tx) error {
		own, err := messages.Canned(tx, mostCanned+1)
		if err != nil {
			return err
		}
		switch known := slices.ContainsFunc(own, func(o message.Canned) bool { return o.ID == c.ID }); {
		case c.ID.IsZero() && len(own) >= mostCanned:
			return fault.Newf(fault.Conflict, "There are %d replies. Take one away first.", mostCanned)
		case c.ID.IsZero():
			c.ID = id.New[message.Canned](s.d.IDs)
		case !known:
			return fault.New(fault.NotFound, "There is no such reply.")
		}
		return messages.KeepCanned(tx, c, by.User, s.d.Now())
	})
}

// EndCanned takes a reply of the lender's away.
func (s *Service) EndCanned(ctx context.Context, by access.Actor, c message.CannedID) error {
	return s.d.Door.Write(ctx, door.Pass{By: by, Do: access.ReplyKeep, On: access.OnSystem("replies"), Note: "taken away"}, func(tx *engine.Tx) error {
		return messages.EndCanned(tx, c, by.User, s.d.Now())
	})
}
