// Package relieving is what a customer can ask for when a due date does not fit or money is short: another due date, an extension that everybody
// signs, and an arrangement for what is past due. Whether it may be had is the contract's policy; what it does to the debt is the contract's law.
package relieving

import (
	"context"
	"fmt"
	"time"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/core/relief"
	"marque/internal/core/statement"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/seal"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/reliefs"
	"marque/internal/store/vehicles"
)

// Deps is what the service needs.
type Deps struct {
	Door    *door.Door
	Book    *book.Book
	Box     *seal.Box
	Courier *courier.Courier
	Brands  map[string]statement.Brand // by key: with whom an agreement is made
}

// Service relieves.
type Service struct {
	Deps
	parties *parties.Store
}

// New returns a service.
func New(d Deps) *Service { return &Service{Deps: d, parties: parties.New(d.Box)} }

// Choice is one way to go on, in numbers, or why it cannot be had.
type Choice struct {
	relief.Outlook
	Blocked error // a fault that tells why; nil when it can be had here
}

// Signer is somebody who owes under the contract.
type Signer struct {
	Party access.PartyID
	Name  string
	Role  string
	You   bool
	At    time.Time // of the signature; zero while it is missing
}

// Pending is an extension as the page shows it.
type Pending struct {
	relief.Request
	Signers []Signer
	Until   time.Time // the last moment to sign
	File    bool      // there is an agreement to read
}

// Relief is everything that the page shows.
type Relief struct {
	Today    civil.Date
	Kind     contract.Kind
	Currency money.Currency
	PastDue  money.Cents
	Next     contract.Due
	Now      relief.Outlook
	Move     Choice     // to MoveTo
	MoveTo   civil.Date // the date that the numbers are for
	Extend   Choice     // by one payment
	Relevel  Choice     // payments computed anew: by an agent only
	Latest   *Pending   // the newest extension that was asked for
	Zone     *time.Location
}

// facts is what relief is about, in one snapshot.
type facts struct {
	stored  contracts.Contract
	events  []contract.Event
	state   *contract.State
	vehicle vehicles.Vehicle
	today   civil.Date
	people  []parties.Party
	members []parties.Member
}

func (s *Service) facts(r engine.Reader, contractID contract.ID) (facts, error) {
	today, err := s.Book.Today(r)
	if err != nil {
		return facts{}, err
	}
	return s.factsOn(r, contractID, today)
}

// factsOn are the facts as they stand at the end of a day.
func (s *Service) factsOn(r engine.Reader, contractID contract.ID, day civil.Date) (facts, error) {
	f := facts{today: day}
	var err error
	if f.stored, err = contracts.ByID(r, contractID); err != nil {
		return f, err
	}
	if f.events, err = contracts.Events(r, contractID); err != nil {
		return f, err
	}
	if f.state, err = contract.Fold(f.stored.Terms, f.events, contract.At{AsOf: f.today}); err != nil {
		return f, fmt.Errorf("fold contract %s: %w", contractID, err)
	}
	if f.vehicle, err = vehicles.ByVIN(r, f.stored.VIN); err != nil {
		return f, err
	}
	if f.members, err = parties.Members(r, contractID); err != nil {
		return f, err
	}
	f.people, err = s.parties.OnContract(r, contractID)
	return f, err
}

// look tells how the loan goes on with a change; a lease has no such numbers.
func (f *facts) look(change contract.Body) (relief.Outlook, error) {
	return relief.Look(f.stored.Terms, f.events, f.today, change)
}

// onlyLoans refuses what is built for loans alone.
func (f *facts) onlyLoans() error {
	if f.state.Kind == contract.Lease {
		return l10n.Fault(fault.Conflict,
			"On a lease we look at this with you. Please call us.",
			"En un arrendamiento, esto lo vemos junto con usted. Llámenos.",
			"Bei einem Leasing klären wir das mit Ihnen. Bitte rufen Sie uns an.")
	}
	return nil
}

// expired refuses a form that carries no key: one that was sent by no page of ours.
func expired() error {
	return l10n.Fault(fault.Invalid, "This form has expired. Please load the page again.", "Este formulario venció. Cargue la página otra vez.",
		"Dieses Formular ist abgelaufen. Bitte laden Sie die Seite neu.")
}

// Relief tells what can be had, with its numbers. The due date's are for a date that the customer looks at; none is a week later than the next.
func (s *Service) Relief(ctx context.Context, by access.Actor, contractID contract.ID, moveTo civil.Date) (Relief, error) {
	var out Relief
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		f, err := s.facts(r, contractID)
		if err != nil {
			return err
		}
		out = Relief{
			Today: f.today, Kind: f.state.Kind, Currency: f.stored.Terms.Money(), PastDue: f.state.PastDue, Next: f.state.NextDue,
			MoveTo: moveTo, Zone: s.zoneOf(&f, by),
		}
		if out.MoveTo.IsZero() && !f.state.NextDue.Date.IsZero() {
			out.MoveTo = f.state.NextDue.Date.AddDays(usualMove)
		}
		if err := f.choices(&out); err != nil {
			return err
		}
		out.Latest, err = s.latest(r, by, &f)
		return err
	})
	return out, err
}

