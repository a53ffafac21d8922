package contracts

import (
	"fmt"

	"marque/internal/core/contract"
	"marque/internal/store/engine"
)

// LockAll takes the rows of many contracts until the end of the transaction, in the order of their ids, and returns them. One that is not
// there is NotFound.
func LockAll(tx *engine.Tx, ids []contract.ID) (map[contract.ID]Contract, error) {
	held := make(map[contract.ID]Contract, len(ids))
	for _, group := range engine.Groups(texts(ids)) {
		rows, err := tx.Query(`select id, vin, terms, opened from contracts
			where id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) order by id`+tx.ForUpdate(), group...)
		found, err := engine.All(rows, err, scanRows)
		if err != nil {
			return nil, fmt.Errorf("lock contracts: %w", err)
		}
		for _, c := range found {
			held[c.ID] = c
		}
	}
	for _, one := range ids {
		if _, ok := held[one]; !ok {
			return nil, errNone
		}
	}
	return held, nil
}

// EventsOf returns everything that happened to many contracts.
func EventsOf(r engine.Reader, ids []contract.ID) (map[contract.ID][]contract.Event, error) {
	out := make(map[contract.ID][]contract.Event, len(ids))
	for _, group := range engine.Groups(texts(ids)) {
		rows, err := r.Query(`select contract_id, id, key, kind, effective, recorded, body from contract_events
			where contract_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`, group...)
		found, err := engine.All(rows, err, scanOwned)
		if err != nil {
			return nil, fmt.Errorf("read events: %w", err)
		}
		for _, of := range found {
			out[of.contract] = append(out[of.contract], of.event)
		}
	}
	return out, nil
}

// ByVINs lists the contracts that finance or financed any of these vehicles, oldest first.
func ByVINs(r engine.Reader, vins []string) ([]Contract, error) {
	return grouped(r, `select id, vin, terms, opened from contracts
		where vin in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) order by id`, vins)
}

// ByNumbers lists the contracts that are open under any of these numbers.
func ByNumbers(r engine.Reader, numbers []string) ([]Contract, error) {
	return grouped(r, `select id, vin, terms, opened from contracts
		where number in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) order by id`, numbers)
}

func grouped(r engine.Reader, query string, values []string) ([]Contract, error) {
	var out []Contract
	for _, group := range engine.Groups(values) {
		rows, err := r.Query(query, group...)
		found, err := engine.All(rows, err, scanRows)
		if err != nil {
			return nil, fmt.Errorf("find contracts: %w", err)
		}
		out = append(out, found...)
	}
	return out, nil
}

func texts(ids []contract.ID) []string {
	out := make([]string, len(ids))
	for i, one := range ids {
		out[i] = one.String()
	}
	return out
}

// StatusesOf returns how contracts stand by their cached rows. One without a row is left out.
func StatusesOf(r engine.Reader, ids []contract.ID) (map[contract.ID]contract.Status, error) {
	out := make(map[contract.ID]contract.Status, len(ids))
	for _, group := range engine.Groups(texts(ids)) {
		rows, err := r.Query(`select contract_id, status from contract_states
			where contract_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`, group...)
		_, err = engine.All(rows, err, func(rows *engine.Rows) (int, error) {
			var one contract.ID
			var status string
			err := rows.Scan(&one, &status)
			out[one] = contract.Status(status)
			return 0, err
		})
		if err != nil {
			return nil, fmt.Errorf("read statuses: %w", err)
		}
	}
	return out, nil
}
