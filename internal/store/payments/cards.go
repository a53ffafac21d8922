package payments

import (
	"fmt"
	"time"

	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/store/engine"
)

const cardColumns = `id, contract_id, party_id, user_id, amount, state, reference, session, link, receipt, reason, asked_at, changed_at`

// AddCard keeps a card payment.
func AddCard(tx *engine.Tx, c payment.Card) error {
	_, err := tx.Exec(`insert into card_payments (`+cardColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		c.ID, c.Contract, c.Party, c.By, c.Amount, string(c.State), c.Reference, c.Session, c.Link, c.Receipt, c.Reason, engine.Micros(c.AskedAt), engine.Micros(c.ChangedAt))
	if err != nil {
		return fmt.Errorf("insert card payment: %w", err)
	}
	return nil
}

// MoveCard writes what a card payment became. One that another hand has moved is a fault of kind Conflict.
func MoveCard(tx *engine.Tx, from payment.CardState, c payment.Card) error {
	n, err := tx.Exec(`update card_payments set state = $1, session = $2, link = $3, receipt = $4, reason = $5, changed_at = $6 where id = $7 and state = $8`,
		string(c.State), c.Session, c.Link, c.Receipt, c.Reason, engine.Micros(c.ChangedAt), c.ID, string(from))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "This card payment has changed meanwhile.")
	}
	return err
}

// CardByID returns a card payment, or fault.NotFound.
func CardByID(r engine.Reader, card payment.CardID) (payment.Card, error) {
	return oneCard(r.QueryRow(`select `+cardColumns+` from card_payments where id = $1`, card))
}

// CardByReceipt returns the card payment whose money a processor calls so, or fault.NotFound.
func CardByReceipt(r engine.Reader, receipt string) (payment.Card, error) {
	return oneCard(r.QueryRow(`select `+cardColumns+` from card_payments where receipt = $1 and receipt <> '' order by asked_at limit 1`, receipt))
}

// CardsOn returns the card payments of a contract, oldest first.
func CardsOn(r engine.Reader, on contract.ID) ([]payment.Card, error) {
	rows, err := r.Query(`select `+cardColumns+` from card_payments where contract_id = $1 order by asked_at, id`, on)
	return engine.All(rows, err, func(rows *engine.Rows) (payment.Card, error) { return scanCard(rows.Scan) })
}

func oneCard(row *engine.Row) (payment.Card, error) {
	c, err := scanCard(row.Scan)
	if engine.NoRows(err) {
		return c, fault.New(fault.NotFound, "There is no such card payment.")
	}
	return c, err
}

func scanCard(scan func(...any) error) (payment.Card, error) {
	var c payment.Card
	var state string
	var asked, changed int64
	err := scan(&c.ID, &c.Contract, &c.Party, &c.By, &c.Amount, &state, &c.Reference, &c.Session, &c.Link, &c.Receipt, &c.Reason, &asked, &changed)
	c.State, c.AskedAt, c.ChangedAt = payment.CardState(state), engine.FromMicros(asked), engine.FromMicros(changed)
	return c, err
}

// NoteCardNews keeps that a processor told something, and tells whether it was told for the first time.
func NoteCardNews(tx *engine.Tx, name, outcome string, at time.Time) (bool, error) {
	n, err := tx.Exec(`insert into card_news (id, outcome, at) values ($1, $2, $3) on conflict (id) do nothing`, name, outcome, engine.Micros(at))
	return n > 0, err
}
