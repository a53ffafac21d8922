package notifying

import (
	"strings"
	"time"
	"unicode/utf8"

	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/store/outbox"
)

// The states and reports of a message, for pages, which do not know the store.
const (
	Queued      = outbox.Queued
	Sent        = outbox.Sent
	Expired     = outbox.Expired
	Delivered   = outbox.Delivered
	Undelivered = outbox.Undelivered
)

// Message is one line of "messages we sent you".
type Message struct {
	ID        notice.MessageID
	Kind      notice.Kind
	Channel   notice.Channel
	Contract  contract.ID // may be none
	Reference string      // the same that stands in the message
	To        string      // masked: m•••@example.com, •••• 42
	Subject   string      // empty for a text
	Text      string
	HTML      string // only in Recent, while the letter is there
	Created   time.Time
	State     outbox.State
	Report    outbox.Report
	Reason    string // why it was not sent
	Changed   time.Time
}

// shown is the row as people see it: with the letter when the row still has one and the listing opened it, else with the record.
func shown(m outbox.Message) Message {
	words := m.Record
	if m.Letter.Text != "" {
		words = m.Letter
	}
	return Message{
		ID: m.ID, Kind: m.Kind, Channel: m.Channel, Contract: m.Contract, Reference: m.Reference, To: Mask(m.Channel, m.To),
		Subject: words.Subject, Text: words.Text, HTML: words.HTML, Created: m.Created,
		State: m.State, Report: m.Report, Reason: m.Reason, Changed: m.Changed,
	}
}

// Mask shows just enough of an address that its owner knows it again.
func Mask(channel notice.Channel, address string) string {
	if channel == notice.SMS {
		return "•••• " + address[max(0, len(address)-2):]
	}
	name, domain, _ := strings.Cut(address, "@")
	_, first := utf8.DecodeRuneInString(name)
	return name[:first] + "•••@" + domain
}
