package contract_test

import (
	"strings"
	"testing"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

// refused wants a fault whose sentence has some words.
func refused(t *testing.T, name string, err error, words string) {
	t.Helper()
	if fault.Of(err) == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("%s: got %v, want a fault that says %q", name, err, words)
	}
}

func TestNobodyIsQuotedWhatCannotBeKnown(t *testing.T) {
	t.Parallel()
	pending := fold(t, plain(t, nil), "2026-01-10")
	begunLoan := fold(t, plain(t, nil), "2026-01-10", opened()...)
	for name, c := range map[string]struct {
		s     *contract.State
		on    string
		words string
	}{
		"not begun": {pending, "2026-01-10", "has not begun"},
		"yesterday": {begunLoan, "2026-01-09", "today or a later day"},
		"too late":  {begunLoan, "2027-01-12", "at most 366 days"},
	} {
		_, err := c.s.PayoffQuote(day(c.on))
		refused(t, name, err, c.words)
		_, err = c.s.PayoffTable(day(c.on), 3)
		refused(t, name+", as a table", err, c.words)
	}
	for _, days := range []int{0, -1, 63} {
		_, err := begunLoan.PayoffTable(day("2026-01-10"), days)
		refused(t, "table", err, "1 to 62 days")
	}
	if table, err := begunLoan.PayoffTable(day("2026-01-10"), 62); err != nil || len(table) != 62 || table[0].Working != nil {
		t.Errorf("the longest table: got %d rows, %v", len(table), err)
	}
}

func TestATableOfALeaseIsItsQuotes(t *testing.T) {
	t.Parallel()
	s := fold(t, leased(t, nil), "2026-02-01", begun(pay("p", "2026-01-05", rent))...)
	table, err := s.PayoffTable(day("2026-02-01"), 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range table {
		quote, err := s.PayoffQuote(row.On)
		quote.Working = nil
		if err != nil || asJSON(t, quote) != asJSON(t, row) {
			t.Errorf("%s: got %+v, the quote is %+v, %v", row.On, row, quote, err)
		}
	}
	if table[3].Amount >= table[4].Amount {
		t.Errorf("from the 4th to the 5th a rent falls due: got %d, then %d", table[3].Amount, table[4].Amount)
	}
}

func TestAfterALeasesEndOnlyWhatIsOwedIsQuoted(t *testing.T) {
	t.Parallel()
	s := fold(t, leased(t, nil), "2026-03-01", begun(pay("p", "2026-01-05", rent), event("in", "2026-02-10", contract.TurnIn{Miles: 900}))...)
	if quote, err := s.PayoffQuote(day("2026-03-05")); err != nil || quote.Amount != rent || quote.Principal != 0 {
		t.Errorf("got %+v, %v, want the one rent that is open", quote, err)
	}
	_, err := s.EarlyEnd(day("2026-03-05"), 0, 0)
	refused(t, "ending twice", err, "within its term")
	_, err = fold(t, plain(t, nil), "2026-01-10", opened()...).EndStatement()
	refused(t, "a loan's end statement", err, "Only a lease")
	if tail, err := s.EndStatement(); err != nil || tail.Charge == 0 {
		t.Errorf("got %+v, %v", tail, err)
	}
}

func TestWhatIfRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	loan := fold(t, plain(t, nil), "2026-01-10", opened()...)
	_, err := fold(t, plain(t, nil), "2026-01-10").WhatIf(contract.Scenario{})
	refused(t, "not begun", err, "has not begun")
	_, err = fold(t, leased(t, nil), "2026-01-10", begun()...).WhatIf(contract.Scenario{Monthly: 1})
	refused(t, "a lease", err, "does not shorten a lease")
	_, err = loan.WhatIf(contract.Scenario{Monthly: -1})
	refused(t, "less each month", err, "monthly")
	_, err = loan.WhatIf(contract.Scenario{Once: -1})
	refused(t, "less once", err, "once")
	_, err = loan.WhatIf(contract.Scenario{Discount: 2 * money.One})
	refused(t, "a discount of 200 %", err, "between 0 and 1")
}

func TestWhatExtraMoneyDoesIsWhatHappensWhenItIsPaid(t *testing.T) {
	t.Parallel()
	terms := plain(t, func(t *contract.Terms) { t.Product.SmallBalance = contract.NoTolerance })
	s := fold(t, terms, "2026-01-20", opened()...)
	promised, err := s.WhatIf(contract.Scenario{Monthly: 20_000, Once: 50_000, On: day("2026-03-01")})
	if err != nil {
		t.Fatal(err)
	}
	events, paid := opened(), money.Cents(0)
	for i := range promised.Instalments {
		due := s.Instalments[i].Due
		amount := money.Cents(120_000)
		if due == day("2026-03-01") {
			amount += 50_000
		}
		if i == promised.Instalments-1 {
			amount = promised.LastPayment
		}
		e := pay(due.String(), "2026-02-01", amount)
		e.Effective = due
		events = append(events, e)
		paid += amount
	}
	end := fold(t, terms, promised.PayoffDate.String(), events...)
	if end.Status != contract.PaidOff || end.Credit != 0 || end.Total.Interest != promised.Interest {
		t.Errorf("got %s with a credit of %d and %d of interest, promised %+v", end.Status, end.Credit, end.Total.Interest, promised)
	}
	if paid != 1_200_000+promised.Interest {
		t.Errorf("paid %d, want the principal and %d of interest", paid, promised.Interest)
	}
	if promised.Sooner != 12-promised.Instalments || promised.InterestSaved <= 0 {
		t.Errorf("got %+v", promised)
	}
}

