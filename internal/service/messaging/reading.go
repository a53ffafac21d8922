package messaging

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/messages"
)

// Talk is a thread with what was said in it.
type Talk struct {
	message.Thread
	Number   string            // of the contract that it is about; may be empty
	Messages []message.Message // in order
	Names    map[access.UserID]string
	Agent    string // the name of who has it; empty when nobody has
	Rate     bool   // the customer may say how it was
	Place    int    // in the line of those who wait for somebody to take them; 0 when it does not
}

// Name is how the author of a message is called; the house has no name.
func (t Talk) Name(m message.Message) string { return t.Names[m.By] }

// Threads lists the customer's conversations, those that changed last first.
func (s *Service) Threads(ctx context.Context, by access.Actor) ([]message.Thread, error) {
	var out []message.Thread
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.MessageRead, On: access.OnParty(by.Party)}, func(r engine.Reader) error {
		var err error
		out, err = messages.OfParty(r, s.d.Box, by.Party, mostThreads)
		return err
	})
	return out, err
}

// Read returns a conversation with its messages behind a number. A look by an agent is recorded.
func (s *Service) Read(ctx context.Context, by access.Actor, thread message.ID, after int) (Talk, error) {
	var out Talk
	pass, err := s.pass(ctx, by, access.MessageRead, thread)
	if err != nil {
		return out, err
	}
	err = s.d.Door.Read(ctx, pass, func(r engine.Reader) error {
		t, err := messages.ByID(r, s.d.Box, thread)
		if err != nil {
			return err
		}
		out, err = s.talk(r, t, after)
		return err
	})
	return out, err
}

// talk reads what was said behind a number, with the names of who said it.
func (s *Service) talk(r engine.Reader, t message.Thread, after int) (Talk, error) {
	out := Talk{Thread: t, Names: map[access.UserID]string{}}
	var err error
	if !t.Contract.IsZero() {
		c, err := contracts.ByID(r, t.Contract)
		if err != nil {
			return out, err
		}
		out.Number = c.Terms.Number
	}
	if out.Messages, err = messages.After(r, s.d.Box, t.ID, after, message.MostNumbers); err != nil {
		return out, err
	}
	if err = s.beside(r, t.ID, out.Messages); err != nil {
		return out, err
	}
	if out.Agent, err = s.name(r, out.Names, t.Agent); err != nil {
		return out, err
	}
	if out.Rate, err = s.mayRate(r, t); err != nil {
		return out, err
	}
	if t.State == message.Open && t.Agent.IsZero() {
		if out.Place, err = messages.Place(r, t); err != nil {
			return out, err
		}
	}
	for _, m := range out.Messages {
		if _, err := s.name(r, out.Names, m.By); err != nil {
			return out, err
		}
	}
	return out, nil
}

// name finds what somebody is called, and remembers it.
func (s *Service) name(r engine.Reader, known map[access.UserID]string, user access.UserID) (string, error) {
	if name, ok := known[user]; ok || user.IsZero() {
		return name, nil
	}
	u, err := s.users.ByID(r, user)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return "", err
	}
	known[user] = u.Name
	return u.Name, nil
}

// Seen notes how far the customer has read. It is not recorded: it says nothing that the customer did not just do.
func (s *Service) Seen(ctx context.Context, by access.Actor, thread message.ID, number int) error {
	pass, err := s.pass(ctx, by, access.MessageSeen, thread)
	if err != nil {
		return err
	}
	return s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error { return messages.Seen(tx, thread, number) })
}

// File returns a file of a conversation with its content.
func (s *Service) File(ctx context.Context, by access.Actor, thread message.ID, file message.FileID) (message.File, error) {
	var out message.File
	pass, err := s.pass(ctx, by, access.MessageRead, thread)
	if err != nil {
		return out, err
	}
	pass.Note += ", a file"
	err = s.d.Door.Read(ctx, pass, func(r engine.Reader) error {
		out, err = messages.File(r, s.d.Box, thread, file)
		return err
	})
	return out, err
}

// All returns every conversation of the customer, oldest first, to be taken along.
func (s *Service) All(ctx context.Context, by access.Actor) ([]Talk, error) {
	var out []Talk
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.MessageRead, On: access.OnParty(by.Party)}, func(r engine.Reader) error {
		threads, err := messages.OfParty(r, s.d.Box, by.Party, mostThreads)
		if err != nil {
			return err
		}
		out = make([]Talk, len(threads))
		for i, t := range threads {
			if out[len(threads)-1-i], err = s.talk(r, t, 0); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// Hit is where a search found something.
type Hit struct {
	Thread message.Thread
	Number int    // of the message; 0 is the subject
	Text   string // what stands there
}

// The bounds of a search.
const (
	mostTerm = 80 // characters
	mostHits = 50
)

// Search looks for words in the customer's own conversations, the newest first. What lies sealed is opened one by one: nothing of it is
// indexed anywhere.
func (s *Service) Search(ctx context.Context, by access.Actor, term string) ([]Hit, error) {
	if term == "" || len([]rune(term)) > mostTerm {
		return nil, nil
	}
	all, err := s.All(ctx, by)
	var out []Hit
	for i := len(all) - 1; i >= 0 && err == nil; i-- {
		t := all[i]
		if message.Holds(t.Subject, term) {
			out = append(out, Hit{Thread: t.Thread, Text: t.Subject})
		}
		for n := len(t.Messages) - 1; n >= 0; n-- {
			if m := t.Messages[n]; m.Kind == message.Text && message.Holds(m.Body, term) {
				out = append(out, Hit{Thread: t.Thread, Number: m.Number, Text: m.Body})
			}
		}
		if len(out) >= mostHits {
			return out[:mostHits], nil
		}
	}
	return out, err
}
