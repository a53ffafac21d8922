package feed_test

import (
	"testing"

	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

func TestTermsBecomeTheContractsOwn(t *testing.T) {
	t.Parallel()
	e, err := feed.Decode(lines(t, "retail.jsonl")[0], rules())
	if err != nil {
		t.Fatal(err)
	}
	a := e.Data.(*feed.Activation)
	if a.Terms.Kind != contract.Loan || a.Terms.Loan.Amount != 4526028 || a.Terms.Loan.Rate != 57_400_000 || a.Terms.Count != 36 {
		t.Errorf("got terms %+v %+v", a.Terms, a.Terms.Loan)
	}
	if a.Terms.Payment != 137158 || a.Terms.Computed == 0 || a.Terms.Product.LateFee.GraceDays != 10 || a.Terms.Product.LateFee.Max != 2500 {
		t.Errorf("got %+v", a.Terms)
	}
	if a.Converted == nil || a.Converted.AsOf.String() != "2026-10-31" || a.Converted.Paid != 36 || a.Converted.InterestThrough.String() != "2026-01-10" {
		t.Errorf("got conversion %+v", a.Converted)
	}
}

func TestTheContractsPaymentWinsWithANote(t *testing.T) {
	t.Parallel()
	e := activation(t, "loan")
	put(e, "data.loan.payment", "1400.00")
	got, err := feed.Decode(encode(t, e), rules())
	if err != nil {
		t.Fatal(err)
	}
	a := got.Data.(*feed.Activation)
	if a.Terms.Regular() != 140000 || len(got.Notes) != 1 || got.Notes[0].Name != "data.loan.payment" {
		t.Errorf("got %s and notes %v", a.Terms.Regular().Text(money.USD()), got.Notes)
	}
}

func TestLeaseTermsStartWithTheOdometerInMiles(t *testing.T) {
	t.Parallel()
	e := activation(t, "lease")
	put(e, "data.vehicle.odometer.value", 100)
	put(e, "data.vehicle.odometer.unit", "km")
	got, err := feed.Decode(encode(t, e), rules())
	if err != nil {
		t.Fatal(err)
	}
	if l := got.Data.(*feed.Activation).Terms.Lease; l.StartMiles != 62 || l.MilesPerYear != 12000 || l.ExcessPerMile != 30 {
		t.Errorf("got %+v", l)
	}
}

func TestTermsAloneNeedNoPeopleAndNoVehicle(t *testing.T) {
	t.Parallel()
	data := activation(t, "loan")["data"].(map[string]any)
	for _, name := range []string{"parties", "vehicle", "dealer", "contract_number", "brand"} {
		delete(data, name)
	}
	a, err := feed.Terms(encode(t, data), rules())
	if err != nil || a.Terms.Count != 36 || a.Converted == nil {
		t.Errorf("got %+v, %v", a, err)
	}
	data["loan"].(map[string]any)["rate"] = "12.99"
	_, err = feed.Terms(encode(t, data), rules())
	if f := fault.Of(err); f == nil || f.Fields[0].Name != "loan.rate" {
		t.Errorf("got %v, want loan.rate refused", err)
	}
}

func TestNumbersAndDecimalTextsAreTheSameAmount(t *testing.T) {
	t.Parallel()
	e := activation(t, "loan")
	put(e, "data.loan.amount_financed", 45260.28)
	put(e, "data.loan.rate", 0.0574)
	got, err := feed.Decode(encode(t, e), rules())
	if err != nil {
		t.Fatal(err)
	}
	if a := got.Data.(*feed.Activation); a.Terms.Loan.Amount != 4526028 || a.Terms.Loan.Rate != 57_400_000 {
		t.Errorf("got %+v", a.Terms.Loan)
	}
}

func TestAmountsHaveTheirCurrencysDigits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		currency, amount string
		want             money.Cents // 0 is refused
	}{
		{"USD", "45260.28", 4526028}, {"USD", "45260.280", 4526028}, {"USD", "45260.281", 0}, {"JPY", "4526028", 4526028}, {"JPY", "4526028.5", 0},
		{"KWD", "45260.281", 45260281}, {"USD", "4.5e4", 0}, {"USD", "+5", 0}, {"USD", ".5", 0}, {"USD", "", 0}, {"USD", "NaN", 0},
	} {
		data := activation(t, "loan")["data"].(map[string]any)
		data["currency"] = c.currency
		delete(data, "conversion")
		data["loan"] = map[string]any{"amount_financed": c.amount, "rate": "0.0574", "term_months": 36, "first_due": "2023-02-10", "due_day": 10}
		a, err := feed.Terms(encode(t, data), rules())
		if c.want == 0 {
			if f := fault.Of(err); f == nil || f.Fields[0].Name != "loan.amount_financed" {
				t.Errorf("%s %s: got %v, want it refused", c.amount, c.currency, err)
			}
			continue
		}
		if err != nil || a.Terms.Loan.Amount != c.want {
			t.Errorf("%s %s: got %+v, %v", c.amount, c.currency, a.Terms.Loan, err)
		}
	}
}

