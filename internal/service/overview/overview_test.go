package overview_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/history"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/paper/pdf/pdftest"
	"marque/internal/service/onboarding"
	"marque/internal/service/paying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/worker"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func setup(t *testing.T, db *engine.DB) (*apptest.World, contract.ID, access.Actor) {
	t.Helper()
	w := apptest.Open(t, db, apptest.NewClock("2026-02-24T15:00:00Z"))
	c, by := w.Activate(t, apptest.Loan("C1"))
	return w, c, by
}

func pay(t *testing.T, w *apptest.World, by access.Actor, c contract.ID) payment.ID {
	t.Helper()
	return payOn(t, w, by, c, civil.MustParse("2026-02-24"))
}

func payOn(t *testing.T, w *apptest.World, by access.Actor, c contract.ID, on civil.Date) payment.ID {
	t.Helper()
	o := paying.Order{
		Contract: c, Amount: 56365, Kind: contract.RegularPayment, Date: on, Key: "k1",
		New: payment.AccountInput{Type: "savings", Routing: "021000021", Number: "1234567890", Confirm: "7890"},
	}
	account, err := w.Paying.Prepare(t.Context(), by, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Account = account.ID
	paid, err := w.Paying.PayOnce(t.Context(), by, o)
	if err != nil {
		t.Fatal(err)
	}
	return paid
}

func TestACustomerSeesOwnContractsOnly(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		other, stranger := w.Activate(t, apptest.Lease("L1"))
		mine, err := w.Overview.Contracts(t.Context(), by)
		if err != nil || len(mine) != 1 || mine[0].ID != c || mine[0].Name != "2026 Aurelia Strada" {
			t.Errorf("got %+v, %v", mine, err)
		}
		if _, err := w.Overview.Contract(t.Context(), by, other); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v", err)
		}
		if _, err := w.Overview.Statements(t.Context(), stranger, c); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v", err)
		}
		if _, err := w.Overview.Contract(t.Context(), access.Anonymous(), c); !fault.Is(err, fault.SignedOut) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAContractIsShownAsItStandsToday(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		got, err := w.Overview.Contract(t.Context(), by, c)
		if err != nil {
			t.Fatal(err)
		}
		if got.Today != civil.MustParse("2026-02-24") || got.State.AsOf != got.Today || got.State.Principal != 2400000 || got.State.Interest == 0 {
			t.Errorf("got %v, %+v", got.Today, got.State.Principal)
		}
		if last, ok := got.Vehicle.Last(); !ok || last.Value != 12 || len(got.Others) != 1 {
			t.Errorf("got %+v and %d contracts", last, len(got.Others))
		}
		who, err := w.Overview.Person(t.Context(), by)
		if err != nil || who.Family != "Šafařík" {
			t.Errorf("got %+v, %v", who, err)
		}
	})
}

// A demo's business date stands where it was pinned while the clock goes on: what was recorded since is told on the day on which it counts.
func TestTheTimelineIsToldByBusinessDates(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		closing, pinned := civil.MustParse("2026-03-12"), civil.MustParse("2026-03-16") // of the payment due on 1 April
		if err := errors.Join(w.Billing.Pin(t.Context(), closing-1), w.Billing.Finish(t.Context(), closing-1), w.Cycle.Through(t.Context(), pinned, nil, func(worker.Day) {})); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(100 * 24 * time.Hour)
		payOn(t, w, by, c, pinned+1)
		_, all, err := w.Overview.Timeline(t.Context(), by, c)
		if err != nil {
			t.Fatal(err)
		}
		days := map[history.Mark]civil.Date{}
		for _, m := range all {
			days[m.Mark] = m.On
		}
		if days[history.OfStatement] != closing || days[history.OfPayment] != pinned {
			t.Errorf("got the statement on %s and the payment on %s, want %s and %s", days[history.OfStatement], days[history.OfPayment], closing, pinned)
		}
	})
}

