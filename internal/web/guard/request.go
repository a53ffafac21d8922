package guard

import (
	"context"
	"encoding/base32"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/passkey"
	"marque/internal/fault"
)

// request takes the parts of a request that need no database.
func (g *Gate) request(w http.ResponseWriter, r *http.Request) *Request {
	var random [5]byte
	_, _ = io.ReadFull(g.c.Random, random[:]) // a reference that is not random is still one; crypto/rand does not fail
	remote, proxied := g.remote(r)
	return &Request{
		Request: r, By: access.Anonymous(), Brand: g.brand(r.Host), Network: network(remote), gate: g, writer: w,
		Reference: base32.StdEncoding.EncodeToString(random[:]),
		secure:    r.TLS != nil || proxied && r.Header.Get("X-Forwarded-Proto") == "https",
	}
}

// Site returns where passkeys belong that are used on this page: the brand's host as it is configured or, where nothing is, as the request
// names it. A host that is none of ours is no site, so that a forged header makes none.
func (r *Request) Site() passkey.Site {
	host := hostname(r.Host)
	if origin, ok := r.gate.c.Origins[host]; ok {
		return passkey.Site{Host: host, Origin: origin}
	}
	_, ours := r.gate.c.Brands[host]
	local := host == "localhost" || strings.HasSuffix(host, ".localhost") // nobody else's (RFC 6761, 6.3)
	switch {
	case local && !r.secure:
		return passkey.Site{Host: host, Origin: "http://" + strings.ToLower(r.Host)}
	case local || ours:
		return passkey.Site{Host: host, Origin: "https://" + strings.ToLower(r.Host)}
	}
	return passkey.Site{}
}

// hostname returns a host in small letters without its port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(host)
}

// brand returns the brand of a host name. A host that is nobody's gets the first brand: nothing that we send is built from it.
func (g *Gate) brand(host string) string {
	if key, ok := g.c.Brands[hostname(host)]; ok {
		return key
	}
	return g.c.Brand
}

// mostForwarded bounds the proxies that are walked.
const mostForwarded = 16

// remote returns the client's address: the connection's, or, behind proxies that are ours, the last one they did not add themselves.
func (g *Gate) remote(r *http.Request) (at netip.Addr, proxied bool) {
	end, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, false
	}
	at = end.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && i > len(hops)-mostForwarded && g.ours(at); i-- {
		proxied = true
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at = hop.Unmap()
	}
	return at, proxied
}

func (g *Gate) ours(at netip.Addr) bool {
	for _, p := range g.c.Proxies {
		if p.Contains(at) {
			return true
		}
	}
	return false
}

// network returns the net of an address that one customer or office holds: /24 of IPv4, /64 of IPv6.
func network(at netip.Addr) string {
	bits := 64
	if at.Is4() {
		bits = 24
	}
	if p, err := at.WithZone("").Prefix(bits); err == nil && p.IsValid() {
		return p.String()
	}
	return "unknown"
}

// identify finds the session of the cookie. A cookie whose session was ended is taken away; one whose time is over stays until the next
// sign-in, since it says whose form a form was.
func (r *Request) identify(active bool) error {
	r.visitor = r.cookie(visitorCookie)
	token := r.cookie(sessionCookie)
	if token == "" {
		return nil
	}
	session, err := r.gate.c.SignIn.Check(r.Context(), token, active)
	if fault.Is(err, fault.SignedOut) {
		if _, err := r.gate.c.SignIn.Ended(r.Context(), token); err != nil {
			r.drop(sessionCookie)
		}
		return nil
	}
	if err != nil {
		return err
	}
	r.Session, r.By, r.token = session, session.Actor(), token
	return nil
}

// WantsData tells whether a page's script asks and wants an answer for itself, no page.
func (r *Request) WantsData() bool { return r.Header.Get("Accept") == "application/json" }

// Again asks whether the session of a request that goes on for long, such as a live connection, still stands, and who acts in it. It is no
// activity: it never makes a session longer.
func (r *Request) Again(ctx context.Context) (access.Actor, error) {
	session, err := r.gate.c.SignIn.Check(ctx, r.token, false)
	return session.Actor(), err
}

// nextField is the parameter that says where to go after signing in.
const nextField = "next"

// withNext adds where the person wanted to go, when that is a page that can be got.
func withNext(path string, r *http.Request) string {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || r.URL.Path == "/" {
		return path
	}
	return path + "?" + url.Values{nextField: {r.URL.RequestURI()}}.Encode()
}

// mostNext bounds a path to go to.
const mostNext = 1000 // an app's question to its customer is some 600

// Next returns the page of ours that the person wanted, or the fallback: never another site's.
func (r *Request) Next(fallback string) string {
	next := r.FormValue(nextField)
	if len(next) > mostNext || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return fallback
	}
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" {
		return fallback
	}
	return u.RequestURI()
}

// browser returns what its owner calls a browser, from a User-Agent that may say anything.
func browser(agent string) string {
	name := first(agent, []pair{
		{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"Chrome/", "Chrome"}, {"CriOS/", "Chrome"}, {"Safari/", "Safari"},
	})
	system := first(agent, []pair{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	})
	switch {
	case name == "" && system == "":
		return "A browser"
	case name == "":
		return "A browser on " + system
	case system == "":
		return name
	}
	return name + " on " + system
}

type pair struct{ sign, name string }

func first(agent string, pairs []pair) string {
	for _, p := range pairs {
		if strings.Contains(agent, p.sign) {
			return p.name
		}
	}
	return ""
}

// Challenge returns the token of the open code challenge.
func (r *Request) Challenge() identity.Token { return r.cookie(challengeCookie) }

// Recovery returns the token of the recovery on its way.
func (r *Request) Recovery() identity.Token { return r.cookie(recoveryCookie) }

// Claim returns the token of the registration on its way.
func (r *Request) Claim() identity.Token { return r.cookie(claimCookie) }
