package sms_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/gateway/sms"
)

// TestRealKannel sends through Debian's Kannel to its fake short message centre, and hears of the delivery.
func TestRealKannel(t *testing.T) {
	t.Parallel()
	reports := make(chan url.Values, 10)
	back := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { reports <- r.URL.Query() }))
	t.Cleanup(back.Close)
	k := startKannel(t)
	settings := k.settings()
	settings.URL += "&dlr-mask=31&dlr-url=" + url.QueryEscape(back.URL+"/dlr?status=%d&message=") + "{dedup}"
	g := driver(t, settings)

	e := envelope()
	e.Letter.Text = "Aurelia: your code is 491827.\n\n@aurelia.example #491827"
	if _, err := g.Send(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	k.centre.wait(t, "<Aurelia +12015550142 text Aurelia: your code is 491827.>")
	k.centre.wait(t, "<@aurelia.example #491827>")
	// 8 says that the centre accepted the text, 1 that the telephone has it.
	var got []string
	for !slices.Contains(got, "1") {
		select {
		case r := <-reports:
			if r.Get("message") != e.ID.String() {
				t.Errorf("got a report on %q, want one on our message", r.Get("message"))
			}
			got = append(got, r.Get("status"))
		case <-time.After(20 * time.Second):
			t.Fatalf("got reports %v, want one of delivery; smsbox said %q", got, k.smsbox.seen())
		}
	}
}

func TestRealKannelSaysNo(t *testing.T) {
	t.Parallel()
	k := startKannel(t)
	wrong := k.settings()
	wrong.Password = "wrong"
	if _, err := driver(t, wrong).Send(t.Context(), envelope()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v, want a wrong password to wait for the operator", err)
	}
	nobody := envelope()
	nobody.To = ""
	if _, err := driver(t, k.settings()).Send(t.Context(), nobody); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a text to nobody refused for good", err)
	}
	empty := notice.Envelope{To: "+12015550142", Valid: time.Minute}
	if _, err := driver(t, k.settings()).Send(t.Context(), empty); err != nil && !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want it taken or refused for good", err)
	}
}

// kannel is a running Kannel: bearerbox, smsbox and the fake centre.
type kannel struct {
	port                      int
	bearerbox, smsbox, centre *child
}

func (k *kannel) settings() sms.Settings {
	s := kannelLike(fmt.Sprintf("http://127.0.0.1:%d", k.port))
	s.Password = "right"
	return s
}

// fakeCentre is where Debian puts Kannel's fakesmsc.
const fakeCentre = "/usr/lib/kannel/test/fakesmsc"

func startKannel(t *testing.T) *kannel {
	t.Helper()
	bearerbox, smsbox := program(t, "bearerbox"), program(t, "smsbox")
	centre := program(t, fakeCentre)
	ports := freePorts(t, 4)
	config := filepath.Join(t.TempDir(), "kannel.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, configuration, ports[0], ports[1], ports[2], ports[3]), 0o600); err != nil {
		t.Fatal(err)
	}
	k := &kannel{port: ports[3]}
	k.bearerbox = start(t, bearerbox, "-v", "0", config)
	k.bearerbox.wait(t, "entering mainloop")
	k.smsbox = start(t, smsbox, "-v", "0", config)
	k.bearerbox.wait(t, "Client connected from")
	k.smsbox.wait(t, "Connected to bearerbox")
	k.centre = start(t, centre, "-H", "127.0.0.1", "-r", fmt.Sprint(ports[2]), "-v", "0")
	k.bearerbox.wait(t, "Fakesmsc client connected")
	return k
}

const configuration = `group = core
admin-port = %d
admin-interface = "127.0.0.1"
admin-password = unused
status-password = unused
smsbox-port = %d
smsbox-interface = "127.0.0.1"
box-allow-ip = "127.0.0.1"
box-deny-ip = "*.*.*.*"

group = smsc
smsc = fake
smsc-id = fake
port = %d
connect-allow-ip = "127.0.0.1"

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = %d
sendsms-interface = "127.0.0.1"

group = sendsms-user
username = marque
password = right
`

// program finds a program; without it the test is skipped loudly, and fails when CI=true.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("Kannel (%s) is missing and CI=true", name)
	}
	t.Skipf("SKIPPED: Kannel (%s) is missing; apt-get install kannel kannel-extras", name)
	return ""
}

func freePorts(t *testing.T, n int) []int {
	t.Helper()
	var out []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		out = append(out, l.Addr().(*net.TCPAddr).Port)
	}
	return out
}

// child is a process whose words can be waited for.
type child struct {
	name  string
	lines chan string
	past  []string
}

func start(t *testing.T, path string, args ...string) *child {
	t.Helper()
	c := &child{name: filepath.Base(path), lines: make(chan string, 10_000)}
	cmd := exec.Command(path, args...)
	out, in := io.Pipe()
	cmd.Stdout, cmd.Stderr = in, in
	stdin, err := cmd.StdinPipe() // held open: the fake centre ends when its input does
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		for s := bufio.NewScanner(out); s.Scan(); {
			select {
			case c.lines <- s.Text():
			default: // nobody waits for so much
			}
		}
	}()
	t.Cleanup(func() {
		stdin.Close()
		_ = cmd.Process.Signal(syscall.SIGTERM)
		force := time.AfterFunc(5*time.Second, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		force.Stop()
		in.Close()
		<-read
	})
	return c
}

// wait waits until the process has said something.
func (c *child) wait(t *testing.T, what string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for {
		select {
		case line := <-c.lines:
			c.past = append(c.past, line)
			if strings.Contains(line, what) {
				return
			}
		case <-ctx.Done():
			t.Fatalf("%s never said %q; it said:\n%s", c.name, what, strings.Join(c.past, "\n"))
		}
	}
}

// seen returns what the process has said so far.
func (c *child) seen() []string {
	for {
		select {
		case line := <-c.lines:
			c.past = append(c.past, line)
		default:
			return c.past
		}
	}
}
