package identity

import (
	"strings"
	"time"
	"unicode/utf8"

	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// ViewingID names one time that one of us sees a customer's pages.
type ViewingID = id.Of[Viewing]

// ViewingLife is how long one of us sees a customer's pages before a reason is given anew.
const ViewingLife = 15 * time.Minute

// Viewing is one time that one of us sees a customer's pages as the customer does. It belongs to the agent's session and is none of the customer's.
type Viewing struct {
	ID      ViewingID
	Session SessionID // the agent's: where that ends, this is over
	Agent   access.UserID
	Party   access.PartyID
	Why     Why
	Words   string // the reason in the agent's words, which the customer reads
	Begun   time.Time
	Until   time.Time
	Ended   time.Time // by the agent; zero when it ran out or goes on
}

// The bounds of a reason in words.
const (
	leastViewingWords = 10
	mostViewingWords  = 200
)

// Check refuses a viewing without its reason, and returns it with the reason as it is kept.
func (v Viewing) Check() (Viewing, error) {
	if err := v.Why.Check(); err != nil {
		return v, err
	}
	v.Words = strings.Join(strings.Fields(strings.ToValidUTF8(v.Words, "")), " ")
	if n := utf8.RuneCountInString(v.Words); n < leastViewingWords || n > mostViewingWords {
		return v, fault.Inputf("words", "Say in a sentence of %d to %d characters what you want to see. The customer reads it.", leastViewingWords, mostViewingWords)
	}
	return v, nil
}

// Open tells whether the pages may be seen.
func (v Viewing) Open(now time.Time) bool {
	return !v.ID.IsZero() && v.Ended.IsZero() && now.Before(v.Until)
}

// Actor is who looks at the pages.
func (v Viewing) Actor(agent access.Actor) access.Actor {
	return access.Viewer(agent, v.Party, v.Note(""))
}

// ViewingMark begins each note of the record that belongs to a viewing.
const ViewingMark = "viewing "

// Note is how the record names the viewing, the page of it, and the reason.
func (v Viewing) Note(page string) string {
	where := ViewingMark + v.ID.String()
	if page != "" {
		where += " " + page
	}
	return where + ": " + v.Why.Note()
}

// ViewingIn returns which viewing and which page of it a note of the record is about, or nothing.
func ViewingIn(note string) (which ViewingID, page string) {
	rest, ok := strings.CutPrefix(note, ViewingMark)
	if !ok {
		return which, ""
	}
	where, _, _ := strings.Cut(rest, ":")
	name, page, _ := strings.Cut(where, " ")
	which, err := id.Parse[Viewing](name)
	if err != nil {
		return ViewingID{}, ""
	}
	return which, page
}

// ViewingOver is the answer to a page that is asked for when the time is over.
func ViewingOver() *fault.Fault {
	return l10n.Fault(fault.Forbidden, "The 15 minutes are over. Open the customer’s pages again from the desk, with a reason.",
		"Los 15 minutos terminaron. Abra de nuevo las páginas del cliente desde el puesto, con un motivo.",
		"Die 15 Minuten sind um. Öffnen Sie die Seiten des Kunden noch einmal vom Arbeitsplatz aus, mit einem Grund.")
}

// ViewingOnly is the answer to whatever else is asked for while one of us sees a customer's pages.
func ViewingOnly() *fault.Fault {
	return l10n.Fault(fault.Forbidden, "You see this customer’s pages, and only see them. Nothing can be sent, and this is not one of the pages.",
		"Usted ve las páginas de este cliente, y solo las ve. No se puede enviar nada, y esta no es una de esas páginas.",
		"Sie sehen die Seiten dieses Kunden und sehen sie nur. Es lässt sich nichts absenden, und diese Seite gehört nicht dazu.")
}
