package guard_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/passkey"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/service/servicetest"
	"marque/internal/service/signin"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/parties"
	"marque/internal/store/users"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

const (
	phone    = "+12015550142"
	password = "lantern hedgehog velvet"
	secret   = identity.TOTPSecret("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") // of the agent's app
)

// site is a server with one page of each guard, and a customer.
type site struct {
	*servicetest.World
	server *httptest.Server
	gate   *guard.Gate
	signin *signin.Service
	log    *bytes.Buffer
}

func setup(t *testing.T) *site {
	t.Helper()
	w := &site{World: servicetest.New(t, enginetest.SQLite(t), rand.Reader), log: &bytes.Buffer{}}
	w.signin = signin.New(signin.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Courier: w.Courier, Limits: identity.DefaultLimits(),
	})
	party := w.Contract("C1", "", parties.Party{GivenName: "Mia", FamilyName: "Nguyen", Email: "mia@example.com", Phone: phone})[0]
	w.user(t, "mia.nguyen", party)
	w.user(t, "an.agent", access.PartyID{})
	gate, err := guard.New(w.config(), w.routes())
	if err != nil {
		t.Fatal(err)
	}
	w.gate = gate
	w.server = httptest.NewTLSServer(gate)
	t.Cleanup(w.server.Close)
	return w
}

func (w *site) config() guard.Config {
	return guard.Config{
		SignIn: w.signin, MACs: w.Box.MACs, Random: rand.Reader, Now: w.Now, Log: slog.New(slog.NewTextHandler(w.log, nil)),
		Fail: func(rw http.ResponseWriter, r *guard.Request, err error) {
			rw.WriteHeader(respond.Status(err))
			fmt.Fprintf(rw, "%v (%s)", err, r.Reference)
		},
		Brands: map[string]string{"norden.localhost": "norden"}, Brand: servicetest.Brand,
		Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
		Paths:   guard.Paths{SignIn: "/login", Register: "/register", Recover: "/forgot", StepUp: "/confirm", DeskSignIn: "/desk/login", DeskStepUp: "/desk/confirm"},
		Work:    identity.EasyWork(),
	}
}

