package messaging

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/message"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/messages"
	"marque/internal/store/parties"
	"marque/internal/store/queue"
)

// Case is a conversation as the desk sees it.
type Case struct {
	Talk
	Person string // the customer
	Labels []string
	Notes  []message.Note
	Held   []Held      // contracts of the customer
	Others []Watcher   // colleagues who have it open too
	Staff  []Colleague // to whom it can be given
}

// Colleague is somebody at the desk.
type Colleague struct {
	ID       access.UserID
	Username string
	Name     string
}

func fullName(p parties.Party) string { return strings.TrimSpace(p.GivenName + " " + p.FamilyName) }

// deskPass is what an agent wants in a conversation: the customer sees that it was because of a message.
func (s *Service) deskPass(ctx context.Context, by access.Actor, do access.Action, thread message.ID) (door.Pass, error) {
	pass, err := s.pass(ctx, by, do, thread)
	pass.Note += ": " + identity.Why{Reason: identity.ReasonWrote}.Note()
	return pass, err
}

// mostNotes bounds the notes that are shown.
const mostNotes = 200

// Case opens a conversation for an agent. The look is recorded before anything is read.
func (s *Service) Case(ctx context.Context, by access.Actor, thread message.ID) (Case, error) {
	var out Case
	pass, err := s.deskPass(ctx, by, access.MessageRead, thread)
	if err != nil {
		return out, err
	}
	err = s.d.Door.Read(ctx, pass, func(r engine.Reader) error {
		t, err := messages.ByID(r, s.d.Box, thread)
		if err != nil {
			return err
		}
		if out.Talk, err = s.talk(r, t, 0); err != nil {
			return err
		}
		person, err := s.parties.ByID(r, t.Party)
		if err != nil {
			return err
		}
		out.Person = fullName(person)
		if out.Labels, err = messages.Labels(r, thread); err != nil {
			return err
		}
		return s.fillDesk(r, &out)
	})
	if err != nil || !access.May(by, access.ThreadWatch) {
		return out, err
	}
	return out, s.opened(ctx, by, thread, &out)
}

// fillDesk adds what only the desk sees.
func (s *Service) fillDesk(r engine.Reader, c *Case) error {
	var err error
	if c.Notes, err = messages.Notes(r, s.d.Box, c.ID, mostNotes); err != nil {
		return err
	}
	for _, n := range c.Notes {
		if _, err := s.name(r, c.Names, n.By); err != nil {
			return err
		}
	}
	if c.Held, err = s.held(r, c.Party); err != nil {
		return err
	}
	c.Staff, err = s.staff(r)
	return err
}

// staff lists who talks with customers.
func (s *Service) staff(r engine.Reader) ([]Colleague, error) {
	all, err := s.users.Staff(r)
	var out []Colleague
	for _, u := range all {
		if u.State == identity.UserActive && access.May(u.Actor(), access.MessageWrite) {
			out = append(out, Colleague{u.ID, u.Username, u.Name})
		}
	}
	return out, err
}

// opened notes that an agent looks, and that notes were heard.
func (s *Service) opened(ctx context.Context, by access.Actor, thread message.ID, c *Case) error {
	pass, err := s.pass(ctx, by, access.ThreadWatch, thread)
	if err != nil {
		return err
	}
	return s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := messages.Heard(tx, thread, by.User, s.d.Now()); err != nil {
			return err
		}
		c.Others, err = s.watch(tx, by, thread, false)
		return err
	})
}

// act changes a locked thread for an agent.
func (s *Service) act(ctx context.Context, by access.Actor, do access.Action, thread message.ID, fn func(tx *engine.Tx, t message.Thread) (message.Thread, error)) error {
	pass, err := s.deskPass(ctx, by, do, thread)
	if err != nil {
		return err
	}
	var was, is message.Thread
	err = s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if was, err = messages.Lock(tx, s.d.Box, thread); err != nil {
			return err
		}
		is, err = fn(tx, was)
		return err
	})
	if err == nil && is.Last > was.Last {
		s.told(is)
	}
	return err
}

