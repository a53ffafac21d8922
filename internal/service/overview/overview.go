// Package overview is what people look at: read models that are put together from one snapshot and can write nothing. A contract is
// folded when it is looked at, so what is shown is never older than what happened.
package overview

import (
	"context"
	"fmt"
	"slices"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/history"
	"marque/internal/core/payment"
	"marque/internal/core/statement"
	"marque/internal/core/vehicle"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/seal"
	"marque/internal/store/autopays"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
	"marque/internal/store/statements"
	"marque/internal/store/vehicles"
)

// Deps is what the service needs.
type Deps struct {
	Door   *door.Door
	Book   *book.Book
	Box    *seal.Box
	Brands map[string]statement.Brand // by key: who signs a receipt
}

// Service reads.
type Service struct {
	door    *door.Door
	book    *book.Book
	box     *seal.Box
	parties *parties.Store
	brands  map[string]statement.Brand
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{door: d.Door, book: d.Book, box: d.Box, parties: parties.New(d.Box), brands: d.Brands}
}

// Summary is a contract as it stands in a list.
type Summary struct {
	ID     contract.ID
	Number string
	Brand  string
	Kind   contract.Kind
	Name   string // the vehicle in words
}

// Vehicle is what a contract pays for.
type Vehicle struct {
	VIN      string
	Name     string // "2023 Norden Vela Hybrid"
	Trim     string
	Plate    string
	Readings []Reading // oldest first
	Recalls  []string  // open ones
}

// Reading is the odometer on a day.
type Reading struct {
	On     civil.Date
	Value  int
	Unit   string
	Source string
}

// Last returns the newest reading, or none.
func (v Vehicle) Last() (Reading, bool) {
	if len(v.Readings) == 0 {
		return Reading{}, false
	}
	return v.Readings[len(v.Readings)-1], true
}

// AtReturn is the source of the reading with which a leased vehicle came back.
const AtReturn = vehicles.Return

// returned leaves the reading with which a leased vehicle came back only while its return stands. Of one that was told before these readings were kept
// among the vehicle's it adds what the contract knows.
func (v *Vehicle) returned(s *contract.State) {
	v.Readings = slices.DeleteFunc(v.Readings, func(x Reading) bool { return x.Source == AtReturn && !s.CameBack(x.On) })
	kept := slices.ContainsFunc(v.Readings, func(x Reading) bool { return x.Source == AtReturn })
	if !kept && s.Odometer > 0 && s.CameBack(s.OdometerOn) {
		v.Readings = append(v.Readings, Reading{On: s.OdometerOn, Value: s.Odometer, Unit: string(vehicle.Miles), Source: AtReturn})
	}
}

// Contract is everything about one contract that a page may need.
type Contract struct {
	Summary
	Today    civil.Date
	Terms    contract.Terms
	State    *contract.State
	Vehicle  Vehicle
	Payments []payment.Payment // newest first
	Others   []Summary         // the party's other contracts, this one too
	Autopay  autopay.State     // of the newest enrolment; empty when there never was one
	Helped   bool              // the reader is not on the contract but was let in: nothing about anybody's accounts, papers and address is here
}

// Person is who looks, as pages greet them.
type Person struct {
	Given, Family, Locale, TimeZone string
}

// Contracts lists the customer's contracts.
func (s *Service) Contracts(ctx context.Context, by access.Actor) ([]Summary, error) {
	var out []Summary
	err := s.door.Read(ctx, door.Pass{By: by, Do: access.ContractList, On: access.OnParty(by.Party)}, func(r engine.Reader) error {
		var err error
		out, err = summaries(r, by.Party, map[string]string{})
		return err
	})
	return out, err
}

