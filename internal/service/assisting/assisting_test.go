package assisting_test

import (
	"context"
	"crypto/rand"
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
	"marque/internal/service/assisting"
	"marque/internal/service/servicetest"
	"marque/internal/service/signin"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/parties"
	"marque/internal/store/users"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

const (
	phone    = "+12015550142"
	mailbox  = "mia@example.com"
	password = "lantern hedgehog velvet"
	vin      = "1HGCM82633A004352"
)

// office is a world with one customer, mia, an agent and a senior.
type office struct {
	*servicetest.World
	t             *testing.T
	help          *assisting.Service
	signin        *signin.Service
	mia           identity.User
	agent, senior access.Actor
}

func setup(t *testing.T, db *engine.DB) *office {
	t.Helper()
	w := &office{World: servicetest.New(t, db, rand.Reader), t: t}
	party := w.Contract("C1", vin, parties.Party{
		GivenName: "Mia", FamilyName: "Nguyen", Email: mailbox, Phone: phone, BirthDate: civil.Must(1984, 3, 27), TaxIDLast4: "4321",
		Address: parties.Address{Line1: "12 Elm Street", City: "Denver", Region: "CO", PostalCode: "80203", Country: "US"},
	})[0]
	w.help = assisting.New(assisting.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Courier: w.Courier, Limits: identity.DefaultLimits(), Brand: servicetest.Brand,
		Sites: map[string]string{servicetest.Brand: "https://aurelia.example"},
	})
	w.signin = signin.New(signin.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Courier: w.Courier, Limits: identity.DefaultLimits(),
	})
	hash, err := w.Passwords.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	w.mia = w.insert("mia.nguyen", party, nil, identity.Authenticator{Factor: identity.FactorPassword, Secret: hash},
		identity.Authenticator{Factor: identity.FactorText, Secret: phone}, identity.Authenticator{Factor: identity.FactorApp, Secret: "JBSWY3DPEHPK3PXP"})
	w.agent = w.insert("dana", access.PartyID{}, []access.Role{access.RoleAgent}).Actor()
	w.senior = w.insert("sam", access.PartyID{}, []access.Role{access.RoleSenior}).Actor()
	return w
}

