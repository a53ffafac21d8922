package contract_test

import (
	"fmt"
	"testing"
	"time"

	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/money"
)

// plain is a loan of 12,000.00 at 7.3 %: two cents of interest a day for each ten dollars, so that figures can be checked by hand.
func plain(t testing.TB, change func(*contract.Terms)) contract.Terms {
	t.Helper()
	terms := contract.Terms{
		Number: "C1", Kind: contract.Loan, Currency: "USD", ContractDate: day("2026-01-01"), FirstDue: day("2026-02-01"), Count: 12, Payment: 100_000,
		Loan:    &contract.LoanTerms{Amount: 1_200_000, Rate: 73_000_000},
		Product: contract.Product{LateFee: contract.LateFeeRule{GraceDays: 10, Percent: 50_000_000, Max: 4000, Citation: "contract, section 4"}},
	}
	if change != nil {
		change(&terms)
	}
	settled, err := terms.Settled()
	if err != nil {
		t.Fatal(err)
	}
	return settled
}

func opened(events ...contract.Event) []contract.Event {
	return append([]contract.Event{event("act", "2026-01-01", contract.Activated{})}, events...)
}

func pay(key, on string, amount money.Cents) contract.Event {
	return event(key, on, contract.Payment{Amount: amount})
}

func TestAShortPaymentGoesToInterestAndTheRestIsCarried(t *testing.T) {
	t.Parallel()
	s := fold(t, plain(t, nil), "2026-03-01", opened(pay("p1", "2026-02-01", 5000))...)
	l := s.Lines[1]
	if l.Interest != 5000 || l.Principal != 0 || s.Principal != 1_200_000 {
		t.Errorf("got interest %d, principal %d", l.Interest, l.Principal)
	}
	// 31 + 28 days of 2.40 are 141.60; 50.00 are paid; nothing is charged on the 24.40 left on 1 February.
	if s.Interest != 9160 {
		t.Errorf("got %d of interest, want 9160", s.Interest)
	}
}

func TestWhatIsDueAndSinceWhen(t *testing.T) {
	t.Parallel()
	terms := plain(t, nil)
	for _, c := range []struct {
		name               string
		on                 string
		events             []contract.Event
		pastDue, dueNow    money.Cents
		days, paid, number int
		next               string
	}{
		{"before the first due date", "2026-01-31", nil, 0, 0, 0, 0, 1, "2026-02-01"},
		{"on the due date nothing is past due", "2026-02-01", nil, 0, 100_000, 0, 0, 1, "2026-02-01"},
		{"the day after it is", "2026-02-02", nil, 100_000, 100_000, 1, 0, 2, "2026-03-01"},
		{"two are past due since the older", "2026-03-11", nil, 200_000, 200_000, 38, 0, 3, "2026-04-01"},
		{"a payment pays the oldest", "2026-03-11", []contract.Event{pay("p", "2026-03-10", 100_000)}, 100_000, 100_000, 10, 1, 3, "2026-04-01"},
		{"a few days early pays the next", "2026-02-02", []contract.Event{pay("p", "2026-01-28", 100_000)}, 0, 0, 0, 1, 2, "2026-03-01"},
		{"in part stays due", "2026-02-03", []contract.Event{pay("p", "2026-02-01", 99_999)}, 1, 1, 2, 0, 2, "2026-03-01"},
		{"extra money lowers the debt and leaves the due date", "2026-02-10", []contract.Event{pay("p", "2026-02-01", 200_000)}, 0, 0, 0, 1, 2, "2026-03-01"},
		{"paused days do not count", "2026-03-11",
			[]contract.Event{event("x", "2026-02-11", contract.Paused{Until: day("2026-03-01")})}, 200_000, 200_000, 20, 0, 3, "2026-04-01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := fold(t, terms, c.on, opened(c.events...)...)
			if s.PastDue != c.pastDue || s.DueNow != c.dueNow || s.DaysPastDue != c.days || s.Paid != c.paid {
				t.Errorf("got past due %d, due now %d, days %d, paid %d; want %d, %d, %d, %d",
					s.PastDue, s.DueNow, s.DaysPastDue, s.Paid, c.pastDue, c.dueNow, c.days, c.paid)
			}
			if s.NextDue.Number != c.number || s.NextDue.Date != day(c.next) {
				t.Errorf("got next %+v, want number %d on %s", s.NextDue, c.number, c.next)
			}
		})
	}
}