func (w *site) user(t *testing.T, name string, party access.PartyID) {
	hash, err := w.Passwords.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	store := users.New(w.Box)
	w.Write(func(tx *engine.Tx) error {
		u := identity.User{ID: id.New[access.User](w.IDs), Party: party, State: identity.UserActive, Username: name, Roles: []access.Role{access.RoleAgent}}
		if !party.IsZero() {
			u.Roles = nil
		}
		if _, err := store.Insert(tx, u); err != nil {
			return err
		}
		for _, a := range []identity.Authenticator{
			{Factor: identity.FactorPassword, Secret: hash}, {Factor: identity.FactorText, Secret: phone}, {Factor: identity.FactorApp, Secret: string(secret)},
		} {
			if a.Factor == identity.FactorApp && !party.IsZero() {
				continue
			}

			a.ID, a.User = id.New[identity.Authenticator](w.IDs), u.ID
			if err := store.Bind(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

// routes are a page and a form of each guard; each page shows its form's token.
func (w *site) routes() []guard.Route {
	show := func(rw http.ResponseWriter, r *guard.Request) error {
		token, err := r.FormToken()
		if err != nil {
			return err
		}
		_, err = io.WriteString(rw, token)
		return err
	}
	done := func(rw http.ResponseWriter, r *guard.Request) error {
		_, err := io.WriteString(rw, "done")
		return err
	}
	routes := []guard.Route{
		{Method: "GET", Pattern: "/asset", Guard: guard.Asset, Handler: done},
		{Method: "GET", Pattern: "/who", Guard: guard.Public, Handler: func(rw http.ResponseWriter, r *guard.Request) error {
			_, err := fmt.Fprintf(rw, "%s %s %s %s", r.By.Kind, r.Brand, r.Network, r.From().Browser)
			return err
		}},
		{Method: "GET", Pattern: "/panic", Guard: guard.Public, Handler: func(http.ResponseWriter, *guard.Request) error { panic("secret 123") }},
		{Method: "GET", Pattern: "/forge", Guard: guard.Public, Handler: func(rw http.ResponseWriter, r *guard.Request) error {
			return fmt.Errorf("read %q or %s", r.FormValue("a"), r.FormValue("a"))
		}},
		{Method: "GET", Pattern: "/next", Guard: guard.Public, Handler: func(rw http.ResponseWriter, r *guard.Request) error {
			_, err := io.WriteString(rw, r.Next("/home"))
			return err
		}},
		{Method: "POST", Pattern: "/fails", Guard: guard.Public, Handler: func(http.ResponseWriter, *guard.Request) error {
			return fault.New(fault.Invalid, "That is not right.")
		}},
		{Method: "POST", Pattern: "/enter", Guard: guard.Public, Handler: w.enter},
		{Method: "GET", Pattern: "/spoken", Guard: guard.Public, Handler: spoken},
		{Method: "POST", Pattern: "/spoken", Guard: guard.Public, Handler: spoken},
		{Method: "POST", Pattern: "/posted", Guard: guard.Public, Handler: spoken},
		{Method: "GET", Pattern: "/speak", Guard: guard.Public, Handler: func(_ http.ResponseWriter, r *guard.Request) error {
			l, _ := l10n.Parse(r.FormValue("l"))
			r.Speak(l)
			return nil
		}},
		{Method: "POST", Pattern: "/logout", Guard: guard.Public, Handler: func(rw http.ResponseWriter, r *guard.Request) error {
			r.Leave()
			return w.signin.SignOut(r.Context(), r.Session)
		}},
	}
	for pattern, g := range map[string]guard.Guard{
		"/public": guard.Public, "/claiming": guard.Claiming, "/challenge": guard.Challenge, "/recovering": guard.Recovering, "/mine": guard.SignedIn, "/fresh": guard.Fresh,
		"/desk/code": guard.DeskCode, "/desk": guard.Desk, "/desk/fresh": guard.DeskFresh,
	} {
		routes = append(routes, guard.Route{Method: "GET", Pattern: pattern, Guard: g, Handler: show}, guard.Route{Method: "POST", Pattern: pattern, Guard: g, Handler: done})
	}
	return routes
}

// enter signs in by a form that names the user.
func (w *site) enter(_ http.ResponseWriter, r *guard.Request) error {
	from := r.From()
	if r.FormValue("name") == "an.agent" {
		from = r.FromDesk()
	}
	step, err := w.signin.Start(r.Context(), from, signin.Attempt{Identifier: r.FormValue("name"), Password: password})
	if err != nil {
		return err
	}
	code := w.Code(phone)
	if step.Ask.Factor == identity.FactorApp {
		code = secret.Code(w.Now().Unix() / 30)
	}
	in, err := w.signin.Code(r.Context(), from, step.Ask.Token, code, false)
	if err != nil {
		return err
	}
	r.Enter(in)
	return nil
}

// browser is a client with a jar that follows no redirects.
type browser struct {
	t *testing.T
	w *site
	c *http.Client
}

func (w *site) browser(t *testing.T) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := *w.server.Client()
	c.Jar, c.CheckRedirect = jar, func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{t: t, w: w, c: &c}
}

func (b *browser) do(method, path string, form url.Values, header ...string) (int, string, http.Header) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, b.w.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		if r.Header.Set(header[i], header[i+1]); header[i] == "Host" {
			r.Host = header[i+1]
		}
	}
	resp, err := b.c.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp.StatusCode, string(body), resp.Header
}

// post loads a page and posts a form with its token.
func (b *browser) post(page, path string, form url.Values, header ...string) (int, string, http.Header) {
	b.t.Helper()
	_, token, _ := b.do("GET", page, nil)
	if form == nil {
		form = url.Values{}
	}
	form.Set(guard.FormField, token)
	return b.do("POST", path, form, header...)
}

func (b *browser) signIn(name string) *browser {
	b.t.Helper()
	if status, body, _ := b.post("/public", "/enter", url.Values{"name": {name}}); status != 200 {
		b.t.Fatalf("got %d %s", status, body)
	}
	return b
}

// spoken says in which language a page answers, and where it can be got again.
func spoken(rw http.ResponseWriter, r *guard.Request) error {
	_, err := io.WriteString(rw, r.Locale().Tag()+" "+r.Here())
	return err
}

func TestAPageSpeaksTheLanguageOfItsReader(t *testing.T) {
	t.Parallel()
	w := setup(t)
	said := func(b *browser, want string, header ...string) {
		t.Helper()
		status, body, h := b.do("GET", "/spoken?a=b", nil, header...)
		if got, _, _ := strings.Cut(body, " "); status != 200 || got != want || h.Get("Vary") != "Accept-Language, Cookie" {
			t.Errorf("got %d %s, varying by %q, want %s", status, body, h.Get("Vary"), want)
		}
	}
	b := w.browser(t)
	german := []string{"Accept-Language", "fr, de;q=0.8, en;q=0.7"}
	said(b, "en-US")
	said(b, "de-DE", german...)
	b.do("GET", "/speak?l=es-US", nil)
	said(b, "es-US", german...)
	b.signIn("mia.nguyen") // who had chosen none: this one is hers from now on
	said(b, "es-US", german...)
	elsewhere := w.browser(t)
	elsewhere.do("GET", "/speak?l=de-DE", nil)
	said(elsewhere, "de-DE")
	said(elsewhere.signIn("mia.nguyen"), "es-US", german...)
	b.do("GET", "/speak?l=de-DE", nil) // hers wins, whatever the browser keeps
	said(b, "es-US")
	forged := w.browser(t)
	said(forged, "de-DE", append(german, "Cookie", "__Host-language=xx-XX")...)
}

func TestAPageKnowsWhereItCanBeGotAgain(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := w.browser(t)
	if _, body, _ := b.do("GET", "/spoken?a=b&c=d", nil); body != "en-US /spoken?a=b&c=d" {
		t.Errorf("got: %s", body)
	}
	for _, c := range []struct{ path, referrer, want string }{
		{"/spoken?a=b", "/public", "/spoken"}, // what an address carries into a form is not repeated
		{"/spoken?a=b&next=%2Fx%3Fy%3Dz", "/public", "/spoken?next=%2Fx%3Fy%3Dz"},
		{"/posted", "/public?x=y", "/public?x=y"},
		{"/posted", "https://elsewhere.example/public", ""},
		{"/posted", "", ""},
	} {
		from := c.referrer
		if strings.HasPrefix(from, "/") {
			from = w.server.URL + from
		}
		if _, body, _ := b.post("/public", c.path, nil, "Referer", from); body != "en-US "+c.want {
			t.Errorf("posted to %s from %q: got %q, want %q", c.path, c.referrer, body, c.want)
		}
	}
}

func TestATableWithAHoleIsRefused(t *testing.T) {
	t.Parallel()
	ok := func(http.ResponseWriter, *guard.Request) error { return nil }
	good := guard.Route{Method: "GET", Pattern: "/x", Guard: guard.Public, Handler: ok}
	for name, change := range map[string]func(*guard.Route){
		"no guard":      func(r *guard.Route) { r.Guard = 0 },
		"no such guard": func(r *guard.Route) { r.Guard = 99 },
		"no method":     func(r *guard.Route) { r.Method = "" },
		"no handler":    func(r *guard.Route) { r.Handler = nil },
		"no path":       func(r *guard.Route) { r.Pattern = "" },
		"posted asset":  func(r *guard.Route) { r.Guard, r.Method = guard.Asset, "POST" },
	} {
		bad := good
		change(&bad)
		if _, err := guard.New(guard.Config{}, []guard.Route{bad}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := guard.New(guard.Config{}, []guard.Route{good, good}); err == nil {
		t.Error("a route that stands twice was taken")
	}
	if g, err := guard.New(guard.Config{}, []guard.Route{good}); err != nil || len(g.Routes()) != 1 {
		t.Errorf("got %v", err)
	}
}

func TestEveryGuardLetsInWhomItShould(t *testing.T) {
	t.Parallel()
	w := setup(t)
	stranger, customer, agent := w.browser(t), w.browser(t).signIn("mia.nguyen"), w.browser(t).signIn("an.agent")
	for _, c := range []struct {
		who  *browser
		path string
		want int
		to   string
	}{
		{stranger, "/asset", 200, ""}, {stranger, "/public", 200, ""}, {stranger, "/none", 404, ""},
		{stranger, "/mine", 303, "/login?next=%2Fmine"}, {stranger, "/fresh?a=b", 303, "/login?next=%2Ffresh%3Fa%3Db"},
		{stranger, "/challenge", 303, "/login"}, {stranger, "/claiming", 303, "/register"},
		{customer, "/mine", 200, ""}, {customer, "/fresh", 200, ""}, {customer, "/public", 200, ""},
		{agent, "/mine", 404, ""}, {agent, "/fresh", 404, ""}, {agent, "/public", 200, ""},
		{agent, "/desk", 200, ""}, {agent, "/desk/fresh", 200, ""}, {agent, "/desk/code", 303, "/desk/login"},
		{customer, "/desk", 404, ""}, {customer, "/desk/fresh", 404, ""}, {customer, "/desk/code", 303, "/desk/login"},
		{stranger, "/desk", 303, "/desk/login?next=%2Fdesk"}, {stranger, "/desk/fresh", 303, "/desk/login?next=%2Fdesk%2Ffresh"},
	} {
		status, body, header := c.who.do("GET", c.path, nil)
		if status != c.want || header.Get("Location") != c.to {
			t.Errorf("%s: got %d to %q (%.40s), want %d to %q", c.path, status, header.Get("Location"), body, c.want, c.to)
		}
	}
	w.Advance(identity.FreshFor)
	if _, _, header := agent.do("GET", "/desk/fresh", nil); header.Get("Location") != "/desk/confirm?next=%2Fdesk%2Ffresh" {
		t.Errorf("an agent without a fresh factor goes to %q", header.Get("Location"))
	}
	if status, _, header := stranger.do("POST", "/mine", nil); status != 303 || header.Get("Location") != "/login" {
		t.Errorf("a posted form of a stranger: got %d to %q", status, header.Get("Location"))
	}
}

func TestAFormWithoutItsOwnTokenIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t)
	stranger, customer, other := w.browser(t), w.browser(t).signIn("mia.nguyen"), w.browser(t).signIn("mia.nguyen")
	_, theirs, _ := other.do("GET", "/mine", nil)
	_, visitors, _ := stranger.do("GET", "/public", nil)
	_, own, _ := customer.do("GET", "/mine", nil)
	_, again, _ := customer.do("GET", "/mine", nil)
	if own == again {
		t.Error("the token looks the same twice")
	}
	changed := strings.Map(func(r rune) rune { // every letter another one
		if r == 'A' {
			return 'B'
		}
		return 'A'
	}, own)
	for name, token := range map[string]string{"none": "", "nonsense": "AAAA", "another session's": theirs, "a visitor's": visitors, "changed": changed} {
		if status, _, _ := customer.do("POST", "/mine", url.Values{guard.FormField: {token}}); status != 409 {
			t.Errorf("%s: got %d", name, status)
		}
	}
	for _, token := range []string{own, again} {
		if status, body, _ := customer.do("POST", "/mine", url.Values{guard.FormField: {token}}); status != 200 || body != "done" {
			t.Errorf("its own: got %d %s", status, body)
		}
	}
	if status, _, _ := stranger.do("POST", "/public", url.Values{guard.FormField: {visitors}}); status != 200 {
		t.Errorf("a visitor's own: got %d", status)
	}
	if status, _, _ := w.browser(t).do("POST", "/public", url.Values{guard.FormField: {visitors}}); status != 409 {
		t.Errorf("another visitor's: got %d", status)
	}
}

func TestAFormThatWasOpenWhileKeysWereChangedIsTaken(t *testing.T) {
	t.Parallel()
	w := setup(t)
	stranger, customer := w.browser(t), w.browser(t).signIn("mia.nguyen")
	_, visitors, _ := stranger.do("GET", "/public", nil)
	_, own, _ := customer.do("GET", "/mine", nil)
	w.ChangeKeys()
	if status, body, _ := stranger.do("POST", "/public", url.Values{guard.FormField: {visitors}}); status != 200 {
		t.Errorf("a visitor's form: got %d %s", status, body)
	}
	if status, body, _ := customer.do("POST", "/mine", url.Values{guard.FormField: {own}}); status != 200 {
		t.Errorf("a customer's form: got %d %s", status, body)
	}
}

func TestAFormFromAnotherSiteIsRefusedThoughItsTokenIsRight(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := w.browser(t).signIn("mia.nguyen")
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
		if status, _, _ := b.post("/mine", "/mine", nil, header...); status != 409 {
			t.Errorf("%v: got %d", header, status)
		}
	}
	if status, _, _ := b.post("/mine", "/mine", nil, "Sec-Fetch-Site", "same-origin"); status != 200 {
		t.Errorf("same origin: got %d", status)
	}
}

func TestAFormThatIsTooLargeOrUnreadableIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := w.browser(t)
	if status, _, _ := b.post("/public", "/public", url.Values{"a": {strings.Repeat("x", 70<<10)}}); status != 413 {
		t.Errorf("70 kB: got %d", status)
	}
	if status, _, _ := b.do("POST", "/public", nil, "Content-Type", "multipart/form-data; boundary=x"); status != 409 {
		t.Errorf("multipart: got %d", status)
	}
	if status, _, _ := b.do("POST", "/public?%zz", nil); status != 422 && status != 409 {
		t.Errorf("broken query: got %d", status)
	}
}

