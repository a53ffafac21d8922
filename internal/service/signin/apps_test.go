package signin_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"testing"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/signin"
	"marque/internal/store/clients"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

const (
	back     = "com.aurelia.app:/back"
	verifier = "a-verifier-that-is-as-long-as-rfc-7636-wants-it"
)

// app enters an app and returns what it asks a customer.
func (w *town) app(t *testing.T) (identity.Client, identity.AppRequest) {
	t.Helper()
	c := identity.Client{
		ID: id.New[access.Client](w.IDs), Kind: identity.AppClient, Name: "Aurelia Mobile", Scopes: []access.Scope{access.ContractsRead, access.PaymentsWrite},
		Redirects: []string{back}, Rate: 120, CreatedAt: w.Now(),
	}
	w.Write(func(tx *engine.Tx) error { return clients.Insert(tx, c) })
	sum := sha256.Sum256([]byte(verifier))
	return c, identity.AppRequest{
		Client: c.ID.String(), ResponseType: "code", Redirect: back, State: "s", Scope: "contracts:read",
		Challenge: base64.RawURLEncoding.EncodeToString(sum[:]), ChallengeMethod: "S256",
	}
}

// allow has mia allow the app and returns what the app exchanges.
func (w *town) allow(t *testing.T, v identity.Session, q identity.AppRequest) identity.Exchange {
	t.Helper()
	code, err := w.signin.Approve(t.Context(), w.from, v, q)
	if err != nil {
		t.Fatal(err)
	}
	return identity.Exchange{Client: q.Client, Code: code.Marked(identity.AppCodeMark), Redirect: q.Redirect, Verifier: verifier}
}

func (w *town) redeem(t *testing.T, x identity.Exchange) signin.AppIn {
	t.Helper()
	in, err := w.signin.Redeem(t.Context(), w.from, x)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func (w *town) renew(t *testing.T, client string, refresh identity.Token) (signin.AppIn, error) {
	return w.signin.Renew(t.Context(), client, refresh.Marked(identity.RefreshMark))
}

func (w *town) asks(t *testing.T, token identity.Token) bool {
	_, err := w.signin.AppSession(t.Context(), token)
	return err == nil
}

func refused(err error) bool {
	e, ok := errors.AsType[*identity.OAuthError](err)
	return ok && e.Code == identity.OAuthInvalidGrant
}

func TestACustomerLetsAnAppInWhichIsASessionOfItsOwnAndIsTold(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		in := w.enter(t, w.from, false)
		_, q := w.app(t)
		app := w.redeem(t, w.allow(t, in.Session, q))
		v, err := w.signin.AppSession(t.Context(), app.Token)
		if err != nil {
			t.Fatal(err)
		}
		by := v.Actor()
		if by.Kind != access.CustomerKind || by.Party != w.user.Party || by.Name != "Aurelia Mobile" || !by.Has(access.ContractsRead) || by.Has(access.PaymentsWrite) {
			t.Errorf("got %+v", by)
		}
		if w.alive(app.Token, true) || !w.alive(in.Token, true) {
			t.Error("an app's token opens the pages, or the browser was signed out")
		}
		if w.asks(t, in.Token) {
			t.Error("a browser's token asks the API")
		}
		sent := w.Messages()[0]
		if sent.Kind != notice.KindNewDevice || !strings.Contains(sent.Letter.Text, "Aurelia Mobile, allowed in Firefox on Linux") {
			t.Errorf("got %s: %s", sent.Kind, sent.Letter.Text)
		}
		if n, err := w.signin.SignOutElsewhere(t.Context(), in.Session); err != nil || n != 1 || w.asks(t, app.Token) {
			t.Errorf("signing out everywhere else left the app: %d, %v", n, err)
		}
		if _, err := w.renew(t, q.Client, app.Refresh); !refused(err) {
			t.Errorf("the app comes back by its refresh token: %v", err)
		}
	})
}

