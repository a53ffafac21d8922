package messages

import (
	"fmt"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/message"
	"marque/internal/money"
	"marque/internal/store/engine"
)

const offerQuery = `select o.thread_id, o.id, o.message_id, m.at, o.contract_id, c.number, o.kind, o.amount, o.currency, o.through, o.ends from message_offers o
	join messages m on m.thread_id = o.thread_id and m.id = o.message_id join contracts c on c.id = o.contract_id `

// mostOffers bounds the offers that are read at once.
const mostOffers = 500

// AddOffer keeps what stands beside a message.
func AddOffer(tx *engine.Tx, o message.Offer) error {
	_, err := tx.Exec(`insert into message_offers (thread_id, id, message_id, contract_id, kind, amount, currency, through, ends) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		o.Thread, o.ID, o.Message, o.Contract, string(o.Kind), o.Amount, o.Currency.Code, o.Through, o.Ends)
	if err != nil {
		return fmt.Errorf("keep an offer: %w", err)
	}
	return nil
}

// Offers lists what stands beside the messages of a thread.
func Offers(r engine.Reader, thread message.ID) ([]message.Offer, error) {
	rows, err := r.Query(offerQuery+`where o.thread_id = $1 order by m.number limit $2`, thread, mostOffers)
	return engine.All(rows, err, scanOffer)
}

// OffersOn lists what a customer was offered on a contract, in order.
func OffersOn(r engine.Reader, party access.PartyID, on contract.ID) ([]message.Offer, error) {
	rows, err := r.Query(offerQuery+`join threads t on t.id = o.thread_id where o.contract_id = $1 and t.party_id = $2 order by m.at, o.id limit $3`, on, party, mostOffers)
	return engine.All(rows, err, scanOffer)
}

func scanOffer(rows *engine.Rows) (message.Offer, error) {
	var o message.Offer
	var at int64
	var code string
	if err := rows.Scan(&o.Thread, &o.ID, &o.Message, &at, &o.Contract, &o.Number, (*string)(&o.Kind), &o.Amount, &code, &o.Through, &o.Ends); err != nil {
		return o, err
	}
	o.At = engine.FromMicros(at)
	var err error
	o.Currency, err = money.CurrencyOf(code)
	return o, err
}
