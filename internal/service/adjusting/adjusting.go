// Package adjusting is what the desk does to a contract's money by hand: a fee is waived within the limit of whoever waives it, and what is above it, as
// well as each reversal of a posted payment, is a proposal that a second person decides. What it does is folded before anybody agrees, put into the book
// as any event is, and told to everybody on the contract.
package adjusting

import (
	"context"
	"errors"
	"strings"
	"time"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/adjustment"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/seal"
	"marque/internal/store/adjustments"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/users"
	"marque/internal/store/vehicles"
)

// Deps is what the service needs.
type Deps struct {
	Door    *door.Door
	Book    *book.Book
	Box     *seal.Box
	Courier *courier.Courier
	Limits  adjustment.Limits
}

// Service adjusts.
type Service struct {
	Deps
	parties *parties.Store
	users   *users.Store
	rows    *adjustments.Store
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{Deps: d, parties: parties.New(d.Box), users: users.New(d.Box), rows: adjustments.New(d.Box)}
}

// Choices is what can be adjusted on a contract, and what whoever asks may do alone.
type Choices struct {
	Number   string
	Terms    contract.Terms
	Fees     []contract.Fee    // the newest first
	Charges  []contract.Charge // of the invoice of a lease's end, whose fees are among them; none else
	Payments []*contract.Line  // the newest first
	Waiting  []adjustment.Proposal
	Limit    adjustment.Limit
	Alone    money.Cents // waived alone today
}

// Choices lists what can be adjusted. It is a look at the contract, in the audit with its reason.
func (s *Service) Choices(ctx context.Context, by access.Actor, party access.PartyID, contractID contract.ID, why identity.Why) (Choices, error) {
	if err := why.Check(); err != nil {
		return Choices{}, err
	}
	var out Choices
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID), Note: why.Note()}, func(r engine.Reader) error {
		f, err := s.facts(r, contractID)
		if err != nil {
			return err
		}
		if err := f.isOn(party); err != nil {
			return err
		}
		state, err := contract.Fold(f.stored.Terms, f.events, contract.At{AsOf: f.today})
		if err != nil {
			return err
		}
		out = Choices{Number: f.stored.Terms.Number, Terms: f.stored.Terms, Fees: adjustment.Fees(state), Payments: adjustment.Payments(state), Limit: s.Limits.Of(by.Roles)}
		if invoice, err := state.Invoice(); err == nil { // a contract without one has no charges
			out.Charges = invoice.Charges
		}
		if out.Waiting, err = s.waiting(r, contractID); err != nil {
			return err
		}
		out.Alone, err = adjustments.Alone(r, by.User, f.today, f.stored.Terms.Money().Code)
		return err
	})
	return out, err
}

// waiting lists the proposals for a contract that can still be decided.
func (s *Service) waiting(r engine.Reader, contractID contract.ID) ([]adjustment.Proposal, error) {
	all, err := s.rows.Of(r, contractID)
	var out []adjustment.Proposal
	for _, p := range all {
		if p.Open(s.Book.Now()) {
			out = append(out, p)
		}
	}
	return out, err
}

// facts is what an adjustment is about, in one snapshot.
type facts struct {
	stored  contracts.Contract
	events  []contract.Event
	vehicle vehicles.Vehicle
	people  []parties.Party
	today   civil.Date
}

func (s *Service) facts(r engine.Reader, contractID contract.ID) (facts, error) {
	var f facts
	var err error
	if f.today, err = s.Book.Today(r); err != nil {
		return f, err
	}
	if f.stored, err = contracts.ByID(r, contractID); err != nil {
		return f, err
	}
	if f.events, err = contracts.Events(r, contractID); err != nil {
		return f, err
	}
	if f.vehicle, err = vehicles.ByVIN(r, f.stored.VIN); err != nil {
		return f, err
	}
	f.people, err = s.parties.OnContract(r, contractID)
	return f, err
}

