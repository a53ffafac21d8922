// Package incidents keeps what we tell everybody of our own faults, and counts in the outbox how messages leave. What that means is
// core/incident's.
package incidents

import (
	"fmt"
	"time"

	"marque/internal/core/incident"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/store/engine"
)

// Insert adds an incident.
func Insert(tx *engine.Tx, i incident.Incident) error {
	_, err := tx.Exec(`insert into incidents (id, brand, part, words_en, words_es, words_de, begun, ended) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		i.ID, i.Brand, string(i.Part), i.Own[0], i.Own[1], i.Own[2], engine.Micros(i.Begun), engine.Micros(i.Ended))
	if err != nil {
		return fmt.Errorf("insert incident: %w", err)
	}
	return nil
}

// SetSpan stores when an incident began and ended.
func SetSpan(tx *engine.Tx, i incident.Incident) error {
	_, err := tx.Exec(`update incidents set begun = $2, ended = $3 where id = $1`, i.ID, engine.Micros(i.Begun), engine.Micros(i.Ended))
	if err != nil {
		return fmt.Errorf("change incident: %w", err)
	}
	return nil
}

// ByID returns an incident or fault.NotFound.
func ByID(r engine.Reader, id incident.ID) (incident.Incident, error) {
	rows, err := r.Query(`select id, brand, part, words_en, words_es, words_de, begun, ended from incidents where id = $1`, id)
	found, err := engine.All(rows, err, scan)
	if err == nil && len(found) == 0 {
		return incident.Incident{}, fault.New(fault.NotFound, "There is no such incident. Try: marque admin incidents list")
	}
	if err != nil {
		return incident.Incident{}, err
	}
	return found[0], nil
}

// mostListed bounds a list: a page, not an archive.
const mostListed = 100

// Since lists the incidents that were not over at an instant, the newest first.
func Since(r engine.Reader, at time.Time) ([]incident.Incident, error) {
	rows, err := r.Query(`select id, brand, part, words_en, words_es, words_de, begun, ended from incidents where ended = 0 or ended > $1
		order by begun desc, id desc limit $2`, engine.Micros(at), mostListed)
	return engine.All(rows, err, scan)
}

func scan(rows *engine.Rows) (incident.Incident, error) {
	var i incident.Incident
	var begun, ended int64
	err := rows.Scan(&i.ID, &i.Brand, &i.Part, &i.Own[0], &i.Own[1], &i.Own[2], &begun, &ended)
	i.Begun, i.Ended = engine.FromMicros(begun), engine.FromMicros(ended)
	return i, err
}

// mostCounted bounds a count that is taken every few seconds: beyond it the number makes no difference.
const mostCounted = 1000

// Sending tells how the messages of a channel leave. Both counts end at 1,000.
func Sending(r engine.Reader, by notice.Channel, now time.Time) (incident.Sending, error) {
	var s incident.Sending
	var oldest, last int64
	err := r.QueryRow(`select count(*), coalesce(min(not_before), 0) from (select not_before from outbox where state = 'queued' and not_before <= $2
		and expires > $2 and channel = $1 order by not_before limit $3) as waiting`, string(by), engine.Micros(now), mostCounted).Scan(&s.Waiting, &oldest)
	if err == nil {
		err = r.QueryRow(`select coalesce(max(changed), 0) from outbox where channel = $1 and state = 'sent'`, string(by)).Scan(&last)
	}
	if err == nil {
		err = r.QueryRow(`select count(*) from (select 1 from outbox where channel = $1 and state = 'failed' and changed > $2 limit $3) as refused`,
			string(by), engine.Micros(now.Add(-incident.RefusedWithin)), mostCounted).Scan(&s.Refused)
	}
	if err != nil {
		return s, fmt.Errorf("count what leaves by %s: %w", by, err)
	}
	s.Oldest, s.Last = engine.FromMicros(oldest), engine.FromMicros(last)
	return s, nil
}
