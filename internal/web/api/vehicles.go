package api

import (
	"marque/internal/core/contract"
	"marque/internal/core/vehicle"
	"marque/internal/service/overview"
	"marque/internal/service/servicing"
	"marque/internal/web/guard"
)

// Vehicle is what a contract pays for.
type Vehicle struct {
	VIN      string    `json:"vin"`
	Name     string    `json:"name"`
	Trim     string    `json:"trim,omitempty"`
	Plate    string    `json:"plate,omitempty"`
	Readings []Reading `json:"readings" nullable:"false" doc:"Since the contract began, the oldest first."`
	Recalls  []string  `json:"open_recalls" nullable:"false"`
}

// Reading is the odometer on a day.
type Reading struct {
	On     string `json:"read_on" format:"date"`
	Value  int    `json:"value"`
	Unit   string `json:"unit" enum:"mi,km"`
	Source string `json:"source" doc:"delivery, odometer, service, owner, customer, or return of a leased vehicle."`
}

func readingOf(x overview.Reading) Reading { return Reading{day(x.On), x.Value, x.Unit, x.Source} }

func (a *API) vehicle(r *guard.Request, in *OfContract) (*out[Vehicle], error) {
	contractID, err := in.contract()
	if err != nil {
		return nil, err
	}
	return a.vehicleOf(r, contractID)
}

func (a *API) vehicleOf(r *guard.Request, c contract.ID) (*out[Vehicle], error) {
	v, err := a.Overview.Vehicle(r.Context(), r.By, c)
	if err != nil {
		return nil, err
	}
	body := Vehicle{VIN: v.VIN, Name: v.Name, Trim: v.Trim, Plate: v.Plate, Readings: []Reading{}, Recalls: append([]string{}, v.Recalls...)}
	for _, x := range v.Readings {
		body.Readings = append(body.Readings, readingOf(x))
	}
	return &out[Vehicle]{body}, nil
}

// NewReading is a reading that is told.
type NewReading struct {
	Value int    `json:"value" minimum:"0" maximum:"2000000"`
	Unit  string `json:"unit,omitempty" enum:"mi,km" default:"mi"`
	On    string `json:"read_on,omitempty" format:"date" doc:"The day on which it was read; none is today."`
}

type createReadingIn struct {
	OfContract
	Once
	Body NewReading
}

// Told is a reading that counts.
type Told struct {
	Reading NewReading `json:"reading"`
}

func (a *API) createReading(r *guard.Request, in *createReadingIn) (*out[Told], error) {
	contractID, err := in.contract()
	if err != nil {
		return nil, err
	}
	x := servicing.Reading{Contract: contractID, Value: in.Body.Value, Unit: vehicle.Unit(in.Body.Unit), Key: in.under(r.By)}
	if x.ReadOn, err = parseDay("read_on", in.Body.On); err != nil {
		return nil, err
	}
	if err := a.Servicing.Report(r.Context(), r.By, x); err != nil {
		return nil, err
	}
	return &out[Told]{Told{in.Body}}, nil
}
