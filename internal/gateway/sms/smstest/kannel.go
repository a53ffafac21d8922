package smstest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"marque/internal/gateway/freeport"
)

// Kannel is a running Kannel with its fake short message centre.
type Kannel struct {
	Port              int // of sendsms
	Centre            *Child
	bearerbox, smsbox *Child
	config            string
	centrePort        int
	remote            bool // the centre is another one
}

// URL is the template of a request to sendsms, for the user marque with the password "right".
func (k *Kannel) URL() string {
	return fmt.Sprintf("http://127.0.0.1:%d/cgi-bin/sendsms?username={user}&password={password}&from={from}&to={to}&text={text}&validity={validity_minutes}", k.Port)
}

// Yes is how Kannel says that it has taken a text.
const Yes = `^(0: Accepted|3: Queued)`

// fakeCentre is where Debian puts Kannel's fakesmsc.
const fakeCentre = "/usr/lib/kannel/test/fakesmsc"

// StartKannel starts Kannel and stops it with the test.
func StartKannel(t *testing.T) *Kannel {
	t.Helper()
	ports := freePorts(t, 4)
	fake := fmt.Sprintf("smsc = fake\nsmsc-id = fake\nport = %d\nconnect-allow-ip = \"127.0.0.1\"\n", ports[2])
	return startKannel(t, ports, fake)
}

// StartKannelWith starts a Kannel that sends through a centre by SMPP, as the user marque.
func StartKannelWith(t *testing.T, c *Centre) *Kannel {
	t.Helper()
	host, port, err := net.SplitHostPort(c.Address)
	if err != nil {
		t.Fatal(err)
	}
	return startKannel(t, freePorts(t, 4), fmt.Sprintf("smsc = smpp\nsmsc-id = centre\nhost = %s\nport = %s\ntransceiver-mode = true\n"+
		"smsc-username = marque\nsmsc-password = %s\nsystem-type = \"\"\n", host, port, c.Password))
}

func startKannel(t *testing.T, ports []int, centre string) *Kannel {
	t.Helper()
	k := &Kannel{
		Port: ports[3], config: filepath.Join(t.TempDir(), "kannel.conf"), centrePort: ports[2], remote: strings.Contains(centre, "= smpp"),
	}
	if err := os.WriteFile(k.config, fmt.Appendf(nil, configuration, ports[0], ports[1], centre, ports[3]), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.Stop)
	k.Begin(t)
	return k
}

// Begin starts Kannel again after Stop.
func (k *Kannel) Begin(t *testing.T) {
	t.Helper()
	bearerbox, smsbox, centre := program(t, "bearerbox"), program(t, "smsbox"), program(t, fakeCentre)
	k.bearerbox = start(t, bearerbox, "-v", "0", k.config)
	k.bearerbox.Wait(t, "entering mainloop")
	k.smsbox = start(t, smsbox, "-v", "0", k.config)
	k.bearerbox.Wait(t, "Client connected from")
	k.smsbox.Wait(t, "Connected to bearerbox")
	if k.remote {
		return
	}
	k.Centre = start(t, centre, "-H", "127.0.0.1", "-r", fmt.Sprint(k.centrePort), "-v", "0")
	k.bearerbox.Wait(t, "Fakesmsc client connected")
}

// Ask makes Kannel hand over texts from telephones to an address, from its next beginning on; its answers go to nobody.
func (k *Kannel) Ask(t *testing.T, address string) {
	t.Helper()
	f, err := os.OpenFile(k.config, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, err = fmt.Fprintf(f, "\ngroup = sms-service\nkeyword = default\ncatch-all = true\nmax-messages = 0\nget-url = \"%s?from=%%p&text=%%b\"\n", address)
	if err != nil {
		t.Fatal(err)
	}
}

// Write lets a telephone send one text. A new fake centre takes the place of the one before: it is told what to send when it begins.
func (k *Kannel) Write(t *testing.T, from, to, text string) {
	t.Helper()
	k.Centre.stop()
	k.Centre = start(t, program(t, fakeCentre), "-H", "127.0.0.1", "-r", fmt.Sprint(k.centrePort), "-m", "1", "-v", "0", from+" "+to+" text "+text)
	k.Centre.Wait(t, "sent message 1")
}

// Stop ends all of it: the gateway is down.
func (k *Kannel) Stop() {
	for _, c := range []*Child{k.Centre, k.smsbox, k.bearerbox} {
		if c != nil {
			c.stop()
		}
	}
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
%s
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
		out = append(out, freeport.Find(t))
	}
	return out
}

// Child is a process whose words can be waited for.
type Child struct {
	name  string
	lines chan string
	past  []string
	stop  func()
}

func start(t *testing.T, path string, args ...string) *Child {
	t.Helper()
	c := &Child{name: filepath.Base(path), lines: make(chan string, 10_000)}
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
	c.stop = sync.OnceFunc(func() {
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

// Wait waits until the process has said something, and returns the line.
func (c *Child) Wait(t *testing.T, what string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for {
		select {
		case line := <-c.lines:
			c.past = append(c.past, line)
			if strings.Contains(line, what) {
				return line
			}
		case <-ctx.Done():
			t.Fatalf("%s never said %q; it said:\n%s", c.name, what, strings.Join(c.past, "\n"))
		}
	}
}

// Seen returns what the process has said so far.
func (c *Child) Seen() []string {
	for {
		select {
		case line := <-c.lines:
			c.past = append(c.past, line)
		default:
			return c.past
		}
	}
}
