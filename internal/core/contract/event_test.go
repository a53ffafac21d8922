package contract_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

// everyBody is one of each kind.
func everyBody() []contract.Body {
	return []contract.Body{
		contract.Activated{Dealer: "D1", StartMiles: 12},
		contract.Converted{Principal: 1, UnpaidInterest: 2, InterestThrough: day("2026-01-02"), Paid: 3, PaidThrough: day("2026-01-03"), FeesDue: 4, YearInterest: 5},
		contract.Payment{Amount: 1, Method: "ach", For: contract.PrincipalOnly, Instruction: contract.PayAhead, Ref: "x"},
		contract.Returned{Payment: "p", Code: "R01"}, contract.Reversed{Of: "p", Reason: "entered twice"},
		contract.FeeAssessed{Fee: contract.LateFee, Amount: 1, Instalment: 2, Payment: "p"}, contract.FeeWaived{Fee: "f", Amount: 1, Reason: "goodwill"},
		contract.RateSegment{Reason: contract.RateCap, Rate: 1, Until: day("2026-01-02"), Note: "n"}, contract.SCRA{Until: day("2026-01-02"), Payment: 3},
		contract.Extension{Periods: 1, From: 2}, contract.DueDateChange{First: day("2026-01-02"), Day: 2}, contract.Reamortised{Payment: 1},
		contract.Instructed{Extra: contract.LowerPayment}, contract.Paused{Until: day("2026-01-02")},
		contract.Credit{Amount: 1, Source: contract.AddOnRefund, Note: "GAP"}, contract.CreditRefunded{Amount: 1, Ref: "x"},
		contract.ChargedOff{Reason: "120 days"}, contract.Recovery{Amount: 1, Ref: "x"}, contract.Title{State: "TX", Status: "title_received"},
		contract.OwnershipChanged{Reason: contract.Sold}, contract.Odometer{Miles: 1, Source: "dealer"},
		contract.LeaseExtension{Months: 1, Disclosed: day("2026-01-02")}, contract.TurnIn{Miles: 1, Place: "Aurelia of Austin"},
		contract.Inspection{Items: []contract.WearItem{{What: "Tire", Amount: 1, Disputed: true}}}, contract.Purchase{Price: 1, Tax: 2},
		contract.EarlyTermination{Realised: 1, Fee: 2, Tax: 3, Expenses: 4}, contract.Cancelled{Reason: "unwound"},
		contract.Disputed{Fee: "f", Case: "c", Over: true, Reason: "The pictures show it."},
	}
}

func TestEveryBodyIsReadBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	seen := map[contract.EventKind]bool{}
	for _, body := range everyBody() {
		data, err := contract.EncodeBody(body)
		if err != nil {
			t.Fatal(err)
		}
		got, err := contract.DecodeBody(string(body.Kind()), data)
		if err != nil || !reflect.DeepEqual(got, body) {
			t.Errorf("%s: got %+v, %v, want %+v", body.Kind(), got, err, body)
		}
		v := reflect.ValueOf(body)
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				t.Errorf("%s: this test leaves %s out", body.Kind(), v.Type().Field(i).Name)
			}
		}
		seen[body.Kind()] = true
	}
	if len(seen) != 28 {
		t.Errorf("got %d kinds, want 28", len(seen))
	}
}

func TestABodyThatCannotBeIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, data, field string }{
		{"payment", `{"amount":0}`, "amount"}, {"payment", `{"amount":-5}`, "amount"}, {"payment", `{"amount":1000000000000000}`, "amount"},
		{"payment", `{"amount":5,"for":"fun"}`, "for"}, {"payment", `{"amount":5,"instruction":"burn"}`, "instruction"},
		{"payment", `{"amount":5,"surprise":1}`, ""}, {"payment", `{"amount":"5"}`, ""}, {"payment", `[]`, ""}, {"payment", ``, ""},
		{"payment", `{"amount":5}{"amount":6}`, ""}, {"payment", `{"amount":5}]`, ""}, {"payment", `{"amount":5`, ""},
		{"nothing", `{}`, ""}, {"rate_segment", `{"reason":"changed","rate":12990000000}`, "rate"}, {"rate_segment", `{"reason":"mood","rate":1}`, "reason"},
		{"extension", `{"periods":0}`, "periods"}, {"extension", `{"periods":25}`, "periods"}, {"due_date_change", `{}`, "first"},
		{"due_date_change", `{"first":"2026-02-30"}`, ""}, {"returned", `{}`, "payment"}, {"reversed", `{}`, "of"},
		{"fee_assessed", `{"fee":"","amount":5}`, "fee"}, {"ownership_changed", `{"reason":"lost"}`, "reason"}, {"odometer", `{"miles":-1}`, "miles"},
		{"converted", `{"principal":-1,"paid":0}`, "principal"}, {"converted", `{"paid":-1}`, "paid"}, {"instructed", `{"extra":""}`, "extra"},
		{"credit", `{"amount":5,"source":""}`, "source"}, {"title", `{"status":""}`, "status"}, {"lease_extension", `{"months":99}`, "months"},
		{"inspection", `{"items":[{"what":"x","amount":0}]}`, "items"}, {"early_termination", `{"realised":-1}`, "realised"}, {"paused", `{}`, "until"},
	} {
		_, err := contract.DecodeBody(c.kind, []byte(c.data))
		f := fault.Of(err)
		if f == nil || f.Kind != fault.Invalid || f.Message == "" {
			t.Errorf("%s %s: got %v, want a fault", c.kind, c.data, err)
			continue
		}
		if c.field != "" && (len(f.Fields) != 1 || f.Fields[0].Name != c.field) {
			t.Errorf("%s %s: got fields %+v, want %s", c.kind, c.data, f.Fields, c.field)
		}
	}
	if _, err := contract.DecodeBody("payment", make([]byte, 100_000)); !fault.Is(err, fault.TooLarge) {
		t.Errorf("a large body: got %v", err)
	}
}

func FuzzDecodeBody(f *testing.F) {
	for _, body := range everyBody() {
		data, err := contract.EncodeBody(body)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(body.Kind()), data)
	}
	terms := loanTerms(f)
	f.Fuzz(func(t *testing.T, kind string, data []byte) {
		body, err := contract.DecodeBody(kind, data)
		if err != nil {
			if fault.Of(err) == nil {
				t.Fatalf("got %v, want a fault", err)
			}
			return
		}
		again, err := contract.EncodeBody(body)
		if err != nil {
			t.Fatal(err)
		}
		back, err := contract.DecodeBody(kind, again)
		if err != nil {
			t.Fatalf("%s: %v", again, err)
		}
		if twice, _ := contract.EncodeBody(back); !bytes.Equal(again, twice) {
			t.Fatalf("got %s, then %s", again, twice)
		}
		events := []contract.Event{event("act", "2023-01-22", contract.Activated{}), event("e", "2023-03-01", body), pay("p", "2023-03-28", 71985)}
		s, err := contract.Fold(terms, events, contract.At{AsOf: day("2026-11-22")})
		if err == nil && (s.Principal < 0 || s.Fees < 0 || s.Credit < 0) {
			t.Fatalf("got %+v", s)
		}
	})
}

func TestAnEventNeedsAKeyABodyAndADay(t *testing.T) {
	t.Parallel()
	good := event("k", "2026-01-01", contract.Odometer{Miles: 1})
	for field, spoil := range map[string]func(*contract.Event){
		"key": func(e *contract.Event) { e.Key = "" }, "body": func(e *contract.Event) { e.Body = nil },
		"effective": func(e *contract.Event) { e.Effective = 0 }, "miles": func(e *contract.Event) { e.Body = contract.Odometer{Miles: -1} },
	} {
		bad := good
		spoil(&bad)
		if f := fault.Of(bad.Validate()); f == nil || f.Fields[0].Name != field {
			t.Errorf("%s: got %v", field, f)
		}
	}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
}

func TestTheFoldRefusesTwoEventsOfOneKeyAndTooMany(t *testing.T) {
	t.Parallel()
	twice := opened(pay("p", "2026-02-01", 1), pay("p", "2026-02-01", 2))
	if _, err := contract.Fold(plain(t, nil), twice, contract.At{AsOf: day("2026-03-01")}); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v", err)
	}
	many := make([]contract.Event, contract.MaxEvents+1)
	if _, err := contract.Fold(plain(t, nil), many, contract.At{AsOf: day("2026-03-01")}); !fault.Is(err, fault.TooLarge) {
		t.Errorf("got %v", err)
	}
}

func TestTermsAreReadBackAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	full := plain(t, func(t *contract.Terms) {
		t.Product.Waterfall.Regular = contract.Order{contract.PastDueFee, contract.DueInterest}
		t.Product.LateFee.StateCap = &contract.StateCap{GraceDays: 15, Max: 500, Citation: "Tex. Fin. Code 348.107"}
		t.Product.Rounding, t.Product.Remainder, t.Product.Precision, t.Product.DayCount = money.Truncate, finance.Dropped, finance.Factor8, finance.Act360
		t.Loan.Balloon, t.Loan.Skips = 100_000, 1<<7
		t.Loan.Steps = []finance.Step{{From: 3, Weight: money.One / 2}}
	})
	for _, want := range []contract.Terms{full, leased(t, nil)} {
		data, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got contract.Terms
		if err := json.Unmarshal(data, &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v\nwant %+v", got, err, want)
		}
	}
}

