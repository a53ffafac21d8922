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
	"marque/internal/l10n"
	"marque/internal/store/bankfiles"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// intake does what one file of the bank's says.
type intake struct {
	*Service
	by   access.Actor
	file bankfiles.File
	day  civil.Date
	out  *Received
}

// all takes every line. What was taken before, by an interrupted run or another file, is only counted.
func (in *intake) all(ctx context.Context, report payment.Report) error {
	for _, line := range report.Returns {
		if err := in.returned(ctx, line); err != nil {
			return fmt.Errorf("line %d of %s: %w", line.Line, in.file.Name, err)
		}
	}
	for _, line := range report.Changes {
		if err := in.changed(ctx, line); err != nil {
			return fmt.Errorf("line %d of %s: %w", line.Line, in.file.Name, err)
		}
	}
	for _, receipt := range report.Receipts {
		if err := in.receipt(ctx, receipt); err != nil {
			return fmt.Errorf("receipt for %s in %s: %w", receipt.File, in.file.Name, err)
		}
	}
	for _, odd := range report.Odd {
		if err := in.keep(ctx, bankfiles.Kept{Line: odd.Line, Reason: odd.Reason}); err != nil {
			return err
		}
	}
	return nil
}

// keep puts a line into quarantine.
func (in *intake) keep(ctx context.Context, k bankfiles.Kept) error {
	k.File, k.At = in.file.ID, in.Book.Now()
	in.out.Quarantined++
	return in.Door.Write(ctx, door.Pass{By: in.by, Do: access.BankReceive, On: system(), Note: "quarantine " + in.file.Name}, func(tx *engine.Tx) error {
		return bankfiles.Keep(tx, k)
	})
}

// returned matches a return with the entry that it names and undoes what that did: nothing is deleted, the payment is folded as if it had
// never been.
func (in *intake) returned(ctx context.Context, line payment.ReturnLine) error {
	e, why, err := in.match(ctx, line)
	if err != nil {
		return err
	}
	kept := bankfiles.Kept{Line: line.Line, Code: line.Code, Trace: line.Trace, Amount: line.Amount, Reason: why}
	switch {
	case why != "":
		return in.keep(ctx, kept)
	case e.ReturnCode == line.Code:
		in.out.Repeated++
		return nil
	case e.ReturnCode != "":
		kept.Reason = "the entry came back already, as " + e.ReturnCode
		return in.keep(ctx, kept)
	}
	moved, err := in.takeBackEntry(ctx, e, line)
	if err != nil || !moved {
		return err
	}
	in.out.Returned++
	if code := payment.ReturnCodeOf(line.Code); code.Ours || e.Kind == payment.ReversalEntry {
		kept.Reason = "for a person: " + code.Title
		return in.keep(ctx, kept)
	}
	return nil
}

// match finds the one entry that a return is about, by trace, amount and date; or says why there is none.
func (in *intake) match(ctx context.Context, line payment.ReturnLine) (bankfiles.Entry, string, error) {
	all, err := in.candidates(ctx, line.Trace)
	if err != nil {
		return bankfiles.Entry{}, "", err
	}
	if len(all) == 0 {
		return bankfiles.Entry{}, "no entry of ours has this trace", nil
	}
	same := filter(all, func(e bankfiles.Entry) bool { return e.Amount == line.Amount })
	if len(same) == 0 {
		return bankfiles.Entry{}, "the entry of this trace is of another amount", nil
	}
	same = filter(same, func(e bankfiles.Entry) bool { return line.Currency == "" || line.Currency == e.Class.Rail().Currency() })
	if len(same) == 0 {
		return bankfiles.Entry{}, "the entry of this trace is in another currency", nil
	}
	young := filter(same, func(e bankfiles.Entry) bool { return e.Effective.AddDays(e.Class.LateReturns()) >= in.day })
	if len(young) == 0 {
		return bankfiles.Entry{}, "it came later than any return may come", nil
	}
	if len(young) > 1 {
		young = filter(young, func(e bankfiles.Entry) bool { return e.Effective == line.Effective })
	}
	if len(young) != 1 {
		return bankfiles.Entry{}, "several entries have this trace and amount, and none or more than one this date", nil
	}
	return young[0], "", nil
}

