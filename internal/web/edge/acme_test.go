package edge_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/json"
	"go/build"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"marque/internal/web/edge"
)

// pebbleBinary finds Let's Encrypt's small ACME server for tests (scripts/setup installs it by go install), or ends the test by name.
func pebbleBinary(t *testing.T) string {
	t.Helper()
	if os.Getenv("MARQUE_QUICK") != "" {
		t.Skip("MARQUE_QUICK: no ACME server")
	}
	if path, err := exec.LookPath("pebble"); err == nil {
		return path
	}
	path := filepath.Join(build.Default.GOPATH, "bin", "pebble")
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("pebble is not installed: go install github.com/letsencrypt/pebble/v2/cmd/pebble@v2.10.3")
		}
		t.Skip("pebble is not installed: go install github.com/letsencrypt/pebble/v2/cmd/pebble@v2.10.3")
	}
	return path
}

// nameserver answers every question for an address with 127.0.0.1, over TCP as pebble asks, so that it finds our hosts here.
func nameserver(t *testing.T) string {
	t.Helper()
	l := listen(t)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			resolve(conn)
		}
	}()
	t.Cleanup(func() { _ = l.Close(); <-ended })
	return l.Addr().String()
}

// resolve answers the one question of a connection.
func resolve(conn net.Conn) {
	defer conn.Close()
	var size [2]byte
	if _, err := io.ReadFull(conn, size[:]); err != nil {
		return
	}
	question := make([]byte, binary.BigEndian.Uint16(size[:]))
	var m dnsmessage.Message
	if _, err := io.ReadFull(conn, question); err != nil || m.Unpack(question) != nil || len(m.Questions) == 0 {
		return
	}
	m.Response, m.Additionals = true, nil
	if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
		m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 60}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}}}}
	}
	if answer, err := m.AppendPack(make([]byte, 2)); err == nil {
		binary.BigEndian.PutUint16(answer, uint16(len(answer)-2)) //nolint:gosec // a message of one answer
		_, _ = conn.Write(answer)
	}
}

func port(t *testing.T, address string) int {
	t.Helper()
	a, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return a.Port
}

// free returns an address where nothing listens.
func free(t *testing.T) string {
	t.Helper()
	l := listen(t)
	defer l.Close()
	return l.Addr().String()
}

// pebble starts an authority that looks for our answers at the given port of plain HTTP, and returns its directory, its roots and a client.
func pebble(t *testing.T, httpPort int) (directory string, roots *x509.CertPool, client *http.Client) {
	t.Helper()
	binary, dir, at, admin := pebbleBinary(t), t.TempDir(), free(t), free(t)
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: certify(t, cert, key, "localhost")}}}
	t.Cleanup(client.CloseIdleConnections)
	config, err := json.Marshal(map[string]any{"pebble": map[string]any{
		"listenAddress": at, "managementListenAddress": admin, "certificate": cert, "privateKey": key,
		"httpPort": httpPort, "tlsPort": port(t, free(t)), "retryAfter": map[string]int{"authz": 1, "order": 1},
		"profiles": map[string]any{"default": map[string]any{"description": "of this test", "validityPeriod": 7776000}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "pebble.json"), config)
	cmd := exec.Command(binary, "-config", filepath.Join(dir, "pebble.json"), "-strict", "-dnsserver", nameserver(t))
	cmd.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	await(t, out)
	return "https://" + at + "/dir", rootsOf(t, client, admin), client
}

// await waits until pebble says that it listens, and then reads on so that it is never held up.
func await(t *testing.T, out io.Reader) {
	t.Helper()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "ACME directory available at") {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return
		}
	}
	t.Fatal("pebble ended before it listened")
}

func rootsOf(t *testing.T, client *http.Client, admin string) *x509.CertPool {
	t.Helper()
	var pem []byte
	for range 100 { // the management address comes up by itself, and pebble says when only before it does
		resp, err := client.Get("https://" + admin + "/roots/0")
		if err != nil {
			<-time.After(20 * time.Millisecond)
			continue
		}
		pem, err = io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatal("pebble shows no root")
	}
	return pool
}

func TestCertificatesForTwoBrandsComeByACMEOverHTTP(t *testing.T) {
	t.Parallel()
	plain := listen(t)
	directory, roots, client := pebble(t, port(t, plain.Addr().String()))
	sites := map[string]string{"pay.aurelia.example": "https://pay.aurelia.example", "pay.norden.example": "https://pay.norden.example"}
	cache := filepath.Join(t.TempDir(), "acme")
	e, err := edge.New(edge.Config{
		Directory: directory, Email: "operator@lender.example", Cache: cache, Client: client, Sites: sites, Hosts: sites, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int64
	answers := e.Plain()
	answer(t, plain, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/.well-known/acme-challenge/") {
			asked.Add(1)
		}
		answers.ServeHTTP(w, r)
	}))
	address := answer(t, e.Listener(listen(t)), http.NotFoundHandler())
	for host := range sites {
		if _, err := dial(t, address, &tls.Config{RootCAs: roots, ServerName: host}); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	if asked.Load() < 2 {
		t.Errorf("the authority asked %d times over http, want once for each host", asked.Load())
	}
	if _, err := dial(t, address, &tls.Config{InsecureSkipVerify: true, ServerName: "evil.example"}); err == nil { //nolint:gosec // it must be refused
		t.Error("a name that is not ours got a certificate")
	}
	info, err := os.Stat(cache)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder of keys: got %v, %v, want it closed to others", info.Mode(), err)
	}
}
