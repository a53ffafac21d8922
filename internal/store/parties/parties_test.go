package parties_test

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/parties"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func someone(ids *id.Source, ref string) parties.Party {
	return parties.Party{
		ID: id.New[access.Party](ids), Source: "/retail/core", Ref: ref, GivenName: "Tomáš", FamilyName: "Šafařík",
		BirthDate: civil.Must(1983, time.February, 5), Email: "Tomas@Example.com", Phone: "+12015550131", TaxIDLast4: "7616", Locale: "es-US", Zone: "America/New_York",
		Address: parties.Address{
			Line1: "7696 Cedar St", City: "Pittsburgh", Region: "PA", PostalCode: "15222", Country: "US", TimeZone: "America/New_York",
		},
		Told: feed.Told{At: time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC), By: "/retail/core#evt-1"},
	}
}

func write(t *testing.T, db *engine.DB, fn func(tx *engine.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestAPartyComesBackAsItWasStored(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s, ids, r := parties.New(seal.NewTest()), id.NewSource(time.Now, rand.Reader), db.Reader(context.Background())
		want := someone(ids, "P1")
		bare := parties.Party{ID: id.New[access.Party](ids), Source: "/retail/core", Ref: "P2", FamilyName: "Nguyễn", Told: want.Told}
		write(t, db, func(tx *engine.Tx) error { return s.Insert(tx, []parties.Party{want, bare}) })
		for _, p := range []parties.Party{want, bare} {
			if got, err := s.ByID(r, p.ID); err != nil || got != p {
				t.Errorf("by id: got %+v, %v, want %+v", got, err, p)
			}
			if got, err := s.ByRef(r, p.Source, p.Ref); err != nil || got != p {
				t.Errorf("by reference: got %+v, %v", got, err)
			}
		}
		if got, err := s.ByRefs(r, "/retail/core", []string{"P1", "P3", "P2"}); err != nil || len(got) != 2 {
			t.Errorf("by references: got %+v, %v", got, err)
		}
		if _, err := s.ByRef(r, "/retail/core", "P3"); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v, want not found", err)
		}
	})
}

func TestPersonalDataIsUnreadableInTheTable(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s, p := parties.New(seal.NewTest()), someone(id.NewSource(time.Now, rand.Reader), "P1")
		write(t, db, func(tx *engine.Tx) error { return s.Insert(tx, []parties.Party{p}) })
		var columns [6][]byte
		err := db.Reader(context.Background()).QueryRow(`select email, phone, birth_date, tax_id_last4, line1, email_index from parties`).
			Scan(&columns[0], &columns[1], &columns[2], &columns[3], &columns[4], &columns[5])
		if err != nil {
			t.Fatal(err)
		}
		for i, column := range columns {
			for _, secret := range []string{"xample", "2015550131", "1983", "7616", "Cedar"} {
				if len(column) == 0 || strings.Contains(string(column), secret) {
					t.Errorf("column %d is readable or empty: %q", i, column)
				}
			}
		}
	})
}

func TestAPartyIsFoundByItsContacts(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s, r := parties.New(seal.NewTest()), db.Reader(context.Background())
		p := someone(id.NewSource(time.Now, rand.Reader), "P1")
		write(t, db, func(tx *engine.Tx) error { return s.Insert(tx, []parties.Party{p}) })
		if got, err := s.IDsByEmail(r, " tomas@example.COM"); err != nil || len(got) != 1 || got[0] != p.ID {
			t.Errorf("by e-mail: got %v, %v", got, err)
		}
		if got, err := s.IDsByPhone(r, p.Phone); err != nil || len(got) != 1 || got[0] != p.ID {
			t.Errorf("by telephone: got %v, %v", got, err)
		}
		if got, err := s.IDsByEmail(r, "other@example.com"); err != nil || len(got) != 0 {
			t.Errorf("another e-mail: got %v, %v", got, err)
		}
	})
}

func TestAChosenLanguageOutlivesWhatASourceSays(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s, r := parties.New(seal.NewTest()), db.Reader(context.Background())
		p := someone(id.NewSource(time.Now, rand.Reader), "P1")
		write(t, db, func(tx *engine.Tx) error { return s.Insert(tx, []parties.Party{p}) })
		for _, c := range []struct {
			choose string
			over   bool
			want   string
		}{{"", false, "es-US"}, {"de-DE", false, "de-DE"}, {"en-US", false, "de-DE"}, {"en-US", true, "en-US"}} {
			write(t, db, func(tx *engine.Tx) error {
				if err := parties.Choose(tx, p.ID, c.choose, c.over); err != nil {
					return err
				}
				return s.Update(tx, p)
			})
			if got, err := s.ByID(r, p.ID); err != nil || got.Locale != c.want {
				t.Errorf("choose %q: got %q, %v, want %q", c.choose, got.Locale, err, c.want)
			}
		}
	})
}

func TestAnUpdateReplacesWhatWasKnown(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s, r := parties.New(seal.NewTest()), db.Reader(context.Background())
		p := someone(id.NewSource(time.Now, rand.Reader), "P1")
		write(t, db, func(tx *engine.Tx) error { return s.Insert(tx, []parties.Party{p}) })
		p.FamilyName, p.Email, p.Address.City, p.Told.By = "Novák", "new@example.com", "Denver", "/retail/core#evt-2"
		write(t, db, func(tx *engine.Tx) error { return s.Update(tx, p) })
		if got, err := s.ByID(r, p.ID); err != nil || got != p {
			t.Errorf("got %+v, %v, want %+v", got, err, p)
		}
		if got, _ := s.IDsByEmail(r, "tomas@example.com"); len(got) != 0 {
			t.Error("the old e-mail still finds the party")
		}
		p.Ref = "P9"
		if err := db.Write(context.Background(), func(tx *engine.Tx) error { return s.Update(tx, p) }); !fault.Is(err, fault.NotFound) {
			t.Errorf("another reference: got %v, want not found", err)
		}
	})
}

func TestOnlyThoseOnAContractAreOnIt(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		ids := id.NewSource(time.Now, rand.Reader)
		s, r := parties.New(seal.NewTest()), db.Reader(context.Background())
		first, second, stranger := someone(ids, "P1"), someone(ids, "P2"), someone(ids, "P3")
		on := id.New[contract.Contract](ids)
		members := []parties.Member{
			{Contract: on, Party: second.ID, Role: "co_borrower", Position: 1}, {Contract: on, Party: first.ID, Role: "borrower", Position: 0},
		}
		write(t, db, func(tx *engine.Tx) error {
			if err := s.Insert(tx, []parties.Party{first, second, stranger}); err != nil {
				return err
			}
			return parties.Attach(tx, members)
		})
		for _, c := range []struct {
			party access.PartyID
			on    string
			want  bool
		}{
			{first.ID, on.String(), true}, {second.ID, on.String(), true}, {stranger.ID, on.String(), false},
			{access.PartyID{}, on.String(), false}, {first.ID, id.New[contract.Contract](ids).String(), false}, {first.ID, "' or 1=1 --", false},
		} {
			if got, err := parties.IsOn(r, c.party, c.on); err != nil || got != c.want {
				t.Errorf("%s on %s: got %v, %v, want %v", c.party, c.on, got, err, c.want)
			}
		}
		people, err := s.OnContract(r, on)
		if err != nil || len(people) != 2 || people[0] != first || people[1] != second {
			t.Errorf("got %+v, %v, want the borrower first", people, err)
		}
		if got, err := parties.MemberOf(r, second.ID); err != nil || len(got) != 1 || got[0] != members[0] {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}