func (f *facts) isOn(party access.PartyID) error {
	for i := range f.people {
		if f.people[i].ID == party {
			return nil
		}
	}
	return fault.New(fault.NotFound, "There is no such contract.")
}

// Wish is what one of us wants to adjust.
type Wish struct {
	Party    access.PartyID
	Contract contract.ID
	Kind     adjustment.Kind
	Of       string      // key of the fee or of the payment
	Amount   money.Cents // to waive; of a reversal nothing
	Reason   adjustment.Reason
	Note     string
	Why      identity.Why // for the look at the contract
	Key      string       // the same key wishes once
}

func (w Wish) action() access.Action {
	if w.Kind == adjustment.Reversal {
		return access.PaymentReverse
	}
	return access.FeeWaive
}

// Propose waives a fee at once when it is within the limit of whoever asks, and otherwise keeps a proposal for a second person. It says where that
// stands. The same key again changes nothing.
func (s *Service) Propose(ctx context.Context, by access.Actor, w Wish) (adjustment.State, error) {
	if err := w.Why.Check(); err != nil {
		return "", err
	}
	p := adjustment.Proposal{
		ID:       id.Derive[adjustment.Adjustment]("adjustment", w.Contract.String(), w.Key),
		Contract: w.Contract, Party: w.Party, Kind: w.Kind, Of: w.Of, Amount: w.Amount, Reason: w.Reason, Note: strings.TrimSpace(w.Note),
		By: by.User, At: s.Book.Now(),
	}
	pass := door.Pass{By: by, Do: w.action(), On: access.OnContract(w.Contract), Key: w.Key, Note: string(w.Kind) + ": " + w.Why.Note()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if w.Key == "" {
			return fault.New(fault.Invalid, "This form has expired. Please load the page again.")
		}
		if err := p.Check(); err != nil {
			return err
		}
		if err := contracts.Lock(tx, w.Contract); err != nil {
			return err
		}
		f, err := s.facts(tx, w.Contract)
		if err == nil {
			err = f.isOn(w.Party)
		}
		if err == nil {
			p, err = s.place(tx, by, f, p)
		}
		return err
	})
	if fault.Is(err, fault.Repeated) {
		p, err = s.find(ctx, by, p.ID)
	}
	return p.State, err
}

// place keeps a proposal that fits, done or waiting.
func (s *Service) place(tx *engine.Tx, by access.Actor, f facts, p adjustment.Proposal) (adjustment.Proposal, error) {
	p.Currency, p.On = f.stored.Terms.Money().Code, f.today
	look, err := adjustment.Look(f.stored.Terms, f.events, p, f.today, p.At)
	if err != nil {
		return p, err
	}
	waiting, err := s.waiting(tx, p.Contract)
	if err != nil {
		return p, err
	}
	for _, old := range waiting {
		if old.Of == p.Of {
			return p, fault.New(fault.Conflict, "This was proposed already and waits for a second person.")
		}
	}
	p.State = adjustment.Waiting
	if p.Kind == adjustment.Reversal {
		p.Amount = reversed(look.Before, p.Of).Amount
		return p, s.rows.Insert(tx, p)
	}
	if err := adjustments.Queue(tx, by.User); err != nil {
		return p, err
	}
	already, err := adjustments.Alone(tx, by.User, f.today, p.Currency)
	if err != nil {
		return p, err
	}
	if !s.Limits.Of(by.Roles).Covers(p.Amount, already) {
		return p, s.rows.Insert(tx, p)
	}
	p.State = adjustment.Done
	if err := s.rows.Insert(tx, p); err != nil {
		return p, err
	}
	return p, s.enter(tx, f, p, look.Before)
}

// reversed is the payment that a reversal is of; the proposal fits, so it is there.
func reversed(before *contract.State, key string) contract.Line {
	for _, l := range adjustment.Payments(before) {
		if l.Key == key {
			return *l
		}
	}
	return contract.Line{}
}

