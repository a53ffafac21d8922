package onboarding_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/fault"
	"marque/internal/service/onboarding"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/parties"
	"marque/internal/store/vehicles"
)

func TestTheWholeSampleGoesInOnceAndOnlyOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h, events := setup(db), sample(t)
		if got := h.apply(t, events...); got[onboarding.Applied] != 565 {
			t.Errorf("got %v, want 565 applied", got)
		}
		for what, want := range map[string]int{
			`select count(*) from contracts`: 240, `select count(*) from parties`: 281, `select count(*) from contract_parties`: 281,
			`select count(*) from vehicles`: 240, `select count(*) from vehicle_readings`: 523, `select count(*) from vehicle_services`: 283,
			`select count(*) from vehicle_recalls`: 16, `select count(*) from vehicle_titles`: 17, `select count(*) from vehicle_ownership`: 9,
			`select count(*) from feed_events`: 565, `select count(*) from invitations`: 281, `select count(*) from outbox where kind = 'invitation'`: 281,
			`select count(*) from contract_events`: 240 + 237 + 283 + 17 + 9,
		} {
			if got := h.count(t, what); got != want {
				t.Errorf("%s: got %d, want %d", what, got, want)
			}
		}
		before, audits := h.content(t), h.count(t, `select count(*) from audits`)
		if got := h.apply(t, events...); got[onboarding.Repeated] != 565 {
			t.Errorf("again: got %v, want 565 repeated", got)
		}
		if after := h.content(t); !slices.Equal(before, after) {
			t.Errorf("the second time changed something: %v", difference(before, after))
		}
		if got := h.count(t, `select count(*) from audits`); got != audits+3 {
			t.Errorf("got %d new audit entries, want one a batch", got-audits)
		}
	})
}

// difference lists what only one of two contents has.
func difference(a, b []string) []string {
	var out []string
	for _, line := range a {
		if !slices.Contains(b, line) {
			out = append(out, "- "+line)
		}
	}
	for _, line := range b {
		if !slices.Contains(a, line) {
			out = append(out, "+ "+line)
		}
	}
	return out[:min(len(out), 10)]
}

func TestTheOrderOfArrivalDoesNotMatter(t *testing.T) {
	t.Parallel()
	var want []string
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		events := sample(t)
		h := setup(db)
		if want != nil { // the second engine must agree with the first, too
			rand.New(rand.NewPCG(1, 2)).Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		}
		h.apply(t, events...)
		if want == nil {
			want = h.content(t)
			return
		}
		if got := h.content(t); digest(got) != digest(want) {
			t.Errorf("shuffled on another engine: %v", difference(want, got))
		}
	})
}

func TestSmallBatchesInAnyOrderComeToTheSame(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		events := about(sample(t), 12)
		h := setup(db)
		random := rand.New(rand.NewPCG(3, 4))
		random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		for len(events) > 0 {
			n := min(1+random.IntN(4), len(events))
			h.apply(t, events[:n]...)
			events = events[n:]
		}
		whole := setup(another(t, db))
		whole.apply(t, about(sample(t), 12)...)
		if a, b := whole.content(t), h.content(t); digest(a) != digest(b) {
			t.Errorf("got another content: %v", difference(a, b))
		}
	})
}

// another opens an empty database of the same engine.
func another(t *testing.T, db *engine.DB) *engine.DB {
	if db.Postgres() {
		return enginetest.Postgres(t)
	}
	return enginetest.SQLite(t)
}

// about returns the messages about the n vehicles that most was told of.
func about(events []feed.Event, n int) []feed.Event {
	vin := func(e feed.Event) string {
		if a, ok := e.Data.(*feed.Activation); ok {
			return string(a.Vehicle.VIN)
		}
		return e.Subject
	}
	told := map[string]int{}
	for _, e := range events {
		told[vin(e)]++
	}
	var most []string
	for v := range told {
		most = append(most, v)
	}
	slices.SortFunc(most, func(a, b string) int {
		if told[a] != told[b] {
			return told[b] - told[a]
		}
		return strings.Compare(a, b)
	})
	return slices.DeleteFunc(events, func(e feed.Event) bool { return !slices.Contains(most[:n], vin(e)) })
}

func TestWhatWasToldOfAVehicleReachesALaterContract(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		first := activationOf(t, "evt-0000205") // a loan of 22 January 2023
		vin := string(first.Data.(*feed.Activation).Vehicle.VIN)
		h.apply(t,
			fact(t, "f1", "ownership.changed.v1", vin, `"reason":"total_loss","on":"2026-10-30"`),
			fact(t, "f2", "vehicle.odometer.v1", vin, `"odometer":{"value":100,"unit":"km","read_on":"2026-10-01"}`),
			fact(t, "f3", "vehicle.odometer.v1", vin, `"odometer":{"value":10,"unit":"mi","read_on":"2022-12-31"}`))
		h.apply(t, first)
		h.apply(t, fact(t, "f4", "title.updated.v1", vin, `"state":"CA","status":"lien_recorded","on":"2026-10-31"`))
		got := eventsOf(t, db, "C706768723")
		want := map[string]contract.Body{
			"/retail/core#f1": contract.OwnershipChanged{Reason: contract.TotalLoss},
			"/retail/core#f2": contract.Odometer{Miles: 62, Source: vehicles.Odometer},
			"/retail/core#f4": contract.Title{State: "CA", Status: "lien_recorded"},
		}
		for key, body := range want {
			if got[key] != body {
				t.Errorf("%s: got %+v, want %+v", key, got[key], body)
			}
		}
		if _, found := got["/retail/core#f3"]; found {
			t.Error("a reading from before the contract became the contract's")
		}
		if _, found := got["activated"]; !found || len(got) != 5 { // activated, converted and the three
			t.Errorf("got %d events", len(got))
		}
	})
}

