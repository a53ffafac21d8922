// Package notifying hands the messages of the outbox to the outside and shows people what was sent to them. It leaves the words to
// core/notice, the occasion to the other services, and the wire to the gateways.
package notifying

import (
	"context"
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/outbox"
	"marque/internal/store/queue"
	"marque/internal/store/texts"
)

// Mailer carries a letter to the next mail server and returns the name under which that server knows it, if it says one. A fault of
// kind Invalid means that no later attempt will do better; every other error is worth another attempt. Its text is stored: it must
// hold no personal data.
type Mailer interface {
	Send(ctx context.Context, e notice.Envelope) (driverID string, err error)
}

// Texter carries a text to a gateway, under the same rules.
type Texter interface {
	Send(ctx context.Context, e notice.Envelope) (driverID string, err error)
}

// Deps is what the service needs.
type Deps struct {
	Door       *door.Door
	Box        *seal.Box
	Now        civil.Clock
	Mail       Mailer
	Text       Texter
	Texts      *texts.Gate       // which texts may leave; nil is all
	BrandNames map[string]string // by key, as shown beside the sender
	IDs        *id.Source        // for answers to texts
	Courier    *courier.Courier  // carries them
	Brand      string            // answers a phone that we never wrote to
	Keep       bool              // keep letters with their secrets after they left: for the demo's outbox page only
}

// Service delivers messages.
type Service struct{ d Deps }

// New returns a service.
func New(d Deps) *Service { return &Service{d} }

const (
	// sendWithin bounds one conversation with a server; lease is longer, so that no second hand begins while the first still talks.
	sendWithin = 60 * time.Second
	lease      = 3 * time.Minute
	// finishWithin is what a stopping process still spends to note what it sent: else it would be sent again.
	finishWithin = 10 * time.Second
	// mostAttempts ends a message that fails again and again; the queue's growing pauses make this some days.
	mostAttempts = 40
)

func by() access.Actor { return access.System("notices") }

func (s *Service) pass(note string, id notice.MessageID) door.Pass {
	return door.Pass{By: by(), Do: access.NoticeSend, On: access.OnSystem("outbox"), Note: note + " " + id.String()}
}

// Deliver hands one message over. It may be called any number of times: nil means that the message has come to its end (sent, refused
// or out of date) and an error that another attempt is due. What is out of date is never sent.
func (s *Service) Deliver(ctx context.Context, id notice.MessageID) error {
	m, barred, err := s.take(ctx, id)
	if err != nil || m.ID.IsZero() {
		return err
	}
	outcome, sendErr := s.attempt(ctx, m, barred)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishWithin)
	defer cancel()
	err = s.d.Door.Write(ctx, s.pass(string(outcome.State), id), func(tx *engine.Tx) error {
		return outbox.Finish(tx, m, outcome, s.d.Now())
	})
	if err != nil {
		return fmt.Errorf("deliver message %s: %w", id, err)
	}
	if outcome.State == outbox.Queued {
		return fmt.Errorf("deliver message %s: %w", id, sendErr)
	}
	return nil
}

// take claims the message, and counts it when it is a text; barred is why it may not leave. It returns none when there is nothing left to do.
func (s *Service) take(ctx context.Context, id notice.MessageID) (m outbox.Message, barred, err error) {
	err = s.d.Door.Write(ctx, s.pass("take", id), func(tx *engine.Tx) error {
		barred = nil
		taken, got, err := outbox.Take(tx, s.d.Box, id, s.d.Now(), lease)
		if err != nil {
			return err
		}
		if got {
			m = taken
			if m.Channel == notice.SMS && m.Expires.After(s.d.Now()) {
				barred, err = s.spend(tx, m)
			}
			return err
		}
		m = outbox.Message{}
		there, err := outbox.ByID(tx, s.d.Box, id)
		if err != nil {
			return err
		}
		if there.State == outbox.Queued {
			return fault.New(fault.Unavailable, "This message is in another hand or not due yet.")
		}
		return nil
	})
	if fault.Is(err, fault.NotFound) {
		return m, nil, nil // thrown away with its book: there is nobody to tell
	}
	return m, barred, err
}

// spend counts a text that is about to leave, or says why it may not.
func (s *Service) spend(tx *engine.Tx, m outbox.Message) (barred, err error) {
	if m.Kind.Answers() {
		return s.d.Texts.Answer(tx, m.To, s.d.Now())
	}
	return s.d.Texts.Spend(tx, m.To, s.d.Now())
}

