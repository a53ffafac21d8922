package users

import (
	"fmt"
	"time"

	"marque/internal/core/identity"
	"marque/internal/store/engine"
)

// Stamp keeps that a form's stamp was used. Of two uses at once only one is told true.
func (s *Store) Stamp(tx *engine.Tx, stamp identity.Stamp) (bool, error) {
	n, err := tx.Exec(`insert into stamps (nonce, expires_at) values ($1, $2) on conflict (nonce) do nothing`,
		stamp.Nonce, engine.Micros(stamp.EndsAt()))
	if err != nil {
		return false, fmt.Errorf("use stamp: %w", err)
	}
	return n == 1, nil
}

// The scopes of misses. Those of all networks are spread over rows, so that a flood of failures does not queue for one.
const (
	missesNetwork = "network"
	missesAll     = "all"
)

// slot numbers the halves of the window.
func slot(now time.Time) int64 { return now.Unix() / int64(identity.MissWindow/time.Second/2) }

// Miss counts a failed form of a stranger.
func (s *Store) Miss(tx *engine.Tx, network string, now time.Time) error {
	key := s.box.Index("misses", network)
	for _, row := range []struct {
		scope string
		key   []byte
	}{{missesAll, key[:1]}, {missesNetwork, key}} {
		_, err := tx.Exec(`insert into misses (scope, slot, key, failures) values ($1, $2, $3, 1)
			on conflict (scope, slot, key) do update set failures = misses.failures + 1`, row.scope, slot(now), row.key)
		if err != nil {
			return fmt.Errorf("count a miss: %w", err)
		}
	}
	return nil
}

// Misses tells how many forms of strangers failed in the window: those of one network, and all.
func (s *Store) Misses(r engine.Reader, network string, now time.Time) (ofNetwork, all int, err error) {
	this := slot(now)
	key, other := s.box.Indexes("misses", network)
	err = r.QueryRow(`select cast(coalesce(sum(failures), 0) as bigint) from misses where scope = $1 and slot in ($2, $3) and (key = $4 or key = $5)`,
		missesNetwork, this, this-1, key, other).Scan(&ofNetwork)
	if err != nil {
		return 0, 0, fmt.Errorf("read misses: %w", err)
	}
	err = r.QueryRow(`select cast(coalesce(sum(failures), 0) as bigint) from misses where scope = $1 and slot in ($2, $3)`, missesAll, this, this-1).Scan(&all)
	if err != nil {
		return 0, 0, fmt.Errorf("read all misses: %w", err)
	}
	return ofNetwork, all, nil
}
