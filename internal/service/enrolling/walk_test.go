package enrolling_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/enrolling"
	"marque/internal/service/servicetest"
	"marque/internal/service/signin"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/outbox"
	"marque/internal/store/parties"
	"marque/internal/store/users"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

const (
	number   = "C618319810"
	vin      = "1G174G4A8PA607131"
	miaPhone = "+12015550142"
	miaMail  = "mia.nguyen@example.com"
	tomPhone = "+12015550143"
	tomMail  = "tom@example.com"
	password = "lantern hedgehog velvet"
)

var home = enrolling.From{Network: "203.0.113.0/24", Brand: servicetest.Brand}

func mia() parties.Party {
	return parties.Party{
		GivenName: "Mia", FamilyName: "Nguyễn", BirthDate: civil.MustParse("1984-03-27"), Email: miaMail, Phone: miaPhone, Locale: "en-US",
		Address: parties.Address{City: "Pittsburgh", PostalCode: "15222", TimeZone: "America/New_York"},
	}
}

func tom() parties.Party {
	return parties.Party{
		GivenName: "Tom", FamilyName: "O'Brien", BirthDate: civil.MustParse("1980-01-02"), Email: tomMail, Phone: tomPhone,
		Address: parties.Address{PostalCode: "15222"},
	}
}

// town is a world with the two services and a contract of two people.
type town struct {
	*servicetest.World
	enrol    *enrolling.Service
	signin   *signin.Service
	mia, tom access.PartyID
}

func setup(t *testing.T, db *engine.DB, change ...func(*identity.Limits)) *town {
	t.Helper()
	w := servicetest.New(t, db, rand.Reader)
	limits := identity.DefaultLimits()
	for _, c := range change {
		c(&limits)
	}
	people := w.Contract(number, vin, mia(), tom())
	return &town{World: w, mia: people[0], tom: people[1],
		enrol: enrolling.New(enrolling.Deps{
			Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Courier: w.Courier, Limits: limits,
		}),
		signin: signin.New(signin.Deps{
			Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Courier: w.Courier, Limits: limits,
		}),
	}
}

