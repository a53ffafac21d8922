package billing

import (
	"context"
	"fmt"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/core/statement"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/ledgers"
	"marque/internal/store/statements"
)

// Explanation is what the close of a day does, or did, for one contract, and why.
type Explanation struct {
	Number string
	Terms  contract.Terms
	Day    civil.Date
	Did    bool                  // the day is closed for it: this is what was done
	Sleeps bool                  // it has nothing to do on the day and is left alone
	Wakes  civil.Date            // the first day on which there may be something to do, if nothing happens before; none is never
	Why    []contract.WakeReason // it wakes then
	Bills  bool                  // its next statement closes on Wakes

	Fees      []contract.FeeAssessed // that are charged
	ChargeOff bool                   // it is charged off by its product's rule
	Loss      bool                   // a loss waits for a person
	Refund    bool                   // a credit balance must be paid out by now
	Entries   []ledger.Transaction   // what is posted, or was on that day by whatever reason
	Statement statement.Period       // that is issued; none has no Through
	Foreseen  bool                   // what it does on Wakes is worked out already
}

// Explain tells what the close of a day would do for a contract, as things stand now, or did. It changes nothing. A contract that sleeps is told with
// the day on which it wakes.
func (s *Service) Explain(ctx context.Context, number string, day civil.Date) (Explanation, error) {
	var out Explanation
	err := s.Door.Read(ctx, pass("explain "+day.String()), func(r engine.Reader) error {
		at, err := contracts.Sleeping(r, number)
		if err != nil {
			return err
		}
		out = Explanation{Number: number, Terms: at.Terms, Day: day, Wakes: at.Wakes}
		events, err := contracts.Events(r, at.ID)
		if err != nil {
			return err
		}
		if out.Did = at.Standing.Cycled >= day; out.Did {
			return s.past(r, &out, at, events)
		}
		if out.Sleeps = at.Wakes > day; out.Sleeps {
			return out.sleeps(at, events, at.Standing.AsOf)
		}
		return s.future(r, &out, at, events)
	})
	if out.Wakes >= contracts.NoWake() {
		out.Wakes = 0
	}
	return out, err
}

// sleeps says why the contract wakes when it does.
func (e *Explanation) sleeps(at contracts.Sleeper, events []contract.Event, asOf civil.Date) error {
	state, err := contract.Fold(at.Terms, events, contract.At{AsOf: asOf})
	if err != nil {
		return fmt.Errorf("explain contract %s: %w", e.Number, err)
	}
	on, why := state.WakesFor(events)
	if on == e.Wakes {
		e.Why = why
	}
	e.Bills = statement.NextClosing(state) == e.Wakes
	return nil
}

// future works out the turn as the cycle would.
func (s *Service) future(r engine.Reader, e *Explanation, at contracts.Sleeper, events []contract.Event) error {
	page := []turn{{Turn: book.Turn{Waiting: at.Waiting, Events: events}}}
	if err := s.one(r, &page[0], e.Day); err != nil {
		return fmt.Errorf("explain contract %s: %w", e.Number, err)
	}
	turns := []book.Turn{page[0].Turn}
	if err := s.Book.Settle(r, e.Day, turns); err != nil {
		return err
	}
	for _, fresh := range turns[0].New() {
		switch body := fresh.Body.(type) {
		case contract.FeeAssessed:
			e.Fees = append(e.Fees, body)
		case contract.ChargedOff:
			e.ChargeOff = true
		}
	}
	e.Loss, e.Refund, e.Entries = page[0].did.Losses > 0, page[0].did.Refunds > 0, turns[0].Entries()
	if page[0].issue != nil {
		e.Statement = statement.Period{From: page[0].issue.row.Opened, Through: page[0].issue.row.Closed}
	}
	e.Wakes, e.Foreseen = turns[0].Wakes()
	return e.sleeps(at, turns[0].Events, e.Day)
}

// past finds what the close did: the late fees that it charged, which count from the day after, what was posted and what was issued.
func (s *Service) past(r engine.Reader, e *Explanation, at contracts.Sleeper, events []contract.Event) error {
	var err error
	if e.Entries, err = ledgers.PostedOn(r, at.ID, e.Day); err != nil {
		return err
	}
	for i := range events {
		if fee, ok := events[i].Body.(contract.FeeAssessed); ok && fee.Fee == contract.LateFee && events[i].Effective == e.Day.AddDays(1) {
			e.Fees = append(e.Fees, fee)
		}
		if _, ok := events[i].Body.(contract.ChargedOff); ok && events[i].Effective == e.Day {
			e.ChargeOff = true
		}
	}
	list, err := statements.Of(r, at.ID)
	if err != nil {
		return err
	}
	for _, st := range list {
		if st.Closed == e.Day {
			e.Statement = statement.Period{From: st.Opened, Through: st.Closed}
		}
	}
	return e.sleeps(at, events, at.Standing.AsOf)
}
