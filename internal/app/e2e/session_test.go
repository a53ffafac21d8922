package e2e_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// timeLeft is what the page's script is told.
type timeLeft struct {
	Left int
	Last bool
}

func leftOf(t *testing.T, got answer) timeLeft {
	t.Helper()
	var left timeLeft
	if err := json.Unmarshal([]byte(got.body), &left); got.status != http.StatusOK || err != nil {
		t.Fatalf("got %d to %q: %s, %v", got.status, got.to, got.body, err)
	}
	return left
}

func TestLookingAtTheTimeLeftIsNoActivityAndStayingIs(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		token := n.owner.token("/security")
		n.spare.get("/security")
		for range 14 { // a page that polls each minute
			n.Clock.Advance(time.Minute)
			n.owner.get("/session")
			n.spare.get("/session")
		}
		if got := leftOf(t, n.spare.get("/session")); got.Left != 60 || got.Last {
			t.Errorf("got %+v, want the last minute", got)
		}
		if got := leftOf(t, n.owner.do(http.MethodPost, "/session", with(nil, token))); got.Left != 15*60 {
			t.Errorf("stayed: got %+v", got)
		}
		n.Clock.Advance(time.Minute - time.Second)
		if got := leftOf(t, n.spare.get("/session")); got.Left != 1 {
			t.Errorf("a second before: got %+v", got)
		}
		n.Clock.Advance(time.Second)
		if got := n.spare.get("/session"); !strings.HasPrefix(got.to, "/login") {
			t.Errorf("after fifteen minutes of polling: got %d to %q", got.status, got.to)
		}
		if page := n.owner.get("/security").body; !strings.Contains(page, "You are signed in until") {
			t.Error("the page does not say until when")
		}
	})
}

func TestTwelveHoursEndASessionWhateverIsDoneAndThePageSaysSo(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		const step = 14 * time.Minute
		began := n.Clock.Now()
		for n.Clock.Now().Sub(began)+step < identity.CustomerLimit {
			n.Clock.Advance(step)
			n.owner.get("/session")
			n.owner.do(http.MethodPost, "/session", with(nil, n.owner.token("/security")))
		}
		left := leftOf(t, n.owner.get("/session"))
		if !left.Last {
			t.Fatalf("got %+v, want the last end", left)
		}
		if page := n.owner.get("/security").body; !strings.Contains(page, "then please sign in again") {
			t.Error("the page does not say that it ends whatever is done")
		}
		n.Clock.Advance(time.Duration(left.Left-1) * time.Second)
		if got := n.owner.get("/security"); got.status != http.StatusOK {
			t.Errorf("a second before: got %d to %q", got.status, got.to)
		}
		n.Clock.Advance(time.Second)
		if got := n.owner.get("/security"); !strings.HasPrefix(got.to, "/login") {
			t.Errorf("after twelve hours: got %d to %q", got.status, got.to)
		}
	})
}

// comesBack is what a browser tells a page that is looked at again.
const comesBack = `document.dispatchEvent(new Event("visibilitychange"))`

func TestTheSessionsDialogLosesNothingAndItsEndNeither(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	w := serve(t, enginetest.SQLite(t))
	who, _ := people("aurelia")
	who = w.enrol(t, w.activate(t, who))
	b := open(t, browser, w.site(who.brand), window{390, true})
	b.visit("/login?next=/security/email")
	b.enters(w, who)
	b.is("Change your email address")
	b.fill("New email address", "typed@example.net")
	w.Clock.Advance(identity.IdleLimit - 90*time.Second)
	var words, typed string
	b.run("come back before the end", chromedp.Evaluate(comesBack, nil), chromedp.Poll(`document.getElementById("session-dialog").open`, nil),
		chromedp.Text("[data-count]", &words, chromedp.ByQuery))
	if words != "2 minutes" {
		t.Errorf("got %q left", words)
	}
	b.run("stay", chromedp.Click("[data-stay]", chromedp.ByQuery), chromedp.Poll(`!document.getElementById("session-dialog").open`, nil),
		chromedp.Value("#address", &typed, chromedp.ByQuery))
	if typed != "typed@example.net" {
		t.Errorf("staying lost what was typed: %q", typed)
	}
	w.Clock.Advance(identity.IdleLimit - time.Second)
	b.run("come back a second before the end", chromedp.Evaluate(comesBack, nil), chromedp.Poll(`document.getElementById("session-dialog").open`, nil))
	w.Clock.Advance(time.Second)
	b.run("the end", chromedp.WaitVisible("#password", chromedp.ByQuery))
	if got := b.address(); !strings.HasSuffix(got, "/login?next=%2Fresume") {
		t.Fatalf("got to %s", got)
	}
	b.enters(w, who)
	b.is("What you typed is still here")
	b.press("Go on changing my email address")
	b.is("Check your new mailbox")
	b.says("t••••@example.net")
}

// enters signs in on the page that asks for it.
func (b *tab) enters(w *world, who person) {
	b.t.Helper()
	b.fill("Username or email", who.username)
	b.fill("Password", who.password)
	b.press("Sign in")
	b.fill("Code", w.code(b.t, notice.KindSignInCode, who.phone))
	b.press("Continue")
}
