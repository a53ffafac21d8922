package messaging

import (
	"context"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/door"
	"marque/internal/store/engine"
	"marque/internal/store/messages"
)

// Sift says which conversations of the queue are wanted; what is empty is any.
type Sift struct {
	Mine     bool // what the agent has
	Calling  bool // whose notes call the agent
	State    message.State
	Team     message.Team
	Topic    message.Topic
	Language string // a locale of ours
	Label    string
}

// Waiting is a conversation in the queue. Who it is with and what its subject is stands there only for those that the agent has: the
// queue is no place to browse customers.
type Waiting struct {
	message.Thread
	Status  string // of the contract; empty when there is none
	PastDue int    // days
	Labels  []string
	Holder  string // who has it
	Person  string // of one's own only, as Subject is
}

// Queue is what waits, and what is there to sift by.
type Queue struct {
	All    []Waiting
	Mine   int // conversations that the agent has and that are owed an answer
	Calls  int // conversations whose notes call the agent
	Late   int // of All: past their promise
	Labels []string
	More   bool // there are more than are shown
}

// mostQueued bounds what one page of the queue shows; what is promised first comes first.
const mostQueued = 100

// Queue lists what waits for the desk, what was promised first at the top.
func (s *Service) Queue(ctx context.Context, by access.Actor, q Sift) (Queue, error) {
	var out Queue
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.QueueRead, On: access.OnSystem("desk")}, func(r engine.Reader) error {
		rows, err := s.queued(r, by, q)
		if err != nil {
			return err
		}
		out = Queue{More: len(rows) > mostQueued}
		names := map[access.UserID]string{}
		for _, row := range rows[:min(len(rows), mostQueued)] {
			w, err := s.waiting(r, by, row, names)
			if err != nil {
				return err
			}
			if !w.Promised.IsZero() && w.Promised.Before(s.d.Now()) {
				out.Late++
			}
			out.All = append(out.All, w)
		}
		return s.counts(r, by, &out)
	})
	return out, err
}

func (s *Service) queued(r engine.Reader, by access.Actor, q Sift) ([]messages.Waiting, error) {
	switch {
	case q.Mine:
		return messages.Mine(r, by.User, mostQueued+1)
	case q.Calling:
		return messages.Calling(r, by.User, mostQueued+1)
	}
	if q.State == "" {
		q.State = message.Open
	}
	return messages.Queue(r, messages.Sift{State: q.State, Team: q.Team, Topic: q.Topic, Locale: q.Language, Label: q.Label}, mostQueued+1)
}

func (s *Service) waiting(r engine.Reader, by access.Actor, row messages.Waiting, names map[access.UserID]string) (Waiting, error) {
	w := Waiting{Thread: row.Thread, Status: row.Status, PastDue: row.PastDue}
	var err error
	if w.Labels, err = messages.Labels(r, w.ID); err != nil {
		return w, err
	}
	if w.Holder, err = s.name(r, names, w.Agent); err != nil || w.Agent != by.User {
		return w, err
	}
	person, err := s.parties.ByID(r, w.Party)
	if err != nil {
		return w, err
	}
	w.Person = fullName(person)
	own, err := messages.ByID(r, s.d.Box, w.ID)
	w.Subject = own.Subject
	return w, err
}

func (s *Service) counts(r engine.Reader, by access.Actor, q *Queue) error {
	mine, err := messages.Mine(r, by.User, mostQueued)
	if err != nil {
		return err
	}
	for _, w := range mine {
		if w.State == message.Open {
			q.Mine++
		}
	}
	calling, err := messages.Calling(r, by.User, mostQueued)
	if err != nil {
		return err
	}
	q.Calls = len(calling)
	q.Labels, err = messages.UsedLabels(r, mostQueued)
	return err
}

// viewFor is how long somebody who opened a conversation counts as being at it: a page that is open says so twice as often.
const viewFor = time.Minute

// Watcher is a colleague who has the same conversation open.
type Watcher struct {
	Name   string
	Typing bool
}

// typingFor is how long somebody who typed counts as typing.
const typingFor = 10 * time.Second

// Watch notes that an agent has a conversation open, and whether something is being typed, and says who else has.
func (s *Service) Watch(ctx context.Context, by access.Actor, thread message.ID, typing bool) ([]Watcher, error) {
	var out []Watcher
	pass, err := s.pass(ctx, by, access.ThreadWatch, thread)
	if err != nil {
		return nil, err
	}
	err = s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		out, err = s.watch(tx, by, thread, typing)
		return err
	})
	return out, err
}

func (s *Service) watch(tx *engine.Tx, by access.Actor, thread message.ID, typing bool) ([]Watcher, error) {
	v := messages.View{User: by.User, Seen: s.d.Now()}
	if typing {
		v.Typed = v.Seen
	}
	if err := messages.SetView(tx, thread, v); err != nil {
		return nil, err
	}
	all, err := messages.Views(tx, thread, s.d.Now().Add(-viewFor))
	var out []Watcher
	names := map[access.UserID]string{}
	for _, other := range all {
		if other.User == by.User || err != nil {
			continue
		}
		w := Watcher{Typing: s.d.Now().Sub(other.Typed) < typingFor}
		w.Name, err = s.name(tx, names, other.User)
		out = append(out, w)
	}
	return out, err
}
