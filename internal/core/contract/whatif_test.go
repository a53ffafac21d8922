package contract_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

// anyLoan is a loan of any frequency, perhaps with months without an instalment, some way through: paid in time, in part, or not for a while.
func anyLoan(t *testing.T, r *rapid.T) *contract.State {
	t.Helper()
	terms := plain(t, func(t *contract.Terms) {
		t.Frequency, t.Count, t.Payment = rapid.SampledFrom([]finance.Frequency{finance.Monthly, finance.Weekly, finance.TwoWeekly, finance.Quarterly}).Draw(r, "every"), rapid.IntRange(4, 84).Draw(r, "count"), 0
		if t.Frequency == finance.Monthly && rapid.Bool().Draw(r, "seasonal") {
			t.Loan.Skips = 1 << 7
		}
	})
	begun := fold(t, terms, "2026-01-02", opened()...)
	events, today := opened(), begun.Instalments[0].Due
	for i := range rapid.IntRange(0, len(begun.Instalments)/2).Draw(r, "gone") {
		today = begun.Instalments[i].Due
		amount := begun.Instalments[i].Amount * money.Cents(rapid.SampledFrom([]int{100, 100, 100, 50, 0}).Draw(r, "percent")) / 100
		if amount > 0 {
			events = append(events, pay(today.String(), today.String(), amount))
		}
	}
	return fold(t, terms, today.AddDays(1).String(), events...)
}

// TestExtraMoneyNeverEndsALoanLaterOrCostsMore holds the law of every what-if: more money is never later and never more interest, the rows are the
// outcome's, nothing more leaves the schedule as it is, and the amount that a wished day asks for is enough and a cent less is not.
func TestExtraMoneyNeverEndsALoanLaterOrCostsMore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		s := anyLoan(t, r)
		less := contract.Scenario{Monthly: money.Cents(rapid.IntRange(0, 100_000).Draw(r, "monthly")), Once: money.Cents(rapid.IntRange(0, 500_000).Draw(r, "once"))}
		more := less
		more.Monthly += money.Cents(rapid.IntRange(0, 50_000).Draw(r, "more"))
		was, err1 := s.WhatIf(less)
		is, err2 := s.WhatIf(more)
		rows, err3 := s.Ahead(more)
		if err1 != nil || err2 != nil || err3 != nil {
			r.Fatal(err1, err2, err3)
		}
		if is.PayoffDate > was.PayoffDate || is.Interest > was.Interest || was.InterestSaved < 0 {
			r.Fatalf("%+v ends as %+v, %+v as %+v", less, was, more, is)
		}
		none, err1 := s.Ahead(contract.Scenario{})
		asIs, err2 := s.Upcoming(0)
		if err1 != nil || err2 != nil || !slices.Equal(none, asIs) {
			r.Fatalf("nothing more: got %+v, %v, want %+v, %v", none, err1, asIs, err2)
		}
		var interest money.Cents
		for _, row := range rows {
			interest += row.Interest
		}
		if last := rows[len(rows)-1]; last.Balance != 0 || last.Due != is.PayoffDate || interest != is.Interest || len(rows) != is.Instalments {
			r.Fatalf("the rows end with %+v after %d, the outcome is %+v", last, interest, is)
		}
		day := s.Instalments[rapid.IntRange(0, len(s.Instalments)-1).Draw(r, "by")].Due
		least, err := s.EndBy(day, contract.Scenario{Once: less.Once})
		if fault.Is(err, fault.Invalid) { // a day too early for money that goes with the payments
			if most, err := s.WhatIf(contract.Scenario{Monthly: s.Balance(), Once: less.Once}); err != nil || most.PayoffDate <= day {
				r.Fatalf("%s is refused, though all of the balance ends the loan on %s, %v", day, most.PayoffDate, err)
			}
			return
		}
		if err != nil {
			r.Fatal(err)
		}
		then, err := s.WhatIf(contract.Scenario{Monthly: least, Once: less.Once})
		if err != nil || then.PayoffDate > day {
			r.Fatalf("%d more by %s: got %+v, %v", least, day, then, err)
		}
		if least > 0 {
			if almost, err := s.WhatIf(contract.Scenario{Monthly: least - 1, Once: less.Once}); err != nil || almost.PayoffDate <= day {
				r.Fatalf("a cent less than %d ends by %s too: %+v, %v", least, day, almost, err)
			}
		}
	})
	s := fold(t, plain(t, nil), "2026-01-02", opened()...)
	if _, err := s.EndBy(s.NextDue.Date.AddDays(-1), contract.Scenario{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("before the next payment: got %v", err)
	}
}
