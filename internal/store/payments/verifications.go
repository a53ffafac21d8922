package payments

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/store/engine"
)

// InsertVerification adds a verification; a second open one of an account is a Conflict.
func InsertVerification(tx *engine.Tx, v payment.Verification) error {
	var more [2]any
	for n := 2; n <= v.Method.EntryCount(); n++ {
		more[n-2] = v.Entry(n)
	}
	n, err := tx.Exec(`insert into account_verifications (party_id, id, account_id, contract_id, method, state, date, sent_on, booked_on, until, tries,
		return_code, ended_on, entry_1, entry_2, entry_3, created_by, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, null, null, null, 0, '', null, $8, $9, $10, $11, $12) on conflict do nothing`,
		v.Party, v.ID, v.Account, v.Contract, string(v.Method), string(v.State), v.Date, v.Entry(1), more[0], more[1], v.By, engine.Micros(v.At))
	if err != nil {
		return fmt.Errorf("insert verification: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "This account is being verified already.")
	}
	return nil
}

// MoveVerification stores the next step; it is a Conflict when another hand was quicker.
func MoveVerification(tx *engine.Tx, from, next payment.Verification) error {
	n, err := tx.Exec(`update account_verifications set state = $3, until = $4, tries = $5, return_code = $6, ended_on = $7, booked_on = $8
		where party_id = $1 and id = $2 and state = $9 and tries = $10 and (booked_on is null) = $11`,
		from.Party, from.ID, string(next.State), next.Until, next.Tries, next.Code, next.EndedOn, next.BookedOn, string(from.State), from.Tries, from.BookedOn.IsZero())
	if err != nil {
		return fmt.Errorf("move verification: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "This verification has changed in the meantime.")
	}
	return nil
}

const verificationColumns = `party_id, id, account_id, contract_id, method, state, date, sent_on, booked_on, until, tries, return_code, ended_on, created_by, created_at`

func scanVerification(row scanner) (payment.Verification, error) {
	var v payment.Verification
	var at int64
	err := row.Scan(&v.Party, &v.ID, &v.Account, &v.Contract, &v.Method, &v.State, &v.Date, &v.SentOn, &v.BookedOn, &v.Until, &v.Tries, &v.Code, &v.EndedOn, &v.By, &at)
	v.At = engine.FromMicros(at)
	return v, err
}

func scanVerifications(rows *engine.Rows) (payment.Verification, error) {
	return scanVerification(rows)
}

func oneVerification(row scanner) (payment.Verification, error) {
	v, err := scanVerification(row)
	if engine.NoRows(err) {
		return v, fault.New(fault.NotFound, "Nothing verifies this account.")
	}
	if err != nil {
		return v, fmt.Errorf("read verification: %w", err)
	}
	return v, nil
}

// LatestVerification returns an account's newest verification, or fault.NotFound.
func LatestVerification(r engine.Reader, party access.PartyID, account payment.AccountID) (payment.Verification, error) {
	return oneVerification(r.QueryRow(`select `+verificationColumns+` from account_verifications where party_id = $1 and account_id = $2
		order by created_at desc, id desc limit 1`, party, account))
}

// OpenVerification returns the verification of an account that has not ended, or fault.NotFound.
func OpenVerification(r engine.Reader, account payment.AccountID) (payment.Verification, error) {
	return oneVerification(r.QueryRow(`select `+verificationColumns+` from account_verifications
		where account_id = $1 and state in ('ordered', 'sent', 'arrived')`, account))
}

// VerificationOf returns the verification that an entry to the bank belongs to, or fault.NotFound.
func VerificationOf(r engine.Reader, entry payment.EntryID) (payment.Verification, error) {
	return oneVerification(r.QueryRow(`select `+verificationColumns+` from account_verifications where entry_1 = $1 or entry_2 = $1 or entry_3 = $1`, entry))
}

// VerificationsOn lists what was ordered on the occasion of a contract, the oldest first.
func VerificationsOn(r engine.Reader, contractID contract.ID) ([]payment.Verification, error) {
	rows, err := r.Query(`select `+verificationColumns+` from account_verifications where contract_id = $1 order by id limit $2`, contractID, mostVerifications)
	return engine.All(rows, err, scanVerifications)
}

// mostVerifications bounds what is read on one contract: three for each of some accounts.
const mostVerifications = 1000

// Unbooked lists micro entries that have left and whose money is not booked, behind an id.
func Unbooked(r engine.Reader, after payment.VerificationID, limit int) ([]payment.Verification, error) {
	rows, err := r.Query(`select `+verificationColumns+` from account_verifications
		where sent_on is not null and booked_on is null and method = $1 and id > $2 order by id limit $3`, string(payment.ByMicro), after.String(), limit)
	return engine.All(rows, err, scanVerifications)
}

// Verifications lists those in a state, behind an id.
func Verifications(r engine.Reader, state payment.VerificationState, after payment.VerificationID, limit int) ([]payment.Verification, error) {
	rows, err := r.Query(`select `+verificationColumns+` from account_verifications where state = $1 and id > $2 order by id limit $3`, string(state), after.String(), limit)
	return engine.All(rows, err, scanVerifications)
}

// CountVerifications counts the micro entries that an account ever got, and what a party has ordered since an instant.
func CountVerifications(r engine.Reader, party access.PartyID, account payment.AccountID, since time.Time) (ofAccount, ofParty int, err error) {
	err = r.QueryRow(`select coalesce(cast(sum(case when account_id = $2 and state <> 'withdrawn' then 1 else 0 end) as bigint), 0), coalesce(cast(sum(case when created_at >= $3 then 1 else 0 end) as bigint), 0)
		from account_verifications where party_id = $1 and method = $4`, party, account, engine.Micros(since), string(payment.ByMicro)).Scan(&ofAccount, &ofParty)
	if err != nil {
		return 0, 0, fmt.Errorf("count verifications: %w", err)
	}
	return ofAccount, ofParty, nil
}

// Use is a payment or refund that is not over.
type Use struct {
	Contract contract.ID
	Refund   bool
	State    payment.State
	Date     civil.Date
	Amount   money.Cents
}

// UsesOf lists what is to be drawn on or given to an account and has not been settled, the oldest first.
func UsesOf(r engine.Reader, party access.PartyID, account payment.AccountID) ([]Use, error) {
	rows, err := r.Query(`select contract_id, 0, state, date, amount from payments where account_id = $2 and state in ('created', 'batched', 'sent')
			and contract_id in (select contract_id from contract_parties where party_id = $1)
		union all select contract_id, 1, state, date, amount from refunds where party_id = $1 and account_id = $2 and state in ('created', 'batched', 'sent')
		order by 4, 1 limit $3`, party, account, mostChanges)
	return engine.All(rows, err, func(rows *engine.Rows) (Use, error) {
		var u Use
		var refund int
		err := rows.Scan(&u.Contract, &refund, &u.State, &u.Date, &u.Amount)
		u.Refund = refund == 1
		return u, err
	})
}

// WaitingFrom lists the payments from an account that wait for their day, the oldest first.
func WaitingFrom(r engine.Reader, party access.PartyID, account payment.AccountID) ([]Row, error) {
	rows, err := r.Query(`select contract_id, id, party_id, account_id, amount, kind, date, state, state_on, return_code, rail_ref,
		reference, created_by, created_at from payments where account_id = $2 and state = 'created'
		and contract_id in (select contract_id from contract_parties where party_id = $1) order by date, id limit $3`, party, account, mostVerifications)
	return engine.All(rows, err, scanRow)
}