// Of lists a customer's conversations for one of us with a reason, those that changed last first.
func (s *Service) Of(ctx context.Context, by access.Actor, party access.PartyID, why identity.Why) ([]message.Thread, error) {
	if err := why.Check(); err != nil {
		return nil, err
	}
	var out []message.Thread
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.MessageList, On: access.OnParty(party), Note: why.Note()}, func(r engine.Reader) error {
		var err error
		out, err = messages.OfParty(r, s.d.Box, party, mostThreads)
		return err
	})
	return out, err
}

// Claim takes a conversation. One that a colleague has stays there unless a senior takes it.
func (s *Service) Claim(ctx context.Context, by access.Actor, thread message.ID) error {
	return s.act(ctx, by, access.ThreadClaim, thread, func(tx *engine.Tx, t message.Thread) (message.Thread, error) {
		return s.give(tx, by, t, by.User, t.Team)
	})
}

// Give passes a conversation on: to a colleague, or with none to a team.
func (s *Service) Give(ctx context.Context, by access.Actor, thread message.ID, to access.UserID, team message.Team) error {
	return s.act(ctx, by, access.ThreadGive, thread, func(tx *engine.Tx, t message.Thread) (message.Thread, error) {
		return s.give(tx, by, t, to, team)
	})
}

// give puts a locked thread into other hands and says so in it.
func (s *Service) give(tx *engine.Tx, by access.Actor, t message.Thread, to access.UserID, team message.Team) (message.Thread, error) {
	if to.IsZero() && !team.Valid() {
		return t, fault.Input("to", "Choose a colleague or a team.")
	}
	if t.Held(by) {
		return t, s.errHeld(tx, t)
	}
	if t.State == message.Closed {
		return t, fault.New(fault.Conflict, "This conversation is closed.")
	}
	event := message.Message{Author: message.ByHouse, Kind: message.Passed, Body: string(team)}
	if !to.IsZero() {
		all, err := s.staff(tx)
		if err != nil {
			return t, err
		}
		at := slices.IndexFunc(all, func(c Colleague) bool { return c.ID == to })
		if at < 0 {
			return t, fault.Input("to", "This colleague does not talk with customers.")
		}
		event.Kind, event.Body = message.Joined, all[at].Name
	}
	same := t.Agent == to && (team == "" || t.Team == team)
	if same {
		return t, nil
	}
	t = t.GivenTo(to, team)
	if err := s.add(tx, &t, event); err != nil {
		return t, err
	}
	return t, messages.Change(tx, t)
}

func (s *Service) errHeld(r engine.Reader, t message.Thread) error {
	holder, err := s.name(r, map[access.UserID]string{}, t.Agent)
	if err != nil {
		return err
	}
	return fault.Newf(fault.Conflict, "%s has this conversation. A senior can pass it on.", holder)
}

// Label replaces the labels of a conversation.
func (s *Service) Label(ctx context.Context, by access.Actor, thread message.ID, words string) error {
	labels, err := message.ReadLabels(words)
	if err != nil {
		return err
	}
	return s.act(ctx, by, access.ThreadLabel, thread, func(tx *engine.Tx, t message.Thread) (message.Thread, error) {
		return t, messages.SetLabels(tx, t.ID, labels)
	})
}

// Note keeps a word to colleagues. Whom it mentions finds the conversation among those that call.
func (s *Service) Note(ctx context.Context, by access.Actor, thread message.ID, text string) error {
	text, mentions, err := message.CheckNote(text)
	if err != nil {
		return err
	}
	return s.act(ctx, by, access.ThreadNote, thread, func(tx *engine.Tx, t message.Thread) (message.Thread, error) {
		all, err := s.staff(tx)
		if err != nil {
			return t, err
		}
		var called []access.UserID
		for _, name := range mentions {
			at := slices.IndexFunc(all, func(c Colleague) bool { return strings.EqualFold(c.Username, name) })
			if at < 0 {
				return t, fault.Inputf("note", "There is nobody at the desk whose username is %s.", name)
			}
			called = append(called, all[at].ID)
		}
		return t, messages.AddNote(tx, s.d.Box, message.Note{ID: id.New[message.Note](s.d.IDs), Thread: t.ID, By: by.User, At: s.d.Now(), Text: text}, called)
	})
}