func activationOf(t testing.TB, eventID string) feed.Event { return altered(t, eventID, nil) }

func eventsOf(t testing.TB, db *engine.DB, number string) map[string]contract.Body {
	t.Helper()
	r := db.Reader(context.Background())
	c, err := contracts.ByNumber(r, number)
	if err != nil {
		t.Fatal(err)
	}
	events, err := contracts.Events(r, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]contract.Body{}
	for _, e := range events {
		out[e.Key] = e.Body
	}
	return out
}

func TestOneIdSaysOneThing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		h.apply(t, activationOf(t, "evt-0000205"))
		before := h.content(t)
		out, err := h.Apply(context.Background(), by(), []feed.Event{altered(t, "evt-0000205", map[string]any{"data.loan.rate": "0.07"})}, onboarding.Options{})
		if err != nil || out[0].Result != onboarding.Refused || out[0].Why.Fields[0].Name != "id" {
			t.Errorf("got %+v, %v", out, err)
		}
		if after := h.content(t); !slices.Equal(before, after) {
			t.Errorf("a refused message changed something: %v", difference(before, after))
		}
	})
}

func TestASecondActivationOfANumberIsAConflictUnlessItSaysTheSame(t *testing.T) {
	t.Parallel()
	for _, together := range []bool{true, false} {
		enginetest.Each(t, func(t *testing.T, db *engine.DB) {
			h := setup(db)
			events := []feed.Event{
				activationOf(t, "evt-0000205"), altered(t, "evt-0000205", map[string]any{"id": "same"}),
				altered(t, "evt-0000205", map[string]any{"id": "other", "data.loan.rate": "0.07"}),
			}
			var got []onboarding.Outcome
			for batch := range slices.Chunk(events, map[bool]int{true: 3, false: 1}[together]) {
				out, err := h.Apply(context.Background(), by(), batch, onboarding.Options{})
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, out...)
			}
			if got[0].Result != onboarding.Applied || got[1].Result != onboarding.Repeated || got[2].Result != onboarding.Held {
				t.Fatalf("got %+v", got)
			}
			if why := got[2].Why; why.Kind != fault.Conflict || why.Fields[0].Name != "data.contract_number" || !strings.Contains(why.Message, "C706768723 is open already") {
				t.Errorf("got %+v", why)
			}
			if n := h.count(t, `select count(*) from contracts`); n != 1 {
				t.Errorf("got %d contracts", n)
			}
			again := h.content(t)
			h.apply(t, events...)
			if after := h.content(t); !slices.Equal(again, after) {
				t.Errorf("the second time changed something: %v", difference(again, after))
			}
		})
	}
}

func TestARefusedMessageIsJudgedAnewWhenItComesAgain(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		wrong := altered(t, "evt-0000205", map[string]any{"data.brand": "nobody"})
		if got := h.apply(t, wrong, wrong); got[onboarding.Refused] != 2 {
			t.Errorf("got %v, want it refused", got)
		}
		if n := h.count(t, `select count(*) from feed_events where outcome = 'refused'`); n != 1 {
			t.Errorf("got %d refusals in the inbox, want 1", n)
		}
		if got := h.apply(t, activationOf(t, "evt-0000205")); got[onboarding.Applied] != 1 {
			t.Errorf("mended: got %v, want it applied", got)
		}
		if n := h.count(t, `select count(*) from feed_events where outcome = 'applied'`); n != 1 {
			t.Errorf("got %d receipts, want the refusal replaced", n)
		}
	})
}

