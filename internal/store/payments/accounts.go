package payments

import (
	"bytes"
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

func place(column string, account payment.AccountID) seal.Place {
	return seal.Place{Table: "bank_accounts", Column: column, Row: account.String()}
}

// AddAccount keeps a bank account, its numbers sealed. When the party has the same account already, that one is returned instead; one that was removed comes back as a new
// one, unless its bank has stopped it: that stays so. It tells whether anything was added.
func AddAccount(tx *engine.Tx, box *seal.Box, a payment.Account, at time.Time) (payment.Account, bool, error) {
	routing, err := box.Seal(place("routing", a.ID), a.Routing)
	if err != nil {
		return a, false, err
	}
	number, err := box.Seal(place("number", a.ID), a.Number)
	if err != nil {
		return a, false, err
	}
	index, err := accountIndex(tx, box, a)
	if err != nil {
		return a, false, err
	}
	back, err := tx.Exec(`update bank_accounts set removed = 0, added = $3, preferred = 0, nickname = null,
		status = case when status = $4 then status else $5 end, status_on = case when status = $4 then status_on else null end,
		status_why = case when status = $4 then status_why else '' end
		where party_id = $1 and number_index = $2 and removed > 0`, a.Party, index, engine.Micros(at), string(payment.Stopped), string(payment.Unverified))
	if err != nil {
		return a, false, fmt.Errorf("take a bank account back: %w", err)
	}
	asked := a.ID
	err = tx.QueryRow(`insert into bank_accounts (party_id, id, type, routing, number, number_index, status, added)
		values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (party_id, number_index) do update set type = excluded.type returning id, status`,
		a.Party, a.ID, string(a.Type), routing, number, index, string(a.Status), engine.Micros(at)).Scan(&a.ID, &a.Status)
	if err != nil {
		return a, false, fmt.Errorf("add bank account: %w", err)
	}
	return a, back > 0 || a.ID == asked, nil
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

// Verify records that an account works and why: micro, prenote or debit. One that was stopped stays so, and one that is verified is left alone. It tells whether this was news.
func Verify(tx *engine.Tx, party access.PartyID, account payment.AccountID, why string, on civil.Date) (bool, error) {
	n, err := tx.Exec(`update bank_accounts set status = $3, status_why = $4, status_on = $5 where party_id = $1 and id = $2 and status = $6`,
		party, account, string(payment.Verified), why, on, string(payment.Unverified))
	if err != nil {
		return false, fmt.Errorf("verify bank account: %w", err)
	}
	return n > 0, nil
}

// Stop records that no debit may be drawn on an account any more, by the code of the return that said so. The first one counts. It tells whether this was news.
func Stop(tx *engine.Tx, party access.PartyID, account payment.AccountID, code string, on civil.Date) (bool, error) {
	n, err := tx.Exec(`update bank_accounts set status = $3, status_why = $4, status_on = $5 where party_id = $1 and id = $2 and status <> $3`,
		party, account, string(payment.Stopped), code, on)
	if err != nil {
		return false, fmt.Errorf("stop bank account: %w", err)
	}
	return n > 0, nil
}

// LockParty serialises what counts a party's accounts: it locks the party's row.
func LockParty(tx *engine.Tx, party access.PartyID) error {
	var n int
	err := tx.QueryRow(`select 1 from parties where id = $1`+tx.ForUpdate(), party).Scan(&n)
	if engine.NoRows(err) {
		return fault.New(fault.NotFound, "There is no such person here.")
	}
	if err != nil {
		return fmt.Errorf("lock party: %w", err)
	}
	return nil
}

// Rename keeps what its owner calls an account; nothing takes the name away.
func Rename(tx *engine.Tx, box *seal.Box, party access.PartyID, account payment.AccountID, name string) error {
	var sealed any
	if name != "" {
		text, err := box.Seal(place("nickname", account), name)
		if err != nil {
			return err
		}
		sealed = text
	}
	_, err := tx.Exec(`update bank_accounts set nickname = $3 where party_id = $1 and id = $2`, party, account, sealed)
	if err != nil {
		return fmt.Errorf("rename bank account: %w", err)
	}
	return nil
}

// Prefer makes an account the one that is offered first.
func Prefer(tx *engine.Tx, party access.PartyID, account payment.AccountID, at time.Time) error {
	_, err := tx.Exec(`update bank_accounts set preferred = case when id = $2 then cast($3 as bigint) else 0 end where party_id = $1 and (id = $2 or preferred > 0)`,
		party, account, engine.Micros(at))
	if err != nil {
		return fmt.Errorf("prefer bank account: %w", err)
	}
	return nil
}

// Remove takes an account off its owner's list. Its row stays, for what was done with it.
func Remove(tx *engine.Tx, party access.PartyID, account payment.AccountID, at time.Time) error {
	_, err := tx.Exec(`update bank_accounts set removed = $3, preferred = 0 where party_id = $1 and id = $2 and removed = 0`, party, account, engine.Micros(at))
	if err != nil {
		return fmt.Errorf("remove bank account: %w", err)
	}
	return nil
}

// CountAccounts counts a party's accounts, and those added since an instant, removed ones among these.
func CountAccounts(r engine.Reader, party access.PartyID, since time.Time) (all, added int, err error) {
	err = r.QueryRow(`select coalesce(cast(sum(case when removed = 0 then 1 else 0 end) as bigint), 0), coalesce(cast(sum(case when added >= $2 then 1 else 0 end) as bigint), 0)
		from bank_accounts where party_id = $1`, party, engine.Micros(since)).Scan(&all, &added)
	if err != nil {
		return 0, 0, fmt.Errorf("count bank accounts: %w", err)
	}
	return all, added, nil
}

// mostAccounts bounds what is read of one party.
const mostAccounts = 20

const accountColumns = `party_id, id, type, routing, number, status, nickname, preferred, status_on, status_why`

// Accounts lists a party's bank accounts: the preferred one first, then the newest. What was removed is left out.
func Accounts(r engine.Reader, box *seal.Box, party access.PartyID) ([]payment.Account, error) {
	rows, err := r.Query(`select `+accountColumns+` from bank_accounts
		where party_id = $1 and removed = 0 order by preferred desc, id desc limit $2`, party, mostAccounts)
	return engine.All(rows, err, func(rows *engine.Rows) (payment.Account, error) { return scanAccount(rows, box) })
}

// Listed is Account for what is to be used: one that was removed is fault.NotFound.
func Listed(r engine.Reader, box *seal.Box, party access.PartyID, account payment.AccountID) (payment.Account, error) {
	return oneAccount(r.QueryRow(`select `+accountColumns+` from bank_accounts where party_id = $1 and id = $2 and removed = 0`, party, account), box)
}

// Account returns a party's bank account, removed or not, or fault.NotFound.
func Account(r engine.Reader, box *seal.Box, party access.PartyID, account payment.AccountID) (payment.Account, error) {
	return oneAccount(r.QueryRow(`select `+accountColumns+` from bank_accounts where party_id = $1 and id = $2`, party, account), box)
}

func oneAccount(row scanner, box *seal.Box) (payment.Account, error) {
	a, err := scanAccount(row, box)
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
	var routing, number, nickname []byte
	var preferred int64
	err := row.Scan(&a.Party, &a.ID, &a.Type, &routing, &number, &a.Status, &nickname, &preferred, &a.StatusOn, &a.Why)
	if err != nil {
		return a, err
	}
	a.Default = preferred > 0
	if a.Routing, err = box.Open(place("routing", a.ID), routing); err != nil {
		return a, err
	}
	if nickname != nil {
		if a.Nickname, err = box.Open(place("nickname", a.ID), nickname); err != nil {
			return a, err
		}
	}
	a.Number, err = box.Open(place("number", a.ID), number)
	return a, err
}
