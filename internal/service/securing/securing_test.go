package securing_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/herald"
	"marque/internal/id"
	"marque/internal/service/securing"
	"marque/internal/service/servicetest"
	"marque/internal/service/signin"
	"marque/internal/store/clients"
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
	better   = "walrus pepper umbrella"
)

// town is a world with one user, mia, who is signed in.
type town struct {
	*servicetest.World
	t        *testing.T
	securing *securing.Service
	signin   *signin.Service
	user     identity.User
	from     signin.From
	session  identity.Session
	token    identity.Token
}

func setup(t *testing.T, db *engine.DB) *town {
	t.Helper()
	w := &town{World: servicetest.New(t, db, rand.Reader), t: t, from: signin.From{Network: "203.0.113.0/24", Brand: servicetest.Brand, Browser: "Firefox on Linux"}}
	party := w.Contract("C1", "", parties.Party{GivenName: "Mia", FamilyName: "Nguyen", Email: mailbox, Phone: phone})[0]
	w.securing = securing.New(securing.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Herald: herald.New(w.IDs, w.Now), Courier: w.Courier, Limits: identity.DefaultLimits(),
	})
	w.signin = signin.New(signin.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Courier: w.Courier, Limits: identity.DefaultLimits(),
	})
	w.user = identity.User{
		ID: id.New[access.User](w.IDs), Party: party, State: identity.UserActive, Username: "mia.nguyen", Name: "Mia Nguyen", Email: mailbox, CreatedAt: w.Now(),
	}
	w.insert(w.user)
	in := w.enter(w.from, password)
	w.session, w.token = in.Session, in.Token
	return w
}

