package contract_test

import (
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/money"
)

// leased is a lease of 36 months, due on the 5th, tax of 6 % on each payment.
func leased(t testing.TB, change func(*contract.Terms)) contract.Terms {
	t.Helper()
	terms := contract.Terms{
		Number: "L1", Kind: contract.Lease, Currency: "USD", ContractDate: day("2026-01-05"), FirstDue: day("2026-01-05"), DueDay: 5, Count: 36,
		Lease: &contract.LeaseTerms{
			MSRP: 4_000_000, AgreedValue: 3_800_000, FeesCapitalised: 90_000, CapReduction: 200_000, Residual: 2_200_000, MoneyFactor: 1_250_000,
			TaxMethod: contract.TaxPayment, TaxRate: 60_000_000, MilesPerYear: 12_000, ExcessPerMile: 25, StartMiles: 12, Deposit: 40_000,
			DispositionFee: 39_500, PurchaseFee: 30_000,
		},
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

func begun(events ...contract.Event) []contract.Event {
	return append([]contract.Event{event("act", "2026-01-05", contract.Activated{})}, events...)
}

// The figures of the lease: depreciation 14,900.00 / 36 = 413.89, rent 58,900.00 × 0.00125 = 73.63, base 487.51, tax 29.25.
const (
	base = money.Cents(48751)
	tax  = money.Cents(2925)
	rent = base + tax
)

func TestALeaseAsksForRentsInAdvance(t *testing.T) {
	t.Parallel()
	s := fold(t, leased(t, nil), "2026-02-10", begun(pay("p", "2026-01-05", rent))...)
	if s.Payment != rent || s.Paid != 1 || s.PastDue != rent || s.DaysPastDue != 5 || s.NextDue.Date != day("2026-03-05") || s.Remaining != 35 {
		t.Errorf("got payment %d, paid %d, past due %d for %d days, next %s", s.Payment, s.Paid, s.PastDue, s.DaysPastDue, s.NextDue.Date)
	}
	if l := s.Lines[2]; l.Rent != base || l.Tax != tax || l.Due != 1 {
		t.Errorf("got %+v, want base %d and tax %d", l, base, tax)
	}
	if s.Interest != 0 || s.Status != contract.Active {
		t.Errorf("a lease has no interest: got %d, %s", s.Interest, s.Status)
	}
}

func TestTheLeaseBalanceFallsToTheResidual(t *testing.T) {
	t.Parallel()
	s := fold(t, leased(t, nil), "2028-12-31", begun()...)
	if s.Principal != 2_200_000 || s.Status != contract.Active || s.PastDue != 36*rent {
		t.Errorf("got a balance of %d, %s, past due %d", s.Principal, s.Status, s.PastDue)
	}
	if want := 36*base - 1_490_000; s.Lease.RentCharged != want {
		t.Errorf("got rent charges of %d, want all payments less depreciation, %d", s.Lease.RentCharged, want)
	}
	if s = fold(t, leased(t, nil), "2029-01-05", begun()...); s.Status != contract.Matured || s.Lease.TermEnd != day("2029-01-05") {
		t.Errorf("got %s, term end %s", s.Status, s.Lease.TermEnd)
	}
}

func TestRentsPaidAheadAreHeldForTheirDays(t *testing.T) {
	t.Parallel()
	s := fold(t, leased(t, nil), "2026-01-20", begun(pay("p", "2026-01-05", 3*rent+100))...)
	if s.Paid != 3 || s.PaidAhead != 2 || s.Lease.PaidInAdvance != 2*rent+100 || s.NextDue.Date != day("2026-04-05") || s.NextDue.Amount != rent-100 {
		t.Errorf("got paid %d, ahead %d, advance %d, next %+v", s.Paid, s.PaidAhead, s.Lease.PaidInAdvance, s.NextDue)
	}
	rows, err := s.Upcoming(2)
	if err != nil || len(rows) != 2 || rows[0].Amount != rent-100 || rows[0].Rent != base-100 || rows[0].Tax != tax || rows[1].Amount != rent {
		t.Errorf("got %+v, %v", rows, err)
	}
}

func TestAStatedRentWins(t *testing.T) {
	t.Parallel()
	s := fold(t, leased(t, func(t *contract.Terms) { t.Payment = 50_000 }), "2026-01-06", begun()...)
	if s.Payment != 53_000 || len(s.Notes) != 1 || s.Notes[0].Stated != 50_000 || s.Notes[0].Computed != base {
		t.Errorf("got %d, notes %+v", s.Payment, s.Notes)
	}
}

func TestMilesAreForecastToTheEnd(t *testing.T) {
	t.Parallel()
	s := fold(t, leased(t, nil), "2027-01-05", begun(event("o", "2027-01-05", contract.Odometer{Miles: 15_012}))...)
	m := s.Lease.Mileage
	if m.Allowed != 36_000 || m.Driven != 15_000 || m.Excess != 0 || m.AllowedToDate < 11_990 || m.AllowedToDate > 12_010 {
		t.Errorf("got %+v", m)
	}
	if m.Forecast < 45_000-50 || m.Forecast > 45_000+50 || m.ForecastCost != money.Cents(m.ForecastOver)*25 {
		t.Errorf("got %+v, want about 45,000 at the end", m)
	}
}

func TestASeventhMonthOfExtensionWaitsForDisclosures(t *testing.T) {
	t.Parallel()
	six := event("x", "2028-12-20", contract.LeaseExtension{Months: 6})
	s := fold(t, leased(t, nil), "2029-01-10", begun(six)...)
	if s.Status != contract.Active || s.Lease.Extended != 6 || s.Lease.TermEnd != day("2029-07-05") || s.Principal != 2_200_000 || s.Lease.Mileage.Allowed != 42_000 {
		t.Errorf("got %s, %+v", s.Status, s.Lease)
	}
	s = fold(t, leased(t, nil), "2029-07-10", begun(six, event("y", "2029-07-01", contract.LeaseExtension{Months: 1}))...)
	if s.Lease.Extended != 6 || !s.Lease.Undisclosed || s.Status != contract.Matured {
		t.Errorf("the seventh month without disclosures: got %s, %+v", s.Status, s.Lease)
	}
	s = fold(t, leased(t, nil), "2029-07-10",
		begun(six, event("y", "2029-07-01", contract.LeaseExtension{Months: 1, Disclosed: day("2029-06-20")}))...)
	if s.Lease.Extended != 7 || s.Status != contract.Active {
		t.Errorf("with disclosures: got %s, %+v", s.Status, s.Lease)
	}
}

func TestTheEndStatementListsWhatIsOwed(t *testing.T) {
	t.Parallel()
	s := fold(t, leased(t, nil), "2029-01-20", begun(pay("p", "2026-01-05", 35*rent), event("t", "2029-01-06", contract.TurnIn{Miles: 36_412}),
		event("i", "2029-01-08", contract.Inspection{Items: []contract.WearItem{{What: "Tire", Amount: 18_000}, {What: "Dent", Amount: 9000, Disputed: true}}}))...)
	e, err := s.EndStatement()
	want := rent + 400*25 + 18_000 + 39_500 - 40_000
	if err != nil || e.Charge != want || s.Status != contract.Ended || s.AutopayStops == "" {
		t.Errorf("got %+v, %v, %s; want %d", e, err, s.Status, want)
	}
}

func TestAReturnedAndInspectedLeaseChargesEachLineAndTheDepositPaysWhatIsNotDisputed(t *testing.T) {
	t.Parallel()
	back := event("t", "2029-01-06", contract.TurnIn{Miles: 36_412, Place: "Aurelia of Austin"})
	seen := event("i", "2029-01-08", contract.Inspection{Items: []contract.WearItem{
		{What: "Tire", Wear: "tire", Where: "front left", Amount: 18_000}, {What: "Dent", Amount: 9000, Disputed: true},
	}})
	paid := pay("p", "2026-01-05", 35*rent)
	s := fold(t, leased(t, nil), "2029-01-20", begun(paid, back, seen)...)
	charged := map[string]money.Cents{}
	for _, fee := range s.OpenFees {
		charged[fee.Key+" "+string(fee.Kind)] = fee.Amount
	}
	want := map[string]money.Cents{"t/mileage mileage": 10_000, "i/wear/1 wear": 18_000, "i/wear/2 wear": 9000, "t/disposition disposition": 39_500}
	owed := rent + 10_000 + 18_000 + 39_500 - 40_000
	if !maps.Equal(charged, want) || s.Disputed != 9000 || s.DueNow != owed || s.Fees+s.Lease.OpenRents != owed+9000 {
		t.Errorf("got %v, disputed %d, due %d of %d, fees %d and rents %d", charged, s.Disputed, s.DueNow, owed, s.Fees, s.Lease.OpenRents)
	}
	quote, err := s.PayoffQuote(day("2029-01-20"))
	if err != nil || quote.Amount != owed {
		t.Errorf("to pay: got %+v, %v", quote, err)
	}
	if after := fold(t, leased(t, nil), "2029-01-20", begun(paid, back, seen, pay("q", "2029-01-18", owed+5000))...); after.DueNow != 0 || after.Disputed != 9000 || after.Fees != 9000 || after.Credit != 5000 {
		t.Errorf("paid and more: got %d due, %d of the fees of %d disputed, credit %d; what is in dispute is not paid", after.DueNow, after.Disputed, after.Fees, after.Credit)
	}
	early := seen
	early.Effective = day("2029-01-05") // inspected before it was returned: the same charges
	if again := fold(t, leased(t, nil), "2029-01-20", begun(paid, back, early)...); again.DueNow != owed || again.Fees != s.Fees {
		t.Errorf("inspected first: got %d due, fees %d", again.DueNow, again.Fees)
	}
	if none := fold(t, leased(t, nil), "2029-01-20", begun(paid, back)...); none.Fees != 0 {
		t.Errorf("before the inspection: got fees of %d", none.Fees)
	}
	second := event("i2", "2029-01-12", contract.Inspection{Items: []contract.WearItem{{What: "Tire", Amount: 1}}})
	if twice := fold(t, leased(t, nil), "2029-01-20", begun(paid, back, seen, second)...); twice.DueNow != owed || len(twice.Notes) != len(s.Notes)+1 {
		t.Errorf("a second inspection: got %d due, %+v", twice.DueNow, twice.Notes)
	}
	undone := event("r", "2029-01-08", contract.Reversed{Of: "i"})
	if other := fold(t, leased(t, nil), "2029-01-20", begun(paid, back, seen, undone, second)...); other.DueNow != owed-18_000+1 || other.Disputed != 0 {
		t.Errorf("an inspection instead of one that was reversed: got %d due, disputed %d", other.DueNow, other.Disputed)
	}
}

func TestALeasesDepositAndCreditGoBackWhenNothingIsOwed(t *testing.T) {
	t.Parallel()
	terms := leased(t, func(t *contract.Terms) { t.Lease.DispositionFee = 0 })
	s := fold(t, terms, "2026-06-30", begun(pay("p", "2026-01-05", 7*rent), event("t", "2026-06-10", contract.TurnIn{Miles: 900}), event("i", "2026-06-11", contract.Inspection{}))...)
	if s.Credit != rent+40_000 || s.Fees != 0 || s.DueNow != 0 {
		t.Errorf("got credit %d, fees %d, due %d", s.Credit, s.Fees, s.DueNow)
	}
	terms = leased(t, func(t *contract.Terms) { t.Lease.DispositionFee = 50_000 + rent })
	s = fold(t, terms, "2026-06-30", begun(pay("p", "2026-01-05", 7*rent), event("t", "2026-06-10", contract.TurnIn{Miles: 900}), event("i", "2026-06-11", contract.Inspection{}))...)
	if s.Credit != 0 || !s.CreditSince.IsZero() || s.Fees != 10_000 {
		t.Errorf("the credit pays before the customer does: got credit %d since %s, fees %d", s.Credit, s.CreditSince, s.Fees)
	}
}

func TestATurnInStopsRentsAndGivesBackWhatWasPaidAhead(t *testing.T) {
	t.Parallel()
	s := fold(t, leased(t, nil), "2026-06-30", begun(pay("p", "2026-01-05", 7*rent), event("t", "2026-06-10", contract.TurnIn{}))...)
	if s.Credit != rent || s.Remaining != 0 || s.PastDue != 0 || s.NextDue.Number != 0 || s.Status != contract.Ended {
		t.Errorf("got credit %d, %d remaining, past due %d, %s", s.Credit, s.Remaining, s.PastDue, s.Status)
	}
}

func TestABuyoutIsTheLeaseBalanceDuringTheTermAndTheResidualAtItsEnd(t *testing.T) {
	t.Parallel()
	s := fold(t, leased(t, nil), "2026-06-30", begun(pay("p", "2026-01-05", 6*rent))...)
	quote, err := s.PayoffQuote(day("2026-06-30"))
	purchase, _ := money.MulDiv(int64(s.Principal+30_000), 60_000_000, int64(money.One), money.HalfUp)
	if err != nil || quote.Principal != s.Principal || quote.Tax != money.Cents(purchase) || quote.Amount != s.Principal+30_000+quote.Tax {
		t.Errorf("got %+v, %v for a balance of %d", quote, err, s.Principal)
	}
	s = fold(t, leased(t, nil), "2029-01-06", begun(pay("p", "2026-01-05", 36*rent))...)
	if quote, err = s.PayoffQuote(day("2029-01-06")); err != nil || quote.Principal != 2_200_000 {
		t.Errorf("at the end: got %+v, %v", quote, err)
	}
	s = fold(t, leased(t, nil), "2029-01-10", begun(pay("p", "2026-01-05", 36*rent), event("b", "2029-01-07", contract.Purchase{Price: 2_230_000, Tax: 133_800}))...)
	if s.Status != contract.Ended || s.Principal != 0 || s.Lease.Ended != contract.KindPurchase {
		t.Errorf("bought: got %s, %d", s.Status, s.Principal)
	}
	if e, err := s.EndStatement(); err != nil || e.Charge != -40_000 {
		t.Errorf("a purchase waives the disposition fee and the deposit goes back: got %+v, %v", e, err)
	}
}

func TestEndingEarlyCostsWhatTheContractSays(t *testing.T) {
	t.Parallel()
	terms := leased(t, func(t *contract.Terms) {
		t.Product.LeaseEnd.EarlyFee = finance.QuarterFee{2_500_000_000, 2_000_000_000, 1_500_000_000, 1_000_000_000}
	})
	s := fold(t, terms, "2026-12-20", begun(pay("p", "2026-01-05", 12*rent))...)
	e, err := s.EarlyEnd(day("2026-12-20"), 2_500_000, 20_000)
	fee := 2 * base // in the second quarter
	if s.Principal == 0 || fee == 0 || err != nil {
		t.Fatal(err)
	}
	if months := terms.ContractDate.MonthsUntil(day("2026-12-20")); 4*months/36 == 1 && e.Charge != s.Principal+fee+20_000-2_500_000 {
		t.Errorf("got %+v, want balance %d, fee %d, expenses less 25,000.00", e, s.Principal, fee)
	}
	ended := fold(t, terms, "2026-12-31", begun(pay("p", "2026-01-05", 12*rent),
		event("e", "2026-12-20", contract.EarlyTermination{Realised: 2_500_000, Fee: fee, Expenses: 20_000}))...)
	if ended.Status != contract.Terminated || ended.Fees != e.Charge || ended.Principal != 0 {
		t.Errorf("got %s, fees %d, want %d", ended.Status, ended.Fees, e.Charge)
	}
}

func TestATakenOverLeaseGoesOn(t *testing.T) {
	t.Parallel()
	s := fold(t, leased(t, nil), "2026-11-22", begun(event("c", "2026-10-31", contract.Converted{Paid: 9, FeesDue: 2500}))...)
	if s.Paid != 9 || s.PastDue != 2*rent || s.Fees != 2500 || s.DaysPastDue != 48 {
		t.Errorf("got %d paid, past due %d for %d days, fees %d", s.Paid, s.PastDue, s.DaysPastDue, s.Fees)
	}
	if due := contract.LateFeesDue(s); len(due) != 0 {
		t.Errorf("no rule, no fee: got %+v", due)
	}
}

func TestALeaseNeverSpeaksOfARate(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		s := foldAt(r, leased(t, nil), begun(pay("p", "2026-02-05", rent), event("x", "2026-03-01", contract.RateSegment{Reason: contract.RateChanged, Rate: 5})),
			day("2026-01-05").AddDays(rapid.IntRange(0, 1300).Draw(r, "day")))
		if text := strings.ToUpper(asJSON(t, s)); strings.Contains(text, "APR") || s.Rate != 0 || s.Interest != 0 {
			r.Fatalf("a lease shows a rate (12 CFR 1013.4(s)): %s", text)
		}
	})
}