func TestADiscountIsWorthWhatItSaves(t *testing.T) {
	t.Parallel()
	s := fold(t, plain(t, nil), "2026-01-20", opened()...)
	with, err := s.WhatIf(contract.Scenario{Discount: 2_500_000})
	if err != nil {
		t.Fatal(err)
	}
	enrolled := fold(t, plain(t, nil), "2026-01-20",
		opened(event("auto", "2026-01-20", contract.RateSegment{Reason: contract.AutopayDiscount, Rate: 2_500_000}))...)
	then, err := enrolled.Outlook()
	if err != nil || then.Interest != with.Interest || with.InterestSaved <= 0 {
		t.Errorf("promised %+v, got %+v, %v", with, then, err)
	}
	for returns, want := range map[int]bool{0: false, 1: false, 2: true, 5: true} {
		p := contract.Product{Autopay: contract.AutopayPolicy{MostReturns: 2}}
		if p.DiscountEnds(returns) != want {
			t.Errorf("after %d returns: got %v", returns, !want)
		}
	}
	if never := (&contract.Product{}); never.DiscountEnds(99) {
		t.Error("a product without a limit ends no discount")
	}
}

func TestWhoMayPayPrincipalOnly(t *testing.T) {
	t.Parallel()
	current := fold(t, plain(t, nil), "2026-01-20", opened()...)
	if err := current.MayPayPrincipal(); err != nil {
		t.Errorf("nothing is past due: got %v", err)
	}
	refused(t, "past due", fold(t, plain(t, nil), "2026-02-02", opened()...).MayPayPrincipal(), "nothing is past due")
	refused(t, "a lease", fold(t, leased(t, nil), "2026-01-20", begun()...).MayPayPrincipal(), "no principal")
	refused(t, "paid off", fold(t, plain(t, nil), "2026-01-20", opened(pay("p", "2026-01-10", 1_300_000))...).MayPayPrincipal(), "Only an active loan")
}

func TestNothingIsMovedOnAContractThatIsOver(t *testing.T) {
	t.Parallel()
	over := fold(t, plain(t, nil), "2026-01-20", opened(pay("p", "2026-01-10", 1_300_000))...)
	refused(t, "extension", over.MayExtend(contract.Extension{Periods: 1}, true), "Only an active contract")
	_, err := over.MayMoveDue(contract.DueDateChange{First: day("2026-02-05")})
	refused(t, "due date", err, "Only an active contract")
	refused(t, "no periods", fold(t, plain(t, nil), "2026-01-20", opened()...).MayExtend(contract.Extension{}, true), "periods")
}

func TestACreditBalanceIsRefundedAfterSixMonthsUnlessItIsADollar(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		paid money.Cents
		want civil.Date
	}{{0, 0}, {100, 0}, {101, day("2026-07-31")}} {
		terms := plain(t, nil)
		quote, err := fold(t, terms, "2026-01-31", opened()...).PayoffQuote(day("2026-01-31"))
		if err != nil {
			t.Fatal(err)
		}
		s := fold(t, terms, "2026-02-10", opened(pay("p", "2026-01-31", quote.Amount+c.paid))...)
		if s.Credit != c.paid || s.CreditRefundDue() != c.want {
			t.Errorf("%d too much: got a credit of %d, due %s, want %s", c.paid, s.Credit, s.CreditRefundDue(), c.want)
		}
	}
}

func TestALossIsWhatTheProductCallsOne(t *testing.T) {
	t.Parallel()
	soon := plain(t, func(t *contract.Terms) { t.Product.ChargeOff.LossDays = 60 })
	if s := fold(t, soon, "2026-04-02", opened()...); s.DaysPastDue != 60 || !s.ChargeOffDue() {
		t.Errorf("after %d days: charge-off due %v", s.DaysPastDue, s.ChargeOffDue())
	}
	if s := fold(t, soon, "2026-06-02", opened(event("off", "2026-05-01", contract.ChargedOff{}))...); s.ChargeOffDue() {
		t.Error("what is charged off is not charged off again")
	}
	if s := fold(t, leased(t, nil), "2027-01-01", begun()...); s.ChargeOffDue() {
		t.Error("a lease is ended, not charged off")
	}
}

