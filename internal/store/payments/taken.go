package payments

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/store/engine"
)

// Taken says that one of us took a payment on the phone, and by which kind of address on file the customer agreed.
type Taken struct {
	Agent access.UserID
	At    time.Time
	Way   string // "phone" or "email"
}

// InsertTaken keeps that a payment was taken on the phone.
func InsertTaken(tx *engine.Tx, of contract.ID, paymentID payment.ID, t Taken) error {
	_, err := tx.Exec(`insert into taken_payments (contract_id, payment_id, agent_id, at, way) values ($1, $2, $3, $4, $5)`, of, paymentID, t.Agent, engine.Micros(t.At), t.Way)
	if err != nil {
		return fmt.Errorf("keep that a payment was taken: %w", err)
	}
	return nil
}

// TakenOf tells how a payment was taken on the phone; the zero value says that the customer made it.
func TakenOf(r engine.Reader, of contract.ID, paymentID payment.ID) (Taken, error) {
	var t Taken
	var at int64
	err := r.QueryRow(`select agent_id, at, way from taken_payments where contract_id = $1 and payment_id = $2`, of, paymentID).Scan(&t.Agent, &at, &t.Way)
	if engine.NoRows(err) {
		return Taken{}, nil
	}
	if err != nil {
		return t, fmt.Errorf("read how a payment was taken: %w", err)
	}
	t.At = engine.FromMicros(at)
	return t, nil
}
