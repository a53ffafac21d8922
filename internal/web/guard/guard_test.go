package guard_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"marque/internal/core/identity"
	"marque/internal/core/passkey"
	"marque/internal/store/engine"
	"marque/internal/web/guard"
)

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