// insert makes a user with the password and the telephone.
func (w *town) insert(u identity.User) {
	w.t.Helper()
	hash, err := w.Passwords.Hash(context.Background(), password)
	if err != nil {
		w.t.Fatal(err)
	}
	store := users.New(w.Box)
	w.Write(func(tx *engine.Tx) error {
		if _, err := store.Insert(tx, u); err != nil {
			return err
		}
		for _, a := range []identity.Authenticator{{Factor: identity.FactorPassword, Secret: hash}, {Factor: identity.FactorText, Secret: phone}} {
			a.ID, a.User, a.CreatedAt = id.New[identity.Authenticator](w.IDs), u.ID, w.Now()
			if err := store.Bind(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

// enter signs mia in with every factor and trusts the browser.
func (w *town) enter(from signin.From, password string) signin.SignedIn {
	w.t.Helper()
	step, err := w.signin.Start(w.t.Context(), from, signin.Attempt{Identifier: "mia.nguyen", Password: password})
	if err != nil {
		w.t.Fatal(err)
	}
	in, err := w.signin.Code(w.t.Context(), from, step.Ask.Token, w.Code(phone), true)
	if err != nil {
		w.t.Fatal(err)
	}
	return in
}

func (w *town) account() securing.Account {
	w.t.Helper()
	a, err := w.securing.Account(w.t.Context(), w.session)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w *town) change(current, next string) error {
	return w.securing.ChangePassword(w.t.Context(), servicetest.Brand, w.session, current, next)
}

func TestAnAccountShowsItsFactorsAndBrowsers(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.Advance(time.Minute)
		elsewhere := w.from
		elsewhere.Browser = "Safari on iPhone"
		away := w.enter(elsewhere, password)
		got := w.account()
		if got.Username != "mia.nguyen" || !got.PasswordChanged.Equal(w.user.CreatedAt) {
			t.Errorf("got %+v", got)
		}
		if len(got.Factors) != 1 || got.Factors[0].Factor != identity.FactorText || got.Factors[0].Hint != "•••• 42" {
			t.Errorf("got %+v", got.Factors)
		}
		if len(got.Browsers) != 2 {
			t.Fatalf("got %+v", got.Browsers)
		}
		phone, here := got.Browsers[0], got.Browsers[1]
		if phone.Label != "Safari on iPhone" || phone.Here || !phone.In || !phone.Trusted.Equal(w.Now().Add(identity.TrustLife)) || !here.Here || !here.In {
			t.Errorf("got %+v", got.Browsers)
		}
		if err := w.signin.SignOut(t.Context(), away.Session); err != nil {
			t.Fatal(err)
		}
		if got := w.account().Browsers[0]; got.In {
			t.Errorf("signed out and still in: %+v", got)
		}
	})
}

func TestWhoeverOfUsLookedIsShownToTheOwnerAndToNobodyElse(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		if got := w.profile().Looks; len(got) != 0 {
			t.Errorf("got %+v before anybody looked", got)
		}
		dana := identity.User{ID: id.New[access.User](w.IDs), State: identity.UserActive, Username: "dana", Name: "Dana Whitfield", Roles: []access.Role{access.RoleAgent}, CreatedAt: w.Now()}
		w.insert(dana)
		w.look(dana.Actor(), access.OnParty(w.user.Party), access.NoticeRead)
		w.Advance(time.Minute)
		w.look(dana.Actor(), w.contract(), access.ContractRead)
		w.look(access.System("cycle"), w.contract(), access.ContractRead)
		w.look(dana.Actor(), access.OnParty(id.New[access.Party](w.IDs)), access.NoticeRead) // somebody else's
		app := identity.Client{ID: id.New[access.Client](w.IDs), Kind: identity.AppClient, Name: "Aurelia Mobile", Scopes: access.Scopes(), CreatedAt: w.Now()}
		insurer := identity.Client{ID: id.New[access.Client](w.IDs), Kind: identity.PartnerClient, Name: "Insurer", Scopes: access.Scopes(), CreatedAt: w.Now()}
		w.Write(func(tx *engine.Tx) error { return errors.Join(clients.Insert(tx, app), clients.Insert(tx, insurer)) })
		own := w.user.Actor().Through(app.ID, app.Name, app.Scopes)
		w.look(own, w.contract(), access.ContractRead)
		w.Advance(2 * time.Hour)
		for range 3 { // of which the last is shown
			w.look(own, w.contract(), access.ContractRead)
			w.Advance(time.Minute)
		}
		w.look(access.Partner(insurer.ID, insurer.Name, "", insurer.Scopes), w.contract(), access.VehicleRead)
		noon := w.Now().Add(-124 * time.Minute)
		want := []securing.Look{
			{At: w.Now(), Agent: "Insurer", By: access.PartnerKind, Do: access.VehicleRead, Contract: "C1"},
			{At: w.Now().Add(-3 * time.Minute), Agent: "Aurelia Mobile", By: access.CustomerKind, Do: access.ContractRead, Contract: "C1"},
			{At: noon.Add(time.Minute), Agent: "Dana Whitfield", By: access.AgentKind, Do: access.ContractRead, Contract: "C1"},
			{At: noon, Agent: "Dana Whitfield", By: access.AgentKind, Do: access.NoticeRead},
		}
		if got := w.profile().Looks; !slices.Equal(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
		w.turnPages(want)
	})
}

// turnPages reads all that stands on the pages of who looked, each look of an app too, and what they show of one kind only.
func (w *town) turnPages(newest []securing.Look) {
	w.t.Helper()
	for range 30 {
		w.look(access.Agent(id.New[access.User](w.IDs), access.RoleAgent), w.contract(), access.ContractRead)
		w.Advance(time.Second)
	}
	var all []securing.Look
	pages, older := 0, ""
	for {
		page, err := w.securing.LookedAt(w.t.Context(), w.session, securing.Anybody, older)
		if err != nil || len(page.Looks) == 0 || len(page.Looks) > 25 {
			w.t.Fatalf("got %d looks, %v", len(page.Looks), err)
		}
		all, pages, older = append(all, page.Looks...), pages+1, page.Older
		if older == "" {
			break
		}
	}
	if len(all) != 35 || pages != 2 || all[30] != newest[0] || all[34] != newest[3] || all[0].Agent != "" || all[0].Contract != "C1" {
		w.t.Errorf("got %d looks on %d pages: %+v", len(all), pages, all)
	}
	for who, want := range map[securing.Who]int{securing.Apps: 2, securing.Companies: 1, securing.People: 0} {
		if page, err := w.securing.LookedAt(w.t.Context(), w.session, who, ""); err != nil || len(page.Looks) != want {
			w.t.Errorf("%s: got %d looks, %v, want %d", who, len(page.Looks), err, want)
		}
	}
	for _, bad := range []string{"x", "1.x", "-1." + id.New[access.User](w.IDs).String()} {
		if _, err := w.securing.LookedAt(w.t.Context(), w.session, securing.Anybody, bad); !fault.Is(err, fault.NotFound) {
			w.t.Errorf("%q: got %v", bad, err)
		}
	}
}

func (w *town) look(by access.Actor, on access.Subject, do access.Action) {
	w.t.Helper()
	if err := w.Door.Read(w.t.Context(), door.Pass{By: by, Do: do, On: on}, func(engine.Reader) error { return nil }); err != nil {
		w.t.Fatal(err)
	}
}

// contract is mia's only one.
func (w *town) contract() access.Subject {
	w.t.Helper()
	members, err := parties.MemberOf(w.DB.Reader(w.t.Context()), w.user.Party)
	if err != nil || len(members) != 1 {
		w.t.Fatalf("got %v, %v", members, err)
	}
	return access.OnContract(members[0].Contract)
}

func TestANewPasswordEndsWhatTheOldOneOpened(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		away := w.enter(w.from, password)
		w.Advance(time.Minute)
		if err := w.change(password, better); err != nil {
			t.Fatal(err)
		}
		if _, err := w.signin.Check(t.Context(), w.token, false); err != nil {
			t.Errorf("the session that changed it has ended: %v", err)
		}
		if _, err := w.signin.Check(t.Context(), away.Token, false); !fault.Is(err, fault.SignedOut) {
			t.Errorf("the other session lives: %v", err)
		}
		trusted := w.from
		trusted.Device = away.Device
		step, err := w.signin.Start(t.Context(), trusted, signin.Attempt{Identifier: "mia.nguyen", Password: better})
		if err != nil || step.Ask == nil {
			t.Errorf("a browser is trusted after the change: %+v, %v", step, err)
		}
		var told []string
		for _, m := range w.Messages() {
			if m.Kind == notice.KindPasswordChanged {
				told = append(told, m.To)
			}
		}
		slices.Sort(told)
		if !slices.Equal(told, []string{phone, mailbox}) {
			t.Errorf("told %v", told)
		}
		if got := w.account().PasswordChanged; !got.Equal(w.Now()) {
			t.Errorf("changed at %v", got)
		}
	})
}

