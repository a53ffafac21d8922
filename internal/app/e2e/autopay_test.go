package e2e_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"marque/internal/core/identity"
	"marque/internal/core/notice"
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

// newAutopayForm is autopay from an account that is typed now.
func newAutopayForm() url.Values {
	return url.Values{"account": {"new"}, "account_kind": {"checking"}, "routing": {"021000021"}, "account_number": {"000987654321"}, "account_last4": {"4321"}, "lead": {"2"}, "extra": {"25.00"}}
}

func TestAutopayWaitsForAnEndedSessionAndAFreshFactor(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		who = n.contacts(t, who)
		home := "/contracts/" + n.paths["id"] + "/autopay"
		setUp := n.owner.token(home + "/set-up")
		n.Clock.Advance(identity.FreshFor) // signed in still, and not fresh
		if got := n.owner.get(home + "/off"); got.to != "/confirm?next="+url.QueryEscape(home+"/off") {
			t.Errorf("a page that wants a fresh factor: got %d to %q", got.status, got.to)
		}
		got := n.owner.do(http.MethodPost, home+"/set-up", with(newAutopayForm(), setUp))
		if got.to != "/confirm?next=%2Fresume" {
			t.Fatalf("not fresh: got %d to %q", got.status, got.to)
		}
		got = n.owner.post(got.to, got.to, nil)
		if got = n.owner.post(got.to, got.to, url.Values{"code": {n.code(t, notice.KindSignInCode, who.phone)}}); got.to != "/resume" {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
		review := n.goesOnWithAutopay(t, home)
		page := n.owner.get(review).body
		signs, off := hidden(page), n.owner.token(home+"/off")

		n.Clock.Advance(identity.IdleLimit)
		got = n.owner.do(http.MethodPost, home+"/set-up", with(newAutopayForm(), off))
		if to := n.again(t, n.owner, who, got.to); to != "/resume" {
			t.Fatalf("signed out: got to %q, want the form", to)
		}
		n.goesOnWithAutopay(t, home)

		n.Clock.Advance(identity.FreshFor)
		got = n.owner.post("/security", home, signs)
		if _, back, _ := strings.Cut(got.to, "?"); !strings.HasPrefix(got.to, "/confirm?next=") || mustParse(t, back).Get("next") != review {
			t.Errorf("a signature: got %d to %q, want the review after a fresh factor", got.status, got.to)
		}
		got = n.owner.post("/security", home+"/off", nil)
		if got.to != "/confirm?next="+url.QueryEscape(home+"/off") {
			t.Errorf("turning it off: got %d to %q", got.status, got.to)
		}
		n.provesTrue(t)
	})
}

// goesOnWithAutopay sends the form that waits and returns the review. The account's number does not go back to the browser.
func (n *town) goesOnWithAutopay(t *testing.T, home string) string {
	t.Helper()
	page := n.owner.get("/resume").body
	if !strings.Contains(page, "Go on with autopay") || strings.Contains(page, "000987654321") {
		t.Errorf("got %s", page)
	}
	review := n.owner.post("/resume", "/resume", nil)
	if !strings.HasPrefix(review.to, home+"/review?") || strings.Contains(review.to, "000987654321") {
		t.Fatalf("got %d to %q: %s", review.status, review.to, review.body)
	}
	if page := n.owner.get(review.to).body; !strings.Contains(page, "$25.00 extra") || !strings.Contains(page, "•••• 4321") || strings.Contains(page, "000987654321") {
		t.Errorf("the review lacks what was typed, or tells the number: %s", page)
	}
	return review.to
}
