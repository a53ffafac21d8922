// Package webhook posts signed messages to partners' addresses. It goes nowhere that an operator did not name: it follows no redirect and no proxy, and
// judges the address that a host name has at the moment of the call, so that a name cannot be led to a machine of ours.
package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"marque/internal/core/hook"
	"marque/internal/fault"
)

// within bounds one message: a partner answers first and works afterwards.
const within = 15 * time.Second

// mostAnswer bounds what is read of an answer; nothing of it is used.
const mostAnswer = 16 << 10

// Post sends messages. It is safe for use by several goroutines.
type Post struct{ outside, inside, self *http.Client }

// reach is how far a client may go.
type reach int

const (
	toOutside reach = iota // addresses of the internet
	toInside               // and of private networks
	toSelf                 // this machine only
)

// New returns a post.
func New() *Post { return &Post{client(toOutside), client(toInside), client(toSelf)} }

func client(r reach) *http.Client {
	dialer := &net.Dialer{Timeout: within, Control: func(_, address string, _ syscall.RawConn) error { return r.judge(address) }}
	return &http.Client{
		Timeout:       within,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: within, ResponseHeaderTimeout: within, MaxResponseHeaderBytes: mostAnswer,
			MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
		},
	}
}

// errForbidden says that a host has an address where messages do not go.
var errForbidden = errors.New("its host has an address in a network where messages do not go")

// carrierGrade is shared by an operator's customers (RFC 6598); Go does not count it as private.
var carrierGrade = netip.MustParsePrefix("100.64.0.0/10")

// judge refuses an address beyond the reach.
func (r reach) judge(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return errForbidden
	}
	ip := at.Addr().Unmap()
	private := ip.IsPrivate() || carrierGrade.Contains(ip)
	switch {
	case r == toSelf && ip.IsLoopback(), r == toInside && private:
		return nil
	case r == toSelf || !ip.IsGlobalUnicast() || private || ip.IsLoopback() || ip.IsLinkLocalUnicast():
		return errForbidden
	}
	return nil
}

// Send posts a message and returns the status of the answer. An error means that there was none; it names no secret.
func (p *Post) Send(ctx context.Context, e hook.Endpoint, id string, at time.Time, body []byte, secrets []hook.Secret) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL, bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("make a message: %w", err)
	}
	for name, value := range hook.Headers(id, at, body, secrets) {
		req.Header.Set(name, value)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Marque-Webhooks/1")
	by := p.outside
	switch {
	case hook.IsLoopback(req.URL.Hostname()):
		by = p.self
	case e.Inside:
		by = p.inside
	}
	res, err := by.Do(req)
	if errors.Is(err, errForbidden) {
		return 0, fault.Newf(fault.Forbidden, "The endpoint cannot be used: %v.", errForbidden)
	}
	if err != nil {
		return 0, fault.Newf(fault.Unavailable, "The endpoint did not answer: %v.", errors.Unwrap(err))
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, mostAnswer)) // best effort: so that the connection can be used again
	return res.StatusCode, nil
}
