package tending_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/identity"
	"marque/internal/core/leaseend"
	"marque/internal/core/message"
	"marque/internal/core/notice"
	"marque/internal/core/upload"
	"marque/internal/core/vehicle"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/paper/pdf/pdftest"
	"marque/internal/service/messaging"
	"marque/internal/service/onboarding"
	"marque/internal/service/servicing"
	"marque/internal/service/tending"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

const heic = "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1\x00\x00\x00\x10meta\x00\x00\x00\x00\x00\x00\x00\x00"

const pdf = "%PDF-1.7\nunmistakable\n%%EOF\n"

// setup opens an installation whose scanner finds something in what holds EICAR, and a lease whose lessee has a sign-in.
func setup(t *testing.T, db *engine.DB, data map[string]any) (*apptest.World, contract.ID, access.Actor) {
	t.Helper()
	w := apptest.OpenChanged(t, db, apptest.NewClock("2026-05-24T15:00:00Z"), func(o *app.Options) {
		o.Ease.Robots = identity.EasyWork()
		o.Outside.Scan = func(_ context.Context, content []byte) (string, error) {
			if bytes.Contains(content, []byte("EICAR")) {
				return "Eicar-Test-Signature", nil
			}
			return "", nil
		}
	})
	c, by := w.Activate(t, data)
	return w, c, signedIn(t, w, by)
}

func signedIn(t *testing.T, w *apptest.World, by access.Actor) access.Actor {
	t.Helper()
	by.User = id.New[access.User](id.NewSource(w.Clock.Now, rand.Reader))
	err := w.DB.Write(t.Context(), func(tx *engine.Tx) error {
		_, err := tx.Exec(`insert into users (id, party_id, state, username, username_norm, name, roles, created_at) values ($1, $2, 'active', $3, $3, '', '', 1)`, by.User, by.Party, by.Party.String())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return by
}

func look(t *testing.T, w *apptest.World, by access.Actor, c contract.ID) tending.Look {
	t.Helper()
	got, err := w.Tending.Look(t.Context(), by, c)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAReadingCountsOnceAndOneThatIsHardToBelieveIsAskedForAgain(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db, apptest.Lease("L1"))
		read := func(miles int, confirmed bool, key string) error {
			return w.Tending.Read(t.Context(), by, tending.Reading{Contract: c, Value: miles, Confirmed: confirmed, Key: key})
		}
		for range 2 { // the second click changes nothing
			if err := read(4_000, false, "k1"); err != nil {
				t.Fatal(err)
			}
		}
		if err := read(400, false, "k2"); !fault.Is(err, fault.Conflict) || fault.Of(err).Fields[0].Name != "value" {
			t.Errorf("a reading that goes back: got %v, want a question", err)
		}
		if err := read(1_900_000, false, "k3"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a digit too many: got %v, want a question", err)
		}
		if err := read(3_000_000, true, "k4"); !fault.Is(err, fault.Invalid) {
			t.Errorf("beyond any odometer: got %v, confirmed or not", err)
		}
		if err := read(400, true, "k5"); err != nil {
			t.Errorf("confirmed: got %v", err)
		}
		got, err := w.Overview.Contract(t.Context(), by, c)
		if err != nil {
			t.Fatal(err)
		}
		if last, _ := got.Vehicle.Last(); last.Value != 400 || last.Source != tending.Source || len(got.Vehicle.Readings) != 3 || got.State.Odometer != 400 || got.State.OdometerOn != civil.MustParse("2026-05-24") {
			t.Errorf("got %+v and %d on %s", got.Vehicle.Readings, got.State.Odometer, got.State.OdometerOn)
		}
		for _, key := range []string{"k6", "k7", "k8"} {
			_ = read(500, true, key)
		}
		if err := read(600, true, "k9"); !fault.Is(err, fault.TooMany) {
			t.Errorf("the sixth of a day: got %v", err)
		}
		undone := servicing.Entry{Key: "undone", Effective: civil.MustParse("2026-05-24"), Body: contract.Cancelled{Reason: "unwound"}}
		other, neighbour := w.Activate(t, apptest.Loan("C2"))
		if _, err := w.Servicing.Record(t.Context(), access.System("test"), "C2", []servicing.Entry{undone}); err != nil {
			t.Fatal(err)
		}
		if err := w.Tending.Read(t.Context(), neighbour, tending.Reading{Contract: other, Value: 100, Key: "c"}); !fault.Is(err, fault.Conflict) || len(fault.Of(err).Fields) != 0 {
			t.Errorf("of a contract that was undone: got %v", err)
		}
		if err := w.Tending.Read(t.Context(), neighbour, tending.Reading{Contract: c, Value: 1, Key: "n"}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a neighbour: got %v", err)
		}
		if report, err := w.Verifying.Verify(t.Context(), access.System("verify")); err != nil || len(report.Findings) != 0 {
			t.Errorf("verify: got %v, %v", report.Findings, err)
		}
	})
}

