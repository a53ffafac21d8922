package book

import (
	"marque/internal/civil"
	"marque/internal/core/booking"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/ledgers"
)

// House books what is the lender's own on the occasion of a contract, under a booking.HouseKey: it changes nothing of what the customer owes, and no fold wants or undoes it.
// The caller's own state sees to it that each key is booked once; a second time is refused by the schema.
func (b *Book) House(tx *engine.Tx, contractID contract.ID, key string, day civil.Date, postings ...ledger.Posting) error {
	posted, err := b.posting(tx, day)
	if err != nil {
		return err
	}
	key = booking.HouseKey(key)
	t, err := ledger.New(ledger.Transaction{
		ID: id.Derive[ledger.Transaction](contractID.String(), key), Contract: contractID.String(), Key: key, Effective: day, Posted: posted, Cause: key, Postings: postings,
	})
	if err != nil {
		return err
	}
	return ledgers.Post(tx, b.now(), ledgers.Entry{Contract: contractID, All: []ledger.Transaction{t}})
}