func TestAbsurdTermsAreRefusedWithTheirField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field string
		spoil func(*contract.Terms)
	}{
		{"contract_number", func(t *contract.Terms) { t.Number = "" }}, {"contract_number", func(t *contract.Terms) { t.Number = strings.Repeat("x", 65) }},
		{"term_months", func(t *contract.Terms) { t.Count = 0 }}, {"term_months", func(t *contract.Terms) { t.Count = 601 }},
		{"contract_date", func(t *contract.Terms) { t.ContractDate = 0 }}, {"first_due", func(t *contract.Terms) { t.FirstDue = day("2025-12-31") }},
		{"due_day", func(t *contract.Terms) { t.DueDay = 32 }}, {"currency", func(t *contract.Terms) { t.Currency = "ZZZ" }},
		{"rate", func(t *contract.Terms) { t.Loan.Rate = 12_990_000_000 }}, {"amount", func(t *contract.Terms) { t.Loan.Amount = 0 }},
		{"amount", func(t *contract.Terms) { t.Loan.Amount = 1_000_000_000_000_000 }}, {"payment", func(t *contract.Terms) { t.Payment = -1 }},
		{"kind", func(t *contract.Terms) { t.Loan = nil }}, {"kind", func(t *contract.Terms) { t.Lease = &contract.LeaseTerms{} }},
		{"balloon", func(t *contract.Terms) { t.Loan.Balloon = 1_200_001 }}, {"autopay_discount", func(t *contract.Terms) { t.Loan.AutopayDiscount = money.One }},
		{"late_fee.percent", func(t *contract.Terms) { t.Product.LateFee.Percent = 5 * money.One }},
		{"late_fee.grace_days", func(t *contract.Terms) { t.Product.LateFee.GraceDays = 91 }},
		{"count", func(t *contract.Terms) { t.FirstDue = day("2199-10-01") }}, {"extra", func(t *contract.Terms) { t.Product.Extra = "burn" }},
		{"waterfall", func(t *contract.Terms) { t.Product.Waterfall.Regular = make(contract.Order, 13) }},
	} {
		terms := plain(t, nil)
		loan := *terms.Loan
		terms.Loan = &loan
		c.spoil(&terms)
		if f := fault.Of(terms.Validate()); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field {
			t.Errorf("%s: got %v", c.field, f)
		}
		if _, err := contract.Fold(terms, nil, contract.At{AsOf: day("2026-01-01")}); err != nil && fault.Of(err) == nil {
			t.Errorf("%s: the fold fails with %v, want a fault", c.field, err)
		}
	}
	lease := leased(t, nil)
	for field, spoil := range map[string]func(*contract.LeaseTerms){
		"residual": func(l *contract.LeaseTerms) { l.Residual = 99_000_000 }, "money_factor": func(l *contract.LeaseTerms) { l.MoneyFactor = money.One },
		"disposition_fee": func(l *contract.LeaseTerms) { l.DispositionFee = -1 }, "mileage": func(l *contract.LeaseTerms) { l.MilesPerYear = -1 },
		"agreed_value": func(l *contract.LeaseTerms) { l.AgreedValue = 0 },
	} {
		terms, l := lease, *lease.Lease
		spoil(&l)
		terms.Lease = &l
		if f := fault.Of(terms.Validate()); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("%s: got %v", field, f)
		}
	}
}

func TestAWaterfallNamesEveryBucketOnce(t *testing.T) {
	t.Parallel()
	w := contract.Waterfall{Regular: contract.Order{contract.DueFee, contract.DueFee, contract.PastDueInterest}}
	for _, kind := range []contract.PaymentKind{contract.RegularPayment, contract.PayoffPayment} {
		order := w.Of(kind)
		seen := map[contract.Bucket]int{}
		for _, b := range order {
			seen[b]++
		}
		if len(order) != 12 || len(seen) != 12 {
			t.Errorf("%s: got %v", kind, order)
		}
	}
	if order := w.Of(contract.RegularPayment); fmt.Sprint(order[:2]) != "[due fee past due interest]" {
		t.Errorf("got %v", order)
	}
	if order := (contract.Waterfall{}).Of(""); order[0] != contract.PastDueInterest {
		t.Errorf("the default begins with %s", order[0])
	}
}
