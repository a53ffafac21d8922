package paying_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/service/paying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// add puts an account on file as a customer does.
func (w world) add(t *testing.T, number string) payment.AccountID {
	t.Helper()
	a, err := w.Paying.AddAccount(t.Context(), w.by, typed(number), "Household")
	if err != nil {
		t.Fatal(err)
	}
	return a.ID
}

func (w world) page(t *testing.T, account payment.AccountID) paying.BankAccount {
	t.Helper()
	a, err := w.Paying.BankAccount(t.Context(), w.by, account)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAnUnverifiedAccountIsBoundedAndAPayoffIsNot(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.through(t, "2026-02-23")
		o := w.order(settles, "first")
		o.Amount = 3_000_00
		w.pay(t, o)
		o.Key, o.Account = "second", w.list(t)[0].ID
		o.Amount = 2_000_01
		if _, err := w.Paying.PayOnce(t.Context(), w.by, o); fault.Of(err) == nil || !strings.Contains(err.Error(), "$5,000.00 can be on its way") {
			t.Errorf("a cent too much: got %v", err)
		}
		o.Amount = 2_000_00
		if _, err := w.Paying.PayOnce(t.Context(), w.by, o); err != nil {
			t.Errorf("up to the bound: got %v", err)
		}
		w.through(t, "2026-02-26")
		if got := w.page(t, o.Account); got.Status != payment.Verified || got.Why != payment.ByDebit {
			t.Errorf("a debit that settled verifies: got %+v", got)
		}
		w.Clock.Advance(3 * 24 * time.Hour)
		w.payOff(t, "5550001111")
		w.verify(t)
	})
}

func (w world) list(t *testing.T) []paying.BankAccount {
	t.Helper()
	all, err := w.Paying.BankAccounts(t.Context(), w.by)
	if err != nil {
		t.Fatal(err)
	}
	return all.All
}

func TestWhatABankCorrectsIsShownAndUsedFromThenOn(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.through(t, "2026-02-23")
		account := w.add(t, "1234560411")
		if err := w.Paying.SendDeposits(t.Context(), w.by, account); err != nil {
			t.Fatal(err)
		}
		w.through(t, "2026-02-26")
		got := w.page(t, account)
		if len(got.Changes) != 1 || got.Changes[0].Code != "C01" || got.Changes[0].Words().In(l10n.EnUS) != "The account number now ends in 9911." || got.LastFour != "9911" {
			t.Fatalf("got %+v", got)
		}
		if got.Check.State != payment.VerifyArrived {
			t.Errorf("what the bank took goes on: got %s", got.Check.State)
		}
		letters := w.letters(t, notice.KindBankDetails)
		if len(letters) != 1 || !strings.Contains(letters[0].Text, "ending in 0411. The account number now ends in 9911.") {
			t.Errorf("got %d letters", len(letters))
		}
		w.verify(t)
	})
}

func TestAnAccountIsRemovedOnlyWhenNothingNeedsIt(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		paid := w.pay(t, w.order(settles, "k"))
		account := w.list(t)[0].ID
		if err := w.Paying.RemoveAccount(t.Context(), w.by, account); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "A payment on February 25, 2026 is to come from this account") {
			t.Errorf("with a payment: got %v", err)
		}
		if err := w.Paying.Cancel(t.Context(), w.by, w.contract, paid); err != nil {
			t.Fatal(err)
		}
		w.enrol(t, "enrol", settles)
		if err := w.Paying.RemoveAccount(t.Context(), w.by, account); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "Autopay for your") {
			t.Errorf("with autopay: got %v", err)
		}
		if err := w.Paying.CancelAutopay(t.Context(), w.by, w.contract); err != nil {
			t.Fatal(err)
		}
		if err := w.Paying.RemoveAccount(t.Context(), w.by, account); err != nil {
			t.Fatal(err)
		}
		if len(w.list(t)) != 0 || w.told(t, notice.KindAccountRemoved) != 1 || w.told(t, notice.KindAccountAdded) != 1 {
			t.Errorf("got %+v", w.list(t))
		}
		o := w.order(settles, "after")
		o.Account = account
		if _, err := w.Paying.PayOnce(t.Context(), w.by, o); !fault.Is(err, fault.Invalid) {
			t.Errorf("a payment from it: got %v", err)
		}
		if done, err := w.Paying.Close(t.Context(), day("2026-02-24")); err != nil || done.Sent != 0 || len(w.status(t).Waiting) != 0 {
			t.Errorf("its prenote leaves all the same: %+v, %v", w.status(t).Waiting, err)
		}
		if again := w.add(t, settles); again != account || w.page(t, again).Status != payment.Unverified || w.page(t, again).Default {
			t.Errorf("added again: got %+v", w.page(t, again))
		}
		w.verify(t)
	})
}

