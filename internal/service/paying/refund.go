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
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/bankfiles"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
)

// RefundOrder asks for a credit balance, or part of it, to be paid out. The same key pays it out once.
type RefundOrder struct {
	Contract contract.ID
	Account  payment.AccountID // of somebody on the contract; a customer's own
	Amount   money.Cents
	Key      string
}

// Refund pays a credit balance out: the contract's event and the order to the bank are made in one transaction, or the refund that the same key
// ordered before is returned. The entry leaves with the file of the day's close.
func (s *Service) Refund(ctx context.Context, by access.Actor, o RefundOrder) (payment.RefundID, error) {
	if o.Key == "" || o.Account.IsZero() {
		return payment.RefundID{}, expired()
	}
	refund := id.Derive[payment.Refund](o.Contract.String(), o.Key)
	pass := door.Pass{By: by, Do: access.CreditRefund, On: access.OnContract(o.Contract), Key: o.Key, Note: refund.String()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error { return s.refund(tx, by, o, refund) })
	if fault.Is(err, fault.Repeated) {
		return refund, nil
	}
	return refund, err
}

func (s *Service) refund(tx *engine.Tx, by access.Actor, o RefundOrder, refund payment.RefundID) error {
	if err := contracts.Lock(tx, o.Contract); err != nil {
		return err
	}
	st, err := s.standing(tx, o.Contract)
	if err != nil {
		return err
	}
	account, err := s.mayRefund(tx, by, o, st)
	if err != nil {
		return err
	}
	p := payment.Refund{
		ID: refund, Entry: id.Derive[payment.Entry]("refund", refund.String()), Contract: o.Contract, Party: account.Party, Account: account.ID, Amount: o.Amount,
		Date: st.today, State: payment.Created, StateOn: st.today, Reference: referenceOf(payment.ID(refund)), By: hand(by), CreatedAt: s.Book.Now(),
	}
	if err := payments.InsertRefund(tx, p); err != nil {
		return err
	}
	event := s.Book.Event(o.Contract, refundKey(p), st.today, contract.CreditRefunded{Amount: p.Amount, Ref: p.Reference})
	if _, err := s.Book.AppendOn(tx, o.Contract, st.today, event); err != nil {
		return err
	}
	if err := bankfiles.Add(tx, refundEntry(p, st.stored.Terms.Brand)); err != nil {
		return err
	}
	return s.tellRefund(tx, p, func(n notice.Payment) notice.Notice { return notice.RefundSent{Payment: n} })
}

func refundKey(p payment.Refund) string { return book.Key("refund", p.ID.String()) }

// hand is whose hand ordered: a process of ours has a name in place of a sign-in.
func hand(by access.Actor) access.UserID {
	if by.Kind == access.SystemKind {
		return id.Derive[access.User]("system", by.Name)
	}
	return by.User
}

// refundEntry is the order to the bank. It waits for the next file.
func refundEntry(p payment.Refund, brand string) bankfiles.Entry {
	return bankfiles.Entry{
		Entry: payment.Entry{ID: p.Entry, Kind: payment.CreditEntry, Class: payment.Paper, Amount: p.Amount, Reference: p.Reference, Brand: brand},
		Date:  p.Date, Party: p.Party, Account: p.Account, Contract: p.Contract,
	}
}

// payee returns the account that an order names: a customer's own, or for a process of ours, of anybody on the contract.
func (s *Service) payee(r engine.Reader, by access.Actor, o RefundOrder) (payment.Account, error) {
	owners := []access.PartyID{by.Party}
	if by.Kind != access.CustomerKind {
		members, err := parties.Members(r, o.Contract)
		if err != nil {
			return payment.Account{}, err
		}
		owners = owners[:0]
		for _, m := range members {
			owners = append(owners, m.Party)
		}
	}
	for _, owner := range owners {
		a, err := payments.Listed(r, s.Box, owner, o.Account)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return a, err
		}
		return a, a.TakesRefunds()
	}
	return payment.Account{}, l10n.Input("account",
		"Choose one of your bank accounts.",
		"Elija una de sus cuentas bancarias.",
		"Wählen Sie eines Ihrer Bankkonten.")
}

// refundable is how much of a contract's credit balance can be paid out.
func (s *Service) refundable(r engine.Reader, st standing) (payment.RefundLimits, error) {
	out := payment.RefundLimits{Credit: st.state.Credit}
	rows, err := payments.Of(r, st.stored.ID)
	for _, row := range rows {
		if row.State == payment.Settled {
			out.Uncertain += row.Amount
		}
	}
	return out, err
}

