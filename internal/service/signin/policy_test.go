package signin_test

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/signin"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

// also gives mia another factor, and takes her telephone away when that is to be the only one.
func (w *town) also(f identity.Factor, secret string, onlyOne bool) {
	store := users.New(w.Box)
	w.Write(func(tx *engine.Tx) error {
		if onlyOne {
			if _, err := store.Unbind(tx, w.user.ID, identity.FactorText); err != nil {
				return err
			}
		}
		return store.Bind(tx, identity.Authenticator{ID: id.New[identity.Authenticator](w.IDs), User: w.user.ID, Factor: f, Secret: secret, CreatedAt: w.Now()})
	})
}

// under lets the same people in by another policy.
func (w *town) under(policy identity.Policy) {
	w.signin = signin.New(signin.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Courier: w.Courier,
		Limits: identity.DefaultLimits(), Policy: policy,
	})
}

func TestStrictTakesNoMailedCode(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		w.also(identity.FactorMail, mailbox, true)
		for policy, taken := range map[identity.Policy]bool{identity.Standard: true, identity.Legacy: true, identity.Strict: false} {
			w.under(policy)
			step, err := w.start(w.from, "mia.nguyen", password)
			if got := err == nil && step.Ask != nil; got != taken || step.In != nil {
				t.Errorf("%s: got %+v, %v, want a code mailed: %v", policy, step, err, taken)
			}
		}
	})
}

func TestStrictTakesNoTextCodeBesideAnApp(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		secret, err := identity.NewTOTPSecret(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		w.also(identity.FactorApp, string(secret), false)
		for policy, taken := range map[identity.Policy]bool{identity.Standard: true, identity.Strict: false} {
			w.under(policy)
			step, err := w.start(w.from, "mia.nguyen", password)
			if err != nil || step.Ask == nil || step.Ask.Factor != identity.FactorApp {
				t.Fatalf("got %+v, %v", step, err)
			}
			ways, _, err := w.signin.Ways(t.Context(), step.Ask.Token)
			offered := slices.ContainsFunc(ways, func(way signin.Way) bool { return way.Factor == identity.FactorText })
			if err != nil || offered != taken {
				t.Errorf("%s: got %v, %v, want a text offered: %v", policy, ways, err, taken)
			}
			if err := w.signin.Switch(t.Context(), w.from, step.Ask.Token, identity.FactorText); (err == nil) != taken || err != nil && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: asking for a text got %v, want it taken: %v", policy, err, taken)
			}
		}
	})
}

func TestAPasswordStaysGoodHoweverOldItIs(t *testing.T) {
	t.Parallel()
	w := setup(t, enginetest.SQLite(t), "")
	const years = 10 * 366 * 24 * time.Hour
	w.Advance(years)
	if step, err := w.start(w.from, "mia.nguyen", password); err != nil || step.Ask == nil {
		t.Errorf("after ten years: got %+v, %v", step, err)
	}
}
