package onboarding_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"marque/internal/core/access"
	"marque/internal/core/feed"
	"marque/internal/fault"
	"marque/internal/service/onboarding"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/parties"
)

func senior() access.Actor { return access.Agent(access.UserID{7}, access.RoleSenior) }

// onlyConflict returns the one conflict that there is.
func (h house) onlyConflict(t testing.TB) onboarding.Conflict {
	t.Helper()
	all, err := h.Conflicts(context.Background(), senior())
	if err != nil || len(all) != 1 {
		t.Fatalf("got %d conflicts, %v, want one", len(all), err)
	}
	return all[0]
}

func (h house) decide(t testing.TB, c onboarding.Conflict, take bool) error {
	t.Helper()
	return h.Decide(context.Background(), senior(), onboarding.Decision{Conflict: c.ID, Take: take, Reason: "The dealer confirmed it."})
}

func TestASecondActivationWithOtherContactDataIsTakenOverOnlyWhenSomebodyDecidesSo(t *testing.T) {
	t.Parallel()
	for _, take := range []bool{true, false} {
		enginetest.Each(t, func(t *testing.T, db *engine.DB) {
			h := setup(db)
			h.apply(t, young(t, nil))
			other := young(t, map[string]any{"id": "other", "data.parties.0.email": "moved@example.org", "data.vehicle.plate": "NEW 1"})
			if got := h.one(t, other); got.Result != onboarding.Held {
				t.Fatalf("got %+v", got)
			}
			email := func() string {
				p, err := parties.New(h.box).ByRef(db.Reader(context.Background()), "/retail/core", "P000107")
				if err != nil {
					t.Fatal(err)
				}
				return p.Email
			}
			c := h.onlyConflict(t)
			if c.Why != "differs" || c.With != number || email() != "customer107@example.com" {
				t.Errorf("got %+v and %s", c, email())
			}
			d, err := h.Conflict(context.Background(), senior(), c.ID)
			var what []string
			for _, x := range d.Differences {
				what = append(what, x.What)
			}
			if want := []string{"Plate", "P000107: e-mail address"}; err != nil || !slices.Equal(what, want) || d.Cannot != nil {
				t.Errorf("got %v, %v, %v, want %v", what, d.Cannot, err, want)
			}
			if err := h.decide(t, c, take); err != nil {
				t.Fatal(err)
			}
			if want := map[bool]string{true: "moved@example.org", false: "customer107@example.com"}[take]; email() != want {
				t.Errorf("take %v: got %s", take, email())
			}
			if err := h.decide(t, c, !take); !fault.Is(err, fault.Conflict) {
				t.Errorf("decided twice: got %v", err)
			}
			want := map[bool]onboarding.Result{true: onboarding.Repeated, false: onboarding.Refused}[take]
			if got := h.one(t, other); got.Result != want {
				t.Errorf("sent again after take %v: got %+v", take, got)
			}
			if all, err := h.Conflicts(context.Background(), senior()); err != nil || len(all) != 0 {
				t.Errorf("got %v, %v after the decision", all, err)
			}
			if n := h.count(t, `select count(*) from audits where action = 'conflict.decide' and subject_kind = 'contract' and outcome = 'done'`); n != 1 {
				t.Errorf("got %d entries on the contract's record", n)
			}
		})
	}
}

func TestWhatWasSignedIsNeverRewrittenByADecision(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		h.apply(t, young(t, nil), young(t, map[string]any{"id": "other", "data.loan.rate": "0.07"}))
		c := h.onlyConflict(t)
		d, err := h.Conflict(context.Background(), senior(), c.ID)
		if err != nil || d.Cannot == nil || !slices.ContainsFunc(d.Differences, func(x onboarding.Difference) bool { return strings.Contains(x.What, "rate") && x.Fixed }) {
			t.Errorf("got %+v, %v", d, err)
		}
		before := h.content(t)
		if err := h.decide(t, c, true); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v", err)
		}
		if after := h.content(t); !slices.Equal(before, after) {
			t.Errorf("a refused decision changed something: %v", difference(before, after))
		}
	})
}

