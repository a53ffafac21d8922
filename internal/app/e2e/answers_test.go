package e2e_test

import (
	"bufio"
	"bytes"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/store/engine/enginetest"
	"marque/internal/web/guard"
)

// doorstep is a fresh installation as a stranger meets it over TLS.
func doorstep(t *testing.T) (*world, *visitor) {
	t.Helper()
	w := serve(t, enginetest.SQLite(t))
	server := httptest.NewTLSServer(w.gate)
	t.Cleanup(server.Close)
	n := &town{world: w, server: server}
	return w, n.visitor(t)
}

// sendAny sends anything and returns the answer with its body read.
func (v *visitor) sendAny(method, path string, header http.Header, body io.Reader) (*http.Response, string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.server.URL+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	resp, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	v.checkHeaders(method+" "+path, resp.Header)
	return resp, string(text)
}

// open lists the pages that anybody can get.
func (w *world) open() []string {
	var out []string
	for _, r := range w.gate.Routes() {
		if r.Method == http.MethodGet && (r.Guard == guard.Public || r.Guard == guard.Asset) && !strings.Contains(r.Pattern, "{") {
			out = append(out, r.Pattern)
		}
	}
	return append(out, "/no-such-page")
}

func TestOnlyPagesAndFormsAreServedAndNoOtherMethod(t *testing.T) {
	t.Parallel()
	w, v := doorstep(t)
	for _, path := range w.open() {
		for _, method := range []string{"TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "BREW"} {
			if resp, body := v.sendAny(method, path, nil, nil); resp.StatusCode < 400 || strings.Contains(body, "BREW") {
				t.Errorf("%s %s: got %d", method, path, resp.StatusCode)
			}
		}
	}
}

func TestNoAnswerIsOpenedToOtherSites(t *testing.T) {
	t.Parallel()
	w, v := doorstep(t)
	for _, path := range w.open() {
		for _, method := range []string{"GET", "OPTIONS"} {
			resp, _ := v.sendAny(method, path, http.Header{"Origin": {"https://evil.example"}, "Access-Control-Request-Method": {"POST"}}, nil)
			for name := range resp.Header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("%s %s: got %s", method, path, name)
				}
			}
		}
	}
}

func TestEveryAnswerSaysItsTypeAndCharset(t *testing.T) {
	t.Parallel()
	w, v := doorstep(t)
	for _, path := range w.open() {
		resp, body := v.sendAny("GET", path, nil, nil)
		kind := resp.Header.Get("Content-Type")
		isJSON := kind == "application/json" || kind == "application/openapi+json" // UTF-8 always, and without a parameter (RFC 8259, 8.1 and 11)
		if body != "" && !isJSON && !strings.HasSuffix(kind, "; charset=utf-8") {
			t.Errorf("%s: got type %q of %.40q", path, kind, body)
		}
		if strings.HasPrefix(strings.TrimSpace(strings.ToLower(body)), "<!doctype html") != strings.HasPrefix(kind, "text/html") {
			t.Errorf("%s: got type %q of %.40q", path, kind, body)
		}
	}
}

func TestNothingIsServedButPagesAndOurOwnFiles(t *testing.T) {
	t.Parallel()
	_, v := doorstep(t)
	for _, path := range []string{
		"/.git/config", "/.git/HEAD", "/.svn/entries", "/.env", "/keys.json", "/marque.json", "/marque.db", "/go.mod", "/assets/", "/assets", "/assets/../keys.json",
		"/assets/%2e%2e/keys.json", "/metrics", "/compliance", "/debug/pprof/", "/debug/vars", "/openapi.json", "/swagger", "/server-status",
	} {
		if resp, _ := v.sendAny("GET", path, nil, nil); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: got %d", path, resp.StatusCode)
		}
	}
}

func TestAFileIsReadOnlyWhereOneIsAskedFor(t *testing.T) {
	t.Parallel()
	_, v := doorstep(t)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range map[string]string{guard.FormField: v.token("/login"), "identifier": "somebody", "password": "anything at all"} {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	file, err := form.CreateFormFile("file", "evil.php")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(file, "<?php"); err != nil || form.Close() != nil {
		t.Fatal(err)
	}
	resp, _ := v.sendAny("POST", "/login", http.Header{"Content-Type": {form.FormDataContentType()}}, &body)
	if resp.StatusCode != http.StatusConflict {
		t.Errorf("got %d: a form with a file was read", resp.StatusCode)
	}
}

func TestAnAddressFillsInNoNameAndNoPassword(t *testing.T) {
	t.Parallel()
	_, v := doorstep(t)
	token := url.Values{guard.FormField: {v.token("/login")}}
	typed := url.Values{"identifier": {"walter-in-the-address"}, "password": {"a"}}
	resp, body := v.sendAny("POST", "/login?"+typed.Encode(), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, strings.NewReader(token.Encode()))
	if resp.StatusCode != http.StatusUnprocessableEntity || strings.Contains(body, "walter-in-the-address") {
		t.Errorf("got %d, want the form back, empty", resp.StatusCode)
	}
	resp, _ = v.sendAny("POST", "/login?"+token.Encode(), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, strings.NewReader(typed.Encode()))
	if resp.StatusCode != http.StatusConflict {
		t.Errorf("got %d, want the token of the address to count for nothing", resp.StatusCode)
	}
}

func TestAMessageOfUnclearLengthIsRefused(t *testing.T) {
	t.Parallel()
	w := serve(t, enginetest.SQLite(t))
	for name, head := range map[string]string{
		"two lengths":            "Content-Length: 5\r\nContent-Length: 6\r\n",
		"an unknown encoding":    "Transfer-Encoding: xchunked\r\n",
		"two encodings":          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
		"a length with a sign":   "Content-Length: +5\r\n",
		"a blank before a colon": "Content-Length : 5\r\n",
	} {
		conn, err := net.Dial("tcp", "127.0.0.1:"+w.port)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, "POST /login HTTP/1.1\r\nHost: localhost\r\n"+head+"\r\na=b&c=d"); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || resp.StatusCode != http.StatusBadRequest && resp.StatusCode != http.StatusNotImplemented {
			t.Errorf("%s: got %v, %v", name, resp, err)
		}
		_ = conn.Close()
	}
}

func TestAFreshInstallationHasNobody(t *testing.T) {
	t.Parallel()
	w := openChanged(t, enginetest.SQLite(t), apptest.NewClock(opening))
	var users int
	if err := w.DB.Reader(t.Context()).QueryRow("select count(*) from users").Scan(&users); err != nil || users != 0 {
		t.Errorf("got %d users, %v", users, err)
	}
}
