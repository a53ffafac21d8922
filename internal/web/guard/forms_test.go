package guard_test

import (
	"net/url"
	"strings"
	"testing"

	"marque/internal/web/guard"
)

func TestAFormWithoutItsOwnTokenIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t)
	stranger, customer, other := w.browser(t), w.browser(t).signIn("mia.nguyen"), w.browser(t).signIn("mia.nguyen")
	_, theirs, _ := other.do("GET", "/mine", nil)
	_, visitors, _ := stranger.do("GET", "/public", nil)
	_, own, _ := customer.do("GET", "/mine", nil)
	_, again, _ := customer.do("GET", "/mine", nil)
	if own == again {
		t.Error("the token looks the same twice")
	}
	changed := strings.Map(func(r rune) rune { // every letter another one
		if r == 'A' {
			return 'B'
		}
		return 'A'
	}, own)
	for name, token := range map[string]string{"none": "", "nonsense": "AAAA", "another session's": theirs, "a visitor's": visitors, "changed": changed} {
		if status, _, _ := customer.do("POST", "/mine", url.Values{guard.FormField: {token}}); status != 409 {
			t.Errorf("%s: got %d", name, status)
		}
	}
	for _, token := range []string{own, again} {
		if status, body, _ := customer.do("POST", "/mine", url.Values{guard.FormField: {token}}); status != 200 || body != "done" {
			t.Errorf("its own: got %d %s", status, body)
		}
	}
	if status, _, _ := stranger.do("POST", "/public", url.Values{guard.FormField: {visitors}}); status != 200 {
		t.Errorf("a visitor's own: got %d", status)
	}
	if status, _, _ := w.browser(t).do("POST", "/public", url.Values{guard.FormField: {visitors}}); status != 409 {
		t.Errorf("another visitor's: got %d", status)
	}
}

func TestAFormThatWasOpenWhileKeysWereChangedIsTaken(t *testing.T) {
	t.Parallel()
	w := setup(t)
	stranger, customer := w.browser(t), w.browser(t).signIn("mia.nguyen")
	_, visitors, _ := stranger.do("GET", "/public", nil)
	_, own, _ := customer.do("GET", "/mine", nil)
	w.ChangeKeys()
	if status, body, _ := stranger.do("POST", "/public", url.Values{guard.FormField: {visitors}}); status != 200 {
		t.Errorf("a visitor's form: got %d %s", status, body)
	}
	if status, body, _ := customer.do("POST", "/mine", url.Values{guard.FormField: {own}}); status != 200 {
		t.Errorf("a customer's form: got %d %s", status, body)
	}
}

func TestAFormFromAnotherSiteIsRefusedThoughItsTokenIsRight(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := w.browser(t).signIn("mia.nguyen")
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
		if status, _, _ := b.post("/mine", "/mine", nil, header...); status != 409 {
			t.Errorf("%v: got %d", header, status)
		}
	}
	if status, _, _ := b.post("/mine", "/mine", nil, "Sec-Fetch-Site", "same-origin"); status != 200 {
		t.Errorf("same origin: got %d", status)
	}
}

func TestAFormThatIsTooLargeOrUnreadableIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := w.browser(t)
	if status, _, _ := b.post("/public", "/public", url.Values{"a": {strings.Repeat("x", 70<<10)}}); status != 413 {
		t.Errorf("70 kB: got %d", status)
	}
	if status, _, _ := b.do("POST", "/public", nil, "Content-Type", "multipart/form-data; boundary=x"); status != 409 {
		t.Errorf("multipart: got %d", status)
	}
	if status, _, _ := b.do("POST", "/public?%zz", nil); status != 422 && status != 409 {
		t.Errorf("broken query: got %d", status)
	}
}
