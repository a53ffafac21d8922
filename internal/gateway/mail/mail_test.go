package mail_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/gateway/mail"
	"marque/internal/id"
)

func now() time.Time { return time.Date(2026, time.November, 22, 15, 4, 5, 0, time.UTC) }

func envelope() notice.Envelope {
	return notice.Envelope{
		ID: id.Derive[notice.Message]("m"), Kind: notice.KindSignInCode, Brand: "aurelia", BrandName: "Aurelia Motor Finance",
		To: "maya@customer.example", Reference: "7K4M-2Q9X", Valid: 10 * time.Minute,
		Letter: notice.Letter{Subject: "Ihr Code für Šafařík", Text: "Code 491827\n.\nend\n", HTML: "<p>Code 491827 – ok</p>\n"},
	}
}

// server is a mail server in this process whose answers a test can choose.
type server struct {
	host  string
	port  int
	roots *x509.CertPool

	mu      sync.Mutex
	letters []string
	users   []string

	rcpt, data error
	hold       chan struct{} // when not nil, data waits until it is closed
	drop       bool          // break the connection right after the letter was taken
}

func (s *server) NewSession(c *smtp.Conn) (smtp.Session, error) { return &session{s: s, conn: c}, nil }

type session struct {
	s    *server
	conn *smtp.Conn
}

func (c *session) Reset() {
	if c.s.drop && c.s.count() > 0 {
		c.conn.Conn().Close()
	}
}
func (c *session) Logout() error                             { return nil }
func (c *session) Mail(string, *smtp.MailOptions) error      { return nil }
func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error { return c.s.rcpt }
func (c *session) AuthMechanisms() []string                  { return []string{sasl.Plain} }
func (c *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "right" {
			return errors.New("no " + user)
		}
		c.s.mu.Lock()
		defer c.s.mu.Unlock()
		c.s.users = append(c.s.users, user)
		return nil
	}), nil
}