// invite gives a party an invitation as onboarding does.
func (w *town) invite(t *testing.T, party access.PartyID) identity.InvitationCode {
	t.Helper()
	i, code, err := identity.NewInvitation(identity.Invitation{ID: id.New[identity.Invitation](w.IDs), Party: party, Brand: servicetest.Brand}, w.Now(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(func(tx *engine.Tx) error { return users.New(w.Box).InsertInvitation(tx, i, code) })
	return code
}

func facts(family, birth string) identity.Facts {
	return identity.Facts{Contract: number, FamilyName: family, BirthDate: birth}
}

// finish walks from a proved contact to the user.
func (w *town) finish(t *testing.T, token identity.Token, username string) enrolling.Done {
	t.Helper()
	if _, err := w.enrol.Choose(t.Context(), token, username, password); err != nil {
		t.Fatal(err)
	}
	done, err := w.enrol.Finish(t.Context(), home, token, []identity.Consent{{Kind: identity.ConsentTexts, Given: true, Version: "2026-11"}})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// register walks the whole registration by invitation.
func (w *town) register(t *testing.T, party access.PartyID, phone, username string) enrolling.Done {
	t.Helper()
	p, err := w.enrol.Open(t.Context(), home, string(w.invite(t, party)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.enrol.Confirm(t.Context(), p.Token, w.Code(phone)); err != nil {
		t.Fatal(err)
	}
	return w.finish(t, p.Token, username)
}

func TestTheWholeWalkFromInvitationToSession(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		done := w.register(t, w.mia, miaPhone, "Mia.Nguyen")
		if !done.SignsInByEmail || done.Username != "Mia.Nguyen" {
			t.Errorf("got %+v", done)
		}
		from := signin.From{Network: "203.0.113.0/24", Brand: servicetest.Brand, Browser: "Firefox on Linux"}
		for _, name := range []string{"mia.nguyen", "MIA.Nguyen@Example.com"} {
			step, err := w.signin.Start(t.Context(), from, signin.Attempt{Identifier: name, Password: password})
			if err != nil || step.Ask == nil || step.Ask.Hint != "•••• 42" {
				t.Fatalf("%s: got %+v, %v", name, step, err)
			}
			in, err := w.signin.Code(t.Context(), from, step.Ask.Token, w.Code(miaPhone), false)
			if err != nil {
				t.Fatal(err)
			}
			s, err := w.signin.Check(t.Context(), in.Token, true)
			if err != nil || s.Actor().User != done.User || s.Actor().Party != w.mia {
				t.Fatalf("got %+v, %v", s, err)
			}
			from.Session = in.Token
		}
		if !slices.ContainsFunc(w.Messages(), func(m outbox.Message) bool { return m.Kind == notice.KindWelcome && m.To == miaMail }) {
			t.Error("no welcome was sent to the mailbox on file")
		}
	})
}

func TestByFactsACodeGoesToTheContactOnFileAndNowhereElse(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		cases := []identity.Facts{
			facts("Nguyen", "03/27/1984"), facts("Nguyen", "03/28/1984"), facts("Stranger", "03/27/1984"),
			{Contract: "C000000000", FamilyName: "Nguyen", BirthDate: "03/27/1984"},
		}
		var right, wrong []enrolling.Progress
		for i, f := range cases {
			from := home
			from.Network = "198.51.100." + string(rune('0'+i)) + "/24"
			p, err := w.enrol.Claim(t.Context(), from, f)
			if err != nil {
				t.Fatal(err)
			}
			p.Token = ""
			if i == 0 {
				right = append(right, p)
			} else {
				wrong = append(wrong, p)
			}
		}
		for _, p := range wrong {
			if p != right[0] {
				t.Errorf("wrong facts are answered by %+v, right ones by %+v", p, right[0])
			}
		}
		messages := w.Messages()
		if len(messages) != len(cases) {
			t.Errorf("got %d rows in the outbox for %d claims, want one each", len(messages), len(cases))
		}
		for _, m := range messages {
			reaches := m.Expires.Sub(m.NotBefore) > time.Millisecond
			if reaches != (m.To == miaPhone) {
				t.Errorf("a code for %s is valid for %v", m.To, m.Expires.Sub(m.NotBefore))
			}
		}
	})
}

func TestAClaimOfWrongFactsNeverGetsThrough(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		p, err := w.enrol.Claim(t.Context(), home, facts("Nguyen", "03/28/1984"))
		if err != nil {
			t.Fatal(err)
		}
		// Even the very code that was made for nobody is not right.
		code := w.Code("+9990000000")
		_, err = w.enrol.Confirm(t.Context(), p.Token, code)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "4 tries left") {
			t.Errorf("got %v", err)
		}
		if _, err := w.enrol.Choose(t.Context(), p.Token, "stranger", password); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v", err)
		}
		if _, err := w.enrol.Finish(t.Context(), home, p.Token, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v", err)
		}
		if got, err := w.enrol.Resend(t.Context(), home, p.Token, identity.FactorMail); !fault.Is(err, fault.TooMany) {
			t.Errorf("at once: got %+v, %v", got, err)
		}
		w.Advance(identity.ResendAfter)
		if _, err := w.enrol.Resend(t.Context(), home, p.Token, identity.FactorMail); err != nil {
			t.Errorf("after 30 s: got %v", err)
		}
	})
}

func TestRightFactsLeadToAUserAndEveryObligorHasTheirOwn(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		p, err := w.enrol.Claim(t.Context(), home, facts("nguyen", "1984-03-27"))
		if err != nil {
			t.Fatal(err)
		}
		w.Advance(identity.ResendAfter)
		if _, err := w.enrol.Resend(t.Context(), home, p.Token, identity.FactorMail); err != nil {
			t.Fatal(err)
		}
		if _, err := w.enrol.Confirm(t.Context(), p.Token, w.Code(miaPhone)); !fault.Is(err, fault.Invalid) {
			t.Errorf("the code before the last: got %v", err)
		}
		if _, err := w.enrol.Confirm(t.Context(), p.Token, w.Code(miaMail)); err != nil {
			t.Fatal(err)
		}
		first := w.finish(t, p.Token, "mia.nguyen")
		second := w.register(t, w.tom, tomPhone, "tom.obrien")
		if first.User == second.User {
			t.Error("both obligors have one user")
		}
		audit := w.Audit(access.OnParty(w.mia))
		if len(audit) != 1 || audit[0] != "user.register: registered" {
			t.Errorf("got audit %v", audit)
		}
	})
}

