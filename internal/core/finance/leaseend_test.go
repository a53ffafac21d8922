package finance_test

import (
	"testing"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

func TestEarlyTerminationIsBalanceAndCostsLessTheVehicle(t *testing.T) {
	t.Parallel()
	got, err := finance.EarlyTermination{Balance: 1500000, PastDue: 48853, Fee: 40000, Taxes: 1200, Expenses: 25000, Realised: 1400000}.Settle()
	if err != nil || got.Charge != 215053 || len(got.Lines) != 6 {
		t.Errorf("got %+v, %v, want 2,150.53 in six lines", got, err)
	}
	got, err = finance.EarlyTermination{Balance: 1500000, Realised: 1600000}.Settle()
	if err != nil || got.Charge != -100000 || len(got.Lines) != 2 {
		t.Errorf("got %+v, %v, want a surplus of 1,000.00", got, err)
	}
	if _, err := (finance.EarlyTermination{Balance: money.MaxAmount + 1}).Settle(); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a fault", err)
	}
}

func TestTheTerminationFeeStepsDownByQuarters(t *testing.T) {
	t.Parallel()
	steps := finance.QuarterFee{2_500_000_000, 2_000_000_000, 1_500_000_000, 1_000_000_000}
	for months, want := range map[int]money.Cents{0: 61195, 8: 61195, 9: 48956, 18: 36717, 26: 36717, 27: 24478, 36: 24478, 50: 24478} {
		if got, err := steps.On(24478, months, 36, money.HalfUp); err != nil || got != want {
			t.Errorf("after %d months: got %d, %v, want %d", months, got, err, want)
		}
	}
	if _, err := steps.On(24478, -1, 36, money.HalfUp); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a fault", err)
	}
}

func TestBuyingTheVehicle(t *testing.T) {
	t.Parallel()
	got, err := finance.Buyout{Price: 1235000, PurchaseFee: 30000, OfficialFees: 5600, TaxRate: 82_500_000}.Settle()
	if err != nil || got.Charge != 1235000+30000+5600+104363 {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := (finance.Buyout{Price: 1, TaxRate: 8 * money.One}).Settle(); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a fault", err)
	}
}

func TestAPurchaseWaivesWhatThePurchaserKeeps(t *testing.T) {
	t.Parallel()
	end := finance.LeaseEnd{UnpaidPayments: 24469, LateFees: 2500, ExcessMileage: 75000, ExcessWear: 30000, DispositionFee: 39500, TaxesAndFines: 1000, Deposit: 25000, Credits: 500}
	if got, err := end.Settle(); err != nil || got.Charge != 146969 || len(got.Lines) != 8 {
		t.Errorf("got %+v, %v, want 1,469.69", got, err)
	}
	end.Purchased = true
	if got, err := end.Settle(); err != nil || got.Charge != 2469 {
		t.Errorf("got %+v, %v, want 24.69", got, err)
	}
}

func mileage() finance.Mileage {
	return finance.Mileage{
		Start: 49, Allowance: 36000, Term: 36, ExcessRate: 25 * money.One, BeforehandFee: 20 * money.One,
		Begin: civil.MustParse("2024-01-15"), End: civil.MustParse("2027-01-15"),
	}
}

func TestTheAllowanceGrowsWithTimeExtensionsAndPurchases(t *testing.T) {
	t.Parallel()
	m := mileage()
	if got := m.AllowedOn(civil.MustParse("2025-01-14")); got != 11990 {
		t.Errorf("after a year less a day: got %d, want 11990, the fraction being the lessee's", got)
	}
	if got := m.AllowedOn(m.Begin - 5); got != 0 {
		t.Errorf("before the lease: got %d, want 0", got)
	}
	m.Extension, m.Bought = 2, 1000
	if got := m.Allowed(); got != 39000 {
		t.Errorf("got %d, want 39000", got)
	}
	if got := m.Excess(39049); got != 0 {
		t.Errorf("exactly the allowance: got %d, want 0", got)
	}
	if got, err := m.Charge(39149); err != nil || got != 2500 {
		t.Errorf("100 over: got %d, %v, want 25.00", got, err)
	}
}

func TestTheForecastKeepsThePaceAndPricesBothWays(t *testing.T) {
	t.Parallel()
	m := mileage()
	got, err := m.Forecast(49+20000, civil.MustParse("2025-07-16")) // 548 of 1096 days
	want := finance.Forecast{Odometer: 49 + 40000, Excess: 4000, Later: 100000, Now: 80000}
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if got, err := m.Forecast(49+36000, m.End); err != nil || got.Excess != 0 || got.Odometer != 36049 {
		t.Errorf("at the end: got %+v, %v", got, err)
	}
	if _, err := m.Forecast(48, m.End); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a fault", err)
	}
}

func TestAnImplausibleAllowanceIsAFault(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*finance.Mileage){
		"start": func(m *finance.Mileage) { m.Start = -1 }, "allowance": func(m *finance.Mileage) { m.Allowance = 3_000_000 },
		"term": func(m *finance.Mileage) { m.Term = 0 }, "end": func(m *finance.Mileage) { m.End = m.Begin }, "rate": func(m *finance.Mileage) { m.ExcessRate = -1 },
	} {
		m := mileage()
		spoil(&m)
		if _, err := m.Charge(1000); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want a fault", name, err)
		}
	}
}
