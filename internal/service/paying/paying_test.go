package paying_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/service/paying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

const (
	morning  = "2026-02-24T15:00:00Z" // a Tuesday, ten in the morning in New York
	settles  = "1234567890"           // the sandbox's account that works
	noFunds  = "1234560001"           // R01 at once
	laterBad = "1234560201"           // R01 after it was credited
)

func day(text string) civil.Date { return civil.MustParse(text) }

// world is a loan of 24,000.00 whose first instalment falls due on 1 March 2026, and its borrower.
type world struct {
	*apptest.World
	number   string
	contract contract.ID
	by       access.Actor
}

func setup(t *testing.T, db *engine.DB) world {
	t.Helper()
	w := world{World: apptest.Open(t, db, apptest.NewClock(morning)), number: "C1"}
	w.contract, w.by = w.Activate(t, apptest.Loan("C1"))
	return w
}

// order pays 563.65 tomorrow from a new account.
func (w world) order(number, key string) paying.Order {
	return paying.Order{
		Contract: w.contract, Amount: 56365, Kind: contract.RegularPayment, Date: day("2026-02-25"), Key: key,
		New: payment.AccountInput{Type: "checking", Routing: "021000021", Number: number, Confirm: number[len(number)-4:]},
	}
}

// pay prepares and makes a payment. A process of ours puts the account on file, which a customer's limits do not bind.
func (w world) pay(t *testing.T, o paying.Order) payment.ID {
	t.Helper()
	process := access.System("test")
	process.Party, process.User = w.by.Party, w.by.User
	account, err := w.Paying.Prepare(t.Context(), process, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Account = account.ID
	paid, err := w.Paying.PayOnce(t.Context(), w.by, o)
	if err != nil {
		t.Fatal(err)
	}
	return paid
}

func (w world) close(t *testing.T, text string) {
	t.Helper()
	if _, err := w.Paying.Close(t.Context(), day(text)); err != nil {
		t.Fatal(err)
	}
}

// stands returns a payment as it stands, and the contract on a day.
func (w world) stands(t *testing.T, paid payment.ID) payment.Payment {
	t.Helper()
	x, err := w.Overview.Payment(t.Context(), w.by, w.contract, paid)
	if err != nil {
		t.Fatal(err)
	}
	return x.Payment
}

func (w world) principal(t *testing.T) money.Cents {
	t.Helper()
	c, err := w.Overview.Contract(t.Context(), w.by, w.contract)
	if err != nil {
		t.Fatal(err)
	}
	return c.State.Principal
}

func TestAPaymentReachesTheContractOnceAndIsProved(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		paid := w.pay(t, w.order(settles, "k1"))
		for _, step := range []struct {
			day  string
			want payment.State
		}{
			{"2026-02-24", payment.Created}, {"2026-02-25", payment.Batched}, {"2026-02-25", payment.Sent}, {"2026-02-26", payment.Settled},
			{"2026-02-27", payment.Settled}, {"2026-03-03", payment.Final}, {"2026-03-04", payment.Final},
		} {
			w.close(t, step.day)
			if got := w.stands(t, paid).State; got != step.want {
				t.Fatalf("after %s: got %s, want %s", step.day, got, step.want)
			}
		}
		w.Clock.Advance(8 * 24 * time.Hour)
		// 24,000.00 × 6 % × 41 days / 365 = 161.75 of interest from 15 January to 25 February.
		if got, want := w.principal(t), money.Cents(24_000_00-(563_65-161_75)); got != want {
			t.Errorf("principal: got %d, want %d", got, want)
		}
		report, err := w.Verifying.Verify(t.Context(), access.System("verify"))
		if err != nil || len(report.Findings) != 0 {
			t.Errorf("got %v, %v", report.Findings, err)
		}
	})
}

func TestTheSameFormPaysOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		o := w.order(settles, "k1")
		account, err := w.Paying.Prepare(t.Context(), w.by, o)
		if err != nil {
			t.Fatal(err)
		}
		o.Account = account.ID
		const clicks = 8
		ids := make([]payment.ID, clicks)
		errs := make([]error, clicks)
		var all sync.WaitGroup
		for i := range clicks {
			all.Go(func() { ids[i], errs[i] = w.Paying.PayOnce(t.Context(), w.by, o) })
		}
		all.Wait()
		for i := range clicks {
			if errs[i] != nil || ids[i] != ids[0] {
				t.Errorf("click %d: got %v, %v", i, ids[i], errs[i])
			}
		}
		c, err := w.Overview.Contract(t.Context(), w.by, w.contract)
		if err != nil || len(c.Payments) != 1 {
			t.Errorf("got %d payments, %v, want one", len(c.Payments), err)
		}
	})
}

