package onboarding

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/store/feeds"
)

// never is after every day that a contract speaks of.
func never() civil.Date { return civil.Must(civil.MaxYear, 12, 31) }

// leftAfter is the day on which the vehicle left whoever had it from a day on; never when nothing tells that it did.
func (c *car) leftAfter(day civil.Date) civil.Date {
	left := never()
	for _, news := range c.told {
		if _, is := news.body.(contract.OwnershipChanged); is && news.on >= day {
			left = min(left, news.on)
		}
	}
	return left
}

// onAnother finds a contract that goes on and has the vehicle at the same time as the one that a message would open; nil is none. The order in which
// contracts and changes of ownership come makes no difference in the end: who waits is judged again when the vehicle is told to have left.
func (p *plan) onAnother(a *feed.Activation, c *car) (*holder, error) {
	if p.forced || len(c.holders) == 0 {
		return nil, nil
	}
	today, err := p.today()
	if err != nil {
		return nil, err
	}
	from := a.Terms.ContractDate
	for _, h := range c.holders {
		if h.terms.ContractDate >= c.leftAfter(from) || from >= c.leftAfter(h.terms.ContractDate) {
			continue
		}
		state, err := p.stateOf(h, today)
		if err != nil {
			return nil, err
		}
		if goesOn(state) {
			return h, nil
		}
	}
	return nil, nil
}

// vehicleTaken holds an activation whose vehicle is on another contract.
func (p *plan) vehicleTaken(e *feed.Event, a *feed.Activation, other *holder) Outcome {
	return p.hold(e, feeds.Vehicle, other, "data.vehicle.vin",
		fmt.Sprintf("The vehicle %s is on the contract %s, which goes on, and nothing tells that it has left there.", a.Vehicle.VIN, other.terms.Number))
}
