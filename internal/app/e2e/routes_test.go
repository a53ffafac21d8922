package e2e_test

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/core/access"
	"marque/internal/core/adjustment"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/core/passkey"
	"marque/internal/core/passkey/passkeytest"
	"marque/internal/core/payment"
	"marque/internal/core/statement"
	"marque/internal/gateway/card"
	"marque/internal/gateway/card/cardtest"
	"marque/internal/hashing"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/service/adjusting"
	"marque/internal/service/lettering"
	"marque/internal/service/notifying"
	"marque/internal/service/paying"
	"marque/internal/service/securing"
	"marque/internal/service/servicing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
	"marque/internal/web/guard"
)

// town is a world with everybody who may knock at a route: a customer who owns what the routes name, another one who owns something
// else, an agent, a stranger, and three who stand in the middle of signing in, of registering and of getting back in.
type town struct {
	stripe *cardtest.Stripe
	*world
	server                                                 *httptest.Server
	owner, other, agent, stranger, challenged, registering *visitor
	recovering, deskChallenged                             *visitor
	paths                                                  map[string]string // what stands for a parameter of a pattern
	spare                                                  *visitor          // the owner in another browser
	theirs                                                 string            // the other one's contract
	mine, they                                             person            // the owner and the other one
	form                                                   url.Values        // everything that any form or query of the owner's asks for
}

// visitor is a client with cookies of its own that follows no redirects.
type visitor struct {
	t      *testing.T
	server *httptest.Server
	client *http.Client
}

// answer is what came back.
type answer struct {
	status int
	to     string // where it redirects
	kind   string
	body   string
}

