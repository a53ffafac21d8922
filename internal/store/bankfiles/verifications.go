package bankfiles

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/store/engine"
)

// VerificationsSent moves the verifications of a file that has left from ordered to sent, all at once.
func VerificationsSent(tx *engine.Tx, file payment.FileID, on civil.Date) error {
	_, err := tx.Exec(`update account_verifications set state = case when state = $2 then $3 else state end, sent_on = $4
		where sent_on is null and entry_1 in (select id from bank_entries where file_id = $1)`,
		file, string(payment.VerifyOrdered), string(payment.VerifySent), on)
	if err != nil {
		return fmt.Errorf("mark verifications as sent: %w", err)
	}
	return nil
}

// verificationsBack takes the verifications of a refused file back to where the next file finds them, but for those whose money was booked.
func verificationsBack(tx *engine.Tx, file payment.FileID) error {
	_, err := tx.Exec(`update account_verifications set state = case when state = $3 then $2 else state end, sent_on = null
		where booked_on is null and state in ($2, $3) and entry_1 in (select id from bank_entries where file_id = $1)`,
		file, string(payment.VerifyOrdered), string(payment.VerifySent))
	if err != nil {
		return fmt.Errorf("take verifications back from a file: %w", err)
	}
	return nil
}

// Withdraw takes entries away that wait for a file; it returns how many did.
func Withdraw(tx *engine.Tx, entries ...payment.EntryID) (int, error) {
	gone := 0
	for _, e := range entries {
		n, err := tx.Exec(`delete from bank_entries where id = $1 and file_id is null`, e)
		if err != nil {
			return gone, fmt.Errorf("withdraw entry: %w", err)
		}
		gone += int(n)
	}
	return gone, nil
}

// Micros counts the prenotes and micro entries that were due on a day or later, and those of them that came back: what Nacha wants watched of verifications.
func Micros(r engine.Reader, since civil.Date) (sent, returned int64, err error) {
	err = r.QueryRow(`select count(*), coalesce(cast(sum(case when e.return_code <> '' then 1 else 0 end) as bigint), 0) from bank_entries e join bank_files f on f.id = e.file_id
		where e.kind in ($2, $3, $4) and e.effective >= $1 and f.sent_on is not null`, since, string(payment.MicroEntry), string(payment.MicroDebit), string(payment.PrenoteEntry)).
		Scan(&sent, &returned)
	if err != nil {
		return 0, 0, fmt.Errorf("count verifications: %w", err)
	}
	return sent, returned, nil
}