// candidates lists the entries of a trace whose files have left.
func (in *intake) candidates(ctx context.Context, trace string) ([]bankfiles.Entry, error) {
	var all []bankfiles.Entry
	err := in.Door.Read(ctx, door.Pass{By: in.by, Do: access.BankStatus, On: system()}, func(r engine.Reader) error {
		var err error
		all, err = bankfiles.ByTrace(r, trace)
		return err
	})
	return filter(all, func(e bankfiles.Entry) bool {
		return e.FileState == bankfiles.Sent || e.FileState == bankfiles.Acknowledged
	}), err
}

func filter(all []bankfiles.Entry, keep func(bankfiles.Entry) bool) []bankfiles.Entry {
	var out []bankfiles.Entry
	for _, e := range all {
		if keep(e) {
			out = append(out, e)
		}
	}
	return out
}

// takeBackEntry records that an entry came back, and what that means for its payment and account.
func (in *intake) takeBackEntry(ctx context.Context, e bankfiles.Entry, line payment.ReturnLine) (bool, error) {
	if e.Payment.IsZero() {
		err := in.Door.Write(ctx, door.Pass{By: in.by, Do: access.BankReceive, On: system(), Note: "returned " + e.ID.String()}, func(tx *engine.Tx) error {
			if err := bankfiles.MarkReturned(tx, e.ID, line.Code, in.day); err != nil {
				return err
			}
			return in.entryBack(tx, e, payment.ReturnCodeOf(line.Code))
		})
		return !fault.Is(err, fault.Conflict), unlessConflict(err)
	}
	row, err := in.paymentOf(ctx, e)
	if err != nil {
		return false, err
	}
	next, err := row.Return(line.Code, in.day)
	if err != nil {
		return false, err
	}
	return in.step(ctx, row, next, func(tx *engine.Tx) error {
		if err := bankfiles.MarkReturned(tx, e.ID, line.Code, in.day); err != nil {
			return err
		}
		return in.takeBack(tx, row, line.Code, in.day)
	})
}

func unlessConflict(err error) error {
	if fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}

func (in *intake) paymentOf(ctx context.Context, e bankfiles.Entry) (payments.Row, error) {
	var row payments.Row
	err := in.Door.Read(ctx, door.Pass{By: in.by, Do: access.PaymentSettle, On: access.OnContract(e.Contract)}, func(r engine.Reader) error {
		var err error
		row, err = payments.ByID(r, e.Contract, e.Payment)
		return err
	})
	return row, err
}

// entryBack does what the return of an entry that is no payment means: for its account, for the refund that it was, or for what it was to verify.
func (in *intake) entryBack(tx *engine.Tx, e bankfiles.Entry, code payment.ReturnCode) error {
	if e.Kind.Verifies() {
		if err := in.checkBack(tx, e, code, in.day); err != nil {
			return err
		}
	}
	if err := in.judge(tx, e, code, in.day); err != nil || e.Kind != payment.CreditEntry {
		return err
	}
	return in.refundBack(tx, e, code, in.day)
}

// takeBack puts the return on the contract if the payment had counted, stops the account when the code says so, and tells the customer.
func (s *Service) takeBack(tx *engine.Tx, row payments.Row, returned string, day civil.Date) error {
	if err := s.undo(tx, row, returned, day); err != nil {
		return err
	}
	code := payment.ReturnCodeOf(returned)
	if code.StopsAccount {
		if _, err := s.stop(tx, row.Party, row.Account, code, day); err != nil {
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
		return notice.PaymentReturned{Payment: n, Reason: sentBack(code), Next: then.Or(code.Next())}
	})
}

// sentBack says why a payment came back.
func sentBack(code payment.ReturnCode) l10n.Text {
	return l10n.T(
		"Your bank sent the payment back because %s.",
		"Su banco devolvió el pago porque %s.",
		"Ihre Bank hat die Zahlung zurückgegeben, weil %s.", code.Plain)
}

// answered says what a bank said of an account.
func answered(code payment.ReturnCode) l10n.Text {
	return l10n.T("Your bank answered that %s.", "Su banco respondió que %s.", "Ihre Bank hat geantwortet, dass %s.", code.Plain)
}

// undo voids what was on its way, or takes back what had counted.
func (s *Service) undo(tx *engine.Tx, row payments.Row, returned string, day civil.Date) error {
	if row.State == payment.Sent {
		return s.Book.Void(tx, row.Contract, keyOf(row), day)
	}
	event := s.Book.Event(row.Contract, book.Key("return", row.ID.String()), row.Date, contract.Returned{Payment: keyOf(row), Code: returned})
	_, err := s.Book.AppendOn(tx, row.Contract, day, event)
	return err
}
