package contract_test

import (
	"testing"

	"pgregory.net/rapid"

	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/money"
)

// TestExtraMoneyNeverEndsALoanLaterOrCostsMore holds the law of every what-if: more money is never later and never more interest, the rows are the
// outcome's, and the amount that a wished day asks for is enough and a cent less is not.
func TestExtraMoneyNeverEndsALoanLaterOrCostsMore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		count := rapid.IntRange(2, 84).Draw(r, "count")
		s := fold(t, plain(t, func(t *contract.Terms) { t.Count = count; t.Payment = 0 }), "2026-01-02", opened()...)
		less := contract.Scenario{Monthly: money.Cents(rapid.IntRange(0, 100_000).Draw(r, "monthly")), Once: money.Cents(rapid.IntRange(0, 500_000).Draw(r, "once"))}
		more := less
		more.Monthly += money.Cents(rapid.IntRange(0, 50_000).Draw(r, "more"))
		was, err1 := s.WhatIf(less)
		is, err2 := s.WhatIf(more)
		rows, err3 := s.Ahead(more)
		if err1 != nil || err2 != nil || err3 != nil {
			r.Fatal(err1, err2, err3)
		}
		if is.PayoffDate > was.PayoffDate || is.Interest > was.Interest || was.InterestSaved < 0 || was.Sooner < 0 {
			r.Fatalf("%+v ends as %+v, %+v as %+v", less, was, more, is)
		}
		var interest money.Cents
		for _, row := range rows {
			interest += row.Interest
		}
		if last := rows[len(rows)-1]; last.Balance != 0 || last.Due != is.PayoffDate || interest != is.Interest || len(rows) != is.Instalments {
			r.Fatalf("the rows end with %+v after %d, the outcome is %+v", last, interest, is)
		}
		day := s.Instalments[rapid.IntRange(0, count-1).Draw(r, "by")].Due
		least, err := s.EndBy(day, contract.Scenario{Once: less.Once})
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
