// Package messages keeps conversations: threads, what was said in them and the files that came with it, all sealed. Messages are only
// added, each with the next number of its thread; what a thread may become is core/message's business.
package messages

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

const threadColumns = `id, party_id, contract_id, brand, topic, subject, locale, state, team, agent_id, opened_at, changed_at, promised_at,
	answered_at, closed_at, last_number, seen_number`

func subjectPlace(thread message.ID) seal.Place {
	return seal.Place{Table: "threads", Column: "subject", Row: thread.String()}
}

func bodyPlace(m message.MessageID) seal.Place {
	return seal.Place{Table: "messages", Column: "body", Row: m.String()}
}

// Insert adds a thread.
func Insert(tx *engine.Tx, box *seal.Box, t message.Thread) error {
	subject, err := box.Seal(subjectPlace(t.ID), t.Subject)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into threads (`+threadColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		t.ID, t.Party, t.Contract, t.Brand, string(t.Topic), subject, t.Locale, string(t.State), string(t.Team), t.Agent, engine.Micros(t.Opened),
		engine.Micros(t.Changed), engine.Micros(t.Promised), engine.Micros(t.Answered), engine.Micros(t.Closed), t.Last, t.Seen)
	if err != nil {
		return fmt.Errorf("insert thread: %w", err)
	}
	return nil
}

// Lock reads a thread and keeps it from changing until the transaction ends: numbers are given under it.
func Lock(tx *engine.Tx, box *seal.Box, thread message.ID) (message.Thread, error) {
	return one(tx.QueryRow(`select `+threadColumns+` from threads where id = $1`+tx.ForUpdate(), thread), box)
}

// Change writes what a thread has become. The caller has locked it.
func Change(tx *engine.Tx, t message.Thread) error {
	_, err := tx.Exec(`update threads set state = $2, team = $3, agent_id = $4, changed_at = $5, promised_at = $6, answered_at = $7, closed_at = $8,
		last_number = $9, seen_number = $10 where id = $1`, t.ID, string(t.State), string(t.Team), t.Agent, engine.Micros(t.Changed),
		engine.Micros(t.Promised), engine.Micros(t.Answered), engine.Micros(t.Closed), t.Last, t.Seen)
	if err != nil {
		return fmt.Errorf("change thread: %w", err)
	}
	return nil
}

// Seen notes how far a customer has read; it never goes back.
func Seen(tx *engine.Tx, thread message.ID, number int) error {
	_, err := tx.Exec(`update threads set seen_number = $2 where id = $1 and seen_number < $2 and last_number >= $2`, thread, number)
	if err != nil {
		return fmt.Errorf("note what was read: %w", err)
	}
	return nil
}

// ByID returns a thread or fault.NotFound.
func ByID(r engine.Reader, box *seal.Box, thread message.ID) (message.Thread, error) {
	return one(r.QueryRow(`select `+threadColumns+` from threads where id = $1`, thread), box)
}

func one(row *engine.Row, box *seal.Box) (message.Thread, error) {
	t, err := scan(row, box)
	if engine.NoRows(err) {
		return t, fault.New(fault.NotFound, "There is no such conversation.")
	}
	if err != nil {
		return t, fmt.Errorf("read thread: %w", err)
	}
	return t, nil
}

// OfParty lists a customer's threads, those that changed last first.
func OfParty(r engine.Reader, box *seal.Box, party access.PartyID, most int) ([]message.Thread, error) {
	rows, err := r.Query(`select `+threadColumns+` from threads where party_id = $1 order by changed_at desc, id desc limit $2`, party, most)
	return engine.All(rows, err, func(rows *engine.Rows) (message.Thread, error) { return scan(rows, box) })
}

type scanner interface{ Scan(into ...any) error }

func scan(row scanner, box *seal.Box) (message.Thread, error) {
	var t message.Thread
	var subject []byte
	var opened, changed, promised, answered, closed int64
	err := row.Scan(&t.ID, &t.Party, &t.Contract, &t.Brand, (*string)(&t.Topic), &subject, &t.Locale, (*string)(&t.State), (*string)(&t.Team), &t.Agent,
		&opened, &changed, &promised, &answered, &closed, &t.Last, &t.Seen)
	if err != nil {
		return t, err
	}
	t.Opened, t.Changed, t.Promised = engine.FromMicros(opened), engine.FromMicros(changed), engine.FromMicros(promised)
	t.Answered, t.Closed = engine.FromMicros(answered), engine.FromMicros(closed)
	t.Subject, err = box.Open(subjectPlace(t.ID), subject)
	return t, err
}

// Asked counts what a customer wrote since an instant, over all threads, and the files of it.
func Asked(r engine.Reader, party access.PartyID, since time.Time) (written, files int, err error) {
	err = r.QueryRow(`select count(*) from messages m join threads t on t.id = m.thread_id
		where t.party_id = $1 and m.author = 'customer' and m.at >= $2`, party, engine.Micros(since)).Scan(&written)
	if err != nil {
		return 0, 0, fmt.Errorf("count messages: %w", err)
	}
	err = r.QueryRow(`select count(*) from message_files f join threads t on t.id = f.thread_id
		join messages m on m.thread_id = f.thread_id and m.id = f.message_id
		where t.party_id = $1 and m.author = 'customer' and m.at >= $2`, party, engine.Micros(since)).Scan(&files)
	if err != nil {
		return 0, 0, fmt.Errorf("count files: %w", err)
	}
	return written, files, nil
}

const messageColumns = `thread_id, id, number, at, author, author_id, kind, body, key`

// Add adds a message with its files. Its number is the next of the thread, which the caller has locked.
func Add(tx *engine.Tx, box *seal.Box, party access.PartyID, m message.Message) error {
	body, err := box.Seal(bodyPlace(m.ID), m.Body)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into messages (`+messageColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, m.Thread, m.ID, m.Number,
		engine.Micros(m.At), string(m.Author), m.By, string(m.Kind), body, orNull(m.Key))
	if err != nil {
		return fmt.Errorf("add message: %w", err)
	}
	for n, f := range m.Files {
		if err := addFile(tx, box, party, m, f, n); err != nil {
			return err
		}
	}
	return nil
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// ByKey returns the message that was sent under a key; false when there is none.
func ByKey(r engine.Reader, box *seal.Box, thread message.ID, key string) (message.Message, bool, error) {
	m, err := scanMessage(r.QueryRow(`select `+messageColumns+` from messages where thread_id = $1 and key = $2`, thread, key), box)
	if engine.NoRows(err) {
		return m, false, nil
	}
	if err != nil {
		return m, false, fmt.Errorf("read message: %w", err)
	}
	return m, true, nil
}

// After lists the messages of a thread behind a number, in order, with their files but not those files' contents.
func After(r engine.Reader, box *seal.Box, thread message.ID, number, most int) ([]message.Message, error) {
	rows, err := r.Query(`select `+messageColumns+` from messages where thread_id = $1 and number > $2 order by number limit $3`, thread, number, most)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (message.Message, error) { return scanMessage(rows, box) })
	if err != nil || len(all) == 0 {
		return all, err
	}
	files, err := filesOf(r, box, thread, all[0].Number, all[len(all)-1].Number)
	for i := range all {
		all[i].Files = files[all[i].ID]
	}
	return all, err
}

func scanMessage(row scanner, box *seal.Box) (message.Message, error) {
	var m message.Message
	var body []byte
	var at int64
	var key *string
	if err := row.Scan(&m.Thread, &m.ID, &m.Number, &at, (*string)(&m.Author), &m.By, (*string)(&m.Kind), &body, &key); err != nil {
		return m, err
	}
	m.At = engine.FromMicros(at)
	if key != nil {
		m.Key = *key
	}
	var err error
	m.Body, err = box.Open(bodyPlace(m.ID), body)
	return m, err
}