func TestWhoHasRegisteredIsAnsweredLikeAStranger(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.register(t, w.mia, miaPhone, "mia.nguyen")
		before := len(w.Messages())
		if _, err := w.enrol.Claim(t.Context(), home, facts("Nguyen", "03/27/1984")); err != nil {
			t.Fatal(err)
		}
		if got := w.Messages()[0]; len(w.Messages()) != before+1 || got.To == miaPhone || !got.Party.IsZero() {
			t.Errorf("got a message to %s", got.To)
		}
		if _, err := w.enrol.Open(t.Context(), home, string(w.invite(t, w.mia))); !fault.Is(err, fault.Invalid) {
			t.Errorf("a second invitation: got %v", err)
		}
	})
}

func TestAnInvitationEndsAfterFourteenDaysOrWhenUsed(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		code := string(w.invite(t, w.mia))
		w.Advance(identity.InvitationLife - time.Second)
		if _, err := w.enrol.Open(t.Context(), home, code); err != nil {
			t.Errorf("a second before the end: got %v", err)
		}
		w.Advance(time.Second)
		late, err := w.enrol.Open(t.Context(), home, code)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("at the end: got %+v, %v", late, err)
		}
		fresh := string(w.invite(t, w.tom))
		a, err1 := w.enrol.Open(t.Context(), home, fresh)
		w.Advance(time.Second)
		b, err2 := w.enrol.Open(t.Context(), home, fresh)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if _, err := w.enrol.Confirm(t.Context(), b.Token, w.Code(tomPhone)); err != nil {
			t.Fatal(err)
		}
		w.finish(t, b.Token, "tom.obrien")
		if _, err := w.enrol.Open(t.Context(), home, fresh); !fault.Is(err, fault.Invalid) {
			t.Errorf("used: got %v", err)
		}
		if _, err := w.enrol.Where(t.Context(), a.Token); err != nil {
			t.Errorf("the other window: got %v", err)
		}
	})
}

func TestFiveTriesADayForAContractAndForANetwork(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		claim := func(network, contract string) error {
			_, err := w.enrol.Claim(t.Context(), enrolling.From{Network: network, Brand: servicetest.Brand},
				identity.Facts{Contract: contract, FamilyName: "x", BirthDate: "1984-03-27"})
			return err
		}
		for i := range 5 {
			if err := claim("net "+string(rune('a'+i)), number); err != nil {
				t.Fatal(err)
			}
			if err := claim("one net", "C"+string(rune('1'+i))); err != nil {
				t.Fatal(err)
			}
		}
		known, unknown := claim("net z", number), claim("one net", "C9")
		if !fault.Is(known, fault.TooMany) || !fault.Is(unknown, fault.TooMany) || known.Error() != unknown.Error() {
			t.Errorf("got %v and %v", known, unknown)
		}
		w.Advance(24*time.Hour - time.Second)
		if err := claim("net y", number); !fault.Is(err, fault.TooMany) {
			t.Errorf("a second before a day: got %v", err)
		}
		w.Advance(time.Second)
		if err := claim("net x", number); err != nil {
			t.Errorf("after a day: got %v", err)
		}
	})
}

func TestChoosingSaysAllThatIsWrongAtOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.register(t, w.tom, tomPhone, "taken.name")
		p, err := w.enrol.Open(t.Context(), home, string(w.invite(t, w.mia)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.enrol.Choose(t.Context(), p.Token, "mia.nguyen", password); !fault.Is(err, fault.Conflict) {
			t.Errorf("before the contact was proved: got %v", err)
		}
		if _, err := w.enrol.Confirm(t.Context(), p.Token, w.Code(miaPhone)); err != nil {
			t.Fatal(err)
		}
		_, err = w.enrol.Choose(t.Context(), p.Token, "Taken.Name", "nguyen.mia")
		f := fault.Of(err)
		if f == nil || len(f.Fields) != 2 || f.Fields[0].Name != "username" || f.Fields[1].Name != "password" {
			t.Errorf("got %+v", f)
		}
	})
}

