package onboarding_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/book"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/onboarding"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// later is the same house a year and a half on, which sells another brand as well.
func (h house) later() house {
	now := func() time.Time { return now().AddDate(1, 6, 0) }
	ids := id.NewSource(now, rand.Reader)
	brands := map[string]notice.Brand{
		"aurelia": {Key: "aurelia", Name: "Aurelia", Site: "https://aurelia.example"}, "norden": {Key: "norden", Name: "Norden", Site: "https://norden.example"},
		"corvo": {Key: "corvo", Name: "Corvo", Site: "https://corvo.example"},
	}
	h.Service = onboarding.New(onboarding.Deps{
		Door: door.New(h.db, ids, now), Book: book.New(now, time.UTC), Box: h.box, IDs: ids, Random: rand.Reader, Now: now, Brands: brands,
		Courier: courier.New(courier.Deps{Box: h.box, IDs: ids, Now: now, Zone: time.UTC, Brands: brands}),
	})
	return h
}

// take takes lines in and returns what was refused or held, by the messages' ids.
func (h house) take(t *testing.T, o onboarding.Intake, how func(onboarding.Intake) (onboarding.Report, error)) (onboarding.Report, map[string]string) {
	t.Helper()
	told := map[string]string{}
	o.By, o.Tell = by(), func(x onboarding.Told) error {
		if x.Outcome != "noted" {
			told[x.ID] = x.Outcome
		}
		return nil
	}
	report, err := how(o)
	if err != nil {
		t.Fatal(err)
	}
	return report, told
}

func (h house) lines(t *testing.T, o onboarding.Intake, lines ...[]byte) (onboarding.Report, map[string]string) {
	t.Helper()
	return h.take(t, o, func(o onboarding.Intake) (onboarding.Report, error) {
		return h.Take(context.Background(), o, onboarding.Each(lines))
	})
}

func (h house) replay(t *testing.T, w onboarding.Which) (onboarding.Report, map[string]string) {
	t.Helper()
	return h.take(t, onboarding.Intake{}, func(o onboarding.Intake) (onboarding.Report, error) { return h.Replay(context.Background(), o, w) })
}

// kept lists the names of the refused messages that are kept.
func (h house) kept(t *testing.T) []string {
	t.Helper()
	all, err := h.Refusals(context.Background(), by())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, x := range all {
		out = append(out, x.EventID)
		if x.Message != "" || x.Reason == "" {
			t.Errorf("%s is listed with what it says, or without a reason", x.EventID)
		}
	}
	slices.Sort(out)
	return out
}

func far(line []byte) []byte {
	var tree map[string]any
	_ = json.Unmarshal(line, &tree)
	tree["time"] = "2028-01-15T00:00:00Z"
	out, _ := json.Marshal(tree)
	return out
}

func TestWhatWasRefusedGoesInOnceItsReasonIsGone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		first := young(t, nil)
		corvo := young(t, map[string]any{"id": "corvo", "subject": "C2", "data.contract_number": "C2", "data.brand": "corvo", "data.vehicle.vin": "1M8GDM9AXKP042788"})
		report, told := h.lines(t, onboarding.Intake{}, first.Line, corvo.Line, far(fact(t, "far", "vehicle.odometer.v1", "1M8GDM9AXKP042788", `"odometer":{"value":10,"unit":"mi","read_on":"2026-10-01"}`).Line),
			[]byte(`{"id":"torn"`), []byte(`{"id":"big","pad":"`+strings.Repeat("x", onboarding.MostKeptBytes)+`"}`))
		if report.Applied != 1 || report.Refused != 4 || told["corvo"] != "refused" || told["far"] != "refused" {
			t.Fatalf("got %+v, %v", report, told)
		}
		h.lines(t, onboarding.Intake{From: func(source string) bool { return source == "/other" }}, []byte(`{"specversion":"1.0","id":"forged","source":"/retail/core","type":"new.v9","time":"2026-01-01T00:00:00Z","data":{}}`), []byte(`{"id":"nobody"}`))
		if got := h.kept(t); !slices.Equal(got, []string{"", "corvo", "far"}) {
			t.Errorf("kept: got %q, want neither what is too large nor what its sender may not say", got)
		}
		before := h.content(t)
		for range 2 {
			if report, _ := h.replay(t, onboarding.Which{}); report.Refused != 3 || report.Changes != 0 {
				t.Errorf("while the reason is there: got %+v", report)
			}
		}
		if after := h.content(t); digest(after) != digest(before) || len(h.kept(t)) != 3 {
			t.Errorf("a replay that was refused changed %v", difference(before, after))
		}
		later := h.later()
		if report, _ := later.replay(t, onboarding.Which{Until: now().AddDate(0, 0, -1)}); report.Lines != 0 {
			t.Errorf("of a day on which nothing came: got %+v", report)
		}
		if report, told := later.replay(t, onboarding.Which{IDs: []string{"far", "unheard of"}}); report.Applied != 1 || report.Lines != 1 || len(told) != 0 {
			t.Errorf("by name: got %+v, %v", report, told)
		}
		if report, _ := later.replay(t, onboarding.Which{From: now(), Until: now().Add(time.Second)}); report.Applied != 1 || report.Contracts != 1 || report.Refused != 1 {
			t.Errorf("of the day: got %+v", report)
		}
		if got := h.kept(t); !slices.Equal(got, []string{""}) || h.count(t, `select count(*) from feed_refused`) != 1 {
			t.Errorf("kept: got %q, want what cannot be read alone", got)
		}
		if n := h.count(t, `select count(*) from feed_events where event_id in ('corvo', 'far') and outcome = 'applied'`); n != 2 {
			t.Errorf("got %d of the two applied", n)
		}
		if _, err := h.Replay(context.Background(), onboarding.Intake{By: by()}, onboarding.Which{IDs: make([]string, onboarding.MostNamed+1)}); !fault.Is(err, fault.TooLarge) {
			t.Errorf("too many names: got %v", err)
		}
	})
}

