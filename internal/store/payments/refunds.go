package payments

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/store/engine"
)

const refundColumns = `contract_id, id, entry_id, party_id, account_id, amount, date, state, state_on, return_code, rail_ref, reference, created_by, created_at`

// InsertRefund adds a refund.
func InsertRefund(tx *engine.Tx, p payment.Refund) error {
	_, err := tx.Exec(`insert into refunds
		(contract_id, id, entry_id, party_id, account_id, amount, date, state, state_on, return_code, rail_ref, reference, created_by, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		p.Contract, p.ID, p.Entry, p.Party, p.Account, p.Amount, p.Date, string(p.State), p.StateOn, p.ReturnCode, p.RailRef, p.Reference, p.By,
		engine.Micros(p.CreatedAt))
	if err != nil {
		return fmt.Errorf("insert refund: %w", err)
	}
	return nil
}

// MoveRefund stores the next step of a refund that is in the expected state, or is a Conflict when another hand was quicker.
func MoveRefund(tx *engine.Tx, from payment.State, next payment.Refund) error {
	n, err := tx.Exec(`update refunds set state = $4, state_on = $5, return_code = $6, rail_ref = $7 where contract_id = $1 and id = $2 and state = $3`,
		next.Contract, next.ID, string(from), string(next.State), next.StateOn, next.ReturnCode, next.RailRef)
	if err != nil {
		return fmt.Errorf("move refund: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "This refund has changed in the meantime.")
	}
	return nil
}

func scanRefund(row scanner) (payment.Refund, error) {
	var p payment.Refund
	var at int64
	err := row.Scan(&p.Contract, &p.ID, &p.Entry, &p.Party, &p.Account, &p.Amount, &p.Date, &p.State, &p.StateOn, &p.ReturnCode, &p.RailRef, &p.Reference,
		&p.By, &at)
	p.CreatedAt = engine.FromMicros(at)
	return p, err
}

func scanRefundRow(rows *engine.Rows) (payment.Refund, error) { return scanRefund(rows) }

// RefundOf returns the refund that an entry of a file pays out, or fault.NotFound.
func RefundOf(r engine.Reader, entry payment.EntryID) (payment.Refund, error) {
	p, err := scanRefund(r.QueryRow(`select `+refundColumns+` from refunds where entry_id = $1`, entry))
	if engine.NoRows(err) {
		return p, fault.New(fault.NotFound, "There is no such refund.")
	}
	if err != nil {
		return p, fmt.Errorf("read refund: %w", err)
	}
	return p, nil
}

// RefundByID returns a contract's refund or fault.NotFound.
func RefundByID(r engine.Reader, contractID contract.ID, refund payment.RefundID) (payment.Refund, error) {
	p, err := scanRefund(r.QueryRow(`select `+refundColumns+` from refunds where contract_id = $1 and id = $2`, contractID, refund))
	if engine.NoRows(err) {
		return p, fault.New(fault.NotFound, "There is no such refund.")
	}
	if err != nil {
		return p, fmt.Errorf("read refund: %w", err)
	}
	return p, nil
}

// Refunds lists a contract's refunds, newest first.
func Refunds(r engine.Reader, contractID contract.ID) ([]payment.Refund, error) {
	rows, err := r.Query(`select `+refundColumns+` from refunds where contract_id = $1 order by date desc, id desc limit $2`, contractID, mostOpen)
	return engine.All(rows, err, scanRefundRow)
}

// RefundsWaiting lists at most limit refunds in a state since a day or earlier, in the order of their ids after the given one.
func RefundsWaiting(r engine.Reader, state payment.State, since civil.Date, after payment.RefundID, limit int) ([]payment.Refund, error) {
	rows, err := r.Query(`select `+refundColumns+` from refunds where state = $1 and state_on <= $2 and id > $3 order by id limit $4`, string(state), since,
		after.String(), limit)
	return engine.All(rows, err, scanRefundRow)
}