func TestALaterMessageAboutAPersonWinsWhateverItsArrival(t *testing.T) {
	t.Parallel()
	for _, order := range [][]int{{0, 1}, {1, 0}} {
		enginetest.Each(t, func(t *testing.T, db *engine.DB) {
			h := setup(db)
			older := activationOf(t, "evt-0000205")
			younger := altered(t, "evt-0000205", map[string]any{
				"id": "younger", "subject": "C2", "data.contract_number": "C2", "time": "2026-01-01T00:00:00Z", "data.contract_date": "2025-06-01",
				"data.loan.first_due": "2025-07-01", "data.conversion": nil, "data.parties.0.family_name": "Novák", "data.vehicle.plate": "NEW 1",
			})
			h.apply(t, fact(t, "left", "ownership.changed.v1", string(older.Data.(*feed.Activation).Vehicle.VIN), `"reason":"sold","on":"2025-05-20"`))
			for _, i := range order {
				h.apply(t, []feed.Event{older, younger}[i])
			}
			r := db.Reader(context.Background())
			p, err := parties.New(h.box).ByRef(r, "/retail/core", "P000107")
			if err != nil || p.FamilyName != "Novák" || p.Told.By != "/retail/core#younger" {
				t.Errorf("got %+v, %v", p, err)
			}
			if v, err := vehicles.ByVIN(r, string(older.Data.(*feed.Activation).Vehicle.VIN)); err != nil || v.Plate != "NEW 1" {
				t.Errorf("got %+v, %v", v, err)
			}
			if members, err := parties.MemberOf(r, p.ID); err != nil || len(members) != 2 {
				t.Errorf("got %v, %v, want one person on two contracts", members, err)
			}
		})
	}
}

func TestAMessageThatCannotBeWrittenKeepsNoneBack(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		bad := activationOf(t, "evt-0000205")
		bad.Data.(*feed.Activation).Parties[0].Email = "no address" // decoding never lets this through; only the last step of writing sees it
		good := sample(t)[:3]
		out, err := h.Apply(context.Background(), by(), append(good, bad), onboarding.Options{})
		if err != nil || len(out) != 4 || out[3].Result != onboarding.Refused || out[0].Result != onboarding.Applied {
			t.Fatalf("got %+v, %v", out, err)
		}
		before := h.content(t)
		h.apply(t, append(good, bad)...)
		if after := h.content(t); !slices.Equal(before, after) {
			t.Errorf("the second time changed something: %v", difference(before, after))
		}
	})
}

func TestPeopleAreInvitedWithACodeThatOpensTheirRegistration(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		h.apply(t, activationOf(t, "evt-0000205"))
		if n := h.count(t, `select count(*) from outbox where kind = 'invitation' and channel = 'mail'`); n != 2 {
			t.Errorf("got %d mails, want one for each of two people", n)
		}
		quiet := setup(another(t, db))
		if _, err := quiet.Apply(context.Background(), by(), []feed.Event{activationOf(t, "evt-0000205")}, onboarding.Options{Quiet: true}); err != nil {
			t.Fatal(err)
		}
		if n := quiet.count(t, `select count(*) from outbox`) + quiet.count(t, `select count(*) from invitations`); n != 0 {
			t.Errorf("quiet: got %d invitations and mails, want none", n)
		}
	})
}

func TestSomebodyWithoutAnAddressIsNotInvitedByMail(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		h.apply(t, altered(t, "evt-0000205", map[string]any{"data.parties.0.email": nil}))
		if n := h.count(t, `select count(*) from outbox`); n != 1 {
			t.Errorf("got %d mails, want only the co-borrower's", n)
		}
	})
}

func TestOnlyTheFeedMayApplyMessages(t *testing.T) {
	t.Parallel()
	h := setup(enginetest.SQLite(t))
	for _, who := range []access.Actor{access.Anonymous(), access.Customer(access.UserID{1}, access.PartyID{1}), access.Agent(access.UserID{1}, access.Roles()...)} {
		if _, err := h.Apply(context.Background(), who, sample(t)[:1], onboarding.Options{}); err == nil {
			t.Errorf("%v applied a message", who.Kind)
		}
	}
	if n := h.count(t, `select count(*) from contracts`); n != 0 {
		t.Errorf("got %d contracts", n)
	}
}

func TestABatchHasABound(t *testing.T) {
	t.Parallel()
	h := setup(enginetest.SQLite(t))
	if _, err := h.Apply(context.Background(), by(), make([]feed.Event, onboarding.MaxBatch+1), onboarding.Options{}); !fault.Is(err, fault.TooLarge) {
		t.Errorf("got %v", err)
	}
	if out, err := h.Apply(context.Background(), by(), nil, onboarding.Options{}); err != nil || out != nil {
		t.Errorf("nothing: got %v, %v", out, err)
	}
}

func TestACancelledImportChangesNothing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(db)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := h.Apply(ctx, by(), sample(t)[:5], onboarding.Options{}); err == nil {
			t.Error("applied although nobody waits for it")
		}
		if n := h.count(t, `select count(*) from feed_events`); n != 0 {
			t.Errorf("got %d receipts", n)
		}
	})
}

// Two processes that read the same file at once must not lose or double anything.
func TestTwoImportsOfOneFileAtOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h, events := setup(db), about(sample(t), 20)
		done := make(chan error, 2)
		for range 2 {
			go func() {
				for batch := range slices.Chunk(events, 10) {
					ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
					_, err := h.Apply(ctx, by(), batch, onboarding.Options{})
					cancel()
					if err != nil {
						done <- err
						return
					}
				}
				done <- nil
			}()
		}
		for range 2 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		alone := setup(another(t, db))
		alone.apply(t, about(sample(t), 20)...)
		if a, b := alone.content(t), h.content(t); digest(a) != digest(b) {
			t.Errorf("got another content: %v", difference(a, b))
		}
	})
}
