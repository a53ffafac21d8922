package texts

import (
	"encoding/hex"
	"fmt"
	"time"

	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Reply marks the identifiers of texts that came to us.
type Reply struct{}

// ReplyID names a text that came to us.
type ReplyID = id.Of[Reply]

// purpose is that of the index of numbers that wrote to us.
const purpose = "text reply"

// Add keeps what a phone, given in E.164, wants.
func Add(tx *engine.Tx, box *seal.Box, reply ReplyID, phone string, word notice.Word, at time.Time) error {
	sealed, err := box.Seal(seal.Place{Table: "text_replies", Column: "phone", Row: reply.String()}, phone)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into text_replies (id, phone, phone_index, word, at) values ($1, $2, $3, $4, $5)`,
		reply, sealed, box.Index(purpose, phone), string(word), engine.Micros(at))
	if err != nil {
		return fmt.Errorf("keep reply by text: %w", err)
	}
	return nil
}

// Standing is what a phone asked for last.
type Standing struct {
	Stopped bool
	Since   time.Time // zero when it never asked for anything
	Name    string    // of this state of this phone: the same for two who read it at once
}

// StandingOf says whether a phone wants texts.
func StandingOf(r engine.Reader, box *seal.Box, phone string) (Standing, error) {
	now, other := box.Indexes(purpose, phone)
	var reply ReplyID
	var word notice.Word
	var at int64
	err := r.QueryRow(`select id, word, at from text_replies where (phone_index = $1 or phone_index = $2) and word in ('stop', 'start')
		order by at desc, id desc limit 1`, now, other).Scan(&reply, &word, &at)
	if engine.NoRows(err) {
		return Standing{Name: hex.EncodeToString(now)}, nil
	}
	if err != nil {
		return Standing{}, fmt.Errorf("read replies by text: %w", err)
	}
	return Standing{Stopped: word == notice.WordStop, Since: engine.FromMicros(at), Name: reply.String()}, nil
}

// Asked counts the texts without a stop or start that a phone sent since an instant.
func Asked(r engine.Reader, box *seal.Box, phone string, since time.Time) (int, error) {
	now, other := box.Indexes(purpose, phone)
	var n int
	err := r.QueryRow(`select count(*) from text_replies where (phone_index = $1 or phone_index = $2) and at >= $3 and word in ('help', 'other')`,
		now, other, engine.Micros(since)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count replies by text: %w", err)
	}
	return n, nil
}

// Stopped is the answer while a phone wants no texts.
type Stopped struct {
	Since time.Time
	fault error
}

// Error implements error.
func (s *Stopped) Error() string { return s.fault.Error() }

// Unwrap returns the fault for people.
func (s *Stopped) Unwrap() error { return s.fault }

func stopped(since time.Time) error {
	return &Stopped{since, l10n.Fault(fault.Invalid, "This phone replied STOP, so we send it no texts. To get codes by text again, reply START to one of our texts.",
		"Este teléfono respondió STOP, así que no le enviamos mensajes de texto. Para volver a recibir códigos, responda START a uno de nuestros mensajes.",
		"Dieses Telefon hat mit STOP geantwortet, darum senden wir ihm keine SMS. Um wieder Codes zu bekommen, antworten Sie auf eine unserer SMS mit START.")}
}
