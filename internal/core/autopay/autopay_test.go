package autopay_test

import (
	"testing"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/money"
)

func day(text string) civil.Date { return civil.MustParse(text) }

// loan is 24,000.00 at 6 % in 48 instalments from 1 March 2026.
func loan(t testing.TB, change ...func(*contract.Terms)) contract.Terms {
	t.Helper()
	terms := contract.Terms{
		Number: "C1", Brand: "aurelia", Kind: contract.Loan, Currency: "USD", ContractDate: day("2026-01-15"), FirstDue: day("2026-03-01"), Count: 48,
		Loan: &contract.LoanTerms{Amount: 24_000_00, Rate: 60_000_000},
	}
	for _, c := range change {
		c(&terms)
	}
	settled, err := terms.Settled()
	if err != nil {
		t.Fatal(err)
	}
	return settled
}

func begin(t contract.Terms) []contract.Event {
	return []contract.Event{{Key: "activated", Effective: t.ContractDate, Body: contract.Activated{}}}
}

func paid(key, on string, amount money.Cents) contract.Event {
	return contract.Event{Key: key, Effective: day(on), Body: contract.Payment{Amount: amount, Method: "ach"}}
}

// enrolled is an enrolment of a contract as of a day, that covers everything and was authorised for the regular amount.
func enrolled(t contract.Terms, extra money.Cents) autopay.Enrolment {
	return autopay.Enrolment{State: autopay.Active, First: 1, Most: t.Regular() + extra, Extra: extra}
}

