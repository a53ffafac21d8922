// Package edge ends TLS for an installation that has no proxy before it: with certificate files that may be replaced while it runs, or with
// certificates that it gets by ACME (RFC 8555) for every brand's host. It also answers plain HTTP, which leads to https and nowhere else.
// What is served is left to package guard.
package edge

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"marque/internal/civil"
	"marque/internal/fault"
)

// LetsEncrypt is the address of the best known ACME directory.
const LetsEncrypt = autocert.DefaultACMEDirectory

// Config says where certificates come from: Cert and Key, or Directory.
type Config struct {
	Cert, Key string // PEM files; the certificate with its chain

	Directory string            // the address of an ACME directory
	Email     string            // where the authority warns; may be empty
	Cache     string            // directory of the account's and the certificates' keys
	Client    *http.Client      // nil trusts the system's roots
	Sites     map[string]string // host to address, such as https://pay.example: certificates are asked for these and no others

	Hosts map[string]string // host to address: where plain HTTP leads to
	Now   civil.Clock
	Log   *slog.Logger
}

// Edge is a way in by TLS.
type Edge struct {
	c       Config
	manager *autocert.Manager // nil with files
	pair    *pair             // nil with ACME
}

// New reads the certificate files, or prepares to ask for certificates at the first connection that needs one.
func New(c Config) (*Edge, error) {
	e := &Edge{c: c}
	if c.Directory == "" {
		e.pair = &pair{cert: c.Cert, key: c.Key, now: c.Now, log: c.Log}
		return e, e.pair.load()
	}
	e.manager = &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(c.Cache), HostPolicy: e.ours, Email: c.Email,
		Client: &acme.Client{DirectoryURL: c.Directory, HTTPClient: c.Client},
	}
	return e, nil
}

// ours keeps strangers from making us ask the authority for names that are not ours. The name is a handshake's, or the Host of a plain request.
func (e *Edge) ours(_ context.Context, host string) error {
	if _, ok := e.c.Sites[hostname(host)]; !ok {
		return fault.New(fault.NotFound, "There is no site of this name.")
	}
	return nil
}

// suites are those of TLS 1.2 that encrypt and authenticate at once and whose keys are forgotten after the connection (RFC 9325, 4.2). Those of
// TLS 1.3 all do, and Go does not let them be chosen.
func suites() []uint16 {
	return []uint16{
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
	}
}

// TLS returns how connections are taken: TLS 1.3, or 1.2 with AEAD suites only.
func (e *Edge) TLS() *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12, CipherSuites: suites(), NextProtos: []string{"h2", "http/1.1"}}
	if e.manager != nil {
		c.GetCertificate = e.manager.GetCertificate
		c.NextProtos = append(c.NextProtos, acme.ALPNProto)
		return c
	}
	c.GetCertificate = e.pair.get
	return c
}

// Listener takes TLS connections from a plain listener.
func (e *Edge) Listener(plain net.Listener) net.Listener { return tls.NewListener(plain, e.TLS()) }

// Plain answers what comes over plain HTTP: the authority's questions, and the way to https.
func (e *Edge) Plain() http.Handler {
	redirect := http.HandlerFunc(e.redirect)
	if e.manager != nil {
		return e.manager.HTTPHandler(redirect)
	}
	return redirect
}

// redirect leads a page that somebody typed to https. What sends data is refused instead, so that its sender notices (ASVS 4.1.2), and a host
// that is not ours leads nowhere.
func (e *Edge) redirect(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	to, known := e.c.Hosts[hostname(r.Host)]
	switch {
	case !known:
		http.Error(w, "There is no site of this name here.", http.StatusNotFound)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		http.Error(w, "This site takes forms over https only. What was just sent was not encrypted.", http.StatusForbidden)
	default:
		http.Redirect(w, r, to+path(r), http.StatusMovedPermanently)
	}
}

// path returns the path and query of a request. A request line may hold an address without a slash, which would lengthen the host.
func path(r *http.Request) string {
	if p := r.URL.RequestURI(); strings.HasPrefix(p, "/") {
		return p
	}
	return "/"
}

func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