func TestTheWaterfallGoesDownOrAcrossAsTheProductSays(t *testing.T) {
	t.Parallel()
	// Two instalments of 1,000.00 are past due, with 146.16 of interest and a fee of 30.00; 500.00 come in.
	for name, c := range map[string]struct {
		order                    contract.Order
		interest, principal, fee money.Cents
	}{
		"the usual":       {nil, 14_160, 35_840, 0},
		"fees first":      {contract.Order{contract.PastDueFee, contract.DueFee}, 14_160, 32_840, 3000},
		"principal first": {contract.Order{contract.PastDuePrincipal, contract.DuePrincipal}, 0, 50_000, 0},
		"across": { // what is past due in full, component by component, before anything that is due
			contract.Order{
				contract.PastDuePenalty, contract.PastDueFee, contract.PastDueInterest, contract.PastDuePrincipal, contract.DuePenalty, contract.DueFee,
				contract.DueInterest, contract.DuePrincipal,
			}, 14_160, 32_840, 3000,
		},
		"down": { // each component, past due and due, before the next one
			contract.Order{
				contract.PastDueInterest, contract.DueInterest, contract.PastDuePenalty, contract.PastDueFee, contract.DuePenalty, contract.DueFee,
				contract.PastDuePrincipal, contract.DuePrincipal,
			}, 14_160, 32_840, 3000,
		},
	} {
		terms := plain(t, func(t *contract.Terms) { t.Product.Waterfall.Regular = c.order })
		s := fold(t, terms, "2026-03-01", opened(event("fee", "2026-01-15", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 3000}), pay("p", "2026-03-01", 50_000))...)
		l := s.Lines[len(s.Lines)-1]
		if l.Interest != c.interest || l.Principal != c.principal || l.Fee != c.fee {
			t.Errorf("%s: got interest %d, principal %d, fee %d, want %d, %d, %d", name, l.Interest, l.Principal, l.Fee, c.interest, c.principal, c.fee)
		}
	}
}

func TestAPayoffHasAWaterfallOfItsOwn(t *testing.T) {
	t.Parallel()
	terms := plain(t, func(t *contract.Terms) {
		t.Product.Waterfall.Payoff = contract.Order{contract.DueFee, contract.PastDueFee}
	})
	events := opened(event("fee", "2026-01-15", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 3000}),
		event("p", "2026-01-20", contract.Payment{Amount: 2000, For: contract.PayoffPayment}))
	if l := fold(t, terms, "2026-01-20", events...).Lines[2]; l.Fee != 2000 || l.Interest != 0 {
		t.Errorf("got fee %d and interest %d, want all of it on the fee", l.Fee, l.Interest)
	}
}

func TestEverySettingIsReadBackByItsName(t *testing.T) {
	t.Parallel()
	var b contract.Bucket
	for n := range contract.AdvancePrincipal + 1 {
		if err := b.UnmarshalText([]byte(n.String())); err != nil || b != n {
			t.Errorf("%s: got %s, %v", n, b, err)
		}
	}
	refused(t, "a bucket", b.UnmarshalText([]byte("somewhere")), "not known")
	if got := contract.Bucket(99).String(); got != "unknown bucket" {
		t.Errorf("got %q", got)
	}
	if got := contract.StepKind(99).String(); got != "unknown step" {
		t.Errorf("got %q", got)
	}
	if got := contract.EventKind("unheard of"); len(contract.Kinds()) != 28 || got == contract.Kinds()[0] {
		t.Errorf("got %d kinds", len(contract.Kinds()))
	}
	euro := plain(t, func(t *contract.Terms) { t.Currency = "EUR" })
	if got := euro.Money().Code; got != "EUR" {
		t.Errorf("got %s", got)
	}
	if got := (&contract.Terms{Currency: "???"}).Money().Code; got != "USD" {
		t.Errorf("an unknown currency: got %s", got)
	}
}

func TestALeasesTaxIsTakenWhereTheStateTakesIt(t *testing.T) {
	t.Parallel()
	for method, want := range map[contract.TaxMethod]money.Cents{
		contract.TaxPayment: tax, contract.TaxNone: 0, contract.TaxUpFront: 0, contract.TaxTotalDue: 0,
	} {
		s := fold(t, leased(t, func(l *contract.Terms) { l.Lease.TaxMethod = method }), "2026-01-10", begun()...)
		if s.Lease.Tax != want || s.Payment != s.Lease.Base+want {
			t.Errorf("%q: got a tax of %d on each payment of %d, want %d", method, s.Lease.Tax, s.Payment, want)
		}
	}
}

func TestAShareOfTheInstalmentIsAStepToo(t *testing.T) {
	t.Parallel()
	terms := plain(t, func(l *contract.Terms) {
		l.Payment = 0
		l.Loan.Steps = []finance.Step{{From: 7, Weight: money.One / 2}}
		l.Loan.Skips = 0
	})
	s := fold(t, terms, "2026-01-10", opened()...)
	half := (terms.Computed + 1) / 2
	if got := s.Instalments[6].Amount; got != half && got != terms.Computed/2 {
		t.Errorf("the seventh is %d, want half of %d", got, terms.Computed)
	}
	if rows, err := s.Upcoming(3); err != nil || len(rows) != 3 || rows[0].Amount != terms.Computed {
		t.Errorf("got %+v, %v", rows, err)
	}
	if none, err := fold(t, terms, "2026-01-10").Upcoming(0); err != nil || none != nil {
		t.Errorf("of what has not begun nothing is upcoming: got %v, %v", none, err)
	}
}
