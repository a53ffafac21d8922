package paying

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/store/autopays"
	"marque/internal/store/bankfiles"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
	"marque/internal/store/queue"
)

// DeliverJob is the kind of the job that delivers what waits.
const DeliverJob = "bank.deliver"

func system() access.Subject { return access.OnSystem("bank") }

// batch puts the debits of a day into the file to the bank, each once, and finishes the file. It goes on with a file that was begun.
func (s *Service) batch(ctx context.Context, day civil.Date) (int, error) {
	batched := 0
	err := s.each(ctx, payment.Created, day, func(page []payments.Row) error {
		for _, row := range page {
			moved, err := s.batchOne(ctx, row, day)
			if err != nil {
				return err
			}
			batched += count(moved)
		}
		return s.finishFull(ctx, day)
	})
	if err != nil {
		return batched, err
	}
	if err := s.batchWaiting(ctx, day); err != nil {
		return batched, err
	}
	return batched, s.write(ctx, day)
}

// batchOne gives a payment its trace and its place in the file, and books the money as on its way, all in the transaction of its step.
func (s *Service) batchOne(ctx context.Context, row payments.Row, day civil.Date) (bool, error) {
	next, err := row.Batch("", day)
	if err != nil {
		return false, err
	}
	moved, err := s.stepAs(ctx, row, &next, func(tx *engine.Tx) error {
		stored, err := contracts.ByID(tx, row.Contract)
		if err != nil {
			return err
		}
		cached, err := contracts.StateOf(tx, row.Contract)
		if err != nil {
			return err
		}
		if cached.Status == string(contract.Undone) {
			next, err = s.notSent(tx, row, day)
			return err
		}
		e := bankfiles.Entry{
			Entry: payment.Entry{
				ID: id.Derive[payment.Entry]("payment", row.ID.String()), Kind: payment.DebitEntry, Amount: row.Amount,
				Reference: row.Reference, Brand: stored.Terms.Brand,
			},
			Date: row.Date, Party: row.Party, Account: row.Account, Contract: row.Contract, Payment: row.ID,
		}
		if e.Class, err = classOf(tx, stored, row.ID); err != nil {
			return err
		}
		if e.Recurring, e.Retry, err = ofAutopay(tx, row); err != nil {
			return err
		}
		if err := s.place(tx, &e, day); err != nil {
			return err
		}
		next.RailRef = e.Trace
		if err := bankfiles.Add(tx, e); err != nil {
			return err
		}
		return s.Book.Hold(tx, row.Contract, keyOf(row), row.Amount, day)
	})
	return moved && next.State == payment.Batched, err
}

// notSent cancels a payment on a contract that was undone since it was made: nothing is owed there.
func (s *Service) notSent(tx *engine.Tx, row payments.Row, day civil.Date) (payment.Payment, error) {
	next, err := row.Cancel(day)
	if err != nil {
		return next, err
	}
	account, err := payments.Account(tx, s.Box, row.Party, row.Account)
	if err != nil {
		return next, err
	}
	return next, s.tell(tx, row.Party, next, account, func(n notice.Payment) notice.Notice { return notice.PaymentCancelled{Payment: n} })
}

// ofAutopay tells whether a payment is part of a standing order, and whether it presents one again on the account that lacked cover.
func ofAutopay(tx *engine.Tx, row payments.Row) (recurring, retry bool, err error) {
	made, err := autopays.DebitOf(tx, row.Contract, row.ID)
	if fault.Is(err, fault.NotFound) {
		return false, false, nil
	}
	if err != nil || made.Try < 2 {
		return true, false, err
	}
	first, err := payments.ByID(tx, row.Contract, debitID(row.Contract, made.Instalment, made.Try-1))
	return true, err == nil && first.Account == row.Account, err
}

// place gives an entry its file, trace and effective day.
func (s *Service) place(tx *engine.Tx, e *bankfiles.Entry, day civil.Date) error {
	rail := e.Class.Rail()
	file, err := bankfiles.Open(tx, bankfiles.Next{Rail: rail, Day: day, Name: func(n int) string { return fileName(rail, day, n) }, Now: s.madeAt(day)})
	if err != nil {
		return err
	}
	leaves, err := s.leaves(tx, day)
	if err != nil {
		return err
	}
	n, err := bankfiles.NextTrace(tx)
	e.File, e.Trace, e.Effective = file.ID, s.Bank.rail(rail).Trace(n), payment.EffectiveOn(e.Date, leaves, s.calendarOf(rail))
	return err
}

// leaves is the day on which a file that is made at the close of a day goes out: a real one not before today, when days are closed late.
func (s *Service) leaves(r engine.Reader, day civil.Date) (civil.Date, error) {
	if s.Bank.Player != nil {
		return day, nil
	}
	today, err := s.Book.Today(r)
	return max(day, today), err
}

// madeAt is the time that a file says it was made: now, or where the book does not stand at today's date, the day's cut-off.
func (s *Service) madeAt(day civil.Date) time.Time {
	now := s.Book.Now()
	if civil.On(now, s.Book.Zone()) == day || s.Bank.Player == nil {
		return now
	}
	return payment.CutOff(day, s.Book.Zone())
}

func fileName(rail payment.Rail, day civil.Date, number int) string {
	end := "ach"
	if rail == payment.SEPA {
		end = "xml"
	}
	return fmt.Sprintf("%s-%s-%d.%s", rail, day, number, end)
}

