// Package paying moves money once: it takes a customer's payment, hands it to the bank at the close of its day, and puts on the
// contract what the bank makes of it. What a payment does to the debt is the contract's law; how a bank is reached is the gateway's.
package paying

import (
	"context"
	"io"
	"time"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/core/statement"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/seal"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
)

// Rail is the format in which a bank takes orders and answers. It is pure: the same file always becomes the same bytes.
type Rail interface {
	// Trace returns the trace of the nth entry that we ever make.
	Trace(n int64) string
	// Write makes a file of orders, or refuses all of them.
	Write(f payment.File) ([]byte, error)
	// Read reads a file of the bank's; one that is not whole is a payment.Unreadable.
	Read(content []byte) (payment.Report, error)
}

// Carrier is a way to the bank and back: a folder or a server. A file is there under its final name whole or not at all, and never takes the place of
// another.
type Carrier interface {
	// Look tells how far the delivery of a file has come.
	Look(ctx context.Context, name string, content []byte) (payment.Stage, error)
	// Begin makes the temporary name exist: as long as it does, the file has not been delivered.
	Begin(ctx context.Context, name string) error
	// Put writes the file under its temporary name and then gives it its final one.
	Put(ctx context.Context, name string, content []byte) error
	// Inbox lists what the bank has left.
	Inbox(ctx context.Context) ([]payment.Arrival, error)
	// Fetch reads one of these.
	Fetch(ctx context.Context, a payment.Arrival) ([]byte, error)
	// Close ends connections.
	Close() error
}

// Player is a carrier that plays the bank behind it.
type Player interface {
	Carrier
	// Answer returns the file of returns that a bank would have made of a file of ours by a day, or nothing.
	Answer(sent []byte, today civil.Date) ([]byte, error)
}

// Bank is how debits reach a bank: what its files look like, and how they travel. With neither Carrier nor Player files wait for a hand
// (marque bank send --dir). A Player takes them at the close of the day, a Carrier by a job soon after it.
type Bank struct {
	Rail    Rail // ACH, for dollars
	SEPA    Rail // for euros: it always reads
	Euro    bool // and writes, for there is a creditor
	Carrier Carrier
	Player  Player
}

// Deps is what the service needs.
type Deps struct {
	Door     *door.Door
	Book     *book.Book
	Box      *seal.Box
	IDs      *id.Source
	Random   io.Reader // chooses the amounts of small deposits
	Courier  *courier.Courier
	Bank     Bank
	Cards    Cards // nil where cards are not taken
	Calendar civil.Calendar
	Brands   map[string]statement.Brand                       // by key: who an authorisation is given to
	Alone    func(ctx context.Context, fn func() error) error // runs fn while no other process sends or receives
}

// Service takes and moves payments.
type Service struct {
	Deps
	parties *parties.Store
}

// New returns a service.
func New(d Deps) *Service { return &Service{Deps: d, parties: parties.New(d.Box)} }

// Choices is what a customer can choose from.
type Choices struct {
	Today       civil.Date
	Earliest    civil.Date // the first day a payment can count
	Latest      civil.Date
	CutOff      time.Time // until when a payment counts on Today; past when Today is closed
	DueNow      money.Cents
	PastDue     money.Cents
	ToPay       money.Cents // what is due now, or else next, less what is on its way
	Next        contract.Due
	Payoff      money.Cents // the most that can be paid on Earliest
	InFlight    money.Cents // on its way already
	Accounts    []Account
	NoPrincipal error          // a fault that tells why nothing can be paid to principal alone
	Zone        *time.Location // the customer's, in which times are told
	Rail        payment.Rail   // on which the contract's debits travel: it says what an account is named by
	Currency    money.Currency // of the contract
}

// Choices tells what can be paid, when and from where.
func (s *Service) Choices(ctx context.Context, by access.Actor, contractID contract.ID) (Choices, error) {
	var out Choices
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.PaymentPrepare, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		standing, err := s.standing(r, contractID)
		if err != nil {
			return err
		}
		out = standing.choices(s.Book.Zone())
		if out.Zone, err = s.zoneOf(r, by); err != nil {
			return err
		}
		accounts, err := payments.Accounts(r, s.Box, by.Party)
		for _, a := range accounts {
			if a.Rail() == out.Rail {
				out.Accounts = append(out.Accounts, shown(a))
			}
		}
		return err
	})
	return out, err
}

