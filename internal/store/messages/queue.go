package messages

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Waiting is a thread in the queue, with how its contract stands. Its subject is not opened.
type Waiting struct {
	message.Thread
	Status  string // of the contract; empty when there is none
	PastDue int    // days
}

// Sift says which threads of a state are wanted; what is empty is any.
type Sift struct {
	State  message.State
	Team   message.Team
	Topic  message.Topic
	Locale string
	Label  string
}

const queueColumns = `t.id, t.party_id, t.contract_id, t.brand, t.topic, t.subject, t.locale, t.state, t.team, t.agent_id, t.opened_at, t.changed_at,
	t.promised_at, t.answered_at, t.closed_at, t.last_number, t.seen_number, coalesce(s.status, ''), coalesce(s.days_past_due, 0)`

// Queue lists threads of a state: those that are owed an answer by their promise, the others by when they last changed.
func Queue(r engine.Reader, q Sift, most int) ([]Waiting, error) {
	rows, err := r.Query(`select `+queueColumns+` from threads t left join contract_states s on s.contract_id = t.contract_id
		where t.state = $1 and (cast($2 as TEXT) = '' or t.team = $2) and (cast($3 as TEXT) = '' or t.topic = $3)
		and (cast($4 as TEXT) = '' or t.locale = $4)
		and (cast($5 as TEXT) = '' or exists (select 1 from thread_labels l where l.thread_id = t.id and l.label = $5))
		order by t.promised_at, t.changed_at, t.id limit $6`, string(q.State), string(q.Team), string(q.Topic), q.Locale, q.Label, most)
	return engine.All(rows, err, scanWaiting)
}

// Mine lists what an agent has and is not closed, in the same order.
func Mine(r engine.Reader, agent access.UserID, most int) ([]Waiting, error) {
	rows, err := r.Query(`select `+queueColumns+` from threads t left join contract_states s on s.contract_id = t.contract_id
		where t.agent_id = $1 and t.state in ('open', 'waiting', 'answered')
		order by case when t.promised_at > 0 then 0 else 1 end, t.promised_at, t.changed_at, t.id limit $2`, agent, most)
	return engine.All(rows, err, scanWaiting)
}

// Calling lists the threads whose notes call an agent who has not looked since.
func Calling(r engine.Reader, agent access.UserID, most int) ([]Waiting, error) {
	rows, err := r.Query(`select `+queueColumns+` from threads t left join contract_states s on s.contract_id = t.contract_id
		where t.id in (select m.thread_id from thread_mentions m where m.user_id = $1 and m.seen_at = 0)
		order by t.promised_at, t.changed_at, t.id limit $2`, agent, most)
	return engine.All(rows, err, scanWaiting)
}

func scanWaiting(rows *engine.Rows) (Waiting, error) {
	var w Waiting
	t := &w.Thread
	var subject []byte
	var opened, changed, promised, answered, closed int64
	err := rows.Scan(&t.ID, &t.Party, &t.Contract, &t.Brand, (*string)(&t.Topic), &subject, &t.Locale, (*string)(&t.State), (*string)(&t.Team), &t.Agent,
		&opened, &changed, &promised, &answered, &closed, &t.Last, &t.Seen, &w.Status, &w.PastDue)
	t.Opened, t.Changed, t.Promised = engine.FromMicros(opened), engine.FromMicros(changed), engine.FromMicros(promised)
	t.Answered, t.Closed = engine.FromMicros(answered), engine.FromMicros(closed)
	return w, err
}

// Place is how many threads of a brand wait for an answer and for somebody to take them, this one and those before it in the order of the queue.
func Place(r engine.Reader, t message.Thread) (int, error) {
	var n int
	promised, changed := engine.Micros(t.Promised), engine.Micros(t.Changed)
	err := r.QueryRow(`select count(*) from threads where state = 'open' and agent_id is null and brand = $1 and promised_at <= $2
		and (promised_at < $2 or changed_at < $3 or changed_at = $3 and id <= $4)`, t.Brand, promised, changed, t.ID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count who waits: %w", err)
	}
	return n, nil
}

// Labels lists the labels of a thread.
func Labels(r engine.Reader, thread message.ID) ([]string, error) {
	rows, err := r.Query(`select label from thread_labels where thread_id = $1 order by label`, thread)
	return engine.All(rows, err, scanText)
}

// UsedLabels lists the labels that are on threads which are not closed.
func UsedLabels(r engine.Reader, most int) ([]string, error) {
	rows, err := r.Query(`select distinct l.label from thread_labels l join threads t on t.id = l.thread_id where t.state in ('open', 'waiting', 'answered')
		order by l.label limit $1`, most)
	return engine.All(rows, err, scanText)
}

func scanText(rows *engine.Rows) (string, error) { var s string; err := rows.Scan(&s); return s, err }

// SetLabels replaces the labels of a thread.
func SetLabels(tx *engine.Tx, thread message.ID, labels []string) error {
	if _, err := tx.Exec(`delete from thread_labels where thread_id = $1`, thread); err != nil {
		return fmt.Errorf("label thread: %w", err)
	}
	for _, l := range labels {
		if _, err := tx.Exec(`insert into thread_labels (thread_id, label) values ($1, $2)`, thread, l); err != nil {
			return fmt.Errorf("label thread: %w", err)
		}
	}
	return nil
}

func notePlace(n message.NoteID) seal.Place {
	return seal.Place{Table: "thread_notes", Column: "body", Row: n.String()}
}

