package contract_test

import (
	"testing"

	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/money"
)

func TestWhoMayExtendAndWhen(t *testing.T) {
	t.Parallel()
	terms := plain(t, func(t *contract.Terms) {
		t.Product.Extension = contract.ExtensionPolicy{SelfService: true, MostPeriods: 2, MostTimes: 2, CurrentOnly: true, MinPaid: 1, ApartMonths: 3}
	})
	first := pay("p", "2026-02-01", 100_000)
	moved := event("x", "2026-02-05", contract.Extension{Periods: 1})
	for _, c := range []struct {
		name    string
		on      string
		events  []contract.Event
		x       contract.Extension
		byAgent bool
		allowed bool
	}{
		{"current and paid once", "2026-02-10", []contract.Event{first}, contract.Extension{Periods: 2}, false, true},
		{"too many at once", "2026-02-10", []contract.Event{first}, contract.Extension{Periods: 3}, false, false},
		{"nothing paid yet", "2026-01-10", nil, contract.Extension{Periods: 1}, false, false},
		{"past due", "2026-02-10", nil, contract.Extension{Periods: 1}, false, false},
		{"past due, by an agent", "2026-02-10", nil, contract.Extension{Periods: 1}, true, true},
		{"too soon after the last", "2026-03-10", []contract.Event{first, moved}, contract.Extension{Periods: 1}, true, false},
		{"far enough apart", "2026-05-05", []contract.Event{first, moved, pay("q", "2026-04-01", 100_000), pay("r", "2026-05-01", 100_000)},
			contract.Extension{Periods: 1}, false, true},
		{"as often as allowed", "2026-12-05", []contract.Event{first, moved, event("y", "2026-06-05", contract.Extension{Periods: 1})},
			contract.Extension{Periods: 1}, true, false},
		{"of nothing", "2026-02-10", []contract.Event{first}, contract.Extension{}, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := fold(t, terms, c.on, opened(c.events...)...).MayExtend(c.x, c.byAgent)
			if (err == nil) != c.allowed || err != nil && fault.Of(err) == nil {
				t.Errorf("got %v", err)
			}
		})
	}
	if err := fold(t, plain(t, nil), "2026-01-10", opened()...).MayExtend(contract.Extension{Periods: 1}, false); err == nil {
		t.Error("without a policy only an agent may extend")
	}
}

func TestHowFarADueDateMoves(t *testing.T) {
	t.Parallel()
	terms := plain(t, func(t *contract.Terms) {
		t.Product.DueDate = contract.DueDatePolicy{MostDays: 27, MostTimes: 1, CurrentOnly: true, NoFeesOwing: true,
			Fees: []contract.DueDateFee{{UpToDays: 10}, {UpToDays: 27, Amount: 2500}}}
	})
	fee := event("f", "2026-01-10", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 100})
	for _, c := range []struct {
		name    string
		on, to  string
		events  []contract.Event
		allowed bool
		fee     money.Cents
	}{
		{"ten days are free", "2026-01-15", "2026-02-11", nil, true, 0},
		{"more cost a fee", "2026-01-15", "2026-02-12", nil, true, 2500},
		{"backward", "2026-01-15", "2026-01-30", nil, false, 0}, {"not at all", "2026-01-15", "2026-02-01", nil, false, 0},
		{"too far", "2026-01-15", "2026-03-01", nil, false, 0},
		{"fees owing", "2026-01-15", "2026-02-11", []contract.Event{fee}, false, 0},
		{"past due", "2026-02-15", "2026-03-05", nil, false, 0},
		{"a second time", "2026-01-20", "2026-02-14", []contract.Event{event("d", "2026-01-16", contract.DueDateChange{First: day("2026-02-10")})}, false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := fold(t, terms, c.on, opened(c.events...)...).MayMoveDue(contract.DueDateChange{First: day(c.to)})
			if (err == nil) != c.allowed || got != c.fee {
				t.Errorf("got %d, %v", got, err)
			}
		})
	}
	usual := fold(t, plain(t, nil), "2026-01-15", opened()...)
	if _, err := usual.MayMoveDue(contract.DueDateChange{First: day("2026-02-16")}); err != nil {
		t.Errorf("15 days: %v", err)
	}
	if _, err := usual.MayMoveDue(contract.DueDateChange{First: day("2026-02-17")}); err == nil {
		t.Error("16 days are more than the usual 15")
	}
	if _, err := usual.MayMoveDue(contract.DueDateChange{First: day("2026-02-10"), Day: 30}); err == nil {
		t.Error("the 30th is not a due day of every month")
	}
}

func TestAReturnedPaymentCostsItsFeeOnce(t *testing.T) {
	t.Parallel()
	terms := plain(t, func(t *contract.Terms) {
		t.Product.ReturnFee = contract.ReturnFeeRule{Amount: 2000, Citation: "N.J.S.A. 17:16C-42"}
	})
	returned := opened(pay("p", "2026-02-01", 100_000), event("r", "2026-02-01", contract.Returned{Payment: "p", Code: "R01"}))
	due, ok := contract.ReturnFeeDue(fold(t, terms, "2026-02-04", returned...), "p")
	if !ok || due.Fee.Amount != 2000 || due.Effective != day("2026-02-04") {
		t.Errorf("got %+v, %v", due, ok)
	}
	charged := append(returned, event(due.Key, "2026-02-04", due.Fee))
	if _, ok = contract.ReturnFeeDue(fold(t, terms, "2026-02-05", charged...), "p"); ok {
		t.Error("it is charged a second time")
	}
	if _, ok = contract.ReturnFeeDue(fold(t, terms, "2026-02-05", opened(pay("p", "2026-02-01", 100_000))...), "p"); ok {
		t.Error("a payment that was not returned costs nothing")
	}
	if _, ok = contract.ReturnFeeDue(fold(t, plain(t, nil), "2026-02-05", returned...), "p"); ok {
		t.Error("no rule, no fee")
	}
}

