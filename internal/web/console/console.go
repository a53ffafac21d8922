// Package console is the agents' desk: each handler parses a form, calls one service and answers with a page. No rule lives here.
package console

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/service/adjusting"
	"marque/internal/service/assisting"
	"marque/internal/service/caseworking"
	"marque/internal/service/guiding"
	"marque/internal/service/helping"
	"marque/internal/service/informing"
	"marque/internal/service/messaging"
	"marque/internal/service/onboarding"
	"marque/internal/service/overview"
	"marque/internal/service/paying"
	"marque/internal/service/reporting"
	"marque/internal/service/securing"
	"marque/internal/service/signin"
	"marque/internal/service/staffing"
	"marque/internal/service/viewing"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// Deps is what the pages need.
type Deps struct {
	SignIn     *signin.Service
	Staffing   *staffing.Service
	Assisting  *assisting.Service
	Adjusting  *adjusting.Service
	Securing   *securing.Service
	Overview   *overview.Service
	Helping    *helping.Service
	Informing  *informing.Service
	Messaging  *messaging.Service
	Paying     *paying.Service
	Onboarding *onboarding.Service
	Viewing    *viewing.Service
	Guiding    *guiding.Service
	Here       func(ctx context.Context, t message.ID, agent access.UserID) message.Here // who has a conversation open
	Cases      *caseworking.Service
	Reporting  *reporting.Service
	Brands     *ui.Brands
	Assets     *ui.Assets
	Now        civil.Clock
	Random     io.Reader
	Zone       *time.Location // the lender's
	Demo       bool           // show the business date
}

// Console answers requests.
type Console struct{ Deps }

// New returns a console.
func New(d Deps) *Console { return &Console{d} }

// frame is what all pages of a request share.
func (c *Console) frame(r *guard.Request) (ui.Frame, error) {
	token, err := r.FormToken()
	if err != nil {
		return ui.Frame{}, err
	}
	f := ui.Frame{Brand: c.brand(r.Brand), Assets: c.Assets, Locale: l10n.EnUS, CSRF: token, Person: r.Session.User.Name, Desk: true}
	f.Incidents = c.incidents()
	if c.Demo {
		if f.Demo, err = c.Overview.Today(r.Context()); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (c *Console) brand(key string) *ui.Brand {
	if b, ok := c.Brands.ByKey(key); ok {
		return b
	}
	return c.Brands.All()[0]
}

// show renders a page with the request's frame.
func (c *Console) show(w http.ResponseWriter, r *guard.Request, page func(ui.Frame) respond.Page) error {
	return c.showAs(w, r, http.StatusOK, page)
}

func (c *Console) showAs(w http.ResponseWriter, r *guard.Request, status int, page func(ui.Frame) respond.Page) error {
	f, err := c.frame(r)
	if err != nil {
		return err
	}
	return respond.HTML(w, r.Request, status, page(f))
}

// local writes an instant in the lender's zone, for people.
func (c *Console) local(f ui.Frame, t time.Time) string {
	t = t.In(c.Zone)
	zone, _ := t.Zone()
	return f.Locale.DateAndClock(t) + " " + zone
}

// Fail answers an error with a page of the desk.
func (c *Console) Fail(w http.ResponseWriter, r *guard.Request, err error) {
	respond.RetryAfter(w, err)
	status := respond.Status(err)
	if r.Context().Err() != nil && status == http.StatusInternalServerError {
		status = http.StatusServiceUnavailable
	}
	page := problem(status, err)
	page.Reference = r.Reference
	if c.showAs(w, r, status, func(f ui.Frame) respond.Page { page.Frame = f; return page.Page() }) != nil {
		http.Error(w, "Something went wrong on our side. Reference: "+r.Reference, http.StatusInternalServerError)
	}
}

// problem chooses the words of an error page.
func problem(status int, err error) view.Problem {
	var out view.Problem
	f := fault.Of(err)
	if f != nil {
		out.Words = f.Message
	}
	switch status {
	case http.StatusNotFound:
		out.Heading, out.Words = "There is no such page", "It is not there, or your role may not open it. Ask for another role, or a colleague who has it."
	case http.StatusForbidden:
		out.Heading = "That can’t be done here"
	case http.StatusConflict:
		out.Heading = "That has been done already, or can’t be done any more"
	case http.StatusTooManyRequests:
		out.Heading = "Please wait a moment"
		if f != nil && f.RetryAfter > 0 {
			out.Wait = "in " + wait(f.RetryAfter)
		}
	case http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge:
		out.Heading = "We could not use that"
	case http.StatusServiceUnavailable:
		out.Heading, out.Words = "We are away for a moment", "Please try again in a minute."
	default:
		out.Heading, out.Words = "Something went wrong on our side", "Nothing was changed. Give the reference to your administrator."
	}
	return out
}

// wait writes a duration as people say it, rounded up.
func wait(d time.Duration) string {
	switch {
	case d <= time.Minute:
		return plural(max(int((d+time.Second-1)/time.Second), 1), "second")
	case d <= time.Hour:
		return plural(int((d+time.Minute-1)/time.Minute), "minute")
	}
	return plural(int((d+time.Hour-1)/time.Hour), "hour")
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
