package hook

import (
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"marque/internal/fault"
	"marque/internal/id"
)

// EndpointID names a partner's address.
type EndpointID = id.Of[Endpoint]

// Endpoint is a partner's address that messages go to.
type Endpoint struct {
	ID        EndpointID
	Name      string  // unique, for people
	URL       string  // https, but for this very machine
	Topics    []Topic // none is all
	Brand     string  // empty is all
	Inside    bool    // its host may have an address of a private network
	CreatedAt time.Time
	EndedAt   time.Time // zero while it lives
}

// Alive tells whether messages go there.
func (e *Endpoint) Alive() bool { return e.EndedAt.IsZero() }

// Wants tells whether a message goes there.
func (e *Endpoint) Wants(n *News) bool {
	if e.Brand != "" && e.Brand != n.Brand {
		return false
	}
	for _, t := range e.Topics {
		if t == n.Topic {
			return true
		}
	}
	return len(e.Topics) == 0
}

// The bounds of an endpoint.
const (
	mostName = 80
	mostURL  = 500
)

// NewEndpoint judges an endpoint.
func NewEndpoint(e Endpoint) (Endpoint, error) {
	e.Name = strings.TrimSpace(e.Name)
	if e.Name == "" || utf8.RuneCountInString(e.Name) > mostName || strings.ContainsFunc(e.Name, unicode.IsControl) {
		return e, fault.Inputf("name", "Give the endpoint a name of at most %d characters.", mostName)
	}
	u, err := url.Parse(e.URL)
	if err != nil || len(e.URL) > mostURL || u.Host == "" || u.User != nil || u.Fragment != "" {
		return e, fault.Inputf("url", "Give an address such as https://crm.example/hooks, without a password, of at most %d characters.", mostURL)
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !IsLoopback(u.Hostname())) {
		return e, fault.Input("url", "Messages go by https only, except to this machine itself (http://127.0.0.1).")
	}
	return e, nil
}

// IsLoopback tells whether a host is this machine, named by its number: a name could lead elsewhere tomorrow.
func IsLoopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

// Gone is the status by which Standard Webhooks lets a partner say that it wants no more messages.
const Gone = 410

// backoff is how long a message waits after its first, second … failure. The sum is a little over three days: a weekend.
var backoff = []time.Duration{
	5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// After returns when a message is tried again after it has failed a number of times, or false when it is dead.
func After(failures int, now time.Time) (time.Time, bool) {
	if failures < 1 || failures > len(backoff) {
		return time.Time{}, false
	}
	return now.Add(backoff[failures-1]), true
}
