// Package message is conversations between a customer and the lender: threads with their states and the promise of an answer, what may be
// said and attached in them, and the hours in which somebody answers. It is pure; who may say something and who is told is the services'.
package message

import (
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// ID names a thread.
type ID = id.Of[Thread]

// MessageID names one message of a thread.
type MessageID = id.Of[Message]

// FileID names one file in a thread.
type FileID = id.Of[File]

// Here is who has a conversation open right now, as far as it is known.
type Here struct {
	Customer bool
	Agent    bool // who has it
	Desk     bool // somebody of the desk, who has it or not
	Staffed  bool // somebody is at the desk, in this conversation or elsewhere
}

// State says whose turn it is in a thread. It is stored, so a name never changes.
type State string

// The states.
const (
	Open     State = "open"     // the lender owes an answer, by the promised time
	Waiting  State = "waiting"  // the lender asked the customer for something
	Answered State = "answered" // the lender answered; nothing is owed
	Closed   State = "closed"
)

// Words says a state to the customer.
func (s State) Words() l10n.Text {
	switch s {
	case Open:
		return l10n.T("Waiting for us", "Pendiente de nuestra respuesta", "Wartet auf uns")
	case Waiting:
		return l10n.T("Waiting for you", "Pendiente de su respuesta", "Wartet auf Sie")
	case Answered:
		return l10n.T("Answered", "Respondida", "Beantwortet")
	}
	return l10n.T("Closed", "Cerrada", "Geschlossen")
}

// Thread is a conversation of one customer with the lender.
type Thread struct {
	ID       ID
	Party    access.PartyID
	Contract contract.ID // what it is about; may be none
	Brand    string      // key
	Topic    Topic
	Subject  string
	Locale   string // of the customer's words, BCP 47
	State    State
	Team     Team
	Agent    access.UserID // who has taken it; none when nobody has
	Opened   time.Time
	Changed  time.Time // the last message
	Promised time.Time // until when an answer is promised; zero when none is owed
	Answered time.Time // the first answer of a person; zero when there was none
	Closed   time.Time
	Last     int // the number of its newest message; they count from 1 without a gap
	Seen     int // how far the customer has read
}

// Unread is how many messages the customer has not read.
func (t Thread) Unread() int { return max(t.Last-t.Seen, 0) }

// reopenDays is how long a closed thread can be gone on with: longer ago something new is meant.
const reopenDays = 30

// Asked returns the thread after the customer wrote something. An answer that was promised earlier stays promised; a thread that was closed
// not long ago opens again.
func (t Thread) Asked(now, promise time.Time) (Thread, error) {
	if t.State == Closed && now.After(t.Closed.AddDate(0, 0, reopenDays)) {
		return t, l10n.Fault(fault.Conflict, "This conversation was closed more than 30 days ago. Please start a new one.",
			"Esta conversación se cerró hace más de 30 días. Inicie una nueva, por favor.",
			"Diese Unterhaltung wurde vor mehr als 30 Tagen geschlossen. Bitte beginnen Sie eine neue.")
	}
	if t.State != Open || t.Promised.IsZero() {
		t.Promised = promise
	}
	if t.State == Closed {
		t.Agent = access.UserID{} // who had it may be away: it goes back to the team
	}
	t.State, t.Closed = Open, time.Time{}
	return t, nil
}

// Replied returns the thread after an agent wrote: it is that agent's when it was nobody's. An agent who asks for something waits for the
// customer.
func (t Thread) Replied(by access.UserID, asks bool, now time.Time) Thread {
	t.State, t.Promised, t.Closed = Answered, time.Time{}, time.Time{}
	if asks {
		t.State = Waiting
	}
	if t.Answered.IsZero() {
		t.Answered = now
	}
	if t.Agent.IsZero() {
		t.Agent = by
	}
	return t
}

// End returns the thread closed.
func (t Thread) End(now time.Time) (Thread, error) {
	if t.State == Closed {
		return t, l10n.Fault(fault.Conflict, "This conversation is closed already.", "Esta conversación ya está cerrada.", "Diese Unterhaltung ist schon geschlossen.")
	}
	t.State, t.Promised, t.Closed = Closed, time.Time{}, now
	return t, nil
}

// Author is whose hand wrote a message. It is stored, so a name never changes.
type Author string

// The authors.
const (
	ByCustomer Author = "customer"
	ByAgent    Author = "agent"
	ByHouse    Author = "house" // we ourselves: an event or an answer that needs no person
)

// Kind says what a message is. It is stored, so a name never changes.
type Kind string

// The kinds. What is no text is written in the reader's language when it is shown; its body holds what belongs into the words.
const (
	Text         Kind = "text"
	Joined       Kind = "joined"        // an agent has taken the thread; the body is the agent's name
	Passed       Kind = "passed"        // it was given to a team; the body is its key
	Ended        Kind = "ended"         // it was closed
	TextsStopped Kind = "texts_stopped" // what the customer wrote ended our texts; the body is the masked number
	NoTexts      Kind = "no_texts"      // the same, but there is no phone on file, or it gets none already
)

// Message is one message of a thread. It is never changed.
type Message struct {
	ID     MessageID
	Thread ID
	Number int // its place in the thread
	At     time.Time
	Author Author
	By     access.UserID // none of the house
	Kind   Kind
	Body   string
	Key    string // of whoever sent it, once in the thread; empty when there was none
	Files  []File
	Offer  *Offer // nil is none
}

// Words says a message that is no text in words; brand is how the lender calls itself.
func (m Message) Words(brand string) l10n.Text {
	switch m.Kind {
	case Joined:
		return l10n.T("%s joined the conversation.", "%s se unió a la conversación.", "%s ist jetzt dabei.", m.Body)
	case Passed:
		return l10n.T("This was passed on to %s.", "Esto se pasó a %s.", "Dies wurde weitergegeben an: %s.", Team(m.Body).Words())
	case Ended:
		return l10n.T("This conversation was closed.", "Esta conversación se cerró.", "Diese Unterhaltung wurde geschlossen.")
	case TextsStopped:
		return l10n.T("You asked us to stop texting you, so we did: %[2]s sends no more texts to %[1]s, sign-in codes among them. To get them again, reply START to one of our texts.",
			"Usted nos pidió que dejáramos de enviarle mensajes de texto y así lo hicimos: %[2]s no envía más textos a %[1]s, tampoco códigos de acceso. Para recibirlos de nuevo, responda START a uno de nuestros textos.",
			"Sie haben uns gebeten, Ihnen keine SMS mehr zu senden, und so ist es: %[2]s schickt keine SMS mehr an %[1]s, auch keine Anmeldecodes. Um sie wieder zu bekommen, antworten Sie START auf eine unserer SMS.", m.Body, brand)
	case NoTexts:
		return l10n.T("You asked us to stop texting you. %s sends you no texts.", "Usted nos pidió que dejáramos de enviarle mensajes de texto. %s no le envía ninguno.",
			"Sie haben uns gebeten, Ihnen keine SMS mehr zu senden. %s schickt Ihnen keine.", brand)
	}
	return l10n.T(m.Body, m.Body, m.Body)
}
