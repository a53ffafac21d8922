package reliefs

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/relief"
	"marque/internal/fault"
	"marque/internal/store/engine"
)

// InsertArrangement adds an arrangement with its parts. A contract has one open; a second is a Conflict.
func InsertArrangement(tx *engine.Tx, a relief.Arrangement) error {
	n, err := tx.Exec(`insert into arrangements (contract_id, id, party_id, owed, version, text_hash, state, state_on, since, created_by, created_at, network, methods)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing`,
		a.Contract, a.ID, a.Party, a.Owed, a.Locale.Version(relief.ArrangementVersion), a.Hash, string(a.State), a.StateOn, a.Since, a.By, engine.Micros(a.At), a.Network, a.Methods)
	if err != nil {
		return fmt.Errorf("insert arrangement: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "You have an arrangement already.")
	}
	for i, p := range a.Parts {
		_, err := tx.Exec(`insert into arrangement_parts (contract_id, arrangement_id, n, due, amount) values ($1, $2, $3, $4, $5)`, a.Contract, a.ID, i+1, p.On, p.Amount)
		if err != nil {
			return fmt.Errorf("insert part %d of an arrangement: %w", i+1, err)
		}
	}
	return nil
}

// EndArrangement stores how an arrangement ended.
func EndArrangement(tx *engine.Tx, a relief.Arrangement) error {
	n, err := tx.Exec(`update arrangements set state = $3, state_on = $4 where contract_id = $1 and id = $2 and state = 'kept'`,
		a.Contract, a.ID, string(a.State), a.StateOn)
	if err != nil {
		return fmt.Errorf("end arrangement: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "This arrangement is over.")
	}
	return nil
}

// LatestArrangement returns a contract's newest arrangement or fault.NotFound.
func LatestArrangement(r engine.Reader, contractID contract.ID) (relief.Arrangement, error) {
	var a relief.Arrangement
	var at int64
	err := r.QueryRow(`select contract_id, id, party_id, owed, text_hash, state, state_on, since, created_by, created_at, network, methods from arrangements
		where contract_id = $1 order by created_at desc, id desc limit 1`, contractID).
		Scan(&a.Contract, &a.ID, &a.Party, &a.Owed, &a.Hash, &a.State, &a.StateOn, &a.Since, &a.By, &at, &a.Network, &a.Methods)
	if engine.NoRows(err) {
		return a, fault.New(fault.NotFound, "There is no arrangement.")
	}
	if err != nil {
		return a, fmt.Errorf("read arrangement: %w", err)
	}
	a.At = engine.FromMicros(at)
	rows, err := r.Query(`select due, amount from arrangement_parts where contract_id = $1 and arrangement_id = $2 order by n limit $3`, contractID, a.ID, relief.MostParts)
	a.Parts, err = engine.All(rows, err, func(rows *engine.Rows) (relief.Part, error) {
		var p relief.Part
		err := rows.Scan(&p.On, &p.Amount)
		return p, err
	})
	return a, err
}

// KeptArrangements lists at most limit contracts with an open arrangement, in the order of their ids after the given one.
func KeptArrangements(r engine.Reader, after contract.ID, limit int) ([]contract.ID, error) {
	rows, err := r.Query(`select contract_id from arrangements where state = 'kept' and contract_id > $1 order by contract_id limit $2`, after.String(), limit)
	return engine.All(rows, err, func(rows *engine.Rows) (contract.ID, error) {
		var c contract.ID
		err := rows.Scan(&c)
		return c, err
	})
}

// SparedBefore returns the day before which what fell due on a contract is spared late fees: that of its newest arrangement that is kept or was
// completed. None is zero.
func SparedBefore(r engine.Reader, contractID contract.ID) (civil.Date, error) {
	var since civil.Date
	err := r.QueryRow(`select since from arrangements where contract_id = $1 and state in ('kept', 'completed') order by since desc limit 1`, contractID).Scan(&since)
	if engine.NoRows(err) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read arrangement: %w", err)
	}
	return since, nil
}

// HasKept tells whether a contract has an arrangement that is kept so far.
func HasKept(r engine.Reader, contractID contract.ID) (bool, error) {
	var n int64
	if err := r.QueryRow(`select count(*) from arrangements where contract_id = $1 and state = 'kept'`, contractID).Scan(&n); err != nil {
		return false, fmt.Errorf("look for an arrangement: %w", err)
	}
	return n > 0, nil
}
