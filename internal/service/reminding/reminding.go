// Package reminding tells people in time what they owe: some days before a payment falls due, and at each stage of being past due, once. It is silent
// while something is on its way that settles the matter.
package reminding

import (
	"context"
	"fmt"
	"time"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/reminder"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/seal"
	"marque/internal/store/autopays"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
	"marque/internal/store/reliefs"
	"marque/internal/store/reminders"
	"marque/internal/store/vehicles"
)

// Deps is what the service needs.
type Deps struct {
	Door     *door.Door
	Book     *book.Book
	Box      *seal.Box
	Courier  *courier.Courier
	Policies map[string]reminder.Policy // by brand's key; one that is not there is reminder.Usual
}

// Service reminds.
type Service struct {
	Deps
	parties *parties.Store
}

// New returns a service.
func New(d Deps) *Service { return &Service{Deps: d, parties: parties.New(d.Box)} }

// Report counts what the close of a day told: contracts, not messages.
type Report struct {
	Ahead   int // payments that fall due soon
	PastDue int // stages that were reached
}

// pageSize bounds how many contracts are looked at in one read.
const pageSize = 200

func cycle() access.Actor { return access.System("cycle") }

func (s *Service) policy(brand string) reminder.Policy {
	if p, ok := s.Policies[brand]; ok {
		return p
	}
	return reminder.Usual()
}

// Close reminds of what a day asks for, once the day's money and fees are booked. It may be called again for the same day and does the rest.
func (s *Service) Close(ctx context.Context, day civil.Date) (Report, error) {
	var done Report
	var err error
	if done.PastDue, err = s.walk(ctx, day, s.late); err != nil {
		return done, fmt.Errorf("remind of what is past due: %w", err)
	}
	if done.Ahead, err = s.walk(ctx, day, s.ahead); err != nil {
		return done, fmt.Errorf("remind of what falls due: %w", err)
	}
	return done, nil
}

// page lists contracts that may be reminded, and the last that was looked at.
type page func(r engine.Reader, day civil.Date, after contract.ID) (some []contract.ID, last contract.ID, err error)

func (s *Service) walk(ctx context.Context, day civil.Date, next page) (int, error) {
	told := 0
	var after contract.ID
	for {
		var some []contract.ID
		var last contract.ID
		pass := door.Pass{By: cycle(), Do: access.NoticeSend, On: access.OnSystem("reminders")}
		err := s.Door.Read(ctx, pass, func(r engine.Reader) error {
			var err error
			some, last, err = next(r, day, after)
			return err
		})
		if err != nil || last.IsZero() {
			return told, err
		}
		for _, c := range some {
			did, err := s.one(ctx, c, day)
			if err != nil {
				return told, fmt.Errorf("contract %s: %w", c, err)
			}
			if did {
				told++
			}
		}
		after = last
	}
}

// late passes over who was told of this very stage: nothing has happened that a fold would find.
func (s *Service) late(r engine.Reader, day civil.Date, after contract.ID) (some []contract.ID, last contract.ID, err error) {
	list, err := reminders.PastDue(r, after, pageSize)
	for _, l := range list {
		last = l.Contract
		if l.Due == day.AddDays(-l.Days) && l.Days < s.nextStage(l.Stage) {
			continue
		}
		some = append(some, l.Contract)
	}
	return some, last, err
}

// nextStage is the first day past due on which any brand may have more to say than at a stage.
func (s *Service) nextStage(stage int) int {
	next := 1 << 30
	look := func(p reminder.Policy) {
		for _, days := range p.Stages {
			if days > stage {
				next = min(next, days)
			}
		}
	}
	look(reminder.Usual())
	for _, p := range s.Policies {
		look(p)
	}
	return next
}

// ahead lists whose next payment falls due within the longest time that any brand reminds ahead.
func (s *Service) ahead(r engine.Reader, day civil.Date, after contract.ID) (some []contract.ID, last contract.ID, err error) {
	before := reminder.Usual().Before
	for _, p := range s.Policies {
		before = max(before, p.Before)
	}
	some, err = reminders.Ahead(r, day, day.AddDays(before), after, pageSize)
	if len(some) > 0 {
		last = some[len(some)-1]
	}
	return some, last, err
}

// facts is what a reminder is about.
type facts struct {
	stored contracts.Contract
	state  *contract.State
	onWay  money.Cents // from accounts, not yet counted
	kept   bool        // an arrangement for what is past due is kept so far
	draws  bool        // autopay takes the next payment by itself
}

