// Package guides keeps support codes and where the browsers are that asked for them. The code is a keyed hash, the browser's token a hash.
package guides

import (
	"fmt"
	"time"

	"marque/internal/core/guide"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

const columns = `id, created_at, until, agent_id, claimed_at, party_id, place, step, tries, fault, seen_at, ended_at`

// purpose is what the keyed hash of a code is for.
const purpose = "guide"

// Insert keeps a new code for a browser.
func Insert(tx *engine.Tx, box *seal.Box, g guide.Guide, code string, browser identity.Token) error {
	_, err := tx.Exec(`insert into guides (id, code_hash, browser_hash, created_at, until, agent_id, claimed_at, party_id, place, step, tries, fault, seen_at, ended_at)
		values ($1, $2, $3, $4, $5, null, 0, null, '', '', 0, '', 0, 0)`, g.ID, box.Index(purpose, code), browser.Hash(), engine.Micros(g.Created), engine.Micros(g.Until))
	if err != nil {
		return fmt.Errorf("insert guide: %w", err)
	}
	return nil
}

// Claim keeps who took a code. Of two at once only one is told true.
func Claim(tx *engine.Tx, g guide.Guide) (bool, error) {
	n, err := tx.Exec(`update guides set until = $2, agent_id = $3, claimed_at = $4 where id = $1 and ended_at = 0 and agent_id is null`,
		g.ID, engine.Micros(g.Until), g.Agent, engine.Micros(g.Claimed))
	if err != nil {
		return false, fmt.Errorf("claim guide: %w", err)
	}
	return n == 1, nil
}

// See keeps where the browser of a guide is.
func See(tx *engine.Tx, g guide.Guide) error {
	_, err := tx.Exec(`update guides set party_id = $2, place = $3, step = $4, tries = $5, fault = $6, seen_at = $7 where id = $1 and ended_at = 0`,
		g.ID, g.Party, g.Place, g.Step, g.Tries, g.Fault, engine.Micros(g.Seen))
	if err != nil {
		return fmt.Errorf("keep page of guide: %w", err)
	}
	return nil
}

// End ends a guide that goes on.
func End(tx *engine.Tx, which guide.ID, at time.Time) error {
	if _, err := tx.Exec(`update guides set ended_at = $2 where id = $1 and ended_at = 0`, which, engine.Micros(at)); err != nil {
		return fmt.Errorf("end guide: %w", err)
	}
	return nil
}

// ByCode reads the guide of a code that can be taken now, or guide.NoCode.
func ByCode(r engine.Reader, box *seal.Box, code string, now time.Time) (guide.Guide, error) {
	key, other := box.Indexes(purpose, code)
	g, err := scan(r.QueryRow(`select `+columns+` from guides where (code_hash = $1 or code_hash = $2) and until > $3 and ended_at = 0 and agent_id is null
		order by id desc limit 1`, key, other, engine.Micros(now)))
	if engine.NoRows(err) {
		return g, guide.NoCode()
	}
	if err != nil {
		return g, fmt.Errorf("read guide by code: %w", err)
	}
	return g, nil
}

// OfBrowser reads the guide of a browser that goes on, or a zero one.
func OfBrowser(r engine.Reader, browser identity.Token, now time.Time) (guide.Guide, error) {
	g, err := scan(r.QueryRow(`select `+columns+` from guides where browser_hash = $1 and until > $2 and ended_at = 0 order by id desc limit 1`,
		browser.Hash(), engine.Micros(now)))
	if engine.NoRows(err) {
		return guide.Guide{}, nil
	}
	if err != nil {
		return g, fmt.Errorf("read guide of browser: %w", err)
	}
	return g, nil
}

// ByID reads a guide, or fault.NotFound.
func ByID(r engine.Reader, which guide.ID) (guide.Guide, error) {
	g, err := scan(r.QueryRow(`select `+columns+` from guides where id = $1`, which))
	if engine.NoRows(err) {
		return g, fault.New(fault.NotFound, "There is no such code.")
	}
	if err != nil {
		return g, fmt.Errorf("read guide: %w", err)
	}
	return g, nil
}

// Waiting counts the codes that nobody has taken.
func Waiting(r engine.Reader, now time.Time) (int, error) {
	var n int
	if err := r.QueryRow(`select count(*) from guides where until > $1 and ended_at = 0 and agent_id is null`, engine.Micros(now)).Scan(&n); err != nil {
		return 0, fmt.Errorf("count guides: %w", err)
	}
	return n, nil
}

func scan(row *engine.Row) (guide.Guide, error) {
	var g guide.Guide
	var created, until, claimed, seen, ended int64
	err := row.Scan(&g.ID, &created, &until, &g.Agent, &claimed, &g.Party, &g.Place, &g.Step, &g.Tries, &g.Fault, &seen, &ended)
	g.Created, g.Until, g.Claimed, g.Seen, g.Ended = engine.FromMicros(created), engine.FromMicros(until), engine.FromMicros(claimed), engine.FromMicros(seen), engine.FromMicros(ended)
	return g, err
}
