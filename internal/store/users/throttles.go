package users

import (
	"bytes"
	"fmt"
	"time"

	"marque/internal/core/identity"
	"marque/internal/store/engine"
)

// Take counts an attempt under a rule and returns the rule's verdict. The row stays locked until the transaction ends, so that all
// processes share the count; several keys are taken in the same order everywhere. The key is hashed: a table of counters names nobody.
func (s *Store) Take(tx *engine.Tx, rule identity.Rule, key string, now time.Time) (identity.Verdict, error) {
	c, err := s.counter(tx, rule, key, now)
	if err != nil {
		return identity.Verdict{}, err
	}
	next, verdict := rule.Take(c, now)
	return verdict, s.keep(tx, rule, key, next)
}

// Succeed takes back one attempt that was no failure.
func (s *Store) Succeed(tx *engine.Tx, rule identity.Rule, key string, now time.Time) error {
	c, err := s.counter(tx, rule, key, now)
	if err != nil {
		return err
	}
	return s.keep(tx, rule, key, rule.Succeed(c))
}

// Clear forgets a key: what was counted against it has been answered by better proof.
func (s *Store) Clear(tx *engine.Tx, rule identity.Rule, key string) error {
	now, other := s.keys(rule, key)
	if _, err := tx.Exec(`delete from throttles where scope = $1 and (key = $2 or key = $3)`, rule.Scope, now, other); err != nil {
		return fmt.Errorf("clear throttle %s: %w", rule.Scope, err)
	}
	return nil
}

// Until tells until when a rule lets nothing pass; an instant that is past, or none, is open.
func (s *Store) Until(r engine.Reader, rule identity.Rule, key string) (time.Time, error) {
	var until int64
	now, other := s.keys(rule, key)
	err := r.QueryRow(`select until from throttles where scope = $1 and (key = $2 or key = $3) order by until desc limit 1`,
		rule.Scope, now, other).Scan(&until)
	if err != nil && !engine.NoRows(err) {
		return time.Time{}, fmt.Errorf("read throttle %s: %w", rule.Scope, err)
	}
	return engine.FromMicros(until), nil
}

func (s *Store) key(rule identity.Rule, key string) []byte {
	return s.box.Index("throttle."+rule.Scope, key)
}

func (s *Store) keys(rule identity.Rule, key string) (now, other []byte) {
	return s.box.Indexes("throttle."+rule.Scope, key)
}

// counter reads a counter and locks its row, which it makes when there is none: one statement, the same for keys seen and never seen.
func (s *Store) counter(tx *engine.Tx, rule identity.Rule, key string, now time.Time) (identity.Counter, error) {
	var c identity.Counter
	if err := s.follow(tx, rule, key); err != nil {
		return c, err
	}
	var recent []byte
	var until int64
	err := tx.QueryRow(`insert into throttles (scope, key, in_a_row, recent, until, updated_at) values ($1, $2, 0, $3, 0, $4)
		on conflict (scope, key) do update set updated_at = excluded.updated_at returning in_a_row, recent, until`,
		rule.Scope, s.key(rule, key), []byte{}, engine.Micros(now)).Scan(&c.Row, &recent, &until)
	if err != nil {
		return c, fmt.Errorf("take throttle %s: %w", rule.Scope, err)
	}
	c.Until = engine.FromMicros(until)
	return c, c.UnmarshalBinary(recent)
}

// follow moves a counter under the key that is in use, when it began under the other one: a change of keys forgets no failure.
func (s *Store) follow(tx *engine.Tx, rule identity.Rule, key string) error {
	now, other := s.keys(rule, key)
	if bytes.Equal(now, other) {
		return nil
	}
	_, err := tx.Exec(`update throttles set key = $3 where scope = $1 and key = $2
		and not exists (select 1 from throttles t where t.scope = $1 and t.key = $3)`, rule.Scope, other, now)
	if err != nil {
		return fmt.Errorf("follow throttle %s: %w", rule.Scope, err)
	}
	return nil
}

func (s *Store) keep(tx *engine.Tx, rule identity.Rule, key string, c identity.Counter) error {
	recent, err := c.MarshalBinary()
	if err != nil {
		return err
	}
	n, err := tx.Exec(`update throttles set in_a_row = $3, recent = $4, until = $5 where scope = $1 and key = $2`,
		rule.Scope, s.key(rule, key), c.Row, recent, engine.Micros(c.Until))
	return one(n, err, "keep throttle "+rule.Scope)
}
