package users_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// shelf is a store over a database.
type shelf struct {
	*users.Store
	db  *engine.DB
	ids *id.Source
	t   *testing.T
}

func setup(t *testing.T, db *engine.DB) *shelf {
	return &shelf{Store: users.New(seal.NewTest()), db: db, ids: id.NewSource(func() time.Time { return noon }, rand.Reader), t: t}
}

func (s *shelf) write(fn func(tx *engine.Tx) error) error {
	return s.db.Write(context.Background(), fn)
}

func (s *shelf) must(fn func(tx *engine.Tx) error) {
	s.t.Helper()
	if err := s.write(fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shelf) reader() engine.Reader { return s.db.Reader(context.Background()) }

func (s *shelf) user(name, email string) identity.User {
	return identity.User{
		ID: id.New[access.User](s.ids), State: identity.UserActive, Username: name, Name: "Mia Nguyễn", Email: email,
		Roles: []access.Role{access.RoleAgent, access.RoleSenior}, CreatedAt: noon,
	}
}

func (s *shelf) insert(u identity.User) (byEmail bool, err error) {
	err = s.write(func(tx *engine.Tx) error {
		var err error
		byEmail, err = s.Insert(tx, u)
		return err
	})
	return byEmail, err
}

func token(t *testing.T) identity.Token {
	t.Helper()
	v, err := identity.NewToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAUserIsFoundByAnySpellingOfNameAndMailbox(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s := setup(t, db)
		u := s.user("Mia.Nguyen", "Mia@Example.com")
		if byEmail, err := s.insert(u); !byEmail || err != nil {
			t.Fatalf("got %v, %v", byEmail, err)
		}
		for _, typed := range []string{"mia.nguyen", " MIA.NGUYEN", "mia@example.COM"} {
			got, err := s.ByIdentifier(s.reader(), identity.ReadIdentifier(typed))
			if err != nil || got.ID != u.ID || got.Email != u.Email || got.Name != u.Name || len(got.Roles) != 2 || !got.CreatedAt.Equal(noon) {
				t.Errorf("%q: got %+v, %v", typed, got, err)
			}
		}
		for _, typed := range []string{"", "mia", "@", "mia@example.co"} {
			if got, err := s.ByIdentifier(s.reader(), identity.ReadIdentifier(typed)); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: got %+v, %v", typed, got, err)
			}
		}
	})
}

func TestAUsernameIsOnePersons(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s := setup(t, db)
		if _, err := s.insert(s.user("Mia.Nguyen", "")); err != nil {
			t.Fatal(err)
		}
		_, err := s.insert(s.user("mia.NGUYEN", ""))
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != "username" {
			t.Errorf("got %v", err)
		}
		var wg sync.WaitGroup
		taken := make(chan error, 8)
		for range cap(taken) {
			wg.Go(func() {
				_, err := s.insert(s.user("rush", ""))
				taken <- err
			})
		}
		wg.Wait()
		close(taken)
		got := 0
		for err := range taken {
			if err == nil {
				got++
			} else if !fault.Is(err, fault.Invalid) {
				t.Errorf("got %v", err)
			}
		}
		if got != 1 {
			t.Errorf("%d got the name at once", got)
		}
	})
}

func TestOfSeveralAtOnceOneSignsInByAnAddressAndAPartyRegistersOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s := setup(t, db)
		party := id.New[access.Party](s.ids)
		var wg sync.WaitGroup
		var byEmail, ofParty atomic.Int32
		for i := range 8 {
			name := string(rune('a' + i))
			wg.Go(func() {
				if got, err := s.insert(s.user("mail."+name, "shared@example.com")); err != nil {
					t.Errorf("an address that somebody has: %v", err)
				} else if got {
					byEmail.Add(1)
				}
			})
			wg.Go(func() {
				u := s.user("party."+name, "")
				u.Party = party
				if _, err := s.insert(u); err == nil {
					ofParty.Add(1)
				} else if !fault.Is(err, fault.Conflict) {
					t.Errorf("a party that has registered: %v", err)
				}
			})
		}
		wg.Wait()
		if byEmail.Load() != 1 || ofParty.Load() != 1 {
			t.Errorf("%d sign in by the address, %d are the party's user; want one each", byEmail.Load(), ofParty.Load())
		}
	})
}

