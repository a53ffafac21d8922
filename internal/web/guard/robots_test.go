package guard_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"marque/internal/core/identity"
	"marque/internal/web/guard"
)

// patient is a site whose forms without solutions wait as long as in earnest, only that the waits are noted instead of waited.
type patient struct {
	*site
	mu   sync.Mutex
	held []time.Duration
}

func setupPatient(t *testing.T) *patient {
	t.Helper()
	p := &patient{site: setup(t)}
	c := p.config()
	c.Work = identity.Work{Prefix: "0", Rounds: 8, Young: identity.DefaultWork().Young}
	c.Hold = func(_ context.Context, d time.Duration) error {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.held = append(p.held, d)
		return nil
	}
	var err error
	if p.gate, err = guard.New(c, p.routes()); err != nil {
		t.Fatal(err)
	}
	p.server = httptest.NewTLSServer(p.gate)
	t.Cleanup(p.server.Close)
	return p
}

// form is what a page's form sends: its token, and the solution when there is one.
func (b *browser) form(solved bool, header ...string) url.Values {
	b.t.Helper()
	_, token, _ := b.do("GET", "/public", nil, header...)
	form := url.Values{guard.FormField: {token}}
	if solved {
		_, stamp, _ := strings.Cut(token, ".")
		solution, err := identity.Solve(stamp)
		if err != nil {
			b.t.Fatal(err)
		}
		form.Set(guard.SolutionField, solution)
	}
	return form
}

// ways are cookies that look like those of somebody in the middle of something: the guards ask for no more.
var ways = "__Host-challenge=" + strings.Repeat("A", 43) + "; __Host-claim=" + strings.Repeat("A", 43) + "; __Host-recovery=" + strings.Repeat("A", 43)

func TestNoFormOfAStrangerPassesWithoutAStamp(t *testing.T) {
	t.Parallel()
	p := setupPatient(t)
	posts := 0
	for _, r := range p.gate.Routes() {
		if r.Method != http.MethodPost || r.Guard == guard.SignedIn || r.Guard == guard.Fresh || r.Guard == guard.Desk || r.Guard == guard.DeskFresh {
			continue
		}
		posts++
		b := p.browser(t)
		form := b.form(true)
		token, _, _ := strings.Cut(form.Get(guard.FormField), ".")
		bare := url.Values{guard.FormField: {token}}
		if status, body, header := b.withWays(r.Pattern, bare); status != http.StatusConflict {
			t.Errorf("POST %s (%s) without a stamp: got %d %s to %q, want 409", r.Pattern, r.Guard, status, body, header.Get("Location"))
		}
		if status, _, _ := b.withWays(r.Pattern, form); status == http.StatusConflict {
			t.Errorf("POST %s (%s) with one: got %d", r.Pattern, r.Guard, status)
		}
	}
	if posts < 6 {
		t.Fatalf("got %d forms of strangers, want one of each guard", posts)
	}
}

func TestAQuestionLeavesTheStampToItsForm(t *testing.T) {
	t.Parallel()
	p := setupPatient(t)
	asked := 0
	answer := func(http.ResponseWriter, *guard.Request) error { asked++; return nil }
	gate, err := guard.New(p.config(), append(p.routes(), guard.Route{Method: "POST", Pattern: "/question", Guard: guard.Public, Question: true, Handler: answer}))
	if err != nil {
		t.Fatal(err)
	}
	p.gate = gate
	p.server = httptest.NewTLSServer(gate)
	t.Cleanup(p.server.Close)
	b := p.browser(t)
	form := b.form(true)
	for range 2 {
		if status, _, _ := b.do("POST", "/question", url.Values{guard.FormField: form[guard.FormField]}); status != http.StatusOK {
			t.Errorf("a question: got %d", status)
		}
	}
	if status, _, _ := b.do("POST", "/question", nil); status != http.StatusConflict || asked != 2 {
		t.Errorf("a question without a token: got %d, asked %d times", status, asked)
	}
	if status, body, _ := b.do("POST", "/public", form); status == http.StatusConflict {
		t.Errorf("the form after them: got %d %s", status, body)
	}
}

// withWays posts with the cookies of everything that can be on its way, beside the visitor's own.
func (b *browser) withWays(path string, form url.Values) (int, string, http.Header) {
	b.t.Helper()
	at, err := url.Parse(b.w.server.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	cookies := ways
	for _, c := range b.c.Jar.Cookies(at) {
		cookies += "; " + c.Name + "=" + c.Value
	}
	return b.do("POST", path, form, "Cookie", cookies)
}

func TestAStampIsGoodForOneFormHoweverManyComeAtOnce(t *testing.T) {
	t.Parallel()
	p := setupPatient(t)
	b := p.browser(t)
	form := b.form(true)
	var passed, refused atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			switch status, _, _ := b.do("POST", "/public", form); status {
			case http.StatusOK:
				passed.Add(1)
			case http.StatusConflict:
				refused.Add(1)
			}
		})
	}
	all.Wait()
	if passed.Load() != 1 || refused.Load() != 19 {
		t.Errorf("got %d passed and %d refused, want 1 and 19", passed.Load(), refused.Load())
	}
	if len(p.held) != 0 {
		t.Errorf("a solved form was held: %v", p.held)
	}
}

