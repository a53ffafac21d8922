package onboarding

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/feeds"
)

// ConflictID names a message that waits for somebody's decision.
type ConflictID = feeds.HeldID

// Conflict is a message that contradicts what is kept, as a list shows it: nobody's personal data.
type Conflict struct {
	ID       ConflictID
	Key      string // the message's name: source#id
	Type     feed.Type
	Number   string // of the contract that the message speaks of
	Contract contract.ID
	With     string // number of the contract that it is in conflict with
	Why      string // differs, older, vehicle, over
	Reason   string // a sentence
	Told     time.Time
	Received time.Time
}

// Detail is a conflict with what it is about.
type Detail struct {
	Conflict
	Differences []Difference
	Theirs      string       // what the message wants, in words, where there is nothing to compare
	Cannot      *fault.Fault // why theirs cannot be taken; nil when it can
}

// Conflicts lists the messages that wait for somebody's decision, the oldest first.
func (s *Service) Conflicts(ctx context.Context, by access.Actor) ([]Conflict, error) {
	var out []Conflict
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.ConflictList, On: access.OnSystem("feed")}, func(r engine.Reader) error {
		out = out[:0]
		rows, err := feeds.HeldIn(r, feeds.Open)
		if err != nil {
			return err
		}
		for _, h := range rows {
			c, err := conflictOf(r, h)
			if err != nil {
				return err
			}
			out = append(out, c)
		}
		return nil
	})
	return out, err
}

func conflictOf(r engine.Reader, h feeds.Held) (Conflict, error) {
	c := Conflict{
		ID: h.ID, Key: h.Source + "#" + h.EventID, Type: feed.Type(h.Type), Number: h.Number, Contract: h.Contract, Why: string(h.Why), Reason: h.Reason,
		Told: h.Told, Received: h.Received,
	}
	if h.Contract.IsZero() {
		return c, nil
	}
	with, err := contracts.ByID(r, h.Contract)
	c.With = with.Terms.Number
	return c, err
}

// Conflict shows one with what it is about, which may be somebody's personal data: whoever looks is on the record of the contract.
func (s *Service) Conflict(ctx context.Context, by access.Actor, conflict ConflictID) (Detail, error) {
	h, err := s.heldBy(ctx, by, conflict)
	if err != nil {
		return Detail{}, err
	}
	var out Detail
	pass := door.Pass{By: by, Do: access.ConflictRead, On: access.OnContract(h.Contract), Note: "conflict " + conflict.String()}
	err = s.d.Door.Read(ctx, pass, func(r engine.Reader) error {
		var err error
		out, err = s.detail(r, conflict)
		return err
	})
	return out, err
}

// heldBy finds which contract a conflict is about, without what the message says.
func (s *Service) heldBy(ctx context.Context, by access.Actor, conflict ConflictID) (feeds.Held, error) {
	var out feeds.Held
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.ConflictList, On: access.OnSystem("feed")}, func(r engine.Reader) error {
		h, err := feeds.HeldByID(r, s.d.Box, conflict)
		if err == nil && h.State != feeds.Open {
			err = fault.New(fault.Conflict, "Somebody has decided on this already.")
		}
		h.Message, out = "", h
		out.Message = ""
		return err
	})
	return out, err
}

func (s *Service) detail(r engine.Reader, conflict ConflictID) (Detail, error) {
	h, err := feeds.HeldByID(r, s.d.Box, conflict)
	if err != nil {
		return Detail{}, err
	}
	c, err := conflictOf(r, h)
	if err != nil {
		return Detail{}, err
	}
	out := Detail{Conflict: c}
	e, err := s.again(h)
	if err != nil {
		return out, err
	}
	switch d := e.Data.(type) {
	case *feed.Activation:
		if h.Why == feeds.Differs {
			open, err := contracts.ByID(r, h.Contract)
			if err != nil {
				return out, err
			}
			if out.Differences, err = s.differences(r, &e, d, open); err != nil {
				return out, err
			}
		}
		out.Theirs = fmt.Sprintf("The contract %s of %s on the same vehicle.", d.Terms.Number, d.Terms.ContractDate)
	case *feed.Amendment:
		out.Theirs = amendmentWords(d)
	case *feed.Cancellation:
		out.Theirs = fmt.Sprintf("The contract is undone as of %s (%s).", d.On, d.Reason)
	case *feed.LeaseEnd:
		out.Theirs = fmt.Sprintf("On %s: %s.", d.On, endedAs(d.Body.Kind()))
	}
	out.Cannot = mayTake(h, out.Differences)
	return out, nil
}

