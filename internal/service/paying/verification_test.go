package paying_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/ledger"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/gateway/bank/ach"
	"marque/internal/money"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// microOrders orders deposits on Tuesday, 24 February, closes the next day and takes the file: two deposits and a debit.
func (w world) microOrders(t *testing.T, account payment.AccountID) (deposits [2]money.Cents, orders []ach.Order) {
	t.Helper()
	if err := w.Paying.SendDeposits(t.Context(), w.by, account); err != nil {
		t.Fatal(err)
	}
	_, orders = w.deliver(t, t.TempDir())
	n := 0
	for _, o := range orders {
		if o.Verifies() && o.Code == 22 {
			deposits[n] = o.Amount
			n++
		}
	}
	if n != 2 || len(orders) != 3 {
		t.Fatalf("got %+v, want two deposits and a debit", orders)
	}
	return deposits, orders
}

func (w world) types(t *testing.T, account payment.AccountID, key string, amounts ...money.Cents) error {
	t.Helper()
	return w.Paying.TypeDeposits(t.Context(), w.by, account, amounts[0].Text(money.USD()), fmt.Sprintf("%d cents", amounts[1]), key)
}

// books is what the ledger says of an account in all.
func (w world) books(t *testing.T, a ledger.Account) money.Cents {
	t.Helper()
	trial, err := w.Ledgering.Trial(t.Context(), access.System("ledger"), day("2026-12-31"))
	if err != nil {
		t.Fatal(err)
	}
	sum := money.Cents(0)
	for _, sheet := range trial.Sheets {
		if sheet.Off != 0 {
			t.Errorf("the trial balance is out by %d", sheet.Off)
		}
		for _, l := range sheet.Lines {
			if l.Account == int(a) {
				sum += l.Net
			}
		}
	}
	return sum
}

func TestTwoSmallDepositsVerifyAnAccount(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		account := w.add(t, settles)
		if got := w.page(t, account); got.Status != payment.Unverified || got.Nickname != "Household" || got.Deposits != nil || got.LastFour != "7890" {
			t.Fatalf("got %+v", got)
		}
		deposits, orders := w.microOrders(t, account)
		debit := money.Cents(0)
		for _, o := range orders {
			if o.Code == 27 {
				debit += o.Amount
			}
		}
		if debit != deposits[0]+deposits[1] || deposits[0] == deposits[1] || deposits[0] > 99 || deposits[1] > 99 {
			t.Errorf("got deposits of %v and a debit of %d", deposits, debit)
		}
		if err := w.types(t, account, "early", deposits[0], deposits[1]); !fault.Is(err, fault.Conflict) {
			t.Errorf("before they have arrived: got %v", err)
		}
		w.close(t, "2026-02-26")
		w.close(t, "2026-02-26") // closing again books nothing again
		if got := w.page(t, account); got.Check.State != payment.VerifyArrived || got.Check.Until != day("2026-03-12") || w.told(t, notice.KindAccountDeposits) != 1 {
			t.Fatalf("got %+v", got.Check)
		}
		if got := w.books(t, ledger.VerifyExpense); got != 0 {
			t.Errorf("the debit brings back what the deposits cost: got %d", got)
		}
		if err := w.types(t, account, "wrong", 1, 1); fault.Of(err) == nil || !strings.Contains(fault.Of(err).Fields[0].Message, "2 tries left") {
			t.Errorf("wrong amounts: got %v", err)
		}
		if err := w.types(t, account, "wrong", 1, 1); fault.Of(err) == nil || !strings.Contains(fault.Of(err).Fields[0].Message, "2 tries left") {
			t.Errorf("the same form again: got %v, want no other try", err)
		}
		for range 2 {
			if err := w.types(t, account, "right", deposits[1], deposits[0]); err != nil { // in whatever order
				t.Errorf("got %v", err)
			}
		}
		if got := w.page(t, account); got.Status != payment.Verified || got.Why != "micro" || w.told(t, notice.KindAccountVerified) != 1 {
			t.Errorf("got %+v", got)
		}
		w.verify(t)
	})
}

func TestThreeWrongPairsFailAndOnlyThreeAreCompared(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		account := w.add(t, settles)
		deposits, _ := w.microOrders(t, account)
		wrong := 1 + deposits[0]%98 // a deposit has 1 to 99 cents
		w.close(t, "2026-02-26")
		var all sync.WaitGroup
		for i := range 12 {
			all.Go(func() { _ = w.types(t, account, fmt.Sprint("guess", i), wrong, wrong) })
		}
		all.Wait()
		for i := range 3 {
			_ = w.types(t, account, fmt.Sprint("last", i), wrong, wrong)
		}
		if got := w.page(t, account); got.Check.State != payment.VerifyFailed || got.Check.Tries != payment.MostTries || got.Status != payment.Unverified {
			t.Fatalf("got %+v", got.Check)
		}
		if err := w.types(t, account, "too late", deposits[0], deposits[1]); !fault.Is(err, fault.Conflict) {
			t.Errorf("the right ones after the last try: got %v", err)
		}
		if w.told(t, notice.KindAccountNotVerified) != 1 {
			t.Error("the owner is not told once")
		}
		w.verify(t)
	})
}

