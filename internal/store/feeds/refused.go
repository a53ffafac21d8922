package feeds

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// RefusedID names a refused message that is kept.
type RefusedID = id.Of[Refusal]

// Refusal is a message that was refused, as it came.
type Refusal struct {
	ID       RefusedID
	Source   string // as far as it could be read, like the two below
	EventID  string
	Type     string
	Message  string // only where it is asked for
	Reason   string // a sentence without personal data
	Received time.Time
}

// RefusedIDOf returns the id under which a refused message is kept: one that comes again takes its own place. What has no name is known by its text.
func RefusedIDOf(source, eventID, message string) RefusedID {
	if source != "" && eventID != "" {
		return id.Derive[Refusal]("event", source, eventID)
	}
	sum := sha256.Sum256([]byte(message))
	return id.Derive[Refusal]("text", hex.EncodeToString(sum[:]))
}

// MostRefused bounds how many refused messages are kept; what is refused beyond it must be sent again.
const MostRefused = 10_000

func refusedPlace(x RefusedID) seal.Place {
	return seal.Place{Table: "feed_refused", Column: "message", Row: x.String()}
}

// PutRefused keeps refused messages, as far as there is room. One that is kept already takes the new text and reason, and stays as old as it is.
func PutRefused(tx *engine.Tx, box *seal.Box, all []Refusal) error {
	var kept int
	if err := tx.QueryRow(`select count(*) from feed_refused`).Scan(&kept); err != nil {
		return fmt.Errorf("count refused messages: %w", err)
	}
	all = all[:min(len(all), max(MostRefused-kept, 0))]
	rows := make([][]any, len(all))
	for i, x := range all {
		message, err := box.Seal(refusedPlace(x.ID), x.Message)
		if err != nil {
			return fmt.Errorf("seal message: %w", err)
		}
		rows[i] = []any{x.ID, x.Source, x.EventID, x.Type, message, x.Reason, engine.Micros(x.Received)}
	}
	_, err := tx.ExecEach(`insert into feed_refused (id, source, event_id, type, message, reason, received_at) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (id) do update set type = excluded.type, message = excluded.message, reason = excluded.reason`, rows)
	if err != nil {
		return fmt.Errorf("keep refused messages: %w", err)
	}
	return nil
}

// undone leaves out what was applied since under the same name, or declined by somebody.
const undone = ` not exists (select 1 from feed_events e where e.source = feed_refused.source and e.event_id = feed_refused.event_id and e.outcome in ('applied', 'declined'))`

// Span is a span of time: from one instant on and before another.
type Span struct{ From, Until time.Time }

// RefusedIn returns at most limit of the refused messages of a span that were neither applied nor declined since, the oldest first and behind one that was returned before.
func RefusedIn(r engine.Reader, box *seal.Box, in Span, behind Refusal, limit int) ([]Refusal, error) {
	rows, err := r.Query(`select id, source, event_id, type, reason, received_at, message from feed_refused
		where received_at >= $1 and received_at < $2 and (received_at > $3 or received_at = $3 and id > $4) and`+undone+` order by received_at, id limit $5`,
		engine.Micros(in.From), engine.Micros(in.Until), engine.Micros(behind.Received), behind.ID, limit)
	return refusals(rows, err, box)
}

// ListRefused lists at most limit of the refused messages that were neither applied nor declined since, the oldest first, without what they say.
func ListRefused(r engine.Reader, limit int) ([]Refusal, error) {
	rows, err := r.Query(`select id, source, event_id, type, reason, received_at from feed_refused where`+undone+` order by received_at, id limit $1`, limit)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (Refusal, error) {
		var x Refusal
		var received int64
		err := rows.Scan(&x.ID, &x.Source, &x.EventID, &x.Type, &x.Reason, &received)
		x.Received = engine.FromMicros(received)
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("list refused messages: %w", err)
	}
	return all, nil
}

// RefusedNamed returns the refused messages with these names that were neither applied nor declined since.
func RefusedNamed(r engine.Reader, box *seal.Box, eventIDs []string) ([]Refusal, error) {
	var out []Refusal
	for _, group := range engine.Groups(eventIDs) {
		rows, err := r.Query(`select id, source, event_id, type, reason, received_at, message from feed_refused
			where event_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) and`+undone+` order by received_at, id`, group...)
		found, err := refusals(rows, err, box)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// ForgetRefused throws away what was applied or declined since it was refused, and returns how many messages those were.
func ForgetRefused(tx *engine.Tx) (int64, error) {
	n, err := tx.Exec(`delete from feed_refused where not (` + undone + `)`)
	if err != nil {
		return 0, fmt.Errorf("forget refused messages: %w", err)
	}
	return n, nil
}

func refusals(rows *engine.Rows, err error, box *seal.Box) ([]Refusal, error) {
	all, err := engine.All(rows, err, func(rows *engine.Rows) (Refusal, error) {
		var x Refusal
		var received int64
		var message []byte
		if err := rows.Scan(&x.ID, &x.Source, &x.EventID, &x.Type, &x.Reason, &received, &message); err != nil {
			return x, err
		}
		x.Received = engine.FromMicros(received)
		var err error
		x.Message, err = box.Open(refusedPlace(x.ID), message)
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("read refused messages: %w", err)
	}
	return all, nil
}

// OpenIn returns at most limit of the messages of a span that wait for a decision, with what they say, the oldest first and behind one that was
// returned before.
func OpenIn(r engine.Reader, box *seal.Box, in Span, behind Held, limit int) ([]Held, error) {
	rows, err := r.Query(`select `+heldColumns+`, message from feed_held where state = 'open' and received_at >= $1 and received_at < $2
		and (received_at > $3 or received_at = $3 and id > $4) order by received_at, id limit $5`,
		engine.Micros(in.From), engine.Micros(in.Until), engine.Micros(behind.Received), behind.ID, limit)
	return opened(rows, err, box)
}

// OpenNamed returns the messages with these names that wait for a decision, with what they say.
func OpenNamed(r engine.Reader, box *seal.Box, eventIDs []string) ([]Held, error) {
	return heldOf(r, box, `select `+heldColumns+`, message from feed_held where state = 'open'
		and event_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`, eventIDs)
}