// Find lists contracts that a partner may see, at most limit of them after one, in the order of their ids; with a number the one that has it.
func (s *Service) Find(ctx context.Context, by access.Actor, number string, after contract.ID, limit int) ([]Summary, error) {
	var out []Summary
	err := s.door.Read(ctx, door.Pass{By: by, Do: access.ContractFind, On: access.OnSystem("contracts")}, func(r engine.Reader) error {
		list, err := contracts.Find(r, by.Brand, number, after, limit)
		if err != nil {
			return err
		}
		out, err = named(r, list, map[string]string{})
		return err
	})
	return out, err
}

// Vehicle returns what a contract pays for, with its readings since the contract began.
func (s *Service) Vehicle(ctx context.Context, by access.Actor, contractID contract.ID) (Vehicle, error) {
	var out Vehicle
	err := s.door.Read(ctx, door.Pass{By: by, Do: access.VehicleRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		stored, err := contracts.ByID(r, contractID)
		if err != nil {
			return err
		}
		today, err := s.book.Today(r)
		if err != nil {
			return err
		}
		state, err := s.book.Fold(r, stored, today)
		if err != nil {
			return err
		}
		out, err = vehicleOf(r, stored, state.VehicleUntil())
		out.returned(state)
		return err
	})
	return out, err
}

// Person returns the customer's own name.
func (s *Service) Person(ctx context.Context, by access.Actor) (Person, error) {
	var out Person
	err := s.door.Read(ctx, door.Pass{By: by, Do: access.ContractList, On: access.OnParty(by.Party)}, func(r engine.Reader) error {
		p, err := s.parties.ByID(r, by.Party)
		out = Person{Given: p.GivenName, Family: p.FamilyName, Locale: p.Locale, TimeZone: p.Zone}
		return err
	})
	return out, err
}

// Today returns the business date.
func (s *Service) Today(ctx context.Context) (civil.Date, error) {
	var out civil.Date
	err := s.door.Read(ctx, door.Pass{By: access.System("pages"), Do: access.ContractList, On: access.OnSystem("book")}, func(r engine.Reader) error {
		var err error
		out, err = s.book.Today(r)
		return err
	})
	return out, err
}

// Contract returns one contract as it stands today.
func (s *Service) Contract(ctx context.Context, by access.Actor, contractID contract.ID) (Contract, error) {
	c, _, err := s.contract(ctx, by, contractID)
	return c, err
}

// History returns one contract as it stands today, and everything that happened on it, the oldest first.
func (s *Service) History(ctx context.Context, by access.Actor, contractID contract.ID) (Contract, []history.Entry, error) {
	c, events, err := s.contract(ctx, by, contractID)
	if err != nil {
		return c, nil, err
	}
	return c, history.Of(c.State, events), nil
}

func (s *Service) contract(ctx context.Context, by access.Actor, contractID contract.ID) (out Contract, events []contract.Event, err error) {
	err = s.door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		var err error
		out, events, err = s.whole(r, by, contractID)
		return err
	})
	return out, events, err
}

// ToPay returns a contract for the pages of a payment: whole for whoever is on it, reduced for a helper.
func (s *Service) ToPay(ctx context.Context, by access.Actor, contractID contract.ID) (Contract, error) {
	return s.reduced(ctx, by, access.PaymentPrepare, contractID)
}

// Helped returns a contract for somebody who was let in.
func (s *Service) Helped(ctx context.Context, by access.Actor, contractID contract.ID) (Contract, error) {
	return s.reduced(ctx, by, access.HelpRead, contractID)
}

func (s *Service) reduced(ctx context.Context, by access.Actor, do access.Action, contractID contract.ID) (Contract, error) {
	var out Contract
	err := s.door.Read(ctx, door.Pass{By: by, Do: do, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		var err error
		out, _, err = s.read(r, by, contractID)
		return err
	})
	return out, err
}

// read reads a contract, and takes away what a helper must not see.
func (s *Service) read(r engine.Reader, by access.Actor, contractID contract.ID) (Contract, []contract.Event, error) {
	out, events, err := s.whole(r, by, contractID)
	if err != nil || by.Kind != access.CustomerKind {
		return out, events, err
	}
	on, err := parties.IsOn(r, by.Party, contractID.String())
	if out.Helped = !on; on || err != nil {
		return out, events, err
	}
	out.Vehicle = Vehicle{Name: out.Vehicle.Name}
	out.Others, out.Autopay = nil, ""
	return out, nil, nil
}

