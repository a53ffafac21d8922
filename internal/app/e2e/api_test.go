package e2e_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/service/granting"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

const (
	appBack  = "com.aurelia.app:/back"
	verifier = "a-verifier-that-is-as-long-as-rfc-7636-wants-it"
)

// program is a client of the API with a token.
type program struct {
	t        *testing.T
	site     string
	client   *http.Client
	check    validator.Validator
	id       string
	token    string
	refresh  string
	answered http.Header // of the last answer
}

// program enters a client; with a way back it is an app.
func (n *town) program(t *testing.T, name string, c granting.Client) (*program, granting.Entered) {
	t.Helper()
	c.Name, c.Kind = name, identity.PartnerClient
	if len(c.Redirects) > 0 {
		c.Kind = identity.AppClient
	}
	if c.Scopes == nil {
		c.Scopes = access.Scopes()
	}
	entered, err := n.Granting.Add(t.Context(), access.System("admin"), c)
	if err != nil {
		t.Fatal(err)
	}
	client := *n.server.Client()
	return &program{t: t, site: n.server.URL, client: &client, check: n.contractOfAPI(t), id: entered.ID.String()}, entered
}

// contractOfAPI is what holds answers against the document.
func (n *town) contractOfAPI(t *testing.T) validator.Validator {
	t.Helper()
	got := n.stranger.get("/api/v1/openapi.json")
	doc, err := libopenapi.NewDocument([]byte(got.body))
	if err != nil {
		t.Fatal(err)
	}
	v, errs := validator.NewValidator(doc)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if ok, problems := v.ValidateDocument(); !ok {
		t.Fatalf("the document is none: %v", problems)
	}
	return v
}

// allow lets the program in as the visitor's app, by the code flow as a browser and an app go it.
func (p *program) allow(v *visitor) {
	p.t.Helper()
	p.grant(url.Values{"grant_type": {"authorization_code"}, "client_id": {p.id}, "code": {p.code(v)}, "redirect_uri": {appBack}, "code_verifier": {verifier}})
}

// code has the visitor allow the app, and returns what the app is answered with.
func (p *program) code(v *visitor) string {
	p.t.Helper()
	sum := sha256.Sum256([]byte(verifier))
	q := url.Values{
		"response_type": {"code"}, "client_id": {p.id}, "redirect_uri": {appBack}, "state": {"a b"}, "code_challenge_method": {"S256"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])},
	}
	page := "/oauth/authorize?" + q.Encode()
	q.Set("answer", "allow")
	got := v.post(page, "/oauth/authorize", q)
	to, err := url.Parse(got.to)
	if err != nil || to.Query().Get("state") != "a b" || !strings.HasPrefix(got.to, appBack) {
		p.t.Fatalf("allow: got %d to %q", got.status, got.to)
	}
	return to.Query().Get("code")
}

// grant gets a token, which must be given.
func (p *program) grant(form url.Values) {
	p.t.Helper()
	status, body := p.form("/api/v1/oauth/token", form)
	if status != http.StatusOK {
		p.t.Fatalf("token: got %d %v", status, body)
	}
	p.token, _ = body["access_token"].(string)
	p.refresh, _ = body["refresh_token"].(string)
}

// form posts a form and holds the answer against the document.
func (p *program) form(path string, form url.Values) (int, map[string]any) {
	p.t.Helper()
	return p.send(http.MethodPost, path, strings.NewReader(form.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
}

func (p *program) get(path string) (int, map[string]any) {
	p.t.Helper()
	return p.send(http.MethodGet, "/api/v1"+path, nil, p.bearer())
}

func (p *program) bearer() http.Header { return http.Header{"Authorization": {"Bearer " + p.token}} }

// post sends a body under a key.
func (p *program) post(path, key string, body any) (int, map[string]any) {
	p.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	h := p.bearer()
	h.Set("Content-Type", "application/json")
	if key != "" {
		h.Set("Idempotency-Key", key)
	}
	return p.send(http.MethodPost, "/api/v1"+path, bytes.NewReader(data), h)
}

// send asks, and holds every answer against the document.
func (p *program) send(method, path string, body io.Reader, headers http.Header) (int, map[string]any) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, p.site+path, body)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header = headers
	resp, err := p.client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	p.answered = resp.Header
	resp.Body = io.NopCloser(bytes.NewReader(data))
	if resp.StatusCode != http.StatusNotModified {
		if ok, problems := p.check.ValidateHttpResponse(r, resp); !ok {
			for _, x := range problems {
				p.t.Errorf("%s %s: %d is not what the document says: %s: %s\n%s", method, path, resp.StatusCode, x.Message, x.Reason, data)
			}
		}
	}
	out := map[string]any{}
	if strings.Contains(resp.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(data, &out); err != nil {
			p.t.Fatalf("%s %s: %v in %s", method, path, err, data)
		}
	}
	return resp.StatusCode, out
}

