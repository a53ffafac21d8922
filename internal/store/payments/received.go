package payments

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/store/engine"
)

// Received is a payment that somebody else took for the lender, as it was booked. Source and reference name it.
type Received struct {
	Source, Reference string
	Contract          contract.ID
	Amount            money.Cents
	Effective         civil.Date
	Method            string
	At                time.Time
}

// AddReceived keeps a received payment.
func AddReceived(tx *engine.Tx, p Received) error {
	_, err := tx.Exec(`insert into received_payments (source, reference, contract_id, amount, effective, method, at) values ($1, $2, $3, $4, $5, $6, $7)`,
		p.Source, p.Reference, p.Contract, p.Amount, p.Effective, p.Method, engine.Micros(p.At))
	if err != nil {
		return fmt.Errorf("insert received payment: %w", err)
	}
	return nil
}

// ReceivedOf returns what a source calls by a reference, or fault.NotFound.
func ReceivedOf(r engine.Reader, source, reference string) (Received, error) {
	p := Received{Source: source, Reference: reference}
	var at int64
	err := r.QueryRow(`select contract_id, amount, effective, method, at from received_payments where source = $1 and reference = $2`,
		source, reference).Scan(&p.Contract, &p.Amount, &p.Effective, &p.Method, &at)
	if engine.NoRows(err) {
		return p, fault.New(fault.NotFound, "No payment was received under this reference.")
	}
	p.At = engine.FromMicros(at)
	return p, err
}

// ReceivedOn returns what was received for a contract, in the order of source and reference.
func ReceivedOn(r engine.Reader, on contract.ID) ([]Received, error) {
	rows, err := r.Query(`select source, reference, contract_id, amount, effective, method, at from received_payments where contract_id = $1
		order by source, reference`, on)
	return engine.All(rows, err, func(rows *engine.Rows) (Received, error) {
		var p Received
		var at int64
		err := rows.Scan(&p.Source, &p.Reference, &p.Contract, &p.Amount, &p.Effective, &p.Method, &at)
		p.At = engine.FromMicros(at)
		return p, err
	})
}
