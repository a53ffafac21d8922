package ledgers

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/store/engine"
)

// Pending is money on its way: an entry that moves no balance until it is posted, and never does when it is voided. Its two sides are
// kept, its end is a row of its own, so that nothing here is ever changed.
type Pending struct {
	ID            ledger.ID
	Key           string
	Made          civil.Date
	Debit, Credit ledger.Account
	Amount        money.Cents
	Phase         ledger.Phase
	Decided       civil.Date // none while it is pending
}

// Hold keeps a pending entry. One that is kept already under its key stays as it is.
func Hold(tx *engine.Tx, contractID contract.ID, p Pending, recorded time.Time) error {
	_, err := tx.Exec(`insert into ledger_pendings (contract_id, id, key, made, debit, credit, amount, recorded)
		values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (contract_id, key) do nothing`,
		contractID, p.ID, p.Key, p.Made, int(p.Debit), int(p.Credit), p.Amount, engine.Micros(recorded))
	if err != nil {
		return fmt.Errorf("hold %s: %w", p.Key, err)
	}
	return nil
}

// Decide records the end of a pending entry: posted or voided, once.
func Decide(tx *engine.Tx, contractID contract.ID, p Pending, recorded time.Time) error {
	n, err := tx.Exec(`insert into ledger_outcomes (contract_id, pending_id, phase, decided, recorded) values ($1, $2, $3, $4, $5)
		on conflict (contract_id, pending_id) do nothing`, contractID, p.ID, phaseNames[p.Phase], p.Decided, engine.Micros(recorded))
	if err != nil {
		return fmt.Errorf("decide %s: %w", p.Key, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "This entry was posted or voided already.")
	}
	return nil
}

var phaseNames = [...]string{ledger.Posted: "posted", ledger.Pending: "pending", ledger.Voided: "voided"}

// Pendings lists a contract's entries on their way and those that have arrived, in the order of their ids.
func Pendings(r engine.Reader, contractID contract.ID) ([]Pending, error) {
	rows, err := r.Query(`select p.id, p.key, p.made, p.debit, p.credit, p.amount, coalesce(o.phase, 'pending'), o.decided from ledger_pendings p
		left join ledger_outcomes o on o.contract_id = p.contract_id and o.pending_id = p.id where p.contract_id = $1 order by p.id`, contractID)
	all, err := engine.All(rows, err, scanPending)
	if err != nil {
		return nil, fmt.Errorf("read pending entries: %w", err)
	}
	return all, nil
}

func scanPending(rows *engine.Rows) (Pending, error) {
	var p Pending
	var debit, credit int
	var phase string
	err := rows.Scan(&p.ID, &p.Key, &p.Made, &debit, &credit, &p.Amount, &phase, &p.Decided)
	p.Debit, p.Credit = ledger.Account(debit), ledger.Account(credit)
	for i, name := range phaseNames {
		if name == phase {
			p.Phase = ledger.Phase(i)
		}
	}
	return p, err
}
