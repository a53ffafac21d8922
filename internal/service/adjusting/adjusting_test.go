package adjusting_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/adjustment"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/service/adjusting"
	"marque/internal/service/servicing"
	"marque/internal/service/staffing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

// world is a loan of one person on 24 February 2026 with two fees and a payment, and three people at the desk.
type world struct {
	*apptest.World
	t              *testing.T
	contract       contract.ID
	by             access.Actor
	dana, sam, eve access.Actor // an agent and two seniors
}

func setup(t *testing.T, db *engine.DB) world {
	t.Helper()
	w := world{World: apptest.Open(t, db, apptest.NewClock("2026-02-24T15:00:00Z")), t: t}
	w.contract, w.by = w.Activate(t, apptest.Loan("C1"))
	if err := w.Cycle.Through(t.Context(), civil.MustParse("2026-02-23"), nil, func(apptest.Day) {}); err != nil {
		t.Fatal(err)
	}
	w.put("small", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 4_000})
	w.put("large", contract.FeeAssessed{Fee: contract.ReturnedFee, Amount: 30_000})
	w.put("paid", contract.Payment{Amount: 50_000, Method: "check"})
	w.dana, w.sam, w.eve = w.hire("dana", access.RoleAgent), w.hire("sam", access.RoleSenior), w.hire("eve", access.RoleSenior)
	return w
}

func (w world) put(key string, body contract.Body) {
	w.t.Helper()
	_, err := w.Servicing.Record(w.t.Context(), access.System("test"), "C1", []servicing.Entry{{Key: key, Effective: civil.MustParse("2026-02-24"), Body: body}})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w world) hire(username string, role access.Role) access.Actor {
	username += ".desk"
	w.t.Helper()
	by := access.System("admin")
	if _, err := w.Staffing.Add(w.t.Context(), by, staffing.Hire{Username: username, Name: strings.ToUpper(username), Email: username + "@example.org", Roles: []access.Role{role}}); err != nil {
		w.t.Fatal(err)
	}
	var user access.UserID
	if err := w.DB.Reader(w.t.Context()).QueryRow(`select id from users where username = $1`, username).Scan(&user); err != nil {
		w.t.Fatal(err)
	}
	return access.Agent(user, role)
}

func (w world) propose(by access.Actor, kind adjustment.Kind, of string, amount money.Cents, key string) (adjustment.State, error) {
	reason := adjustment.Goodwill
	if kind == adjustment.Reversal {
		reason = adjustment.OtherContract
	}
	return w.Adjusting.Propose(w.t.Context(), by, adjusting.Wish{
		Party: w.by.Party, Contract: w.contract, Kind: kind, Of: of, Amount: amount, Reason: reason, Note: "asked on the phone", Why: identity.Why{Reason: identity.ReasonCalled}, Key: key,
	})
}

// proposed makes a proposal that must wait and returns it.
func (w world) proposed(by access.Actor, kind adjustment.Kind, of string, amount money.Cents) adjustment.ID {
	w.t.Helper()
	if state, err := w.propose(by, kind, of, amount, "key-"+of); err != nil || state != adjustment.Waiting {
		w.t.Fatalf("got %q, %v, want a proposal that waits", state, err)
	}
	all, err := w.Adjusting.Waiting(w.t.Context(), w.sam)
	for _, x := range all {
		if x.Of == of {
			return x.ID
		}
	}
	w.t.Fatalf("the proposal is not in the queue: %v", err)
	return adjustment.ID{}
}

func (w world) state() *contract.State {
	w.t.Helper()
	c, err := w.Overview.Contract(w.t.Context(), w.by, w.contract)
	if err != nil {
		w.t.Fatal(err)
	}
	return c.State
}

// told counts letters of a kind with some words.
func (w world) told(kind notice.Kind, words string) int {
	w.t.Helper()
	sent, err := w.Notifying.Recent(w.t.Context(), access.System("demo"), notice.MessageID{})
	if err != nil {
		w.t.Fatal(err)
	}
	n := 0
	for _, m := range sent {
		if m.Kind == kind && strings.Contains(m.Text, words) {
			n++
		}
	}
	return n
}

// proved folds, books and compares everything anew.
func (w world) proved() {
	w.t.Helper()
	if report, err := w.Verifying.Verify(w.t.Context(), access.System("verify")); err != nil || len(report.Findings) != 0 {
		w.t.Errorf("got %v, %v", report.Findings, err)
	}
}

