// Package mailtest runs Debian's OpenSMTPD for tests: its own queue, any free port, one maildir for everybody.
package mailtest

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"marque/internal/gateway/freeport"
)

// OpenSMTPD is a daemon that takes mail for anybody at the domains it was started with.
type OpenSMTPD struct {
	Port    int
	dir     string
	domains []string
	far     map[string]string // domains that it hands on, each to the address of another server
	log     chan string
	seen    []string
	stop    func()
}

// missing skips loudly on a developer's machine and fails where everything must be there.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing and CI=true", what)
	}
	t.Skipf("SKIPPED: %s is missing; apt-get install opensmtpd and run as root", what)
}

// Start starts a daemon and stops it with the test.
func Start(t *testing.T, domains ...string) *OpenSMTPD {
	t.Helper()
	return StartRelaying(t, nil, domains...)
}

// StartRelaying starts a daemon that also takes mail for far domains and hands each on to a server, host:port. What that one refuses comes
// back to its sender as a report.
func StartRelaying(t *testing.T, far map[string]string, domains ...string) *OpenSMTPD {
	t.Helper()
	if os.Getuid() != 0 {
		missing(t, "root, which OpenSMTPD needs to begin with")
	}
	d := &OpenSMTPD{Port: freeport.Find(t), dir: publicDir(t), domains: domains, far: far, log: make(chan string, 1000)}
	d.configure(t)
	t.Cleanup(func() { d.Stop() })
	d.Begin(t)
	return d
}

// Begin starts the daemon again after Stop, with what it has in its maildir.
func (d *OpenSMTPD) Begin(t *testing.T) {
	t.Helper()
	binary, err := exec.LookPath("smtpd")
	if err != nil {
		missing(t, "OpenSMTPD (smtpd)")
	}
	config := filepath.Join(d.dir, "conf")
	cmd := exec.Command(binary, "-d", "-f", config)
	if isolated() {
		// Its queue and control socket have fixed places: give it its own, so that it neither meets nor disturbs the machine's server.
		script := `mount -t tmpfs tmpfs /var/spool && mount -t tmpfs tmpfs /run && exec "$@"`
		cmd = exec.Command("unshare", "--mount", "sh", "-c", script, "sh", binary, "-d", "-f", config)
	}
	d.run(t, cmd)
}

// Stop ends the daemon and waits for it.
func (d *OpenSMTPD) Stop() {
	if d.stop != nil {
		d.stop()
		d.stop = nil
	}
}

func isolated() bool {
	return exec.Command("unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /var/spool && mount -t tmpfs tmpfs /run").Run() == nil
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
func (d *OpenSMTPD) configure(t *testing.T) {
	t.Helper()
	at := func(name string) string { return filepath.Join(d.dir, name) }
	config := fmt.Sprintf(`table people { "@" = nobody }
listen on 127.0.0.1 port %d
action "in" maildir %q virtual <people>
match from any for domain { "%s" } action "in"
`, d.Port, at("mail"), strings.Join(d.domains, `", "`))
	for domain, server := range d.far {
		config += fmt.Sprintf("action %q relay host \"smtp://%s\"\nmatch from any for domain %q action %q\n", domain, server, domain, domain)
	}
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
}

func (d *OpenSMTPD) run(t *testing.T, cmd *exec.Cmd) {
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
		for lines := bufio.NewScanner(out); lines.Scan(); {
			select {
			case d.log <- lines.Text():
			default: // nobody waits for so much
			}
		}
	}()
	d.stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		<-read
		_ = cmd.Wait()
	}
	d.waitForPort(t)
}

func (d *OpenSMTPD) waitForPort(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(d.Port)))
		if err == nil {
			conn.Close()
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("OpenSMTPD does not answer: %v; it said %q", err, d.Said())
		case <-tick.C:
		}
	}
}

// Said returns what the daemon has said so far.
func (d *OpenSMTPD) Said() []string {
	for {
		select {
		case line := <-d.log:
			d.seen = append(d.seen, line)
		default:
			return d.seen
		}
	}
}

// Letter waits until the daemon has put a letter into the maildir that holds all these words, and returns it.
func (d *OpenSMTPD) Letter(t *testing.T, words ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	for {
		if raw := d.find(t, words); raw != "" {
			return raw
		}
		for delivered := false; !delivered; {
			select {
			case <-ctx.Done():
				t.Fatalf("no letter with %q was delivered; OpenSMTPD said %q", words, d.Said())
			case line := <-d.log:
				d.seen = append(d.seen, line)
				delivered = strings.Contains(line, "stat=Delivered")
			}
		}
	}
}

// Letters returns every letter in the maildir.
func (d *OpenSMTPD) Letters(t *testing.T) (all []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(d.dir, "mail", "new", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(raw))
	}
	return all
}

func (d *OpenSMTPD) find(t *testing.T, words []string) string {
	t.Helper()
	for _, raw := range d.Letters(t) {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(raw, w) }) {
			return raw
		}
	}
	return ""
}
