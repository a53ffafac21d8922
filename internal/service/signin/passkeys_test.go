package signin_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/core/passkey"
	"marque/internal/core/passkey/passkeytest"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/signin"
	"marque/internal/store/attempts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

var site = passkey.Site{Host: "aurelia.example", Origin: "https://aurelia.example"}

// keyed is a town whose mia has a passkey.
type keyed struct {
	*town
	key *passkeytest.Key
	t   *testing.T
}

func withKey(t *testing.T, db *engine.DB) *keyed {
	t.Helper()
	w := &keyed{town: setup(t, db, identity.Strict), key: passkeytest.New(t, rand.Reader, site.Origin), t: t}
	visitor, err := identity.NewToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	w.from.Site, w.from.Visitor = site, visitor
	w.bind(w.user.ID, w.key)
	return w
}

// bind gives somebody a passkey, past the pages that ask for one.
func (w *keyed) bind(user access.UserID, key *passkeytest.Key) {
	w.t.Helper()
	handle, err1 := passkey.NewHandle(rand.Reader)
	c, err2 := passkey.NewChallenge(rand.Reader)
	options, err3 := site.AskNew(c, passkey.Owner{Handle: handle}, nil)
	made, err4 := passkey.ReadNew(key.Create(options))
	if err1 != nil || err2 != nil || err3 != nil || err4 != nil {
		w.t.Fatal(err1, err2, err3, err4)
	}
	record, err := made.Accept(passkey.Ceremony{Purpose: passkey.ForAdd, Site: site, Handle: handle})
	if err != nil {
		w.t.Fatal(err)
	}
	p := passkey.Passkey{
		ID: id.New[passkey.Passkey](w.IDs), User: user, Handle: handle, Host: site.Host, Name: "Phone", Key: record, CreatedAt: w.Now(),
	}
	w.Write(func(tx *engine.Tx) error { return users.New(w.Box).BindPasskey(tx, p) })
}

// ask opens the question of the sign-in page.
func (w *keyed) ask() []byte {
	w.t.Helper()
	options, err := w.signin.AskPasskey(w.t.Context(), w.from)
	if err != nil {
		w.t.Fatal(err)
	}
	return options
}

func (w *keyed) answer(response []byte) (signin.SignedIn, error) {
	return w.signin.Passkey(context.Background(), w.from, response)
}

// audited wants a sentence in the audit of mia, or of the sign-in when there is nobody.
func (w *keyed) audited(want string) {
	w.t.Helper()
	lines := append(w.Audit(access.OnUser(w.user.ID)), w.Audit(access.OnSystem("signin"))...)
	if !slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, want) }) {
		w.t.Errorf("the audit does not say %q: %s", want, strings.Join(lines, "\n"))
	}
}

func TestAPasskeyIsBothFactorsAndMakesTheBrowserKnown(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := withKey(t, db)
		in, err := w.answer(w.key.Get(w.ask()))
		if err != nil {
			t.Fatal(err)
		}
		if in.Session.User.ID != w.user.ID || in.Session.Methods != "passkey" || in.Device == "" || !in.Session.Fresh(w.Now()) {
			t.Errorf("got %+v", in)
		}
		if got, err := w.signin.Check(t.Context(), in.Token, true); err != nil || got.User.ID != w.user.ID {
			t.Errorf("the session does not work: %v", err)
		}
		told := func() int {
			n := 0
			for _, m := range w.Messages() {
				if m.Kind == notice.KindNewDevice {
					n++
				}
			}
			return n
		}
		if told() != 1 {
			t.Errorf("got %d notices of a new device, want 1", told())
		}
		w.from.Device = in.Device
		if in, err = w.answer(w.key.Get(w.ask())); err != nil || in.Device != "" || told() != 1 {
			t.Errorf("the browser is not known the second time: %+v, %v, %d notices", in, err, told())
		}
		w.audited("sign_in: passkey")
	})
}

func TestALockedAccountStillOpensByItsPasskey(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := withKey(t, db)
		for i := range 12 {
			stranger := w.from
			stranger.Network = "198.51." + string(rune('0'+i%10)) + ".0/24"
			_, _ = w.start(stranger, "mia.nguyen", "wrong")
		}
		_, err := w.start(w.from, "mia.nguyen", password)
		if pause := signin.PausedOf(err); pause == nil || !pause.Lock {
			t.Fatalf("got %v, want a lock", err)
		}
		if _, err := w.answer(w.key.Get(w.ask())); err != nil {
			t.Errorf("the passkey does not open: %v", err)
		}
	})
}