// usualMove is how far the page moves the due date until somebody says otherwise.
const usualMove = 7

// choices fills in what each way comes to.
func (f *facts) choices(out *Relief) error {
	if err := f.onlyLoans(); err != nil || f.state.Status != contract.Active {
		if err == nil {
			err = l10n.Fault(fault.Conflict,
				"Only an active contract can be changed.",
				"Solo se puede cambiar un contrato activo.",
				"Nur ein laufender Vertrag kann geändert werden.")
		}
		out.Move.Blocked, out.Extend.Blocked, out.Relevel.Blocked = err, err, err
		return nil
	}
	var err error
	if out.Now, err = f.look(nil); err != nil {
		return err
	}
	for _, c := range []struct {
		into   *Choice
		change contract.Body
	}{{&out.Move, contract.DueDateChange{First: out.MoveTo}}, {&out.Extend, f.state.NextExtension(1)}, {&out.Relevel, contract.Reamortised{}}} {
		if c.into.Outlook, err = f.look(c.change); err != nil {
			return err
		}
	}
	out.Move.Fee, out.Move.Blocked = f.state.MayMoveDue(contract.DueDateChange{First: out.MoveTo})
	out.Extend.Periods, out.Extend.Blocked = 1, f.state.MayExtend(f.state.NextExtension(1), false)
	out.Relevel.Blocked = l10n.Fault(fault.Conflict,
		"We do this with you. Please call us.",
		"Esto lo hacemos junto con usted. Llámenos.",
		"Das machen wir mit Ihnen. Bitte rufen Sie uns an.")
	return nil
}

func (s *Service) zoneOf(f *facts, by access.Actor) *time.Location {
	for i := range f.people {
		if f.people[i].ID == by.Party && f.people[i].Zone != "" {
			if zone, err := time.LoadLocation(f.people[i].Zone); err == nil {
				return zone
			}
		}
	}
	return s.Book.Zone()
}

// latest is the newest request with its signers, or nothing.
func (s *Service) latest(r engine.Reader, by access.Actor, f *facts) (*Pending, error) {
	q, err := reliefs.Latest(r, s.Box, f.stored.ID)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.pending(r, by, f, q)
}

func (s *Service) pending(r engine.Reader, by access.Actor, f *facts, q relief.Request) (*Pending, error) {
	signed, err := reliefs.Signatures(r, f.stored.ID, q.ID)
	if err != nil {
		return nil, err
	}
	out := &Pending{Request: q, Until: payment.CutOff(q.Expires, s.Book.Zone()), File: q.State == relief.Granted}
	for i := range f.people {
		who := Signer{Party: f.people[i].ID, Name: nameOf(&f.people[i]), Role: f.members[i].Role, You: f.people[i].ID == by.Party}
		for _, x := range signed {
			if x.Party == who.Party {
				who.At = x.At
			}
		}
		out.Signers = append(out.Signers, who)
	}
	return out, nil
}

// common is the language of everybody, or American English when they read different ones: an agreement has one wording for all who sign it.
func common(people []parties.Party) l10n.Locale {
	all := l10n.EnUS
	for i := range people {
		l := l10n.Match(people[i].Locale)
		if i > 0 && l != all {
			return l10n.EnUS
		}
		all = l
	}
	return all
}

func nameOf(p *parties.Party) string { return p.GivenName + " " + p.FamilyName }

// Waits tells whether the request waits for this customer.
func (p *Pending) Waits() bool {
	for _, who := range p.Signers {
		if who.You && who.At.IsZero() {
			return p.State == relief.Open
		}
	}
	return false
}

// tellAll tells everybody on the contract who has an address.
func (s *Service) tellAll(tx *engine.Tx, f *facts, n notice.Notice, once string) error {
	_, err := s.Courier.SendAll(tx, courier.Parcel{Notice: n, Brand: f.stored.Terms.Brand, Contract: f.stored.ID, Once: once}.ForAll(f.people))
	return err
}

// Report counts what the close of a day did.
type Report struct {
	Expired  int // extensions that not everybody signed in time
	Arranged int // arrangements that ended: completed or broken
}

// Close ends what a day ends. It may be called again for the same day and does the rest.
func (s *Service) Close(ctx context.Context, day civil.Date) (Report, error) {
	var done Report
	var err error
	if done.Expired, err = s.expire(ctx, day); err != nil {
		return done, err
	}
	done.Arranged, err = s.judge(ctx, day)
	return done, err
}
