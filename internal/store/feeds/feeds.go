// Package feeds keeps the inbox: which messages of which source were received, what each said (as a hash) and what became of it. It makes
// a message count once; what a message does is service/onboarding's business.
package feeds

import (
	"bytes"
	"fmt"
	"time"

	"marque/internal/fault"
	"marque/internal/store/engine"
)

// Outcome is what became of a message.
type Outcome string

// The outcomes. A refused message may be sent again, and is judged anew then; one that somebody declined is, when it says something else.
const (
	Applied  Outcome = "applied"
	Refused  Outcome = "refused"
	Holding  Outcome = "held" // kept until somebody has decided
	Declined Outcome = "declined"
)

// Receipt is one message in the inbox.
type Receipt struct {
	Source   string
	EventID  string
	Type     string
	Subject  string
	Told     time.Time // the message's own time
	Hash     [32]byte  // of the whole message
	Content  [32]byte  // of what it says
	Outcome  Outcome
	Reason   string // why it was refused, without personal data
	Received time.Time
}

// ByEvent reads the receipt of a message.
func ByEvent(r engine.Reader, source, eventID string) (Receipt, error) {
	return one(r.QueryRow(`select source, event_id, type, subject, told_at, hash, content, outcome, reason, received_at from feed_events
		where source = $1 and event_id = $2`, source, eventID))
}

// ByEvents reads the receipts of those of a source's messages that have one.
func ByEvents(r engine.Reader, source string, eventIDs []string) ([]Receipt, error) {
	var all []Receipt
	for _, group := range engine.Groups(eventIDs) {
		rows, err := r.Query(`select source, event_id, type, subject, told_at, hash, content, outcome, reason, received_at from feed_events
			where source = $1 and event_id in ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
			append([]any{source}, group...)...)
		found, err := engine.All(rows, err, func(rows *engine.Rows) (Receipt, error) { return scan(rows) })
		if err != nil {
			return nil, fmt.Errorf("read receipts: %w", err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// Activation reads the receipt of the message that opened the contract with this number.
func Activation(r engine.Reader, number, activated string) (Receipt, error) {
	return one(r.QueryRow(`select source, event_id, type, subject, told_at, hash, content, outcome, reason, received_at from feed_events
		where subject = $1 and type = $2 and outcome = 'applied' order by received_at, source, event_id limit 1`, number, activated))
}

func one(row *engine.Row) (Receipt, error) {
	x, err := scan(row)
	switch {
	case engine.NoRows(err):
		return Receipt{}, fault.New(fault.NotFound, "There is no such message here.")
	case err != nil:
		return Receipt{}, fmt.Errorf("read receipt: %w", err)
	}
	return x, nil
}

func scan(row interface{ Scan(into ...any) error }) (Receipt, error) {
	var x Receipt
	var told, received int64
	var hash, content []byte
	err := row.Scan(&x.Source, &x.EventID, &x.Type, &x.Subject, &told, &hash, &content, &x.Outcome, &x.Reason, &received)
	x.Told, x.Received = engine.FromMicros(told), engine.FromMicros(received)
	copy(x.Hash[:], hash)
	copy(x.Content[:], content)
	return x, err
}

// Says tells whether the receipt is of a message with this hash.
func (x Receipt) Says(hash [32]byte) bool { return bytes.Equal(x.Hash[:], hash[:]) }

// TakeTurn waits until no other transaction applies messages, and keeps the turn until the end of this one. A message about a vehicle and
// the activation of its contract must not pass each other unseen, and two processes may read the same file.
func TakeTurn(tx *engine.Tx) error {
	if err := tx.ExpectGrowth(); err != nil {
		return fmt.Errorf("take the feed's turn: %w", err)
	}
	if _, err := tx.Exec(`insert into feed_turns (name) values ('apply') on conflict (name) do nothing`); err != nil {
		return fmt.Errorf("take the feed's turn: %w", err)
	}
	var name string
	if err := tx.QueryRow(`select name from feed_turns where name = 'apply'` + tx.ForUpdate()).Scan(&name); err != nil {
		return fmt.Errorf("take the feed's turn: %w", err)
	}
	return nil
}

// Insert adds receipts of messages that were never seen.
func Insert(tx *engine.Tx, all []Receipt) error {
	rows := make([][]any, len(all))
	for i, x := range all {
		rows[i] = []any{
			x.Source, x.EventID, x.Type, x.Subject, engine.Micros(x.Told), x.Hash[:], x.Content[:], x.Outcome, x.Reason, engine.Micros(x.Received),
		}
	}
	columns := []string{"source", "event_id", "type", "subject", "told_at", "hash", "content", "outcome", "reason", "received_at"}
	if err := tx.Insert("feed_events", columns, rows); err != nil {
		return fmt.Errorf("insert receipts: %w", err)
	}
	return nil
}

// Replace writes the receipt of a message that was not applied before anew.
func Replace(tx *engine.Tx, x Receipt) error {
	n, err := tx.Exec(`update feed_events set type = $3, subject = $4, told_at = $5, hash = $6, content = $7, outcome = $8, reason = $9, received_at = $10
		where source = $1 and event_id = $2 and outcome <> 'applied'`,
		x.Source, x.EventID, x.Type, x.Subject, engine.Micros(x.Told), x.Hash[:], x.Content[:], x.Outcome, x.Reason, engine.Micros(x.Received))
	if err != nil {
		return fmt.Errorf("replace receipt: %w", err)
	}
	if n != 1 {
		return fmt.Errorf("replace receipt: no message of this name that was not applied")
	}
	return nil
}

// Tally is how many messages of one outcome there are, and when the last of them came.
type Tally struct {
	Outcome  Outcome
	Messages int
	Last     time.Time
}

// Tallies counts the messages by what became of them.
func Tallies(r engine.Reader) ([]Tally, error) {
	rows, err := r.Query(`select outcome, count(*), max(received_at) from feed_events group by outcome order by outcome`)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (Tally, error) {
		var t Tally
		var last int64
		err := rows.Scan(&t.Outcome, &t.Messages, &last)
		t.Last = engine.FromMicros(last)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("count messages: %w", err)
	}
	return all, nil
}

// mostRefused bounds a page of refused messages.
const mostRefused = 500

// RefusedSince lists the refused messages received at or after an instant, the oldest first.
func RefusedSince(r engine.Reader, since time.Time) ([]Receipt, error) {
	rows, err := r.Query(`select source, event_id, type, subject, told_at, outcome, reason, received_at from feed_events
		where outcome = 'refused' and received_at >= $1 order by received_at, source, event_id limit $2`, engine.Micros(since), mostRefused)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (Receipt, error) {
		var x Receipt
		var told, received int64
		err := rows.Scan(&x.Source, &x.EventID, &x.Type, &x.Subject, &told, &x.Outcome, &x.Reason, &received)
		x.Told, x.Received = engine.FromMicros(told), engine.FromMicros(received)
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("read refused messages: %w", err)
	}
	return all, nil
}