func TestDayCountsAndLateFeesBecomeTheProduct(t *testing.T) {
	t.Parallel()
	e := activation(t, "loan")
	put(e, "data.loan.day_count", "ACT/ACT")
	got, err := feed.Decode(encode(t, e), rules())
	if err != nil {
		t.Fatal(err)
	}
	p := got.Data.(*feed.Activation).Terms.Product
	if p.DayCount != finance.ActActISDA || p.LateFee.Percent != 50_000_000 || p.LateFee.Citation == "" || !p.Autopay.Discount {
		t.Errorf("got %+v", p)
	}
	put(e, "data.loan.late_fee", nil)
	put(e, "data.loan.day_count", nil)
	if got, err = feed.Decode(encode(t, e), rules()); err != nil {
		t.Fatal(err)
	}
	if p := got.Data.(*feed.Activation).Terms.Product; p.LateFee != (contract.LateFeeRule{}) || p.DayCount != finance.Act365F {
		t.Errorf("without: got %+v", p)
	}
}

func TestTheContractsOwnPoliciesOfReliefBecomeTheProduct(t *testing.T) {
	t.Parallel()
	e := activation(t, "loan")
	put(e, "data.loan.extension", map[string]any{"self_service": true, "current_only": true, "most_times": 2, "least_paid": 6, "months_apart": 12})
	put(e, "data.loan.due_date_change", map[string]any{"most_days": 28, "most_times": 1, "fees": []any{
		map[string]any{"up_to_days": 10, "amount": "0.00"}, map[string]any{"up_to_days": 28, "amount": "25.00"}}})
	got, err := feed.Decode(encode(t, e), rules())
	if err != nil {
		t.Fatal(err)
	}
	p := got.Data.(*feed.Activation).Terms.Product
	if want := (contract.ExtensionPolicy{SelfService: true, CurrentOnly: true, MostTimes: 2, MinPaid: 6, ApartMonths: 12}); p.Extension != want {
		t.Errorf("got %+v, want %+v", p.Extension, want)
	}
	if d := p.DueDate; d.MostDays != 28 || d.MostTimes != 1 || len(d.Fees) != 2 || d.Fees[1] != (contract.DueDateFee{UpToDays: 28, Amount: 2_500}) {
		t.Errorf("got %+v", d)
	}
	for field, value := range map[string]any{
		"data.loan.extension": map[string]any{"self_service": true, "most_payments": 25}, "data.loan.due_date_change": map[string]any{"most_days": 366},
	} {
		e := activation(t, "loan")
		put(e, field, value)
		if _, err := feed.Decode(encode(t, e), rules()); err == nil {
			t.Errorf("%s: want a refusal", field)
		}
	}
	e = activation(t, "loan")
	put(e, "data.loan.due_date_change", map[string]any{"fees": []any{map[string]any{"up_to_days": 10, "amount": "1.00"}, map[string]any{"up_to_days": 10, "amount": "2.00"}}})
	if _, err := feed.Decode(encode(t, e), rules()); err == nil {
		t.Error("fees out of order: want a refusal")
	}
}

func TestADiscountBeyondTheRateTakesOffTheRate(t *testing.T) {
	t.Parallel()
	e := activation(t, "loan")
	put(e, "data.loan.rate", "0.001")
	got, err := feed.Decode(encode(t, e), rules())
	if err != nil {
		t.Fatal(err)
	}
	if l := got.Data.(*feed.Activation).Terms.Loan; l.AutopayDiscount != l.Rate || got.Notes[0].Name != "data.loan.autopay_discount" {
		t.Errorf("got %+v, %v", l, got.Notes)
	}
}

func TestTaxMethodsOfLeases(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]contract.TaxMethod{
		"on_payment": contract.TaxPayment, "up_front": contract.TaxUpFront, "on_total": contract.TaxTotalDue, "payment": contract.TaxPayment,
		"price": contract.TaxUpFront, "total": contract.TaxTotalDue, "none": contract.TaxNone,
	} {
		e := activation(t, "lease")
		put(e, "data.lease.tax.method", name)
		got, err := feed.Decode(encode(t, e), rules())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if l := got.Data.(*feed.Activation).Terms.Lease; l.TaxMethod != want {
			t.Errorf("%s: got %q, want %q", name, l.TaxMethod, want)
		}
	}
}

func TestALeasesConversionCountsRents(t *testing.T) {
	t.Parallel()
	got, err := feed.Decode(encode(t, activation(t, "lease")), rules())
	if err != nil {
		t.Fatal(err)
	}
	if c := got.Data.(*feed.Activation).Converted; c.Paid != 39 || c.AsOf.String() != "2026-10-31" || c.PaidThrough.String() != "2026-10-31" || c.Principal != 0 {
		t.Errorf("got %+v", c)
	}
}