// must gets what must be there.
func (p *program) must(path string) map[string]any {
	p.t.Helper()
	status, body := p.get(path)
	if status != http.StatusOK {
		p.t.Fatalf("GET %s: got %d %v", path, status, body)
	}
	return body
}

// pick walks down an answer.
func pick(body any, way ...any) any {
	for _, step := range way {
		switch at := body.(type) {
		case map[string]any:
			name, _ := step.(string)
			body = at[name]
		case []any:
			i, ok := step.(int)
			if !ok || i >= len(at) {
				return nil
			}
			body = at[i]
		default:
			return nil
		}
	}
	return body
}

func items(body map[string]any) []any { all, _ := body["items"].([]any); return all }

func TestAnAppReadsAndPaysForItsCustomer(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		p, _ := n.program(t, "Aurelia Mobile", granting.Client{Redirects: []string{appBack}, Rate: 2000})
		p.allow(n.owner)
		me := p.must("/me")
		if me["kind"] != "app" || me["client_name"] != "Aurelia Mobile" || pick(me, "customer", "username") != "grace.safarik" {
			t.Errorf("me: got %v", me)
		}
		id, _ := pick(p.must("/contracts"), "items", 0, "id").(string)
		if id != n.paths["id"] {
			t.Fatalf("contracts: got %q", id)
		}
		c := "/contracts/" + id
		for _, path := range []string{
			c, c + "/schedule", c + "/history", c + "/payoff", c + "/relief", c + "/payment-choices", c + "/payments", c + "/payments/" + n.paths["payment"], c + "/autopay", "/bank-accounts",
			c + "/statements", c + "/statements/" + n.paths["statement"] + "/statement.pdf", c + "/letters", c + "/letters/" + n.paths["letter"] + "/letter.pdf", c + "/vehicle",
		} {
			p.must(path)
			tag := p.answered.Get("ETag")
			h := p.bearer()
			h.Set("If-None-Match", tag)
			if status, _ := p.send(http.MethodGet, "/api/v1"+path, nil, h); tag == "" || status != http.StatusNotModified {
				t.Errorf("GET %s again with %s: got %d, want 304", path, tag, status)
			}
		}
		n.pages(t, p, c)
		n.paysOnce(t, p, c)
		n.readsTheOdometer(t, p, c)
		for path, want := range map[string]int{
			c + "/history?since=x": 422, c + "/history?limit=0": 422, c + "/history?after=x": 422, c + "/payoff?good_through=2031-01-01": 422, c + "/payments/x": 404,
			"/contracts/" + n.theirs: 404, "/contracts/x": 404, c + "/payments?state=lost": 422,
		} {
			if status, body := p.get(path); status != want || body["code"] == nil || body["detail"] == "" || strings.Contains(fmt.Sprint(body["errors"]), "map[]") {
				t.Errorf("GET %s: got %d %v, want %d", path, status, body, want)
			}
		}
		if got := n.stranger.get("/api/v1/nothing"); got.status != http.StatusNotFound || got.kind != "application/problem+json" {
			t.Errorf("what there is not: got %d %s", got.status, got.kind)
		}
		n.staysAndLeaves(t, p)
		n.provesTrue(t)
	})
}

// signInAgain signs the owner in, in another browser.
func (n *town) signInAgain(t *testing.T) {
	t.Helper()
	n.owner = n.visitor(t)
	n.owner.signIn(n.world, n.mine)
}

// pages walks the history by its pages, by kind and by days.
func (n *town) pages(t *testing.T, p *program, c string) {
	t.Helper()
	whole := items(p.must(c + "/history?limit=100"))
	var walked []any
	for next := ""; ; {
		body := p.must(c + "/history?limit=3&after=" + next)
		walked = append(walked, items(body)...)
		var more bool
		if next, more = body["next"].(string); !more {
			break
		}
	}
	if a, b := fmt.Sprint(whole), fmt.Sprint(walked); a != b || len(whole) < 4 {
		t.Errorf("by pages the history is another one: %d lines and %d", len(whole), len(walked))
	}
	for i := 1; i < len(whole); i++ {
		if pick(whole, i-1, "date").(string) < pick(whole, i, "date").(string) {
			t.Errorf("line %d is older than the one after it", i-1)
		}
	}
	explained := slices.ContainsFunc(whole, func(l any) bool { w, _ := pick(l, "working").([]any); return len(w) > 0 })
	if !explained {
		t.Error("no line has its working")
	}
	kind, on := pick(whole, 0, "kind").(string), pick(whole, 0, "date").(string)
	for _, l := range items(p.must(c + "/history?type=" + kind)) {
		if pick(l, "kind") != kind {
			t.Errorf("by kind: got %v", l)
		}
	}
	if since := items(p.must(c + "/history?since=" + on)); len(since) == 0 || len(since) >= len(whole) {
		t.Errorf("since %s: got %d of %d", on, len(since), len(whole))
	}
}

