package e2e_test

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/config"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/gateway/mail/mailtest"
	"marque/internal/gateway/sms/smstest"
	"marque/internal/service/enrolling"
	"marque/internal/service/notifying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// served is a town whose letters leave through Debian's OpenSMTPD and whose texts through its Kannel, to which one customer has
// registered.
type served struct {
	*town
	post  *mailtest.OpenSMTPD
	texts *smstest.Kannel
	who   person
}

func newServed(t *testing.T, db *engine.DB) *served {
	t.Helper()
	n := &served{post: mailtest.Start(t, "example.com"), texts: smstest.StartKannel(t)}
	w := serveWorld(t, openChanged(t, db, apptest.NewClock(opening), func(o *app.Options) {
		o.Outside = app.Outside{}
		o.Config.Mail = config.Mail{Driver: config.DriverSMTP, Host: "127.0.0.1", Port: n.post.Port, TLS: config.TLSOff, From: "Aurelia <no-reply@aurelia.example>"}
		o.Config.SMS = config.SMS{
			Driver: config.DriverHTTP, Method: "GET", URL: n.texts.URL() + "&dlr-mask=31&dlr-url={report}%3Fstatus%3D%25d", Success: smstest.Yes,
			User: "marque", Password: "right", From: "Aurelia", PerDay: 100, Countries: []config.Country{{Prefix: "+1"}},
		}
	}))
	w.Config.SMS.Report.Base = "http://127.0.0.1:" + w.port // read when a text leaves
	n.town = &town{world: w, server: httptest.NewTLSServer(w.gate)}
	t.Cleanup(n.server.Close)
	n.who, _ = people("aurelia")
	n.who = w.activate(t, n.who)
	n.register(t)
	return n
}

// register enrols the customer as the pages do, with the code that the telephone got.
func (n *served) register(t *testing.T) {
	t.Helper()
	ctx, from := t.Context(), enrolling.From{Network: "192.0.2.0/24", Brand: n.who.brand}
	at, err := n.Enrolling.Claim(ctx, from, identity.Facts{Contract: n.who.number, FamilyName: n.who.family, PostalCode: n.who.zip})
	if err == nil {
		_, err = n.Enrolling.Confirm(ctx, at.Token, n.textCode(t))
	}
	if err == nil {
		_, err = n.Enrolling.Choose(ctx, at.Token, n.who.username, n.who.password)
	}
	if err == nil {
		_, err = n.Enrolling.Finish(ctx, from, at.Token, nil)
	}
	if err != nil {
		t.Fatalf("register %s: %v", n.who.username, err)
	}
}

// textCode reads the next code that the fake centre got for the customer's telephone.
func (n *served) textCode(t *testing.T) string {
	t.Helper()
	for {
		_, text, _ := strings.Cut(n.texts.Centre.Wait(t, n.who.phone), n.who.phone)
		if code := sixDigits.FindString(text); code != "" {
			return code
		}
	}
}

// mailCode reads the code in the letter of a kind that OpenSMTPD put into the customer's mailbox.
func (n *served) mailCode(t *testing.T, kind notice.Kind) string {
	t.Helper()
	_, text, _ := strings.Cut(n.post.Letter(t, "<"+n.who.email+">", "<"+string(kind)+".account."), "text/plain")
	code := sixDigits.FindString(text)
	if code == "" {
		t.Fatalf("no code in %s", text)
	}
	return code
}

// password types name and password on the first page.
func (n *served) password(t *testing.T, v *visitor) {
	t.Helper()
	if got := v.post("/login", "/login", url.Values{"identifier": {n.who.username}, "password": {n.who.password}}); got.to != "/login/code" {
		t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
	}
}

// enter signs in with the code that the telephone got.
func (n *served) enter(t *testing.T) *visitor {
	t.Helper()
	v := n.visitor(t)
	n.password(t, v)
	if got := v.post("/login/code", "/login/code", url.Values{"code": {n.textCode(t)}}); got.to != "/" {
		t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
	}
	return v
}

// until asks again and again until something is so.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for end := time.After(patience); !so(); {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("%s did not come", what)
		}
	}
}

// last returns the newest message of a kind, with its letter.
func (n *served) last(t *testing.T, kind notice.Kind) notifying.Message {
	t.Helper()
	all, err := n.Notifying.Recent(t.Context(), access.System("demo"), notice.MessageID{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.Kind == kind {
			return m
		}
	}
	t.Fatalf("there is no %s", kind)
	return notifying.Message{}
}

// TestACustomerSignsInByAMessageOfTheRealServers signs in with the code that fakesmsc got from Kannel, sees that it was delivered, and
// gets a new password by the letter that OpenSMTPD delivered.
func TestACustomerSignsInByAMessageOfTheRealServers(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newServed(t, db)
		v := n.enter(t)
		until(t, "the delivery report", func() bool { return strings.Count(v.get("/security/messages").body, "Delivered to your phone") == 2 })

		v = n.visitor(t)
		if got := v.post("/forgot", "/forgot", url.Values{"identifier": {n.who.username}}); got.to != "/forgot/code" {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
		if got := v.post("/forgot/code", "/forgot/code", url.Values{"code": {n.mailCode(t, notice.KindRecoveryCode)}}); got.to != "/forgot/code" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if got := v.post("/forgot/code", "/forgot/code", url.Values{"code": {n.textCode(t)}}); got.to != "/forgot/password" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		n.who.password = "walrus pepper umbrella 12"
		if got := v.post("/forgot/password", "/forgot/password", url.Values{"password": {n.who.password}}); got.to != "/login?done=password" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		n.enter(t)
		n.post.Letter(t, "<"+n.who.email+">", "<password_changed.account.")
		n.provesTrue(t)
	})
}