func TestAProofOfInsuranceIsKeptSealedAndComesBackAsItWas(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db, apptest.Loan("C1"))
		until := civil.MustParse("2027-01-31")
		send := func(name, content, key string) error {
			return w.Tending.AddProof(t.Context(), by, c, tending.Sent{Proof: vehicle.Proof{Insurer: "Prairie Mutual", Policy: "PM-4711", Until: until}, Name: name, Content: []byte(content), Key: key})
		}
		for range 2 {
			if err := send("../../policy.exe", pdf, "k1"); err != nil {
				t.Fatal(err)
			}
		}
		for name, content := range map[string]string{
			"a page": "<html></html>", "an archive": "PK\x03\x04", "a PDF that is an archive": pdf + "PK\x05\x06" + strings.Repeat("\x00", 18), "an infected one": "%PDF-1.7\nEICAR\n%%EOF\n", "nothing": "",
			"one too large": "%PDF-1.7" + strings.Repeat("x", 6<<20) + "%%EOF",
		} {
			if err := send(name+".pdf", content, "bad"); !fault.Is(err, fault.Invalid) || fault.Of(err).Fields[0].Name != "proof" {
				t.Errorf("%s: got %v", name, err)
			}
		}
		got := look(t, w, by, c)
		if len(got.Proofs) != 1 || got.Proofs[0].Name != "policy.pdf" || got.Proofs[0].Policy != "PM-4711" || got.Proofs[0].Until != until || got.Proofs[0].Size != len(pdf) {
			t.Fatalf("got %+v", got.Proofs)
		}
		file, err := w.Tending.Proof(t.Context(), by, c, got.Proofs[0].ID)
		if err != nil || string(file.Content) != pdf || file.Kind != "application/pdf" {
			t.Errorf("got %q, %v", file.Content, err)
		}
		agent := access.Agent(by.User, access.RoleAgent)
		if file, err := w.Tending.Proof(t.Context(), agent, c, got.Proofs[0].ID); err != nil || string(file.Content) != pdf {
			t.Errorf("an agent: got %v", err)
		}
		other, neighbour := w.Activate(t, apptest.Loan("C2"))
		if _, err := w.Tending.Proof(t.Context(), neighbour, c, got.Proofs[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a neighbour: got %v", err)
		}
		if _, err := w.Tending.Proof(t.Context(), neighbour, other, got.Proofs[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("under another contract: got %v", err)
		}
		sealed(t, db)
		for i := range 9 {
			if err := send("again.pdf", pdf+strings.Repeat(" ", i), "more"+strings.Repeat("x", i)); err != nil {
				t.Fatal(err)
			}
		}
		if err := send("again.pdf", pdf, "eleventh"); !fault.Is(err, fault.TooMany) {
			t.Errorf("the eleventh: got %v", err)
		}
	})
}

