package verifying

import (
	"fmt"

	"marque/internal/core/booking"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/store/bankfiles"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/ledgers"
	"marque/internal/store/payments"
)

// provesVerifications matches what verified accounts with what stands in the files to the bank and with what the lender booked for it: nothing may be missing and nothing too
// much, and a debit takes back no more than its two deposits gave.
func (s *Service) provesVerifications(r engine.Reader, c contracts.Contract, _ []contract.Event, report *Report) error {
	all, err := payments.VerificationsOn(r, c.ID)
	if err != nil {
		return err
	}
	booked, err := ledgers.Booked(r, c.ID)
	if err != nil {
		return err
	}
	held := map[string]money.Cents{} // by key, of the expense
	for _, b := range booked {
		if booking.IsHouse(b.Key) && b.Account == ledger.VerifyExpense {
			held[b.Key] = b.Amount
		} else if booking.IsHouse(b.Key) && b.Account != ledger.Cash {
			report.add("contract %s: %s is booked in account %d", c.Terms.Number, b.Key, b.Account)
		}
	}
	for _, v := range all {
		if err := s.provesVerification(r, c, v, held, report); err != nil {
			return err
		}
	}
	for key := range held {
		report.add("contract %s: %s is booked, but nothing was verified by it", c.Terms.Number, key)
	}
	return nil
}

// provesVerification takes what one verification explains out of what is held.
func (s *Service) provesVerification(r engine.Reader, c contracts.Contract, v payment.Verification, held map[string]money.Cents, report *Report) error {
	sum := money.Cents(0)
	for n := 1; n <= v.Method.EntryCount(); n++ {
		e, err := bankfiles.EntryByID(r, v.Entry(n))
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if (err != nil) != (v.State == payment.VerifyWithdrawn) || err == nil && (e.Account != v.Account || !e.Kind.Verifies()) {
			report.add("contract %s: entry %d of verification %s stands otherwise in the files to the bank", c.Terms.Number, n, v.ID)
			continue
		}
		cost := e.Amount
		if e.Kind == payment.MicroDebit {
			cost = -cost
		}
		sum += cost
		key := booking.HouseKey(fmt.Sprintf("verification/%s/%d", v.ID, n))
		first, is := held[key]
		back, came := held[key+"/returned"]
		delete(held, key)
		delete(held, key+"/returned")
		moved := v.Method == payment.ByMicro && !v.BookedOn.IsZero()
		wrong := is && (!moved || first != cost) || came && (!is || back != -cost) || came != (is && e.ReturnCode != "") || moved && !is && e.ReturnCode == ""
		if wrong {
			report.add("contract %s: entry %d of verification %s is not booked as it moved", c.Terms.Number, n, v.ID)
		}
	}
	if sum < 0 {
		report.add("contract %s: verification %s takes back more than it gave", c.Terms.Number, v.ID)
	}
	return nil
}