// Zone is where a customer lives, so that times are told as the customer's clock shows them; the lender's for whoever has not said.
func (s *Service) Zone(ctx context.Context, by access.Actor) (*time.Location, error) {
	out := s.Book.Zone()
	if by.Party.IsZero() {
		return out, nil
	}
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractList, On: access.OnParty(by.Party)}, func(r engine.Reader) error {
		var err error
		out, err = s.zoneOf(r, by)
		return err
	})
	return out, err
}

func (s *Service) zoneOf(r engine.Reader, by access.Actor) (*time.Location, error) {
	if by.Party.IsZero() {
		return s.Book.Zone(), nil
	}
	who, err := s.parties.ByID(r, by.Party)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(who.Zone)
	if err != nil || who.Zone == "" {
		return s.Book.Zone(), nil // an address whose zone nobody knows is told the lender's
	}
	return zone, nil
}

// standing is what an order is checked against.
type standing struct {
	stored   contracts.Contract
	events   []contract.Event
	onWay    []contract.Event // what is on its way, as the events that it will be
	state    *contract.State
	today    civil.Date
	earliest civil.Date
	inFlight money.Cents
	rail     payment.Rail
	calendar civil.Calendar
	now      time.Time
}

func (s *Service) standing(r engine.Reader, contractID contract.ID) (standing, error) {
	out := standing{now: s.Book.Now()}
	var err error
	if out.stored, err = contracts.ByID(r, contractID); err != nil {
		return out, err
	}
	out.rail = railOf(out.stored)
	out.calendar = s.calendarOf(out.rail)
	if out.today, err = s.Book.Today(r); err != nil {
		return out, err
	}
	closed, err := s.Book.Closed(r, out.today)
	if err != nil {
		return out, err
	}
	out.earliest = payment.Earliest(out.today, closed, out.calendar)
	if out.events, err = contracts.Events(r, contractID); err != nil {
		return out, err
	}
	if out.state, err = out.fold(out.today); err != nil {
		return out, err
	}
	rows, err := payments.Of(r, contractID)
	for _, p := range rows {
		if p.State.InFlight() {
			out.inFlight += p.Amount
			out.onWay = append(out.onWay, p.Event(keyOf(p)))
		}
	}
	return out, err
}

// most is the most that can be paid on a day when everything on its way arrives: a loan's payoff, a lease's open rents and fees. Buying
// a leased vehicle is another matter than paying its rents.
func (st standing) most(on civil.Date) (money.Cents, error) {
	if st.state.Kind == contract.Lease {
		sum := st.state.Fees - st.inFlight
		for i := range st.state.Instalments {
			sum += st.state.Instalments[i].Open()
		}
		return max(sum, 0), nil
	}
	quote, err := st.state.PayoffQuote(on)
	if err != nil {
		return 0, err
	}
	return max(quote.Amount-st.inFlight, 0), nil
}

func (st standing) latest() civil.Date { return st.today.AddDays(payment.DaysAhead) }

func (st standing) choices(zone *time.Location) Choices {
	payoff, err := st.most(st.earliest)
	if err != nil {
		payoff = 0 // nothing can be paid then, and the page says so
	}
	due := st.state.DueNow
	if due == 0 {
		due = st.state.NextDue.Amount
	}
	_, noPrincipal := st.mostPrincipal(st.earliest)
	return Choices{
		ToPay: min(max(due-st.inFlight, 0), payoff), Today: st.today, Earliest: st.earliest, Latest: st.latest(), CutOff: payment.CutOff(st.earliest, zone), DueNow: st.state.DueNow,
		PastDue: st.state.PastDue, Next: st.state.NextDue, Payoff: payoff, InFlight: st.inFlight, NoPrincipal: noPrincipal, Rail: st.rail, Currency: st.stored.Terms.Money(),
	}
}