func TestCookiesAreBoundToTheHostAndClosedToScripts(t *testing.T) {
	t.Parallel()
	w := setup(t)
	_, _, header := w.browser(t).post("/public", "/enter", url.Values{"name": {"mia.nguyen"}})
	lives := map[string]bool{}
	for _, line := range header.Values("Set-Cookie") {
		c, err := http.ParseSetCookie(line)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("got %s", line)
		}
		if c.MaxAge >= 0 {
			lives[c.Name] = c.MaxAge > 0
		}
	}
	if lasting, ok := lives["__Host-session"]; !ok || lasting {
		t.Error("the session's cookie is missing or outlives the browser")
	}
	if lasting, ok := lives["__Host-device"]; !ok || !lasting {
		t.Error("the device's cookie is missing or ends with the browser")
	}
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for _, path := range []string{"/asset", "/public", "/mine", "/none", "/panic"} {
		_, _, h := w.browser(t).do("GET", path, nil)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "max-age=63072000",
			"X-Frame-Options": "DENY", "Permissions-Policy": "camera=()",
		} {
			if !strings.Contains(h.Get(name), want) {
				t.Errorf("%s: got %s %q", path, name, h.Get(name))
			}
		}
		csp := h.Get("Content-Security-Policy")
		if strings.Contains(csp, "unsafe") || strings.ContainsAny(csp, "*:") {
			t.Errorf("got %s, want nothing inline and no place but this host", csp)
		}
		for _, want := range []string{"script-src 'self'", "connect-src 'self'", "worker-src 'self'", "require-trusted-types-for 'script'", "trusted-types 'none'"} {
			if !strings.Contains(csp+";", "; "+want+";") {
				t.Errorf("got %s, want exactly %s in it", csp, want)
			}
		}
		if got := h.Get("Cache-Control"); (got == "no-store") == (path == "/asset") {
			t.Errorf("%s: got Cache-Control %q", path, got)
		}
	}
	rec := httptest.NewRecorder()
	w.gate.ServeHTTP(rec, httptest.NewRequest("GET", "http://localhost/public", nil))
	if got := rec.Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("over http: got %q", got)
	}
}

