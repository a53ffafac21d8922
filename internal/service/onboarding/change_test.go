package onboarding_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/service/onboarding"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// number is that of a loan of 1 June 2026, which begins in this book.
const number = "C706768723"

func young(t testing.TB, set map[string]any) feed.Event {
	all := map[string]any{
		"data.conversion": nil, "data.contract_date": "2026-06-01", "data.loan.first_due": "2026-07-01", "data.loan.due_day": 1, "time": "2026-06-01T12:00:00Z",
	}
	for path, value := range set {
		all[path] = value
	}
	return altered(t, "evt-0000205", all)
}

// says makes a message about a contract.
func says(t testing.TB, id, kind, at, data string) feed.Event {
	t.Helper()
	return decode(t, fmt.Appendf(nil, `{"specversion":"1.0","id":%q,"source":"/retail/core","type":%q,"time":%q,"data":{"contract_number":%q,%s}}`, id, kind, at, number, data))
}

func amends(t testing.TB, id, at, data string) feed.Event {
	t.Helper()
	return says(t, id, "contract.amended.v1", at, `"kind":"loan","currency":"USD",`+data)
}

// stateOf folds a contract as of a day.
func (h house) stateOf(t testing.TB, on string) *contract.State {
	t.Helper()
	r := h.db.Reader(context.Background())
	c, err := contracts.ByNumber(r, number)
	if err != nil {
		t.Fatal(err)
	}
	events, err := contracts.Events(r, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	s, err := contract.Fold(c.Terms, events, contract.At{AsOf: civil.MustParse(on)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// one applies a message alone.
func (h house) one(t testing.TB, e feed.Event) onboarding.Outcome {
	t.Helper()
	out, err := h.Apply(context.Background(), by(), []feed.Event{e}, onboarding.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return out[0]
}

func TestAnAmendmentChangesWhatItNamesFromItsDayOn(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		h.apply(t, young(t, nil))
		before := h.stateOf(t, "2027-02-28")
		got := h.one(t, amends(t, "a1", "2026-11-20T00:00:00Z",
			`"on":"2026-12-01","loan":{"rate":"0.0399","payment":"800.00","credit":{"amount":"500.00","source":"add_on"}},"due_date":{"first":"2026-12-15"}`))
		if got.Result != onboarding.Applied {
			t.Fatalf("got %+v", got)
		}
		if s := h.stateOf(t, "2026-11-30"); s.Rate != before.Rate || s.Payment != before.Payment {
			t.Errorf("before its day: got %s and %d", s.Rate, s.Payment)
		}
		s := h.stateOf(t, "2026-12-02")
		if s.Rate.String() != "0.0399" || s.Payment != 800_00 || s.NextDue.Date != civil.MustParse("2026-12-15") {
			t.Errorf("got rate %s, payment %d, next due %s", s.Rate, s.Payment, s.NextDue.Date)
		}
		if n := h.count(t, `select count(*) from outbox where kind = 'contract_amended'`); n != 2 {
			t.Errorf("got %d notices, want one for each of two people", n)
		}
		if n := h.count(t, `select count(*) from river_job where kind = 'letter.issue'`); n != 1 {
			t.Errorf("got %d letters ordered", n)
		}
		if got := h.one(t, amends(t, "x", "2026-11-21T00:00:00Z", `"on":"2025-12-01","loan":{"rate":"0.05"}`)); got.Result != onboarding.Refused || got.Why.Fields[0].Name != "data.on" {
			t.Errorf("before the contract: got %+v", got)
		}
		if got := h.one(t, says(t, "y", "contract.amended.v1", "2026-11-21T00:00:00Z", `"kind":"lease","on":"2026-12-01","lease":{"months":3}`)); got.Result != onboarding.Refused || got.Why.Fields[0].Name != "data.kind" {
			t.Errorf("a lease's amendment: got %+v", got)
		}
		if got := h.one(t, says(t, "z", "contract.amended.v1", "2026-11-21T00:00:00Z", `"kind":"loan","currency":"EUR","on":"2026-12-01","loan":{"payment":"9.00"}`)); got.Result != onboarding.Refused || got.Why.Fields[0].Name != "data.currency" {
			t.Errorf("another currency: got %+v", got)
		}
	})
}

func TestPeopleComeOntoAContractAndNobodyLeavesIt(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		h.apply(t, young(t, nil))
		person := func(role, ref, mail string) string {
			return fmt.Sprintf(`{"role":%q,"party_ref":%q,"given_name":"Ana","family_name":"Ruiz","email":%q,"address":{"line1":"1 St","city":"Austin","region":"TX","postal_code":"78701","country":"US"}}`, role, ref, mail)
		}
		both := person("borrower", "P000107", "new107@example.com") + "," + person("co_borrower", "P000108", "customer108@example.com")
		got := h.one(t, amends(t, "a1", "2026-11-20T00:00:00Z", `"on":"2026-11-20","parties":[`+both+","+person("guarantor", "P9", "nine@example.com")+`]`))
		if got.Result != onboarding.Applied {
			t.Fatalf("got %+v", got)
		}
		if n := h.count(t, `select count(*) from contract_parties`); n != 3 {
			t.Errorf("got %d people on the contract", n)
		}
		if n := h.count(t, `select count(*) from invitations i join parties p on p.id = i.party_id where p.ref = 'P9'`); n != 1 {
			t.Errorf("got %d invitations of the guarantor", n)
		}
		got = h.one(t, amends(t, "a2", "2026-11-21T00:00:00Z", `"on":"2026-11-20","parties":[`+both+`]`))
		if got.Result != onboarding.Refused || got.Why.Fields[0].Name != "data.parties" {
			t.Errorf("somebody left: got %+v", got)
		}
		got = h.one(t, amends(t, "a3", "2026-11-21T00:00:00Z", `"on":"2026-11-20","parties":[`+person("borrower", "P000108", "a@example.com")+","+person("co_borrower", "P000107", "b@example.com")+","+person("guarantor", "P9", "")+`]`))
		if got.Result != onboarding.Refused {
			t.Errorf("another borrower: got %+v", got)
		}
	})
}

func TestMessagesAboutAContractComeInAnyOrder(t *testing.T) {
	t.Parallel()
	events := []feed.Event{
		young(t, nil),
		amends(t, "a1", "2026-07-10T00:00:00Z", `"on":"2026-07-15","loan":{"rate":"0.0599"}`),
		amends(t, "a2", "2026-08-10T00:00:00Z", `"on":"2026-08-15","loan":{"rate":"0.0499","payment":"700.00"}`),
		says(t, "c1", "contract.cancelled.v1", "2026-09-10T00:00:00Z", `"on":"2026-09-10","reason":"unwound"`),
	}
	var want []string
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 1, 0, 2}, {2, 1, 3, 0}, {1, 0, 3, 2}} {
		for _, together := range []bool{true, false} {
			h := setup(enginetest.SQLite(t))
			var mixed []feed.Event
			for _, i := range order {
				mixed = append(mixed, events[i])
			}
			size := len(mixed)
			if !together {
				size = 1
			}
			for batch := range slices.Chunk(mixed, size) {
				h.apply(t, batch...)
			}
			got := slices.DeleteFunc(h.content(t), func(line string) bool { return line[:7] == "invited" || line[:7] == "receipt" })
			if want == nil {
				want = got
			}
			if s := h.stateOf(t, "2026-12-01"); s.Status != contract.Undone {
				t.Errorf("%v: got %s", order, s.Status)
			}
			if n := h.count(t, `select count(*) from feed_held where state in ('waiting', 'open')`); order[3] != 2 && n != 0 {
				t.Errorf("%v: got %d messages that still wait", order, n)
			}
			if order[3] != 2 && !slices.Equal(got, want) { // what comes after the end is somebody's to decide
				t.Errorf("%v, together %v: %v", order, together, difference(want, got))
			}
		}
	}
}