func (s *Service) whole(r engine.Reader, by access.Actor, contractID contract.ID) (out Contract, events []contract.Event, err error) {
	stored, err := contracts.ByID(r, contractID)
	if err != nil {
		return out, nil, err
	}
	if out.Today, err = s.book.Today(r); err != nil {
		return out, nil, err
	}
	if events, err = contracts.Events(r, contractID); err != nil {
		return out, nil, err
	}
	if out.State, err = contract.Fold(stored.Terms, events, contract.At{AsOf: out.Today}); err != nil {
		return out, nil, fmt.Errorf("fold contract %s: %w", contractID, err)
	}
	out.Terms = stored.Terms
	return out, events, s.fill(r, by, stored, &out)
}

func (s *Service) fill(r engine.Reader, by access.Actor, stored contracts.Contract, out *Contract) error {
	var err error
	if out.Vehicle, err = vehicleOf(r, stored, out.State.VehicleUntil()); err != nil {
		return err
	}
	out.Vehicle.returned(out.State)
	out.Summary = summary(stored, out.Vehicle.Name)
	rows, err := payments.Of(r, stored.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		out.Payments = append(out.Payments, row.Payment)
	}
	if out.Autopay, err = autopays.StateOf(r, stored.ID); err != nil {
		return err
	}
	if by.Kind == access.CustomerKind || by.Kind == access.ViewerKind {
		out.Others, err = summaries(r, by.Party, map[string]string{stored.VIN: out.Vehicle.Name})
	}
	if by.Kind == access.ViewerKind {
		out.Vehicle.VIN = vehicle.MaskVIN(out.Vehicle.VIN)
	}
	return err
}

// InFlight lists the payments that are on their way.
func (c Contract) InFlight() []payment.Payment {
	var out []payment.Payment
	for _, p := range c.Payments {
		if p.State.InFlight() {
			out = append(out, p)
		}
	}
	return out
}

// Payment is one payment with the account it is drawn on and, when it has counted, the line of the contract that it became.
type Payment struct {
	payment.Payment
	Contract  Contract
	LastFour  string
	OfAccount payment.AccountType
	ByPhone   bool // one of us took it on the phone
	OfHelper  bool // a helper paid, and whoever reads this is told nothing about the account
}

// Payment returns one payment of a contract. Of one that another person made nobody is told the account: a helper is not told of it at all.
func (s *Service) Payment(ctx context.Context, by access.Actor, contractID contract.ID, paymentID payment.ID) (Payment, error) {
	var out Payment
	err := s.door.Read(ctx, door.Pass{By: by, Do: access.PaymentRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		var err error
		if out.Contract, _, err = s.read(r, by, contractID); err != nil {
			return err
		}
		row, err := payments.ByID(r, contractID, paymentID)
		if err != nil {
			return err
		}
		if out.Contract.Helped && row.Party != by.Party {
			return fault.New(fault.NotFound, "There is no such payment.")
		}
		out.Payment = row.Payment
		if by.Kind == access.CustomerKind && row.Party != by.Party {
			onIt, err := parties.IsOn(r, row.Party, contractID.String())
			if out.OfHelper = !onIt; out.OfHelper || err != nil {
				return err
			}
		}
		taken, err := payments.TakenOf(r, contractID, paymentID)
		if err != nil {
			return err
		}
		out.ByPhone = !taken.At.IsZero()
		account, err := payments.Account(r, s.box, row.Party, row.Account)
		out.LastFour, out.OfAccount = account.LastFour(), account.Type
		return err
	})
	return out, err
}

// Statement is a finished statement in a list.
type Statement = statements.Statement

// StatementID names a statement.
type StatementID = statements.ID