// Refundable tells how much of a contract's credit balance can be paid out now.
func (s *Service) Refundable(ctx context.Context, by access.Actor, contractID contract.ID) (payment.RefundLimits, error) {
	var out payment.RefundLimits
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		st, err := s.standing(r, contractID)
		if err != nil {
			return err
		}
		out, err = s.refundable(r, st)
		return err
	})
	return out, err
}

// Refunds lists a contract's refunds, newest first.
func (s *Service) Refunds(ctx context.Context, by access.Actor, contractID contract.ID) ([]payment.Refund, error) {
	var out []payment.Refund
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		var err error
		out, err = payments.Refunds(r, contractID)
		return err
	})
	return out, err
}

// refundBatched moves the refund of an entry that has got its place in a file; other entries have none.
func (s *Service) refundBatched(tx *engine.Tx, e bankfiles.Entry, day civil.Date) error {
	if e.Kind != payment.CreditEntry {
		return nil
	}
	p, err := payments.RefundOf(tx, e.ID)
	if err != nil {
		return err
	}
	next, err := p.Batch(e.Trace, day)
	if err != nil {
		return err
	}
	return payments.MoveRefund(tx, p.State, next)
}

// refundBack puts money that came back on the contract again, as if it had not been paid out, and tells the customer.
func (s *Service) refundBack(tx *engine.Tx, e bankfiles.Entry, code payment.ReturnCode, day civil.Date) error {
	if err := contracts.Lock(tx, e.Contract); err != nil {
		return err
	}
	p, err := payments.RefundOf(tx, e.ID)
	if err != nil {
		return err
	}
	next, err := p.Return(code.Code, day)
	if err != nil {
		return err
	}
	if err := payments.MoveRefund(tx, p.State, next); err != nil {
		return err
	}
	event := s.Book.Event(p.Contract, book.Key("refund-return", p.ID.String()), p.Date, contract.Reversed{Of: refundKey(p), Reason: "returned " + code.Code})
	if _, err := s.Book.AppendOn(tx, p.Contract, day, event); err != nil {
		return err
	}
	return s.tellRefund(tx, next, func(n notice.Payment) notice.Notice {
		return notice.RefundReturned{Payment: n, Reason: sentBack(code)}
	})
}

// finishRefunds marks what can no longer come back in the ordinary way.
func (s *Service) finishRefunds(ctx context.Context, day civil.Date) (int, error) {
	final := 0
	var after payment.RefundID
	for {
		var page []payment.Refund
		err := s.Door.Read(ctx, door.Pass{By: cycle(), Do: access.PaymentSettle, On: access.OnSystem("payments")}, func(r engine.Reader) error {
			var err error
			page, err = payments.RefundsWaiting(r, payment.Sent, day-1, after, pageSize)
			return err
		})
		if err != nil || len(page) == 0 {
			return final, err
		}
		after = page[len(page)-1].ID
		for _, p := range page {
			moved, err := s.finishRefund(ctx, p, day)
			if err != nil {
				return final, err
			}
			final += count(moved)
		}
	}
}

func (s *Service) finishRefund(ctx context.Context, p payment.Refund, day civil.Date) (bool, error) {
	if p.FinishesOn(s.Calendar) > day {
		return false, nil
	}
	next, err := p.Finish(day)
	if err != nil {
		return false, err
	}
	pass := door.Pass{By: cycle(), Do: access.PaymentSettle, On: access.OnContract(p.Contract), Note: "refund final " + p.ID.String()}
	err = s.Door.Write(ctx, pass, func(tx *engine.Tx) error { return payments.MoveRefund(tx, p.State, next) })
	return err == nil, unlessConflict(err)
}

// tellRefund writes to the account's owner.
func (s *Service) tellRefund(tx *engine.Tx, p payment.Refund, words func(notice.Payment) notice.Notice) error {
	owner, err := s.parties.ByID(tx, p.Party)
	if err != nil || owner.Email == "" {
		return err
	}
	account, err := payments.Account(tx, s.Box, p.Party, p.Account)
	if err != nil {
		return err
	}
	stored, err := contracts.ByID(tx, p.Contract)
	if err != nil {
		return err
	}
	n := words(notice.Payment{Amount: p.Amount, Currency: stored.Terms.Money(), Date: p.Date, Account: account.LastFour(), Reference: p.Reference})
	return s.Courier.Tell(tx, courier.Parcel{
		Notice: n, Brand: stored.Terms.Brand, Contract: p.Contract, Once: fmt.Sprintf("%s/%s", notice.KindOf(n), p.ID),
	}.For(owner), owner.Email)
}
