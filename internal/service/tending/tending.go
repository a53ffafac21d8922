// Package tending keeps what a customer tells of the vehicle, where it stands on the odometer, where it is garaged, that it is insured, and shows it
// with what workshops, makers and the state told. What the contract makes of a reading is core/contract's.
package tending

import (
	"context"
	"slices"
	"time"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/leaseend"
	"marque/internal/core/statement"
	"marque/internal/core/vehicle"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/seal"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/vehicles"
)

// Deps is what the service needs.
type Deps struct {
	Door    *door.Door
	Book    *book.Book
	Box     *seal.Box
	IDs     *id.Source
	Now     civil.Clock
	Courier *courier.Courier
	Tariffs leaseend.Tariffs           // of excess wear
	Brands  map[string]statement.Brand // by key: who lends and lets

	// Scan says what a scanner found in a file; nil scans nothing.
	Scan func(ctx context.Context, content []byte) (found string, err error)
}

// Service tends.
type Service struct {
	d       Deps
	parties *parties.Store
}

// New returns a service.
func New(d Deps) *Service { return &Service{d: d, parties: parties.New(d.Box)} }

// Look is what is known of a vehicle besides the contract.
type Look struct {
	Maker    vehicle.Maker // by the VIN; without a name when the table does not know it
	Services []vehicles.Service
	Recalls  []vehicles.Recall
	Titles   []Step
	Proofs   []vehicle.Proof
	Garage   vehicle.Garage // where it is kept, as told or, before that, the first obligor's address
	Deadline civil.Date     // by which our lien must be released; none while something is owed or where no law was read
	Law      string         // the citation behind Deadline
}

// Step is a step of the title.
type Step struct {
	On     civil.Date
	State  string // of the United States; may be empty
	Status string
}

// titleReleased is the step that ends our part.
const titleReleased = "lien_release_sent"

// Look returns what is known of a contract's vehicle while it is this contract's.
func (s *Service) Look(ctx context.Context, by access.Actor, contractID contract.ID) (Look, error) {
	var out Look
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		f, err := s.facts(r, contractID)
		if err != nil {
			return err
		}
		vin, _ := vehicle.ParseVIN(f.stored.VIN)
		out.Maker, _ = vin.Maker()
		from, until := f.stored.Terms.ContractDate, f.state.VehicleUntil()
		if out.Services, err = vehicles.Services(r, f.stored.VIN, from, until); err != nil {
			return err
		}
		if out.Recalls, err = vehicles.Recalls(r, f.stored.VIN); err != nil {
			return err
		}
		titles, err := vehicles.Titles(r, f.stored.VIN, from, until)
		if err != nil {
			return err
		}
		for _, t := range slices.Backward(titles) {
			out.Titles = append(out.Titles, Step{t.On, t.State, t.Status})
		}
		if out.Garage, err = s.garage(r, contractID); err != nil {
			return err
		}
		out.Deadline, out.Law = f.deadline(out.Titles, out.Garage.Region)
		out.Proofs, err = vehicles.Proofs(r, s.d.Box, contractID)
		if by.Kind == access.ViewerKind {
			out.mask()
		}
		return err
	})
	return out, err
}

// mask takes away what one of the staff is not shown: the address, parts of which callers are asked for, and the numbers of policies.
func (l *Look) mask() {
	l.Garage = vehicle.Garage{}
	for i := range l.Proofs {
		l.Proofs[i].Policy = ""
	}
}

// facts is what every look and every change needs.
type facts struct {
	stored contracts.Contract
	state  *contract.State
	today  civil.Date
}

func (s *Service) facts(r engine.Reader, contractID contract.ID) (facts, error) {
	var f facts
	var err error
	if f.stored, err = contracts.ByID(r, contractID); err != nil {
		return f, err
	}
	if f.today, err = s.d.Book.Today(r); err != nil {
		return f, err
	}
	f.state, err = s.d.Book.Fold(r, f.stored, f.today)
	return f, err
}

// leased are the facts of a lease; a loan is refused.
func (s *Service) leased(r engine.Reader, contractID contract.ID) (facts, error) {
	f, err := s.facts(r, contractID)
	if err == nil && f.state.Lease == nil {
		err = l10n.Fault(fault.Conflict, "This contract is a loan, so there is no vehicle to give back at its end.", "Este contrato es un préstamo, así que al final no hay que devolver ningún vehículo.",
			"Dieser Vertrag ist ein Darlehen, am Ende ist also kein Fahrzeug zurückzugeben.")
	}
	return f, err
}

// garage is where the vehicle is kept: as told, or where the first obligor lives.
func (s *Service) garage(r engine.Reader, contractID contract.ID) (vehicle.Garage, error) {
	g, err := vehicles.GarageOf(r, s.d.Box, contractID)
	if err != nil || !g.Since.IsZero() {
		return g, err
	}
	people, err := s.parties.OnContract(r, contractID)
	if err != nil || len(people) == 0 {
		return g, err
	}
	a := people[0].Address
	return vehicle.Garage{Line1: a.Line1, Line2: a.Line2, City: a.City, Region: a.Region, PostalCode: a.PostalCode, Country: a.Country}, nil
}

// deadline is the last day for the release of our lien, by the law of the state that keeps the title or, when nobody told which, where the vehicle is
// kept; none when it was released, while something is owed, and where the law was not read.
func (f *facts) deadline(titles []Step, region string) (civil.Date, string) {
	paid := f.state.PaidOffOn()
	if paid.IsZero() || slices.ContainsFunc(titles, func(t Step) bool { return t.Status == titleReleased }) {
		return 0, ""
	}
	for _, t := range titles {
		if t.State != "" {
			region = t.State
		}
	}
	rule, ok := vehicle.ReleaseOf(region)
	if !ok {
		return 0, ""
	}
	return rule.By(paid, civil.FederalReserve{}), rule.Citation
}

// days is a time in days.
func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
