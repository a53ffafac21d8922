package bankfiles

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/store/engine"
)

// Entry is a stored entry: an order to the bank that waits for a file, or stands in one. Routing and account number are the account's.
type Entry struct {
	payment.Entry
	File       payment.FileID // none while it waits
	FileState  State          // with ByTrace
	Date       civil.Date     // not before
	Party      access.PartyID
	Account    payment.AccountID
	Contract   contract.ID // none for what is about an account only
	Payment    payment.ID  // none for what is no payment
	ReturnCode string
	ReturnedOn civil.Date
}

// NextTrace counts the entries of all files.
func NextTrace(tx *engine.Tx) (int64, error) {
	var n int64
	err := tx.QueryRow(`insert into bank_counters (name, value) values ('trace', 1)
		on conflict (name) do update set value = bank_counters.value + 1 returning value`).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count traces: %w", err)
	}
	return n, nil
}

// Add keeps an entry. One that is kept already under its id stays as it is.
func Add(tx *engine.Tx, e Entry) error {
	_, err := tx.Exec(`insert into bank_entries (id, file_id, trace, kind, class, recurring, retry, amount, date, effective, party_id, account_id,
		contract_id, payment_id, brand, reference, return_code, returned_on)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, '', null) on conflict (id) do nothing`,
		e.ID, e.File, none(e.Trace), string(e.Kind), string(e.Class), e.Recurring, e.Retry, e.Amount, e.Date, e.Effective, e.Party, e.Account,
		e.Contract, e.Payment, e.Brand, e.Reference)
	if err != nil {
		return fmt.Errorf("add entry: %w", err)
	}
	return nil
}

