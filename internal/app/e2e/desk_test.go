package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/id"
	"marque/internal/service/paying"
	"marque/internal/service/servicing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/web/guard"
)

// desk is a town where one customer cannot sign in, with an agent and a senior at their desks.
type desk struct {
	*town
	mine           person
	dana, sam, mia *visitor
	page           string // the customer's page of help
}

func newDesk(t *testing.T, db *engine.DB) *desk {
	t.Helper()
	w := serve(t, db)
	d := &desk{town: &town{world: w}}
	d.server = httptest.NewTLSServer(w.gate)
	t.Cleanup(d.server.Close)
	p, _ := people("aurelia")
	d.mine = w.enrol(t, w.activate(t, p))
	d.dana, d.sam, d.mia = d.visitor(t), d.visitor(t), d.visitor(t)
	d.dana.signInAtDesk(w, d.hireAs(t, "dana", access.RoleAgent))
	d.sam.signInAtDesk(w, d.hireAs(t, "sam", access.RoleSenior))
	found := d.dana.post("/desk", "/desk/find", url.Values{"term": {d.mine.number}, "why": {"called"}, "ticket": {"C-77"}})
	m := regexp.MustCompile(`/desk/customers/[0-9a-f-]{36}`).FindString(found.body)
	if m == "" {
		t.Fatalf("not found: %d %s", found.status, found.body)
	}
	d.page = m
	return d
}

// see is the page of help as an agent opens it.
func (d *desk) see(v *visitor) string {
	v.t.Helper()
	got := v.get(d.page + "?why=called")
	if got.status != http.StatusOK {
		v.t.Fatalf("got %d: %s", got.status, got.body)
	}
	return got.body
}

// act posts a form of the page of help and returns what became of it: "done", or the status.
func (d *desk) act(v *visitor, path string, form url.Values) (done string, got answer) {
	v.t.Helper()
	form = merged(form, url.Values{"why": {"called"}, "ticket": {"C-77"}})
	got = v.post(d.page+"?why=called", d.page+path, form)
	_, done, _ = strings.Cut(got.to, "done=")
	return done, got
}

func merged(all ...url.Values) url.Values {
	out := url.Values{}
	for _, form := range all {
		for name, values := range form {
			out[name] = values
		}
	}
	return out
}

var asked = regexp.MustCompile(`name="(answer-[a-z]+)"`)

// answers is what the caller says to the questions of the page.
func (d *desk) answers(page string, say func(name string) string) url.Values {
	form := url.Values{}
	for _, m := range asked.FindAllStringSubmatch(page, -1) {
		form.Set(m[1], say(strings.TrimPrefix(m[1], "answer-")))
	}
	return form
}

// right is what the customer knows.
func (d *desk) right(t *testing.T) func(string) string {
	return func(name string) string {
		switch name {
		case "postal":
			return d.mine.zip
		case "vin":
			return d.mine.vin[len(d.mine.vin)-6:]
		case "birth":
			return d.mine.year + "-" + d.mine.month + "-" + d.mine.day
		case "house":
			return d.mine.house
		case "tax":
			return d.mine.tax
		}
		t.Fatalf("what does the customer say to %q?", name)
		return ""
	}
}

// prove checks the caller by the script.
func (d *desk) prove(t *testing.T, v *visitor) {
	t.Helper()
	if done, got := d.act(v, "/script", d.answers(d.see(v), d.right(t))); done != "proved" {
		t.Fatalf("the script: got %q, %d: %s", done, got.status, got.body)
	}
}

