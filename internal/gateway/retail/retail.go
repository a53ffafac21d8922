// Package retail fetches the feed from the retail system's own address, page by page. It goes nowhere else: it follows no redirect and no proxy, and a page's
// successor must stand at the same host. What the messages say is core/feed's business.
package retail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"marque/internal/core/feed"
	"marque/internal/fault"
)

// The bounds of one page.
const (
	within      = time.Minute      // from the question to the last byte
	beginWithin = 20 * time.Second // to the first
	mostBytes   = 16 << 20         // a thousand messages are about 1 MB
	mostHeader  = 64 << 10
	mostAddress = 2000
	mostTag     = 200
)

// Client fetches pages. It is safe for use by several goroutines.
type Client struct {
	token string
	http  *http.Client
}

// New returns a client that shows this token with each question; an empty one is not shown.
func New(token string) *Client {
	dialer := &net.Dialer{Timeout: beginWithin}
	return &Client{token: strings.TrimSpace(token), http: &http.Client{
		Timeout:       within,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: beginWithin, ResponseHeaderTimeout: beginWithin, MaxResponseHeaderBytes: mostHeader,
			MaxIdleConnsPerHost: 1, IdleConnTimeout: within, ForceAttemptHTTP2: true,
		},
	}}
}

// Check refuses an address from which no feed is fetched: it begins with https://, or leads to this machine, and has nothing in it that should be in the token.
func Check(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || len(address) > mostAddress {
		return fault.New(fault.Invalid, "This is not an address of a feed. It looks like https://retail.example/events, without a password in it.")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
		return fault.New(fault.Invalid, "The address must begin with https://; plain http is for this machine only.")
	}
	return nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Fetch asks for the page of an address, and for nothing when it still has this tag.
func (c *Client) Fetch(ctx context.Context, address, tag string) (feed.Page, error) {
	if err := Check(address); err != nil {
		return feed.Page{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return feed.Page{}, fmt.Errorf("ask for a page: %w", err)
	}
	req.Header.Set("Accept", "application/jsonl, application/x-ndjson, application/cloudevents-batch+json")
	req.Header.Set("User-Agent", "Marque-Feed/1")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return feed.Page{}, unanswered(err)
	}
	defer res.Body.Close()
	return read(res, tag)
}

// unanswered says what went wrong without the address, in which a query may name a place that is nobody's business.
func unanswered(err error) error {
	if inner, ok := errors.AsType[*url.Error](err); ok {
		err = inner.Err
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	return fault.Newf(fault.Unavailable, "The retail system did not answer: %v.", err)
}

// read takes an answer apart.
func read(res *http.Response, tag string) (feed.Page, error) {
	page := feed.Page{Tag: res.Header.Get("ETag"), Same: res.StatusCode == http.StatusNotModified && tag != ""}
	if len(page.Tag) > mostTag {
		page.Tag = ""
	}
	switch {
	case page.Same:
		page.Tag = tag
	case res.StatusCode >= http.StatusMultipleChoices && res.StatusCode < http.StatusBadRequest:
		return page, fault.Newf(fault.Unavailable, "The retail system answered with status %d, which leads elsewhere; nothing is fetched there.", res.StatusCode)
	case res.StatusCode == http.StatusUnauthorized, res.StatusCode == http.StatusForbidden:
		return page, fault.Newf(fault.Forbidden, "The retail system refused the token (status %d).", res.StatusCode)
	case res.StatusCode == http.StatusTooManyRequests, res.StatusCode == http.StatusServiceUnavailable:
		return page, fault.Later(wait(res.Header.Get("Retry-After")), fmt.Sprintf("The retail system asks for a pause (status %d).", res.StatusCode))
	case res.StatusCode != http.StatusOK && res.StatusCode != http.StatusNoContent:
		return page, fault.Newf(fault.Unavailable, "The retail system answered with status %d.", res.StatusCode)
	}
	var err error
	if page.Next, err = next(res); err != nil || page.Same {
		return page, err
	}
	page.Texts, err = texts(res)
	return page, err
}

// wait reads a pause in seconds, within bounds.
func wait(text string) time.Duration {
	const least, most = 1, 3600
	n, err := strconv.Atoi(text)
	if err != nil {
		n = least
	}
	return time.Duration(min(max(n, least), most)) * time.Second
}

// texts reads the messages of a page whole, so that one that was cut off is not taken for a bad message.
func texts(res *http.Response) ([][]byte, error) {
	body, err := io.ReadAll(io.LimitReader(res.Body, mostBytes+1))
	if err != nil {
		return nil, unanswered(err)
	}
	if len(body) > mostBytes {
		return nil, fault.Newf(fault.TooLarge, "A page is larger than %d MiB. Let the retail system make smaller ones.", mostBytes>>20)
	}
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	switch kind {
	case "application/cloudevents-batch+json":
		return feed.Bundle(body)
	case "application/jsonl", "application/x-ndjson", "application/x-jsonlines", "text/plain":
		return feed.Lines(body), nil
	}
	if len(body) == 0 {
		return nil, nil
	}
	return nil, fault.Newf(fault.Invalid, "The retail system sent %q, which is no feed: application/jsonl or application/cloudevents-batch+json is.", cmp.Or(kind, "no type"))
}

// next finds the page that follows (RFC 8288, relation "next"). It must stand at the same host, for the token is shown there.
func next(res *http.Response) (string, error) {
	for _, header := range res.Header.Values("Link") {
		for link := range links(header) {
			target, params, _ := strings.Cut(strings.TrimPrefix(link, "<"), ">")
			if !isNext(params) {
				continue
			}
			u, err := res.Request.URL.Parse(target)
			if err != nil || u.Scheme != res.Request.URL.Scheme || u.Host != res.Request.URL.Host {
				return "", fault.New(fault.Forbidden, "The next page is said to stand at another host; nothing is fetched there.")
			}
			return u.String(), Check(u.String())
		}
	}
	return "", nil
}

// links takes a header apart: commas within <…> and quotes divide nothing.
func links(header string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		from, angle, quoted := 0, false, false
		for i := range len(header) + 1 {
			if i < len(header) {
				switch c := header[i]; {
				case c == '"' && !angle:
					quoted = !quoted
				case c == '<' && !quoted:
					angle = true
				case c == '>':
					angle = false
				}
				if header[i] != ',' || angle || quoted {
					continue
				}
			}
			if one := strings.TrimSpace(header[from:i]); strings.HasPrefix(one, "<") && !yield(one) {
				return
			}
			from = i + 1
		}
	}
}

// isNext tells whether the parameters of a link name the relation "next", alone or among others.
func isNext(params string) bool {
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
		if strings.EqualFold(strings.TrimSpace(name), "rel") {
			for relation := range strings.FieldsSeq(strings.Trim(strings.TrimSpace(value), `"`)) {
				if strings.EqualFold(relation, "next") {
					return true
				}
			}
			return false
		}
	}
	return false
}
