package securing_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/servicetest"
	"marque/internal/service/signin"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

// shows is the code that an app shows now.
func (w *town) shows(secret identity.TOTPSecret) string { return secret.Code(w.Now().Unix() / 30) }

// bind turns on an authenticator app and returns its secret and the recovery codes that came with it.
func (w *town) bind() (identity.TOTPSecret, []identity.RecoveryCode) {
	w.t.Helper()
	app, err := w.securing.BeginApp(w.t.Context(), w.session)
	if err != nil {
		w.t.Fatal(err)
	}
	codes, err := w.securing.ConfirmApp(w.t.Context(), servicetest.Brand, w.session, app.Token, w.shows(app.Secret))
	if err != nil {
		w.t.Fatal(err)
	}
	return app.Secret, codes
}

// ask gives the right password and returns what is asked for next.
func (w *town) ask() signin.Ask {
	w.t.Helper()
	step, err := w.signin.Start(w.t.Context(), w.from, signin.Attempt{Identifier: "mia.nguyen", Password: password})
	if err != nil {
		w.t.Fatal(err)
	}
	return *step.Ask
}

// code types a code without trust.
func (w *town) code(ask signin.Ask, typed string) error {
	_, err := w.signin.Code(w.t.Context(), w.from, ask.Token, typed, false)
	return err
}

func TestAnAppIsBoundByItsFirstCodeAndThenAskedFor(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		app, err := w.securing.BeginApp(t.Context(), w.session)
		if err != nil {
			t.Fatal(err)
		}
		if w.account().Has(identity.FactorApp) {
			t.Error("bound before its first code")
		}
		stranger := w.session
		stranger.User.ID = id.New[access.User](w.IDs)
		if _, err := w.securing.ConfirmApp(t.Context(), servicetest.Brand, stranger, app.Token, w.shows(app.Secret)); !fault.Is(err, fault.Conflict) {
			t.Errorf("somebody else's set-up: got %v", err)
		}
		for range 4 {
			if _, err := w.securing.ConfirmApp(t.Context(), servicetest.Brand, w.session, app.Token, "000000"); !fault.Is(err, fault.Invalid) {
				t.Errorf("a wrong code: got %v", err)
			}
		}
		codes, err := w.securing.ConfirmApp(t.Context(), servicetest.Brand, w.session, app.Token, w.shows(app.Secret))
		if err != nil || len(codes) != identity.RecoveryCodes {
			t.Fatalf("got %d codes, %v", len(codes), err)
		}
		if a := w.account(); !a.Has(identity.FactorApp) || a.Spares != identity.RecoveryCodes {
			t.Errorf("got %+v", a)
		}
		sent := len(w.Messages())
		ask := w.ask()
		if ask.Factor != identity.FactorApp || ask.Hint != "" || len(w.Messages()) != sent {
			t.Errorf("got %+v and %d messages", ask, len(w.Messages())-sent)
		}
		if err := w.code(ask, w.shows(app.Secret)); !fault.Is(err, fault.Invalid) {
			t.Errorf("the code of the set-up signs in too: %v", err)
		}
		w.Advance(identity.TOTPPeriod)
		if err := w.code(ask, w.shows(app.Secret)); err != nil {
			t.Errorf("the next code: got %v", err)
		}
		w.toldOf("An authenticator app was added.")
	})
}

// toldOf checks that the mailbox and the phone were told of a change.
func (w *town) toldOf(what string) {
	w.t.Helper()
	told := map[string]bool{}
	for _, m := range w.Messages() {
		if m.Kind == notice.KindFactorChanged && strings.Contains(m.Letter.Text, what) {
			told[m.To] = true
		}
	}
	if !told[mailbox] || !told[phone] || len(told) != 2 {
		w.t.Errorf("of %q were told %v", what, told)
	}
}

func TestACodeOfAnAppUsedTwiceAtOnceWorksOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		secret, _ := w.bind()
		w.Advance(identity.TOTPPeriod)
		var wg sync.WaitGroup
		var mu sync.Mutex
		in := 0
		for range 4 { // four sign-ins that each saw the same code
			ask := w.ask()
			wg.Go(func() {
				if w.code(ask, w.shows(secret)) == nil {
					mu.Lock()
					defer mu.Unlock()
					in++
				}
			})
		}
		wg.Wait()
		if in != 1 {
			t.Errorf("got %d sessions", in)
		}
	})
}