func TestAFormWithoutASolutionWaitsUntilItIsThreeSecondsOld(t *testing.T) {
	t.Parallel()
	p := setupPatient(t)
	b := p.browser(t)
	for _, age := range []time.Duration{0, 2 * time.Second, 3*time.Second - time.Millisecond, 3 * time.Second} {
		form := b.form(false)
		p.Advance(age)
		if status, body, _ := b.do("POST", "/public", form); status != http.StatusOK {
			t.Errorf("%s: got %d %s", age, status, body)
		}
	}
	if len(p.held) != 3 || p.held[0] != 3*time.Second || p.held[1] != time.Second || p.held[2] != time.Millisecond {
		t.Errorf("got held for %v, want 3s, 1s, 1ms and then not at all", p.held)
	}
}

func TestAFormThatCameMuchTooFastPassesWhenItIsSentAgainLater(t *testing.T) {
	t.Parallel()
	p := setupPatient(t)
	b := p.browser(t)
	for range 16 { // three doublings: 24 seconds
		if status, _, _ := b.do("POST", "/fails", b.form(true)); status != http.StatusUnprocessableEntity {
			t.Fatalf("got %d", status)
		}
	}
	form := b.form(false)
	p.Advance(24*time.Second - signinPatience - time.Second)
	status, body, _ := b.do("POST", "/public", form)
	if status != http.StatusTooManyRequests || !strings.Contains(body, "load this page once more") {
		t.Errorf("got %d %s", status, body)
	}
	p.Advance(time.Second)
	if status, body, _ = b.do("POST", "/public", form); status != http.StatusOK || len(p.held) != 1 || p.held[0] != signinPatience {
		t.Errorf("sent again: got %d %s, held %v", status, body, p.held)
	}
}

const signinPatience = 5 * time.Second

func TestANetworkSendsTwentyFormsWithoutSolutionsInTenMinutes(t *testing.T) {
	t.Parallel()
	p := setupPatient(t)
	b := p.browser(t)
	for i := range 20 {
		form := b.form(false)
		p.Advance(4 * time.Second)
		if status, body, _ := b.do("POST", "/public", form); status != http.StatusOK {
			t.Fatalf("form %d: got %d %s", i, status, body)
		}
	}
	form := b.form(false)
	p.Advance(10*time.Minute - 19*4*time.Second - time.Second)
	if status, _, _ := b.do("POST", "/public", form); status != http.StatusTooManyRequests {
		t.Errorf("the 21st a second before the first is ten minutes old: got %d", status)
	}
	if status, _, _ := b.do("POST", "/public", b.form(true)); status != http.StatusOK {
		t.Errorf("a solved one meanwhile: got %d", status)
	}
	p.Advance(time.Second)
	if status, _, _ := b.do("POST", "/public", form); status != http.StatusOK {
		t.Errorf("at ten minutes: got %d", status)
	}
}

var cost = regexp.MustCompile(`"cost":(\d+)`)

// rounds reads how hard a form's puzzle is.
func rounds(t *testing.T, form url.Values) string {
	t.Helper()
	_, stamp, _ := strings.Cut(form.Get(guard.FormField), ".")
	raw, err := base64.StdEncoding.DecodeString(stamp)
	m := cost.FindSubmatch(raw)
	if err != nil || m == nil {
		t.Fatalf("got %q, %v", raw, err)
	}
	return string(m[1])
}

func TestFailuresMakeThePuzzlesOfTheirNetworkHarderForTenMinutes(t *testing.T) {
	t.Parallel()
	p := setupPatient(t)
	b := p.browser(t)
	p.Advance(time.Duration(300-p.Now().Unix()%300) * time.Second) // the beginning of a slot
	for range 3 {
		b.do("POST", "/fails", b.form(true))
	}
	b.do("POST", "/public", b.form(true)) // no failure
	if got := rounds(t, b.form(true)); got != "8" {
		t.Errorf("after three failures: got %s rounds, want 8", got)
	}
	b.do("POST", "/fails", b.form(true))
	if got := rounds(t, b.form(true)); got != "16" {
		t.Errorf("after four: got %s rounds, want 16", got)
	}
	p.Advance(10*time.Minute - time.Second)
	if got := rounds(t, b.form(true)); got != "16" {
		t.Errorf("a second before ten minutes: got %s rounds, want 16", got)
	}
	p.Advance(time.Second)
	if got := rounds(t, b.form(true)); got != "8" {
		t.Errorf("at ten minutes: got %s rounds, want 8", got)
	}
}

func TestWhoIsSignedInNeedsNoStamp(t *testing.T) {
	t.Parallel()
	p := setupPatient(t)
	b := p.browser(t)
	form := b.form(true)
	form.Set("name", "mia.nguyen")
	if status, body, _ := b.do("POST", "/enter", form); status != http.StatusOK {
		t.Fatalf("got %d %s", status, body)
	}
	form = url.Values{guard.FormField: {b.form(false).Get(guard.FormField)}}
	if strings.Contains(form.Get(guard.FormField), ".") {
		t.Errorf("got a stamp in %q", form.Get(guard.FormField))
	}
	for range 2 {
		if status, _, _ := b.do("POST", "/mine", form); status != http.StatusOK {
			t.Errorf("got %d", status)
		}
	}
}
