package sms

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"net/url"

	"marque/internal/fault"
)

// Check connects to the gateway, with its certificate where there is one, and leaves. What it says to user and password only a text can tell.
func (g *Gateway) Check(ctx context.Context) error {
	conn, err := g.dial(ctx)
	if err != nil {
		return fault.Newf(fault.Unavailable, "The text gateway cannot be reached: %v.", err)
	}
	return conn.Close()
}

func (g *Gateway) dial(ctx context.Context) (net.Conn, error) {
	if g.at.Scheme == "https" {
		return (&tls.Dialer{Config: &tls.Config{ServerName: g.at.Hostname(), MinVersion: tls.VersionTLS12}}).DialContext(ctx, "tcp", hostPort(g.at, "443"))
	}
	return new(net.Dialer).DialContext(ctx, "tcp", hostPort(g.at, "80"))
}

func hostPort(u *url.URL, usual string) string {
	return net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), usual))
}
