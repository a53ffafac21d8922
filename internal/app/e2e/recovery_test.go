package e2e_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"marque/internal/core/notice"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestAForgottenPasswordIsChangedPageByPage(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		who = n.contacts(t, who)
		v := n.visitor(t)
		if got := v.get("/forgot/password"); got.to != "/forgot" {
			t.Errorf("a password without a recovery: got %d to %q", got.status, got.to)
		}
		if got := v.post("/forgot", "/forgot", url.Values{"identifier": {""}}); got.status != http.StatusUnprocessableEntity {
			t.Errorf("nothing typed: got %d", got.status)
		}
		if got := v.post("/forgot", "/forgot", url.Values{"identifier": {who.username}}); got.to != "/forgot/code" {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
		if page := v.get("/forgot/code").body; strings.Contains(page, "@"+strings.SplitN(who.email, "@", 2)[1]) {
			t.Errorf("the page names the address on file")
		}
		if got := v.get("/forgot/password"); got.to != "/forgot/code" {
			t.Errorf("a password before any code: got %d to %q", got.status, got.to)
		}
		if got := v.post("/forgot/code", "/forgot/code", url.Values{"code": {n.code(t, notice.KindRecoveryCode, who.email)}}); got.to != "/forgot/code" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if got := v.get("/forgot/code"); !strings.Contains(got.body, "•••• "+who.phone[len(who.phone)-2:]) {
			t.Errorf("the second page does not ask for the phone's code: %s", got.body)
		}
		if got := v.post("/forgot/code", "/forgot/code", url.Values{"code": {n.code(t, notice.KindRecoveryCode, who.phone)}}); got.to != "/forgot/password" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if got := v.post("/forgot/password", "/forgot/password", url.Values{"password": {"password"}}); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a weak password: got %d", got.status)
		}
		who.password = "walrus pepper umbrella 12"
		got := v.post("/forgot/password", "/forgot/password", url.Values{"password": {who.password}})
		signIn := v.get(got.to).body
		if !strings.Contains(signIn, `value="/security?done=back"`) {
			t.Error("the way on from a recovery does not lead to where a passkey is added")
		}
		if got.to != "/login?done=password" || !strings.Contains(signIn, "Your password is changed") {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
		if got := n.owner.get("/"); got.to != "/login" {
			t.Errorf("the old session: got %d to %q", got.status, got.to)
		}
		v.signIn(n.world, who)
		if page := v.get("/security?done=back").body; !strings.Contains(page, "add one here") || !strings.Contains(page, `href="/security/passkeys/new"`) {
			t.Error("a passkey is not offered after a recovery")
		}
		n.provesTrue(t)
	})
}

func TestAPauseIsEndedPageByPage(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		who = n.contacts(t, who)
		v := n.visitor(t)
		if got := v.post("/unlock", "/unlock", url.Values{"identifier": {who.email}}); got.to != "/forgot/code" {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
		if got := v.post("/forgot/code", "/forgot/code", url.Values{"code": {n.code(t, notice.KindRecoveryCode, who.email)}}); got.to != "/forgot/code" {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
		got := v.post("/forgot/code", "/forgot/code", url.Values{"code": {n.code(t, notice.KindRecoveryCode, who.phone)}})
		if got.to != "/login?done=unlock" || !strings.Contains(v.get(got.to).body, "Your account is unlocked") {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
	})
}

// The page after the form is the same in every letter, whatever was typed.
func TestForgettingTellsNobodyWhoIsACustomer(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		for _, form := range []string{"/forgot", "/unlock"} {
			var pages []string
			for _, name := range []string{who.username, "nobody.at.all", "nobody@example.com"} {
				v := n.visitor(t)
				got := v.post(form, form, url.Values{"identifier": {name}})
				wrong := v.post("/forgot/code", "/forgot/code", url.Values{"code": {"000000"}})
				pages = append(pages, got.to+still(v.get(got.to).body)+still(wrong.body))
			}
			for i := range pages {
				if pages[i] != pages[0] {
					t.Errorf("%s: name %d is answered differently:\n%s\n%s", form, i, pages[i], pages[0])
				}
			}
		}
	})
}

// contacts fills in how a person of the town is reached.
func (n *town) contacts(t *testing.T, p person) person {
	t.Helper()
	for _, e := range n.Post.Sent(notice.KindWelcome) {
		if strings.Contains(e.Letter.Text, p.username) {
			p.email = e.To
		}
	}
	p.phone = n.Post.Sent(notice.KindContactCode)[0].To // the owner registered first
	return p
}