func TestACustomerWhoIsLockedOutIsLetInByTheDesk(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := newDesk(t, db)
		for range 10 { // the clock passes each wait, so that the lock comes
			d.mia.post("/login", "/login", url.Values{"identifier": {d.mine.username}, "password": {"wrong horse battery"}})
			d.Clock.Advance(20 * time.Minute)
		}
		d.refresh(t)
		if got := d.mia.post("/login", "/login", url.Values{"identifier": {d.mine.username}, "password": {d.mine.password}}); got.to == "/login/code" {
			t.Fatal("the right password is asked for a code although the name is locked")
		}
		page := d.see(d.dana)
		for _, want := range []string{"Wrong password", "Locked for new devices", "Sign-in from new devices is locked until", "what to do next"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		for _, secret := range []string{d.mine.email, d.mine.phone, d.mine.vin, d.mine.zip, d.mine.year + "-" + d.mine.month} {
			if strings.Contains(page, secret) {
				t.Errorf("the page shows %q", secret)
			}
		}
		if _, got := d.act(d.dana, "/unlock", nil); got.status != http.StatusConflict {
			t.Errorf("an unlock before any check: got %d to %q", got.status, got.to)
		}
		if done, _ := d.act(d.dana, "/script", d.answers(page, func(string) string { return "1" })); done != "not-proved" {
			t.Errorf("wrong answers: got %q", done)
		}
		d.prove(t, d.dana)
		if done, got := d.act(d.dana, "/unlock", nil); done != "unlocked" {
			t.Fatalf("unlock: got %q, %d: %s", done, got.status, got.body)
		}
		d.mia.signIn(d.world, d.mine)
		security := d.mia.get("/profile/looks").body
		for _, want := range []string{"Agent dana", "Found you in a search, because of a call in your name", "Looked at why you could not sign in", "Checked who was calling", "Unlocked your sign-in"} {
			if !strings.Contains(security, want) {
				t.Errorf("the customer does not see %q: %s", want, security)
			}
		}
		d.read(t, notice.KindDeskAct, d.mine.email)
		d.read(t, notice.KindDeskAct, d.mine.phone)
		d.provesTrue(t)
	})
}

// refresh gives both agents a fresh code and, when their sessions ended, another session.
func (d *desk) refresh(t *testing.T) {
	t.Helper()
	for name, v := range map[string]**visitor{"dana": &d.dana, "sam": &d.sam} {
		d.Clock.Advance(identity.TOTPPeriod)
		*v = d.visitor(t)
		(*v).signInAtDesk(d.world, person{username: name, password: agentPassword})
	}
}

func TestAnAgentSeesOneAddressInFullForAReasonAndTheCustomerSeesThat(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := newDesk(t, db)
		if page := d.see(d.dana); strings.Contains(page, d.mine.email) || !strings.Contains(page, d.page+"/reveal") {
			t.Errorf("the page shows the address, or no way to it: %s", page)
		}
		at := d.page + "/reveal"
		for name, form := range map[string]url.Values{
			"no reason": {"show": {"phone"}}, "nothing chosen": {"why": {"called"}}, "what the script asks": {"show": {"tax"}, "why": {"called"}},
			"something else as a case": {"show": {"phone"}, "why": {"called"}, "ticket": {"he said: yes"}},
		} {
			if got := d.dana.post(at, at, form); got.status != http.StatusUnprocessableEntity || strings.Contains(got.body, d.mine.phone) {
				t.Errorf("%s: got %d: %s", name, got.status, got.body)
			}
		}
		got := d.dana.post(at+"?ticket=C-77", at, url.Values{"show": {"phone"}, "why": {"fraud"}, "ticket": {"C-77"}})
		if got.status != http.StatusOK || !strings.Contains(got.body, d.mine.phone) || strings.Contains(got.body, d.mine.email) {
			t.Fatalf("got %d: %s", got.status, got.body)
		}
		d.mia.signIn(d.world, d.mine)
		security := d.mia.get("/profile/looks").body
		if want := "Saw your phone number in full, because we suspected fraud"; strings.Count(security, want) != 1 || strings.Contains(security, "Saw your email") {
			t.Errorf("the customer does not see %q once, and nothing else: %s", want, security)
		}
		auditor := d.visitor(t)
		auditor.signInAtDesk(d.world, d.hireAs(t, "audrey", access.RoleAuditor))
		if page := d.see(auditor); strings.Contains(page, "/reveal") {
			t.Error("an auditor is offered what only agents may")
		}
	})
}

