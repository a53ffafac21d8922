package hook

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
)

// Topic says what a message to a partner is about; it is part of the interface, so a name never changes.
type Topic string

// The topics.
const (
	ContractActivated Topic = "contract.activated"
	ContractPaidOff   Topic = "contract.paid_off"
	ContractEnded     Topic = "contract.ended"    // a lease whose vehicle is back or bought, a contract undone or charged off: the status says which
	ContractReopened  Topic = "contract.reopened" // it had ended or was paid off, and is not any more: a payment came back
	PaymentPosted     Topic = "payment.posted"
	PaymentReturned   Topic = "payment.returned"
	TitleChanged      Topic = "title.changed"
	TitleReleased     Topic = "title.released" // the lien is off the title
	ContactChanged    Topic = "contact.changed"
)

// Topics lists every topic.
func Topics() []Topic {
	return []Topic{
		ContractActivated, ContractPaidOff, ContractEnded, ContractReopened, PaymentPosted, PaymentReturned, TitleChanged, TitleReleased, ContactChanged,
	}
}

// ReadTopics reads topics parted by blanks or commas. None is all of them, also those that come later.
func ReadTopics(text string) ([]Topic, error) {
	var out []Topic
	known := map[Topic]bool{}
	for _, t := range Topics() {
		known[t] = true
	}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		if !known[Topic(word)] {
			return nil, fault.Inputf("topics", "There is no topic %q. The topics are %s.", word, WriteTopics(Topics()))
		}
		out = append(out, Topic(word))
	}
	return out, nil
}

// WriteTopics writes topics parted by blanks.
func WriteTopics(topics []Topic) string {
	words := make([]string, len(topics))
	for i, t := range topics {
		words[i] = string(t)
	}
	return strings.Join(words, " ")
}

// News is one message to a partner, the same for all of them. It names things and holds no personal data: who may know more asks the API.
type News struct {
	ID       string // of the message: the same at every attempt and for every partner
	Topic    Topic
	At       time.Time // when it came into the book
	Contract contract.ID
	Number   string
	Brand    string

	On       civil.Date  // the day it counts from, or none
	Amount   money.Cents // of a payment
	Currency string
	Ref      string // of a payment: what it is called in the history of the API
	Code     string // of a return; which contact changed
	Status   string // of the contract, or of the title
}

// body is how a message is written: the shape that Standard Webhooks recommends.
type body struct {
	Type      Topic  `json:"type"`
	Timestamp string `json:"timestamp"` // RFC 3339, UTC
	Data      data   `json:"data"`
}

type data struct {
	Contract string  `json:"contract_id"`
	Number   string  `json:"contract_number"`
	Brand    string  `json:"brand"`
	On       string  `json:"effective,omitempty"` // YYYY-MM-DD
	Amount   *amount `json:"amount,omitempty"`
	Ref      string  `json:"payment,omitempty"`
	Code     string  `json:"code,omitempty"`
	Status   string  `json:"status,omitempty"`
}

type amount struct {
	Cents    int64  `json:"cents"`
	Currency string `json:"currency"`
}

// Body writes the message.
func (n *News) Body() ([]byte, error) {
	d := data{Contract: n.Contract.String(), Number: n.Number, Brand: n.Brand, Ref: n.Ref, Code: n.Code, Status: n.Status}
	if !n.On.IsZero() {
		d.On = n.On.String()
	}
	if n.Amount != 0 {
		d.Amount = &amount{int64(n.Amount), n.Currency}
	}
	out, err := json.Marshal(body{n.Topic, n.At.UTC().Format(time.RFC3339Nano), d})
	if err != nil {
		return nil, fmt.Errorf("write news: %w", err)
	}
	return out, nil
}

// Change is what is being written to a contract: events that are new, and where the contract stands before and after them.
type Change struct {
	Contract      contract.ID
	Terms         *contract.Terms
	Fresh         []contract.Event
	Events        []contract.Event // all of the contract's, the fresh ones among them
	Before, After contract.Status  // Before is empty for a contract that was not in the book
	Today         civil.Date
	Now           time.Time
	IDs           *id.Source
}

// ReleasedStatus is the status of a title whose lien is released.
const ReleasedStatus = "lien_release_sent"

// isPayment tells whether a key is that of a payment.
func (c *Change) isPayment(key string) bool {
	for i := range c.Events {
		if c.Events[i].Key == key {
			_, is := c.Events[i].Body.(contract.Payment)
			return is
		}
	}
	return false
}

// Tells returns the messages that a change gives reason for. A contract that is taken over from another book tells nothing: it is no news.
func (c *Change) Tells() []News {
	var out []News
	for i := range c.Fresh {
		e := &c.Fresh[i]
		n := c.news(e.ID.String(), e.Effective)
		switch b := e.Body.(type) {
		case contract.Converted:
			return nil
		case contract.Activated:
			n.Topic, n.Status = ContractActivated, string(c.After)
		case contract.Payment:
			n.Topic, n.Amount, n.Currency, n.Ref = PaymentPosted, b.Amount, c.Terms.Money().Code, e.Key
		case contract.Returned:
			n.Topic, n.Code, n.Ref = PaymentReturned, b.Code, b.Payment
		case contract.Reversed:
			if !c.isPayment(b.Of) {
				continue
			}
			n.Topic, n.Code, n.Ref = PaymentReturned, "reversed", b.Of
		case contract.Title:
			n.Topic, n.Status = TitleChanged, b.Status
			if b.Status == ReleasedStatus {
				n.Topic = TitleReleased
			}
		default:
			continue
		}
		out = append(out, n)
	}
	if topic := turned(c.Before, c.After); topic != "" {
		n := c.news(id.New[News](c.IDs).String(), c.Today)
		n.Topic, n.Status = topic, string(c.After)
		out = append(out, n)
	}
	return out
}

func (c *Change) news(name string, on civil.Date) News {
	return News{ID: name, At: c.Now, Contract: c.Contract, Number: c.Terms.Number, Brand: c.Terms.Brand, On: on}
}

// Over tells whether a contract that stands so has come to its end.
func Over(s contract.Status) bool {
	switch s {
	case contract.PaidOff, contract.Ended, contract.Terminated, contract.ChargedOut, contract.Undone:
		return true
	}
	return false
}

// turned is what a change of status is to a partner, or nothing.
func turned(before, after contract.Status) Topic {
	switch {
	case before == after:
		return ""
	case after == contract.PaidOff:
		return ContractPaidOff
	case Over(after):
		return ContractEnded
	case Over(before):
		return ContractReopened
	}
	return ""
}
