package outbox

import (
	"fmt"
	"strings"
	"time"

	"marque/internal/core/notice"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Bounce marks the identifiers of letters that came back.
type Bounce struct{}

// BounceID names a letter that came back.
type BounceID = id.Of[Bounce]

// bouncePurpose is that of the index of addresses.
const bouncePurpose = "mail bounce"

func foldAddress(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

// AddBounce keeps that a message came back. The same report again changes nothing.
func AddBounce(tx *engine.Tx, box *seal.Box, bounce BounceID, m Message, b notice.Bounce, at time.Time) error {
	address := foldAddress(m.To)
	sealed, err := box.Seal(seal.Place{Table: "mail_bounces", Column: "address", Row: bounce.String()}, address)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into mail_bounces (id, message_id, address, address_index, hard, status, at) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (message_id, hard) do nothing`, bounce, m.ID, sealed, box.Index(bouncePurpose, address), b.Hard, b.Status, engine.Micros(at))
	if err != nil {
		return fmt.Errorf("keep bounce: %w", err)
	}
	return nil
}

// Failing is how mail to an address fares.
type Failing struct {
	Hard, Soft int       // letters that came back
	Last       time.Time // the last hard one; zero is none
}

// BouncedFor is how long a letter that came back counts against its address. Statements go out each month: an address that is still wrong
// is known again before it is forgotten, and one that works again is not held against anybody for long.
const BouncedFor = 45 * 24 * time.Hour

// FailingOf tells how mail to an address has fared until now.
func FailingOf(r engine.Reader, box *seal.Box, address string, now time.Time) (Failing, error) {
	current, other := box.Indexes(bouncePurpose, foldAddress(address))
	var f Failing
	var last int64
	err := r.QueryRow(`select cast(coalesce(sum(case when hard then 1 else 0 end), 0) as BIGINT), cast(coalesce(sum(case when hard then 0 else 1 end), 0) as BIGINT),
		coalesce(max(case when hard then at else 0 end), 0) from mail_bounces where (address_index = $1 or address_index = $2) and at >= $3`,
		current, other, engine.Micros(now.Add(-BouncedFor))).Scan(&f.Hard, &f.Soft, &last)
	if err != nil {
		return f, fmt.Errorf("read bounces: %w", err)
	}
	if last > 0 {
		f.Last = engine.FromMicros(last)
	}
	return f, nil
}
