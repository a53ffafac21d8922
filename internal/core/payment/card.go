package payment

import (
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
)

// CardID names a card payment.
type CardID = id.Of[Card]

// CardState is a step of a card payment's life.
type CardState string

// The steps. An asked one is on record here, an open one has a page at the processor, on which the customer pays or does not.
const (
	CardAsked    CardState = "asked"
	CardOpen     CardState = "open"
	CardPaid     CardState = "paid"
	CardExpired  CardState = "expired"
	CardReturned CardState = "returned"
)

// Card is a payment by card on a page of a processor's. No card number ever comes here.
type Card struct {
	ID        CardID
	Contract  contract.ID
	Party     access.PartyID
	By        access.UserID
	Amount    money.Cents
	State     CardState
	Reference string // what the customer reads and quotes
	Session   string // the processor's name of its page, from CardOpen on
	Link      string // where that page is
	Receipt   string // the processor's name of the money, from CardPaid on
	Reason    string // with CardReturned: a word
	AskedAt   time.Time
	ChangedAt time.Time
}

// CardWithin is how long the processor's page can be paid on. It is a minute more than the least that processors allow.
const CardWithin = 31 * time.Minute

// CardKey and CardReturnKey begin the keys of the events that card payments and their returns become.
const (
	CardKey       = "card:"
	CardReturnKey = "card-return:"
)

// Key is the natural name of the payment among a contract's events.
func (c Card) Key() string { return CardKey + c.ID.String() }

// ReturnKey is the natural name of its return.
func (c Card) ReturnKey() string { return CardReturnKey + c.ID.String() }

// Over tells whether nothing more can come of it by itself.
func (c Card) Over() bool { return c.State != CardAsked && c.State != CardOpen }

// NewCard makes a card payment, or a fault about its amount: most is all that can be paid on the contract today.
func NewCard(c Card, most money.Cents) (Card, error) {
	switch {
	case c.Amount < Smallest:
		return Card{}, l10n.Input("amount", "Enter an amount of at least 1.00.", "Ingrese un monto de al menos 1.00.", "Geben Sie mindestens 1,00 ein.")
	case c.Amount > most:
		return Card{}, l10n.Input("amount", "This is more than you owe. Enter the payoff amount or less.",
			"Es más de lo que debe. Ingrese el monto de liquidación o menos.", "Das ist mehr, als Sie schulden. Geben Sie höchstens den Ablösebetrag ein.")
	}
	c.State, c.ChangedAt = CardAsked, c.AskedAt
	return c, nil
}

// Open records the processor's page.
func (c Card) Open(session, link string, at time.Time) (Card, error) {
	next, err := c.step(CardOpen, at, CardAsked)
	next.Session, next.Link = session, link
	return next, err
}

// Pay records that the processor has the money. A page that we took for expired may have been paid in its last second.
func (c Card) Pay(receipt string, at time.Time) (Card, error) {
	next, err := c.step(CardPaid, at, CardAsked, CardOpen, CardExpired)
	next.Receipt = receipt
	return next, err
}

// Expire records that nobody paid in time.
func (c Card) Expire(at time.Time) (Card, error) { return c.step(CardExpired, at, CardAsked, CardOpen) }

// Return records that the cardholder has the money back.
func (c Card) Return(reason string, at time.Time) (Card, error) {
	next, err := c.step(CardReturned, at, CardPaid)
	next.Reason = reason
	return next, err
}

func (c Card) step(to CardState, at time.Time, from ...CardState) (Card, error) {
	for _, s := range from {
		if c.State == s {
			c.State, c.ChangedAt = to, at
			return c, nil
		}
	}
	return c, fault.Newf(fault.Conflict, "This card payment is %s and cannot become %s.", c.State, to)
}

// CardAsk is what a processor's page is to be made for.
type CardAsk struct {
	ID       CardID
	Amount   money.Cents
	Currency string // ISO 4217
	What     string // read by the customer there: "Payment on contract ••4711"
	Back     string // where the customer comes back to
	Language string // en, es, de
	Until    time.Time
}

// CardPage is a processor's page as the processor describes it.
type CardPage struct {
	Session  string
	Link     string
	Paid     bool
	Expired  bool
	Amount   money.Cents
	Currency string
	Receipt  string
}

// CardNews is what a processor tells by itself: about a page, or about money that went back.
type CardNews struct {
	ID       string // of the news: the same one may come many times
	Order    CardID // whose it is, where the news says so
	Page     CardPage
	Returned bool // the whole amount went back to the cardholder
	Partly   bool // some of it went back: a person must say what that means
	Reason   string
}
