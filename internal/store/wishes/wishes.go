// Package wishes keeps what people want to be told, by which way and at which hours. What can be wished is core/notice's.
package wishes

import (
	"encoding/json"
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/store/engine"
)

// Keep stores a person's wishes in the place of those before.
func Keep(tx *engine.Tx, party access.PartyID, w notice.Wishes, at time.Time) error {
	text, err := json.Marshal(w.Kept())
	if err == nil {
		_, err = tx.Exec(`insert into notice_wishes (party_id, wishes, changed_at) values ($1, $2, $3)
			on conflict (party_id) do update set wishes = excluded.wishes, changed_at = excluded.changed_at`, party, string(text), engine.Micros(at))
	}
	if err != nil {
		return fmt.Errorf("keep wishes of party %s: %w", party, err)
	}
	return nil
}

// Of reads one person's wishes: the default where nothing was chosen.
func Of(r engine.Reader, party access.PartyID) (notice.Wishes, error) {
	all, err := OfAll(r, []access.PartyID{party})
	if w, chosen := all[party]; chosen || err != nil {
		return w, err
	}
	return notice.DefaultWishes(), nil
}

// OfAll reads the wishes of those among people who have chosen.
func OfAll(r engine.Reader, people []access.PartyID) (map[access.PartyID]notice.Wishes, error) {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.String()
	}
	out := map[access.PartyID]notice.Wishes{}
	for _, group := range engine.Groups(names) {
		rows, err := r.Query(`select party_id, wishes from notice_wishes
			where party_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`, group...)
		_, err = engine.All(rows, err, func(rows *engine.Rows) (struct{}, error) {
			var party access.PartyID
			var text string
			var w notice.Wishes
			if err := rows.Scan(&party, &text); err != nil {
				return struct{}{}, err
			}
			err := json.Unmarshal([]byte(text), &w)
			out[party] = w
			return struct{}{}, err
		})
		if err != nil {
			return nil, fmt.Errorf("read wishes: %w", err)
		}
	}
	return out, nil
}
