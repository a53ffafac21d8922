package paying

import (
	"cmp"
	"context"
	"fmt"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// takeReturns asks the bank what came back and undoes it: nothing is deleted, the payment is folded as if it had never been.
func (s *Service) takeReturns(ctx context.Context, day civil.Date) (int, error) {
	returned := 0
	for _, state := range []payment.State{payment.Sent, payment.Settled, payment.Final} {
		err := s.each(ctx, state, day, func(page []payments.Row) error {
			n, err := s.takePage(ctx, recent(page, day), day)
			returned += n
			return err
		})
		if err != nil {
			return returned, err
		}
	}
	return returned, nil
}

// recent leaves out what is too old to come back.
func recent(page []payments.Row, day civil.Date) []payments.Row {
	out := page[:0:0]
	for _, row := range page {
		if row.Date.AddDays(lateReturns) >= day {
			out = append(out, row)
		}
	}
	return out
}

func (s *Service) takePage(ctx context.Context, page []payments.Row, day civil.Date) (int, error) {
	if len(page) == 0 {
		return 0, nil
	}
	debits, err := s.debits(ctx, page)
	if err != nil {
		return 0, err
	}
	returns, err := s.Bank.Returns(ctx, debits, day)
	if err != nil {
		return 0, fmt.Errorf("ask for returns: %w", err)
	}
	byTrace := make(map[string]payments.Row, len(page))
	for _, row := range page {
		byTrace[row.ID.String()] = row
	}
	taken := 0
	for _, back := range returns {
		row, known := byTrace[back.Trace]
		if !known {
			continue // not one of ours; the file's own report keeps it
		}
		delete(byTrace, back.Trace)
		next, err := row.Return(back.Code, back.On)
		if err != nil {
			return taken, err
		}
		moved, err := s.step(ctx, row, next, func(tx *engine.Tx) error { return s.takeBack(tx, row, back, day) })
		if err != nil {
			return taken, err
		}
		taken += count(moved)
	}
	return taken, nil
}

// takeBack puts the return on the contract if the payment had counted, stops the account when the code says so, and tells the customer.
func (s *Service) takeBack(tx *engine.Tx, row payments.Row, back payment.Return, day civil.Date) error {
	if err := s.undo(tx, row, back, day); err != nil {
		return err
	}
	code := payment.ReturnCodeOf(back.Code)
	if code.StopsAccount {
		if err := payments.SetAccountStatus(tx, row.Party, row.Account, payment.Stopped); err != nil {
			return err
		}
	}
	then, err := s.autopayBack(tx, row, code, day)
	if err != nil {
		return err
	}
	account, err := payments.Account(tx, s.Box, row.Party, row.Account)
	if err != nil {
		return err
	}
	return s.tell(tx, row.Party, row.Payment, account, func(n notice.Payment) notice.Notice {
		return notice.PaymentReturned{Payment: n, Reason: "Your bank sent the payment back because " + code.Plain + ".", Next: cmp.Or(then, next(code))}
	})
}

// undo voids what was on its way, or takes back what had counted.
func (s *Service) undo(tx *engine.Tx, row payments.Row, back payment.Return, day civil.Date) error {
	if row.State == payment.Sent {
		return s.Book.Void(tx, row.Contract, keyOf(row), day)
	}
	event := s.Book.Event(row.Contract, book.Key("return", row.ID.String()), row.Date, contract.Returned{Payment: keyOf(row), Code: back.Code})
	_, err := s.Book.AppendOn(tx, row.Contract, day, event)
	return err
}

// next is what the customer should do.
func next(code payment.ReturnCode) string {
	if code.StopsAccount {
		return "Please pay from another bank account, or call us."
	}
	return "Please make the payment again when the money is there, or call us."
}
