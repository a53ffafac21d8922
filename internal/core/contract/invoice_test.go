package contract_test

import (
	"testing"
	"time"

	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/money"
)

// returned is a lease that was returned with 400 miles too many and two lines of wear, with one rent unpaid.
func returned(more ...contract.Event) []contract.Event {
	return begun(append([]contract.Event{
		pay("p", "2026-01-05", 35*rent), event("t", "2029-01-06", contract.TurnIn{Miles: 36_412}),
		event("i", "2029-01-08", contract.Inspection{Items: []contract.WearItem{{What: "Tire", Wear: "tire", Amount: 18_000}, {What: "Dent", Amount: 9000}}}),
	}, more...)...)
}

func TestAnInvoiceSaysWhatEachLineCameToAndWhatSettledIt(t *testing.T) {
	t.Parallel()
	const end = 10_000 + 18_000 + 9000 + 39_500
	for name, tc := range map[string]struct {
		more []contract.Event
		want contract.Invoice
	}{
		"nothing yet": {nil, contract.Invoice{Total: rent + end, Deposit: 40_000, Due: rent + end - 40_000}},
		"some of it":  {[]contract.Event{pay("q", "2029-01-15", 5000)}, contract.Invoice{Total: rent + end, Deposit: 40_000, Paid: 5000, Due: rent + end - 45_000}},
		"all and more": {[]contract.Event{pay("q", "2029-01-15", rent+end)},
			contract.Invoice{Total: rent + end, Deposit: 40_000, Paid: rent + end - 40_000, Back: 40_000}},
		"a line waived": {[]contract.Event{event("w", "2029-01-15", contract.FeeWaived{Fee: "i/wear/2", Amount: 9000})},
			contract.Invoice{Total: rent + end, Deposit: 40_000, Waived: 9000, Due: rent + end - 49_000}},
		"a waiver that was undone": {[]contract.Event{event("w", "2029-01-15", contract.FeeWaived{Fee: "i/wear/2", Amount: 9000}), event("x", "2029-01-16", contract.Reversed{Of: "w"})},
			contract.Invoice{Total: rent + end, Deposit: 40_000, Due: rent + end - 40_000}},
		"a credit balance": {[]contract.Event{pay("q", "2029-01-06", 2*rent)}, contract.Invoice{Total: end, Deposit: 40_000, Credit: end - 40_000, Back: rent - end + 40_000}},
		"a fee since":      {[]contract.Event{event("f", "2029-01-18", contract.FeeAssessed{Fee: contract.PropertyTax, Amount: 700})}, contract.Invoice{Total: rent + end + 700, Deposit: 40_000, Due: rent + end - 39_300}},
	} {
		s := fold(t, leased(t, nil), "2029-01-20", returned(tc.more...)...)
		got, err := s.Invoice()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got.Total != tc.want.Total || got.Deposit != tc.want.Deposit || got.Credit != tc.want.Credit || got.Paid != tc.want.Paid || got.Waived != tc.want.Waived || got.Due != tc.want.Due || got.Back != tc.want.Back || got.Due != s.DueNow {
			t.Errorf("%s: got %+v, want %+v; %d due now", name, got, tc.want, s.DueNow)
		}
		sum := got.Rents
		for _, c := range got.Charges {
			sum += c.Amount
		}
		if settled := got.Deposit + got.Credit + got.Paid + got.Waived + got.Dispute + got.Due; sum != got.Total || settled != got.Total {
			t.Errorf("%s: lines of %d and settled %d of a total of %d", name, sum, settled, got.Total)
		}
	}
}

func TestEachLineOfAnInvoiceHasItsWorkingAndItsWear(t *testing.T) {
	t.Parallel()
	late := event("l", "2028-12-20", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 1500})
	v, err := fold(t, leased(t, nil), "2029-01-20", returned(late)...).Invoice()
	if err != nil || len(v.Charges) != 5 || v.End != contract.KindTurnIn || v.EndedOn != day("2029-01-06") || v.Settled != day("2029-01-08") {
		t.Fatalf("got %+v, %v", v, err)
	}
	for i, want := range []struct {
		key   string
		money money.Cents
		wear  string
	}{{"l", 1500, ""}, {"t/mileage", 10_000, ""}, {"i/wear/1", 18_000, "Tire"}, {"i/wear/2", 9000, "Dent"}, {"t/disposition", 39_500, ""}} {
		c := v.Charges[i]
		if c.Key != want.key || c.Amount != want.money || (c.Wear == nil) != (want.wear == "") || c.Wear != nil && c.Wear.What != want.wear || i > 0 && len(c.Working) == 0 {
			t.Errorf("line %d: got %+v, want %+v", i+1, c, want)
		}
	}
}

func TestAnInvoiceIsDueAMonthAfterItCountsAndWasTold(t *testing.T) {
	t.Parallel()
	terms := leased(t, nil)
	v, err := fold(t, terms, "2029-01-20", returned()...).Invoice()
	if err != nil {
		t.Fatal(err)
	}
	v.Told = time.Date(2029, 1, 8, 12, 0, 0, 0, time.UTC)
	if got := v.DueOn(time.UTC); got != day("2029-02-07") {
		t.Errorf("told on its day: got %s", got)
	}
	v.Told = time.Date(2029, 3, 1, 2, 0, 0, 0, time.UTC) // the evening before in Chicago
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	if got := v.DueOn(chicago); got != day("2029-03-30") {
		t.Errorf("told seven weeks later: got %s", got)
	}
	terms.Product.LeaseEnd.InvoiceDays = 14
	if v, err = fold(t, terms, "2029-01-20", returned()...).Invoice(); err != nil || v.Days != 14 {
		t.Errorf("by the product: got %d, %v", v.Days, err)
	}
}

func TestThereIsNoInvoiceBeforeTheEndIsSettled(t *testing.T) {
	t.Parallel()
	for name, events := range map[string][]contract.Event{
		"running": begun(), "not inspected": begun(event("t", "2029-01-06", contract.TurnIn{Miles: 36_412})), "undone": begun(event("x", "2026-03-01", contract.Cancelled{})),
	} {
		if v, err := fold(t, leased(t, nil), "2029-01-20", events...).Invoice(); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: got %+v, %v", name, v, err)
		}
	}
	bought, err := fold(t, leased(t, nil), "2029-01-20", begun(pay("p", "2026-01-05", 34*rent), event("b", "2029-01-06", contract.Purchase{Price: 2_000_000}))...).Invoice()
	if err != nil || bought.Rents != 2*rent || bought.Deposit != 40_000 || bought.Due != 2*rent-40_000 || len(bought.Charges) != 0 {
		t.Errorf("bought: got %+v, %v", bought, err)
	}
	early, err := fold(t, leased(t, nil), "2026-12-31", begun(pay("p", "2026-01-05", 12*rent), event("e", "2026-12-20", contract.EarlyTermination{Realised: 2_500_000, Fee: 500_000}))...).Invoice()
	if err != nil || len(early.Charges) != 1 || early.Charges[0].Kind != contract.EarlyEndFee || len(early.Charges[0].Working) == 0 || early.Due != early.Charges[0].Open {
		t.Errorf("ended early: got %+v, %v", early, err)
	}
	if _, err := fold(t, plain(t, nil), "2026-06-30", opened()...).Invoice(); !fault.Is(err, fault.Conflict) {
		t.Errorf("a loan: got %v", err)
	}
}
