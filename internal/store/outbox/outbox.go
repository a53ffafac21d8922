// Package outbox keeps what is to be sent to people, inserted together with whatever gave the reason for it, and what became of it.
// Recipient and words are sealed. Who hands a message over is service/notifying; the words are core/notice's.
package outbox

import (
	"encoding/json"
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// State tells how far a message is. Only a queued one can change its state.
type State string

// The states.
const (
	Queued  State = "queued"
	Sent    State = "sent"    // handed over to the next server or gateway
	Failed  State = "failed"  // refused for good
	Expired State = "expired" // its time was over before it could be sent
)

// Report tells what a gateway said later about a message that was sent.
type Report string

// The reports; none came when empty.
const (
	Delivered   Report = "delivered"
	Undelivered Report = "undelivered"
)

// Message is one notice on its way to one address, opened.
type Message struct {
	ID        notice.MessageID
	Once      string // when not empty, a second message of the same name is not added
	Channel   notice.Channel
	Kind      notice.Kind
	Brand     string
	Party     access.PartyID // may be none
	Contract  contract.ID    // may be none
	Reference string
	To        string        // e-mail address or telephone number in E.164
	Letter    notice.Letter // what is sent; empty once it was, unless it is kept for a demo
	Record    notice.Letter // the same without secrets; it stays
	Created   time.Time
	NotBefore time.Time
	Expires   time.Time // nothing is sent from this instant on

	// What became of it; set by this package.
	State    State
	Attempts int
	DriverID string // the name that the driver's other side gave it
	Reason   string // a sentence, when an attempt failed; no personal data
	Report   Report
	Changed  time.Time // when it was sent, failed or expired
}

// maxLetter bounds the words of one message: the longest notice has a few kilobytes.
const maxLetter = 64 << 10

// Add queues a message; what became of it is ignored. It tells whether the message is new: false means that there is one of the same
// Once already.
func Add(tx *engine.Tx, box *seal.Box, m Message) (bool, error) {
	added, err := AddAll(tx, box, []Message{m})
	return err == nil && added[0], err
}

// AddAll is Add for many.
func AddAll(tx *engine.Tx, box *seal.Box, all []Message) (added []bool, err error) {
	rows := make([][]any, len(all))
	for i, m := range all {
		if rows[i], err = m.row(box); err != nil {
			return nil, err
		}
	}
	touched, err := tx.ExecEach(`insert into outbox (id, once, channel, kind, brand, party_id, contract_id, reference, recipient, letter, record,
		created, not_before, expires, state, attempts, claimed_until, driver_id, reason, report, changed)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0, '', '', '', 0)
		on conflict (once) do nothing`, rows)
	if err != nil {
		return nil, fmt.Errorf("add to outbox: %w", err)
	}
	added = make([]bool, len(all))
	for i, n := range touched {
		added[i] = n == 1
	}
	return added, nil
}

// row is a queued message as it is stored.
func (m Message) row(box *seal.Box) ([]any, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	recipient, err := box.Seal(place("recipient", m.ID), m.To)
	if err != nil {
		return nil, err
	}
	letter, err := sealLetter(box, place("letter", m.ID), m.Letter)
	if err != nil {
		return nil, err
	}
	record, err := sealLetter(box, place("record", m.ID), m.Record)
	if err != nil {
		return nil, err
	}
	return []any{
		m.ID, orNull(m.Once), string(m.Channel), string(m.Kind), m.Brand, m.Party, m.Contract, m.Reference, recipient, letter, record,
		engine.Micros(m.Created), engine.Micros(m.NotBefore), engine.Micros(m.Expires), string(Queued),
	}, nil
}

func (m Message) check() error {
	switch {
	case m.ID.IsZero() || m.To == "" || m.Letter.Text == "" || m.Record.Text == "":
		return fault.New(fault.Invalid, "A message needs an identifier, an address and words.")
	case !m.Expires.After(m.NotBefore) || m.Created.IsZero():
		return fault.Input("expires", "A message is valid from one instant to a later one.")
	}
	return nil
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func place(column string, id notice.MessageID) seal.Place {
	return seal.Place{Table: "outbox", Column: column, Row: id.String()}
}

func sealLetter(box *seal.Box, at seal.Place, l notice.Letter) ([]byte, error) {
	text, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("write letter: %w", err)
	}
	if len(text) > maxLetter {
		return nil, fault.New(fault.TooLarge, "This message is longer than any notice.")
	}
	return box.Seal(at, string(text))
}

func openLetter(box *seal.Box, at seal.Place, sealed []byte) (notice.Letter, error) {
	var l notice.Letter
	text, err := box.Open(at, sealed)
	if err != nil || text == "" {
		return l, err
	}
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		return l, fmt.Errorf("read letter: %w", err)
	}
	return l, nil
}