func TestWrongCurrentPasswordsAreSlowedDownAndAudited(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		for i, typed := range []string{"wrong", "", "bad\xff", strings.Repeat("x", 5000), "wrong again"} {
			before := w.Passwords.Count()
			err := w.change(typed, better)
			if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != "current" {
				t.Errorf("%d: got %v", i, err)
			}
			if got := w.Passwords.Count() - before; got != 1 {
				t.Errorf("%d: %d hashes, want 1", i, got)
			}
		}
		if err := w.change(password, better); !fault.Is(err, fault.TooMany) {
			t.Errorf("the sixth try at once: got %v", err)
		}
		w.Advance(30*time.Second - time.Microsecond)
		if err := w.change(password, better); !fault.Is(err, fault.TooMany) {
			t.Errorf("before thirty seconds: got %v", err)
		}
		w.Advance(time.Microsecond)
		if err := w.change(password, "short"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a weak password: got %v", err)
		}
		if err := w.change(password, better); err != nil {
			t.Errorf("after thirty seconds: got %v", err)
		}
		refused := 0
		for _, line := range w.Audit(access.OnUser(w.user.ID)) {
			if line == "password.change: refused: wrong password" {
				refused++
			}
		}
		if refused != 5 {
			t.Errorf("got %d refusals in the audit", refused)
		}
	})
}