func TestExtraMoneyDoesWhatTheCustomerChose(t *testing.T) {
	t.Parallel()
	terms := plain(t, nil)
	for _, c := range []struct {
		extra      contract.Extra
		next       string
		ahead      int
		lowersRate bool
	}{
		{contract.LowerDebt, "2026-03-01", 0, false}, {contract.Shorten, "2026-03-01", 0, false},
		{contract.PayAhead, "2026-05-01", 2, false}, {contract.LowerPayment, "2026-03-01", 0, true},
	} {
		t.Run(string(c.extra), func(t *testing.T) {
			t.Parallel()
			s := fold(t, terms, "2026-02-15", opened(event("i", "2026-01-10", contract.Instructed{Extra: c.extra}), pay("p", "2026-02-01", 300_000))...)
			if s.NextDue.Date != day(c.next) || s.PaidAhead != c.ahead || s.Extra != c.extra {
				t.Errorf("got next %s, %d ahead, %s", s.NextDue.Date, s.PaidAhead, s.Extra)
			}
			if (s.Payment < 100_000) != c.lowersRate {
				t.Errorf("got a payment of %d", s.Payment)
			}
			if c.extra == contract.LowerDebt && (s.PayoffDate >= s.Maturity || s.Principal != 1_200_000-300_000+7440) {
				t.Errorf("got payoff on %s and principal %d, want it before %s", s.PayoffDate, s.Principal, s.Maturity)
			}
		})
	}
}

func TestALateFeeIsDueOnceAtTheEndOfGraceOnWhatWasOpen(t *testing.T) {
	t.Parallel()
	terms := plain(t, nil)
	for _, c := range []struct {
		name   string
		on     string
		events []contract.Event
		want   []money.Cents
	}{
		{"within grace", "2026-02-10", nil, nil},
		{"at its end", "2026-02-11", nil, []money.Cents{4000}},
		{"5 % of the late part", "2026-02-20", []contract.Event{pay("p", "2026-02-11", 80_000)}, []money.Cents{1000}},
		{"paid on the last grace day", "2026-02-20", []contract.Event{pay("p", "2026-02-11", 100_000)}, nil},
		{"paid a day later it is still due", "2026-02-20", []contract.Event{pay("p", "2026-02-12", 100_000)}, []money.Cents{4000}},
		{"charged already", "2026-02-20", []contract.Event{event("f", "2026-02-12", contract.FeeAssessed{Fee: contract.LateFee, Amount: 4000, Instalment: 1})}, nil},
		{"one for each instalment", "2026-03-20", nil, []money.Cents{4000, 4000}},
		{"no pyramid: the fee makes no payment late", "2026-03-20", []contract.Event{
			pay("p", "2026-02-12", 100_000), event("f", "2026-02-12", contract.FeeAssessed{Fee: contract.LateFee, Amount: 4000, Instalment: 1}),
			pay("q", "2026-03-01", 100_000),
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			due := contract.LateFeesDue(fold(t, terms, c.on, opened(c.events...)...))
			if len(due) != len(c.want) {
				t.Fatalf("got %+v, want %v", due, c.want)
			}
			for i := range due {
				if due[i].Fee.Amount != c.want[i] || due[i].Effective != terms.FirstDue.AddMonths(i, 1).AddDays(11) {
					t.Errorf("got %+v, want %d", due[i], c.want[i])
				}
			}
		})
	}
}

func TestALateFeeIsTakenBackWhenThePaymentTurnsOutToHaveBeenInTime(t *testing.T) {
	t.Parallel()
	terms := plain(t, nil)
	late := event("f", "2026-02-12", contract.FeeAssessed{Fee: contract.LateFee, Amount: 4000, Instalment: 1})
	if s := fold(t, terms, "2026-02-20", opened(late)...); s.Fees != 4000 {
		t.Errorf("got fees of %d, want 4000", s.Fees)
	}
	if s := fold(t, terms, "2026-02-20", opened(late, pay("p", "2026-02-05", 100_000))...); s.Fees != 0 {
		t.Errorf("got fees of %d after a payment in time was found, want none", s.Fees)
	}
	if s := fold(t, terms, "2026-02-20", opened(late, pay("p", "2026-02-05", 60_000))...); s.Fees != 2000 {
		t.Errorf("got fees of %d after 600.00 in time were found, want 5 %% of 400.00", s.Fees)
	}
	if s := fold(t, terms, "2026-02-20", opened(late, pay("p", "2026-02-05", 100_000),
		event("r", "2026-02-05", contract.Returned{Payment: "p", Code: "R01"}))...); s.Fees != 4000 {
		t.Errorf("got fees of %d after that payment was returned, want 4000", s.Fees)
	}
}

