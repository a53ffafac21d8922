// Package portal is the customers' pages: each handler parses a form, calls one service and answers with a page. No rule lives here.
package portal

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/leaseend"
	"marque/internal/core/message"
	"marque/internal/core/notice"
	"marque/internal/service/assisting"
	"marque/internal/service/caseworking"
	"marque/internal/service/enrolling"
	"marque/internal/service/exporting"
	"marque/internal/service/guiding"
	"marque/internal/service/helping"
	"marque/internal/service/informing"
	"marque/internal/service/lettering"
	"marque/internal/service/messaging"
	"marque/internal/service/notifying"
	"marque/internal/service/overview"
	"marque/internal/service/papering"
	"marque/internal/service/paying"
	"marque/internal/service/recovering"
	"marque/internal/service/relieving"
	"marque/internal/service/securing"
	"marque/internal/service/signin"
	"marque/internal/service/tending"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// Deps is what the pages need.
type Deps struct {
	SignIn     *signin.Service
	Enrolling  *enrolling.Service
	Exporting  *exporting.Service
	Recovering *recovering.Service
	Securing   *securing.Service
	Assisting  *assisting.Service
	Overview   *overview.Service
	Lettering  *lettering.Service
	Messaging  *messaging.Service
	Here       func(ctx context.Context, t message.ID, agent access.UserID) message.Here // who has a conversation open
	Helping    *helping.Service
	Cases      *caseworking.Service
	Papering   *papering.Service
	Paying     *paying.Service
	Relieving  *relieving.Service
	Tending    *tending.Service
	Notifying  *notifying.Service
	Informing  *informing.Service
	Guiding    *guiding.Service
	Reports    notice.Reports // how a text gateway's words are read
	Inbound    notice.Inbound // and how it hands over texts that came to us
	Brands     *ui.Brands
	Assets     *ui.Assets
	Sites      map[string]string // the address of each brand, without a path
	Tariffs    leaseend.Tariffs  // of excess wear
	Now        civil.Clock
	Random     io.Reader
	Zone       *time.Location  // the lender's
	Demo       bool            // show what was sent, and the business date
	Apps       []Authenticator // of the demo's staff: their codes stand on the page of what was sent
	Docs       view.APIDocs    // the interface for programs, by APIPage
	Ready      func(*http.Request) error
	Version    string
}

// Authenticator is an authenticator app of somebody on the demo's staff.
type Authenticator struct {
	Name, Username string
	Secret         identity.TOTPSecret
}

// Portal answers requests.
type Portal struct {
	Deps
	zones sync.Map // *time.Location by its name: reading one costs more than a page
}

// New returns a portal.
func New(d Deps) *Portal { return &Portal{Deps: d} }

// frame is what all pages of a request share.
func (p *Portal) frame(r *guard.Request) (ui.Frame, error) {
	token, err := r.FormToken()
	if err != nil {
		return ui.Frame{}, err
	}
	f := ui.Frame{Brand: p.brand(r.Brand), Assets: p.Assets, Locale: r.Locale(), CSRF: token, Person: r.Session.User.Name, Here: r.Here(), Zone: p.zoneOf(r.Session.Zone)}
	switch {
	case r.Viewing.Goes():
		p.viewed(&f, r)
	case r.IsSignedIn():
		f.Session = p.sessionEnd(f, r.Session)
	}
	g, err := r.Guide()
	if err != nil {
		return f, err
	}
	f.Guided = g.Followed(p.Now())
	f.Incidents = p.incidents(f)
	if p.Demo {
		if f.Demo, err = p.Overview.Today(r.Context()); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (p *Portal) brand(key string) *ui.Brand {
	if b, ok := p.Brands.ByKey(key); ok {
		return b
	}
	return p.Brands.All()[0]
}

// show renders a page with the request's frame.
func (p *Portal) show(w http.ResponseWriter, r *guard.Request, page func(ui.Frame) respond.Page) error {
	return p.showAs(w, r, http.StatusOK, page)
}

func (p *Portal) showAs(w http.ResponseWriter, r *guard.Request, status int, page func(ui.Frame) respond.Page) error {
	f, err := p.frame(r)
	if err != nil {
		return err
	}
	return respond.HTML(w, r.Request, status, page(f))
}

// zoneOf returns the time zone of whoever reads; the lender's when there is none of that name.
func (p *Portal) zoneOf(name string) *time.Location {
	if name == "" {
		return p.Zone
	}
	if known, ok := p.zones.Load(name); ok {
		if zone, ok := known.(*time.Location); ok {
			return zone
		}
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return p.Zone
	}
	p.zones.Store(name, zone)
	return zone
}

// local writes an instant in the reader's zone, for people.
func (p *Portal) local(f ui.Frame, t time.Time) string { return clock(f, t, f.Zone) }

// clock writes an instant as a clock in a zone shows it.
func clock(f ui.Frame, t time.Time, zone *time.Location) string {
	t = t.In(zone)
	name, _ := t.Zone()
	return f.Locale.DateAndClock(t) + " " + name
}
