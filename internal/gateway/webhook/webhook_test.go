package webhook

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"marque/internal/core/hook"
	"marque/internal/fault"
)

func TestAnAddressIsJudgedByItsNumberAtTheMomentOfTheCall(t *testing.T) {
	t.Parallel()
	for address, want := range map[string][3]bool{ // to the outside, inside, to itself
		"93.184.216.34:443": {true, true, false}, "[2606:2800:220:1::1]:443": {true, true, false},
		"10.1.2.3:443": {false, true, false}, "192.168.0.9:443": {false, true, false}, "[fd00::1]:443": {false, true, false}, "100.64.0.1:443": {false, true, false},
		"127.0.0.1:80": {false, false, true}, "[::1]:80": {false, false, true}, "[::ffff:127.0.0.1]:80": {false, false, true},
		"169.254.169.254:80": {}, "[fe80::1]:443": {}, "0.0.0.0:80": {}, "224.0.0.1:80": {}, "[::ffff:169.254.169.254]:80": {}, "255.255.255.255:80": {}, "name:80": {},
	} {
		for r, want := range want {
			if got := reach(r).judge(address) == nil; got != want {
				t.Errorf("%s, reach %d: got %t, want %t", address, r, got, want)
			}
		}
	}
}

func TestANameThatLeadsToThisMachineIsNotCalled(t *testing.T) {
	t.Parallel()
	called := false
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	defer server.Close()
	for _, inside := range []bool{false, true} {
		e := hook.Endpoint{URL: strings.Replace(server.URL, "127.0.0.1", "localhost", 1), Inside: inside}
		if _, err := New().Send(t.Context(), e, "m", time.Now(), nil, nil); !fault.Is(err, fault.Forbidden) || called {
			t.Errorf("got %v, called %t", err, called)
		}
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	called := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	defer other.Close()
	server := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer server.Close()
	if status, err := New().Send(t.Context(), hook.Endpoint{URL: server.URL}, "m", time.Now(), []byte("{}"), nil); status != http.StatusTemporaryRedirect || err != nil || called {
		t.Errorf("got %d, %v, called %t", status, err, called)
	}
	server.Close()
	if _, err := New().Send(t.Context(), hook.Endpoint{URL: server.URL}, "m", time.Now(), nil, nil); !fault.Is(err, fault.Unavailable) {
		t.Errorf("nobody there: got %v", err)
	}
}