func TestTheLesserOfContractAndStateIsTheLateFee(t *testing.T) {
	t.Parallel()
	terms := plain(t, func(t *contract.Terms) {
		t.Product.LateFee.StateCap = &contract.StateCap{GraceDays: 15, Percent: 20_000_000, Citation: "12 Pa.C.S. 6245"}
	})
	if due := contract.LateFeesDue(fold(t, terms, "2026-02-15", opened()...)); len(due) != 0 {
		t.Errorf("got %+v within the state's grace", due)
	}
	if due := contract.LateFeesDue(fold(t, terms, "2026-02-16", opened()...)); len(due) != 1 || due[0].Fee.Amount != 2000 {
		t.Errorf("got %+v, want 2 %% of the instalment", due)
	}
}

func TestTheWaterfallIsData(t *testing.T) {
	t.Parallel()
	feesFirst := plain(t, func(t *contract.Terms) {
		t.Product.Waterfall.Regular = contract.Order{contract.PastDueFee, contract.DueFee, contract.PastDueInterest, contract.DueInterest}
	})
	fee := event("f", "2026-01-20", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 3000})
	for name, c := range map[string]struct {
		terms contract.Terms
		fee   money.Cents
	}{"fees last by default": {plain(t, nil), 0}, "fees first by contract": {feesFirst, 3000}} {
		s := fold(t, c.terms, "2026-02-01", opened(fee, pay("p", "2026-02-01", 100_000))...)
		if got := s.Lines[2].Fee; got != c.fee {
			t.Errorf("%s: got %d of the payment for fees, want %d", name, got, c.fee)
		}
	}
}

func TestAPrincipalOnlyPaymentLeavesTheDueDateAndIsRegularWhenPastDue(t *testing.T) {
	t.Parallel()
	only := func(on string) contract.Event {
		return event("p", on, contract.Payment{Amount: 50_000, For: contract.PrincipalOnly})
	}
	s := fold(t, plain(t, nil), "2026-01-20", opened(only("2026-01-11"))...)
	if s.Principal != 1_150_000 || s.Interest != 2400+2070 || s.NextDue.Amount != 100_000 {
		t.Errorf("got principal %d, interest %d, next %d", s.Principal, s.Interest, s.NextDue.Amount)
	}
	s = fold(t, plain(t, nil), "2026-02-20", opened(only("2026-02-11"))...)
	if s.Lines[1].Interest == 0 || s.PastDue != 50_000 || len(s.Notes) < 1 {
		t.Errorf("got %+v, want a regular payment with a note", s.Lines[1])
	}
	if err := s.MayPayPrincipal(); err == nil {
		t.Error("a principal-only payment is not offered while past due")
	}
}

func TestAnExtensionMovesDueDatesWhileInterestRuns(t *testing.T) {
	t.Parallel()
	terms := plain(t, nil)
	before := fold(t, terms, "2026-02-05", opened()...)
	after := fold(t, terms, "2026-02-05", opened(event("x", "2026-02-05", contract.Extension{Periods: 2}))...)
	if after.Maturity != day("2027-03-01") || after.NextDue.Date != day("2026-04-01") || after.PastDue != 0 || after.DaysPastDue != 0 {
		t.Errorf("got maturity %s, next %s, past due %d", after.Maturity, after.NextDue.Date, after.PastDue)
	}
	a, err1 := before.Outlook()
	b, err2 := after.Outlook()
	if err1 != nil || err2 != nil || b.Interest <= a.Interest || after.Interest != before.Interest {
		t.Errorf("got interest to come %d after %d, %v %v", b.Interest, a.Interest, err1, err2)
	}
}

func TestADueDateChangeMakesOneOddPeriod(t *testing.T) {
	t.Parallel()
	s := fold(t, plain(t, nil), "2026-02-10", opened(pay("p", "2026-02-01", 100_000),
		event("x", "2026-02-10", contract.DueDateChange{First: day("2026-03-15"), Day: 15}))...)
	if s.NextDue.Date != day("2026-03-15") || s.Instalments[2].Due != day("2026-04-15") || s.Maturity != day("2027-01-15") {
		t.Errorf("got next %s, then %s, maturity %s", s.NextDue.Date, s.Instalments[2].Due, s.Maturity)
	}
}

