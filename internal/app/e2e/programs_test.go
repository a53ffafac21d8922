package e2e_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/service/granting"
	"marque/internal/web/guard"
)

// programs are the callers of the API for the test of every route.
type programs struct {
	owners, others *program // apps of the owner and of the other customer, with every scope
	partner        *program // with every scope, for another brand
	scopes         map[access.Scope]*program
}

// letProgramsIn gives everybody an app, and enters partners.
func (n *town) letProgramsIn(t *testing.T) programs {
	t.Helper()
	const plenty = identity.MostRate
	var all programs
	all.owners, _ = n.program(t, "Everything", granting.Client{Redirects: []string{appBack}, Rate: plenty})
	all.owners.allow(n.owner)
	other := *all.owners
	all.others = &other
	all.others.allow(n.other)
	enter := func(name, brand string, scopes ...access.Scope) *program {
		p, x := n.program(t, name, granting.Client{Brand: brand, Rate: plenty, Scopes: scopes})
		p.grant(url.Values{"grant_type": {"client_credentials"}, "client_id": {p.id}, "client_secret": {x.Secret}})
		return p
	}
	all.partner = enter("Elsewhere", "norden", access.Scopes()...)
	all.scopes = map[access.Scope]*program{}
	for _, missing := range access.Scopes() { // each has all but one
		all.scopes[missing] = enter("Without "+string(missing), "", slices.DeleteFunc(access.Scopes(), func(s access.Scope) bool { return s == missing })...)
	}
	return all
}

// asks sends what a program would: a GET, or a body that is right for the route.
func (n *town) asks(p *program, r guard.Route, path string) (int, map[string]any) {
	p.t.Helper()
	if r.Method == http.MethodGet {
		return p.send(http.MethodGet, path, nil, p.bearer())
	}
	var body any = struct{}{}
	switch {
	case strings.HasSuffix(r.Pattern, "/payments"):
		body = map[string]any{"amount": map[string]any{"cents": 10000, "currency": "USD"}, "date": n.form.Get("date"), "account_id": n.paths["account"]}
	case strings.HasSuffix(r.Pattern, "/letters"):
		body = map[string]any{"kind": "good_standing"}
	case strings.HasSuffix(r.Pattern, "/odometer"):
		body = map[string]any{"value": 100_000}
	case strings.HasSuffix(r.Pattern, "/conversations"):
		body = map[string]any{"text": "What do I owe?", "subject": "A question"}
	case strings.HasSuffix(r.Pattern, "/messages"):
		body = map[string]any{"text": "Thank you."}
	case strings.HasSuffix(r.Pattern, "/seen"):
		body = map[string]any{"number": 1}
	}
	return p.post(strings.TrimPrefix(path, "/api/v1"), "the-key-of-this-route", body)
}

// keepsProgramsOut asks a route of the API as everybody who may not have its answer.
func (n *town) keepsProgramsOut(t *testing.T, r guard.Route, all programs) {
	t.Helper()
	path := n.path(t, r.Pattern, nil)
	for name, v := range map[string]*visitor{"a stranger": n.stranger, "a browser that is signed in": n.owner, "an agent": n.agent} {
		if got := v.do(r.Method, path, nil); got.status != http.StatusUnauthorized || got.kind != "application/problem+json" {
			t.Errorf("%s's %s %s: got %d %s to %q, want 401", name, r.Method, path, got.status, got.kind, got.to)
		}
	}
	if r.Scope != "" {
		if status, _ := n.asks(all.scopes[r.Scope], r, path); status != http.StatusForbidden {
			t.Errorf("%s %s without %s: got %d, want 403", r.Method, path, r.Scope, status)
		}
	}
	if r.Customers {
		if status, _ := n.asks(all.partner, r, path); status != http.StatusForbidden {
			t.Errorf("a partner's %s %s: got %d, want 403", r.Method, path, status)
		}
	}
	if strings.Contains(r.Pattern, "{talk}") {
		if status, _ := n.asks(all.others, r, path); status != http.StatusNotFound {
			t.Errorf("another customer's app's %s %s: got %d, want 404", r.Method, path, status)
		}
	}
	if !strings.Contains(r.Pattern, "{id}") {
		return
	}
	nowhere := n.path(t, r.Pattern, map[string]string{"id": "01a19cc6-3d80-7001-a42b-000000000000"})
	for name, p := range map[string]*program{"another customer's app": all.others, "another brand's partner": all.partner} {
		foreign, body := n.asks(p, r, path)
		none, empty := n.asks(p, r, nowhere)
		delete(body, "reference")
		delete(empty, "reference")
		if foreign != http.StatusNotFound || none != foreign || fmt.Sprint(body) != fmt.Sprint(empty) {
			t.Errorf("%s's %s %s: got %d %v, want 404 and what is not there alike: %d %v", name, r.Method, path, foreign, body, none, empty)
		}
	}
	if mixed := n.path(t, r.Pattern, map[string]string{"id": n.theirs}); strings.Count(r.Pattern, "{") > 1 {
		if status, _ := n.asks(all.others, r, mixed); status != http.StatusNotFound {
			t.Errorf("the other one's contract with the owner's things: %s %s: got %d, want 404", r.Method, mixed, status)
		}
	}
}

// answersPrograms asks a route of the API as its owner's app.
func (n *town) answersPrograms(t *testing.T, r guard.Route, p *program) {
	t.Helper()
	path := n.path(t, r.Pattern, nil)
	status, body := n.asks(p, r, path)
	if status >= http.StatusInternalServerError || r.Method == http.MethodGet && status != http.StatusOK {
		t.Errorf("%s %s: got %d %v", r.Method, path, status, body)
	}
	if r.Method != http.MethodGet {
		return
	}
	head, err := http.NewRequestWithContext(t.Context(), http.MethodHead, p.site+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	head.Header = p.bearer()
	resp, err := p.client.Do(head)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.Header.Get("ETag") != p.answered.Get("ETag") {
		t.Errorf("HEAD %s: got %d with %s, want what GET has", path, resp.StatusCode, resp.Header.Get("ETag"))
	}
	for _, m := range parameter.FindAllStringSubmatch(r.Pattern, -1) {
		for _, bad := range []string{"x", strings.Repeat("0", 36), "%00", strings.Repeat("9", 3000)} {
			if status, _ := p.send(http.MethodGet, n.path(t, r.Pattern, map[string]string{m[1]: bad}), nil, p.bearer()); status != http.StatusNotFound {
				t.Errorf("GET %s with %.20q for %s: got %d, want 404", r.Pattern, bad, m[1], status)
			}
		}
	}
}