// enter puts a proposal into the book and tells everybody on the contract.
func (s *Service) enter(tx *engine.Tx, f facts, p adjustment.Proposal, before *contract.State) error {
	state, err := s.Book.AppendOn(tx, p.Contract, f.today, s.Book.Event(p.Contract, p.Key(), f.today, p.Body()))
	if err != nil {
		return err
	}
	currency := f.stored.Terms.Money()
	amount := l10n.Amount{Cents: p.Amount, Currency: currency}
	next := l10n.T("Your balance is now %s.", "Su saldo es ahora de %s.", "Ihr Saldo ist jetzt %s.", l10n.Amount{Cents: state.Balance(), Currency: currency})
	var n notice.Notice
	if p.Kind == adjustment.Reversal {
		on := reversed(before, p.Of).Effective
		n = notice.PaymentReversed{Change: notice.Change{Vehicle: f.vehicle.Name(), Next: next, Why: l10n.T(
			"The payment of %s of %s was taken off the contract again. The reason: %s.", "El pago de %s del %s se quitó del contrato. El motivo: %s.",
			"Die Zahlung über %s vom %s wurde wieder aus dem Vertrag genommen. Der Grund: %s.", amount, on, p.Reason.Words())}}
	} else {
		n = notice.FeeWaived{Change: notice.Change{Vehicle: f.vehicle.Name(), Next: next, Why: l10n.T(
			"A fee of %s was waived. The reason: %s.", "Se condonó un cargo de %s. El motivo: %s.", "Eine Gebühr von %s wurde erlassen. Der Grund: %s.", amount, p.Reason.Words())}}
	}
	_, err = s.Courier.SendAll(tx, courier.Parcel{Notice: n, Brand: f.stored.Terms.Brand, Contract: p.Contract}.ForAll(f.people))
	return err
}

// Listed is a proposal with the names that colleagues know it by.
type Listed struct {
	adjustment.Proposal
	Number      string // of the contract
	Name        string // of the customer
	By, Decider string
	Until       time.Time // when it ends by itself
}

func (s *Service) listed(r engine.Reader, p adjustment.Proposal) (Listed, error) {
	out := Listed{Proposal: p, Until: p.At.Add(adjustment.Life)}
	stored, err := contracts.ByID(r, p.Contract)
	if err != nil {
		return out, err
	}
	person, err := s.parties.ByID(r, p.Party)
	if err != nil {
		return out, err
	}
	out.Number, out.Name = stored.Terms.Number, strings.TrimSpace(person.GivenName+" "+person.FamilyName)
	for user, name := range map[access.UserID]*string{p.By: &out.By, p.Decider: &out.Decider} {
		if user.IsZero() {
			continue
		}
		u, err := s.users.ByID(r, user)
		if err != nil {
			return out, err
		}
		*name = u.Name
	}
	return out, nil
}

// Waiting lists what waits for a second person, the oldest first.
func (s *Service) Waiting(ctx context.Context, by access.Actor) ([]Listed, error) {
	var out []Listed
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ProposalList, On: access.OnSystem("desk")}, func(r engine.Reader) error {
		out = nil
		all, err := s.rows.Waiting(r, s.Book.Now().Add(-adjustment.Life))
		if err != nil {
			return err
		}
		for _, p := range all {
			one, err := s.listed(r, p)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		return nil
	})
	return out, err
}

// Seen is a proposal with what it would do today.
type Seen struct {
	Listed
	Terms   contract.Terms
	Outlook adjustment.Outlook // After is nil when it fits no more, or is over
	Unfit   *fault.Fault       // why it fits no more; nil when it does, or is over
	Open    bool
	What    string // the fee's kind; nothing for a payment
	Counted civil.Date
}