func TestRatesAreSegments(t *testing.T) {
	t.Parallel()
	terms := plain(t, func(t *contract.Terms) { t.Payment = 0; t.Loan.Rate = 146_000_000 }) // 4.80 a day
	for _, c := range []struct {
		name   string
		events []contract.Event
		want   money.Cents // after 20 days
	}{
		{"the contract's", nil, 9600},
		{"halved after ten days", []contract.Event{event("r", "2026-01-11", contract.RateSegment{Reason: contract.RateChanged, Rate: 73_000_000})}, 7200},
		{"discounted for ten days", []contract.Event{
			event("r", "2026-01-01", contract.RateSegment{Reason: contract.AutopayDiscount, Rate: 73_000_000, Until: day("2026-01-11")}),
		}, 7200},
		{"discount ended by an event", []contract.Event{
			event("r", "2026-01-01", contract.RateSegment{Reason: contract.AutopayDiscount, Rate: 73_000_000}),
			event("s", "2026-01-11", contract.RateSegment{Reason: contract.AutopayDiscount}),
		}, 7200},
		{"capped at 6 % in service, back to its beginning", []contract.Event{event("s", "2026-01-11", contract.SCRA{})}, 4800 + 1973},
		{"and no longer", []contract.Event{event("s", "2026-01-01", contract.SCRA{Until: day("2026-01-11")})}, 1973 + 4800},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if s := fold(t, terms, "2026-01-21", opened(c.events...)...); s.Interest != c.want {
				t.Errorf("got %d, want %d", s.Interest, c.want)
			}
		})
	}
}

func TestAChargedOffDebtBearsNoInterestAndItsMoneyIsRecovered(t *testing.T) {
	t.Parallel()
	s := fold(t, plain(t, nil), "2026-07-01", opened(event("f", "2026-02-12", contract.FeeAssessed{Fee: contract.LateFee, Amount: 4000, Instalment: 1}),
		event("co", "2026-06-01", contract.ChargedOff{}), pay("p", "2026-06-15", 30_000))...)
	owed := money.Cents(1_200_000 + 151*240 + 4000)
	if s.Status != contract.ChargedOut || s.Balance() != 0 || s.ChargedOff != owed || s.Recovered != 30_000 {
		t.Errorf("got %s, balance %d, charged off %d (want %d), recovered %d", s.Status, s.Balance(), s.ChargedOff, owed, s.Recovered)
	}
	if quote, err := s.PayoffQuote(day("2026-07-05")); err != nil || quote.Amount != owed-30_000 {
		t.Errorf("got %+v, %v: what is still owed", quote, err)
	}
	if s.AutopayStops == "" {
		t.Error("autopay stops")
	}
}

func TestAnOverpaymentIsTheCustomersAndItsClockRuns(t *testing.T) {
	t.Parallel()
	events := opened(event("p", "2026-01-11", contract.Payment{Amount: 1_210_000, For: contract.PayoffPayment}))
	s := fold(t, plain(t, nil), "2026-01-20", events...)
	if s.Status != contract.PaidOff || s.Credit != 7600 || s.CreditRefundDue() != day("2026-07-11") {
		t.Errorf("got %s, credit %d, refund due %s", s.Status, s.Credit, s.CreditRefundDue())
	}
	s = fold(t, plain(t, nil), "2026-02-20", append(events, event("c", "2026-02-01", contract.CreditRefunded{Amount: 7600}))...)
	if s.Credit != 0 || s.CreditRefundDue() != 0 {
		t.Errorf("got credit %d, refund due %s", s.Credit, s.CreditRefundDue())
	}
}

func TestAsKnownTellsWhatWeBelieved(t *testing.T) {
	t.Parallel()
	early, late := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	events := opened(pay("p", "2026-02-01", 100_000))
	events[0].Recorded, events[1].Recorded = early, late
	believed, err := contract.Fold(plain(t, nil), events, contract.At{AsOf: day("2026-03-03"), AsKnown: early.AddDate(0, 1, 0)})
	if err != nil || believed.Paid != 0 || believed.DaysPastDue != 30 {
		t.Errorf("on 3 March we believed %d paid and %d days past due, %v", believed.Paid, believed.DaysPastDue, err)
	}
	if s := fold(t, plain(t, nil), "2026-03-03", events...); s.Paid != 1 {
		t.Errorf("on 3 March %d was paid in truth, want 1", s.Paid)
	}
}

