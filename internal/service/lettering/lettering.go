// Package lettering issues letters that others rely on: what ends a contract, that it is in good standing, what interest a year cost. Each is kept
// as it was rendered and carries a code by which a buyer, a dealer or an insurer finds out whether it is genuine, and nothing else.
package lettering

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"time"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/leaseend"
	"marque/internal/core/statement"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/paper"
	"marque/internal/seal"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/letters"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
	"marque/internal/store/vehicles"
)

// Deps is what the service needs.
type Deps struct {
	Door    *door.Door
	Book    *book.Book
	Box     *seal.Box
	Courier *courier.Courier
	Random  io.Reader
	Brands  map[string]statement.Brand // by key: who signs
	Tariffs leaseend.Tariffs           // of excess wear
}

// Service issues letters.
type Service struct {
	Deps
	parties *parties.Store
}

// New returns a service.
func New(d Deps) *Service { return &Service{Deps: d, parties: parties.New(d.Box)} }

// Letter is a finished letter in a list.
type Letter = letters.Row

// QuoteDays is how many days a payoff table shows, and MostAhead how far ahead a payoff can be quoted.
const (
	QuoteDays = 10
	MostAhead = 30
)

// Quote is what ends a contract on a day, with each day after it.
type Quote struct {
	Today    civil.Date
	Payoff   contract.Payoff
	Days     []contract.Payoff
	InFlight money.Cents // on its way and not in the figures
	Lease    bool
	Currency money.Currency
}

// Quote tells what ends a contract on a day; none is today.
func (s *Service) Quote(ctx context.Context, by access.Actor, contractID contract.ID, on civil.Date) (Quote, error) {
	var out Quote
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		f, err := s.facts(r, contractID)
		if err != nil {
			return err
		}
		out, err = f.quote(on)
		return err
	})
	return out, err
}

// facts is what letters are about, in one snapshot.
type facts struct {
	stored   contracts.Contract
	state    *contract.State
	vehicle  vehicles.Vehicle
	today    civil.Date
	inFlight money.Cents
	people   []parties.Party
	zone     *time.Location
	change   change // of the message that the letter is about
	tariff   leaseend.Tariff
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
	f := facts{today: day, zone: s.Book.Zone()}
	var err error
	if f.stored, err = contracts.ByID(r, contractID); err != nil {
		return f, err
	}
	f.tariff = s.Tariffs.Of(f.stored.Terms.Brand, f.stored.Terms.Currency)
	if f.state, err = s.Book.Fold(r, f.stored, f.today); err != nil {
		return f, err
	}
	if f.vehicle, err = vehicles.ByVIN(r, f.stored.VIN); err != nil {
		return f, err
	}
	rows, err := payments.Of(r, contractID)
	if err != nil {
		return f, err
	}
	for _, row := range rows {
		if row.State.InFlight() {
			f.inFlight += row.Amount
		}
	}
	f.people, err = s.parties.OnContract(r, contractID)
	return f, err
}

// reader is the language of whoever a letter that nobody asked for is addressed to: the first one on the contract.
func (f *facts) reader() l10n.Locale {
	if len(f.people) == 0 {
		return l10n.EnUS
	}
	return l10n.Match(f.people[0].Locale)
}

func (f *facts) quote(on civil.Date) (Quote, error) {
	out := Quote{Today: f.today, InFlight: f.inFlight, Lease: f.state.Kind == contract.Lease, Currency: f.stored.Terms.Money()}
	if on.IsZero() {
		on = f.today
	}
	if on > f.today.AddDays(MostAhead) {
		return out, l10n.Input("good_through",
			"A payoff can be quoted for at most %s days ahead.",
			"El monto de liquidación se puede calcular hasta con %s días de anticipación.",
			"Die Ablösung lässt sich höchstens %s Tage im Voraus berechnen.", MostAhead)
	}
	var err error
	if out.Payoff, err = f.state.PayoffQuote(on); err != nil {
		return out, err
	}
	out.Days, err = f.state.PayoffTable(on, QuoteDays)
	return out, err
}

// Order asks for a letter.
type Order struct {
	Contract    contract.ID
	Kind        statement.LetterKind
	GoodThrough civil.Date  // payoff: the last day on which the amount holds
	Year        int         // interest
	Locale      l10n.Locale // of the whole letter; with About it is the reader's
	About       string      // amendment: the message that told of it
	Key         string      // the same key issues once
}