// none stores an empty text as NULL.
func none(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Attach puts a waiting entry into a file.
func Attach(tx *engine.Tx, e Entry) error {
	n, err := tx.Exec(`update bank_entries set file_id = $2, trace = $3, effective = $4 where id = $1 and file_id is null`, e.ID, e.File, e.Trace, e.Effective)
	if err != nil {
		return fmt.Errorf("attach entry: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "This entry stands in a file already.")
	}
	return nil
}

const entryColumns = `e.id, e.file_id, coalesce(e.trace, ''), e.kind, e.class, e.recurring, e.retry, e.amount, e.date, e.effective, e.party_id, e.account_id,
	e.contract_id, e.payment_id, e.brand, e.reference, e.return_code, e.returned_on`

func scanEntry(rows *engine.Rows) (Entry, error) {
	var e Entry
	err := rows.Scan(&e.ID, &e.File, &e.Trace, &e.Kind, &e.Class, &e.Recurring, &e.Retry, &e.Amount, &e.Date, &e.Effective, &e.Party, &e.Account,
		&e.Contract, &e.Payment, &e.Brand, &e.Reference, &e.ReturnCode, &e.ReturnedOn)
	return e, err
}

// Unfiled lists at most limit entries that wait for a file and whose day has come.
func Unfiled(r engine.Reader, until civil.Date, limit int) ([]Entry, error) {
	rows, err := r.Query(`select `+entryColumns+` from bank_entries e where e.file_id is null and e.date <= $1 order by e.id limit $2`, until, limit)
	return engine.All(rows, err, scanEntry)
}

// Of lists the entries of a file by trace.
func Of(r engine.Reader, file payment.FileID) ([]Entry, error) {
	rows, err := r.Query(`select `+entryColumns+` from bank_entries e where e.file_id = $1 order by e.trace limit $2`, file, payment.MostEntries+1)
	return engine.All(rows, err, scanEntry)
}

// FirstTrace is the trace of the first debit of an account that stands in a file, or nothing.
func FirstTrace(r engine.Reader, account payment.AccountID) (string, error) {
	var trace string
	err := r.QueryRow(`select coalesce(min(trace), '') from bank_entries where account_id = $1 and kind = $2`, account, string(payment.DebitEntry)).Scan(&trace)
	if err != nil {
		return "", fmt.Errorf("look for an account's first debit: %w", err)
	}
	return trace, nil
}

// Count returns how many entries stand in a file.
func Count(r engine.Reader, file payment.FileID) (int, error) {
	var n int
	if err := r.QueryRow(`select count(*) from bank_entries where file_id = $1`, file).Scan(&n); err != nil {
		return 0, fmt.Errorf("count entries: %w", err)
	}
	return n, nil
}

// mostSame bounds how many entries of one trace are looked at: traces begin again after ten million.
const mostSame = 50

// ByTrace lists the entries that have a trace, the newest first, with the states of their files.
func ByTrace(r engine.Reader, trace string) ([]Entry, error) {
	rows, err := r.Query(`select `+entryColumns+`, f.state from bank_entries e join bank_files f on f.id = e.file_id
		where e.trace = $1 order by e.effective desc, e.id limit $2`, trace, mostSame)
	return engine.All(rows, err, func(rows *engine.Rows) (Entry, error) {
		var e Entry
		err := rows.Scan(&e.ID, &e.File, &e.Trace, &e.Kind, &e.Class, &e.Recurring, &e.Retry, &e.Amount, &e.Date, &e.Effective, &e.Party, &e.Account,
			&e.Contract, &e.Payment, &e.Brand, &e.Reference, &e.ReturnCode, &e.ReturnedOn, &e.FileState)
		return e, err
	})
}

// OfPayment lists the entries of a payment: one, or none before it was batched.
func OfPayment(r engine.Reader, p payment.ID) ([]Entry, error) {
	rows, err := r.Query(`select `+entryColumns+` from bank_entries e where e.payment_id = $1 order by e.id limit $2`, p, mostSame)
	return engine.All(rows, err, scanEntry)
}

// MarkReturned records that the bank sent an entry back; it is a Conflict when that is known already.
func MarkReturned(tx *engine.Tx, e payment.EntryID, code string, on civil.Date) error {
	n, err := tx.Exec(`update bank_entries set return_code = $2, returned_on = $3 where id = $1 and return_code = ''`, e, code, on)
	if err != nil {
		return fmt.Errorf("mark entry as returned: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "This entry has come back already.")
	}
	return nil
}

// PaymentsSent moves the payments of a file that has left from batched to sent, all at once.
func PaymentsSent(tx *engine.Tx, file payment.FileID, on civil.Date) (int64, error) {
	n, err := tx.Exec(`update payments set state = $2, state_on = $3 where state = $4 and id in (select payment_id from bank_entries where file_id = $1)`,
		file, string(payment.Sent), on, string(payment.Batched))
	if err != nil {
		return 0, fmt.Errorf("mark payments as sent: %w", err)
	}
	return n, nil
}

// Reopen takes the entries of a refused file out of it, with those of their payments that have not been settled, so that the next file holds them
// again. It returns how many stay, because their money was taken for granted already.
func Reopen(tx *engine.Tx, file payment.FileID) (int, error) {
	_, err := tx.Exec(`update payments set state = $2 where state = $3 and id in (select payment_id from bank_entries where file_id = $1)`,
		file, string(payment.Batched), string(payment.Sent))
	if err != nil {
		return 0, fmt.Errorf("take payments back from a file: %w", err)
	}
	if err := refundsBack(tx, file); err != nil {
		return 0, err
	}
	if err := verificationsBack(tx, file); err != nil {
		return 0, err
	}
	_, err = tx.Exec(`update bank_entries set file_id = null, trace = null, effective = null where file_id = $1
		and (payment_id is null or payment_id in (select id from payments where state = $2))
		and id not in (select entry_id from refunds where state <> $2)
		and (kind not in ('micro', 'micro_debit', 'prenote') or id in (select entry_1 from account_verifications where sent_on is null)
			or id in (select entry_2 from account_verifications where sent_on is null) or id in (select entry_3 from account_verifications where sent_on is null))`,
		file, string(payment.Batched))
	if err != nil {
		return 0, fmt.Errorf("take entries out of a file: %w", err)
	}
	return Count(tx, file)
}

// Tally counts debits by the code under which they came back; the empty code is those that did not.
type Tally struct {
	Code    string
	Entries int64
	Amount  money.Cents
}

// Tallies counts the debits of Nacha's rail that were due on a day or later, by return code, in one pass.
func Tallies(r engine.Reader, since civil.Date) ([]Tally, error) {
	rows, err := r.Query(`select e.return_code, count(*), cast(sum(e.amount) as bigint) from bank_entries e join bank_files f on f.id = e.file_id
		where e.kind = $1 and e.class <> $3 and e.effective >= $2 and f.sent_on is not null group by e.return_code order by e.return_code`, string(payment.DebitEntry), since, string(payment.Core))
	return engine.All(rows, err, func(rows *engine.Rows) (Tally, error) {
		var t Tally
		err := rows.Scan(&t.Code, &t.Entries, &t.Amount)
		return t, err
	})
}