func TestAVehicleWhoseOtherContractIsUndoneIsTakenByAReplay(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		second := young(t, map[string]any{
			"id": "second", "subject": "C2", "data.contract_number": "C2", "data.contract_date": "2026-10-01", "data.loan.first_due": "2026-11-01", "time": "2026-10-01T00:00:00Z",
		})
		h.lines(t, onboarding.Intake{}, young(t, nil).Line, second.Line)
		h.lines(t, onboarding.Intake{}, says(t, "undo", "contract.cancelled.v1", "2026-11-20T00:00:00Z", `"on":"2026-11-20","reason":"unwound"`).Line)
		if report, _ := h.lines(t, onboarding.Intake{}, second.Line); report.Held != 1 {
			t.Errorf("sent again: got %+v, want what the queue says", report)
		}
		if report, told := h.replay(t, onboarding.Which{IDs: []string{"second"}}); report.Contracts != 1 || len(told) != 0 {
			t.Errorf("replayed: got %+v, %v", report, told)
		}
		marks := h.count(t, `select count(*) from feed_held where state = 'passed'`) + h.count(t, `select count(*) from feed_events where event_id = 'second' and outcome = 'applied'`)
		if marks != 2 || h.count(t, `select count(*) from contracts`) != 2 {
			t.Errorf("got %d of the two marks that it has passed", marks)
		}
		if report, _ := h.replay(t, onboarding.Which{}); report.Lines != 0 {
			t.Errorf("again: got %+v", report)
		}
	})
}

func TestWhatIsHeldIsJudgedAnewAndStaysHeldWhileItIsInConflict(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		first, other := young(t, nil), young(t, map[string]any{"id": "other", "data.vehicle.plate": "NEW 1"})
		h.lines(t, onboarding.Intake{}, first.Line, other.Line)
		before := h.onlyConflict(t)
		if report, told := h.lines(t, onboarding.Intake{}, other.Line); report.Held != 1 || told["other"] != "held" {
			t.Errorf("sent again: got %+v, %v", report, told)
		}
		for _, w := range []onboarding.Which{{}, {IDs: []string{"other"}}} {
			if report, told := h.replay(t, w); report.Held != 1 || report.Lines != 1 || told["other"] != "held" {
				t.Errorf("replayed: got %+v, %v", report, told)
			}
		}
		if got := h.onlyConflict(t); got.ID != before.ID || got.Why != before.Why {
			t.Errorf("got %+v, want %+v", got, before)
		}
		if err := h.decide(t, h.onlyConflict(t), false); err != nil {
			t.Fatal(err)
		}
		if report, _ := h.replay(t, onboarding.Which{}); report.Lines != 0 {
			t.Errorf("after the decision: got %+v", report)
		}
		if report, _ := h.lines(t, onboarding.Intake{}, other.Line); report.Refused != 1 {
			t.Errorf("declined: got %+v", report)
		}
		if report, _ := h.replay(t, onboarding.Which{IDs: []string{"other"}}); report.Lines != 0 || len(h.kept(t)) != 0 {
			t.Errorf("a replay goes round a decision: got %+v", report)
		}
	})
}
