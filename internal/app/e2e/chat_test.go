package e2e_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"marque/internal/core/access"
	"marque/internal/store/engine/enginetest"
)

// shows waits until a text stands on the page so many times; nothing is loaded again meanwhile.
func (b *tab) shows(text string, times int) {
	b.t.Helper()
	b.run("wait for "+text, chromedp.Poll(`document.querySelector("main").innerText.split(`+strconv.Quote(text)+`).length - 1 === `+strconv.Itoa(times), nil))
}

// writes sends a message by the page's script: the page stays.
func (b *tab) writes(text string) {
	b.t.Helper()
	b.run("write "+text, chromedp.SendKeys("#text", text, chromedp.ByQuery), chromedp.Click(`//button[normalize-space(.)="Send"]`, chromedp.BySearch))
}

// watches opens the queue and waits until it is connected: somebody is at the desk then.
func (b *tab) watches() {
	b.t.Helper()
	b.visit("/desk/queue")
	b.run("wait for the queue's connection", chromedp.Poll(`document.getElementById("queue-changed").dataset.there === "true"`, nil))
}

// wired cuts a browser off from the network, or lets it back.
func (b *tab) wired(on bool) {
	b.t.Helper()
	b.run("network", chromedp.ActionFunc(func(ctx context.Context) error { return network.EmulateNetworkConditions(!on, 0, -1, -1).Do(ctx) }))
}

// A customer and an agent, each in a browser, talk live, pass on, are cut off and come back; the customer's page is never loaded again.
func TestACustomerAndAnAgentTalkLiveInTwoBrowsers(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	w := serve(t, enginetest.SQLite(t))
	n := &town{world: w}
	dana, p := n.hireAs(t, "dana", access.RoleAgent), person{}
	p, _ = people("aurelia")
	p = w.enrol(t, w.activate(t, p))
	mia, desk := open(t, browser, w.site(p.brand), window{390, true}), open(t, browser, w.site(p.brand), window{1280, true})
	desk.signsInAtDesk(w, dana)
	desk.watches()
	mia.visit("/login")
	mia.enters(w, p)
	mia.visit("/messages/new")
	mia.run("choose a topic", chromedp.SetValue("#topic", "payments", chromedp.ByQuery))
	mia.fill("In a few words", "My next payment")
	mia.run("write", chromedp.SendKeys("#text", "When is it?", chromedp.ByQuery))
	mia.press("Send")
	mia.is("My next payment")
	mia.shows("You are number 1 in line.", 1)
	desk.shows("The queue has changed.", 1)
	desk.visit("/desk/queue/" + mia.address()[strings.LastIndex(mia.address(), "/")+1:])
	mia.shows("Somebody of us is here now.", 1)
	desk.press("Take it")
	mia.shows("Agent dana joined the conversation.", 1)
	mia.shows("Agent dana is here now.", 1)
	desk.run("type", chromedp.SendKeys("#text", "On the", chromedp.ByQuery))
	mia.shows("Agent dana is writing", 1)
	desk.writes(" 15th.")
	mia.shows("On the 15th.", 1)
	mia.shows("Answered", 1)
	mia.writes("Thank you!")
	desk.shows("Thank you!", 1)
	mia.expect("net::ERR_INTERNET_DISCONNECTED", func() {
		mia.wired(false)
		mia.writes("Are you there?")
		mia.shows("Your message is not sent yet.", 1)
		desk.writes("One more thing.")
		desk.shows("One more thing.", 1)
		mia.wired(true)
		mia.shows("Are you there?", 1)
		mia.shows("One more thing.", 1)
	})
	desk.shows("Are you there?", 1)
	desk.run("choose a team", chromedp.SetValue("#to", "team titles", chromedp.ByQuery))
	desk.press("Pass it on")
	mia.shows("This was passed on to titles and insurance.", 1)
	desk.watches()
	mia.shows("You are number 1 in line.", 1)
	mia.fits("at the end")
}