func TestAReturnRestoresWhatWouldHaveBeen(t *testing.T) {
	t.Parallel()
	for name, number := range map[string]string{"before it counted": noFunds, "after it counted": laterBad} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			enginetest.Each(t, func(t *testing.T, db *engine.DB) {
				w := setup(t, db)
				before := w.principal(t)
				paid := w.pay(t, w.order(number, "k1"))
				for d := day("2026-02-25"); d <= day("2026-03-04"); d++ {
					w.close(t, d.String())
				}
				got := w.stands(t, paid)
				if got.State != payment.Returned || got.ReturnCode != "R01" || w.principal(t) != before {
					t.Errorf("got %s %s, principal %d, want returned R01 and %d", got.State, got.ReturnCode, w.principal(t), before)
				}
				report, err := w.Verifying.Verify(t.Context(), access.System("verify"))
				if err != nil || len(report.Findings) != 0 {
					t.Errorf("got %v, %v", report.Findings, err)
				}
			})
		})
	}
}

func TestAClosedAccountIsNotDebitedAgain(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		o := w.order("1234560002", "k1")
		account, err := w.Paying.Prepare(t.Context(), w.by, o)
		if err != nil {
			t.Fatal(err)
		}
		w.pay(t, o)
		w.close(t, "2026-02-25")
		w.close(t, "2026-02-26")
		o.Account, o.Key, o.Date = account.ID, "k2", day("2026-02-27")
		_, err = w.Paying.PayOnce(t.Context(), w.by, o)
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != "account" {
			t.Errorf("got %v, want a fault about the account", err)
		}
	})
}

func TestAPaymentCanBeCancelledUntilItIsSent(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		first, second := w.pay(t, w.order(settles, "k1")), w.pay(t, w.order(settles, "k2"))
		for range 2 { // the second click changes nothing
			if err := w.Paying.Cancel(t.Context(), w.by, w.contract, first); err != nil {
				t.Fatal(err)
			}
		}
		w.close(t, "2026-02-25")
		if got := w.stands(t, first).State; got != payment.Cancelled {
			t.Errorf("got %s", got)
		}
		if err := w.Paying.Cancel(t.Context(), w.by, w.contract, second); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v, want a conflict: the payment is at the bank", err)
		}
	})
}

func TestAnOrderNamesEverythingThatIsWrong(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		o := w.order(settles, "k1")
		o.Amount, o.Date, o.New.Routing = 99_999_999, day("2026-02-28"), "123456789"
		_, err := w.Paying.Prepare(t.Context(), w.by, o)
		var names []string
		if f := fault.Of(err); f != nil {
			for _, field := range f.Fields {
				names = append(names, field.Name)
			}
		}
		if got := strings.Join(names, " "); got != "amount date routing" {
			t.Errorf("got %q, %v", got, err)
		}
		accounts, err := w.Paying.Choices(t.Context(), w.by, w.contract)
		if err != nil || len(accounts.Accounts) != 0 {
			t.Errorf("got %d accounts, %v: nothing may be half done", len(accounts.Accounts), err)
		}
	})
}

func TestAStrangersOrderFindsNoContract(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		_, other := w.Activate(t, apptest.Loan("C2"))
		o := w.order(settles, "k1")
		if _, err := w.Paying.Prepare(t.Context(), other, o); !fault.Is(err, fault.NotFound) {
			t.Errorf("prepare: got %v", err)
		}
		mine, err := w.Paying.Prepare(t.Context(), w.by, o)
		if err != nil {
			t.Fatal(err)
		}
		o.Account = mine.ID
		if _, err := w.Paying.PayOnce(t.Context(), other, o); !fault.Is(err, fault.NotFound) {
			t.Errorf("pay: got %v", err)
		}
		paid := w.pay(t, w.order(settles, "k2"))
		if err := w.Paying.Cancel(t.Context(), other, w.contract, paid); !fault.Is(err, fault.NotFound) {
			t.Errorf("cancel: got %v", err)
		}
	})
}

func TestWhatIsOnItsWayCountsAgainstThePayoff(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		before, err := w.Paying.Choices(t.Context(), w.by, w.contract)
		if err != nil {
			t.Fatal(err)
		}
		w.pay(t, w.order(settles, "k1"))
		after, err := w.Paying.Choices(t.Context(), w.by, w.contract)
		if err != nil || after.InFlight != 56365 || after.Payoff != before.Payoff-56365 {
			t.Errorf("got %+v, %v", after, err)
		}
	})
}

func TestTheCustomerIsToldAtEachStep(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.pay(t, w.order(laterBad, "k1"))
		for d := day("2026-02-25"); d <= day("2026-03-02"); d++ {
			w.close(t, d.String())
		}
		sent, err := w.Notifying.Recent(t.Context(), access.System("demo"), notice.MessageID{})
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[notice.Kind]int{}
		for _, m := range sent {
			kinds[m.Kind]++
		}
		for _, kind := range []notice.Kind{notice.KindInvitation, notice.KindPaymentScheduled, notice.KindPaymentReceived, notice.KindPaymentReturned} {
			if kinds[kind] != 1 {
				t.Errorf("%s: got %d, want 1", kind, kinds[kind])
			}
		}
	})
}

func TestAfterTheDayIsClosedTheNextBusinessDayCounts(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		if err := w.Billing.Finish(t.Context(), day("2026-02-24")); err != nil {
			t.Fatal(err)
		}
		c, err := w.Paying.Choices(t.Context(), w.by, w.contract)
		if err != nil || c.Earliest != day("2026-02-25") {
			t.Errorf("got %v, %v", c.Earliest, err)
		}
	})
}
