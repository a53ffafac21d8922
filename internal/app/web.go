package app

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"crypto/rand"

	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/store/queue"
	"marque/internal/web/api"
	"marque/internal/web/console"
	"marque/internal/web/guard"
	"marque/internal/web/live"
	"marque/internal/web/partner"
	"marque/internal/web/portal"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// Authenticator is an app of somebody on the demo's staff, whose codes the demo shows.
type Authenticator = portal.Authenticator

// ShowCodes shows an app's codes on the demo's page of what was sent, as the telephone would. Call it before Portal; outside a demo it does nothing.
func (a *App) ShowCodes(x Authenticator) {
	if a.demo {
		a.apps = append(a.apps, x)
	}
}

// Portal makes the handler of the customers' pages.
func (a *App) Portal(version string) (*guard.Gate, error) {
	assets, err := ui.NewAssets(a.Brands)
	if err != nil {
		return nil, err
	}
	report := a.Config.SMS.Report
	reports, err := notice.NewReports(report.Field, report.Delivered, report.Failed)
	if err != nil {
		return nil, err
	}
	programs, docs, err := a.programs()
	if err != nil {
		return nil, err
	}
	if err := a.listen(); err != nil {
		return nil, err
	}
	p := portal.New(portal.Deps{
		SignIn: a.SignIn, Enrolling: a.Enrolling, Exporting: a.Exporting, Recovering: a.Recovering, Securing: a.Securing, Assisting: a.Assisting, Overview: a.Overview, Lettering: a.Lettering, Paying: a.Paying, Relieving: a.Relieving, Notifying: a.Notifying, Informing: a.Informing, Reports: reports, Inbound: notice.Inbound(a.Config.SMS.Inbound), Brands: a.Brands, Assets: assets, Sites: a.sites(), Tariffs: a.tariffs(),
		Messaging: a.Messaging, Here: a.live.Here, Helping: a.Helping, Guiding: a.Guiding, Cases: a.Cases, Papering: a.Papering, Tending: a.Tending,
		Now: a.now, Random: rand.Reader, Zone: a.Config.Zone, Demo: a.demo, Apps: a.apps, Version: version, Docs: docs,
		Ready: func(r *http.Request) error { return a.Ready(r.Context()) },
	})
	desk := console.New(console.Deps{
		Messaging: a.Messaging, Onboarding: a.Onboarding, Here: a.live.Here, Helping: a.Helping, Cases: a.Cases, Reporting: a.Reporting, Adjusting: a.Adjusting, Paying: a.Paying,
		SignIn: a.SignIn, Staffing: a.Staffing, Assisting: a.Assisting, Securing: a.Securing, Overview: a.Overview, Informing: a.Informing, Viewing: a.Viewing, Guiding: a.Guiding, Brands: a.Brands, Assets: assets, Now: a.now, Random: rand.Reader, Zone: a.Config.Zone, Demo: a.demo,
	})
	senders, err := a.senders()
	if err != nil {
		return nil, err
	}
	partners := partner.New(partner.Deps{Onboarding: a.Onboarding, Senders: senders, Now: a.now, Zone: zoneExists})
	fail := func(w http.ResponseWriter, r *guard.Request, err error) {
		switch {
		case r.URL.Path == partner.PathEvents:
			partners.Fail(w, r, err)
		case guard.IsProgram(r.Request):
			programs.Fail(w, r, err)
		case r.URL.Path == ui.PathDesk || strings.HasPrefix(r.URL.Path, ui.PathDesk+"/"):
			desk.Fail(w, r, err)
		default:
			p.Fail(w, r, err)
		}
	}
	paths := portal.Paths()
	paths.DeskSignIn, paths.DeskStepUp = console.Paths()
	proxies, err := prefixes(a.Config.TrustedProxies)
	if err != nil {
		return nil, err
	}
	return guard.New(guard.Config{
		SignIn: a.SignIn, Clients: a.Granting, Viewing: a.Viewing, Guiding: a.Guiding, MACs: a.box.MACs, Random: rand.Reader, Now: a.now, Log: a.Log, Fail: fail, Seen: a.Metrics.Seen,
		Brands: a.hosts(), Brand: a.Brands.All()[0].Key, Origins: a.origins(), Proxies: proxies, Paths: paths, Work: a.ease.Robots,
	}, slices.Concat(p.Routes(), desk.Routes(), a.live.Routes(), programs.Routes(), partners.Routes()))
}

