package notice

import "marque/internal/fault"

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
