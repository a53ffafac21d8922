// Package adjustment is what one of us may do to the money of a contract by hand: waive a fee, or take a posted payment off again. It says who may do
// it alone and up to how much, what a second person decides, whether it still fits the contract, and what it would do. The event itself is
// core/contract's, how it is booked core/booking's.
package adjustment

import (
	"fmt"
	"time"
	"unicode/utf8"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Adjustment marks the identifiers of adjustments.
type Adjustment struct{}

// ID names an adjustment.
type ID = id.Of[Adjustment]

// Kind says what is adjusted; it is stored, so a name never changes.
type Kind string

// The kinds.
const (
	Waiver   Kind = "waiver"   // of a fee, all or part
	Reversal Kind = "reversal" // of a payment that was posted
)

// State says where a proposal stands.
type State string

// The states of a proposal.
const (
	Waiting   State = "waiting" // for a second person
	Done      State = "done"    // in the book
	Refused   State = "refused" // by the second person
	Withdrawn State = "withdrawn"
)

// Life is how long a proposal waits for a second person.
const Life = 7 * 24 * time.Hour

// mostNote bounds what is written with a proposal, and with its answer.
const mostNote = 300

// Proposal is an adjustment that one of us asks for. What is within its limit is done at once and was decided by nobody else.
type Proposal struct {
	ID       ID
	Contract contract.ID
	Party    access.PartyID // the customer on whose page it was asked for
	Kind     Kind
	Of       string      // key of the fee or of the payment
	Amount   money.Cents // to waive; of a reversal what the payment was
	Currency string
	Reason   Reason
	Note     string // for colleagues
	State    State
	By       access.UserID
	On       civil.Date // the business day on which it was asked for
	At       time.Time
	Decider  access.UserID // none: nobody, or it was done at once
	Decided  time.Time
	Answer   string // what the second person wrote
}

// Check refuses a proposal that does not say what it is for.
func (p Proposal) Check() error {
	var wrong []fault.Field
	need := func(ok bool, name, message string) {
		if !ok {
			wrong = append(wrong, fault.Field{Name: name, Message: message})
		}
	}
	of := "Choose the fee."
	if p.Kind == Reversal {
		of = "Choose the payment."
	}
	need(p.Of != "" && len(p.Of) <= 200, "of", of)
	need(p.Kind == Reversal || p.Amount > 0 && p.Amount <= money.MaxAmount, "amount", "Enter how much to waive, such as 25.00.")
	need(p.Reason.isOf(p.Kind), "reason", "Choose a reason.")
	need(p.Note != "" && utf8.RuneCountInString(p.Note) <= mostNote, "note", fmt.Sprintf("Write in at most %d characters why, for whoever looks at it later.", mostNote))
	return fault.Inputs(wrong)
}

// Open tells whether somebody can still decide it.
func (p Proposal) Open(now time.Time) bool { return p.State == Waiting && now.Before(p.At.Add(Life)) }

// Decide agrees to a proposal or refuses it. Nobody decides what they proposed themselves.
func (p Proposal) Decide(by access.UserID, yes bool, answer string, now time.Time) (Proposal, error) {
	if !p.Open(now) {
		return p, over()
	}
	if by == p.By {
		return p, fault.New(fault.Conflict, "You proposed this yourself. Somebody else must decide it.")
	}
	if utf8.RuneCountInString(answer) > mostNote || !yes && answer == "" {
		return p, fault.Inputf("answer", "Write in at most %d characters why you refuse.", mostNote)
	}
	p.State, p.Decider, p.Decided, p.Answer = Refused, by, now, answer
	if yes {
		p.State = Done
	}
	return p, nil
}

// Withdraw ends a proposal; only who made it takes it back.
func (p Proposal) Withdraw(by access.UserID, now time.Time) (Proposal, error) {
	if !p.Open(now) {
		return p, over()
	}
	if by != p.By {
		return p, fault.New(fault.Conflict, "Only who proposed it can take it back. You can refuse it.")
	}
	p.State, p.Decided = Withdrawn, now
	return p, nil
}

func over() error { return fault.New(fault.Conflict, "This proposal was decided or ended already.") }

// Key is the key of the event that the proposal becomes.
func (p Proposal) Key() string { return string(p.Kind) + ":" + p.ID.String() }

// Body is the event that the proposal becomes.
func (p Proposal) Body() contract.Body {
	if p.Kind == Reversal {
		return contract.Reversed{Of: p.Of, Reason: string(p.Reason)}
	}
	return contract.FeeWaived{Fee: p.Of, Amount: p.Amount, Reason: string(p.Reason)}
}

// Fits tells whether the contract, as it stands, still has what the proposal is about, and refuses with a sentence if not.
func (p Proposal) Fits(s *contract.State) error {
	switch s.Status {
	case contract.Pending, contract.Undone, contract.ChargedOut:
		return fault.New(fault.Conflict, "The contract has not begun, was undone or was charged off. Its money is not adjusted by hand.")
	case contract.Active, contract.PaidOff, contract.Matured, contract.Ended, contract.Terminated:
	}
	if p.Kind == Reversal {
		for _, x := range Payments(s) {
			if x.Key == p.Of {
				return nil
			}
		}
		return fault.New(fault.Conflict, "This payment was returned or reversed already.")
	}
	for _, x := range Fees(s) {
		if x.Key == p.Of && x.Open >= p.Amount {
			return nil
		}
		if x.Key == p.Of {
			currency, err := money.CurrencyOf(p.Currency)
			if err != nil {
				return err
			}
			return fault.Newf(fault.Conflict, "Less of this fee is open than was to be waived: %s.", l10n.EnUS.Money(x.Open, currency))
		}
	}
	return fault.New(fault.Conflict, "Nothing of this fee is open any more: it was paid or waived.")
}

// Fees lists what can be waived: the fees of which something is open, the newest first.
func Fees(s *contract.State) []contract.Fee {
	var out []contract.Fee
	for i := len(s.OpenFees) - 1; i >= 0 && len(out) < mostListed; i-- {
		if s.OpenFees[i].Open > 0 {
			out = append(out, s.OpenFees[i])
		}
	}
	return out
}

// Payments lists what can be reversed: the payments that count, the newest first.
func Payments(s *contract.State) []*contract.Line {
	var out []*contract.Line
	for i := len(s.Lines) - 1; i >= 0 && len(out) < mostListed; i-- {
		if l := &s.Lines[i]; l.Kind == contract.KindPayment && l.Void == "" {
			out = append(out, l)
		}
	}
	return out
}

// mostListed bounds a list to choose from: what is older is no slip of these days.
const mostListed = 24

// Outlook is what an adjustment does: the contract without it and with it, on the same day.
type Outlook struct{ Before, After *contract.State }

// Look folds a contract without and with a proposal. The proposal must fit.
func Look(t contract.Terms, events []contract.Event, p Proposal, today civil.Date, now time.Time) (Outlook, error) {
	var out Outlook
	var err error
	if out.Before, err = contract.Fold(t, events, contract.At{AsOf: today}); err != nil {
		return out, fmt.Errorf("fold before an adjustment: %w", err)
	}
	if err := p.Fits(out.Before); err != nil {
		return out, err
	}
	proposed := contract.Event{Key: p.Key(), Effective: today, Recorded: now, Body: p.Body()}
	if out.After, err = contract.Fold(t, append(events[:len(events):len(events)], proposed), contract.At{AsOf: today}); err != nil {
		return out, fmt.Errorf("fold after an adjustment: %w", err)
	}
	return out, nil
}
