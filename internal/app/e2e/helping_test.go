package e2e_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/help"
	"marque/internal/core/notice"
	"marque/internal/l10n"
	"marque/internal/paper/pdf/pdftest"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// lets has a customer invite somebody and returns the way in that was mailed.
func (n *town) lets(t *testing.T, v *visitor, on, email, kind, until string) string {
	t.Helper()
	form := url.Values{"contract": {on}, "given": {"Tom"}, "family": {"Reyes"}, "email": {email}, "kind": {kind}, "until": {until}}
	if got := v.post("/profile/helpers/new", "/profile/helpers/new", form); got.to != "/profile/helpers?done=invited" {
		t.Fatalf("invite: got %d to %q: %s", got.status, got.to, got.body)
	}
	e := n.read(t, notice.KindHelpOffered, email)
	link, err := url.Parse(regexp.MustCompile(`https://\S+`).FindString(e.Letter.Text))
	if err != nil || link.Path != "/helping/offer" {
		t.Fatalf("got the link %q, %v", link, err)
	}
	return link.RequestURI()
}

// offers makes an offer of help that nobody accepts, and returns its id.
func (n *town) offers(t *testing.T, by access.Actor, c contract.ID) string {
	t.Helper()
	today, err := n.Overview.Today(t.Context())
	if err == nil {
		err = n.Helping.Offer(t.Context(), by, c, help.Offer{Given: "Tom", Family: "Reyes", Email: "tom@example.org", Kind: access.HelpView, Until: today.AddDays(30)}, l10n.EnUS)
	}
	if err != nil {
		t.Fatal(err)
	}
	circle, err := n.Helping.Of(t.Context(), by)
	if err != nil || len(circle.Helpers) == 0 {
		t.Fatalf("got %+v, %v", circle, err)
	}
	return circle.Helpers[0].ID.String()
}

// closed wants everything about the contract but what helpers are for to be no page at all.
func closed(t *testing.T, v *visitor, c string, more ...string) {
	t.Helper()
	for _, path := range append([]string{"", "/history", "/timeline", "/data", "/autopay", "/relief", "/refund", "/paper", "/payoff", "/history/history.csv"}, more...) {
		if got := v.get("/contracts/" + c + path); got.status != http.StatusNotFound {
			t.Errorf("a helper at /contracts/{id}%s: got %d to %q", path, got.status, got.to)
		}
	}
}

