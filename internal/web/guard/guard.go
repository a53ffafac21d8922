// Package guard stands before every page: it turns a cookie into an actor, refuses forms that another site sent, sets the security
// headers, bounds bodies and times, and answers what a handler returns as an error. What a page does is left to its handler, how an
// error looks to Config.Fail.
package guard

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path"
	"slices"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/guide"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/service/granting"
	"marque/internal/service/guiding"
	"marque/internal/service/signin"
	"marque/internal/service/viewing"
)

// Guard says what a request must bring to reach its handler. The zero value is none, and New refuses it.
type Guard uint8

// The guards.
const (
	_          Guard = iota
	Asset            // anyone; no cookie is read and no database asked: style sheets, probes
	Public           // anyone; whoever is signed in is known
	Claiming         // the cookie of a registration on its way; else to the registration's first page
	Challenge        // the cookie of an open code challenge; else to the sign-in page
	Recovering       // the cookie of a recovery on its way; else to the page where one begins
	SignedIn         // a customer's session; else to the sign-in page
	Fresh            // a customer's session with a factor given in the last ten minutes; else to the step-up page
	Renewing         // a customer's session, also one that must choose a new password before any other page; else to the sign-in page
	Proved           // a machine that proves what it may say by its path or by a secret; no cookie is read and no form token asked
	Token            // a program's access token; else 401. No cookie is read and no form token asked
	DeskCode         // the cookie of an open code challenge; else to the staff's sign-in page
	Desk             // a session of the staff; else to the staff's sign-in page
	DeskFresh        // a session of the staff with a factor given in the last ten minutes; else to the staff's step-up page
)

var guardNames = [...]string{"none", "asset", "public", "claiming", "challenge", "recovering", "signed in", "fresh", "renewing", "proved", "token", "desk code", "desk", "desk fresh"}

// staffs tells whether a guard stands before the staff's pages.
func (g Guard) staffs() bool { return g == DeskCode || g == Desk || g == DeskFresh }

// customers tells whether a guard stands before pages that are customers' own.
func (g Guard) customers() bool { return g == SignedIn || g == Fresh || g == Renewing }

// String returns the guard in words.
func (g Guard) String() string { return guardNames[min(int(g), len(guardNames)-1)] }

// Route is one line of an edge's table.
type Route struct {
	Method  string // GET (which answers HEAD too) or POST
	Pattern string // of http.ServeMux, without method and host
	Guard   Guard
	Handler Handler
	Body    int64 // most bytes of a body; 0 is what any form of ours fits into
	Passive bool  // polling: it does not count as the person's activity
	Keep    bool  // a form that waits for its owner when the session has ended or wants a fresh factor
	// Back returns the page that shows again what a form says, for one that must be looked at once more and is not kept; empty is none.
	Back func(*Request) string

	Files bool // its form may carry files

	// Viewed is what the record calls this page where one of the staff may see it as the customer does; empty is a page that nobody sees so.
	Viewed string
	// Out is a form by which whoever is signed in leaves: it works whatever else does not.
	Out bool

	// Question is asked by a page's script before its form is sent: it uses up no stamp against robots, which the form still needs, and
	// lets nobody in. Its handler has a limit of its own.
	Question bool

	// Of the guard Token: what the program must have been given, and more.
	Scope     access.Scope // empty is any
	Customers bool         // only an app for its customer
	Recent    bool         // a customer's app whose customer signed in not long ago: RFC 9470
}

// Handler answers a request, or returns why it cannot.
type Handler func(w http.ResponseWriter, r *Request) error

// Paths says where a request goes that lacks what its guard wants.
type Paths struct {
	SignIn, Register, Recover, StepUp, NewPassword, Resume string
	DeskSignIn, DeskStepUp                                 string
}

