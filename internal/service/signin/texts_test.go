package signin_test

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

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
			Texts: texts.New(notice.Reach{Countries: []notice.Country{{Prefix: "+49"}}}, w.Box), Limits: identity.DefaultLimits(), Policy: identity.Standard,
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

// stops lets the customer's phone reply STOP, or START.
func (w *town) replies(word notice.Word) {
	w.Advance(time.Second)
	w.Write(func(tx *engine.Tx) error {
		return texts.Add(tx, w.Box, id.New[texts.Reply](w.IDs), phone, word, w.Now())
	})
}

func TestAStoppedPhoneIsOfferedTheOtherWays(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, identity.Standard)
		w.signin = signin.New(signin.Deps{
			Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Courier: w.Courier,
			Texts: texts.New(notice.Reach{}, w.Box), Limits: identity.DefaultLimits(), Policy: identity.Standard,
		})
		w.replies(notice.WordStop)
		step, err := w.start(w.from, "mia.nguyen", password)
		if err != nil || step.Ask == nil || !step.Ask.Stopped || step.Ask.Factor != identity.FactorText {
			t.Fatalf("got %+v, %v, want the step open and said why no code comes", step.Ask, err)
		}
		token := step.Ask.Token
		if ask, err := w.signin.Asked(t.Context(), token); err != nil || !ask.Stopped || ask.ResendAt.After(w.Now()) {
			t.Errorf("got %+v, %v", ask, err)
		}
		stopped := func(err error) bool { _, ok := errors.AsType[*texts.Stopped](err); return ok }
		if _, err := w.signin.Resend(t.Context(), w.from, token); !stopped(err) {
			t.Errorf("got %v, want no code sent", err)
		}
		if sent := w.Messages(); len(sent) != 0 {
			t.Errorf("got %d messages", len(sent))
		}
		w.replies(notice.WordStart)
		ask, err := w.signin.Resend(t.Context(), w.from, token)
		if err != nil || ask.Stopped {
			t.Fatalf("got %+v, %v, want a code at once", ask, err)
		}
		if _, err := w.signin.Code(t.Context(), w.from, token, w.Code(phone), false); err != nil {
			t.Error(err)
		}

		w.replies(notice.WordStop)
		w.Write(func(tx *engine.Tx) error {
			return users.New(w.Box).Bind(tx, identity.Authenticator{
				ID: id.New[identity.Authenticator](w.IDs), User: w.user.ID, Factor: identity.FactorMail, Secret: mailbox, CreatedAt: w.Now(),
			})
		})
		if step, err = w.start(w.from, "mia.nguyen", password); err != nil || step.Ask == nil || step.Ask.Factor != identity.FactorMail {
			t.Fatalf("got %+v, %v, want the mailbox asked", step.Ask, err)
		}
		w.Advance(identity.ResendAfter)
		if err := w.signin.Switch(t.Context(), w.from, step.Ask.Token, identity.FactorText); !stopped(err) {
			t.Errorf("got %v, want it said why that way is closed", err)
		}
	})
}