func TestAHelperWithoutASignInRegistersAndPaysAndSeesNothingElse(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := alone(t, db)
		p, _ := people("aurelia")
		mine := n.enrol(t, n.activate(t, p))
		mia, tom := n.visitor(t), n.visitor(t)
		mia.signIn(n.world, mine)
		c := mia.contract()
		bad := mia.post("/profile/helpers/new", "/profile/helpers/new", url.Values{"contract": {c}, "given": {"Tom"}, "email": {mine.email}, "kind": {"all"}, "until": {"2031-01-01"}})
		if bad.status != http.StatusUnprocessableEntity || !strings.Contains(bad.body, "Choose what this person may do.") || !strings.Contains(bad.body, "Enter the last name") || !strings.Contains(bad.body, "Choose a day from today to") {
			t.Errorf("a bad invitation: got %d: %s", bad.status, bad.body)
		}
		offer := n.lets(t, mia, c, "tom@example.org", "pay", "2027-03-31")
		if page := tom.get(offer); page.status != http.StatusOK || strings.Contains(page.body, mine.family) || strings.Contains(page.body, mine.number) {
			t.Errorf("a stranger with the link: got %d: %s", page.status, page.body)
		}
		n.registersToHelp(t, tom, offer)
		closed(t, tom, c, "/pay") // not accepted yet
		form := hidden(tom.get("/helping").body)
		if got := tom.do(http.MethodPost, "/helping/accept", form); got.to != "/helping/contracts/"+c {
			t.Fatalf("accept: got %d to %q: %s", got.status, got.to, got.body)
		}
		page := tom.get("/helping/contracts/" + c).body
		for _, never := range []string{mine.vin, mine.email, mine.phone, mine.zip} {
			if strings.Contains(page, never) {
				t.Errorf("the helper's page shows %q", never)
			}
		}
		if !strings.Contains(page, mine.number) || !strings.Contains(page, "/contracts/"+c+"/pay") {
			t.Errorf("got: %s", page)
		}
		closed(t, tom, c)
		n.helperPays(t, tom, mia, c)
		looks := mia.get("/profile/looks?who=people").body
		for _, want := range []string{"Tom Reyes, whom you let in", "Looked at your contract and its payments", "Looked at what can be paid", "Ordered a payment"} {
			if !strings.Contains(looks, want) {
				t.Errorf("who looked does not say %q: %s", want, looks)
			}
		}
		if got := tom.get(offer); got.status == http.StatusOK {
			if again := tom.get("/helping/accept?" + strings.SplitN(offer, "?", 2)[1]); again.status != http.StatusOK {
				t.Errorf("the helper's own link: got %d", again.status)
			}
		}
		end := regexp.MustCompile(`/profile/helpers/[0-9a-f-]{36}/[0-9a-f-]{36}/end`).FindString(mia.get("/profile/helpers").body)
		if got := mia.post("/profile/helpers", end, nil); got.to != "/profile/helpers?done=ended" {
			t.Fatalf("end: got %d to %q", got.status, got.to)
		}
		n.read(t, notice.KindHelpEnded, "tom@example.org")
		closed(t, tom, c, "/pay")
		if got := tom.get("/helping/contracts/" + c); got.status != http.StatusNotFound {
			t.Errorf("after the end: got %d", got.status)
		}
		n.provesTrue(t)
	})
}

// registersToHelp goes from the mailed link through a registration to a session.
func (n *town) registersToHelp(t *testing.T, v *visitor, offer string) {
	t.Helper()
	code := hidden(v.get(offer).body)
	if got := v.do(http.MethodPost, "/helping/offer", code); got.to != "/register/sign-in" {
		t.Fatalf("register: got %d to %q: %s", got.status, got.to, got.body)
	}
	tom := person{username: "tom.reyes", password: "harbor violin pebble 57", email: "tom@example.org"}
	if got := v.post("/register/sign-in", "/register/sign-in", url.Values{"username": {tom.username}, "password": {tom.password}}); got.to != "/register/consents" {
		t.Fatalf("sign-in: got %d to %q: %s", got.status, got.to, got.body)
	}
	v.post("/register/consents", "/register/consents", url.Values{})
	if got := v.do(http.MethodPost, "/register/check", hidden(v.get("/register/check").body)); !strings.HasPrefix(got.to, "/register/done") {
		t.Fatalf("check: got %d to %q: %s", got.status, got.to, got.body)
	}
	if got := v.post("/login", "/login", url.Values{"identifier": {tom.username}, "password": {tom.password}}); got.to != "/login/code" {
		t.Fatalf("sign in: got %d to %q: %s", got.status, got.to, got.body)
	}
	if got := v.post("/login/code", "/login/code", url.Values{"code": {n.code(t, notice.KindSignInCode, tom.email)}}); got.to != "/" {
		t.Fatalf("code: got %d to %q", got.status, got.to)
	}
	if got := v.get("/"); got.to != "/helping" {
		t.Fatalf("home: got %d to %q", got.status, got.to)
	}
}