func TestAPaymentBecomesALineOnceItCounts(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		paid := pay(t, w, by, c)
		before, err := w.Overview.Payment(t.Context(), by, c, paid)
		if err != nil || before.Line() != nil || before.LastFour != "7890" || before.OfAccount != payment.Savings || len(before.Contract.InFlight()) != 1 {
			t.Fatalf("got %+v, %v", before.Payment, err)
		}
		for _, day := range []string{"2026-02-24", "2026-02-25"} {
			if _, err := w.Paying.Close(t.Context(), civil.MustParse(day)); err != nil {
				t.Fatal(err)
			}
		}
		after, err := w.Overview.Payment(t.Context(), by, c, paid)
		if err != nil || after.Line() == nil || after.Line().Interest+after.Line().Principal != 56365 || len(after.Contract.InFlight()) != 0 {
			t.Errorf("got %+v, %v", after.Line(), err)
		}
	})
}

func TestAReceiptCanBePrintedBeforeAndAfterItCounts(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		paid := pay(t, w, by, c)
		for _, day := range []string{"", "2026-02-24", "2026-02-25"} {
			if day != "" {
				if _, err := w.Paying.Close(t.Context(), civil.MustParse(day)); err != nil {
					t.Fatal(err)
				}
			}
			file, err := w.Overview.ReceiptFile(t.Context(), by, c, paid)
			if err != nil || !bytes.HasPrefix(file, []byte("%PDF-")) {
				t.Fatalf("after %q: got %d bytes, %v", day, len(file), err)
			}
			if problems := pdftest.Problems(file); len(problems) != 0 {
				t.Errorf("after %q: %v", day, problems)
			}
		}
	})
}

func TestACancelledPaymentHasNoReceipt(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		paid := pay(t, w, by, c)
		if err := w.Paying.Cancel(t.Context(), by, c, paid); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Overview.ReceiptFile(t.Context(), by, c, paid); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v", err)
		}
	})
}

func TestTheSampleStatementOpensForEveryBrand(t *testing.T) {
	t.Parallel()
	w, _, _ := setup(t, enginetest.SQLite(t))
	for _, brand := range []string{"aurelia", "norden"} {
		file, err := w.Overview.Sample(brand)
		if err != nil {
			t.Fatal(err)
		}
		if problems := pdftest.Problems(file); len(problems) != 0 {
			t.Errorf("%s: %v", brand, problems)
		}
	}
	if _, err := w.Overview.Sample("nobody"); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
}

func TestAPartnerFindsTheContractsOfItsBrandPageByPage(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, _ := setup(t, db)
		other, _ := w.Activate(t, apptest.Lease("L1"))
		const brand = "aurelia"
		partner := access.Partner(access.ClientID{1}, "Insurer", brand, []access.Scope{access.ContractsRead, access.VehiclesRead})
		var found []contract.ID
		for after := (contract.ID{}); len(found) < 3; {
			page, err := w.Overview.Find(t.Context(), partner, "", after, 1)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			found, after = append(found, page[0].ID), page[0].ID
		}
		if len(found) != 2 || !slices.Contains(found, c) || !slices.Contains(found, other) {
			t.Errorf("got %v, want %s and %s", found, c, other)
		}
		if one, err := w.Overview.Find(t.Context(), partner, "L1", contract.ID{}, 10); err != nil || len(one) != 1 || one[0].ID != other || one[0].Name == "" {
			t.Errorf("by number: got %+v, %v", one, err)
		}
		elsewhere := partner
		elsewhere.Brand = "norden"
		if none, err := w.Overview.Find(t.Context(), elsewhere, "", contract.ID{}, 10); err != nil || len(none) != 0 {
			t.Errorf("of another brand: got %v, %v", none, err)
		}
		if _, err := w.Overview.Vehicle(t.Context(), elsewhere, c); !fault.Is(err, fault.NotFound) {
			t.Errorf("another brand's vehicle: got %v", err)
		}
		if v, err := w.Overview.Vehicle(t.Context(), partner, c); err != nil || v.VIN == "" {
			t.Errorf("got %+v, %v", v, err)
		}
		if _, err := w.Overview.Statements(t.Context(), partner, c); !fault.Is(err, fault.NotFound) {
			t.Errorf("what it has no scope for: got %v", err)
		}
	})
}

