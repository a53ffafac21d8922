package papering_test

import (
	"bytes"
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/service/papering"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/worker"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

// inserted makes a sign-in for a customer of the world, which a choice belongs to.
func inserted(t *testing.T, w *apptest.World, by access.Actor) access.Actor {
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

// printed lists the contracts whose statements go to the printer.
func printed(t *testing.T, w *apptest.World) string {
	t.Helper()
	var all []string
	n, err := w.Papering.Print(t.Context(), access.System("test"), civil.MustParse("2026-01-01"), func(s papering.Sheet) error {
		if !bytes.HasPrefix(s.File, []byte("%PDF-")) {
			t.Errorf("%s is no PDF", s.Number)
		}
		all = append(all, s.Number)
		return nil
	})
	if err != nil || n != len(all) {
		t.Fatalf("got %d of %v, %v", n, all, err)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestPaperComesUntilSomebodyAgreedToDoWithoutItAndAgainWhenAsked(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock("2026-02-24T15:00:00Z"))
		loan := apptest.Loan("C1")
		people, _ := loan["parties"].([]any)
		first, _ := people[0].(map[string]any)
		second := map[string]any{}
		for k, v := range first {
			second[k] = v
		}
		second["role"], second["party_ref"], second["email"] = "co_borrower", "P-2", "ana@example.com"
		loan["parties"] = append(people, second)
		c, he := w.Activate(t, loan)
		he, she := inserted(t, w, he), inserted(t, w, w.Customer(t, "C1", 1))
		other, neighbour := w.Activate(t, apptest.Loan("C2"))
		neighbour = inserted(t, w, neighbour)
		for _, day := range []string{"2026-03-08", "2026-03-20"} {
			w.Clock.Advance(12 * 24 * time.Hour)
			if err := w.Cycle.Through(t.Context(), civil.MustParse(day), nil, func(worker.Day) {}); err != nil {
				t.Fatal(err)
			}
		}
		choose := func(by access.Actor, online, opened bool, key string) error {
			return w.Papering.Choose(t.Context(), by, papering.Wish{Contract: c, Online: online, Opened: opened, Locale: l10n.EsUS, Network: "203.0.113.0/24", Methods: "password,text", Key: key})
		}
		if got := printed(t, w); got != "C1 C2" {
			t.Fatalf("got %q on paper, want both", got)
		}
		if err := choose(he, true, false, "k1"); !fault.Is(err, fault.Invalid) {
			t.Errorf("without the sample: got %v", err)
		}
		if err := choose(neighbour, true, true, "k2"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a neighbour: got %v", err)
		}
		for _, by := range []access.Actor{he, he, she} {
			if err := choose(by, true, true, "k3"+by.Party.String()); err != nil {
				t.Fatal(err)
			}
			want := "C1 C2" // the other one still wants paper
			if by.Party == she.Party {
				want = "C2"
			}
			if got := printed(t, w); got != want {
				t.Errorf("got %q on paper, want %q", got, want)
			}
		}
		if got, err := w.Papering.Choice(t.Context(), he, c); err != nil || !got.Online || !got.Since.Equal(w.Clock.Now()) {
			t.Errorf("got %+v, %v", got, err)
		}
		if got, err := w.Papering.Choice(t.Context(), neighbour, other); err != nil || got.Online {
			t.Errorf("the neighbour never chose: got %+v, %v", got, err)
		}
		if err := choose(he, false, false, "k4"); err != nil {
			t.Fatal(err)
		}
		if got := printed(t, w); got != "C1 C2" {
			t.Errorf("got %q on paper, want both again", got)
		}
		if err := choose(he, true, true, "k5"); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Hour)
		withdrawn(t, w, she)
		if got := printed(t, w); got != "C1 C2" {
			t.Errorf("got %q on paper, want both: she has withdrawn her consent since she chose", got)
		}
		if got, err := w.Papering.Choice(t.Context(), she, c); err != nil || got.Online || !got.Since.Equal(w.Clock.Now()) {
			t.Errorf("got %+v, %v", got, err)
		}
		evidence(t, db)
	})
}

// withdrawn takes back what a person agreed to at registration, as the profile does.
func withdrawn(t *testing.T, w *apptest.World, by access.Actor) {
	t.Helper()
	v := identity.Session{User: identity.User{ID: by.User, Party: by.Party}}
	if err := w.Securing.Withdraw(t.Context(), v, "203.0.113.0/24", identity.ConsentStatements); err != nil {
		t.Fatal(err)
	}
}

// evidence wants every choice kept with the words in the language they were read in, and unchangeable.
func evidence(t *testing.T, db *engine.DB) {
	t.Helper()
	rows, err := db.Reader(t.Context()).Query(`select version, locale, words, shown, network, methods from paper_choices order by id`)
	all, err := engine.All(rows, err, func(rows *engine.Rows) ([6]string, error) {
		var x [6]string
		err := rows.Scan(&x[0], &x[1], &x[2], &x[3], &x[4], &x[5])
		return x, err
	})
	if err != nil || len(all) != 4 {
		t.Fatalf("got %d choices, %v, want 4", len(all), err)
	}
	want := [6]string{"paperless 1", "es-US", papering.Words(l10n.EsUS), "sample opened", "203.0.113.0/24", "password,text"}
	if all[0] != want || !strings.Contains(want[2], "Usted tiene derecho al papel") {
		t.Errorf("got %q, want %q", all[0], want)
	}
	err = db.Write(t.Context(), func(tx *engine.Tx) error {
		_, err := tx.Exec(`update paper_choices set online = $1`, false)
		return err
	})
	if err == nil {
		t.Error("a choice was changed afterwards")
	}
}