// paysOnce orders the same payment many times at once.
func (n *town) paysOnce(t *testing.T, p *program, c string) {
	t.Helper()
	choices := p.must(c + "/payment-choices")
	account, _ := pick(choices, "accounts", 0, "id").(string)
	order := map[string]any{"amount": map[string]any{"cents": 4321, "currency": "USD"}, "date": choices["earliest"], "account_id": account}
	n.Clock.Advance(11 * time.Minute) // the account is new, and so is the factor no more
	if status, body := p.post(c+"/payments", "an-order-of-mine", order); status != http.StatusForbidden || body["code"] != "confirmation_needed" ||
		!strings.HasPrefix(fmt.Sprint(body["confirm_url"]), c+"/pay/review?") {
		t.Errorf("from a new account without a factor: got %d %v", status, body)
	}
	n.signInAgain(t)
	p.allow(n.owner)
	var all sync.WaitGroup
	paid := make([]string, 6)
	for i := range paid {
		all.Go(func() {
			one := *p
			if status, body := one.post(c+"/payments", "an-order-of-mine", order); status == http.StatusCreated {
				paid[i], _ = body["id"].(string)
			} else {
				t.Errorf("order %d: got %d %v", i, status, body)
			}
		})
	}
	all.Wait()
	if slices.Compact(slices.Clone(paid))[0] == "" || len(slices.Compact(slices.Clone(paid))) != 1 {
		t.Errorf("one key paid %v", paid)
	}
	made := 0
	for _, x := range items(p.must(c + "/payments?state=created")) {
		if cents, _ := pick(x, "amount", "cents").(float64); cents == 4321 {
			made++
		}
	}
	if made != 1 {
		t.Errorf("got %d payments, want 1", made)
	}
	order["amount"] = map[string]any{"cents": 4322, "currency": "USD"}
	if status, body := p.post(c+"/payments", "an-order-of-mine", order); status != http.StatusUnprocessableEntity || pick(body, "errors", 0, "field") != "Idempotency-Key" {
		t.Errorf("another order under the key: got %d %v", status, body)
	}
	for field, change := range map[string]map[string]any{
		"amount.cents": {"amount": map[string]any{"cents": 1, "currency": "USD"}}, "date": {"date": "2026-11-26"}, "account_id": {"account_id": n.paths["payment"]},
		"amount.currency": {"amount": map[string]any{"cents": 4322, "currency": "EUR"}}, "kind": {"kind": "gift"}, "x": {"x": 1},
	} {
		wrong := map[string]any{}
		for _, from := range []map[string]any{order, change} {
			for k, v := range from {
				wrong[k] = v
			}
		}
		if status, body := p.post(c+"/payments", "another-order", wrong); status != http.StatusUnprocessableEntity || pick(body, "errors", 0, "field") != field {
			t.Errorf("a wrong %s: got %d %v", field, status, body)
		}
	}
	if status, body := p.post(c+"/payments", "", order); status != http.StatusUnprocessableEntity || pick(body, "errors", 0, "field") != "Idempotency-Key" {
		t.Errorf("without a key: got %d %v", status, body)
	}
	for range 2 {
		if status, body := p.post(c+"/payments/"+paid[0]+"/cancel", "", struct{}{}); status != http.StatusOK || body["state"] != "cancelled" {
			t.Errorf("cancel: got %d %v", status, body)
		}
	}
	if status, body := p.post(c+"/letters", "a-letter-of-mine", map[string]any{"kind": "payoff", "good_through": choices["today"]}); status != http.StatusCreated {
		t.Errorf("a letter: got %d %v", status, body)
	}
}

