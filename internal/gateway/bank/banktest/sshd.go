package banktest

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/gateway/freeport"
)

// Server is OpenSSH's server on a free port of this machine, with folders for files out and in.
type Server struct {
	Addr    string
	KeyFile string // of the client
	HostKey string // ssh-ed25519 AAAA…
	Out, In string
}

// program is where Debian keeps the server; it insists on a full path.
const program = "/usr/sbin/sshd"

// patience bounds every wait; the machine may be busy.
const patience = 30 * time.Second

// SSHD starts a server that ends with the test, or skips the test by name where there is none.
func SSHD(t *testing.T) Server {
	t.Helper()
	if _, err := os.Stat(program); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("openssh-server is not installed; run scripts/setup")
		}
		t.Skip("NOT TESTED: openssh-server is not installed; run scripts/setup")
	}
	dir := t.TempDir()
	s := Server{KeyFile: filepath.Join(dir, "client"), Out: filepath.Join(dir, "out"), In: filepath.Join(dir, "in")}
	for _, path := range []string{s.Out, s.In, "/run/sshd"} { // the last one is where the server keeps its empty room
		if err := os.MkdirAll(path, 0o755); err != nil {
			t.Skipf("NOT TESTED: %v", err)
		}
	}
	keygen(t, s.KeyFile)
	keygen(t, filepath.Join(dir, "host"))
	s.HostKey = publicKey(t, filepath.Join(dir, "host.pub"))
	s.Addr = freeport.Address(t)
	_, port, _ := net.SplitHostPort(s.Addr)
	config := fmt.Sprintf("Port %s\nListenAddress 127.0.0.1\nHostKey %s/host\nAuthorizedKeysFile %s/client.pub\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"+
		"PidFile none\nSubsystem sftp internal-sftp\nMaxStartups 100\n", port, dir, dir)
	file := filepath.Join(dir, "sshd_config")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-D", "-e", "-f", file) //nolint:gosec // a test's server
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait(); _ = log.Close() })
	s.await(t, log.Name())
	return s
}

// await waits until the server takes connections.
func (s Server) await(t *testing.T, log string) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		conn, err := net.DialTimeout("tcp", s.Addr, time.Second)
		if err == nil {
			_ = conn.Close()
			return
		}
		time.Sleep(10 * time.Millisecond) // nothing tells when a port is open
	}
	text, _ := os.ReadFile(log)
	t.Fatalf("sshd does not listen: %s", text)
}

func keygen(t *testing.T, path string) {
	t.Helper()
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path).CombinedOutput(); err != nil { //nolint:gosec // a test's key
		t.Fatalf("ssh-keygen: %v: %s", err, out)
	}
}

func publicKey(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(text))
	return fields[0] + " " + fields[1]
}

// Cut is a way to a server that breaks after so many bytes to it. It says so once, and lets everything through from then on.
type Cut struct {
	Addr   string
	Broken chan struct{} // closed when it has broken
}

// Cutting opens such a way. With hang it does not break but falls silent, until the test ends.
func Cutting(t *testing.T, to string, after int64, hang bool) *Cut {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &Cut{Addr: l.Addr().String(), Broken: make(chan struct{})}
	done := make(chan struct{})
	var all sync.WaitGroup
	t.Cleanup(func() { close(done); _ = l.Close(); all.Wait() })
	all.Go(func() {
		for first := true; ; first = false {
			from, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { c.carry(from, to, first, after, hang, done) })
		}
	})
	return c
}

func (c *Cut) carry(from net.Conn, to string, first bool, after int64, hang bool, done chan struct{}) {
	defer from.Close()
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer server.Close()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(from, server)
	}()
	stop := make(chan struct{})
	defer close(stop)
	go func() { // whatever waits ends with the test
		select {
		case <-done:
			_ = from.Close()
			_ = server.Close()
		case <-stop:
		}
	}()
	if first {
		_, err = io.CopyN(server, from, after)
		if err == nil {
			close(c.Broken)
			if hang {
				<-done
			}
		}
	} else {
		_, _ = io.Copy(server, from)
	}
	_ = server.Close()
	_ = from.Close()
	<-ended
}
