package book

import (
	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/store/engine"
	"marque/internal/store/ledgers"
)

// Hold books money that is on its way from a bank as a pending entry, which has no effect on balances (money.md, section 3).
func (b *Book) Hold(tx *engine.Tx, contractID contract.ID, key string, amount money.Cents, day civil.Date) error {
	t, err := ledger.New(ledger.Transaction{
		ID: pendingID(contractID, key), Contract: contractID.String(), Key: key, Effective: day, Posted: day, Phase: ledger.Pending,
		Postings: []ledger.Posting{{Account: ledger.BankTransit, Amount: amount}, {Account: ledger.Unapplied, Amount: -amount}},
	})
	if err != nil {
		return err
	}
	return ledgers.Hold(tx, contractID, ledgers.Pending{
		ID: t.ID, Key: key, Made: day, Debit: ledger.BankTransit, Credit: ledger.Unapplied, Amount: amount,
	}, b.now())
}

// Arrive ends what Hold began: the money is there, and the contract's own event books it.
func (b *Book) Arrive(tx *engine.Tx, contractID contract.ID, key string, day civil.Date) error {
	return b.decide(tx, contractID, key, func(t ledger.Transaction) (ledger.Transaction, error) { return t.Post(day) })
}

// Void ends what Hold began: the money never came.
func (b *Book) Void(tx *engine.Tx, contractID contract.ID, key string, day civil.Date) error {
	return b.decide(tx, contractID, key, func(t ledger.Transaction) (ledger.Transaction, error) { return t.Void(day) })
}

func (b *Book) decide(tx *engine.Tx, contractID contract.ID, key string, end func(ledger.Transaction) (ledger.Transaction, error)) error {
	all, err := ledgers.Pendings(tx, contractID)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Key != key {
			continue
		}
		ended, err := end(ledger.Transaction{ID: p.ID, Key: p.Key, Phase: p.Phase, Effective: p.Made, Posted: p.Made})
		if err != nil {
			return err
		}
		p.Phase, p.Decided = ended.Phase, ended.Posted
		return ledgers.Decide(tx, contractID, p, b.now())
	}
	return fault.Newf(fault.NotFound, "Nothing is pending under %s.", key)
}

func pendingID(contractID contract.ID, key string) ledger.ID {
	return id.Derive[ledger.Transaction](contractID.String(), "pending", key)
}
