package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"marque/internal/app"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

// couple are a borrower and a co-borrower of the sample, on one contract.
func couple() (borrower, with person) {
	const number = "C706768723"
	borrower = person{brand: "aurelia", number: number, family: "Ivanova", phone: "+12015550107", email: "customer107@example.com", zip: "90012"}
	with = person{brand: "aurelia", number: number, family: "Silva", phone: "+12015550108", email: "customer108@example.com", zip: "15222"}
	return borrower.named("fatima.ivanova", "lantern hedgehog velvet 41"), with.named("tomas.silva", "granite bicycle sonnet 88")
}

// registers goes through the pages of a registration up to the last, with these consents, and returns the form that makes the account.
func (n *town) registers(t *testing.T, v *visitor, p person, consents url.Values) (page string, last url.Values) {
	t.Helper()
	steps := []struct {
		path string
		form url.Values
		to   string
	}{
		{"/register", url.Values{"contract": {p.number}, "last_name": {p.family}, "by": {"postal"}, "postal": {p.zip}}, "/register/code"},
		{"/register/code", nil, "/register/sign-in"},
		{"/register/sign-in", url.Values{"username": {p.username}, "password": {p.password}}, "/register/consents"},
		{"/register/consents", consents, "/register/check?" + consents.Encode()},
	}
	for _, s := range steps {
		if s.form == nil && s.path == "/register/code" {
			s.form = url.Values{"code": {n.code(t, notice.KindContactCode, p.phone)}}
		}
		if got := v.post(s.path, s.path, s.form); got.to != s.to {
			t.Fatalf("%s: got %d to %q, want %s: %s", s.path, got.status, got.to, s.to, got.body)
		}
	}
	page = "/register/check?" + consents.Encode()
	return page, hidden(v.get(page).body)
}

// alone is a world with nobody in it who has registered.
func alone(t *testing.T, db *engine.DB) *town {
	t.Helper()
	n := &town{world: serve(t, db)}
	n.server = httptest.NewTLSServer(n.gate)
	t.Cleanup(n.server.Close)
	return n
}

func TestTwoWhoOweTogetherEachHaveTheirOwnSignIn(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := alone(t, db)
		she, he := couple()
		n.activate(t, she)
		n.owner, n.other = n.visitor(t), n.visitor(t)
		page, last := n.registers(t, n.owner, she, url.Values{})
		if got := n.owner.post(page, "/register/check", last); got.to != "/register/done" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		n.consents(t, he)
		n.owner.signIn(n.world, she)
		n.other.signIn(n.world, he)
		if mine, theirs := n.owner.contract(), n.other.contract(); mine != theirs {
			t.Errorf("they see %s and %s, want one contract", mine, theirs)
		}
		hers, his := n.owner.get("/security").body, n.other.get("/security").body
		if !strings.Contains(hers, she.username) || strings.Contains(hers, he.username) || strings.Contains(hers, "•••• 08") {
			t.Errorf("her page is not hers alone: %s", hers)
		}
		if !strings.Contains(his, he.username) || strings.Contains(his, she.username) || strings.Contains(his, "•••• 07") {
			t.Errorf("his page is not his alone: %s", his)
		}
		n.other.post("/security", "/security/sign-out-others", nil)
		if got := n.owner.get("/"); got.status != http.StatusOK {
			t.Errorf("his signing out elsewhere has signed her out: %d to %q", got.status, got.to)
		}
		n.names(t, he)
		n.provesTrue(t)
	})
}

// consents registers somebody who wants statements online, and looks for the evidence. The last form is sent twice at once.
func (n *town) consents(t *testing.T, p person) {
	t.Helper()
	v := n.other
	wants := url.Values{"statements": {"yes"}}
	n.refusedWithoutSample(t, v, p, wants)
	page := "/register/check?" + wants.Encode()
	last := with(hidden(v.get(page).body), v.token(page))
	done := twice(v, "/register/check", last)
	if done[0].to != "/register/done" && done[1].to != "/register/done" {
		t.Fatalf("got %+v", done)
	}
	box, err := seal.Load(filepath.Join(n.Config.Data, app.KeyFile), false)
	if err != nil {
		t.Fatal(err)
	}
	store, r := users.New(box), n.DB.Reader(t.Context())
	user, err := store.ByIdentifier(r, identity.ReadIdentifier(p.username))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := store.Consents(r, user.ID)
	if err != nil || len(kept) != 2 {
		t.Fatalf("got %+v, %v, want the two answers once", kept, err)
	}
	for _, c := range kept {
		online := c.Kind == identity.ConsentStatements
		if c.Given != online || c.Version == "" || online != (c.Shown == "sample opened") || !c.At.Equal(n.Clock.Now()) || c.Network == "" {
			t.Errorf("as evidence: got %+v", c)
		}
	}
}

// refusedWithoutSample goes up to the consents, where statements online want the sample opened first.
func (n *town) refusedWithoutSample(t *testing.T, v *visitor, p person, wants url.Values) {
	t.Helper()
	n.registers(t, v, p, url.Values{})
	if got := v.post("/register/consents", "/register/consents", wants); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Open the sample statement first") {
		t.Errorf("without the sample: got %d to %q", got.status, got.to)
	}
	if got := v.get("/register/sample.pdf"); got.kind != "application/pdf" {
		t.Fatalf("the sample: got %d %s", got.status, got.kind)
	}
	if got := v.post("/register/consents", "/register/consents", wants); got.to != "/register/check?statements=yes" {
		t.Fatalf("with the sample: got %d to %q", got.status, got.to)
	}
}