func (w *office) insert(name string, party access.PartyID, roles []access.Role, proofs ...identity.Authenticator) identity.User {
	w.t.Helper()
	u := identity.User{ID: id.New[access.User](w.IDs), Party: party, State: identity.UserActive, Username: name, Name: strings.ToUpper(name), Roles: roles, CreatedAt: w.Now()}
	if !party.IsZero() {
		u.Email = mailbox
	}
	store := users.New(w.Box)
	w.Write(func(tx *engine.Tx) error {
		if _, err := store.Insert(tx, u); err != nil {
			return err
		}
		for _, a := range proofs {
			a.ID, a.User, a.CreatedAt = id.New[identity.Authenticator](w.IDs), u.ID, w.Now()
			if err := store.Bind(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
	return u
}

func called() identity.Why { return identity.Why{Reason: identity.ReasonCalled, Ticket: "C-77"} }

func (w *office) act(by access.Actor) assisting.Act {
	return assisting.Act{By: by, Party: w.mia.Party, Why: called()}
}

func (w *office) see(by access.Actor) assisting.Help {
	w.t.Helper()
	h, err := w.help.Help(w.t.Context(), by, w.mia.Party, called())
	if err != nil {
		w.t.Fatal(err)
	}
	return h
}

// right is what mia answers to each question.
func right() map[string]string {
	return map[string]string{"postal": "80203-0000", "vin": "004352", "house": "12", "tax": "4321", "birth": "1984-03-27"}
}

// prove checks mia by the script.
func (w *office) prove(by access.Actor) {
	w.t.Helper()
	if passed, err := w.help.Script(w.t.Context(), w.act(by), right()); err != nil || !passed {
		w.t.Fatalf("script: got %v, %v", passed, err)
	}
}

// fail types wrong passwords until the sign-in is locked, from new networks, so that no wait comes first.
func (w *office) fail() {
	w.t.Helper()
	for i := range 12 {
		from := signin.From{Network: "198.51." + string(rune('0'+i%10)) + ".0/24", Brand: servicetest.Brand}
		if _, err := w.signin.Start(w.t.Context(), from, signin.Attempt{Identifier: "mia.nguyen", Password: "wrong horse battery"}); err == nil {
			w.t.Fatal("a wrong password signs in")
		}
	}
}

// enters tells whether mia's password is still asked for a code.
func (w *office) enters() bool {
	from := signin.From{Network: "203.0.113.0/24", Brand: servicetest.Brand}
	step, err := w.signin.Start(context.Background(), from, signin.Attempt{Identifier: "mia.nguyen", Password: password})
	return err == nil && step.Ask.Token != ""
}

// told returns to whom the notices of a kind went whose text has these words.
func (w *office) told(kind notice.Kind, words string) []string {
	var out []string
	for _, m := range w.Messages() {
		if m.Kind == kind && strings.Contains(m.Letter.Text, words) {
			out = append(out, m.To)
		}
	}
	slices.Sort(out)
	return out
}

func TestACustomerIsFoundByWhatACallerSays(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		for _, term := range []string{"C1", " c1 ", vin, "MIA.Nguyen", mailbox, "(201) 555-0142", "Nguyen", "mia NGUYEN"} {
			got, err := w.help.Find(t.Context(), w.agent, term, called())
			if err != nil || len(got) != 1 || got[0].Party != w.mia.Party || got[0].Name != "Mia Nguyen" || !slices.Equal(got[0].Contracts, []string{"C1"}) {
				t.Errorf("%q: got %+v, %v", term, got, err)
			}
		}
		for _, term := range []string{"C2", "nobody", "Ada Nguyen", "dana", "+12015550199"} {
			if got, err := w.help.Find(t.Context(), w.agent, term, called()); err != nil || len(got) != 0 {
				t.Errorf("%q: got %+v, %v", term, got, err)
			}
		}
		if got := w.Audit(access.OnParty(w.mia.Party)); len(got) != 8 || got[0] != "customer.find: called, case C-77" {
			t.Errorf("got %q, want a look for each time", got)
		}
		for name, try := range map[string]identity.Why{"no reason": {}, "a name for a case": {Reason: identity.ReasonCalled, Ticket: "Mia Nguyen"}} {
			if _, err := w.help.Find(t.Context(), w.agent, "C1", try); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: got %v", name, err)
			}
		}
	})
}

func TestTheTrueReasonIsShownAndNothingOfTheAnswers(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.fail()
		h := w.see(w.agent)
		if len(h.Locks) != 1 || h.Locks[0].Outcome != identity.OutcomeLocked || !h.Locks[0].Until.After(w.Now()) || len(h.Attempts) == 0 {
			t.Errorf("got locks %+v, %d attempts", h.Locks, len(h.Attempts))
		}
		if len(h.Advice) == 0 || !strings.Contains(h.Advice[0], "locked") || len(h.Questions) != identity.ScriptQuestions || len(h.Factors) != 3 {
			t.Errorf("got %+v", h)
		}
		for _, x := range h.Contacts {
			if x.Shown == mailbox || x.Shown == phone || strings.Contains(x.Shown, "5550142") {
				t.Errorf("the address is not masked: %q", x.Shown)
			}
		}
		if got := w.Audit(access.OnParty(w.mia.Party)); !slices.Equal(got, []string{"customer.help: called, case C-77"}) {
			t.Errorf("got %q", got)
		}
	})
}

func TestAnUnlockWantsACheckOfTheSameAgentNotOlderThanHalfAnHour(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.fail()
		refused := func(what string, by access.Actor) {
			t.Helper()
			if done, err := w.help.Unlock(t.Context(), w.act(by)); done || !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: got %v, %v", what, done, err)
			}
		}
		refused("nobody was checked", w.agent)
		w.prove(w.agent)
		refused("somebody else checked", w.senior)
		w.Advance(identity.CheckLife)
		refused("the check is too old", w.agent)
		w.prove(w.agent)
		w.Advance(identity.CheckLife - time.Second)
		if w.enters() {
			t.Fatal("it is not locked")
		}
		if done, err := w.help.Unlock(t.Context(), w.act(w.agent)); err != nil || !done {
			t.Fatalf("got %v, %v", done, err)
		}
		if !w.enters() {
			t.Error("mia still cannot sign in")
		}
		if got := w.told(notice.KindDeskAct, "unlocked"); !slices.Equal(got, []string{phone, mailbox}) {
			t.Errorf("told %q, want every address", got)
		}
	})
}

