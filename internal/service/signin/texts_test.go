package signin_test

import (
	"crypto/rand"
	"testing"

	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/signin"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/texts"
	"marque/internal/store/users"
)

func TestWhileTextsAreStoppedAnotherFactorIsAsked(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, identity.Standard)
		w.signin = signin.New(signin.Deps{
			Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Courier: w.Courier,
			Texts: texts.New(notice.Reach{Countries: []notice.Country{{Prefix: "+49"}}}), Limits: identity.DefaultLimits(), Policy: identity.Standard,
		})
		if _, err := w.start(w.from, "mia.nguyen", password); !fault.Is(err, fault.Unavailable) {
			t.Errorf("got %v, want it said that no text can go", err)
		}
		if _, err := w.start(w.from, "mia.nguyen", "wrong "+password); err == nil || fault.Is(err, fault.Unavailable) {
			t.Errorf("got %v, want a wrong password to learn nothing of it", err)
		}
		w.Write(func(tx *engine.Tx) error {
			return users.New(w.Box).Bind(tx, identity.Authenticator{
				ID: id.New[identity.Authenticator](w.IDs), User: w.user.ID, Factor: identity.FactorMail, Secret: mailbox, CreatedAt: w.Now(),
			})
		})
		step, err := w.start(w.from, "mia.nguyen", password)
		if err != nil || step.Ask == nil || step.Ask.Factor != identity.FactorMail {
			t.Fatalf("got %+v, %v, want the mailbox asked", step.Ask, err)
		}
		if _, err := w.signin.Code(t.Context(), w.from, step.Ask.Token, w.Code(mailbox), false); err != nil {
			t.Error(err)
		}
	})
}
