package tending

import (
	"context"
	"slices"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/leaseend"
	"marque/internal/core/notice"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/vehicles"
)

// Leaving is what is known of the end of a lease.
type Leaving struct {
	Ways    contract.Ways      // none when the lease has ended
	Ended   contract.EventKind // empty while it has not
	EndedOn civil.Date
	Choice  leaseend.Choice  // the newest; none without an ID
	Signed  leaseend.Mileage // the newest odometer statement; none without an ID
	Photos  []leaseend.Photo // the oldest first
	Tariff  leaseend.Tariff  // of excess wear, as the contract's brand publishes it today
	Insured civil.Date       // the last day that a proof of insurance is here for
}

// Leaving returns what is known of the end of a contract's lease; a loan has none.
func (s *Service) Leaving(ctx context.Context, by access.Actor, contractID contract.ID) (Leaving, error) {
	var out Leaving
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		f, err := s.leased(r, contractID)
		if err != nil {
			return err
		}
		out.Tariff = s.tariff(&f)
		out.Ways, err = f.state.Ways()
		if fault.Is(err, fault.Conflict) {
			out.Ended, out.EndedOn, err = f.state.Lease.Ended, f.state.Lease.EndedOn, nil
		}
		if err != nil {
			return err
		}
		all, err := vehicles.Choices(r, contractID)
		if err != nil {
			return err
		}
		if len(all) > 0 {
			out.Choice = all[0]
		}
		if out.Signed, err = vehicles.MileageOf(r, s.d.Box, contractID); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if out.Photos, err = vehicles.Photos(r, s.d.Box, contractID); err != nil {
			return err
		}
		proofs, err := vehicles.Proofs(r, s.d.Box, contractID)
		for _, x := range proofs {
			out.Insured = max(out.Insured, x.Until)
		}
		return err
	})
	return out, err
}

// Wish is what a lessee means to do.
type Wish struct {
	Choice leaseend.Choice // contract, way, day and months; the thread that tells the desk, once there is one
	Key    string          // the same key chooses once
}

// Plan says what a wish comes to, without keeping it.
func (s *Service) Plan(ctx context.Context, by access.Actor, w Wish) (leaseend.Choice, error) {
	if w.Key == "" {
		return w.Choice, expired()
	}
	out := w.Choice
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(w.Choice.Contract)}, func(r engine.Reader) error {
		var err error
		out, err = s.planned(r, w.Choice)
		return err
	})
	return out, err
}

func (s *Service) planned(r engine.Reader, c leaseend.Choice) (leaseend.Choice, error) {
	f, err := s.facts(r, c.Contract)
	if err != nil {
		return c, err
	}
	ways, err := f.state.Ways()
	if err != nil {
		return c, err
	}
	return c.Plan(ways, f.today)
}

// Choose keeps what a lessee means to do, with the conversation in which the desk was told.
func (s *Service) Choose(ctx context.Context, by access.Actor, w Wish) error {
	if w.Key == "" || w.Choice.Thread.IsZero() {
		return expired()
	}
	as := id.New[leaseend.Choice](s.d.IDs)
	pass := door.Pass{By: by, Do: access.LeaseEndChoose, On: access.OnContract(w.Choice.Contract), Key: w.Key}
	return once(s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		c, err := s.planned(tx, w.Choice)
		if err != nil {
			return err
		}
		c.ID, c.Party, c.At = as, by.Party, s.d.Now()
		if err := vehicles.Choose(tx, c, by.User); err != nil {
			return err
		}
		return s.tellDuty(tx, c)
	}))
}

// Signing is an odometer statement as it comes in.
type Signing struct {
	Reading
	Body    leaseend.Body
	Claim   leaseend.Claim
	Sign    bool // the box is ticked
	Locale  l10n.Locale
	Network string
	Methods string
}

// SignMileage keeps a lessee's odometer statement with the words that were signed, and its reading.
func (s *Service) SignMileage(ctx context.Context, by access.Actor, n Signing) error {
	if n.Key == "" {
		return expired()
	}
	if err := leaseend.CheckSigned(n.Body, n.Claim, n.Sign); err != nil {
		return err
	}
	m := leaseend.Mileage{ID: id.New[leaseend.Mileage](s.d.IDs), Contract: n.Contract, Party: by.Party, User: by.User, Claim: n.Claim, Version: leaseend.Version,
		Locale: n.Locale.Tag(), Network: n.Network, Methods: n.Methods, At: s.d.Now()}
	pass := door.Pass{By: by, Do: access.MileageState, On: access.OnContract(n.Contract), Key: n.Key}
	return once(s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, n.Contract); err != nil {
			return err
		}
		f, err := s.facts(tx, n.Contract)
		if err != nil {
			return err
		}
		if ways, err := f.state.Ways(); err != nil || f.today < ways.Opens {
			return tooSoon(err, ways)
		}
		if err := s.read(tx, &f, n.Reading); err != nil {
			return err
		}
		m.Miles, m.On, m.Received = n.Value, f.today, f.today
		lessor := s.d.Brands[f.stored.Terms.Brand]
		m.Lessor, m.LessorAddress = lessor.LegalName, lessor.Address
		if m.Noticed, err = s.noticed(tx, &f); err != nil {
			return err
		}
		if m.Words, err = s.words(tx, &f, by, n, f.today); err != nil {
			return err
		}
		if err := vehicles.StateMileage(tx, s.d.Box, m); err != nil {
			return err
		}
		return s.tellSigned(tx, f, m)
	}))
}