// TestAGatewayThatComesBackDeliversNoStaleCode stops both servers, lets a code grow old, and starts them again.
func TestAGatewayThatComesBackDeliversNoStaleCode(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newServed(t, db)
		n.texts.Stop()
		n.password(t, n.visitor(t))
		stale := n.last(t, notice.KindSignInCode)
		code := sixDigits.FindString(stale.Text)
		if err := n.Notifying.Deliver(t.Context(), stale.ID); err == nil || code == "" {
			t.Fatalf("got %v and the code %q, want a gateway that is away", err, code)
		}
		n.Clock.Advance(10 * time.Minute)
		n.texts.Begin(t)
		until(t, "the end of the stale code", func() bool { return n.Notifying.Deliver(t.Context(), stale.ID) == nil })
		if got := n.last(t, notice.KindSignInCode); got.ID != stale.ID || got.State == notifying.Sent || got.State == notifying.Queued {
			t.Errorf("got the state %s, want it ended unsent", got.State)
		}
		v := n.enter(t)
		if seen := strings.Join(n.texts.Centre.Seen(), "\n"); strings.Contains(seen, code) {
			t.Errorf("the centre got the stale code:\n%s", seen)
		}
		if page := v.get("/security/messages").body; !strings.Contains(page, "Not sent: its time was over before it could be sent.") {
			t.Error("the list of messages does not say what became of the stale code")
		}

		n.post.Stop()
		v = n.visitor(t)
		if got := v.post("/forgot", "/forgot", url.Values{"identifier": {n.who.username}}); got.to != "/forgot/code" {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
		held := n.last(t, notice.KindRecoveryCode)
		if err := n.Notifying.Deliver(t.Context(), held.ID); err == nil {
			t.Fatal("a letter left through a server that is away")
		}
		n.Clock.Advance(5 * time.Minute)
		n.post.Begin(t)
		until(t, "the letter", func() bool { return n.Notifying.Deliver(t.Context(), held.ID) == nil })
		if got := v.post("/forgot/code", "/forgot/code", url.Values{"code": {n.mailCode(t, notice.KindRecoveryCode)}}); got.to != "/forgot/code" {
			t.Errorf("got %d to %q: %s", got.status, got.to, got.body)
		}
	})
}

// TestACodeGoesThroughACentreByItsProtocol registers by a code that went out by SMPP, and sees the centre's receipt beside it.
func TestACodeGoesThroughACentreByItsProtocol(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		centre := smstest.NewCentre("right", nil).Begin(t)
		var w *world
		t.Cleanup(func() { _ = w.Close() }) // the connection must end before the test does
		w = serveWorld(t, openChanged(t, db, apptest.NewClock(opening), func(o *app.Options) {
			o.Outside.Text = nil
			o.Config.SMS = config.SMS{
				Driver: config.DriverSMPP, User: "marque", Password: "right", From: "Aurelia", SMPP: config.SMPP{Address: centre.Address, TLS: config.TLSOff},
			}
		}))
		who, _ := people("aurelia")
		who = w.activate(t, who)
		at, err := w.Enrolling.Claim(t.Context(), enrolling.From{Network: "192.0.2.0/24", Brand: who.brand}, identity.Facts{Contract: who.number, FamilyName: who.family, PostalCode: who.zip})
		if err != nil {
			t.Fatal(err)
		}
		var got smstest.Submission
		select {
		case got = <-centre.Submissions:
		case <-time.After(patience):
			t.Fatal("the centre got nothing")
		}
		if "+"+got.To != who.phone || got.Validity == "" {
			t.Errorf("got %+v", got)
		}
		if _, err := w.Enrolling.Confirm(t.Context(), at.Token, sixDigits.FindString(string(got.Body))); err != nil {
			t.Error(err)
		}
		centre.Receipt(got, "DELIVRD")
		until(t, "the receipt", func() bool {
			all, err := w.Notifying.Recent(t.Context(), access.System("demo"), notice.MessageID{})
			if err != nil {
				t.Fatal(err)
			}
			return slices.ContainsFunc(all, func(m notifying.Message) bool {
				return m.Kind == notice.KindContactCode && m.Report == notifying.Delivered
			})
		})
	})
}
