package onboarding

import (
	"context"
	"fmt"
	"iter"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/feed"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/store/engine"
	"marque/internal/store/feeds"
)

// Which names kept messages, refused ones and those held for a decision. The zero value names all.
type Which struct {
	IDs         []string  // as reports name them; with them the two below do not count
	From, Until time.Time // when they came: from the one on and before the other; zero is no bound
}

// MostNamed bounds how many messages are named at once.
const MostNamed = 1000

// Replay takes kept messages in again, as if they came now: what was refused is judged by today's rules and book, and what is held is applied when it is no
// longer in conflict. It is safe to do again: what went in counts once, and what is still wrong stays kept.
func (s *Service) Replay(ctx context.Context, o Intake, w Which) (Report, error) {
	if len(w.IDs) > MostNamed {
		return Report{}, fault.Newf(fault.TooLarge, "At most %d messages are named at once.", MostNamed)
	}
	o.again = true
	report, err := s.Take(ctx, o, s.kept(ctx, o.By, w))
	if err != nil {
		return report, err
	}
	return report, s.d.Door.Write(ctx, ofFeed(o.By, "refused messages that are in now thrown away"), func(tx *engine.Tx) error {
		_, err := feeds.ForgetRefused(tx)
		return err
	})
}

func ofFeed(by access.Actor, note string) door.Pass {
	return door.Pass{By: by, Do: access.FeedApply, On: access.OnSystem("feed"), Note: note}
}

// keptPage is how many kept messages are read at once. Each may be of MostKeptBytes.
const keptPage = 100

// kept reads the messages page by page, the refused ones first.
func (s *Service) kept(ctx context.Context, by access.Actor, w Which) iter.Seq2[Message, error] {
	at := 0
	return func(yield func(Message, error) bool) {
		for _, next := range []func() ([]string, error){s.refusedOf(ctx, by, w), s.heldOf(ctx, by, w)} {
			for {
				texts, err := next()
				if err != nil {
					yield(Message{}, err)
					return
				}
				if len(texts) == 0 {
					break
				}
				for _, text := range texts {
					at++
					if !yield(Message{At: at, Text: []byte(text)}, nil) {
						return
					}
				}
			}
		}
	}
}

// span is what was asked for, with bounds.
func (w Which) span(now time.Time) feeds.Span {
	in := feeds.Span{From: time.Unix(0, 0), Until: w.Until}
	if !w.From.IsZero() {
		in.From = w.From
	}
	if in.Until.IsZero() {
		in.Until = now.Add(time.Hour) // clocks of several machines differ
	}
	return in
}

// refusedOf returns what gives the refused messages, a page at a time.
func (s *Service) refusedOf(ctx context.Context, by access.Actor, w Which) func() ([]string, error) {
	var last feeds.Refusal
	in, done := w.span(s.d.Now()), false
	return func() (out []string, err error) {
		if done {
			return nil, nil
		}
		err = s.d.Door.Read(ctx, ofFeed(by, "refused messages read"), func(r engine.Reader) error {
			out = nil
			all, err := feeds.RefusedNamed(r, s.d.Box, w.IDs)
			if len(w.IDs) == 0 {
				all, err = feeds.RefusedIn(r, s.d.Box, in, last, keptPage)
			}
			for _, x := range all {
				out, last = append(out, x.Message), x
			}
			return err
		})
		done = len(w.IDs) > 0
		return out, err
	}
}

// heldOf returns what gives the messages that are held for a decision, a page at a time.
func (s *Service) heldOf(ctx context.Context, by access.Actor, w Which) func() ([]string, error) {
	var last feeds.Held
	in, done := w.span(s.d.Now()), false
	return func() (out []string, err error) {
		if done {
			return nil, nil
		}
		err = s.d.Door.Read(ctx, ofFeed(by, "held messages read"), func(r engine.Reader) error {
			out = nil
			all, err := feeds.OpenNamed(r, s.d.Box, w.IDs)
			if len(w.IDs) == 0 {
				all, err = feeds.OpenIn(r, s.d.Box, in, last, keptPage)
			}
			for _, x := range all {
				out, last = append(out, x.Message), x
			}
			return err
		})
		done = len(w.IDs) > 0
		return out, err
	}
}

// MostKeptBytes bounds a refused message that is kept; a real one is under 4 KiB. What is larger must be sent again.
const MostKeptBytes = 64 << 10

// refuse remembers a refused message, to be kept with those of its batch. Whoever may not speak for a source is not helped to do it later: replaying
// asks nobody's signature.
func (t *taking) refuse(text []byte, e feed.Event, why *fault.Fault) {
	if len(text) > MostKeptBytes || t.From != nil && !t.From(e.Source) {
		return
	}
	reason := why.Message
	if len(why.Fields) > 0 {
		reason = why.Fields[0].Name + ": " + why.Fields[0].Message
	}
	t.refused = append(t.refused, feeds.Refusal{
		ID: feeds.RefusedIDOf(e.Source, e.ID, string(text)), Source: e.Source, EventID: e.ID, Type: string(e.Type), Message: string(text), Reason: reason, Received: t.s.d.Now(),
	})
}

// keep keeps the refused messages of a batch. A process that is killed before has told nobody of them, and the batch is sent again.
func (t *taking) keep(ctx context.Context) error {
	if len(t.refused) == 0 {
		return nil
	}
	err := t.s.d.Door.Write(ctx, ofFeed(t.By, fmt.Sprintf("%d refused messages kept", len(t.refused))), func(tx *engine.Tx) error {
		return feeds.PutRefused(tx, t.s.d.Box, t.refused)
	})
	t.refused = t.refused[:0]
	return err
}

// Refusals lists the refused messages that are kept and were neither applied nor declined since, the oldest first, at most MostNamed of them, without
// what they say.
func (s *Service) Refusals(ctx context.Context, by access.Actor) ([]feeds.Refusal, error) {
	var out []feeds.Refusal
	pass := door.Pass{By: by, Do: access.FeedStatus, On: access.OnSystem("feed"), Note: "refused messages"}
	err := s.d.Door.Read(ctx, pass, func(r engine.Reader) error {
		var err error
		out, err = feeds.ListRefused(r, MostNamed)
		return err
	})
	return out, err
}
