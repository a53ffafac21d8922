package contract_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/core/contract"
	"marque/internal/money"
)

// rule finds the step of a rule in a working.
func rule(t testing.TB, working []contract.Step, r contract.Rule) contract.Step {
	t.Helper()
	for _, s := range working {
		if s.Rule == r {
			return s
		}
	}
	t.Fatalf("no step about %q in %+v", r, working)
	return contract.Step{}
}

// TestEveryWorkingOfALeaseGivesItsLine does the sums of a lease's lines again, whatever happened to it.
func TestEveryWorkingOfALeaseGivesItsLine(t *testing.T) {
	t.Parallel()
	for _, method := range []contract.TaxMethod{contract.TaxPayment, contract.TaxUpFront, contract.TaxNone} {
		terms := leased(t, func(l *contract.Terms) { l.Lease.TaxMethod = method })
		rapid.Check(t, func(r *rapid.T) {
			events := begun()
			for i := range rapid.IntRange(0, 12).Draw(r, "payments") {
				e := pay(string(rune('a'+i)), "2026-01-05", money.Cents(rapid.Int64Range(1, 250_000).Draw(r, "amount")))
				e.Effective = e.Effective.AddDays(rapid.IntRange(0, 500).Draw(r, "day"))
				events = append(events, e)
			}
			s := foldAt(r, terms, events, day("2026-01-05").AddDays(rapid.IntRange(0, 600).Draw(r, "as of")))
			balance := terms.Lease.CapCost()
			for i := range s.Lines {
				balance = checkLeaseLine(r, &terms, &s.Lines[i], balance)
			}
		})
	}
}

// checkLeaseLine compares one line with its working, and returns the lease balance after it.
func checkLeaseLine(r *rapid.T, terms *contract.Terms, l *contract.Line, balance money.Cents) money.Cents {
	sum := money.Cents(0)
	for _, s := range l.Working {
		sum += s.Cents
		if s.What == contract.StepPercent {
			taxed, err := money.MulDiv(int64(s.Balance), int64(s.Rate), int64(money.One), terms.Product.Rounding)
			if err != nil || money.Cents(taxed) != s.Cents || s.Cents != l.Tax {
				r.Fatalf("tax %+v of %+v", s, l)
			}
		}
	}
	switch l.Kind {
	case contract.LineRentDue:
		if sum != l.Amount || l.Amount != l.Rent+l.Tax {
			r.Fatalf("rent %s: the steps come to %d of %d", l.Key, sum, l.Amount)
		}
		charge, depreciation := l.Working[0], l.Working[1]
		if charge.Balance != balance || charge.Cents != l.Charge || l.Balance != balance-depreciation.Cents {
			r.Fatalf("rent %s: from %d by %d to %d: %+v", l.Key, balance, depreciation.Cents, l.Balance, l.Working)
		}
	case contract.KindPayment:
		if sum != l.Amount || l.Rent+l.Tax+l.Fee+l.Credit != l.Amount {
			r.Fatalf("payment %s: the steps come to %d of %d", l.Key, sum, l.Amount)
		}
	}
	return l.Balance
}

func TestABuyoutsWorkingIsItsSum(t *testing.T) {
	t.Parallel()
	s := fold(t, leased(t, nil), "2026-03-10", begun(pay("p", "2026-01-05", rent),
		event("fee", "2026-02-01", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 1500}))...)
	quote, err := s.PayoffQuote(day("2026-03-20"))
	if err != nil {
		t.Fatal(err)
	}
	sum := money.Cents(0)
	for _, r := range []contract.Rule{contract.RulePrice, contract.RulePurchaseFee, contract.RuleTax, contract.RuleOfficialFees, contract.RulePastDue} {
		sum += rule(t, quote.Working, r).Cents
	}
	if total := rule(t, quote.Working, contract.RuleTotal); sum != total.Cents || quote.Amount != sum {
		t.Errorf("the steps come to %d, the total says %d, the quote %d", sum, total.Cents, quote.Amount)
	}
	if got := rule(t, quote.Working, contract.RulePastDue).Cents; got != 2*rent {
		t.Errorf("got %d of open rents, want two", got)
	}
}

