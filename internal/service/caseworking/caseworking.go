// Package caseworking works on the desk's cases: opening one, noting, taking and handing over, moving it on and closing it, each told to the customer
// where it matters. The clocks and what the law asks are core/casefile's. A case moves no money.
package caseworking

import (
	"context"
	"slices"
	"strings"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/casefile"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/leaseend"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/seal"
	"marque/internal/store/casefiles"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
	"marque/internal/store/users"
	"marque/internal/store/vehicles"
)

// Deps is what the service needs.
type Deps struct {
	Door    *door.Door
	Book    *book.Book
	Box     *seal.Box
	IDs     *id.Source
	Courier *courier.Courier
	Tariffs leaseend.Tariffs // of excess wear
}

// Service works on cases.
type Service struct {
	d       Deps
	users   *users.Store
	parties *parties.Store
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{d: d, users: users.New(d.Box), parties: parties.New(d.Box)}
}

// Asked is a case that an agent opens.
type Asked struct {
	Contract contract.ID
	Party    access.PartyID
	Kind     casefile.Kind
	Received civil.Date
	Promised civil.Date // zero leaves it to the house
	Payment  payment.ID // may be none
	Note     string     // for colleagues; may be empty
	Key      string     // the form's: sent twice it opens one case
	Why      identity.Why
}

// Open opens a case and tells the customer, or returns the one that the same key opened.
func (s *Service) Open(ctx context.Context, by access.Actor, a Asked) (casefile.ID, error) {
	if a.Key == "" {
		return casefile.ID{}, fault.New(fault.Invalid, "This form has expired. Please load the page again.")
	}
	if err := a.Why.Check(); err != nil {
		return casefile.ID{}, err
	}
	which := id.Derive[casefile.File](a.Contract.String(), a.Key)
	pass := door.Pass{By: by, Do: access.CaseOpen, On: access.OnContract(a.Contract), Key: "case/" + a.Key, Note: note(which, a.Why)}
	err := s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error { return s.open(tx, by, a, which) })
	if fault.Is(err, fault.Repeated) {
		return which, nil
	}
	return which, err
}

// note names a case in the audit.
func note(which casefile.ID, why identity.Why) string {
	return "case " + which.String() + ": " + why.Note()
}

func (s *Service) open(tx *engine.Tx, by access.Actor, a Asked, which casefile.ID) error {
	if err := contracts.Lock(tx, a.Contract); err != nil {
		return err
	}
	today, err := s.d.Book.Today(tx)
	if err != nil {
		return err
	}
	f, err := casefile.New(casefile.File{
		ID: which, Contract: a.Contract, Party: a.Party, Kind: a.Kind, Payment: a.Payment, OpenedBy: by.User, Owner: by.User, Opened: s.d.Book.Now(),
		Days: map[casefile.Mark]civil.Date{casefile.Received: a.Received}, Promised: a.Promised,
	}, today)
	if err != nil {
		return err
	}
	if err := s.fits(tx, f); err != nil {
		return err
	}
	if err := casefiles.Insert(tx, f); err != nil {
		return err
	}
	if strings.TrimSpace(a.Note) != "" {
		if err := s.addNote(tx, by, f, a.Note); err != nil {
			return err
		}
	}
	return s.tell(tx, f, func(c notice.Change) notice.Notice { return notice.CaseOpened{Change: c} })
}

// fits refuses a person who is not on the contract, a payment that is not of it, and more cases than anybody could work on.
func (s *Service) fits(r engine.Reader, f casefile.File) error {
	people, err := s.parties.OnContract(r, f.Contract)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(people, func(p parties.Party) bool { return p.ID == f.Party }) {
		return fault.Input("party", "Choose somebody who is on the contract.")
	}
	if !f.Payment.IsZero() {
		if _, err := payments.ByID(r, f.Contract, f.Payment); fault.Is(err, fault.NotFound) {
			return fault.Input("payment", "Choose a payment of this contract.")
		} else if err != nil {
			return err
		}
	}
	n, err := casefiles.Count(r, f.Contract)
	if err == nil && n >= casefile.MostOpen {
		return fault.Newf(fault.Conflict, "There are %d cases open on this contract. Close one first.", n)
	}
	return err
}

