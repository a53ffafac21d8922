package mail_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"marque/internal/fault"
	"marque/internal/gateway/mail"
)

// TestRealOpenSMTPD sends to Debian's OpenSMTPD and reads the letter in its maildir. It goes without encryption: the TLS of that
// build (6.8.0p2 with OpenSSL 3) fails on its own side with "missing private key", also for openssl s_client. STARTTLS, implicit TLS
// and signing in are shown with the server in this process.
func TestRealOpenSMTPD(t *testing.T) {
	t.Parallel()
	d := startOpenSMTPD(t)
	m := driver(t, mail.Settings{Host: "127.0.0.1", Port: d.port, TLS: mail.Off, From: "no-reply@aurelia.example", Now: now})
	answer, err := m.Send(t.Context(), envelope())
	if err != nil {
		t.Fatalf("%v; OpenSMTPD said %q", err, d.said())
	}
	if !strings.Contains(answer, "2.0.0") {
		t.Errorf("got %q, want the server's own words", answer)
	}
	got := parse(t, d.delivered(t))
	if got.plain != envelope().Letter.Text || got.html != envelope().Letter.HTML || decoded(got.header.Get("Subject")) != envelope().Letter.Subject {
		t.Errorf("got %+v", got)
	}
	if id := got.header.Get("Message-Id"); id != "<"+envelope().ID.String()+"@aurelia.example>" {
		t.Errorf("got %s, want our own Message-ID to survive", id)
	}
	elsewhere := envelope()
	elsewhere.To = "maya@unknown.example"
	if _, err := m.Send(t.Context(), elsewhere); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a domain that the server does not serve refused for good", err)
	}
}

// openSMTPD is a running daemon.
type openSMTPD struct {
	port int
	dir  string
	log  chan string
}

// missing skips loudly on a developer's machine and fails where everything must be there.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing and CI=true", what)
	}
	t.Skipf("SKIPPED: %s is missing; apt-get install opensmtpd and run as root", what)
}

func startOpenSMTPD(t *testing.T) *openSMTPD {
	t.Helper()
	binary, err := exec.LookPath("smtpd")
	if err != nil {
		missing(t, "OpenSMTPD (smtpd)")
	}
	if os.Getuid() != 0 {
		missing(t, "root, which OpenSMTPD needs to begin with")
	}
	d := &openSMTPD{port: freePort(t), dir: publicDir(t), log: make(chan string, 1000)}
	config := d.configure(t)
	cmd := exec.Command(binary, "-d", "-f", config)
	if isolated() {
		// Its queue and control socket have fixed places: give it its own, so that it neither meets nor disturbs the machine's server.
		script := `mount -t tmpfs tmpfs /var/spool && mount -t tmpfs tmpfs /run && exec "$@"`
		cmd = exec.Command("unshare", "--mount", "sh", "-c", script, "sh", binary, "-d", "-f", config)
	}
	d.run(t, cmd)
	return d
}

func isolated() bool {
	return exec.Command("unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /var/spool && mount -t tmpfs tmpfs /run").Run() == nil
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// publicDir is a directory that the daemon's unprivileged parts can walk through.
func publicDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "opensmtpd")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// configure writes the daemon's configuration: mail for anybody goes into one maildir that belongs to nobody, for it delivers
// nothing to root.
func (d *openSMTPD) configure(t *testing.T) string {
	t.Helper()
	at := func(name string) string { return filepath.Join(d.dir, name) }
	config := fmt.Sprintf(`table people { "@" = nobody }
listen on 127.0.0.1 port %d
action "in" maildir %q virtual <people>
match from any for domain "customer.example" action "in"
`, d.port, at("mail"))
	if err := os.WriteFile(at("conf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(nobody.Uid)
	if err := os.Mkdir(at("mail"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(at("mail"), uid, -1); err != nil {
		t.Fatal(err)
	}
	return at("conf")
}

func (d *openSMTPD) run(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout = cmd.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer close(d.log)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			select {
			case d.log <- lines.Text():
			default: // nobody waits for so much
			}
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		<-read
		_ = cmd.Wait()
	})
	d.waitForPort(t)
}

func (d *openSMTPD) waitForPort(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(d.port)))
		if err == nil {
			conn.Close()
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("OpenSMTPD does not answer: %v; it said %q", err, d.said())
		case <-tick.C:
		}
	}
}

func (d *openSMTPD) said() (all []string) {
	for {
		select {
		case line, open := <-d.log:
			if !open {
				return all
			}
			all = append(all, line)
		default:
			return all
		}
	}
}

// delivered waits until the daemon says that it has put a letter into the maildir, and returns the letter.
func (d *openSMTPD) delivered(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var seen []string
	for {
		select {
		case <-ctx.Done():
			t.Fatalf("no letter was delivered; OpenSMTPD said %q", seen)
		case line := <-d.log:
			seen = append(seen, line)
			if !strings.Contains(line, "stat=Delivered") {
				continue
			}
			files, err := filepath.Glob(filepath.Join(d.dir, "mail", "new", "*"))
			if err != nil || len(files) != 1 {
				t.Fatalf("got %v, %v, want one letter", files, err)
			}
			raw, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			return string(raw)
		}
	}
}
