package door_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/audits"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/settings"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func setup(db *engine.DB) (*door.Door, *id.Source) {
	clock := func() time.Time { return now }
	ids := id.NewSource(clock, rand.Reader)
	return door.New(db, ids, clock), ids
}

func pin(tx *engine.Tx) error { return settings.Pin(tx, civil.MustParse("2026-11-22")) }

func pinned(t *testing.T, db *engine.DB) bool {
	t.Helper()
	day, err := settings.Day(db.Reader(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	return day.Pinned
}

func entries(t *testing.T, db *engine.DB, on access.Subject) []audits.Row {
	t.Helper()
	rows, err := audits.On(db.Reader(t.Context()), on)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestAWriteAndItsAuditEntryComeTogether(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d, _ := setup(db)
		on := access.OnSystem("cycle")
		if err := d.Write(t.Context(), door.Pass{By: access.System("cycle"), Do: access.CycleRun, On: on, Note: "pin"}, pin); err != nil {
			t.Fatal(err)
		}
		rows := entries(t, db, on)
		if len(rows) != 1 || rows[0].Outcome != audits.Done || rows[0].Note != "pin" || rows[0].ActorID != "cycle" || !rows[0].At.Equal(now) {
			t.Errorf("got %+v", rows)
		}
	})
}

func TestAFailedWriteLeavesNeitherRowNorEntry(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d, _ := setup(db)
		on, sorry := access.OnSystem("cycle"), errors.New("sorry")
		err := d.Write(t.Context(), door.Pass{By: access.System("cycle"), Do: access.CycleRun, On: on}, func(tx *engine.Tx) error {
			if err := pin(tx); err != nil {
				return err
			}
			return sorry
		})
		if !errors.Is(err, sorry) || pinned(t, db) || len(entries(t, db, on)) != 0 {
			t.Errorf("got %v, pinned %v, %d entries", err, pinned(t, db), len(entries(t, db, on)))
		}
	})
}

func TestWithoutTheRightNothingHappensAndItIsOnRecord(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d, ids := setup(db)
		on := access.OnSystem("cycle")
		customer := access.Customer(id.New[access.User](ids), id.New[access.Party](ids))
		for _, c := range []struct {
			by   access.Actor
			want fault.Kind
		}{{customer, fault.NotFound}, {access.Agent(customer.User, access.RoleSenior), fault.NotFound}, {access.Anonymous(), fault.SignedOut}} {
			err := d.Write(t.Context(), door.Pass{By: c.by, Do: access.CycleRun, On: on}, pin)
			if !fault.Is(err, c.want) {
				t.Errorf("%v: got %v, want %v", c.by.Kind, err, c.want)
			}
		}
		rows := entries(t, db, on)
		if pinned(t, db) || len(rows) != 3 || rows[0].Outcome != audits.Refused || rows[0].Reason != "no right" {
			t.Errorf("pinned %v, got %+v", pinned(t, db), rows)
		}
	})
}

func TestAnotherOnesContractDoesNotExist(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d, ids := setup(db)
		customer := access.Customer(id.New[access.User](ids), id.New[access.Party](ids))
		on := access.OnContract(id.New[contract.Contract](ids))
		ran := false
		err := d.Read(t.Context(), door.Pass{By: customer, Do: access.ContractRead, On: on}, func(engine.Reader) error { ran = true; return nil })
		if !fault.Is(err, fault.NotFound) || ran {
			t.Errorf("got %v, ran %v", err, ran)
		}
		err = d.Write(t.Context(), door.Pass{By: customer, Do: access.PaymentCreate, On: on}, func(*engine.Tx) error { ran = true; return nil })
		if !fault.Is(err, fault.NotFound) || ran {
			t.Errorf("got %v, ran %v", err, ran)
		}
		rows := entries(t, db, on)
		if len(rows) != 2 || rows[0].Reason != "no relation" || rows[1].Outcome != audits.Refused {
			t.Errorf("got %+v", rows)
		}
	})
}

