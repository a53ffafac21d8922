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

// earliest is the first day that the payment page offers.
var earliest = regexp.MustCompile(`name="date"[^>]*min="([^"]+)"`)

// newAccount is a bank account as it is typed.
func newAccount(form url.Values) url.Values {
	form.Set("account", "new")
	form.Set("account_kind", "checking")
	form.Set("routing", "021000021")
	form.Set("account_number", "000123456789")
	form.Set("account_last4", "6789")
	return form
}

// From the payoff page to the receipt, as a browser without scripts makes it; what was typed into another field is not what is paid.
func TestAPayoffIsPaidByFormsAlone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		home := "/contracts/" + n.theirs
		link := regexp.MustCompile(home + `/pay\?[^"]*amount=payoff[^"]*`).FindString(n.other.get(home + "/payoff").body)
		page := n.other.get(strings.ReplaceAll(link, "&amp;", "&")).body
		if !strings.Contains(page, `value="payoff" checked`) {
			t.Fatalf("want the payoff chosen: %s", page)
		}
		date := regexp.MustCompile(`name="date"[^>]*value="([^"]+)"`).FindStringSubmatch(page)[1]
		form := newAccount(url.Values{"amount": {"payoff"}, "other": {"1.00"}, "date": {date}})
		got := n.other.post(home+"/pay", home+"/pay", form)
		if got.status != http.StatusSeeOther {
			t.Fatalf("got %d: %s", got.status, got.body)
		}
		review := got.to
		page = n.other.get(review).body
		if !strings.Contains(page, "This ends your loan") || !strings.Contains(page, "this is your payoff") || strings.Contains(page, "$1.00") {
			t.Fatalf("want the review of a payoff: %s", page)
		}
		order := hidden(page)
		order.Set("cents", "100")
		if got := n.other.post(review, home+"/payments", order); got.status != http.StatusConflict || !strings.Contains(got.body, "has changed since you looked") {
			t.Fatalf("another amount than the quote: got %d to %q: %s", got.status, got.to, got.body)
		}
		for range 2 { // the second click shows the same receipt
			got = n.other.post(review, home+"/payments", hidden(page))
			if !strings.Contains(n.other.get(got.to).body, "this is your payoff") {
				t.Fatalf("want the receipt of a payoff: got %d to %q", got.status, got.to)
			}
		}
		if page := n.other.get(home + "/pay").body; strings.Contains(page, `value="payoff"`) || !strings.Contains(page, "on its way already") {
			t.Errorf("a second payoff is offered: %s", page)
		}
		forged := hidden(page)
		forged.Set("for", "held")
		if got := n.other.post(review, home+"/payments", forged); got.status != http.StatusConflict {
			t.Errorf("a kind that is not a customer's: got %d to %q", got.status, got.to)
		}
	})
}

func TestExtraMoneyShowsItsEffectBeforeConsentAndItsKindAfter(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		home := "/contracts/" + n.theirs
		form := newAccount(url.Values{"amount": {"principal"}, "principal": {"1,000.00"}, "date": {earliest.FindStringSubmatch(n.other.get(home + "/pay").body)[1]}})
		if got := n.other.post(home+"/pay", home+"/pay", form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "only when nothing is past due") || strings.Contains(got.body, `value="principal"`) {
			t.Fatalf("principal only while past due: got %d: %s", got.status, got.body)
		}
		form.Set("amount", "due")
		review := n.other.post(home+"/pay", home+"/pay", form).to
		if got := n.other.post(review, home+"/payments", hidden(n.other.get(review).body)); !strings.Contains(n.other.get(got.to).body, "What is due") {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
		form.Set("amount", "principal")
		form.Set("principal", "nothing")
		if got := n.other.post(home+"/pay", home+"/pay", form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `value="nothing"`) {
			t.Fatalf("got %d: %s", got.status, got.body)
		}
		form.Set("principal", "1,000.00")
		got := n.other.post(home+"/pay", home+"/pay", form)
		if got.status != http.StatusSeeOther {
			t.Fatalf("got %d: %s", got.status, got.body)
		}
		page := n.other.get(got.to).body
		for _, want := range []string{"Principal only", "less interest", "stays due on", "Pay by", `name="for" value="principal_only"`} {
			if !strings.Contains(page, want) {
				t.Errorf("want %q on the review: %s", want, page)
			}
		}
		tries := home + "/what-if"
		if page := n.other.get(home).body; !strings.Contains(page, tries) {
			t.Errorf("the overview does not lead to what more would do: %s", page)
		}
		tried := n.other.get(tries + "?monthly=6,000&once=500")
		for _, want := range []string{"$6,000.00 more each time you are done", "less interest", "As it is", "chart-instead", `/pay?amount=principal&amp;principal=500"`, `/autopay/set-up?extra=6%2C000"`} {
			if tried.status != http.StatusOK || !strings.Contains(tried.body, want) {
				t.Errorf("what if: got %d, want %q: %s", tried.status, want, tried.body)
			}
		}
		if got := n.other.get(home + "/pay?amount=principal&principal=500"); !strings.Contains(got.body, `value="principal" checked`) || !strings.Contains(got.body, `value="500"`) {
			t.Errorf("the payment does not begin with what was tried out: %s", got.body)
		}
		if got := n.other.get(tries + "?by=2040-01-01"); got.status != http.StatusOK || !strings.Contains(got.body, "You are done by then as it is.") {
			t.Errorf("a day on which it is done anyway: got %d: %s", got.status, got.body)
		}
		if got := n.other.get(tries + "?by=2026-11-01"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "or a later day") {
			t.Errorf("a day before the next payment: got %d: %s", got.status, got.body)
		}
		if got := n.other.get(tries + "?monthly=1e9&by=never&once=9,999,999"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Enter at most what you owe: $1") {
			t.Errorf("bad wishes: got %d: %s", got.status, got.body)
		}
		choice := home + "/extra"
		page = n.other.get(choice + "?extra=500").body
		if strings.Count(page, `name="instruction"`) != 4 || !strings.Contains(page, "Your payment becomes") {
			t.Fatalf("want four choices in numbers: %s", page)
		}
		if got := n.other.get(choice + "?extra=lots"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `value="lots"`) {
			t.Errorf("got %d: %s", got.status, got.body)
		}
		keep := hidden(page)
		keep.Set("instruction", "pay_ahead")
		if got := n.other.post(choice, choice, keep); got.to != choice+"?done=kept" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if page := n.other.get(choice).body; !strings.Contains(page, `value="pay_ahead" checked`) {
			t.Errorf("want the choice kept: %s", page)
		}
		keep.Set("instruction", "burn_it")
		keep.Set("_key", "another")
		if got := n.other.post(choice, choice, keep); got.status != http.StatusUnprocessableEntity {
			t.Errorf("got %d", got.status)
		}
	})
}
