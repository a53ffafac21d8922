// Package ledgers keeps the journal: append-only entries and postings for each contract, and the balances they add up to.
package ledgers

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/booking"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/money"
	"marque/internal/store/engine"
)

// Entry is what is to be posted for one contract.
type Entry struct {
	Contract contract.ID
	First    bool // nothing was posted for it before
	All      []ledger.Transaction
}

// Post appends transactions to contracts' journals and moves their balances by the same amounts.
func Post(tx *engine.Tx, recorded time.Time, posted ...Entry) error {
	var entries, postings, opened, moves [][]any
	for _, e := range posted {
		moved := map[ledger.Account]money.Cents{}
		for _, t := range e.All {
			entries = append(entries, []any{e.Contract, t.ID, t.Key, t.Effective, t.Posted, engine.Micros(recorded), t.Cause, t.Corrects})
			for _, p := range t.Postings {
				postings = append(postings, []any{e.Contract, t.ID, int(p.Account), p.Amount})
				moved[p.Account] += p.Amount
			}
		}
		for _, account := range ledger.Accounts() {
			row := []any{e.Contract, int(account), moved[account]}
			switch {
			case moved[account] == 0:
			case e.First:
				opened = append(opened, row)
			default:
				moves = append(moves, row)
			}
		}
	}
	err := tx.Insert("ledger_entries", []string{"contract_id", "id", "key", "effective", "posted", "recorded", "cause", "corrects"}, entries)
	if err != nil {
		return fmt.Errorf("post entries: %w", err)
	}
	if err := tx.Insert("ledger_postings", []string{"contract_id", "entry_id", "account", "amount"}, postings); err != nil {
		return fmt.Errorf("post: %w", err)
	}
	if err := tx.Insert("ledger_balances", []string{"contract_id", "account", "balance"}, opened); err != nil {
		return fmt.Errorf("open balances: %w", err)
	}
	_, err = tx.ExecEach(`insert into ledger_balances (contract_id, account, balance) values ($1, $2, $3)
		on conflict (contract_id, account) do update set balance = ledger_balances.balance + excluded.balance`, moves)
	if err != nil {
		return fmt.Errorf("move balances: %w", err)
	}
	return nil
}

// Booked returns what the journal holds for a contract, summed per key and account: what the fold's wishes are compared with.
func Booked(r engine.Reader, contractID contract.ID) ([]booking.Booked, error) {
	of, err := BookedOf(r, []contract.ID{contractID})
	return of[contractID], err
}

// BookedOf is Booked for many contracts.
func BookedOf(r engine.Reader, ids []contract.ID) (map[contract.ID][]booking.Booked, error) {
	texts := make([]string, len(ids))
	for i, one := range ids {
		texts[i] = one.String()
	}
	type sum struct {
		contract contract.ID
		booking.Booked
	}
	out := make(map[contract.ID][]booking.Booked, len(ids))
	for _, group := range engine.Groups(texts) {
		rows, err := r.Query(`select e.contract_id, e.key, p.account, cast(sum(p.amount) as bigint), count(*) from ledger_entries e
			join ledger_postings p on p.contract_id = e.contract_id and p.entry_id = e.id
			where e.contract_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
			group by e.contract_id, e.key, p.account order by e.contract_id, e.key, p.account`, group...)
		found, err := engine.All(rows, err, func(rows *engine.Rows) (sum, error) {
			var s sum
			var account int
			err := rows.Scan(&s.contract, &s.Key, &account, &s.Amount, &s.Entries)
			s.Account = ledger.Account(account)
			return s, err
		})
		if err != nil {
			return nil, fmt.Errorf("read what is booked: %w", err)
		}
		for _, s := range found {
			out[s.contract] = append(out[s.contract], s.Booked)
		}
	}
	return out, nil
}

// afterHouse is the first key behind those of booking.HouseKey: keys are compared by their bytes on both engines.
const afterHouse = "house0"

