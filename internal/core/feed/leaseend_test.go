package feed_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/leaseend"
	"marque/internal/fault"
)

func leaseEnd(kind, data string) []byte {
	return fmt.Appendf(nil, `{"specversion":"1.0","id":"1","source":"/s","type":%q,"time":"2026-11-15T15:00:00Z","data":{"contract_number":"L1",%s}}`, kind, data)
}

func TestTheEndOfALeaseIsReadInEachOfItsFourWays(t *testing.T) {
	t.Parallel()
	for kind, c := range map[string]struct {
		data string
		want contract.Body
	}{
		"lease.returned.v1": {`"on":"2026-11-14","odometer":{"value":10000,"unit":"km"},"place":"Aurelia of Austin"`, contract.TurnIn{Miles: 6213, Place: "Aurelia of Austin"}},
		"lease.inspected.v1": {
			`"on":"2026-11-14","currency":"USD","items":[{"what":"Tire worn","wear":"tire","where":"front left","severity":"below_tread","amount":"180.00","photo":"IMG-1"},{"what":"Ashes","amount":"12.34"}]`,
			contract.Inspection{Items: []contract.WearItem{
				{What: "Tire worn", Wear: "tire", Where: "front left", Severity: "below_tread", Photo: "IMG-1", Amount: 18_000}, {What: "Ashes", Amount: 1234},
			}},
		},
		"lease.bought.v1":     {`"on":"2026-11-14","currency":"USD","price":"21000.00","tax":"1260.00"`, contract.Purchase{Price: 2_100_000, Tax: 126_000}},
		"lease.terminated.v1": {`"on":"2026-11-14","currency":"USD","realised":"18000.00","fee":"400.00"`, contract.EarlyTermination{Realised: 1_800_000, Fee: 40_000}},
	} {
		e, err := feed.Decode(leaseEnd(kind, c.data), rules())
		got, ok := e.Data.(*feed.LeaseEnd)
		if err != nil || !ok || !reflect.DeepEqual(got.Body, c.want) || got.On != civil.MustParse("2026-11-14") || got.Number != "L1" {
			t.Errorf("%s: got %+v, %v", kind, e.Data, err)
		}
	}
	if e, err := feed.Decode(leaseEnd("lease.inspected.v1", `"on":"2026-11-14"`), rules()); err != nil || len(e.Data.(*feed.LeaseEnd).Body.(contract.Inspection).Items) != 0 {
		t.Errorf("an inspection that found nothing: got %+v, %v", e.Data, err)
	}
}

func TestABadEndOfALeaseIsRefusedWithItsFieldAndASentence(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, data, field, says string }{
		{"lease.returned.v1", `"on":"2026-11-14"`, "data.odometer", "missing"},
		{"lease.returned.v1", `"on":"2026-11-30","odometer":{"value":1,"unit":"mi"}`, "data.on", "after the message"},
		{"lease.returned.v1", `"on":"2026-11-14","odometer":{"value":-1,"unit":"mi"}`, "data.odometer.value", "whole number"},
		{"lease.inspected.v1", `"on":"2026-11-14","items":[{"what":"x","amount":"1.00"}]`, "data.currency", ""},
		{"lease.inspected.v1", `"on":"2026-11-14","currency":"USD","items":[{"what":"x","amount":"0"}]`, "data.items[0].amount", "costs nothing"},
		{"lease.bought.v1", `"on":"2026-11-14","currency":"USD"`, "data.price", ""},
		{"lease.terminated.v1", `"on":"2026-11-14","currency":"USD","realised":"-1"`, "data.realised", "negative"},
	} {
		_, err := feed.Decode(leaseEnd(c.kind, c.data), rules())
		f := fault.Of(err)
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field || !strings.Contains(f.Fields[0].Message, c.says) {
			t.Errorf("%s %s: got %+v, want only %s: …%s…", c.kind, c.data, f, c.field, c.says)
		}
	}
}

func TestAnInspectionChargesNoMoreThanTheBrandsTariff(t *testing.T) {
	t.Parallel()
	own := leaseend.Tariff{Version: "norden-1", Currency: "USD", Lines: []leaseend.Wear{{Key: "rust", Price: 20_000}, {Key: "tire", Price: 19_000}}}
	terms := contract.Terms{Kind: contract.Lease, Currency: "USD", ContractDate: civil.MustParse("2026-01-05")}
	for _, c := range []struct {
		items       string
		tariff      leaseend.Tariff
		field, says string
	}{
		{`{"what":"x","wear":"rust","amount":"1.00"}`, leaseend.Published(), "data.items[0].wear", `(wear-2026-11) has no line "rust"`},
		{`{"what":"x","wear":"rust","amount":"200.00"}`, own, "", ""},
		{`{"what":"x","amount":"900.00"},{"what":"x","wear":"rust","amount":"200.01"}`, own, "data.items[1].amount", "(norden-1) charges at most $200.00"},
		{`{"what":"x","wear":"tire","amount":"180.01"}`, leaseend.Published(), "data.items[0].amount", "at most $180.00"},
		{`{"what":"x","wear":"tire","amount":"190.00"}`, own, "", ""},
		{`{"what":"x","wear":"dent","amount":"1.00"}`, own, "data.items[0].wear", "(norden-1) has no line"},
	} {
		e, err := feed.Decode(leaseEnd("lease.inspected.v1", `"on":"2026-11-14","currency":"USD","items":[`+c.items+`]`), rules())
		if err != nil {
			t.Fatal(err)
		}
		why := e.Data.(*feed.LeaseEnd).Against(&terms, c.tariff)
		if (why != nil) != (c.field != "") || why != nil && (len(why.Fields) != 1 || why.Fields[0].Name != c.field || !strings.Contains(why.Fields[0].Message, c.says)) {
			t.Errorf("%s: got %+v, want %s: …%s…", c.items, why, c.field, c.says)
		}
	}
}