func TestAFeeWithinTheLimitIsWaivedAtOnceAndWhatIsAboveWaitsForASecondPerson(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		if state, err := w.propose(w.dana, adjustment.Waiver, "small", 4_000, "k1"); err != nil || state != adjustment.Done {
			t.Fatalf("got %q, %v", state, err)
		}
		if state, err := w.propose(w.dana, adjustment.Waiver, "small", 4_000, "k1"); err != nil || state != adjustment.Done {
			t.Errorf("the same key again: got %q, %v", state, err)
		}
		if _, err := w.propose(w.dana, adjustment.Waiver, "small", 4_000, "k2"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a fee that is waived already: got %v", err)
		}
		if w.told(notice.KindFeeWaived, "As a courtesy") != 1 {
			t.Errorf("told %d", w.told(notice.KindFeeWaived, ""))
		}
		which := w.proposed(w.sam, adjustment.Waiver, "large", 30_000)
		if _, err := w.propose(w.dana, adjustment.Waiver, "large", 100, "k3"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second proposal for the same fee: got %v", err)
		}
		ctx := t.Context()
		if err := w.Adjusting.Decide(ctx, w.sam, which, true, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("nobody agrees to their own: got %v", err)
		}
		if err := w.Adjusting.Decide(ctx, w.dana, which, true, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("an agent decides nothing: got %v", err)
		}
		seen, err := w.Adjusting.Read(ctx, w.eve, which)
		if err != nil || seen.Unfit != nil || seen.Outlook.Before.Fees-seen.Outlook.After.Fees != seen.Outlook.Before.Balance()-seen.Outlook.After.Balance() || seen.Outlook.After.Fees != 0 {
			t.Fatalf("got %+v, %v", seen, err)
		}
		both(t, func() error { return w.Adjusting.Decide(ctx, w.eve, which, true, "fine") })
		if got := w.state(); got.Balance() != seen.Outlook.After.Balance() || got.Fees != 0 {
			t.Errorf("balance %d, fees %d, want what was foreseen, %d", got.Balance(), got.Fees, seen.Outlook.After.Balance())
		}
		w.proved()
	})
}

// both does a thing twice at once: one must come through, and one be refused.
func both(t *testing.T, do func() error) {
	t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i := range errs {
		wg.Go(func() { errs[i] = do() })
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errors.Join(errs...), fault.Conflict) {
		t.Errorf("got %v, want one done and one refused", errs)
	}
}

func TestAReversedPaymentIsOffTheContractOnceTwoPersonsSaidSo(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		ctx, before := t.Context(), w.state()
		which := w.proposed(w.sam, adjustment.Reversal, "paid", 0)
		if err := w.Adjusting.Decide(ctx, w.eve, which, false, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("a refusal says why: got %v", err)
		}
		if err := w.Adjusting.Withdraw(ctx, w.eve, which); !fault.Is(err, fault.Conflict) {
			t.Errorf("only who proposed takes it back: got %v", err)
		}
		if err := w.Adjusting.Decide(ctx, w.eve, which, true, ""); err != nil {
			t.Fatal(err)
		}
		after := w.state()
		if len(adjustment.Payments(after)) != len(adjustment.Payments(before))-1 || after.Balance() <= before.Balance() {
			t.Errorf("balance was %d and is %d", before.Balance(), after.Balance())
		}
		if n := w.told(notice.KindPaymentReversed, "The payment of $500.00 of February 24, 2026 was taken off the contract again"); n != 1 {
			t.Errorf("told %d", n)
		}
		w.proved()
	})
}

func TestAProposalEndsWhenTheContractMovedOnOrNobodyDecided(t *testing.T) {
	t.Parallel()
	w := setup(t, enginetest.SQLite(t))
	ctx := t.Context()
	which := w.proposed(w.dana, adjustment.Waiver, "large", 30_000)
	w.put("gone", contract.FeeWaived{Fee: "large", Amount: 10_000})
	seen, err := w.Adjusting.Read(ctx, w.sam, which)
	if err != nil || seen.Unfit == nil || seen.Outlook.After != nil {
		t.Errorf("got %+v, %v, want why it fits no more", seen.Unfit, err)
	}
	if err := w.Adjusting.Decide(ctx, w.sam, which, true, ""); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "$200.00") {
		t.Errorf("got %v, want how much of the fee is left", err)
	}
	if err := w.Adjusting.Decide(ctx, w.sam, which, false, "Most of it is gone."); err != nil {
		t.Errorf("it can still be refused: %v", err)
	}
	which = w.proposed(w.dana, adjustment.Reversal, "paid", 0)
	w.put("back", contract.Returned{Payment: "paid", Code: "R01"})
	if err := w.Adjusting.Decide(ctx, w.sam, which, true, ""); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "returned or reversed") {
		t.Errorf("got %v", err)
	}
	w.Clock.Advance(adjustment.Life)
	if all, err := w.Adjusting.Waiting(ctx, w.sam); err != nil || len(all) != 0 {
		t.Errorf("got %d after a week, %v, want none", len(all), err)
	}
	if err := w.Adjusting.Decide(ctx, w.sam, which, false, "Too late."); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v", err)
	}
}

func TestADaysLimitHoldsOverAllWaiversOfOnePerson(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		var wg sync.WaitGroup
		states, errs := make([]adjustment.State, 5), make([]error, 5)
		for i := range states {
			key := "fee" + string(rune('a'+i))
			w.put(key, contract.FeeAssessed{Fee: contract.OtherFee, Amount: 5_000})
			wg.Go(func() { states[i], errs[i] = w.propose(w.dana, adjustment.Waiver, key, 5_000, key) })
		}
		wg.Wait()
		done := 0
		for i, s := range states {
			if errs[i] != nil {
				t.Error(errs[i])
			}
			if s == adjustment.Done {
				done++
			}
		}
		if done != 4 {
			t.Errorf("%d of five waivers of $50 were done alone, want four within a day's $200", done)
		}
	})
}
