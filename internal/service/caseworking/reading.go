package caseworking

import (
	"context"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/casefile"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/leaseend"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/casefiles"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
	"marque/internal/store/vehicles"
)

// Colleague is somebody at the desk who works on cases.
type Colleague struct {
	ID   access.UserID
	Name string
}

// Case is a case as the desk sees it.
type Case struct {
	casefile.File
	Today    civil.Date
	Number   string // of the contract
	Currency money.Currency
	Person   string
	Owner    string // by name; empty when nobody has it
	By       string // who opened it
	Paid     *payment.Payment
	Notes    []casefile.Note
	Names    map[access.UserID]string
	Staff    []Colleague
	Disputed []contract.Charge // of a dispute of a bill, the lines of an invoice that it is about
	Terms    contract.Terms    // where there is one
	Tariff   leaseend.Tariff
}

// Row is a case in a list. Whose it is stands there only for those that the agent has: the queue is no place to browse customers.
type Row struct {
	casefile.File
	Holder string
	Person string
	Number string
}

// Queue is what the desk works on, what ends first at the top.
type Queue struct {
	Today civil.Date
	All   []Row
	Late  int // of All
	More  bool
}

// Sift says which cases of the queue are wanted.
type Sift struct {
	Mine, Closed bool
	Kind         casefile.Kind
}

// The bounds of lists.
const (
	mostQueued = 100
	mostOf     = 50
)

// Queue lists cases by their nearest clock.
func (s *Service) Queue(ctx context.Context, by access.Actor, q Sift) (Queue, error) {
	var out Queue
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.CaseList, On: access.OnSystem("desk")}, func(r engine.Reader) error {
		today, err := s.d.Book.Today(r)
		if err != nil {
			return err
		}
		sift := casefiles.Sift{Closed: q.Closed, Kind: q.Kind}
		if q.Mine {
			sift.Owner = by.User
		}
		all, err := casefiles.Queue(r, s.d.Box, sift, mostQueued+1)
		if err != nil {
			return err
		}
		out = Queue{Today: today, More: len(all) > mostQueued}
		names := map[access.UserID]string{}
		for _, f := range all[:min(len(all), mostQueued)] {
			row, err := s.row(r, by, f, names)
			if err != nil {
				return err
			}
			if c, runs := f.Nearest(); runs && c.Late(today) > 0 {
				out.Late++
			}
			out.All = append(out.All, row)
		}
		return nil
	})
	return out, err
}

func (s *Service) row(r engine.Reader, by access.Actor, f casefile.File, names map[access.UserID]string) (Row, error) {
	row := Row{File: f}
	row.Outcome = ""
	var err error
	if row.Holder, err = s.name(r, names, f.Owner); err != nil || f.Owner != by.User {
		return row, err
	}
	row.Person, row.Number, err = s.about(r, f)
	return row, err
}

// about names the person and the contract of a case.
func (s *Service) about(r engine.Reader, f casefile.File) (person, number string, err error) {
	p, err := s.parties.ByID(r, f.Party)
	if err != nil {
		return "", "", err
	}
	c, err := contracts.ByID(r, f.Contract)
	return strings.TrimSpace(p.GivenName + " " + p.FamilyName), c.Terms.Number, err
}

// name returns who a member of staff is, reading each once.
func (s *Service) name(r engine.Reader, names map[access.UserID]string, user access.UserID) (string, error) {
	if user.IsZero() {
		return "", nil
	}
	if known, ok := names[user]; ok {
		return known, nil
	}
	u, err := s.users.ByID(r, user)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return "", err
	}
	names[user] = u.Name
	return u.Name, nil
}

func (s *Service) staff(r engine.Reader) ([]Colleague, error) {
	all, err := s.users.Staff(r)
	var out []Colleague
	for _, u := range all {
		if u.State == identity.UserActive && access.May(u.Actor(), access.CaseChange) {
			out = append(out, Colleague{u.ID, u.Name})
		}
	}
	return out, err
}

// Case shows one case to the desk. The look is recorded before anything is read.
func (s *Service) Case(ctx context.Context, by access.Actor, on contract.ID, which casefile.ID) (Case, error) {
	out := Case{Names: map[access.UserID]string{}}
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.CaseRead, On: access.OnContract(on), Note: "case " + which.String()}, func(r engine.Reader) error {
		var err error
		if out.File, err = casefiles.ByID(r, s.d.Box, on, which); err != nil {
			return err
		}
		if out.Today, err = s.d.Book.Today(r); err != nil {
			return err
		}
		if out.Person, out.Number, err = s.about(r, out.File); err != nil {
			return err
		}
		return s.fill(r, &out)
	})
	return out, err
}

