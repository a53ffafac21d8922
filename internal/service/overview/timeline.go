package overview

import (
	"context"
	"slices"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/history"
	"marque/internal/door"
	"marque/internal/store/autopays"
	"marque/internal/store/engine"
	"marque/internal/store/letters"
	"marque/internal/store/statements"
	"marque/internal/store/vehicles"
)

// Timeline returns one contract as it stands today, and in words everything that happened to it, the oldest first: what counted, what was signed,
// what was sent, and what became of the vehicle while the contract runs.
func (s *Service) Timeline(ctx context.Context, by access.Actor, contractID contract.ID) (Contract, []history.Moment, error) {
	c, events, err := s.contract(ctx, by, contractID)
	if err != nil {
		return c, nil, err
	}
	var all []history.Moment
	err = s.door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		all, err = s.moments(r, c, events)
		return err
	})
	return c, all, err
}

// moments are everything that happened to a contract, in order.
func (s *Service) moments(r engine.Reader, c Contract, events []contract.Event) ([]history.Moment, error) {
	all := history.Timeline(&c.Terms, c.State, events)
	for _, p := range c.Payments {
		if m, ok := history.Ordered(p, c.Terms.Money(), s.book.Zone()); ok {
			all = append(all, m)
		}
	}
	papers, err := s.papers(r, c)
	if err != nil {
		return nil, err
	}
	seen, err := s.ofVehicle(r, c)
	if err != nil {
		return nil, err
	}
	all = slices.Concat(all, papers, seen)
	for i := range all { // what has happened counts on the business date at the latest: a pinned one may stand before the clock that recorded it
		all[i].On = min(all[i].On, c.Today)
	}
	history.Sort(all)
	return all, nil
}

// papers are the moments of what was signed and issued.
func (s *Service) papers(r engine.Reader, c Contract) ([]history.Moment, error) {
	var out []history.Moment
	enrolments, err := autopays.Of(r, c.ID)
	if err != nil {
		return nil, err
	}
	for _, e := range slices.Backward(enrolments) {
		out = append(out, history.Enrolled(e)...)
	}
	issued, err := statements.Of(r, c.ID)
	if err != nil {
		return nil, err
	}
	for _, x := range issued {
		out = append(out, history.Issued(x.ID.String(), x.Closed, x.Due, x.AmountDue, c.Terms.Money()))
	}
	written, err := letters.Of(r, c.ID)
	for _, x := range slices.Backward(written) {
		out = append(out, history.Wrote(x.ID.String(), x.Kind, x.Issued))
	}
	return out, err
}

// ofVehicle are the moments of the vehicle in the time of this contract. Readings, titles and changes of ownership are events of the contract.
func (s *Service) ofVehicle(r engine.Reader, c Contract) ([]history.Moment, error) {
	var out []history.Moment
	proofs, err := vehicles.Proofs(r, s.box, c.ID)
	if err != nil {
		return nil, err
	}
	for _, x := range slices.Backward(proofs) {
		out = append(out, history.Sent(x.ID.String(), civil.On(x.At, s.book.Zone()), x.Insurer, x.Until))
	}
	visits, err := vehicles.Services(r, c.Vehicle.VIN, c.Terms.ContractDate, c.State.VehicleUntil())
	if err != nil {
		return nil, err
	}
	for _, x := range slices.Backward(visits) {
		out = append(out, history.Serviced(x.Told.By, x.On, x.Summary))
	}
	recalls, err := vehicles.Recalls(r, c.Vehicle.VIN)
	for _, x := range slices.Backward(recalls) {
		if on := civil.On(x.Told.At, time.UTC); on >= c.Terms.ContractDate && on <= c.State.VehicleUntil() {
			out = append(out, history.Recalled(x.Told.By, on, x.Title, x.Status == recallOpen))
		}
	}
	return out, err
}