func TestACheckedCallerChoosesANewPasswordByALink(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := newDesk(t, db)
		if done, got := d.act(d.dana, "/code", url.Values{"to": {"phone"}}); done != "sent" {
			t.Fatalf("got %q, %d: %s", done, got.status, got.body)
		}
		code := d.code(t, notice.KindCallerCode, d.mine.phone)
		if _, got := d.act(d.sam, "/code/check", url.Values{"code": {code}}); got.status != http.StatusConflict {
			t.Errorf("another agent: got %d to %q", got.status, got.to)
		}
		if done, got := d.act(d.dana, "/code/check", url.Values{"code": {code}}); done != "proved" {
			t.Fatalf("got %q, %d: %s", done, got.status, got.body)
		}
		if done, got := d.act(d.dana, "/reset", nil); done != "reset" {
			t.Fatalf("got %q, %d: %s", done, got.status, got.body)
		}
		text := d.read(t, notice.KindPasswordLink, d.mine.email).Letter.Text
		at := strings.Index(text, "https://")
		link, err := url.Parse(strings.Fields(text[at:])[0])
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // a mail scanner opens it first
			if got := d.mia.get(link.RequestURI()); got.status != http.StatusOK {
				t.Fatalf("the link: got %d", got.status)
			}
		}
		token := url.Values{"link": {link.Query().Get("link")}}
		if got := d.mia.post(link.RequestURI(), "/password/link", token); got.to != "/forgot/password" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if got := d.visitor(t).post("/login", "/password/link", token); got.status != http.StatusConflict {
			t.Errorf("the link works twice: got %d to %q", got.status, got.to)
		}
		d.mine.password = "walrus pepper umbrella 12"
		if got := d.mia.post("/forgot/password", "/forgot/password", url.Values{"password": {d.mine.password}}); got.status != http.StatusSeeOther {
			t.Fatalf("got %d: %s", got.status, got.body)
		}
		d.mia.signIn(d.world, d.mine)
	})
}

func TestALostFactorGoesByTwoPeopleADayAndTheOwnersLeave(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := newDesk(t, db)
		d.mia.signIn(d.world, d.mine)
		d.ask(t)
		if got := d.mia.post("/security", "/security/requests/cancel", url.Values{"request": {d.request(t, d.mia.get("/security").body)}}); got.to != "/security?done=request" {
			t.Fatalf("the owner cancels: got %d to %q: %s", got.status, got.to, got.body)
		}
		d.carryAfter(t, 25*time.Hour)
		d.refresh(t)
		if page := d.see(d.dana); !strings.Contains(page, "Canceled on") || !strings.Contains(page, "Code by text") {
			t.Errorf("a canceled request was carried out: %s", page)
		}
		d.ask(t)
		d.carryAfter(t, 24*time.Hour-time.Second)
		d.refresh(t)
		if page := d.see(d.dana); !strings.Contains(page, "it happens on") {
			t.Errorf("not waiting a second before its time: %s", page)
		}
		d.carryAfter(t, 0)
		if page := d.see(d.dana); !strings.Contains(page, "Done on") || strings.Contains(page, "Code by text") || !strings.Contains(page, "Code by mail") {
			t.Errorf("not done a day later: %s", page)
		}
		again := d.visitor(t)
		if got := again.post("/login", "/login", url.Values{"identifier": {d.mine.username}, "password": {d.mine.password}}); got.to != "/login/code" {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
		if got := again.post("/login/code", "/login/code", url.Values{"code": {d.code(t, notice.KindSignInCode, d.mine.email)}}); got.to != "/" {
			t.Errorf("the owner signs in by a mailed code: got %d to %q", got.status, got.to)
		}
		d.provesTrue(t)
	})
}

