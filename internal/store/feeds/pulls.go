package feeds

import (
	"fmt"
	"time"

	"marque/internal/fault"
	"marque/internal/store/engine"
)

// Stand is how far a feed that is fetched was read: the page on which it stands, and the tag of what stood there. A page without a tag was not read yet.
type Stand struct{ Page, Tag string }

// StandOf returns how far the feed of an address was read; one that was never read stands at its address.
func StandOf(r engine.Reader, address string) (Stand, error) {
	s := Stand{Page: address}
	err := r.QueryRow(`select page, tag from feed_pulls where address = $1`, address).Scan(&s.Page, &s.Tag)
	if err != nil && !engine.NoRows(err) {
		return s, fmt.Errorf("read where a feed stands: %w", err)
	}
	return s, nil
}

// Move notes how far the feed of an address was read. It refuses when somebody else has moved it meanwhile.
func Move(tx *engine.Tx, address string, from, to Stand, now time.Time) error {
	n, err := tx.Exec(`insert into feed_pulls (address, page, tag, pulled_at) values ($1, $2, $3, $4)
		on conflict (address) do update set page = excluded.page, tag = excluded.tag, pulled_at = excluded.pulled_at
		where feed_pulls.page = $5 and feed_pulls.tag = $6`, address, to.Page, to.Tag, engine.Micros(now), from.Page, from.Tag)
	if err != nil {
		return fmt.Errorf("note where a feed stands: %w", err)
	}
	if n != 1 {
		return fault.New(fault.Conflict, "Another process reads this feed.")
	}
	return nil
}
