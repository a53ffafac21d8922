// Package relief is what a borrower can ask for when a due date does not fit or money is short: what each way would come to in numbers, and an
// extension's life from the request to the last signature. What an event does to the debt is core/contract's.
package relief

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Outlook is how a loan goes on when every payment is made on its day.
type Outlook struct {
	First     civil.Date  // the next payment
	Payment   money.Cents // the regular one
	Count     int         // payments still to be made
	Ends      civil.Date  // the last payment
	Last      money.Cents // its amount
	Maturity  civil.Date
	Interest  money.Cents // still to be paid, that of today included
	More      money.Cents // interest against no change; negative is less
	Fee       money.Cents // for the change itself
	Periods   int         // of an extension
	FromFirst civil.Date  // the next payment without the change
}

// Look folds a contract as of a day with a change that is taken to happen on it; none is no change.
func Look(t contract.Terms, events []contract.Event, today civil.Date, change contract.Body) (Outlook, error) {
	now, err := look(t, events, today, nil)
	if err != nil || change == nil {
		return now, err
	}
	then, err := look(t, events, today, change)
	then.More, then.FromFirst = then.Interest-now.Interest, now.First
	return then, err
}

func look(t contract.Terms, events []contract.Event, today civil.Date, change contract.Body) (Outlook, error) {
	if change != nil {
		last := time.Time{}
		for i := range events {
			if events[i].Recorded.After(last) {
				last = events[i].Recorded
			}
		}
		events = append(events[:len(events):len(events)], contract.Event{Key: "relief", Effective: today, Recorded: last, Body: change})
	}
	state, err := contract.Fold(t, events, contract.At{AsOf: today})
	if err != nil {
		return Outlook{}, fmt.Errorf("look ahead: %w", err)
	}
	end, err := state.Outlook()
	if err != nil {
		return Outlook{}, err
	}
	return Outlook{
		First: state.NextDue.Date, Payment: state.Payment, Count: end.Instalments, Ends: end.PayoffDate, Last: end.LastPayment, Maturity: state.Maturity,
		Interest: end.Interest,
	}, nil
}

// ID names a request.
type ID = id.Of[Request]

// State is where a request stands.
type State string

// The states. An open request waits for signatures; the others are its ends.
const (
	Open      State = "open"
	Granted   State = "granted"   // the last one signed and the numbers still held
	Expired   State = "expired"   // not everybody signed in time
	Changed   State = "changed"   // something on the contract changed what was signed for
	Withdrawn State = "withdrawn" // by somebody on the contract
)

// SignDays is how long a request waits for the last signature (money.md 1.11).
const SignDays = 5

// Version names the words of the agreement.
const Version = "extension-2026-11"

// Request is an extension that was asked for.
type Request struct {
	ID       ID
	Contract contract.ID
	Party    access.PartyID // who asked
	Periods  int
	From     int // number of the first instalment that moves
	Shown    Outlook
	Text     []string
	Locale   l10n.Locale // of Text
	State    State
	StateOn  civil.Date
	Since    civil.Date
	Expires  civil.Date // last business day on which it can be signed
	By       access.UserID
	At       time.Time
}

// Body is the event that the request becomes.
func (r *Request) Body() contract.Extension {
	return contract.Extension{Periods: r.Periods, From: r.From}
}

// MaySign tells whether the request can be signed on a day.
func (r *Request) MaySign(today civil.Date) error {
	switch {
	case r.State != Open:
		return l10n.Fault(fault.Conflict,
			"This request is closed.",
			"Esta solicitud está cerrada.",
			"Dieser Antrag ist abgeschlossen.")
	case today > r.Expires:
		return l10n.Fault(fault.Conflict,
			"The time for signing is over. Please ask again.",
			"El plazo para firmar terminó. Haga la solicitud otra vez.",
			"Die Frist zum Unterschreiben ist vorbei. Bitte stellen Sie den Antrag erneut.")
	}
	return nil
}

// End closes an open request.
func (r Request) End(as State, on civil.Date) (Request, error) {
	if r.State != Open {
		return r, l10n.Fault(fault.Conflict,
			"This request is closed.",
			"Esta solicitud está cerrada.",
			"Dieser Antrag ist abgeschlossen.")
	}
	r.State, r.StateOn = as, on
	return r, nil
}

// Holds tells whether what was signed for is still what the contract would become: the same dates, and not a cent more interest.
func (r *Request) Holds(now Outlook) bool {
	s := &r.Shown
	return now.First == s.First && now.Ends == s.Ends && now.Maturity == s.Maturity && now.More <= s.More
}

// Signature is one obligor's.
type Signature struct {
	Party   access.PartyID
	Version string
	Hash    []byte // of the words that were shown
	At      time.Time
	Network string
	Methods string // that the session was proved by
}

// Missing lists who of the obligors has not signed.
func Missing(obligors []access.PartyID, signed []Signature) []access.PartyID {
	var out []access.PartyID
	for _, who := range obligors {
		found := false
		for i := range signed {
			found = found || signed[i].Party == who
		}
		if !found {
			out = append(out, who)
		}
	}
	return out
}
