package messaging

import (
	"context"
	"fmt"

	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/store/engine"
	"marque/internal/store/messages"
)

// Tell says that there is a message, and nothing of it, to a customer who has not read it: by mail, or by a text where there is no mailbox.
// Of several that were not read one is told in a day.
func (s *Service) Tell(ctx context.Context, job ToTell) error {
	t, err := s.untold(ctx, job)
	if err != nil || t.Last == 0 {
		return err
	}
	pass := door.Pass{By: house(), Do: access.MessageTell, On: access.OnParty(t.Party), Note: "conversation " + t.ID.String()}
	return s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		person, err := s.parties.ByID(tx, t.Party)
		if err != nil {
			return err
		}
		p := courier.Parcel{
			Notice: notice.MessageWaiting{}, Brand: t.Brand, Contract: t.Contract, By: notice.Mail, To: person.Email,
			Once: fmt.Sprintf("message_waiting/%s/%d/%s", t.ID, t.Seen, s.d.Now().UTC().Format("2006-01-02")),
		}.For(person)
		if p.To == "" {
			p.By, p.To = notice.SMS, person.Phone
		}
		if p.To == "" {
			return nil // there is no way to this person but the page
		}
		_, err = s.d.Courier.Send(tx, p)
		return err
	})
}

// untold reads a thread whose message was not read yet; a zero one when there is nothing to tell.
func (s *Service) untold(ctx context.Context, job ToTell) (message.Thread, error) {
	var t message.Thread
	err := s.d.Door.Read(ctx, door.Pass{By: house(), Do: access.MessageTell, On: access.OnSystem("messages")}, func(r engine.Reader) error {
		var err error
		t, err = messages.ByID(r, s.d.Box, job.Thread)
		if t.Seen >= job.Number {
			t = message.Thread{}
		}
		return err
	})
	return t, err
}
