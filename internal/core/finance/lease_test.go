package finance_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

type leaseVector struct {
	ID     string
	Inputs struct {
		MSRP            json.Number
		SellingPrice    json.Number `json:"selling_price"`
		CapCost         json.Number `json:"cap_cost"`
		AdjustedCapCost json.Number `json:"adjusted_cap_cost"`
		FeesCapitalised json.Number `json:"fees_capitalised"`
		ResidualPercent json.Number `json:"residual_pct"`
		Residual        json.Number
		CashDown        json.Number `json:"cash_down"`
		Down            json.Number
		Rebate          json.Number
		Rebates         json.Number
		MoneyFactor     string `json:"money_factor"`
		Term            int
		SalesTax        string `json:"sales_tax"`
		TaxPercent      string `json:"tax_pct"`
		TaxOn           string `json:"tax_on"`
	}
	Expected map[string]any
}

// lease reads the vector's many words for the same things.
func (v leaseVector) lease(t *testing.T) finance.Lease {
	t.Helper()
	in := v.Inputs
	l := finance.Lease{
		Agreed: cents(t, in.SellingPrice) + cents(t, in.CapCost) + cents(t, in.AdjustedCapCost), Fees: cents(t, in.FeesCapitalised),
		Reduction: cents(t, in.CashDown) + cents(t, in.Down) + cents(t, in.Rebate) + cents(t, in.Rebates),
		Residual:  cents(t, in.Residual), Term: in.Term, MoneyFactor: rate(t, in.MoneyFactor),
	}
	if in.ResidualPercent != "" {
		percent, _ := in.ResidualPercent.Int64()
		l.Residual = cents(t, in.MSRP) * money.Cents(percent) / 100
	}
	if tax := in.SalesTax + in.TaxPercent; tax != "" {
		l.TaxRate = rate(t, tax) / 100
	}
	l.Tax = map[string]finance.TaxMethod{
		"monthly payment": finance.TaxPayment, "sales price": finance.TaxPrice, "total of lease payments": finance.TaxTotal,
	}[in.TaxOn]
	return l
}

func leaseVectors(t *testing.T) map[string]leaseVector {
	t.Helper()
	byID := map[string]leaseVector{}
	for _, v := range read[leaseVector](t, "lease.json") {
		byID[v.ID] = v
	}
	return byID
}

func TestPaymentsByMoneyFactorAreAsPublished(t *testing.T) {
	t.Parallel()
	vectors := leaseVectors(t)
	for _, c := range []struct {
		id   string
		want finance.LeaseFigures
	}{
		{"edmunds-1", finance.LeaseFigures{GrossCost: 2220000, AdjustedCost: 2000000, Depreciation: 689000, DepreciationMonthly: 19139, RentMonthly: 4139,
			Base: 23278, Payment: 23278, TotalOfPayments: 838008, TotalRent: 149008}},
		{"leasecalc-with-down", finance.LeaseFigures{Base: 21246, TaxMonthly: 2177, Payment: 23423, TotalOfPayments: 843228}},
		{"leasecalc-tax-on-price", finance.LeaseFigures{Base: 24729, TaxUpFront: 215250, Payment: 24729}},
		{"leasecalc-tax-on-total", finance.LeaseFigures{Base: 24729, TaxUpFront: 118925, Payment: 24729}},
		{"udc-engine-1", finance.LeaseFigures{DepreciationMonthly: 37500, RentMonthly: 5813, Base: 43313}},
		{"infinitysw-1", finance.LeaseFigures{Payment: 14720}},
	} {
		l := vectors[c.id].lease(t)
		if c.id == "leasecalc-tax-on-total" {
			l.Taxable = 270000 // the calculator taxes fees 1200, acquisition 650, disposition 350 and rebate 500 as well
		}
		got, err := l.Figures()
		if err != nil {
			t.Fatalf("%s: %v", c.id, err)
		}
		for _, f := range []struct {
			name      string
			got, want money.Cents
		}{
			{"gross cost", got.GrossCost, c.want.GrossCost}, {"adjusted cost", got.AdjustedCost, c.want.AdjustedCost},
			{"depreciation", got.Depreciation, c.want.Depreciation}, {"monthly depreciation", got.DepreciationMonthly, c.want.DepreciationMonthly},
			{"rent", got.RentMonthly, c.want.RentMonthly}, {"base", got.Base, c.want.Base}, {"tax", got.TaxMonthly, c.want.TaxMonthly},
			{"tax up front", got.TaxUpFront, c.want.TaxUpFront}, {"payment", got.Payment, c.want.Payment},
			{"total", got.TotalOfPayments, c.want.TotalOfPayments}, {"total rent", got.TotalRent, c.want.TotalRent},
		} {
			if f.want != 0 && f.got != f.want {
				t.Errorf("%s: %s: got %d, want %d", c.id, f.name, f.got, f.want)
			}
		}
	}
}