func TestDepositsThatNobodyTypesExpireAndThreeTimesIsEnough(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.through(t, "2026-02-23")
		account := w.add(t, settles)
		if err := w.Paying.SendDeposits(t.Context(), w.by, account); err != nil {
			t.Fatal(err)
		}
		w.through(t, "2026-02-25")
		if err := w.Paying.SendDeposits(t.Context(), w.by, account); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second order: got %v", err)
		}
		w.through(t, "2026-03-11")
		if got := w.page(t, account).Check; got.State != payment.VerifyArrived {
			t.Fatalf("on the last day: got %s", got.State)
		}
		w.through(t, "2026-03-12")
		if got := w.page(t, account).Check; got.State != payment.VerifyExpired || w.told(t, notice.KindAccountNotVerified) != 1 {
			t.Fatalf("got %s", got.State)
		}
		for range payment.MostOfAnAccount - 1 {
			if err := w.Paying.SendDeposits(t.Context(), w.by, account); err != nil {
				t.Fatal(err)
			}
			today := w.page(t, account).Check.Date
			w.Clock.Advance(40 * 24 * time.Hour)
			w.through(t, today.AddDays(30).String())
		}
		if err := w.Paying.SendDeposits(t.Context(), w.by, account); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "3 times") {
			t.Errorf("a fourth time: got %v", err)
		}
		w.verify(t)
	})
}

// The bank sends back a deposit and the debit, the other deposit stays: what moved is booked, the account is stopped.
func TestDepositsThatComeBackStopTheAccountAndAreBookedBack(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before they are booked": false, "after they are booked": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			enginetest.Each(t, func(t *testing.T, db *engine.DB) {
				w := setup(t, db)
				account := w.add(t, settles)
				_, orders := w.microOrders(t, account)
				if after {
					w.close(t, "2026-02-26")
				}
				var backs []ach.Back
				kept := money.Cents(0)
				for i, o := range orders {
					if i == 1 {
						kept = o.Amount
						if o.Code == 27 {
							kept = -kept
						}
						continue
					}
					backs = append(backs, ach.Back{Order: o, Code: "R03"})
				}
				if got := w.one(t, returns(t, backs...)); got.Returned != 2 || got.Quarantined != 0 {
					t.Errorf("got %+v", got)
				}
				w.close(t, "2026-02-26")
				got := w.page(t, account)
				if got.Check.State != payment.VerifyFailed || got.Check.Code != "R03" || got.Status != payment.Stopped || got.Why != "R03" {
					t.Errorf("got %+v", got)
				}
				if cost := w.books(t, ledger.VerifyExpense); cost != kept {
					t.Errorf("got a cost of %d, want the %d that stayed away", cost, kept)
				}
				if w.told(t, notice.KindAccountStopped) != 1 || w.told(t, notice.KindAccountNotVerified) != 0 || w.told(t, notice.KindAccountDeposits) > 1 {
					t.Error("the owner is told once that the account is stopped")
				}
				if _, err := w.Paying.AddAccount(t.Context(), w.by, typed(settles), ""); err == nil {
					t.Error("a stopped account is taken again")
				}
				w.verify(t)
			})
		})
	}
}

func TestADebitOfDepositsWithoutCoverCostsTheLenderAndFailsNothing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		account := w.add(t, settles)
		deposits, orders := w.microOrders(t, account)
		w.close(t, "2026-02-26")
		for _, o := range orders {
			if o.Code == 27 {
				w.one(t, returns(t, ach.Back{Order: o, Code: "R01"}))
			}
		}
		if cost := w.books(t, ledger.VerifyExpense); cost != deposits[0]+deposits[1] {
			t.Errorf("got %d, want what the deposits gave", cost)
		}
		if err := w.types(t, account, "k", deposits[0], deposits[1]); err != nil {
			t.Errorf("got %v", err)
		}
		w.verify(t)
	})
}

func TestARefusedFileSendsTheDepositsAgainTogether(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		account := w.add(t, settles)
		if err := w.Paying.SendDeposits(t.Context(), w.by, account); err != nil {
			t.Fatal(err)
		}
		name, _ := w.deliver(t, t.TempDir())
		w.one(t, []byte("REJECTED "+name+" unknown company\n"))
		if got := w.page(t, account).Check; got.State != payment.VerifyOrdered || !got.SentOn.IsZero() {
			t.Fatalf("got %+v", got)
		}
		w.close(t, "2026-02-26")
		done, err := w.Paying.Deliver(t.Context(), operator(), w.Folder(t.TempDir(), ""))
		if err != nil || len(done) != 1 || done[0].Entries != 3 || done[0].Debits != done[0].Credits {
			t.Fatalf("got %+v, %v", done, err)
		}
		w.close(t, "2026-02-27")
		if got := w.page(t, account).Check; got.State != payment.VerifyArrived {
			t.Errorf("got %s", got.State)
		}
		w.verify(t)
	})
}

