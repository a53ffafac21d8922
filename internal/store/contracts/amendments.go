package contracts

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/store/engine"
)

// Amendment is one matter that an amendment has changed.
type Amendment struct {
	Contract contract.ID
	Told     feed.Told
	Matter   feed.Matter
	On       civil.Date // from which it counts
	Key      string     // of the contract's event; none for what is no event
}

// AddAmendments notes what was changed.
func AddAmendments(tx *engine.Tx, all []Amendment) error {
	rows := make([][]any, len(all))
	for i, a := range all {
		rows[i] = []any{a.Contract, a.Told.By, string(a.Matter), engine.Micros(a.Told.At), a.On, a.Key}
	}
	err := tx.Insert("contract_amendments", []string{"contract_id", "told_by", "matter", "told_at", "effective", "key"}, rows)
	if err != nil {
		return fmt.Errorf("add amendments: %w", err)
	}
	return nil
}

// Amendments lists everything that amendments have changed on a contract.
func Amendments(r engine.Reader, contractID contract.ID) ([]Amendment, error) {
	rows, err := r.Query(`select contract_id, told_by, matter, told_at, effective, key from contract_amendments where contract_id = $1`, contractID)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (Amendment, error) {
		var a Amendment
		var told int64
		err := rows.Scan(&a.Contract, &a.Told.By, &a.Matter, &told, &a.On, &a.Key)
		a.Told.At = engine.FromMicros(told)
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("read amendments: %w", err)
	}
	return all, nil
}
