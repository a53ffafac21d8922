package app_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/config"
)

// logged is a log that a running server and its test share.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// withFiles opens an installation that ends TLS by itself, with the certificate that net/http/httptest has for 127.0.0.1.
func withFiles(t *testing.T, log *logged) (a *app.App, roots *x509.CertPool) {
	t.Helper()
	known := httptest.NewTLSServer(http.NotFoundHandler())
	defer known.Close()
	roots = x509.NewCertPool()
	roots.AddCert(known.Certificate())
	pair := known.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	set, dir := config.Default(), t.TempDir()
	set.Zone = time.UTC
	set.Data, set.TLSCert, set.TLSKey = filepath.Join(dir, "data"), filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	set.Sites = []config.Site{{Brand: "aurelia", URL: "https://pay.aurelia.example"}}
	for path, block := range map[string]*pem.Block{set.TLSCert: {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, set.TLSKey: {Type: "PRIVATE KEY", Bytes: key}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a, err = app.Open(t.Context(), app.Options{
		Config: set, Now: time.Now, Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a, roots
}

func TestAnInstallationEndsTLSByItself(t *testing.T) {
	t.Parallel()
	log := &logged{}
	a, roots := withFiles(t, log)
	way, err := a.Edge(nil)
	if err != nil {
		t.Fatal(err)
	}
	gate, err := a.Portal("test")
	if err != nil {
		t.Fatal(err)
	}
	plain := listening(t)
	ctx, stop := context.WithCancel(t.Context())
	ended, plainEnded := make(chan error, 1), make(chan error, 1)
	secure := listening(t)
	go func() { ended <- a.Serve(ctx, way.Listener(secure), gate) }()
	go func() { plainEnded <- a.ServePlain(ctx, plain, way) }()
	client := &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer := ask(t, client, "https://"+secure.Addr().String()+"/login", "")
	if got := answer.Header.Get("Strict-Transport-Security"); answer.StatusCode != http.StatusOK || !strings.Contains(got, "max-age=63072000; includeSubDomains") {
		t.Errorf("got %s, HSTS %q", answer.Status, got)
	}
	answer = ask(t, client, "http://"+plain.Addr().String()+"/help?a=b", "pay.aurelia.example")
	if got := answer.Header.Get("Location"); got != "https://pay.aurelia.example/help?a=b" {
		t.Errorf("plain HTTP: got %s to %q", answer.Status, got)
	}
	if _, err := tls.Dial("tcp", secure.Addr().String(), &tls.Config{ServerName: "nobody.example"}); err == nil {
		t.Error("a client that does not know the authority was content")
	}
	client.CloseIdleConnections()
	stop()
	await(t, ended, "the server")
	await(t, plainEnded, "the plain server")
	if text := log.String(); !strings.Contains(text, "handshake failed") || strings.Contains(text, "from 127.0.0.1") {
		t.Errorf("a failed handshake is told without its client's address: got %s", text)
	}
}

func listening(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func ask(t *testing.T, client *http.Client, url, host string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestWithoutCertificatesAProxyEndsTLS(t *testing.T) {
	t.Parallel()
	set := config.Default()
	set.Data, set.Zone = t.TempDir(), time.UTC
	a, err := app.Open(t.Context(), app.Options{Config: set, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if way, err := a.Edge(nil); way != nil || err != nil {
		t.Errorf("got %v, %v", way, err)
	}
}
