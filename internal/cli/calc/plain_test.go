package calc

import (
	"encoding/json"
	"reflect"
	"testing"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/money"
)

// What one writes in major units the other reads back: the same event, for bodies with amounts, rates, dates, numbers and lists.
func TestEventsGoThereAndBack(t *testing.T) {
	t.Parallel()
	for _, want := range []contract.Body{
		contract.Activated{Dealer: "Aurelia of Pittsburgh", StartMiles: 49},
		contract.Converted{Principal: 1300000, UnpaidInterest: 123, InterestThrough: civil.MustParse("2024-10-10"), Paid: 9},
		contract.Payment{Amount: 88644, Method: "ach", For: contract.PayoffPayment},
		contract.FeeAssessed{Fee: contract.LateFee, Amount: 2500, Instalment: 2},
		contract.RateSegment{Reason: contract.RateChanged, Rate: 57_400_000, Until: civil.MustParse("2025-01-01")},
		contract.Extension{Periods: 2, From: 7},
		contract.Odometer{Miles: 12345},
		contract.EarlyTermination{Realised: 1400000, Fee: 40000, Tax: 1, Expenses: 25000},
		contract.Reversed{Of: "event-1", Reason: "entered twice"},
	} {
		text, err := major(want, pen{Currency: money.USD()})
		if err != nil {
			t.Fatal(err)
		}
		data, err := minor(text, reflect.TypeOf(want), money.USD())
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		got, err := contract.DecodeBody(string(want.Kind()), data)
		if err != nil || got != want {
			t.Errorf("%s became %s: got %+v, %v, want %+v", text, data, got, err, want)
		}
	}
}

func TestAListOfItemsGoesThereAndBack(t *testing.T) {
	t.Parallel()
	want := contract.Inspection{Items: []contract.WearItem{{}, {}}}
	text, err := major(want, pen{Currency: money.USD()})
	if err != nil {
		t.Fatal(err)
	}
	data, err := minor(text, reflect.TypeOf(want), money.USD())
	if err != nil {
		t.Fatal(err)
	}
	var got contract.Inspection
	if err := json.Unmarshal(data, &got); err != nil || len(got.Items) != 2 {
		t.Errorf("%s: got %+v, %v", data, got, err)
	}
	if _, err := minor([]byte(`{"items":7}`), reflect.TypeOf(want), money.USD()); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a fault", err)
	}
}

func TestAmountsFollowTheCurrency(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{"USD": `{"amount":"886.44","method":"ach"}`, "JPY": `{"amount":"88644","method":"ach"}`, "KWD": `{"amount":"88.644","method":"ach"}`} {
		currency, err := money.CurrencyOf(code)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := major(contract.Payment{Amount: 88644, Method: "ach"}, pen{Currency: currency}); err != nil || string(got) != want {
			t.Errorf("%s: got %s, %v, want %s", code, got, err, want)
		}
	}
}

func TestAbsentDatesAreNullAndAbsentListsEmpty(t *testing.T) {
	t.Parallel()
	got, err := major(&contractAnswer{}, pen{Currency: money.USD()})
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(got, &object); err != nil {
		t.Fatal(err)
	}
	if list, ok := object["history"].([]any); !ok || len(list) != 0 {
		t.Errorf("got %v, want an empty list", object["history"])
	}
	if v, ok := object["as_of"]; !ok || v != nil {
		t.Errorf("got %v, want null", v)
	}
	if _, ok := object["lease"]; ok {
		t.Error("a loan has no lease")
	}
}