// sealed wants nothing of a proof readable in the database.
func sealed(t *testing.T, db *engine.DB) {
	t.Helper()
	for _, query := range []string{`select part from message_parts`, `select policy from insurance_proofs`, `select name from insurance_proofs`} {
		rows, err := db.Reader(t.Context()).Query(query)
		all, err := engine.All(rows, err, func(rows *engine.Rows) ([]byte, error) { var b []byte; err := rows.Scan(&b); return b, err })
		if err != nil || len(all) == 0 {
			t.Fatalf("%s: got %d, %v", query, len(all), err)
		}
		for _, b := range all {
			if bytes.Contains(b, []byte("unmistakable")) || bytes.Contains(b, []byte("PM-4711")) || bytes.Contains(b, []byte("policy")) {
				t.Errorf("%s: a proof can be read in the database", query)
			}
		}
	}
}

func TestWhereAVehicleIsKeptIsToldToEverybodyAndItsTitleHasTheStatesClock(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db, apptest.Loan("C1"))
		if got := look(t, w, by, c); got.Garage.City != "Austin" || !got.Garage.Since.IsZero() || got.Maker.Name == "" {
			t.Errorf("got %+v made by %+v, want the address on file", got.Garage, got.Maker)
		}
		move := tending.Move{Contract: c, Key: "k1", To: vehicle.Garage{Line1: "18 Harbor Line", City: "Chicago", Region: "il", PostalCode: "60601"}}
		bad := move
		bad.Key, bad.To.PostalCode = "k0", "606"
		if err := w.Tending.MoveGarage(t.Context(), by, bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v", err)
		}
		for range 2 {
			if err := w.Tending.MoveGarage(t.Context(), by, move); err != nil {
				t.Fatal(err)
			}
		}
		if got := look(t, w, by, c); got.Garage.Line1 != "18 Harbor Line" || got.Garage.Region != "IL" || got.Garage.Since.IsZero() || !got.Deadline.IsZero() {
			t.Errorf("got %+v, deadline %s", got.Garage, got.Deadline)
		}
		told(t, w, 1)
		paid := servicing.Entry{Key: "all", Effective: civil.MustParse("2026-05-20"), Body: contract.Payment{Amount: 3_000_000, For: contract.PayoffPayment}}
		if _, err := w.Servicing.Record(t.Context(), access.System("test"), "C1", []servicing.Entry{paid}); err != nil {
			t.Fatal(err)
		}
		if got := look(t, w, by, c); got.Deadline != civil.MustParse("2026-06-10") || got.Law != "625 ILCS 5/3-205(a)" {
			t.Errorf("paid off: got %s by %q, want 21 days", got.Deadline, got.Law)
		}
		gone := servicing.Entry{Key: "sold", Effective: civil.MustParse("2026-05-22"), Body: contract.OwnershipChanged{Reason: contract.Sold}}
		if _, err := w.Servicing.Record(t.Context(), access.System("test"), "C1", []servicing.Entry{gone}); err != nil {
			t.Fatal(err)
		}
		move.Key = "k2"
		if err := w.Tending.MoveGarage(t.Context(), by, move); !fault.Is(err, fault.Conflict) {
			t.Errorf("of a vehicle that was sold: got %v", err)
		}
	})
}