// Config is what the guard needs.
type Config struct {
	SignIn  *signin.Service
	Clients *granting.Service                                     // nil where no route has the guard Token
	Viewing *viewing.Service                                      // nil where nobody sees a customer's pages as the customer does
	Guiding *guiding.Service                                      // nil where there are no support codes
	MACs    func(purpose string, data []byte) (now, other []byte) // seal.Box.MACs: while keys are changed, either is right
	Random  io.Reader
	Now     civil.Clock
	Log     *slog.Logger
	Fail    func(w http.ResponseWriter, r *Request, err error)
	Seen    func(pattern, method string, status int, took time.Duration) // may be nil: for metrics
	Brands  map[string]string                                            // host without port to brand key
	Brand   string                                                       // key of the brand for hosts that are none's
	Origins map[string]string                                            // host without port to what browsers call its pages, where that is configured
	Proxies []netip.Prefix                                               // whose X-Forwarded-For and X-Forwarded-Proto are believed
	Paths   Paths
	Work    identity.Work                                    // of the check against robots; zero is the default
	Hold    func(ctx context.Context, d time.Duration) error // how a form is made to wait; nil waits
}

// Gate is the handler of a whole edge.
type Gate struct {
	c       Config
	routes  []Route
	mux     *http.ServeMux
	origin  *http.CrossOriginProtection
	held    chan struct{}
	uploads chan struct{} // forms with files that are being read
	nowhere http.Handler  // answers what no route does
}

// The bounds of one request.
const (
	mostBody = 64 << 10    // a form of ours is a few hundred bytes; the longest text field has 4 KiB
	mostTime = time.Minute // a statement is rendered in milliseconds; who waits longer waits for nothing
)

// The bounds of a form with files: it is read into memory, since a disk would keep what is sealed later.
const (
	mostUpload    = 16 << 20 // more than the files of any form of ours, so that too large a one is answered in words
	mostUploads   = 8        // at a time
	uploadTime    = 4 * time.Minute
	uploadAnswers = 30 * time.Second // to answer after the last byte has come
)

// New checks the table and returns the edge's handler. A route without a guard, method or handler is refused, as are two alike.
func New(c Config, routes []Route) (*Gate, error) {
	g := &Gate{c: c, routes: slices.Clone(routes), mux: http.NewServeMux(), origin: http.NewCrossOriginProtection(), held: make(chan struct{}, mostHeld), uploads: make(chan struct{}, mostUploads)}
	if g.c.Hold == nil {
		g.c.Hold = sleep
	}
	seen := map[string]bool{}
	for _, route := range g.routes {
		if err := checkRoute(route, seen); err != nil {
			return nil, err
		}
		g.mux.Handle(route.Method+" "+route.Pattern, g.behind(route))
	}
	g.nowhere = g.behind(Route{Pattern: "/", Guard: Public, Passive: true, Handler: func(http.ResponseWriter, *Request) error {
		return fault.New(fault.NotFound, "There is no such page.")
	}})
	g.mux.Handle("/", g.nowhere)
	for _, route := range g.routes {
		if folder, _, ok := strings.Cut(route.Pattern, "/{file...}"); ok { // which the router would send to the folder with its slash, as above
			g.mux.Handle(folder, g.nowhere)
		}
	}
	return g, nil
}

func checkRoute(route Route, seen map[string]bool) error {
	name := route.Method + " " + route.Pattern
	switch {
	case route.Guard == 0 || int(route.Guard) >= len(guardNames):
		return fmt.Errorf("route %s has no guard", name)
	case route.Method != http.MethodGet && route.Method != http.MethodPost:
		return fmt.Errorf("route %s: a page is got or posted", name)
	case route.Guard == Asset && route.Method != http.MethodGet:
		return fmt.Errorf("route %s: an asset is only got", name)
	case route.Files && (route.Method != http.MethodPost || route.Guard != SignedIn && route.Guard != Desk):
		return fmt.Errorf("route %s: files come by a form of somebody whom we know", name)
	case route.Guard != Token && (route.Scope != "" || route.Customers || route.Recent):
		return fmt.Errorf("route %s asks for a scope, and not for a token", name)
	case route.Viewed != "" && (route.Method != http.MethodGet || route.Guard != SignedIn):
		return fmt.Errorf("route %s: what is seen as the customer sees it is a page of the customer's own", name)
	case !strings.HasPrefix(route.Pattern, "/") || route.Handler == nil || seen[name]:
		return fmt.Errorf("route %s is incomplete or stands twice", name)
	}
	seen[name] = true
	return nil
}

// Routes returns the table, for the tests that walk it.
func (g *Gate) Routes() []Route { return slices.Clone(g.routes) }