func TestAPayoffsWorkingIsItsSum(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := randomLoan(r)
		s := foldAt(r, terms, randomEvents(r, terms), anyDay(r, terms))
		if s.Status == contract.Pending {
			return
		}
		quote, err := s.PayoffQuote(s.AsOf.AddDays(rapid.IntRange(0, 60).Draw(r, "ahead")))
		if err != nil {
			r.Fatal(err)
		}
		exact, interest, sum := money.Exact{}, money.Cents(0), money.Cents(0)
		for _, step := range quote.Working {
			switch {
			case step.What == contract.StepBrought || step.What == contract.StepAccrued:
				exact = exact.Add(step.Exact)
			case step.What == contract.StepRounded:
				interest = step.Cents
			case step.Rule != contract.RulePayoff:
				sum += step.Cents
			}
		}
		rounded, err := exact.Round(terms.Product.Rounding)
		if err != nil || max(rounded, 0) != interest || interest != quote.Interest {
			r.Fatalf("interest of %s: got %d, want %d: %v", exact.Text(9), interest, rounded, err)
		}
		if max(sum+interest, 0) != quote.Amount {
			r.Fatalf("the steps come to %d, the quote is %d", sum+interest, quote.Amount)
		}
	})
}

func TestAnEarlyEndsWorkingIsItsSum(t *testing.T) {
	t.Parallel()
	end := contract.EarlyTermination{Realised: 2_000_000, Fee: 50_000, Tax: 1000, Expenses: 700}
	s := fold(t, leased(t, nil), "2026-04-01", begun(event("end", "2026-03-20", end))...)
	l := s.Lines[len(s.Lines)-1]
	want := rule(t, l.Working, contract.RuleLeaseBalance).Cents + rule(t, l.Working, contract.RuleEndCosts).Cents + rule(t, l.Working, contract.RuleRealised).Cents
	if got := rule(t, l.Working, contract.RuleEarlyEnd).Cents; got != want || l.Fee != want || rule(t, l.Working, contract.RuleEndCosts).Cents != 51_700 {
		t.Errorf("got a charge of %d on a line of %d, the steps come to %d", got, l.Fee, want)
	}
}

func TestAStepAsJSONSaysOnlyWhatItUses(t *testing.T) {
	t.Parallel()
	s := fold(t, plain(t, nil), "2026-02-01", opened(pay("p", "2026-02-01", 100_000))...)
	for i, want := range []string{
		`{"what":"accrued","from":"2026-01-01","to":"2026-02-01","days":31,"day_count":"ACT/365F","rate":"0.073","balance":1200000,` +
			`"exact":"7440.000000000","cents":0,"clause":"12 CFR 1026 App. J(a)(3)"}`,
		`{"what":"rounded","exact":"7440.000000000","cents":7440,"rule":"half-up"}`,
		`{"what":"allocated","cents":7440,"rule":"due interest"}`,
		`{"what":"allocated","cents":92560,"rule":"due principal"}`,
	} {
		got, err := json.Marshal(s.Lines[1].Working[i])
		if err != nil || string(got) != want {
			t.Errorf("step %d: got %s, %v\nwant %s", i, got, err, want)
		}
	}
}

func TestEveryRuleAndClauseHasANameOfItsOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]contract.Rule{}
	for r := contract.RulePrincipal; r.String() != "half-up"; r++ {
		if other, twice := seen[r.String()]; twice || r.String() == "" {
			t.Errorf("rule %d is called %q, as rule %d is", r, r, other)
		}
		seen[r.String()] = r
		if b, ok := r.Bucket(); ok && b.String() != r.String() {
			t.Errorf("rule %q is bucket %q", r, b)
		}
	}
	if len(seen) < 40 {
		t.Errorf("found %d rules, want those of the buckets too", len(seen))
	}
	if got := contract.Clause(200).String(); got != "unknown clause" {
		t.Errorf("got %q", got)
	}
}

func TestAContractsOwnClauseIsQuotedAsItStandsThere(t *testing.T) {
	t.Parallel()
	terms := plain(t, func(t *contract.Terms) {
		t.Product.LateFee.StateCap = &contract.StateCap{GraceDays: 10, Max: 1000, Citation: "CO 5-2-203"}
		t.Product.ReturnFee = contract.ReturnFeeRule{Amount: 2000, Citation: "N.J.S.A. 17:16C-42"}
	})
	s := fold(t, terms, "2026-02-20", opened()...)
	for clause, want := range map[contract.Clause]string{
		contract.ClauseLateFee: "contract, section 4", contract.ClauseStateCap: "CO 5-2-203", contract.ClauseReturnFee: "N.J.S.A. 17:16C-42", 0: "",
	} {
		if got := s.Cite(clause); got != want {
			t.Errorf("%q: got %q, want %q", clause, got, want)
		}
	}
	none := plain(t, nil)
	if got := none.Product.Cite(contract.ClauseStateCap); got != "" {
		t.Errorf("without a limit of the state: got %q", got)
	}
	due := contract.LateFeesDue(s)
	var clauses []string
	for _, step := range due[0].Working {
		clauses = append(clauses, s.Cite(step.Clause))
	}
	if got := strings.Join(clauses, "|"); got != "|contract, section 4|contract, section 4|CO 5-2-203|" {
		t.Errorf("got %q", got)
	}
}
