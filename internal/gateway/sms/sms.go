// Package sms carries texts to a gateway by one templated HTTP request, which is how Kannel, Twilio, Vonage and most others are spoken
// to, or says in the log that there was one. What stands in a text is core/notice's, when it is tried again service/notifying's.
package sms

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"marque/internal/core/notice"
	"marque/internal/fault"
)

// Settings describes the request. URL, Body and the values of Headers may hold these words, each replaced by its value, escaped as
// its place wants it (see Template):
//
//	{to}                telephone number in E.164, with its plus
//	{text}              the words
//	{from}              From
//	{user} {password}   User and Password
//	{basic}             both as HTTP basic authentication wants them (RFC 7617)
//	{dedup}             the message's id, the same at every attempt
//	{report}            the address at which the gateway may say what became of the text
//	{validity_minutes}  after how many whole minutes, at least 1, it must not arrive any more
//	{validity_seconds}  the same in seconds
//
// Every template must hold {to} and {text}, and one of the validities: a gateway that was down delivers stale codes otherwise.
type Settings struct {
	URL      string
	Method   string // GET or POST; empty is GET
	Body     string // for POST
	Headers  map[string]string
	Success  string // regular expression on the answer's body; its first group, if any, is the gateway's own id
	User     string
	Password string
	From     string
	Base     func(brand string) string // the portal's address as the gateway reaches it; nil when it cannot report
}

// Gateway is one text gateway. It is safe for use by several goroutines.
type Gateway struct {
	method  string
	url     Template
	at      *url.URL // of which only scheme and host hold for every text
	body    Template
	headers map[string]Template
	success *regexp.Regexp
	fixed   map[string]string
	base    func(brand string) string
	client  *http.Client
}

// within bounds one request; the caller's context may be shorter.
const within = 20 * time.Second

// New checks the settings. It does not reach the gateway.
func New(s Settings) (*Gateway, error) {
	if s.Method == "" {
		s.Method = http.MethodGet
	}
	g := &Gateway{method: s.Method, headers: map[string]Template{}, base: s.Base, client: &http.Client{Timeout: within, CheckRedirect: stay}}
	g.fixed = map[string]string{
		"from": s.From, "user": s.User, "password": s.Password, "basic": base64.StdEncoding.EncodeToString([]byte(s.User + ":" + s.Password)),
	}
	var err error
	if g.success, err = regexp.Compile(s.Success); err != nil || s.Success == "" {
		return nil, fault.Input("sms.success", "Say by a regular expression how the gateway says yes, such as ^(0: Accepted|3: Queued) for Kannel.")
	}
	if g.url, err = ParseTemplate(s.URL, InURL); err != nil {
		return nil, fault.Input("sms.url", err.Error())
	}
	if g.at, err = url.Parse(s.URL); err != nil || g.at.Host == "" || strings.Contains(g.at.Host, "{") {
		return nil, fault.Input("sms.url", "Give the address of the text gateway.")
	}
	if err := g.parseRest(s); err != nil {
		return nil, err
	}
	all := s.URL + s.Body
	if !strings.Contains(all, "{to}") || !strings.Contains(all, "{text}") || !strings.Contains(all, "{validity_") {
		return nil, fault.Input("sms.url", "Address and body together must hold {to}, {text} and {validity_minutes} or {validity_seconds}.")
	}
	return g, nil
}

// stay follows no redirect: it would carry a code and a password to another place.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func (g *Gateway) parseRest(s Settings) error {
	kind := "application/x-www-form-urlencoded"
	for name, value := range s.Headers {
		name = http.CanonicalHeaderKey(name)
		if name == "Content-Type" {
			kind = value
		}
		t, err := ParseTemplate(value, InHeader)
		if err != nil {
			return fault.Input("sms.headers", err.Error())
		}
		g.headers[name] = t
	}
	if s.Body == "" {
		return nil
	}
	if s.Method != http.MethodPost {
		return fault.Input("sms.method", "Only POST has a body.")
	}
	where, err := placeOf(kind)
	if err != nil {
		return err
	}
	if g.body, err = ParseTemplate(s.Body, where); err != nil {
		return fault.Input("sms.body", err.Error())
	}
	if _, given := g.headers["Content-Type"]; !given {
		g.headers["Content-Type"], err = ParseTemplate(kind, InHeader)
	}
	return err
}