func TestALesseeSaysWhatShallBecomeOfTheVehicleAndSignsItsMileage(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		data := apptest.Lease("L1")
		data["lease"].(map[string]any)["term_months"] = 6 // it ends on July 15
		w, c, by := setup(t, db, data)
		thread, err := w.Messaging.Open(t.Context(), by, messaging.Opening{Brand: "aurelia", Contract: c, Topic: message.LeaseEnd, Subject: "The end", Text: "Soon.", Key: "t"})
		if err != nil {
			t.Fatal(err)
		}
		wish := tending.Wish{Key: "k1", Choice: leaseend.Choice{Contract: c, Way: leaseend.Extend, Months: 2, Thread: thread}}
		plan, err := w.Tending.Plan(t.Context(), by, wish)
		if err != nil || plan.On != civil.MustParse("2026-09-15") || plan.Amount == 0 {
			t.Fatalf("got %+v, %v", plan, err)
		}
		for range 2 { // the second click changes nothing
			if err := w.Tending.Choose(t.Context(), by, wish); err != nil {
				t.Fatal(err)
			}
		}
		bad := wish
		bad.Key, bad.Choice.Months = "k2", 7
		if err := w.Tending.Choose(t.Context(), by, bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("seven months: got %v", err)
		}
		n := tending.Signing{Reading: tending.Reading{Contract: c, Value: 4_000, Key: "s1"}, Body: "suv", Claim: leaseend.Actual, Methods: "password,text"}
		if err := w.Tending.SignMileage(t.Context(), by, n); !fault.Is(err, fault.Invalid) || fault.Of(err).Fields[0].Name != "sign" {
			t.Errorf("not signed: got %v", err)
		}
		before, err := w.Tending.Signer(t.Context(), by, c)
		if err != nil || before.Address == "" || before.VIN == "" {
			t.Errorf("before it is signed: got %+v, %v", before, err)
		}
		viewer := access.Viewer(access.Agent(by.User, access.RoleAgent), by.Party, "viewing 1: called")
		if seen, err := w.Tending.Signer(t.Context(), viewer, c); err != nil || seen.Address != "" || seen.Name != before.Name {
			t.Errorf("one of the staff who looks as the customer: got %+v, %v, want no address", seen, err)
		}
		n.Sign = true
		for range 2 {
			if err := w.Tending.SignMileage(t.Context(), by, n); err != nil {
				t.Fatal(err)
			}
		}
		n.Key, n.Value = "s2", 400
		if err := w.Tending.SignMileage(t.Context(), by, n); !fault.Is(err, fault.Conflict) || len(fault.Of(err).Fields) == 0 {
			t.Errorf("a reading that goes back: got %v, want a question", err)
		}
		got, err := w.Tending.Leaving(t.Context(), by, c)
		if err != nil || got.Choice.Months != 2 || got.Choice.Amount != plan.Amount || got.Choice.Thread != thread || got.Choice.Party != by.Party || got.Signed.Miles != 4_000 ||
			!strings.Contains(got.Signed.Words, before.Name+", "+before.Address) || !strings.Contains(got.Signed.Words, before.Lessor) || !strings.Contains(got.Signed.Words, "Šafařík") || !strings.Contains(got.Signed.Words, "Aurelia Vehicle Finance LLC, 100 Meridian Square, Columbus, OH 43215") || got.Ways.End != civil.MustParse("2026-07-15") {
			t.Errorf("got %+v, %v", got, err)
		}
		shots := tending.Shots{Contract: c, Wear: "dent", Key: "p1", Files: []upload.File{{Name: "door.heic", Content: []byte(heic)}, {Name: "front.heic", Content: []byte(heic + "2")}}}
		for range 2 {
			if err := w.Tending.Photograph(t.Context(), by, shots); err != nil {
				t.Fatal(err)
			}
		}
		wrong := shots
		wrong.Key, wrong.Wear = "p2", "rust"
		if err := w.Tending.Photograph(t.Context(), by, wrong); !fault.Is(err, fault.Invalid) {
			t.Errorf("what is not in the tariff: got %v", err)
		}
		if got, err = w.Tending.Leaving(t.Context(), by, c); err != nil || len(got.Photos) != 2 || got.Photos[0].Amount != 12_500 || got.Photos[0].Version != leaseend.Published().Version {
			t.Fatalf("got the pictures %+v, %v", got.Photos, err)
		}
		for who, actor := range map[string]access.Actor{"the lessee": by, "an agent": access.Agent(by.User, access.RoleAgent)} {
			if file, err := w.Tending.Photo(t.Context(), actor, c, got.Photos[0].ID); err != nil || string(file.Content) != heic {
				t.Errorf("%s: got %q, %v", who, file.Content, err)
			}
		}
		back := servicing.Entry{Key: "back", Effective: civil.MustParse("2026-05-24"), Body: contract.TurnIn{Miles: 4_010}}
		if _, err := w.Servicing.Record(t.Context(), access.System("test"), "L1", []servicing.Entry{back}); err != nil {
			t.Fatal(err)
		}
		n.Key, wish.Key, shots.Key = "s3", "k3", "p3"
		if err := w.Tending.Photograph(t.Context(), by, shots); !fault.Is(err, fault.Conflict) {
			t.Errorf("a picture after the return: got %v", err)
		}
		if err := w.Tending.SignMileage(t.Context(), by, n); !fault.Is(err, fault.Conflict) {
			t.Errorf("after the return: got %v", err)
		}
		if err := w.Tending.Choose(t.Context(), by, wish); !fault.Is(err, fault.Conflict) {
			t.Errorf("a choice after the return: got %v", err)
		}
		if got, err := w.Tending.Leaving(t.Context(), by, c); err != nil || got.Ended != contract.KindTurnIn {
			t.Errorf("got %+v, %v", got, err)
		}
		loan, neighbour := w.Activate(t, apptest.Loan("C2"))
		if _, err := w.Tending.Leaving(t.Context(), neighbour, c); !fault.Is(err, fault.NotFound) {
			t.Errorf("a neighbour: got %v", err)
		}
		if _, err := w.Tending.Photo(t.Context(), neighbour, c, got.Photos[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a neighbour's picture: got %v", err)
		}
		shots.Contract, shots.Key = loan, "p4"
		if err := w.Tending.Photograph(t.Context(), neighbour, shots); !fault.Is(err, fault.Conflict) {
			t.Errorf("of a loan: got %v", err)
		}
	})
}

