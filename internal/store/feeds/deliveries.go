package feeds

import (
	"bytes"
	"fmt"
	"time"

	"marque/internal/fault"
	"marque/internal/store/engine"
)

// Delivery is a signed bundle of messages as a sender names it.
type Delivery struct {
	Sender string
	ID     string
	Signed time.Time // when the sender signed it
	Hash   [32]byte  // of the body
}

// Accept notes a delivery, or refuses one that is played again: what was signed at that instant or later has come already, or the id has stood for
// another body.
func Accept(tx *engine.Tx, d Delivery, now time.Time) error {
	n, err := tx.Exec(`insert into feed_deliveries (sender, delivery, stamp, body_hash, received_at) values ($1, $2, $3, $4, $5)
		on conflict (sender, delivery) do nothing`, d.Sender, d.ID, engine.Micros(d.Signed), d.Hash[:], engine.Micros(now))
	if err != nil || n == 1 {
		return wrap(err)
	}
	var stamp int64
	var hash []byte
	err = tx.QueryRow(`select stamp, body_hash from feed_deliveries where sender = $1 and delivery = $2`+tx.ForUpdate(), d.Sender, d.ID).Scan(&stamp, &hash)
	switch {
	case err != nil:
		return wrap(err)
	case !bytes.Equal(hash, d.Hash[:]):
		return fault.New(fault.Conflict, "A delivery of this id has come already, with another body.")
	case engine.Micros(d.Signed) <= stamp:
		return fault.New(fault.Repeated, "This delivery has come already. Sign it anew to send it again.")
	}
	_, err = tx.Exec(`update feed_deliveries set stamp = $3 where sender = $1 and delivery = $2`, d.Sender, d.ID, engine.Micros(d.Signed))
	return wrap(err)
}

func wrap(err error) error {
	if err != nil {
		return fmt.Errorf("accept a delivery: %w", err)
	}
	return nil
}