func (s *Service) fill(r engine.Reader, c *Case) error {
	var err error
	if !c.Payment.IsZero() {
		row, err := payments.ByID(r, c.Contract, c.Payment)
		if err != nil {
			return err
		}
		stored, err := contracts.ByID(r, c.Contract)
		if err != nil {
			return err
		}
		c.Paid, c.Currency = &row.Payment, stored.Terms.Money()
	}
	if c.Notes, err = casefiles.Notes(r, s.d.Box, c.Contract, c.ID); err != nil {
		return err
	}
	for _, n := range c.Notes {
		if _, err := s.name(r, c.Names, n.By); err != nil {
			return err
		}
	}
	if c.Owner, err = s.name(r, c.Names, c.File.Owner); err != nil {
		return err
	}
	if c.By, err = s.name(r, c.Names, c.OpenedBy); err != nil {
		return err
	}
	if _, _, err := s.disputed(r, c); err != nil {
		return err
	}
	c.Staff, err = s.staff(r)
	return err
}

// Person is somebody on a contract.
type Person struct {
	ID   access.PartyID
	Name string
}

// Form is what the form of a new case offers.
type Form struct {
	Today    civil.Date
	Number   string
	Currency money.Currency
	Vehicle  string
	People   []Person
	Payments []payment.Payment // the newest first
}

// Form returns what the form of a new case on a contract offers, to one of us with a reason.
func (s *Service) Form(ctx context.Context, by access.Actor, on contract.ID, why identity.Why) (Form, error) {
	var out Form
	if !access.May(by, access.CaseOpen) {
		return out, fault.New(fault.NotFound, "There is no such page.")
	}
	if err := why.Check(); err != nil {
		return out, err
	}
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.CaseRead, On: access.OnContract(on), Note: why.Note()}, func(r engine.Reader) error {
		today, err := s.d.Book.Today(r)
		if err != nil {
			return err
		}
		c, err := contracts.ByID(r, on)
		if err != nil {
			return err
		}
		v, err := vehicles.ByVIN(r, c.VIN)
		if err != nil {
			return err
		}
		out = Form{Today: today, Number: c.Terms.Number, Currency: c.Terms.Money(), Vehicle: v.Name()}
		people, err := s.parties.OnContract(r, on)
		if err != nil {
			return err
		}
		for _, p := range people {
			out.People = append(out.People, Person{p.ID, strings.TrimSpace(p.GivenName + " " + p.FamilyName)})
		}
		rows, err := payments.Of(r, on)
		for _, row := range rows[:min(len(rows), mostOf)] {
			out.Payments = append(out.Payments, row.Payment)
		}
		return err
	})
	return out, err
}

// Of lists a customer's cases for one of us with a reason, the newest first. It is a part of the customer's page, so it is one look in an hour.
func (s *Service) Of(ctx context.Context, by access.Actor, party access.PartyID, why identity.Why) ([]casefile.File, civil.Date, error) {
	var out []casefile.File
	var today civil.Date
	if err := why.Check(); err != nil {
		return nil, 0, err
	}
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.CaseList, On: access.OnParty(party), Note: why.Note()}, func(r engine.Reader) error {
		var err error
		if today, err = s.d.Book.Today(r); err != nil {
			return err
		}
		out, err = casefiles.OfParty(r, s.d.Box, party, mostOf)
		return err
	})
	return out, today, err
}

// Shown is a case as its customer sees it.
type Shown struct {
	Title   l10n.Text
	Text    l10n.Text // what happens next and by when, or when it was closed
	Outcome string    // as an agent wrote it; empty while it is open
	Open    bool
	ID      casefile.ID
	Promise civil.Date // by when we answer; of one that is open
}

// shownDays is how long a closed case stays on the customer's page.
const shownDays = 60

// Mine lists a customer's own cases on a contract, the newest first. Nobody else on the contract sees them.
func (s *Service) Mine(ctx context.Context, by access.Actor, on contract.ID) ([]Shown, error) {
	var out []Shown
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.CaseSee, On: access.OnContract(on)}, func(r engine.Reader) error {
		out = nil
		today, err := s.d.Book.Today(r)
		if err != nil {
			return err
		}
		all, err := casefiles.OnContract(r, s.d.Box, on, mostOf)
		for _, f := range all {
			switch {
			case f.Party != by.Party:
			case f.Stage != casefile.Closed:
				out = append(out, Shown{Title: opened(f), Text: next(f), Open: true, ID: f.ID, Promise: f.Promised})
			case f.ClosedOn.AddDays(shownDays) >= today:
				out = append(out, Shown{
					Title: l10n.T("Your case is closed: %s.", "Su caso está cerrado: %s.", "Ihr Anliegen ist abgeschlossen: %s.", f.Kind.Words()), Outcome: f.Outcome,
					Text: l10n.T("We closed it on %s. If you do not agree, write to us.", "Lo cerramos el %s. Si no está de acuerdo, escríbanos.", "Wir haben es am %s abgeschlossen. Wenn Sie nicht einverstanden sind, schreiben Sie uns.", f.ClosedOn),
				})
			}
		}
		return err
	})
	return out, err
}
