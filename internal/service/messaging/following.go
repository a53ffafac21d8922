package messaging

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/message"
	"marque/internal/door"
	"marque/internal/store/engine"
	"marque/internal/store/messages"
)

// followPass is what a page wants that stays open. An agent's is one look in an hour, however often it asks.
func (s *Service) followPass(ctx context.Context, by access.Actor, thread message.ID) (door.Pass, error) {
	pass, err := s.pass(ctx, by, access.MessageFollow, thread)
	if by.Kind == access.AgentKind {
		pass.Note += ": " + identity.Why{Reason: identity.ReasonWrote}.Note()
	}
	return pass, err
}

// MayFollow lets in who may hear at once of what happens in a conversation.
func (s *Service) MayFollow(ctx context.Context, by access.Actor, thread message.ID) error {
	pass, err := s.followPass(ctx, by, thread)
	if err != nil {
		return err
	}
	return s.d.Door.Read(ctx, pass, func(engine.Reader) error { return nil })
}

// MayQueue lets in who may hear that the queue has changed.
func (s *Service) MayQueue(ctx context.Context, by access.Actor) error {
	return s.d.Door.Read(ctx, door.Pass{By: by, Do: access.QueueRead, On: access.OnSystem("desk")}, func(engine.Reader) error { return nil })
}

// Follow returns what was said in a conversation behind a number, for a page that is open. Of a Case it fills what changes: not the notes.
func (s *Service) Follow(ctx context.Context, by access.Actor, thread message.ID, after int) (Case, error) {
	var out Case
	pass, err := s.followPass(ctx, by, thread)
	if err != nil {
		return out, err
	}
	err = s.d.Door.Read(ctx, pass, func(r engine.Reader) error {
		t, err := messages.ByID(r, s.d.Box, thread)
		if err != nil {
			return err
		}
		if out.Talk, err = s.talk(r, t, after); err != nil || by.Kind != access.AgentKind {
			return err
		}
		person, err := s.parties.ByID(r, t.Party)
		out.Person = fullName(person)
		return err
	})
	return out, err
}
