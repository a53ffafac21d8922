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

	"marque/internal/core/access"
	"marque/internal/core/identity"
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