func TestTheReadingOfAReturnIsShownOnceAndOnlyWhileTheReturnStands(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, _, _ := setup(t, db)
		c, by := w.Activate(t, apptest.Lease("L1"))
		back := says(t, w, "lease.returned.v1", "r1", `"on":"2026-02-20","odometer":{"value":1609,"unit":"km"}`)
		bought := says(t, w, "lease.bought.v1", "b1", `"on":"2026-02-23","currency":"USD","price":"20000.00"`)
		apply(t, w, back, onboarding.Applied)
		for what, got := range shownReadings(t, w, by, c) {
			if got != "12 mi delivery, 1609 km return" {
				t.Errorf("%s: got %s", what, got)
			}
		}
		apply(t, w, bought, onboarding.Held)
		senior := access.Agent(access.UserID{7}, access.RoleSenior)
		open, err := w.Onboarding.Conflicts(t.Context(), senior)
		if err != nil || len(open) != 1 {
			t.Fatalf("got %+v, %v", open, err)
		}
		if err := w.Onboarding.Decide(t.Context(), senior, onboarding.Decision{Conflict: open[0].ID, Take: true, Reason: "the dealer has the bill of sale"}); err != nil {
			t.Fatal(err)
		}
		for what, got := range shownReadings(t, w, by, c) {
			if got != "12 mi delivery" {
				t.Errorf("%s of a vehicle that was bought: got %s", what, got)
			}
		}
	})
}

// shownReadings are a vehicle's readings as its page, the API and the data to take along show them.
func shownReadings(t *testing.T, w *apptest.World, by access.Actor, c contract.ID) map[string]string {
	t.Helper()
	page, err := w.Overview.Contract(t.Context(), by, c)
	if err != nil {
		t.Fatal(err)
	}
	alone, err := w.Overview.Vehicle(t.Context(), by, c)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := w.Exporting.Contract(t.Context(), by, c, &file); err != nil {
		t.Fatal(err)
	}
	var taken struct {
		Vehicle struct {
			Readings []struct {
				Value        int
				Unit, Source string
			}
		}
	}
	if err := json.Unmarshal(file.Bytes(), &taken); err != nil {
		t.Fatal(err)
	}
	said := map[string][]string{}
	for _, x := range page.Vehicle.Readings {
		said["the page"] = append(said["the page"], fmt.Sprintf("%d %s %s", x.Value, x.Unit, x.Source))
	}
	for _, x := range alone.Readings {
		said["the API"] = append(said["the API"], fmt.Sprintf("%d %s %s", x.Value, x.Unit, x.Source))
	}
	for _, x := range taken.Vehicle.Readings {
		said["the data"] = append(said["the data"], fmt.Sprintf("%d %s %s", x.Value, x.Unit, x.Source))
	}
	out := map[string]string{}
	for what, all := range said {
		out[what] = strings.Join(all, ", ")
	}
	return out
}

func says(t *testing.T, w *apptest.World, kind, as, data string) feed.Event {
	t.Helper()
	line := fmt.Sprintf(`{"specversion":"1.0","id":%q,"source":"/test","type":%q,"subject":"L1","time":"2026-02-23T15:00:00Z","datacontenttype":"application/json","data":{"contract_number":"L1",%s}}`, as, kind, data)
	e, err := feed.Decode([]byte(line), feed.Rules{Now: w.Clock.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func apply(t *testing.T, w *apptest.World, e feed.Event, want onboarding.Result) {
	t.Helper()
	out, err := w.Onboarding.Apply(t.Context(), access.System("feed"), []feed.Event{e}, onboarding.Options{})
	if err != nil || out[0].Result != want {
		t.Fatalf("got %+v, %v", out, err)
	}
}
