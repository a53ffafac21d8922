package e2e_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/core/passkey"
	"marque/internal/core/passkey/passkeytest"
	"marque/internal/service/securing"
	"marque/internal/service/signin"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// The attack program: what somebody with many addresses and much patience would try, against a server on this machine's loopback. Its
// password hashes are cheap (app.Ease, which no setting reaches) and it solves the puzzle of every form, so that nothing but the counters
// stands in its way. `make attack` runs it whole, bounded by count and time; the tests run a small one.

// size is how large the attack is.
type size struct{ passwords, codes, hands int }

func attackSize() size {
	if os.Getenv("MARQUE_ATTACK") == "whole" {
		return size{passwords: 10_000, codes: 1_000, hands: 64}
	}
	return size{passwords: 150, codes: 40, hands: 16}
}

// siege is a world whose proxies are believed, so that one machine can come from everywhere.
type siege struct {
	*world
	t      *testing.T
	server *httptest.Server
	who    person
}

func besiege(t *testing.T, db *engine.DB) *siege {
	t.Helper()
	w := serveWorld(t, openChanged(t, db, apptest.NewClock(opening), func(o *app.Options) {
		o.Config.TrustedProxies = []string{"127.0.0.0/8"}
	}))
	s := &siege{world: w, t: t, server: httptest.NewTLSServer(w.gate)}
	t.Cleanup(s.server.Close)
	who, _ := people("aurelia")
	s.who = w.enrol(t, w.activate(t, who))
	return s
}

// hand is one client of the attacker, or a browser of the owner.
type hand struct {
	s       *siege
	client  *http.Client
	address string
}

func (s *siege) hand(address string) *hand {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	c := *s.server.Client()
	c.Jar, c.CheckRedirect = jar, func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &hand{s: s, client: &c, address: address}
}