// ByID returns a message or fault.NotFound.
func ByID(r engine.Reader, box *seal.Box, id notice.MessageID) (Message, error) {
	m, err := scan(r.QueryRow(`select id, once, channel, kind, brand, party_id, contract_id, reference, recipient, letter, record,
		created, not_before, expires, state, attempts, driver_id, reason, report, changed from outbox where id = $1`, id), box)
	if engine.NoRows(err) {
		return m, fault.New(fault.NotFound, "There is no such message.")
	}
	return m, err
}

// MostListed bounds a page of messages.
const MostListed = 200

// Of lists the messages to a party, the newest first: those older than before, or from the newest on when that is none. Letters with
// their secrets stay closed.
func Of(r engine.Reader, box *seal.Box, party access.PartyID, before notice.MessageID) ([]Message, error) {
	rows, err := r.Query(`select id, once, channel, kind, brand, party_id, contract_id, reference, recipient, null, record,
		created, not_before, expires, state, attempts, driver_id, reason, report, changed from outbox
		where party_id = $1 and id < $2 order by id desc limit $3`, party, orLast(before), MostListed)
	return engine.All(rows, err, func(rows *engine.Rows) (Message, error) { return scan(rows, box) })
}

// Recent lists everybody's messages, the newest first, letters open: for the outbox page of a demo only.
func Recent(r engine.Reader, box *seal.Box, before notice.MessageID) ([]Message, error) {
	rows, err := r.Query(`select id, once, channel, kind, brand, party_id, contract_id, reference, recipient, letter, record,
		created, not_before, expires, state, attempts, driver_id, reason, report, changed from outbox
		where id < $1 order by id desc limit $2`, orLast(before), MostListed)
	return engine.All(rows, err, func(rows *engine.Rows) (Message, error) { return scan(rows, box) })
}

// orLast makes none the identifier after all others.
func orLast(id notice.MessageID) notice.MessageID {
	if id.IsZero() {
		for i := range id {
			id[i] = 0xff
		}
	}
	return id
}

type scanner interface{ Scan(into ...any) error }

func scan(row scanner, box *seal.Box) (Message, error) {
	var m Message
	var once *string
	var recipient, letter, record []byte
	var created, notBefore, expires, changed int64
	err := row.Scan(&m.ID, &once, &m.Channel, &m.Kind, &m.Brand, &m.Party, &m.Contract, &m.Reference, &recipient, &letter, &record,
		&created, &notBefore, &expires, &m.State, &m.Attempts, &m.DriverID, &m.Reason, &m.Report, &changed)
	if err != nil {
		return m, fmt.Errorf("read message: %w", err)
	}
	if once != nil {
		m.Once = *once
	}
	m.Created, m.NotBefore = engine.FromMicros(created), engine.FromMicros(notBefore)
	m.Expires, m.Changed = engine.FromMicros(expires), engine.FromMicros(changed)
	if m.To, err = box.Open(place("recipient", m.ID), recipient); err != nil {
		return m, err
	}
	if m.Letter, err = openLetter(box, place("letter", m.ID), letter); err != nil {
		return m, err
	}
	m.Record, err = openLetter(box, place("record", m.ID), record)
	return m, err
}

// LastTextBrand returns the brand of the newest text to any of these parties, or nothing.
func LastTextBrand(r engine.Reader, people []access.PartyID) (string, error) {
	var brand string
	var newest notice.MessageID
	for _, party := range people {
		var message notice.MessageID
		var of string
		err := r.QueryRow(`select id, brand from outbox where party_id = $1 and channel = 'sms' order by id desc limit 1`, party).Scan(&message, &of)
		if err != nil && !engine.NoRows(err) {
			return "", fmt.Errorf("read last text: %w", err)
		}
		if message.String() > newest.String() {
			newest, brand = message, of
		}
	}
	return brand, nil
}
