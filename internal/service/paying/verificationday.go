package paying

import (
	"context"
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/ledger"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/store/bankfiles"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// prove brings every verification to where it belongs at the end of a day: deposits that have arrived are booked and their owner is asked for the amounts, what nobody typed in
// time has expired, and a prenote that the bank left unanswered has passed. Running it again for the same day finds nothing to do.
func (s *Service) prove(ctx context.Context, day civil.Date) (int, error) {
	for _, part := range []struct {
		list func(engine.Reader, payment.VerificationID) ([]payment.Verification, error)
		do   func(*engine.Tx, payment.Verification, civil.Date) error
	}{
		{func(r engine.Reader, after payment.VerificationID) ([]payment.Verification, error) {
			return payments.Unbooked(r, after, pageSize)
		}, s.arrive},
		{func(r engine.Reader, after payment.VerificationID) ([]payment.Verification, error) {
			return payments.Verifications(r, payment.VerifyArrived, after, pageSize)
		}, s.expire},
		{func(r engine.Reader, after payment.VerificationID) ([]payment.Verification, error) {
			return payments.Verifications(r, payment.VerifySent, after, pageSize)
		}, s.unanswered},
	} {
		if err := s.eachVerification(ctx, part.list, func(v payment.Verification) error { return s.proveOne(ctx, v, day, part.do) }); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

func (s *Service) eachVerification(ctx context.Context, list func(engine.Reader, payment.VerificationID) ([]payment.Verification, error), visit func(payment.Verification) error) error {
	var after payment.VerificationID
	for {
		var page []payment.Verification
		err := s.Door.Read(ctx, door.Pass{By: cycle(), Do: access.PaymentSettle, On: access.OnSystem("payments")}, func(r engine.Reader) error {
			var err error
			page, err = list(r, after)
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, v := range page {
			if err := visit(v); err != nil {
				return err
			}
		}
		after = page[len(page)-1].ID
	}
}

// proveOne does one step in a transaction of its own, when its day has come; what another hand has moved is left alone.
func (s *Service) proveOne(ctx context.Context, v payment.Verification, day civil.Date, do func(*engine.Tx, payment.Verification, civil.Date) error) error {
	if !s.isTime(v, day) {
		return nil
	}
	pass := door.Pass{By: cycle(), Do: access.PaymentSettle, On: access.OnContract(v.Contract), Note: "verification " + v.ID.String()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, v.Contract); err != nil {
			return err
		}
		return do(tx, v, day)
	})
	if err := unlessConflict(err); err != nil {
		return fmt.Errorf("verification %s: %w", v.ID, err)
	}
	return nil
}

// isTime tells whether a day has come on which something becomes of a verification.
func (s *Service) isTime(v payment.Verification, day civil.Date) bool {
	switch {
	case v.Method == payment.ByMicro && v.BookedOn.IsZero():
		return !v.SentOn.IsZero() && v.ArrivesOn(s.Calendar) <= day
	case v.Method == payment.ByMicro:
		return v.State == payment.VerifyArrived && v.Until < day
	}
	return v.State == payment.VerifySent && v.ClearsOn(day, s.Calendar) <= day
}

// arrive books micro entries whose day has come, and asks their owner for the amounts unless they have failed before.
func (s *Service) arrive(tx *engine.Tx, v payment.Verification, day civil.Date) error {
	next := v
	if v.State == payment.VerifySent {
		var err error
		if next, err = v.Arrive(day); err != nil {
			return err
		}
	}
	next.BookedOn = day
	if err := payments.MoveVerification(tx, v, next); err != nil {
		return err
	}
	for n := 1; n <= v.Method.EntryCount(); n++ {
		e, err := bankfiles.EntryByID(tx, v.Entry(n))
		if err != nil {
			return err
		}
		if e.ReturnCode != "" {
			continue // it never moved
		}
		if err := s.Book.House(tx, v.Contract, MicroKey(v, n), day, micro(e.Entry)...); err != nil {
			return err
		}
	}
	if next.State != payment.VerifyArrived {
		return nil
	}
	a, err := payments.Listed(tx, s.Box, v.Party, v.Account)
	if fault.Is(err, fault.NotFound) {
		return nil // removed meanwhile
	}
	if err != nil {
		return err
	}
	return s.tellOwner(tx, a, notice.AccountDeposits{Account: a.LastFour(), Until: next.Until}, "account-deposits/"+v.ID.String(), false)
}

// MicroKey is the key under which the nth entry of a verification is booked; what comes back is booked under it with /returned behind.
func MicroKey(v payment.Verification, n int) string {
	return fmt.Sprintf("verification/%s/%d", v.ID, n)
}

// micro is what a micro entry books: a deposit is an expense until the debit brings it back.
func micro(e payment.Entry) []ledger.Posting {
	amount := e.Amount
	if e.Kind == payment.MicroDebit {
		amount = -amount
	}
	return []ledger.Posting{{Account: ledger.VerifyExpense, Amount: amount}, {Account: ledger.Cash, Amount: -amount}}
}

// expire ends what nobody typed in time.
func (s *Service) expire(tx *engine.Tx, v payment.Verification, day civil.Date) error {
	next, err := v.Expire(day)
	if err != nil {
		return err
	}
	if err := payments.MoveVerification(tx, v, next); err != nil {
		return err
	}
	return s.notVerified(tx, next, l10n.T(
		"The two amounts were not typed within %s days.",
		"Los dos montos no se escribieron dentro de %s días.",
		"Die beiden Beträge wurden nicht innerhalb von %s Tagen eingegeben.", payment.TypeDays))
}

// unanswered lets a prenote pass to which the bank has said nothing in its time.
func (s *Service) unanswered(tx *engine.Tx, v payment.Verification, day civil.Date) error {
	next, err := v.Pass(day)
	if err != nil {
		return err
	}
	if err := payments.MoveVerification(tx, v, next); err != nil {
		return err
	}
	return s.verified(tx, next, string(payment.ByPrenote), l10n.T("We asked your bank about it, and it knows the account.", "Le preguntamos a su banco, y conoce la cuenta.", "Wir haben bei Ihrer Bank nachgefragt, und sie kennt das Konto."), day)
}

// checkBack ends a verification one of whose entries came back, and takes back what it had booked.
func (s *Service) checkBack(tx *engine.Tx, e bankfiles.Entry, code payment.ReturnCode, day civil.Date) error {
	v, err := payments.VerificationOf(tx, e.ID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := contracts.Lock(tx, v.Contract); err != nil {
		return err
	}
	if !v.BookedOn.IsZero() {
		if err := s.bookBack(tx, v, e, day); err != nil {
			return err
		}
	}
	if !v.Open() || !code.Fails(e.Kind) {
		return nil
	}
	next, err := v.Return(code.Code, day)
	if err != nil {
		return err
	}
	if err := payments.MoveVerification(tx, v, next); err != nil || code.StopsAccount {
		return err // that the account is stopped tells everything
	}
	return s.notVerified(tx, next, answered(code))
}

// bookBack undoes what a micro entry booked.
func (s *Service) bookBack(tx *engine.Tx, v payment.Verification, e bankfiles.Entry, day civil.Date) error {
	for n := 1; n <= v.Method.EntryCount(); n++ {
		if v.Entry(n) != e.ID {
			continue
		}
		back := micro(e.Entry)
		for i := range back {
			back[i].Amount = -back[i].Amount
		}
		return s.Book.House(tx, v.Contract, MicroKey(v, n)+"/returned", day, back...)
	}
	return nil
}

// judge stops the account of an entry that is no payment when a code says so, with everything that draws on it, and tells its owner.
func (s *Service) judge(tx *engine.Tx, e bankfiles.Entry, code payment.ReturnCode, day civil.Date) error {
	if !code.StopsAccount {
		return nil
	}
	news, err := s.stop(tx, e.Party, e.Account, code, day)
	if err != nil || !news {
		return err
	}
	if err := s.accountRefused(tx, e.Party, e.Account, code, day); err != nil {
		return err
	}
	a, err := payments.Account(tx, s.Box, e.Party, e.Account)
	if err != nil {
		return err
	}
	return s.tellOwner(tx, a, notice.AccountStopped{
		Account: a.LastFour(), Reason: answered(code), Next: l10n.T(
			"Please choose another bank account for your payments, or call us.",
			"Elija otra cuenta bancaria para sus pagos o llámenos.",
			"Bitte wählen Sie ein anderes Bankkonto für Ihre Zahlungen, oder rufen Sie uns an."),
	}, "account-stopped/"+e.ID.String(), false)
}

// stop records that an account can be drawn on no more, ends what verifies it, and calls off what was ordered from it and has not gone to the bank.
func (s *Service) stop(tx *engine.Tx, party access.PartyID, account payment.AccountID, code payment.ReturnCode, day civil.Date) (bool, error) {
	news, err := payments.Stop(tx, party, account, code.Code, day)
	if err != nil || !news {
		return news, err
	}
	v, err := payments.OpenVerification(tx, account)
	if err == nil {
		next, err := v.Return(code.Code, day)
		if err == nil {
			err = payments.MoveVerification(tx, v, next)
		}
		if err != nil {
			return news, err
		}
	} else if !fault.Is(err, fault.NotFound) {
		return news, err
	}
	return news, s.callOffFrom(tx, party, account, day)
}

// callOffFrom cancels the payments of an account that wait for their day, and tells their owner of each. Those of autopay are its own business.
func (s *Service) callOffFrom(tx *engine.Tx, party access.PartyID, account payment.AccountID, day civil.Date) error {
	waiting, err := payments.WaitingFrom(tx, party, account)
	if err != nil {
		return err
	}
	a, err := payments.Account(tx, s.Box, party, account)
	if err != nil {
		return err
	}
	for _, row := range waiting {
		if recurring, _, err := ofAutopay(tx, row); err != nil || recurring {
			if err != nil {
				return err
			}
			continue
		}
		next, err := row.Cancel(day)
		if err != nil {
			return err
		}
		if err := payments.Move(tx, row.State, next); err != nil {
			if fault.Is(err, fault.Conflict) {
				continue // it has just gone to the bank
			}
			return err
		}
		err = s.tell(tx, party, next, a, func(n notice.Payment) notice.Notice { return notice.PaymentCancelled{Payment: n} })
		if err != nil {
			return err
		}
	}
	return nil
}
