package e2e_test

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/websocket"

	"marque/internal/core/access"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// line is the live connection of a page, as its script has one.
type line struct {
	t    *testing.T
	conn *websocket.Conn
}

// heard is what a live page is told.
type heard struct {
	Connect *struct{} `json:"connect"`
	Push    struct {
		Pub struct {
			Data struct {
				Number int    `json:"n"`
				Typing string `json:"typing"`
				Queue  bool   `json:"queue"`
			} `json:"data"`
		} `json:"pub"`
		Join, Leave *struct{}
	} `json:"push"`
}

// dials asks for a live connection as a page of an origin does.
func (v *visitor) dials(path, origin string) (*websocket.Conn, error) {
	v.t.Helper()
	c, err := websocket.NewConfig("wss"+strings.TrimPrefix(v.server.URL, "https")+path, origin)
	if err != nil {
		v.t.Fatal(err)
	}
	transport, _ := v.client.Transport.(*http.Transport)
	c.TlsConfig = &tls.Config{RootCAs: transport.TLSClientConfig.RootCAs, MinVersion: tls.VersionTLS12}
	at, err := url.Parse(v.server.URL)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, k := range v.client.Jar.Cookies(at) {
		c.Header.Add("Cookie", k.Name+"="+k.Value)
	}
	return c.DialContext(v.t.Context())
}

// live connects a page.
func (v *visitor) live(path string) *line {
	v.t.Helper()
	conn, err := v.dials(path, v.server.URL)
	if err != nil {
		v.t.Fatalf("connect %s: %v", path, err)
	}
	v.t.Cleanup(func() { _ = conn.Close() })
	l := &line{v.t, conn}
	l.say(`{"id":1,"connect":{}}`)
	l.hears("that it is connected", func(h heard) bool { return h.Connect != nil })
	return l
}

func (l *line) say(text string) {
	l.t.Helper()
	if err := websocket.Message.Send(l.conn, text); err != nil {
		l.t.Fatal(err)
	}
}

// hears waits for something to be told.
func (l *line) hears(what string, is func(heard) bool) {
	l.t.Helper()
	if err := l.until(is); err != nil {
		l.t.Fatalf("not heard: %s: %v", what, err)
	}
}

// soon is how long a live page waits for anything: shorter than until the server asks whether it is there.
const soon = 15 * time.Second

func (l *line) until(is func(heard) bool) error {
	for {
		if err := l.conn.SetReadDeadline(time.Now().Add(soon)); err != nil {
			return err
		}
		var text string
		if err := websocket.Message.Receive(l.conn, &text); err != nil {
			return err
		}
		for _, one := range strings.Split(strings.TrimSpace(text), "\n") {
			var h heard
			if err := json.Unmarshal([]byte(one), &h); err != nil {
				return fmt.Errorf("%q: %w", one, err)
			}
			if strings.Contains(one, "secret of mine") {
				return errors.New("the words themselves went by the live connection: " + one)
			}
			if is(h) {
				return nil
			}
		}
	}
}

// number waits for the news that there is a message.
func (l *line) number(n int) {
	l.t.Helper()
	l.hears(fmt.Sprintf("message %d", n), func(h heard) bool { return h.Push.Pub.Data.Number == n })
}

// fetched is what a page gets that asks for news.
type fetched struct {
	Last int `json:"last"`
	Said []struct {
		Anchor, Who, Text string
		Mine, Event       bool
	} `json:"said"`
	Now, Promise string
	Closed       bool
}

// texts are what was said, with its place.
func (n fetched) texts() string {
	var out []string
	for _, s := range n.Said {
		out = append(out, s.Anchor+" "+s.Text)
	}
	return strings.Join(out, "|")
}

func (v *visitor) news(talk string, after int, more string) fetched {
	v.t.Helper()
	got := v.get(fmt.Sprintf("%s/news?after=%d%s", talk, after, more))
	var out fetched
	if err := json.Unmarshal([]byte(got.body), &out); err != nil {
		v.t.Fatalf("news: got %d to %q: %s", got.status, got.to, got.body)
	}
	return out
}

// sends sends a message without leaving the page.
func (v *visitor) sends(talk, text, key string) {
	v.t.Helper()
	form := with(url.Values{"text": {text}, "_key": {key}, "do": {"send"}, "read": {"1000"}}, v.token(talk))
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.server.URL+talk, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	if got, _ := v.send(r); got.status != http.StatusOK || !strings.Contains(got.body, `{"key":"`) {
		v.t.Fatalf("%s: got %d: %s", text, got.status, got.body)
	}
}

