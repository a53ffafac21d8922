package parties

import (
	"fmt"
	"slices"

	"marque/internal/core/access"
	"marque/internal/core/flag"
	"marque/internal/store/engine"
)

// RaiseFlag keeps a flag and tells whether it was not up already.
func RaiseFlag(tx *engine.Tx, party access.PartyID, f flag.Flag) (bool, error) {
	n, err := tx.Exec(`insert into flags (party_id, kind, raised_by, raised_at) values ($1, $2, $3, $4) on conflict (party_id, kind) do nothing`,
		party, string(f.Kind), f.By, engine.Micros(f.At))
	if err != nil {
		return false, fmt.Errorf("raise flag: %w", err)
	}
	return n == 1, nil
}

// LowerFlag takes a flag down and tells whether it was up.
func LowerFlag(tx *engine.Tx, party access.PartyID, k flag.Kind) (bool, error) {
	n, err := tx.Exec(`delete from flags where party_id = $1 and kind = $2`, party, string(k))
	if err != nil {
		return false, fmt.Errorf("lower flag: %w", err)
	}
	return n == 1, nil
}

// Flags reads the flags of a party that are up, in the order of their kinds.
func Flags(r engine.Reader, party access.PartyID) ([]flag.Flag, error) {
	rows, err := r.Query(`select kind, raised_by, raised_at from flags where party_id = $1`, party)
	out, err := engine.All(rows, err, func(rows *engine.Rows) (flag.Flag, error) {
		var f flag.Flag
		var at int64
		err := rows.Scan(&f.Kind, &f.By, &at)
		f.At = engine.FromMicros(at)
		return f, err
	})
	order := flag.Kinds()
	slices.SortFunc(out, func(a, b flag.Flag) int { return slices.Index(order, a.Kind) - slices.Index(order, b.Kind) })
	return out, err
}
