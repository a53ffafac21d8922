package e2e_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// hidden are the values that a page's form carries unseen.
func hidden(page string) url.Values {
	out := url.Values{}
	for _, m := range hiddenInput.FindAllStringSubmatch(page, -1) {
		out.Set(m[1], m[2])
	}
	return out
}

// The journey as a browser without scripts makes it: set up from a new account, read, sign, skip, take back, turn off.
func TestAutopayIsSetUpSkippedAndTurnedOffByFormsAlone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		home := "/contracts/" + n.theirs + "/autopay"
		if page := n.other.get(home).body; !strings.Contains(page, "Set up autopay") {
			t.Fatalf("want autopay off: %s", page)
		}
		form := url.Values{"account": {"new"}, "account_kind": {"checking"}, "routing": {"021000022"}, "account_number": {"000123456789"}, "account_last4": {"6789"}, "lead": {"2"}, "extra": {"25.00"}}
		if got := n.other.post(home+"/set-up", home+"/set-up", form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Check the routing number") || !strings.Contains(got.body, `value="25.00"`) {
			t.Fatalf("a wrong routing number: got %d: %s", got.status, got.body)
		}
		form.Set("routing", "021000021")
		review := n.other.post(home+"/set-up", home+"/set-up", form).to
		page := n.other.get(review).body
		if !strings.Contains(page, "I authorize") || !strings.Contains(page, "$25.00 extra") || strings.Contains(review+page, "000123456789") {
			t.Fatalf("want the authorization, without the account's number: %s", page)
		}
		for range 2 { // the second click signs nothing new
			if got := n.other.post(review, home, hidden(page)); got.to != home+"?done=on" {
				t.Fatalf("sign: got %d to %q: %s", got.status, got.to, got.body)
			}
		}
		page = n.other.get(home).body
		debit := hidden(page)
		if strings.Count(page, `name="skip" value="yes"`) != 3 {
			t.Fatalf("want the next three debits: %s", page)
		}
		debit.Set("skip", "yes")
		if got := n.other.post(home, home+"/skip", debit); got.to != home+"?done=skipped" || !strings.Contains(n.other.get(home).body, "Skipped, as you asked") {
			t.Errorf("skip: got %d to %q", got.status, got.to)
		}
		file := regexp.MustCompile(home + `/[0-9a-f-]+/authorization.pdf`).FindString(page)
		if got := n.other.get(file); got.kind != "application/pdf" || !strings.HasPrefix(got.body, "%PDF") {
			t.Errorf("the copy: got %d %s", got.status, got.kind)
		}
		if got := n.owner.get(file); got.status != http.StatusNotFound {
			t.Errorf("somebody else's copy: got %d", got.status)
		}
		if got := n.other.post(home+"/off", home+"/off", nil); got.to != home+"?done=off" || !strings.Contains(n.other.get(home).body, "Set up autopay") {
			t.Errorf("off: got %d to %q", got.status, got.to)
		}
	})
}