func TestAPasskeyThatProvesNothingIsRefusedAlike(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := withKey(t, db)
		stranger := passkeytest.New(t, rand.Reader, site.Origin)
		handle, err := passkey.NewHandle(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		options, err := site.AskNew(make([]byte, 32), passkey.Owner{Handle: handle}, nil)
		if err != nil {
			t.Fatal(err)
		}
		stranger.Create(options)
		for reason, lie := range map[string]func() *passkeytest.Key{
			"unknown passkey":           func() *passkeytest.Key { return stranger },
			"the user was not verified": func() *passkeytest.Key { k := w.key.Copy(); k.Verified = false; return k },
			"origin":                    func() *passkeytest.Key { k := w.key.Copy(); k.Origin = "https://aurelia.evil.test"; return k },
			"another site's key":        func() *passkeytest.Key { k := w.key.Copy(); k.Host = "norden.example"; return k },
			"no handle":                 func() *passkeytest.Key { k := w.key.Copy(); k.Silent = true; return k },
		} {
			if _, err := w.answer(lie().Get(w.ask())); !fault.Is(err, fault.Invalid) || err.Error() != passkey.Refused().Error() {
				t.Errorf("%s: got %v", reason, err)
			}
			w.audited(reason)
		}
		if _, err := w.answer(w.key.Get(w.ask())); err != nil {
			t.Errorf("the right one does not open after them: %v", err)
		}
		for _, nothing := range []string{"", "{}", "nonsense"} {
			if _, err := w.answer([]byte(nothing)); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: got %v", nothing, err)
			}
		}
	})
}

func TestAQuestionIsAnsweredOnceInFiveMinutesByWhomItWasPutTo(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := withKey(t, db)
		response := w.key.Get(w.ask())
		if _, err := w.answer(response); err != nil {
			t.Fatal(err)
		}
		over := func(what string, err error) {
			t.Helper()
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: got %v, want a question that is over", what, err)
			}
		}
		_, err := w.answer(response)
		over("a replay", err)

		wrong := w.key.Copy()
		wrong.Verified = false
		options := w.ask()
		if _, err := w.answer(wrong.Get(options)); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v", err)
		}
		_, err = w.answer(w.key.Get(options))
		over("a question that was answered wrongly", err)

		mine := w.from
		options = w.ask()
		if w.from.Visitor, err = identity.NewToken(rand.Reader); err != nil {
			t.Fatal(err)
		}
		_, err = w.answer(w.key.Get(options))
		over("another visitor's question", err)
		w.from = mine

		options = w.ask()
		w.from.Site = passkey.Site{Host: "norden.example", Origin: "https://norden.example"}
		_, err = w.answer(w.key.Get(options))
		over("another brand's question", err)
		w.from = mine

		early, late := w.ask(), w.ask()
		w.Advance(passkey.CeremonyLife - time.Second)
		if _, err = w.answer(w.key.Get(early)); err != nil {
			t.Errorf("a second before the end: %v", err)
		}
		w.Advance(time.Second)
		_, err = w.answer(w.key.Get(late))
		over("five minutes later", err)

		forged := w.key.Get([]byte(`{"challenge":"` + strings.Repeat("A", 43) + `","rpId":"aurelia.example"}`))
		_, err = w.answer(forged)
		over("a challenge that was never put", err)
	})
}

func TestACopiedPasskeyIsTurnedOffAndToldToEveryAddress(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := withKey(t, db)
		key := passkeytest.New(t, rand.Reader, site.Origin)
		key.Count = 10
		w.bind(w.user.ID, key)
		thief := key.Copy()
		in, err := w.answer(key.Get(w.ask()))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.answer(thief.Get(w.ask())); !fault.Is(err, fault.Invalid) {
			t.Errorf("the copy: got %v", err)
		}
		if _, err := w.answer(key.Get(w.ask())); !fault.Is(err, fault.Invalid) {
			t.Errorf("nobody knows which is the owner's, so neither opens: got %v", err)
		}
		if _, err := w.signin.Check(t.Context(), in.Token, true); !fault.Is(err, fault.SignedOut) {
			t.Errorf("the session goes on: %v", err)
		}
		w.audited("passkey disabled: its counter went back")
		told := map[string]bool{}
		for _, m := range w.Messages() {
			if m.Kind == notice.KindFactorChanged && strings.Contains(m.Letter.Text, "copied") {
				told[m.To] = true
			}
		}
		if !told[mailbox] || !told[phone] {
			t.Errorf("told %v, want every address", told)
		}
		if _, err := w.answer(w.key.Get(w.ask())); err != nil {
			t.Errorf("another passkey of hers: %v", err)
		}
	})
}

