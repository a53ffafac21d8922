// Package evening signs a customer and an agent in to an installation that was made as docs/administrator/install.md says. scripts/evening/run
// makes the bare Debian and starts this; it also plays what the evening finds outside: a mail server and a text gateway.
package evening

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"marque/internal/core/feed"
	"marque/internal/core/identity"
	"marque/internal/web/guard"
)

// debian is the folder of the bare Debian, or nothing when this runs by itself.
const debian = "MARQUE_EVENING"

// patience bounds every wait; the machine may be busy.
const patience = 40 * time.Second

// The names of the page, and somebody of the sample feed.
const (
	site     = "https://pay.aurelia.example"
	contract = "C111171790"
	password = "lantern hedgehog velvet 41"
	atDesk   = "teapot avalanche mirror 77"
)

// outside takes letters and texts and keeps them by their reader.
type outside struct {
	mu   sync.Mutex
	kept map[string][]string
	news chan struct{} // one for each that came
}

func (o *outside) keep(to, text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.kept[to] = append(o.kept[to], text)
	select {
	case o.news <- struct{}{}:
	default:
	}
}

// next waits for what was sent to somebody after the first n, and finds a pattern in it.
func (o *outside) next(t *testing.T, to string, n int, pattern *regexp.Regexp) string {
	t.Helper()
	for end := time.After(patience); ; {
		o.mu.Lock()
		all := o.kept[to]
		o.mu.Unlock()
		if len(all) > n {
			if m := pattern.FindStringSubmatch(all[n]); m != nil {
				return m[len(m)-1]
			}
			t.Fatalf("%q is not in %s", pattern, all[n])
		}
		select {
		case <-o.news:
		case <-end:
			t.Fatalf("nothing came for %s", to)
		}
	}
}

// NewSession implements smtp.Backend.
func (o *outside) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{o: o}, nil }

// session is one letter's way in.
type session struct {
	o  *outside
	to string
}

func (s *session) Reset()                                    {}
func (s *session) Logout() error                             { return nil }
func (s *session) Mail(string, *smtp.MailOptions) error      { return nil }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error { s.to = to; return nil }
func (s *session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	// Quoted-printable breaks lines at an equals sign and writes one as =3D.
	s.o.keep(s.to, strings.NewReplacer("=\r\n", "", "=3D", "=").Replace(string(text)))
	return err
}

// ServeHTTP takes a text as Kannel does.
func (o *outside) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.keep(r.FormValue("to"), r.FormValue("text"))
	_, _ = io.WriteString(w, "0: Accepted for delivery")
}

// play starts the mail server and the text gateway.
func play(t *testing.T) *outside {
	t.Helper()
	o := &outside{kept: map[string][]string{}, news: make(chan struct{}, 1)}
	mail := smtp.NewServer(o)
	for address, serve := range map[string]func(net.Listener) error{
		"127.0.0.1:25": mail.Serve, "127.0.0.1:13013": (&http.Server{Handler: o}).Serve, //nolint:gosec // of this test
	} {
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		go func() { _ = serve(l) }()
	}
	return o
}

// inside runs a program in the Debian and returns what it says.
func inside(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("chroot", append([]string{os.Getenv(debian)}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// serve starts the program as the page says for a machine without systemd, and waits until it answers.
func serve(t *testing.T) {
	t.Helper()
	cmd := exec.Command("chroot", os.Getenv(debian), "bash", "/root/serve.sh")
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server's end: %v: %s", err, said.String())
		}
		if t.Failed() {
			t.Log(said.String())
		}
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("it does not serve: %v: %s %s", err, line, said.String())
	}
}

// browser is somebody at a browser that trusts the evening's authority and finds the site here.
type browser struct {
	t    *testing.T
	http *http.Client
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	pem, err := os.ReadFile(filepath.Join(os.Getenv(debian), "etc/marque/ca.crt"))
	roots := x509.NewCertPool()
	if err != nil || !roots.AppendCertsFromPEM(pem) {
		t.Fatalf("no authority: %v", err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		_, port, _ := net.SplitHostPort(address)
		return new(net.Dialer).DialContext(ctx, network, "127.0.0.1:"+port)
	}
	return &browser{t, &http.Client{Jar: jar, Timeout: patience, Transport: &http.Transport{DialContext: dial, TLSClientConfig: &tls.Config{RootCAs: roots}}}}
}

// page is where somebody has come to.
type page struct{ path, text string }

func (b *browser) read(answer *http.Response, err error) page {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: got %d, %v: %s", answer.Request.URL.Path, answer.StatusCode, err, plain(text))
	}
	return page{answer.Request.URL.RequestURI(), string(text)}
}

// plain is what a page says, without its markup.
func plain(html []byte) string {
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(html), " ")), " ")
}

func (b *browser) get(path string) page { b.t.Helper(); return b.read(b.http.Get(site + path)) }

var token = regexp.MustCompile(`name="` + guard.FormField + `" value="([^"]+)"`)

