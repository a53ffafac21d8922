package e2e_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/guide"
	"marque/internal/core/notice"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/web/guard"
	"marque/internal/web/wording"
)

// guides is a support code that the town's agent has taken.
func (n *town) guides(t *testing.T) string {
	t.Helper()
	asked, err := n.Guiding.Ask(t.Context(), access.Anonymous(), "")
	if err != nil {
		t.Fatal(err)
	}
	which, err := n.Guiding.Claim(t.Context(), n.agent.actor(n.world), asked.Code)
	if err != nil {
		t.Fatal(err)
	}
	return which.String()
}

var supportCode = regexp.MustCompile(`<strong class="code">(\d{3} \d{3})</strong>`)

// supported asks for a support code, and returns it as the page shows it.
func (v *visitor) supported() string {
	v.t.Helper()
	got := v.post("/support-code?next=%2Flogin", "/support-code", url.Values{"next": {"/login"}})
	m := supportCode.FindStringSubmatch(got.body)
	if m == nil || !strings.Contains(got.body, `href="/login"`) {
		v.t.Fatalf("no code, or no way back: %d: %s", got.status, got.body)
	}
	return m[1]
}

func TestAnAgentWhoWasToldASupportCodeSeesTheStepAndNothingThatIsTyped(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := newDesk(t, db)
		code := d.mia.supported()
		d.mia.get("/login?next=%2Fcontracts%2Fsecret-in-the-address")
		claimed := d.dana.post("/desk/guide", "/desk/guide", url.Values{"code": {code}})
		if !strings.HasPrefix(claimed.to, "/desk/guide/") {
			t.Fatalf("the code: got %d to %q: %s", claimed.status, claimed.to, claimed.body)
		}
		if got := d.sam.post("/desk/guide", "/desk/guide", url.Values{"code": {code}}); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a second agent takes the code: got %d to %q", got.status, got.to)
		}
		if got := d.sam.get(claimed.to); got.status != http.StatusNotFound {
			t.Errorf("a second agent sees the page: got %d", got.status)
		}
		d.dana.sees(claimed.to, "Sign in<", "Not signed in", "How our own services stand", "Our text messages")
		if page := d.mia.get("/login").body; !strings.Contains(page, "An agent sees which page you are on.") || !strings.Contains(page, `action="/support-code/end"`) {
			t.Errorf("the person is not told, or cannot stop it: %s", page)
		}
		for range 2 {
			d.mia.post("/login", "/login", url.Values{"identifier": {"walrus.umbrella"}, "password": {"a very secret horse"}})
		}
		seen := d.dana.sees(claimed.to, "Sign in, came back 2 times", "The last error said: “We could not sign you in with that username or email and password.")
		for _, secret := range []string{"walrus", "horse", "secret-in-the-address", "next="} {
			if strings.Contains(seen, secret) {
				t.Errorf("the agent sees %q: %s", secret, seen)
			}
		}
		d.Clock.Advance(2 * time.Minute) // past the wait after failures
		d.mia.post("/login", "/login", url.Values{"identifier": {d.mine.username}, "password": {d.mine.password}})
		d.mia.get("/login/code")
		d.dana.sees(claimed.to, "Sign in: code by text<")
		d.mia.post("/login/code", "/login/code", url.Values{"code": {"000000"}})
		d.dana.sees(claimed.to, "Sign in: code by text, came back once")
		d.mia.post("/login/code", "/login/code", url.Values{"code": {d.code(t, notice.KindSignInCode, d.mine.phone)}})
		d.mia.get("/profile")
		d.dana.sees(claimed.to, "Profile<", "Signed in", d.page)
		if looks := d.mia.get("/profile/looks").body; !strings.Contains(looks, "Agent dana") || !strings.Contains(looks, "Saw which page you were on, by your support code") {
			t.Errorf("who looked does not say it: %s", looks)
		}
		if got := d.mia.post("/profile", "/support-code/end", url.Values{"next": {"/profile"}}); got.to != "/profile" {
			t.Errorf("the person stops it: got %d to %q", got.status, got.to)
		}
		if page := d.mia.get("/security").body; strings.Contains(page, "An agent sees which page") {
			t.Error("the banner stays")
		}
		d.dana.sees(claimed.to, "This is over", "Profile<")
		d.provesTrue(t)
	})
}

// sees opens the page on which an agent sees where a caller is, and returns it.
func (v *visitor) sees(at string, wants ...string) string {
	v.t.Helper()
	got := v.get(at)
	for _, want := range wants {
		if !strings.Contains(got.body, want) {
			v.t.Errorf("%s does not say %q: %d: %s", at, want, got.status, got.body)
		}
	}
	return got.body
}

func TestSupportCodesAreNotGuessedAndRunOut(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := newDesk(t, db)
		first := d.mia.supported()
		second := d.mia.supported()
		if got := d.dana.post("/desk/guide", "/desk/guide", url.Values{"code": {first}}); first != second && got.status != http.StatusUnprocessableEntity {
			t.Errorf("a code that was replaced: got %d to %q", got.status, got.to)
		}
		d.Clock.Advance(guide.Life)
		d.refresh(t)
		for i := range 11 {
			if got := d.dana.post("/desk/guide", "/desk/guide", url.Values{"code": {second}}); got.status != http.StatusUnprocessableEntity {
				t.Fatalf("try %d of a code that ran out: got %d to %q", i, got.status, got.to)
			}
		}
		fresh := d.mia.supported()
		if got := d.dana.post("/desk/guide", "/desk/guide", url.Values{"code": {fresh}}); got.status != http.StatusTooManyRequests {
			t.Errorf("after twelve in an hour: got %d to %q", got.status, got.to)
		}
		if got := d.sam.post("/desk/guide", "/desk/guide", url.Values{"code": {fresh}}); !strings.HasPrefix(got.to, "/desk/guide/") {
			t.Errorf("another agent: got %d to %q", got.status, got.to)
		}
		if got := d.mia.get("/desk/guide"); !strings.HasPrefix(got.to, "/desk/login") {
			t.Errorf("a stranger at the desk: got %d to %q", got.status, got.to)
		}
	})
}

// Every page of the customers' has a name that an agent reads, and that name is the pattern's own: it holds no id.
func TestEachPageOfTheCustomersHasANameForAnAgentWhoGuides(t *testing.T) {
	t.Parallel()
	n := serve(t, enginetest.SQLite(t))
	for _, r := range n.gate.Routes() {
		if r.Guard == guard.Asset || r.Guard == guard.Token || r.Guard == guard.Proved || staffs(r.Guard) || r.Guard == guard.DeskCode || strings.HasPrefix(r.Pattern, "/desk/") {
			continue
		}
		if got := wording.Place(r.Pattern); got == wording.Place("/nowhere") || strings.ContainsAny(got, "{}") {
			t.Errorf("%s %s has no name for an agent: got %q", r.Method, r.Pattern, got)
		}
	}
}