// do sends a request from the hand's address; it may be called by many at once.
func (h *hand) do(method, path string, form url.Values) (answer, error) {
	r, err := http.NewRequestWithContext(context.Background(), method, h.s.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("X-Forwarded-For", h.address)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	got, err := h.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	return answer{status: got.StatusCode, to: got.Header.Get("Location"), body: string(body)}, err
}

// form is an honest form of a page: with its token, and its puzzle solved.
func (h *hand) form(page string, fields url.Values) (url.Values, error) {
	got, err := h.do(http.MethodGet, page, nil)
	if err != nil {
		return nil, err
	}
	m := hiddenToken.FindStringSubmatch(got.body)
	if m == nil {
		return nil, fmt.Errorf("no form on %s: %d", page, got.status)
	}
	return with(fields, m[1]), nil
}

func (h *hand) post(page, path string, fields url.Values) answer {
	h.s.t.Helper()
	form, err := h.form(page, fields)
	if err != nil {
		h.s.t.Error(err)
		return answer{}
	}
	got, err := h.do(http.MethodPost, path, form)
	if err != nil {
		h.s.t.Error(err)
	}
	return got
}

// enters signs the owner in by password and text code, and wants it to work.
func (h *hand) enters() {
	h.s.t.Helper()
	p := h.s.who
	if got := h.post("/login", "/login", url.Values{"identifier": {p.username}, "password": {p.password}}); got.to != "/login/code" {
		h.s.t.Fatalf("the owner: got %d to %q", got.status, got.to)
	}
	if got := h.post("/login/code", "/login/code", url.Values{"code": {h.s.code(h.s.t, notice.KindSignInCode, p.phone)}}); got.to != "/" {
		h.s.t.Fatalf("the owner's code: got %d to %q", got.status, got.to)
	}
}

// refusals counts the sentences of refused sign-ins in the audit.
func (s *siege) refusals(note string) int {
	s.t.Helper()
	n := 0
	err := s.DB.Reader(context.Background()).QueryRow(`select count(*) from audits where action = 'sign_in.refuse' and note = $1`, note).Scan(&n)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func (s *siege) session(h *hand) identity.Session {
	s.t.Helper()
	v := &visitor{t: s.t, server: s.server, client: h.client}
	at, err := url.Parse(v.server.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, c := range h.client.Jar.Cookies(at) {
		if c.Name == "__Host-session" {
			session, err := s.SignIn.Check(s.t.Context(), identity.Token(c.Value), false)
			if err != nil {
				s.t.Fatal(err)
			}
			return session
		}
	}
	s.t.Fatal("no session")
	return identity.Session{}
}

// everyone lets so many hands work at once until all n things are done.
func (s *siege) everyone(n, hands int, do func(i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range hands {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	all.Wait()
}

// Wrong passwords from as many networks as there are guesses, the right one among the last: ten are compared, none opens. The owner still
// gets in by the browser that is known, by a passkey, and from anywhere after a mailed unlock.
func TestAttackByPasswordsFromEverywhere(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s, size := besiege(t, db), attackSize()
		home := s.hand("192.0.2.10")
		home.enters()
		key := s.givePasskey(s.session(home))
		began := time.Now()
		var opened, odd atomic.Int64
		s.everyone(size.passwords, size.hands, func(i int) {
			h := s.hand(fmt.Sprintf("%d.%d.%d.9", 60+i>>16, i>>8&255, i&255))
			password := fmt.Sprintf("guess number %d", i)
			if i >= size.passwords-5 {
				password = s.who.password // a lucky guess, too late
			}
			switch got := h.post("/login", "/login", url.Values{"identifier": {s.who.username}, "password": {password}}); {
			case got.to != "":
				opened.Add(1)
			case got.status != http.StatusUnprocessableEntity && got.status != http.StatusTooManyRequests:
				odd.Add(1)
			}
		})
		t.Logf("%d passwords in %s", size.passwords, time.Since(began).Round(time.Second))
		if opened.Load() != 0 || odd.Load() != 0 {
			t.Errorf("got %d opened and %d answered otherwise, want none", opened.Load(), odd.Load())
		}
		if got := s.refusals("wrong password"); got != 10 {
			t.Errorf("got %d passwords compared, want the ten before the lock", got)
		}
		s.ownerStillEnters(home, key)
	})
}

// sample is the site that passkeys of these tests belong to.
var sample = passkey.Site{Host: "aurelia.localhost", Origin: "https://aurelia.localhost"}

// givePasskey binds a key of software to whoever is signed in.
func (s *siege) givePasskey(v identity.Session) *passkeytest.Key {
	s.t.Helper()
	key, at := passkeytest.New(s.t, rand.Reader, sample.Origin), securing.Place{Brand: s.who.brand, Site: sample}
	options, err := s.Securing.AskPasskey(s.t.Context(), at, v)
	if err == nil {
		err = s.Securing.AddPasskey(s.t.Context(), at, v, key.Create(options), "Phone")
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return key
}

func (s *siege) ownerStillEnters(home *hand, key *passkeytest.Key) {
	s.t.Helper()
	home.post("/", "/logout", nil)
	home.enters()
	s.byPasskey(key)
	away := s.hand("198.51.100.77")
	if got := away.post("/login", "/login", url.Values{"identifier": {s.who.username}, "password": {s.who.password}}); got.status != http.StatusTooManyRequests {
		s.t.Errorf("a new browser with the right password: got %d, want it locked", got.status)
	}
	away.post("/unlock", "/unlock", url.Values{"identifier": {s.who.username}})
	away.post("/forgot/code", "/forgot/code", url.Values{"code": {s.code(s.t, notice.KindRecoveryCode, s.who.email)}})
	got := away.post("/forgot/code", "/forgot/code", url.Values{"code": {s.code(s.t, notice.KindRecoveryCode, s.who.phone)}})
	if got.to != "/login?done=unlock" {
		s.t.Fatalf("unlock by mail and phone: got %d to %q", got.status, got.to)
	}
	away.enters()
}

func (s *siege) byPasskey(key *passkeytest.Key) {
	s.t.Helper()
	visitor, err := identity.NewToken(rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	from := signin.From{Network: "203.0.113.0/24", Brand: s.who.brand, Browser: "Firefox on Linux", Visitor: visitor, Site: sample}
	options, err := s.SignIn.AskPasskey(s.t.Context(), from)
	if err != nil {
		s.t.Fatal(err)
	}
	if in, err := s.SignIn.Passkey(s.t.Context(), from, key.Get(options)); err != nil || in.Token == "" {
		s.t.Errorf("the owner's passkey: got %v", err)
	}
}

// Guesses of one text code, all at once, by somebody who has the password: five are compared. Then even the right one is worth nothing.
func TestAttackOnOneTextCode(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s, size := besiege(t, db), attackSize()
		h := s.hand("203.0.113.5")
		h.post("/login", "/login", url.Values{"identifier": {s.who.username}, "password": {s.who.password}})
		right := s.code(t, notice.KindSignInCode, s.who.phone)
		forms := make([]url.Values, size.codes)
		s.everyone(size.codes, size.hands, func(i int) {
			guess := fmt.Sprintf("%06d", i)
			if guess == right {
				guess = "999999"
			}
			form, err := h.form("/login", url.Values{"code": {guess}})
			if err != nil {
				t.Error(err)
			}
			forms[i] = form
		})
		last, err := h.form("/login", url.Values{"code": {right}})
		if err != nil {
			t.Fatal(err)
		}
		var opened atomic.Int64
		s.everyone(size.codes, size.codes, func(i int) { // as many hands as guesses
			if got, err := h.do(http.MethodPost, "/login/code", forms[i]); err != nil || got.to == "/" {
				opened.Add(1)
			}
		})
		if got := s.refusals("wrong code"); opened.Load() != 0 || got != identity.CodeTries {
			t.Errorf("got %d opened or failed and %d compared, want none and %d", opened.Load(), got, identity.CodeTries)
		}
		if got, err := h.do(http.MethodPost, "/login/code", last); err != nil || got.to == "/" {
			t.Errorf("the right code after them: got %d to %q, %v", got.status, got.to, err)
		}
	})
}

func TestAttackByUsingACodeTwiceAtOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s := besiege(t, db)
		h := s.hand("203.0.113.5")
		h.post("/login", "/login", url.Values{"identifier": {s.who.username}, "password": {s.who.password}})
		code := s.code(t, notice.KindSignInCode, s.who.phone)
		const times = 5 // no more than tries
		var forms [times]url.Values
		for i := range forms {
			var err error
			if forms[i], err = h.form("/login", url.Values{"code": {code}}); err != nil {
				t.Fatal(err)
			}
		}
		var opened atomic.Int64
		s.everyone(times, times, func(i int) {
			one := *h.client
			one.Jar = nil // the answers' cookies stay apart
			r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.server.URL+"/login/code", strings.NewReader(forms[i].Encode()))
			if err != nil {
				t.Error(err)
				return
			}
			for _, c := range h.client.Jar.Cookies(r.URL) {
				r.AddCookie(c)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			got, err := one.Do(r)
			if err != nil {
				t.Error(err)
				return
			}
			got.Body.Close()
			if got.Header.Get("Location") == "/" {
				opened.Add(1)
			}
		})
		if opened.Load() != 1 {
			t.Errorf("got %d sessions of one code, want 1", opened.Load())
		}
	})
}

