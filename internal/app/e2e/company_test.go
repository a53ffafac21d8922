package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/config"
	"marque/internal/core/access"
	"marque/internal/gateway/idp/idptest"
	"marque/internal/service/staffing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// company is an installation whose staff sign in at a real identity provider.
func company(t *testing.T, db *engine.DB) (*town, string) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	back := "https://" + server.Listener.Addr().String() + "/desk/login/company/back"
	issuer := idptest.Start(t, back, idptest.Person{ID: "1", Username: "ada", Email: "ada@lender.example", Verified: true},
		idptest.Person{ID: "2", Username: "eve", Email: "ada@lender.example"}, idptest.Person{ID: "3", Username: "bob", Email: "bob@lender.example", Verified: true})
	open := openChanged(t, db, apptest.NewClock("2026-11-02T15:00:00Z"), func(o *app.Options) {
		c := &o.Config
		c.Desk = config.Desk{Issuer: issuer, ClientID: idptest.ClientID, Secret: idptest.Secret}
		c.Sites = []config.Site{{Brand: "aurelia", URL: "https://" + server.Listener.Addr().String()}}
	})
	w := serveWorld(t, open)
	server.Config.Handler = w.gate
	server.StartTLS()
	t.Cleanup(server.Close)
	n := &town{world: w, server: server}
	if _, err := w.Staffing.Add(t.Context(), access.System("admin"), staffing.Hire{Username: "ada.agent", Name: "Ada Agent", Email: "ada@lender.example", Roles: []access.Role{access.RoleAgent}}); err != nil {
		t.Fatal(err)
	}
	return n, issuer
}

// arrives signs somebody in at the company and comes back.
func (v *visitor) arrives(t *testing.T, issuer, username, from string) answer {
	t.Helper()
	begun := v.get(from)
	if begun.status != http.StatusSeeOther || !strings.HasPrefix(begun.to, issuer) || !strings.Contains(begun.to, "code_challenge_method=S256") || !strings.Contains(begun.to, "nonce=") {
		t.Fatalf("want the provider, with PKCE and a nonce: got %d to %q", begun.status, begun.to)
	}
	return v.get(idptest.Visit(t, begun.to, username).RequestURI())
}

func TestStaffSignInAtTheirCompanysIdentityProvider(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n, issuer := company(t, db)
		ada := n.visitor(t)
		if page := ada.get("/desk/login").body; !strings.Contains(page, "company account") {
			t.Fatalf("the sign-in page does not offer it: %s", page)
		}
		if got := ada.arrives(t, issuer, "ada", "/desk/login/company"); got.to != "/desk" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if page := ada.get("/desk/me").body; !strings.Contains(page, "ada.agent") || !strings.Contains(page, "company") {
			t.Errorf("got %s", page)
		}
		if page := ada.get("/desk/me").body; strings.Contains(page, "passkeys/new") {
			t.Error("a passkey is offered beside the company, which looks after the factors")
		}
		if got := ada.post("/desk/me", "/desk/me/passkeys/new", url.Values{"name": {"Phone"}, "response": {"{}"}}); got.status != http.StatusConflict || !strings.Contains(got.body, "your company") {
			t.Errorf("a passkey beside the company: got %d", got.status)
		}
		if again := ada.get("/desk/login/company?next=%2Fdesk%2Fme"); !strings.Contains(again.to, "prompt=login") {
			t.Errorf("within a session a proof of now is wanted: %q", again.to)
		}
		if got := ada.arrives(t, issuer, "ada", "/desk/login/company?next=%2Fdesk%2Fme"); got.to != "/desk/me" {
			t.Errorf("step-up: got %d to %q: %s", got.status, got.to, got.body)
		}
		for name, why := range map[string]string{"eve": "an unverified mailbox of somebody else", "bob": "nobody of ours"} {
			if got := n.visitor(t).arrives(t, issuer, name, "/desk/login/company"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "did not let you in") {
				t.Errorf("%s: got %d to %q", why, got.status, got.to)
			}
		}
		if err := n.Staffing.Disable(t.Context(), access.System("admin"), "ada.agent"); err != nil {
			t.Fatal(err)
		}
		if got := ada.get("/desk"); got.status != http.StatusSeeOther {
			t.Errorf("somebody who left is still in: %d", got.status)
		}
		if got := n.visitor(t).arrives(t, issuer, "ada", "/desk/login/company"); got.status != http.StatusUnprocessableEntity {
			t.Errorf("somebody who left comes back: %d to %q", got.status, got.to)
		}
	})
}

func TestAnAnswerOfTheCompanyIsGoodForItsBrowserAndOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n, issuer := company(t, db)
		ada, eve := n.visitor(t), n.visitor(t)
		begun := ada.get("/desk/login/company")
		back := idptest.Visit(t, begun.to, "ada").RequestURI()
		if got := eve.get(back); got.to == "/desk" {
			t.Error("another browser came in by the answer")
		}
		forged := strings.Replace(back, "code=", "code=x", 1)
		other := n.visitor(t)
		if got := other.get("/desk/login/company/back?" + url.Values{"state": {"x"}, "code": {"y"}}.Encode()); got.status == http.StatusSeeOther {
			t.Errorf("an answer to nothing: got %d to %q", got.status, got.to)
		}
		if got := ada.get(forged); got.to == "/desk" {
			t.Error("a forged code came in")
		}
		if got := ada.get(back); got.to == "/desk" {
			t.Error("a question was answered twice")
		}
		if got := ada.arrives(t, issuer, "ada", "/desk/login/company"); got.to != "/desk" {
			t.Errorf("a new question: got %d to %q", got.status, got.to)
		}
	})
}