func TestDelinquencyClasses(t *testing.T) {
	t.Parallel()
	terms := plain(t, nil)
	for on, want := range map[string]contract.Delinquency{
		"2026-02-01": contract.Current, "2026-02-02": contract.Days1, "2026-03-02": contract.Days1, "2026-03-03": contract.Days30,
		"2026-04-02": contract.Days60, "2026-05-02": contract.Substandard, "2026-06-01": contract.Loss,
	} {
		s := fold(t, terms, on, opened()...)
		if got := s.Delinquency(); got != want || s.ChargeOffDue() != (want == contract.Loss) {
			t.Errorf("%s (%d days): got %s, charge-off due %v; want %s", on, s.DaysPastDue, got, s.ChargeOffDue(), want)
		}
	}
}

func TestThePayoffTableIsNoStraightLine(t *testing.T) {
	t.Parallel()
	s := fold(t, plain(t, func(t *contract.Terms) { t.Loan.Rate = 59_900_000; t.Payment = 0 }), "2026-01-10", opened()...)
	table, err := s.PayoffTable(day("2026-01-10"), 31)
	if err != nil || len(table) != 31 {
		t.Fatal(err)
	}
	for i, row := range table {
		quote, err := s.PayoffQuote(row.On)
		if err != nil || quote.Amount != row.Amount || row.Amount != row.Principal+row.Interest {
			t.Errorf("%s: got %+v, %v in the table and %+v alone", row.On, row, err, quote)
		}
		if drift := table[0].Amount + money.Cents(i)*table[0].PerDiem - row.Amount; i == 30 && drift == 0 {
			t.Error("thirty times a rounded per diem happens to be exact: this test proves nothing")
		}
	}
	for name, f := range map[string]func() error{
		"yesterday": func() error { _, err := s.PayoffQuote(day("2026-01-09")); return err },
		"far away":  func() error { _, err := s.PayoffQuote(day("2028-01-09")); return err },
		"no days":   func() error { _, err := s.PayoffTable(day("2026-01-10"), 0); return err },
		"many days": func() error { _, err := s.PayoffTable(day("2026-01-10"), 63); return err },
	} {
		if err := f(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := fold(t, plain(t, nil), "2026-01-10").PayoffQuote(day("2026-01-10")); !fault.Is(err, fault.Conflict) {
		t.Errorf("a contract that has not begun: got %v", err)
	}
}

func TestFeesDueAreThoseOfLateInstalmentsAndOfReturnsByTheBank(t *testing.T) {
	t.Parallel()
	terms := plain(t, func(t *contract.Terms) { t.Product.ReturnFee = contract.ReturnFeeRule{Amount: 2000} })
	events := opened(pay("p1", "2026-02-01", 100_000), pay("p2", "2026-02-03", 100_000), pay("p3", "2026-02-04", 100),
		event("r1", "2026-02-01", contract.Returned{Payment: "p1", Code: "R01"}), event("r2", "2026-02-03", contract.Reversed{Of: "p2"}))
	keys := func(on string) (out []string) {
		for _, due := range contract.FeesDue(fold(t, terms, on, events...)) {
			out = append(out, due.Key)
		}
		return out
	}
	if got := keys("2026-02-05"); len(got) != 1 || got[0] != "returned/p1" {
		t.Errorf("got %v, want the fee of the payment that the bank took back, not of the one that we reversed", got)
	}
	if got := keys("2026-02-12"); len(got) != 2 || got[0] != "late/2026-02-01" {
		t.Errorf("after grace: got %v", got)
	}
}

func TestALossIsChargedOffWithoutAPersonOnlyWhereTheProductSaysSo(t *testing.T) {
	t.Parallel()
	if _, _, due := fold(t, plain(t, nil), "2026-06-01", opened()...).ChargeOff(); due {
		t.Error("the usual product leaves it to a person")
	}
	automatic := plain(t, func(t *contract.Terms) { t.Product.ChargeOff.Automatic = true })
	if _, _, due := fold(t, automatic, "2026-05-31", opened()...).ChargeOff(); due {
		t.Error("119 days are no loss")
	}
	s := fold(t, automatic, "2026-06-01", opened()...)
	key, body, due := s.ChargeOff()
	if !due || key != "charge_off/2026-02-01" {
		t.Fatalf("got %q, %v", key, due)
	}
	after := fold(t, automatic, "2026-06-02", opened(event(key, "2026-06-01", body))...)
	if _, _, again := after.ChargeOff(); again || after.Status != contract.ChargedOut {
		t.Errorf("got %s, and once more: %v", after.Status, again)
	}
}
