package outbox

import (
	"fmt"
	"time"

	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Take claims a queued message for sending until the lease ends and counts the attempt. It tells whether it got it: false when the
// message is final, not due yet, or in another hand. Several processes may try at once, on both engines one gets it. After a lease
// that ended without Finish (a process that died) the message can be taken again, so it may leave twice, under the same id.
func Take(tx *engine.Tx, box *seal.Box, id notice.MessageID, now time.Time, lease time.Duration) (Message, bool, error) {
	m, err := scan(tx.QueryRow(`update outbox set claimed_until = $3, attempts = attempts + 1
		where id = $1 and state = 'queued' and not_before <= $2 and claimed_until <= $2
		returning id, once, channel, kind, brand, party_id, contract_id, reference, recipient, letter, record,
		created, not_before, expires, state, attempts, driver_id, reason, report, changed`,
		id, engine.Micros(now), engine.Micros(now.Add(lease))), box)
	if engine.NoRows(err) {
		return m, false, nil
	}
	if err != nil {
		return m, false, fmt.Errorf("take message %s: %w", id, err)
	}
	return m, true, nil
}

// Outcome is what became of an attempt.
type Outcome struct {
	State    State // Sent, Failed or Expired; Queued gives the message back for a later attempt
	DriverID string
	Reason   string // a sentence without personal data, when it was not sent
	Keep     bool   // keep the letter with its secrets after the end: demo only
}

// Finish ends the attempt that Take returned. It is a Conflict when the lease was over and another hand has taken the message since.
func Finish(tx *engine.Tx, m Message, o Outcome, now time.Time) error {
	changed := engine.Micros(now)
	if o.State == Queued {
		changed = 0
	}
	n, err := tx.Exec(`update outbox set state = $3, driver_id = $4, reason = $5, changed = $6, claimed_until = 0
		where id = $1 and state = 'queued' and attempts = $2`, m.ID, m.Attempts, string(o.State), o.DriverID, o.Reason, changed)
	if err != nil {
		return fmt.Errorf("finish message %s: %w", m.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "Another process has taken this message.")
	}
	if o.State == Queued || o.Keep {
		return nil
	}
	if _, err := tx.Exec(`update outbox set letter = null where id = $1`, m.ID); err != nil {
		return fmt.Errorf("finish message %s: %w", m.ID, err)
	}
	return nil
}

// mostDue bounds one sweep.
const mostDue = 500

// Due lists queued messages that should have left by an instant and that nobody holds, the oldest first: what a sweep takes up when
// a job was lost.
func Due(r engine.Reader, by, now time.Time) ([]notice.MessageID, error) {
	rows, err := r.Query(`select id from outbox where state = 'queued' and not_before <= $1 and claimed_until <= $2
		order by not_before, id limit $3`, engine.Micros(by), engine.Micros(now), mostDue)
	return engine.All(rows, err, func(rows *engine.Rows) (notice.MessageID, error) {
		var id notice.MessageID
		err := rows.Scan(&id)
		return id, err
	})
}

// SetReport notes what a gateway says about a message that was sent, or is just being sent: a fast gateway reports before we have noted
// that it took it. Of several reports a delivery wins. One about a message that we do not know, or that never left, is fault.NotFound.
func SetReport(tx *engine.Tx, id notice.MessageID, report Report) error {
	n, err := tx.Exec(`update outbox set report = case when report = 'delivered' then report else $2 end
		where id = $1 and (state = 'sent' or state = 'queued' and attempts > 0)`, id, string(report))
	if err != nil {
		return fmt.Errorf("report on message %s: %w", id, err)
	}
	if n == 0 {
		return fault.New(fault.NotFound, "There is no such message.")
	}
	return nil
}

// SetReportNamed is SetReport for a text that the other side knows by its own name only.
func SetReportNamed(tx *engine.Tx, driverID string, report Report) error {
	n, err := tx.Exec(`update outbox set report = case when report = 'delivered' then report else $2 end
		where driver_id = $1 and channel = 'sms' and state = 'sent'`, driverID, string(report))
	if err != nil {
		return fmt.Errorf("report on a text: %w", err)
	}
	if n == 0 {
		return fault.New(fault.NotFound, "There is no such message.")
	}
	return nil
}