// names signs in by each name that is somebody's.
func (n *town) names(t *testing.T, p person) {
	t.Helper()
	for _, name := range []string{strings.ToUpper(p.username), p.email, " " + strings.ToUpper(p.email)} {
		p.username = name
		n.visitor(t).signIn(n.world, p)
	}
}

// twice sends one form twice at once, as a double click does.
func twice(v *visitor, path string, form url.Values) [2]answer {
	var got [2]answer
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() { got[i] = v.do(http.MethodPost, path, form) })
	}
	wg.Wait()
	return got
}

func TestSeveralTabsDoNotBreakEachOther(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		who = n.contacts(t, who)
		v := n.visitor(t)
		first, second := v.token("/login"), v.token("/login") // two tabs of one browser, both at the sign-in page
		form := url.Values{"identifier": {who.username}, "password": {who.password}}
		before := n.sent(notice.KindSignInCode, who.phone)
		if got := v.do(http.MethodPost, "/login", with(form, first)); got.to != "/login/code" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if got := v.post("/login/code", "/login/code", url.Values{"code": {n.newest(t, notice.KindSignInCode, who.phone, before)}}); got.to != "/" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		pay := "/contracts/" + n.paths["id"] + "/pay"
		typing := v.token(pay)
		got := v.do(http.MethodPost, "/login", with(form, second)) // the other tab, which still shows the sign-in page
		if got.status >= http.StatusInternalServerError || got.status == http.StatusOK {
			t.Errorf("the other tab's sign-in: got %d to %q", got.status, got.to)
		}
		if got := v.get("/security"); got.status != http.StatusOK {
			t.Errorf("the first tab is signed out by the second: got %d to %q", got.status, got.to)
		}
		if got := v.do(http.MethodPost, pay, with(newAccountForm(n), typing)); !strings.HasPrefix(got.to, pay+"/review?") {
			t.Errorf("the form that stood open meanwhile: got %d to %q", got.status, got.to)
		}
		v.post("/security", "/logout", nil) // in one tab
		if got := v.do(http.MethodPost, pay, with(newAccountForm(n), typing)); !strings.HasPrefix(got.to, "/login") {
			t.Errorf("a form after signing out in another tab: got %d to %q", got.status, got.to)
		}
	})
}

func TestADoubleClickDoesItOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		who = n.contacts(t, who)
		home := "/contracts/" + n.paths["id"]
		before := len(n.contract(t, home).Payments)
		review := n.owner.post(home+"/pay", home+"/pay", newAccountForm(n)).to
		pay := with(hidden(n.owner.get(review).body), n.owner.token(review))
		got := twice(n.owner, home+"/payments", pay)
		if after := len(n.contract(t, home).Payments); after != before+1 || !strings.HasPrefix(got[0].to, home+"/payments/") || got[0].to != got[1].to {
			t.Errorf("a payment: %d new ones; got %d to %q and %d to %q", after-before, got[0].status, got[0].to, got[1].status, got[1].to)
		}
		letter := with(hidden(n.owner.get(home+"/letters/new?kind=payoff").body), n.owner.token(home+"/letters/new"))
		for name := range n.form {
			if !letter.Has(name) {
				letter[name] = n.form[name]
			}
		}
		letters := regexp.MustCompile(home + `/letters/[0-9a-f-]+/letter.pdf`)
		old := len(letters.FindAllString(n.owner.get("/statements").body, -1))
		got = twice(n.owner, home+"/letters", letter)
		if now := len(letters.FindAllString(n.owner.get("/statements").body, -1)); now != old+1 {
			t.Errorf("a letter: %d new ones; got %d to %q and %d to %q", now-old, got[0].status, got[0].to, got[1].status, got[1].to)
		}
		n.changesOnce(t)
		got = twice(n.owner, "/security/password", with(url.Values{"current": {who.password}, "password": {"walrus pepper umbrella 12"}}, n.owner.token("/security/password")))
		if got[0].to != "/security?done=password" && got[1].to != "/security?done=password" || got[0].status >= 500 || got[1].status >= 500 {
			t.Errorf("a password: got %d to %q and %d to %q", got[0].status, got[0].to, got[1].status, got[1].to)
		}
		n.provesTrue(t)
	})
}

// changesOnce confirms a new address twice at once: it is one change.
func (n *town) changesOnce(t *testing.T) {
	t.Helper()
	const next = "somewhere.else@example.net"
	page := n.owner.post("/security/email", "/security/email", url.Values{"address": {next}})
	form := with(hidden(page.body), n.owner.token("/security/email"))
	form.Set("code", n.newest(t, notice.KindContactCode, next, 0))
	got := twice(n.owner, "/security/email/confirm", form)
	if (got[0].to == "/security?done=email") == (got[1].to == "/security?done=email") || got[0].status >= 500 || got[1].status >= 500 {
		t.Errorf("a new address: got %d to %q and %d to %q, want it once", got[0].status, got[0].to, got[1].status, got[1].to)
	}
}
