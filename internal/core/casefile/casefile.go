// Package casefile is the law of cases at the desk: a dispute, a hardship, a death, military service or a lost vehicle, on one contract and with one
// person, with the clocks that the law or the house sets for it. Where a case's money goes is not decided here: other pages do that, and each kind
// says which.
package casefile

import (
	"strings"
	"time"
	"unicode/utf8"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/message"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
)

// ID names a case; NoteID a note about it.
type (
	ID     = id.Of[File]
	NoteID = id.Of[Note]
)

// Stage is how far a case is. It is stored, so a name never changes.
type Stage string

// The stages. Waiting for somebody stops no clock.
const (
	Open    Stage = "open"
	Waiting Stage = "waiting"
	Closed  Stage = "closed"
)

// Mark is a day in a case that clocks run from or that ends one. It is stored, so a name never changes.
type Mark string

// The marks.
const (
	Received  Mark = "received" // what the case is about reached us; every case has it
	Credited  Mark = "credited"
	Decided   Mark = "decided"
	Informed  Mark = "informed" // the customer sent more
	Died      Mark = "died"
	ClaimsEnd Mark = "claims_end"
	Filed     Mark = "filed"
	Called    Mark = "called" // to service
	Released  Mark = "released"
	Proved    Mark = "proved"
	Noticed   Mark = "noticed" // that a lease ends for service
	Returned  Mark = "returned"
	Lost      Mark = "lost"
	Settled   Mark = "settled"
)

// The bounds of a case.
const (
	MostOpen     = 10  // on one contract
	MostNotes    = 200 // of one case
	MostPromise  = 60  // days ahead that the next word may be promised
	usualPromise = 10  // business days until it, where nobody says otherwise
	mostText     = 2000
	oldestYears  = 5 // behind today that a day may lie
	latestYears  = 2 // ahead of it
)

// Note is what colleagues tell each other about a case. The customer never sees it.
type Note struct {
	ID   NoteID
	By   access.UserID
	At   time.Time
	Text string
}

// File is one case.
type File struct {
	ID       ID
	Contract contract.ID
	Party    access.PartyID // with whom we talk about it
	Kind     Kind
	Payment  payment.ID // that is disputed; none where it is about no payment
	Stage    Stage
	Owner    access.UserID // none while nobody has taken it
	OpenedBy access.UserID
	Opened   time.Time
	Days     map[Mark]civil.Date
	Promised civil.Date // by when the customer hears from us next
	Closed   time.Time
	ClosedOn civil.Date
	Outcome  string // in words, for the customer
}

// New begins a case on a day. The day on which it was received may be earlier, never later.
func New(f File, today civil.Date) (File, error) {
	if !f.Kind.Valid() {
		return f, fault.Input("kind", "Choose what the case is about.")
	}
	if !f.Payment.IsZero() && f.Kind != PaymentDispute {
		return f, fault.Input("payment", "Only a dispute of a payment names one.")
	}
	got := f.Days[Received]
	if got.IsZero() || got > today || got.AddMonths(12*oldestYears, got.Day()) < today {
		return f, fault.Input("received", "Enter the day on which it reached us: today or earlier.")
	}
	f.Days = map[Mark]civil.Date{Received: got}
	f.Stage = Open
	if f.Promised.IsZero() {
		f.Promised = after(today, usualPromise)
	}
	return f, checkPromise(f.Promised, today)
}

func checkPromise(on, today civil.Date) error {
	if on < today || on > today.AddDays(MostPromise) {
		return fault.Inputf("promised", "Promise the next word for a day from today to %d days ahead.", MostPromise)
	}
	return nil
}

// errClosed refuses what comes after the end.
func (f File) errClosed() error {
	if f.Stage == Closed {
		return fault.New(fault.Conflict, "This case is closed.")
	}
	return nil
}

// Step moves a case on: its stage, by when the customer hears next, and days of its kind. A day that is zero is taken away.
func (f File) Step(stage Stage, promised civil.Date, days map[Mark]civil.Date, today civil.Date) (File, error) {
	if err := f.errClosed(); err != nil {
		return f, err
	}
	if stage != Open && stage != Waiting {
		return f, fault.Input("stage", "Choose whether we work on it or wait for somebody.")
	}
	if promised != f.Promised {
		if err := checkPromise(promised, today); err != nil {
			return f, err
		}
	}
	kept := map[Mark]civil.Date{Received: f.Days[Received]}
	for _, m := range f.Kind.Marks() {
		on := days[m.Mark]
		if on.IsZero() {
			continue
		}
		if err := m.check(on, f.Days[Received], today); err != nil {
			return f, err
		}
		kept[m.Mark] = on
	}
	f.Stage, f.Promised, f.Days = stage, promised, kept
	return f, nil
}

// check refuses a day that cannot be: an act of ours lies between what we received and today.
func (m Marked) check(on, received, today civil.Date) error {
	years := func(d civil.Date, n int) civil.Date { return d.AddMonths(12*n, d.Day()) }
	switch {
	case m.Act && on < received:
		return fault.Inputf(string(m.Mark), "%s: this cannot be before the case reached us.", m.Words)
	case !m.Ahead && on > today:
		return fault.Inputf(string(m.Mark), "%s: this day has not come yet.", m.Words)
	case on < years(today, -oldestYears) || on > years(today, latestYears):
		return fault.Inputf(string(m.Mark), "%s: this day is too far away.", m.Words)
	}
	return nil
}

// GivenTo returns the case in the hands of a colleague, or with none of nobody.
func (f File) GivenTo(owner access.UserID) (File, error) {
	f.Owner = owner
	return f, f.errClosed()
}

// Close ends a case with an outcome in words that the customer reads.
func (f File) Close(outcome string, at time.Time, on civil.Date) (File, error) {
	if err := f.errClosed(); err != nil {
		return f, err
	}
	text, err := CheckText("outcome", outcome)
	if err != nil {
		return f, err
	}
	f.Stage, f.Closed, f.ClosedOn, f.Outcome = Closed, at, on, text
	return f, nil
}

// CheckText makes a note or an outcome clean, or says what is wrong with the field.
func CheckText(field, text string) (string, error) {
	if strings.TrimSpace(text) == "" {
		return "", fault.Input(field, "Write a sentence.")
	}
	clean, err := message.CheckText(text, 0)
	if err != nil {
		return "", fault.Input(field, fault.Of(err).Message)
	}
	if utf8.RuneCountInString(clean) > mostText {
		return "", fault.Inputf(field, "Use at most %d characters.", mostText)
	}
	return clean, nil
}