func TestAPictureIsKeptWithTheWordsAndThePriceOfTheBrandsOwnTariff(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		data := apptest.Lease("L1")
		data["lease"].(map[string]any)["term_months"], data["brand"] = 6, "norden"
		w, c, by := setup(t, db, data)
		shots := tending.Shots{Contract: c, Wear: "rust", Key: "p1", Files: []upload.File{{Name: "sill.heic", Content: []byte(heic)}}}
		if err := w.Tending.Photograph(t.Context(), by, shots); err != nil {
			t.Fatal(err)
		}
		got, err := w.Tending.Leaving(t.Context(), by, c)
		if err != nil || got.Tariff.Version != "norden-wear-2026-11" || len(got.Photos) != 1 || got.Photos[0].Amount != 22_000 || got.Photos[0].Version != got.Tariff.Version ||
			got.Photos[0].Shows().In(l10n.DeDE) != "Rost oder Salzschaden, je Bauteil" {
			t.Fatalf("got %+v of %s, %v", got.Photos, got.Tariff.Version, err)
		}
		err = db.Write(t.Context(), func(tx *engine.Tx) error {
			_, err := tx.Exec(`update lease_photos set what = null where contract_id = $1`, c)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("words that were kept can be changed: %v", err)
		}
		line := `{"specversion":"1.0","id":"i1","source":"/test","type":"lease.inspected.v1","time":"2026-05-24T12:00:00Z","data":{"contract_number":"L1","on":"2026-05-23","currency":"USD","items":[{"what":"Sill","wear":"rust","amount":"220.01"}]}}`
		event, err := feed.Decode([]byte(line), feed.Rules{Now: w.Clock.Now()})
		if err != nil {
			t.Fatal(err)
		}
		out, err := w.Onboarding.Apply(t.Context(), access.System("feed"), []feed.Event{event}, onboarding.Options{})
		if err != nil || out[0].Result != onboarding.Refused || !strings.Contains(out[0].Why.Fields[0].Message, "(norden-wear-2026-11) charges at most $220.00") {
			t.Errorf("an inspection that charges more: got %+v, %v", out, err)
		}
	})
}

