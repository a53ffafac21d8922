package contract

import (
	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/money"
)

// Mileage is a lease's miles: what is allowed, what was driven, and what it comes to at the end if the driving goes on alike.
type Mileage struct {
	Allowed       int         `json:"allowed"`         // for the whole term, with extensions and bought miles
	AllowedToDate int         `json:"allowed_to_date"` // the same, in proportion to the days gone
	Driven        int         `json:"driven"`          // by the last reading
	On            civil.Date  `json:"on,omitempty"`    // day of the last reading; none without one
	Excess        int         `json:"excess"`          // over the whole allowance already
	ExcessCost    money.Cents `json:"excess_cost"`
	Forecast      int         `json:"forecast"` // driven by the end of the term; 0 without a reading
	ForecastOver  int         `json:"forecast_over"`
	ForecastCost  money.Cents `json:"forecast_cost"`
}

// monthsPerYear turns a yearly allowance into the term's.
const monthsPerYear = 12

// allowance is the lease's mileage as core/finance knows it. A fraction of a mile is the lessee's.
func (f *fold) allowance() finance.Mileage {
	l := f.terms.Lease
	return finance.Mileage{
		Start: f.lease.start, Allowance: (l.MilesPerYear*f.terms.Count + monthsPerYear - 1) / monthsPerYear, Term: f.terms.Count,
		Extension: f.lease.state.Extended, Bought: l.BoughtMiles, ExcessRate: money.Rate(l.ExcessPerMile) * money.One,
		Begin: f.terms.ContractDate, End: f.termEnd(),
	}
}

// mileage works out the miles on a day. A reading that cannot be is shown as driven, without a forecast.
func (f *fold) mileage(on civil.Date) Mileage {
	a := f.allowance()
	m := Mileage{Allowed: a.Allowed(), AllowedToDate: a.AllowedOn(on)}
	if f.s.OdometerOn.IsZero() {
		return m
	}
	m.Driven, m.On = max(f.s.Odometer-a.Start, 0), f.s.OdometerOn
	m.Excess = a.Excess(f.s.Odometer)
	m.ExcessCost = money.Cents(m.Excess) * f.terms.Lease.ExcessPerMile
	forecast, err := a.Forecast(f.s.Odometer, f.s.OdometerOn)
	if err != nil {
		return m
	}
	m.Forecast, m.ForecastOver, m.ForecastCost = forecast.Odometer-a.Start, forecast.Excess, forecast.Later
	return m
}