func TestAnAuthenticatorKeepsItsSecretAndItsEnd(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s := setup(t, db)
		u := s.user("mia.nguyen", "")
		if _, err := s.insert(u); err != nil {
			t.Fatal(err)
		}
		a := identity.Authenticator{ID: id.New[identity.Authenticator](s.ids), User: u.ID, Factor: identity.FactorText, Secret: "+12015550142", CreatedAt: noon, DisabledAt: noon}
		s.must(func(tx *engine.Tx) error { return s.Bind(tx, a) })
		a.Secret = "+12015550143"
		s.must(func(tx *engine.Tx) error { return s.Rebind(tx, a) })
		all, err := s.Authenticators(s.reader(), u.ID)
		if err != nil || len(all) != 1 || all[0] != a {
			t.Errorf("got %+v, %v, want %+v", all, err, a)
		}
		if none, err := s.Authenticators(s.reader(), access.UserID{}); err != nil || len(none) != 0 {
			t.Errorf("nobody's: got %+v, %v", none, err)
		}
		if err := s.write(func(tx *engine.Tx) error { return s.Rebind(tx, identity.Authenticator{Secret: "x"}) }); err == nil {
			t.Error("an authenticator that is not there was bound anew")
		}
	})
}

func TestCountersAreSharedAndSurviveARestart(t *testing.T) {
	t.Parallel()
	box := seal.NewTest()
	path := filepath.Join(t.TempDir(), "marque.db")
	rule := identity.DefaultLimits().Account
	for round := range 2 {
		db, err := engine.Open(t.Context(), engine.Config{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		s := &shelf{Store: users.New(box), db: db, t: t}
		for range 5 {
			s.must(func(tx *engine.Tx) error {
				v, err := s.Take(tx, rule, "mia", noon)
				if !v.Pass {
					t.Errorf("round %d: refused early", round)
				}
				return err
			})
		}
		until, err := s.Until(s.reader(), rule, "mia")
		if locked := !until.IsZero(); locked != (round == 1) || err != nil {
			t.Errorf("round %d: got locked until %v, %v", round, until, err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTwoProcessesOverOnePostgreSQLShareACounter(t *testing.T) {
	t.Parallel()
	url := enginetest.PostgresURL(t)
	box := seal.NewTest()
	rule := identity.DefaultLimits().Account
	var wg sync.WaitGroup
	passed := make(chan bool, 100)
	for range 2 {
		db, err := engine.Open(t.Context(), engine.Config{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		s := users.New(box)
		for range cap(passed) / 2 {
			wg.Go(func() {
				var v identity.Verdict
				err := db.Write(context.Background(), func(tx *engine.Tx) error {
					var err error
					v, err = s.Take(tx, rule, "mia", noon)
					return err
				})
				if err != nil {
					t.Error(err)
				}
				passed <- v.Pass
			})
		}
	}
	wg.Wait()
	close(passed)
	got := 0
	for p := range passed {
		if p {
			got++
		}
	}
	if got != rule.LockAfter {
		t.Errorf("got %d of 100 attempts at once, want %d", got, rule.LockAfter)
	}
}

func TestASuccessIsTakenBackFromTheCounter(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s := setup(t, db)
		rule := identity.DefaultLimits().Pair
		for range 20 {
			s.must(func(tx *engine.Tx) error {
				v, err := s.Take(tx, rule, "mia", noon)
				if !v.Pass {
					t.Error("refused, though every attempt succeeded")
				}
				return err
			})
			s.must(func(tx *engine.Tx) error { return s.Succeed(tx, rule, "mia", noon) })
		}
	})
}

func TestAChallengeKnowsItsCodeOnly(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s := setup(t, db)
		a, b := token(t), token(t)
		open := func(v identity.Token, address string) identity.Challenge {
			c := identity.Challenge{ID: id.New[identity.Challenge](s.ids), Purpose: identity.ForSignIn, Factor: identity.FactorText}.Open(noon)
			s.must(func(tx *engine.Tx) error { return s.Open(tx, c, v, address, "123456") })
			return c
		}
		c := open(a, "+12015550142")
		open(b, "")
		asked, err := s.Challenge(s.reader(), a)
		if err != nil || asked.Hint != "•••• 42" || asked.State != identity.ChallengeOpen || !asked.ExpiresAt.Equal(c.ExpiresAt) {
			t.Fatalf("got %+v, %v", asked, err)
		}
		if !s.Right(asked, "123456") || s.Right(asked, "123457") || s.Right(asked, "") {
			t.Error("the wrong code is right, or the right one wrong")
		}
		nowhere, err := s.Challenge(s.reader(), b)
		if err != nil || s.Right(nowhere, "123456") {
			t.Errorf("a code that went nowhere is right: %v", err)
		}
		if _, err := s.Challenge(s.reader(), token(t)); !fault.Is(err, fault.Conflict) {
			t.Errorf("no such challenge: got %v", err)
		}
		for _, want := range []bool{true, false} {
			s.must(func(tx *engine.Tx) error {
				used, err := s.Use(tx, c.ID)
				if used != want {
					t.Errorf("got used %v, want %v", used, want)
				}
				return err
			})
		}
	})
}

func TestConsentsCannotBeChanged(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s := setup(t, db)
		u := s.user("mia.nguyen", "")
		if _, err := s.insert(u); err != nil {
			t.Fatal(err)
		}
		want := identity.Consent{Kind: identity.ConsentStatements, Given: true, Version: "1", Shown: "sample opened", At: noon, Network: "203.0.113.0/24"}
		s.must(func(tx *engine.Tx) error { return s.Consent(tx, id.New[identity.Consent](s.ids), u.ID, want) })
		got, err := s.Consents(s.reader(), u.ID)
		if err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("got %+v, %v", got, err)
		}
		err = s.write(func(tx *engine.Tx) error {
			_, err := tx.Exec("update consents set given = $1", false)
			return err
		})
		if err == nil {
			t.Error("a consent was changed")
		}
	})
}

func TestNoSecretStandsReadableInTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "marque.db")
	db, err := engine.Open(t.Context(), engine.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := setup(t, db)
	u := s.user("mia.nguyen", "seeded.mail@example.com")
	if _, err := s.insert(u); err != nil {
		t.Fatal(err)
	}
	session, device, challenge := token(t), token(t), token(t)
	s.must(func(tx *engine.Tx) error {
		d := identity.Device{ID: id.New[identity.Device](s.ids), User: u.ID, FirstAt: noon, LastAt: noon}
		v := identity.Session{ID: id.New[identity.Session](s.ids), User: u, Device: d.ID, FactorAt: noon, CreatedAt: noon, ActiveAt: noon}
		c := identity.Challenge{ID: id.New[identity.Challenge](s.ids), User: u.ID, Factor: identity.FactorText}.Open(noon)
		a := identity.Authenticator{ID: id.New[identity.Authenticator](s.ids), User: u.ID, Factor: identity.FactorText, Secret: "+12015550142", CreatedAt: noon}
		for _, err := range []error{s.Remember(tx, d, device), s.Begin(tx, v, session), s.Open(tx, c, challenge, "+12015550142", "918273"), s.Bind(tx, a)} {
			if err != nil {
				return err
			}
		}
		_, err := s.Take(tx, identity.DefaultLimits().Pair, "seeded.mail@example.com 203.0.113.0/24", noon)
		return err
	})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, path + "-wal"} {
		data, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"seeded.mail", "2015550142", "918273", string(session), string(device), string(challenge), "203.0.113"} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s holds %q", filepath.Base(file), secret)
			}
		}
		if file == path && !strings.Contains(string(data), "mia.nguyen") {
			t.Error("the file that was searched does not hold the user at all")
		}
	}
}
