package e2e_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/core/identity"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/web/guard"
)

// claimant is somebody without a session who says that an account or a contract is theirs, from a network and a browser of their own.
type claimant struct {
	*world
	t       *testing.T
	form    url.Values // what they type into whatever is asked
	network int
	cookies map[string]string
}

// seen is one answer and what it cost.
type seen struct {
	status     int
	header     string
	body       string
	hashes     uint64
	statements []string
	messages   int // rows of the outbox
	jobs       int
}

func (w *world) claimant(t *testing.T, network int, name string, p person) *claimant {
	return &claimant{world: w, t: t, network: network, cookies: map[string]string{}, form: url.Values{
		"identifier": {name}, "password": {"a wrong password 1"}, "code": {"000000"}, "contract": {p.number}, "last_name": {p.family},
		"by": {"postal"}, "postal": {p.zip}, "username": {"somebody.new"}, "factor": {"text"},
	}}
}

// ask sends a request straight to the gate, and returns the answer without what differs each time.
func (c *claimant) ask(method, path string, form url.Values) (seen, string) {
	c.t.Helper()
	var got seen
	ctx := engine.Watched(context.Background(), func(s engine.Statement) { got.statements = append(got.statements, s.SQL) })
	r := httptest.NewRequestWithContext(ctx, method, "https://aurelia.localhost"+path, strings.NewReader(form.Encode()))
	r.RemoteAddr = fmt.Sprintf("10.%d.%d.7:4000", c.network/256, c.network%256)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range c.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	messages, jobs := c.rows()
	hashes, w := c.Hashes(), httptest.NewRecorder()
	c.gate.ServeHTTP(w, r)
	got.hashes = c.Hashes() - hashes
	got.messages, got.jobs = c.rows()
	got.messages, got.jobs = got.messages-messages, got.jobs-jobs
	for _, cookie := range w.Result().Cookies() {
		if c.cookies[cookie.Name] = cookie.Value; cookie.MaxAge < 0 {
			delete(c.cookies, cookie.Name)
		}
	}
	got.status, got.header, got.body = w.Code, c.common(header(w.Header())), c.common(w.Body.String())
	return got, w.Body.String()
}

func (c *claimant) rows() (messages, jobs int) {
	c.t.Helper()
	r := c.DB.Reader(context.Background())
	if err := r.QueryRow(`select count(*) from outbox`).Scan(&messages); err != nil {
		c.t.Fatal(err)
	}
	if err := r.QueryRow(`select count(*) from river_job`).Scan(&jobs); err != nil {
		c.t.Fatal(err)
	}
	return messages, jobs
}

// header writes what was sent beside the page, with the cookies' names in the place of their values.
func header(h http.Header) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			switch name {
			case "X-Request-Id", "Date":
				value = "…"
			case "Content-Length": // the typed name is as long as it is
				value = "…"
			case "Set-Cookie":
				value = cookieValue.ReplaceAllString(value, "=…;")
			}
			lines = append(lines, name+": "+value)
		}
	}
	return strings.Join(lines, "\n")
}

var (
	cookieValue = regexp.MustCompile(`^[^;]*;`)
	once        = regexp.MustCompile(`name="_csrf" value="[^"]*"|"challenge":"[^"]*"|class="code">\d{3} \d{3}<|reference"?>[A-Z2-7]{8}|\b[A-Z2-7]{8}\b`)
)

// common takes out of a text what the person typed and what is different each time.
func (c *claimant) common(text string) string {
	text = once.ReplaceAllString(text, "…")
	for _, field := range []string{"identifier", "contract", "last_name", "postal"} {
		if typed := c.form.Get(field); typed != "" {
			text = strings.ReplaceAll(text, `value="`+typed+`"`, "…")
		}
	}
	return text
}

// post sends what the claimant types, with the token of a form and its solved stamp.
func (c *claimant) post(path string) seen {
	c.t.Helper()
	_, page := c.ask(http.MethodGet, "/login", nil)
	m := hiddenToken.FindStringSubmatch(page)
	if m == nil {
		c.t.Fatalf("no form on %s", page)
	}
	got, _ := c.ask(http.MethodPost, path, with(c.form, m[1]))
	return got
}

// walkAll asks every route that needs no session, in the order of the table, each by all claimants, and returns the answers by claimant and
// route. Before a code is asked for again the clock moves to where it may be.
func walkAll(claimants map[string]*claimant) map[string]map[string]seen {
	out, nobody := map[string]map[string]seen{}, claimants["nobody"]
	for _, r := range nobody.gate.Routes() {
		if private(r.Guard) || r.Guard == guard.Asset || r.Pattern == "/demo/outbox" { // the demo's page shows everybody's messages
			continue
		}
		if strings.HasSuffix(r.Pattern, "/again") {
			nobody.Clock.Advance(identity.ResendAfter)
		}
		for who, c := range claimants {
			if out[who] == nil {
				out[who] = map[string]seen{}
			}
			name := r.Method + " " + r.Pattern
			if r.Method == http.MethodPost {
				out[who][name] = c.post(r.Pattern)
			} else {
				out[who][name], _ = c.ask(http.MethodGet, r.Pattern, nil)
			}
		}
	}
	return out
}

