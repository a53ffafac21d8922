package paying

import (
	"context"
	"fmt"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// pageSize bounds how many payments are held in memory and handed to the bank at a time.
const pageSize = 500

// Report counts what the close of a day did. Sent are the debits that were put into the bank's file.
type Report struct{ Returned, Settled, Final, Autopay, Sent int }

func cycle() access.Actor { return access.System("cycle") }

// Close brings every payment to where it belongs at the end of a business day: first what waits goes to a bank that is played, then what came back, then
// what verifies accounts, then what is settled, then what can no longer come back, then autopay draws what falls due, at last all that is due goes into a file for the bank. It
// may be called again for the same day and does the rest.
func (s *Service) Close(ctx context.Context, day civil.Date) (Report, error) {
	var done Report
	for _, part := range []struct {
		count *int
		run   func(context.Context, civil.Date) (int, error)
	}{
		{new(int), s.play}, {&done.Returned, s.answered}, {new(int), s.prove}, {&done.Settled, s.settle}, {&done.Final, s.finish}, {new(int), s.finishRefunds}, {&done.Autopay, s.autopayDay},
		{&done.Sent, s.batch},
	} {
		n, err := part.run(ctx, day)
		*part.count = n
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// each walks the payments of a state whose date has come, a page at a time, so that none is skipped when the walk changes states.
func (s *Service) each(ctx context.Context, state payment.State, until civil.Date, visit func([]payments.Row) error) error {
	var after payment.ID
	for {
		var page []payments.Row
		err := s.Door.Read(ctx, door.Pass{By: cycle(), Do: access.PaymentSettle, On: access.OnSystem("payments")}, func(r engine.Reader) error {
			var err error
			page, err = payments.Waiting(r, state, until, after, pageSize)
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1].ID
		if err := visit(page); err != nil {
			return err
		}
	}
}

// step moves one payment in a transaction of its own. A payment that another hand has moved is left alone.
func (s *Service) step(ctx context.Context, row payments.Row, next payment.Payment, also func(tx *engine.Tx) error) (bool, error) {
	return s.stepAs(ctx, row, &next, also)
}

// stepAs is step where also may still add to what the payment becomes.
func (s *Service) stepAs(ctx context.Context, row payments.Row, next *payment.Payment, also func(tx *engine.Tx) error) (bool, error) {
	pass := door.Pass{By: cycle(), Do: access.PaymentSettle, On: access.OnContract(row.Contract), Note: string(next.State) + " " + row.ID.String()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, row.Contract); err != nil {
			return err
		}
		if err := also(tx); err != nil {
			return err
		}
		return payments.Move(tx, row.State, *next)
	})
	if fault.Is(err, fault.Conflict) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("move payment %s to %s: %w", row.ID, next.State, err)
	}
	return true, nil
}

func nothing(*engine.Tx) error { return nil }

// keyOf names what a payment books: the pending entry and, once it counts, the event.
func keyOf(row payments.Row) string { return book.Key("payment", row.ID.String()) }

func count(moved bool) int {
	if moved {
		return 1
	}
	return 0
}

// settle puts money on its contract on the banking day after its own.
func (s *Service) settle(ctx context.Context, day civil.Date) (int, error) {
	settled := 0
	err := s.each(ctx, payment.Sent, day-1, func(page []payments.Row) error {
		for _, row := range page {
			if payment.ArrivesOn(row.Date, row.StateOn, s.calendarOf(row.Rail())) > day {
				continue
			}
			next, err := row.Settle(day)
			if err != nil {
				return err
			}
			moved, err := s.step(ctx, row, next, func(tx *engine.Tx) error { return s.credit(tx, row, day) })
			if err != nil {
				return err
			}
			settled += count(moved)
		}
		return nil
	})
	return settled, err
}

// credit appends the payment to the contract, marks the account as one that works, and tells the customer.
func (s *Service) credit(tx *engine.Tx, row payments.Row, day civil.Date) error {
	if err := s.Book.Arrive(tx, row.Contract, keyOf(row), day); err != nil {
		return err
	}
	event := s.Book.Event(row.Contract, keyOf(row), row.Date, contract.Payment{
		Amount: row.Amount, Method: string(row.Rail()), For: row.Kind, Ref: row.Reference,
	})
	state, err := s.Book.AppendOn(tx, row.Contract, day, event)
	if err != nil {
		return err
	}
	if _, err := payments.Verify(tx, row.Party, row.Account, payment.ByDebit, day); err != nil {
		return err
	}
	account, err := payments.Account(tx, s.Box, row.Party, row.Account)
	if err != nil {
		return err
	}
	return s.tell(tx, row.Party, row.Payment, account, func(n notice.Payment) notice.Notice {
		return notice.PaymentReceived{Payment: n, Balance: state.Balance()}
	})
}

// finish marks what can no longer come back in the ordinary way.
func (s *Service) finish(ctx context.Context, day civil.Date) (int, error) {
	final := 0
	err := s.each(ctx, payment.Settled, day-1, func(page []payments.Row) error {
		for _, row := range page {
			if row.Rail().FinalOn(row.StateOn, s.calendarOf(row.Rail())) > day {
				continue
			}
			next, err := row.Finish(day)
			if err != nil {
				return err
			}
			moved, err := s.step(ctx, row, next, nothing)
			if err != nil {
				return err
			}
			final += count(moved)
		}
		return nil
	})
	return final, err
}