func TestACancelledContractIsToldAndOwedNoMore(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		h.apply(t, young(t, nil))
		cancel := says(t, "c1", "contract.cancelled.v1", "2026-11-20T00:00:00Z", `"on":"2026-11-20","reason":"unwound"`)
		if got := h.one(t, cancel); got.Result != onboarding.Applied {
			t.Fatalf("got %+v", got)
		}
		if s := h.stateOf(t, "2026-11-22"); s.Status != contract.Undone || s.Balance() != 0 || s.AutopayStops != "cancelled" {
			t.Errorf("got %s, owed %d, autopay %q", s.Status, s.Balance(), s.AutopayStops)
		}
		if n := h.count(t, `select count(*) from outbox where kind = 'contract_cancelled'`); n != 2 {
			t.Errorf("got %d notices", n)
		}
		if got := h.one(t, says(t, "c2", "contract.cancelled.v1", "2026-11-21T00:00:00Z", `"on":"2026-11-21","reason":"unwound"`)); got.Result != onboarding.Repeated {
			t.Errorf("once more: got %+v", got)
		}
		if got := h.one(t, amends(t, "a1", "2026-11-21T00:00:00Z", `"on":"2026-11-21","loan":{"rate":"0.05"}`)); got.Result != onboarding.Held {
			t.Errorf("an amendment after the end: got %+v", got)
		}
		old := setup(another(t, db))
		old.apply(t, activationOf(t, "evt-0000205"))
		if got := old.one(t, cancel); got.Result != onboarding.Held || got.Why.Fields[0].Name != "data.contract_number" {
			t.Errorf("taken over from another book: got %+v", got)
		}
	})
}

func TestPeopleAreToldOfWhatHappenedToTheirVehicleAndOfNothingOld(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		first := young(t, nil)
		vin := string(first.Data.(*feed.Activation).Vehicle.VIN)
		h.apply(t, first)
		h.apply(t,
			fact(t, "r0", "vehicle.recall.v1", vin, `"campaign":"26V-0","title":"Hose","status":"done"`),
			fact(t, "r1", "vehicle.recall.v1", vin, `"campaign":"26V-1","title":"Hose","status":"open"`),
			fact(t, "r2", "vehicle.recall.v1", vin, `"campaign":"26V-1","title":"Hose","status":"open"`),
			fact(t, "t0", "title.updated.v1", vin, `"state":"CA","status":"lien_release_sent","on":"2026-07-01"`),
			fact(t, "t1", "title.updated.v1", vin, `"state":"CA","status":"lien_release_sent","on":"2026-10-31"`),
			fact(t, "o1", "ownership.changed.v1", vin, `"reason":"total_loss","on":"2026-10-31"`),
			fact(t, "o2", "ownership.changed.v1", vin, `"reason":"sold","on":"2026-11-01"`))
		for kind, want := range map[string]int{"recall_open": 2, "title_released": 2, "vehicle_left": 2} {
			if n := h.count(t, `select count(*) from outbox where kind = '`+kind+`'`); n != want {
				t.Errorf("%s: got %d notices, want one for each of two people", kind, n)
			}
		}
		if n := h.count(t, `select count(*) from river_job where kind = 'letter.issue'`); n != 1 {
			t.Errorf("got %d payoff letters ordered", n)
		}
		if s := h.stateOf(t, "2026-11-22"); s.AutopayStops != "sold" || s.Status != contract.Active {
			t.Errorf("got %q and %s: the debt stays, autopay does not", s.AutopayStops, s.Status)
		}
	})
}
