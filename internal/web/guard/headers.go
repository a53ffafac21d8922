package guard

import (
	"net/url"
	"strings"
)

// policy is the Content-Security-Policy of every page: what is not named comes from nowhere. Only our own script files run, they speak
// with this host only, and no text becomes code or markup: there is no Trusted Types policy that could make it so.
var policy = strings.Join([]string{
	"default-src 'none'", "style-src 'self'", "img-src 'self'", "font-src 'self'", "form-action 'self'", "base-uri 'none'",
	"frame-ancestors 'none'", "script-src 'self'", "connect-src 'self'", "worker-src 'self'", "require-trusted-types-for 'script'",
	"trusted-types 'none'",
}, "; ")

// features are what a page here never asks of a browser.
var features = strings.Join([]string{
	"accelerometer=()", "camera=()", "display-capture=()", "geolocation=()", "gyroscope=()", "magnetometer=()", "microphone=()",
	"midi=()", "payment=()", "usb=()", "publickey-credentials-get=(self)", "publickey-credentials-create=(self)",
}, ", ")

// headers sets what every answer carries. The referrer stays on this site: with no-referrer a browser would send "Origin: null" with our
// own forms, and older ones could not be told from another site's. Assets may be kept; they set their own Cache-Control.
func (r *Request) headers(asset bool) {
	h := r.writer.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", features)
	if r.secure {
		h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
	if !asset {
		h.Set("Cache-Control", "no-store")
		h.Set("X-Request-Id", r.Reference)
		h.Set("Vary", "Accept-Language, Cookie")
	}
}

// AllowAnswerTo lets the form of this page lead to an app's address, which the customer's answer is sent to: browsers hold redirects of a form
// against the policy too. The address is one that was entered for the app.
func (r *Request) AllowAnswerTo(to *url.URL) {
	source := to.Scheme + ":"
	if to.Host != "" {
		source = to.Scheme + "://" + to.Host
	}
	r.writer.Header().Set("Content-Security-Policy", strings.Replace(policy, "form-action 'self'", "form-action 'self' "+source, 1))
}