func TestAPasskeyThatCanBeBackedUpNowIsTakenAndAudited(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := withKey(t, db)
		w.key.Eligible, w.key.BackedUp = true, true
		in, err := w.answer(w.key.Get(w.ask()))
		if err != nil {
			t.Fatal(err)
		}
		w.audited("passkey, whose backup eligibility has changed")
		mine, err := w.signin.Passkeys(t.Context(), in.Session)
		if err != nil || len(mine) != 1 || !mine[0].Key.Flags.Has(passkey.BackupEligible|passkey.BackedUp|passkey.UserVerified) || mine[0].UsedAt != w.Now() {
			t.Errorf("got %+v, %v", mine, err)
		}
	})
}

func TestARemovedPasskeyAndAClosedUsersOpenNothing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := withKey(t, db)
		closed := w.user
		closed.ID, closed.Party, closed.Username, closed.Email, closed.State = id.New[access.User](w.IDs), access.PartyID{}, "closed", "", identity.UserClosed
		w.insert(closed, "x", "+12015550100")
		theirs := passkeytest.New(t, rand.Reader, site.Origin)
		w.bind(closed.ID, theirs)
		w.from.Desk = true // who has no contract is one of the staff
		if _, err := w.answer(theirs.Get(w.ask())); !fault.Is(err, fault.Invalid) {
			t.Errorf("a closed user's: got %v", err)
		}
		w.from.Desk = false
		if got := w.outcomes(t, closed.ID); !slices.Equal(got, []string{"passkey closed"}) {
			t.Errorf("got %q", got)
		}
		in, err := w.answer(w.key.Get(w.ask()))
		if err != nil {
			t.Fatal(err)
		}
		mine, err := w.signin.Passkeys(t.Context(), in.Session)
		if err != nil || len(mine) != 1 {
			t.Fatalf("got %v, %v", mine, err)
		}
		w.Write(func(tx *engine.Tx) error { return users.New(w.Box).RemovePasskey(tx, w.user.ID, mine[0].ID) })
		if _, err := w.answer(w.key.Get(w.ask())); !fault.Is(err, fault.Invalid) {
			t.Errorf("a removed one: got %v", err)
		}
	})
}

func TestAPasskeyOpensTheDoorOfItsOwnerOnly(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := withKey(t, db)
		agent := w.user
		agent.ID, agent.Party, agent.Username, agent.Email, agent.Roles = id.New[access.User](w.IDs), access.PartyID{}, "agent", "", []access.Role{access.RoleAgent}
		w.insert(agent, "x", "+12015550100")
		key := passkeytest.New(t, rand.Reader, site.Origin)
		w.bind(agent.ID, key)
		portal := w.from
		for name, try := range map[string]struct {
			desk bool
			key  *passkeytest.Key
		}{"a customer's at the desk": {true, w.key}, "one of the staff at the portal": {false, key}} {
			w.from = portal
			w.from.Desk = try.desk
			if in, err := w.answer(try.key.Get(w.ask())); !fault.Is(err, fault.Invalid) || err.Error() != passkey.Refused().Error() || in.Token != "" {
				t.Errorf("%s: got %+v, %v", name, in, err)
			}
		}
		w.audited("passkey at the wrong door")
		w.from = portal
		w.from.Desk = true
		unverified := key.Copy()
		unverified.Verified = false
		if _, err := w.answer(unverified.Get(w.ask())); !fault.Is(err, fault.Invalid) {
			t.Errorf("without verification: got %v", err)
		}
		in, err := w.answer(key.Get(w.ask()))
		if err != nil || in.Session.Actor().Kind != access.AgentKind || in.Session.Methods != "passkey" {
			t.Fatalf("got %+v, %v", in, err)
		}
		w.from.Session = in.Token
		w.stepsUp(in.Session, key)
		for user, want := range map[access.UserID][]string{
			w.user.ID: {"passkey other_door"}, agent.ID: {"passkey other_door", "passkey unverified", "passkey in", "passkey in"},
		} {
			if got := w.outcomes(t, user); !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	})
}