func TestOneMayOnlyLookAtOneself(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d, ids := setup(db)
		alice := access.Customer(id.New[access.User](ids), id.New[access.Party](ids))
		bob := access.Customer(id.New[access.User](ids), id.New[access.Party](ids))
		nothing := func(engine.Reader) error { return nil }
		if err := d.Read(t.Context(), door.Pass{By: alice, Do: access.ContractList, On: access.OnParty(alice.Party)}, nothing); err != nil {
			t.Errorf("got %v", err)
		}
		if err := d.Read(t.Context(), door.Pass{By: alice, Do: access.ContractList, On: access.OnParty(bob.Party)}, nothing); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAnAgentsLookIsOnRecordAndACustomersOwnIsNot(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d, ids := setup(db)
		agent, on := access.Agent(id.New[access.User](ids), access.RoleAgent), access.OnContract(id.New[contract.Contract](ids))
		if err := d.Read(t.Context(), door.Pass{By: agent, Do: access.ContractRead, On: on}, func(engine.Reader) error { return nil }); err != nil {
			t.Fatal(err)
		}
		rows := entries(t, db, on)
		if len(rows) != 1 || rows[0].Outcome != audits.Looked || rows[0].ActorID != agent.User.String() {
			t.Errorf("got %+v", rows)
		}
		customer := access.Customer(id.New[access.User](ids), id.New[access.Party](ids))
		own := access.OnParty(customer.Party)
		if err := d.Read(t.Context(), door.Pass{By: customer, Do: access.ContractList, On: own}, func(engine.Reader) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if rows := entries(t, db, own); len(rows) != 0 {
			t.Errorf("got %+v", rows)
		}
	})
}

func TestAKeyServesOnceForItsSubject(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d, _ := setup(db)
		times := 0
		pay := func(part string) error {
			return d.Write(t.Context(), door.Pass{By: access.System("cycle"), Do: access.CycleRun, On: access.OnSystem(part), Key: "k1"},
				func(*engine.Tx) error { times++; return nil })
		}
		if err := pay("a"); err != nil {
			t.Fatal(err)
		}
		if err := pay("a"); !fault.Is(err, fault.Repeated) || times != 1 || len(fault.Of(err).Other) != len(l10n.All())-1 {
			t.Errorf("got %v after %d times", err, times)
		}
		if err := pay("b"); err != nil || times != 2 {
			t.Errorf("another subject has its own keys: got %v after %d times", err, times)
		}
		long := door.Pass{By: access.System("cycle"), Do: access.CycleRun, On: access.OnSystem("a"), Key: strings.Repeat("k", 201)}
		if err := d.Write(t.Context(), long, pin); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v for a key without end", err)
		}
	})
}

func TestAFailedWriteGivesItsKeyBack(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d, _ := setup(db)
		p := door.Pass{By: access.System("cycle"), Do: access.CycleRun, On: access.OnSystem("a"), Key: "k1"}
		if err := d.Write(t.Context(), p, func(*engine.Tx) error { return errors.New("sorry") }); err == nil {
			t.Fatal("want an error")
		}
		if err := d.Write(t.Context(), p, pin); err != nil {
			t.Errorf("got %v", err)
		}
	})
}

func TestAnySubjectsTextCanBeRecorded(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d, _ := setup(db)
		for _, text := range []string{"a\x00b", "\xff\xfe", strings.Repeat("ü", 5000)} {
			err := d.Write(t.Context(), door.Pass{By: access.Anonymous(), Do: access.CycleRun, On: access.OnSystem(text), Note: text}, pin)
			if !fault.Is(err, fault.SignedOut) {
				t.Errorf("%.5q: got %v", text, err)
			}
		}
		found, err := audits.Verify(db.Reader(t.Context()), 10)
		if err != nil || len(found) != 0 {
			t.Errorf("got %v, %v", found, err)
		}
	})
}

func TestAProgramsLooksAreOnRecordUnderItsName(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d, ids := setup(db)
		client := id.New[access.Client](ids)
		maya := access.Customer(id.New[access.User](ids), id.New[access.Party](ids))
		app := maya.Through(client, "Aurelia Mobile", []access.Scope{access.ContractsRead})
		partner := access.Partner(client, "Insurer", "", []access.Scope{access.ContractsRead})
		contractID := id.New[contract.Contract](ids)
		nothing := func(engine.Reader) error { return nil }
		for range 3 { // of the customer's own the first counts, a partner's count each
			if err := d.Read(t.Context(), door.Pass{By: app, Do: access.ContractList, On: access.OnParty(maya.Party)}, nothing); err != nil {
				t.Fatal(err)
			}
			if err := d.Read(t.Context(), door.Pass{By: maya, Do: access.ContractList, On: access.OnParty(maya.Party)}, nothing); err != nil {
				t.Fatal(err)
			}
			if err := d.Read(t.Context(), door.Pass{By: partner, Do: access.ContractRead, On: access.OnContract(contractID)}, nothing); err != nil {
				t.Fatal(err)
			}
		}
		if rows := entries(t, db, access.OnParty(maya.Party)); len(rows) != 1 || rows[0].Client != client || rows[0].ActorID != maya.User.String() || rows[0].Outcome != audits.Looked {
			t.Errorf("an app's looks: got %+v", rows)
		}
		if rows := entries(t, db, access.OnContract(contractID)); len(rows) != 3 || rows[0].ActorKind != "partner" || rows[0].ActorID != client.String() {
			t.Errorf("a partner's looks: got %+v", rows)
		}
		if broken, err := audits.Verify(db.Reader(t.Context()), 10); err != nil || len(broken) > 0 {
			t.Errorf("the chains: got %v, %v", broken, err)
		}
	})
}