func (n *town) readsTheOdometer(t *testing.T, p *program, c string) {
	t.Helper()
	readings, _ := pick(p.must(c+"/vehicle"), "readings").([]any)
	last, _ := pick(readings, len(readings)-1, "value").(float64)
	for range 2 {
		if status, body := p.post(c+"/odometer", "a-reading-of-mine", map[string]any{"value": last + 500}); status != http.StatusCreated {
			t.Errorf("a reading: got %d %v", status, body)
		}
	}
	if status, body := p.post(c+"/odometer", "another-reading", map[string]any{"value": last}); status != http.StatusUnprocessableEntity || pick(body, "errors", 0, "field") != "value" {
		t.Errorf("a lower reading: got %d %v", status, body)
	}
	if got, _ := pick(p.must(c+"/vehicle"), "readings").([]any); len(got) != len(readings)+1 {
		t.Errorf("got %d readings, want one more than %d", len(got), len(readings))
	}
}

// staysAndLeaves renews the app, shows it to its customer, who signs it out.
func (n *town) staysAndLeaves(t *testing.T, p *program) {
	t.Helper()
	n.Clock.Advance(identity.AppTokenLife)
	if status, body := p.get("/me"); status != http.StatusUnauthorized || !strings.Contains(p.answered.Get("WWW-Authenticate"), `error="invalid_token"`) {
		t.Errorf("a token that is over: got %d %v", status, body)
	}
	used := p.refresh
	p.grant(url.Values{"grant_type": {"refresh_token"}, "client_id": {p.id}, "refresh_token": {p.refresh}})
	p.must("/me")
	if status, body := p.post("/contracts/"+n.paths["id"]+"/letters", "a-letter-of-mine", map[string]any{"kind": "good_standing"}); status != http.StatusUnauthorized ||
		!strings.Contains(p.answered.Get("WWW-Authenticate"), "insufficient_user_authentication") {
		t.Errorf("a letter long after the sign-in: got %d %v", status, body)
	}
	n.signInAgain(t)
	if page := n.owner.get("/security").body; !strings.Contains(page, "Aurelia Mobile, allowed in") {
		t.Errorf("the customer does not see the app:\n%s", page)
	}
	if page := n.owner.get("/profile/looks").body; !strings.Contains(page, "Aurelia Mobile, an app that you allowed") {
		t.Errorf("the customer does not see the app's looks:\n%s", page)
	}
	if status, body := p.form("/api/v1/oauth/token", url.Values{"grant_type": {"refresh_token"}, "client_id": {p.id}, "refresh_token": {used}}); status != http.StatusBadRequest || body["error"] != "invalid_grant" {
		t.Errorf("a refresh token twice: got %d %v", status, body)
	}
	if status, _ := p.get("/me"); status != http.StatusUnauthorized {
		t.Errorf("and the app goes on: got %d", status)
	}
	p.allow(n.owner)
	if got := n.owner.post("/security", "/security/sign-out-others", nil); got.status != http.StatusSeeOther {
		t.Fatalf("got %d", got.status)
	}
	if status, _ := p.get("/me"); status != http.StatusUnauthorized {
		t.Errorf("signed out everywhere else, and the app goes on: got %d", status)
	}
}

