// Package onboarding applies the feed's messages to the book: it opens contracts with their people and vehicles, keeps what is told of
// vehicles, brings it to the contracts it concerns, and invites people to register. A message counts once, and the order in which messages
// arrive does not matter. Reading the messages is core/feed's business, folding and booking is book's.
package onboarding

import (
	"context"
	"fmt"
	"io"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/feed"
	"marque/internal/core/leaseend"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/feeds"
	"marque/internal/store/parties"
	"marque/internal/store/users"
)

// Deps is what the service needs.
type Deps struct {
	Door    *door.Door
	Book    *book.Book
	Box     *seal.Box
	Courier *courier.Courier
	IDs     *id.Source
	Random  io.Reader // for the codes of invitations
	Now     civil.Clock
	Brands  map[string]notice.Brand // by key; a contract of another brand is refused
	Tariffs leaseend.Tariffs        // of excess wear; an inspection charges no more
}

// Service applies messages.
type Service struct {
	d       Deps
	parties *parties.Store
	users   *users.Store
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{d: d, parties: parties.New(d.Box), users: users.New(d.Box)}
}

// Result is what became of a message.
type Result string

// The results.
const (
	Applied  Result = "applied"
	Repeated Result = "repeated" // it was applied before, and nothing was changed
	Refused  Result = "refused"
	Held     Result = "held" // it contradicts what is kept: somebody decides
)

// Outcome is the answer to one message.
type Outcome struct {
	Result Result
	Why    *fault.Fault // of a refusal, or of what is held
	Notes  []fault.Field
}

// Options of one run.
type Options struct {
	Quiet bool // invite nobody: for taking over a book whose people are told by other means
	Again bool // judge what is held for a decision anew
}

// MaxBatch bounds the messages of one transaction: enough to spread its cost thin, few enough that a run that is killed repeats
// little and that nobody waits long for the writer.
const MaxBatch = 250

// Apply applies messages, all in one transaction, and answers each in its place. A message that the book refuses changes nothing and
// does not keep the others back. An error means that none was applied; it is safe to apply them again.
func (s *Service) Apply(ctx context.Context, by access.Actor, events []feed.Event, o Options) ([]Outcome, error) {
	if len(events) > MaxBatch {
		return nil, fault.Newf(fault.TooLarge, "At most %d messages are applied at once.", MaxBatch)
	}
	if len(events) == 0 {
		return nil, nil
	}
	out, err := s.together(ctx, by, events, o)
	if err == nil || fault.Of(err) == nil || ctx.Err() != nil {
		return out, err
	}
	return s.oneByOne(ctx, by, events, o)
}

// together applies all messages in one transaction.
func (s *Service) together(ctx context.Context, by access.Actor, events []feed.Event, o Options) ([]Outcome, error) {
	var out []Outcome
	err := s.d.Door.Write(ctx, pass(by, events), func(tx *engine.Tx) error {
		p, err := s.begin(tx, o, events)
		if err != nil {
			return err
		}
		out = make([]Outcome, 0, len(events))
		for i := range events {
			answer, err := p.decide(&events[i])
			if err != nil {
				return fmt.Errorf("apply %s: %w", events[i].Key(), err)
			}
			out = append(out, answer)
		}
		answers, err := p.passOn()
		if err != nil {
			return err
		}
		for i := range events {
			if now, ok := answers[events[i].Key()]; ok && out[i].Result != Repeated {
				now.Notes, out[i] = events[i].Notes, now
			}
		}
		return p.write()
	})
	return out, err
}

// oneByOne is the way when the law refused what only the fold can see: it finds the message that the batch stumbled over. A fault about
// who may do this comes back for each, and is the answer to all.
func (s *Service) oneByOne(ctx context.Context, by access.Actor, events []feed.Event, o Options) ([]Outcome, error) {
	var out []Outcome
	for i := range events {
		answer, err := s.together(ctx, by, events[i:i+1], o)
		why := fault.Of(err)
		switch {
		case err == nil:
			out = append(out, answer...)
		case why == nil || !ofTheMessage(why):
			return nil, err
		default:
			if err := s.keepRefusal(ctx, by, events[i], why); err != nil {
				return nil, err
			}
			out = append(out, Outcome{Result: Refused, Why: why})
		}
	}
	return out, nil
}

// ofTheMessage tells whether a fault is the message's own, and not ours or the caller's.
func ofTheMessage(f *fault.Fault) bool {
	return f.Kind == fault.Invalid || f.Kind == fault.Conflict || f.Kind == fault.TooLarge
}

// keepRefusal notes in the inbox what became of a message whose transaction was taken back.
func (s *Service) keepRefusal(ctx context.Context, by access.Actor, e feed.Event, why *fault.Fault) error {
	return s.d.Door.Write(ctx, pass(by, []feed.Event{e}), func(tx *engine.Tx) error {
		if err := feeds.TakeTurn(tx); err != nil {
			return err
		}
		known, err := feeds.ByEvent(tx, e.Source, e.ID)
		switch {
		case fault.Is(err, fault.NotFound):
			return feeds.Insert(tx, []feeds.Receipt{s.receipt(&e, Outcome{Result: Refused, Why: why})})
		case err != nil:
			return err
		case known.Outcome == feeds.Applied || known.Says(e.Hash) && known.Reason == why.Message && known.Outcome == feeds.Refused:
			return nil
		}
		return feeds.Replace(tx, s.receipt(&e, Outcome{Result: Refused, Why: why}))
	})
}

// pass names the messages in the audit by the first and the last of them.
func pass(by access.Actor, events []feed.Event) door.Pass {
	first, last := events[0].ID, events[len(events)-1].ID
	return door.Pass{
		By: by, Do: access.FeedApply, On: access.OnSystem("feed"), Note: fmt.Sprintf("%d messages, %q to %q", len(events), first, last),
	}
}

// receipt is the message's line in the inbox.
func (s *Service) receipt(e *feed.Event, out Outcome) feeds.Receipt {
	r := feeds.Receipt{
		Source: e.Source, EventID: e.ID, Type: string(e.Type), Subject: e.Subject, Told: e.Time, Hash: e.Hash, Content: e.Content,
		Outcome: feeds.Applied, Received: s.d.Now(),
	}
	switch out.Result {
	case Refused:
		r.Outcome, r.Reason = feeds.Refused, out.Why.Message
	case Held:
		r.Outcome, r.Reason = feeds.Holding, out.Why.Message
	}
	return r
}