func TestATakenOverContractGoesOnWhereTheOtherBookLeftIt(t *testing.T) {
	t.Parallel()
	// Contract of the sample feed with one instalment past due and a fee from before.
	terms, err := contract.Terms{
		Number: "C", Kind: contract.Loan, Currency: "USD", ContractDate: day("2023-04-20"), FirstDue: day("2023-05-20"), DueDay: 20, Count: 60, Payment: 42675,
		Loan:    &contract.LoanTerms{Amount: 2221272, Rate: 57_400_000},
		Product: contract.Product{DayCount: finance.ActActISDA, LateFee: contract.LateFeeRule{GraceDays: 10, Percent: 50_000_000, Max: 2500}},
	}.Settled()
	if err != nil {
		t.Fatal(err)
	}
	events := []contract.Event{
		event("a", "2023-04-20", contract.Activated{}),
		event("c", "2026-10-31", contract.Converted{Principal: 773328, InterestThrough: day("2026-09-20"), Paid: 41, FeesDue: 2500, YearInterest: 33292}),
	}
	s := fold(t, terms, "2026-11-22", events...)
	interest := money.Cents(7662) // 7,733.28 × 5.74 % × 63 / 365
	if s.Principal != 773328 || s.Interest != interest || s.Fees != 2500 || s.PastDue != 85350 || s.DaysPastDue != 33 || s.Paid != 41 {
		t.Errorf("got principal %d, interest %d, fees %d, past due %d for %d days, %d paid", s.Principal, s.Interest, s.Fees, s.PastDue, s.DaysPastDue, s.Paid)
	}
	if s.Year.Interest != 33292 || len(contract.LateFeesDue(s)) != 0 {
		t.Errorf("got %d of interest this year; late fees %+v, want none: October was the other book's, November is in grace", s.Year.Interest, contract.LateFeesDue(s))
	}
	if before := fold(t, terms, "2026-10-01", events...); before.Status != contract.Pending || before.DueNow != 0 {
		t.Errorf("before it was taken over: got %s, due %d", before.Status, before.DueNow)
	}
	// A payment that counts from before the opening counts from the opening.
	s = fold(t, terms, "2026-11-22", append(events, pay("p", "2026-10-25", 42675))...)
	if s.Paid != 42 || s.PastDue != 42675 || s.Lines[2].Effective != day("2026-10-25") {
		t.Errorf("got %d paid, past due %d: %+v", s.Paid, s.PastDue, s.Lines[2])
	}
}

func TestAnOwnershipChangeStopsAutopayButNotTheDebt(t *testing.T) {
	t.Parallel()
	s := fold(t, plain(t, nil), "2026-03-01", opened(event("o", "2026-02-10", contract.OwnershipChanged{Reason: contract.TotalLoss}))...)
	if s.AutopayStops != "total_loss" || s.Ownership != "total_loss" || s.Principal != 1_200_000 || s.Status != contract.Active {
		t.Errorf("got %+v", s)
	}
}

func TestWhatExtraMoneySaves(t *testing.T) {
	t.Parallel()
	s := fold(t, plain(t, func(t *contract.Terms) { t.Count = 60; t.Payment = 0 }), "2026-01-02", opened()...)
	o, err := s.WhatIf(contract.Scenario{Monthly: 10_000})
	if err != nil || o.Sooner < 15 || o.InterestSaved < 60_000 || o.PayoffDate >= s.Maturity {
		t.Errorf("got %+v, %v", o, err)
	}
	if o, err = s.WhatIf(contract.Scenario{Discount: 2_500_000}); err != nil || o.InterestSaved <= 0 || o.Sooner != 0 {
		t.Errorf("a discount: got %+v, %v", o, err)
	}
	if o, err = s.Outlook(); err != nil || o.InterestSaved != 0 || o.Instalments != 60 || o.PayoffDate != s.Maturity {
		t.Errorf("nothing: got %+v, %v", o, err)
	}
}

