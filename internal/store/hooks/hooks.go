// Package hooks keeps partners' addresses with the secrets that messages to them are signed with, and the messages on their way there.
package hooks

import (
	"fmt"
	"time"

	"marque/internal/core/hook"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// mostEndpoints bounds a list of endpoints.
const mostEndpoints = 200

func place(column string, endpoint hook.EndpointID) seal.Place {
	return seal.Place{Table: "hook_endpoints", Column: column, Row: endpoint.String()}
}

// Insert enters an endpoint with its secret. A name that is taken is a Conflict, also by one that has ended.
func Insert(tx *engine.Tx, box *seal.Box, e hook.Endpoint, secret string) error {
	sealed, err := box.Seal(place("secret", e.ID), secret)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into hook_endpoints (id, name, url, topics, brand, inside, secret, older, older_until, created_at, ended_at, busy_until)
		values ($1, $2, $3, $4, $5, $6, $7, null, 0, $8, 0, 0) on conflict (name) do nothing`, e.ID, e.Name, e.URL, hook.WriteTopics(e.Topics), e.Brand, e.Inside, sealed, engine.Micros(e.CreatedAt))
	if err != nil {
		return fmt.Errorf("insert endpoint: %w", err)
	}
	if n == 0 {
		return fault.Newf(fault.Conflict, "There is an endpoint named %q already.", e.Name)
	}
	return nil
}

type scanner interface{ Scan(into ...any) error }

func scan(row scanner) (hook.Endpoint, error) {
	var e hook.Endpoint
	var topics string
	var created, ended int64
	if err := row.Scan(&e.ID, &e.Name, &e.URL, &topics, &e.Brand, &e.Inside, &created, &ended); err != nil {
		return e, err
	}
	e.CreatedAt, e.EndedAt = engine.FromMicros(created), engine.FromMicros(ended)
	var err error
	e.Topics, err = hook.ReadTopics(topics)
	return e, err
}

// List lists every endpoint by name, those that have ended too.
func List(r engine.Reader) ([]hook.Endpoint, error) {
	rows, err := r.Query(`select id, name, url, topics, brand, inside, created_at, ended_at from hook_endpoints order by name limit $1`, mostEndpoints)
	return engine.All(rows, err, func(rows *engine.Rows) (hook.Endpoint, error) { return scan(rows) })
}

// Alive lists the endpoints that messages go to.
func Alive(r engine.Reader) ([]hook.Endpoint, error) {
	rows, err := r.Query(`select id, name, url, topics, brand, inside, created_at, ended_at from hook_endpoints where ended_at = 0 order by id limit $1`, mostEndpoints)
	return engine.All(rows, err, func(rows *engine.Rows) (hook.Endpoint, error) { return scan(rows) })
}

// ByID returns an endpoint, also one that has ended, or fault.NotFound.
func ByID(r engine.Reader, endpoint hook.EndpointID) (hook.Endpoint, error) {
	e, err := scan(r.QueryRow(`select id, name, url, topics, brand, inside, created_at, ended_at from hook_endpoints where id = $1`, endpoint))
	if engine.NoRows(err) {
		return e, fault.New(fault.NotFound, "There is no such endpoint.")
	}
	if err != nil {
		return e, fmt.Errorf("read endpoint: %w", err)
	}
	return e, nil
}

// Secrets returns what messages to an endpoint are signed with: its secret, and for a while the one before it.
func Secrets(r engine.Reader, box *seal.Box, endpoint hook.EndpointID, now time.Time) ([]hook.Secret, error) {
	var sealed, older []byte
	var until int64
	if err := r.QueryRow(`select secret, older, older_until from hook_endpoints where id = $1`, endpoint).Scan(&sealed, &older, &until); err != nil {
		return nil, fmt.Errorf("read secret of endpoint: %w", err)
	}
	var out []hook.Secret
	for _, s := range []struct {
		column string
		sealed []byte
	}{{"secret", sealed}, {"older", older}} {
		if s.sealed == nil || s.column == "older" && !now.Before(engine.FromMicros(until)) {
			continue
		}
		text, err := box.Open(place(s.column, endpoint), s.sealed)
		if err != nil {
			return nil, err
		}
		secret, err := hook.ParseSecret(text)
		if err != nil {
			return nil, err
		}
		out = append(out, secret)
	}
	return out, nil
}

// Rotate gives an endpoint another secret; the one before it signs too until an instant.
func Rotate(tx *engine.Tx, box *seal.Box, endpoint hook.EndpointID, secret string, until time.Time) error {
	var sealed []byte
	if err := tx.QueryRow(`select secret from hook_endpoints where id = $1`+tx.ForUpdate(), endpoint).Scan(&sealed); err != nil {
		return fmt.Errorf("read secret of endpoint: %w", err)
	}
	before, err := box.Open(place("secret", endpoint), sealed)
	if err != nil {
		return err
	}
	older, err := box.Seal(place("older", endpoint), before)
	if err != nil {
		return err
	}
	fresh, err := box.Seal(place("secret", endpoint), secret)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`update hook_endpoints set secret = $2, older = $3, older_until = $4 where id = $1`, endpoint, fresh, older, engine.Micros(until)); err != nil {
		return fmt.Errorf("rotate secret of endpoint: %w", err)
	}
	return nil
}

// End ends an endpoint: what waits for it is dead, and nothing more is written for it.
func End(tx *engine.Tx, endpoint hook.EndpointID, why string, at time.Time) error {
	if _, err := tx.Exec(`update hook_endpoints set ended_at = $2 where id = $1 and ended_at = 0`, endpoint, engine.Micros(at)); err != nil {
		return fmt.Errorf("end endpoint: %w", err)
	}
	_, err := tx.Exec(`update hook_deliveries set state = 'dead', reason = $3, changed_at = $2 where endpoint_id = $1 and state = 'waiting'`, endpoint, engine.Micros(at), why)
	if err != nil {
		return fmt.Errorf("end endpoint: %w", err)
	}
	return nil
}

// State tells how far a delivery is.
type State string

// The states.
const (
	Waiting   State = "waiting"
	Delivered State = "delivered"
	Dead      State = "dead" // given up; a replay makes it wait again
)

// Delivery is one message on its way to one endpoint.
type Delivery struct {
	ID       id.Of[Delivery]
	Endpoint hook.EndpointID
	News     string // the message's id, which the partner sees
	Topic    hook.Topic
	Body     string
	Created  time.Time
	State    State
	Attempts int
	Due      time.Time
	Answer   int    // the last status of HTTP, or 0
	Reason   string // a sentence, when the last attempt failed
	Changed  time.Time
}

// Add queues deliveries. A message that an endpoint has already is left out.
func Add(tx *engine.Tx, all []Delivery) error {
	rows := make([][]any, len(all))
	for i, d := range all {
		at := engine.Micros(d.Created)
		rows[i] = []any{d.ID, d.Endpoint, d.News, string(d.Topic), d.Body, at}
	}
	_, err := tx.ExecEach(`insert into hook_deliveries (id, endpoint_id, news, topic, body, created_at, state, attempts, due_at, answer, reason, changed_at)
		values ($1, $2, $3, $4, $5, $6, 'waiting', 0, $6, 0, '', 0) on conflict (endpoint_id, news) do nothing`, rows)
	if err != nil {
		return fmt.Errorf("add deliveries: %w", err)
	}
	return nil
}

func scanDelivery(row scanner) (Delivery, error) {
	var d Delivery
	var created, due, changed int64
	err := row.Scan(&d.ID, &d.Endpoint, &d.News, (*string)(&d.Topic), &d.Body, &created, (*string)(&d.State), &d.Attempts, &due, &d.Answer, &d.Reason, &changed)
	d.Created, d.Due, d.Changed = engine.FromMicros(created), engine.FromMicros(due), engine.FromMicros(changed)
	return d, err
}

// Claim takes an endpoint for one hand until the lease ends: messages to it go one after the other, so that a slow partner holds up nobody
// else. It tells whether it got it. A process that dies leaves the lease to run out.
func Claim(tx *engine.Tx, endpoint hook.EndpointID, now time.Time, lease time.Duration) (bool, error) {
	n, err := tx.Exec(`update hook_endpoints set busy_until = $3 where id = $1 and ended_at = 0 and busy_until <= $2`, endpoint, engine.Micros(now), engine.Micros(now.Add(lease)))
	if err != nil {
		return false, fmt.Errorf("claim endpoint: %w", err)
	}
	return n == 1, nil
}

// Release gives an endpoint back.
func Release(tx *engine.Tx, endpoint hook.EndpointID) error {
	if _, err := tx.Exec(`update hook_endpoints set busy_until = 0 where id = $1`, endpoint); err != nil {
		return fmt.Errorf("release endpoint: %w", err)
	}
	return nil
}

// Take counts an attempt of the oldest delivery to an endpoint that is due, for whoever has claimed the endpoint, and tells whether there was one. A
// process that dies after it leaves the delivery waiting, so a message may come twice, under the same id.
func Take(tx *engine.Tx, endpoint hook.EndpointID, now time.Time) (Delivery, bool, error) {
	d, err := scanDelivery(tx.QueryRow(`update hook_deliveries set attempts = attempts + 1
		where id = (select id from hook_deliveries where endpoint_id = $1 and state = 'waiting' and due_at <= $2 order by due_at, id limit 1)
		returning id, endpoint_id, news, topic, body, created_at, state, attempts, due_at, answer, reason, changed_at`, endpoint, engine.Micros(now)))
	if engine.NoRows(err) {
		return d, false, nil
	}
	if err != nil {
		return d, false, fmt.Errorf("take a delivery: %w", err)
	}
	return d, true, nil
}

// Finish ends the attempt that Take returned with its state, answer and reason; a waiting one is tried again when it is due. One that is no longer
// waiting, because its endpoint has ended, stays as it is.
func Finish(tx *engine.Tx, d Delivery, now time.Time) error {
	_, err := tx.Exec(`update hook_deliveries set state = $3, answer = $4, reason = $5, due_at = $6, changed_at = $7
		where id = $1 and state = 'waiting' and attempts = $2`, d.ID, d.Attempts, string(d.State), d.Answer, d.Reason, engine.Micros(d.Due), engine.Micros(now))
	if err != nil {
		return fmt.Errorf("finish a delivery: %w", err)
	}
	return nil
}

// Pause lets everything that waits for an endpoint wait until an instant at least: nobody answers there.
func Pause(tx *engine.Tx, endpoint hook.EndpointID, until time.Time) error {
	if _, err := tx.Exec(`update hook_deliveries set due_at = $2 where endpoint_id = $1 and state = 'waiting' and due_at < $2`, endpoint, engine.Micros(until)); err != nil {
		return fmt.Errorf("pause endpoint: %w", err)
	}
	return nil
}

// NextDue returns when the next delivery to an endpoint is due, or zero when none waits.
func NextDue(r engine.Reader, endpoint hook.EndpointID) (time.Time, error) {
	var at int64
	err := r.QueryRow(`select coalesce(min(due_at), 0) from hook_deliveries where endpoint_id = $1 and state = 'waiting'`, endpoint).Scan(&at)
	if err != nil {
		return time.Time{}, fmt.Errorf("read when a delivery is due: %w", err)
	}
	return engine.FromMicros(at), nil
}

// Overdue lists the endpoints that a delivery has waited for since an instant: whose job was lost.
func Overdue(r engine.Reader, by time.Time) ([]hook.EndpointID, error) {
	rows, err := r.Query(`select distinct endpoint_id from hook_deliveries where state = 'waiting' and due_at <= $1 limit $2`, engine.Micros(by), mostEndpoints)
	return engine.All(rows, err, func(rows *engine.Rows) (hook.EndpointID, error) {
		var one hook.EndpointID
		err := rows.Scan(&one)
		return one, err
	})
}

// MostListed bounds a list of deliveries.
const MostListed = 200

// DeadOnes lists deliveries that were given up, the newest first.
func DeadOnes(r engine.Reader) ([]Delivery, error) {
	rows, err := r.Query(`select id, endpoint_id, news, topic, body, created_at, state, attempts, due_at, answer, reason, changed_at from hook_deliveries where state = 'dead' order by changed_at desc, id desc limit $1`, MostListed)
	return engine.All(rows, err, func(rows *engine.Rows) (Delivery, error) { return scanDelivery(rows) })
}

// Count is how many deliveries to an endpoint are in each state.
type Count struct{ Waiting, Delivered, Dead int }

// Counts counts the deliveries of every endpoint.
func Counts(r engine.Reader) (map[hook.EndpointID]Count, error) {
	out := map[hook.EndpointID]Count{}
	rows, err := r.Query(`select endpoint_id, state, count(*) from hook_deliveries group by endpoint_id, state`)
	_, err = engine.All(rows, err, func(rows *engine.Rows) (int, error) {
		var one hook.EndpointID
		var state string
		var n int
		err := rows.Scan(&one, &state, &n)
		c := out[one]
		switch State(state) {
		case Waiting:
			c.Waiting = n
		case Delivered:
			c.Delivered = n
		case Dead:
			c.Dead = n
		}
		out[one] = c
		return 0, err
	})
	if err != nil {
		return nil, fmt.Errorf("count deliveries: %w", err)
	}
	return out, nil
}

// Revive makes dead deliveries to an endpoint wait again, or the one of a message, and returns how many. Their attempts count anew.
func Revive(tx *engine.Tx, endpoint hook.EndpointID, news string, since, now time.Time) (int64, error) {
	n, err := tx.Exec(`update hook_deliveries set state = 'waiting', attempts = 0, due_at = $4
		where endpoint_id = $1 and ($2 = '' and state = 'dead' or news = $2 and state <> 'waiting') and created_at >= $3`, endpoint, news, engine.Micros(since), engine.Micros(now))
	if err != nil {
		return 0, fmt.Errorf("revive deliveries: %w", err)
	}
	return n, nil
}