func TestEveryTryWithAPasskeyIsKeptWithItsTrueReason(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := withKey(t, db)
		changed := func(change func(*passkeytest.Key)) *passkeytest.Key { k := w.key.Copy(); change(k); return k }
		_, _ = w.answer(changed(func(k *passkeytest.Key) { k.Verified = false }).Get(w.ask()))
		_, _ = w.answer(changed(func(k *passkeytest.Key) { k.Origin = "https://aurelia.evil.test" }).Get(w.ask()))
		late := w.ask()
		w.Advance(passkey.CeremonyLife)
		_, _ = w.answer(w.key.Get(late))
		response := w.key.Get(w.ask())
		in, err := w.answer(response)
		if err != nil {
			t.Fatal(err)
		}
		w.from.Device = in.Device
		_, _ = w.answer(response) // a replay
		counting := passkeytest.New(t, rand.Reader, site.Origin)
		counting.Count = 10
		w.bind(w.user.ID, counting)
		thief := counting.Copy()
		for _, k := range []*passkeytest.Key{counting, thief, counting} {
			_, _ = w.answer(k.Get(w.ask()))
		}
		want := []string{
			"passkey unverified", "passkey wrong", "passkey over", "passkey in", "passkey over", "passkey in", "passkey copied", "passkey disabled",
		}
		if got := w.outcomes(t, w.user.ID); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		all, err := attempts.Of(w.DB.Reader(t.Context()), w.Box, w.user.ID)
		if err != nil || len(all) != len(want) || !all[3].Known || all[4].Known || all[0].Factor != identity.FactorPasskey {
			t.Errorf("whether the browser was used before is not kept: %+v, %v", all, err)
		}
	})
}

// stepsUp renews a session by a passkey, after the last factor has become stale.
func (w *keyed) stepsUp(v identity.Session, key *passkeytest.Key) {
	w.t.Helper()
	w.Advance(identity.FreshFor)
	options, err := w.signin.AskPasskeyAgain(w.t.Context(), w.from, v)
	if err != nil {
		w.t.Fatal(err)
	}
	in, err := w.signin.ConfirmPasskey(w.t.Context(), w.from, v, key.Get(options))
	if err != nil || !in.Session.Fresh(w.Now()) || in.Session.ID != v.ID || in.Token == w.from.Session {
		w.t.Fatalf("got %+v, %v", in, err)
	}
	w.from.Session = in.Token
}

func TestAStepUpTakesOnesOwnPasskeyOnly(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := withKey(t, db)
		in, err := w.answer(w.key.Get(w.ask()))
		if err != nil {
			t.Fatal(err)
		}
		w.from.Session = in.Token
		w.stepsUp(in.Session, w.key)
		w.audited("step_up: passkey")
		neighbour := w.user
		neighbour.ID, neighbour.Party, neighbour.Username, neighbour.Email = id.New[access.User](w.IDs), id.New[access.Party](w.IDs), "neighbour", ""
		w.insert(neighbour, "x", "+12015550100")
		theirs := passkeytest.New(t, rand.Reader, site.Origin)
		w.bind(neighbour.ID, theirs)
		options, err := w.signin.AskPasskeyAgain(t.Context(), w.from, in.Session)
		if err != nil || bytes.Count(options, []byte(`"public-key"`)) != 1 {
			t.Fatalf("got %s, %v, want her own key named", options, err)
		}
		if _, err := w.signin.ConfirmPasskey(t.Context(), w.from, in.Session, theirs.Get(options)); !fault.Is(err, fault.Invalid) {
			t.Errorf("a neighbour's: got %v", err)
		}
		if _, err := w.signin.ConfirmPasskey(t.Context(), w.from, in.Session, w.key.Get(w.ask())); !fault.Is(err, fault.Conflict) {
			t.Errorf("an answer to the sign-in's question: got %v", err)
		}
		options, err = w.signin.AskPasskeyAgain(t.Context(), w.from, in.Session)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.answer(w.key.Get(options)); !fault.Is(err, fault.Conflict) {
			t.Errorf("an answer to the step-up's question signs in: %v", err)
		}
	})
}

func TestNoPasskeyIsAskedForElsewhereTooOftenOrOfNobody(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := withKey(t, db)
		for range identity.DefaultLimits().Passkeys.LockWithin {
			w.ask()
		}
		if _, err := w.signin.AskPasskey(t.Context(), w.from); signin.PausedOf(err) == nil {
			t.Errorf("got %v, want a pause", err)
		}
		elsewhere := w.from
		elsewhere.Site = passkey.Site{}
		elsewhere.Network = "198.51.100.0/24"
		if _, err := w.signin.AskPasskey(t.Context(), elsewhere); !fault.Is(err, fault.Conflict) {
			t.Errorf("elsewhere: got %v", err)
		}
		nobody := w.from
		nobody.Visitor, nobody.Network = "", "198.51.100.0/24"
		if _, err := w.signin.AskPasskey(t.Context(), nobody); !fault.Is(err, fault.Conflict) {
			t.Errorf("without a visitor: got %v", err)
		}
	})
}
