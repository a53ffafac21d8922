package payments

import (
	"encoding/json"
	"fmt"

	"marque/internal/core/access"
	"marque/internal/core/payment"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

func changePlace(column string, change id.Of[payment.Change]) seal.Place {
	return seal.Place{Table: "account_changes", Column: column, Row: change.String()}
}

// AddChange notes what a bank corrected, the details sealed. The same change told twice is noted once.
func AddChange(tx *engine.Tx, box *seal.Box, party access.PartyID, c payment.Change, source string) error {
	change := id.Derive[payment.Change](c.Account.String(), c.Code, source)
	var sealed [2][]byte
	for i, d := range []payment.Details{c.Old, c.New} {
		text, err := json.Marshal(d)
		if err == nil {
			sealed[i], err = box.Seal(changePlace([]string{"old", "new"}[i], change), string(text))
		}
		if err != nil {
			return fmt.Errorf("note a change: %w", err)
		}
	}
	_, err := tx.Exec(`insert into account_changes (party_id, id, account_id, on_date, code, old, new) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
		party, change, c.Account, c.On, c.Code, sealed[0], sealed[1])
	if err != nil {
		return fmt.Errorf("note a change: %w", err)
	}
	return nil
}

// mostChanges bounds what is read of one account.
const mostChanges = 20

// Changes lists what an account's bank corrected, the newest first.
func Changes(r engine.Reader, box *seal.Box, party access.PartyID, account payment.AccountID) ([]payment.Change, error) {
	rows, err := r.Query(`select id, account_id, on_date, code, old, new from account_changes where party_id = $1 and account_id = $2
		order by on_date desc, id desc limit $3`, party, account, mostChanges)
	return engine.All(rows, err, func(rows *engine.Rows) (payment.Change, error) {
		var c payment.Change
		var change id.Of[payment.Change]
		var old, fresh []byte
		if err := rows.Scan(&change, &c.Account, &c.On, &c.Code, &old, &fresh); err != nil {
			return c, err
		}
		for _, x := range []struct {
			column string
			sealed []byte
			into   *payment.Details
		}{{"old", old, &c.Old}, {"new", fresh, &c.New}} {
			text, err := box.Open(changePlace(x.column, change), x.sealed)
			if err == nil {
				err = json.Unmarshal([]byte(text), x.into)
			}
			if err != nil {
				return c, fmt.Errorf("read a change: %w", err)
			}
		}
		return c, nil
	})
}
