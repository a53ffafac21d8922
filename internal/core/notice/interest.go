package notice

import (
	"strconv"

	"marque/internal/fault"
)

// InterestReady tells that the statement of a year's interest can be read. It names no amount: mail is read over shoulders.
type InterestReady struct {
	Year    int
	Vehicle string // may be empty
}

func (InterestReady) about() (Kind, []Channel) { return KindInterestReady, []Channel{Mail} }

func (n InterestReady) masked() Notice { return n }

func (n InterestReady) check() error {
	if n.Year == 0 {
		return fault.Input("year", "A statement of interest is of a year.")
	}
	return nil
}

func (n InterestReady) enUS(h Head) words {
	year := strconv.Itoa(n.Year)
	return words{
		subject: "Your interest statement for " + year,
		body: []string{
			"The statement of the interest you paid in " + year + forVehicle(n.Vehicle) + " is ready. You find it under Statements.",
			"Please keep it for your tax return. It says whether we report it to the Internal Revenue Service.",
		},
		action: action{"Read my statement", h.Brand.Site + "/statements"},
	}
}