// Answer is what an agent writes to a customer.
type Answer struct {
	Words
	Asks  bool           // it asks for something, so the customer's turn it is
	Offer *message.Offer // for the customer to act on, without its figures; nil is none
	Read  int            // the number of the newest message that the agent saw; a colleague's word behind it comes first
}

// Reply adds what an agent writes. The customer is told of it unless it is read at once; nothing an agent can do keeps that back.
func (s *Service) Reply(ctx context.Context, by access.Actor, a Answer) (message.Message, error) {
	if err := a.check(); err != nil {
		return message.Message{}, err
	}
	if err := s.scan(ctx, a.Files); err != nil {
		return message.Message{}, err
	}
	if a.Offer != nil {
		if err := s.offered(ctx, by, a.Thread, a.Offer); err != nil {
			return message.Message{}, err
		}
	}
	var said message.Message
	pass, err := s.deskPass(ctx, by, access.MessageWrite, a.Thread)
	if err != nil {
		return said, err
	}
	var t message.Thread
	err = s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if t, err = s.lock(tx, a.Thread, a.Key, &said); err != nil {
			return err
		}
		if err := s.crossed(tx, by, t, a.Read); err != nil {
			return err
		}
		if err := s.answered(tx, t); err != nil {
			return err
		}
		said = message.Message{Author: message.ByAgent, By: by.User, Kind: message.Text, Body: a.Text, Files: a.Files, Key: a.Key, Offer: a.Offer}
		t = t.Replied(by.User, a.Asks, s.d.Now())
		if err := s.add(tx, &t, said); err != nil {
			return err
		}
		said.Number = t.Last
		if err := messages.Change(tx, t); err != nil {
			return err
		}
		return s.willTell(tx, t)
	})
	return said, s.wrote(t, err)
}

// answered keeps for reports whether a promise of an answer was kept. A thread that waits for no answer of ours has none.
func (s *Service) answered(tx *engine.Tx, t message.Thread) error {
	if t.Promised.IsZero() {
		return nil
	}
	return messages.Answered(tx, t, id.New[message.Promise](s.d.IDs), s.d.Now())
}

// crossed refuses an answer when a colleague has answered meanwhile.
func (s *Service) crossed(tx *engine.Tx, by access.Actor, t message.Thread, read int) error {
	newer, err := messages.After(tx, s.d.Box, t.ID, read, message.MostNumbers)
	if err != nil {
		return err
	}
	for _, m := range newer {
		if m.Author == message.ByAgent && m.By != by.User {
			name, err := s.name(tx, map[access.UserID]string{}, m.By)
			if err != nil {
				return err
			}
			return fault.Newf(fault.Conflict, "%s answered while you were writing. Read it first, then send yours if it is still needed.", name)
		}
	}
	return nil
}

// End closes a conversation for the desk.
func (s *Service) End(ctx context.Context, by access.Actor, thread message.ID) error {
	return s.act(ctx, by, access.MessageClose, thread, func(tx *engine.Tx, t message.Thread) (message.Thread, error) {
		if t.Held(by) {
			return t, s.errHeld(tx, t)
		}
		if err := s.answered(tx, t); err != nil {
			return t, err
		}
		t, err := s.end(tx, t, by)
		if err != nil {
			return t, err
		}
		return t, s.willTell(tx, t)
	})
}

// TellJob is the kind of the job that tells a customer of a message.
const TellJob = "message.tell"

// ToTell is the argument of TellJob.
type ToTell struct {
	Thread message.ID `json:"thread"`
	Number int        `json:"number"`
}

// tellAfter is how long a message may be read on the page before it is told by mail.
const tellAfter = 2 * time.Minute

// willTell queues the notice of a message, in the transaction that adds it.
func (s *Service) willTell(tx *engine.Tx, t message.Thread) error {
	return queue.Add(tx, queue.Job{Kind: TellJob, Args: ToTell{t.ID, t.Last}, Key: t.ID.String() + "/" + strconv.Itoa(t.Last), At: s.d.Now().Add(tellAfter)})
}
