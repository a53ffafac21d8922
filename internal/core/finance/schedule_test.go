package finance_test

import (
	"encoding/csv"
	"encoding/json"
	"math/big"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

type fineractVector struct {
	ID, Product string
	Date        civil.Date
	Principal   json.Number
	AnnualRate  string `json:"annual_rate"`
	Rows        []struct {
		Date                              civil.Date
		Principal, Interest, Balance, Due json.Number
	}
}

// Fineract rounds the interest of each row by itself, so the remainder is dropped.
func TestFineractsPlainTablesAreReproduced(t *testing.T) {
	t.Parallel()
	for _, v := range read[fineractVector](t, "fineract.json") {
		p := &finance.Plan{
			Amount: cents(t, v.Principal), Rate: rate(t, v.AnnualRate) / 100, Remainder: finance.Dropped, Count: len(v.Rows),
			From: v.Date, Dues: finance.Dues{First: v.Rows[0].Date},
		}
		if len(v.Rows) > 1 { // the progressive product counts 30/360, the daily one actual days over 365
			p.Accrual.DayCount = finance.Thirty360US
		}
		level, err := finance.LevelPayment(p)
		if err != nil {
			t.Fatalf("%s: %v", v.ID, err)
		}
		rows, err := finance.Schedule(p, level.Payment, nil)
		if err != nil || len(rows) != len(v.Rows) {
			t.Fatalf("%s: got %d rows, %v", v.ID, len(rows), err)
		}
		for i, want := range v.Rows {
			got := rows[i]
			if got.Due != want.Date || got.Payment != cents(t, want.Due) || got.Interest != cents(t, want.Interest) ||
				got.Principal != cents(t, want.Principal) || got.Balance != cents(t, want.Balance) {
				t.Errorf("%s: got %+v, want %+v", v.ID, got, want)
			}
		}
	}
}

// 795 months of real loans: the interest between two dates, as recomputed from the issuers' own figures.
func TestInterestOfRealLoanMonthsIsRecomputed(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/interest_dated.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	equal := 0
	for _, row := range rows[1:] {
		dc := finance.ActActISDA
		if row[0] == "Actual/365F" {
			dc = finance.Act365F
		}
		from, to := civil.MustParse(row[3]), civil.MustParse(row[4])
		e, err := finance.Accrual{DayCount: dc, Precision: finance.Exact}.Interest(cents(t, json.Number(row[1])), rate(t, row[2]), from, to)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := e.Round(money.HalfUp)
		want, collected := cents(t, json.Number(row[8])), cents(t, json.Number(row[7]))
		if got != want {
			t.Errorf("%v: got %d, want %d", row, got, want)
		}
		if off, _ := strconv.Atoi(row[9]); off == 0 {
			equal++
		}
		if d := got - collected; d < -1 || d > 1 {
			t.Errorf("%v: got %d, the servicer collected %d", row, got, collected)
		}
	}
	if len(rows) != 796 || equal != 582 {
		t.Errorf("got %d rows with %d equal, want 796 and 582", len(rows), equal)
	}
}

type paymentVector struct {
	ID            string
	Principal     json.Number
	AnnualRate    string `json:"annual_rate"`
	N             int
	Installment   json.Number
	TotalInterest json.Number `json:"total_interest"`
}

func paymentVectors(t *testing.T) map[string]paymentVector {
	t.Helper()
	byID := map[string]paymentVector{}
	for _, v := range read[paymentVector](t, "amortization_small.json") {
		byID[v.ID] = v
	}
	return byID
}

func TestPublishedPaymentsAreReproduced(t *testing.T) {
	t.Parallel()
	vectors := paymentVectors(t)
	for _, c := range []struct {
		id   string
		rate money.Rate
		want money.Cents
	}{
		{"numpy-financial-doc", 82_400_000, 21775},
		{"leasecalc-finance-1", 15_000_000, 84818},
		{"leasecalc-finance-2", 15_000_000, 81356},
	} {
		v := vectors[c.id]
		got, err := finance.LevelPayment(equalPeriods(cents(t, v.Principal), c.rate, v.N))
		if err != nil || got.Payment != c.want || v.Installment != "" && c.want != cents(t, v.Installment) {
			t.Errorf("%s: got %+v, %v, want %d", c.id, got, err, c.want)
		}
	}
}

// numpy prints exact figures to the cent; ours are whole cents, so a row may differ by one.
func TestNumpysTableIsReproducedToACent(t *testing.T) {
	t.Parallel()
	p := equalPeriods(250000, 82_400_000, 12)
	rows, err := finance.Schedule(p, 21775, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []money.Cents{1717, 1579, 1440, 1301, 1160, 1018, 876, 732, 588, 442, 296, 149} {
		if d := rows[i].Interest - want; d < -1 || d > 1 {
			t.Errorf("row %d: got %d, want %d", i+1, rows[i].Interest, want)
		}
	}
}

// Curo's US 30/360 schedule of 6 × 1,707.00 at about 8.25 %: interest rounded in each row, the last row takes the rest.
func TestCurosTableIsReproduced(t *testing.T) {
	t.Parallel()
	p := &finance.Plan{
		Amount: 1000000, Rate: 82_500_000, Accrual: finance.Accrual{DayCount: finance.Thirty360US}, Remainder: finance.Dropped, Count: 6,
		From: civil.MustParse("2026-01-18"), Dues: finance.Dues{First: civil.MustParse("2026-02-18")},
	}
	rows, err := finance.Schedule(p, 170700, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []money.Cents{836175, 671224, 505139, 337912, 169535, 0} {
		if rows[i].Balance != want {
			t.Errorf("row %d: got %d, want %d", i+1, rows[i].Balance, want)
		}
	}
}

// frappe/lending works in whole units: a currency without cents. Its rows are rounded for comparison.
func TestFrappesWholeUnitsAreReproduced(t *testing.T) {
	t.Parallel()
	p := equalPeriods(280000, 84_000_000, 20)
	level, err := finance.LevelPayment(p)
	if err != nil || level.Payment != 15052 || level.Interest != 21034 {
		t.Errorf("got %+v, %v, want 15052 and interest 21034", level, err)
	}
	p.Count = 22
	rows, err := finance.Schedule(p, 14000, nil)
	if err != nil {
		t.Fatal(err)
	}
	interest := money.Cents(0)
	for _, r := range rows {
		interest += r.Interest
	}
	if len(rows) != 22 || interest != 22712 {
		t.Errorf("got %d rows and interest %d, want 22 and 22712", len(rows), interest)
	}
}

// The HP 12C compounds the odd days of its first example, which 12 CFR 1026 App. J(a)(3) does not allow; the payment is the same to the cent.
// Its second example asks for the rate, with simple odd days: that is Appendix J's own equation.
func TestTheHandbooksOddPeriods(t *testing.T) {
	t.Parallel()
	p := &finance.Plan{
		Amount: 450000, Rate: 50_000_000, Accrual: finance.Accrual{DayCount: finance.Thirty360US}, Count: 36,
		From: civil.MustParse("2004-02-15"), Dues: finance.Dues{First: civil.MustParse("2004-04-01")},
	}
	if got, err := finance.LevelPayment(p); err != nil || got.Payment != 13517 {
		t.Errorf("example 1: got %+v, %v, want 135.17", got, err)
	}
	unit := finance.Unit{Multiple: 1}
	payments, err := unit.Expand([]finance.Series{{First: civil.MustParse("2004-09-01"), Amount: 12000, Count: 42}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := finance.APR([]finance.Flow{{Date: civil.MustParse("2004-07-19"), Amount: 395000}}, payments, unit)
	if err != nil || finance.Percent(got, 2) != "13.95" {
		t.Errorf("example 2: got %s, %v, want 13.95", finance.Percent(got, 6), err)
	}
}

func anyPlan(t *rapid.T) *finance.Plan {
	from := civil.MustParse("2020-01-01").AddDays(rapid.IntRange(0, 3000).Draw(t, "from"))
	p := &finance.Plan{
		Amount:    money.Cents(rapid.Int64Range(100_000, 1_000_000_000).Draw(t, "amount")),
		Rate:      money.Rate(rapid.Int64Range(0, 400_000_000).Draw(t, "rate")),
		Accrual:   finance.Accrual{DayCount: rapid.SampledFrom(allDayCounts).Draw(t, "day count")},
		Rounding:  money.Rounding(rapid.IntRange(0, 2).Draw(t, "rounding")),
		Remainder: finance.Remainder(rapid.IntRange(0, 1).Draw(t, "remainder")),
		From:      from,
		Count:     rapid.IntRange(1, 96).Draw(t, "count"),
		Dues: finance.Dues{
			Frequency: finance.Frequency(rapid.IntRange(0, 6).Draw(t, "frequency")),
			First:     from.AddDays(rapid.IntRange(0, 120).Draw(t, "odd")),
		},
	}
	if p.Count > 4 && rapid.Bool().Draw(t, "balloon") {
		p.Balloon, p.Besides = p.Amount/3, rapid.Bool().Draw(t, "besides")
	}
	if p.Count > 24 && rapid.Bool().Draw(t, "steps") {
		p.Steps = []finance.Step{{From: 3, Weight: 500_000_000}, {From: 7, Weight: 0}, {From: 9, Weight: money.One}}
	}
	return p
}

func TestAScheduleWithALevelPaymentPaysOffToTheCent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anyPlan(t)
		level, err := finance.LevelPayment(p)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := finance.Schedule(p, level.Payment, nil)
		if err != nil {
			t.Fatal(err)
		}
		principal, before := money.Cents(0), p.Amount
		for i, r := range rows {
			principal += r.Principal
			switch {
			case r.Principal < 0 || r.Interest < 0 || r.Payment != r.Principal+r.Interest:
				t.Fatalf("row %+v", r)
			case r.Balance != before-r.Principal || r.Due != p.Dues.At(i):
				t.Fatalf("row %+v after a balance of %d", r, before)
			}
			before = r.Balance
		}
		if principal != p.Amount || rows[len(rows)-1].Balance != 0 {
			t.Fatalf("got principal %d of %d, balance %d", principal, p.Amount, rows[len(rows)-1].Balance)
		}
	})
}

// The oracle: the same debt in unbounded fractions. Half a cent less leaves a debt, half a cent more does not.
func TestTheLevelPaymentEndsTheExactScheduleAtZero(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anyPlan(t)
		p.Rounding, p.Steps, p.Count = money.HalfUp, nil, min(p.Count, 36)
		level, err := finance.LevelPayment(p)
		if err != nil {
			t.Fatal(err)
		}
		slack := big.NewRat(1, 1000)
		low, high := big.NewRat(2*int64(level.Payment)-1, 2), big.NewRat(2*int64(level.Payment)+1, 2)
		if left := exactlyLeft(p, low); left.Cmp(new(big.Rat).Neg(slack)) < 0 {
			t.Fatalf("half a cent less than %d leaves %s", level.Payment, left.FloatString(4))
		}
		if left := exactlyLeft(p, high); left.Cmp(slack) > 0 {
			t.Fatalf("half a cent more than %d leaves %s", level.Payment, left.FloatString(4))
		}
	})
}