// alike wants the answers of all to be those of nobody.
func alike(t *testing.T, when string, all map[string]map[string]seen) {
	t.Helper()
	nobody := all["nobody"]
	if len(nobody) < 20 {
		t.Fatalf("%s: got %d routes, want all that need no session", when, len(nobody))
	}
	for who, answers := range all {
		for route, got := range answers {
			want := nobody[route]
			if got.status != want.status || got.header != want.header || got.body != want.body {
				g, n := differ(fmt.Sprint(got.status, "\n", got.header, "\n", got.body), fmt.Sprint(want.status, "\n", want.header, "\n", want.body))
				t.Errorf("%s, %s: %s is told by the answer: got\n%s\nwant\n%s", when, route, who, g, n)
			}
			if got.hashes != want.hashes || got.messages != want.messages || got.jobs != want.jobs {
				t.Errorf("%s, %s: %s is told by its cost: got %d hashes, %d messages and %d jobs, want %d, %d and %d", when, route, who,
					got.hashes, got.messages, got.jobs, want.hashes, want.messages, want.jobs)
			}
			if len(got.statements) != len(want.statements) {
				g, n := differ(strings.Join(got.statements, "\n"), strings.Join(want.statements, "\n"))
				t.Errorf("%s, %s: %s is told by its %d queries, want %d: got\n%s\nwant\n%s", when, route, who, len(got.statements), len(want.statements), g, n)
			}
		}
	}
}

// differ returns two texts from a little before where they part.
func differ(a, b string) (string, string) {
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	const around = 150
	cut := func(s string) string { return s[max(0, at-around):min(len(s), at+around)] }
	return cut(a), cut(b)
}

// One walk over every route that needs no session, from the router's own table, by people who say that they are: somebody who has an
// account, the same by email, nobody, somebody whose contract is there and the account not yet, and somebody whose account was closed.
func TestEveryAnswerToAStrangerIsTheSameWhoeverTheyName(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := serve(t, db)
		known, fresh := people("aurelia")
		known, fresh = w.enrol(t, w.activate(t, known)), w.activate(t, fresh)
		gone, _ := people("norden")
		gone = w.enrol(t, w.activate(t, gone))
		w.close(t, gone.username)
		nobody := person{number: "C000000000", family: "Nobody", zip: "10001"}
		claimants := map[string]*claimant{
			"nobody": w.claimant(t, 1, "nobody.here", nobody), "somebody known": w.claimant(t, 2, known.username, known),
			"somebody known, by email":        w.claimant(t, 3, known.email, person{number: "C000000001", family: known.family, zip: known.zip}),
			"somebody without an account yet": w.claimant(t, 4, fresh.email, fresh), "somebody whose account was closed": w.claimant(t, 5, gone.username, gone),
		}
		alike(t, "at first", walkAll(claimants))
		alike(t, "with what was begun", walkAll(claimants))
		for i := range 12 { // from everywhere, until the name is locked for unknown browsers
			all := map[string]map[string]seen{}
			for j, who := range slices.Sorted(maps.Keys(claimants)) {
				c := claimants[who]
				c.network, c.cookies = 1000+50*i+j, map[string]string{}
				if who == "somebody known, by email" && i > 0 { // another name: its own count has ended with ten
					continue
				}
				all[who] = map[string]seen{"POST /login": c.post("/login")}
			}
			same(t, fmt.Sprintf("failure %d", i+1), all)
		}
		delete(claimants, "somebody known, by email")
		claimants["somebody known"].form.Set("password", known.password)
		claimants["somebody whose account was closed"].form.Set("password", gone.password)
		w.Clock.Advance(time.Hour)
		alike(t, "locked, with the right password", walkAll(claimants))
	})
}

// same is alike for one route.
func same(t *testing.T, when string, all map[string]map[string]seen) {
	t.Helper()
	for who, answers := range all {
		for route, got := range answers {
			if want := all["nobody"][route]; got.status != want.status || got.body != want.body || got.hashes != want.hashes || len(got.statements) != len(want.statements) {
				t.Errorf("%s, %s: %s: got %d with %d hashes and %d queries, want %d, %d, %d", when, route, who, got.status, got.hashes, len(got.statements),
					want.status, want.hashes, len(want.statements))
			}
		}
	}
}

// close closes an account, as an operator will.
func (w *world) close(t *testing.T, username string) {
	t.Helper()
	err := w.DB.Write(t.Context(), func(tx *engine.Tx) error {
		_, err := tx.Exec(`update users set state = $2 where username = $1`, username, string(identity.UserClosed))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
