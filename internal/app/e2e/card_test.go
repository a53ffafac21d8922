package e2e_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// tell posts news to the portal as the card processor does.
func (n *town) tell(t *testing.T, body []byte, signature string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, n.server.URL+"/hooks/cards", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Stripe-Signature", signature)
	r.Header.Set("Content-Type", "application/json")
	answer, err := n.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode
}

func TestACustomerPaysByCardOnTheProcessorsPage(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		home := "/contracts/" + n.paths["id"]
		if page := n.owner.get(home + "/pay").body; !strings.Contains(page, home+"/card") {
			t.Error("the page for payments does not lead to cards")
		}
		ask := url.Values{"amount": {"other"}, "other": {"25.00"}, "_key": {"once"}}
		for name, wrong := range map[string]string{"no amount": "twelve", "too little": "0.50", "too much": "9999999"} {
			got := n.owner.post(home+"/card", home+"/card", url.Values{"amount": {"other"}, "other": {wrong}, "_key": {"wrong"}})
			if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `value="`+wrong+`"`) {
				t.Errorf("%s: got %d, want what was typed back with a sentence", name, got.status)
			}
		}
		got := n.owner.post(home+"/card", home+"/card", ask)
		if again := n.owner.post(home+"/card", home+"/card", ask); got.status != http.StatusSeeOther || again.to != got.to {
			t.Fatalf("got %d to %q, again to %q", got.status, got.to, again.to)
		}
		if page := n.owner.get(got.to).body; !strings.Contains(page, `href="https://checkout.stripe.example/c/pay/cs_test_1"`) || !strings.Contains(page, `class="figure">$25<`) {
			t.Errorf("the page does not lead to the processor's:\n%s", page)
		}
		made := n.stripe.Pages()[0]
		if !strings.HasSuffix(made.Back, got.to) || !strings.HasPrefix(made.Back, "https://") || made.Amount != 2500 || made.Currency != "usd" {
			t.Errorf("asked for %+v", made)
		}
		body, signature := n.stripe.Pay(0)
		if status := n.tell(t, body, strings.Replace(signature, "v1=", "v1=0", 1)); status != http.StatusForbidden && status != http.StatusNotFound {
			t.Errorf("forged news: got %d", status)
		}
		if page := n.owner.get(got.to).body; !strings.Contains(page, "Not paid yet") {
			t.Error("forged news were believed")
		}
		if status := n.tell(t, body, signature); status != http.StatusNoContent {
			t.Errorf("news: got %d", status)
		}
		if page := n.owner.get(got.to).body; !strings.Contains(page, "It is on your contract") || strings.Contains(page, "checkout.stripe") {
			t.Errorf("the payment is not shown as received:\n%s", page)
		}
		if page := n.owner.get(home + "/history").body; !strings.Contains(page, "$25.00") {
			t.Error("the payment is not in the history")
		}
	})
}
