package e2e_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// device gives the browser an authenticator like that of a telephone, whose owner is there and verified.
func (b *tab) device() webauthn.AuthenticatorID {
	b.t.Helper()
	var id webauthn.AuthenticatorID
	b.run("plug an authenticator in", webauthn.Enable(), chromedp.ActionFunc(func(ctx context.Context) error {
		var err error
		id, err = webauthn.AddVirtualAuthenticator(&webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
			HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		}).Do(ctx)
		return err
	}))
	return id
}

func TestAPasskeyIsAddedConfirmsAndSignsInInABrowser(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := serve(t, db)
		who, _ := people("aurelia")
		who = w.enrol(t, w.activate(t, who))
		b := open(t, browser, w.site(who.brand), window{390, true})
		b.visit("/login")
		b.enters(w, who)
		b.visit("/security")
		b.follow("Add a passkey")
		device := b.device()
		b.fill("Name of this passkey", "My phone")
		b.press("Add a passkey")
		b.says("Your passkey is added", "My phone", "not used yet")
		w.read(t, notice.KindFactorChanged, who.email)

		w.Clock.Advance(identity.FreshFor)
		b.visit("/security/passkeys/new")
		b.is("Confirm that it is you")
		b.press("Use my passkey")
		b.is("Add a passkey")
		b.press("Sign out")

		b.run("look away", webauthn.SetUserVerified(device, false))
		b.visit("/login")
		b.run("press without verification", chromedp.Click(`button[data-passkey]`, chromedp.ByQuery), chromedp.WaitVisible(`.passkey-words:not(:empty)`, chromedp.ByQuery))
		b.says("no passkey came")
		b.refusesTheUnverified()
		b.run("press once more", chromedp.Click(`button[data-passkey]`, chromedp.ByQuery), chromedp.WaitVisible(`.passkey-words:not(:empty)`, chromedp.ByQuery))
		b.run("look", webauthn.SetUserVerified(device, true))
		b.press("Sign in with a passkey")
		b.says("Make a payment")
		b.press("Sign out")

		// This authenticator takes the browser's own offer beside the username as soon as it is made.
		b.run("open the page and touch nothing", chromedp.Navigate(b.site+"/login"), chromedp.WaitVisible(link("Make a payment"), chromedp.BySearch))
	})
}

func TestSomebodyRegistersWithAPasskeyInABrowser(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := serve(t, db)
		who, taken := people("norden")
		taken = w.enrol(t, w.activate(t, taken))
		who = w.activate(t, who)
		k := &walk{tab: open(t, browser, w.site(who.brand), window{320, true}), w: w, who: who}
		device := k.device()
		k.visit(w.invitation(t, who))
		k.press("Continue")
		k.provesTheContact()
		k.fill("Username", taken.username)
		k.expect("status of 422", func() { k.pressFor("Use a passkey instead", 422) })
		k.says("This username is taken")
		k.fill("Username", who.username)
		k.press("Use a passkey instead")
		k.is("How should we reach you?")
		k.press("Continue")
		k.says("Username "+who.username, "Passkey Set up on this device")
		k.press("Create my account")
		k.run("look away", webauthn.SetUserVerified(device, false)) // else the browser's own offer is faster than the button
		k.follow("Sign in")
		k.run("press in vain", chromedp.Click(`button[data-passkey]`, chromedp.ByQuery), chromedp.WaitVisible(`.passkey-words:not(:empty)`, chromedp.ByQuery),
			webauthn.SetUserVerified(device, true))
		k.press("Sign in with a passkey")
		k.visit("/security")
		k.says("Password None")
	})
}