func TestAnAgentSeesTheWholeCustomerForAReasonAndTheCustomerSeesThat(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := newDesk(t, db)
		path := regexp.MustCompile(`/desk/customers/[0-9a-f-]{36}/contracts/[0-9a-f-]{36}`).FindString(d.see(d.dana))
		if path == "" {
			t.Fatal("the customer's page names no contract")
		}
		if got := d.dana.get(path); !strings.Contains(got.body, "Say why") || strings.Contains(got.body, "Where it stands") {
			t.Errorf("without a reason: got %d: %s", got.status, got.body)
		}
		page := d.dana.get(path + "?why=called&ticket=C-77").body
		for _, want := range []string{"Where it stands", "2023 Aurelia", d.mine.number, "In good standing", "Entries, each with its working", "••••••"} {
			if !strings.Contains(page, want) {
				t.Errorf("the contract's page does not say %q: %s", want, page)
			}
		}
		for _, secret := range []string{d.mine.vin, d.mine.vin[len(d.mine.vin)-6:], d.mine.email, d.mine.phone} {
			if strings.Contains(page, secret) {
				t.Errorf("the contract's page shows %q, which a caller is asked for", secret)
			}
		}
		_, second := people("aurelia")
		found := d.dana.post("/desk", "/desk/find", url.Values{"term": {d.activate(t, second).number}, "why": {"called"}}).body
		theirs := d.dana.get(regexp.MustCompile(`/desk/customers/[0-9a-f-]{36}`).FindString(found) + "?why=called").body
		_, other, _ := strings.Cut(regexp.MustCompile(`/contracts/[0-9a-f-]{36}`).FindString(theirs), "/contracts/")
		if got := d.dana.get(d.page + "/contracts/" + other + "?why=called"); len(other) != 36 || got.status != http.StatusNotFound {
			t.Errorf("somebody else's contract under this customer: got %d", got.status)
		}
		d.adjusts(t, path)
		d.mia.signIn(d.world, d.mine)
		looks := d.mia.get("/profile/looks").body
		for _, want := range []string{"Waived a fee, or proposed to", "Proposed to take a payment off your contract", "Decided what a colleague proposed", "Looked at what a colleague proposed", "Opened your contract, because of a call in your name", "Saw where your contracts stand, because of a call in your name", "Saw what you wrote to us about, because of a call in your name"} {
			if !strings.Contains(looks, want) {
				t.Errorf("who looked does not say %q", want)
			}
		}
		d.calls(t, path)
		if looks := d.mia.get("/profile/looks").body; !strings.Contains(looks, "Took a payment on the phone") {
			t.Error("who looked does not say that a payment was taken")
		}
	})
}

