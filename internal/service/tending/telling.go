package tending

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/notice"
	"marque/internal/core/upload"
	"marque/internal/core/vehicle"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/messages"
	"marque/internal/store/vehicles"
)

// Reading is what a customer reads on the odometer today.
type Reading struct {
	Contract  contract.ID
	Value     int // miles
	Confirmed bool
	Key       string // the same key counts once
}

// Source is what a customer's own readings say where they come from.
const Source = "customer"

// mostReadings is how often a day a reading may be told: a mistyped one is followed by a right one.
const mostReadings = 5

// Read puts a reading of today on the contract. One that cannot follow the one before comes back as a fault of kind Conflict with the reason, until
// the customer has confirmed it: an odometer may have been changed.
func (s *Service) Read(ctx context.Context, by access.Actor, n Reading) error {
	if n.Key == "" {
		return expired()
	}
	pass := door.Pass{By: by, Do: access.OdometerTell, On: access.OnContract(n.Contract), Key: n.Key}
	return once(s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, n.Contract); err != nil {
			return err
		}
		f, err := s.facts(tx, n.Contract)
		if err != nil {
			return err
		}
		return s.read(tx, &f, n)
	}))
}

// read puts a reading on a locked contract.
func (s *Service) read(tx *engine.Tx, f *facts, n Reading) error {
	if err := f.stillHere(); err != nil {
		return err
	}
	read, err := vehicle.NewOdometer(n.Value, vehicle.Miles, f.today, f.today)
	if err != nil {
		return err
	}
	told := feed.Told{At: s.d.Now(), By: Source + ":" + n.Key}
	known, err := vehicles.Readings(tx, f.stored.VIN, f.stored.Terms.ContractDate, f.today)
	if err != nil {
		return err
	}
	if err := follows(read, known, n.Confirmed); err != nil {
		return err
	}
	row := vehicles.Reading{VIN: f.stored.VIN, Told: told, On: f.today, Value: read.Value, Unit: string(read.Unit), Source: Source}
	if err := vehicles.Record(tx, vehicles.Facts{Readings: []vehicles.Reading{row}}); err != nil {
		return err
	}
	_, err = s.d.Book.AppendOn(tx, n.Contract, f.today, s.d.Book.Event(n.Contract, told.By, f.today, contract.Odometer{Miles: read.Miles(), Source: Source}))
	return err
}

// follows judges a reading by the last one, and by how many were told today.
func follows(read vehicle.Odometer, known []vehicles.Reading, confirmed bool) error {
	today := 0
	for _, k := range known {
		if k.On == read.ReadOn && k.Source == Source {
			today++
		}
	}
	if today >= mostReadings {
		return l10n.Fault(fault.TooMany, "The odometer was told five times today. Please come back tomorrow.", "Hoy ya se indicó el odómetro cinco veces. Vuelva mañana, por favor.", "Der Tachostand wurde heute schon fünfmal gemeldet. Bitte kommen Sie morgen wieder.")
	}
	if len(known) == 0 || confirmed {
		return nil
	}
	last := known[len(known)-1]
	f := fault.Of(read.Follows(vehicle.Odometer{Value: last.Value, Unit: vehicle.Unit(last.Unit), ReadOn: last.On}))
	if f == nil {
		return nil
	}
	doubt := *f
	doubt.Kind = fault.Conflict
	return &doubt
}

// stillHere refuses what is told of a vehicle that is not the contract's any more.
func (f *facts) stillHere() error {
	if f.state.HasVehicle() {
		return nil
	}
	return l10n.Fault(fault.Conflict, "This contract has ended or the vehicle is not with you any more, so nothing more can be told of it here.",
		"Este contrato terminó o el vehículo ya no está con usted, así que aquí no se puede indicar nada más de él.",
		"Dieser Vertrag ist zu Ende oder das Fahrzeug ist nicht mehr bei Ihnen, darum lässt sich hier nichts mehr dazu melden.")
}

// expired is the answer to a form without a key.
func expired() error {
	return l10n.Fault(fault.Conflict, "This page is too old. Please begin again.", "Esta página es demasiado antigua. Empiece de nuevo, por favor.", "Diese Seite ist zu alt. Bitte beginnen Sie noch einmal.")
}

// once takes a form that was sent twice for done.
func once(err error) error {
	if fault.Is(err, fault.Repeated) {
		return nil
	}
	return err
}

// Move is where the vehicle is kept from now on.
type Move struct {
	Contract contract.ID
	To       vehicle.Garage
	Key      string // the same key moves once
}