// Issue writes a letter and keeps it.
func (s *Service) Issue(ctx context.Context, by access.Actor, o Order) (statement.LetterID, error) {
	if o.Key == "" {
		return statement.LetterID{}, expired()
	}
	letterID := id.Derive[statement.Letter](o.Contract.String(), o.Key)
	pass := door.Pass{By: by, Do: access.LetterIssue, On: access.OnContract(o.Contract), Key: o.Key, Note: string(o.Kind) + " " + letterID.String()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error { return s.issue(tx, o, letterID) })
	if fault.Is(err, fault.Repeated) {
		return letterID, nil
	}
	return letterID, err
}

// expired refuses a form that carries no key: one that was sent by no page of ours.
func expired() error {
	return l10n.Fault(fault.Invalid, "This form has expired. Please load the page again.", "Este formulario venció. Cargue la página otra vez.",
		"Dieses Formular ist abgelaufen. Bitte laden Sie die Seite neu.")
}

func (s *Service) issue(tx *engine.Tx, o Order, letterID statement.LetterID) error {
	f, err := s.facts(tx, o.Contract)
	if err != nil {
		return err
	}
	code, err := s.code()
	if err != nil {
		return err
	}
	if o.About != "" {
		o.Locale = f.reader()
	}
	w := letterOf(&f, s.Brands[f.stored.Terms.Brand], o.Locale)
	if o.Kind == statement.PayoffLetter && o.GoodThrough.IsZero() {
		o.GoodThrough = f.today.AddDays(QuoteDays)
	}
	if f.change, err = changed(tx, o); err != nil {
		return err
	}
	row := letters.Row{ID: letterID, Contract: o.Contract, Kind: o.Kind, Issued: f.today, GoodThrough: o.GoodThrough, At: s.Book.Now()}
	if row.Amount, err = w.write(o); err != nil {
		return err
	}
	w.letter.Reference = statement.ShowCode(code)
	w.ending(code)
	file, err := paper.Letter(w.letter)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(file.Bytes)
	row.Title, row.Pages, row.SHA256 = w.letter.Title, file.Pages, sum[:]
	return letters.Insert(tx, s.Box, row, code, file.Bytes)
}

// codeBytes are 80 bits: nobody finds a letter by guessing.
const codeBytes = 10

func (s *Service) code() (string, error) {
	var random [codeBytes]byte
	if _, err := io.ReadFull(s.Random, random[:]); err != nil {
		return "", fmt.Errorf("make a verification code: %w", err)
	}
	return base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").EncodeToString(random[:]), nil
}

// Letters lists a contract's letters, newest first.
func (s *Service) Letters(ctx context.Context, by access.Actor, contractID contract.ID) ([]Letter, error) {
	var out []Letter
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.StatementRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		var err error
		out, err = letters.Of(r, contractID)
		return err
	})
	return out, err
}

// File returns a letter exactly as it was rendered.
func (s *Service) File(ctx context.Context, by access.Actor, contractID contract.ID, letter statement.LetterID) ([]byte, error) {
	var out []byte
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.StatementRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		var err error
		out, err = letters.File(r, s.Box, contractID, letter)
		return err
	})
	return out, err
}

// Verified is what anybody learns who has a letter's code: what the letter says, so that a changed one is found out, and nobody's name.
type Verified struct {
	Title       string
	Lender      string
	Issued      civil.Date
	GoodThrough civil.Date
	Expired     bool
	Amount      money.Cents
	Currency    money.Currency
	Ending      string // the last four characters of the contract's number
}

// Verify tells whether a code belongs to a letter of ours. A wrong code is fault.NotFound, like one that cannot be.
func (s *Service) Verify(ctx context.Context, typed string) (Verified, error) {
	var out Verified
	code := statement.ReadCode(typed)
	err := s.Door.Read(ctx, door.Pass{By: access.Anonymous(), Do: access.LetterVerify, On: access.OnSystem("letters")}, func(r engine.Reader) error {
		l, err := letters.ByCode(r, code)
		if err != nil {
			return err
		}
		c, err := contracts.ByID(r, l.Contract)
		if err != nil {
			return err
		}
		today, err := s.Book.Today(r)
		number := c.Terms.Number
		out = Verified{
			Title: l.Title, Lender: s.Brands[c.Terms.Brand].LegalName, Issued: l.Issued, GoodThrough: l.GoodThrough, Amount: l.Amount,
			Currency: c.Terms.Money(), Ending: number[max(0, len(number)-4):], Expired: !l.GoodThrough.IsZero() && l.GoodThrough < today,
		}
		return err
	})
	return out, err
}
