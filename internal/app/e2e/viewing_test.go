package e2e_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/web/guard"
)

// viewWords is the reason in an agent's own words.
const viewWords = "You asked where the March statement is."

// views opens a customer's pages to an agent.
func (v *visitor) views(page string) {
	v.t.Helper()
	at := page + "/view"
	if got := v.post(at, at, url.Values{"why": {"called"}, "ticket": {"C-77"}, "words": {viewWords}}); got.to != "/" {
		v.t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
	}
}

func TestAnAgentSeesACustomersPagesAsTheCustomerDoesAndTheCustomerSeesThat(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := newDesk(t, db)
		d.closeDays(t, "2026-11-30")
		d.refresh(t)
		at := d.page + "/view"
		if page := d.see(d.dana); !strings.Contains(page, at) {
			t.Errorf("the customer's page leads to no view: %s", page)
		}
		if got := d.dana.get("/"); got.status != http.StatusNotFound {
			t.Errorf("before a view: got %d to %q", got.status, got.to)
		}
		for name, form := range map[string]url.Values{"no words": {"why": {"called"}}, "no reason": {"words": {viewWords}}, "few words": {"why": {"called"}, "words": {"because"}}} {
			if got := d.dana.post(at, at, form); got.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: got %d to %q", name, got.status, got.to)
			}
		}
		d.dana.views(d.page)
		d.seesAllPages(t)
		d.Clock.Advance(identity.ViewingLife - time.Second)
		if page := d.dana.get("/").body; !strings.Contains(page, "1 minute.") {
			t.Errorf("the last minute: %s", page)
		}
		d.Clock.Advance(time.Second)
		if got := d.dana.get("/"); got.status != http.StatusForbidden || !strings.Contains(got.body, "The 15 minutes are over") {
			t.Errorf("after fifteen minutes: got %d: %s", got.status, got.body)
		}
		if got := d.dana.get("/"); got.status != http.StatusNotFound {
			t.Errorf("and then: got %d", got.status)
		}
		d.refresh(t)
		d.dana.views(d.page)
		if got := d.dana.post("/", "/desk/view/end", nil); !strings.HasPrefix(got.to, d.page+"?") {
			t.Errorf("the end: got %d to %q", got.status, got.to)
		}
		if got := d.dana.get("/profile"); got.status != http.StatusNotFound {
			t.Errorf("after the end: got %d", got.status)
		}
		d.mia.signIn(d.world, d.mine)
		looks := d.mia.get("/profile/looks").body
		for _, want := range []string{"Agent dana", "Began to see your pages as you see them", "Saw your overview as you see it, because of a call in your name: “" + viewWords + "”",
			"Saw your history", "Saw your profile", "Saw your list of messages", "Stopped seeing your pages"} {
			if !strings.Contains(looks, want) {
				t.Errorf("who looked does not say %q: %s", want, looks)
			}
		}
		if strings.Contains(looks, "Opened your contract") {
			t.Error("who looked lists what a page is put together from")
		}
		d.provesTrue(t)
	})
}

// seesAllPages opens every page that the table opens to a view: each says whose it is, can send nothing, and hides what a caller is asked for.
func (d *desk) seesAllPages(t *testing.T) {
	t.Helper()
	home := d.dana.get("/").body
	contract := contractPath.FindStringSubmatch(home)
	if contract == nil {
		t.Fatalf("no contract on the first page: %s", home)
	}
	pages := 0
	for _, r := range d.gate.Routes() {
		if r.Viewed == "" {
			continue
		}
		pages++
		path := strings.NewReplacer("{id}", contract[1], "{$}", "").Replace(r.Pattern)
		got := d.dana.get(path)
		if got.status != http.StatusOK || !strings.Contains(got.body, "Agent dana sees the pages of ") || !strings.Contains(got.body, "/desk/view/end") {
			t.Errorf("%s: got %d: %s", path, got.status, got.body)
		}
		_, main, _ := strings.Cut(got.body, "<main")
		if main, _, _ = strings.Cut(main, "</main>"); !strings.Contains(main, "<fieldset class=\"viewed\" disabled>") || strings.Contains(got.body, "<script") || strings.Contains(got.body, "/logout") {
			t.Errorf("%s: its forms can be sent, or it has scripts", path)
		}
		for _, secret := range []string{d.mine.email, d.mine.phone, d.mine.vin, d.mine.vin[len(d.mine.vin)-6:], d.mine.zip, d.mine.house + " ", d.mine.year + "-" + d.mine.month, d.mine.username} {
			if strings.Contains(main, secret) {
				t.Errorf("%s shows %q", path, secret)
			}
		}
	}
	if pages < 8 {
		t.Errorf("got %d pages that can be seen", pages)
	}
}

