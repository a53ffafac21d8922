package signin_test

import (
	"slices"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/id"
	"marque/internal/service/signin"
	"marque/internal/store/attempts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

// outcomes are a user's attempts, oldest first: "password wrong".
func (w *town) outcomes(t *testing.T, user access.UserID) []string {
	t.Helper()
	all, err := attempts.Of(w.DB.Reader(t.Context()), w.Box, user)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, a := range slices.Backward(all) {
		if a.Network != w.from.Network || a.Browser != w.from.Browser {
			t.Errorf("got %q from %q", a.Browser, a.Network)
		}
		out = append(out, string(a.Step)+" "+string(a.Outcome))
	}
	return out
}

func TestEveryAttemptIsKeptWithItsTrueReason(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		for range 6 {
			_, _ = w.start(w.from, "mia.nguyen", "wrong")
		}
		w.Advance(time.Minute)
		step, err := w.start(w.from, "mia.nguyen", password)
		if err != nil {
			t.Fatal(err)
		}
		code := w.Code(phone)
		_, _ = w.signin.Code(t.Context(), w.from, step.Ask.Token, "000000", false)
		if _, err := w.signin.Code(t.Context(), w.from, step.Ask.Token, code, false); err != nil {
			t.Fatal(err)
		}
		_, _ = w.signin.Code(t.Context(), w.from, step.Ask.Token, code, false)
		want := []string{
			"password wrong", "password wrong", "password wrong", "password wrong", "password wrong", "password paused", "password asked",
			"code wrong", "code in", "code over",
		}
		if got := w.outcomes(t, w.user.ID); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// hire makes somebody of ours with a password, a telephone that must count for nothing, and an app.
func (w *town) hire(t *testing.T) (identity.User, identity.TOTPSecret) {
	t.Helper()
	hash, err := w.Passwords.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	u := identity.User{ID: id.New[access.User](w.IDs), State: identity.UserActive, Username: "dana", Name: "Dana", Roles: []access.Role{access.RoleAgent}}
	w.insert(u, hash, phone)
	secret := identity.TOTPSecret("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
	w.Write(func(tx *engine.Tx) error {
		return users.New(w.Box).Bind(tx, identity.Authenticator{ID: id.New[identity.Authenticator](w.IDs), User: u.ID, Factor: identity.FactorApp, Secret: string(secret)})
	})
	return u, secret
}

func TestStaffAndCustomersEachHaveTheirOwnDoor(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		dana, secret := w.hire(t)
		desk := w.from
		desk.Desk = true
		if _, err := w.start(w.from, "dana", password); err == nil || err.Error() != identity.Refused().Error() {
			t.Errorf("staff at the customers' door: got %v", err)
		}
		if _, err := w.start(desk, "mia.nguyen", password); err == nil || err.Error() != identity.Refused().Error() {
			t.Errorf("a customer at the desk: got %v", err)
		}
		step, err := w.start(desk, "dana", password)
		if err != nil || step.Ask.Factor != identity.FactorApp {
			t.Fatalf("got %+v, %v", step, err)
		}
		if ways, spares, err := w.signin.Ways(t.Context(), step.Ask.Token); err != nil || len(ways) > 0 || spares {
			t.Errorf("staff may choose %v, spare codes %v, %v", ways, spares, err)
		}
		if err := w.signin.Switch(t.Context(), desk, step.Ask.Token, identity.FactorText); err == nil {
			t.Error("staff can have a text sent")
		}
		in, err := w.signin.Code(t.Context(), desk, step.Ask.Token, secret.Code(w.Now().Unix()/30), true)
		if err != nil || in.Session.Actor().Kind != access.AgentKind || in.Session.User.ID != dana.ID {
			t.Fatalf("got %+v, %v", in, err)
		}
		desk.Device = in.Device
		if step, err := w.start(desk, "dana", password); err != nil || step.Ask == nil {
			t.Errorf("a browser of the staff is trusted: %+v, %v", step, err)
		}
	})
}

func TestASessionOfStaffEndsAfterEightHoursAndAfterFifteenIdleMinutes(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		_, secret := w.hire(t)
		desk := signin.From{Network: w.from.Network, Brand: w.from.Brand, Browser: w.from.Browser, Desk: true}
		enter := func() identity.Token {
			step, err := w.start(desk, "dana", password)
			if err != nil {
				t.Fatal(err)
			}
			in, err := w.signin.Code(t.Context(), desk, step.Ask.Token, secret.Code(w.Now().Unix()/30), false)
			if err != nil {
				t.Fatal(err)
			}
			return in.Token
		}
		alive := func(token identity.Token) bool {
			_, err := w.signin.Check(t.Context(), token, true)
			return err == nil
		}
		token := enter()
		w.Advance(identity.IdleLimit - time.Second)
		if !alive(token) {
			t.Error("ended before fifteen idle minutes")
		}
		w.Advance(identity.IdleLimit)
		if alive(token) {
			t.Error("lives after fifteen idle minutes")
		}
		token = enter()
		for passed := time.Duration(0); passed < identity.AgentLimit-10*time.Minute; passed += 10 * time.Minute {
			w.Advance(10 * time.Minute)
			if !alive(token) {
				t.Fatalf("ended after %s of work", passed)
			}
		}
		w.Advance(10*time.Minute - time.Second)
		if !alive(token) {
			t.Error("ended before eight hours")
		}
		w.Advance(time.Second)
		if alive(token) {
			t.Error("lives after eight hours")
		}
	})
}