// send fills a form of a page, solves its puzzle as the page's script does, and ends where it leads.
func (b *browser) send(from page, path, want string, fields ...string) page {
	b.t.Helper()
	m := token.FindStringSubmatch(from.text)
	if m == nil {
		b.t.Fatalf("no form on %s", from.path)
	}
	form := url.Values{guard.FormField: {m[1]}}
	if _, stamp, ok := strings.Cut(m[1], "."); ok {
		solution, err := identity.Solve(stamp)
		if err != nil {
			b.t.Fatal(err)
		}
		form.Set(guard.SolutionField, solution)
	}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, site+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", site)
	to := b.read(b.http.Do(r))
	if to.path != want {
		b.t.Fatalf("%s leads to %s, want %s: %s", path, to.path, want, plain([]byte(to.text)))
	}
	return to
}

var (
	link   = regexp.MustCompile(`https://pay\.aurelia\.example(/[^\s"<]+)`)
	digits = regexp.MustCompile(`\b(\d{6})\b`)
	hidden = regexp.MustCompile(`name="(?:setup|code)" value="([^"]+)"`)
	secret = regexp.MustCompile(`(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}`)
)

// borrower is who the sample feed says is on the contract.
func borrower(t *testing.T) feed.Person {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(os.Getenv(debian), "root/retail.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(data) {
		e, err := feed.Decode(line, feed.Rules{Now: time.Now()})
		if err != nil || e.Subject != contract {
			continue
		}
		if opens, ok := e.Data.(*feed.Activation); ok {
			return opens.Parties[0]
		}
	}
	t.Fatalf("the sample has no contract %s", contract)
	return feed.Person{}
}

func TestANewcomersEvening(t *testing.T) {
	if os.Getenv(debian) == "" {
		t.Skip("NOT TESTED: scripts/evening/run makes the bare Debian that this is about")
	}
	o := play(t)
	if said := inside(t, "bash", "/root/install.sh"); !strings.Contains(said, "0 findings") || !strings.Contains(said, "The mail server 127.0.0.1 takes us in") {
		t.Fatalf("the installation says: %s", said)
	}
	serve(t)
	t.Run("a customer registers and signs in", func(t *testing.T) { customer(t, o) })
	t.Run("an agent sets up access and signs in", agent)
	t.Run("all is well", func(t *testing.T) {
		if said := inside(t, "bash", "-c", doctor); !strings.Contains(said, "Processes that serve this book: 1.") {
			t.Errorf("the doctor says: %s", said)
		}
	})
}

// doctor is the command as the page's as_marque gives it.
const doctor = "set -a; . /etc/marque/environment; cd /; exec runuser -u marque -- /usr/local/bin/marque doctor"

func customer(t *testing.T, o *outside) {
	who, b := borrower(t), newBrowser(t)
	invitation, err := url.Parse(o.next(t, who.Email, 0, link))
	if err != nil {
		t.Fatal(err)
	}
	at := b.send(b.get(invitation.RequestURI()), "/register", "/register/code", "invitation", invitation.Query().Get("code"))
	at = b.send(at, "/register/code", "/register/sign-in", "code", o.next(t, who.Phone, 0, digits))
	at = b.send(at, "/register/sign-in", "/register/consents", "username", "first.customer", "password", password)
	at = b.send(at, "/register/consents", "/register/check?", "statements", "")
	b.send(at, "/register/check", "/register/done")
	b.send(b.get("/login"), "/login", "/login/code", "identifier", "first.customer", "password", password)
	at = b.send(b.get("/login/code"), "/login/code", "/", "code", o.next(t, who.Phone, 1, digits))
	if !strings.Contains(at.text, contract) {
		t.Errorf("the first page does not show %s: %s", contract, plain([]byte(at.text)))
	}
}

func agent(t *testing.T) {
	b := newBrowser(t)
	said := inside(t, "bash", "/root/later.sh")
	m := link.FindStringSubmatch(said)
	if m == nil {
		t.Fatalf("no link in %s", said)
	}
	welcome := b.get(m[1])
	path, _, _ := strings.Cut(m[1], "?")
	setup := b.send(welcome, path, path, "code", hidden.FindStringSubmatch(welcome.text)[1], "password", atDesk)
	key := identity.TOTPSecret(strings.ReplaceAll(secret.FindString(setup.text), " ", ""))
	step := identity.TOTPStep(time.Now())
	b.send(setup, path+"/app", "/desk/login?done=welcome", "setup", hidden.FindStringSubmatch(setup.text)[1], "code", key.Code(step))
	b.send(b.get("/desk/login"), "/desk/login", "/desk/login/code", "identifier", "dana.whitfield", "password", atDesk)
	at := b.send(b.get("/desk/login/code"), "/desk/login/code", "/desk", "code", key.Code(step+1)) // the next one: a code counts once
	if !strings.Contains(at.text, "Dana Whitfield") {
		t.Errorf("the desk does not greet her: %s", plain([]byte(at.text)))
	}
}