// attempt sends the message if it is still in date and says what became of it.
func (s *Service) attempt(ctx context.Context, m outbox.Message, barred error) (outbox.Outcome, error) {
	valid := m.Expires.Sub(s.d.Now())
	if valid <= 0 {
		return outbox.Outcome{State: outbox.Expired, Reason: "Its time was over before it could be sent.", Keep: s.d.Keep}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, min(sendWithin, valid))
	defer cancel()
	driverID, err := "", barred
	if barred == nil {
		driverID, err = s.send(ctx, m.Channel, notice.Envelope{
			ID: m.ID, Kind: m.Kind, Brand: m.Brand, BrandName: s.d.BrandNames[m.Brand], To: m.To, Letter: m.Letter, Reference: m.Reference,
			Report: s.reportPath(m.ID), Bounce: s.bounceMark(m.ID), Valid: valid,
		})
	}
	switch {
	case err == nil:
		return outbox.Outcome{State: outbox.Sent, DriverID: bounded(driverID), Keep: s.d.Keep}, nil
	case fault.Is(err, fault.Invalid):
		return outbox.Outcome{State: outbox.Failed, Reason: reason(err), Keep: s.d.Keep}, nil
	case m.Attempts >= mostAttempts:
		return outbox.Outcome{State: outbox.Failed, Reason: "It could not be handed over, however often we tried.", Keep: s.d.Keep}, nil
	}
	return outbox.Outcome{State: outbox.Queued, Reason: reason(err)}, err
}

func (s *Service) send(ctx context.Context, by notice.Channel, e notice.Envelope) (string, error) {
	switch by {
	case notice.Mail:
		return s.d.Mail.Send(ctx, e)
	case notice.SMS:
		return s.d.Text.Send(ctx, e)
	}
	return "", fault.Newf(fault.Invalid, "There is no way to send by %s.", by)
}

// reason is what may be stored of an error: a fault's sentence, or nothing in particular.
func reason(err error) string {
	if f := fault.Of(err); f != nil {
		return bounded(f.Message)
	}
	return "The message could not be handed over."
}

// bounded cuts what a server on the other side made up.
func bounded(s string) string {
	const most = 200
	return s[:min(len(s), most)]
}

// grace is how late a message must be before a sweep believes that its job was lost.
const grace = 10 * time.Minute

// Sweep takes up messages whose job was lost and ends those that are out of date. The schedule calls it every few minutes; several
// processes may do so at once.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.d.Now()
	p := door.Pass{By: by(), Do: access.NoticeSend, On: access.OnSystem("outbox"), Note: "sweep"}
	return s.d.Door.Write(ctx, p, func(tx *engine.Tx) error {
		late, err := outbox.Due(tx, now.Add(-grace), now)
		if err != nil {
			return err
		}
		for _, id := range late {
			if err := queue.Add(tx, queue.Job{Kind: courier.Deliver, Args: courier.Job{Message: id}, Key: id.String()}); err != nil {
				return err
			}
		}
		return texts.Sweep(tx, now)
	})
}

// Sent lists what we sent to a party, the newest first, a page at a time: give the last id of one page to get the next. Secrets are
// masked and nothing tells the reader more than the message itself did.
func (s *Service) Sent(ctx context.Context, actor access.Actor, party access.PartyID, before notice.MessageID) ([]Message, error) {
	return s.list(ctx, door.Pass{By: actor, Do: access.NoticeRead, On: access.OnParty(party)}, func(r engine.Reader) ([]outbox.Message, error) {
		return outbox.Of(r, s.d.Box, party, before)
	})
}

// Recent lists everybody's messages with their secrets, as far as they are still there: the demo's outbox page.
func (s *Service) Recent(ctx context.Context, actor access.Actor, before notice.MessageID) ([]Message, error) {
	return s.list(ctx, door.Pass{By: actor, Do: access.OutboxRead, On: access.OnSystem("outbox")}, func(r engine.Reader) ([]outbox.Message, error) {
		return outbox.Recent(r, s.d.Box, before)
	})
}

func (s *Service) list(ctx context.Context, p door.Pass, read func(engine.Reader) ([]outbox.Message, error)) ([]Message, error) {
	var out []Message
	err := s.d.Door.Read(ctx, p, func(r engine.Reader) error {
		rows, err := read(r)
		if err != nil {
			return err
		}
		out = make([]Message, len(rows))
		for i, m := range rows {
			out[i] = shown(m)
		}
		return nil
	})
	return out, err
}
