package paying_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/gateway/bank/ach"
	"marque/internal/money"
	"marque/internal/service/paying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// credited is a loan with a credit balance and the account that a payment has verified, after that payment can no longer come back.
func credited(t *testing.T, db *engine.DB, number string) (world, payment.AccountID) {
	t.Helper()
	w := setup(t, db)
	o := w.order(number, "verifies")
	account := w.stands(t, w.pay(t, o)).Account
	w.through(t, "2026-02-24") // the first day that is closed is the one asked for
	w.through(t, "2026-03-04")
	w.put(t, "credit", "2026-03-04", contract.Credit{Amount: 40_000_00, Source: contract.Goodwill})
	return w, account
}

func (w world) credit(t *testing.T) money.Cents {
	t.Helper()
	c, err := w.Overview.Contract(t.Context(), w.by, w.contract)
	if err != nil {
		t.Fatal(err)
	}
	return c.State.Credit
}

func (w world) refundOf(t *testing.T, id payment.RefundID) payment.Refund {
	t.Helper()
	all, err := w.Paying.Refunds(t.Context(), w.by, w.contract)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("refund %s is not among %d", id, len(all))
	return payment.Refund{}
}

func (w world) refund(t *testing.T, account payment.AccountID, amount money.Cents) payment.RefundID {
	t.Helper()
	id, err := w.Paying.Refund(t.Context(), w.by, paying.RefundOrder{Contract: w.contract, Account: account, Amount: amount, Key: "refund-1"})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestACreditBalanceIsPaidOutOnceAndBecomesFinal(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, account := credited(t, db, settles)
		before := w.credit(t)
		if before < 300_00 {
			t.Fatalf("got a credit balance of %d, want some", before)
		}
		id := w.refund(t, account, 100_00)
		if again := w.refund(t, account, 100_00); again != id {
			t.Errorf("the same key ordered another refund")
		}
		if got := w.credit(t); got != before-100_00 {
			t.Errorf("got a credit balance of %d, want %d", got, before-100_00)
		}
		if got := w.refundOf(t, id); got.State != payment.Created {
			t.Errorf("got %s, want created", got.State)
		}
		w.proved(t)
		for _, step := range []struct {
			day  string
			want payment.State
		}{{"2026-03-05", payment.Batched}, {"2026-03-06", payment.Sent}, {"2026-03-09", payment.Sent}, {"2026-03-12", payment.Final}} {
			w.through(t, step.day)
			if got := w.refundOf(t, id); got.State != step.want {
				t.Errorf("after the close of %s: got %s, want %s", step.day, got.State, step.want)
			}
			w.proved(t)
		}
		if n := len(w.letters(t, notice.KindRefundSent)); n != 1 {
			t.Errorf("told %d times, want once", n)
		}
	})
}

func TestARefundThatComesBackIsTheCustomersAgain(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, account := credited(t, db, settles)
		before := w.credit(t)
		id := w.refund(t, account, 100_00)
		w.through(t, "2026-03-05")
		out := t.TempDir()
		done, err := w.Paying.Deliver(t.Context(), operator(), w.Folder(out, ""))
		if err != nil || len(done) != 1 || done[0].Credits != 100_00 || done[0].Debits != 0 {
			t.Fatalf("got %+v, %v, want one file with a credit", done, err)
		}
		content, err := os.ReadFile(filepath.Join(out, done[0].File))
		if err != nil {
			t.Fatal(err)
		}
		orders, err := ach.Orders(content)
		if err != nil || len(orders) != 1 || orders[0].Code != 22 {
			t.Fatalf("got %+v, %v, want one credit to a checking account", orders, err)
		}
		w.one(t, returns(t, ach.Back{Order: orders[0], Code: "R02"}))
		got := w.refundOf(t, id)
		if got.State != payment.Returned || got.ReturnCode != "R02" || w.credit(t) != before {
			t.Errorf("got %s %s and a credit balance of %d, want it returned and %d", got.State, got.ReturnCode, w.credit(t), before)
		}
		if w.account(t, account).Status != payment.Stopped {
			t.Error("the account is closed and not stopped")
		}
		if n := len(w.letters(t, notice.KindRefundReturned)); n != 1 {
			t.Errorf("told %d times, want once", n)
		}
		if kept := w.status(t).Quarantined; kept != 0 {
			t.Errorf("%d lines wait for a person, want none", kept)
		}
		w.proved(t)
	})
}

