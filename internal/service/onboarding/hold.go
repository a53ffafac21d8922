package onboarding

import (
	"cmp"
	"fmt"
	"slices"

	"marque/internal/core/access"
	"marque/internal/core/feed"
	"marque/internal/fault"
	"marque/internal/store/feeds"
)

// held is a message that is kept, and what the batch does with it.
type held struct {
	feeds.Held
	event  *feed.Event // that may be applied now; nil when the batch speaks of nothing that it waits for
	stored bool
	put    bool   // it is to be kept, or kept for another reason than before
	done   string // why it is settled by itself; empty while it is not
}

// holding answers a message that waits for somebody's decision.
func holding(reason string) Outcome {
	return Outcome{Result: Held, Why: fault.New(fault.Conflict, reason)}
}

// hold plans to keep a message until somebody has decided.
func (p *plan) hold(e *feed.Event, why feeds.Why, with *holder, field, reason string) Outcome {
	p.keepBack(e, feeds.Open, why, with, reason)
	out := holding(reason)
	out.Why.Fields = []fault.Field{{Name: field, Message: reason}}
	return out
}

// early plans to keep a message until its contract is open, as what is told of a vehicle is kept: it needs nobody.
func (p *plan) early(e *feed.Event) Outcome {
	p.keepBack(e, feeds.Waiting, feeds.Early, nil, "Its contract is not open yet.")
	return Outcome{Result: Applied}
}

func (p *plan) keepBack(e *feed.Event, state feeds.State, why feeds.Why, with *holder, reason string) {
	x := p.heldOf(e)
	x.put, x.done = true, ""
	if x.event == nil && (why == feeds.Early || why == feeds.Vehicle) {
		x.event = e // what comes later in the batch may set it free
	}
	x.Held = feeds.Held{
		ID: feeds.HeldIDOf(e.Source, e.ID), Source: e.Source, EventID: e.ID, Type: string(e.Type), Number: e.Subject, Told: e.Time, Message: string(e.Line),
		Why: why, Reason: reason, State: state, Received: p.now,
	}
	if a, ok := e.Data.(*feed.Activation); ok {
		x.VIN = string(a.Vehicle.VIN)
	}
	if with != nil {
		x.Contract = with.id
	}
}

func (p *plan) heldOf(e *feed.Event) *held {
	x := p.held[e.Key()]
	if x == nil {
		x = &held{}
		p.held[e.Key()] = x
	}
	return x
}

// release plans the end of the keeping of a message that has come again and is no longer in conflict.
func (p *plan) release(e *feed.Event) {
	x := p.heldOf(e)
	x.ID, x.stored, x.done, x.put = feeds.HeldIDOf(e.Source, e.ID), true, "The sender said something else.", false
}

// lookAtHeld reads the kept messages that a batch may set free: those that wait for a contract which it opens, and those in conflict over a vehicle
// that it tells has left. What they speak of is to be looked at, too.
func (p *plan) lookAtHeld(a about) ([]feed.Event, error) {
	open, err := feeds.OpenOn(p.tx, p.s.d.Box, a.left)
	if err != nil {
		return nil, err
	}
	numbers := a.fresh
	for _, x := range open {
		numbers = append(numbers, x.Number)
	}
	waiting, err := feeds.WaitingFor(p.tx, p.s.d.Box, once(slices.Clone(numbers)))
	if err != nil {
		return nil, err
	}
	var again []feed.Event
	for _, x := range append(open, waiting...) {
		e, err := p.s.again(x)
		if err != nil {
			return nil, err
		}
		again = append(again, e)
		p.held[e.Key()] = &held{Held: x, event: &e, stored: true}
	}
	return again, nil
}

// again reads a kept message as it was read when it came.
func (s *Service) again(x feeds.Held) (feed.Event, error) {
	e, err := feed.Decode([]byte(x.Message), feed.Rules{Now: s.d.Now()})
	if err != nil {
		return e, fmt.Errorf("read kept message %s: %w", x.ID, err)
	}
	return e, nil
}

// passOn judges what the batch may have set free: first activations, then what waits for contracts, the message told first before the others. It
// returns the new answers, by message.
func (p *plan) passOn() (map[string]Outcome, error) {
	var free []*held
	for _, x := range p.held {
		if x.event != nil {
			free = append(free, x)
		}
	}
	slices.SortFunc(free, func(a, b *held) int {
		return cmp.Or(cmp.Compare(a.State, b.State), a.Told.Compare(b.Told), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	answers := map[string]Outcome{}
	for _, x := range free {
		out, err := p.judgeAgain(x)
		if err != nil {
			return nil, fmt.Errorf("apply the kept message %s: %w", x.ID, err)
		}
		answers[x.event.Key()] = out
	}
	return answers, nil
}

// judgeAgain applies a kept message whose obstacle is gone. One that waited and cannot be applied now is somebody's to decide.
func (p *plan) judgeAgain(x *held) (Outcome, error) {
	e, waited := x.event, x.State == feeds.Waiting
	if waited && p.numbers[e.Subject] == nil {
		return Outcome{Result: Applied}, nil // it waits on
	}
	out, err := p.act(e)
	if err != nil || out.Result == Held {
		return out, err
	}
	if waited && out.Result == Refused {
		return p.hold(e, feeds.Differs, p.numbers[e.Subject], "data", out.Why.Message), nil
	}
	x.put, x.done = false, "What it waited for has come."
	if known := p.receiptOf(e); known.Outcome == feeds.Holding {
		if known.Receipt = p.s.receipt(e, out); known.state == unchanged {
			known.state = changed
		}
	}
	return out, nil
}

// writeHeld keeps and settles what was planned.
func (p *plan) writeHeld() error {
	var put []feeds.Held
	for _, x := range p.held {
		if x.put {
			put = append(put, x.Held)
		}
	}
	slices.SortFunc(put, func(a, b feeds.Held) int { return cmp.Compare(a.ID.String(), b.ID.String()) })
	if err := feeds.PutHeld(p.tx, p.s.d.Box, put); err != nil {
		return err
	}
	for _, x := range p.held {
		if x.done == "" || !x.stored {
			continue
		}
		if err := feeds.Settle(p.tx, x.ID, feeds.Passed, access.UserID{}, x.done, p.now); err != nil {
			return err
		}
	}
	return nil
}