func TestALeasesEventsInAnyOrderGiveTheSameState(t *testing.T) {
	t.Parallel()
	terms := leased(t, nil)
	rapid.Check(t, func(r *rapid.T) {
		events := begun()
		for i := range rapid.IntRange(0, 15).Draw(r, "events") {
			amount := money.Cents(rapid.Int64Range(1, 3*int64(rent)).Draw(r, "amount"))
			body := rapid.SampledFrom([]contract.Body{
				contract.Payment{Amount: amount}, contract.Payment{Amount: rent}, contract.FeeAssessed{Fee: contract.OtherFee, Amount: 900},
				contract.Credit{Amount: amount, Source: contract.Goodwill}, contract.Odometer{Miles: int(amount)}, contract.LeaseExtension{Months: 3},
				contract.TurnIn{Miles: 9000}, contract.Extension{Periods: 1}, contract.Converted{Paid: 2}, contract.Purchase{Price: 2_000_000},
				contract.Inspection{Items: []contract.WearItem{{What: "Tire", Amount: 18_000}}}, contract.FeeWaived{Amount: 700}, contract.Disputed{Fee: rapid.SampledFrom([]string{"ea", "eb/wear/1", "ec/disposition"}).Draw(r, "fee"), Over: rapid.Bool().Draw(r, "over")},
			}).Draw(r, "body")
			e := event("e"+string(rune('a'+i)), "2026-01-05", body)
			e.Effective = e.Effective.AddDays(rapid.IntRange(0, 1300).Draw(r, "day"))
			events = append(events, e)
		}
		on := day("2026-01-05").AddDays(rapid.IntRange(0, 1400).Draw(r, "as of"))
		s := foldAt(r, terms, events, on)
		if got, want := asJSON(t, foldAt(r, terms, rapid.Permutation(events).Draw(r, "arrival"), on)), asJSON(t, s); got != want {
			r.Fatalf("got %s\nwant %s", got, want)
		}
		if s.Principal < 0 || s.PastDue < 0 || s.Credit < 0 || s.Disputed < 0 || s.Disputed > s.Fees || s.DueNow < 0 || s.Lease != nil && (s.Lease.OpenRents < 0 || s.Lease.PaidInAdvance < 0) {
			r.Fatalf("got %s", asJSON(t, s))
		}
	})
}