func TestAProgramSeesWhatItHasScopesForAndAPartnerItsBrandOnly(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d, ids := setup(db)
		maya := access.Customer(id.New[access.User](ids), id.New[access.Party](ids))
		client := id.New[access.Client](ids)
		contractID := id.New[contract.Contract](ids)
		for name, c := range map[string]struct {
			by access.Actor
			do access.Action
			on access.Subject
		}{
			"an app without the scope":         {maya.Through(client, "x", []access.Scope{access.VehiclesRead}), access.ContractList, access.OnParty(maya.Party)},
			"an app with another's scope":      {maya.Through(client, "x", access.Scopes()), access.ContactChange, access.OnUser(maya.User)},
			"an app for what no customer may":  {maya.Through(client, "x", access.Scopes()), access.ContractFind, access.OnSystem("contracts")},
			"an app for another customer":      {maya.Through(client, "x", access.Scopes()), access.ContractList, access.OnParty(id.New[access.Party](ids))},
			"a partner for another brand":      {access.Partner(client, "x", "norden", access.Scopes()), access.ContractRead, access.OnContract(contractID)},
			"a partner for somebody's account": {access.Partner(client, "x", "", access.Scopes()), access.BankAccountRead, access.OnParty(maya.Party)},
			"a partner without the scope":      {access.Partner(client, "x", "", []access.Scope{access.PaymentsRead}), access.ContractFind, access.OnSystem("contracts")},
		} {
			err := d.Read(t.Context(), door.Pass{By: c.by, Do: c.do, On: c.on}, func(engine.Reader) error { t.Errorf("%s came in", name); return nil })
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: got %v, want not found", name, err)
			}
		}
	})
}

func TestTheDoorRefusesEveryWriteOfAViewerAndWritesItsLooksDownAsTheAgents(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d, ids := setup(db)
		agent, party := access.Agent(id.New[access.User](ids), access.Roles()...), id.New[access.Party](ids)
		viewer := access.Viewer(agent, party, "viewing 1: called")
		for _, do := range access.Actions() {
			ran := false
			err := d.Write(t.Context(), door.Pass{By: viewer, Do: do, On: access.OnParty(party)}, func(*engine.Tx) error { ran = true; return nil })
			if ran || !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: got %v, ran %v", do, err, ran)
			}
		}
		read := func(do access.Action, on access.Subject) error {
			return d.Read(t.Context(), door.Pass{By: viewer, Do: do, On: on}, func(engine.Reader) error { return nil })
		}
		for range 2 {
			if err := read(access.ContractList, access.OnParty(party)); err != nil {
				t.Fatal(err)
			}
		}
		other := access.OnParty(id.New[access.Party](ids))
		for _, on := range []access.Subject{other, access.OnUser(agent.User), access.OnSystem("book")} {
			if err := read(access.ContractList, on); !fault.Is(err, fault.NotFound) {
				t.Errorf("%v: got %v", on, err)
			}
		}
		looks := 0
		for _, row := range entries(t, db, access.OnParty(party)) {
			if row.Outcome != audits.Looked {
				continue
			}
			if looks++; row.ActorKind != "agent" || row.ActorID != agent.User.String() || row.Note != "viewing 1: called" {
				t.Errorf("got %+v", row)
			}
		}
		if looks != 1 {
			t.Errorf("got %d looks of one minute in the record, want one", looks)
		}
		for _, row := range entries(t, db, other) {
			if row.Outcome == audits.Looked {
				t.Errorf("a look at somebody else is in the record though nothing was shown: %+v", row)
			}
		}
	})
}
