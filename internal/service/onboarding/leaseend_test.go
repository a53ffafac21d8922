package onboarding_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/service/onboarding"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/vehicles"
)

// leased is a lease whose term is over.
func leased(t testing.TB) feed.Event {
	return altered(t, "evt-0000361", map[string]any{
		"subject": number, "data.contract_number": number, "data.conversion": nil, "data.contract_date": "2026-01-05", "data.lease.first_due": "2026-01-05",
		"data.lease.due_day": 5, "data.lease.term_months": 6, "data.lease.payment": nil, "data.lease.security_deposit": "400.00", "time": "2026-01-05T12:00:00Z",
		"data.lease.disposition_fee": "350.00", "data.lease.mileage": map[string]any{"per_year": 12000, "excess_per_mile": "0.30"},
		"data.vehicle.odometer": map[string]any{"value": 100, "unit": "mi", "read_on": "2026-01-05"},
	})
}

func returns(t testing.TB, id, at string, miles int) feed.Event {
	t.Helper()
	return says(t, id, "lease.returned.v1", at, fmt.Sprintf(`"on":"2026-07-06","odometer":{"value":%d,"unit":"mi"},"place":"Norden of Wichita"`, miles))
}

func inspects(t testing.TB, id, at, amount string) feed.Event {
	t.Helper()
	return says(t, id, "lease.inspected.v1", at, fmt.Sprintf(`"on":"2026-07-08","currency":"USD","items":[{"what":"Tire worn","wear":"tire","where":"front left","amount":%q}]`, amount))
}

func TestWhatIsToldOfALeasesEndComesToTheSameInAnyOrderAndOnce(t *testing.T) {
	t.Parallel()
	events := []feed.Event{
		leased(t), returns(t, "r1", "2026-07-06T12:00:00Z", 9000), returns(t, "r2", "2026-07-07T12:00:00Z", 6200),
		inspects(t, "i1", "2026-07-08T12:00:00Z", "180.00"), inspects(t, "i2", "2026-07-09T12:00:00Z", "90.00"),
	}
	var want []string
	for _, order := range [][]int{{0, 1, 2, 3, 4}, {4, 3, 2, 1, 0}, {3, 2, 0, 1, 4}, {2, 0, 4, 1, 3}, {0, 2, 1, 4, 3}} {
		for _, size := range []int{1, 2, 6} {
			h := setup(enginetest.SQLite(t))
			var mixed []feed.Event
			for _, i := range append(slices.Clone(order), order[1]) {
				mixed = append(mixed, events[i])
			}
			for batch := range slices.Chunk(mixed, size) {
				h.apply(t, batch...)
			}
			got := slices.DeleteFunc(h.content(t), func(line string) bool { return line[:7] == "invited" || line[:7] == "receipt" })
			if want == nil {
				want = got
			}
			s := h.stateOf(t, "2026-12-01")
			fees := map[contract.FeeKind]int64{}
			for _, fee := range s.OpenFees {
				fees[fee.Kind] += int64(fee.Amount)
			}
			if s.Status != contract.Ended || fees[contract.MileageFee] != 100*30 || fees[contract.WearFee] != 9000 || fees[contract.DispositionFee] != 35_000 || len(fees) != 3 {
				t.Errorf("%v by %d: got %s, %v, %+v", order, size, s.Status, fees, s.Notes)
			}
			if got := h.readings(t); got != "100 delivery, 6200 return" {
				t.Errorf("%v by %d: got the readings %s", order, size, got)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%v by %d: %v", order, size, difference(want, got))
			}
		}
	}
}

func TestALeaseEndsInOneWayUnlessSomebodyDecides(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		h.apply(t, leased(t), returns(t, "r1", "2026-07-06T12:00:00Z", 6000), inspects(t, "i1", "2026-07-08T12:00:00Z", "180.00"))
		buys := says(t, "b1", "lease.bought.v1", "2026-07-09T12:00:00Z", `"on":"2026-07-09","currency":"USD","price":"20000.00"`)
		if got := h.one(t, buys); got.Result != onboarding.Held {
			t.Fatalf("bought after it was returned: got %+v", got)
		}
		if s := h.stateOf(t, "2026-07-31"); s.Lease.Ended != contract.KindTurnIn || !s.CameBack(civil.MustParse("2026-07-06")) || s.CameBack(civil.MustParse("2026-07-07")) || s.AutopayStops != string(contract.Ended) {
			t.Errorf("until somebody decides: got %s, autopay %q", s.Lease.Ended, s.AutopayStops)
		}
		open, err := h.Conflicts(context.Background(), senior())
		if err != nil || len(open) != 1 {
			t.Fatalf("got %+v, %v", open, err)
		}
		if err := h.Decide(context.Background(), senior(), onboarding.Decision{Conflict: open[0].ID, Take: true, Reason: "the dealer has the bill of sale"}); err != nil {
			t.Fatal(err)
		}
		s := h.stateOf(t, "2026-07-31")
		if s.Lease.Ended != contract.KindPurchase || s.Lease.EndedOn != civil.MustParse("2026-07-09") || s.CameBack(civil.MustParse("2026-07-06")) || s.CameBack(civil.MustParse("2026-07-09")) || s.Principal != 0 || s.Fees != 0 {
			t.Errorf("bought: got %s on %s, principal %d, fees %d", s.Lease.Ended, s.Lease.EndedOn, s.Principal, s.Fees)
		}
		for what, e := range map[string]feed.Event{
			"data.currency": says(t, "x1", "lease.bought.v1", "2026-07-09T12:00:00Z", `"on":"2026-07-09","currency":"EUR","price":"1.00"`),
			"data.on":       says(t, "x2", "lease.bought.v1", "2026-07-09T12:00:00Z", `"on":"2025-07-09","currency":"USD","price":"1.00"`),
		} {
			if got := h.one(t, e); got.Result != onboarding.Refused || got.Why.Fields[0].Name != what {
				t.Errorf("%s: got %+v", what, got)
			}
		}
	})
}

func TestALoanIsNotReturned(t *testing.T) {
	t.Parallel()
	h := setup(enginetest.SQLite(t))
	h.apply(t, young(t, nil))
	if got := h.one(t, returns(t, "r1", "2026-07-06T12:00:00Z", 6000)); got.Result != onboarding.Refused || got.Why.Fields[0].Name != "data.contract_number" {
		t.Errorf("got %+v", got)
	}
}

// readings are what is shown of the leased vehicle's odometer.
func (h house) readings(t *testing.T) string {
	t.Helper()
	r := h.db.Reader(t.Context())
	c, err := contracts.ByNumber(r, number)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	all, err := vehicles.Readings(r, c.VIN, civil.MustParse("2026-01-01"), civil.MustParse("2027-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range all {
		out = append(out, fmt.Sprintf("%d %s", x.Value, x.Source))
	}
	return strings.Join(out, ", ")
}