// adjusts lets dana waive a small fee and propose to reverse a payment, and sam agree to that.
func (d *desk) adjusts(t *testing.T, path string) {
	t.Helper()
	today, err := d.Overview.Today(t.Context())
	if err == nil {
		_, err = d.Servicing.Record(t.Context(), access.System("test"), d.mine.number, []servicing.Entry{
			{Key: "fee", Effective: today, Body: contract.FeeAssessed{Fee: contract.OtherFee, Amount: 2_500}}, {Key: "paid", Effective: today, Body: contract.Payment{Amount: 40_000, Method: "check"}},
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	why := "?why=called"
	if got := d.dana.post(path+"/waive"+why, path+"/waive"+why, url.Values{"of": {"fee"}, "_key": {"w0"}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Choose a reason.") {
		t.Errorf("a waiver without a reason: got %d: %s", got.status, got.body)
	}
	form := url.Values{"of": {"paid"}, "reason": {"twice"}, "note": {"two checks"}, "_key": {"r1"}}
	if got := d.dana.post(path+"/reverse"+why, path+"/reverse"+why, form); !strings.HasSuffix(got.to, "done=proposed") {
		t.Fatalf("a reversal: got %d to %q: %s", got.status, got.to, got.body)
	}
	at := regexp.MustCompile(`/desk/proposals/[0-9a-f-]{36}`).FindString(d.sam.get("/desk/requests").body)
	if page := d.dana.get(at).body; strings.Contains(page, `name="answer"`) || !strings.Contains(page, "Take the proposal back") {
		t.Error("who proposed is offered to decide, or not to take it back")
	}
	if page := d.sam.get(at).body; !strings.Contains(page, "What it does today") || !strings.Contains(page, "It was entered twice") {
		t.Errorf("the proposal does not say what it does: %s", page)
	}
	if got := d.sam.post(at, at, url.Values{"yes": {"yes"}}); got.to != "/desk/requests?done=agreed" {
		t.Errorf("sam agrees: got %d to %q: %s", got.status, got.to, got.body)
	}
	form = url.Values{"of": {"fee"}, "reason": {"goodwill"}, "note": {"asked nicely"}, "_key": {"w1"}}
	if got := d.dana.post(path+"/waive"+why, path+"/waive"+why, form); !strings.HasSuffix(got.to, "done=waived") {
		t.Errorf("a small fee: got %d to %q: %s", got.status, got.to, got.body)
	}
	d.read(t, notice.KindPaymentReversed, d.mine.email)
	d.read(t, notice.KindFeeWaived, d.mine.email)
}

// calls lets dana take a payment on the phone: the customer's code is good for that payment alone, and the same form takes it once.
func (d *desk) calls(t *testing.T, path string) {
	t.Helper()
	by := d.mia.actor(d.world)
	c, err := id.Parse[contract.Contract](path[strings.LastIndex(path, "/")+1:])
	if err != nil {
		t.Fatal(err)
	}
	choices, err := d.Paying.Choices(t.Context(), by, c)
	if err != nil {
		t.Fatal(err)
	}
	account, err := d.Paying.Prepare(t.Context(), by, paying.Order{Contract: c, Amount: 10_000, Kind: contract.RegularPayment, Date: choices.Earliest,
		New: payment.AccountInput{Type: "checking", Routing: "021000021", Number: "000123456789", Confirm: "6789"}})
	if err != nil {
		t.Fatal(err)
	}
	why := "?why=called"
	form := url.Values{"amount": {"100.00"}, "account": {account.ID.String()}, "to": {"email"}, "_key": {"p1"}}
	if got := d.dana.post(path+"/pay"+why, path+"/pay"+why, merged(form, url.Values{"amount": {"much"}})); got.status != http.StatusUnprocessableEntity {
		t.Errorf("no amount: got %d: %s", got.status, got.body)
	}
	if got := d.dana.post(path+"/pay"+why, path+"/pay"+why, form); got.status != http.StatusOK || !strings.Contains(got.body, "Account ending in 6789") {
		t.Fatalf("got %d: %s", got.status, got.body)
	}
	letter := d.read(t, notice.KindCalledPaymentCode, d.mine.email)
	code := regexp.MustCompile(`\b\d{6}\b`).FindString(letter.Letter.Text)
	if !strings.Contains(letter.Letter.Text, "$100.00 from the account ending in 6789") || code == "" {
		t.Fatalf("the letter does not name the payment: %s", letter.Letter.Text)
	}
	at := path + "/pay/code" + why
	if got := d.dana.post(path+"/pay"+why, at, merged(form, url.Values{"amount": {"900.00"}, "code": {code}})); got.status != http.StatusUnprocessableEntity && got.status != http.StatusConflict {
		t.Errorf("the code with another amount: got %d to %q", got.status, got.to)
	}
	for range 2 {
		if got := d.dana.post(path+"/pay"+why, at, merged(form, url.Values{"code": {code}})); !strings.HasSuffix(got.to, "done=taken") {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
	}
	if told := d.read(t, notice.KindCalledPayment, d.mine.email).Letter.Text; !strings.Contains(told, "$100.00") || !strings.Contains(told, "agreed on the phone") {
		t.Errorf("the notice does not name the payment: %s", told)
	}
	after, err := d.Overview.Contract(t.Context(), by, c)
	if err != nil || len(after.InFlight()) != 1 {
		t.Fatalf("got %d payments on their way, %v, want one", len(after.InFlight()), err)
	}
	if page := d.mia.get(path[strings.Index(path, "/contracts/"):] + "/payments/" + after.InFlight()[0].ID.String()).body; !strings.Contains(page, "By phone, taken by an agent") {
		t.Errorf("the receipt does not say how it was taken: %s", page)
	}
}

// ask lets dana ask for the removal of the phone and sam agree.
func (d *desk) ask(t *testing.T) {
	t.Helper()
	d.prove(t, d.dana)
	if done, got := d.act(d.dana, "/factor", url.Values{"factor": {"text"}}); done != "asked" {
		t.Fatalf("got %q, %d: %s", done, got.status, got.body)
	}
	page := d.sam.get("/desk/requests").body
	path := regexp.MustCompile(`/desk/requests/[0-9a-f-]{36}/decide`).FindString(page)
	if path == "" {
		t.Fatalf("nothing to decide: %s", page)
	}
	if own := d.dana.get("/desk/requests").body; strings.Contains(own, path) {
		t.Error("who asked is offered to decide")
	}
	if got := d.dana.post("/desk/requests", path, url.Values{"yes": {"yes"}}); got.status != http.StatusNotFound {
		t.Errorf("who asked decides: got %d to %q", got.status, got.to)
	}
	if got := d.sam.post("/desk/requests", path, url.Values{"yes": {"yes"}}); got.to != "/desk/requests?done=yes" {
		t.Fatalf("sam agrees: got %d to %q: %s", got.status, got.to, got.body)
	}
}

// request finds the request that the customer's page lists.
func (d *desk) request(t *testing.T, page string) string {
	t.Helper()
	m := regexp.MustCompile(`name="request" value="([^"]+)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no request on the page: %s", page)
	}
	return m[1]
}

func (d *desk) carryAfter(t *testing.T, wait time.Duration) {
	t.Helper()
	d.Clock.Advance(wait)
	if err := d.Assisting.Carry(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Each role of the staff by itself on each page and form of the desk: what the table of rights says, and nothing else.
func TestEachRoleReachesOfTheDeskWhatTheTableOfRightsSays(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		wants := map[string]access.Action{
			"POST /desk/find": access.CustomerFind, "GET /desk/customers/{customer}": access.CustomerHelp,
			"GET /desk/customers/{customer}/reveal": access.CustomerReveal, "POST /desk/customers/{customer}/reveal": access.CustomerReveal,
			"POST /desk/customers/{customer}/script": access.CustomerProve, "POST /desk/customers/{customer}/code": access.CustomerProve,
			"POST /desk/customers/{customer}/code/check": access.CustomerProve, "POST /desk/customers/{customer}/unlock": access.CustomerUnlock,
			"POST /desk/customers/{customer}/reset": access.CustomerReset, "POST /desk/customers/{customer}/factor": access.RequestAsk, "POST /desk/customers/{customer}/helpers/end": access.HelpStop,
			"POST /desk/customers/{customer}/flags": access.CustomerFlag,
			"GET /desk/customers/{customer}/view":   access.ViewBegin, "POST /desk/customers/{customer}/view": access.ViewBegin, "POST /desk/view/end": access.ViewEnd,
			"GET /desk/guide": access.GuideClaim, "POST /desk/guide": access.GuideClaim, "GET /desk/guide/{guide}": access.GuideSee, "POST /desk/guide/{guide}/end": access.GuideStop,
			"GET /desk/requests": access.RequestList, "POST /desk/requests/{asked}/decide": access.RequestDecide,
			"POST /desk/requests/{asked}/cancel":            access.RequestCancel,
			"GET /desk/customers/{customer}/contracts/{id}": access.ContractRead, "GET /desk/customers/{customer}/contracts/{id}/waive": access.FeeWaive, "POST /desk/customers/{customer}/contracts/{id}/waive": access.FeeWaive,
			"GET /desk/customers/{customer}/contracts/{id}/reverse": access.PaymentReverse, "POST /desk/customers/{customer}/contracts/{id}/reverse": access.PaymentReverse,
			"GET /desk/customers/{customer}/contracts/{id}/pay": access.PaymentTake, "POST /desk/customers/{customer}/contracts/{id}/pay": access.PaymentTake,
			"POST /desk/customers/{customer}/contracts/{id}/pay/code": access.PaymentTake,
			"GET /desk/proposals/{proposal}":                          access.ProposalRead, "POST /desk/proposals/{proposal}": access.ProposalDecide, "POST /desk/proposals/{proposal}/withdraw": access.ProposalWithdraw,
			"GET /desk/queue": access.QueueRead, "GET /desk/queue/{talk}": access.MessageRead, "POST /desk/queue/{talk}": access.MessageWrite,
			"POST /desk/queue/{talk}/claim": access.ThreadClaim, "POST /desk/queue/{talk}/give": access.ThreadGive,
			"POST /desk/queue/{talk}/labels": access.ThreadLabel, "POST /desk/queue/{talk}/notes": access.ThreadNote,
			"POST /desk/queue/{talk}/watch": access.ThreadWatch, "GET /desk/queue/{talk}/files/{file}": access.MessageRead,
			"POST /desk/queue/{talk}/close": access.MessageClose, "GET /desk/queue/{talk}/news": access.MessageFollow,
			"GET /desk/reconcile": access.ConflictList, "GET /desk/reconcile/{conflict}": access.ConflictRead, "POST /desk/reconcile/{conflict}": access.ConflictDecide,
			"GET /desk/ratings": access.RatingRead, "GET /desk/reports": access.ReportRead, "GET /desk/reports/report.csv": access.ReportRead, "GET /desk/cases": access.CaseList, "GET /desk/cases/{id}/{case}": access.CaseRead,
			"GET /desk/cases/{id}/new": access.CaseOpen, "POST /desk/cases/{id}/new": access.CaseOpen, "POST /desk/cases/{id}/{case}/close": access.CaseClose, "POST /desk/cases/{id}/{case}/stands": access.ChargeResolve,
			"POST /desk/cases/{id}/{case}/give": access.CaseChange, "POST /desk/cases/{id}/{case}/move": access.CaseChange, "POST /desk/cases/{id}/{case}/notes": access.CaseChange,
			"GET /desk/queue/{talk}/live": access.MessageFollow, "GET /desk/queue/live": access.QueueRead,
			"GET /desk/replies": access.ReplyKeep, "GET /desk/replies/new": access.ReplyKeep, "POST /desk/replies/new": access.ReplyKeep,
			"GET /desk/replies/{reply}": access.ReplyKeep, "POST /desk/replies/{reply}": access.ReplyKeep, "POST /desk/replies/{reply}/end": access.ReplyKeep,
		}
		own := []string{
			"GET /desk", "GET /desk/me", "GET /desk/confirm", "POST /desk/confirm", "POST /desk/confirm/passkey", "POST /desk/confirm/passkey/options",
			"GET /desk/me/passkeys/new", "POST /desk/me/passkeys/new", "POST /desk/me/passkeys/new/options",
			"GET /desk/me/passkeys/{key}", "POST /desk/me/passkeys/{key}", "POST /desk/me/passkeys/{key}/remove",
		}
		n.form.Set("code", "000000")
		for _, role := range access.Roles() {
			v := n.as(t, role)
			token := v.token("/help")
			for _, r := range n.gate.Routes() {
				name := r.Method + " " + r.Pattern
				if !staffs(r.Guard) || slices.Contains(own, name) {
					continue
				}
				do, known := wants[name]
				if !known {
					t.Fatalf("%s: tell this test which right it wants", name)
				}
				may := access.May(access.Agent(access.UserID{1}, role), do) && !strings.Contains(name, "{asked}") && !strings.Contains(name, "{guide}") // there is no such request, and the caller is another agent's
				path, form := n.path(t, r.Pattern, nil), with(n.form, token)
				if r.Method == http.MethodGet {
					path, form = n.query(path), nil
				}
				if got := v.do(r.Method, path, form); (got.status != http.StatusNotFound) != may {
					t.Errorf("%s's %s: got %d to %q, may is %v", role, name, got.status, got.to, may)
				}
			}
		}
	})
}

// What changes an account wants a code of the last ten minutes, and leads back to the page that it stood on.
func TestEachActOfTheDeskWantsAFreshFactor(t *testing.T) {
	t.Parallel()
	d := newDesk(t, enginetest.SQLite(t))
	d.Clock.Advance(identity.FreshFor + time.Second)
	for _, r := range d.gate.Routes() {
		if r.Guard != guard.DeskFresh {
			continue
		}
		path := strings.NewReplacer("/desk/customers/{customer}", d.page, "{asked}", noRequest, "{conflict}", noRequest, "{proposal}", noRequest).Replace(r.Pattern)
		got := d.dana.post("/desk", path, url.Values{"why": {"called"}})
		if !strings.HasPrefix(got.to, "/desk/confirm?next=%2Fdesk%2F") {
			t.Errorf("POST %s: got %d to %q", r.Pattern, got.status, got.to)
		}
	}
}
