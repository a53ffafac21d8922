package card_test

import (
	"bufio"
	"context"
	"go/build"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/gateway/card"
	"marque/internal/gateway/card/cardtest"
	"marque/internal/id"
)

var now = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

func client(t *testing.T, s card.Settings) *card.Stripe {
	t.Helper()
	if s.Now == nil {
		s.Now = at(now)
	}
	if s.Key == "" {
		s.Key = cardtest.Key
	}
	if s.Secrets == nil {
		s.Secrets = []string{cardtest.Secret}
	}
	c, err := card.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func header(signature string) func(string) string {
	h := http.Header{"Stripe-Signature": {signature}}
	return h.Get
}

func TestNewsAreBelievedOnlyWhenStripeSignedThemNotLongAgo(t *testing.T) {
	t.Parallel()
	body := []byte(`{"id":"evt_1","type":"checkout.session.expired","data":{"object":{"id":"cs_1","status":"expired","client_reference_id":"` +
		id.Derive[payment.Card]("a").String() + `"}}}`)
	good := cardtest.Sign(body, at(now))
	for name, c := range map[string]struct {
		signature string
		at        time.Time
		secrets   []string
		body      string
		want      bool
	}{
		"signed":                  {signature: good, want: true},
		"five minutes old":        {signature: good, at: now.Add(5 * time.Minute), want: true},
		"a second older":          {signature: good, at: now.Add(5*time.Minute + time.Second)},
		"from the future":         {signature: good, at: now.Add(-5*time.Minute - time.Second)},
		"under the old secret":    {signature: good, secrets: []string{"whsec_new", cardtest.Secret}, want: true},
		"under another secret":    {signature: good, secrets: []string{"whsec_new"}},
		"another body":            {signature: good, body: strings.Replace(string(body), "evt_1", "evt_2", 1)},
		"another time":            {signature: strings.Replace(good, "t=1", "t=2", 1)},
		"no signature":            {},
		"one of several is right": {signature: good[:strings.Index(good, "v1=")] + "v1=00,v0=11," + good[strings.Index(good, "v1="):], want: true},
	} {
		if c.at.IsZero() {
			c.at = now
		}
		if c.body == "" {
			c.body = string(body)
		}
		news, ok, err := client(t, card.Settings{Now: at(c.at), Secrets: c.secrets}).Read([]byte(c.body), header(c.signature))
		if c.want != (err == nil && ok && news.Page.Expired && news.ID == "evt_1") || !c.want && !fault.Is(err, fault.Denied) {
			t.Errorf("%s: got %+v, %v, %v", name, news, ok, err)
		}
	}
}

func TestNewsOfOthersChangeNothing(t *testing.T) {
	t.Parallel()
	c := client(t, card.Settings{})
	for _, body := range []string{
		`{"id":"e","type":"customer.created","data":{"object":{"id":"cus"}}}`,
		`{"id":"e","type":"checkout.session.completed","data":{"object":{"id":"cs","status":"complete","payment_status":"paid","client_reference_id":"a shop's"}}}`,
		`{"id":"e","type":"checkout.session.completed","data":{"object":{"id":"cs","status":"complete","payment_status":"unpaid","client_reference_id":"` + id.Derive[payment.Card]("a").String() + `"}}}`,
		`{"id":"e","type":"charge.refunded","data":{"object":{"amount":100}}}`,
	} {
		if news, ok, err := c.Read([]byte(body), header(cardtest.Sign([]byte(body), at(now)))); ok || err != nil {
			t.Errorf("%s: got %+v, %v", body, news, err)
		}
	}
	for _, body := range []string{`{`, `{}`, `{"id":"e","type":"checkout.session.completed","data":{"object":[]}}`} {
		if _, _, err := c.Read([]byte(body), header(cardtest.Sign([]byte(body), at(now)))); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", body, err)
		}
	}
}

func TestWhatWeAskIsWhatStripesOwnDescriptionAllows(t *testing.T) {
	t.Parallel()
	socket := startMock(t)
	way := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}}
	c := client(t, card.Settings{Base: "http://mock", Key: "sk_test_123", Client: way})
	ask := payment.CardAsk{
		ID: id.Derive[payment.Card]("a"), Amount: 61244, Currency: "USD", What: "Aurelia: payment on contract ••4711", Back: "https://pay.aurelia.example/x",
		Language: "de", Until: now.Add(payment.CardWithin),
	}
	page, err := c.Open(t.Context(), ask)
	if err != nil || page.Session == "" {
		t.Fatalf("got %+v, %v", page, err)
	}
	if again, err := c.Look(t.Context(), page.Session); err != nil || again.Session == "" {
		t.Errorf("got %+v, %v", again, err)
	}
	ask.Language = "klingon"
	if _, err := c.Open(t.Context(), ask); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "locale") && !strings.Contains(err.Error(), "400") {
		t.Errorf("what Stripe does not know: got %v, want its refusal", err)
	}
}

// startMock starts Stripe's own mock, which knows the description of its whole interface (scripts/setup installs it by go install), or ends the
// test by name.
func startMock(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("stripe-mock")
	if err != nil {
		path = filepath.Join(build.Default.GOPATH, "bin", "stripe-mock")
	}
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("stripe-mock is not installed: go install github.com/stripe/stripe-mock@v0.203.0")
		}
		t.Skip("stripe-mock is not installed: go install github.com/stripe/stripe-mock@v0.203.0")
	}
	socket := filepath.Join(t.TempDir(), "mock.sock")
	mock := exec.CommandContext(t.Context(), path, "-http-unix", socket)
	said, err := mock.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := mock.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	for lines.Scan() && !strings.Contains(lines.Text(), "Listening for HTTP") {
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	t.Cleanup(func() { _ = mock.Process.Kill(); _ = mock.Wait() })
	return socket
}
