package enrolling_test

import (
	"crypto/rand"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/passkey"
	"marque/internal/core/passkey/passkeytest"
	"marque/internal/fault"
	"marque/internal/service/enrolling"
	"marque/internal/service/retaining"
	"marque/internal/service/signin"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

// sited is home with a site for passkeys.
func sited() enrolling.From {
	from := home
	from.Site = passkey.Site{Host: "aurelia.example", Origin: "https://aurelia.example"}
	return from
}

// proved opens an invitation and types the code.
func (w *town) proved(t *testing.T) identity.Token {
	t.Helper()
	at, err := w.enrol.Open(t.Context(), home, string(w.invite(t, w.mia)))
	if err == nil {
		at, err = w.enrol.Confirm(t.Context(), at.Token, w.Code(miaPhone))
	}
	if err != nil || at.State != identity.ClaimConfirmed {
		t.Fatalf("got %+v, %v", at, err)
	}
	return at.Token
}

func (w *town) enters(t *testing.T, key *passkeytest.Key) (signin.SignedIn, error) {
	t.Helper()
	from := signin.From{Network: home.Network, Brand: home.Brand, Site: sited().Site}
	var err error
	if from.Visitor, err = identity.NewToken(rand.Reader); err != nil {
		t.Fatal(err)
	}
	options, err := w.signin.AskPasskey(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	return w.signin.Passkey(t.Context(), from, key.Get(options))
}

func TestSomebodyRegistersWithAPasskeyInThePlaceOfAPassword(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, key := setup(t, db), passkeytest.New(t, rand.Reader, sited().Site.Origin)
		token := w.proved(t)
		choose := func(key *passkeytest.Key, username string) error {
			options, err := w.enrol.AskPasskey(t.Context(), sited(), token, "mia.n")
			if err != nil {
				t.Fatal(err)
			}
			_, err = w.enrol.ChoosePasskey(t.Context(), sited(), token, enrolling.Chosen{Username: username, Passkey: key.Create(options)})
			return err
		}
		if _, err := w.enrol.AskPasskey(t.Context(), sited(), token, "m"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a short name: got %v", err)
		}
		lazy := passkeytest.New(t, rand.Reader, sited().Site.Origin)
		lazy.Verified = false
		if err := choose(lazy, "mia.n"); !fault.Is(err, fault.Invalid) {
			t.Errorf("no verification: got %v", err)
		}
		before := passkeytest.New(t, rand.Reader, sited().Site.Origin)
		for _, k := range []*passkeytest.Key{before, key} { // the second choice replaces the first
			if err := choose(k, "mia.n"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.enters(t, key); !fault.Is(err, fault.Invalid) {
			t.Errorf("before the registration is finished: got %v", err)
		}
		done, err := w.enrol.Finish(t.Context(), sited(), token, nil)
		if err != nil {
			t.Fatal(err)
		}
		if in, err := w.enters(t, key); err != nil || in.Session.User.ID != done.User {
			t.Errorf("got %+v, %v", in, err)
		}
		if _, err := w.enters(t, before); !fault.Is(err, fault.Invalid) {
			t.Errorf("the choice before: got %v", err)
		}
		all, err := users.New(w.Box).Authenticators(w.DB.Reader(t.Context()), done.User)
		if err != nil || len(all) != 1 || all[0].Factor != identity.FactorText {
			t.Errorf("got %+v, %v, want the telephone and no password", all, err)
		}
		if _, err := w.signin.Start(t.Context(), signin.From{Network: "x"}, signin.Attempt{Identifier: "mia.n"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("no password opens: got %v", err)
		}
	})
}

func TestAPasswordChosenAfterAPasskeyTakesItsPlace(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, key := setup(t, db), passkeytest.New(t, rand.Reader, sited().Site.Origin)
		token := w.proved(t)
		options, err := w.enrol.AskPasskey(t.Context(), sited(), token, "mia.n")
		if err != nil {
			t.Fatal(err)
		}
		response := key.Create(options)
		if _, err := w.enrol.ChoosePasskey(t.Context(), sited(), token, enrolling.Chosen{Username: "mia.n", Passkey: response, Name: "Phone"}); err != nil {
			t.Fatal(err)
		}
		for what, answer := range map[string][]byte{"a replay": response, "nothing": nil, "nonsense": []byte("{}")} {
			if _, err := w.enrol.ChoosePasskey(t.Context(), sited(), token, enrolling.Chosen{Username: "mia.n", Passkey: answer}); fault.Of(err) == nil {
				t.Errorf("%s: got %v", what, err)
			}
		}
		w.finish(t, token, "mia.n")
		if _, err := w.enters(t, key); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v", err)
		}
	})
}

func TestThePasskeyOfARegistrationThatCameToNothingIsSweptAway(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, key := setup(t, db), passkeytest.New(t, rand.Reader, sited().Site.Origin)
		token := w.proved(t)
		options, err := w.enrol.AskPasskey(t.Context(), sited(), token, "mia.n")
		if err != nil {
			t.Fatal(err)
		}
		response := key.Create(options)
		if _, err := w.enrol.ChoosePasskey(t.Context(), sited(), token, enrolling.Chosen{Username: "mia.n", Passkey: response, Name: "Phone"}); err != nil {
			t.Fatal(err)
		}
		read, err := passkey.ReadNew(response)
		if err != nil {
			t.Fatal(err)
		}
		made, err := read.Accept(passkey.Ceremony{Site: sited().Site, Handle: make([]byte, 64)})
		if err != nil {
			t.Fatal(err)
		}
		there := func() bool {
			_, err := users.New(w.Box).PasskeyByCredential(w.DB.Reader(t.Context()), made.Credential)
			return !fault.Is(err, fault.NotFound)
		}
		if !there() {
			t.Fatal("it is not kept")
		}
		w.Advance(26 * time.Hour)
		sweep := retaining.New(retaining.Deps{Door: w.Door, Now: w.Now})
		if swept, err := sweep.Apply(t.Context(), access.System("retention")); err != nil || there() {
			t.Errorf("got %+v, %v; still there: %t", swept, err, there())
		}
	})
}