func exactlyLeft(p *finance.Plan, payment *big.Rat) *big.Rat {
	balance, unpaid, from := new(big.Rat).SetInt64(int64(p.Amount)), new(big.Rat), p.From
	last := p.Dues.At(p.Count - 1)
	for n := range p.Count {
		due := p.Dues.At(n)
		year := big.NewRat(int64(finance.Fraction(p.Accrual.DayCount, from, due, last)), int64(finance.WholeYear))
		year.Mul(year, big.NewRat(int64(p.Rate), int64(money.One)))
		unpaid.Add(unpaid, year.Mul(year, balance))
		paid := new(big.Rat).Set(payment)
		if n == p.Count-1 && p.Balloon > 0 {
			if !p.Besides {
				paid.SetInt64(0)
			}
			paid.Add(paid, big.NewRat(int64(p.Balloon), 1))
		}
		if unpaid.Sub(unpaid, paid).Sign() < 0 {
			balance.Add(balance, unpaid)
			unpaid.SetInt64(0)
		}
		from = due
	}
	return balance.Add(balance, unpaid)
}

func TestSkipsStepsAndBalloonsAreInTheRows(t *testing.T) {
	t.Parallel()
	p := equalPeriods(2000000, 60_000_000, 24)
	p.Skips = 1<<6 | 1<<7 // June and July
	p.Steps = []finance.Step{{From: 13, Weight: 1_100_000_000}, {From: 20, Fixed: 5000}}
	p.Balloon = 500000
	level, err := finance.LevelPayment(p)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := finance.Schedule(p, level.Payment, nil)
	if err != nil || len(rows) != 24 {
		t.Fatalf("got %d rows, %v", len(rows), err)
	}
	if rows[4].Payment != 0 || rows[4].Balance != rows[3].Balance || rows[5].Payment != 0 {
		t.Errorf("June and July: got %+v, %+v", rows[4], rows[5])
	}
	if rows[6].Interest <= 2*rows[3].Interest {
		t.Errorf("August collects the skipped months' interest: got %+v", rows[6])
	}
	if step := (level.Payment*11 + 5) / 10; rows[12].Payment != step || rows[19].Payment != 5000 {
		t.Errorf("got %d and %d, want %d and 50.00", rows[12].Payment, rows[19].Payment, step)
	}
	if d := rows[23].Payment - 500000; d < -30 || d > 30 {
		t.Errorf("the last payment is the balloon with the residue: got %d", rows[23].Payment)
	}
}

