package e2e_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestABrandsLegalTextsAreReadByAnybodyInTheirLanguage(t *testing.T) {
	t.Parallel()
	_, v := doorstep(t)
	for path, want := range map[string]string{
		"/legal/terms":   "Version aurelia-2026-11, November 1, 2026.",
		"/legal/privacy": `<a href="https://www.consumerfinance.gov/" rel="external noreferrer">consumerfinance.gov</a>`,
		"/legal/imprint": "NMLS ID 0000000 (sample, not a number of the register)",
		"/login":         `href="/legal/imprint"`,
	} {
		resp, body := v.sendAny("GET", path, nil, nil)
		if resp.StatusCode >= 400 || !strings.Contains(body, want) {
			t.Errorf("%s: got %d, want %q in\n%s", path, resp.StatusCode, want, body)
		}
	}
	for _, path := range []string{"/legal/", "/legal/tos", "/legal/aurelia", "/legal/terms.en-US.txt"} {
		if resp, _ := v.sendAny("GET", path, nil, nil); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: got %d", path, resp.StatusCode)
		}
	}
}