// ServeHTTP implements http.Handler. The router would answer a path that is not clean by a redirect of its own, which carries none of our
// headers; no link of ours leads to one.
func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !clean(r.URL.Path) {
		g.nowhere.ServeHTTP(w, r)
		return
	}
	g.mux.ServeHTTP(w, r)
}

// clean tells whether a path means what it says.
func clean(p string) bool {
	return p == "/" || strings.HasPrefix(p, "/") && path.Clean(p) == strings.TrimSuffix(p, "/")
}

// Request is a request whose sender is known as far as can be.
type Request struct {
	*http.Request
	By        access.Actor
	Session   identity.Session // zero unless signed in
	Brand     string           // key
	Network   string           // the client's network, such as 203.0.113.0/24
	Reference string           // of this request: on error pages and in the log
	Viewing   viewing.Seen     // whose pages an agent sees as the customer does; zero for everybody else

	gate    *Gate
	writer  http.ResponseWriter
	token   identity.Token // of the session
	visitor identity.Token
	secure  bool

	robotChecked bool // a stranger's form whose stamp was good
	files        bool // its form may carry files

	guide  guide.Guide  // what an agent sees of this browser, when that was asked for
	asked  bool         // it was read
	failed *fault.Fault // why a form came back
	step   string       // more of the page, in fixed words
}

// IsSignedIn tells whether a session came with the request.
func (r *Request) IsSignedIn() bool { return r.By.Kind != access.AnonymousKind }

// From returns where the request comes from, as service/signin wants it.
func (r *Request) From() signin.From {
	return signin.From{
		Network: r.Network, Brand: r.Brand, Browser: browser(r.UserAgent()),
		Device: r.cookie(deviceCookie), Session: r.token, Visitor: r.visitor, Site: r.Site(), Locale: r.chosen(),
	}
}

// Label says what this browser is called in lists: "Firefox on Linux".
func (r *Request) Label() string { return browser(r.UserAgent()) }

// FromDesk is From by the staff's door.
func (r *Request) FromDesk() signin.From {
	from := r.From()
	from.Desk = true
	return from
}

// behind returns the handler of one route with everything that stands before it.
func (g *Gate) behind(route Route) http.Handler {
	return http.HandlerFunc(func(plain http.ResponseWriter, hr *http.Request) {
		began := g.c.Now()
		most, within := cmp.Or(route.Body, mostBody), mostTime
		if route.Files {
			most, within = mostUpload, uploadTime
			extend(plain)
		}
		ctx, cancel := context.WithTimeout(hr.Context(), within)
		defer cancel()
		w := &recorder{ResponseWriter: plain, status: http.StatusOK}
		hr = hr.WithContext(ctx)
		hr.Body = http.MaxBytesReader(w, hr.Body, most)
		r := g.request(w, hr)
		r.files = route.Files
		r.headers(route.Guard == Asset)
		if err := g.serve(w, r, route); err != nil {
			g.fail(w, r, route, err)
		}
		g.missed(r, w.status)
		g.follow(r, route, w.status)
		g.note(r, route, w.status, g.c.Now().Sub(began))
	})
}

// serve asks for what the guard wants and calls the handler. A handler that panics has failed, nothing more.
func (g *Gate) serve(w http.ResponseWriter, r *Request, route Route) (err error) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler { //nolint:errorlint // a sentinel that is thrown as it is
				panic(p)
			}
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	switch route.Guard {
	case Asset, Proved:
		return route.Handler(w, r)
	case Token:
		if err := r.admit(route); err != nil {
			return err
		}
		return route.Handler(w, r)
	}
	if err := r.identify(!route.Passive); err != nil {
		return err
	}
	if away := r.missing(route.Guard); away != "" {
		http.Redirect(w, r.Request, g.away(r, route, away), http.StatusSeeOther)
		return nil
	}
	if err := r.view(route); err != nil {
		return err
	}
	if err := r.allowed(route.Guard); err != nil {
		return err
	}
	if route.Files {
		select {
		case g.uploads <- struct{}{}:
			defer func() { <-g.uploads }()
		default:
			return fault.New(fault.Unavailable, "Many files are on their way to us right now. Please try again in a moment.")
		}
	}
	if r.Method == http.MethodPost {
		if err := r.checkPost(route); err != nil {
			return err
		}
	}
	return route.Handler(w, r)
}

