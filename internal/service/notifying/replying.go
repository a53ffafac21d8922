package notifying

import (
	"context"
	"crypto/subtle"
	"encoding/hex"

	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/store/engine"
	"marque/internal/store/outbox"
	"marque/internal/store/parties"
)

// RepliesPath is where a gateway hands over texts that came to us, behind it a proof that we gave out the address.
const RepliesPath = ReportsPath + "in/"

// RepliesAt is the path to give to the gateway. It stays the same until the keys are changed, and for a while after.
func (s *Service) RepliesAt() string {
	now, _ := s.replyProofs()
	return RepliesPath + now
}

func (s *Service) replyProofs() (now, other string) {
	const enough = 16
	a, b := s.d.Box.MACs("text replies", nil)
	return hex.EncodeToString(a[:enough]), hex.EncodeToString(b[:enough])
}

// ProvedReplies tells whether we gave out the path. What was not is fault.NotFound.
func (s *Service) ProvedReplies(proof string) error {
	now, other := s.replyProofs()
	if subtle.ConstantTimeCompare([]byte(proof), []byte(now))|subtle.ConstantTimeCompare([]byte(proof), []byte(other)) != 1 {
		return fault.New(fault.NotFound, "There is no such page.")
	}
	return nil
}

// Heard takes a text that came to us from a phone, given in E.164. A stop holds from now on, for every kind of text and every brand, and is
// confirmed once; a start ends it; anything else is answered a few times a day with where people are reached. The text itself is not kept.
func (s *Service) Heard(ctx context.Context, phone, text string) error {
	word := notice.ReadReply(text)
	who, brand, err := s.writer(ctx, phone)
	if err != nil {
		return err
	}
	on := access.OnSystem("texts")
	if !who.ID.IsZero() {
		on = access.OnParty(who.ID)
	}
	p := door.Pass{By: by(), Do: access.TextsHear, On: on, Note: string(word) + " by text"}
	return s.d.Door.Write(ctx, p, func(tx *engine.Tx) error {
		_, err := s.d.Courier.Hear(tx, courier.Heard{Phone: phone, Word: word, Who: who, Brand: brand})
		return err
	})
}

// writer finds who has a phone on file, and the brand that wrote there last. Of several people who share it the one that we know longest
// stands for all: what is asked for holds for the phone.
func (s *Service) writer(ctx context.Context, phone string) (who parties.Party, brand string, err error) {
	people := parties.New(s.d.Box)
	err = s.d.Door.Read(ctx, door.Pass{By: by(), Do: access.TextsRead, On: access.OnSystem("texts")}, func(r engine.Reader) error {
		brand = s.d.Brand
		found, err := people.IDsByPhone(r, phone)
		if len(found) == 0 || err != nil {
			return err
		}
		if who, err = people.ByID(r, found[0]); err != nil {
			return err
		}
		last, err := outbox.LastTextBrand(r, found)
		if last != "" {
			brand = last
		}
		return err
	})
	return who, brand, err
}
