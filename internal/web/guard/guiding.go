package guard

import (
	"context"
	"net/http"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/guide"
	"marque/internal/core/identity"
	"marque/internal/fault"
)

// guideCookie ties a support code to the browser that asked for it. It is no session: all that it does is to name the row.
const guideCookie = "__Host-guide"

// Guided gives the browser what ties it to its support code.
func (r *Request) Guided(browser identity.Token) {
	r.set(guideCookie, browser, guide.Life+guide.Watch)
	r.guide, r.asked = guide.Guide{}, true
}

// Unguided takes that away, and with it the banner.
func (r *Request) Unguided() {
	r.drop(guideCookie)
	r.guide, r.asked = guide.Guide{}, true
}

// Browser returns what ties the browser to its support code, or nothing.
func (r *Request) Browser() identity.Token { return r.cookie(guideCookie) }

// Guide returns the support code of this browser while it goes on, or a zero one. Without the cookie nothing is read.
func (r *Request) Guide() (guide.Guide, error) {
	if r.asked || r.gate.c.Guiding == nil || !r.Browser().Plausible() || !r.guidable() {
		return r.guide, nil
	}
	var err error
	r.guide, err = r.gate.c.Guiding.Of(r.Context(), r.By, r.Browser())
	r.asked = err == nil
	return r.guide, err
}

// guidable tells whether whoever asks is one of those who are helped: nobody follows the staff.
func (r *Request) guidable() bool {
	return r.By.Kind == access.AnonymousKind || r.By.Kind == access.CustomerKind
}

// Failed remembers why a form came back, for an agent who sees the step and not what was typed.
func (r *Request) Failed(f *fault.Fault) {
	if f != nil {
		r.failed = f
	}
}

// Step says more of a page than its name does, in fixed words: which way a code came. It is for an agent, so it is English.
func (r *Request) Step(words string) { r.step = words }

// NotFollowed is the page of the support code itself, which an agent does not see.
const NotFollowed = "/support-code"

// follow keeps on which page a browser is that has a support code: the name in the router's table, whether it failed, and the error's fixed sentence.
// What leads on, what a script asks and what is no page is left out. That it could not be kept is nobody's trouble but ours.
func (g *Gate) follow(r *Request, route Route, status int) {
	switch {
	case g.c.Guiding == nil || !r.Browser().Plausible() || !r.guidable():
		return
	case route.Guard == Asset || route.Guard == Proved || route.Guard == Token || route.Guard.staffs():
		return
	case route.Passive || route.Question || r.WantsData() || status >= http.StatusMultipleChoices && status < http.StatusBadRequest || status < http.StatusOK:
		return
	case route.Pattern == NotFollowed || route.Pattern == NotFollowed+"/end":
		return
	}
	seen := guide.Seen{Place: route.Pattern, Step: r.step, Failed: status >= http.StatusBadRequest}
	if seen.Failed && r.failed != nil {
		seen.Fault = r.failed.FixedWords()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), followTime)
	defer cancel()
	if err := g.c.Guiding.Note(ctx, r.By, r.Browser(), seen); err != nil {
		g.c.Log.Error("page of a support code was not kept", "reference", r.Reference, "error", err)
	}
}

// followTime bounds how long the keeping of a page may take.
const followTime = 5 * time.Second
