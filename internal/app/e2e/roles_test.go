package e2e_test

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"marque/internal/app"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
	"marque/internal/web/api"
	"marque/internal/web/guard"
)

// Each role of the staff by itself, on every page and form of the customers': none of them is there, and nothing happens.
func TestNoRoleOfTheStaffReachesACustomersRoute(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		tried := 0
		for _, role := range access.Roles() {
			v := n.as(t, role)
			token := v.token("/help")
			for _, r := range n.gate.Routes() {
				if !private(r.Guard) || strings.HasPrefix(r.Pattern, "/desk") {
					continue
				}
				form := url.Values{}
				if r.Method == http.MethodPost {
					form = with(n.form, token)
				}
				if got := v.do(r.Method, n.path(t, r.Pattern, nil), form); got.status != http.StatusNotFound {
					t.Errorf("%s's %s %s: got %d to %q, want 404", role, r.Method, r.Pattern, got.status, got.to)
				}
				tried++
			}
		}
		if want := 20 * len(access.Roles()); tried < want {
			t.Errorf("tried %d, want %d or more", tried, want)
		}
	})
}

// as is somebody with one role whose session has begun, past every page.
func (n *town) as(t *testing.T, role access.Role) *visitor {
	t.Helper()
	box, err := seal.Load(filepath.Join(n.Config.Data, app.KeyFile), false)
	if err != nil {
		t.Fatal(err)
	}
	token, err := identity.NewToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	store, ids, now := users.New(box), id.NewSource(n.Clock.Now, rand.Reader), n.Clock.Now()
	u := identity.User{ID: id.New[access.User](ids), State: identity.UserActive, Username: "only." + string(role), Name: "Somebody", Roles: []access.Role{role}}
	err = n.DB.Write(t.Context(), func(tx *engine.Tx) error {
		if _, err := store.Insert(tx, u); err != nil {
			return err
		}
		return store.Begin(tx, identity.Session{ID: id.New[identity.Session](ids), User: u, Methods: "password,app", FactorAt: now, CreatedAt: now, ActiveAt: now}, token)
	})
	if err != nil {
		t.Fatal(err)
	}
	v := n.visitor(t)
	at, err := url.Parse(v.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	v.client.Jar.SetCookies(at, []*http.Cookie{{Name: "__Host-session", Value: string(token), Path: "/", Secure: true}})
	if by := v.actor(n.world); by.Kind != access.AgentKind || len(by.Roles) != 1 {
		t.Fatalf("got %+v, want one role", by)
	}
	return v
}

// The real table: each form that needs no session is refused without a stamp, and what does without one is named here.
func TestEveryFormOfAStrangerWantsAStamp(t *testing.T) {
	t.Parallel()
	n := newTown(t, enginetest.SQLite(t))
	without, forms := map[string]bool{}, 0
	for _, r := range n.gate.Routes() {
		switch {
		case r.Method != http.MethodPost || private(r.Guard) || staffs(r.Guard) || r.Guard == guard.Token:
			continue
		case r.Question || r.Guard == guard.Proved:
			without[r.Pattern] = true
			continue
		}
		v := n.stranger
		if r.Guard != guard.Public {
			v = n.through(r.Guard)
		}
		token, _, stamped := strings.Cut(v.token("/login"), ".")
		form := url.Values{guard.FormField: {token}}
		if got := v.do(http.MethodPost, n.path(t, r.Pattern, nil), form); got.status != http.StatusConflict || !stamped {
			t.Errorf("POST %s (%s) without a stamp: got %d to %q, want 409", r.Pattern, r.Guard, got.status, got.to)
		}
		forms++
	}
	if forms < 12 {
		t.Errorf("got %d forms of strangers, want all", forms)
	}
	for pattern := range without {
		program := strings.HasPrefix(pattern, "/hooks/") || strings.HasPrefix(pattern, api.Prefix+"/oauth/") // shows a signature, a secret or a code, no form
		if !strings.Contains(pattern, "passkey") && !program {
			t.Errorf("POST %s does without a stamp: tell this test why", pattern)
		}
	}
}
