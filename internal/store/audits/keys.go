package audits

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/store/engine"
)

// Claim takes an idempotency key for a subject. It returns false when the key was taken before; a transaction that is rolled back
// gives the key back.
func Claim(tx *engine.Tx, on access.Subject, key string, do access.Action, at time.Time) (bool, error) {
	claimed, err := tx.Exec(`insert into door_keys (subject_kind, subject_id, key, action, at) values ($1, $2, $3, $4, $5)
		on conflict (subject_kind, subject_id, key) do nothing`, string(on.Kind), on.ID, key, string(do), engine.Micros(at))
	if err != nil {
		return false, fmt.Errorf("claim key: %w", err)
	}
	return claimed == 1, nil
}