// MoveGarage keeps where the vehicle is kept from now on, and tells everybody on the contract.
func (s *Service) MoveGarage(ctx context.Context, by access.Actor, m Move) error {
	if m.Key == "" {
		return expired()
	}
	if err := m.To.Check(); err != nil {
		return err
	}
	as := vehicles.NewGarage(s.d.IDs)
	m.To.Since = s.d.Now()
	pass := door.Pass{By: by, Do: access.GarageMove, On: access.OnContract(m.Contract), Key: m.Key}
	err := s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		f, err := s.facts(tx, m.Contract)
		if err != nil {
			return err
		}
		if err := f.stillHere(); err != nil {
			return err
		}
		if err := vehicles.MoveGarage(tx, s.d.Box, m.Contract, as, by, m.To); err != nil {
			return err
		}
		_, err = s.tell(tx, f, notice.VehicleNews{
			Subject: l10n.T("Where your vehicle is kept was changed", "Se cambió dónde se guarda su vehículo", "Der Standort Ihres Fahrzeugs wurde geändert"),
			Why: l10n.T("It is now kept in %s, %s. Insurance and, on a lease, tax may depend on it.", "Ahora se guarda en %s, %s. De ello pueden depender el seguro y, en un arrendamiento, el impuesto.",
				"Es steht jetzt in %s, %s. Versicherung und, beim Leasing, die Steuer können davon abhängen.", m.To.City, m.To.Region),
			Next: l10n.T("There is nothing to do, unless this is wrong.", "No tiene que hacer nada, a menos que esto sea incorrecto.", "Es ist nichts zu tun, außer wenn das nicht stimmt."),
		})
		return err
	})
	return once(err)
}

// tell writes to everybody on the contract, and returns to how many it goes.
func (s *Service) tell(tx *engine.Tx, f facts, n notice.VehicleNews) (told int, err error) {
	return s.d.Courier.TellAll(tx, f.stored, func(vehicle string) notice.Notice {
		n.Vehicle = vehicle
		return n
	})
}

// Sent is a proof of insurance as it comes in.
type Sent struct {
	Proof   vehicle.Proof // insurer, policy and last day
	Name    string        // of the file, as the browser calls it
	Content []byte
	Key     string // the same key keeps one
}

// The bound of proofs: a person sends one, and another when the first was the wrong page.
const (
	mostProofs = 10
	proofDays  = 30
)

// AddProof keeps a proof of insurance, sealed, by its content.
func (s *Service) AddProof(ctx context.Context, by access.Actor, contractID contract.ID, n Sent) error {
	if n.Key == "" {
		return expired()
	}
	file, err := upload.Check("proof", n.Name, n.Content, upload.PDF, upload.JPEG, upload.PNG)
	if err != nil {
		return err
	}
	if err := s.scan(ctx, "proof", file); err != nil {
		return err
	}
	p := n.Proof
	p.ID, p.Contract, p.Party, p.At = id.New[vehicle.Proof](s.d.IDs), contractID, by.Party, s.d.Now()
	p.Name, p.Kind, p.Size = file.Name, file.Kind, len(file.Content)
	pass := door.Pass{By: by, Do: access.ProofAdd, On: access.OnContract(contractID), Key: n.Key}
	return once(s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		f, err := s.facts(tx, contractID)
		if err != nil {
			return err
		}
		if err := f.stillHere(); err != nil {
			return err
		}
		if err := p.Check(f.today); err != nil {
			return err
		}
		sent, err := vehicles.CountProofs(tx, contractID, p.At.Add(-days(proofDays)))
		if err != nil {
			return err
		}
		if sent >= mostProofs {
			return l10n.Fault(fault.TooMany, "Ten proofs came in these 30 days. Please write to us instead.", "En estos 30 días llegaron diez comprobantes. Escríbanos, por favor.", "In diesen 30 Tagen kamen zehn Nachweise. Bitte schreiben Sie uns stattdessen.")
		}
		of, err := messages.Keep(tx, s.d.Box, by.Party, file, p.At)
		if err != nil {
			return err
		}
		return vehicles.AddProof(tx, s.d.Box, p, by.User, of.String())
	}))
}

func (s *Service) scan(ctx context.Context, field string, f upload.File) error {
	if s.d.Scan == nil {
		return nil
	}
	found, err := s.d.Scan(ctx, f.Content)
	if err == nil && found != "" {
		return upload.Infected(field, f.Name)
	}
	return err
}

// Proof returns a proof's file.
func (s *Service) Proof(ctx context.Context, by access.Actor, contractID contract.ID, proof vehicle.ProofID) (upload.File, error) {
	var out upload.File
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.ProofRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		p, of, err := vehicles.ProofByID(r, s.d.Box, contractID, proof)
		if err != nil {
			return err
		}
		content, err := id.Parse[messages.Content](of)
		if err != nil {
			return err
		}
		out = upload.File{Name: p.Name, Kind: p.Kind}
		out.Content, err = messages.Kept(r, s.d.Box, content)
		return err
	})
	return out, err
}
