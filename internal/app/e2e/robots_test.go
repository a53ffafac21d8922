package e2e_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/core/identity"
	"marque/internal/store/engine/enginetest"
)

// The check against robots at its real cost, in a house where no form passes without a solution within the hour: the browser's script
// solves it by itself; without the script, or when the script fails, the person is told what to do.
func TestTheBrowserSolvesTheCheckAgainstRobotsByItself(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	work := identity.DefaultWork()
	work.Young = time.Hour
	w := serveWorld(t, openChanged(t, enginetest.SQLite(t), apptest.NewClock(opening), func(o *app.Options) { o.Ease.Robots = work }))
	who, _ := people("aurelia")
	who = w.enrol(t, w.activate(t, who))
	signIn := func(b *tab) {
		b.visit("/login")
		b.fill("Username or email", who.username)
		b.fill("Password", who.password)
	}
	t.Run("with the script", func(t *testing.T) {
		t.Parallel()
		b := open(t, browser, w.site(who.brand), window{320, true})
		signIn(b)
		b.press("Sign in")
		b.is("Check your phone")
	})
	t.Run("without scripts", func(t *testing.T) {
		t.Parallel()
		b := open(t, browser, w.site(who.brand), window{320, false})
		signIn(b)
		b.expect("429", func() { b.pressFor("Sign in", http.StatusTooManyRequests) })
		b.is("Please wait a moment")
		b.says("load this page once more", "Please try again in 60 minutes")
	})
	t.Run("with a script that fails", func(t *testing.T) {
		t.Parallel()
		b := open(t, browser, w.site(who.brand), window{1280, true})
		b.before(`crypto.subtle.deriveBits = () => Promise.reject(new Error("no"))`)
		signIn(b)
		b.expect("429", func() { b.pressFor("Sign in", http.StatusTooManyRequests) })
		b.is("Please wait a moment")
	})
	t.Run("with a slow machine", func(t *testing.T) {
		t.Parallel()
		b := open(t, browser, w.site(who.brand), window{320, true})
		b.before(`crypto.subtle.deriveBits = () => new Promise(() => {})`)
		signIn(b)
		b.run("press and read", chromedp.Click(`//button[normalize-space(.)="Sign in"]`, chromedp.BySearch),
			chromedp.WaitVisible(`//*[@role="status"][contains(., "not a robot")]`, chromedp.BySearch))
		b.fits("while it works")
	})
}

// before runs a script in every page of the tab before the page's own.
func (b *tab) before(script string) {
	b.t.Helper()
	b.run("add a script", chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(script).Do(ctx)
		return err
	}))
}
