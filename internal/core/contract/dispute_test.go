package contract_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/money"
)

func TestADisputedLineIsNotDueAndNothingPaysItUntilThatIsOver(t *testing.T) {
	t.Parallel()
	const dent, rest = 9000, 10_000 + 18_000 + 39_500 - 40_000
	dispute := event("d1", "2029-01-10", contract.Disputed{Fee: "i/wear/2"})
	over := event("d2", "2029-01-15", contract.Disputed{Fee: "i/wear/2", Over: true})
	all := pay("q", "2029-01-12", rent+rest+dent)
	for name, tc := range map[string]struct {
		more                   []contract.Event
		disputed, due, credits int
	}{
		"disputed":                      {[]contract.Event{dispute}, dent, int(rent) + rest, 0},
		"paid meanwhile":                {[]contract.Event{dispute, all}, dent, 0, dent},
		"paid on the day of the word":   {[]contract.Event{dispute, pay("q", "2029-01-10", rent+rest+dent)}, dent, 0, dent},
		"over":                          {[]contract.Event{dispute, over}, 0, int(rent) + rest + dent, 0},
		"over, and the credit pays it":  {[]contract.Event{dispute, all, over}, 0, 0, 0},
		"over, and paid on that day":    {[]contract.Event{dispute, over, pay("q", "2029-01-15", rent+rest+dent)}, 0, 0, 0},
		"disputed once more":            {[]contract.Event{dispute, over, event("d3", "2029-01-15", contract.Disputed{Fee: "i/wear/2"})}, dent, int(rent) + rest, 0},
		"waived":                        {[]contract.Event{dispute, event("w", "2029-01-15", contract.FeeWaived{Fee: "i/wear/2", Amount: dent})}, 0, int(rent) + rest, 0},
		"a part waived":                 {[]contract.Event{dispute, event("w", "2029-01-15", contract.FeeWaived{Fee: "i/wear/2", Amount: 4000})}, 5000, int(rent) + rest, 0},
		"undone":                        {[]contract.Event{dispute, event("u", "2029-01-15", contract.Reversed{Of: "d1"})}, 0, int(rent) + rest + dent, 0},
		"after it was paid":             {[]contract.Event{pay("q", "2029-01-09", rent+rest+dent), dispute}, 0, 0, 0},
		"of a line that there is not":   {[]contract.Event{event("d1", "2029-01-10", contract.Disputed{Fee: "i/wear/9"})}, 0, int(rent) + rest + dent, 0},
		"on the day it was charged":     {[]contract.Event{event("d1", "2029-01-08", contract.Disputed{Fee: "i/wear/2"})}, dent, int(rent) + rest, 0},
		"the deposit pays other things": {[]contract.Event{event("d1", "2029-01-08", contract.Disputed{Fee: "t/mileage"})}, 10_000, int(rent) + rest + dent - 10_000, 0},
	} {
		s := fold(t, leased(t, nil), "2029-01-20", returned(tc.more...)...)
		if int(s.Disputed) != tc.disputed || int(s.DueNow) != tc.due || int(s.Credit) != tc.credits {
			t.Errorf("%s: got %d disputed, %d due and a credit of %d, want %d, %d and %d", name, s.Disputed, s.DueNow, s.Credit, tc.disputed, tc.due, tc.credits)
		}
		v, err := s.Invoice()
		if err != nil || v.Dispute != s.Disputed || v.Due != s.DueNow || v.Deposit+v.Credit+v.Paid+v.Waived+v.Dispute+v.Due != v.Total {
			t.Errorf("%s: got the invoice %+v, %v", name, v, err)
		}
	}
}

