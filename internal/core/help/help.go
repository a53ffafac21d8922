// Package help is the law of letting somebody help with a contract: whom one who is on it lets in, how far, until which day, and when that is over.
// What each kind of help may do is package access's; who asks is the door's.
package help

import (
	"strings"
	"time"
	"unicode/utf8"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// ID names a help.
type ID = id.Of[Help]

// The bounds of help: nobody forgets a door open for longer than a year, and a contract has few helpers.
const (
	OfferLife  = 14 * 24 * time.Hour // how long an offer can be accepted
	MostDays   = 366                 // from the day it is given
	MostAtOnce = 5                   // open on one contract, offers too
	MostADay   = 5                   // offered on one contract within a day: nobody's mailbox is filled from here
	mostName   = 60
)

// Help is one person let in to one contract.
type Help struct {
	ID            ID
	Contract      contract.ID
	By            access.PartyID // who lets the helper in
	Given, Family string
	Email         string
	Kind          access.Help
	Until         civil.Date // the last day
	OverAt        time.Time  // when that day is over where the lender is
	CreatedAt     time.Time
	ExpiresAt     time.Time // of the offer
	AcceptedAt    time.Time
	User          access.UserID  // who accepted
	Party         access.PartyID // made for a helper who had no sign-in
	EndedAt       time.Time
	EndedBy       Ending
}

// Ending says who ended a help before its time. It is stored, so a name never changes.
type Ending string

// Who ends a help.
const (
	ByCustomer Ending = "customer"
	ByHelper   Ending = "helper"
	ByDesk     Ending = "desk"
)

// State is how far a help is.
type State string

// The states.
const (
	Offered State = "offered" // waits for an answer
	Open    State = "open"    // the helper may look
	Lapsed  State = "lapsed"  // nobody answered in time
	Over    State = "over"    // its last day has passed
	Ended   State = "ended"   // before its time, or not wanted
)

// At returns the state at an instant.
func (h Help) At(now time.Time) State {
	switch {
	case !h.EndedAt.IsZero():
		return Ended
	case !now.Before(h.OverAt):
		return Over
	case !h.AcceptedAt.IsZero():
		return Open
	case !now.Before(h.ExpiresAt):
		return Lapsed
	}
	return Offered
}

// Name is the helper's name.
func (h Help) Name() string { return strings.TrimSpace(h.Given + " " + h.Family) }

// Offer is what one who is on a contract fills in.
type Offer struct {
	Given, Family string
	Email         string
	Kind          access.Help
	Until         civil.Date
}

// Check returns the offer as it is kept, or everything that is wrong with it.
func (o Offer) Check(today civil.Date) (Offer, error) {
	var wrong []fault.Field
	o.Given, o.Family = strings.TrimSpace(o.Given), strings.TrimSpace(o.Family)
	if !fits(o.Given) {
		wrong = append(wrong, l10n.Field("given", "Enter the first name, up to %s characters.", "Ingrese el nombre, de hasta %s caracteres.", "Geben Sie den Vornamen ein, bis zu %s Zeichen.", mostName))
	}
	if !fits(o.Family) {
		wrong = append(wrong, l10n.Field("family", "Enter the last name, up to %s characters.", "Ingrese el apellido, de hasta %s caracteres.", "Geben Sie den Nachnamen ein, bis zu %s Zeichen.", mostName))
	}
	email, err := identity.CheckContact(identity.ContactEmail, o.Email)
	if f := fault.Of(err); f != nil {
		wrong = append(wrong, fault.Field{Name: "email", Message: f.Fields[0].Message, Other: f.Fields[0].Other})
	}
	o.Email = email
	if o.Kind != access.HelpView && o.Kind != access.HelpPay {
		wrong = append(wrong, l10n.Field("kind", "Choose what this person may do.", "Elija qué puede hacer esta persona.", "Wählen Sie, was diese Person darf."))
	}
	if last := today.AddDays(MostDays); o.Until.IsZero() || o.Until < today || o.Until > last {
		wrong = append(wrong, l10n.Field("until", "Choose a day from today to %s.", "Elija un día desde hoy hasta el %s.", "Wählen Sie einen Tag von heute bis zum %s.", last))
	}
	return o, fault.Inputs(wrong)
}

func fits(name string) bool {
	return name != "" && utf8.RuneCountInString(name) <= mostName && !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '<' || r == '>' })
}

// Accept lets the helper in. Whoever is on the contract needs no help, and is nobody's helper there.
func (h Help) Accept(by access.UserID, onIt bool, now time.Time) (Help, error) {
	switch {
	case h.At(now) == Open && h.User == by:
		return h, nil
	case h.At(now) != Offered:
		return h, NoOffer()
	case onIt:
		return h, l10n.Fault(fault.Conflict, "You are on this contract yourself.", "Usted mismo figura en este contrato.", "Sie stehen selbst in diesem Vertrag.")
	}
	h.AcceptedAt, h.User = now, by
	return h, nil
}

// End ends a help that is offered or open. Ended twice is ended once.
func (h Help) End(by Ending, now time.Time) (next Help, changed bool) {
	if s := h.At(now); s != Offered && s != Open {
		return h, false
	}
	h.EndedAt, h.EndedBy = now, by
	return h, true
}

// NoOffer is the answer to a code that opens nothing: unknown, answered, withdrawn and late alike.
func NoOffer() *fault.Fault {
	return l10n.Fault(fault.Conflict, "This invitation is not valid any more. Please ask whoever invited you for another one.",
		"Esta invitación ya no es válida. Pida otra a quien le invitó.", "Diese Einladung gilt nicht mehr. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.")
}
