package courier

import (
	"time"

	"marque/internal/core/notice"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/texts"
)

// The bounds of answers: two machines that answer each other must come to an end.
const (
	mostHelp   = 3
	helpWithin = 24 * time.Hour
	// answerWithin is how long an answer is worth sending: a confirmation has to come within minutes (47 CFR 64.1200(a)(12)).
	answerWithin = 5 * time.Minute
)

// Heard is what a phone wants, however its owner said it.
type Heard struct {
	Phone string // in E.164
	Word  notice.Word
	Who   parties.Party // whose phone it is; zero when nobody's whom we know
	Brand string        // key: in whose name it is answered
}

// Hear keeps what a phone wants and answers it by a text. A stop holds from now on, for every kind of text and every brand, and is confirmed
// once; a start ends it; anything else is answered a few times a day with where people are reached. It says whether something has changed.
func (c *Courier) Hear(tx *engine.Tx, h Heard) (changed bool, err error) {
	at, err := texts.StandingOf(tx, c.d.Box, h.Phone)
	if err != nil {
		return false, err
	}
	n, once, err := c.answer(tx, h, at)
	if err != nil {
		return false, err
	}
	if err := texts.Add(tx, c.d.Box, id.New[texts.Reply](c.d.IDs), h.Phone, h.Word, c.d.Now()); n == nil || err != nil {
		return false, err
	}
	answer := Parcel{Notice: n, By: notice.SMS, To: h.Phone, Brand: h.Brand, Valid: answerWithin, Once: once}
	if !h.Who.ID.IsZero() {
		answer = answer.For(h.Who)
	}
	_, err = c.Send(tx, answer)
	return once != "", err
}

// answer is what is said to a phone, or nothing; once names it when it is said a single time.
func (c *Courier) answer(tx *engine.Tx, h Heard, at texts.Standing) (n notice.Notice, once string, err error) {
	switch {
	case h.Word == notice.WordStop && !at.Stopped:
		return notice.TextsStopped{}, "texts_stopped/" + at.Name, nil
	case h.Word == notice.WordStart && at.Stopped:
		return notice.TextsStarted{}, "texts_started/" + at.Name, nil
	case h.Word == notice.WordStop, h.Word == notice.WordStart, h.Word == notice.WordOther && at.Stopped:
		return nil, "", nil
	}
	asked, err := texts.Asked(tx, c.d.Box, h.Phone, c.d.Now().Add(-helpWithin))
	if asked >= mostHelp || err != nil {
		return nil, "", err
	}
	return notice.TextsHelp{}, "", nil
}
