package calc

import (
	"strings"

	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

// maxSeries bounds the advances and the payments of one line.
const maxSeries = 1000

// aprInput is one transaction. Flows are dated, or for the European method offset in months.
type aprInput struct {
	Advances []aprFlow `json:"advances"`
	Payments []aprFlow `json:"payments"`
	Unit     *aprUnit  `json:"unit"`
	Method   string    `json:"method"`
	Currency string    `json:"currency"`
}

type aprFlow struct {
	Date       date   `json:"date"`
	Amount     number `json:"amount"`
	Count      number `json:"count"` // 1 when absent
	Dom        number `json:"dom"`   // intended day of the month
	Dom2       number `json:"dom2"`  // second day of a half-monthly series
	Month      number `json:"month"`
	FirstMonth number `json:"first_month"`
	StepMonths number `json:"step_months"` // 1 when absent
}

type aprUnit struct {
	Base     string `json:"base"`
	Multiple number `json:"multiple"`
}

type aprAnswer struct {
	APR string `json:"apr"` // per cent, six decimals
}

// apr is the annual percentage rate of 12 CFR 1026 Appendix J ("us") or the annual percentage rate of charge of 2008/48/EC ("eu").
func apr(q *aprInput) (aprAnswer, error) {
	if len(q.Advances) > maxSeries || len(q.Payments) > maxSeries {
		return aprAnswer{}, fault.Inputf("payments", "At most %d advances and %d payments or series are read.", maxSeries, maxSeries)
	}
	method := strings.ToLower(q.Method)
	switch method {
	case "", "us", "actuarial":
		return q.dated(finance.APR)
	case "eu":
		if q.offset() {
			return q.months()
		}
		return q.dated(finance.APRCByDates)
	}
	return aprAnswer{}, fault.Input("method", `The method must be "us" or "eu".`)
}

// offset tells whether the line speaks of months instead of dates.
func (q *aprInput) offset() bool {
	for _, list := range [][]aprFlow{q.Advances, q.Payments} {
		for _, f := range list {
			if f.Date != "" {
				return false
			}
		}
	}
	return true
}

// dated solves a line of dates.
func (q *aprInput) dated(solve func(a, p []finance.Flow, u finance.Unit) (money.Rate, error)) (aprAnswer, error) {
	unit, err := q.unit()
	if err != nil {
		return aprAnswer{}, err
	}
	r := in(q.Currency)
	advances, payments := r.series("advances", q.Advances), r.series("payments", q.Payments)
	if r.err != nil {
		return aprAnswer{}, r.err
	}
	a, err := unit.Expand(advances, nil)
	if err != nil {
		return aprAnswer{}, under("advances", err)
	}
	p, err := unit.Expand(payments, nil)
	if err != nil {
		return aprAnswer{}, under("payments", err)
	}
	if q.Unit == nil {
		unit = finance.InferUnit(a, p)
	}
	rate, err := solve(a, p, unit)
	if err != nil {
		return aprAnswer{}, err
	}
	return aprAnswer{APR: finance.Percent(rate, 6)}, nil
}

// unit reads the unit period. An absent one is found from the dates; until then series step by months, or by half months with a second day.
func (q *aprInput) unit() (finance.Unit, error) {
	u := finance.Unit{Base: finance.BaseMonth, Multiple: 1}
	if q.Unit != nil {
		if err := u.Base.UnmarshalText([]byte(q.Unit.Base)); err != nil {
			return u, named("unit.base", err)
		}
		var err error
		if u.Multiple, err = q.Unit.Multiple.whole("unit.multiple", 1); err != nil {
			return u, err
		}
		return u, u.Validate()
	}
	for _, f := range q.Payments {
		if f.Dom2 != "" {
			u.Base = finance.BaseSemimonth
		}
	}
	return u, nil
}

// series reads a list of dated flows.
func (r *reader) series(list string, flows []aprFlow) []finance.Series {
	out := make([]finance.Series, 0, len(flows))
	for _, f := range flows {
		r.required(list+".date", f.Date != "")
		r.required(list+".amount", f.Amount != "")
		out = append(out, finance.Series{
			First: r.date(list+".date", f.Date), Amount: r.cents(list+".amount", f.Amount), Count: r.whole(list+".count", f.Count, 1),
			Day: r.whole(list+".dom", f.Dom, 0), SecondDay: r.whole(list+".dom2", f.Dom2, 0),
		})
	}
	return out
}

// months solves a line of offsets in months.
func (q *aprInput) months() (aprAnswer, error) {
	r := in(q.Currency)
	advances, payments := r.offsets("advances", q.Advances), r.offsets("payments", q.Payments)
	if r.err != nil {
		return aprAnswer{}, r.err
	}
	rate, err := finance.APRC(advances, payments)
	if err != nil {
		return aprAnswer{}, err
	}
	return aprAnswer{APR: finance.Percent(rate, 6)}, nil
}

// offsets reads a list of flows at months after the first drawdown.
func (r *reader) offsets(list string, flows []aprFlow) []finance.Offset {
	var out []finance.Offset
	for _, f := range flows {
		r.required(list+".amount", f.Amount != "")
		amount, count, step := r.cents(list+".amount", f.Amount), r.whole(list+".count", f.Count, 1), r.whole(list+".step_months", f.StepMonths, 1)
		first := r.whole(list+".first_month", f.FirstMonth, r.whole(list+".month", f.Month, 0))
		if count < 1 || count+len(out) > finance.MaxFlows || step < 0 || step > finance.MaxFlows || first < 0 || first > finance.MaxFlows {
			r.keep(fault.Inputf(list+".count", "A series holds 1 to %d amounts at steps of at least 0 months.", finance.MaxFlows))
			return nil
		}
		for n := range count {
			out = append(out, finance.Offset{Month: first + n*step, Amount: amount})
		}
	}
	return out
}

// under puts a list's name before a field's.
func under(list string, err error) error {
	if f := fault.Of(err); f != nil {
		return f.Under(list)
	}
	return err
}
