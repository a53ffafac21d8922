package contract_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/core/contract"
	"marque/internal/money"
)

// like is what a reader sees of a contract, without the lines of some keys.
func like(t testing.TB, s *contract.State, without ...string) string {
	t.Helper()
	c := *s
	c.Lines = slices.DeleteFunc(slices.Clone(s.Lines), func(l contract.Line) bool { return slices.Contains(without, l.Key) })
	return asJSON(t, &c)
}

// TestAReversedEventNeverWas holds for every kind of event that can be reversed.
func TestAReversedEventNeverWas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := randomLoan(r)
		events := slices.DeleteFunc(randomEvents(r, terms), func(e contract.Event) bool {
			_, reversal := e.Body.(contract.Reversed) // of another event, which might be this one
			return reversal
		})
		on := anyDay(r, terms)
		wrong := contract.Event{
			Key: "wrong", Effective: terms.ContractDate.AddDays(rapid.IntRange(0, 1000).Draw(r, "day")), Recorded: instant(50), Body: randomBody(r, terms, 20),
		}
		switch wrong.Body.(type) {
		case contract.Reversed, contract.Returned:
			return
		}
		undo := contract.Event{Key: "undo", Effective: wrong.Effective, Recorded: instant(51), Body: contract.Reversed{Of: "wrong"}}
		want := like(t, foldAt(r, terms, events, on))
		if got := like(t, foldAt(r, terms, append(slices.Clone(events), undo, wrong), on), "wrong", "undo"); got != want {
			r.Fatalf("%T: got %s\nwant %s", wrong.Body, got, want)
		}
	})
}

func TestAReturnThatIsReversedLeavesThePaymentStanding(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := randomLoan(r)
		events := randomEvents(r, terms)
		on := anyDay(r, terms)
		when := terms.ContractDate.AddDays(rapid.IntRange(0, 1000).Draw(r, "paid"))
		paid := append(slices.Clone(events), contract.Event{Key: "pay", Effective: when, Body: contract.Payment{Amount: terms.Regular()}})
		mistake := append(slices.Clone(paid),
			contract.Event{Key: "ret", Effective: when, Body: contract.Returned{Payment: "pay", Code: "R01"}},
			contract.Event{Key: "undo", Effective: when, Body: contract.Reversed{Of: "ret"}})
		if got, want := like(t, foldAt(r, terms, mistake, on), "ret", "undo"), like(t, foldAt(r, terms, paid, on)); got != want {
			r.Fatalf("got %s\nwant %s", got, want)
		}
	})
}

func TestAReversalKnownLaterLeavesTheEarlierBeliefAlone(t *testing.T) {
	t.Parallel()
	terms := plain(t, nil)
	fee := contract.Event{Key: "fee", Effective: day("2026-01-10"), Recorded: instant(1), Body: contract.FeeAssessed{Fee: contract.OtherFee, Amount: 900}}
	undo := contract.Event{Key: "undo", Effective: day("2026-01-10"), Recorded: instant(9), Body: contract.Reversed{Of: "fee"}}
	act := contract.Event{Key: "act", Effective: day("2026-01-01"), Recorded: instant(0), Body: contract.Activated{}}
	for _, c := range []struct {
		known int
		want  money.Cents
	}{{0, 0}, {1, 900}, {8, 900}, {9, 0}} {
		s, err := contract.Fold(terms, []contract.Event{undo, act, fee}, contract.At{AsOf: day("2026-01-20"), AsKnown: instant(c.known)})
		if err != nil || s.Fees != c.want {
			t.Errorf("as known at %d: got fees of %d, %v, want %d", c.known, s.Fees, err, c.want)
		}
	}
}

func TestABackDatedEventIsAsIfItHadComeInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := randomLoan(r)
		events := randomEvents(r, terms)
		on := anyDay(r, terms)
		late := contract.Event{Key: "late", Effective: terms.ContractDate.AddDays(rapid.IntRange(0, 400).Draw(r, "day")), Body: contract.Payment{Amount: 12_345}}
		inOrder := append(slices.Clone(events), late)
		slices.SortStableFunc(inOrder, func(a, b contract.Event) int { return int(a.Effective - b.Effective) })
		if got, want := asJSON(t, foldAt(r, terms, append(slices.Clone(events), late), on)), asJSON(t, foldAt(r, terms, inOrder, on)); got != want {
			r.Fatalf("got %s\nwant %s", got, want)
		}
	})
}

// TestInterestOwedOnAnyPastDayIsWhatTheFoldOfThatDaySays is what the ledger's accrual rests on.
func TestInterestOwedOnAnyPastDayIsWhatTheFoldOfThatDaySays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := randomLoan(r)
		events := slices.DeleteFunc(randomEvents(r, terms), func(e contract.Event) bool {
			_, reversal := e.Body.(contract.Reversed) // it changes what was before its own day
			return reversal
		})
		on := anyDay(r, terms)
		now := foldAt(r, terms, events, on)
		then := terms.ContractDate.AddDays(rapid.IntRange(0, max(on.Sub(terms.ContractDate), 0)).Draw(r, "then"))
		owed, err := now.AccruedAt(then)
		if err != nil {
			r.Fatal(err)
		}
		if past := foldAt(r, terms, events, then); past.Status == contract.Active && owed != past.Interest {
			r.Fatalf("on %s: got %d, the fold of that day says %d", then, owed, past.Interest)
		}
		if now.Status != contract.Pending && now.Opened() != terms.ContractDate {
			r.Fatalf("opened on %s, want %s", now.Opened(), terms.ContractDate)
		}
	})
}
