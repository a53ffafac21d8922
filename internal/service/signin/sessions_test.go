package signin_test

import (
	"context"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/parties"
)

func (w *town) alive(token identity.Token, active bool) bool {
	_, err := w.signin.Check(context.Background(), token, active)
	return err == nil
}

func TestASessionEndsAfterFifteenIdleMinutesAndActivityMovesTheEnd(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		in := w.enter(t, w.from, false)
		w.Advance(14 * time.Minute)
		if !w.alive(in.Token, true) {
			t.Fatal("ended after 14 minutes")
		}
		w.Advance(15*time.Minute - time.Second)
		if !w.alive(in.Token, false) {
			t.Fatal("ended a second early")
		}
		w.Advance(time.Second)
		if w.alive(in.Token, true) {
			t.Error("alive after fifteen idle minutes, though only a poll came between")
		}
	})
}

func TestASessionEndsAfterTwelveHoursWhateverIsDone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		in := w.enter(t, w.from, false)
		for range 72 {
			w.Advance(10*time.Minute - time.Second)
			if !w.alive(in.Token, true) {
				t.Fatal("ended early")
			}
		}
		w.Advance(71 * time.Second)
		if !w.alive(in.Token, true) {
			t.Error("ended a second early")
		}
		w.Advance(time.Second)
		if w.alive(in.Token, true) {
			t.Error("alive after twelve hours")
		}
	})
}

func TestSigningInAgainEndsTheBrowsersOldSession(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		first := w.enter(t, w.from, false)
		again := w.from
		again.Session = first.Token
		second := w.enter(t, again, false)
		if w.alive(first.Token, true) || !w.alive(second.Token, true) || first.Token == second.Token {
			t.Error("the old session lives, or the new one does not")
		}
	})
}

func TestSigningOutEndsThisSessionOrAllOthers(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		a, b, c := w.enter(t, w.from, false), w.enter(t, w.from, false), w.enter(t, w.from, false)
		if all, err := w.signin.Sessions(t.Context(), a.Session); err != nil || len(all) != 3 {
			t.Errorf("got %d sessions, %v", len(all), err)
		}
		if err := w.signin.SignOut(t.Context(), c.Session); err != nil || w.alive(c.Token, true) {
			t.Errorf("signed out, but alive: %v", err)
		}
		if n, err := w.signin.SignOutElsewhere(t.Context(), a.Session); err != nil || n != 1 || !w.alive(a.Token, true) || w.alive(b.Token, true) {
			t.Errorf("got %d ended, %v", n, err)
		}
	})
}

func TestAForgottenDeviceIsUnknownAndSignedOut(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		in := w.enter(t, w.from, true)
		known := w.from
		known.Device = in.Device
		devices, err := w.signin.Devices(t.Context(), in.Session)
		if err != nil || len(devices) != 1 || devices[0].Label != "Firefox on Linux" {
			t.Fatalf("got %+v, %v", devices, err)
		}
		if err := w.signin.Forget(t.Context(), in.Session, devices[0].ID); err != nil || w.alive(in.Token, true) {
			t.Errorf("forgotten, but alive: %v", err)
		}
		if step, err := w.start(known, "mia.nguyen", password); err != nil || step.In != nil {
			t.Errorf("a forgotten device is still trusted: %+v, %v", step, err)
		}
		if err := w.signin.Forget(t.Context(), in.Session, devices[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("twice: got %v", err)
		}
	})
}

func TestAStepUpGivesAFreshFactorAndANewToken(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		in := w.enter(t, w.from, false)
		w.Advance(11 * time.Minute)
		from := w.from
		from.Session = in.Token
		v, err := w.signin.Check(t.Context(), in.Token, true)
		if err != nil || v.Fresh(w.Now()) {
			t.Fatalf("got fresh after 11 minutes, %v", err)
		}
		ask, err := w.signin.StepUp(t.Context(), from, v)
		if err != nil {
			t.Fatal(err)
		}
		up, err := w.signin.Code(t.Context(), from, ask.Token, w.Code(phone), false)
		if err != nil || up.Token == in.Token || w.alive(in.Token, true) {
			t.Fatalf("got the old token or an error: %v", err)
		}
		if v, err := w.signin.Check(t.Context(), up.Token, true); err != nil || !v.Fresh(w.Now()) || v.ID != in.Session.ID {
			t.Errorf("got %+v, %v", v, err)
		}
	})
}

func TestAStepUpWithoutItsSessionGivesNone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		in := w.enter(t, w.from, false)
		ask, err := w.signin.StepUp(t.Context(), w.from, in.Session)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := w.signin.Code(t.Context(), w.from, ask.Token, w.Code(phone), false); !fault.Is(err, fault.SignedOut) {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestAStepUpOfAnotherUsersSessionIsRefused(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		mia := w.enter(t, w.from, false)
		other := w.user
		other.ID, other.Party, other.Username, other.Email = id.New[access.User](w.IDs), w.Contract("C2", "", parties.Party{GivenName: "Ada", FamilyName: "Other", Phone: phone})[0], "other", ""
		hash, _ := w.Passwords.Hash(t.Context(), password)
		w.insert(other, hash, phone)
		step, err := w.start(w.from, "other", password)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := w.signin.Code(t.Context(), w.from, step.Ask.Token, w.Code(phone), false)
		if err != nil {
			t.Fatal(err)
		}
		ask, err := w.signin.StepUp(t.Context(), w.from, theirs.Session)
		if err != nil {
			t.Fatal(err)
		}
		from := w.from
		from.Session = mia.Token
		if got, err := w.signin.Code(t.Context(), from, ask.Token, w.Code(phone), false); !fault.Is(err, fault.SignedOut) || !w.alive(mia.Token, true) {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestNonsenseIsNoSession(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		for _, token := range []identity.Token{"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} {
			if _, err := w.signin.Check(t.Context(), token, true); !fault.Is(err, fault.SignedOut) {
				t.Errorf("%q: got %v", token, err)
			}
			if _, err := w.signin.Code(t.Context(), w.from, token, "123456", false); !fault.Is(err, fault.Conflict) {
				t.Errorf("%q: got %v", token, err)
			}
			if _, err := w.signin.Asked(t.Context(), token); !fault.Is(err, fault.Conflict) {
				t.Errorf("%q: got %v", token, err)
			}
		}
	})
}