// noticed is when the lessee was first told of the duty in writing: if not before, on the page of the statement itself, which says it above.
func (s *Service) noticed(tx *engine.Tx, f *facts) (civil.Date, error) {
	told, err := vehicles.MileageNotices(tx, f.stored.ID)
	if err != nil {
		return 0, err
	}
	if len(told) > 0 {
		return told[0].On, nil
	}
	return f.today, s.keepNotice(tx, f, false)
}

func (s *Service) keepNotice(tx *engine.Tx, f *facts, letter bool) error {
	return vehicles.TellOfMileage(tx, leaseend.Notice{ID: id.New[leaseend.Notice](s.d.IDs), Contract: f.stored.ID, On: f.today, Version: leaseend.Version, Letter: letter, At: s.d.Now()})
}

// tellDuty writes to everybody on a lease, once, that they must state the mileage: the vehicle will change hands. A lease whose people have no mailbox
// is told on the page of the statement.
func (s *Service) tellDuty(tx *engine.Tx, c leaseend.Choice) error {
	if c.Way == leaseend.Extend {
		return nil
	}
	before, err := vehicles.MileageNotices(tx, c.Contract)
	if err != nil || slices.ContainsFunc(before, func(n leaseend.Notice) bool { return n.Letter }) {
		return err
	}
	f, err := s.facts(tx, c.Contract)
	if err != nil {
		return err
	}
	told, err := s.tell(tx, f, notice.VehicleNews{
		Subject: l10n.T("An odometer statement is needed", "Se necesita una declaración del odómetro", "Eine Tachoerklärung ist nötig"),
		Why:     leaseend.Law(),
		Next: l10n.T("Sign in and sign the statement on the page about the end of your lease, on the day on which the vehicle goes.", "Inicie sesión y firme la declaración en la página sobre el final de su arrendamiento, el día en que entregue el vehículo.",
			"Melden Sie sich an und unterschreiben Sie die Erklärung auf der Seite über das Ende Ihres Leasings, an dem Tag, an dem das Fahrzeug geht."),
	})
	if err != nil || told == 0 {
		return err
	}
	return s.keepNotice(tx, &f, true)
}

// tooSoon is why no statement is taken.
func tooSoon(err error, w contract.Ways) error {
	if err != nil {
		return err
	}
	return l10n.Fault(fault.Conflict, "The odometer statement can be signed from %s on.", "La declaración del odómetro se puede firmar a partir del %s.", "Die Tachoerklärung kann ab dem %s unterschrieben werden.", w.Opens)
}

// Signer returns what an odometer statement that this person signs says by itself: who signs, the lessor and the vehicle. A loan has none. One of the staff who
// looks as the customer sees no address.
func (s *Service) Signer(ctx context.Context, by access.Actor, contractID contract.ID) (leaseend.Signed, error) {
	var out leaseend.Signed
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		f, err := s.leased(r, contractID)
		if err != nil {
			return err
		}
		if out, err = s.signed(r, &f, by); by.Kind == access.ViewerKind {
			out.Address = ""
		}
		return err
	})
	return out, err
}

// signed is what the statement says by itself.
func (s *Service) signed(r engine.Reader, f *facts, by access.Actor) (leaseend.Signed, error) {
	person, err := s.parties.ByID(r, by.Party)
	if err != nil {
		return leaseend.Signed{}, err
	}
	v, err := vehicles.ByVIN(r, f.stored.VIN)
	if err != nil {
		return leaseend.Signed{}, err
	}
	lessor, a := s.d.Brands[f.stored.Terms.Brand], person.Address
	address := slices.DeleteFunc([]string{a.Line1, a.Line2, a.City, strings.TrimSpace(a.Region + " " + a.PostalCode)}, func(line string) bool { return line == "" })
	return leaseend.Signed{
		Name: person.GivenName + " " + person.FamilyName, Address: strings.Join(address, ", "), Lessor: lessor.LegalName + ", " + lessor.Address, Vehicle: v.Name(), VIN: f.stored.VIN,
	}, nil
}

// words are what the lessee signs.
func (s *Service) words(tx *engine.Tx, f *facts, by access.Actor, n Signing, today civil.Date) (string, error) {
	x, err := s.signed(tx, f, by)
	if err != nil {
		return "", err
	}
	x.Body, x.Miles, x.Claim, x.On = n.Body, n.Value, n.Claim, today
	return leaseend.Sign(x, n.Locale), nil
}

// tellSigned writes to everybody on the contract that a statement was signed.
func (s *Service) tellSigned(tx *engine.Tx, f facts, m leaseend.Mileage) error {
	_, err := s.tell(tx, f, notice.VehicleNews{
		Subject: l10n.T("An odometer statement was signed", "Se firmó una declaración del odómetro", "Eine Tachoerklärung wurde unterschrieben"),
		Why:     l10n.T("It says %s miles on %s.", "Indica %s millas el %s.", "Sie nennt %s Meilen am %s.", m.Miles, m.On),
		Next: l10n.T("Sign in to read it. If it is wrong, sign a new one there.", "Inicie sesión para leerla. Si es incorrecta, firme una nueva allí.",
			"Melden Sie sich an, um sie zu lesen. Wenn sie nicht stimmt, unterschreiben Sie dort eine neue."),
	})
	return err
}