// amendmentWords says to our own people what an amendment wants.
func amendmentWords(a *feed.Amendment) string {
	currency, err := money.CurrencyOf(a.Currency)
	if err != nil {
		currency = money.USD() // an amendment without amounts names none
	}
	var all []string
	for _, t := range changes(a, currency) {
		all = append(all, t.In(l10n.EnUS))
	}
	return fmt.Sprintf("From %s on: %s", a.On, strings.Join(all, " "))
}

// Decision is what somebody decides on a conflict.
type Decision struct {
	Conflict ConflictID
	Take     bool   // theirs; else ours stays
	Reason   string // why, for the record; no personal data
}

// mostReason bounds a reason.
const mostReason = 300

func (d *Decision) check() error {
	d.Reason = strings.TrimSpace(d.Reason)
	switch n := utf8.RuneCountInString(d.Reason); {
	case n == 0:
		return fault.Input("reason", "Say why, for the record.")
	case n > mostReason:
		return fault.Inputf("reason", "Say it in at most %d characters.", mostReason)
	}
	return nil
}

// Decide ends a conflict: theirs is applied as if it were told now, or ours stays and the sender is told so when it asks again. It is on the record of
// the contract with its reason.
func (s *Service) Decide(ctx context.Context, by access.Actor, d Decision) error {
	if err := d.check(); err != nil {
		return err
	}
	h, err := s.heldBy(ctx, by, d.Conflict)
	if err != nil {
		return err
	}
	what := "keeps ours"
	if d.Take {
		what = "takes theirs"
	}
	pass := door.Pass{By: by, Do: access.ConflictDecide, On: access.OnContract(h.Contract), Note: what + " of " + h.Source + "#" + h.EventID + ": " + d.Reason}
	return s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		h, err := feeds.HeldByID(tx, s.d.Box, d.Conflict)
		if err != nil {
			return err
		}
		e, err := s.again(h)
		if err != nil {
			return err
		}
		if d.Take {
			return s.takeHeld(tx, by, h, e, d.Reason)
		}
		return s.keepOurs(tx, by, h, e, d.Reason)
	})
}

// takeHeld applies a kept message as if it were told now: it holds over whatever it was in conflict with.
func (s *Service) takeHeld(tx *engine.Tx, by access.Actor, h feeds.Held, e feed.Event, reason string) error {
	e.Time = s.d.Now().UTC().Truncate(time.Microsecond)
	p, err := s.begin(tx, Options{}, []feed.Event{e})
	if err != nil {
		return err
	}
	p.forced = true
	out, err := p.act(&e)
	switch {
	case err != nil:
		return err
	case out.Result == Refused || out.Result == Held:
		return out.Why
	}
	p.forced = false
	if known := p.receiptOf(&e); known.Outcome != feeds.Applied {
		known.state, known.Receipt = changed, s.receipt(&e, out)
		known.Told = h.Told
	}
	if err := feeds.Settle(tx, h.ID, feeds.Taken, by.User, reason, s.d.Now()); err != nil {
		return err
	}
	if _, err := p.passOn(); err != nil {
		return err
	}
	return p.write()
}

// keepOurs leaves everything as it is.
func (s *Service) keepOurs(tx *engine.Tx, by access.Actor, h feeds.Held, e feed.Event, reason string) error {
	if err := feeds.TakeTurn(tx); err != nil {
		return err
	}
	if err := feeds.Settle(tx, h.ID, feeds.Kept, by.User, reason, s.d.Now()); err != nil {
		return err
	}
	known, err := feeds.ByEvent(tx, h.Source, h.EventID)
	if err != nil || known.Outcome == feeds.Applied {
		return errors.Join(err)
	}
	r := s.receipt(&e, Outcome{})
	r.Outcome, r.Reason = feeds.Declined, "The lender has looked at this and stays with what it has: "+h.Reason
	return feeds.Replace(tx, r)
}

// ParseConflict reads what a page names a conflict by, or NotFound.
func ParseConflict(text string) (ConflictID, error) {
	conflict, err := id.Parse[feeds.Held](text)
	if err != nil {
		return conflict, fault.New(fault.NotFound, "There is no such conflict.")
	}
	return conflict, nil
}