func TestAnAccountWhoseDepositsAreOnTheirWayPaysNothing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		account := w.add(t, settles)
		w.microOrders(t, account)
		o := w.order(settles, "k")
		o.Account, o.Date = account, day("2026-02-26")
		if _, err := w.Paying.PayOnce(t.Context(), w.by, o); fault.Of(err) == nil || fault.Of(err).Fields[0].Name != "account" || !strings.Contains(err.Error(), "being verified") {
			t.Errorf("a payment: got %v", err)
		}
		if _, err := w.Paying.AutopayText(t.Context(), w.by, w.contract, autopay.Wish{Account: account}); fault.Of(err) == nil || !strings.Contains(err.Error(), "being verified") {
			t.Errorf("autopay: got %v", err)
		}
	})
}

func TestAutopayOnANewAccountIsPrecededByAPrenote(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, settles)
		a := w.list(t)[0]
		if a.Check.Method != payment.ByPrenote || a.Check.State != payment.VerifyOrdered || a.ClearsOn != day("2026-03-02") {
			t.Fatalf("got %+v until %s", a.Check, a.ClearsOn)
		}
		w.through(t, "2026-02-27")
		if got := w.page(t, a.ID); got.Status != payment.Unverified || got.Check.State != payment.VerifySent {
			t.Fatalf("before the third banking day: got %s", got.Check.State)
		}
		w.through(t, "2026-03-02")
		if got := w.page(t, a.ID); got.Status != payment.Verified || got.Why != "prenote" || w.told(t, notice.KindAccountVerified) != 1 {
			t.Errorf("got %+v", got)
		}
		if got := w.books(t, ledger.VerifyExpense); got != 0 {
			t.Errorf("a prenote costs nothing: got %d", got)
		}
		w.through(t, "2026-03-04")
		if got := w.payments(t); len(got) != 1 || !strings.HasPrefix(got[0], "2026-03-01") {
			t.Errorf("got %v, want the first debit", got)
		}
		w.verify(t)
	})
}

// Signed too late for an answer before the first due date: the customer reads that the first payment stays with him, and it is not drawn.
func TestAutopayLeavesOutWhatFallsDueBeforeTheBanksAnswer(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.through(t, "2026-02-25")
		account := w.add(t, settles)
		words, err := w.Paying.AutopayText(t.Context(), w.by, w.contract, autopay.Wish{Account: account})
		if err != nil {
			t.Fatal(err)
		}
		if len(words.Left) != 1 || words.Left[0] != day("2026-03-01") || words.Asked != day("2026-03-04") || words.Next[0].On != day("2026-04-01") {
			t.Fatalf("got %v left out, asked until %s, next %+v", words.Left, words.Asked, words.Next[0])
		}
		w.enrol(t, "late", settles)
		w.through(t, "2026-03-05")
		same(t, w.payments(t))
		w.through(t, "2026-04-02")
		if got := w.payments(t); len(got) != 1 || !strings.HasPrefix(got[0], "2026-04-01") {
			t.Errorf("got %v", got)
		}
		w.verify(t)
	})
}

func TestAPrenoteThatComesBackStopsTheAccountAndAutopayWaits(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, "1234560303") // R03, for what verifies
		w.through(t, "2026-02-25")
		a := w.list(t)[0]
		if a.Status != payment.Stopped || a.Why != "R03" || a.Check.State != payment.VerifyFailed {
			t.Fatalf("got %+v", a)
		}
		if got := w.autopay(t).Enrolment; got.State != autopay.Paused || w.told(t, notice.KindAutopayWaits) != 1 || w.told(t, notice.KindAccountStopped) != 1 {
			t.Errorf("got autopay %s", got.State)
		}
		w.through(t, "2026-03-05")
		same(t, w.payments(t))
		w.verify(t)
	})
}

func TestADebitOrderedFirstTakesThePrenotesPlace(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, settles)
		a := w.list(t)[0]
		o := w.order(settles, "now")
		o.Account = a.ID
		paid, err := w.Paying.PayOnce(t.Context(), w.by, o)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.page(t, a.ID).Check; got.State != payment.VerifyWithdrawn {
			t.Errorf("got %s, want the prenote taken back", got.State)
		}
		if err := w.Paying.Cancel(t.Context(), w.by, w.contract, paid); err != nil {
			t.Fatal(err)
		}
		if got := w.page(t, a.ID).Check; got.State != payment.VerifyOrdered || got.Method != payment.ByPrenote {
			t.Errorf("got %s, want another prenote", got.State)
		}
		w.through(t, "2026-02-25")
		o.Key, o.Date = "soon", day("2026-02-26")
		if _, err := w.Paying.PayOnce(t.Context(), w.by, o); fault.Of(err) == nil || !strings.Contains(err.Error(), "Choose February 27, 2026 or a later day") {
			t.Errorf("sooner than a prenote allows: got %v", err)
		}
		w.verify(t)
	})
}
