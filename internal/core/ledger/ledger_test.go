package ledger_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/ledger"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
)

func draft(postings ...ledger.Posting) ledger.Transaction {
	on := civil.MustParse("2026-03-01")
	return ledger.Transaction{ID: id.Derive[ledger.Transaction]("t"), Key: "k", Effective: on, Posted: on, Postings: postings}
}

func TestATransactionBalancesOrIsNone(t *testing.T) {
	t.Parallel()
	good, err := ledger.New(draft(ledger.Posting{Account: ledger.Unapplied, Amount: -300}, ledger.Posting{Account: ledger.Cash, Amount: 100},
		ledger.Posting{Account: ledger.Cash, Amount: 200}, ledger.Posting{Account: ledger.Fees}))
	want := []ledger.Posting{{Account: ledger.Cash, Amount: 300}, {Account: ledger.Unapplied, Amount: -300}}
	if err != nil || !slices.Equal(good.Postings, want) {
		t.Errorf("got %v, %v, want %v", good.Postings, err, want)
	}
	for name, bad := range map[string]ledger.Transaction{
		"off by a cent":   draft(ledger.Posting{Account: ledger.Cash, Amount: 100}, ledger.Posting{Account: ledger.Fees, Amount: -99}),
		"one-sided":       draft(ledger.Posting{Account: ledger.Cash, Amount: 100}),
		"nothing":         draft(),
		"only zeros":      draft(ledger.Posting{Account: ledger.Cash}),
		"unknown account": draft(ledger.Posting{Account: 9999, Amount: 1}, ledger.Posting{Account: ledger.Cash, Amount: -1}),
		"no days":         {ID: id.Derive[ledger.Transaction]("t"), Key: "k", Postings: want},
		"no id":           {Key: "k", Effective: 1, Posted: 1, Postings: want},
		"endless":         draft(make([]ledger.Posting, 1000)...),
	} {
		if got, err := ledger.New(bad); fault.Of(err) == nil || len(got.Postings) != 0 {
			t.Errorf("%s: got %+v, %v, want a fault", name, got, err)
		}
	}
}

func TestAPendingTransactionIsDecidedOnce(t *testing.T) {
	t.Parallel()
	pending := draft(ledger.Posting{Account: ledger.BankTransit, Amount: 5}, ledger.Posting{Account: ledger.Unapplied, Amount: -5})
	pending.Phase = ledger.Pending
	on := civil.MustParse("2026-03-04")
	posted, err := pending.Post(on)
	if err != nil || posted.Phase != ledger.Posted || posted.Posted != on {
		t.Errorf("got %+v, %v", posted, err)
	}
	voided, err := pending.Void(on)
	if err != nil || voided.Phase != ledger.Voided {
		t.Errorf("got %+v, %v", voided, err)
	}
	for _, decided := range []ledger.Transaction{posted, voided} {
		if _, err := decided.Post(on); !fault.Is(err, fault.Conflict) {
			t.Errorf("posted again: %v", err)
		}
		if _, err := decided.Void(on); !fault.Is(err, fault.Conflict) {
			t.Errorf("voided again: %v", err)
		}
	}
	if trial := ledger.TrialOf([]ledger.Transaction{pending, voided}, 0); len(trial) != 0 {
		t.Errorf("what is pending or void moves no balance: got %v", trial)
	}
}

func TestATrialBalanceOfBalancedTransactionsIsZero(t *testing.T) {
	t.Parallel()
	chart := ledger.Accounts()
	rapid.Check(t, func(r *rapid.T) {
		var all []ledger.Transaction
		sum := map[ledger.Account]money.Cents{}
		for range rapid.IntRange(0, 20).Draw(r, "transactions") {
			a, b := rapid.SampledFrom(chart).Draw(r, "a"), rapid.SampledFrom(chart).Draw(r, "b")
			amount := money.Cents(rapid.Int64Range(1, 1_000_000).Draw(r, "amount"))
			made, err := ledger.New(draft(ledger.Posting{Account: a, Amount: amount}, ledger.Posting{Account: b, Amount: -amount}))
			if (err == nil) != (a != b) {
				r.Fatalf("%d and %d: %v", a, b, err)
			}
			if err == nil {
				sum[a] += amount
				sum[b] -= amount
				all = append(all, made)
			}
		}
		trial := ledger.TrialOf(all, 0)
		if trial.Off() != 0 {
			r.Fatalf("off by %d", trial.Off())
		}
		for account, want := range sum {
			if got := trial.Of(account); got != want {
				r.Fatalf("%s: got %d, want %d", account.Name(), got, want)
			}
		}
	})
}

func TestATrialBalanceStopsAtItsDay(t *testing.T) {
	t.Parallel()
	early, err := ledger.New(draft(ledger.Posting{Account: ledger.Cash, Amount: 5}, ledger.Posting{Account: ledger.Unapplied, Amount: -5}))
	if err != nil {
		t.Fatal(err)
	}
	late := early
	late.Posted++
	trial := ledger.TrialOf([]ledger.Transaction{early, late}, early.Posted)
	if trial.Of(ledger.Cash) != 5 || trial[0].Debit != 5 || trial[1].Credit != 5 || trial[1].Net() != -5 {
		t.Errorf("got %+v", trial)
	}
}

func TestTheChartAscendsAndEveryAccountHasAName(t *testing.T) {
	t.Parallel()
	chart := ledger.Accounts()
	if !slices.IsSorted(chart) || len(slices.Compact(slices.Clone(chart))) != len(chart) {
		t.Errorf("got %v", chart)
	}
	for _, a := range chart {
		if a.Name() == "" {
			t.Errorf("%d has no name", a)
		}
	}
	if ledger.Account(7).Name() != "" {
		t.Error("7 is no account")
	}
}

func TestAClosedPeriodTakesNothingMore(t *testing.T) {
	t.Parallel()
	tx := draft()
	if err := tx.Within(tx.Posted); !fault.Is(err, fault.Conflict) {
		t.Errorf("on the last closed day: got %v", err)
	}
	if err := tx.Within(tx.Posted - 1); err != nil {
		t.Errorf("the day after: got %v", err)
	}
	if err := tx.Within(0); err != nil {
		t.Errorf("nothing is closed: got %v", err)
	}
}