// Statements lists a contract's statements, newest first.
func (s *Service) Statements(ctx context.Context, by access.Actor, contractID contract.ID) ([]Statement, error) {
	var out []Statement
	err := s.door.Read(ctx, door.Pass{By: by, Do: access.StatementRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		var err error
		out, err = statements.Of(r, contractID)
		return err
	})
	return out, err
}

// Currency is the currency of a contract's documents.
func (s *Service) Currency(ctx context.Context, by access.Actor, contractID contract.ID) (money.Currency, error) {
	var out money.Currency
	err := s.door.Read(ctx, door.Pass{By: by, Do: access.StatementRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		stored, err := contracts.ByID(r, contractID)
		out = stored.Terms.Money()
		return err
	})
	return out, err
}

// StatementFile returns a statement's file exactly as it was rendered.
func (s *Service) StatementFile(ctx context.Context, by access.Actor, contractID contract.ID, statement statements.ID) ([]byte, error) {
	var out []byte
	err := s.door.Read(ctx, door.Pass{By: by, Do: access.StatementRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		var err error
		out, _, err = statements.File(r, s.box, contractID, statement)
		return err
	})
	return out, err
}

// StatementPage is what a statement says, to be read on a page.
type StatementPage struct {
	Statement
	statement.Page
}

// StatementPage returns what a statement says, as it was issued; one that was issued before that was kept has no parts.
func (s *Service) StatementPage(ctx context.Context, by access.Actor, contractID contract.ID, which statements.ID) (StatementPage, error) {
	var out StatementPage
	err := s.door.Read(ctx, door.Pass{By: by, Do: access.StatementRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		row, packed, err := statements.Page(r, s.box, contractID, which)
		out.Statement = row
		if err != nil || packed == nil {
			return err
		}
		out.Page, err = statement.UnpackPage(packed)
		return err
	})
	return out, err
}

// summaries lists a party's contracts with their vehicles' names; names that are known already are not read again.
func summaries(r engine.Reader, party access.PartyID, names map[string]string) ([]Summary, error) {
	list, err := contracts.OfParty(r, party)
	if err != nil {
		return nil, err
	}
	return named(r, list, names)
}

// named puts the vehicles' names to contracts.
func named(r engine.Reader, list []contracts.Contract, names map[string]string) ([]Summary, error) {
	var unknown []string
	for _, c := range list {
		if _, ok := names[c.VIN]; !ok {
			unknown = append(unknown, c.VIN)
		}
	}
	if len(unknown) > 0 {
		found, err := vehicles.ByVINs(r, unknown)
		if err != nil {
			return nil, err
		}
		for _, v := range found {
			names[v.VIN] = v.Name()
		}
	}
	out := make([]Summary, len(list))
	for i, c := range list {
		out[i] = summary(c, names[c.VIN])
	}
	return out, nil
}

func summary(c contracts.Contract, name string) Summary {
	return Summary{ID: c.ID, Number: c.Terms.Number, Brand: c.Terms.Brand, Kind: c.Terms.Kind, Name: name}
}

// recallOpen is the status of a recall that waits for the owner.
const recallOpen = "open"

func vehicleOf(r engine.Reader, c contracts.Contract, until civil.Date) (Vehicle, error) {
	v, err := vehicles.ByVIN(r, c.VIN)
	if err != nil {
		return Vehicle{}, err
	}
	out := Vehicle{VIN: v.VIN, Name: v.Name(), Trim: v.Trim, Plate: v.Plate}
	readings, err := vehicles.Readings(r, c.VIN, c.Terms.ContractDate, until)
	if err != nil {
		return out, err
	}
	for _, x := range readings {
		out.Readings = append(out.Readings, Reading{On: x.On, Value: x.Value, Unit: x.Unit, Source: x.Source})
	}
	recalls, err := vehicles.Recalls(r, c.VIN)
	for _, x := range recalls {
		if x.Status == recallOpen {
			out.Recalls = append(out.Recalls, x.Title)
		}
	}
	return out, err
}
