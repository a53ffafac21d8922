package sealings

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"marque/internal/seal"
	"marque/internal/store/engine"
)

// peppered tells whether a secret is the hash of a password.
func peppered(secret string) bool { return strings.HasPrefix(secret, "$argon2") }

// pepperOf is how a password's hash names the pepper in use.
func pepperOf(box *seal.Box) string {
	return "keyid=" + base64.RawStdEncoding.EncodeToString([]byte(box.Peppers()[0].ID)) + "$"
}

// Holder is a process that serves, and the set of keys it held when it was last seen.
type Holder struct {
	Process string    `json:"process"`
	Keys    string    `json:"keys"`
	Seen    time.Time `json:"seen"`
}

// mostHolders bounds a list of processes.
const mostHolders = 500

// Hold records which keys a process holds.
func Hold(tx *engine.Tx, h Holder) error {
	_, err := tx.Exec(`insert into key_holders (process, keys, seen_at) values ($1, $2, $3)
		on conflict (process) do update set keys = excluded.keys, seen_at = excluded.seen_at`, h.Process, h.Keys, engine.Micros(h.Seen))
	if err != nil {
		return fmt.Errorf("record who holds keys: %w", err)
	}
	return nil
}

// Release takes a process off the list that stops, and those that were not seen for long.
func Release(tx *engine.Tx, process string, before time.Time) error {
	if _, err := tx.Exec(`delete from key_holders where process = $1 or seen_at < $2`, process, engine.Micros(before)); err != nil {
		return fmt.Errorf("take process off the list: %w", err)
	}
	return nil
}

// Holders lists the processes that were seen since an instant.
func Holders(r engine.Reader, since time.Time) ([]Holder, error) {
	rows, err := r.Query(`select process, keys, seen_at from key_holders where seen_at >= $1 order by process limit $2`, engine.Micros(since), mostHolders)
	return engine.All(rows, err, func(rows *engine.Rows) (Holder, error) {
		var h Holder
		var seen int64
		err := rows.Scan(&h.Process, &h.Keys, &seen)
		h.Seen = engine.FromMicros(seen)
		return h, err
	})
}