// tell tells the person of a case what became of it. What was found stands on the page only.
func (s *Service) tell(tx *engine.Tx, f casefile.File, of func(notice.Change) notice.Notice) error {
	c, err := contracts.ByID(tx, f.Contract)
	if err != nil {
		return err
	}
	v, err := vehicles.ByVIN(tx, c.VIN)
	if err != nil {
		return err
	}
	person, err := s.parties.ByID(tx, f.Party)
	if err != nil {
		return err
	}
	change := notice.Change{Vehicle: v.Name(), Why: opened(f), Next: next(f)}
	if f.Stage == casefile.Closed {
		change.Why = l10n.T("Your case is closed: %s.", "Su caso está cerrado: %s.", "Ihr Anliegen ist abgeschlossen: %s.", f.Kind.Words())
		change.Next = l10n.T("What came of it stands on your contract’s page. If you do not agree, write to us.", "El resultado está en la página de su contrato. Si no está de acuerdo, escríbanos.",
			"Was dabei herauskam, steht auf der Seite Ihres Vertrags. Wenn Sie nicht einverstanden sind, schreiben Sie uns.")
	}
	_, err = s.d.Courier.SendAll(tx, courier.Parcel{Notice: of(change), Brand: c.Terms.Brand, Contract: c.ID, Once: "case-" + string(f.Stage) + "/" + f.ID.String()}.ForAll([]parties.Party{person}))
	return err
}

func opened(f casefile.File) l10n.Text {
	return l10n.T("A case is open for you: %s.", "Hay un caso abierto para usted: %s.", "Für Sie ist ein Anliegen in Arbeit: %s.", f.Kind.Words())
}

func next(f casefile.File) l10n.Text {
	return l10n.T("%s You hear from us by %s.", "%s Tendrá noticias nuestras a más tardar el %s.", "%s Sie hören von uns bis zum %s.", f.Kind.Next(), f.Promised)
}

// change changes a case of a locked contract for an agent.
func (s *Service) change(ctx context.Context, by access.Actor, do access.Action, on contract.ID, which casefile.ID, fn func(tx *engine.Tx, f casefile.File, today civil.Date) (casefile.File, error)) error {
	pass := door.Pass{By: by, Do: do, On: access.OnContract(on), Note: "case " + which.String()}
	return s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, on); err != nil {
			return err
		}
		f, err := casefiles.ByID(tx, s.d.Box, on, which)
		if err != nil {
			return err
		}
		today, err := s.d.Book.Today(tx)
		if err != nil {
			return err
		}
		if f, err = fn(tx, f, today); err != nil {
			return err
		}
		return casefiles.Change(tx, s.d.Box, f)
	})
}

// Step is how a case moves on.
type Step struct {
	Stage    casefile.Stage
	Promised civil.Date
	Days     map[casefile.Mark]civil.Date
}

// Move moves a case on.
func (s *Service) Move(ctx context.Context, by access.Actor, on contract.ID, which casefile.ID, step Step) error {
	return s.change(ctx, by, access.CaseChange, on, which, func(_ *engine.Tx, f casefile.File, today civil.Date) (casefile.File, error) {
		return f.Step(step.Stage, step.Promised, step.Days, today)
	})
}

// Give puts a case into the hands of a colleague, one's own among them.
func (s *Service) Give(ctx context.Context, by access.Actor, on contract.ID, which casefile.ID, to access.UserID) error {
	return s.change(ctx, by, access.CaseChange, on, which, func(tx *engine.Tx, f casefile.File, _ civil.Date) (casefile.File, error) {
		all, err := s.staff(tx)
		if err != nil {
			return f, err
		}
		if !slices.ContainsFunc(all, func(c Colleague) bool { return c.ID == to }) {
			return f, fault.Input("to", "Choose a colleague who works on cases.")
		}
		return f.GivenTo(to)
	})
}

// Note keeps a word to colleagues.
func (s *Service) Note(ctx context.Context, by access.Actor, on contract.ID, which casefile.ID, text string) error {
	return s.change(ctx, by, access.CaseChange, on, which, func(tx *engine.Tx, f casefile.File, _ civil.Date) (casefile.File, error) {
		return f, s.addNote(tx, by, f, text)
	})
}

func (s *Service) addNote(tx *engine.Tx, by access.Actor, f casefile.File, text string) error {
	text, err := casefile.CheckText("note", text)
	if err != nil {
		return err
	}
	all, err := casefiles.Notes(tx, s.d.Box, f.Contract, f.ID)
	if err != nil {
		return err
	}
	if len(all) >= casefile.MostNotes {
		return fault.Inputf("note", "A case has at most %d notes.", casefile.MostNotes)
	}
	return casefiles.AddNote(tx, s.d.Box, f, casefile.Note{ID: id.New[casefile.Note](s.d.IDs), By: by.User, At: s.d.Book.Now(), Text: text})
}

// Close ends a case with an outcome in words, and tells the customer that it is over.
func (s *Service) Close(ctx context.Context, by access.Actor, on contract.ID, which casefile.ID, outcome string) error {
	return s.change(ctx, by, access.CaseClose, on, which, func(tx *engine.Tx, f casefile.File, today civil.Date) (casefile.File, error) {
		f, err := f.Close(outcome, s.d.Book.Now(), today)
		if err != nil {
			return f, err
		}
		return f, s.tell(tx, f, func(c notice.Change) notice.Notice { return notice.CaseClosed{Change: c} })
	})
}
