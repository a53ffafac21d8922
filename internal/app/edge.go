package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"

	"marque/internal/config"
	"marque/internal/web/edge"
	"marque/internal/web/guard"
)

// acmeFolder keeps, in the data directory, what the ACME authority gave and the keys to it.
const acmeFolder = "acme"

// Edge makes the way in by TLS, or returns nil when a proxy ends it. The client reaches the ACME authority; nil is the usual one.
func (a *App) Edge(client *http.Client) (*edge.Edge, error) {
	c := a.Config
	if !c.TLS() {
		return nil, nil
	}
	directory := c.ACME
	if directory == config.LetsEncrypt {
		directory = edge.LetsEncrypt
	}
	hosts, sites := a.addresses()
	return edge.New(edge.Config{
		Cert: c.TLSCert, Key: c.TLSKey, Directory: directory, Email: c.ACMEEmail, Cache: filepath.Join(c.Data, acmeFolder), Client: client,
		Sites: sites, Hosts: hosts, Now: a.now, Log: a.Log,
	})
}

// addresses returns where each host is reached by https: all of them, and those of the configuration.
func (a *App) addresses() (all, sites map[string]string) {
	all, sites = map[string]string{}, map[string]string{}
	_, port, err := net.SplitHostPort(a.Config.Listen)
	if err != nil || port == "443" {
		port = ""
	} else {
		port = ":" + port
	}
	for host := range a.hosts() {
		all[host] = "https://" + host + port
	}
	for _, s := range a.Config.Sites {
		if u, err := url.Parse(s.URL); err == nil && u.Scheme == "https" {
			all[u.Hostname()], sites[u.Hostname()] = s.URL, s.URL
		}
	}
	return all, sites
}

// ServePlain answers plain HTTP until ctx ends.
func (a *App) ServePlain(ctx context.Context, listener net.Listener, e *edge.Edge) error {
	return a.serveBeside(ctx, listener, e.Plain())
}

// serveBeside answers on an address that nobody has to be waited for.
func (a *App) serveBeside(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := guard.Server(handler)
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// handshakes takes what net/http says by itself. A handshake that failed is told without the client's address; anybody can cause one.
type handshakes struct{ log *slog.Logger }

// Write implements io.Writer.
func (h handshakes) Write(line []byte) (int, error) {
	text := string(bytes.TrimSpace(line))
	if _, reason, ok := bytes.Cut(line, []byte("TLS handshake error from ")); ok {
		if _, why, found := bytes.Cut(reason, []byte(": ")); found {
			text = string(bytes.TrimSpace(why))
		}
		h.log.Debug("handshake failed", "reason", text)
		return len(line), nil
	}
	h.log.Warn("http server", "message", text)
	return len(line), nil
}
