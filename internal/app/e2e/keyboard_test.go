package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/store/engine/enginetest"
)

// mostTabs bounds how often the tab key is pressed to come to a field: no page of ours has as many stops before its form.
const mostTabs = 30

// reach presses the tab key until the field or button of a name has the focus, and wants the focus to be seen.
func (b *tab) reach(name string) {
	b.t.Helper()
	const focused = `(() => { const e = document.activeElement; // a field's frame may be drawn around it
		const name = (e.labels && e.labels.length ? e.labels[0] : e).textContent.trim();
		const ringed = [e, e.parentElement].map(x => getComputedStyle(x)).some(s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2);
		return { name, shown: e.matches(":focus-visible") && ringed }; })()`
	var at struct {
		Name  string
		Shown bool
	}
	var passed []string
	for range mostTabs {
		b.run("press tab", chromedp.KeyEvent(kb.Tab), chromedp.Evaluate(focused, &at))
		passed = append(passed, at.Name)
		if !at.Shown {
			b.t.Errorf("the focus on %q is not to be seen", at.Name)
		}
		if strings.HasPrefix(at.Name, name) {
			return
		}
	}
	b.t.Fatalf("the tab key does not lead to %q but to %q", name, passed)
}

func TestSigningInNeedsNoMouse(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	w := serve(t, enginetest.SQLite(t))
	who, _ := people("aurelia")
	who = w.enrol(t, w.activate(t, who))
	b := open(t, browser, w.site(who.brand), window{1280, true})
	b.visit("/login")
	for _, password := range []string{"not the password", who.password} {
		b.reach("Username or email")
		b.run("type the name", chromedp.KeyEvent(who.username))
		b.reach("Password")
		b.run("type the password", chromedp.KeyEvent(password))
		if password == who.password {
			b.lead("press enter", 200, chromedp.KeyEvent(kb.Enter))
			continue
		}
		b.expect("status of 422", func() { b.lead("press enter", 422, chromedp.KeyEvent(kb.Enter)) })
		b.is("Sign in")
		var title, focused string
		b.run("look at the failed form", chromedp.Title(&title), chromedp.Evaluate(`document.activeElement.className`, &focused),
			chromedp.Clear(labelled("Username or email"), chromedp.BySearch), chromedp.Focus(".summary", chromedp.ByQuery))
		if !strings.HasPrefix(title, "Error: ") || focused != "summary" {
			t.Errorf("got the title %q and the focus on %q, want an error and its summary", title, focused)
		}
	}
	b.is("Check your phone")
	b.reach("Code")
	b.run("type the code", chromedp.KeyEvent(w.code(t, notice.KindSignInCode, who.phone)))
	b.reach("Continue")
	b.lead("press enter", 200, chromedp.KeyEvent(kb.Enter))
	b.says("Make a payment")
	b.reach("Sign out")
	b.lead("press enter", 200, chromedp.KeyEvent(kb.Enter))
	b.is("You are signed out")
}

func TestTheBrowserSeesWhatIsWrong(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	for _, c := range []struct {
		name, policy, body string
		wide               bool
		complaint          string
	}{
		{"well", "default-src 'none'", "<p>Well</p>", false, ""},
		{"wide", "default-src 'none'", "<table width=400><tr><td>Wide</table>", true, ""},
		{"a style that the policy forbids", "default-src 'none'", "<p style='color:red'>Red</p>", false, "Content Security Policy"},
		{"a missing file", "default-src 'self'", "<link rel=stylesheet href=/missing.css>", false, "missing.css"},
		{"a broken script", "script-src 'unsafe-inline'", "<script>broken()</script>", false, "exception"},
		{"a script that talks", "script-src 'unsafe-inline'", "<script>console.log(1)</script>", false, "console.log"},
	} {
		t.Run(c.name, func(t *testing.T) {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Security-Policy", c.policy+"; img-src data:")
				w.Header().Set("Content-Type", "text/html")
				_, _ = w.Write([]byte("<!DOCTYPE html><html lang=en><title>x</title><link rel=icon href=data:,>" + c.body))
			})
			server := httptest.NewServer(mux)
			t.Cleanup(server.Close)
			b := open(t, browser, server.URL, window{320, true})
			b.run("visit", chromedp.Navigate(server.URL+"/"))
			if got := b.overflow("measure") > 0; got != c.wide {
				t.Errorf("got too wide %t, want %t", got, c.wide)
			}
			got := strings.Join(b.complaints(), "; ")
			if c.complaint == "" && got != "" || !strings.Contains(got, c.complaint) {
				t.Errorf("got %q, want %q", got, c.complaint)
			}
		})
	}
}

// The desk is worked by keys alone: sign in, find a customer for a reason, and open the page of help; "/" leads back to the search.
func TestTheDeskNeedsNoMouse(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	w := serve(t, enginetest.SQLite(t))
	who, _ := people("aurelia")
	who = w.enrol(t, w.activate(t, who))
	dana := (&town{world: w}).hireAs(t, "dana", access.RoleAgent)
	b := open(t, browser, w.site(who.brand), window{1280, true})
	types := func(field, text string) {
		b.reach(field)
		b.run("type into "+field, chromedp.KeyEvent(text))
	}
	b.visit("/desk/login")
	types("Username", dana.username)
	types("Password", dana.password)
	b.lead("press enter", 200, chromedp.KeyEvent(kb.Enter))
	types("Code that your app shows", agentSecret.Code(w.Clock.Now().Unix()/30))
	b.lead("press enter", 200, chromedp.KeyEvent(kb.Enter))
	b.run("press /", input.DispatchKeyEvent(input.KeyDown).WithKey("/").WithText("/"), input.DispatchKeyEvent(input.KeyUp).WithKey("/"), // as one, as a keyboard does
		chromedp.KeyEvent(who.number))
	b.reach("The customer called")
	b.run("choose it", chromedp.KeyEvent(" "))
	b.lead("press enter", 200, chromedp.KeyEvent(kb.Enter))
	b.reach(who.given)
	b.lead("open the customer", 200, chromedp.KeyEvent(kb.Enter))
	b.is(who.given + " " + who.family)
	b.says("what to do next")
	b.reach("Show an address in full")
	b.lead("open the page", 200, chromedp.KeyEvent(kb.Enter))
	b.is("Show an address in full")
}