// talks has mia begin a conversation, and returns where she and the desk see it.
func (d *desk) talks(t *testing.T) (hers, desks string) {
	t.Helper()
	asked, _ := d.mia.upload("/messages/new", "/messages/new", url.Values{"topic": {"payments"}, "subject": {"My next payment"}, "text": {"a secret of mine"}, "_key": {"k1"}}, nil)
	return asked.to, "/desk/queue/" + strings.TrimPrefix(asked.to, "/messages/")
}

func TestAConversationIsLiveOnBothSidesAndGoesOnAfterADroppedConnection(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := newDesk(t, db)
		d.mia.signIn(d.world, d.mine)
		queue := d.sam.live("/desk/queue/live")
		hers, desks := d.talks(t)
		queue.hears("that the queue has changed", func(h heard) bool { return h.Push.Pub.Data.Queue })
		mia, dana := d.mia.live(hers+"/live"), d.dana.live(desks+"/live")
		mia.hears("that somebody came", func(h heard) bool { return h.Push.Join != nil })
		if now := d.mia.news(hers, 1, "").Now; now != "Somebody of us is here now." {
			t.Errorf("got %q", now)
		}
		d.dana.post(desks, desks+"/claim", nil)
		mia.number(2)
		if got := d.mia.news(hers, 1, ""); got.texts() != "m2 Agent dana joined the conversation." || got.Now != "Agent dana is here now." {
			t.Errorf("got %+v", got)
		}
		mia.say(`{"send":{"data":{"typing":"yes"}}}`)
		dana.hears("that mia types", func(h heard) bool { return h.Push.Pub.Data.Typing == "customer" })
		dana.say(`{"send":{"data":{"typing":"yes"}}}`)
		mia.hears("that dana types", func(h heard) bool { return h.Push.Pub.Data.Typing == "desk" })
		d.mia.sends(hers, "Hello?", "k2")
		dana.number(3)
		if got := d.dana.news(desks, 2, ""); got.texts() != "m3 Hello?" || !strings.HasSuffix(got.Now, " is here now and reads along.") {
			t.Errorf("got %+v", got)
		}
		_ = mia.conn.Close() // the network goes away
		dana.hears("that mia left", func(h heard) bool { return h.Push.Leave != nil })
		d.dana.sends(desks, "One", "k3")
		d.dana.sends(desks, "Two", "k4")
		d.dana.sends(desks, "Two", "k4") // its answer was lost on the way
		mia = d.mia.live(hers + "/live")
		if got := d.mia.news(hers, 3, "&seen=yes"); got.texts() != "m4 One|m5 Two" || got.Promise != "" {
			t.Errorf("after the connection was dropped: got %+v", got)
		}
		if page := d.dana.get(desks).body; !strings.Contains(page, "Everything") {
			t.Error("what was read live is not read")
		}
		d.dana.post(desks, desks+"/close", nil)
		mia.number(6)
		if got := d.mia.news(hers, 5, ""); !got.Closed || got.Now != "" {
			t.Errorf("closed: got %+v", got)
		}
		d.rates(t, hers)
		security := d.mia.get("/profile/looks").body
		if n := strings.Count(security, "Followed a conversation with you as it went on"); n != 1 {
			t.Errorf("that an agent follows is written down %d times, want once in an hour", n)
		}
		d.provesTrue(t)
	})
}

func TestNobodyListensWhoMayNotReadAndListeningIsNoActivity(t *testing.T) {
	t.Parallel()
	d := newDesk(t, enginetest.SQLite(t))
	d.mia.signIn(d.world, d.mine)
	hers, desks := d.talks(t)
	_, p := people("aurelia")
	other, operator := d.visitor(t), d.visitor(t)
	other.signIn(d.world, d.enrol(t, d.activate(t, p)))
	operator.signInAtDesk(d.world, d.hireAs(t, "olga", access.RoleOperator))
	for name, c := range map[string]struct {
		who          *visitor
		path, origin string
	}{
		"somebody else's": {other, hers + "/live", d.server.URL}, "another site's page": {d.mia, hers + "/live", "https://elsewhere.example"},
		"an operator": {operator, desks + "/live", d.server.URL}, "an operator at the queue": {operator, "/desk/queue/live", d.server.URL},
		"a stranger": {d.visitor(t), hers + "/live", d.server.URL}, "a customer at the desk": {d.mia, desks + "/live", d.server.URL},
	} {
		if conn, err := c.who.dials(c.path, c.origin); err == nil {
			_ = conn.Close()
			t.Errorf("%s: is connected", name)
		}
	}
	for _, path := range []string{hers + "/news?after=0", desks + "/news?after=0"} {
		if got := other.get(path); got.status != http.StatusNotFound {
			t.Errorf("%s: got %d", path, got.status)
		}
	}
	mia := d.mia.live(hers + "/live")
	mia.say(`{"id":2,"subscribe":{"channel":"desk"}}` + "\n" + `{"id":3,"publish":{"channel":"desk","data":{"queue":true}}}`)
	d.Clock.Advance(10 * time.Minute)
	d.mia.news(hers, 0, "&seen=yes")
	d.Clock.Advance(6 * time.Minute)
	if err := mia.until(func(h heard) bool { return h.Push.Pub.Data.Queue }); err == nil {
		t.Error("a page chose its own channel")
	} else if os.IsTimeout(err) {
		t.Errorf("the connection outlives the session: %v", err)
	}
	if got := d.mia.get(hers + "/news?after=0"); !strings.HasPrefix(got.to, "/login") {
		t.Errorf("listening kept the session: got %d to %q", got.status, got.to)
	}
}