// checkPost refuses a form that another site sent and, from strangers, one that a robot sent: no form can do without.
func (r *Request) checkPost(route Route) error {
	if err := r.checkForm(); err != nil || r.IsSignedIn() || route.Question {
		return err
	}
	if err := r.checkRobot(); err != nil {
		return err
	}
	r.robotChecked = true
	return nil
}

// missing returns where a request must go first, or nothing.
func (r *Request) missing(want Guard) string {
	p := r.gate.c.Paths
	switch want {
	case SignedIn, Fresh, Renewing:
		if !r.IsSignedIn() {
			return withNext(p.SignIn, r.Request)
		}
		if want != Renewing && r.Session.User.PasswordDue {
			return withNext(p.NewPassword, r.Request)
		}
		if want == Fresh && r.By.Kind == access.CustomerKind && !r.Session.Fresh(r.gate.c.Now()) {
			return withNext(p.StepUp, r.Request)
		}
	case Desk, DeskFresh:
		if !r.IsSignedIn() {
			return withNext(p.DeskSignIn, r.Request)
		}
		if want == DeskFresh && r.By.Kind == access.AgentKind && !r.Session.Fresh(r.gate.c.Now()) {
			return withNext(p.DeskStepUp, r.Request)
		}
	case Challenge, DeskCode:
		if !r.cookie(challengeCookie).Plausible() {
			return p.signIn(want)
		}
	case Recovering:
		if !r.cookie(recoveryCookie).Plausible() {
			return p.Recover
		}
	case Claiming:
		if !r.cookie(claimCookie).Plausible() {
			return p.Register
		}
	}
	return ""
}

// signIn is where somebody signs in who came to a page behind this guard.
func (p Paths) signIn(g Guard) string {
	if g.staffs() {
		return p.DeskSignIn
	}
	return p.SignIn
}

// allowed keeps agents out of the customers' pages, and customers out of the staff's: they do not exist for them.
func (r *Request) allowed(want Guard) error {
	if want.customers() && r.By.Kind != access.CustomerKind && r.By.Kind != access.ViewerKind || want.staffs() && r.By.Kind == access.CustomerKind {
		return fault.New(fault.NotFound, "There is no such page.")
	}
	return nil
}

// fail answers an error. A session that ended meanwhile leads to the sign-in page; what is our fault is logged with the reference.
func (g *Gate) fail(w http.ResponseWriter, r *Request, route Route, err error) {
	if fault.Is(err, fault.SignedOut) && route.Guard != Token && route.Guard != Proved {
		http.Redirect(w, r.Request, withNext(g.c.Paths.signIn(route.Guard), r.Request), http.StatusSeeOther)
		return
	}
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		err = l10n.Fault(fault.TooLarge, "This form is larger than any of ours.", "Este formulario es más grande que cualquiera de los nuestros.", "Dieses Formular ist größer als jedes von uns.")
	}
	if fault.KindOf(err) == fault.Internal && r.Context().Err() == nil {
		g.c.Log.Error("request failed", "reference", r.Reference, "route", route.Pattern, "error", err)
	}
	r.Failed(fault.Of(err))
	g.c.Fail(w, r, err)
}

// note writes one line for each request: the route and never the path, which may name a contract.
func (g *Gate) note(r *Request, route Route, status int, took time.Duration) {
	g.c.Log.Debug("request", "reference", r.Reference, "method", r.Method, "route", route.Pattern, "status", status, "took", took)
	if g.c.Seen != nil {
		g.c.Seen(route.Pattern, r.Method, status, took)
	}
}

// recorder remembers the status that was sent.
type recorder struct {
	http.ResponseWriter
	status int
	sent   bool
}

// WriteHeader remembers the first status.
func (w *recorder) WriteHeader(status int) {
	if !w.sent {
		w.status, w.sent = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write sends the status that was not sent.
func (w *recorder) Write(b []byte) (int, error) {
	w.sent = true
	return w.ResponseWriter.Write(b)
}

// Hijack lets a live connection take over.
func (w *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	w.status, w.sent = http.StatusSwitchingProtocols, true
	return http.NewResponseController(w.ResponseWriter).Hijack()
}

// Unwrap serves http.ResponseController.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Server returns an HTTP server with time-outs that no slow client outlasts.
func Server(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      90 * time.Second, // longer than a handler may take
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10, // five cookies of ours and whatever a proxy adds
	}
}