// helperPays pays as a helper, whose account nobody else is told.
func (n *town) helperPays(t *testing.T, tom, mia *visitor, c string) {
	t.Helper()
	pay := "/contracts/" + c + "/pay"
	form := url.Values{"amount": {"other"}, "other": {"50.00"}, "date": {"2026-11-09"}, "account": {"new"}, "account_kind": {"checking"}, "routing": {"021000021"}, "account_number": {"000123456789"}, "account_last4": {"6789"}}
	review := tom.post(pay, pay, form)
	if review.status != http.StatusSeeOther || !strings.Contains(review.to, "/pay/review?") {
		t.Fatalf("pay: got %d to %q: %s", review.status, review.to, review.body)
	}
	page := tom.get(review.to)
	paid := tom.do(http.MethodPost, "/contracts/"+c+"/payments", hidden(page.body))
	if paid.status != http.StatusSeeOther || !strings.Contains(paid.to, "/payments/") {
		t.Fatalf("order: got %d to %q: %s", paid.status, paid.to, paid.body)
	}
	if got := tom.get(paid.to); got.status != http.StatusOK || !strings.Contains(got.body, "6789") {
		t.Errorf("the helper's receipt: got %d", got.status)
	}
	if got := mia.get(paid.to); got.status != http.StatusOK || strings.Contains(got.body, "6789") || !strings.Contains(got.body, "An account of your helper") {
		t.Errorf("the customer's page of it: got %d: %s", got.status, got.body)
	}
	if got := mia.get(paid.to + "/receipt.pdf"); got.status != http.StatusOK {
		t.Errorf("the customer's receipt of it: got %d", got.status)
	} else if text := pdftest.Tool(t, []byte(got.body), []string{"pdftotext", "-layout"}, "-"); !strings.Contains(text, "An account of your helper") || strings.Contains(text, "6789") {
		t.Errorf("the customer's receipt of it says %s", text)
	}
}

func TestSomebodyWithASignInHelpsByReadingOnlyUntilTheDesk(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := newDesk(t, db)
		d.mia.signIn(d.world, d.mine)
		c := d.mia.contract()
		_, other := people("aurelia")
		other = d.enrol(t, d.activate(t, other))
		they := d.visitor(t)
		they.signIn(d.world, other)
		offer := d.lets(t, d.mia, c, "other@example.org", "view", "2026-12-31")
		accept := "/helping/accept?" + strings.SplitN(offer, "?", 2)[1]
		if got := d.mia.do(http.MethodPost, "/helping/accept", hidden(d.mia.get(accept).body)); got.status != http.StatusConflict {
			t.Errorf("one's own contract: got %d to %q", got.status, got.to)
		}
		form := hidden(they.get(accept).body)
		if got := they.do(http.MethodPost, "/helping/accept", form); got.to != "/helping/contracts/"+c {
			t.Fatalf("accept: got %d to %q: %s", got.status, got.to, got.body)
		}
		closed(t, they, c, "/pay")
		if got := they.get("/helping/contracts/" + c); got.status != http.StatusOK || strings.Contains(got.body, "/pay\"") {
			t.Errorf("who reads only: got %d: %s", got.status, got.body)
		}
		third := d.visitor(t)
		third.signIn(d.world, d.mine)
		if got := third.get(accept); got.status != http.StatusConflict {
			t.Errorf("a second use: got %d", got.status)
		}
		page := d.see(d.dana)
		if !strings.Contains(page, "Who helps this customer") {
			t.Fatalf("the desk does not see the helper: %s", page)
		}
		which := regexp.MustCompile(`name="help" value="([0-9a-f-]{36})"`).FindStringSubmatch(page)
		if done, got := d.act(d.dana, "/helpers/end", url.Values{"contract": {c}, "help": {which[1]}}); done != "stopped" {
			t.Fatalf("the desk ends it: got %q, %d: %s", done, got.status, got.body)
		}
		if got := they.get("/helping/contracts/" + c); got.status != http.StatusNotFound {
			t.Errorf("after the desk: got %d", got.status)
		}
		if looks := d.mia.get("/profile/looks").body; !strings.Contains(looks, "Ended somebody’s help, because of a call in your name") {
			t.Errorf("who looked: %s", looks)
		}
		if !access.HelpPay.May(access.PaymentCreate) || access.HelpView.May(access.PaymentCreate) {
			t.Error("who reads pays")
		}
	})
}