func TestOnePaymentIsTheDebtWithItsInterest(t *testing.T) {
	t.Parallel()
	p := equalPeriods(100000, 120_000_000, 1)
	got, err := finance.LevelPayment(p)
	if err != nil || got != (finance.Level{Payment: 101000, Last: 101000, Interest: 1000}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestWithoutInterestTheLastPaymentTakesTheResidue(t *testing.T) {
	t.Parallel()
	got, err := finance.LevelPayment(equalPeriods(100000, 0, 7))
	if err != nil || got != (finance.Level{Payment: 14286, Last: 14284}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAPlanThatCannotBeIsAFaultWithItsField(t *testing.T) {
	t.Parallel()
	for field, spoil := range map[string]func(*finance.Plan){
		"amount":        func(p *finance.Plan) { p.Amount = 1_000_000_000_000_000 },
		"rate":          func(p *finance.Plan) { p.Rate = 12_990_000_000 },
		"day_count":     func(p *finance.Plan) { p.Accrual.DayCount = 77 },
		"count":         func(p *finance.Plan) { p.Count = 0 },
		"contract_date": func(p *finance.Plan) { p.From = 0 },
		"first_due":     func(p *finance.Plan) { p.Dues.First = p.From - 1 },
		"frequency":     func(p *finance.Plan) { p.Dues.Frequency = 50 },
		"due_day":       func(p *finance.Plan) { p.Dues.Day = 32 },
		"balloon":       func(p *finance.Plan) { p.Balloon = 9_000_000_000 },
		"steps":         func(p *finance.Plan) { p.Steps = []finance.Step{{From: 3}, {From: 2}} },
	} {
		p := plan()
		spoil(p)
		_, err := finance.LevelPayment(p)
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("%s: got %v", field, err)
		}
	}
	p := plan()
	p.From, p.Dues.First, p.Count = civil.MustParse("2199-01-01"), civil.MustParse("2199-02-01"), 600
	if _, err := finance.Schedule(p, 100, nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("beyond the calendar: got %v, want a fault", err)
	}
	p = plan()
	p.Amount = 10
	if _, err := finance.LevelPayment(p); !fault.Is(err, fault.Invalid) {
		t.Errorf("10 cents in 36 payments: got %v, want a fault", err)
	}
}

// A contract in the middle of its life: interest that is owed already is paid first, and bears none itself.
func TestAPlanGoesOnFromUnpaidInterest(t *testing.T) {
	t.Parallel()
	p := equalPeriods(1000000, 120_000_000, 10)
	p.Unpaid = money.ExactOf(25000)
	level, err := finance.LevelPayment(p)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := finance.Schedule(p, level.Payment, nil)
	if err != nil || rows[0].Interest != 35000 || rows[0].Principal != level.Payment-35000 {
		t.Fatalf("got %+v, %v, want 250.00 and 100.00 of interest first", rows[0], err)
	}
	if last := rows[9]; last.Balance != 0 || last.Payment < level.Payment-10 || last.Payment > level.Payment+10 {
		t.Errorf("got %+v", last)
	}
	p.Unpaid = money.ExactOf(2000000)
	if _, err := finance.LevelPayment(p); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a fault", err)
	}
}

// A payment that does not cover its interest leaves the principal alone, and what is unpaid waits without interest (the US Rule).
func TestAShortPaymentLeavesThePrincipalAlone(t *testing.T) {
	t.Parallel()
	for _, remainder := range []finance.Remainder{finance.Carried, finance.Dropped} {
		p := equalPeriods(1000000, 120_000_000, 4)
		p.Remainder = remainder
		rows, err := finance.Schedule(p, 6000, nil)
		if err != nil || len(rows) != 4 {
			t.Fatalf("got %d rows, %v", len(rows), err)
		}
		for _, r := range rows[:3] {
			if r.Interest != 6000 || r.Principal != 0 || r.Balance != 1000000 {
				t.Errorf("%s: got %+v", remainder, r)
			}
		}
		if last := rows[3]; last.Interest != 4*10000-3*6000 || last.Payment != 1000000+last.Interest {
			t.Errorf("%s: got %+v, want the interest of four months less what was paid", remainder, last)
		}
	}
}

// Half a cent was rounded up and paid; the half that is carried then is not paid back as interest of minus one cent.
func TestACarriedHalfCentIsNoInterestOwedBack(t *testing.T) {
	t.Parallel()
	p := equalPeriods(1000, 0, 3)
	p.Unpaid = money.Parts(money.Denominator / 2)
	rows, err := finance.Schedule(p, 400, nil)
	if err != nil || rows[0].Interest != 1 || rows[1].Interest != 0 || rows[2].Interest != 0 {
		t.Errorf("got %+v, %v", rows, err)
	}
}

func TestTheLastInstalmentIsNeverSkipped(t *testing.T) {
	t.Parallel()
	p := equalPeriods(100000, 60_000_000, 6) // February to July
	p.Skips = 1<<4 | 1<<7
	level, err := finance.LevelPayment(p)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := finance.Schedule(p, level.Payment, nil)
	if err != nil || rows[2].Payment != 0 || rows[5].Payment < level.Payment-10 || rows[5].Payment > level.Payment+10 {
		t.Errorf("got %+v, %v", rows, err)
	}
}

func TestAPaymentThatIsTooLargeEndsTheSchedule(t *testing.T) {
	t.Parallel()
	rows, err := finance.Schedule(equalPeriods(100000, 120_000_000, 12), 60000, nil)
	if err != nil || len(rows) != 2 || rows[1].Balance != 0 || rows[1].Payment != 41410 {
		t.Errorf("got %+v, %v", rows, err)
	}
}

// 30E/360-ISDA counts the last day of February as itself when the plan ends there.
func TestTheLastDueDateIsTheTermination(t *testing.T) {
	t.Parallel()
	p := &finance.Plan{
		Amount: 1000000, Rate: 60_000_000, Accrual: finance.Accrual{DayCount: finance.ThirtyE360ISDA}, Count: 3,
		From: civil.MustParse("2023-11-30"), Dues: finance.Dues{First: civil.MustParse("2023-12-31")},
	}
	rows, err := finance.Schedule(p, 340000, nil)
	if err != nil || rows[0].Days != 30 || rows[1].Days != 30 || rows[2].Days != 29 {
		t.Errorf("got %+v, %v, want 30, 30 and 29 days", rows, err)
	}
}
