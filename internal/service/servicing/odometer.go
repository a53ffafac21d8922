package servicing

import (
	"context"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/vehicle"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/vehicles"
)

// Reading is what somebody on the contract read off the odometer.
type Reading struct {
	Contract contract.ID
	Value    int
	Unit     vehicle.Unit
	ReadOn   civil.Date // none is today
	Key      string     // the same key counts once
}

// Report takes a reading of the vehicle that a contract pays for. It must fit between those before and after it. The same key again changes nothing.
func (s *Service) Report(ctx context.Context, by access.Actor, x Reading) error {
	if x.Key == "" {
		return fault.New(fault.Invalid, "A reading needs a key under which it counts once.")
	}
	told := "reading:" + id.Derive[vehicles.Reading](x.Contract.String(), x.Key).String()
	pass := door.Pass{By: by, Do: access.VehicleReport, On: access.OnContract(x.Contract), Key: x.Key, Note: told}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error { return s.report(tx, x, told) })
	if fault.Is(err, fault.Repeated) {
		return nil
	}
	return err
}

func (s *Service) report(tx *engine.Tx, x Reading, told string) error {
	if err := contracts.Lock(tx, x.Contract); err != nil {
		return err
	}
	stored, err := contracts.ByID(tx, x.Contract)
	if err != nil {
		return err
	}
	today, err := s.Book.Today(tx)
	if err != nil {
		return err
	}
	state, err := s.Book.Fold(tx, stored, today)
	if err != nil {
		return err
	}
	if state.Status != contract.Active && state.Status != contract.Matured || state.Ownership != "" {
		return l10n.Fault(fault.Conflict, "This vehicle is not yours under this contract any more.",
			"Este vehículo ya no es suyo según este contrato.", "Dieses Fahrzeug gehört nach diesem Vertrag nicht mehr Ihnen.")
	}
	if x.ReadOn.IsZero() {
		x.ReadOn = today
	}
	if err := s.fits(tx, stored, x, today); err != nil {
		return err
	}
	row := vehicles.Reading{VIN: stored.VIN, Told: feed.Told{By: told, At: s.Book.Now()}, On: x.ReadOn, Value: x.Value, Unit: string(x.Unit), Source: vehicles.Owner}
	if err := vehicles.Record(tx, vehicles.Facts{Readings: []vehicles.Reading{row}}); err != nil {
		return err
	}
	miles := vehicle.Odometer{Value: x.Value, Unit: x.Unit}.Miles()
	_, err = s.Book.Append(tx, x.Contract, s.Book.Event(x.Contract, told, x.ReadOn, contract.Odometer{Miles: miles, Source: row.Source}))
	return err
}

// fits holds a reading against its bounds and those of its neighbours.
func (s *Service) fits(r engine.Reader, stored contracts.Contract, x Reading, today civil.Date) error {
	now, err := vehicle.NewOdometer(x.Value, x.Unit, x.ReadOn, today)
	if err != nil {
		return err
	}
	if x.ReadOn < stored.Terms.ContractDate {
		return l10n.Input("read_on", "This day was before your contract began.", "Ese día fue anterior al inicio de su contrato.", "Dieser Tag lag vor Beginn Ihres Vertrags.")
	}
	all, err := vehicles.Readings(r, stored.VIN, stored.Terms.ContractDate, today)
	if err != nil {
		return err
	}
	for _, other := range all {
		o := vehicle.Odometer{Value: other.Value, Unit: vehicle.Unit(other.Unit), ReadOn: other.On}
		wrong := now.Follows(o)
		if o.ReadOn > now.ReadOn {
			if wrong = o.Follows(now); wrong != nil {
				wrong = fault.Inputf("value", "The odometer showed less on a later day, %s: %d %s.", o.ReadOn, o.Value, o.Unit)
			}
		}
		if wrong != nil {
			return wrong
		}
	}
	return nil
}