// AddNote keeps a note and calls those whom it mentions.
func AddNote(tx *engine.Tx, box *seal.Box, n message.Note, called []access.UserID) error {
	body, err := box.Seal(notePlace(n.ID), n.Text)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into thread_notes (thread_id, id, author_id, at, body) values ($1, $2, $3, $4, $5)`, n.Thread, n.ID, n.By, engine.Micros(n.At), body)
	if err != nil {
		return fmt.Errorf("add note: %w", err)
	}
	for _, user := range called {
		_, err := tx.Exec(`insert into thread_mentions (user_id, note_id, thread_id, at, seen_at) values ($1, $2, $3, $4, 0)`, user, n.ID, n.Thread, engine.Micros(n.At))
		if err != nil {
			return fmt.Errorf("mention: %w", err)
		}
	}
	return nil
}

// Notes lists the notes about a thread, oldest first.
func Notes(r engine.Reader, box *seal.Box, thread message.ID, most int) ([]message.Note, error) {
	rows, err := r.Query(`select thread_id, id, author_id, at, body from thread_notes where thread_id = $1 order by id limit $2`, thread, most)
	return engine.All(rows, err, func(rows *engine.Rows) (message.Note, error) {
		var n message.Note
		var at int64
		var body []byte
		if err := rows.Scan(&n.Thread, &n.ID, &n.By, &at, &body); err != nil {
			return n, err
		}
		n.At = engine.FromMicros(at)
		var err error
		n.Text, err = box.Open(notePlace(n.ID), body)
		return n, err
	})
}

// Answered keeps until when an answer was promised in a thread, and when it came.
func Answered(tx *engine.Tx, t message.Thread, promise id.Of[message.Promise], at time.Time) error {
	_, err := tx.Exec(`insert into thread_promises (thread_id, id, promised_at, answered_at) values ($1, $2, $3, $4)`, t.ID, promise, engine.Micros(t.Promised), engine.Micros(at))
	if err != nil {
		return fmt.Errorf("keep a promise: %w", err)
	}
	return nil
}

// Heard notes that an agent has looked at a thread whose notes call for it.
func Heard(tx *engine.Tx, thread message.ID, agent access.UserID, at time.Time) error {
	_, err := tx.Exec(`update thread_mentions set seen_at = $3 where user_id = $2 and thread_id = $1 and seen_at = 0`, thread, agent, engine.Micros(at))
	if err != nil {
		return fmt.Errorf("note a mention as seen: %w", err)
	}
	return nil
}

// View is somebody of the desk at a thread.
type View struct {
	User        access.UserID
	Seen, Typed time.Time
}

// SetView notes that somebody of the desk has a thread open; typed leaves when something was last typed when it is zero.
func SetView(tx *engine.Tx, thread message.ID, v View) error {
	_, err := tx.Exec(`insert into thread_views (thread_id, user_id, seen_at, typed_at) values ($1, $2, $3, $4)
		on conflict (thread_id, user_id) do update set seen_at = excluded.seen_at,
		typed_at = case when excluded.typed_at > 0 then excluded.typed_at else thread_views.typed_at end`,
		thread, v.User, engine.Micros(v.Seen), engine.Micros(v.Typed))
	if err != nil {
		return fmt.Errorf("note who looks: %w", err)
	}
	return nil
}

// Views lists who of the desk had a thread open since an instant.
func Views(r engine.Reader, thread message.ID, since time.Time) ([]View, error) {
	rows, err := r.Query(`select user_id, seen_at, typed_at from thread_views where thread_id = $1 and seen_at >= $2 order by user_id limit 50`,
		thread, engine.Micros(since))
	return engine.All(rows, err, func(rows *engine.Rows) (View, error) {
		var v View
		var seen, typed int64
		err := rows.Scan(&v.User, &seen, &typed)
		v.Seen, v.Typed = engine.FromMicros(seen), engine.FromMicros(typed)
		return v, err
	})
}

// Canned lists the replies that the lender has written beforehand, by title.
func Canned(r engine.Reader, most int) ([]message.Canned, error) {
	rows, err := r.Query(`select id, title, en, es, de from canned_replies where ended_at = 0 order by title, id limit $1`, most)
	return engine.All(rows, err, func(rows *engine.Rows) (message.Canned, error) {
		var c message.Canned
		err := rows.Scan(&c.ID, &c.Title, &c.Words[0], &c.Words[1], &c.Words[2])
		return c, err
	})
}

// KeepCanned writes a reply, a new one or an old one anew.
func KeepCanned(tx *engine.Tx, c message.Canned, by access.UserID, at time.Time) error {
	_, err := tx.Exec(`insert into canned_replies (id, title, en, es, de, changed_by, changed_at, ended_at) values ($1, $2, $3, $4, $5, $6, $7, 0)
		on conflict (id) do update set title = excluded.title, en = excluded.en, es = excluded.es, de = excluded.de, changed_by = excluded.changed_by,
		changed_at = excluded.changed_at`, c.ID, c.Title, c.Words[0], c.Words[1], c.Words[2], by, engine.Micros(at))
	if err != nil {
		return fmt.Errorf("keep reply: %w", err)
	}
	return nil
}

// EndCanned takes a reply out of use.
func EndCanned(tx *engine.Tx, c message.CannedID, by access.UserID, at time.Time) error {
	_, err := tx.Exec(`update canned_replies set ended_at = $3, changed_by = $2 where id = $1 and ended_at = 0`, c, by, engine.Micros(at))
	if err != nil {
		return fmt.Errorf("end reply: %w", err)
	}
	return nil
}