func (c *session) Data(r io.Reader) error {
	if c.s.hold != nil {
		<-c.s.hold
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if c.s.data != nil {
		return c.s.data
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.letters = append(c.s.letters, string(raw))
	return nil
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.letters)
}

// listen starts the server; with implicit TLS from the first byte, else STARTTLS when secure.
func (s *server) listen(t *testing.T, secure, implicit bool) *server {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cert := certificate(t, key)
	s.roots = x509.NewCertPool()
	s.roots.AddCert(cert.Leaf)
	back := smtp.NewServer(s)
	back.Domain = "localhost"
	back.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
	if secure {
		back.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.host, s.port = "127.0.0.1", l.Addr().(*net.TCPAddr).Port
	if implicit {
		l = tls.NewListener(l, back.TLSConfig)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = back.Serve(l) }()
	t.Cleanup(func() { back.Close(); l.Close(); <-done })
	return s
}

// certificate makes one for 127.0.0.1 that nobody trusts yet.
func certificate(t *testing.T, key crypto.Signer) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true,
		BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func (s *server) settings() mail.Settings {
	return mail.Settings{Host: s.host, Port: s.port, Roots: s.roots, From: "no-reply@aurelia.example", Now: now}
}

func driver(t *testing.T, s mail.Settings) *mail.Server {
	t.Helper()
	m, err := mail.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestALetterArrivesWhole(t *testing.T) {
	t.Parallel()
	s := (&server{}).listen(t, true, false)
	m := driver(t, s.settings())
	for range 2 {
		if answer, err := m.Send(t.Context(), envelope()); err != nil || answer == "" {
			t.Fatalf("got %q, %v, want the server's answer", answer, err)
		}
	}
	first, second := parse(t, s.letters[0]), parse(t, s.letters[1])
	for name, want := range map[string]string{
		"From":                     `"Aurelia Motor Finance" <no-reply@aurelia.example>`,
		"To":                       "<maya@customer.example>",
		"Subject":                  "Ihr Code für Šafařík",
		"Date":                     "Sun, 22 Nov 2026 15:04:05 +0000",
		"Expires":                  "Sun, 22 Nov 2026 15:14:05 +0000",
		"Auto-Submitted":           "auto-generated",
		"X-Auto-Response-Suppress": "All",
		"List-Id":                  "<sign_in_code.account.aurelia.example>",
		"X-Reference":              "7K4M-2Q9X",
		"Message-Id":               "<" + envelope().ID.String() + "@aurelia.example>",
	} {
		if got := first.header.Get(name); got != want && decoded(got) != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if first.header.Get("Message-Id") != second.header.Get("Message-Id") {
		t.Error("a second attempt has another Message-ID")
	}
	if first.plain != envelope().Letter.Text || first.html != envelope().Letter.HTML {
		t.Errorf("got %q and %q", first.plain, first.html)
	}
}

func decoded(s string) string {
	out, _ := new(mime.WordDecoder).DecodeHeader(s)
	return out
}

// letter is a received letter, taken apart by the standard library.
type letter struct {
	header      netmail.Header
	plain, html string
}

func parse(t *testing.T, raw string) letter {
	t.Helper()
	msg, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	out := letter{header: msg.Header}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(body), "\r\n", "\n")
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			out.html = text
		} else {
			out.plain = text
		}
	}
}

func TestABrandHasItsOwnSender(t *testing.T) {
	t.Parallel()
	s := (&server{}).listen(t, true, false)
	set := s.settings()
	set.FromOf = map[string]string{"norden": "Norden Cars <post@norden.example>"}
	e := envelope()
	e.Brand, e.BrandName = "norden", "Norden"
	if _, err := driver(t, set).Send(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	h := parse(t, s.letters[0]).header
	if h.Get("From") != `"Norden Cars" <post@norden.example>` || !strings.HasSuffix(h.Get("Message-Id"), "@norden.example>") {
		t.Errorf("got %s and %s", h.Get("From"), h.Get("Message-Id"))
	}
}

func TestImplicitTLSWithASignIn(t *testing.T) {
	t.Parallel()
	s := (&server{}).listen(t, true, true)
	set := s.settings()
	set.TLS, set.User, set.Password = mail.Implicit, "marque", "right"
	if _, err := driver(t, set).Send(t.Context(), envelope()); err != nil {
		t.Fatal(err)
	}
	if s.count() != 1 || len(s.users) != 1 || s.users[0] != "marque" {
		t.Errorf("got %d letters from %v", s.count(), s.users)
	}
}

func TestWhatTheServerSaysDecidesWhetherToTryAgain(t *testing.T) {
	t.Parallel()
	says := func(code int) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCodeNotSet, Message: "maya@customer.example is not here"}
	}
	cases := []struct {
		name string
		s    *server
		want fault.Kind
		code string
	}{
		{"an unknown reader is final", &server{rcpt: says(550)}, fault.Invalid, "550"},
		{"a busy mailbox is not", &server{rcpt: says(451)}, fault.Unavailable, "451"},
		{"a refused letter is final", &server{data: says(554)}, fault.Invalid, "554"},
		{"a full disk is not", &server{data: says(452)}, fault.Unavailable, "452"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.s.listen(t, true, false)
			_, err := driver(t, c.s.settings()).Send(t.Context(), envelope())
			if fault.KindOf(err) != c.want || !strings.Contains(err.Error(), c.code) {
				t.Errorf("got %v (%s), want %s with %s", err, fault.KindOf(err), c.want, c.code)
			}
			if strings.Contains(err.Error(), "maya") {
				t.Errorf("got %v, want no reader in an error", err)
			}
		})
	}
}

func TestNothingIsSentWithoutTheEncryptionThatWasAskedFor(t *testing.T) {
	t.Parallel()
	plain := (&server{}).listen(t, false, false)
	if _, err := driver(t, plain.settings()).Send(t.Context(), envelope()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v, want a server without STARTTLS refused", err)
	}
	stranger := (&server{}).listen(t, true, false)
	for _, way := range []mail.TLS{mail.Required, mail.Implicit} {
		set := stranger.settings()
		set.TLS, set.Roots = way, x509.NewCertPool()
		if _, err := driver(t, set).Send(t.Context(), envelope()); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: got %v, want a certificate of nobody's refused", way, err)
		}
	}
	if plain.count()+stranger.count() != 0 {
		t.Error("a letter was sent")
	}
	for _, way := range []mail.TLS{mail.Off, mail.Opportunistic} {
		set := plain.settings()
		set.TLS = way
		if _, err := driver(t, set).Send(t.Context(), envelope()); err != nil {
			t.Errorf("%s: got %v, want it sent as it was asked for", way, err)
		}
	}
}