func TestASiteOfPasskeysIsOneOfOurHosts(t *testing.T) {
	t.Parallel()
	w := setup(t)
	var got passkey.Site
	c := w.config()
	c.Brands["pay.lender.example"], c.Brands["cars.example"] = "norden", "norden"
	c.Origins = map[string]string{"pay.lender.example": "https://pay.lender.example:8443"}
	gate, err := guard.New(c, []guard.Route{{Method: "GET", Pattern: "/site", Guard: guard.Public, Handler: func(_ http.ResponseWriter, r *guard.Request) error {
		got = r.From().Site
		return nil
	}}})
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]passkey.Site{
		"http://Norden.localhost:8080":       {Host: "norden.localhost", Origin: "http://norden.localhost:8080"},
		"http://localhost":                   {Host: "localhost", Origin: "http://localhost"},
		"https://norden.localhost":           {Host: "norden.localhost", Origin: "https://norden.localhost"},
		"http://pay.lender.example":          {Host: "pay.lender.example", Origin: "https://pay.lender.example:8443"}, // behind a proxy
		"http://cars.example":                {Host: "cars.example", Origin: "https://cars.example"},
		"https://evil.test":                  {},
		"https://pay.lender.example.evil.it": {},
		"http://127.0.0.1:8080":              {},
	} {
		gate.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", address+"/site", nil))
		if got != want {
			t.Errorf("%s: got %+v, want %+v", address, got, want)
		}
	}
}