func TestAFormPostedTwiceMakesOneUser(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		p, _ := w.enrol.Open(t.Context(), home, string(w.invite(t, w.mia)))
		if _, err := w.enrol.Confirm(t.Context(), p.Token, w.Code(miaPhone)); err != nil {
			t.Fatal(err)
		}
		if _, err := w.enrol.Choose(t.Context(), p.Token, "mia.nguyen", password); err != nil {
			t.Fatal(err)
		}
		type answer struct {
			done enrolling.Done
			err  error
		}
		answers := make(chan answer, 4)
		for range cap(answers) {
			go func() {
				done, err := w.enrol.Finish(context.Background(), home, p.Token, nil)
				answers <- answer{done, err}
			}()
		}
		first := <-answers
		for range cap(answers) - 1 {
			if next := <-answers; next.err != nil || next.done != first.done {
				t.Errorf("got %+v and %+v", first, next)
			}
		}
	})
}

func TestARegistrationLeftForAnHourHasEnded(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		p, _ := w.enrol.Open(t.Context(), home, string(w.invite(t, w.mia)))
		w.Advance(identity.ClaimLife - time.Second)
		if _, err := w.enrol.Where(t.Context(), p.Token); err != nil {
			t.Errorf("a second before: got %v", err)
		}
		w.Advance(time.Second)
		if _, err := w.enrol.Where(t.Context(), p.Token); !fault.Is(err, fault.Conflict) {
			t.Errorf("after: got %v", err)
		}
		if _, err := w.enrol.Where(t.Context(), "nonsense"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a token that never was: got %v", err)
		}
	})
}

func TestSomebodyWithoutATelephoneGetsCodesByMail(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		person := mia()
		person.Phone, person.Email = "", "nophone@example.com"
		party := w.Contract("C2", "", person)[0]
		p, err := w.enrol.Open(t.Context(), home, string(w.invite(t, party)))
		if err != nil || p.State != identity.ClaimConfirmed {
			t.Fatalf("got %+v, %v: the invitation itself proved the mailbox", p, err)
		}
		w.finish(t, p.Token, "no.phone")
		from := signin.From{Network: "n", Brand: servicetest.Brand}
		step, err := w.signin.Start(t.Context(), from, signin.Attempt{Identifier: "no.phone", Password: password})
		if err != nil || step.Ask.Factor != identity.FactorMail {
			t.Fatalf("got %+v, %v", step, err)
		}
		if _, err := w.signin.Code(t.Context(), from, step.Ask.Token, w.Code("nophone@example.com"), false); err != nil {
			t.Error(err)
		}
	})
}

func TestByFactsSomebodyWithoutATelephoneIsReachedByMailEachTime(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		person := mia()
		person.Phone, person.Email = "", "nophone@example.com"
		w.Contract("C2", "", person)
		p, err := w.enrol.Claim(t.Context(), home, identity.Facts{Contract: "c-2", FamilyName: "nguyen", PostalCode: "15222-0001"})
		if err != nil {
			t.Fatal(err)
		}
		w.Advance(identity.ResendAfter)
		if _, err := w.enrol.Resend(t.Context(), home, p.Token, identity.FactorText); err != nil {
			t.Fatal(err)
		}
		if _, err := w.enrol.Confirm(t.Context(), p.Token, w.Code("nophone@example.com")); err != nil {
			t.Errorf("got %v", err)
		}
	})
}

func TestTwoPeopleWithOneMailboxSignInByTheirUsernames(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		person := tom()
		person.Email, person.Phone = strings.ToUpper(miaMail[:3])+miaMail[3:], "+12015550199"
		party := w.Contract("C2", "", person)[0]
		if first := w.register(t, w.mia, miaPhone, "mia.nguyen"); !first.SignsInByEmail {
			t.Error("the first does not sign in by mail")
		}
		if second := w.register(t, party, "+12015550199", "tom.obrien"); second.SignsInByEmail {
			t.Error("the second signs in by the same mail")
		}
	})
}