// listen makes what holds the pages' live connections.
func (a *App) listen() error {
	if a.live != nil {
		return errors.New("pages are made once")
	}
	a.live = live.New(live.Config{Messaging: a.Messaging, Log: a.Log, Redis: a.Config.Redis.Reveal(), Every: a.ease.Live})
	a.Metrics.watchLive(a.live)
	return nil
}

// programs makes the interface for programs, and what its page shows.
func (a *App) programs() (*api.API, view.APIDocs, error) {
	p, err := api.New(api.Deps{
		Granting: a.Granting, SignIn: a.SignIn, Overview: a.Overview, Paying: a.Paying, Lettering: a.Lettering, Relieving: a.Relieving, Servicing: a.Servicing, Messaging: a.Messaging, Now: a.now,
		Brand: func(key string) string {
			if b, ok := a.Brands.ByKey(key); ok {
				return b.Name
			}
			return key
		},
	})
	if err != nil {
		return nil, view.APIDocs{}, err
	}
	docs, err := portal.APIPage(p.Document())
	return p, docs, err
}

// hosts maps every host name to its brand: those of the configuration, or else the brands' own.
func (a *App) hosts() map[string]string {
	out := map[string]string{}
	for _, b := range a.Brands.All() {
		for _, h := range b.Hosts {
			out[h] = b.Key
		}
	}
	for _, s := range a.Config.Sites {
		if u, err := url.Parse(s.URL); err == nil {
			out[u.Hostname()] = s.Brand
		}
	}
	return out
}

// origins maps the host of each configured site to what browsers call its pages.
func (a *App) origins() map[string]string {
	out := map[string]string{}
	for _, s := range a.Config.Sites {
		if u, err := url.Parse(s.URL); err == nil {
			out[u.Hostname()] = u.Scheme + "://" + u.Host
		}
	}
	return out
}

func prefixes(texts []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range texts {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fault.Inputf("trusted-proxies", "%q is not a network like 10.0.0.0/8.", text)
		}
		out = append(out, p)
	}
	return out, nil
}

// Ready tells whether the database answers and is as new as the program.
func (a *App) Ready(ctx context.Context) error {
	if err := a.DB.Ping(ctx); err != nil {
		return err
	}
	schema, err := a.DB.Pending(ctx)
	if err != nil {
		return err
	}
	jobs, err := queue.Pending(ctx, a.DB)
	if err == nil && schema+jobs > 0 {
		err = fault.New(fault.Unavailable, "The database is older than this program.")
	}
	return err
}

// stopWithin is how long a stopping server waits for requests on their way, and then for jobs.
const stopWithin = 20 * time.Second

// Serve answers requests and works on jobs until ctx ends, then finishes what was begun, gives back what it cannot finish, and returns.
func (a *App) Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	// The queue has its own end: it stops after the last request that could add a job.
	if err := a.Queue.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	a.announce()
	a.warnings()
	if a.centre != nil {
		a.centre.Start()
	}
	server := guard.Server(handler)
	server.ErrorLog = log.New(handshakes{a.Log}, "", 0)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	schedule := a.startSchedule(ctx)
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	hung := a.HangUp(stop)
	shut := server.Shutdown(stop)
	schedule()
	return firstOf(err, hung, shut, a.Queue.Stop(stop))
}

// firstOf returns the first error that says something; a server that was shut down ends with one that does not.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil && err != http.ErrServerClosed { //nolint:errorlint // it is returned as it is
			return err
		}
	}
	return nil
}