func (s *Service) facts(r engine.Reader, contractID contract.ID, day civil.Date) (facts, error) {
	var f facts
	var err error
	if f.stored, err = contracts.ByID(r, contractID); err != nil {
		return f, err
	}
	if f.state, err = s.Book.Fold(r, f.stored, day); err != nil {
		return f, err
	}
	rows, err := payments.Of(r, contractID)
	if err != nil {
		return f, err
	}
	for _, row := range rows {
		if row.State.InFlight() {
			f.onWay += row.Amount
		}
	}
	if f.kept, err = reliefs.HasKept(r, contractID); err != nil {
		return f, err
	}
	state, err := autopays.StateOf(r, contractID)
	f.draws = state == autopay.Active
	return f, err
}

// tells says what a contract's people are to be told on a day, and under which due date and stage that is kept; nil is nothing.
func (f *facts) tells(p reminder.Policy, day civil.Date) (n notice.Notice, due civil.Date, stage int) {
	s := f.state
	if s.Status != contract.Active {
		return nil, 0, 0
	}
	if s.PastDue > 0 {
		stage = p.Stage(s.DaysPastDue)
		if stage == 0 || f.kept || f.onWay >= s.PastDue {
			return nil, 0, 0
		}
		return notice.PastDue{Amount: s.PastDue, Fees: s.Fees, Currency: f.stored.Terms.Money(), Since: s.OldestDue, Days: s.DaysPastDue}, s.OldestDue, stage
	}
	next := s.NextDue
	if next.Amount-f.onWay <= 0 || next.Date <= day || next.Date > day.AddDays(p.Before) || f.draws {
		return nil, 0, 0
	}
	return notice.PaymentAhead{Amount: next.Amount - f.onWay, Currency: f.stored.Terms.Money(), Due: next.Date}, next.Date, 0
}

// one reminds a contract's people, when there is something to remind of that was not told yet.
func (s *Service) one(ctx context.Context, contractID contract.ID, day civil.Date) (bool, error) {
	worth := false
	err := s.Door.Read(ctx, door.Pass{By: cycle(), Do: access.NoticeSend, On: access.OnSystem("reminders")}, func(r engine.Reader) error {
		f, err := s.facts(r, contractID, day)
		if err == nil {
			n, _, _ := f.tells(s.policy(f.stored.Terms.Brand), day)
			worth = n != nil
		}
		return err
	})
	if err != nil || !worth {
		return false, err
	}
	told := false
	err = s.Door.Write(ctx, door.Pass{By: cycle(), Do: access.NoticeSend, On: access.OnContract(contractID), Note: "reminder"}, func(tx *engine.Tx) error {
		told = false
		if err := contracts.Lock(tx, contractID); err != nil {
			return err
		}
		f, err := s.facts(tx, contractID, day)
		if err != nil {
			return err
		}
		n, due, stage := f.tells(s.policy(f.stored.Terms.Brand), day)
		if n == nil {
			return fault.New(fault.Conflict, "There is nothing to remind of any more.")
		}
		fresh, err := reminders.Tell(tx, contractID, due, stage, day)
		if err != nil {
			return err
		}
		if !fresh {
			return fault.New(fault.Conflict, "This was told already.")
		}
		told = true
		return s.tell(tx, &f, n)
	})
	if fault.Is(err, fault.Conflict) {
		return false, nil
	}
	return told, err
}

// tell writes to everybody on the contract, at an hour that disturbs nobody.
func (s *Service) tell(tx *engine.Tx, f *facts, n notice.Notice) error {
	v, err := vehicles.ByVIN(tx, f.stored.VIN)
	if err != nil {
		return err
	}
	people, err := s.parties.OnContract(tx, f.stored.ID)
	if err != nil {
		return err
	}
	all := courier.Parcel{Notice: about(n, v.Name()), Brand: f.stored.Terms.Brand, Contract: f.stored.ID}.ForAll(people)
	for i := range all {
		all[i].NotBefore = reminder.Quiet(s.Book.Now(), zoneOf(all[i], s.Book.Zone()))
	}
	_, err = s.Courier.SendAll(tx, all)
	return err
}

func zoneOf(p courier.Parcel, lenders *time.Location) *time.Location {
	if p.Zone != nil {
		return p.Zone
	}
	return lenders
}

func about(n notice.Notice, vehicle string) notice.Notice {
	switch n := n.(type) {
	case notice.PaymentAhead:
		n.Vehicle = vehicle
		return n
	case notice.PastDue:
		n.Vehicle = vehicle
		return n
	}
	return n
}