func TestAPanicIsAnsweredAndLoggedByItsReference(t *testing.T) {
	t.Parallel()
	w := setup(t)
	status, body, header := w.browser(t).do("GET", "/panic?contract=C618319810", nil)
	reference := header.Get("X-Request-Id")
	if status != 500 || !strings.Contains(body, reference) || len(reference) != 8 {
		t.Errorf("got %d %s", status, body)
	}
	log := w.log.String()
	if !strings.Contains(log, reference) || strings.Contains(log, "C618319810") {
		t.Errorf("got log %s", log)
	}
}

func TestNobodyForgesALineOfTheLog(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.browser(t).do("GET", "/forge?a="+url.QueryEscape("x\ntime=2026 level=ERROR msg=forged\r\n"), nil)
	if log := w.log.String(); strings.Count(log, "\n") != 1 || !strings.Contains(log, "forged") {
		t.Errorf("got %q, want one line", log)
	}
}

func TestAnEndedSessionLeadsToSignInAndARevokedOneLosesItsCookie(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := w.browser(t).signIn("mia.nguyen")
	w.Advance(11 * time.Minute)
	if status, _, header := b.do("GET", "/fresh", nil); status != 303 || header.Get("Location") != "/confirm?next=%2Ffresh" {
		t.Errorf("not fresh: got %d to %q", status, header.Get("Location"))
	}
	w.Advance(identity.IdleLimit)
	gone := "__Host-session=; Path=/; Max-Age=0"
	status, _, header := b.do("GET", "/mine", nil)
	if status != 303 || strings.Contains(strings.Join(header.Values("Set-Cookie"), "\n"), gone) {
		t.Errorf("idle: got %d, %v, want the cookie to say still whose forms these are", status, header.Values("Set-Cookie"))
	}
	ended := w.browser(t).signIn("mia.nguyen")
	if err := w.DB.Write(t.Context(), func(tx *engine.Tx) error {
		_, err := tx.Exec("update sessions set ended_at = 1")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	status, _, header = ended.do("GET", "/mine", nil)
	if status != 303 || !strings.Contains(strings.Join(header.Values("Set-Cookie"), "\n"), gone) {
		t.Errorf("revoked: got %d, %v", status, header.Values("Set-Cookie"))
	}
}

func TestSigningOutClearsTheSite(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := w.browser(t).signIn("mia.nguyen")
	if status, _, header := b.post("/mine", "/logout", nil); status != 200 || header.Get("Clear-Site-Data") == "" {
		t.Errorf("got %d", status)
	}
	if status, _, _ := b.do("GET", "/mine", nil); status != 303 {
		t.Errorf("after signing out: got %d", status)
	}
}

func TestNextStaysOnThisSite(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := w.browser(t)
	for next, want := range map[string]string{
		"/contracts/1?a=b": "/contracts/1?a=b", "": "/home", "https://evil.example/": "/home", "//evil.example/": "/home", `/\evil.example`: "/home",
		"/\n/evil": "/home", "javascript:alert(1)": "/home", "/" + strings.Repeat("x", 1100): "/home", "evil": "/home",
	} {
		if _, got, _ := b.do("GET", "/next?next="+url.QueryEscape(next), nil); got != want {
			t.Errorf("%q: got %q, want %q", next, got, want)
		}
	}
}

func TestTheClientIsKnownByNetworkBrandAndBrowser(t *testing.T) {
	t.Parallel()
	w := setup(t)
	firefox := "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
	for _, c := range []struct{ remote, forwarded, host, want string }{
		{"203.0.113.77:1234", "", "localhost:8080", "anonymous aurelia 203.0.113.0/24 Firefox on Linux"},
		{"[2001:db8:1:2:3:4:5:6]:1234", "", "norden.localhost:8080", "anonymous norden 2001:db8:1:2::/64 Firefox on Linux"},
		{"[::ffff:203.0.113.77]:1", "", "NORDEN.localhost", "anonymous norden 203.0.113.0/24 Firefox on Linux"},
		{"203.0.113.77:1", "198.51.100.1", "x", "anonymous aurelia 203.0.113.0/24 Firefox on Linux"},
		{"10.1.2.3:1", "6.6.6.6, 198.51.100.1, 10.9.9.9", "x", "anonymous aurelia 198.51.100.0/24 Firefox on Linux"},
		{"10.1.2.3:1", "rubbish", "x", "anonymous aurelia 10.1.2.0/24 Firefox on Linux"},
		{"nonsense", "", "x", "anonymous aurelia unknown Firefox on Linux"},
	} {
		r := httptest.NewRequest("GET", "/who", nil)
		r.RemoteAddr, r.Host = c.remote, c.host
		r.Header.Set("User-Agent", firefox)
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		rec := httptest.NewRecorder()
		w.gate.ServeHTTP(rec, r)
		if got := rec.Body.String(); got != c.want {
			t.Errorf("%s via %q: got %q, want %q", c.remote, c.forwarded, got, c.want)
		}
	}
}

func TestAnErrorOfTheDatabaseIsOurs(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := w.browser(t).signIn("mia.nguyen")
	if err := w.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if status, body, _ := b.do("GET", "/mine", nil); status != 500 || strings.Contains(body, "done") {
		t.Errorf("got %d %s", status, body)
	}
}