func TestAnAddressIsShownInFullToWhoMaySeeItAndSaysWhy(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		for kind, want := range map[identity.ContactKind]string{identity.ContactEmail: mailbox, identity.ContactPhone: phone} {
			if got, err := w.help.Reveal(t.Context(), w.act(w.agent), kind); err != nil || got != want {
				t.Errorf("%s: got %q, %v", kind, got, err)
			}
			if line := string(kind) + ": called, case C-77"; !slices.ContainsFunc(w.Audit(access.OnParty(w.mia.Party)), func(l string) bool { return strings.Contains(l, "customer.reveal") && strings.Contains(l, line) }) {
				t.Errorf("the audit does not say %q: %v", line, w.Audit(access.OnParty(w.mia.Party)))
			}
		}
		before := len(w.Audit(access.OnParty(w.mia.Party)))
		for name, try := range map[string]struct {
			by   access.Actor
			why  identity.Why
			kind identity.ContactKind
			want fault.Kind
		}{
			"no reason": {w.agent, identity.Why{}, identity.ContactPhone, fault.Invalid}, "no address": {w.agent, called(), "tax", fault.Invalid},
			"the customer": {w.mia.Actor(), called(), identity.ContactPhone, fault.NotFound}, "no right": {access.Agent(w.agent.User, access.RoleCollections), called(), identity.ContactPhone, fault.NotFound},
		} {
			a := w.act(try.by)
			a.Why = try.why
			if got, err := w.help.Reveal(t.Context(), a, try.kind); got != "" || !fault.Is(err, try.want) {
				t.Errorf("%s: got %q, %v", name, got, err)
			}
		}
		if got := len(w.Audit(access.OnParty(w.mia.Party))) - before; got != 2 {
			t.Errorf("got %d entries for the refusals, want the two of those without the right", got)
		}
	})
}

func TestTheScriptClosesForADayAfterTwoFailures(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		asked := w.see(w.agent).Questions
		if again := w.see(w.senior).Questions; !slices.Equal(asked, again) {
			t.Errorf("another agent is asked %v, not %v", again, asked)
		}
		almost := right()
		almost[asked[2].Name] = "9"
		for range 2 {
			if passed, err := w.help.Script(t.Context(), w.act(w.agent), almost); err != nil || passed {
				t.Fatalf("got %v, %v", passed, err)
			}
		}
		checks := w.see(w.agent).Checks
		if len(checks) != 2 || checks[0].Score != 2 || checks[0].Asked != 3 || checks[0].Passed || strings.Contains(checks[0].Questions, "9") {
			t.Errorf("got %+v", checks)
		}
		if _, err := w.help.Script(t.Context(), w.act(w.senior), right()); !fault.Is(err, fault.TooMany) {
			t.Errorf("a third try, by somebody else: got %v", err)
		}
		w.Advance(24 * time.Hour)
		w.prove(w.agent)
	})
}

func TestACodeReadBackProvesWhoCallsAndLetsNobodyIn(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		token, err := w.help.SendCode(t.Context(), w.act(w.agent), identity.ContactPhone)
		if err != nil {
			t.Fatal(err)
		}
		code := w.Code(phone)
		if _, err := w.signin.Code(t.Context(), signin.From{Brand: servicetest.Brand}, token, code, false); err == nil {
			t.Error("the code signs in")
		}
		if err := w.help.ReadBack(t.Context(), w.act(w.senior), token, code); !fault.Is(err, fault.Conflict) {
			t.Errorf("another agent: got %v", err)
		}
		wrong := "000000"
		if code == wrong {
			wrong = "000001"
		}
		if err := w.help.ReadBack(t.Context(), w.act(w.agent), token, wrong); !fault.Is(err, fault.Invalid) {
			t.Errorf("a wrong code: got %v", err)
		}
		if err := w.help.ReadBack(t.Context(), w.act(w.agent), token, code); err != nil {
			t.Fatal(err)
		}
		if err := w.help.ReadBack(t.Context(), w.act(w.agent), token, code); !fault.Is(err, fault.Conflict) {
			t.Errorf("used twice: got %v", err)
		}
		if h := w.see(w.agent); !h.Proved.Equal(w.Now().Add(identity.CheckLife)) || len(h.Checks) != 2 || h.Checks[1].Passed {
			t.Errorf("got %v, %+v", h.Proved, h.Checks)
		}
	})
}