// batchWaiting puts entries that wait, such as prenotes and those of a refused file, into the file.
func (s *Service) batchWaiting(ctx context.Context, day civil.Date) error {
	for {
		n := 0
		err := s.Door.Write(ctx, door.Pass{By: cycle(), Do: access.PaymentSettle, On: system(), Note: "entries batched"}, func(tx *engine.Tx) error {
			page, err := bankfiles.Unfiled(tx, day, pageSize)
			for i := 0; err == nil && i < len(page); i++ {
				err = s.attach(tx, &page[i], day)
			}
			n = len(page)
			return err
		})
		if err != nil || n < pageSize {
			return err
		}
	}
}

// attach gives a waiting entry its place in the file; the payment of a refused file learns its new trace.
func (s *Service) attach(tx *engine.Tx, e *bankfiles.Entry, day civil.Date) error {
	if err := s.place(tx, e, day); err != nil {
		return err
	}
	if err := bankfiles.Attach(tx, *e); err != nil {
		return err
	}
	if e.Payment.IsZero() {
		return s.refundBatched(tx, *e, day)
	}
	return payments.Retrace(tx, e.Contract, e.Payment, e.Trace)
}

// finishFull finishes each file in which there is no room for another page.
func (s *Service) finishFull(ctx context.Context, day civil.Date) error {
	for _, rail := range rails() {
		full, err := s.full(ctx, rail)
		if err == nil && full {
			err = s.writeOne(ctx, day, rail)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) full(ctx context.Context, rail payment.Rail) (bool, error) {
	full := false
	err := s.Door.Write(ctx, door.Pass{By: cycle(), Do: access.PaymentSettle, On: system(), Note: "room asked for"}, func(tx *engine.Tx) error {
		file, err := bankfiles.Unfinished(tx, rail)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		n, err := bankfiles.Count(tx, file.ID)
		full = n > payment.MostEntries-2*pageSize
		return err
	})
	return full, err
}

// write finishes the files that were built. One that cannot be written, since its rail was taken out of the settings, stays as it is.
func (s *Service) write(ctx context.Context, day civil.Date) error {
	for _, rail := range rails() {
		if !s.Bank.writes(rail) {
			continue
		}
		if err := s.writeOne(ctx, day, rail); err != nil {
			return err
		}
	}
	return nil
}

// writeOne makes the bytes of a rail's file and keeps them with their hash. From now on they never change, and a job delivers an ACH file; a SEPA file goes to another bank,
// by hand.
func (s *Service) writeOne(ctx context.Context, day civil.Date, rail payment.Rail) error {
	pass := door.Pass{By: cycle(), Do: access.PaymentSettle, On: system(), Note: "file of " + day.String() + " written"}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		file, err := bankfiles.Unfinished(tx, rail)
		if err != nil {
			return err
		}
		content, err := s.render(tx, &file)
		if err != nil {
			return fmt.Errorf("write %s: %w", file.Name, err)
		}
		if err := bankfiles.Finish(tx, s.Box, file, content, s.Book.Now()); err != nil || s.Bank.Carrier == nil || rail != payment.ACH {
			return err
		}
		return queue.Add(tx, queue.Job{Kind: DeliverJob, Args: struct{}{}, Key: file.Name})
	})
	if fault.Is(err, fault.NotFound) {
		return nil // nothing was due
	}
	return err
}

// render makes a file's bytes and its sums.
func (s *Service) render(tx *engine.Tx, file *bankfiles.File) ([]byte, error) {
	rows, err := bankfiles.Of(tx, file.ID)
	if err != nil {
		return nil, err
	}
	out := payment.File{Name: file.Name, Modifier: modifier(file.Number), Made: file.Made.In(s.Book.Zone()), Entries: make([]payment.Entry, len(rows))}
	file.Entries, file.Debits, file.Credits = len(rows), 0, 0
	for i, row := range rows {
		if out.Entries[i], err = s.detailed(tx, row); err != nil {
			return nil, err
		}
		*sumOf(file, row.Kind) += row.Amount
	}
	content, err := s.Bank.rail(file.Rail).Write(out)
	sum := sha256.Sum256(content)
	file.SHA256 = sum[:]
	return content, err
}

func sumOf(file *bankfiles.File, kind payment.EntryKind) *money.Cents {
	if kind.IsDebit() {
		return &file.Debits
	}
	return &file.Credits
}

// detailed adds the account's details to an entry.
func (s *Service) detailed(r engine.Reader, row bankfiles.Entry) (payment.Entry, error) {
	e := row.Entry
	a, err := payments.Account(r, s.Box, row.Party, row.Account)
	if err != nil {
		return e, fmt.Errorf("account of entry %s: %w", e.Trace, err)
	}
	holder, err := s.parties.ByID(r, row.Party)
	if err != nil {
		return e, fmt.Errorf("holder of entry %s: %w", e.Trace, err)
	}
	e.Type, e.Routing, e.Number, e.Name = a.Type, a.Routing, a.Number, holder.GivenName+" "+holder.FamilyName
	if e.Class.Rail() == payment.SEPA {
		e.Routing = "" // the IBAN names the bank
		e.Mandate, err = s.mandate(r, row)
	}
	return e, err
}

// modifier tells the files of one day apart: A to Z, then 0 to 9.
func modifier(number int) byte {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	return letters[(number-1)%len(letters)]
}