func TestAWrongPasswordWaitsForTheOperator(t *testing.T) {
	t.Parallel()
	s := (&server{}).listen(t, true, false)
	set := s.settings()
	set.User, set.Password = "marque", "wrong"
	_, err := driver(t, set).Send(t.Context(), envelope())
	if !fault.Is(err, fault.Unavailable) || strings.Contains(err.Error(), "wrong") {
		t.Errorf("got %v, want another attempt and no password", err)
	}
}

func TestAServerThatIsAwayIsTriedAgain(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	s := &server{host: "127.0.0.1", port: port}
	if _, err := driver(t, s.settings()).Send(t.Context(), envelope()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v, want another attempt", err)
	}
}

func TestAServerThatHangsIsLeftWhenTheContextEnds(t *testing.T) {
	t.Parallel()
	s := (&server{hold: make(chan struct{})}).listen(t, true, false)
	t.Cleanup(func() { close(s.hold) })
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := driver(t, s.settings()).Send(ctx, envelope()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v, want it broken off", err)
	}
	if ctx.Err() == nil {
		t.Error("it came back before the context ended")
	}
}

func TestALetterThatWasTakenIsNotSentAgainBecauseOfAPoorGoodbye(t *testing.T) {
	t.Parallel()
	s := (&server{drop: true}).listen(t, true, false)
	if _, err := driver(t, s.settings()).Send(t.Context(), envelope()); err != nil {
		t.Errorf("got %v, want it counted as sent", err)
	}
	if s.count() != 1 {
		t.Errorf("got %d letters, want 1", s.count())
	}
}

func TestNoAddressOrSubjectCanAddAHeader(t *testing.T) {
	t.Parallel()
	s := (&server{}).listen(t, true, false)
	m := driver(t, s.settings())
	for name, change := range map[string]func(*notice.Envelope){
		"line break in subject":   func(e *notice.Envelope) { e.Letter.Subject = "a\r\nBcc: x@y.example" },
		"line break in reference": func(e *notice.Envelope) { e.Reference = "a\nX: y" },
		"line break in brand":     func(e *notice.Envelope) { e.BrandName = "a\r\nX: y" },
		"two addresses":           func(e *notice.Envelope) { e.To = "a@x.example, b@y.example" },
		"a name in the address":   func(e *notice.Envelope) { e.To = "A <a@x.example>" },
		"line break in address":   func(e *notice.Envelope) { e.To = "a@x.example\r\nDATA" },
	} {
		e := envelope()
		change(&e)
		if _, err := m.Send(t.Context(), e); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want it refused", name, err)
		}
	}
	if s.count() != 0 {
		t.Error("a letter was sent")
	}
}

func TestWrongSettingsAreRefused(t *testing.T) {
	t.Parallel()
	good := mail.Settings{Host: "mx.example", Port: 587, From: "a@b.example", Now: now}
	for name, change := range map[string]func(*mail.Settings){
		"no host":        func(s *mail.Settings) { s.Host = "" },
		"no port":        func(s *mail.Settings) { s.Port = 0 },
		"no sender":      func(s *mail.Settings) { s.From = "" },
		"a brand's none": func(s *mail.Settings) { s.FromOf = map[string]string{"x": "nobody"} },
	} {
		s := good
		change(&s)
		if _, err := mail.New(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
}

func TestTheLogDriverSaysThatButNotWhat(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if _, err := mail.NewLog(slog.New(slog.NewTextHandler(&out, nil))).Send(t.Context(), envelope()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), envelope().ID.String()) || strings.Contains(out.String(), "maya") || strings.Contains(out.String(), "491827") {
		t.Errorf("got %s", out.String())
	}
}