func TestAPartnerAsksForItselfAndIsSeen(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		stranger := n.other.actor(n.world).Party.String()
		p, entered := n.program(t, "North Insurance", granting.Client{Brand: "aurelia", Rate: 400})
		enter := func(p *program, x granting.Entered, scope string) {
			p.grant(url.Values{"grant_type": {"client_credentials"}, "client_id": {p.id}, "client_secret": {x.Secret}, "scope": {scope}})
		}
		enter(p, entered, "")
		var found []string
		for next := ""; ; {
			body := p.must("/contracts?limit=1&after=" + next)
			for _, x := range items(body) {
				found = append(found, pick(x, "id").(string))
			}
			var more bool
			if next, more = body["next"].(string); !more {
				break
			}
		}
		if len(found) != 2 || !slices.Contains(found, n.paths["id"]) || !slices.Contains(found, n.theirs) {
			t.Errorf("got %v", found)
		}
		c := "/contracts/" + n.paths["id"]
		number, _ := p.must(c)["number"].(string)
		if one := items(p.must("/contracts?number=" + number)); len(one) != 1 || pick(one, 0, "id") != n.paths["id"] {
			t.Errorf("by number: got %v", one)
		}
		for _, path := range []string{c + "/schedule", c + "/history", c + "/payoff", c + "/relief", c + "/payments", c + "/payments/" + n.paths["payment"], c + "/autopay", c + "/statements", c + "/vehicle"} {
			p.must(path)
		}
		if status, _ := p.get("/bank-accounts"); status != http.StatusForbidden {
			t.Errorf("a customer's accounts: got %d", status)
		}
		choices := p.must(c + "/payment-choices")
		order := map[string]any{"amount": map[string]any{"cents": 5000, "currency": "USD"}, "date": choices["earliest"], "account_id": pick(choices, "accounts", 0, "id")}
		if status, body := p.post(c+"/payments", "partner-order-1", order); status != http.StatusForbidden || body["code"] != "confirmation_needed" {
			t.Errorf("from a new account: got %d %v", status, body)
		}
		n.Clock.Advance(11 * 24 * time.Hour)
		enter(p, entered, "")
		order["date"] = p.must(c + "/payment-choices")["earliest"]
		status, body := p.post(c+"/payments", "partner-order-1", order)
		if status != http.StatusCreated {
			t.Fatalf("on behalf: got %d %v", status, body)
		}
		order["party_id"] = stranger
		if status, body := p.post(c+"/payments", "partner-order-2", order); status != http.StatusUnprocessableEntity || pick(body, "errors", 0, "field") != "party_id" {
			t.Errorf("on behalf of a stranger: got %d %v", status, body)
		}
		n.signInAgain(t)
		if page := n.owner.get("/profile/looks").body; !strings.Contains(page, "North Insurance, a company we work with") || !strings.Contains(page, "Ordered a payment") {
			t.Errorf("the customer does not see who asked:\n%s", page)
		}
		n.withLess(t, p, entered, enter)
		n.provesTrue(t)
	})
}

// withLess are partners who may less, and one who asks too much.
func (n *town) withLess(t *testing.T, p *program, entered granting.Entered, enter func(*program, granting.Entered, string)) {
	t.Helper()
	c := "/contracts/" + n.paths["id"]
	enter(p, entered, "vehicles:read")
	p.must(c + "/vehicle")
	if status, body := p.get(c); status != http.StatusForbidden || body["code"] != "forbidden" || !strings.Contains(p.answered.Get("WWW-Authenticate"), `scope="contracts:read"`) {
		t.Errorf("without the scope: got %d %v", status, body)
	}
	elsewhere, x := n.program(t, "Norden only", granting.Client{Brand: "norden"})
	enter(elsewhere, x, "")
	if status, _ := elsewhere.get(c); status != http.StatusNotFound {
		t.Errorf("another brand's contract: got %d", status)
	}
	if all := items(elsewhere.must("/contracts")); len(all) != 0 {
		t.Errorf("another brand's list: got %v", all)
	}
	busy, x := n.program(t, "Busy", granting.Client{Rate: 5})
	enter(busy, x, "")
	for i := range 6 {
		status, body := busy.get("/me")
		if want := map[bool]int{true: 200, false: 429}[i < 5]; status != want {
			t.Errorf("request %d of 5: got %d %v", i+1, status, body)
		}
		if want := fmt.Sprintf(`"minute";r=%d;t=`, max(4-i, 0)); !strings.HasPrefix(busy.answered.Get("RateLimit"), want) || busy.answered.Get("RateLimit-Policy") != `"minute";q=5;w=60` {
			t.Errorf("request %d: got %q, want %s", i+1, busy.answered.Get("RateLimit"), want)
		}
	}
	if busy.answered.Get("Retry-After") == "" {
		t.Error("it is not told when to come again")
	}
	for name, form := range map[string]url.Values{
		"invalid_client":         {"grant_type": {"client_credentials"}, "client_id": {p.id}, "client_secret": {"mqs_" + strings.Repeat("A", 43)}},
		"invalid_scope":          {"grant_type": {"client_credentials"}, "client_id": {p.id}, "client_secret": {entered.Secret}, "scope": {"all"}},
		"unsupported_grant_type": {"grant_type": {"password"}, "username": {"a"}, "password": {"b"}},
		"invalid_grant":          {"grant_type": {"authorization_code"}, "client_id": {p.id}, "code": {"x"}},
	} {
		if status, body := p.form("/api/v1/oauth/token", form); status < 400 || status >= 500 || body["error"] != name {
			t.Errorf("%s: got %d %v", name, status, body)
		}
	}
	if status, _ := p.form("/api/v1/oauth/revoke", url.Values{"client_id": {p.id}, "client_secret": {entered.Secret}, "token": {p.token}}); status != http.StatusOK {
		t.Errorf("revoke: got %d", status)
	}
	if status, _ := p.get("/me"); status != http.StatusUnauthorized {
		t.Errorf("a token that was given back: got %d", status)
	}
}