func newTown(t *testing.T, db *engine.DB) *town {
	t.Helper()
	clock := apptest.NewClock(opening)
	stripe := cardtest.Begin(t, clock.Now)
	cards, err := card.New(card.Settings{Base: stripe.URL, Key: cardtest.Key, Secrets: []string{cardtest.Secret}, Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	w := serveWorld(t, openChanged(t, db, clock, func(o *app.Options) { o.Outside.Card = cards }))
	n := &town{world: w, stripe: stripe, server: httptest.NewTLSServer(w.gate)}
	t.Cleanup(n.server.Close)
	mine, theirs := people("aurelia")
	mine, theirs = w.enrol(t, w.activate(t, mine)), w.enrol(t, w.activate(t, theirs))
	for _, v := range []**visitor{&n.owner, &n.other, &n.agent, &n.stranger, &n.challenged, &n.registering, &n.recovering, &n.spare, &n.deskChallenged} {
		*v = n.visitor(t)
	}
	w.closeDays(t, "2026-11-02")
	w.closeDays(t, "2026-11-30") // so that there is a statement
	n.owner.signIn(w, mine)
	n.spare.signIn(w, mine)
	n.other.signIn(w, theirs)
	n.agent.signInAtDesk(w, n.hire(t))
	n.fill(t)
	n.paths["conflict"] = w.contradict(t, mine.number, "another", "Okonkwo")
	n.theirs, n.mine, n.they = n.other.contract(), mine, theirs
	n.challenged.post("/login", "/login", url.Values{"identifier": {mine.username}, "password": {mine.password}})
	w.code(t, notice.KindSignInCode, mine.phone) // this one is never typed
	n.deskChallenged.post("/desk/login", "/desk/login", url.Values{"identifier": {"an.agent"}, "password": {agentPassword}})
	n.recovering.post("/forgot", "/forgot", url.Values{"identifier": {"nobody"}})
	n.registering.post("/register", "/register", url.Values{"contract": {"C000000000"}, "last_name": {"Nobody"}, "by": {"postal"}, "postal": {"10001"}})
	return n
}

func (n *town) visitor(t *testing.T) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := *n.server.Client()
	c.Jar, c.CheckRedirect = jar, func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &visitor{t: t, server: n.server, client: &c}
}

// agentPassword and agentSecret are what an.agent proves with.
const (
	agentPassword = "teapot avalanche mirror 77"
	agentSecret   = identity.TOTPSecret("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
)

// hire makes somebody on the staff with every role, who can sign in.
func (n *town) hire(t *testing.T) person {
	t.Helper()
	return n.hireAs(t, "an.agent", access.Roles()...)
}

// hireAs makes somebody on the staff past the invitation, which has its own test.
func (n *town) hireAs(t *testing.T, username string, roles ...access.Role) person {
	t.Helper()
	box, err := seal.Load(filepath.Join(n.Config.Data, app.KeyFile), false)
	if err != nil {
		t.Fatal(err)
	}
	hashes, err := hashing.New(hashing.Config{Box: box, Random: rand.Reader, Slots: 1})
	if err != nil {
		t.Fatal(err)
	}
	who := person{username: username, password: agentPassword}
	secret, err := hashes.Hash(t.Context(), who.password)
	if err != nil {
		t.Fatal(err)
	}
	store, ids := users.New(box), id.NewSource(n.Clock.Now, rand.Reader)
	err = n.DB.Write(t.Context(), func(tx *engine.Tx) error {
		u := identity.User{ID: id.New[access.User](ids), State: identity.UserActive, Username: who.username, Name: "Agent " + username, Roles: roles}
		if _, err := store.Insert(tx, u); err != nil {
			return err
		}
		for _, a := range []identity.Authenticator{{Factor: identity.FactorPassword, Secret: secret}, {Factor: identity.FactorApp, Secret: string(agentSecret)}} {
			a.ID, a.User = id.New[identity.Authenticator](ids), u.ID
			if err := store.Bind(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// signInAtDesk signs one of the staff in.
func (v *visitor) signInAtDesk(w *world, p person) {
	v.t.Helper()
	if got := v.post("/desk/login", "/desk/login", url.Values{"identifier": {p.username}, "password": {p.password}}); got.to != "/desk/login/code" {
		v.t.Fatalf("sign in %s: got %d to %q: %s", p.username, got.status, got.to, got.body)
	}
	if got := v.post("/desk/login/code", "/desk/login/code", url.Values{"code": {agentSecret.Code(w.Clock.Now().Unix() / 30)}}); got.to != "/desk" {
		v.t.Fatalf("code of %s: got %d to %q: %s", p.username, got.status, got.to, got.body)
	}
}

// noRequest is the id of a request of the desk that there is not.
const noRequest = "01a19cc6-3d80-7001-a42b-000000000000"

// fill makes a payment and finds everything of the owner's that a route or a form can name.
func (n *town) fill(t *testing.T) {
	t.Helper()
	c, err := id.Parse[contract.Contract](n.owner.contract())
	if err != nil {
		t.Fatal(err)
	}
	today, err := n.Overview.Today(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	by := n.owner.actor(n.world)
	refund := n.refunded(t, by, c)
	order := paying.Order{
		Contract: c, Amount: 10000, Kind: contract.RegularPayment, Date: today.AddDays(7), Key: rand.Text(),
		New: payment.AccountInput{Type: "checking", Routing: "021000021", Number: "000123456789", Confirm: "6789"},
	}
	account, err := n.Paying.Prepare(t.Context(), by, order)
	if err != nil {
		t.Fatal(err)
	}
	order.Account = account.ID
	paid, err := n.Paying.PayOnce(t.Context(), by, order)
	if err != nil {
		t.Fatal(err)
	}
	wish := autopay.Wish{Account: account.ID}
	words, err := n.Paying.AutopayText(t.Context(), by, c, wish)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := n.Paying.EnrolAutopay(t.Context(), by, paying.Consent{Contract: c, Wish: wish, Key: rand.Text(), Shown: paying.DigestOf(words.Text)})
	if err != nil {
		t.Fatal(err)
	}
	byCard, err := n.Paying.PayByCard(t.Context(), by, paying.CardOrder{Contract: c, Amount: 10000, Key: rand.Text()})
	if err != nil {
		t.Fatal(err)
	}
	letter, err := n.Lettering.Issue(t.Context(), by, lettering.Order{Contract: c, Kind: statement.PayoffLetter, GoodThrough: today, Key: rand.Text()})
	if err != nil {
		t.Fatal(err)
	}
	request := n.extended(t, by, c)
	statements, err := n.Overview.Statements(t.Context(), by, c)
	if err != nil || len(statements) == 0 {
		t.Fatalf("got statements %v, %v", statements, err)
	}
	talk, file1 := n.talked(t, by, c)
	_, page, _ := strings.Cut(n.stranger.get("/login").body, `rel="stylesheet" href="/`)
	file, _, _ := strings.Cut(page, `"`)
	_, report, _ := strings.Cut(n.Post.Sent(notice.KindSignInCode)[0].Report, notifying.ReportsPath)
	message, proof, _ := strings.Cut(report, "/")
	insurance := n.insured(t, by, c)
	n.paths = map[string]string{
		"guide": n.guides(t), "refund": refund.String(), "help": n.offers(t, by, c), "card": byCard.String(),
		"message": message, "proof": proof, "text": "terms", "replies": strings.TrimPrefix(n.Notifying.RepliesAt(), notifying.RepliesPath),
		"id": c.String(), "payment": paid.String(), "statement": statements[0].ID.String(), "file...": file[strings.Index(file, "/")+1:], "$": "",
		"passkey": n.owner.passkey(n.world), "key": n.agent.passkey(n.world),
		"talk": talk.String(), "file": file1.String(), "insurance": insurance.String(), "photo": n.pictured(t, by, c).String(), "reply": n.canned(t), "case": n.cased(t, by, c),
		"autopay": signed.String(), "letter": letter.String(), "request": request.String(), "account": account.ID.String(), "customer": by.Party.String(), "asked": noRequest, "proposal": n.proposed(t, by, c),
	}
	n.form = url.Values{
		"why": {"called"}, "line": {"i/wear/1"}, "lines[]": {"i/wear/1"}, "words": {"You asked where the statement is."}, "term": {"C000000000"}, "to": {"phone"}, "show": {"email"}, "factor": {"app"}, "yes": {"yes"}, "request": {noRequest},
		"first": {today.AddDays(40).String()}, "language": {"en-US"}, "topic": {"other"}, "subject": {"A question"}, "text": {"A question."}, "title": {"A reply"}, "en": {"Yes."}, "es": {"Sí."}, "de": {"Ja."}, "labels": {"late-fee"}, "stage": {"open"}, "outcome": {"All is well."}, "note": {"A note."},
		"extra": {"10"}, "kind": {"payoff"}, "good_through": {today.AddDays(5).String()}, "year": {"2026"}, "code": {"0000000000000000"}, "lead": {"0"}, "instalment": {strconv.Itoa(words.Next[0].Instalment)},
		"contract": {c.String()}, "help": {n.paths["help"]}, "cents": {"10000"}, "date": {order.Date.String()}, "account": {account.ID.String()}, "key": {"k"}, "_key": {"k"}, "amount": {"other"}, "other": {"100.00"},
	}
}

// do sends a request and checks what every answer must have.
func (v *visitor) do(method, path string, form url.Values) answer {
	v.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, v.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	v.checkHeaders(method+" "+path, resp.Header)
	return answer{status: resp.StatusCode, to: resp.Header.Get("Location"), kind: resp.Header.Get("Content-Type"), body: string(body)}
}

func (v *visitor) checkHeaders(what string, h http.Header) {
	v.t.Helper()
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Permissions-Policy": "camera=()",
		"Strict-Transport-Security": "max-age=", "Cache-Control": "",
	} {
		if got := h.Get(name); got == "" || !strings.Contains(got, want) {
			v.t.Errorf("%s: got %s %q, want %q", what, name, got, want)
		}
	}
	if policy := h.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") || !strings.Contains(policy, "require-trusted-types-for 'script'") {
		v.t.Errorf("%s: got the policy %s", what, policy)
	}
}

func (v *visitor) get(path string) answer { v.t.Helper(); return v.do(http.MethodGet, path, nil) }

var hiddenToken = regexp.MustCompile(`name="` + guard.FormField + `" value="([^"]+)"`)

// token loads a page and returns the token of its forms.
func (v *visitor) token(page string) string {
	v.t.Helper()
	got := v.get(page)
	m := hiddenToken.FindStringSubmatch(got.body)
	if m == nil {
		v.t.Fatalf("no form on %s: %d to %q", page, got.status, got.to)
	}
	return m[1]
}

// post sends a form as its page would.
func (v *visitor) post(page, path string, form url.Values) answer {
	v.t.Helper()
	return v.do(http.MethodPost, path, with(form, v.token(page)))
}

// with adds a form's token and, as the page's script does, the solution of the puzzle in it.
func with(form url.Values, token string) url.Values {
	out := url.Values{guard.FormField: {token}}
	if _, stamp, ok := strings.Cut(token, "."); ok {
		if solution, err := identity.Solve(stamp); err == nil {
			out.Set(guard.SolutionField, solution)
		}
	}
	for name, values := range form {
		out[name] = values
	}
	return out
}

func (v *visitor) signIn(w *world, p person) {
	v.t.Helper()
	if got := v.post("/login", "/login", url.Values{"identifier": {p.username}, "password": {p.password}}); got.to != "/login/code" {
		v.t.Fatalf("sign in %s: got %d to %q: %s", p.username, got.status, got.to, got.body)
	}
	if got := v.post("/login/code", "/login/code", url.Values{"code": {w.code(v.t, notice.KindSignInCode, p.phone)}}); got.to != "/" {
		v.t.Fatalf("code of %s: got %d to %q: %s", p.username, got.status, got.to, got.body)
	}
}

var contractPath = regexp.MustCompile(`/contracts/([0-9a-f-]{36})`)

// proposed is a waiver that waits for a second person.
func (n *town) proposed(t *testing.T, by access.Actor, c contract.ID) string {
	t.Helper()
	held, err := n.Overview.Contract(t.Context(), by, c)
	if err == nil {
		_, err = n.Servicing.Record(t.Context(), access.System("test"), held.Number, []servicing.Entry{{Key: "fee", Effective: held.Today, Body: contract.FeeAssessed{Fee: contract.OtherFee, Amount: 90_000}}})
	}
	agent := n.agent.actor(n.world)
	if err == nil {
		_, err = n.Adjusting.Propose(t.Context(), agent, adjusting.Wish{Party: by.Party, Contract: c, Kind: adjustment.Waiver, Of: "fee", Amount: 90_000, Reason: adjustment.Goodwill,
			Note: "a note", Why: identity.Why{Reason: identity.ReasonCalled}, Key: "proposed"})
	}
	waiting, err2 := n.Adjusting.Waiting(t.Context(), agent)
	if err != nil || err2 != nil || len(waiting) != 1 {
		t.Fatalf("got %v, %v, %v", waiting, err, err2)
	}
	return waiting[0].ID.String()
}

// contract finds the id of the visitor's contract on the first page.
func (v *visitor) contract() string {
	v.t.Helper()
	m := contractPath.FindStringSubmatch(v.get("/").body)
	if m == nil {
		v.t.Fatal("no contract on the first page")
	}
	return m[1]
}

// actor is who acts in the visitor's session.
func (v *visitor) actor(w *world) access.Actor { v.t.Helper(); return v.session(w).Actor() }

func (v *visitor) session(w *world) identity.Session {
	v.t.Helper()
	at, err := url.Parse(v.server.URL)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, c := range v.client.Jar.Cookies(at) {
		if c.Name == "__Host-session" {
			session, err := w.SignIn.Check(v.t.Context(), identity.Token(c.Value), false)
			if err != nil {
				v.t.Fatal(err)
			}
			return session
		}
	}
	v.t.Fatal("no session")
	return identity.Session{}
}

// passkey gives the visitor a passkey and returns its id.
func (v *visitor) passkey(w *world) string {
	v.t.Helper()
	at := securing.Place{Brand: "aurelia", Site: passkey.Site{Host: "aurelia.localhost", Origin: "https://aurelia.localhost"}}
	session := v.session(w)
	options, err := w.Securing.AskPasskey(v.t.Context(), at, session)
	if err == nil {
		err = w.Securing.AddPasskey(v.t.Context(), at, session, passkeytest.New(v.t, rand.Reader, at.Site.Origin).Create(options), "Phone")
	}
	if err != nil {
		v.t.Fatal(err)
	}
	account, err := w.Securing.Account(v.t.Context(), session)
	if err != nil {
		v.t.Fatal(err)
	}
	return account.Passkeys[0].ID.String()
}

var parameter = regexp.MustCompile(`\{([^}]+)\}`)

// path fills a pattern with the owner's things, or with something else in the place of one parameter.
func (n *town) path(t *testing.T, pattern string, instead map[string]string) string {
	t.Helper()
	return parameter.ReplaceAllStringFunc(pattern, func(p string) string {
		name := p[1 : len(p)-1]
		if value, ok := instead[name]; ok {
			return value
		}
		value, ok := n.paths[name]
		if !ok {
			t.Fatalf("%s: tell this test what stands for {%s}", pattern, name)
		}
		return value
	})
}

// query adds everything that a page may want to know.
func (n *town) query(path string) string { return path + "?" + n.form.Encode() }

// through is who comes through a guard as the owner would.
func (n *town) through(g guard.Guard) *visitor {
	switch g {
	case guard.Challenge:
		return n.challenged
	case guard.Claiming:
		return n.registering
	case guard.Recovering:
		return n.recovering
	case guard.DeskCode:
		return n.deskChallenged
	case guard.Desk, guard.DeskFresh:
		return n.agent
	case guard.Asset, guard.Public, guard.SignedIn, guard.Fresh, guard.Renewing, guard.Proved:
		return n.owner
	}
	n.owner.t.Fatalf("tell this test who comes through the guard %q", g)
	return nil
}

// formPage is where a visitor of a guard finds a form with a token.
func formPage(g guard.Guard) string {
	switch g {
	case guard.Challenge:
		return "/login/code"
	case guard.Claiming:
		return "/register/code"
	case guard.Recovering:
		return "/forgot/code"
	case guard.DeskCode:
		return "/desk/login/code"
	}
	return "/help"
}

func private(g guard.Guard) bool {
	return g == guard.SignedIn || g == guard.Fresh || g == guard.Renewing
}

func staffs(g guard.Guard) bool { return g == guard.Desk || g == guard.DeskFresh }

func TestEveryRouteKeepsStrangersAndNeighboursOut(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		routes := n.gate.Routes()
		if len(routes) < 30 {
			t.Fatalf("got %d routes, want the whole table", len(routes))
		}
		all := n.letProgramsIn(t)
		for _, r := range routes {
			if r.Guard == guard.Token {
				n.keepsProgramsOut(t, r, all)
				continue
			}
			if strings.Contains(r.Pattern, "{id}") && !private(r.Guard) && !staffs(r.Guard) {
				t.Errorf("%s %s names a contract, and its guard is %q", r.Method, r.Pattern, r.Guard)
			}
			if allowed := strings.HasSuffix(r.Pattern, "/passkey/options"); r.Question && !allowed {
				t.Errorf("%s needs no stamp against robots: only what opens a question to a passkey may", r.Pattern)
			}
			n.strangers(t, r)
			if private(r.Guard) {
				n.neighbours(t, r)
			}
			if staffs(r.Guard) {
				n.customers(t, r)
			}
			if r.Method == http.MethodPost && r.Guard != guard.Proved { // that one asks for no form's token, but for its path's proof
				n.forgers(t, r)
			}
		}
		for _, r := range routes { // before its customer signs out everywhere
			if r.Guard == guard.Token {
				n.answersPrograms(t, r, all.owners)
			}
		}
		for _, r := range routes { // last, since this is what changes things
			if r.Guard == guard.Token {
				continue
			}
			n.owners(t, r)
		}
		n.provesTrue(t)
	})
}

// strangers are sent to where they can prove who they are.
func (n *town) strangers(t *testing.T, r guard.Route) {
	t.Helper()
	got := n.stranger.do(r.Method, n.path(t, r.Pattern, nil), n.form)
	want := map[guard.Guard]string{guard.SignedIn: "/login", guard.Fresh: "/login", guard.Renewing: "/login", guard.Challenge: "/login", guard.Claiming: "/register", guard.Recovering: "/forgot",
		guard.Desk: "/desk/login", guard.DeskFresh: "/desk/login", guard.DeskCode: "/desk/login"}[r.Guard]
	to, _, _ := strings.Cut(got.to, "?")
	switch {
	case want != "" && (got.status != http.StatusSeeOther || to != want):
		t.Errorf("a stranger's %s %s: got %d to %q, want %s", r.Method, r.Pattern, got.status, got.to, want)
	case got.status >= http.StatusInternalServerError:
		t.Errorf("a stranger's %s %s: got %d", r.Method, r.Pattern, got.status)
	}
}

// neighbours are customers of other contracts, for whom a contract does not exist, and agents, for whom the customers' pages do not.
func (n *town) neighbours(t *testing.T, r guard.Route) {
	t.Helper()
	ways := []map[string]string{nil}
	for _, m := range parameter.FindAllStringSubmatch(r.Pattern, -1) {
		if name := m[1]; name != "id" && name != "$" { // the other one's own contract with the owner's payment, statement and so on
			ways = append(ways, map[string]string{"id": n.theirs})
		}
	}
	for _, instead := range ways {
		path := n.path(t, r.Pattern, instead)
		visitors := map[string]*visitor{"an agent": n.agent}
		if owned(r) {
			visitors["another customer"] = n.other
		}
		for name, v := range visitors {
			if got := n.send(v, r, path); got.status != http.StatusNotFound {
				t.Errorf("%s's %s %s: got %d to %q, want 404", name, r.Method, path, got.status, got.to)
			}
		}
	}
	if !owned(r) {
		return
	}
	nowhere := n.send(n.other, r, n.path(t, r.Pattern, map[string]string{"id": noRequest, "talk": noRequest}))
	foreign := n.send(n.other, r, n.path(t, r.Pattern, nil))
	if nowhere.status != foreign.status || still(nowhere.body) != still(foreign.body) {
		t.Errorf("%s %s: what is somebody else's looks different from what is not there:\n%s\n%s", r.Method, r.Pattern, foreign.body, nowhere.body)
	}
}

// owned tells whether a route names a contract or a conversation, which are somebody's.
func owned(r guard.Route) bool {
	return strings.Contains(r.Pattern, "{id}") || strings.Contains(r.Pattern, "{talk}")
}

// customers find no page of the staff's.
func (n *town) customers(t *testing.T, r guard.Route) {
	t.Helper()
	if got := n.send(n.owner, r, n.path(t, r.Pattern, nil)); got.status != http.StatusNotFound {
		t.Errorf("a customer's %s %s: got %d to %q, want 404", r.Method, r.Pattern, got.status, got.to)
	}
}

// send asks as a page would: with everything in the query, or with a form and its token.
func (n *town) send(v *visitor, r guard.Route, path string) answer {
	v.t.Helper()
	if r.Method == http.MethodGet {
		return v.get(n.query(path))
	}
	return v.post("/help", path, n.form)
}

var changing = regexp.MustCompile(`name="_csrf" value="[^"]*"|<strong class="code(?: long)?">[^<]*</strong>`)

// still takes out of a page what is different each time.
func still(page string) string { return changing.ReplaceAllString(page, "") }

// forgers have everything but the token of the page's form.
func (n *town) forgers(t *testing.T, r guard.Route) {
	t.Helper()
	v, path := n.through(r.Guard), n.path(t, r.Pattern, nil)
	right := v.token(formPage(r.Guard))
	for name, token := range map[string]string{
		"no token": "", "nonsense": "AAAA", "another session's token": n.other.token("/help"), "a stranger's token": n.stranger.token("/login"),
		"a changed token": right[:len(right)-4] + "AAAA",
	} {
		if got := v.do(http.MethodPost, path, with(n.form, token)); got.status != http.StatusConflict {
			t.Errorf("POST %s with %s: got %d to %q, want 409", r.Pattern, name, got.status, got.to)
		}
	}
}

// owners get an answer from every route, whatever stands in the place of its parameters.
func (n *town) owners(t *testing.T, r guard.Route) {
	t.Helper()
	v := n.through(r.Guard)
	if r.Method == http.MethodPost {
		if got := v.post(formPage(r.Guard), n.path(t, r.Pattern, nil), n.form); got.status >= http.StatusInternalServerError {
			t.Errorf("POST %s: got %d\n%s", r.Pattern, got.status, got.body)
		}
		if n.owner.get("/").status == http.StatusSeeOther { // this was the way out
			if n.spare == nil {
				t.Fatalf("POST %s ends every session: let this test sign in again", r.Pattern)
			}
			n.owner, n.spare = n.spare, nil
		}
		return
	}
	for _, path := range []string{n.path(t, r.Pattern, nil), n.query(n.path(t, r.Pattern, nil))} {
		got := v.get(path)
		unasked := got.status == http.StatusUnprocessableEntity && r.Pattern == guard.AuthorizePath // no app asked anything
		if got.status >= http.StatusBadRequest && got.status != http.StatusConflict && !unasked {
			t.Errorf("GET %s: got %d\n%s", path, got.status, got.body)
		}
		if strings.HasPrefix(got.kind, "text/html") && got.status != http.StatusSeeOther && strings.Count(got.body, "<h1") != 1 {
			t.Errorf("GET %s: got %d headings of the first level, want 1", path, strings.Count(got.body, "<h1"))
		}
		if head := v.do(http.MethodHead, path, nil); head.status != got.status || head.body != "" {
			t.Errorf("HEAD %s: got %d, want %d as for GET", path, head.status, got.status)
		}
	}
	for _, m := range parameter.FindAllStringSubmatch(r.Pattern, -1) {
		if m[1] == "$" {
			continue
		}
		for _, bad := range []string{"x", strings.Repeat("0", 36), "%00", "..%2f..%2fetc", strings.Repeat("9", 3000)} {
			if got := v.get(n.path(t, r.Pattern, map[string]string{m[1]: bad})); got.status != http.StatusNotFound {
				t.Errorf("GET %s with %.20q for %s: got %d, want 404", r.Pattern, bad, m[1], got.status)
			}
		}
	}
}