func TestAnAmendmentOlderThanANewerOneWaitsForADecision(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		newer := amends(t, "a2", "2026-11-20T00:00:00Z", `"on":"2026-11-01","loan":{"rate":"0.0399"}`)
		older := amends(t, "a1", "2026-11-10T00:00:00Z", `"on":"2026-11-01","loan":{"rate":"0.0699"}`)
		apart := amends(t, "a0", "2026-11-05T00:00:00Z", `"on":"2026-08-01","loan":{"rate":"0.0599"}`) // told earlier of an earlier day: nothing is in its way
		h.apply(t, young(t, nil), newer)
		if got := h.one(t, older); got.Result != onboarding.Held || got.Why.Fields[0].Name != "data.rate" {
			t.Fatalf("got %+v", got)
		}
		if got := h.one(t, apart); got.Result != onboarding.Applied {
			t.Errorf("another time: got %+v", got)
		}
		rate := func(on string) string { return h.stateOf(t, on).Rate.String() }
		if rate("2026-09-01") != "0.0599" || rate("2026-11-22") != "0.0399" {
			t.Errorf("got %s and %s", rate("2026-09-01"), rate("2026-11-22"))
		}
		c := h.onlyConflict(t)
		if d, err := h.Conflict(context.Background(), senior(), c.ID); err != nil || d.Theirs != "From 2026-11-01 on: The yearly interest rate is 6.99%." {
			t.Errorf("got %q, %v", d.Theirs, err)
		}
		if err := h.decide(t, c, true); err != nil {
			t.Fatal(err)
		}
		if rate("2026-11-22") != "0.0699" || rate("2026-09-01") != "0.0599" {
			t.Errorf("theirs taken: got %s and %s", rate("2026-11-22"), rate("2026-09-01"))
		}
		straight := setup(another(t, db))
		straight.apply(t, young(t, nil), older, newer)
		if got := straight.stateOf(t, "2026-11-22").Rate.String(); got != "0.0399" || straight.count(t, `select count(*) from feed_held`) != 0 {
			t.Errorf("in the order in which they were told: got %s", got)
		}
	})
}

func TestAVehicleOnAnotherContractThatGoesOnWaitsUntilItHasLeftThere(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		first := young(t, nil)
		vin := string(first.Data.(*feed.Activation).Vehicle.VIN)
		second := young(t, map[string]any{
			"id": "second", "subject": "C2", "data.contract_number": "C2", "data.contract_date": "2026-10-01", "data.loan.first_due": "2026-11-01", "time": "2026-10-01T00:00:00Z",
		})
		h.apply(t, first)
		if got := h.one(t, second); got.Result != onboarding.Held || got.Why.Fields[0].Name != "data.vehicle.vin" {
			t.Fatalf("got %+v", got)
		}
		if c := h.onlyConflict(t); c.Why != "vehicle" || c.Number != "C2" || c.With != number {
			t.Errorf("got %+v", c)
		}
		left := fact(t, "left", "ownership.changed.v1", vin, `"reason":"trade_in","on":"2026-09-20"`)
		h.apply(t, left)
		if n := h.count(t, `select count(*) from contracts`); n != 2 {
			t.Errorf("got %d contracts once it has left", n)
		}
		if n := h.count(t, `select count(*) from feed_held where state = 'passed'`) + h.count(t, `select count(*) from feed_events where event_id = 'second' and outcome = 'applied'`); n != 2 {
			t.Errorf("got %d of the two marks that it has passed", n)
		}
		together := setup(another(t, db))
		got := together.apply(t, first, second, left)
		if got[onboarding.Applied] != 3 || together.count(t, `select count(*) from feed_held where state = 'open'`) != 0 {
			t.Errorf("in one batch: got %v", got)
		}
		if a, b := h.content(t), together.content(t); digest(a) != digest(b) {
			t.Errorf("got another content: %v", difference(a, b))
		}
		decided := setup(another(t, db))
		decided.apply(t, first, second)
		if err := decided.decide(t, decided.onlyConflict(t), true); err != nil || decided.count(t, `select count(*) from contracts`) != 2 {
			t.Errorf("theirs taken: got %v", err)
		}
	})
}

func TestWhoMayDecideOnAConflict(t *testing.T) {
	t.Parallel()
	h := setup(enginetest.SQLite(t))
	h.apply(t, young(t, nil), young(t, map[string]any{"id": "other", "data.vehicle.plate": "NEW 1"}))
	c := h.onlyConflict(t)
	for _, who := range []access.Actor{access.Anonymous(), access.Customer(access.UserID{1}, access.PartyID{1}), access.Agent(access.UserID{1}, access.RoleAgent, access.RoleAuditor), by()} {
		if err := h.Decide(context.Background(), who, onboarding.Decision{Conflict: c.ID, Take: true, Reason: "x"}); err == nil {
			t.Errorf("%v decided", who.Kind)
		}
	}
	for _, reason := range []string{"", "   ", strings.Repeat("x", 301)} {
		if err := h.Decide(context.Background(), senior(), onboarding.Decision{Conflict: c.ID, Reason: reason}); !fault.Is(err, fault.Invalid) {
			t.Errorf("reason %q: got %v", reason, err)
		}
	}
	if n := h.count(t, `select count(*) from feed_held where state = 'open'`); n != 1 {
		t.Errorf("got %d open conflicts", n)
	}
}
