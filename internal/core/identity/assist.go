package identity

import (
	"slices"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// The identifiers of the desk's help.
type (
	CheckID   = id.Of[Check]
	RequestID = id.Of[Request]
)

// Why is the reason that one of us gives for a look or an act. It is a choice and a case number, so that no personal data gets into the
// audit with it.
type Why struct {
	Reason Reason
	Ticket string // of the lender's own system; may be empty
}

// Reason says what brought one of us to somebody's account.
type Reason string

// The reasons.
const (
	ReasonCalled Reason = "called"
	ReasonWrote  Reason = "wrote"
	ReasonFraud  Reason = "fraud"
	ReasonReview Reason = "review"
)

// Reasons lists every reason.
func Reasons() []Reason { return []Reason{ReasonCalled, ReasonWrote, ReasonFraud, ReasonReview} }

// mostTicket bounds a case number.
const mostTicket = 30

// Check refuses a reason that is none, or a case number that could be something else.
func (w Why) Check() error {
	if !slices.Contains(Reasons(), w.Reason) {
		return fault.Input("why", "Say why you look at this account.")
	}
	plain := strings.Trim(strings.ToLower(w.Ticket), "abcdefghijklmnopqrstuvwxyz0123456789-#/")
	if len(w.Ticket) > mostTicket || plain != "" {
		return fault.Input("ticket", "A case number has letters, digits and hyphens only.")
	}
	return nil
}

// Note is the reason as it stands in the audit.
func (w Why) Note() string {
	if w.Ticket == "" {
		return string(w.Reason)
	}
	return string(w.Reason) + ", case " + w.Ticket
}

// ReasonIn returns the reason that a note of the audit ends in, or nothing.
func ReasonIn(note string) Reason {
	if i := strings.LastIndex(note, ": "); i >= 0 {
		note = note[i+len(": "):]
	}
	word, _, _ := strings.Cut(note, ", case ")
	if r := Reason(word); slices.Contains(Reasons(), r) {
		return r
	}
	return ""
}

// RevealNote is how the audit says that an address was shown in full.
func (w Why) RevealNote(kind ContactKind) string { return string(kind) + ": " + w.Note() }

// RevealedIn returns which address a note of RevealNote is about, or nothing.
func RevealedIn(note string) ContactKind {
	word, _, _ := strings.Cut(note, ": ")
	if k := ContactKind(word); k == ContactEmail || k == ContactPhone {
		return k
	}
	return ""
}

// NewContact is how long a changed address counts as new: what could take an account over is not sent there, and one agent alone does not
// act on it.
const NewContact = UndoLife

// CheckLife is how long a caller who was checked stays so, for the agent who checked.
const CheckLife = 30 * time.Minute

// ScriptQuestions is how many questions the script asks; all of them must be answered right.
const ScriptQuestions = 3

// Check is one check of who is calling.
type Check struct {
	ID           CheckID
	Party        access.PartyID
	Agent        access.UserID
	At           time.Time
	Way          string // "script" or "code"
	Score, Asked int
	Questions    string // which were asked, never what was said
	Passed       bool
}

// Holds tells whether an agent may still act on the check.
func (c Check) Holds(agent access.UserID, now time.Time) bool {
	return c.Passed && c.Agent == agent && now.Sub(c.At) < CheckLife
}

// RequestKind says what one of us asks for that a second person decides.
type RequestKind string

// The kinds of request.
const (
	RemoveFactor RequestKind = "remove_factor"
	SendReset    RequestKind = "reset"
	UnlockNow    RequestKind = "unlock"
)

// RequestState says where a request stands.
type RequestState string

// The states of a request.
const (
	RequestWaiting   RequestState = "waiting"   // for a second person
	RequestApproved  RequestState = "approved"  // for its time
	RequestRefused   RequestState = "refused"   // by the second person
	RequestCancelled RequestState = "cancelled" // by the customer or one of us
	RequestDone      RequestState = "done"
)

// RequestWait is how long what can take an account over waits after it was approved, so that the owner can say no.
const RequestWait = ResetWait

// RequestLife is how long a request waits for a second person.
const RequestLife = 3 * 24 * time.Hour

// Request is something that one of us asks for on an account and another one decides.
type Request struct {
	ID        RequestID
	Party     access.PartyID
	User      access.UserID
	Kind      RequestKind
	Factor    Factor // of RemoveFactor
	Why       Why
	State     RequestState
	AskedBy   access.UserID
	AskedAt   time.Time
	DecidedBy access.UserID
	DecidedAt time.Time
	DueAt     time.Time
	EndedAt   time.Time
}

// Open tells whether the request can still come to something.
func (r Request) Open(now time.Time) bool {
	return r.State == RequestApproved || r.State == RequestWaiting && now.Before(r.AskedAt.Add(RequestLife))
}

// Decide approves or refuses a request. Nobody decides what they asked for themselves. An unlock is done at once; what could take an
// account over waits.
func (r Request) Decide(by access.UserID, yes bool, now time.Time) (Request, error) {
	if r.State != RequestWaiting || !r.Open(now) {
		return r, requestOver()
	}
	if by == r.AskedBy {
		return r, fault.New(fault.Conflict, "You asked for this yourself. Somebody else must decide it.")
	}
	r.DecidedBy, r.DecidedAt = by, now
	if !yes {
		r.State, r.EndedAt = RequestRefused, now
		return r, nil
	}
	if r.Kind == UnlockNow { // takes no account over, so it does not wait
		r.State, r.DueAt, r.EndedAt = RequestDone, now, now
		return r, nil
	}
	r.State, r.DueAt = RequestApproved, now.Add(RequestWait)
	return r, nil
}

// Cancel ends a request that has not been carried out.
func (r Request) Cancel(now time.Time) (Request, error) {
	if !r.Open(now) {
		return r, requestOver()
	}
	r.State, r.EndedAt = RequestCancelled, now
	return r, nil
}

// Carry ends a request whose time has come.
func (r Request) Carry(now time.Time) (Request, error) {
	if r.State != RequestApproved || now.Before(r.DueAt) {
		return r, requestOver()
	}
	r.State, r.EndedAt = RequestDone, now
	return r, nil
}

func requestOver() *fault.Fault {
	return l10n.Fault(fault.Conflict, "This request was decided or ended already.", "Esta solicitud ya se decidió o terminó.", "Über diese Anfrage wurde schon entschieden, oder sie ist beendet.")
}

// ScriptRule closes the script for a day after two that failed: who can answer wrong often enough answers right some time.
func ScriptRule() Rule {
	return Rule{Scope: "desk-script", LockAfter: 2, LockWithin: 2, Window: day, Lock: day}
}