// Somebody who knows number, VIN, name, birth date and ZIP of a contract, and wants the code to go elsewhere or to guess it.
func TestAttackByRegisteringAsSomebodyElse(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s := besiege(t, db)
		_, victim := people("aurelia")
		victim = s.activate(t, victim)
		facts := url.Values{
			"contract": {victim.number}, "last_name": {victim.family}, "by": {"birth"}, "birth_month": {victim.month}, "birth_day": {victim.day},
			"birth_year": {victim.year}, "postal": {victim.zip}, // and what no form of ours has
			"email": {"thief@example.org"}, "phone": {"+12015550666"}, "contact": {"thief@example.org"}, "to": {"+12015550666"}, "factor": {"email"},
		}
		for try, known := range []string{victim.number, victim.vin, strings.ToLower(victim.vin)} {
			h := s.hand(fmt.Sprintf("203.0.%d.5", try))
			facts.Set("contract", known)
			if got := h.post("/register", "/register", facts); got.to != "/register/code" {
				t.Fatalf("by %s: got %d to %q", known, got.status, got.to)
			}
			s.read(t, notice.KindContactCode, victim.phone) // the code goes where the contract says
			page, err := h.do(http.MethodGet, "/register/code", nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{victim.email, victim.phone, victim.phone[len(victim.phone)-4:], victim.given} {
				if strings.Contains(page.body, secret) {
					t.Errorf("by %s: the page tells %q", known, secret)
				}
			}
			h.guessesAndGoesOn(facts)
		}
		s.Clock.Advance(identity.ResendAfter)
		for _, kind := range []notice.Kind{notice.KindContactCode, notice.KindInvitation, notice.KindSignInCode, notice.KindRecoveryCode} {
			for _, e := range s.Post.Sent(kind) {
				if strings.Contains(e.To, "thief") || strings.Contains(e.To, "0666") || e.To != victim.email && e.To != victim.phone && e.To != s.who.email && e.To != s.who.phone {
					t.Errorf("%s left for %s, which is on no contract", kind, e.To)
				}
			}
		}
		err := s.DB.Read(t.Context(), func(r engine.Reader) error {
			n := 0
			err := r.QueryRow(`select count(*) from users`).Scan(&n)
			if err == nil && n != 1 {
				t.Errorf("got %d users, want the one that was there", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// guessesAndGoesOn tries more codes than are allowed, and to pass over the code.
func (h *hand) guessesAndGoesOn(facts url.Values) {
	h.s.t.Helper()
	for i := range identity.CodeTries + 2 {
		got := h.post("/register", "/register/code", url.Values{"code": {fmt.Sprintf("%06d", 100_000+i)}})
		if got.to == "/register/sign-in" {
			h.s.t.Fatal("a guessed code goes on")
		}
	}
	h.s.Clock.Advance(identity.ResendAfter)
	h.post("/register", "/register/code/again", facts)
	for _, path := range []string{"/register/sign-in", "/register/consents", "/register/check"} {
		got := h.post("/register", path, url.Values{"username": {"thief.here"}, "password": {"walrus pepper umbrella 12"}, "statements": {"yes"}})
		if got.to == "/register/done" || got.to == "/register/consents" && path == "/register/sign-in" {
			h.s.t.Errorf("POST %s without a code: got %d to %q", path, got.status, got.to)
		}
	}
}