func TestARecoveryCodeWorksOnceInThePlaceOfAnyCode(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		_, codes := w.bind()
		in, err := w.signin.Code(t.Context(), w.from, w.ask().Token, codes[0].Grouped(), true)
		if err != nil {
			t.Fatal(err)
		}
		trusted := w.from
		trusted.Device = in.Device
		if step, err := w.signin.Start(t.Context(), trusted, signin.Attempt{Identifier: "mia.nguyen", Password: password}); err != nil || step.Ask == nil {
			t.Errorf("a recovery code made a browser trusted: %+v, %v", step, err)
		}
		w.toldOf("A recovery code was used to sign in. Codes left: 9.")
		if err := w.code(w.ask(), string(codes[0])); !fault.Is(err, fault.Invalid) {
			t.Errorf("used twice: got %v", err)
		}
		if _, err := w.securing.NewRecoveryCodes(t.Context(), servicetest.Brand, w.session); err != nil {
			t.Fatal(err)
		}
		if err := w.code(w.ask(), string(codes[1])); !fault.Is(err, fault.Invalid) {
			t.Errorf("of the set before: got %v", err)
		}
		if got := w.account().Spares; got != identity.RecoveryCodes {
			t.Errorf("got %d left", got)
		}
	})
}

func TestAnotherWayIsChosenAtTheCodePage(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		secret, _ := w.bind()
		ask := w.ask()
		ways, spares, err := w.signin.Ways(t.Context(), ask.Token)
		if err != nil || !spares || len(ways) != 1 || ways[0] != (signin.Way{Factor: identity.FactorText, Hint: "•••• 42"}) {
			t.Fatalf("got %+v, %t, %v", ways, spares, err)
		}
		if err := w.signin.Switch(t.Context(), w.from, ask.Token, identity.FactorText); err != nil {
			t.Fatal(err)
		}
		if got, err := w.signin.Asked(t.Context(), ask.Token); err != nil || got.Factor != identity.FactorText || got.Hint != "•••• 42" {
			t.Errorf("got %+v, %v", got, err)
		}
		if err := w.signin.Switch(t.Context(), w.from, ask.Token, identity.FactorText); !fault.Is(err, fault.TooMany) {
			t.Errorf("a second text at once: got %v", err)
		}
		for _, to := range []identity.Factor{identity.FactorMail, identity.FactorPassword, identity.FactorRecovery, "", "x"} {
			if err := w.signin.Switch(t.Context(), w.from, ask.Token, to); !fault.Is(err, fault.NotFound) {
				t.Errorf("to %q, which is not bound: got %v", to, err)
			}
		}
		text := w.Code(phone)
		if err := w.signin.Switch(t.Context(), w.from, ask.Token, identity.FactorApp); err != nil {
			t.Fatal(err)
		}
		if err := w.code(ask, text); !fault.Is(err, fault.Invalid) {
			t.Errorf("the text after going back to the app: got %v", err)
		}
		w.Advance(identity.TOTPPeriod)
		if err := w.code(ask, w.shows(secret)); err != nil {
			t.Errorf("the app's code: got %v", err)
		}
	})
}

func TestTriesAreCountedOverAllWays(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		secret, codes := w.bind()
		w.Advance(time.Minute)
		ask := w.ask()
		for i, typed := range []string{"000000", "0000-0000-0000-0000", "000000", "1111111111111111"} {
			if err := w.code(ask, typed); !fault.Is(err, fault.Invalid) {
				t.Errorf("%d: got %v", i, err)
			}
			if i == 1 {
				if err := w.signin.Switch(t.Context(), w.from, ask.Token, identity.FactorText); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := w.code(ask, "000000"); !fault.Is(err, fault.Conflict) {
			t.Errorf("the fifth: got %v", err)
		}
		for _, right := range []string{w.shows(secret), string(codes[0]), w.Code(phone)} {
			if err := w.code(ask, right); !fault.Is(err, fault.Conflict) {
				t.Errorf("a right one after five wrong: got %v", err)
			}
		}
	})
}

func TestTheLastSecondStepStays(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.bind()
		if err := w.securing.RemoveApp(t.Context(), servicetest.Brand, w.session); err != nil {
			t.Fatal(err)
		}
		w.toldOf("The authenticator app was removed.")
		if err := w.securing.RemoveApp(t.Context(), servicetest.Brand, w.session); !fault.Is(err, fault.NotFound) {
			t.Errorf("removed twice: got %v", err)
		}
		w.bind()
		w.Write(func(tx *engine.Tx) error {
			_, err := users.New(w.Box).Unbind(tx, w.user.ID, identity.FactorText)
			return err
		})
		if err := w.securing.RemoveApp(t.Context(), servicetest.Brand, w.session); !fault.Is(err, fault.Conflict) {
			t.Errorf("the last one: got %v", err)
		}
	})
}
