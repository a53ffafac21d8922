package edge_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"marque/internal/web/edge"
)

// began is when the tests' clocks stand at first.
var began = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// certify writes a self-signed pair for a name and returns its pool of roots.
func certify(t *testing.T, cert, key, name string) *x509.CertPool {
	t.Helper()
	signer, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, signer.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(signer)
	if err != nil {
		t.Fatal(err)
	}
	write(t, cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	write(t, key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))
	pool := x509.NewCertPool()
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool.AddCert(leaf)
	return pool
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// site is an edge with certificate files that answers on an address of its own.
type site struct {
	cert, key, address string
	pool               *x509.CertPool
	now                atomic.Int64 // seconds after began
	edge               *edge.Edge
}

func setup(t *testing.T) *site {
	t.Helper()
	dir := t.TempDir()
	s := &site{cert: filepath.Join(dir, "cert.pem"), key: filepath.Join(dir, "key.pem")}
	s.pool = certify(t, s.cert, s.key, "first.example")
	var err error
	s.edge, err = edge.New(edge.Config{
		Cert: s.cert, Key: s.key, Log: slog.New(slog.DiscardHandler),
		Now:   func() time.Time { return began.Add(time.Duration(s.now.Load()) * time.Second) },
		Hosts: map[string]string{"first.example": "https://first.example", "second.example": "https://second.example:8443"},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.address = answer(t, s.edge.Listener(listen(t)), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) }))
	return s
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// answer serves until the test ends and returns the address.
func answer(t *testing.T, l net.Listener, h http.Handler) string {
	t.Helper()
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close(); <-ended })
	return l.Addr().String()
}

// dial shakes hands and returns what was agreed.
func dial(t *testing.T, address string, c *tls.Config) (tls.ConnectionState, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	conn, err := (&tls.Dialer{Config: c}).DialContext(ctx, "tcp", address)
	if err != nil {
		return tls.ConnectionState{}, err
	}
	defer conn.Close()
	return conn.(*tls.Conn).ConnectionState(), nil
}

func TestOldProtocolsAndSuitesWithoutAEADAreRefused(t *testing.T) {
	t.Parallel()
	s := setup(t)
	cbc := []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256}
	gcm := []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}
	for _, c := range []struct {
		name     string
		min, max uint16
		suites   []uint16
		ok       bool
	}{
		{"TLS 1.0", tls.VersionTLS10, tls.VersionTLS10, nil, false},
		{"TLS 1.1", tls.VersionTLS11, tls.VersionTLS11, nil, false},
		{"TLS 1.2 with CBC", tls.VersionTLS12, tls.VersionTLS12, cbc, false},
		{"TLS 1.2 with GCM", tls.VersionTLS12, tls.VersionTLS12, gcm, true},
		{"whatever is best", tls.VersionTLS10, 0, nil, true},
	} {
		got, err := dial(t, s.address, &tls.Config{RootCAs: s.pool, ServerName: "first.example", MinVersion: c.min, MaxVersion: c.max, CipherSuites: c.suites}) //nolint:gosec // it must be refused
		if (err == nil) != c.ok {
			t.Errorf("%s: got %v, want taken: %v", c.name, err, c.ok)
		}
		if c.max == 0 && got.Version != tls.VersionTLS13 {
			t.Errorf("%s: got version %x, want TLS 1.3", c.name, got.Version)
		}
	}
}

func TestPagesComeByHTTP2(t *testing.T) {
	t.Parallel()
	s := setup(t)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.pool}, ForceAttemptHTTP2: true}}
	defer client.CloseIdleConnections()
	resp, err := client.Get("https://" + s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.ProtoMajor != 2 || resp.StatusCode != http.StatusOK {
		t.Errorf("got %s, %s", resp.Proto, resp.Status)
	}
}

func TestAReplacedCertificateIsServedWithoutARestart(t *testing.T) {
	t.Parallel()
	s := setup(t)
	name := func() string {
		got, err := dial(t, s.address, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // which certificate comes is the question
		if err != nil {
			t.Fatal(err)
		}
		return got.PeerCertificates[0].Subject.CommonName
	}
	certify(t, s.cert, s.key, "second.example")
	if got := name(); got != "first.example" {
		t.Errorf("at once: got %s: the files were read at every connection", got)
	}
	s.now.Add(5)
	if got := name(); got != "second.example" {
		t.Errorf("after five seconds: got %s", got)
	}
	write(t, s.key, []byte("half a file"))
	s.now.Add(5)
	if got := name(); got != "second.example" {
		t.Errorf("with a broken key: got %s", got)
	}
	if err := os.Remove(s.cert); err != nil {
		t.Fatal(err)
	}
	s.now.Add(5)
	if got := name(); got != "second.example" {
		t.Errorf("without a file: got %s", got)
	}
	certify(t, s.cert, s.key, "third.example")
	s.now.Add(5)
	if got := name(); got != "third.example" {
		t.Errorf("after it was mended: got %s", got)
	}
}

func TestAKeyOfAnotherCertificateIsRefusedAtTheStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, key, other := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "c")
	certify(t, cert, key, "a.example")
	certify(t, other, key, "b.example")
	for _, c := range []edge.Config{{Cert: cert, Key: key}, {Cert: cert, Key: filepath.Join(dir, "none")}} {
		c.Now = func() time.Time { return began }
		if _, err := edge.New(c); err == nil {
			t.Errorf("%s with %s: got no error", c.Cert, c.Key)
		}
	}
}

func TestPlainHTTPLeadsToHTTPSOfOurHostsOnlyAndTakesNoForm(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for _, c := range []struct {
		method, host, target, to string
		status                   int
	}{
		{"GET", "first.example", "/login?next=%2Fa", "https://first.example/login?next=%2Fa", 301},
		{"HEAD", "FIRST.example:80", "/", "https://first.example/", 301},
		{"GET", "second.example", "/help", "https://second.example:8443/help", 301},
		{"GET", "evil.example", "/", "", 404},
		{"POST", "first.example", "/login", "", 403},
		{"GET", "first.example", "//evil.example/", "https://first.example//evil.example/", 301},
		{"GET", "first.example", "http://evil.example/x", "https://first.example/x", 301},
	} {
		r := httptest.NewRequest(c.method, c.target, nil)
		r.Host = c.host
		rec := httptest.NewRecorder()
		s.edge.Plain().ServeHTTP(rec, r)
		if got := rec.Header().Get("Location"); rec.Code != c.status || got != c.to {
			t.Errorf("%s %s at %s: got %d to %q, want %d to %q", c.method, c.target, c.host, rec.Code, got, c.status, c.to)
		}
		if rec.Header().Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(rec.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%s %s: got headers %v", c.method, c.target, rec.Header())
		}
	}
}

func TestARequestWithoutASlashDoesNotLengthenTheHost(t *testing.T) {
	t.Parallel()
	s := setup(t)
	r := httptest.NewRequest("GET", "/", nil)
	r.Host, r.URL.Path, r.URL.Opaque = "first.example", "", ".evil.example/"
	rec := httptest.NewRecorder()
	s.edge.Plain().ServeHTTP(rec, r)
	if got := rec.Header().Get("Location"); got != "https://first.example/" {
		t.Errorf("got %q", got)
	}
}