// placeOf says how values are escaped in a body.
func placeOf(contentType string) (Place, error) {
	kind, _, _ := strings.Cut(contentType, ";")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "application/x-www-form-urlencoded":
		return InURL, nil
	case "application/json":
		return InJSON, nil
	case "application/xml", "text/xml":
		return InXML, nil
	}
	return 0, fault.Input("sms.headers", "A body is application/x-www-form-urlencoded, application/json or application/xml.")
}

// Send hands the text to the gateway and returns the gateway's name for it, if the success pattern catches one. A fault of kind Invalid
// means that the gateway will never take this text; every other error is worth another attempt. No error holds number, text or password.
func (g *Gateway) Send(ctx context.Context, e notice.Envelope) (string, error) {
	req, err := g.request(ctx, e)
	if err != nil {
		return "", err
	}
	res, err := g.client.Do(req)
	if err != nil {
		return "", fault.Newf(fault.Unavailable, "The text gateway cannot be used now: %v.", withoutURL(err))
	}
	defer res.Body.Close()
	const most = 64 << 10 // an answer is a line or a small JSON object
	body, err := io.ReadAll(io.LimitReader(res.Body, most))
	if err != nil {
		return "", fault.New(fault.Unavailable, "The text gateway's answer broke off.")
	}
	return g.answer(res.StatusCode, body)
}

// reportAt is where the gateway may report, or nothing.
func (g *Gateway) reportAt(e notice.Envelope) string {
	if g.base == nil || e.Report == "" {
		return ""
	}
	return g.base(e.Brand) + e.Report
}

func (g *Gateway) request(ctx context.Context, e notice.Envelope) (*http.Request, error) {
	values := map[string]string{
		"to": e.To, "text": e.Letter.Text, "dedup": e.ID.String(), "report": g.reportAt(e),
		"validity_minutes": whole(e.Valid, time.Minute), "validity_seconds": whole(e.Valid, time.Second),
	}
	for name, value := range g.fixed {
		values[name] = value
	}
	req, err := http.NewRequestWithContext(ctx, g.method, g.url.Fill(values), strings.NewReader(g.body.Fill(values)))
	if err != nil {
		return nil, fmt.Errorf("make text request: %w", withoutURL(err))
	}
	for name, t := range g.headers {
		req.Header.Set(name, t.Fill(values))
	}
	return req, nil
}

// whole rounds down, since it must not arrive later, but never to nothing, which gateways read as for ever.
func whole(valid, unit time.Duration) string {
	return strconv.FormatInt(max(1, int64(valid/unit)), 10)
}

// withoutURL takes the address out of an HTTP client's error: it holds number, text and password.
func withoutURL(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

func (g *Gateway) answer(status int, body []byte) (string, error) {
	switch {
	case status == http.StatusBadRequest, status == http.StatusNotFound, status == http.StatusUnprocessableEntity:
		return "", fault.Newf(fault.Invalid, "The text gateway does not take this text (%d).", status)
	case status < 200 || status > 299:
		return "", fault.Newf(fault.Unavailable, "The text gateway did not take the text now (%d).", status)
	}
	found := g.success.FindSubmatch(body)
	switch {
	case found == nil:
		return "", fault.New(fault.Unavailable, "The text gateway did not say yes.")
	case len(found) > 1:
		return string(found[1]), nil
	}
	return "", nil
}

// Log is the driver for a machine without a gateway: it says that there was a text and never what stands in it.
type Log struct{ log *slog.Logger }

// NewLog returns the driver.
func NewLog(log *slog.Logger) Log { return Log{log} }

// Send notes the message's id and kind.
func (l Log) Send(ctx context.Context, e notice.Envelope) (string, error) {
	l.log.InfoContext(ctx, "text not sent: the driver is log", "message", e.ID.String(), "kind", string(e.Kind), "brand", e.Brand)
	return "log", nil
}
