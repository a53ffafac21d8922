package payments

import (
	"bytes"
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

func place(column string, account payment.AccountID) seal.Place {
	return seal.Place{Table: "bank_accounts", Column: column, Row: account.String()}
}

// AddAccount keeps a bank account, its numbers sealed. When the party has the same account already, that one is returned instead.
func AddAccount(tx *engine.Tx, box *seal.Box, a payment.Account, at time.Time) (payment.Account, error) {
	routing, err := box.Seal(place("routing", a.ID), a.Routing)
	if err != nil {
		return a, err
	}
	number, err := box.Seal(place("number", a.ID), a.Number)
	if err != nil {
		return a, err
	}
	index, err := accountIndex(tx, box, a)
	if err != nil {
		return a, err
	}
	err = tx.QueryRow(`insert into bank_accounts (party_id, id, type, routing, number, number_index, status, added)
		values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (party_id, number_index) do update set type = excluded.type returning id, status`,
		a.Party, a.ID, string(a.Type), routing, number, index, string(a.Status), engine.Micros(at)).Scan(&a.ID, &a.Status)
	if err != nil {
		return a, fmt.Errorf("add bank account: %w", err)
	}
	return a, nil
}

// accountIndex returns the blind index of an account. While keys are changed, an account that the party has under the other key is given
// the new index first, so that it is found and not added twice.
func accountIndex(tx *engine.Tx, box *seal.Box, a payment.Account) ([]byte, error) {
	now, other := box.Indexes("bank-account", a.Routing+"/"+a.Number)
	if bytes.Equal(now, other) {
		return now, nil
	}
	_, err := tx.Exec(`update bank_accounts set number_index = $3 where party_id = $1 and number_index = $2`, a.Party, other, now)
	if err != nil {
		return nil, fmt.Errorf("index bank account: %w", err)
	}
	return now, nil
}

// Correct stores an account's details anew, as its bank says they are. It is a Conflict when the party has that account as another one.
func Correct(tx *engine.Tx, box *seal.Box, a payment.Account) error {
	routing, err := box.Seal(place("routing", a.ID), a.Routing)
	if err != nil {
		return err
	}
	number, err := box.Seal(place("number", a.ID), a.Number)
	if err != nil {
		return err
	}
	index, err := accountIndex(tx, box, a)
	if err != nil {
		return err
	}
	var same int64
	err = tx.QueryRow(`select count(*) from bank_accounts where party_id = $1 and number_index = $2 and id <> $3`, a.Party, index, a.ID).Scan(&same)
	if err != nil {
		return fmt.Errorf("look for the corrected account: %w", err)
	}
	if same > 0 {
		return fault.New(fault.Conflict, "This account is on file already.")
	}
	_, err = tx.Exec(`update bank_accounts set type = $3, routing = $4, number = $5, number_index = $6 where party_id = $1 and id = $2`,
		a.Party, a.ID, string(a.Type), routing, number, index)
	if err != nil {
		return fmt.Errorf("correct bank account: %w", err)
	}
	return nil
}

// SetAccountStatus records whether debits may be drawn.
func SetAccountStatus(tx *engine.Tx, party access.PartyID, account payment.AccountID, status payment.AccountStatus) error {
	_, err := tx.Exec(`update bank_accounts set status = $3 where party_id = $1 and id = $2`, party, account, string(status))
	if err != nil {
		return fmt.Errorf("set bank account status: %w", err)
	}
	return nil
}

// mostAccounts bounds what one party may keep.
const mostAccounts = 20

// Accounts lists a party's bank accounts, the newest first.
func Accounts(r engine.Reader, box *seal.Box, party access.PartyID) ([]payment.Account, error) {
	rows, err := r.Query(`select party_id, id, type, routing, number, status from bank_accounts
		where party_id = $1 order by id desc limit $2`, party, mostAccounts)
	return engine.All(rows, err, func(rows *engine.Rows) (payment.Account, error) { return scanAccount(rows, box) })
}

// Account returns a party's bank account or fault.NotFound.
func Account(r engine.Reader, box *seal.Box, party access.PartyID, account payment.AccountID) (payment.Account, error) {
	a, err := scanAccount(r.QueryRow(`select party_id, id, type, routing, number, status from bank_accounts
		where party_id = $1 and id = $2`, party, account), box)
	if engine.NoRows(err) {
		return a, fault.New(fault.NotFound, "There is no such bank account.")
	}
	return a, err
}

// AccountAdded tells since when an account is on file.
func AccountAdded(r engine.Reader, party access.PartyID, account payment.AccountID) (time.Time, error) {
	var added int64
	err := r.QueryRow(`select added from bank_accounts where party_id = $1 and id = $2`, party, account).Scan(&added)
	if err != nil && !engine.NoRows(err) {
		return time.Time{}, fmt.Errorf("read bank account: %w", err)
	}
	return engine.FromMicros(added), nil
}

func scanAccount(row scanner, box *seal.Box) (payment.Account, error) {
	var a payment.Account
	var routing, number []byte
	err := row.Scan(&a.Party, &a.ID, &a.Type, &routing, &number, &a.Status)
	if err != nil {
		return a, err
	}
	if a.Routing, err = box.Open(place("routing", a.ID), routing); err != nil {
		return a, err
	}
	a.Number, err = box.Open(place("number", a.ID), number)
	return a, err
}