func TestARefundIsRefusedThatCannotBe(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, account := credited(t, db, settles)
		for name, o := range map[string]paying.RefundOrder{
			"more than there is":   {Account: account, Amount: w.credit(t) + 1},
			"nothing":              {Account: account},
			"less than nothing":    {Account: account, Amount: -1},
			"an account of nobody": {Account: payment.AccountID{1}, Amount: 100},
		} {
			o.Contract, o.Key = w.contract, name
			if _, err := w.Paying.Refund(t.Context(), w.by, o); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: got %v, want it refused", name, err)
			}
		}
		if _, err := w.Paying.Refund(t.Context(), access.System("relief"), paying.RefundOrder{Contract: w.contract, Account: account, Amount: 100, Key: "k"}); err != nil {
			t.Errorf("a process of ours: got %v", err)
		}
		w.proved(t)
	})
}

func TestTwoRefundsAtOnceCannotPayOutTheSameMoney(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, account := credited(t, db, settles)
		all := w.credit(t)
		var wait sync.WaitGroup
		errs := make([]error, 2)
		for i, key := range []string{"one", "two"} {
			wait.Go(func() {
				_, errs[i] = w.Paying.Refund(t.Context(), w.by, paying.RefundOrder{Contract: w.contract, Account: account, Amount: all, Key: key})
			})
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || w.credit(t) != 0 {
			t.Errorf("got %v and %v and a credit balance of %d, want one of them to be refused", errs[0], errs[1], w.credit(t))
		}
		w.proved(t)
	})
}

func TestARefundCanBeAskedForByWhoeverOwnsAVerifiedAccount(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, account := credited(t, db, settles)
		fresh := w.order(noFunds, "fresh")
		fresh.Date, fresh.Amount = day("2026-03-05"), 100
		w.put(t, "debt again", "2026-03-04", contract.Reversed{Of: "credit"})
		added, err := w.Paying.Prepare(t.Context(), w.by, fresh)
		if err != nil {
			t.Fatal(err)
		}
		w.put(t, "credit again", "2026-03-04", contract.Credit{Amount: 40_000_00, Source: contract.Goodwill})
		got, err := w.Paying.RefundChoices(t.Context(), w.by, w.contract)
		if err != nil || got.Blocked != nil || got.Limits.Most() != w.credit(t) || len(got.Accounts) != 2 {
			t.Fatalf("got %+v, %v, want everything and two accounts", got, err)
		}
		for _, a := range got.Accounts {
			if (a.Blocked == nil) != (a.ID == account) {
				t.Errorf("account %s: got %v", a.LastFour, a.Blocked)
			}
		}
		o := paying.RefundOrder{Contract: w.contract, Account: added.ID, Amount: w.credit(t) + 1}
		if _, err := w.Paying.PrepareRefund(t.Context(), w.by, o); len(fault.Of(err).Fields) != 2 {
			t.Errorf("got %v, want both fields to be named", err)
		}
		o.Account, o.Amount = account, 100_00
		if a, err := w.Paying.PrepareRefund(t.Context(), w.by, o); err != nil || a.ID != account {
			t.Errorf("got %+v, %v", a, err)
		}
		id := w.refund(t, account, 100_00)
		x, err := w.Paying.RefundOf(t.Context(), w.by, w.contract, id)
		if err != nil || x.Amount != 100_00 || x.Account.ID != account || x.Arrives != day("2026-03-05") {
			t.Errorf("got %+v, %v", x, err)
		}
		if _, err := w.Paying.RefundOf(t.Context(), w.by, w.contract, payment.RefundID{1}); !fault.Is(err, fault.NotFound) {
			t.Errorf("no such refund: got %v", err)
		}
	})
}

func TestACreditBalanceInEurosIsNotSentByACH(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := euros(t, db)
		account := w.stands(t, w.pay(t, w.euro(dutch, "k1"))).Account
		w.collect(t, "2026-02-25")
		w.close(t, "2026-02-26")
		if got := w.account(t, account).Status; got != payment.Verified {
			t.Fatalf("got the account %s, want it verified", got)
		}
		w.put(t, "credit", "2026-02-24", contract.Credit{Amount: 40_000_00, Source: contract.Goodwill})
		before := w.credit(t)
		_, err := w.Paying.Refund(t.Context(), w.by, paying.RefundOrder{Contract: w.contract, Account: account, Amount: 100_00, Key: "k"})
		if f := fault.Of(err); f == nil || f.Kind != fault.Conflict || w.credit(t) != before || before == 0 {
			t.Errorf("got %v and a credit of %d, want it refused and %d", err, w.credit(t), before)
		}
		if got, err := w.Paying.RefundChoices(t.Context(), w.by, w.contract); err != nil || got.Blocked == nil {
			t.Errorf("got %+v, %v, want the reason why not", got, err)
		}
		w.proved(t)
	})
}
