package e2e_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

var (
	setupField = regexp.MustCompile(`name="setup" value="([^"]+)"`)
	shownKey   = regexp.MustCompile(`<strong class="code long">([A-Z2-7 ]+)</strong>`)
	spareItem  = regexp.MustCompile(`<li class="code">([0-9A-Z-]+)</li>`)
)

func TestAnAuthenticatorAppIsSetUpAndUsedPageByPage(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		who = n.contacts(t, who)
		page := n.owner.post("/security/app", "/security/app", nil).body
		if !strings.Contains(page, `<path d="M`) {
			t.Fatalf("no QR code: %s", page)
		}
		secret := identity.TOTPSecret(strings.ReplaceAll(shownKey.FindStringSubmatch(page)[1], " ", ""))
		shows := func() url.Values { return url.Values{"code": {secret.Code(n.Clock.Now().Unix() / 30)}} }
		form := url.Values{"setup": {setupField.FindStringSubmatch(page)[1]}, "code": {"12345"}}
		if got := n.owner.post("/security/app", "/security/app/confirm", form); got.status != 422 || !strings.Contains(got.body, `<path d="M`) {
			t.Errorf("half a code: got %d", got.status)
		}
		form.Set("code", shows().Get("code"))
		page = n.owner.post("/security/app", "/security/app/confirm", form).body
		spares := spareItem.FindAllStringSubmatch(page, -1)
		if len(spares) != identity.RecoveryCodes {
			t.Fatalf("got %d recovery codes: %s", len(spares), page)
		}
		if page := n.owner.get("/security").body; !strings.Contains(page, "10 codes left") || !strings.Contains(page, "Set up on") {
			t.Errorf("the security page does not show them: %s", page)
		}
		n.Clock.Advance(identity.TOTPPeriod)
		n.entersByApp(t, who, shows())
		n.entersBySpare(t, who, spares[0][1])
		n.entersByText(t, who)
	})
}

// password gives the right password in a new browser.
func (n *town) password(t *testing.T, who person) *visitor {
	t.Helper()
	v := n.visitor(t)
	if got := v.post("/login", "/login", url.Values{"identifier": {who.username}, "password": {who.password}}); got.to != "/login/code" {
		t.Fatalf("got %d to %q", got.status, got.to)
	}
	return v
}

func (n *town) entersByApp(t *testing.T, who person, code url.Values) {
	t.Helper()
	v := n.password(t, who)
	if page := v.get("/login/code").body; !strings.Contains(page, "Open your authenticator app") || strings.Contains(page, "Send another code") {
		t.Errorf("the page does not ask for the app: %s", page)
	}
	if got := v.post("/login/code", "/login/code", code); got.to != "/" {
		t.Errorf("got %d to %q: %s", got.status, got.to, got.body)
	}
}

func (n *town) entersBySpare(t *testing.T, who person, code string) {
	t.Helper()
	v := n.password(t, who)
	if page := v.get("/login/other").body; !strings.Contains(page, "/login/code?by=recovery") {
		t.Errorf("no way to a recovery code: %s", page)
	}
	if page := v.get("/login/code?by=recovery").body; !strings.Contains(page, "Use a recovery code") || strings.Contains(page, "numeric") {
		t.Errorf("the page does not ask for a recovery code: %s", page)
	}
	if got := v.post("/login/code?by=recovery", "/login/code?by=recovery", url.Values{"code": {strings.ToLower(code)}}); got.to != "/" {
		t.Errorf("got %d to %q: %s", got.status, got.to, got.body)
	}
}

func (n *town) entersByText(t *testing.T, who person) {
	t.Helper()
	v := n.password(t, who)
	n.seen[string(notice.KindSignInCode)+" "+who.phone] = n.sent(notice.KindSignInCode, who.phone)
	if got := v.post("/login/other", "/login/other", url.Values{"way": {"text"}}); got.to != "/login/code" {
		t.Fatalf("got %d to %q", got.status, got.to)
	}
	if got := v.post("/login/code", "/login/code", url.Values{"code": {n.code(t, notice.KindSignInCode, who.phone)}}); got.to != "/" {
		t.Errorf("got %d to %q: %s", got.status, got.to, got.body)
	}
}