// Over the router's own table: while an agent sees a customer's pages nothing of the customer's can be sent, and no page outside of the list is served.
func TestWhileAnAgentSeesACustomersPagesNothingElseOfTheCustomersIsReached(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		agent := n.as(t, access.RoleAgent)
		agent.views("/desk/customers/" + n.paths["customer"])
		form := with(n.form, agent.token("/help"))
		for _, r := range n.gate.Routes() {
			path := n.path(t, r.Pattern, nil)
			switch {
			case r.Guard == guard.Token:
				if got := agent.do(r.Method, path, nil); got.status != http.StatusUnauthorized {
					t.Errorf("%s %s with the cookie of a view: got %d", r.Method, r.Pattern, got.status)
				}
			case r.Out || r.Guard == guard.Proved || r.Guard == guard.Asset || staffs(r.Guard) || r.Guard == guard.DeskCode:
			case r.Guard == guard.Challenge || r.Guard == guard.Claiming || r.Guard == guard.Recovering:
				if got := agent.do(r.Method, path, form); got.status != http.StatusSeeOther { // where one of these is begun
					t.Errorf("%s %s: got %d", r.Method, r.Pattern, got.status)
				}
			case r.Method == http.MethodPost || private(r.Guard) && r.Viewed == "":
				if got := agent.do(r.Method, path, form); got.status != http.StatusForbidden || !strings.Contains(got.body, "Nothing can be sent") {
					t.Errorf("%s %s: got %d to %q", r.Method, r.Pattern, got.status, got.to)
				}
			case r.Viewed != "":
				n.viewsOwnOnly(t, agent, r, path)
			}
		}
		if got := agent.do(http.MethodPost, "/logout", form); got.to != "/signed-out" && got.status != http.StatusSeeOther {
			t.Errorf("the way out: got %d to %q", got.status, got.to)
		}
		if got := agent.get("/"); !strings.HasPrefix(got.to, "/login") {
			t.Errorf("a view outlives its session: got %d to %q", got.status, got.to)
		}
		for _, role := range []access.Role{access.RoleCollections, access.RoleAuditor, access.RoleOperator} {
			v := n.as(t, role)
			at := "/desk/customers/" + n.paths["customer"] + "/view"
			if got := v.post("/help", at, n.form); got.status != http.StatusNotFound {
				t.Errorf("%s opens a view: got %d to %q", role, got.status, got.to)
			}
		}
		n.provesTrue(t)
	})
}

// viewsOwnOnly opens a page that the table opens to a view: with the customer's contract, and with somebody else's.
func (n *town) viewsOwnOnly(t *testing.T, agent *visitor, r guard.Route, path string) {
	t.Helper()
	if got := agent.get(path); got.status != http.StatusOK {
		t.Errorf("%s: got %d to %q: %s", path, got.status, got.to, got.body)
	}
	if !strings.Contains(r.Pattern, "{id}") {
		return
	}
	if got := agent.get(n.path(t, r.Pattern, map[string]string{"id": n.theirs})); got.status != http.StatusNotFound {
		t.Errorf("%s of another customer: got %d", r.Pattern, got.status)
	}
}
