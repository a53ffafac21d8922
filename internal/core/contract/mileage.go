package contract

import (
	"marque/internal/civil"
	"marque/internal/money"
)

// Mileage is a lease's miles: what is allowed, what was driven, and what it comes to at the end if the driving goes on alike.
type Mileage struct {
	Allowed       int         `json:"allowed"`         // for the whole term, with extensions and bought miles
	AllowedToDate int         `json:"allowed_to_date"` // the same, in proportion to the days gone
	Driven        int         `json:"driven"`          // by the last reading
	On            civil.Date  `json:"on,omitempty"`    // day of the last reading
	Excess        int         `json:"excess"`          // over the whole allowance already
	ExcessCost    money.Cents `json:"excess_cost"`
	Forecast      int         `json:"forecast"` // at the end of the term; 0 without a reading
	ForecastOver  int         `json:"forecast_over"`
	ForecastCost  money.Cents `json:"forecast_cost"`
}

// mileage works out the miles on a day.
func (f *fold) mileage(on civil.Date) Mileage {
	t := f.terms.Lease
	begin, end := f.terms.ContractDate, f.dues.At(len(f.plan)+f.shift)
	whole := max(end.Sub(begin), 1)
	m := Mileage{Allowed: scale(t.MilesPerYear, f.terms.Count+f.lease.state.Extended, 12) + t.BoughtMiles}
	m.AllowedToDate = scale(m.Allowed, min(max(on.Sub(begin), 0), whole), whole)
	if len(f.lease.readings) == 0 {
		return m
	}
	last := f.lease.readings[len(f.lease.readings)-1]
	m.Driven, m.On = max(last.miles-f.lease.start, 0), last.on
	m.Excess = max(m.Driven-m.Allowed, 0)
	m.ExcessCost = money.Cents(m.Excess) * t.ExcessPerMile
	if gone := last.on.Sub(begin); gone > 0 {
		m.Forecast = max(scale(m.Driven, whole, gone), m.Driven)
		m.ForecastOver = max(m.Forecast-m.Allowed, 0)
		m.ForecastCost = money.Cents(m.ForecastOver) * t.ExcessPerMile
	}
	return m
}

// scale is n·a/b rounded half up; miles and days within their bounds never overflow.
func scale(n, a, b int) int {
	got, err := money.MulDiv(int64(n), int64(a), int64(b), money.HalfUp)
	if err != nil {
		return 0
	}
	return int(got)
}
