package book

import (
	"marque/internal/civil"
	"marque/internal/core/booking"
	"marque/internal/core/contract"
	"marque/internal/core/statement"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/ledgers"
)

// foresee works out what the close will do on the day when the contract wakes, if nothing happens before, where that is worth knowing: at a month's
// end, when the whole book wakes to have its interest booked. Whatever needs more than one entry of two postings is not foreseen and is closed as any
// other day; so is a contract whose books were ever corrected, because a correction's name depends on what was booked.
func (t *Turn) foresee(now booking.Expectation) error {
	day := t.cached.Wakes
	if t.Contract.Terms.Kind != contract.Loan || day != day.EndOfMonth() || t.Standing.Entries+len(t.entry.All) != now.Entries {
		return nil
	}
	next, err := contract.Fold(t.Terms, t.Events, contract.At{AsOf: day})
	if err != nil {
		return err
	}
	if busy(next) {
		return nil
	}
	want, err := booking.Want(&t.Terms, next)
	if err != nil {
		return err
	}
	fresh, err := booking.Reconcile(t.ID, want, now.Booked, day)
	if err != nil || len(fresh) != 1 || len(fresh[0].Postings) != 2 || fresh[0].Corrects != "" || fresh[0].Effective != day {
		return err
	}
	then, err := booking.Expected(want)
	if err != nil {
		return err
	}
	f := contracts.Forecast{Made: t.State.AsOf, Entry: fresh[0].ID, Key: fresh[0].Key, Cause: fresh[0].Cause}
	if f.State, err = Cache(t.Contract, next, t.Events); err != nil {
		return err
	}
	f.State.Wakes, f.State.Booked = Wakes(next, t.Events), then.Sum
	first, second := fresh[0].Postings[0], fresh[0].Postings[1]
	f.Debit, f.Credit, f.Amount = first.Account, second.Account, first.Amount
	t.forecast = &f
	return nil
}

// busy tells whether the close of the state's day has more to do than to book.
func busy(s *contract.State) bool {
	_, _, chargeOff := s.ChargeOff()
	refund := s.CreditRefundDue()
	return chargeOff || s.ChargeOffDue() || len(contract.FeesDue(s)) > 0 || !refund.IsZero() && refund <= s.AsOf || statement.Closes(s, s.AsOf)
}

// CloseForeseen closes a day for the contracts after one and up to another, of which the close before has foreseen all that is to be done and to which
// nothing has happened since, and returns how many. It does so in a handful of statements, however many they are.
func (b *Book) CloseForeseen(tx *engine.Tx, day civil.Date, after, through contract.ID) (int, error) {
	posted, err := b.posting(tx, day)
	if err != nil {
		return 0, err
	}
	if err := contracts.HoldForeseen(tx, day, after, through); err != nil {
		return 0, err
	}
	if err := ledgers.PostForeseen(tx, day, posted, b.now(), after, through); err != nil {
		return 0, err
	}
	return contracts.CloseForeseen(tx, day, after, through)
}