func TestTheLimitsOfACustomersAccounts(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		n := 0
		next := func() error {
			n++
			_, err := w.Paying.AddAccount(t.Context(), w.by, typed(fmt.Sprintf("55500%05d", n)), "")
			return err
		}
		for range payment.MostAddedADay {
			if err := next(); err != nil {
				t.Fatal(err)
			}
		}
		if err := next(); !fault.Is(err, fault.TooMany) || !strings.Contains(err.Error(), "24 hours") {
			t.Errorf("one more in a day: got %v", err)
		}
		w.Clock.Advance(25 * time.Hour)
		for len(w.list(t)) < payment.MostAccounts {
			if err := next(); err != nil {
				t.Fatal(err)
			}
		}
		w.Clock.Advance(25 * time.Hour)
		if err := next(); !fault.Is(err, fault.TooMany) || !strings.Contains(err.Error(), "the most") {
			t.Errorf("one more: got %v", err)
		}
		all := w.list(t)
		for _, a := range all[:payment.MostVerifiesADay] {
			if err := w.Paying.SendDeposits(t.Context(), w.by, a.ID); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Paying.SendDeposits(t.Context(), w.by, all[4].ID); !fault.Is(err, fault.TooMany) {
			t.Errorf("deposits to a fourth account in a day: got %v", err)
		}
		if err := w.Paying.PreferAccount(t.Context(), w.by, all[6].ID); err != nil {
			t.Fatal(err)
		}
		if got := w.list(t)[0]; got.ID != all[6].ID || !got.Default || w.list(t)[1].Default {
			t.Errorf("the preferred one is not first: %+v", got)
		}
	})
}

func TestAStoppedAccountTakesNothingThatWasOrderedBefore(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.through(t, "2026-02-23")
		first := w.pay(t, w.order("1234560102", "now")) // R02 on the day it should move
		account := w.list(t)[0].ID
		o := w.order(settles, "later")
		o.Account, o.Date, o.Amount = account, day("2026-03-20"), 20_00
		later, err := w.Paying.PayOnce(t.Context(), w.by, o)
		if err != nil {
			t.Fatal(err)
		}
		w.through(t, "2026-02-26")
		if w.stands(t, first).State != payment.Returned || w.stands(t, later).State != payment.Cancelled || w.page(t, account).Status != payment.Stopped {
			t.Errorf("got %s and %s", w.stands(t, first).State, w.stands(t, later).State)
		}
		if err := w.Paying.PreferAccount(t.Context(), w.by, account); !fault.Is(err, fault.Conflict) {
			t.Errorf("as the first one offered: got %v", err)
		}
		w.verify(t)
	})
}

func TestSomebodyElsesAccountIsNotThere(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		account := w.add(t, settles)
		_, other := w.Activate(t, apptest.Loan("C2"))
		for name, err := range map[string]error{
			"seen":      func() error { _, err := w.Paying.BankAccount(t.Context(), other, account); return err }(),
			"renamed":   w.Paying.RenameAccount(t.Context(), other, account, "Mine"),
			"preferred": w.Paying.PreferAccount(t.Context(), other, account),
			"verified":  w.Paying.SendDeposits(t.Context(), other, account),
			"typed":     w.Paying.TypeDeposits(t.Context(), other, account, "0.01", "0.02", "k"),
			"removed":   w.Paying.RemoveAccount(t.Context(), other, account),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if err := w.Paying.RenameAccount(t.Context(), w.by, account, "1234567890"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a number as a name: got %v", err)
		}
	})
}
