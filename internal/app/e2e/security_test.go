package e2e_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

var browserField = regexp.MustCompile(`name="browser" value="([^"]+)"`)

func TestTheSecurityPageShowsAndEndsWhatIsOpen(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		page := n.owner.get("/security").body
		if !strings.Contains(page, "This browser") || strings.Count(page, "Signed in</span>") != 1 {
			t.Fatalf("want this browser and the other one: %s", page)
		}
		if !strings.Contains(page, "Others can read a text or have it sent to their phone.") {
			t.Error("the risk of codes by text is not told")
		}
		foreign := browserField.FindStringSubmatch(page)[1]
		if got := n.other.post("/security", "/security/browsers/forget", url.Values{"browser": {foreign}}); got.status != http.StatusNotFound {
			t.Errorf("somebody else's browser: got %d", got.status)
		}
		if got := n.owner.post("/security", "/security/browsers/forget", url.Values{"browser": {foreign}}); got.to != "/security?done=browser" {
			t.Errorf("forget: got %d to %q", got.status, got.to)
		}
		if got := n.spare.get("/security"); got.to == "" {
			t.Errorf("the forgotten browser is signed in: %d", got.status)
		}
		if sent := n.owner.get("/security/messages").body; !strings.Contains(sent, "your sign-in code is ******") {
			t.Errorf("the messages lack the code's text, without the code: %s", sent)
		}
		if _, err := n.Overview.Contract(t.Context(), n.agent.actor(n.world), n.contract(t, "/contracts/"+n.paths["id"]).ID); err != nil {
			t.Fatal(err)
		}
		if page := n.owner.get("/profile/looks").body; !strings.Contains(page, "Agent an.agent") || !strings.Contains(page, "Opened your contract") {
			t.Errorf("the agent's look is not shown: %s", page)
		}
		if page := n.other.get("/profile/looks").body; strings.Contains(page, "Agent an.agent") {
			t.Errorf("somebody else is shown the look")
		}
	})
}

func TestAPasswordIsChangedAfterAFreshCode(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		who = n.contacts(t, who)
		n.Clock.Advance(10*time.Minute - time.Second)
		if got := n.owner.get("/security/password"); got.status != http.StatusOK {
			t.Errorf("a second before ten minutes: got %d to %q", got.status, got.to)
		}
		n.Clock.Advance(time.Second)
		got := n.owner.get("/security/password")
		if got.to != "/confirm?next=%2Fsecurity%2Fpassword" {
			t.Fatalf("after ten minutes: got %d to %q", got.status, got.to)
		}
		if got = n.owner.post(got.to, got.to, nil); !strings.HasPrefix(got.to, "/login/code") {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
		n.seen[string(notice.KindSignInCode)+" "+who.phone] = n.sent(notice.KindSignInCode, who.phone)
		if got = n.owner.post(got.to, got.to, url.Values{"code": {n.code(t, notice.KindSignInCode, who.phone)}}); got.to != "/security/password" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		form := url.Values{"current": {"wrong"}, "password": {"walrus pepper umbrella 12"}}
		if got = n.owner.post(got.to, got.to, form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "not your current password") {
			t.Errorf("a wrong current password: got %d", got.status)
		}
		form.Set("current", who.password)
		if got = n.owner.post("/security/password", "/security/password", form); got.to != "/security?done=password" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if by := n.owner.actor(n.world); by.Kind != access.CustomerKind {
			t.Errorf("got %v", by)
		}
		if got := n.spare.get("/security"); got.to == "" {
			t.Errorf("the other browser is signed in: %d", got.status)
		}
	})
}