func upcoming(t testing.TB, e autopay.Enrolment, s autopay.Standing, n int) []autopay.Debit {
	t.Helper()
	out, err := e.Upcoming(s, n)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheNextDebitsAreTheInstalmentsOnTheirDays(t *testing.T) {
	t.Parallel()
	terms := loan(t)
	got := upcoming(t, enrolled(terms, 0), autopay.Standing{Terms: terms, Events: begin(terms), From: day("2026-02-20")}, 3)
	for i, want := range []string{"2026-03-01", "2026-04-01", "2026-05-01"} {
		if d := got[i]; d.Due != day(want) || d.On != day(want) || d.Amount != terms.Regular() || d.Instalment != i+1 || d.Final {
			t.Errorf("debit %d: got %+v, want %d on %s", i, d, terms.Regular(), want)
		}
	}
}

func TestMonthEndsAreRemembered(t *testing.T) {
	t.Parallel()
	terms := loan(t, func(t *contract.Terms) {
		t.FirstDue, t.DueDay = day("2026-01-31"), 31
		t.ContractDate = day("2025-12-31")
	})
	got := upcoming(t, enrolled(terms, 0), autopay.Standing{Terms: terms, Events: begin(terms), From: day("2026-01-20")}, 4)
	for i, want := range []string{"2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"} {
		if got[i].On != day(want) {
			t.Errorf("debit %d: got %s, want %s", i, got[i].On, want)
		}
	}
}

func TestAnExtraPaymentInTheSameMonthLeavesNothingToTake(t *testing.T) {
	t.Parallel()
	terms := loan(t)
	e := enrolled(terms, 5_000)
	by := autopay.Standing{Terms: terms, Events: append(begin(terms), paid("p", "2026-02-20", terms.Regular())), From: day("2026-02-21")}
	if got := upcoming(t, e, by, 1)[0]; got.Instalment != 2 {
		t.Errorf("got %+v, want nothing for the instalment that is paid", got)
	}
	by.Events, by.OnWay = begin(terms), []contract.Event{paid("on its way", "2026-02-25", terms.Regular()-100_00)}
	if got := upcoming(t, e, by, 1)[0]; got.Instalment != 1 || got.Amount != 100_00+5_000 {
		t.Errorf("got %+v, want what is left of the instalment, and the extra", got)
	}
}

func TestAPayoffOnItsWayLeavesNothingToTake(t *testing.T) {
	t.Parallel()
	terms := loan(t)
	way := contract.Event{Key: "payoff", Effective: day("2026-02-25"), Body: contract.Payment{Amount: 24_200_00, For: contract.PayoffPayment}}
	by := autopay.Standing{Terms: terms, Events: begin(terms), OnWay: []contract.Event{way}, From: day("2026-02-21")}
	if got := upcoming(t, enrolled(terms, 0), by, 3); len(got) != 0 {
		t.Errorf("got %+v, want no debit", got)
	}
	by.OnWay = nil // it came back
	if got := upcoming(t, enrolled(terms, 0), by, 3); len(got) != 3 {
		t.Errorf("got %d debits, want autopay to go on", len(got))
	}
}

func TestDebitsFollowAnExtensionAndADueDateChange(t *testing.T) {
	t.Parallel()
	terms := loan(t)
	events := append(begin(terms), contract.Event{Key: "x", Effective: day("2026-02-20"), Body: contract.Extension{Periods: 2}})
	if got := upcoming(t, enrolled(terms, 0), autopay.Standing{Terms: terms, Events: events, From: day("2026-02-21")}, 1)[0]; got.On != day("2026-05-01") {
		t.Errorf("after an extension by two: got %+v, want 1 May", got)
	}
	events = append(begin(terms), contract.Event{Key: "d", Effective: day("2026-02-20"), Body: contract.DueDateChange{First: day("2026-03-12")}})
	got := upcoming(t, enrolled(terms, 0), autopay.Standing{Terms: terms, Events: events, From: day("2026-02-21")}, 2)
	if got[0].On != day("2026-03-12") || got[1].On != day("2026-04-12") {
		t.Errorf("after a change of the due date: got %+v, want the 12th", got)
	}
}

func TestATurnedInOrSoldVehicleIsNotPaidForByAutopay(t *testing.T) {
	t.Parallel()
	terms := loan(t)
	events := append(begin(terms), contract.Event{Key: "s", Effective: day("2026-02-20"), Body: contract.OwnershipChanged{Reason: contract.Sold}})
	if got := upcoming(t, enrolled(terms, 0), autopay.Standing{Terms: terms, Events: events, From: day("2026-02-21")}, 3); len(got) != 0 {
		t.Errorf("got %+v, want no debit", got)
	}
}

func TestASkippedInstalmentIsShownAndNotTaken(t *testing.T) {
	t.Parallel()
	terms := loan(t)
	e := enrolled(terms, 0)
	e.Skips = []int{1}
	by := autopay.Standing{Terms: terms, Events: begin(terms), From: day("2026-02-21")}
	if got := upcoming(t, e, by, 2); !got[0].Skipped || got[0].Amount != 0 || got[1].Instalment != 2 || got[1].Amount != terms.Regular() {
		t.Errorf("got %+v", got)
	}
	by.From = day("2026-03-01")
	if d, due, err := e.On(by); due || err != nil {
		t.Errorf("got %+v, %v on the day of a skipped instalment", d, err)
	}
}

func TestNothingAboveWhatWasAuthorisedOrAnnouncedIsTaken(t *testing.T) {
	t.Parallel()
	terms := loan(t)
	e := enrolled(terms, 0)
	e.Most -= 50_00 // as if the instalment had grown since
	by := autopay.Standing{Terms: terms, Events: begin(terms), From: day("2026-03-01")}
	d, due, err := e.On(by)
	if err != nil || !due || d.Amount != terms.Regular()-50_00 || d.Left != 50_00 {
		t.Errorf("not announced: got %+v, %v, want 50.00 left", d, err)
	}
	e.Announced = map[int]money.Cents{1: terms.Regular()}
	if d, _, _ := e.On(by); d.Amount != terms.Regular() || d.Left != 0 {
		t.Errorf("announced: got %+v, want all of it", d)
	}
}

func TestWhatDiffersIsAnnouncedOnceBetweenFourteenAndTenDaysBefore(t *testing.T) {
	t.Parallel()
	terms := loan(t)
	e := enrolled(terms, 0)
	e.Most -= 50_00
	for ahead, want := range map[int]int{15: 0, 14: 1, 10: 1, 9: 0} {
		today := day("2026-03-01").AddDays(-ahead)
		next := upcoming(t, e, autopay.Standing{Terms: terms, Events: begin(terms), From: today}, 1)
		if got := e.ToAnnounce(next, today); len(got) != want {
			t.Errorf("%d days before: got %d to announce, want %d", ahead, len(got), want)
		}
	}
	today := day("2026-02-16")
	next := upcoming(t, e, autopay.Standing{Terms: terms, Events: begin(terms), From: today}, 1)
	e.Announced = map[int]money.Cents{1: next[0].Amount}
	if got := e.ToAnnounce(next, today); len(got) != 0 {
		t.Errorf("announced before: got %+v again", got)
	}
	e.Announced[1]--
	if got := e.ToAnnounce(next, today); len(got) != 1 {
		t.Error("an amount that has grown since is told again")
	}
}

// 1,000.01 in instalments of 200.00 with 300.00 extra: two debits leave one cent, which is written off.
func TestADebitThatLeavesWhatIsWrittenOffIsTheFinalOne(t *testing.T) {
	t.Parallel()
	terms, err := contract.Terms{
		Number: "C1", Brand: "aurelia", Kind: contract.Loan, Currency: "USD", ContractDate: day("2026-01-15"), FirstDue: day("2026-03-01"), Count: 5,
		Loan: &contract.LoanTerms{Amount: 1000_01},
	}.Settled()
	if err != nil {
		t.Fatal(err)
	}
	next := upcoming(t, enrolled(terms, 300_00), autopay.Standing{Terms: terms, Events: begin(terms), From: day("2026-01-16")}, 3)
	if len(next) != 2 || next[0].Final || !next[1].Final || next[1].Amount != 500_00 {
		t.Errorf("got %+v, want two debits, the second the last", next)
	}
}

// Played to the end on its days, autopay ends the debt exactly, never above what was allowed, and the last debit is announced as the final one.
func TestAutopayPaysALoanOffToTheCent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		terms := contract.Terms{
			Number: "C1", Brand: "aurelia", Kind: contract.Loan, Currency: "USD", ContractDate: day("2026-01-15"), FirstDue: day("2026-03-01"),
			Count: rapid.IntRange(2, 14).Draw(t, "count"), Loan: &contract.LoanTerms{Amount: money.Cents(rapid.IntRange(100_000, 5_000_000).Draw(t, "amount")), Rate: money.Rate(rapid.IntRange(0, 200_000_000).Draw(t, "rate"))},
		}
		settled, err := terms.Settled()
		if err != nil {
			t.Fatal(err)
		}
		e := enrolled(settled, money.Cents(rapid.IntRange(0, 30_000).Draw(t, "extra")))
		e.Lead = rapid.IntRange(0, autopay.MostLead).Draw(t, "lead")
		e.Announced = map[int]money.Cents{}
		events, ended := begin(settled), false
		for today := day("2026-01-16"); today < day("2027-07-01"); today++ {
			by := autopay.Standing{Terms: settled, Events: events, From: today}
			next := upcomingOf(t, e, by)
			for _, d := range e.ToAnnounce(next, today) {
				e.Announced[d.Instalment] = d.Amount
			}
			d, due, err := e.On(by)
			if err != nil {
				t.Fatal(err)
			}
			if !due {
				continue
			}
			if ended || d.Left != 0 || d.Final && e.Announced[d.Instalment] != d.Amount {
				t.Fatalf("%s: got %+v, announced %d", today, d, e.Announced[d.Instalment])
			}
			events = append(events, contract.Event{Key: today.String(), Effective: today, Body: contract.Payment{Amount: d.Amount}})
			e.Last, ended = d.Amount, d.Final
		}
		state, err := contract.Fold(settled, events, contract.At{AsOf: day("2027-07-01")})
		if err != nil || state.Status != contract.PaidOff || state.Credit != 0 || !ended {
			t.Fatalf("got %s, credit %d, ended %v, %v", state.Status, state.Credit, ended, err)
		}
	})
}