// rates has mia say how a closed conversation was: once, and for the desk's seniors to read.
func (d *desk) rates(t *testing.T, hers string) {
	t.Helper()
	if page := d.mia.get(hers).body; !strings.Contains(page, "Did this conversation help you?") {
		t.Error("nobody asks how it was")
	}
	for name, form := range map[string]url.Values{"no answer": {"words": {"Well."}}, "a sixth star": {"score": {"6"}}, "a card": {"score": {"5"}, "words": {"4111 1111 1111 1111"}}} {
		if got := d.mia.post(hers, hers+"/rating", form); got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d", name, got.status)
		}
	}
	good := url.Values{"score": {"4"}, "words": {"Quick & kind."}}
	if got := d.mia.post(hers, hers+"/rating", good); got.to != hers+"?done=rated" {
		t.Fatalf("rate: got %d to %q", got.status, got.to)
	}
	if page := d.mia.get(hers + "?done=rated").body; strings.Contains(page, "Did this conversation help you?") || !strings.Contains(page, "Thank you for telling us.") {
		t.Error("it is asked twice, or nobody says thank you")
	}
	if got := d.mia.post(hers, hers+"/rating", good); got.status != http.StatusConflict {
		t.Errorf("twice: got %d to %q", got.status, got.to)
	}
	if page := d.sam.get("/desk/ratings").body; !strings.Contains(page, "4.0 of 5") || !strings.Contains(page, "Quick &amp; kind.") || !strings.Contains(page, "Agent dana") {
		t.Errorf("a senior does not read it: %s", page)
	}
	if got := d.dana.get("/desk/ratings"); got.status != http.StatusNotFound || strings.Contains(d.dana.get("/desk/queue").body, "/desk/ratings") {
		t.Errorf("an agent reads ratings: got %d", got.status)
	}
}

func TestACustomerIsToldThePlaceInTheLineTheHoursAndThatNobodyIsThere(t *testing.T) {
	t.Parallel()
	d := newDesk(t, enginetest.SQLite(t))
	d.mia.signIn(d.world, d.mine)
	_, p := people("aurelia")
	other := d.visitor(t)
	other.signIn(d.world, d.enrol(t, d.activate(t, p)))
	first, _ := other.upload("/messages/new", "/messages/new", url.Values{"topic": {"payments"}, "subject": {"First"}, "text": {"Hello"}, "_key": {"k0"}}, nil)
	d.Clock.Advance(time.Second)
	hers, desks := d.talks(t)
	if now := d.mia.news(hers, 1, "").Now; !strings.HasPrefix(now, "Nobody of us is in this conversation right now. What you write is a message") {
		t.Errorf("nobody is there: got %q", now)
	}
	d.sam.live("/desk/queue/live")
	for who, want := range map[*visitor]string{other: "You are number 1 in line.", d.mia: "You are number 2 in line."} {
		at := map[*visitor]string{other: first.to, d.mia: hers}[who]
		if now := who.news(at, 1, "").Now; !strings.HasPrefix(now, want) {
			t.Errorf("somebody is at the desk: got %q, want %q", now, want)
		}
	}
	d.dana.post(desks, strings.Replace(first.to, "/messages/", "/desk/queue/", 1)+"/claim", nil)
	if now := d.mia.news(hers, 1, "").Now; !strings.HasPrefix(now, "You are number 1 in line.") {
		t.Errorf("the one before is taken: got %q", now)
	}
	d.Clock.Advance(10 * time.Hour) // eight in the evening
	d.mia = d.visitor(t)
	d.mia.signIn(d.world, d.mine)
	if now := d.mia.news(hers, 1, "").Now; !strings.HasPrefix(now, "We are closed right now and here again from November 3, 2026 at 7:00 AM CST.") {
		t.Errorf("closed: got %q", now)
	}
}