// Read shows a proposal and what it would do. It is a look at the contract.
func (s *Service) Read(ctx context.Context, by access.Actor, which adjustment.ID) (Seen, error) {
	p, err := s.find(ctx, by, which)
	if err != nil {
		return Seen{}, err
	}
	var out Seen
	err = s.Door.Read(ctx, door.Pass{By: by, Do: access.ProposalRead, On: access.OnContract(p.Contract), Note: string(p.Kind)}, func(r engine.Reader) error {
		f, err := s.facts(r, p.Contract)
		if err != nil {
			return err
		}
		if p, err = s.rows.ByID(r, which); err != nil {
			return err
		}
		out = Seen{Terms: f.stored.Terms, Open: p.Open(s.Book.Now())}
		if out.Listed, err = s.listed(r, p); err != nil {
			return err
		}
		return s.foresee(&out, f)
	})
	return out, err
}

// foresee fills in what the proposal would do, or why it fits no more.
func (s *Service) foresee(out *Seen, f facts) error {
	look, err := adjustment.Look(f.stored.Terms, f.events, out.Proposal, f.today, s.Book.Now())
	if out.Unfit = fault.Of(err); out.Unfit == nil && err != nil {
		return err
	}
	out.Outlook.Before = look.Before
	for i := range look.Before.OpenFees {
		if x := &look.Before.OpenFees[i]; x.Key == out.Of {
			out.What, out.Counted = string(x.Kind), x.On
		}
	}
	for i := range look.Before.Lines {
		if l := &look.Before.Lines[i]; l.Key == out.Of {
			out.Counted = l.Effective
		}
	}
	if out.Open && out.Unfit == nil {
		out.Outlook.After = look.After
	}
	if !out.Open {
		out.Unfit = nil
	}
	return nil
}

// find reads which contract a proposal is for; whoever may not list proposals learns nothing.
func (s *Service) find(ctx context.Context, by access.Actor, which adjustment.ID) (adjustment.Proposal, error) {
	var p adjustment.Proposal
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ProposalList, On: access.OnSystem("desk")}, func(r engine.Reader) error {
		var err error
		p, err = s.rows.ByID(r, which)
		return err
	})
	return p, err
}

// Decide agrees to what somebody else proposed, which puts it into the book at once, or refuses it.
func (s *Service) Decide(ctx context.Context, by access.Actor, which adjustment.ID, yes bool, answer string) error {
	answer = strings.TrimSpace(answer)
	return s.end(ctx, by, which, access.ProposalDecide, func(p adjustment.Proposal) (adjustment.Proposal, error) {
		return p.Decide(by.User, yes, answer, s.Book.Now())
	})
}

// Withdraw takes a proposal of one's own back.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, which adjustment.ID) error {
	return s.end(ctx, by, which, access.ProposalWithdraw, func(p adjustment.Proposal) (adjustment.Proposal, error) { return p.Withdraw(by.User, s.Book.Now()) })
}

// end moves a waiting proposal on. Of two at once one is refused, and what is agreed to must still fit the contract.
func (s *Service) end(ctx context.Context, by access.Actor, which adjustment.ID, do access.Action, step func(adjustment.Proposal) (adjustment.Proposal, error)) error {
	p, err := s.find(ctx, by, which)
	if err != nil {
		return err
	}
	return s.Door.Write(ctx, door.Pass{By: by, Do: do, On: access.OnContract(p.Contract), Note: string(p.Kind)}, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, p.Contract); err != nil {
			return err
		}
		old, err := s.rows.ByID(tx, which)
		if err != nil {
			return err
		}
		next, err := step(old)
		if err != nil {
			return err
		}
		if moved, err := s.rows.Decide(tx, next); err != nil || !moved {
			return errors.Join(err, fault.New(fault.Conflict, "This proposal was decided or ended already."))
		}
		if next.State != adjustment.Done {
			return nil
		}
		f, err := s.facts(tx, next.Contract)
		if err != nil {
			return err
		}
		look, err := adjustment.Look(f.stored.Terms, f.events, next, f.today, s.Book.Now())
		if err != nil {
			return err
		}
		return s.enter(tx, f, next, look.Before)
	})
}
