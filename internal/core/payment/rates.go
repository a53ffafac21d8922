package payment

// Gauge is one of the return rates that Nacha watches (Operating Rules 2.18): of the debits of the last 60 days, how many came back for reasons of a kind.
type Gauge struct {
	Name     string `json:"name"`
	Returned int64  `json:"returned"`
	Debits   int64  `json:"debits"`
	Points   int64  `json:"basis_points"` // hundredths of a percent, rounded half up
	Limit    int64  `json:"limit_basis_points"`
	Level    string `json:"level"` // ok; watch from half of the limit; over from the limit
}

// The kinds of return rates.
const (
	UnauthorizedRate   = "unauthorized"
	AdministrativeRate = "administrative"
	AllRate            = "all"
)

// RateDays is how many days back the rates look.
const RateDays = 60

// Gauges makes the three rates from how many debits there were, by the code under which they came back; the empty code is those that did not.
func Gauges(debits map[string]int64) []Gauge {
	all := []Gauge{{Name: UnauthorizedRate, Limit: 50}, {Name: AdministrativeRate, Limit: 300}, {Name: AllRate, Limit: 1500}}
	total := int64(0)
	for code, n := range debits {
		total += n
		if code == "" {
			continue
		}
		c := ReturnCodeOf(code)
		all[2].Returned += n
		if c.Unauthorized {
			all[0].Returned += n
		}
		if c.Admin {
			all[1].Returned += n
		}
	}
	for i := range all {
		all[i] = all[i].of(total)
	}
	return all
}

func (g Gauge) of(debits int64) Gauge {
	const whole = 10_000
	g.Debits, g.Level = debits, "ok"
	if debits == 0 {
		return g
	}
	g.Points = (g.Returned*whole + debits/2) / debits
	switch {
	case g.Returned*whole >= g.Limit*debits:
		g.Level = "over"
	case 2*g.Returned*whole >= g.Limit*debits:
		g.Level = "watch"
	}
	return g
}