func TestACodeGivesOneSessionAndASecondUseTakesItAway(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		in := w.enter(t, w.from, false)
		_, q := w.app(t)
		x := w.allow(t, in.Session, q)
		wrong := x
		wrong.Verifier = strings.Repeat("w", 50)
		if _, err := w.signin.Redeem(t.Context(), w.from, wrong); !refused(err) {
			t.Errorf("another's verifier: got %v", err)
		}
		var all sync.WaitGroup
		tokens := make([]identity.Token, 8)
		for i := range tokens {
			all.Go(func() {
				if app, err := w.signin.Redeem(t.Context(), w.from, x); err == nil {
					tokens[i] = app.Token
				} else if !refused(err) {
					t.Errorf("at once: got %v", err)
				}
			})
		}
		all.Wait()
		given := 0
		for _, token := range tokens {
			if token != "" {
				given++
				if w.asks(t, token) {
					t.Error("a code that came twice still gives")
				}
			}
		}
		if given != 1 {
			t.Errorf("one code gave %d sessions", given)
		}
		late := w.allow(t, in.Session, q)
		w.Advance(identity.AppCodeLife)
		if _, err := w.signin.Redeem(t.Context(), w.from, late); !refused(err) {
			t.Errorf("a minute later: got %v", err)
		}
		for _, text := range []string{"", "mqc_", "mqc_" + strings.Repeat("A", 43), late.Code[4:]} {
			if _, err := w.signin.Redeem(t.Context(), w.from, identity.Exchange{Client: q.Client, Code: text, Redirect: back, Verifier: verifier}); !refused(err) {
				t.Errorf("%q: got %v", text, err)
			}
		}
	})
}

func TestARefreshTokenWorksOnceAndASecondUseSignsTheAppOut(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		in := w.enter(t, w.from, false)
		_, q := w.app(t)
		first := w.redeem(t, w.allow(t, in.Session, q))
		w.Advance(identity.AppTokenLife)
		if w.asks(t, first.Token) {
			t.Fatal("a token lives longer than fifteen minutes")
		}
		if _, err := w.renew(t, id.New[access.Client](w.IDs).String(), first.Refresh); !refused(err) {
			t.Errorf("another program's: got %v", err)
		}
		second, err := w.renew(t, q.Client, first.Refresh)
		if err != nil || !w.asks(t, second.Token) || second.Refresh == first.Refresh {
			t.Fatalf("got %v", err)
		}
		if _, err := w.renew(t, q.Client, first.Refresh); !refused(err) || w.asks(t, second.Token) {
			t.Errorf("used twice, and the app goes on: %v", err)
		}
		if _, err := w.renew(t, q.Client, second.Refresh); !refused(err) {
			t.Errorf("the newer one goes on: %v", err)
		}
		if got := strings.Join(w.Audit(access.OnUser(w.user.ID)), "\n"); !strings.Contains(got, "refresh token came twice") {
			t.Errorf("the record does not say why: %s", got)
		}
	})
}

func TestAnAppIsForgottenAfterThirtyIdleDaysAndGoneWithItsProgramOrUser(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		in := w.enter(t, w.from, false)
		c, q := w.app(t)
		idle, left, ended := w.redeem(t, w.allow(t, in.Session, q)), w.redeem(t, w.allow(t, in.Session, q)), w.redeem(t, w.allow(t, in.Session, q))
		for _, text := range []string{"", "nonsense", left.Token.Marked(identity.RefreshMark)} {
			if err := w.signin.LeaveApp(t.Context(), q.Client, text); err != nil || !w.asks(t, left.Token) {
				t.Errorf("%q: got %v", text, err)
			}
		}
		for range 2 {
			if err := w.signin.LeaveApp(t.Context(), q.Client, left.Refresh.Marked(identity.RefreshMark)); err != nil || w.asks(t, left.Token) {
				t.Errorf("it left, and asks: %v", err)
			}
		}
		if devices, err := w.signin.Devices(t.Context(), in.Session); err != nil || len(devices) != 3 {
			t.Errorf("got %d devices, want the browser and two apps: %v", len(devices), err)
		}
		w.Write(func(tx *engine.Tx) error { return clients.End(tx, c.ID, w.Now()) })
		if _, err := w.renew(t, q.Client, ended.Refresh); !refused(err) || w.asks(t, ended.Token) {
			t.Errorf("the program has ended, and its app goes on: %v", err)
		}
		if _, err := w.signin.Approve(t.Context(), w.from, in.Session, q); !fault.Is(err, fault.Invalid) {
			t.Errorf("an ended program asks on: %v", err)
		}
		w.Advance(identity.AppIdle)
		if _, err := w.renew(t, q.Client, idle.Refresh); !refused(err) {
			t.Errorf("after thirty days: got %v", err)
		}
	})
}