func TestACodeForAPaymentIsGoodForOneAgentOneOrderOnceAndForFewGuesses(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		order := identity.Confirmation{Hash: strings.Repeat("ab", 32), Amount: 61_244, Currency: "USD", Account: "6789"}
		dearer, other := order, order
		dearer.Amount, other.Hash = 99_999, strings.Repeat("cd", 32)
		ask := func() (identity.Token, string) {
			token, err := w.help.AskPayment(t.Context(), w.act(w.agent), identity.ContactPhone, order, civil.Must(2026, 11, 23))
			if err != nil {
				t.Fatal(err)
			}
			return token, w.Code(phone)
		}
		token, code := ask()
		if got := w.told(notice.KindCalledPaymentCode, "$612.44 from the account ending in 6789 on November 23, 2026"); len(got) != 1 || got[0] != phone {
			t.Errorf("the code went to %v", got)
		}
		for name, try := range map[string]func() error{
			"another agent": func() error {
				_, err := w.help.AgreePayment(t.Context(), w.act(w.senior), token, order, code)
				return err
			},
			"another amount": func() error {
				_, err := w.help.AgreePayment(t.Context(), w.act(w.agent), token, dearer, code)
				return err
			},
			"another order": func() error {
				_, err := w.help.AgreePayment(t.Context(), w.act(w.agent), token, other, code)
				return err
			},
			"as proof of a call": func() error { return w.help.ReadBack(t.Context(), w.act(w.agent), token, code) },
		} {
			if err := try(); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if _, err := w.signin.Code(t.Context(), signin.From{Brand: servicetest.Brand}, token, code, false); err == nil {
			t.Error("the code signs in")
		}
		if way, err := w.help.AgreePayment(t.Context(), w.act(w.agent), token, order, code); err != nil || way != identity.ContactPhone {
			t.Fatalf("got %s, %v", way, err)
		}
		if _, err := w.help.AgreePayment(t.Context(), w.act(w.agent), token, order, code); !fault.Is(err, fault.Conflict) {
			t.Errorf("used twice: got %v", err)
		}
		w.Advance(time.Hour)
		token, code = ask()
		wrong := "000000"
		if code == wrong {
			wrong = "000001"
		}
		guesses := 0
		for ; guesses < 20; guesses++ {
			if _, err := w.help.AgreePayment(t.Context(), w.act(w.agent), token, order, wrong); !fault.Is(err, fault.Invalid) {
				break
			}
		}
		if _, err := w.help.AgreePayment(t.Context(), w.act(w.agent), token, order, code); guesses > 5 || fault.Of(err) == nil {
			t.Errorf("after %d guesses the code: got %v", guesses, err)
		}
		w.Advance(time.Hour)
		token, code = ask()
		w.Advance(11 * time.Minute)
		if _, err := w.help.AgreePayment(t.Context(), w.act(w.agent), token, order, code); !fault.Is(err, fault.Conflict) {
			t.Errorf("after its time: got %v", err)
		}
	})
}

func TestALostFactorIsRemovedByTwoPeopleAndADaysWait(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		q := w.askRemoval(t)
		if err := w.help.Decide(t.Context(), w.agent, q.ID, true); !fault.Is(err, fault.NotFound) {
			t.Errorf("an agent decides: got %v", err)
		}
		if err := w.help.Decide(t.Context(), w.senior, q.ID, true); err != nil {
			t.Fatal(err)
		}
		if err := w.help.Decide(t.Context(), w.senior, q.ID, true); !fault.Is(err, fault.Conflict) {
			t.Errorf("decided twice: got %v", err)
		}
		if got := w.told(notice.KindDeskAct, "Two of our agents"); !slices.Equal(got, []string{phone, mailbox}) {
			t.Errorf("told %q", got)
		}
		w.Advance(24*time.Hour - time.Second)
		w.carry(t)
		if !w.has(identity.FactorApp) {
			t.Fatal("removed a second too early")
		}
		w.Advance(time.Second)
		w.carry(t)
		w.carry(t)
		if w.has(identity.FactorApp) || !w.has(identity.FactorText) {
			t.Error("want the app removed and the phone still there")
		}
		if got := w.told(notice.KindDeskAct, "was removed"); !slices.Equal(got, []string{phone, mailbox}) {
			t.Errorf("told %q, want each once", got)
		}
	})
}