// The calculator's totals come from unrounded payments; ours are 36 times what is really charged, at most half a cent apart each.
func TestTheCalculatorsTotalCostsFollow(t *testing.T) {
	t.Parallel()
	const atSigning, atEnd, cent = 120000 + 65000, 35000, 36 / 2
	vectors := leaseVectors(t)
	for _, c := range []struct {
		id            string
		taxable, down money.Cents
		want          money.Cents
	}{
		{"leasecalc-with-down", 0, 170000 + 36388, 1269629}, // down payment, and the tax of 10.25 % on it and on what is paid at signing
		{"leasecalc-tax-on-price", 0, 0, 1325495},
		{"leasecalc-tax-on-total", 270000, 0, 1229170},
	} {
		l := vectors[c.id].lease(t)
		l.Taxable = c.taxable
		f, err := l.Figures()
		if err != nil {
			t.Fatal(err)
		}
		if got := f.TotalOfPayments + f.TaxUpFront + c.down + atSigning + atEnd; got < c.want-cent || got > c.want+cent {
			t.Errorf("%s: got %d, want %d within %d", c.id, got, c.want, cent)
		}
	}
}

// meracalculator.com takes the rent charge on the depreciation alone; 12 CFR 1013.2(m) and every lessor take it on the sum.
func TestTheWrongPublicCalculatorIsRecognisedAsWrong(t *testing.T) {
	t.Parallel()
	v := leaseVectors(t)["meracalculator-1"]
	l := v.lease(t)
	l.Tax = finance.TaxPayment
	f, err := l.Figures()
	if err != nil {
		t.Fatal(err)
	}
	if f.RentMonthly != 14880 || f.Payment != 76246 {
		t.Errorf("got rent %d and payment %d, want 148.80 and 762.46", f.RentMonthly, f.Payment)
	}
	if page := money.Cents(64165); f.Payment == page {
		t.Error("the page's total leaves out rent on twice the residual and must not be ours")
	}
}

func TestTheFederalReservesConstantYieldIsReproduced(t *testing.T) {
	t.Parallel()
	y, err := finance.NewYield(1880000, 24469, 1235000, 48)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := y.Rows(nil)
	if err != nil || len(rows) != 48 {
		t.Fatalf("got %d rows, %v", len(rows), err)
	}
	if got := y.ImpliedYearly().FloatString(8); got != "0.08497144" {
		t.Errorf("got a yearly rate of %s, want 0.08497144", got)
	}
	want := []finance.LeaseRow{
		{Number: 1, Payment: 24469, Rent: 13139, Depreciation: 11330, Balance: 1868670},
		{Number: 2, Payment: 24469, Rent: 13059, Depreciation: 11410, Balance: 1857260},
	}
	for i, w := range want {
		if rows[i] != w {
			t.Errorf("got %+v, want %+v", rows[i], w)
		}
	}
	rent := money.Cents(0)
	for _, r := range rows {
		rent += r.Rent
	}
	if rent != 529512 || rows[47].Balance != 1235000 {
		t.Errorf("got total rent %d and end balance %d, want 5295.12 and 12350.00", rent, rows[47].Balance)
	}
}

// The Federal Reserve's other example: a lease of 36 months at 488.53 against a loan of 60 months at 486.63, both on 24,000.
func TestTheFederalReservesLeaseAndLoan(t *testing.T) {
	t.Parallel()
	y, err := finance.NewYield(2400000, 48853, 1200000, 36)
	if err != nil || y.ImpliedYearly().FloatString(6) != "0.103541" {
		t.Errorf("got %s, %v, want 0.103541", y.ImpliedYearly().FloatString(6), err)
	}
	loan := equalPeriods(2400000, 80_000_000, 60)
	if got, err := finance.LevelPayment(loan); err != nil || got.Payment != 48663 {
		t.Errorf("got %+v, %v, want 486.63", got, err)
	}
}

// equalPeriods is a plan whose months are all alike: 30/360 from the 1st of a month.
func equalPeriods(amount money.Cents, yearly money.Rate, count int) *finance.Plan {
	return &finance.Plan{
		Amount: amount, Rate: yearly, Accrual: finance.Accrual{DayCount: finance.Thirty360US}, Count: count,
		From: civil.MustParse("2023-01-01"), Dues: finance.Dues{First: civil.MustParse("2023-02-01")},
	}
}

