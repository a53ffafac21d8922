package users

import (
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
	if _, err := tx.Exec(`delete from throttles where scope = $1 and key = $2`, rule.Scope, s.key(rule, key)); err != nil {
		return fmt.Errorf("clear throttle %s: %w", rule.Scope, err)
	}
	return nil
}

// Until tells until when a rule lets nothing pass; an instant that is past, or none, is open.
func (s *Store) Until(r engine.Reader, rule identity.Rule, key string) (time.Time, error) {
	var until int64
	err := r.QueryRow(`select until from throttles where scope = $1 and key = $2`, rule.Scope, s.key(rule, key)).Scan(&until)
	if err != nil && !engine.NoRows(err) {
		return time.Time{}, fmt.Errorf("read throttle %s: %w", rule.Scope, err)
	}
	return instant(until), nil
}

func (s *Store) key(rule identity.Rule, key string) []byte {
	return s.box.Index("throttle."+rule.Scope, key)
}

// counter reads a counter and locks its row, which it makes when there is none: one statement, the same for keys seen and never seen.
func (s *Store) counter(tx *engine.Tx, rule identity.Rule, key string, now time.Time) (identity.Counter, error) {
	var c identity.Counter
	var recent []byte
	var until int64
	err := tx.QueryRow(`insert into throttles (scope, key, in_a_row, recent, until, updated_at) values ($1, $2, 0, $3, 0, $4)
		on conflict (scope, key) do update set updated_at = excluded.updated_at returning in_a_row, recent, until`,
		rule.Scope, s.key(rule, key), []byte{}, engine.Micros(now)).Scan(&c.Row, &recent, &until)
	if err != nil {
		return c, fmt.Errorf("take throttle %s: %w", rule.Scope, err)
	}
	c.Until = instant(until)
	return c, c.UnmarshalBinary(recent)
}

func (s *Store) keep(tx *engine.Tx, rule identity.Rule, key string, c identity.Counter) error {
	recent, err := c.MarshalBinary()
	if err != nil {
		return err
	}
	n, err := tx.Exec(`update throttles set in_a_row = $3, recent = $4, until = $5 where scope = $1 and key = $2`,
		rule.Scope, s.key(rule, key), c.Row, recent, micros(c.Until))
	return one(n, err, "keep throttle "+rule.Scope)
}

// Swept is how many rows of each kind a sweep took away.
type Swept struct {
	Throttles, Challenges, Ceremonies, Claims, Sessions, Stamps, Misses, Links, Resets, Drafts, Approvals int64
}

// The times that ended rows are kept: a counter as long as any window and wait can still matter, the rest for the questions of a day.
const (
	keepThrottles = 8 * 24 * time.Hour
	keepEnded     = 24 * time.Hour
	keepSessions  = 30 * 24 * time.Hour
)

// Sweep takes away what has ended and can matter to nobody. Counters that still lock stay.
func (s *Store) Sweep(tx *engine.Tx, now time.Time) (Swept, error) {
	var w Swept
	var err error
	at := engine.Micros(now)
	ended := engine.Micros(now.Add(-keepEnded))
	if w.Throttles, err = tx.Exec(`delete from throttles where updated_at < $1 and until < $2 and in_a_row < $3`,
		engine.Micros(now.Add(-keepThrottles)), at, identity.WorthKeeping); err != nil {
		return w, fmt.Errorf("sweep throttles: %w", err)
	}
	if w.Challenges, err = tx.Exec(`delete from challenges where expires_at < $1`, ended); err != nil {
		return w, fmt.Errorf("sweep challenges: %w", err)
	}
	if w.Ceremonies, err = tx.Exec(`delete from ceremonies where expires_at < $1`, ended); err != nil {
		return w, fmt.Errorf("sweep ceremonies: %w", err)
	}
	// The passkey of a registration that came to nothing; a registration lives an hour.
	if _, err := tx.Exec(`delete from passkeys where user_id is null and created_at < $1`, ended); err != nil {
		return w, fmt.Errorf("sweep passkeys: %w", err)
	}
	if w.Claims, err = tx.Exec(`delete from claims where expires_at < $1`, ended); err != nil {
		return w, fmt.Errorf("sweep claims: %w", err)
	}
	if w.Sessions, err = tx.Exec(`delete from sessions where created_at < $1`, engine.Micros(now.Add(-keepSessions))); err != nil {
		return w, fmt.Errorf("sweep sessions: %w", err)
	}
	if w.Stamps, w.Misses, err = s.sweepRobots(tx, now); err != nil {
		return w, err
	}
	return w, sweepWays(tx, &w, ended)
}