// askRemoval asks for the removal of mia's app.
func (w *office) askRemoval(t *testing.T) identity.Request {
	t.Helper()
	if err := w.help.AskRemoval(t.Context(), w.act(w.agent), identity.FactorApp); !fault.Is(err, fault.Conflict) {
		t.Errorf("unchecked: got %v", err)
	}
	w.prove(w.agent)
	if err := w.help.AskRemoval(t.Context(), w.act(w.agent), identity.FactorApp); err != nil {
		t.Fatal(err)
	}
	if err := w.help.AskRemoval(t.Context(), w.act(w.agent), identity.FactorApp); !fault.Is(err, fault.Conflict) {
		t.Errorf("asked twice: got %v", err)
	}
	all, err := w.help.Waiting(t.Context(), w.senior)
	if err != nil || len(all) != 1 || all[0].Customer != "MIA.NGUYEN" || all[0].By != "DANA" {
		t.Fatalf("got %+v, %v", all, err)
	}
	return all[0].Request
}

func (w *office) carry(t *testing.T) {
	t.Helper()
	if err := w.help.Carry(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (w *office) has(f identity.Factor) bool {
	return slices.ContainsFunc(w.see(w.agent).Factors, func(x assisting.Factor) bool { return x.Factor == f })
}

func TestTheOwnerCancelsARequestAndNobodyElsesCustomerDoes(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		q := w.askRemoval(t)
		if err := w.help.Decide(t.Context(), w.senior, q.ID, true); err != nil {
			t.Fatal(err)
		}
		stranger := access.Customer(id.New[access.User](w.IDs), id.New[access.Party](w.IDs))
		if err := w.help.Cancel(t.Context(), stranger, q.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another customer cancels: got %v", err)
		}
		if mine, err := w.help.Mine(t.Context(), w.mia.Actor()); err != nil || len(mine) != 1 {
			t.Errorf("got %+v, %v", mine, err)
		}
		if err := w.help.Cancel(t.Context(), w.mia.Actor(), q.ID); err != nil {
			t.Fatal(err)
		}
		w.Advance(25 * time.Hour)
		w.carry(t)
		if !w.has(identity.FactorApp) {
			t.Error("removed although it was cancelled")
		}
		if mine, err := w.help.Mine(t.Context(), w.mia.Actor()); err != nil || len(mine) != 0 {
			t.Errorf("got %+v, %v", mine, err)
		}
	})
}

func TestAfterAChangeOfAddressASecondPersonDecidesAndTheOldAddressIsTold(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		const thief = "thief@example.net"
		w.change(thief)
		w.prove(w.agent)
		if _, err := w.help.SendCode(t.Context(), w.act(w.agent), identity.ContactEmail); !fault.Is(err, fault.Invalid) {
			t.Errorf("a code to the new address: got %v", err)
		}
		if done, err := w.help.Reset(t.Context(), w.act(w.agent)); err != nil || done {
			t.Fatalf("got %v, %v, want a request", done, err)
		}
		q, err := w.help.Waiting(t.Context(), w.senior)
		if err != nil || len(q) != 1 || q[0].Kind != identity.SendReset {
			t.Fatalf("got %+v, %v", q, err)
		}
		if err := w.help.Decide(t.Context(), w.senior, q[0].ID, true); err != nil {
			t.Fatal(err)
		}
		if got := w.told(notice.KindDeskAct, "Two of our agents"); !slices.Equal(got, []string{phone, mailbox, thief}) {
			t.Errorf("told %q, want the old address too", got)
		}
		w.Advance(24*time.Hour - time.Second)
		w.carry(t)
		if got := w.told(notice.KindPasswordLink, ""); len(got) != 0 {
			t.Errorf("a link went to %q before its time", got)
		}
		w.Advance(time.Second)
		w.carry(t)
		if got := w.told(notice.KindPasswordLink, "https://aurelia.example"+assisting.PasswordPath); !slices.Equal(got, []string{thief}) {
			t.Errorf("the link went to %q", got)
		}
		w.Advance(identity.NewContact)
		w.prove(w.agent)
		if done, err := w.help.Reset(t.Context(), w.act(w.agent)); err != nil || !done {
			t.Errorf("after fourteen days: got %v, %v", done, err)
		}
	})
}

// change replaces mia's mailbox.
func (w *office) change(to string) {
	store, people := users.New(w.Box), parties.New(w.Box)
	w.Write(func(tx *engine.Tx) error {
		err := people.SetContact(tx, identity.Contact{
			ID: id.New[identity.Contact](w.IDs), Party: w.mia.Party, Kind: identity.ContactEmail, Address: to, Former: mailbox, Since: w.Now(), By: identity.ByCustomer,
		})
		if err != nil {
			return err
		}
		return store.SetEmail(tx, w.mia.ID, to)
	})
}
