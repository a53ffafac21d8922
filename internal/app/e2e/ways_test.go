package e2e_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

var (
	mailedLink  = regexp.MustCompile(`https://[^/\s]+(/(?:not-me|lost)\?link=[A-Za-z0-9_-]{43})`)
	changeField = regexp.MustCompile(`name="change" value="([^"]+)"`)
)

// linked returns the path and the token of the link in the newest message of a kind to an address.
func (n *town) linked(t *testing.T, kind notice.Kind, to string) (path string, form url.Values) {
	t.Helper()
	n.seen[string(kind)+" "+to] = max(n.sent(kind, to)-1, 0)
	found := mailedLink.FindStringSubmatch(n.read(t, kind, to).Letter.Text)
	if found == nil {
		t.Fatalf("no link in a %s to %s", kind, to)
	}
	_, token, _ := strings.Cut(found[1], "link=")
	return found[1], url.Values{"link": {token}}
}

// newest reads the code in the newest message of a kind to an address, which must come after so many.
func (n *town) newest(t *testing.T, kind notice.Kind, to string, after int) string {
	t.Helper()
	n.seen[string(kind)+" "+to] = after
	return n.code(t, kind, to)
}

func TestThisWasNotMeEndsTheSessionAndForcesANewPassword(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		who = n.contacts(t, who)
		path, form := n.linked(t, notice.KindNewDevice, who.email) // of the spare browser
		page := n.stranger.get(path)
		if page.status != http.StatusOK || !strings.Contains(page.body, "It was not me") {
			t.Fatalf("got %d: %s", page.status, page.body)
		}
		if got := n.spare.get("/security"); got.status != http.StatusOK {
			t.Errorf("looking at the link has signed the browser out: %d", got.status)
		}
		if got := n.stranger.post(path, "/not-me", form); got.status != http.StatusOK || !strings.Contains(got.body, "signed out and forgotten") {
			t.Fatalf("got %d: %s", got.status, got.body)
		}
		if got := n.spare.get("/security"); !strings.HasPrefix(got.to, "/login") {
			t.Errorf("the browser is signed in: %d to %q", got.status, got.to)
		}
		if got := n.stranger.post("/login", "/not-me", form); got.status != http.StatusConflict {
			t.Errorf("twice: got %d", got.status)
		}
		n.mustChoose(t, who)
	})
}

// mustChoose sees that nothing else can be done before a new password is chosen.
func (n *town) mustChoose(t *testing.T, who person) {
	t.Helper()
	v := n.visitor(t)
	before := n.sent(notice.KindSignInCode, who.phone)
	v.post("/login", "/login", url.Values{"identifier": {who.username}, "password": {who.password}})
	if got := v.post("/login/code", "/login/code", url.Values{"code": {n.newest(t, notice.KindSignInCode, who.phone, before)}}); got.to != "/" {
		t.Fatalf("got %d to %q", got.status, got.to)
	}
	for _, path := range []string{"/", "/security", "/security/email", "/statements", "/contracts/" + n.paths["id"], "/confirm"} {
		if got := v.get(path); !strings.HasPrefix(got.to, "/new-password") {
			t.Errorf("%s: got %d to %q, want the new password first", path, got.status, got.to)
		}
	}
	if got := v.post("/new-password", "/contracts/"+n.paths["id"]+"/payments", n.form); !strings.HasPrefix(got.to, "/new-password") {
		t.Errorf("a payment: got %d to %q", got.status, got.to)
	}
	if got := v.post("/new-password", "/new-password", url.Values{"password": {who.password}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("the old password: got %d", got.status)
	}
	if got := v.post("/new-password", "/new-password", url.Values{"password": {"walrus pepper umbrella 12"}}); got.to != "/security?done=new-password" {
		t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
	}
	if got := v.get("/"); got.status != http.StatusOK {
		t.Errorf("afterwards: got %d to %q", got.status, got.to)
	}
}

func TestAnEmailAddressIsChangedAndPutBackPageByPage(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		who = n.contacts(t, who)
		const next = "somewhere.else@example.net"
		if got := n.owner.post("/security/email", "/security/email", url.Values{"address": {"nothing"}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `value="nothing"`) {
			t.Errorf("no address: got %d", got.status)
		}
		page := n.owner.post("/security/email", "/security/email", url.Values{"address": {next}})
		field := changeField.FindStringSubmatch(page.body)
		if field == nil {
			t.Fatalf("got %d: %s", page.status, page.body)
		}
		form := url.Values{"change": {field[1]}, "code": {"12"}}
		if got := n.owner.post("/security/email", "/security/email/confirm", form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, field[1]) {
			t.Errorf("half a code: got %d", got.status)
		}
		form.Set("code", n.newest(t, notice.KindContactCode, next, 0))
		if got := n.other.post("/security/email", "/security/email/confirm", form); got.to == "/security?done=email" {
			t.Errorf("somebody else confirmed it")
		}
		if got := n.owner.post("/security/email", "/security/email/confirm", form); got.to != "/security?done=email" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if page := n.owner.get("/security?done=email").body; !strings.Contains(page, "s••••@example.net") || !strings.Contains(page, "Since November") {
			t.Errorf("the page does not show it: %s", page)
		}
		path, link := n.linked(t, notice.KindContactChanged, who.email)
		if got := n.stranger.post(path, "/not-me", link); !strings.Contains(got.body, "The old one is back") {
			t.Fatalf("got %d: %s", got.status, got.body)
		}
		if got := n.owner.get("/security"); !strings.HasPrefix(got.to, "/login") {
			t.Errorf("who changed it is signed in: %d", got.status)
		}
		n.provesTrue(t)
	})
}

func TestALostPhoneIsReplacedAfterADayPageByPage(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		who = n.contacts(t, who)
		v := n.password(t, who)
		if page := v.get("/login/other").body; !strings.Contains(page, `href="/login/lost"`) {
			t.Errorf("no way on: %s", page)
		}
		if got := v.post("/login/code", "/login/lost", nil); !strings.Contains(got.body, "Your request is waiting") {
			t.Fatalf("got %d: %s", got.status, got.body)
		}
		n.linked(t, notice.KindResetAsked, who.phone)
		n.Clock.Advance(identity.ResetWait - time.Second)
		v = n.password(t, who)
		if got := v.post("/login/code", "/login/lost", nil); !strings.Contains(got.body, "Your request is waiting") {
			t.Errorf("a second before: got %d: %s", got.status, got.body)
		}
		n.Clock.Advance(time.Second)
		if got := v.post("/login/code", "/login/lost", nil); !strings.Contains(got.body, "We emailed you a link") {
			t.Fatalf("got %d: %s", got.status, got.body)
		}
		path, form := n.linked(t, notice.KindResetLink, who.email)
		elsewhere := n.visitor(t) // a mail is read where it is read
		form.Set("address", "12")
		if got := elsewhere.post(path, "/lost", form); got.status != http.StatusUnprocessableEntity {
			t.Errorf("no number: got %d", got.status)
		}
		const phone = "+12015550177"
		form.Set("address", "201-555-0177")
		if got := elsewhere.post(path, "/lost", form); got.to != "/forgot/code" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if page := elsewhere.get("/forgot/code").body; !strings.Contains(page, "your new phone") {
			t.Errorf("the page does not ask for the new phone's code: %s", page)
		}
		if got := elsewhere.post("/forgot/code", "/forgot/code", url.Values{"code": {n.newest(t, notice.KindContactCode, phone, 0)}}); got.to != "/login?done=reset" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		who.phone = phone
		elsewhere.signIn(n.world, who)
		n.provesTrue(t)
	})
}
