// Package payments keeps payments and the bank accounts they are drawn on. A payment moves only from the state it is expected in.
package payments

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/store/engine"
)

// Row is a stored payment together with the party that made it.
type Row struct {
	payment.Payment
	Party access.PartyID
}

// Insert adds a payment.
func Insert(tx *engine.Tx, p Row) error {
	_, err := tx.Exec(`insert into payments
		(contract_id, id, party_id, account_id, amount, kind, date, state, state_on, return_code, rail_ref, reference, created_by, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		p.Contract, p.ID, p.Party, p.Account, p.Amount, string(p.Kind), p.Date, string(p.State), p.StateOn, p.ReturnCode, p.RailRef,
		p.Reference, p.By, engine.Micros(p.CreatedAt))
	if err != nil {
		return fmt.Errorf("insert payment: %w", err)
	}
	return nil
}

// Move stores the next step of a payment that is in the expected state, or is a Conflict when another hand was quicker.
func Move(tx *engine.Tx, from payment.State, next payment.Payment) error {
	n, err := tx.Exec(`update payments set state = $4, state_on = $5, return_code = $6, rail_ref = $7
		where contract_id = $1 and id = $2 and state = $3`,
		next.Contract, next.ID, string(from), string(next.State), next.StateOn, next.ReturnCode, next.RailRef)
	if err != nil {
		return fmt.Errorf("move payment: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "This payment has changed in the meantime.")
	}
	return nil
}

// Retrace stores the new trace of a payment that is batched again.
func Retrace(tx *engine.Tx, contractID contract.ID, paymentID payment.ID, trace string) error {
	n, err := tx.Exec(`update payments set rail_ref = $3 where contract_id = $1 and id = $2 and state = $4`, contractID, paymentID, trace, string(payment.Batched))
	if err != nil {
		return fmt.Errorf("store trace: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "This payment has changed in the meantime.")
	}
	return nil
}

func scanRow(rows *engine.Rows) (Row, error) { return scan(rows) }

type scanner interface{ Scan(dest ...any) error }

func scan(row scanner) (Row, error) {
	var p Row
	var at int64
	err := row.Scan(&p.Contract, &p.ID, &p.Party, &p.Account, &p.Amount, &p.Kind, &p.Date, &p.State, &p.StateOn, &p.ReturnCode,
		&p.RailRef, &p.Reference, &p.By, &at)
	p.CreatedAt = engine.FromMicros(at)
	return p, err
}

// ByID returns a contract's payment or fault.NotFound.
func ByID(r engine.Reader, contractID contract.ID, paymentID payment.ID) (Row, error) {
	p, err := scan(r.QueryRow(`select contract_id, id, party_id, account_id, amount, kind, date, state, state_on, return_code, rail_ref,
		reference, created_by, created_at from payments where contract_id = $1 and id = $2`, contractID, paymentID))
	if engine.NoRows(err) {
		return p, fault.New(fault.NotFound, "There is no such payment.")
	}
	if err != nil {
		return p, fmt.Errorf("read payment: %w", err)
	}
	return p, nil
}

// mostOpen bounds the payments of one contract that are read at once.
const mostOpen = 1000

// Of lists a contract's payments, newest first.
func Of(r engine.Reader, contractID contract.ID) ([]Row, error) {
	rows, err := r.Query(`select contract_id, id, party_id, account_id, amount, kind, date, state, state_on, return_code, rail_ref,
		reference, created_by, created_at from payments where contract_id = $1 order by date desc, id desc limit $2`, contractID, mostOpen)
	return engine.All(rows, err, scanRow)
}

// Count returns how many payments are in a state.
func Count(r engine.Reader, state payment.State) (int64, error) {
	var n int64
	if err := r.QueryRow(`select count(*) from payments where state = $1`, string(state)).Scan(&n); err != nil {
		return 0, fmt.Errorf("count payments: %w", err)
	}
	return n, nil
}

// Waiting lists at most limit payments in a state whose date has come, in the order of their ids after the given one.
func Waiting(r engine.Reader, state payment.State, until civil.Date, after payment.ID, limit int) ([]Row, error) {
	rows, err := r.Query(`select contract_id, id, party_id, account_id, amount, kind, date, state, state_on, return_code, rail_ref,
		reference, created_by, created_at from payments where state = $1 and date <= $2 and id > $3 order by id limit $4`,
		string(state), until, after.String(), limit)
	return engine.All(rows, err, scanRow)
}