// CountEntries returns how many entries a contract's journal has by its fold: what the lender booked for itself (booking.HouseKey) is not counted.
func CountEntries(r engine.Reader, contractID contract.ID) (int, error) {
	var n int
	if err := r.QueryRow(`select count(*) from ledger_entries where contract_id = $1 and (key < $2 or key >= $3)`, contractID, booking.HouseKey(""), afterHouse).Scan(&n); err != nil {
		return 0, fmt.Errorf("count entries: %w", err)
	}
	return n, nil
}

// PostedOn returns a contract's entries that were posted on a day, in the order of their keys.
func PostedOn(r engine.Reader, contractID contract.ID, day civil.Date) ([]ledger.Transaction, error) {
	rows, err := r.Query(`select e.id, e.key, e.effective, e.posted, e.cause, e.corrects, p.account, p.amount from ledger_entries e
		join ledger_postings p on p.contract_id = e.contract_id and p.entry_id = e.id
		where e.contract_id = $1 and e.posted = $2 order by e.key, e.id, p.account`, contractID, day)
	if err != nil {
		return nil, fmt.Errorf("read what was posted: %w", err)
	}
	defer rows.Close()
	var all []ledger.Transaction
	for rows.Next() {
		var t ledger.Transaction
		var account int
		var p ledger.Posting
		if err := rows.Scan(&t.ID, &t.Key, &t.Effective, &t.Posted, &t.Cause, &t.Corrects, &account, &p.Amount); err != nil {
			return nil, fmt.Errorf("read what was posted: %w", err)
		}
		if n := len(all); n == 0 || all[n-1].ID != t.ID {
			all = append(all, t)
		}
		p.Account = ledger.Account(account)
		all[len(all)-1].Postings = append(all[len(all)-1].Postings, p)
	}
	return all, rows.Err()
}

// Balances returns a contract's balance in every account it ever touched: debits positive, credits negative.
func Balances(r engine.Reader, contractID contract.ID) (map[ledger.Account]money.Cents, error) {
	rows, err := r.Query(`select account, balance from ledger_balances where contract_id = $1`, contractID)
	return toMap(rows, err)
}

// Sums returns what a contract's postings add up to in every account: what the balances must equal.
func Sums(r engine.Reader, contractID contract.ID) (map[ledger.Account]money.Cents, error) {
	rows, err := r.Query(`select account, cast(sum(amount) as bigint) from ledger_postings where contract_id = $1 group by account`, contractID)
	return toMap(rows, err)
}

func toMap(rows *engine.Rows, err error) (map[ledger.Account]money.Cents, error) {
	type pair struct {
		account int
		amount  money.Cents
	}
	pairs, err := engine.All(rows, err, func(rows *engine.Rows) (pair, error) {
		var p pair
		err := rows.Scan(&p.account, &p.amount)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("read balances: %w", err)
	}
	out := make(map[ledger.Account]money.Cents, len(pairs))
	for _, p := range pairs {
		out[ledger.Account(p.account)] = p.amount
	}
	return out, nil
}

// mostUnbalanced bounds a list of findings.
const mostUnbalanced = 100

// Unbalanced lists the entries whose postings do not sum to zero: there must be none.
func Unbalanced(r engine.Reader) ([]string, error) {
	rows, err := r.Query(`select e.contract_id, e.key from ledger_entries e
		left join ledger_postings p on p.contract_id = e.contract_id and p.entry_id = e.id
		group by e.contract_id, e.id, e.key having coalesce(sum(p.amount), 1) <> 0 order by e.contract_id, e.key limit $1`, mostUnbalanced)
	return engine.All(rows, err, func(rows *engine.Rows) (string, error) {
		var contractID contract.ID
		var key string
		err := rows.Scan(&contractID, &key)
		return fmt.Sprintf("ledger: entry %s of contract %s does not sum to zero", key, contractID), err
	})
}