func TestTheLessorTellsOfTheDutyAndAddsItsPartToTheStatement(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		data := apptest.Lease("L1")
		data["lease"].(map[string]any)["term_months"] = 6
		w, c, by := setup(t, db, data)
		thread, err := w.Messaging.Open(t.Context(), by, messaging.Opening{Brand: "aurelia", Contract: c, Topic: message.LeaseEnd, Subject: "The end", Text: "Soon.", Key: "t"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Tending.MileagePaper(t.Context(), by, c); !fault.Is(err, fault.NotFound) {
			t.Errorf("before there is one: got %v", err)
		}
		for n, way := range []leaseend.Way{leaseend.Extend, leaseend.Return, leaseend.Return} {
			wish := tending.Wish{Key: fmt.Sprint("k", n), Choice: leaseend.Choice{Contract: c, Way: way, Months: 1, On: civil.MustParse("2026-06-01"), Thread: thread}}
			if err := w.Tending.Choose(t.Context(), by, wish); err != nil {
				t.Fatal(err)
			}
		}
		letters := 0
		all, err := w.Notifying.Recent(t.Context(), access.System("test"), notice.MessageID{})
		for _, m := range all {
			if m.Channel == notice.Mail && strings.Contains(m.Text, leaseend.Law().In(l10n.EnUS)) {
				letters++
			}
		}
		if err != nil || letters != 1 {
			t.Errorf("got %d letters of the duty to one lessee, %v", letters, err)
		}
		w.Clock.Advance(48 * time.Hour)
		n := tending.Signing{Reading: tending.Reading{Contract: c, Value: 4_000, Key: "s1"}, Body: "wagon", Claim: leaseend.Actual, Sign: true, Locale: l10n.DeDE, Methods: "password,text"}
		if err := w.Tending.SignMileage(t.Context(), by, n); err != nil {
			t.Fatal(err)
		}
		got, err := w.Tending.Leaving(t.Context(), by, c)
		if m := got.Signed; err != nil || m.Lessor != "Aurelia Vehicle Finance LLC" || m.LessorAddress != "100 Meridian Square, Columbus, OH 43215" || m.Noticed != civil.MustParse("2026-05-24") || m.Received != m.On || m.On == m.Noticed {
			t.Errorf("got %+v, %v", m, err)
		}
		file, err := w.Tending.MileagePaper(t.Context(), by, c)
		if err != nil {
			t.Fatal(err)
		}
		text := pdftest.Text(t, file)
		for _, want := range []string{"Tachoerklärung", "4.000 Meilen", "Kombi", "Der Teil des Leasinggebers", "24. Mai 2026", "26. Mai 2026", "100 Meridian Square", "15 U.S.C. 7001(h)"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in\n%s", want, text)
			}
		}
		_, neighbour := w.Activate(t, apptest.Loan("C2"))
		if _, err := w.Tending.MileagePaper(t.Context(), neighbour, c); !fault.Is(err, fault.NotFound) {
			t.Errorf("a neighbour: got %v", err)
		}
	})
}

func TestAStatementWithoutALetterNamesTheDayOnWhichItsPageToldTheDuty(t *testing.T) {
	t.Parallel()
	data := apptest.Lease("L1")
	data["lease"].(map[string]any)["term_months"] = 6
	w, c, by := setup(t, enginetest.SQLite(t), data)
	for _, key := range []string{"s1", "s2"} {
		n := tending.Signing{Reading: tending.Reading{Contract: c, Value: 4_000, Key: key}, Body: "suv", Claim: leaseend.Actual, Sign: true, Methods: "password,text"}
		if err := w.Tending.SignMileage(t.Context(), by, n); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Tending.Leaving(t.Context(), by, c); err != nil || got.Signed.Noticed != civil.MustParse("2026-05-24") {
			t.Errorf("%s: got %+v, %v", key, got.Signed, err)
		}
		w.Clock.Advance(24 * time.Hour)
	}
}

// told wants as many letters about the vehicle in the outbox.
func told(t *testing.T, w *apptest.World, want int) {
	t.Helper()
	all, err := w.Notifying.Recent(t.Context(), access.System("test"), notice.MessageID{})
	n := 0
	for _, m := range all {
		if m.Kind == notice.KindVehicleNews {
			n++
			if !strings.Contains(m.Text, "It is now kept in Chicago, IL.") {
				err = errors.Join(err, errors.New(m.Text))
			}
		}
	}
	if err != nil || n != want {
		t.Errorf("got %d letters, %v, want %d", n, err, want)
	}
}
