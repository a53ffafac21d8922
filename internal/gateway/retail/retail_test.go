package retail_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"marque/internal/fault"
	"marque/internal/gateway/retail"
)

// answer serves one answer, which the test writes.
func answer(t *testing.T, how http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(how)
	t.Cleanup(server.Close)
	return server.URL + "/feed?from=1"
}

func TestAPageIsFetchedWithItsSuccessorAndTag(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		links []string
		want  string // behind the host
	}{
		"relative":         {[]string{`</feed?from=2>; rel="next"`}, "/feed?from=2"},
		"only a query":     {[]string{`<?from=2>; rel=next`}, "/feed?from=2"},
		"among others":     {[]string{`</a,b>; rel="prev"; title="x, <y>; rel=next", </feed?from=3>; title="z"; rel="last NEXT"`}, "/feed?from=3"},
		"in a second line": {[]string{`</first>; rel="first"`, `</feed?from=4>; rel="next"`}, "/feed?from=4"},
		"none":             {[]string{`</first>; rel="first"`, "nonsense"}, ""},
	} {
		at := answer(t, func(w http.ResponseWriter, r *http.Request) {
			if got := r.Header.Get("Authorization"); got != "Bearer secret" {
				t.Errorf("%s: got the token %q", name, got)
			}
			for _, l := range c.links {
				w.Header().Add("Link", l)
			}
			w.Header().Set("ETag", `"7"`)
			if r.Header.Get("If-None-Match") == `"7"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			w.Header().Set("Content-Type", "application/jsonl; charset=utf-8")
			fmt.Fprint(w, "\ufeff{\"a\":1}\r\n\n{\"b\":2}")
		})
		want := c.want
		if want != "" {
			want = strings.TrimSuffix(at, "/feed?from=1") + want
		}
		page, err := retail.New("secret\n").Fetch(t.Context(), at, "")
		if err != nil || page.Next != want || page.Tag != `"7"` || page.Same || len(page.Texts) != 2 || string(page.Texts[1]) != `{"b":2}` {
			t.Errorf("%s: got %+v, %v", name, page, err)
		}
		if page, err = retail.New("secret").Fetch(t.Context(), at, `"7"`); err != nil || !page.Same || page.Tag != `"7"` || page.Next != want || page.Texts != nil {
			t.Errorf("%s, again: got %+v, %v", name, page, err)
		}
	}
}

func TestAnAnswerThatIsNoPageIsRefused(t *testing.T) {
	t.Parallel()
	elsewhere := answer(t, func(http.ResponseWriter, *http.Request) { t.Error("the token was carried elsewhere") })
	for name, c := range map[string]struct {
		how  http.HandlerFunc
		want fault.Kind
	}{
		"a redirect":   {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere, http.StatusFound) }, fault.Unavailable},
		"another host": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Link", "<"+elsewhere+">; rel=next") }, fault.Forbidden},
		"no token":     {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }, fault.Forbidden},
		"a pause":      {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }, fault.TooMany},
		"an error":     {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, fault.Unavailable},
		"unasked: 304": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }, fault.Unavailable},
		"a web page":   {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>Sign in</html>") }, fault.Invalid},
		"no batch": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/cloudevents-batch+json")
			fmt.Fprint(w, "[{}")
		}, fault.Invalid},
		"too much": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/jsonl")
			fmt.Fprint(w, strings.Repeat(" ", 17<<20))
		}, fault.TooLarge},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/jsonl")
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, `{"specversion":`)
		}, fault.Unavailable},
	} {
		if page, err := retail.New("secret").Fetch(t.Context(), answer(t, c.how), ""); !fault.Is(err, c.want) {
			t.Errorf("%s: got %+v, %v, want %v", name, page, err, c.want)
		}
	}
}

func TestOnlyAnAddressThatIsSafeIsFetched(t *testing.T) {
	t.Parallel()
	for address, good := range map[string]bool{
		"https://retail.example/events": true, "http://127.0.0.1:1/x": true, "http://localhost/x": true, "https://10.0.0.7/events?after=0": true,
		"http://retail.example/events": false, "https://user:pass@retail.example/": false, "ftp://retail.example/": false, "retail.example": false, "": false,
		"https://retail.example/#x": false, "https://retail.example/" + strings.Repeat("x", 2000): false,
	} {
		if err := retail.Check(address); (err == nil) != good {
			t.Errorf("%.60s: got %v", address, err)
		}
	}
}