func TestSkipsStepsAndFrequenciesHold(t *testing.T) {
	t.Parallel()
	s := fold(t, plain(t, func(t *contract.Terms) { t.Payment = 0; t.Loan.Skips = 1 << 7 }), "2026-07-02", opened()...)
	if s.Instalments[5].Amount != 0 || s.NextDue.Date != day("2026-08-01") {
		t.Errorf("July is skipped: got %+v, next %s", s.Instalments[5], s.NextDue.Date)
	}
	s = fold(t, plain(t, func(t *contract.Terms) {
		t.Payment = 0
		t.Loan.Steps = []finance.Step{{From: 7, Weight: 2 * money.One}}
	}), "2026-01-02", opened()...)
	if got := s.Instalments[6].Amount; got != 2*s.Payment {
		t.Errorf("from the seventh on: got %d, want twice %d", got, s.Payment)
	}
	s = fold(t, plain(t, func(t *contract.Terms) { t.Payment = 0; t.Frequency = finance.TwoWeekly; t.Count = 26 }), "2026-01-02", opened()...)
	if s.Instalments[1].Due != day("2026-02-15") || s.LastPayment < s.Payment-30 || s.LastPayment > s.Payment+30 {
		t.Errorf("got %s, last %d of %d", s.Instalments[1].Due, s.LastPayment, s.Payment)
	}
}

func TestDueDatesStayWithinWhatContractsCanSpeakOf(t *testing.T) {
	t.Parallel()
	terms := plain(t, nil)
	var all []contract.Event
	for i := range 400 {
		e := event(fmt.Sprintf("x%03d", i), "2026-01-10", contract.Extension{Periods: 24})
		all = append(all, e)
	}
	s := fold(t, terms, "2026-02-01", opened(all...)...)
	if s.Maturity.Year() > 2199 || s.Maturity.Year() < 2190 || len(s.Notes) == 0 {
		t.Errorf("got a maturity of %s, notes %d", s.Maturity, len(s.Notes))
	}
	s = fold(t, terms, "2026-02-01", opened(event("d", "2026-01-10", contract.DueDateChange{First: day("2199-12-01")}))...)
	if s.Maturity != day("2027-01-01") || s.Notes[len(s.Notes)-1].What != contract.NoteNotPossible {
		t.Errorf("got a maturity of %s, notes %+v", s.Maturity, s.Notes)
	}
	lease := leased(t, nil)
	all = nil
	for i := range 400 {
		all = append(all, event(fmt.Sprintf("x%03d", i), "2026-01-10", contract.LeaseExtension{Months: 24, Disclosed: day("2026-01-09")}))
	}
	if s = fold(t, lease, "2026-02-01", begun(all...)...); len(s.Instalments) > contract.MaxCount {
		t.Errorf("got %d rents", len(s.Instalments))
	}
}

func TestAnEventFromBeforeTheOpeningCountsFromItWithANote(t *testing.T) {
	t.Parallel()
	s := fold(t, plain(t, nil), "2026-01-10", opened(pay("p", "2025-12-20", 150_000), event("o", "2025-12-20", contract.Odometer{Miles: 3}))...)
	if s.Principal != 1_050_000 || s.Instalments[0].PaidOn != day("2026-01-01") || len(s.Notes) != 2 || s.Notes[1] != (contract.Note{What: contract.NoteCountedOpening, Key: "p"}) {
		t.Errorf("got principal %d, notes %+v", s.Principal, s.Notes)
	}
}

func TestWhatCountsFromTomorrowIsNotThereToday(t *testing.T) {
	t.Parallel()
	p := pay("p", "2026-02-01", 100_000)
	if s := fold(t, plain(t, nil), "2026-01-31", opened(p)...); s.Paid != 0 || len(s.Lines) != 1 {
		t.Errorf("got %d paid and %d lines on the day before", s.Paid, len(s.Lines))
	}
	if s := fold(t, plain(t, nil), "2026-02-01", opened(p)...); s.Paid != 1 || len(s.Lines) != 2 {
		t.Errorf("got %d paid and %d lines on the day", s.Paid, len(s.Lines))
	}
}

func TestALateFeeIsNeverMoreThanWasCharged(t *testing.T) {
	t.Parallel()
	fee := event("f", "2026-02-12", contract.FeeAssessed{Fee: contract.LateFee, Amount: 1500, Instalment: 1})
	if s := fold(t, plain(t, nil), "2026-02-20", opened(fee)...); s.Fees != 1500 {
		t.Errorf("got %d, want the 15.00 that were charged, though the rule gives 40.00", s.Fees)
	}
}

func TestAMovedInstalmentCanBeLateOnItsNewDay(t *testing.T) {
	t.Parallel()
	due := contract.LateFeesDue(fold(t, plain(t, nil), "2026-05-13", opened(event("x", "2026-02-20", contract.Extension{Periods: 3}))...))
	if len(due) != 1 || due[0].Fee.Instalment != 1 || due[0].Effective != day("2026-05-12") || due[0].Key != "late/2026-05-01" {
		t.Errorf("got %+v, want the first instalment, due on 1 May now", due)
	}
}