func TestWithoutAScriptThePagesSayWhyNoPasskeyCame(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		for name, got := range map[string]answer{
			"sign in": n.stranger.post("/login", "/login/passkey", nil), "add": n.owner.post("/security", "/security/passkeys/new", url.Values{"name": {"Phone"}}),
			"confirm":             n.owner.post("/security", "/confirm/passkey", nil),
			"sign in at the desk": n.stranger.post("/desk/login", "/desk/login/passkey", nil), "add at the desk": n.agent.post("/desk/me", "/desk/me/passkeys/new", url.Values{"name": {"Phone"}}),
			"confirm at the desk": n.agent.post("/desk/me", "/desk/confirm/passkey", nil),
		} {
			if got.status != 422 || !strings.Contains(got.body, "Your browser sent no passkey") || strings.Count(got.body, "<h1") != 1 {
				t.Errorf("%s: got %d: %s", name, got.status, got.body)
			}
		}
		// These pages are served under an address of numbers, where no passkey works: it is not offered, and asking says so.
		for _, path := range []string{"/login", "/desk/login"} {
			if page := n.stranger.get(path).body; strings.Contains(page, "data-passkey") {
				t.Errorf("%s: a passkey is offered where none works", path)
			}
		}
		if got := n.agent.post("/desk/me", "/desk/me/passkeys/new/options", nil); got.status != 409 {
			t.Errorf("at the desk: got %d", got.status)
		}
		for _, path := range []string{"/login/passkey/options", "/security/passkeys/new/options", "/desk/login/passkey/options"} {
			if got := n.owner.post("/security", path, nil); got.status != 409 {
				t.Errorf("%s: got %d", path, got.status)
			}
		}
		path := "/security/passkeys/" + n.paths["passkey"]
		if got := n.owner.post("/security", path, url.Values{"name": {" "}}); got.status != 422 || !strings.Contains(got.body, "Give the passkey a name") {
			t.Errorf("no name: got %d", got.status)
		}
		if got := n.owner.post("/security", path, url.Values{"name": {"Old phone"}}); got.to != "/security?done=passkey-name" || !strings.Contains(n.owner.get(got.to).body, "Old phone") {
			t.Errorf("a new name: got %d to %q", got.status, got.to)
		}
		if got := n.other.post("/security", path+"/remove", nil); got.status != 404 {
			t.Errorf("somebody else removes it: got %d", got.status)
		}
		if got := n.owner.post("/security", path+"/remove", nil); got.to != "/security?done=no-passkey" || strings.Contains(n.owner.get("/security").body, "Old phone") {
			t.Errorf("remove: got %d to %q", got.status, got.to)
		}
	})
}

// unverified presses the page's button with the browser let off the verification. It is the page that asks: what it asks already, behind the field
// of the username, it takes back first, and no browser asks two things at once.
const unverified = `(() => {
	const get = navigator.credentials.get.bind(navigator.credentials);
	navigator.credentials.get = (o) => get({...o, publicKey: {...o.publicKey, userVerification: "discouraged"}});
	document.querySelector("button[data-passkey]").click();
})()`

// refusesTheUnverified lets the authenticator answer without its owner and wants the server to refuse that.
func (b *tab) refusesTheUnverified() { b.t.Helper(); b.refusesTheUnverifiedAt("Sign in") }

func (b *tab) refusesTheUnverifiedAt(heading string) {
	b.t.Helper()
	b.expect("status of 422", func() { b.lead("answer without verification", 422, chromedp.Evaluate(unverified, nil)) })
	b.is(heading)
	b.says("We could not sign you in with that passkey")
}

// signsInAtDesk signs one of the staff in by password and app.
func (b *tab) signsInAtDesk(w *world, who person) {
	b.t.Helper()
	b.visit("/desk/login")
	b.fill("Username", who.username)
	b.fill("Password", who.password)
	b.press("Sign in")
	b.fill("Code that your app shows", agentSecret.Code(w.Clock.Now().Unix()/30))
	b.press("Continue")
	b.is("Find a customer")
}

// An agent binds a passkey in a browser, confirms with it and signs in with it; unverified it opens nothing.
func TestAnAgentSignsInAtTheDeskByAPasskeyInABrowser(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := serve(t, db)
		n := &town{world: w}
		dana := n.hireAs(t, "dana", access.RoleAgent)
		mia, _ := people("aurelia")
		mia = w.enrol(t, w.activate(t, mia))
		b := open(t, browser, w.site(mia.brand), window{390, true})
		b.signsInAtDesk(w, dana)
		w.Clock.Advance(identity.FreshFor)
		b.visit("/desk/me/passkeys/new")
		b.is("Confirm that it is you")
		b.fill("Code that your app shows", agentSecret.Code(w.Clock.Now().Unix()/30))
		b.press("Continue")
		b.is("Add a passkey")
		device := b.device()
		b.fill("Name of this passkey", "Desk key")
		b.press("Add a passkey")
		b.says("Your passkey is added", "Desk key", "not used yet")

		w.Clock.Advance(identity.FreshFor)
		b.follow("Change Desk key")
		b.is("Confirm that it is you")
		b.press("Use my passkey")
		b.is("Desk key")
		b.run("look away", webauthn.SetUserVerified(device, false)) // else the browser's own offer is faster than the button
		b.press("Sign out")

		b.visit("/desk/login")
		b.refusesTheUnverifiedAt("Sign in to the desk")
		b.run("press once more", chromedp.Click(`button[data-passkey]`, chromedp.ByQuery), chromedp.WaitVisible(`.passkey-words:not(:empty)`, chromedp.ByQuery))
		b.run("look", webauthn.SetUserVerified(device, true))
		b.press("Sign in with a passkey")
		b.is("Find a customer")
		b.visit("/desk/me")
		b.says("Signed in by passkey", "Last used")
	})
}
