package securing_test

import (
	"bytes"
	"crypto/rand"
	"sync"
	"testing"

	"marque/internal/core/identity"
	"marque/internal/core/passkey"
	"marque/internal/core/passkey/passkeytest"
	"marque/internal/fault"
	"marque/internal/service/securing"
	"marque/internal/service/servicetest"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

var here = securing.Place{Brand: servicetest.Brand, Site: passkey.Site{Host: "aurelia.example", Origin: "https://aurelia.example"}}

// add makes a passkey and keeps it.
func (w *town) add(name string) *passkeytest.Key {
	w.t.Helper()
	key := passkeytest.New(w.t, rand.Reader, here.Site.Origin)
	if err := w.securing.AddPasskey(w.t.Context(), here, w.session, key.Create(w.askKey()), name); err != nil {
		w.t.Fatal(err)
	}
	return key
}

func (w *town) askKey() []byte {
	w.t.Helper()
	options, err := w.securing.AskPasskey(w.t.Context(), here, w.session)
	if err != nil {
		w.t.Fatal(err)
	}
	return options
}

// opens signs in with a passkey.
func (w *town) opens(key *passkeytest.Key) error {
	w.t.Helper()
	from := w.from
	from.Site = here.Site
	var err error
	if from.Visitor, err = identity.NewToken(rand.Reader); err != nil {
		w.t.Fatal(err)
	}
	options, err := w.signin.AskPasskey(w.t.Context(), from)
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = w.signin.Passkey(w.t.Context(), from, key.Get(options))
	return err
}

func TestAPasskeyIsAddedUsedRenamedAndRemoved(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		phoneKey, laptopKey := w.add(" My  phone "), w.add("Laptop")
		w.toldOf("A passkey was added.")
		all := w.account().Passkeys
		if len(all) != 2 || all[0].Name != "My phone" || all[1].Name != "Laptop" || !bytes.Equal(all[0].Handle, all[1].Handle) || len(all[0].Handle) != 64 {
			t.Fatalf("got %+v", all)
		}
		if options := w.askKey(); bytes.Count(options, []byte(`"internal"`)) != 2 {
			t.Errorf("the keys that are known are not excluded: %s", options)
		}
		if err := w.opens(laptopKey); err != nil {
			t.Error(err)
		}
		if err := w.securing.RenamePasskey(t.Context(), w.session, all[0].ID, "Old phone"); err != nil || w.account().Passkeys[0].Name != "Old phone" {
			t.Errorf("got %v, %v", err, w.account().Passkeys)
		}
		if err := w.securing.RemovePasskey(t.Context(), here, w.session, all[0].ID); err != nil {
			t.Fatal(err)
		}
		w.toldOf("A passkey was removed.")
		if err := w.opens(phoneKey); !fault.Is(err, fault.Invalid) {
			t.Errorf("a removed passkey: got %v", err)
		}
		for what, err := range map[string]error{
			"rename": w.securing.RenamePasskey(t.Context(), w.session, all[0].ID, "x"), "remove": w.securing.RemovePasskey(t.Context(), here, w.session, all[0].ID),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s one that is gone: got %v", what, err)
			}
		}
	})
}

func TestAPasskeyIsNotMadeByAnAnswerThatIsNotRight(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		first := w.add("Phone")
		try := func(key *passkeytest.Key, options []byte, at securing.Place) error {
			return w.securing.AddPasskey(t.Context(), at, w.session, key.Create(options), "Phone")
		}
		unverified, elsewhere := passkeytest.New(t, rand.Reader, here.Site.Origin), passkeytest.New(t, rand.Reader, "https://aurelia.evil.test")
		unverified.Verified = false
		for what, err := range map[string]error{
			"no verification": try(unverified, w.askKey(), here), "another origin": try(elsewhere, w.askKey(), here), "the same credential again": try(first, w.askKey(), here),
			"nothing":  w.securing.AddPasskey(t.Context(), here, w.session, nil, "Phone"),
			"nonsense": w.securing.AddPasskey(t.Context(), here, w.session, []byte("{"), "Phone"),
			"no name":  w.securing.AddPasskey(t.Context(), here, w.session, first.Create(w.askKey()), " "),
		} {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: got %v", what, err)
			}
		}
		options, norden := w.askKey(), here
		norden.Site = passkey.Site{Host: "norden.example", Origin: "https://norden.example"}
		neighbour := w.session
		neighbour.User.ID[0]++
		key := passkeytest.New(t, rand.Reader, here.Site.Origin)
		for what, err := range map[string]error{
			"a replay":               func() error { o := w.askKey(); _ = try(unverified, o, here); return try(key, o, here) }(),
			"another brand's page":   try(key, options, norden),
			"after another's answer": try(key, options, here),
			"somebody else":          w.securing.AddPasskey(t.Context(), here, neighbour, key.Create(w.askKey()), "x"),
			"too late":               func() error { o := w.askKey(); w.Advance(passkey.CeremonyLife); return try(key, o, here) }(),
		} {
			if fault.Of(err) == nil {
				t.Errorf("%s: got %v, want a fault", what, err)
			}
		}
		if got := len(w.account().Passkeys); got != 1 {
			t.Errorf("got %d passkeys, want the first only", got)
		}
		if _, err := w.securing.AskPasskey(t.Context(), securing.Place{}, w.session); !fault.Is(err, fault.Conflict) {
			t.Errorf("no site: got %v", err)
		}
	})
}

// without takes the password away, as for somebody who registered with a passkey.
func (w *town) without() {
	w.Write(func(tx *engine.Tx) error {
		_, err := users.New(w.Box).Unbind(tx, w.user.ID, identity.FactorPassword)
		return err
	})
}

func TestTheLastWayInStays(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.add("Phone")
		w.without()
		only := w.account().Passkeys[0]
		if err := w.securing.RemovePasskey(t.Context(), here, w.session, only.ID); !fault.Is(err, fault.Conflict) {
			t.Fatalf("got %v", err)
		}
		w.add("Laptop")
		var wait sync.WaitGroup
		for _, p := range w.account().Passkeys {
			wait.Go(func() { _ = w.securing.RemovePasskey(t.Context(), here, w.session, p.ID) })
		}
		wait.Wait()
		left := w.account().Passkeys
		if len(left) != 1 {
			t.Fatalf("got %d passkeys after both were removed at once, want 1", len(left))
		}
		if err := w.securing.FirstPassword(t.Context(), servicetest.Brand, w.session, "short"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a weak one: got %v", err)
		}
		if err := w.securing.FirstPassword(t.Context(), servicetest.Brand, w.session, better); err != nil {
			t.Fatal(err)
		}
		if err := w.securing.FirstPassword(t.Context(), servicetest.Brand, w.session, better); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second first one: got %v", err)
		}
		w.enter(w.from, better)
		if err := w.securing.RemovePasskey(t.Context(), here, w.session, left[0].ID); err != nil {
			t.Errorf("with a password: got %v", err)
		}
	})
}