func TestALineTellsWhatWasSaidOfItAndWhatIsDueOnlyNowHasItsDaysAnew(t *testing.T) {
	t.Parallel()
	const dent, rest = 9000, 10_000 + 18_000 + 39_500 - 40_000
	dispute := event("d1", "2029-01-10", contract.Disputed{Fee: "i/wear/2", Case: "c"})
	over := event("d2", "2029-01-25", contract.Disputed{Fee: "i/wear/2", Over: true, Reason: "The pictures show it."})
	others := pay("q", "2029-01-12", rent+rest)
	said := contract.Dispute{Case: "c", On: day("2029-01-10")}
	stands := contract.Dispute{Case: "c", On: day("2029-01-10"), Over: day("2029-01-25"), Reason: "The pictures show it."}
	for name, tc := range map[string]struct {
		more       []contract.Event
		said       contract.Dispute
		waived     money.Cents
		disputable bool
		stands     string // the day from which the days are counted anew; none
	}{
		"nothing":                         {nil, contract.Dispute{}, 0, true, ""},
		"in dispute":                      {[]contract.Event{dispute}, said, 0, false, ""},
		"it stands, and others are due":   {[]contract.Event{dispute, over}, stands, 0, false, ""},
		"it stands, and is all":           {[]contract.Event{dispute, others, over}, stands, 0, false, "2029-01-25"},
		"it stands, and is paid":          {[]contract.Event{dispute, others, over, pay("p", "2029-01-26", dent)}, stands, 0, false, ""},
		"a part is waived":                {[]contract.Event{dispute, event("w", "2029-01-15", contract.FeeWaived{Fee: "i/wear/2", Amount: 4000})}, said, 4000, false, ""},
		"waived, and the word was undone": {[]contract.Event{dispute, event("w", "2029-01-15", contract.FeeWaived{Fee: "i/wear/2", Amount: 4000}), event("u", "2029-01-16", contract.Reversed{Of: "d1"})}, contract.Dispute{}, 4000, true, ""},
	} {
		v, err := fold(t, leased(t, nil), "2029-01-28", returned(tc.more...)...).Invoice()
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(v.Charges, func(c contract.Charge) bool { return c.Key == "i/wear/2" })
		if c := v.Charges[at]; c.Said != tc.said || c.Waived != tc.waived || c.Disputable() != tc.disputable {
			t.Errorf("%s: got %+v", name, c)
		}
		first, want := v.FirstDue(time.UTC), v.FirstDue(time.UTC)
		if tc.stands != "" {
			want = day(tc.stands).AddDays(v.Days)
		}
		if got := v.DueOn(time.UTC); got != want || first != max(v.Settled, civil.On(v.Told, time.UTC)).AddDays(v.Days) {
			t.Errorf("%s: got it due on %s, want %s; at first on %s", name, got, want, first)
		}
	}
}

func TestOnlyTheEndOfADisputeHasAReasonAndThatIsShort(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]contract.Disputed{
		"no fee": {}, "a reason too early": {Fee: "f", Reason: "x"}, "too long": {Fee: "f", Over: true, Reason: strings.Repeat("ä", contract.MostStandsReason+1)}, "a case of any length": {Fee: "f", Case: strings.Repeat("c", 201)},
	} {
		e := event("d", "2029-01-10", b)
		if err := e.Validate(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	e := event("d", "2029-01-10", contract.Disputed{Fee: "f", Over: true, Reason: strings.Repeat("ä", contract.MostStandsReason)})
	if err := e.Validate(); err != nil {
		t.Errorf("the longest: got %v", err)
	}
}

func TestALoanKnowsNoDisputeOfALine(t *testing.T) {
	t.Parallel()
	fee := event("f", "2026-02-10", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 1500})
	s := fold(t, plain(t, nil), "2026-02-20", opened(fee, event("d", "2026-02-11", contract.Disputed{Fee: "f"}))...)
	if s.Disputed != 0 || s.Fees != 1500 || s.Notes[len(s.Notes)-1].What != contract.NoteNotPossible {
		t.Errorf("got %d disputed of %d, %+v", s.Disputed, s.Fees, s.Notes)
	}
}