func TestAYieldEndsAtTheResidualToTheCent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := finance.Lease{
			Agreed:      money.Cents(rapid.Int64Range(100_000, 50_000_000).Draw(t, "agreed")),
			MoneyFactor: money.Rate(rapid.Int64Range(1000, int64(finance.MaxMoneyFactor)/10).Draw(t, "factor")),
			Term:        rapid.IntRange(6, finance.MaxLeaseTerm).Draw(t, "term"),
		}
		l.Residual = l.Agreed * money.Cents(rapid.Int64Range(0, 90).Draw(t, "residual %")) / 100
		f, err := l.Figures()
		if err != nil {
			t.Fatal(err)
		}
		if f.TotalRent < 0 {
			t.Skip("rounding ate the rent")
		}
		y, err := finance.NewYield(f.AdjustedCost, f.Base, l.Residual, l.Term)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := y.Rows(nil)
		if err != nil {
			t.Fatal(err)
		}
		rent, depreciation := money.Cents(0), money.Cents(0)
		for _, r := range rows {
			rent += r.Rent
			depreciation += r.Depreciation
			if r.Rent < 0 || r.Rent+r.Depreciation != r.Payment {
				t.Fatalf("row %+v", r)
			}
		}
		if rent != f.TotalRent || depreciation != f.Depreciation {
			t.Fatalf("got rent %d and depreciation %d, want %d and %d", rent, depreciation, f.TotalRent, f.Depreciation)
		}
	})
}

func TestALeaseThatCannotBeIsAFaultWithItsField(t *testing.T) {
	t.Parallel()
	good := finance.Lease{Agreed: 3000000, Residual: 1650000, MoneyFactor: 1_250_000, Term: 36, Tax: finance.TaxPayment, TaxRate: 82_500_000}
	if _, err := good.Figures(); err != nil {
		t.Fatal(err)
	}
	for field, spoil := range map[string]func(*finance.Lease){
		"agreed_value":       func(l *finance.Lease) { l.Agreed = 0 },
		"fees_capitalised":   func(l *finance.Lease) { l.Fees = -1 },
		"cap_cost_reduction": func(l *finance.Lease) { l.Reduction = 3000000 },
		"residual":           func(l *finance.Lease) { l.Residual = 3000001 },
		"money_factor":       func(l *finance.Lease) { l.MoneyFactor = 30 * money.One },
		"term_months":        func(l *finance.Lease) { l.Term = 0 },
		"tax.rate":           func(l *finance.Lease) { l.TaxRate = 8_250_000_000 },
		"tax.method":         func(l *finance.Lease) { l.Tax = 9 },
		"tax.taxable":        func(l *finance.Lease) { l.Taxable = -1 },
	} {
		l := good
		spoil(&l)
		_, err := l.Figures()
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("%s: got %v", field, err)
		}
	}
	for _, c := range [][4]int64{{0, 1, 1, 1}, {100, 0, 1, 1}, {100, 101, 1, 1}, {100, 10, -1, 1}, {100, 10, 10, 0}, {100, 10, 10, 121}, {1000, 10, 10, 2}, {100, 100, 200, 1}} {
		if _, err := finance.NewYield(money.Cents(c[0]), money.Cents(c[1]), money.Cents(c[2]), int(c[3])); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: got %v, want a fault", c, err)
		}
	}
}

// Ford Credit Auto Lease Trust 2017-A, asset 66758007126, February 2017 (SEC Form ABS-EE): 18 payments of 327.44 remain at the beginning and 17 at
// the end of the month, the base residual of 19,517 comes a month after the last, discounted at 7.2 %.
func TestTheOneRealLeaseReproducesToTheCent(t *testing.T) {
	t.Parallel()
	for payments, want := range map[int]money.Cents{18: 2299112, 17: 2280163} {
		rest := finance.LeaseRest{Payment: 32744, Payments: payments, Residual: 1951700, ResidualMonth: payments + 1}
		if got, err := rest.Value(72_000_000); err != nil || got != want {
			t.Errorf("%d payments: got %d, %v, want %d", payments, got, err, want)
		}
	}
	for _, rest := range []finance.LeaseRest{{Payments: -1}, {ResidualMonth: 121}, {Payment: -1}, {Residual: money.MaxAmount + 1}} {
		if _, err := rest.Value(72_000_000); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: got %v, want a fault", rest, err)
		}
	}
	if _, err := (finance.LeaseRest{}).Value(7 * money.One); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a fault", err)
	}
}

func BenchmarkYieldOf48Months(b *testing.B) {
	b.ReportAllocs()
	rows := make([]finance.LeaseRow, 0, 48)
	for b.Loop() {
		y, err := finance.NewYield(1880000, 24469, 1235000, 48)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := y.Rows(rows); err != nil {
			b.Fatal(err)
		}
	}
}
