package notifying

import (
	"context"
	"crypto/subtle"
	"encoding/hex"

	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/outbox"
)

// bounceMark is what stands in the address to which a message comes back: its id and a proof that we made it, 128 and 64 bits in small
// letters, since servers fold case and a name before the @ has 64 characters at most.
func (s *Service) bounceMark(message notice.MessageID) string {
	now, _ := s.bounceProofs(message)
	return hex.EncodeToString(message[:]) + now
}

func (s *Service) bounceProofs(message notice.MessageID) (now, other string) {
	const enough = 8
	a, b := s.d.Box.MACs("mail bounce", message[:])
	return hex.EncodeToString(a[:enough]), hex.EncodeToString(b[:enough])
}

// bounced returns the message of a mark, or fault.NotFound for what we did not make.
func (s *Service) bounced(mark string) (notice.MessageID, error) {
	var message notice.MessageID
	raw, err := hex.DecodeString(mark)
	if err != nil || len(raw) <= len(message) {
		return message, fault.New(fault.NotFound, "This is no letter of ours.")
	}
	copy(message[:], raw)
	proof := mark[2*len(message):]
	now, other := s.bounceProofs(message)
	if subtle.ConstantTimeCompare([]byte(proof), []byte(now))|subtle.ConstantTimeCompare([]byte(proof), []byte(other)) != 1 {
		return notice.MessageID{}, fault.New(fault.NotFound, "This is no letter of ours.")
	}
	return message, nil
}

// CameBack takes a mail server's report on a letter of ours. It never sends anything, so nothing can go in circles; the same report again
// changes nothing. One on a letter that we do not know is fault.NotFound.
func (s *Service) CameBack(ctx context.Context, b notice.Bounce) error {
	message, err := s.bounced(b.About)
	if err != nil {
		return err
	}
	note := "came back for now"
	if b.Hard {
		note = "came back for good"
	}
	m, on, err := s.returned(ctx, message)
	if err != nil {
		return err
	}
	p := door.Pass{By: by(), Do: access.MailHear, On: on, Note: note + " " + b.Status}
	return s.d.Door.Write(ctx, p, func(tx *engine.Tx) error {
		if err := outbox.AddBounce(tx, s.d.Box, id.New[outbox.Bounce](s.d.IDs), m, b, s.d.Now()); err != nil || !b.Final {
			return err
		}
		return outbox.SetReport(tx, message, outbox.Undelivered)
	})
}

// returned reads the letter and says whose record it belongs to.
func (s *Service) returned(ctx context.Context, message notice.MessageID) (m outbox.Message, on access.Subject, err error) {
	err = s.d.Door.Read(ctx, door.Pass{By: by(), Do: access.TextsRead, On: access.OnSystem("outbox")}, func(r engine.Reader) error {
		m, err = outbox.ByID(r, s.d.Box, message)
		return err
	})
	if err == nil && m.Channel != notice.Mail {
		err = fault.New(fault.NotFound, "This is no letter of ours.")
	}
	if on = access.OnSystem("outbox"); !m.Party.IsZero() {
		on = access.OnParty(m.Party)
	}
	return m, on, err
}