func upcomingOf(t *rapid.T, e autopay.Enrolment, by autopay.Standing) []autopay.Debit {
	out, err := e.Upcoming(by, 2)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAReturnIsPresentedTwiceMoreAtMost(t *testing.T) {
	t.Parallel()
	nsf, closed := payment.ReturnCodeOf("R01"), payment.ReturnCodeOf("R02")
	today, us := day("2026-03-03"), civil.FederalReserve{}
	if on, again := autopay.Again(nsf, 1, day("2026-03-01"), today, us); !again || on != day("2026-03-10") {
		t.Errorf("got %s, %v, want five banking days later", on, again)
	}
	for name, again := range map[string]bool{
		"third":          second(autopay.Again(nsf, 3, day("2026-03-01"), today, us)),
		"closed account": second(autopay.Again(closed, 1, day("2026-03-01"), today, us)),
		"after 180 days": second(autopay.Again(nsf, 1, day("2025-09-01"), today, us)),
	} {
		if again {
			t.Errorf("%s: is presented again", name)
		}
	}
}

func second(_ civil.Date, b bool) bool { return b }

func TestAWishIsCheckedFieldByField(t *testing.T) {
	t.Parallel()
	account := payment.AccountID{1}
	for name, c := range map[string]struct {
		wish autopay.Wish
		kind contract.Kind
		want string
	}{
		"extra of a lease": {autopay.Wish{Extra: 1}, contract.Lease, "extra"},
		"negative extra":   {autopay.Wish{Extra: -1}, contract.Loan, "extra"},
		"large extra":      {autopay.Wish{Extra: autopay.MostExtra + 1}, contract.Loan, "extra"},
		"too early":        {autopay.Wish{Lead: 11}, contract.Loan, "lead"},
		"same twice":       {autopay.Wish{Account: account, Fallback: account}, contract.Loan, "fallback"},
	} {
		f := fault.Of(c.wish.Check(c.kind))
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.want {
			t.Errorf("%s: got %v, want a fault about %s", name, f, c.want)
		}
	}
	if err := (autopay.Wish{Extra: autopay.MostExtra, Lead: 10}).Check(contract.Loan); err != nil {
		t.Error(err)
	}
}

func TestARefusedAccountGivesWayToTheFallbackAndThenPauses(t *testing.T) {
	t.Parallel()
	first, other := payment.AccountID{1}, payment.AccountID{2}
	e := autopay.Enrolment{State: autopay.Active, Account: first, Fallback: other}
	e = e.Pause(autopay.AccountStopped)
	if !e.Runs() || e.Account != other || !e.Fallback.IsZero() {
		t.Errorf("got %+v, want it to run on with the fallback", e)
	}
	if e = e.Pause(autopay.AccountStopped); e.Runs() || e.Why != autopay.AccountStopped {
		t.Errorf("got %+v, want it to wait for an account", e)
	}
	if e := (autopay.Enrolment{State: autopay.Active, Account: first, Fallback: other}).Pause(autopay.Unauthorised); e.Runs() {
		t.Error("a debit that was not authorised stops everything, the fallback too")
	}
}
