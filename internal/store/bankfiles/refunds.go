package bankfiles

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/store/engine"
)

// EntryByID returns an entry or fault.NotFound.
func EntryByID(r engine.Reader, entry payment.EntryID) (Entry, error) {
	rows, err := r.Query(`select `+entryColumns+` from bank_entries e where e.id = $1`, entry)
	all, err := engine.All(rows, err, scanEntry)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "There is no such entry.")
	}
	if err != nil {
		return Entry{}, err
	}
	return all[0], nil
}

// RefundsSent moves the refunds of a file that has left from batched to sent, all at once.
func RefundsSent(tx *engine.Tx, file payment.FileID, on civil.Date) (int64, error) {
	n, err := tx.Exec(`update refunds set state = $2, state_on = $3 where state = $4 and entry_id in (select id from bank_entries where file_id = $1)`,
		file, string(payment.Sent), on, string(payment.Batched))
	if err != nil {
		return 0, fmt.Errorf("mark refunds as sent: %w", err)
	}
	return n, nil
}

// refundsBack takes the refunds of a refused file back to where the next file finds them.
func refundsBack(tx *engine.Tx, file payment.FileID) error {
	_, err := tx.Exec(`update refunds set state = $2 where state = $3 and entry_id in (select id from bank_entries where file_id = $1)`,
		file, string(payment.Batched), string(payment.Sent))
	if err != nil {
		return fmt.Errorf("take refunds back from a file: %w", err)
	}
	return nil
}
